#!/bin/sh
# A project without CMake: build.sh <static|shared> <compiler> <main.cpp> <program>
set -eu
case "$1" in
  # A program of which every library is static, so that nothing but the .a files can have been used.
  static) options="-static $(pkg-config --static --cflags --libs ascof)" ;;
  shared) options="$(pkg-config --cflags --libs ascof) -Wl,-rpath,$(pkg-config --variable=libdir ascof)" ;;
esac
# shellcheck disable=SC2086 # options are many words
"$2" -std=c++20 "$3" -o "$4" $options

/// @file text_hash.hpp
/// Hash and comparison of short texts, for dictionaries. Only has to spread well; never leaves the process.
#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>

namespace ascof {

namespace text_words {

template <typename Word>
inline std::uint64_t load(const char* at) {
  Word word;
  std::memcpy(&word, at, sizeof word);
  return word;
}

/// The two halves of the 128-bit product, folded.
inline std::uint64_t mix(std::uint64_t a, std::uint64_t b) {
  __extension__ using wide = unsigned __int128;
  const wide product = static_cast<wide>(a) * b;
  return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64U);
}

inline constexpr std::uint64_t k0 = 0x9E3779B97F4A7C15ULL;
inline constexpr std::uint64_t k1 = 0xD6E8FEB86659FD93ULL;
inline constexpr std::uint64_t k2 = 0xA0761D6478BD642FULL;
inline constexpr std::uint64_t k3 = 0xE7037ED1A0B428DBULL;

}  // namespace text_words

/// Reads the text as words that overlap at its end: none is read beyond it, texts up to 16 bytes cost one product and
/// texts up to 32 bytes two side by side.
inline std::uint64_t hash_text(std::string_view text) {
  using namespace text_words;
  const char* p = text.data();
  const std::size_t n = text.size();
  if (n <= 16) {
    if (n >= 8) return mix(load<std::uint64_t>(p) ^ k0, load<std::uint64_t>(p + n - 8) ^ k1 ^ n);
    if (n >= 4) return mix(load<std::uint32_t>(p) ^ k0, load<std::uint32_t>(p + n - 4) ^ k1 ^ (n << 32U));
    if (n == 0) return k2;
    const auto byte = [p](std::size_t at) { return static_cast<std::uint64_t>(static_cast<unsigned char>(p[at])); };
    return mix(byte(0) ^ k0, (byte(n / 2) << 8U | byte(n - 1)) ^ k1 ^ (n << 32U));
  }
  std::uint64_t h0 = n;
  std::uint64_t h1 = k3;
  std::size_t at = 0;
  for (; n - at > 32; at += 32) {
    h0 = mix(load<std::uint64_t>(p + at) ^ k0, load<std::uint64_t>(p + at + 8) ^ h0);
    h1 = mix(load<std::uint64_t>(p + at + 16) ^ k1, load<std::uint64_t>(p + at + 24) ^ h1);
  }
  const char* rest = n > 32 ? p + n - 32 : p;  // the last 17 to 32 bytes, some of them perhaps once more
  h0 = mix(load<std::uint64_t>(rest) ^ k2, load<std::uint64_t>(rest + 8) ^ h0);
  h1 = mix(load<std::uint64_t>(p + n - 16) ^ k3, load<std::uint64_t>(p + n - 8) ^ h1);
  return mix(h0 ^ k0, h1 ^ k1);
}

/// Equality of `n` bytes, without a call for the lengths that categories and identifiers have.
inline bool same_bytes(const char* a, const char* b, std::size_t n) {
  using namespace text_words;
  const auto differ = [a, b]<typename Word>(Word, std::size_t at) { return load<Word>(a + at) ^ load<Word>(b + at); };
  constexpr std::uint64_t word8 = 0;
  constexpr std::uint32_t word4 = 0;
  if (n > 64) return std::memcmp(a, b, n) == 0;
  if (n > 16) {
    std::uint64_t any = differ(word8, n - 16) | differ(word8, n - 8);
    for (std::size_t at = 0; at + 16 < n; at += 16) any |= differ(word8, at) | differ(word8, at + 8);
    return any == 0;
  }
  if (n >= 8) return (differ(word8, 0) | differ(word8, n - 8)) == 0;
  if (n >= 4) return (differ(word4, 0) | differ(word4, n - 4)) == 0;
  return n == 0 || (a[0] == b[0] && a[n / 2] == b[n / 2] && a[n - 1] == b[n - 1]);
}

}  // namespace ascof

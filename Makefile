# Every target sets up what it needs on a fresh Debian 12 (see .ci/setup) and can be run first.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
# Steps use all cores themselves; two at a time would only fight over them.
.NOTPARALLEL:

PYTHON := .venv/bin/python
CORES := $(shell nproc)
CPP_FILES = $(shell find include src bindings tests examples benchmarks -name '*.[ch]pp' -o -name '*.h')

# Not UTC, and a zone whose summer time is half an hour: what takes a local time for a date fails here.
TEST_ENVIRONMENT := TZ=Australia/Lord_Howe LC_ALL=C.UTF-8

export CMAKE_BUILD_PARALLEL_LEVEL ?= $(CORES)

# One name of the compiler for CMake and for pip, which would take another: so ccache gives the package the objects of the
# library that are compiled already.
ifeq ($(origin CXX),default)
CXX := c++
endif
export CXX

.PHONY: help
help: ## This list
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 18

# ------------------------------------------------------------------------------------------------------ for everyone

.PHONY: demo
demo: ## Build the command, read the example extract, print measures with their trace
	@.ci/setup cpp
	cmake -S . -B build/demo -G Ninja -DASCOF_BUILD_TESTS=OFF -DASCOF_BUILD_EXAMPLES=OFF -DASCOF_BUILD_BENCHMARKS=OFF
	cmake --build build/demo --target ascof_cli
	@ASCOF=$(CURDIR)/build/demo/ascof examples/demo.sh

.PHONY: build
build: ## Library and command into build/release, Python package into .venv
	@.ci/setup cpp test python
	cmake --preset release
	cmake --build --preset release
	@$(MAKE) --no-print-directory python

.PHONY: test
test: ## Everything that has to pass: build without warnings, tests of C++ and Python, sanitizers, formatter, linters
	@.ci/setup cpp test lint python
	@# All parts run even when one fails, so that one run shows every fault. The two summaries come last.
	@failed=; \
	for part in lint test-sanitizers test-cpp test-python; do \
	  echo "---- $$part"; \
	  $(MAKE) --no-print-directory $$part || failed="$$failed $$part"; \
	done; \
	if [ -n "$$failed" ]; then echo "make test: failed:$$failed"; exit 1; fi

.PHONY: compilers
compilers: ## Check the sources with each of clang 14, 16, 19 and GCC 12 to 14 that is installed
	@.ci/setup cpp
	cmake --preset release
	cmake --build --preset release --target ascof_objects
	@.ci/compilers build/release

.PHONY: bench
bench: ## Rows per second of ingest, prepare and each measure; measures beside DuckDB and Polars, intervals beside SciPy
	@.ci/setup cpp test bench
	cmake --preset release
	cmake --build --preset release --target ascof_generate ascof_bench ascof_waiting_times
	@benchmarks/run.sh
	@$(PYTHON) benchmarks/waiting_times/compare.py build/release/benchmarks build/bench-data/waiting_times \
	  --events $${ASCOF_BENCH_EVENTS:-1000000}
	@$(MAKE) --no-print-directory python
	@$(PYTHON) benchmarks/measures/compare.py
	@$(PYTHON) benchmarks/measures/compare.py --speed build/release/benchmarks build/bench-data/measures
	@$(PYTHON) benchmarks/statistics/compare.py

.PHONY: cases
cases: build ## The files and mistakes of a working day: case, expected, got
	@ASCOF_CLI=$(CURDIR)/build/release/ascof ASCOF_PYTHON=$(CURDIR)/$(PYTHON) python3 tests/cases/case_table.py $(CASE)

.PHONY: fuzz
fuzz: ## Mutated extracts: figures that move without a word (COUNT=20000 SEED=1)
	@.ci/setup cpp test
	cmake --preset release
	cmake --build --preset release --target ascof_cli
	@ASCOF_CLI=$(CURDIR)/build/release/ascof python3 tests/mutations/fuzz.py --count $(or $(COUNT),2000) --seed $(or $(SEED),1)

.PHONY: clean
clean: ## Remove all that was built or installed here
	rm -rf build .venv dist

# -------------------------------------------------------------------------------------------------- for contributors

.PHONY: test-cpp
test-cpp: ## Build with warnings as errors, all tests of ctest
	@.ci/setup cpp test
	cmake --preset release
	cmake --build --preset release
	ctest --preset release

.PHONY: test-sanitizers
test-sanitizers: ## Unit tests under the address and undefined behaviour sanitizers
	@.ci/setup cpp test
	cmake --preset sanitizers
	cmake --build --preset sanitizers --target ascof_sanitizer_tests
	ctest --preset sanitizers

.PHONY: test-python
test-python: python ## Tests of the Python package
	$(TEST_ENVIRONMENT) $(PYTHON) -m pytest

.PHONY: python
python: ## The Python package into .venv
	@.ci/setup cpp test lint python
	$(PYTHON) -m pip install --quiet --no-build-isolation --no-deps --config-settings=cmake.define.ASCOF_WARNINGS_AS_ERRORS=ON .

.PHONY: stubs
stubs: python ## Write again what type checkers know: _core.pyi, _fields.py and tables.py in bindings/python/ascof
	$(PYTHON) -m nanobind.stubgen -q --module ascof._core --output-file bindings/python/ascof/_core.pyi
	$(PYTHON) bindings/python/tools/generate_tables.py
	@$(MAKE) --no-print-directory python

.PHONY: reference
reference: ## Write docs/reference again, from the definitions and the worked examples
	@.ci/setup cpp test
	cmake --preset release
	cmake --build --preset release --target ascof_cli
	python3 docs/generate_reference.py build/release/ascof

.PHONY: examples
examples: ## Build and run the examples
	@.ci/setup cpp test
	cmake --preset release
	cmake --build --preset release
	ctest --preset release --label-regex '^examples$$'

.PHONY: format
format: ## Format C++ and Python
	@.ci/setup lint python
	clang-format -i $(CPP_FILES)
	.venv/bin/ruff check --quiet --fix-only .
	.venv/bin/ruff format --quiet .

.PHONY: lint
lint: ## Formatter, ruff and mypy, changing nothing
	@.ci/setup lint python
	@# All four run, so that one run shows every fault.
	@status=0; \
	clang-format --dry-run -Werror $(CPP_FILES) || status=1; \
	.venv/bin/ruff format --check . || status=1; \
	.venv/bin/ruff check . || status=1; \
	.venv/bin/mypy || status=1; \
	exit $$status

.PHONY: tidy
tidy: ## clang-tidy over the library and the command; takes longer than all tests together, so CI does not wait for it
	@.ci/setup cpp lint
	cmake --preset tidy
	cmake --build --preset tidy -- -k 0

/// @file golden.hpp
/// What the tests of this folder share: the sets of records with the department's answers, and a comparison of CSV files
/// by key that has nothing in common with the library's own reader and writer.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "ascof/ascof.hpp"

namespace golden {

/// A CSV file as text: nothing is taken as a number or a date.
struct rows {
  std::vector<std::string> header;
  std::vector<std::vector<std::string>> lines;

  bool has(std::string_view column) const;
  std::size_t at(std::string_view column) const;  ///< throws for a column that is not there
  const std::string& of(const std::vector<std::string>& line, std::string_view column) const {
    return line[at(column)];
  }
};

/// Reads a `.csv` or `.csv.gz`.
rows read(const std::filesystem::path& file);
void write(const rows& from, const std::filesystem::path& file);

/// Which columns of two files are compared, and how.
struct comparison {
  std::vector<std::string> key;
  /// Same text, or the same number. Empty, and no `rounded`: every column of the expected file that is no key.
  std::vector<std::string> exact{};
  /// Same number after rounding half away from zero to this many decimals, on the text of the decimals.
  std::map<std::string, int> rounded{};
  std::vector<std::string> ignored{};
};

/// Every way in which `actual` differs, one line each; empty when it agrees. Order of rows does not matter. A key that
/// stands twice is a difference.
std::vector<std::string> differences(const rows& expected, const rows& actual, const comparison& how);

/// Every way in which the rows of `actual` are not those of `expected` in the columns of `expected`, counted with
/// repetition. Numbers are compared as numbers.
std::vector<std::string> differences_as_multisets(const rows& expected, const rows& actual);

/// Differences between which rows (named by `key`) share a value of `column`, whatever the value is.
std::vector<std::string> differences_of_partition(const rows& expected, const rows& actual, const std::string& key,
                                                  const std::string& column);

/// The whole content of a file.
std::string content(const std::filesystem::path& file);

inline const ascof::period joined_period{ascof::make_day(2023, 4, 1), ascof::make_day(2026, 3, 31)};
inline const ascof::period single_period{ascof::make_day(2025, 4, 1), ascof::make_day(2026, 3, 31)};
inline const std::vector<ascof::period> years = ascof::financial_years(2024, 2025);
inline const ascof::day as_of = ascof::make_day(2026, 5, 5);

/// A set of records: where it lies, and everything the tests make of it, made once.
struct set {
  std::string name;
  std::filesystem::path input;
  std::filesystem::path expected;
  ascof::mappings tables;
  ascof::areas councils;
  ascof::population residents;
  ascof::prepared joined;
  ascof::prepared single;

  rows expectation(std::string_view file) const { return read(expected / file); }
};

const std::vector<std::string>& set_names();
const set& set_named(const std::string& name);

/// The measures these tests are about.
const std::vector<std::string>& measure_names();

}  // namespace golden

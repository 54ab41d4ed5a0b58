/// @file cases.hpp
/// Where the hand-worked cases lie, and what they have in common.
#pragma once

#include <algorithm>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "golden.hpp"

namespace cases {

inline const std::filesystem::path root = std::filesystem::path(ASCOF_TEST_DATA) / "cases";

/// The cases of a measure, in order. The folders are the list: a new case needs no edit of a test.
inline std::vector<std::filesystem::path> folders_of(const std::string& measure) {
  std::vector<std::filesystem::path> folders;
  for (const auto& entry : std::filesystem::directory_iterator(root / measure))
    if (entry.is_directory()) folders.push_back(entry.path());
  std::sort(folders.begin(), folders.end());
  return folders;
}

/// The case's own reference table, or the one all cases share.
inline std::filesystem::path reference(const std::filesystem::path& folder, const std::string& name) {
  return std::filesystem::exists(folder / name) ? folder / name : root / "ref" / name;
}

inline ascof::period period_of(const std::filesystem::path& folder) {
  const golden::rows table = golden::read(folder / "period.csv");
  return ascof::parse_period(table.of(table.lines.at(0), "period_start") + ".." +
                             table.of(table.lines.at(0), "period_end"));
}

/// The tables a case expects: names without `expected_` and `.csv`.
inline std::vector<std::string> expectations_of(const std::filesystem::path& folder) {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    const std::string name = entry.path().stem().string();
    if (name.starts_with("expected_")) names.push_back(name.substr(std::string("expected_").size()));
  }
  std::sort(names.begin(), names.end());
  return names;
}

/// A table with the columns named in `names` under their new names, and no others.
inline golden::rows renamed(const golden::rows& from, const std::map<std::string, std::string>& names) {
  golden::rows to;
  std::vector<std::size_t> columns;
  for (std::size_t i = 0; i < from.header.size(); ++i) {
    const auto found = names.find(from.header[i]);
    if (found == names.end()) continue;
    to.header.push_back(found->second);
    columns.push_back(i);
  }
  for (const std::vector<std::string>& line : from.lines) {
    std::vector<std::string>& added = to.lines.emplace_back();
    for (const std::size_t column : columns) added.push_back(line[column]);
  }
  return to;
}

}  // namespace cases

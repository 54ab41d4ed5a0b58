/// @file number_table.hpp
/// CSV files of numbers, as published tables and their answers come.
#pragma once

#include <catch2/catch.hpp>
#include <cmath>
#include <fstream>
#include <limits>
#include <map>
#include <string>
#include <vector>

namespace support {

class number_table {
 public:
  /// A file of tests/data/statistics.
  explicit number_table(const std::string& name) {
    std::ifstream file(ASCOF_TEST_DATA "/statistics/" + name);
    std::string line;
    while (std::getline(file, line)) {
      if (!line.empty() && line.back() == '\r') line.pop_back();
      const std::vector<std::string> cells = cells_of(line);
      if (names_.empty()) {
        for (const std::string& each : cells) names_[each] = names_.size();
      } else {
        REQUIRE(cells.size() == names_.size());
        rows_.push_back(cells);
      }
    }
    REQUIRE(!rows_.empty());
  }

  std::size_t rows() const { return rows_.size(); }
  const std::string& text(std::size_t row, const std::string& column) const { return rows_[row][names_.at(column)]; }
  /// An empty cell and NA are missing.
  double number(std::size_t row, const std::string& column) const {
    const std::string& cell = text(row, column);
    return cell.empty() || cell == "NA" ? std::numeric_limits<double>::quiet_NaN() : std::stod(cell);
  }
  std::vector<double> numbers(const std::string& column) const {
    std::vector<double> all;
    for (std::size_t row = 0; row < rows(); ++row) all.push_back(number(row, column));
    return all;
  }

 private:
  static std::vector<std::string> cells_of(const std::string& line) {
    std::vector<std::string> cells(1);
    bool quoted = false;
    for (const char c : line) {
      if (c == '"') {
        quoted = !quoted;
      } else if (c == ',' && !quoted) {
        cells.emplace_back();
      } else {
        cells.back() += c;
      }
    }
    return cells;
  }

  std::map<std::string, std::size_t> names_;
  std::vector<std::vector<std::string>> rows_;
};

/// Equal to a relative tolerance, missing to missing.
class near_to : public Catch::MatcherBase<double> {
 public:
  near_to(double expected, double tolerance) : expected_(expected), tolerance_(tolerance) {}
  bool match(const double& found) const override {
    if (std::isnan(expected_) || std::isnan(found)) return std::isnan(expected_) && std::isnan(found);
    return found == expected_ || std::abs(found - expected_) <= tolerance_ * std::abs(expected_);
  }
  std::string describe() const override {
    return "is within " + Catch::Detail::stringify(tolerance_) + " of " + Catch::Detail::stringify(expected_);
  }

 private:
  double expected_;
  double tolerance_;
};

/// The tolerance of published answers.
inline near_to close_to(double expected) { return {expected, 1e-9}; }
/// Figures quoted with few digits: to half a unit of the last.
inline Approx quoted(double expected, double half_a_unit) { return Approx(expected).margin(half_a_unit).epsilon(0); }

}  // namespace support

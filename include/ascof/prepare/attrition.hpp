/// @file attrition.hpp
/// How many records and people each step let through, and why the others left.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace ascof {

/// One line of the account: `rows_dropped` rows left at this step for this reason.
struct attrition_step {
  std::string step;    ///< "filter", "deduplicate", ...
  std::string reason;  ///< why the rows left, or what was done to them
  std::uint64_t rows_in = 0;
  std::uint64_t rows_dropped = 0;  ///< rows changed or noted, for a step that drops none
  std::uint64_t rows_out = 0;
};

/// The steps in order: `rows_out` of one line is `rows_in` of the next.
class attrition {
 public:
  /// Adds a line for rows that leave.
  void drop(std::string step, std::string reason, std::uint64_t rows);
  /// Adds a line for rows that are changed, or only noted, and stay.
  void change(std::string step, std::string reason, std::uint64_t rows);
  /// Starts the account. @pre no line yet
  void start(std::uint64_t rows) { current_ = rows; }

  const std::vector<attrition_step>& steps() const { return steps_; }
  std::uint64_t rows_left() const { return current_; }

 private:
  std::vector<attrition_step> steps_;
  std::uint64_t current_ = 0;
};

}  // namespace ascof

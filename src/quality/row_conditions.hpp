/// @file row_conditions.hpp
/// Conditions of a figure, asked with one field left open: can a row, or a person, still fulfil them?
///
/// Looked at are the texts of a row's other fields, joined by and, or, not. Whatever else a condition asks (days, ages,
/// the order of events, details of the person) is taken to go either way, so that "no" is certain and "yes" is "perhaps".
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <unordered_map>
#include <vector>

#include "ascof/measure/expression.hpp"
#include "ascof/prepare/records.hpp"

namespace ascof::quality {

/// Which columns of the main table are left open.
using open_columns = std::function<bool(event::column)>;

class row_conditions {
 public:
  row_conditions(const table& events, open_columns is_open) : events_(events), is_open_(std::move(is_open)) {}

  /// Number of a condition of events, for `may_hold_of_row`.
  std::size_t add_of_row(const expr& condition);
  /// Number of a condition of people, for `may_hold_of_person`: conditions of events hold when they do of any of the rows.
  std::size_t add_of_person(const expr& condition);

  /// Whether any of the conditions can hold of the row.
  bool may_hold_of_row(std::span<const std::size_t> any_of, std::uint32_t row);
  /// Whether any of the conditions can hold of the person with these rows.
  bool may_hold_of_person(std::span<const std::size_t> any_of, row_range rows);

 private:
  /// What a condition can be, as bits. Neither: it is unknown and nothing else.
  static constexpr std::uint8_t can_hold = 1;
  static constexpr std::uint8_t can_fail = 2;
  static constexpr std::uint8_t either = can_hold | can_fail;

  enum class step_kind : std::uint8_t { either, text, all, any, negation, any_row };
  struct step {
    step_kind kind = step_kind::either;
    std::vector<std::size_t> in{};
    const text_column* column = nullptr;
    std::vector<std::uint8_t> by_code{};  ///< of a text
  };
  /// Steps in order: what a step needs stands before it.
  struct program {
    std::vector<step> steps;
    std::unordered_map<const expression*, std::size_t> known;
    std::vector<std::uint8_t> values;
  };

  std::size_t add(program& to, const expr& condition, bool of_row);
  static std::size_t append(program& to, step made);
  step text_step(const expression& e) const;
  static constexpr std::uint8_t either_way(bool holds, bool fails) {
    return static_cast<std::uint8_t>((holds ? can_hold : 0) | (fails ? can_fail : 0));
  }
  static bool each_can(const step& s, const std::vector<std::uint8_t>& values, std::uint8_t bit);
  static bool some_can(const step& s, const std::vector<std::uint8_t>& values, std::uint8_t bit);
  static std::uint8_t combined(const step& s, const std::vector<std::uint8_t>& values);
  void work_out_row(std::uint32_t row);

  const table& events_;
  open_columns is_open_;
  program rows_;
  program people_;
};

}  // namespace ascof::quality

#include "row_conditions.hpp"

#include <algorithm>
#include <string>

#include "ascof/core/text.hpp"

namespace ascof::quality {
namespace {

/// Of the patterns that stand for "begins with" and "contains"; nothing for others.
std::function<bool(std::string_view)> like(std::string_view pattern) {
  const auto plain = [](std::string_view text) { return text.find_first_of("%_[") == std::string_view::npos; };
  if (pattern.size() > 2 && pattern.front() == '%' && pattern.back() == '%' &&
      plain(pattern.substr(1, pattern.size() - 2)))
    return [part = std::string(pattern.substr(1, pattern.size() - 2))](std::string_view text) {
      return contains_text(text, part);
    };
  if (pattern.size() > 1 && pattern.back() == '%' && plain(pattern.substr(0, pattern.size() - 1)))
    return [part = std::string(pattern.substr(0, pattern.size() - 1))](std::string_view text) {
      return starts_with_text(text, part);
    };
  return {};
}

}  // namespace

std::size_t row_conditions::append(program& to, step made) {
  to.steps.push_back(std::move(made));
  return to.steps.size() - 1;
}

row_conditions::step row_conditions::text_step(const expression& e) const {
  const expr& of = e.in.front();
  if (of->what != operation::event_field || of->kind != value_kind::text) return {};
  const auto column = static_cast<event::column>(of->number);
  if (is_open_(column) || !events_.has(column)) return {};
  const text_column& texts = events_.text(column);
  step made{.kind = step_kind::text, .column = &texts};
  made.by_code.assign(texts.values->size(), 0);
  if (e.what == operation::is_missing) {
    std::fill(made.by_code.begin(), made.by_code.end(), can_fail);
    made.by_code[missing_code] = can_hold;
    return made;
  }
  const std::function<bool(std::string_view)> is_like =
      e.what == operation::text_like ? like(e.texts.front()) : std::function<bool(std::string_view)>{};
  if (e.what == operation::text_like && !is_like) return {};
  for (code c = 1; c < made.by_code.size(); ++c) {
    const std::string form = fold((*texts.values)[c]);
    const bool holds = is_like ? is_like(form) : std::binary_search(e.texts.begin(), e.texts.end(), form);
    made.by_code[c] = holds ? can_hold : can_fail;
  }
  return made;
}

std::size_t row_conditions::add(program& to, const expr& condition, bool of_row) {
  if (!condition) return append(to, {});
  if (const auto found = to.known.find(condition.get()); found != to.known.end()) return found->second;
  const expression& e = *condition;
  step made;
  const bool of_this = (e.of.at == unit_frame::level::event) == of_row;
  const auto take_parts = [&](step_kind kind) {
    made.kind = kind;
    for (const expr& part : e.in) made.in.push_back(add(to, part, of_row));
  };
  if (of_this) switch (e.what) {
      case operation::all_of: take_parts(step_kind::all); break;
      case operation::any_of: take_parts(step_kind::any); break;
      case operation::negation: take_parts(step_kind::negation); break;
      case operation::text_in:
      case operation::text_like:
      case operation::is_missing:
        if (of_row) made = text_step(e);
        break;
      case operation::any_in:
        if (!of_row && e.from.at == unit_frame::level::event && e.in[0]) {
          made.kind = step_kind::any_row;
          made.in = {add(rows_, e.in[0], true)};
        }
        break;
      default: break;
    }
  const std::size_t number = append(to, std::move(made));
  to.known.emplace(condition.get(), number);
  return number;
}

std::size_t row_conditions::add_of_row(const expr& condition) { return add(rows_, condition, true); }

std::size_t row_conditions::add_of_person(const expr& condition) {
  if (!condition || condition->of.at != unit_frame::level::event) return add(people_, condition, false);
  return append(people_, {.kind = step_kind::any_row, .in = {add(rows_, condition, true)}});
}

bool row_conditions::each_can(const step& s, const std::vector<std::uint8_t>& values, std::uint8_t bit) {
  return std::all_of(s.in.begin(), s.in.end(), [&](std::size_t i) { return (values[i] & bit) != 0; });
}

bool row_conditions::some_can(const step& s, const std::vector<std::uint8_t>& values, std::uint8_t bit) {
  return std::any_of(s.in.begin(), s.in.end(), [&](std::size_t i) { return (values[i] & bit) != 0; });
}

std::uint8_t row_conditions::combined(const step& s, const std::vector<std::uint8_t>& values) {
  switch (s.kind) {
    case step_kind::all: return either_way(each_can(s, values, can_hold), some_can(s, values, can_fail));
    case step_kind::any: return either_way(some_can(s, values, can_hold), each_can(s, values, can_fail));
    case step_kind::negation: {
      const std::uint8_t of = values[s.in.front()];
      return either_way((of & can_fail) != 0, (of & can_hold) != 0);
    }
    default: return either;
  }
}

void row_conditions::work_out_row(std::uint32_t row) {
  rows_.values.resize(rows_.steps.size());
  for (std::size_t i = 0; i < rows_.steps.size(); ++i) {
    const step& s = rows_.steps[i];
    rows_.values[i] = s.kind == step_kind::text ? s.by_code[s.column->codes[row]] : combined(s, rows_.values);
  }
}

bool row_conditions::may_hold_of_row(std::span<const std::size_t> any_of, std::uint32_t row) {
  work_out_row(row);
  return std::any_of(any_of.begin(), any_of.end(), [&](std::size_t i) { return (rows_.values[i] & can_hold) != 0; });
}

bool row_conditions::may_hold_of_person(std::span<const std::size_t> any_of, row_range rows) {
  std::vector<std::uint8_t> of_any(rows_.steps.size(), 0);
  for (std::uint32_t row = rows.first; row < rows.last; ++row) {
    work_out_row(row);
    for (std::size_t i = 0; i < of_any.size(); ++i) of_any[i] |= rows_.values[i];
  }
  people_.values.resize(people_.steps.size());
  for (std::size_t i = 0; i < people_.steps.size(); ++i) {
    const step& s = people_.steps[i];
    // A row that fulfils the condition may still lie outside the days that are looked through.
    people_.values[i] = s.kind == step_kind::any_row
                            ? static_cast<std::uint8_t>((of_any[s.in.front()] & can_hold) | can_fail)
                            : combined(s, people_.values);
  }
  return std::any_of(any_of.begin(), any_of.end(), [&](std::size_t i) { return (people_.values[i] & can_hold) != 0; });
}

}  // namespace ascof::quality

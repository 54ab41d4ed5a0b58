/// @file plan_compiler.hpp
/// Makes the nodes of a plan: one kernel an expression.
///
/// A kernel is called with the units that somebody asks about, and itself asks what it is made of only about the units
/// that it needs it for. plan_compiler.cpp has the order of things and the conditions, plan_values.cpp what is computed
/// value by value, plan_lookups.cpp what looks through a person's events.
#pragma once

#include <cstring>
#include <optional>
#include <utility>
#include <vector>

#include "plan.hpp"

namespace ascof {

class plan_compiler {
 public:
  explicit plan_compiler(plan& to) : p_(to) {}

  std::size_t compile(const expr& given);
  std::size_t frame(const unit_frame& of);

 private:
  using node = plan::node;
  using kernel = plan::kernel;

  /// Another node's values, for units of a frame.
  struct source {
    const plan* of = nullptr;
    std::size_t number = 0;
    std::size_t frame = plan::every;
    bool varies = false;

    void ask(workspace& in, const some_units& units) const { of->ask(number, frame, units, in); }
    truth_reader truths(const workspace& in) const { return of->truths(number, frame, in); }
    template <typename T>
    reader<T> read(const workspace& in) const {
      return of->read<T>(number, frame, in);
    }
    std::size_t own_frame() const { return of->frame_of(number); }
  };
  source from(std::size_t number, std::size_t frame) const { return {&p_, number, frame, p_.nodes_[number].varies}; }
  std::vector<source> sources_of(const std::vector<std::size_t>& in, std::size_t frame) const {
    std::vector<source> all;
    for (const std::size_t i : in) all.push_back(from(i, frame));
    return all;
  }

  // In order of their making; each sets `run`, and `varies` or `words` where they differ from what the inputs say.
  std::string key(const expression& e, const std::vector<std::size_t>& in, std::size_t frame) const;
  std::size_t make(const expr& e, std::vector<std::size_t> in, std::size_t frame);
  static expr cheaper(const expr& whole);
  double cost_of(const expression& e, const std::vector<std::size_t>& in) const;
  void put_in_order_of_cost(const expression& e, std::vector<std::size_t>& conditions) const;
  std::vector<plan::use> uses_of(const expression& e, const std::vector<std::size_t>& in) const;
  std::size_t add(node&& made);

  void leaf(const expression& e, std::size_t id, node& made);
  void field_text(const text_column& column, std::size_t id, node& made) const;
  static void field_days(const day_column& days, std::size_t id, node& made);
  void field_of(const table& data, field_kind kind, std::size_t column, std::size_t id, node& made) const;
  void row_field(const expression& e, std::size_t id, node& made) const;
  void row_link(const expression& e, std::size_t id, node& made);

  void logic(const expression& e, const std::vector<std::size_t>& in, std::size_t id, node& made);
  static void narrow(std::span<const source> conditions, const some_units& first, std::size_t count, bool varies,
                     period_mask all, workspace& in, lane& out);
  void negate(std::size_t in, std::size_t id, node& made);
  void pick_truth(const expression& e, const std::vector<std::size_t>& in, std::size_t id, node& made);
  void compare(const expression& e, const std::vector<std::size_t>& in, std::size_t id, node& made);
  template <typename T>
  void compare_values(comparison how, std::size_t a, std::size_t b, std::size_t id, node& made);
  void compare_with_bound(comparison how, std::size_t a, std::size_t bound, std::size_t id, node& made);
  void text_test(const expression& e, std::size_t in, std::size_t id, node& made);
  void test_missing(std::size_t in, std::size_t id, node& made);
  /// A date that is the same in all periods, and something that holds for everybody and differs from period to period.
  bool is_day_and_bound(std::size_t date, std::size_t bound) const;

  void value(const expression& e, const std::vector<std::size_t>& in, std::size_t id, node& made);
  template <typename To, typename A, typename F>
  void unary(std::size_t a, F f, std::size_t id, node& made);
  template <typename To, typename A, typename B, typename F>
  void binary(std::size_t a, std::size_t b, F f, std::size_t id, node& made);
  void shift_months(std::size_t in, int months, std::size_t id, node& made);
  void rank(const expression& e, std::size_t in, std::size_t id, node& made);
  void year_start(std::size_t in, std::size_t id, node& made);
  void lower_case(std::size_t in, std::size_t id, node& made);
  void bands(const expression& e, std::size_t in, std::size_t id, node& made);
  template <typename T>
  void pick_known(const std::vector<std::size_t>& in, std::size_t id, node& made);
  template <typename T>
  void pick_case(const std::vector<std::size_t>& in, std::size_t id, node& made);
  template <typename T>
  void pick_smaller(const expression& e, const std::vector<std::size_t>& in, std::size_t id, node& made);
  std::vector<std::size_t> with_one_dictionary(std::vector<std::size_t> texts, node& made);

  struct through;  // what a look-up looks through
  class found_units;
  void look_up(const expression& e, const std::vector<std::size_t>& in, std::size_t id, node& made);
  static kernel any_of_them(through how, std::size_t id, bool varies);
  template <typename T, typename V, typename Step>
  static kernel folded(through how, std::size_t id, bool varies, T none, Step step);
  kernel first_of_them(const expression& e, const std::vector<std::size_t>& in, through how, std::size_t id,
                       bool varies) const;
  void kept_apart(const expression& e, const std::vector<std::size_t>& in, std::size_t id, node& made);
  void at_unit(const expression& e, const std::vector<std::size_t>& in, std::size_t id, node& made);
  template <typename T>
  static kernel gathered(source picked, source value, std::size_t id, bool varies);
  static void ask_of_picked(const source& picked, const source& value, const some_units& of, workspace& in);

  plan& p_;
};

/// Stands for an input that an expression does not have.
inline constexpr std::size_t absent = std::numeric_limits<std::size_t>::max();

/// Calls `then` with a function that reads a code, so that a loop does not ask how wide the codes are.
template <typename Then>
void with_width(const code_vector& codes, Then then) {
  const std::uint8_t* bytes = codes.bytes();
  const auto wide = [bytes](auto kind) {
    using T = decltype(kind);
    return [bytes](std::size_t row) {
      T value;
      std::memcpy(&value, bytes + row * sizeof(T), sizeof(T));
      return static_cast<code>(value);
    };
  };
  switch (codes.width()) {
    case 0: then([](std::size_t) { return missing_code; }); break;
    case 1: then(wide(std::uint8_t{})); break;
    case 2: then(wide(std::uint16_t{})); break;
    default: then(wide(std::uint32_t{})); break;
  }
}

/// Calls `then` with functions that give a unit's two values, in the form that costs least: both of the units
/// themselves, or one of them the same for all. @pre neither depends on the period
template <typename A, typename B, typename Then>
void with_both(const reader<A>& a, const reader<B>& b, Then then) {
  const auto direct = [](const auto& r) { return [from = r.of->by_unit](std::size_t u) { return from[u]; }; };
  const auto fixed = [](const auto& r) { return [v = r.value(0)](std::size_t) { return v; }; };
  if (a.at.is_direct() && b.at.is_direct()) {
    then(direct(a), direct(b));
  } else if (a.at.is_direct() && b.at.one) {
    then(direct(a), fixed(b));
  } else {
    then([a](std::size_t u) { return a.value(u); }, [b](std::size_t u) { return b.value(u); });
  }
}

}  // namespace ascof

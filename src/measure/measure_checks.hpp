/// @file measure_checks.hpp
/// What every measure is checked for, those of the catalogue while they are made among them, and its parts one by one.
#pragma once

#include <string_view>
#include <unordered_set>
#include <vector>

#include "ascof/measure/measure.hpp"

namespace ascof {

/// `measure::source` of a user's own measure.
inline constexpr std::string_view own_source = "local";

/// Whether it is a user's own, and none of the catalogue, with whatever constants.
bool is_own(const measure& m);

/// As `check`, except that ids may be those of the catalogue.
void check_parts(const measure& m);

/// Calls `take` for the conditions and texts of dimensions.
template <typename Take>
void for_expressions(const std::vector<breakdown>& by, const Take& take) {
  for (const breakdown& dimension : by) {
    for (const expr& c : dimension.conditions) take(c);
    take(dimension.text);
  }
}

/// Calls `take` for all expressions that figures and side counts are made of; not those of traces, which may be empty.
/// Some are null.
template <typename Take>
void for_expressions(const measure& m, const Take& take) {
  for (const figure& f : m.figures) {
    for (const expr* e :
         {&f.counts.of, &f.counts.numerator, &f.counts.value, &f.counts.other_denominator, &f.unknown, &f.invalid})
      take(*e);
    for (const quotient_part& part : f.counts.parts) {
      take(part.of);
      take(part.value);
      for_expressions(part.by, take);
    }
    for_expressions(f.by, take);
    for_expressions(f.denominator_by, take);
  }
  for (const side_count& side : m.sides) {
    take(side.of);
    for_expressions(side.by, take);
  }
}

/// Calls `take` for every node of an expression once, and of what its episodes are made of, however often it stands
/// there: for all expressions that are given with the same `seen`.
template <typename Take>
void for_nodes(const expr& of, std::unordered_set<const expression*>& seen, const Take& take) {
  if (!of || !seen.insert(of.get()).second) return;
  take(*of);
  for (const expr& e : of->in) for_nodes(e, seen, take);
  for (const unit_frame* frame : {&of->of, &of->from})
    if (frame->builder)
      for (const expr& e : frame->builder->inputs) for_nodes(e, seen, take);
}

}  // namespace ascof

/// @file equality.hpp
/// How much is known of people's characteristics.
///
/// @source local convention (definitions, K7)   @years any   @unit person   @polarity higher is better
#pragma once

#include <string>
#include <vector>

#include "ascof/measure/algebra.hpp"

namespace ascof::measures {
namespace equality_detail {

inline constexpr const char* refused_text = "No data: Refused";

/// Whether a text says something: it is there, and is none of these.
inline algebra::truth<algebra::of_person> says_something(const algebra::text<algebra::of_person>& field) {
  return !algebra::is_missing(field) &&
         !field.in({"Unknown", "Invalid and not mapped", "Unknown: Presumed at home", "Unknown: Presumed in community",
                    "No data: Undeclared or not known", refused_text});
}

inline measure completeness() {
  using namespace algebra;
  const auto met = people(active_during());
  std::vector<figure> figures;
  std::vector<trace_column> columns;
  const std::string id = "equality.completeness";
  const auto add = [&](const std::string& name, const std::string& title, const truth<of_person>& recorded,
                       const truth<of_person>& counted) {
    figures.push_back({.id = id + "." + name,
                       .title = title,
                       .counts = proportion(counted, met),
                       .direction = polarity::higher_is_better,
                       .unknown = met && !recorded});
  };
  const auto add_known = [&](const std::string& name, const std::string& title, const truth<of_person>& known) {
    add(name, title + " known", known, known);
    columns.push_back({name, when(known, constant("known"), constant("missing"))});
  };
  add_known("age", "Age", !is_missing(person.birth));
  add_known("gender", "Gender", says_something(person.gender));
  // The one characteristic with a code for people who would rather not say.
  const auto known = says_something(person.ethnicity);
  const auto refused = first_known(person.ethnicity == refused_text, constant(false));
  add("ethnicity", "Ethnicity known", known || refused, known);
  add("ethnicity.recorded", "Ethnicity recorded: known, or refused", known || refused, known || refused);
  columns.push_back(
      {"ethnicity", when(known, constant("known"), when(refused, constant("refused"), constant("missing")))});
  add_known("support_reason", "Primary support reason", says_something(person.primary_support_reason));
  add_known("accommodation", "Accommodation status", says_something(person.accommodation_status));
  add_known("employment", "Employment status", says_something(person.employment_status));
  return {.id = id,
          .title = "Protected characteristics recorded",
          .source = "local convention",
          .years = "any",
          .unit = "person",
          .definition =
              "People, clients and carers, with an event that touches the period. Numerator: the latest value of the "
              "characteristic is known; recorded adds refusals, for which the specification has a code in ethnicity "
              "only. Unknown, undeclared, invalid and presumed values are missing, and counted as unknown beside it.",
          .figures = std::move(figures),
          .traces = {{id, met, std::move(columns)}},
          .stands = standing::local};
}

}  // namespace equality_detail

inline std::vector<measure> equality() { return {equality_detail::completeness()}; }

}  // namespace ascof::measures

/// @file toy_measure.hpp
/// The smallest measure: everybody counts, and who is known as female counts in the numerator. Only a test has it (see
/// tests/CMakeLists.txt): it shows that a new measure is one new file, and what the file has to hold.
#pragma once

#include <memory>
#include <vector>

#include "ascof/measure/measure.hpp"

namespace ascof::measures {
namespace toy_detail {

class everybody : public counter {
 public:
  explicit everybody(const study& of) : details_(of.details) {}

  void count(std::size_t person, period /*reporting*/, tally& to) const override {
    to.add(0, 0, details_.gender[person] == "Female");
    if (to.keeps_trace()) to.trace({details_.gender[person]});
  }

 private:
  const person_details& details_;
};

}  // namespace toy_detail

inline measure toy_measure() {
  return {.id = "toy",
          .title = "Proportion of people who are female",
          .source = "tests/toy/toy_measure.hpp",
          .years = "any",
          .unit = "person",
          .definition = "Everybody with an event in the records; of them those whose latest known gender is female.",
          .figures = {{.id = "toy.female",
                       .title = "Proportion of people who are female",
                       .groups = {"Total"},
                       .population = {}}},
          .trace_columns = {"gender"},
          .needs = {},
          .bind = [](const study& of) { return std::make_unique<toy_detail::everybody>(of); }};
}

}  // namespace ascof::measures

// Builders of episodes, made again from how they were made.

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>
#include <span>
#include <vector>

#include "ascof/core/error.hpp"
#include "ascof/core/text.hpp"
#include "ascof/measure/discharge_links.hpp"
#include "ascof/measure/episode_builder.hpp"
#include "ascof/measure/request_links.hpp"

namespace ascof {
namespace {

[[noreturn]] void refuse(const std::string& problem, const std::string& advice) {
  throw usage_error(error_code::bad_definition, {}, problem, advice);
}

/// Takes the constants of a recipe one by one.
class recipe_reader {
 public:
  explicit recipe_reader(const episode_recipe& of) : of_(of) {}

  std::int32_t constant(const char* name) {
    const auto found = of_.constants.find(name);
    if (found == of_.constants.end())
      refuse(fmt::format("{} are made without {}", of_.maker, name), "name all of their constants");
    using limits = std::numeric_limits<std::int32_t>;
    if (found->second < limits::min() || found->second > limits::max())
      refuse(fmt::format("{} of {} is {}", name, of_.maker, found->second), "give a smaller number");
    ++taken_;
    return static_cast<std::int32_t>(found->second);
  }
  /// Nothing but what was taken, and so many parts.
  void expect_no_more(std::size_t parts, std::size_t keys = 0) const {
    if (taken_ != of_.constants.size())
      refuse(fmt::format("{} are made with constants that they do not have", of_.maker), "leave them out");
    if (of_.parts.size() != parts + keys || of_.descending.size() != keys)
      refuse(fmt::format("{} are made of {} parts", of_.maker, of_.parts.size()), fmt::format("give {}", parts));
  }

 private:
  const episode_recipe& of_;
  std::size_t taken_ = 0;
};

ascof_2d_constants discharge_constants(recipe_reader& from) {
  return {.joining_gap_days = from.constant("joining_gap_days"),
          .days_after_discharge = from.constant("days_after_discharge"),
          .days_before_discharge = from.constant("days_before_discharge"),
          .follow_up_days = from.constant("follow_up_days"),
          .youngest = from.constant("youngest"),
          .admissions_from = day{from.constant("admissions_from")}};
}

episode_frame spells_of(const episode_recipe& recipe) {
  recipe_reader from(recipe);
  const std::int32_t gap = from.constant("gap_days");
  constexpr std::size_t parts = 2;  // which events, what keeps them apart; then keys of order
  from.expect_no_more(parts, recipe.descending.size());
  std::vector<expressions::order_key> order;
  for (std::size_t key = 0; key < recipe.descending.size(); ++key) {
    if (!recipe.parts[parts + key]) refuse("a key of the order of spells is missing", "give a number of the events");
    order.push_back({recipe.parts[parts + key], recipe.descending[key]});
  }
  return make_spells(recipe.parts[0], gap, order, recipe.parts[1]);
}

episode_frame followed_spells_of(const episode_recipe& recipe) {
  recipe_reader from(recipe);
  const std::int32_t gap = from.constant("gap_days");
  const followed_within how{.first_days = from.constant("first_days"), .gap_days = from.constant("next_gap_days")};
  from.expect_no_more(2);
  return make_followed_spells(recipe.parts[0], gap, recipe.parts[1], how);
}

episode_frame matches_of(const episode_recipe& recipe) {
  recipe_reader(recipe).expect_no_more(2);
  return match_latest(recipe.parts[0], recipe.parts[1]);
}

episode_frame request_links_of(const episode_recipe& recipe) {
  recipe_reader(recipe).expect_no_more(5);
  return link_requests(recipe.parts[0], recipe.parts[1], recipe.parts[2], recipe.parts[3], recipe.parts[4]);
}

template <episode_frame (*Make)(const ascof_2d_constants&)>
episode_frame discharges_of(const episode_recipe& recipe) {
  recipe_reader from(recipe);
  const ascof_2d_constants constants = discharge_constants(from);
  from.expect_no_more(0);
  return Make(constants);
}

episode_frame of_people(const ascof_2d_constants& constants) {
  return discharges_of_people(constants, constants.follow_up_days);
}

struct episode_maker {
  std::string_view name;
  episode_frame (*make)(const episode_recipe&);
};
constexpr std::array<episode_maker, 7> makers{{{"spells", spells_of},
                                               {"followed spells", followed_spells_of},
                                               {"matches", matches_of},
                                               {"request links", request_links_of},
                                               {"linked discharges", discharges_of<link_discharges>},
                                               {"discharges", discharges_of<eligible_discharges>},
                                               {"discharges of people", discharges_of<of_people>}}};

}  // namespace

episode_frame episodes_of(const episode_recipe& recipe) {
  std::vector<std::string_view> names;
  for (const episode_maker& maker : makers) {
    if (maker.name == recipe.maker) return maker.make(recipe);
    names.push_back(maker.name);
  }
  const std::string_view near = nearest_name(recipe.maker, names);
  refuse(fmt::format("there are no episodes called '{}'", recipe.maker),
         near.empty() ? std::string("use episodes that this version of the library makes")
                      : fmt::format("did you mean '{}'?", near));
}

}  // namespace ascof

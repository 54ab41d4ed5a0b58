#include "ascof/cld/areas.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "ascof/core/error.hpp"
#include "ascof/core/text.hpp"
#include "ascof/ingest/csv.hpp"

namespace ascof {
namespace {

const schema& areas_schema() {
  static const schema s{"list of councils",
                        {{.name = "LA_Code", .required = true},
                         {.name = "LA_Name", .required = true},
                         {.name = "LA_Area_Code", .also = {"Area_Code", "ONS_Code"}},
                         {.name = "Region"}}};
  return s;
}

const schema& population_schema() {
  static const schema s{"population table",
                        {{.name = "Code", .required = true, .also = {"LA_Area_Code", "LA_Code"}},
                         {.name = "Gender", .required = true, .also = {"Sex"}},
                         {.name = "Age_Band", .required = true},
                         {.name = "Population", .kind = field_kind::record, .required = true},
                         {.name = "Geography"}}};
  return s;
}

std::string key_of(std::string_view area_code, std::string_view gender, std::string_view age_band,
                   std::string_view geography) {
  return fold(area_code) + '\n' + fold(gender) + '\n' + fold(age_band) + '\n' + fold(geography);
}

}  // namespace

areas::areas(std::vector<area> list) : list_(std::move(list)) {
  std::sort(list_.begin(), list_.end(), [](const area& a, const area& b) { return a.la_code < b.la_code; });
}

const area* areas::find(std::string_view la_code) const {
  for (const area& candidate : list_)
    if (same_text(candidate.la_code, la_code)) return &candidate;
  return nullptr;
}

areas read_areas(const std::filesystem::path& file) {
  const std::filesystem::path paths[] = {file};
  const read_result read = read_csv(paths, areas_schema());
  std::vector<area> list;
  for (std::size_t row = 0; row < read.data.rows(); ++row) {
    const auto text = [&](std::size_t field) { return std::string(read.data.text(field)[row]); };
    if (std::any_of(list.begin(), list.end(), [&](const area& a) { return same_text(a.la_code, text(0)); }))
      throw input_error(error_code::bad_value,
                        {.file = file.string(), .line = row + 2, .field = "LA_Code", .column = 0},
                        fmt::format("council {} stands twice", text(0)), "keep one line per council");
    list.push_back({text(0), text(1), text(2), text(3)});
  }
  return areas(std::move(list));
}

std::optional<std::int64_t> population::find(std::string_view area_code, std::string_view gender,
                                             std::string_view age_band, std::string_view geography) const {
  const auto found = people_.find(key_of(area_code, gender, age_band, geography));
  if (found == people_.end()) return std::nullopt;
  return found->second;
}

std::optional<std::int64_t> population::find_on(day on, std::string_view area_code, std::string_view gender,
                                                std::string_view age_band, std::string_view geography) const {
  if (!by_year_.empty() && on) {
    const civil_day c = to_civil(on);
    const day first = make_day(c.month >= 4 ? c.year : c.year - 1, 4, 1);
    const auto found = by_year_.find({first.number, key_of(area_code, gender, age_band, geography)});
    if (found != by_year_.end()) return found->second;
  }
  return find(area_code, gender, age_band, geography);
}

void population::add_for(day first_of_year, std::string_view area_code, std::string_view gender,
                         std::string_view age_band, std::int64_t people, std::string_view geography) {
  by_year_[{first_of_year.number, key_of(area_code, gender, age_band, geography)}] = people;
}

std::optional<double> population::standard_share(std::string_view age_band) const {
  const auto found = standard_.find(fold(age_band));
  return found == standard_.end() ? std::nullopt : std::optional(found->second);
}
void population::set_standard_share(std::string_view age_band, double share) { standard_[fold(age_band)] = share; }

void population::add(std::string_view area_code, std::string_view gender, std::string_view age_band,
                     std::int64_t people, std::string_view geography) {
  people_[key_of(area_code, gender, age_band, geography)] = people;
  const bool part = same_text(age_band, "18 to 64") || same_text(age_band, "65 and above");
  if (part && same_text(gender, "All") && same_text(geography, local_authority))
    adults_[std::string(area_code)] += people;
}

notice_list population::notices() const {
  constexpr std::int64_t fewest = 1'000;
  constexpr std::int64_t most = 3'000'000;
  const auto odd = std::count_if(adults_.begin(), adults_.end(),
                                 [](const auto& entry) { return entry.second < fewest || entry.second > most; });
  if (odd == 0) return {};
  notice n = make_notice(
      "plausible.population",
      fmt::format("{} of {} councils have fewer than {} or more than {} adults", odd, adults_.size(), fewest, most));
  n.field = "Population";
  return {n};
}

population read_population(const std::filesystem::path& file) {
  const std::filesystem::path paths[] = {file};
  const read_result read = read_csv(paths, population_schema());
  population result;
  for (std::size_t row = 0; row < read.data.rows(); ++row) {
    const std::int64_t people = read.data.wides(3)[row];
    const std::string_view area_code = read.data.text(0)[row];
    const std::string_view gender = read.data.text(1)[row];
    const std::string_view band = read.data.text(2)[row];
    const std::string_view given = read.data.text(4)[row];
    const std::string_view geography = given.empty() ? local_authority : given;
    if (people < 0)  // a missing number is below zero too
      throw input_error(error_code::bad_value,
                        {.file = file.string(), .line = row + 2, .field = "Population", .column = 0},
                        "expected a number of people", "correct the line");
    if (const auto known = result.find(area_code, gender, band, geography); known && *known != people)
      throw input_error(error_code::bad_value,
                        {.file = file.string(), .line = row + 2, .field = "Population", .column = 0},
                        fmt::format("{} has two populations for '{}', '{}'", area_code, gender, band), "keep one line");
    result.add(area_code, gender, band, people, geography);
  }
  return result;
}

}  // namespace ascof

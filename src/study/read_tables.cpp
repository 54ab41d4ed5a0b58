#include "ascof/study/read_tables.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <set>
#include <system_error>

#include "ascof/core/error.hpp"
#include "ascof/core/text.hpp"

namespace ascof {
namespace {

constexpr std::string_view councils = "ref_la";
constexpr std::string_view parameters = "parameters";
constexpr std::string_view populations = "ref_population";
constexpr std::string_view standards = "ref_standard";

bool is_reference(std::string_view name) {
  return name == councils || name == parameters || name == populations || name == standards;
}

/// The name of the kind of record that a file is called by; empty for a file that is no CSV.
std::string kind_of(const std::filesystem::path& file) {
  std::string name = fold(file.filename().string());
  if (name.ends_with(".gz")) name.resize(name.size() - 3);
  if (!name.ends_with(".csv")) return {};
  name.resize(name.size() - 4);
  return name;
}

bool is_known(const std::string& name) {
  const auto& types = record_types();
  return is_reference(name) ||
         std::any_of(types.begin(), types.end(), [&](const record_type_ptr& t) { return t->name() == name; });
}

/// A population of every band makes one of all adults.
void add_populations(study& to, const record_table& from) {
  const record_type& type = *from.type;
  const std::vector<std::string>& bands = type.fields()[type.at("age_band")].allowed;
  struct whole {
    std::int64_t people = 0;
    std::set<std::string> bands{};
  };
  std::map<std::pair<std::int32_t, std::string>, whole> adults;
  for (std::size_t row = 0; row < from.data.rows(); ++row) {
    const day year = from.data.days(type.at("period_start"))[row];
    const std::string la(from.data.text(type.at("la_code"))[row]);
    const std::string band(from.data.text(type.at("age_band"))[row]);
    const std::int32_t people = from.data.integers(type.at("population"))[row];
    if (people == missing_integer || people < 0)
      throw input_error(error_code::bad_value, {.file = type.name(), .line = 0, .field = "population", .column = 0},
                        fmt::format("council {} has no population of '{}' that can be read", la, band),
                        "give a whole number from 0");
    to.people_in_areas.add_for(year, la, "All", band, people);
    whole& all = adults[{year.number, la}];
    all.people += people;
    all.bands.insert(fold(band));
  }
  for (const auto& [of, all] : adults)
    if (all.bands.size() == bands.size())
      to.people_in_areas.add_for(day{of.first}, of.second, "All", "18+", all.people);
}

/// Shares have as many decimals as they please.
void take_standard(study& to, const std::filesystem::path& file) {
  static const schema columns{.name = "standard population",
                              .fields = {{.name = "age_band", .required = true}, {.name = "share", .required = true}}};
  const std::filesystem::path files[] = {file};
  const table data = read_csv(files, columns).data;
  for (std::size_t row = 0; row < data.rows(); ++row) {
    const std::string_view text = data.text(1)[row];
    double share = 0;
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), share);
    if (fault != std::errc() || end != text.data() + text.size() || !(share >= 0 && share <= 1))
      throw input_error(error_code::bad_value, {.file = file.string(), .line = row + 2, .field = "share", .column = 0},
                        "expected a share from 0 to 1", "write it as 0.77");
    to.people_in_areas.set_standard_share(data.text(0)[row], share);
  }
}

void take_parameters(study& to, const std::filesystem::path& file) {
  static const schema columns{.name = "parameters",
                              .fields = {{.name = "parameter", .required = true}, {.name = "value", .required = true}}};
  const std::filesystem::path files[] = {file};
  const table data = read_csv(files, columns).data;
  for (std::size_t row = 0; row < data.rows(); ++row) {
    const std::string name = fold(data.text(0)[row]);
    if (name != "as_of" && name != "data_start") continue;
    const auto on = parse_day(data.text(1)[row]);
    if (!on)
      throw input_error(error_code::bad_date, {.file = file.string(), .line = row + 2, .field = name, .column = 0},
                        "the value is not a date", "write it as 2025-04-20");
    day& given = name == "as_of" ? to.as_of : to.data_start;
    if (given.is_missing()) given = *on;
  }
}

}  // namespace

std::vector<std::pair<std::string, std::filesystem::path>> files_of_tables(const table_files& from) {
  std::vector<std::pair<std::string, std::filesystem::path>> files = from.named;
  for (const auto& [name, file] : files)
    if (!is_reference(name)) record_type_named(name);
  if (from.folder.empty()) return files;
  std::error_code fault;
  if (!std::filesystem::is_directory(from.folder, fault))
    throw input_error(error_code::missing_file, {.file = from.folder.string(), .line = 0, .field = {}, .column = 0},
                      "there is no such folder",
                      "name a folder with a file for each kind of record, such as safeguarding_concern.csv");
  std::vector<std::filesystem::path> there;
  for (const auto& entry : std::filesystem::directory_iterator(from.folder)) there.push_back(entry.path());
  std::sort(there.begin(), there.end());
  for (const std::filesystem::path& file : there) {
    const std::string name = kind_of(file);
    if (!is_known(name)) continue;
    const auto same = [&](const auto& known) { return known.first == name; };
    const auto known = std::find_if(files.begin(), files.end(), same);
    if (known == files.end()) {
      files.emplace_back(name, file);
    } else if (std::none_of(from.named.begin(), from.named.end(), same)) {
      throw input_error(error_code::bad_option, {.file = from.folder.string(), .line = 0, .field = {}, .column = 0},
                        fmt::format("there are two files of {}: {} and {}", name, known->second.filename().string(),
                                    file.filename().string()),
                        "keep one of them");
    }
  }
  if (std::all_of(files.begin(), files.end(), [](const auto& known) { return is_reference(known.first); }))
    throw input_error(error_code::missing_input, {.file = from.folder.string(), .line = 0, .field = {}, .column = 0},
                      "no file in the folder is named by a kind of record",
                      "name files by their kind, such as safeguarding_concern.csv: see `ascof tables`");
  return files;
}

void read_tables(study& to, const table_files& from, const record_options& options) {
  const std::vector<std::pair<std::string, std::filesystem::path>> files = files_of_tables(from);
  const auto file_of = [&](std::string_view name) {
    const auto found = std::find_if(files.begin(), files.end(), [&](const auto& known) { return known.first == name; });
    return found == files.end() ? std::filesystem::path() : found->second;
  };
  if (const auto file = file_of(councils); !file.empty() && to.list.empty()) to.list = read_areas(file);
  if (const auto file = file_of(parameters); !file.empty()) take_parameters(to, file);
  if (const auto file = file_of(standards); !file.empty()) take_standard(to, file);
  record_options how = options;
  if (how.councils.empty())
    for (const area& place : to.list.list()) how.councils.push_back(place.la_code);
  // The types are asked and not the tables, which would be put together anew after each.
  const auto has = [&](std::string_view name) {
    const std::vector<record_type_ptr> types = to.types();
    return std::any_of(types.begin(), types.end(), [&](const record_type_ptr& t) { return t->name() == name; });
  };
  for (const auto& [name, file] : files) {
    if (name == councils || name == parameters || name == standards || has(name)) continue;
    const std::filesystem::path one[] = {file};
    record_table table = read_record_table(record_type_named(name), one, how);
    if (name == populations) {
      if (to.people_in_areas.empty()) add_populations(to, table);
    } else {
      to.add(std::move(table));
    }
  }
  if (from.folder.empty()) return;
  // A folder says what there is: a kind without a file has no rows.
  for (const record_type_ptr& type : record_types())
    if (!is_reference(type->name()) && !has(type->name())) to.add(no_rows(type));
}

}  // namespace ascof

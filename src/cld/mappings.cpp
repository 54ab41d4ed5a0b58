#include "ascof/cld/mappings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "ascof/core/error.hpp"
#include "ascof/core/text.hpp"
#include "ascof/ingest/csv.hpp"
#include "ascof_embedded.hpp"

namespace ascof {
namespace {

constexpr std::array<std::string_view, mapped_field_count> field_names{"Accommodation_Status",
                                                                       "Assessment_Type",
                                                                       "Client_Funding_Status",
                                                                       "Client_Type",
                                                                       "Cost_Frequency_Unit_Type",
                                                                       "Delivery_Mechanism",
                                                                       "Employment_Status",
                                                                       "Ethnicity",
                                                                       "Event_Outcome",
                                                                       "Gender",
                                                                       "Has_Unpaid_Carer",
                                                                       "Hearing_Impairment",
                                                                       "Method_of_Assessment",
                                                                       "Method_of_Review",
                                                                       "Primary_Support_Reason",
                                                                       "Request_Route_of_Access",
                                                                       "Review_Outcomes_Achieved",
                                                                       "Review_Reason",
                                                                       "Service_Component",
                                                                       "Service_Type",
                                                                       "Total_Hrs_Caring_per_week",
                                                                       "Visual_Impairment"};

std::size_t position(mapped_field field) { return static_cast<std::size_t>(field); }

std::optional<mapped_field> field_named(std::string_view name) {
  for (std::size_t i = 0; i < field_names.size(); ++i)
    if (same_text(field_names[i], name)) return static_cast<mapped_field>(i);
  return std::nullopt;
}

bool has_groups(mapped_field field) {
  return field == mapped_field::ethnicity || field == mapped_field::event_outcome ||
         field == mapped_field::service_type;
}

std::string_view embedded_text(std::string_view name) {
  for (const embedded::file& file : embedded::files())
    if (file.name == name) return file.text;
  throw std::logic_error("a data file is missing from the library");
}

const schema& valid_values_schema() {
  static const schema s{
      "list of valid values",
      {{.name = "field"}, {.name = "origin"}, {.name = "value"}, {.name = "group"}, {.name = "order"}}};
  return s;
}

const schema& release_map_schema() {
  static const schema s{"release mapping", {{.name = "field"}, {.name = "release_1"}, {.name = "release_2"}}};
  return s;
}

int to_rank(std::string_view text) {
  int rank = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), rank);
  return fault == std::errc{} && end == text.data() + text.size() ? rank : -1;
}

}  // namespace

std::string_view name_of(mapped_field field) { return field_names[position(field)]; }

const std::vector<std::string>& specification_texts(mapped_field field) {
  static const std::array<std::vector<std::string>, mapped_field_count> all = [] {
    std::array<std::vector<std::string>, mapped_field_count> lists;
    const read_result values =
        read_csv_text(embedded_text("valid_values.csv"), "valid_values.csv", valid_values_schema());
    for (std::size_t row = 0; row < values.data.rows(); ++row)
      if (const auto own = field_named(values.data.text(0)[row]))
        lists[position(*own)].emplace_back(values.data.text(2)[row]);
    const read_result releases =
        read_csv_text(embedded_text("release_map.csv"), "release_map.csv", release_map_schema());
    for (std::size_t row = 0; row < releases.data.rows(); ++row)
      if (const auto own = field_named(releases.data.text(0)[row]))
        lists[position(*own)].emplace_back(releases.data.text(1)[row]);
    return lists;
  }();
  return all[position(field)];
}

mappings mappings::shipped() {
  mappings result;
  const read_result values =
      read_csv_text(embedded_text("valid_values.csv"), "valid_values.csv", valid_values_schema());
  for (std::size_t row = 0; row < values.data.rows(); ++row) {
    const auto field = field_named(values.data.text(0)[row]);
    if (!field) continue;
    const std::string_view value = values.data.text(2)[row];
    const std::string_view group = values.data.text(3)[row];
    if (values.data.text(1)[row] != "department") result.add(*field, value, value, group);
    if (has_groups(*field) && !group.empty()) result.group_[position(*field)][fold(value)] = group;
    if (*field == mapped_field::event_outcome)
      if (const int rank = to_rank(values.data.text(4)[row]); rank > 0) result.rank_[fold(value)] = rank;
  }
  const read_result releases = read_csv_text(embedded_text("release_map.csv"), "release_map.csv", release_map_schema());
  for (std::size_t row = 0; row < releases.data.rows(); ++row) {
    const auto field = field_named(releases.data.text(0)[row]);
    const std::string_view raw = releases.data.text(1)[row];
    // A text that both releases have keeps its Release 2 meaning.
    if (field && !result.clean(*field, raw)) result.add(*field, raw, releases.data.text(2)[row]);
  }
  return result;
}

void mappings::add(mapped_field field, std::string_view raw, std::string_view cleaned, std::string_view group) {
  cleaned_[position(field)][fold(raw)] = cleaned;
  if (!group.empty() && has_groups(field)) group_[position(field)][fold(cleaned)] = group;
}

void mappings::add_folder(const std::filesystem::path& folder) {
  std::error_code fault;
  if (!std::filesystem::is_directory(folder, fault))
    throw input_error(error_code::missing_file, {.file = folder.string(), .line = 0, .field = {}, .column = 0},
                      "there is no such folder", "give the folder that holds the map_<Field>.csv files");
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  bool any = false;
  for (const std::filesystem::path& file : files) {
    const std::string name = file.filename().string();
    if (name == "ref_event_outcome_hierarchy.csv") {
      any = true;
      static const schema ranks{
          "outcome hierarchy",
          {{.name = "Event_Outcome_Hierarchy", .required = true}, {.name = "Event_Outcome_Spec", .required = true}}};
      const std::filesystem::path paths[] = {file};
      const read_result read = read_csv(paths, ranks);
      rank_.clear();
      for (std::size_t row = 0; row < read.data.rows(); ++row) {
        const int rank = to_rank(read.data.text(0)[row]);
        if (rank < 1)
          throw input_error(error_code::bad_value,
                            {.file = file.string(), .line = row + 2, .field = "Event_Outcome_Hierarchy", .column = 0},
                            "expected a rank from 1", "correct the line");
        rank_[fold(read.data.text(1)[row])] = rank;
      }
      continue;
    }
    if (!name.starts_with("map_") || !name.ends_with(".csv")) continue;
    const std::string field_name = name.substr(4, name.size() - 8);
    const auto field = field_named(field_name);
    if (!field) {
      // The event type gets a mapping in a later method; this one reads the raw text.
      if (same_text(field_name, "Event_Type")) continue;
      const std::string_view near = nearest_name(field_name, field_names);
      throw input_error(error_code::unknown_name, {.file = file.string(), .line = 0, .field = {}, .column = 0},
                        fmt::format("no field '{}' is mapped", field_name),
                        near.empty() ? "name the file map_<Field>.csv after a field of the specification"
                                     : fmt::format("did you mean map_{}.csv?", near));
    }
    any = true;
    static const schema two_texts{"mapping table", {}};
    const std::vector<std::string> header = read_header(file, two_texts);
    if (header.size() < 2)
      throw input_error(error_code::missing_column, {.file = file.string(), .line = 1, .field = {}, .column = 0},
                        "a mapping needs two columns: raw text and cleaned text", "add the second column");
    // Columns go by position: their names differ between councils and releases.
    schema columns{"mapping table", {}};
    for (const std::string& h : header) columns.fields.push_back({.name = h});
    const std::filesystem::path paths[] = {file};
    const read_result read = read_csv(paths, columns);
    std::map<std::string, std::string> seen;
    for (std::size_t row = 0; row < read.data.rows(); ++row) {
      const std::string_view raw = read.data.text(0)[row];
      const std::string_view cleaned = read.data.text(1)[row];
      const auto [at, added] = seen.emplace(fold(raw), cleaned);
      if (!added && at->second != cleaned)
        throw input_error(error_code::bad_value,
                          {.file = file.string(), .line = row + 2, .field = header[0], .column = 0},
                          fmt::format("the text is mapped to '{}' and to '{}'", at->second, cleaned), "keep one line");
      add(*field, raw, cleaned, header.size() > 2 ? read.data.text(2)[row] : std::string_view{});
    }
  }
  if (!any)
    throw input_error(error_code::missing_file, {.file = folder.string(), .line = 0, .field = {}, .column = 0},
                      "the folder holds no map_<Field>.csv", "give the folder that holds the mapping tables");
}

bool mappings::is_beginning(mapped_field field, std::string_view raw) const {
  const std::string form = fold(raw);
  const auto& entries = cleaned_[position(field)];
  const auto next = entries.upper_bound(form);
  return form.size() >= 6 && next != entries.end() && next->first.starts_with(form);
}

std::optional<std::string_view> mappings::clean(mapped_field field, std::string_view raw) const {
  const auto& entries = cleaned_[position(field)];
  const auto found = entries.find(fold(raw));
  if (found == entries.end()) return std::nullopt;
  return found->second;
}

std::optional<std::string_view> mappings::group_of(mapped_field field, std::string_view cleaned) const {
  const auto& entries = group_[position(field)];
  const auto found = entries.find(fold(cleaned));
  if (found == entries.end()) return std::nullopt;
  return found->second;
}

std::optional<int> mappings::outcome_rank(std::string_view cleaned) const {
  const auto found = rank_.find(fold(cleaned));
  if (found == rank_.end()) return std::nullopt;
  return found->second;
}

namespace {

/// Translates a column entry by entry of its dictionary.
template <typename Translate>
text_column translate(const text_column& column, const Translate& to) {
  const auto values = std::make_shared<dictionary>();
  std::vector<code> code_of(column.values->size(), missing_code);
  for (code c = 1; c < column.values->size(); ++c)
    if (const auto text = to((*column.values)[c]); text && !text->empty()) code_of[c] = values->intern(*text);
  text_column out{values, code_vector(column.size(), values->size() - 1)};
  for (std::size_t row = 0; row < column.size(); ++row) out.codes.set(row, code_of[column.codes[row]]);
  return out;
}

}  // namespace

cleaned_column clean_column(const text_column& raw, mapped_field field, const mappings& tables) {
  cleaned_column result;
  std::vector<bool> unknown(raw.values->size(), false);
  bool any = false;
  for (code c = 1; c < raw.values->size(); ++c) {
    unknown[c] = !tables.clean(field, (*raw.values)[c]);
    any = any || unknown[c];
  }
  result.column = translate(raw, [&](std::string_view text) { return tables.clean(field, text); });
  if (any) {
    std::vector<std::size_t> rows(raw.values->size(), 0);
    for (std::size_t row = 0; row < raw.size(); ++row) ++rows[raw.codes[row]];
    for (code c = 1; c < raw.values->size(); ++c)
      if (unknown[c] && rows[c] != 0) result.unknown[std::string((*raw.values)[c])] += rows[c];
  }
  return result;
}

text_column group_column(const text_column& cleaned, mapped_field field, const mappings& tables) {
  return translate(cleaned, [&](std::string_view text) { return tables.group_of(field, text); });
}

}  // namespace ascof

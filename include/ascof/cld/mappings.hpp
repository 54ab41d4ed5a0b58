/// @file mappings.hpp
/// From the text a council wrote to the category the method counts.
#pragma once

#include <array>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ascof/core/column.hpp"

namespace ascof {

/// The fields that are cleaned, in the order of their names.
enum class mapped_field : std::size_t {
  accommodation_status,
  assessment_type,
  client_funding_status,
  client_type,
  cost_frequency,
  delivery_mechanism,
  employment_status,
  ethnicity,
  event_outcome,
  gender,
  has_unpaid_carer,
  hearing_impairment,
  method_of_assessment,
  method_of_review,
  primary_support_reason,
  route_of_access,
  review_outcomes,
  review_reason,
  service_component,
  service_type,
  hours_caring,
  visual_impairment,
  count
};

inline constexpr std::size_t mapped_field_count = static_cast<std::size_t>(mapped_field::count);

/// `Accommodation_Status`, ...: the field's name in file names (`map_Accommodation_Status.csv`) and columns.
std::string_view name_of(mapped_field field);

/// The texts that a field can have in a main table: the specification's, of both releases, and the department's own.
const std::vector<std::string>& specification_texts(mapped_field field);

/// What stands for a value that is known to be wrong, in every cleaned field.
inline constexpr std::string_view invalid_value = "Invalid and not mapped";

/// Raw text to Release 2 text, one table a field; text is compared as the department does (`fold`).
///
/// The shipped tables accept every Release 2 value, and map Release 1 values where the specification's mapping is known
/// or evident. The department's own tables are not public: a council puts its own on top.
class mappings {
 public:
  /// The shipped tables.
  static mappings shipped();

  /// Reads every `map_<Field>.csv` of a folder (first column raw text, second cleaned text, third, for ethnicity, event
  /// outcome and service type, the group), each entry on top of what is known; and `ref_event_outcome_hierarchy.csv`
  /// (rank, outcome) in place of the shipped ranks when it is there.
  /// @throws input_error for a folder that does not exist or holds no such file, an unknown field (with the nearest
  /// name), and two different cleaned texts for one raw text
  void add_folder(const std::filesystem::path& folder);

  /// Adds one entry on top. An empty group is derived: `group_of`.
  void add(mapped_field field, std::string_view raw, std::string_view cleaned, std::string_view group = {});

  /// Cleaned text of a raw text. Nothing when the text is in no table: the method cleans it to missing.
  std::optional<std::string_view> clean(mapped_field field, std::string_view raw) const;

  /// Whether a known text of the field begins with this one, which is shorter.
  bool is_beginning(mapped_field field, std::string_view raw) const;

  /// Group of a cleaned text (ethnicity, event outcome, service type).
  std::optional<std::string_view> group_of(mapped_field field, std::string_view cleaned) const;

  /// Rank of a cleaned event outcome, 1 the best. Nothing for a text without a rank.
  std::optional<int> outcome_rank(std::string_view cleaned) const;

 private:
  std::array<std::map<std::string, std::string, std::less<>>, mapped_field_count> cleaned_;
  std::array<std::map<std::string, std::string, std::less<>>, mapped_field_count> group_;
  std::map<std::string, int, std::less<>> rank_;
};

/// A column cleaned: same rows, Release 2 texts. `unknown` counts the rows of raw texts that no table knows, by text;
/// blank texts are among them.
struct cleaned_column {
  text_column column;
  std::map<std::string, std::size_t> unknown;
};
cleaned_column clean_column(const text_column& raw, mapped_field field, const mappings& tables);

/// The groups of a cleaned column.
text_column group_column(const text_column& cleaned, mapped_field field, const mappings& tables);

}  // namespace ascof

#include "ascof/cld/extract.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <numeric>
#include <set>
#include <utility>

#include "ascof/core/error.hpp"
#include "ascof/core/text.hpp"
#include "ascof/ingest/arrow.hpp"
#include "cld/identity.hpp"
#include "cld/repair.hpp"

namespace ascof {
namespace {

using kind = field_kind;

std::vector<field_info> extract_fields() {
  std::vector<field_info> fields(submitted::count);
  const auto add = [&fields](submitted::column at, std::string_view name, kind k,
                             std::vector<std::string_view> also = {}) {
    fields[at].name = name;
    fields[at].kind = k;
    fields[at].also = std::move(also);
  };
  add(submitted::la_code, "LA_Code", kind::text);
  add(submitted::la_name, "LA_Name", kind::text);
  add(submitted::period_start, "Reporting_Period_Start_Date", kind::day);
  add(submitted::period_end, "Reporting_Period_End_Date", kind::day);
  add(submitted::nhs_number, "NHS_Number", kind::text,
      {"Der_NHS_Number_Pseudo", "Pseudo NHS Number", "Der_pseudo_nhsnumber"});
  add(submitted::nhs_number_traced, "Der_NHS_Number_Traced_Pseudo", kind::text, {"Der_pseudo_nhsnumber_Traced"});
  add(submitted::local_person_id, "LA_Person_Unique_Identifier", kind::text,
      {"Person Unique Identifier", "Der_LA_Person_Unique_Identifier_Pseudo"});
  add(submitted::gp_practice_code, "GP_Practice_Code", kind::text);
  add(submitted::gp_practice_name, "GP_Practice_Name", kind::text);
  add(submitted::gender, "Gender", kind::text);
  add(submitted::ethnicity, "Ethnicity", kind::text);
  add(submitted::date_of_birth, "Date_of_Birth", kind::day, {"dmYearAndMonthOfBirth"});
  add(submitted::birth_year, "Der_Birth_Year", kind::integer);
  add(submitted::birth_month, "Der_Birth_Month", kind::integer);
  add(submitted::date_of_death, "Date_of_Death", kind::day, {"Date_of_Death_Raw", "dmYearAndMonthofDeath"});
  add(submitted::client_type, "Client_Type", kind::text);
  add(submitted::primary_support_reason, "Primary_Support_Reason", kind::text);
  add(submitted::accommodation_status, "Accommodation_Status", kind::text);
  add(submitted::employment_status, "Employment_Status", kind::text);
  add(submitted::has_unpaid_carer, "Has_Unpaid_Carer", kind::text);
  add(submitted::autism_spectrum_disorder, "Autism_Spectrum_Disorder_ASD", kind::text);
  add(submitted::visual_impairment, "Visual_Impairment", kind::text);
  add(submitted::hearing_impairment, "Hearing_Impairment", kind::text);
  add(submitted::dementia, "Dementia", kind::text);
  add(submitted::client_funding_status, "Client_Funding_Status", kind::text);
  add(submitted::event_type, "Event_Type", kind::text);
  add(submitted::event_start, "Event_Start_Date", kind::day);
  add(submitted::event_end, "Event_End_Date", kind::day, {"Event_End_Date_Raw"});
  add(submitted::event_description, "Event_Description", kind::mentions);
  add(submitted::event_outcome, "Event_Outcome", kind::text);
  add(submitted::route_of_access, "Request_Route_of_Access", kind::text, {"Route of Access"});
  add(submitted::conversation, "Der_Conversation", kind::integer);
  add(submitted::conversation_1, "Der_Conversation_1", kind::integer);
  add(submitted::assessment_type, "Assessment_Type", kind::text);
  add(submitted::eligible_needs_identified, "Eligible_Needs_Identified", kind::text);
  add(submitted::method_of_assessment, "Method_of_Assessment", kind::text,
      {"Informal Carer Involvement in Assessment"});
  add(submitted::hours_caring, "Total_Hrs_Caring_per_week", kind::text);
  add(submitted::adults_cared_for, "No_of_adults_being_cared_for", kind::text);
  add(submitted::linked_person_1, "Adult_1_Linked_Person_ID", kind::text, {"Der_Adult_1_Linked_Person_ID_Pseudo"});
  add(submitted::linked_person_2, "Adult_2_Linked_Person_ID", kind::text, {"Der_Adult_2_Linked_Person_ID_Pseudo"});
  add(submitted::linked_person_3, "Adult_3_Linked_Person_ID", kind::text, {"Der_Adult_3_Linked_Person_ID_Pseudo"});
  add(submitted::service_type, "Service_Type", kind::text);
  add(submitted::service_component, "Service_Component", kind::text);
  add(submitted::delivery_mechanism, "Delivery_Mechanism", kind::text);
  add(submitted::provider_name, "Provider_CQC_Location_Name", kind::text);
  add(submitted::provider_id, "Provider_CQC_Location_ID", kind::text);
  add(submitted::unit_cost, "Unit_Cost", kind::hundredths);
  add(submitted::cost_frequency, "Cost_Frequency_Unit_Type", kind::text);
  add(submitted::planned_units, "Planned_units_per_week", kind::hundredths);
  add(submitted::review_reason, "Review_Reason", kind::text);
  add(submitted::review_outcomes, "Review_Outcomes_Achieved", kind::text);
  add(submitted::method_of_review, "Method_of_Review", kind::text,
      {"Informal Carer involvement in Review", "Method of Assessment or Review"});
  add(submitted::age_at_start, "Der_Age_Event_Start_Date", kind::integer);
  add(submitted::record_id, "Der_Unique_Record_ID", kind::record);
  add(submitted::import_file_id, "ImportFileId", kind::text);
  add(submitted::import_date, "ImportDate", kind::text, {"Import Date"});
  add(submitted::first_name, "First_Name", kind::skipped);
  add(submitted::last_name, "Last_Name", kind::skipped);
  add(submitted::postcode, "Postcode", kind::skipped);
  add(submitted::event_reference, "Event_Reference", kind::skipped, {"Event Reference Number"});

  // Without these no event can be placed or counted, whatever the measure.
  for (const auto column :
       {submitted::la_code, submitted::client_type, submitted::event_type, submitted::event_start, submitted::event_end,
        submitted::event_outcome, submitted::service_type, submitted::service_component, submitted::delivery_mechanism})
    fields[column].required = true;
  // An unreadable start hides when an event was; an unreadable end would turn an ended service into an open one.
  fields[submitted::event_start].rejects_row = true;
  fields[submitted::event_end].rejects_row = true;
  fields[submitted::event_description].word = "conversation";
  fields[submitted::date_of_birth].month_will_do = true;
  fields[submitted::date_of_death].month_will_do = true;
  for (const auto column :
       {submitted::nhs_number, submitted::nhs_number_traced, submitted::local_person_id, submitted::date_of_birth,
        submitted::birth_year, submitted::birth_month, submitted::date_of_death, submitted::linked_person_1,
        submitted::linked_person_2, submitted::linked_person_3, submitted::first_name, submitted::last_name,
        submitted::postcode, submitted::event_description, submitted::event_reference})
    fields[column].personal = true;
  return fields;
}

const schema& submissions_schema() {
  static const schema s{"list of submissions",
                        {{.name = "file", .required = true, .also = {"filename", "file_name"}},
                         {.name = "submitted_on", .required = true, .also = {"submitted"}}}};
  return s;
}

std::string lower_case(std::string text) {
  for (char& c : text) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
  return text;
}

/// The name under which a file is found in a list: without folders and endings, whatever its capitals.
std::string listed_name(std::string_view path) {
  const std::size_t slash = path.find_last_of("/\\");
  std::string name = lower_case(std::string(slash == std::string_view::npos ? path : path.substr(slash + 1)));
  while (!name.empty() && name.back() == ' ') name.pop_back();
  for (const std::string_view ending : {".gz", ".csv"})
    if (name.ends_with(ending)) name.resize(name.size() - ending.size());
  return name;
}

/// The `submissions.csv` of a folder: which file was submitted when.
struct submission_list {
  std::filesystem::path path;
  std::map<std::string, instant> days;  // by `listed_name`
  std::set<std::string> unmatched{};    // of `days`
};

std::optional<submission_list> read_submission_list(const std::filesystem::path& folder, notice_list& notices) {
  submission_list list{folder / "submissions.csv", {}};
  std::error_code ignored;
  if (!std::filesystem::exists(list.path, ignored)) return std::nullopt;
  // `prepare` writes a file of this name too: that one has a main table's columns and lists no files.
  const std::vector<std::string> header = read_header(list.path, submissions_schema());
  if (std::any_of(header.begin(), header.end(), [](const std::string& h) { return extract_schema().find(h) >= 0; }))
    return std::nullopt;
  const std::filesystem::path paths[] = {list.path};
  const read_result read = read_csv(paths, submissions_schema());
  add_notices(notices, notices_of(read.report));
  for (std::size_t row = 0; row < read.data.rows(); ++row) {
    const place where{.file = list.path.string(), .line = row + 2, .field = "submitted_on", .column = 0};
    const auto when = parse_instant(read.data.text(1)[row]);
    if (!when) throw input_error(error_code::bad_value, where, "expected a day such as 2026-04-23", "correct the line");
    const std::string name = listed_name(read.data.text(0)[row]);
    const auto [at, added] = list.days.emplace(name, *when);
    if (!added && at->second != *when)
      throw input_error(error_code::bad_value, where, "the list says two days of one file", "keep one line");
    list.unmatched.insert(name);
  }
  return list;
}

/// What `prepare` and spreadsheets leave in a folder beside the files of an extract.
bool is_no_submission(const std::string& name) {
  static const std::set<std::string> own{
      "submissions.csv",   "main_table.csv", "reporting_periods.csv", "attrition.csv", "unknown_values.csv",
      "ingest_report.csv", "notices.csv",    "person_details.csv",    "results.csv",   "intervals.csv"};
  const std::string form = lower_case(name);
  return own.count(form) != 0 || form.starts_with("~$") || form.starts_with(".") || form.starts_with("map_") ||
         form.starts_with("ref_");
}

/// Every CSV file of a folder, but for the list of submissions and what is no submission, in place of the folder.
std::vector<extract_file> with_folders_opened(std::vector<extract_file> files, notice_list& notices) {
  std::vector<extract_file> result;
  for (extract_file& file : files) {
    std::error_code ignored;
    if (!std::filesystem::is_directory(file.path, ignored)) {
      result.push_back(std::move(file));
      continue;
    }
    std::vector<std::filesystem::path> found;
    std::uint64_t passed_over = 0;
    for (const auto& entry : std::filesystem::directory_iterator(file.path)) {
      const std::string name = entry.path().filename().string();
      const std::string form = lower_case(name);
      const bool table = form.ends_with(".csv") || form.ends_with(".csv.gz");
      if (table && !is_no_submission(name))
        found.push_back(entry.path());
      else if (form != "submissions.csv" && !entry.is_directory(ignored))
        ++passed_over;
    }
    if (found.empty())
      throw input_error(
          error_code::missing_file, {.file = file.path.string(), .line = 0, .field = {}, .column = 0},
          passed_over == 0
              ? std::string("the folder holds no .csv and no .csv.gz")
              : fmt::format("none of the {} files of the folder is a submission (.csv or .csv.gz)", passed_over),
          "give the folder of the submissions, or their files");
    if (passed_over != 0) {
      notice n = make_notice("file.passed_over", fmt::format("{} files are no submissions", passed_over));
      n.file = file.path.string();
      notices.push_back(std::move(n));
    }
    std::sort(found.begin(), found.end());
    for (std::filesystem::path& path : found) result.push_back({std::move(path), file.submitted_on});
  }
  return result;
}

/// Files whose bytes are the same, told in pairs.
void tell_same_content(const ingest_report& report, notice_list& notices) {
  std::map<std::uint64_t, std::vector<std::size_t>> by_size;
  for (std::size_t i = 0; i < report.files.size(); ++i) by_size[report.files[i].bytes].push_back(i);
  for (const auto& [bytes, files] : by_size)
    for (std::size_t i = 1; i < files.size(); ++i) {
      const file_report& a = report.files[files[i - 1]];
      const file_report& b = report.files[files[i]];
      if (a.rows_in != b.rows_in || a.digest != b.digest || a.digest == 0) continue;
      notice n = make_notice("file.same_content", fmt::format("the content is that of {}", a.file));
      n.file = b.file;
      n.rows = b.rows_in;
      notices.push_back(std::move(n));
    }
}

void require_identity(const read_result& read, const std::string& file) {
  const table& data = read.data;
  if (!data.has(submitted::nhs_number) && !data.has(submitted::nhs_number_traced) &&
      !data.has(submitted::local_person_id))
    throw input_error(error_code::missing_column, {.file = file, .line = 1, .field = "NHS_Number", .column = 0},
                      "no column identifies a person",
                      "add NHS_Number or LA_Person_Unique_Identifier (the department's copy: Der_NHS_Number_Pseudo)");
  if (!data.has(submitted::date_of_birth) && (!data.has(submitted::birth_year) || !data.has(submitted::birth_month)))
    throw input_error(error_code::missing_column, {.file = file, .line = 1, .field = "Date_of_Birth", .column = 0},
                      "no column holds the birth date", "add Date_of_Birth, or Der_Birth_Year and Der_Birth_Month");
}

}  // namespace

const schema& extract_schema() {
  static const schema s{"client level data extract", extract_fields()};
  return s;
}

extract_file parse_extract_file(const std::string& argument) {
  std::error_code ignored;
  const std::size_t at = argument.rfind('@');
  if (at == std::string::npos || std::filesystem::exists(argument, ignored)) return {argument, std::nullopt};
  const auto when = parse_instant(std::string_view(argument).substr(at + 1));
  if (!when)
    throw usage_error(error_code::bad_date,
                      {.file = argument.substr(0, at), .line = 0, .field = "@SUBMITTED_ON", .column = 0},
                      fmt::format("expected a day such as 2026-04-23 behind @, got '{}'", argument.substr(at + 1)),
                      "write FILE@YYYY-MM-DD");
  return {argument.substr(0, at), when};
}

extract make_extract(read_result read, std::vector<extract_file> files) {
  require_identity(read, files.empty() ? std::string{} : files.front().path.string());
  notice_list notices = notices_of(read.report);
  extract made{std::move(read.data),   std::move(read.first_row), std::move(files),
               std::move(read.report), std::move(notices),        {}};
  repair_texts(made);
  read_identities(made);
  return made;
}

extract read_extract(std::vector<extract_file> files, const read_options& options) {
  if (files.empty())
    throw usage_error(error_code::missing_input, {}, "no file was given",
                      "name at least one file of client level data");
  const bool opened_folders = std::any_of(files.begin(), files.end(), [](const extract_file& file) {
    std::error_code ignored;
    return std::filesystem::is_directory(file.path, ignored);
  });
  notice_list notices;
  files = with_folders_opened(std::move(files), notices);
  std::map<std::filesystem::path, std::optional<submission_list>> lists;
  for (extract_file& file : files) {
    const std::filesystem::path folder = file.path.has_parent_path() ? file.path.parent_path() : ".";
    auto found = lists.find(folder);
    if (found == lists.end()) {
      // The list may lie beside the files or one folder up, where `submissions/` holds the files.
      auto list = read_submission_list(folder, notices);
      if (!list) list = read_submission_list(folder / "..", notices);
      found = lists.emplace(folder, std::move(list)).first;
    }
    if (!found->second) continue;
    submission_list& list = *found->second;
    const auto listed = list.days.find(listed_name(file.path.string()));
    if (listed == list.days.end()) continue;
    list.unmatched.erase(listed->first);
    if (file.submitted_on && *file.submitted_on != listed->second &&
        day_of(*file.submitted_on) != day_of(listed->second)) {
      notice n = make_notice("list.contradiction",
                             fmt::format("{} is given, {} says {}", to_string(day_of(*file.submitted_on)),
                                         list.path.string(), to_string(day_of(listed->second))));
      n.file = file.path.string();
      notices.push_back(std::move(n));
    }
    if (!file.submitted_on) file.submitted_on = listed->second;
  }
  if (opened_folders)
    for (const auto& [folder, list] : lists) {
      if (!list || list->unmatched.empty()) continue;
      notice n = make_notice("list.unmatched", fmt::format("{} names of the list match no file: {}",
                                                           list->unmatched.size(), fmt::join(list->unmatched, ", ")));
      n.file = list->path.string();
      notices.push_back(std::move(n));
    }
  // Record numbers run over files in order of submission, then rows: the order of the command line must not matter.
  std::stable_sort(files.begin(), files.end(), [](const extract_file& a, const extract_file& b) {
    const instant x = a.submitted_on.value_or(instant{});
    const instant y = b.submitted_on.value_or(instant{});
    return x != y ? x < y : x.is_missing() ? false : a.path < b.path;
  });
  std::vector<std::filesystem::path> paths;
  for (const extract_file& file : files) paths.push_back(file.path);
  extract made = make_extract(read_csv(paths, extract_schema(), options), std::move(files));
  tell_same_content(made.report, notices);
  add_notices(notices, made.notices);
  made.notices = std::move(notices);
  return made;
}

extract read_extract(std::vector<ArrowArrayStream> tables, std::vector<extract_file> files,
                     const read_options& options) {
  if (files.empty()) throw usage_error(error_code::missing_input, {}, "no table was given", "hand over at least one");
  std::vector<std::size_t> order(files.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&files](std::size_t a, std::size_t b) {
    return files[a].submitted_on.value_or(instant{}) < files[b].submitted_on.value_or(instant{});
  });
  std::vector<ArrowArrayStream> streams;
  std::vector<std::string> names;
  std::vector<extract_file> sorted;
  for (const std::size_t i : order) {
    streams.push_back(tables[i]);
    names.push_back(files[i].path.string());
    sorted.push_back(std::move(files[i]));
  }
  return make_extract(read_arrow(streams, names, extract_schema(), options), std::move(sorted));
}

}  // namespace ascof

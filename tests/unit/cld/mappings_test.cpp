#include "ascof/cld/mappings.hpp"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "ascof/core/text.hpp"
#include "ascof/ingest/csv.hpp"
#include "ascof_embedded.hpp"
#include "support/failure.hpp"
#include "support/scratch_folder.hpp"

using namespace ascof;
using support::failure_of;
using support::scratch_folder;

namespace {

/// The cleaned text, or "unmapped".
std::string cleaned(const mappings& tables, mapped_field field, std::string_view raw) {
  return std::string(tables.clean(field, raw).value_or("unmapped"));
}

std::string group(const mappings& tables, mapped_field field, std::string_view text) {
  return std::string(tables.group_of(field, text).value_or("none"));
}

std::string rank(const mappings& tables, std::string_view outcome) {
  const auto found = tables.outcome_rank(outcome);
  return found ? std::to_string(*found) : "none";
}

std::vector<mapped_field> all_fields() {
  std::vector<mapped_field> fields;
  for (std::size_t i = 0; i < mapped_field_count; ++i) fields.push_back(static_cast<mapped_field>(i));
  return fields;
}

}  // namespace

TEST_CASE("every Release 2 value of every field maps to itself, in any case") {
  const mappings tables = mappings::shipped();
  // The list of values is shipped too; that it holds the right ones is held by the tests of mapping below and by the
  // golden files.
  std::string_view list;
  for (const auto& file : embedded::files())
    if (file.name == "valid_values.csv") list = file.text;
  const schema columns{"values", {{.name = "field"}, {.name = "origin"}, {.name = "value"}}};
  const read_result read = read_csv_text(list, "valid_values.csv", columns);
  std::size_t checked = 0;
  for (std::size_t row = 0; row < read.data.rows(); ++row) {
    if (read.data.text(1)[row] != "release 2") continue;
    for (const mapped_field field : all_fields()) {
      if (name_of(field) != read.data.text(0)[row]) continue;
      const std::string value(read.data.text(2)[row]);
      CAPTURE(std::string(name_of(field)), value);
      CHECK(cleaned(tables, field, value) == value);
      CHECK(cleaned(tables, field, fold(value) + "  ") == value);
      ++checked;
    }
  }
  CHECK(checked > 140);
}

TEST_CASE("Release 1 values map to their Release 2 wording") {
  const mappings tables = mappings::shipped();
  struct pair {
    mapped_field field;
    const char* raw;
    const char* cleaned;
  };
  const pair table[] = {
      {mapped_field::client_type, "Carer", "Unpaid carer"},
      {mapped_field::client_type, "Carer known by association", "Unpaid carer known by association"},
      {mapped_field::ethnicity, "White - Irish", "White: Irish"},
      {mapped_field::ethnicity, "No data - Undeclared or Not known", "No data: Undeclared or not known"},
      {mapped_field::service_type, "Long Term Support: Residential Care", "Long term support: Residential care"},
      {mapped_field::service_type, "Carer Support: Direct to Carer", "Unpaid carer support: Direct to unpaid carer"},
      {mapped_field::service_component, "Home Support", "Home support or domiciliary care"},
      {mapped_field::service_component, "Carer Respite", "Unpaid carer respite"},
      {mapped_field::delivery_mechanism, "CASSR Managed Personal Budget", "CASSR managed personal budget"},
      {mapped_field::primary_support_reason, "PSR Not Known", "Unknown"},
      {mapped_field::primary_support_reason, "Social Support: Support to Carer",
       "Social support: Support to unpaid carer"},
      {mapped_field::accommodation_status, "Tenant", "Tenant: Local authority or other social housing provider"},
      {mapped_field::accommodation_status, "Tenant - private landlord", "Tenant: Private landlord"},
      {mapped_field::employment_status, "Not in Paid Employment (voluntary work only)",
       "Not in paid employment: Voluntary work only"},
      {mapped_field::client_funding_status, "18(3) (full cost client)", "Fully client funded"},
      {mapped_field::event_outcome, "NFA - Self-funded client (Inc. 12wk disregard)",
       "NFA: Self-funded client or under 12wk disregard"},
      {mapped_field::event_outcome, "NFA- Other", "NFA: Other"},
      {mapped_field::event_outcome, "Service ended as planned", "NFA: Support ended as planned"},
      {mapped_field::event_outcome, "Progress to End of Life Care", "Release 1 specification only: Not mapped"},
      {mapped_field::event_outcome, "No change in package", "Continuation of support or services"}};
  for (const pair& row : table) {
    CAPTURE(row.raw);
    CHECK(cleaned(tables, row.field, row.raw) == row.cleaned);
  }
}

TEST_CASE("a text that no table knows, a blank one and a leading blank are unmapped") {
  const mappings tables = mappings::shipped();
  for (const char* raw : {"", "   ", "NULL", "Femail", " Female", "1"})
    CHECK(cleaned(tables, mapped_field::gender, raw) == "unmapped");
  // A text of another field is none of this one.
  CHECK(cleaned(tables, mapped_field::client_type, "Female") == "unmapped");
  // Texts that only the department makes are not taken for submitted ones.
  CHECK(cleaned(tables, mapped_field::accommodation_status, "Unknown: Presumed at home") == "unmapped");
}

TEST_CASE("outcomes have the department's rank and group") {
  const mappings tables = mappings::shipped();
  const char* ranked[] = {"Progress to reablement/ST-Max",
                          "Progress to assessment, review or reassessment",
                          "Release 1 specification only: Not mapped",
                          "Progress to support planning or services",
                          "Continuation of support or services",
                          "Admitted to hospital",
                          "NFA: Responsibility moved to another local authority",
                          "NFA: Referral to NHS services or NHS funded social care",
                          "NFA: Self-funded client or under 12wk disregard",
                          "NFA: Information and advice or signposting",
                          "NFA: Referral to other service within the local authority",
                          "NFA: Support declined",
                          "NFA: Deceased",
                          "NFA: Support ended as planned",
                          "NFA: Support ended for other reason",
                          "NFA: No services offered for other reason",
                          "NFA: Other"};
  int place = 0;
  for (const char* outcome : ranked) {
    CAPTURE(outcome);
    CHECK(rank(tables, outcome) == std::to_string(++place));
    CHECK(group(tables, mapped_field::event_outcome, outcome) ==
          (std::string_view(outcome).starts_with("NFA:") ? "NFA" : outcome));
  }
  CHECK(rank(tables, "nfa: OTHER  ") == "17");
  CHECK(rank(tables, "Invalid and not mapped") == "none");
  CHECK(rank(tables, "") == "none");
}

TEST_CASE("ethnicities and service types have groups, other fields none") {
  const mappings tables = mappings::shipped();
  CHECK(group(tables, mapped_field::ethnicity, "White: Roma") == "White");
  CHECK(group(tables, mapped_field::ethnicity, "No data: Refused") == "No data");
  CHECK(group(tables, mapped_field::service_type, "Short term support: ST-Max") == "Short term support");
  CHECK(group(tables, mapped_field::service_type, "Unpaid carer support: Direct to unpaid carer") ==
        "Unpaid carer support");
  CHECK(group(tables, mapped_field::gender, "Female") == "none");
}

TEST_CASE("a council's folder goes on top of the shipped tables") {
  const scratch_folder folder;
  folder.write("map_Gender.csv",
               "Gender_Raw,Gender_Cleaned\nWoman,Female\nMALE,Other\nNo idea,Invalid and not mapped\n");
  folder.write("map_Service_Type.csv",
               "raw,cleaned,group\nOur nursing,Long term support: Nursing care,\n"
               "Telecare,Telecare,Technology\n");
  folder.write("map_Event_Type.csv", "raw,cleaned\nSvc,Service\n");  // of a later method: not read
  folder.write("notes.txt", "nothing to do with it");
  mappings tables = mappings::shipped();
  tables.add_folder(folder.path());
  CHECK(cleaned(tables, mapped_field::gender, "woman ") == "Female");
  CHECK(cleaned(tables, mapped_field::gender, "Female") == "Female");  // still there
  CHECK(cleaned(tables, mapped_field::gender, "Male") == "Other");     // in place of the shipped entry
  CHECK(cleaned(tables, mapped_field::gender, "No idea") == "Invalid and not mapped");
  CHECK(cleaned(tables, mapped_field::service_type, "our NURSING") == "Long term support: Nursing care");
  CHECK(group(tables, mapped_field::service_type, "Long term support: Nursing care") == "Long term support");
  CHECK(group(tables, mapped_field::service_type, "Telecare") == "Technology");
}

TEST_CASE("a folder's outcome ranks take the place of the shipped ones") {
  const scratch_folder folder;
  folder.write("ref_event_outcome_hierarchy.csv",
               "Event_Outcome_Hierarchy,Event_Outcome_Spec\n1,NFA: Other\n2,NFA: Deceased\n");
  mappings tables = mappings::shipped();
  tables.add_folder(folder.path());
  CHECK(rank(tables, "NFA: Other") == "1");
  CHECK(rank(tables, "Admitted to hospital") == "none");
}

TEST_CASE("mapping folders that cannot be right are refused") {
  mappings tables = mappings::shipped();
  const auto adding = [&](const std::filesystem::path& folder) {
    return failure_of([&] { tables.add_folder(folder); });
  };

  const scratch_folder folder;
  const auto missing = adding(folder / "nowhere");
  CHECK(missing.kind == "input");
  CHECK(missing.message == (folder / "nowhere").string() +
                               ": there is no such folder; give the folder that holds the map_<Field>.csv files");
  CHECK(adding(folder.path()).message ==
        folder.path().string() +
            ": the folder holds no map_<Field>.csv; give the folder that holds the mapping tables");

  const std::string gendr = folder.write("map_Gendr.csv", "a,b\nx,Male\n").string();
  const auto unknown = adding(folder.path());
  CHECK(unknown.code == error_code::unknown_name);
  CHECK(unknown.message == gendr + ": no field 'Gendr' is mapped; did you mean map_Gender.csv?");
  std::filesystem::rename(gendr, folder / "map_Shoe_Size.csv");
  CHECK(adding(folder.path()).message ==
        (folder / "map_Shoe_Size.csv").string() +
            ": no field 'Shoe_Size' is mapped; name the file map_<Field>.csv after a field of the specification");
  std::filesystem::remove(folder / "map_Shoe_Size.csv");

  folder.write("map_Gender.csv", "Raw,Cleaned\nM,Male\nm ,Female\n");
  const auto conflict = adding(folder.path());
  CHECK(conflict.code == error_code::bad_value);
  CHECK(conflict.message == (folder / "map_Gender.csv").string() +
                                ", line 3, Raw: the text is mapped to 'Male' and to 'Female'; keep one line");
  folder.write("map_Gender.csv", "Raw,Cleaned\nM,Male\nm ,Male\n");
  CHECK(adding(folder.path()).kind == "nothing was thrown");

  folder.write("map_Gender.csv", "Raw\nM\n");
  CHECK(adding(folder.path()).message ==
        (folder / "map_Gender.csv").string() +
            ", line 1: a mapping needs two columns: raw text and cleaned text; add the "
            "second column");
  std::filesystem::remove(folder / "map_Gender.csv");

  folder.write("ref_event_outcome_hierarchy.csv", "Event_Outcome_Hierarchy,Event_Outcome_Spec\n0,NFA: Other\n");
  CHECK(adding(folder.path()).message ==
        (folder / "ref_event_outcome_hierarchy.csv").string() +
            ", line 2, Event_Outcome_Hierarchy: expected a rank from 1; correct the line");
}

TEST_CASE("a column is cleaned text by text, and what no table knows is counted") {
  text_column_builder builder;
  for (const char* raw : {"FEMALE", "male ", "Femail", "", "  ", "Femail"}) builder.add(raw);
  builder.add_missing();
  const cleaned_column result = clean_column(builder.finish(), mapped_field::gender, mappings::shipped());
  std::vector<std::string> texts;
  for (std::size_t row = 0; row < result.column.size(); ++row)
    texts.push_back(result.column.codes[row] == missing_code ? "-" : std::string(result.column[row]));
  CHECK(texts == std::vector<std::string>{"Female", "Male", "-", "-", "-", "-", "-"});
  CHECK(result.unknown == std::map<std::string, std::size_t>{{"", 1}, {"  ", 1}, {"Femail", 2}});
}

TEST_CASE("groups of a cleaned column stand row by row, missing where there is none") {
  text_column_builder builder;
  for (const char* text : {"White: Irish", "Other", "white: roma"}) builder.add(text);
  builder.add_missing();
  const text_column groups = group_column(builder.finish(), mapped_field::ethnicity, mappings::shipped());
  CHECK(groups[0] == "White");
  CHECK(groups.codes[1] == missing_code);
  CHECK(groups[2] == "White");
  CHECK(groups.codes[3] == missing_code);
}

TEST_CASE("each field has a name of its own") {
  for (const mapped_field a : all_fields())
    for (const mapped_field b : all_fields()) CHECK((a == b) == (name_of(a) == name_of(b)));
  CHECK(name_of(mapped_field::cost_frequency) == "Cost_Frequency_Unit_Type");
  CHECK(name_of(mapped_field::route_of_access) == "Request_Route_of_Access");
}

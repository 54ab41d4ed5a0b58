#include "ascof/results/writers.hpp"

#include <fmt/format.h>

#include <iterator>

#include "ascof/prepare/age_bands.hpp"
#include "ascof/results/output_file.hpp"

namespace ascof {
namespace {

/// Lines of a CSV file, written in large pieces.
class csv_writer {
 public:
  explicit csv_writer(const std::filesystem::path& file) : file_(file) {}

  csv_writer& text(std::string_view field) {
    separate();
    append_csv_field(buffer_, field);
    return *this;
  }
  template <typename Number>
  csv_writer& number(Number value) {
    separate();
    fmt::format_to(std::back_inserter(buffer_), "{}", value);
    return *this;
  }
  csv_writer& integer(std::int32_t value) { return value == missing_integer ? nothing() : number(value); }
  csv_writer& date(day d) {
    if (d.is_missing()) return nothing();
    separate();
    const civil_day c = to_civil(d);
    fmt::format_to(std::back_inserter(buffer_), "{:04}-{:02}-{:02}", c.year, c.month, c.day_of_month);
    return *this;
  }
  csv_writer& hundredths(std::int64_t value) {
    if (value == missing_wide) return nothing();
    separate();
    const std::uint64_t size = value < 0 ? 0 - static_cast<std::uint64_t>(value) : static_cast<std::uint64_t>(value);
    fmt::format_to(std::back_inserter(buffer_), "{}{}.{:02}", value < 0 ? "-" : "", size / 100, size % 100);
    return *this;
  }
  csv_writer& nothing() {
    separate();
    return *this;
  }
  void end_line() {
    buffer_ += '\n';
    first_ = true;
    if (buffer_.size() > (1U << 20U)) {
      file_.write(buffer_);
      buffer_.clear();
    }
  }
  void commit() {
    file_.write(buffer_);
    file_.commit();
  }

 private:
  void separate() {
    if (!first_) buffer_ += ',';
    first_ = false;
  }

  output_file file_;
  std::string buffer_;
  bool first_ = true;
};

void header(csv_writer& out, std::initializer_list<std::string_view> names) {
  for (const std::string_view name : names) out.text(name);
  out.end_line();
}

bool is_cost_column(std::size_t column) { return column >= event::unit_cost && column <= event::planned_units; }

void write_reporting_periods(const prepared& from, const std::filesystem::path& file) {
  csv_writer out(file);
  header(out, {"LA_Code", "LA_Name", "ImportDate", "n_Reporting_Periods", "Reporting_Period_Start_Date",
               "Reporting_Period_End_Date", "Reporting_Period_Length", "Der_Reporting_Period_Start_Date",
               "Der_Reporting_Period_End_Date", "Der_Reporting_Period_Length"});
  for (const submission& s : from.submissions) {
    out.text(s.la_code).text(s.la_name).text(to_string(s.imported)).number(s.stated_periods);
    for (const auto& p : {s.stated, s.derived}) {
      out.date(p ? p->start : missing_day).date(p ? p->end : missing_day);
      out.integer(p ? months_in(*p) : missing_integer);
    }
    out.end_line();
  }
  out.commit();
}

void write_submissions(const prepared& from, const std::filesystem::path& file) {
  csv_writer out(file);
  header(out, {"LA_Name", "ImportDate", "Ref_Period_Start_Date", "Ref_Period_End_Date"});
  for (const chosen_submission& c : from.chosen) {
    const submission& s = from.submissions[c.submission];
    out.text(s.la_name).text(to_string(s.imported)).date(c.covers.start).date(c.covers.end);
    out.end_line();
  }
  out.commit();
}

void write_attrition(const attrition& steps, const std::filesystem::path& file) {
  csv_writer out(file);
  header(out, {"step", "reason", "rows_in", "rows_dropped", "rows_changed", "rows_out"});
  for (const attrition_step& s : steps.steps()) {
    const bool dropped = s.rows_out + s.rows_dropped == s.rows_in;
    out.text(s.step).text(s.reason).number(s.rows_in).number(dropped ? s.rows_dropped : 0);
    out.number(dropped ? 0 : s.rows_dropped).number(s.rows_out).end_line();
  }
  out.commit();
}

void write_unknown_values(const prepared& from, const std::filesystem::path& file) {
  csv_writer out(file);
  header(out, {"field", "value", "rows"});
  for (const auto& [field, values] : from.unknown_values)
    for (const auto& [value, rows] : values) out.text(name_of(field)).text(value).number(rows).end_line();
  out.commit();
}

}  // namespace

void write_results(const result_table& results, const std::filesystem::path& file) {
  csv_writer out(file);
  header(out, {"measure", "period_start", "period_end", "la_code", "la_name", "group", "numerator", "denominator",
               "value", "status", "unknown", "invalid"});
  for (const result_row& row : results.rows) {
    out.text(row.measure).date(row.reporting.start).date(row.reporting.end).text(row.la_code).text(row.la_name);
    out.text(row.group);
    if (row.numerator) {
      out.number(*row.numerator);
    } else {
      out.nothing();
    }
    out.number(row.denominator);
    out.text(row.value ? all_digits(*row.value) : std::string());
    out.text(to_text(row.status)).number(row.unknown).number(row.invalid).end_line();
  }
  out.commit();
}

void write_traces(const result_table& results, const std::filesystem::path& folder) {
  for (const trace_table& trace : results.traces) {
    csv_writer out(folder / (trace.id + ".csv"));
    if (trace.by_period) out.text("period_start").text("period_end");
    out.text("la_code").text("person_id");
    for (const std::string& name : trace.columns) out.text(name);
    out.end_line();
    for (const traced_unit& unit : trace.units) {
      if (trace.by_period) out.date(unit.reporting.start).date(unit.reporting.end);
      out.text(unit.la_code).text(unit.person_id);
      for (const std::string& value : unit.values) out.text(value);
      out.end_line();
    }
    out.commit();
  }
}

void write_main_table(const main_table& from, const std::filesystem::path& file) {
  const table& data = from.data;
  const std::vector<field_info>& fields = main_table_schema().fields;
  csv_writer out(file);
  for (std::size_t column = 0; column < event::count; ++column)
    if (from.single || !is_cost_column(column)) out.text(fields[column].name);
  out.end_line();
  std::string reference;
  for (std::size_t row = 0; row < data.rows(); ++row) {
    for (std::size_t column = 0; column < event::count; ++column) {
      if (!from.single && is_cost_column(column)) continue;
      if (column == event::event_ref && !from.event_number.empty()) {
        reference = fmt::format("{}_{}", data.text(event::la_code)[row], from.event_number[row]);
        out.text(reference);
        continue;
      }
      switch (fields[column].kind) {
        case field_kind::text: out.text(data.text(column)[row]); break;
        case field_kind::day: out.date(data.days(column)[row]); break;
        case field_kind::integer:
        case field_kind::mentions: out.integer(data.integers(column)[row]); break;
        case field_kind::hundredths: out.hundredths(data.wides(column)[row]); break;
        case field_kind::record: {
          const std::int64_t value = data.wides(column)[row];
          if (value == missing_wide) {
            out.nothing();
          } else {
            out.number(value);
          }
          break;
        }
        case field_kind::skipped: out.nothing(); break;
      }
    }
    out.end_line();
  }
  out.commit();
}

void write_prepared(const prepared& from, const std::filesystem::path& folder) {
  write_main_table(from.main, folder / "main_table.csv");
  write_reporting_periods(from, folder / "reporting_periods.csv");
  write_submissions(from, folder / "submissions.csv");
  write_attrition(from.steps, folder / "attrition.csv");
  write_unknown_values(from, folder / "unknown_values.csv");
}

void write_person_details(const records& people, const person_details& details, period reporting,
                          const std::filesystem::path& file) {
  const std::vector<bool> named = named_by_a_carer(people, reporting);
  csv_writer out(file);
  header(out, {"Reporting_Period_End_Date", "LA_Code", "Der_NHS_LA_Combined_Person_ID",
               "LA_Person_Unique_Identifier_Latest", "LA_Person_Unique_Identifier_Concat", "Accommodation_Status",
               "Accommodation_Status_Group", "Employment_Status", "Gender", "Ethnicity", "Der_Birth_Year",
               "Der_Birth_Month", "Der_Birth_Date", "Der_Age_End_Of_Period", "Der_Working_Age_Band_End_Of_Period",
               "Date_of_Death", "Has_Unpaid_Carer", "Primary_Support_Reason", "Client_Funding_Status"});
  for (std::size_t person = 0; person < people.people(); ++person) {
    const std::int32_t age = details.age_at(person, reporting.end);
    out.text(to_short_label(reporting.end)).text(people.councils()[people.council_of(person)].la_code);
    out.text(people.person_id(person)).text(details.local_id_latest[person]).text(details.local_ids[person]);
    out.text(details.accommodation_status[person]).number(details.settled[person] ? 1 : 0);
    out.text(details.employment_status[person]).text(details.gender[person]).text(details.ethnicity[person]);
    out.integer(details.birth_year[person]).integer(details.birth_month[person]).date(details.birth[person]);
    // In this table the band "Under 18" begins at age 1; younger is Unknown.
    out.integer(age).text(age != missing_integer && age < 1 ? "Unknown" : working_age_band(age));
    out.date(details.date_of_death[person]);
    out.text(named[person] ? std::string_view("Yes") : details.has_unpaid_carer[person]);
    out.text(details.primary_support_reason[person]).text(details.client_funding_status[person]).end_line();
  }
  out.commit();
}

void write_ingest_report(const ingest_report& report, const std::filesystem::path& file) {
  csv_writer out(file);
  header(out, {"file", "subject", "detail", "rows", "first_lines"});
  for (const file_report& f : report.files) {
    out.text(f.file).text("rows in").nothing().number(f.rows_in).nothing().end_line();
    out.text(f.file).text("rows kept").nothing().number(f.rows_kept).nothing().end_line();
    out.text(f.file).text("rows rejected").nothing().number(f.rows_rejected).nothing().end_line();
    if (f.windows_1252_values != 0)
      out.text(f.file).text("read as Windows-1252").text("distinct values").number(f.windows_1252_values).nothing().end_line();
    for (const std::string& name : f.unknown_columns)
      out.text(f.file).text("unknown column").text(name).nothing().nothing().end_line();
    for (const std::string& name : f.absent_columns)
      out.text(f.file).text("absent column").text(name).nothing().nothing().end_line();
    for (const field_fault& fault : f.faults) {
      std::string lines;
      for (const std::uint64_t line : fault.first_lines) lines += fmt::format("{}{}", lines.empty() ? "" : " ", line);
      out.text(f.file).text(fault.row_rejected ? "row rejected" : "value missing");
      out.text(fmt::format("{}: {}", fault.field, fault.fault)).number(fault.rows).text(lines).end_line();
    }
  }
  out.commit();
}

}  // namespace ascof

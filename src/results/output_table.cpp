#include "ascof/results/output_table.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>

#include "ascof/core/stop.hpp"
#include "ascof/prepare/age_bands.hpp"
#include "ascof/prepare/ties.hpp"
#include "ascof/results/output_file.hpp"
#include "ascof/results/output_places.hpp"
#include "results/columns_of.hpp"

namespace ascof {
namespace {

bool is_cost_column(std::size_t column) { return column >= event::unit_cost && column <= event::planned_units; }

std::int64_t months_of(const std::optional<period>& p) { return p ? months_in(*p) : missing_wide; }

/// Appends values to a line of CSV.
class csv_line {
 public:
  void text(std::string_view field) { append_csv_text(buffer_, field); }
  void date(day d) {
    if (d.is_missing()) return;
    const civil_day c = to_civil(d);
    fmt::format_to(std::back_inserter(buffer_), "{:04}-{:02}-{:02}", c.year, c.month, c.day_of_month);
  }
  void number(std::int64_t value, std::int64_t missing) {
    if (value != missing) fmt::format_to(std::back_inserter(buffer_), "{}", value);
  }
  void hundredths(std::int64_t value) {
    if (value == missing_wide) return;
    const std::uint64_t size = value < 0 ? 0 - static_cast<std::uint64_t>(value) : static_cast<std::uint64_t>(value);
    fmt::format_to(std::back_inserter(buffer_), "{}{}.{:02}", value < 0 ? "-" : "", size / 100, size % 100);
  }

  void operator()(const text_column* values, std::size_t row) { text((*values)[row]); }
  void operator()(const day_column* values, std::size_t row) { date((*values)[row]); }
  void operator()(const integer_column* values, std::size_t row) { number((*values)[row], missing_integer); }
  void operator()(const wide_column* values, std::size_t row) { number((*values)[row], missing_wide); }
  void operator()(const shown_hundredths& column, std::size_t row) { hundredths((*column.values)[row]); }
  void operator()(const made_texts& column, std::size_t row) { text(column.of(row)); }
  void operator()(const made_days& column, std::size_t row) { date(column.of(row)); }
  void operator()(const made_numbers& column, std::size_t row) { number(column.of(row), missing_wide); }
  void operator()(const made_reals& column, std::size_t row) {
    if (const auto value = column.of(row)) buffer_ += all_digits(*value);
  }

  std::string& buffer() { return buffer_; }

 private:
  std::string buffer_;
};

/// The sum of a quotient, or a count.
std::optional<double> shown_sum(std::optional<double> sum, std::optional<std::uint64_t> count) {
  if (sum) return sum;
  return count ? std::optional(static_cast<double>(*count)) : std::nullopt;
}

}  // namespace

output_table results_output(std::shared_ptr<const result_table> results) {
  using row = const result_row&;
  columns_of columns(results->rows);
  columns.figure_columns();
  const bool has_sums = std::any_of(results->rows.begin(), results->rows.end(),
                                    [](row r) { return r.numerator_sum.has_value() || r.denominator_sum.has_value(); });
  if (has_sums) {
    columns.real("numerator", [](row r) { return shown_sum(r.numerator_sum, r.numerator); })
        .real("denominator", [](row r) { return shown_sum(r.denominator_sum, r.denominator); });
  } else {
    columns.number("numerator", [](row r) { return or_missing(r.numerator); }).number("denominator", [](row r) {
      return r.denominator;
    });
  }
  columns.real("value", [](row r) { return r.value; })
      .text("status", [](row r) { return to_text(r.status); })
      .number("unknown", [](row r) { return r.unknown; })
      .number("invalid", [](row r) { return r.invalid; });
  for (const result_dimension& dimension : dimensions_of(*results))
    columns.text(dimension.name, [dimension](row r) { return dimension.label(r); });
  return columns.finish(results);
}

output_table trace_output(std::shared_ptr<const result_table> results, std::size_t which) {
  using unit = const traced_unit&;
  const trace_table& trace = results->traces[which];
  columns_of columns(trace.units);
  if (trace.by_period)
    columns.date("period_start", [](unit u) { return u.reporting.start; }).date("period_end", [](unit u) {
      return u.reporting.end;
    });
  if (trace.by_person)
    columns.text("la_code", [](unit u) -> const std::string& { return u.la_code; })
        .text("person_id", [](unit u) -> const std::string& { return u.person_id; });
  for (std::size_t i = 0; i < trace.columns.size(); ++i)
    columns.text(trace.columns[i], [i](unit u) -> const std::string& { return u.values[i]; });
  return columns.finish(std::move(results));
}

output_table main_table_output(std::shared_ptr<const main_table> main) {
  const table& data = main->data;
  const std::vector<field_info>& fields = main_table_schema().fields;
  output_table out{data.rows(), {}, main};
  for (std::size_t column = 0; column < event::count; ++column) {
    if (!main->single && is_cost_column(column)) continue;
    output_column& to = out.columns.emplace_back(output_column{std::string(fields[column].name), {}});
    if (column == event::event_ref) {
      // Hardly two rows have the same: no dictionary.
      to.values = made_texts{[m = main.get(), kept = std::string()](std::size_t row) mutable -> std::string_view {
        if (m->event_number.empty()) return m->data.text(event::event_ref)[row];
        kept = fmt::format("{}_{}", m->data.text(event::la_code)[row], m->event_number[row]);
        return kept;
      }};
      continue;
    }
    switch (fields[column].kind) {
      case field_kind::text: to.values = &data.text(column); break;
      case field_kind::day: to.values = &data.days(column); break;
      case field_kind::integer:
      case field_kind::mentions: to.values = &data.integers(column); break;
      case field_kind::record: to.values = &data.wides(column); break;
      case field_kind::hundredths: to.values = shown_hundredths{&data.wides(column)}; break;
      case field_kind::skipped: out.columns.pop_back(); break;
    }
  }
  return out;
}

output_table person_details_output(std::shared_ptr<const records> people, std::shared_ptr<const person_details> details,
                                   period reporting) {
  struct both {
    std::shared_ptr<const records> people;
    std::shared_ptr<const person_details> details;
    std::vector<bool> named;
    std::string label;
    day on;
  };
  auto of = std::make_shared<both>();
  of->named = named_by_a_carer(*people, reporting);
  of->label = to_short_label(reporting.end);
  of->on = reporting.end;
  of->people = std::move(people);
  of->details = std::move(details);
  const both* b = of.get();
  const person_details& d = *b->details;
  const auto age = [b](std::size_t person) { return b->details->age_at(person, b->on); };
  return {d.people(),
          {
              {"Reporting_Period_End_Date", made_texts{[b](std::size_t) { return std::string_view(b->label); }}},
              {"LA_Code", made_texts{[b](std::size_t person) {
                 return std::string_view(b->people->councils()[b->people->council_of(person)].la_code);
               }}},
              {"Der_NHS_LA_Combined_Person_ID",
               made_texts{[b](std::size_t person) { return b->people->person_id(person); }}},
              {"LA_Person_Unique_Identifier_Latest", &d.local_id_latest},
              {"LA_Person_Unique_Identifier_Concat", &d.local_ids},
              {"Accommodation_Status", &d.accommodation_status},
              {"Accommodation_Status_Group",
               made_numbers{[b](std::size_t person) { return b->details->settled[person] ? 1 : 0; }}},
              {"Employment_Status", &d.employment_status},
              {"Gender", &d.gender},
              {"Ethnicity", &d.ethnicity},
              {"Der_Birth_Year", &d.birth_year},
              {"Der_Birth_Month", &d.birth_month},
              {"Der_Birth_Date", &d.birth},
              {"Der_Age_End_Of_Period", made_numbers{[age](std::size_t person) {
                 const std::int32_t years = age(person);
                 return years == missing_integer ? missing_wide : years;
               }}},
              // In this table the band "Under 18" begins at age 1; younger is Unknown.
              {"Der_Working_Age_Band_End_Of_Period", made_texts{[age](std::size_t person) {
                 const std::int32_t years = age(person);
                 return years != missing_integer && years < 1 ? std::string_view("Unknown") : working_age_band(years);
               }}},
              {"Date_of_Death", &d.date_of_death},
              {"Has_Unpaid_Carer", made_texts{[b](std::size_t person) {
                 return b->named[person] ? std::string_view("Yes") : b->details->has_unpaid_carer[person];
               }}},
              {"Primary_Support_Reason", &d.primary_support_reason},
              {"Client_Funding_Status", &d.client_funding_status},
          },
          of};
}

output_table reporting_periods_output(std::shared_ptr<const prepared> from) {
  using row = const submission&;
  const auto start = [](const std::optional<period>& p) { return p ? p->start : missing_day; };
  const auto end = [](const std::optional<period>& p) { return p ? p->end : missing_day; };
  return columns_of(from->submissions)
      .text("LA_Code", [](row s) -> const std::string& { return s.la_code; })
      .text("LA_Name", [](row s) -> const std::string& { return s.la_name; })
      .new_text("ImportDate", [](row s) { return to_string(s.imported); })
      .number("n_Reporting_Periods", [](row s) { return s.stated_periods; })
      .date("Reporting_Period_Start_Date", [start](row s) { return start(s.stated); })
      .date("Reporting_Period_End_Date", [end](row s) { return end(s.stated); })
      .number("Reporting_Period_Length", [](row s) { return months_of(s.stated); })
      .date("Der_Reporting_Period_Start_Date", [start](row s) { return start(s.derived); })
      .date("Der_Reporting_Period_End_Date", [end](row s) { return end(s.derived); })
      .number("Der_Reporting_Period_Length", [](row s) { return months_of(s.derived); })
      .finish(from);
}

output_table submissions_output(std::shared_ptr<const prepared> from) {
  using row = const chosen_submission&;
  const prepared* p = from.get();
  return columns_of(from->chosen)
      .text("LA_Name", [p](row c) -> const std::string& { return p->submissions[c.submission].la_name; })
      .new_text("ImportDate", [p](row c) { return to_string(p->submissions[c.submission].imported); })
      .date("Ref_Period_Start_Date", [](row c) { return c.covers.start; })
      .date("Ref_Period_End_Date", [](row c) { return c.covers.end; })
      .finish(from);
}

output_table attrition_output(std::shared_ptr<const prepared> from) {
  using row = const attrition_step&;
  const auto drops = [](row s) { return s.rows_out + s.rows_dropped == s.rows_in; };
  return columns_of(from->steps.steps())
      .text("step", [](row s) -> const std::string& { return s.step; })
      .text("reason", [](row s) -> const std::string& { return s.reason; })
      .number("rows_in", [](row s) { return s.rows_in; })
      .number("rows_dropped", [drops](row s) { return drops(s) ? s.rows_dropped : 0; })
      .number("rows_changed", [drops](row s) { return drops(s) ? 0 : s.rows_dropped; })
      .number("rows_out", [](row s) { return s.rows_out; })
      .finish(from);
}

output_table unknown_values_output(std::shared_ptr<const prepared> from) {
  struct line {
    std::string_view field;
    std::string_view value;
    std::size_t rows;
  };
  struct flat {
    std::shared_ptr<const prepared> from;
    std::vector<line> lines;
  };
  auto list = std::make_shared<flat>();
  for (const auto& [field, values] : from->unknown_values)
    for (const auto& [value, rows] : values) list->lines.push_back({name_of(field), value, rows});
  list->from = std::move(from);
  return columns_of(list->lines)
      .text("field", [](const line& l) { return l.field; })
      .text("value", [](const line& l) { return l.value; })
      .number("rows", [](const line& l) { return l.rows; })
      .finish(list);
}

output_table notices_output(const notice_list& notices, const std::string& main_table) {
  struct line {
    notice told;
    std::string figures;
    std::string main_table;
  };
  auto list = std::make_shared<std::vector<line>>();
  for (const notice& n : notices) list->push_back({n, fmt::format("{}", fmt::join(n.figures, " ")), main_table});
  return columns_of(*list)
      .text("code", [](const line& l) -> const std::string& { return l.told.code; })
      .text("severity", [](const line& l) { return to_text(l.told.severity); })
      .text("file", [](const line& l) -> const std::string& { return l.told.file; })
      .text("field", [](const line& l) -> const std::string& { return l.told.field; })
      .number("rows", [](const line& l) { return l.told.rows; })
      .number("people", [](const line& l) { return l.told.people; })
      .number("of", [](const line& l) { return l.told.of; })
      .text("found", [](const line& l) -> const std::string& { return l.told.found; })
      .text("effect", [](const line& l) -> const std::string& { return l.told.effect; })
      .text("advice", [](const line& l) -> const std::string& { return l.told.advice; })
      .text("figures", [](const line& l) -> const std::string& { return l.figures; })
      .text("main_table", [](const line& l) -> const std::string& { return l.main_table; })
      .finish(list);
}

output_table tied_records_output(const records& people) {
  auto list = std::make_shared<std::vector<tied_record>>(list_tied_records(people));
  const std::vector<tied_record>& lines = *list;
  return columns_of(lines)
      .text("la_code", [](const tied_record& r) -> const std::string& { return r.la_code; })
      .text("person_id", [](const tied_record& r) -> const std::string& { return r.person_id; })
      .number("record", [](const tied_record& r) { return r.record_id; })
      .date("start", [](const tied_record& r) { return r.start; })
      .date("end", [](const tied_record& r) { return r.end; })
      .text("event_type", [](const tied_record& r) -> const std::string& { return r.event_type; })
      .finish(list);
}

output_table ingest_report_output(const ingest_report& report) {
  struct line {
    std::string file;
    std::string_view subject;
    std::string detail;
    std::int64_t rows = missing_wide;
    std::string first_lines{};
  };
  auto lines = std::make_shared<std::vector<line>>();
  for (const file_report& f : report.files) {
    const auto add = [&](std::string_view subject, std::string detail, std::int64_t rows) -> line& {
      return lines->emplace_back(line{f.file, subject, std::move(detail), rows});
    };
    add("rows in", {}, static_cast<std::int64_t>(f.rows_in));
    add("rows kept", {}, static_cast<std::int64_t>(f.rows_kept));
    add("rows rejected", {}, static_cast<std::int64_t>(f.rows_rejected));
    if (f.windows_1252_values != 0)
      add("read as Windows-1252", "distinct values", static_cast<std::int64_t>(f.windows_1252_values));
    for (const std::string& name : f.unknown_columns) add("unknown column", name, missing_wide);
    for (const std::string& name : f.absent_columns) add("absent column", name, missing_wide);
    for (const field_fault& fault : f.faults) {
      line& added = add(fault.row_rejected ? "row rejected" : "value missing",
                        fmt::format("{}: {}", fault.field, fault.fault), static_cast<std::int64_t>(fault.rows));
      added.first_lines = fmt::format("{}", fmt::join(fault.first_lines, " "));
    }
  }
  using row = const line&;
  return columns_of(*lines)
      .text("file", [](row l) -> const std::string& { return l.file; })
      .text("subject", [](row l) { return l.subject; })
      .text("detail", [](row l) -> const std::string& { return l.detail; })
      .number("rows", [](row l) { return l.rows; })
      .text("first_lines", [](row l) -> const std::string& { return l.first_lines; })
      .finish(lines);
}

void write_csv(const output_table& from, const std::filesystem::path& file) {
  refuse_other_format(file);
  output_file out(file);
  write_csv(from, out);
  out.commit();
}

void write_csv(const output_table& from, output_file& out) {
  constexpr std::size_t written_at_once = std::size_t{1} << 20U;
  csv_line line;
  std::string& buffer = line.buffer();
  const auto each_column = [&](auto write) {
    for (std::size_t c = 0; c < from.columns.size(); ++c) {
      if (c != 0) buffer += ',';
      write(from.columns[c]);
    }
    buffer += '\n';
  };
  each_column([&](const output_column& column) { line.text(column.name); });
  for (std::size_t row = 0; row < from.rows; ++row) {
    each_column([&](const output_column& column) {
      std::visit([&](const auto& values) { line(values, row); }, column.values);
    });
    if (buffer.size() > written_at_once) {
      check_stop();
      out.write(buffer);
      buffer.clear();
    }
  }
  out.write(buffer);
}

}  // namespace ascof

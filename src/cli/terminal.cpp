#include "terminal.hpp"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <mutex>

#include "ascof/cld/mappings.hpp"

namespace ascof::cli {
namespace {

bool progress_shown = false;

/// What this run has printed.
notice_list told;

/// One line on standard error.
void line(const char* kind, std::string text) {
  end_progress();
  // Names come from files: a line break or an escape in one must not break the line or reach the terminal.
  for (char& c : text)
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) c = ' ';
  // What cannot be said is seen at the end, by the state of the stream (`run`).
  std::fputs(fmt::format("ascof: {}: {}\n", kind, text).c_str(), stderr);
}

bool is_number(const std::string& text) {
  return !text.empty() && text.find_first_not_of("0123456789.,-+") == std::string::npos;
}

/// Number of characters, not bytes.
std::size_t width_of(const std::string& text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

}  // namespace

progress progress_line(bool quiet) {
  if (quiet || ::isatty(STDERR_FILENO) == 0) return {};
  return [](const char* stage, double share) {
    static std::mutex guard;
    const std::lock_guard lock(guard);
    std::fputs(fmt::format("\r\x1b[K{} {:3.0f} %", stage, share * 100).c_str(), stderr);
    std::fflush(stderr);
    progress_shown = true;
  };
}

void end_progress() {
  if (!progress_shown) return;
  std::fputs("\r\x1b[K", stderr);
  progress_shown = false;
}

void warn(std::string text) { line("warning", std::move(text)); }
void say_error(std::string text) { line("error", std::move(text)); }

void tell(const notice_list& list) {
  for (const notice& n : list) {
    if (std::find(told.begin(), told.end(), n) != told.end()) continue;
    told.push_back(n);
    line(n.severity == notice_severity::information ? "note" : "warning", to_text(n));
  }
}

void forget_told() { told.clear(); }

std::string cut_to(const std::string& text, std::size_t beside) {
  if (::isatty(STDOUT_FILENO) == 0) return text;
  std::size_t columns = 100;
  if (const char* set = std::getenv("COLUMNS"); set != nullptr && std::atoi(set) > 0)
    columns = static_cast<std::size_t>(std::atoi(set));
  else if (winsize size{}; ::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
    columns = size.ws_col;
  if (beside + 10 > columns || width_of(text) <= columns - beside) return text;
  std::string out;
  std::size_t width = 0;
  for (const char c : text) {
    const bool begins = (static_cast<unsigned char>(c) & 0xC0) != 0x80;
    if (begins && width == columns - beside - 1) break;
    width += begins ? 1 : 0;
    out += c;
  }
  return out + "\xE2\x80\xA6";
}

void print_table(const std::vector<std::vector<std::string>>& rows) {
  if (rows.empty()) return;
  std::vector<std::size_t> width(rows.front().size(), 0);
  std::vector<bool> numeric(rows.front().size(), true);
  for (std::size_t r = 0; r < rows.size(); ++r)
    for (std::size_t c = 0; c < rows[r].size(); ++c) {
      width[c] = std::max(width[c], width_of(rows[r][c]));
      if (r != 0 && !rows[r][c].empty() && !is_number(rows[r][c])) numeric[c] = false;
    }
  for (const std::vector<std::string>& row : rows) {
    std::string line;
    for (std::size_t c = 0; c < row.size(); ++c) {
      const std::string gap(width[c] - width_of(row[c]), ' ');
      if (c != 0) line += "  ";
      line += numeric[c] ? gap + row[c] : row[c] + gap;
    }
    while (!line.empty() && line.back() == ' ') line.pop_back();
    fmt::print("{}\n", line);
  }
}

void print_summary(const prepared& from) {
  fmt::print(
      "Period {}, {} of {} submissions used\n\n", to_string(from.range),
      [&] {
        std::vector<std::uint32_t> used;
        for (const chosen_submission& c : from.chosen) used.push_back(c.submission);
        std::sort(used.begin(), used.end());
        return std::unique(used.begin(), used.end()) - used.begin();
      }(),
      from.submissions.size());
  std::vector<std::vector<std::string>> rows{{"step", "reason", "rows in", "dropped", "changed", "rows out"}};
  for (const attrition_step& s : from.steps.steps()) {
    if (s.rows_dropped == 0) continue;
    const bool dropped = s.rows_out != s.rows_in;
    rows.push_back({s.step, s.reason, fmt::format("{}", s.rows_in), dropped ? fmt::format("{}", s.rows_dropped) : "",
                    dropped ? "" : fmt::format("{}", s.rows_dropped), fmt::format("{}", s.rows_out)});
  }
  print_table(rows);
  fmt::print("\nMain table: {} events\n", from.main.data.rows());
  for (const auto& [field, values] : from.unknown_values) {
    std::size_t count = 0;
    for (const auto& [value, in_rows] : values) count += in_rows;
    fmt::print("{}: {} values that no mapping knows, in {} rows (unknown_values.csv)\n", name_of(field), values.size(),
               count);
  }
}

void print_results(const result_table& results) {
  std::vector<std::vector<std::string>> rows{
      {"measure", "period", "council", "group", "numerator", "denominator", "value"}};
  for (const result_row& row : results.rows)
    rows.push_back({row.measure, to_label(row.reporting), row.la_name, row.group,
                    row.numerator ? fmt::format("{}", *row.numerator) : std::string(),
                    fmt::format("{}", row.denominator), row.value ? rounded(*row.value, row.decimals) : "no value"});
  print_table(rows);
}

void print_intervals(const std::vector<interval_row>& intervals, const result_table& results) {
  std::map<std::string, int> decimals;
  for (const result_row& row : results.rows) decimals.emplace(row.measure, row.decimals);
  std::vector<std::vector<std::string>> rows{
      {"measure", "period", "council", "group", "value", "level", "lower", "upper", "method"}};
  for (const interval_row& row : intervals) {
    const auto shown = [&](const std::optional<double>& of) {
      return of ? rounded(*of, decimals[row.measure]) : std::string();
    };
    rows.push_back({row.measure, to_label(row.reporting), row.la_name, row.group, shown(row.value),
                    all_digits(row.level), shown(row.lower), shown(row.upper), row.method});
  }
  print_table(rows);
}

void print_published(const published_table& published) {
  std::vector<std::vector<std::string>> rows{
      {"measure", "period", "council", "group", "numerator", "denominator", "value"}};
  const auto count = [&](const std::optional<std::uint64_t>& of, cell_status status) {
    return of ? fmt::format("{}", *of) : is_hidden(status) ? published.made.policy.symbol : std::string();
  };
  for (const published_row& row : published.rows)
    rows.push_back({row.measure, to_label(row.reporting), row.la_name, row.group,
                    count(row.numerator, row.numerator_status), count(row.denominator, row.denominator_status),
                    row.shown.empty() ? "no value" : row.shown});
  print_table(rows);
}

void print_changes(const change_report& report, bool people) {
  const auto value = [](const std::optional<double>& of) { return of ? rounded(*of, 1) : std::string(); };
  const auto signed_number = [](std::int64_t of) { return of > 0 ? fmt::format("+{}", of) : fmt::format("{}", of); };
  const auto counts = [](std::uint64_t numerator, std::uint64_t denominator) {
    return fmt::format("{}/{}", numerator, denominator);
  };
  fmt::print("From {} to {}\n\n", to_label(report.before), to_label(report.after));
  std::vector<std::vector<std::string>> rows{
      {"measure", "council", "group", "before", "after", "value before", "value after", "change"}};
  for (const figure_change& f : report.figures) {
    // A council of the list without anybody on either side has nothing to tell.
    if (f.numerator_before + f.numerator_after + f.denominator_before + f.denominator_after == 0) continue;
    rows.push_back({f.measure, f.la_name, f.group, counts(f.numerator_before, f.denominator_before),
                    counts(f.numerator_after, f.denominator_after), value(f.value_before), value(f.value_after),
                    value(f.difference())});
  }
  print_table(rows);
  fmt::print("\n");
  rows = {{"measure", "council", "group", "category", "people", "numerator", "denominator", "contribution"}};
  for (const change_row& r : report.rows)
    rows.push_back({r.measure, r.la_name, r.group, std::string(to_text(r.kind)), fmt::format("{}", r.people),
                    signed_number(r.numerator_change), signed_number(r.denominator_change), value(r.contribution)});
  print_table(rows);
  if (!people) return;
  fmt::print("\n");
  rows = {{"measure", "council", "group", "person", "category", "before", "after"}};
  for (const person_change& p : report.people)
    rows.push_back({p.measure, p.la_code, p.group, p.person_id, std::string(to_text(p.kind)),
                    counts(p.numerator_before, p.denominator_before), counts(p.numerator_after, p.denominator_after)});
  print_table(rows);
}

}  // namespace ascof::cli

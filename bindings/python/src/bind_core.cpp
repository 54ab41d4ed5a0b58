#include <fmt/format.h>
#include <nanobind/stl/filesystem.h>
#include <nanobind/stl/optional.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/string_view.h>
#include <nanobind/stl/vector.h>

#include <string_view>
#include <utility>

#include "ascof/core/error.hpp"
#include "ascof/core/version.hpp"
#include "bindings.hpp"

namespace ascof::python {
namespace {

nb::object text_or_none(std::string_view text) {
  if (text.empty()) return nb::none();
  return to_python(text);
}

/// "--accept-loss 6" with a number that has no blank behind it; the place behind it.
std::size_t append_accepted_loss(std::string_view text, std::size_t at, std::string& out) {
  constexpr std::string_view option = "--accept-loss ";
  if (!text.substr(at).starts_with(option)) return at;
  std::size_t end = at + option.size();
  double percent = 0;
  for (; end < text.size() && text[end] >= '0' && text[end] <= '9'; ++end) percent = 10 * percent + (text[end] - '0');
  if (end == at + option.size()) return at;
  out += fmt::format("accept_loss={:g}", percent / 100);
  return end;
}

/// What refuses a definition names the functions of expression.hpp; users write the words of algebra.hpp.
std::string with_words(std::string text) {
  static constexpr std::pair<std::string_view, std::string_view> words[]{
      {"any_in, first_in, count_in", "people(...), looking_at(...).any(), .count() or .first()"},
      {"any_in", "any"},
      {"count_in", "count"},
      {"sum_in", "sum"},
      {"least_in", "least"},
      {"greatest_in", "greatest"},
      {"first_in", "first"},
      {"at_unit", "of"}};
  for (const auto& [from, to] : words)
    for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
      text.replace(at, from.size(), to);
  if (text.starts_with("choose ")) text.replace(0, 6, "when");
  return text;
}

/// Raises the exception of ascof._errors that stands for a C++ one.
void raise(const char* type_name, const error& fault) {
  // Ctrl-C while a system call waited looks like a file that cannot be read.
  if (PyErr_CheckSignals() != 0) return;
  const std::string& file = fault.where().file;
  std::string message = fault.what();
  const std::size_t after_file = message.starts_with(file) ? file.size() : 0;
  message = message.substr(0, after_file) + with_arguments(std::string_view(message).substr(after_file));
  if (fault.code() == error_code::bad_definition) message = with_words(std::move(message));
  const nb::object type = nb::module_::import_("ascof._errors").attr(type_name);
  const nb::object line = fault.where().line == 0 ? nb::none() : nb::object(nb::int_(fault.where().line));
  const nb::object raised =
      type(to_python(message), nb::arg("code") = to_text(fault.code()), nb::arg("file") = text_or_none(file),
           nb::arg("line") = line, nb::arg("field") = text_or_none(with_arguments(fault.where().field)));
  PyErr_SetObject(type.ptr(), raised.ptr());
}

void translate_error(const std::exception_ptr& thrown) {
  try {
    std::rethrow_exception(thrown);
  } catch (const input_error& fault) {
    raise("InputError", fault);
  } catch (const usage_error& fault) {
    raise("UsageError", fault);
  } catch (const output_error& fault) {
    raise("OutputError", fault);
  } catch (const error& fault) {
    raise("Error", fault);
  }
}

void translate(const std::exception_ptr& thrown, void*) {
  try {
    translate_error(thrown);
  } catch (nb::python_error& other) {
    other.restore();  // a signal's handler spoke while the exception was made
  }
}

/// A day, or the first or last day of a month.
day parse_bound(std::string_view text, bool last, std::string_view argument = "period") {
  if (text.size() != 7) return parse_iso_day(text, argument);
  const day first = parse_iso_day(std::string(text) + "-01", argument);
  return last ? last_of_month(first) : first;
}

nb::list to_python(const std::vector<period>& periods) {
  nb::list list;
  for (const period& p : periods) list.append(ascof::python::to_python(p));
  return list;
}

}  // namespace

std::string with_arguments(std::string_view text) {
  const auto in_word = [](char c) { return (c >= 'a' && c <= 'z') || c == '-'; };
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    const bool option = text.substr(i).starts_with("--") && i + 2 < text.size() && in_word(text[i + 2]) &&
                        (i == 0 || text[i - 1] == ' ' || text[i - 1] == '(');
    if (!option) {
      out += text[i++];
      continue;
    }
    if (const std::size_t end = append_accepted_loss(text, i, out); end != i) {
      i = end;
      continue;
    }
    for (i += 2; i < text.size() && in_word(text[i]); ++i) out += text[i] == '-' ? '_' : text[i];
  }
  return out;
}

loss_limit checked_loss(double share) {
  if (!(share >= 0 && share <= 1))
    throw usage_error(error_code::bad_option, {.file = {}, .line = 0, .field = "accept_loss", .column = 0},
                      "expected a share of the rows from 0 to 1", "0.05 is five in a hundred");
  return {share, loss_limit{}.rows};
}

mappings load_mappings(const optional_path& folder) {
  mappings tables = mappings::shipped();
  if (folder) tables.add_folder(*folder);
  return tables;
}

nb::str to_python(std::string_view text) {
  return nb::steal<nb::str>(PyUnicode_DecodeUTF8(text.data(), static_cast<Py_ssize_t>(text.size()), "surrogateescape"));
}

nb::object to_python(day d) {
  if (d.is_missing()) return nb::none();
  constexpr int ordinal_of_1970 = 719163;
  return nb::module_::import_("datetime").attr("date").attr("fromordinal")(d.number + ordinal_of_1970);
}

nb::tuple to_python(period p) { return nb::make_tuple(to_python(p.start), to_python(p.end)); }

nb::list to_python(const notice_list& notices) {
  nb::list list;
  for (const notice& each : notices) {
    notice n = each;
    for (std::string* text : {&n.found, &n.effect, &n.advice}) *text = with_arguments(*text);
    nb::dict entry;
    entry["code"] = n.code;
    entry["severity"] = to_text(n.severity);
    entry["file"] = text_or_none(n.file);
    entry["field"] = text_or_none(n.field);
    entry["rows"] = n.rows;
    entry["people"] = n.people;
    entry["of"] = n.of;
    entry["share"] = n.share();
    entry["found"] = to_python(n.found);
    entry["effect"] = to_python(n.effect);
    entry["advice"] = to_python(n.advice);
    entry["figures"] = nb::tuple(nb::cast(n.figures));
    entry["first_lines"] = nb::tuple(nb::cast(n.first_lines));
    entry["line"] = to_python(to_text(n));
    list.append(entry);
  }
  return list;
}

unsigned checked_threads(std::int64_t threads) {
  constexpr std::int64_t most = 1024;  // as the command
  if (threads < 0 || threads > most)
    throw usage_error(error_code::bad_option, {.file = {}, .line = 0, .field = "threads", .column = 0},
                      "expected a number from 0 to 1024", "0 is one thread per core");
  return static_cast<unsigned>(threads);
}

void bind_core(nb::module_& m) {
  nb::register_exception_translator(translate);
  m.def("version", &version, "The version of the library, e.g. '0.1.0'.");
  m.def(
      "parse_period", [](std::string_view text) { return to_python(parse_period(text, "period")); },
      nb::sig("def parse_period(text: str, /) -> tuple[datetime.date, datetime.date]"),
      "Reads a period as people write it: START..END, a financial year, a quarter.");
  m.def(
      "financial_year", [](int year) { return to_python(financial_year(year)); },
      nb::sig("def financial_year(year: int, /) -> tuple[datetime.date, datetime.date]"));
  m.def(
      "financial_years", [](int first, int last) { return to_python(financial_years(first, last)); },
      nb::sig("def financial_years(first: int, last: int, /) -> list[tuple[datetime.date, datetime.date]]"));
  m.def(
      "quarters_inside", [](std::string_view text) { return to_python(quarters_inside(parse_period(text, "period"))); },
      nb::sig("def quarters_inside(period: str, /) -> list[tuple[datetime.date, datetime.date]]"));
  m.def(
      "months_inside", [](std::string_view text) { return to_python(months_inside(parse_period(text, "period"))); },
      nb::sig("def months_inside(period: str, /) -> list[tuple[datetime.date, datetime.date]]"));
  m.def(
      "rolling_periods",
      [](int months, std::string_view until, int count) {
        return to_python(rolling_periods(months, parse_bound(until, true, "until"), count));
      },
      nb::sig("def rolling_periods(months: int, until: str, count: int, /) -> "
              "list[tuple[datetime.date, datetime.date]]"));
  m.def(
      "period_label", [](std::string_view text) { return to_label(parse_period(text, "period")); }, nb::arg("period"),
      "'1 Apr 24 - 31 Mar 25'");
}

}  // namespace ascof::python

#include "ascof/prepare/ties.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <system_error>

#include "ascof/cld/mappings.hpp"
#include "ascof/core/error.hpp"
#include "ascof/ingest/csv.hpp"

namespace ascof {
namespace {

/// The records of a person in order, by place.
std::vector<std::int64_t> places_of(const records& people, std::size_t person) {
  std::vector<std::int64_t> places;
  const row_range rows = people.rows_of(person);
  for (std::uint32_t row = rows.first; row < rows.last; ++row)
    places.push_back(people.events().wides(event::record_id)[row]);
  return places;
}

/// What a row says, its number left out.
std::string content(const table& of, std::size_t row) {
  std::string text;
  for (std::size_t column = 0; column < event::count; ++column) {
    if (!of.has(column) || column == event::record_id) continue;
    switch (main_table_schema().fields[column].kind) {
      case field_kind::text: text.append(of.text(column)[row]); break;
      case field_kind::day: text.append(std::to_string(of.days(column)[row].number)); break;
      case field_kind::integer:
      case field_kind::mentions: text.append(std::to_string(of.integers(column)[row])); break;
      case field_kind::record:
      case field_kind::hundredths: text.append(std::to_string(of.wides(column)[row])); break;
      case field_kind::skipped: break;
    }
    text.push_back('\x1f');
  }
  return text;
}

/// Columns of notices.csv.
enum notice_column : std::size_t {
  of_code,
  of_severity,
  of_file,
  of_field,
  of_rows,
  of_people,
  of_looked_at,
  of_found,
  of_effect,
  of_advice,
  of_figures,
  of_main_table
};

const schema& notices_schema() {
  static const schema s{"notices",
                        {{.name = "code", .required = true},
                         {.name = "severity"},
                         {.name = "file"},
                         {.name = "field"},
                         {.name = "rows", .kind = field_kind::record},
                         {.name = "people", .kind = field_kind::record},
                         {.name = "of", .kind = field_kind::record},
                         {.name = "found", .required = true},
                         {.name = "effect"},
                         {.name = "advice"},
                         {.name = "figures"},
                         {.name = "main_table", .required = true}}};
  return s;
}

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    if (end != 0) words.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return words;
}

notice notice_of(const table& from, std::size_t row) {
  const auto text = [&](notice_column column) { return std::string(from.text(column)[row]); };
  const auto number = [&](notice_column column) {
    const std::int64_t value = from.has(column) ? from.wides(column)[row] : missing_wide;
    return value == missing_wide ? std::uint64_t{0} : static_cast<std::uint64_t>(value);
  };
  notice n;
  n.code = text(of_code);
  const std::string severity = text(of_severity);
  for (const notice_severity known : {notice_severity::information, notice_severity::warning, notice_severity::serious})
    if (severity == to_text(known)) n.severity = known;
  n.file = text(of_file);
  n.field = text(of_field);
  n.rows = number(of_rows);
  n.people = number(of_people);
  n.of = number(of_looked_at);
  n.found = text(of_found);
  n.effect = text(of_effect);
  n.advice = text(of_advice);
  n.figures = words_of(text(of_figures));
  return n;
}

/// The orders that were written, or none when one cannot be read.
std::shared_ptr<const tied_records> read_orders(const std::filesystem::path& folder, const notice& told) {
  auto ties = std::make_shared<tied_records>();
  ties->people = told.people;
  const mappings tables = mappings::shipped();
  std::error_code ignored;
  for (std::size_t order = 0; order < most_tie_orders; ++order) {
    const std::filesystem::path file = folder / order_file(order);
    if (!std::filesystem::is_regular_file(file, ignored)) break;
    const std::filesystem::path files[] = {file};
    records people = make_records(read_csv(files, main_table_schema(), {})).data;
    person_details details = work_out_person_details(people, tables);
    if (order == 0) ties->rows = people.events().rows();
    ties->orders.push_back({std::move(people), std::move(details)});
  }
  return ties->orders.size() < 2 ? nullptr : std::shared_ptr<const tied_records>(ties);
}

std::uint64_t mixed(std::uint64_t a, std::uint64_t b) {
  a ^= b + 0x9E3779B97F4A7C15U + (a << 6U) + (a >> 2U);
  a *= 0xBF58476D1CE4E5B9U;
  return a ^ (a >> 29U);
}

}  // namespace

std::string belongs_to(const table& events) {
  const bool whole =
      events.has(event::la_code) && events.has(event::start) && events.has(event::end) && events.has(event::record_id);
  std::uint64_t sum = 0;
  if (whole) {
    const text_column& la = events.text(event::la_code);
    std::vector<std::uint64_t> of_council;
    for (code c = 0; c < la.values->size(); ++c) {
      std::uint64_t h = 0;
      for (const char letter : (*la.values)[c]) h = mixed(h, static_cast<unsigned char>(letter));
      of_council.push_back(h);
    }
    for (std::size_t row = 0; row < events.rows(); ++row) {
      std::uint64_t h = of_council[la.codes[row]];
      for (const std::int64_t part :
           {static_cast<std::int64_t>(events.days(event::start)[row].number),
            static_cast<std::int64_t>(events.days(event::end)[row].number), events.wides(event::record_id)[row]})
        h = mixed(h, static_cast<std::uint64_t>(part));
      sum += h;
    }
  }
  return fmt::format("{} events {:016x}", events.rows(), sum);
}

std::string order_file(std::size_t order) { return fmt::format("order_{:02}.csv", order + 1); }

void take_up_notices(main_table& of, const std::filesystem::path& file) {
  const std::filesystem::path beside = file.parent_path() / notices_file;
  std::error_code ignored;
  if (!std::filesystem::is_regular_file(beside, ignored)) return;
  try {
    const std::filesystem::path files[] = {beside};
    const read_result read = read_csv(files, notices_schema(), {});
    const std::string own = belongs_to(of.data);
    for (std::size_t row = 0; row < read.data.rows(); ++row) {
      if (read.data.text(of_main_table)[row] != own) continue;
      const notice told = notice_of(read.data, row);
      add_notices(of.notices, std::span(&told, 1));
      if (told.code == "tie.records") of.ties = read_orders(file.parent_path() / tied_records_folder, told);
    }
  } catch (const input_error&) {
    // Another file of that name: it says nothing about this table.
  }
}

std::vector<tied_record> list_tied_records(const records& people) {
  std::vector<tied_record> list;
  const auto& ties = people.main().ties;
  if (!ties || ties->orders.empty()) return list;
  const records& own = ties->orders.front().people;
  const table& data = own.events();
  for (std::size_t person = 0; person < own.people(); ++person) {
    const row_range rows = own.rows_of(person);
    const std::vector<std::int64_t> places = places_of(own, person);
    for (std::uint32_t row = rows.first; row < rows.last; ++row) {
      const std::string here = content(data, row);
      const bool moves = std::any_of(ties->orders.begin() + 1, ties->orders.end(), [&](const tied_records::order& o) {
        const row_range others = o.people.rows_of(person);
        const std::uint32_t other = others.first + (row - rows.first);
        return other >= others.last || content(o.people.events(), other) != here;
      });
      if (!moves) continue;
      list.push_back({own.councils()[own.council_of(person)].la_code, std::string(own.person_id(person)),
                      places[row - rows.first], data.days(event::start)[row], data.days(event::end)[row],
                      std::string(data.text(event::event_type)[row])});
    }
  }
  return list;
}

}  // namespace ascof

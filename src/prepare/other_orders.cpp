#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <string>
#include <tuple>
#include <unordered_set>

#include "ascof/core/text.hpp"
#include "preparation.hpp"

namespace ascof {
namespace {

/// A number without pattern that is the same in every run and on every machine (splitmix64).
std::uint64_t scattered(std::uint64_t x) {
  x += 0x9E3779B97F4A7C15U;
  x = (x ^ (x >> 30U)) * 0xBF58476D1CE4E5B9U;
  x = (x ^ (x >> 27U)) * 0x94D049BB133111EBU;
  return x ^ (x >> 31U);
}

/// The table with dictionaries of its own texts alone, which are few.
void keep_own_texts(table& of) {
  for (std::size_t column = 0; column < event::count; ++column) {
    if (!of.has(column) || main_table_schema().fields[column].kind != field_kind::text) continue;
    const text_column& from = of.text(column);
    auto values = std::make_shared<dictionary>();
    std::vector<code> own_code(from.values->size(), missing_code);
    for (std::size_t row = 0; row < of.rows(); ++row)
      if (code& own = own_code[from.codes[row]]; own == missing_code && from.codes[row] != missing_code)
        own = values->intern(from[row]);
    text_column own{values, code_vector(of.rows(), values->size() - 1)};
    for (std::size_t row = 0; row < of.rows(); ++row) own.codes.set(row, own_code[from.codes[row]]);
    of.set(column, std::move(own));
  }
}

}  // namespace

/// People for whom the place of a row decides, and those of other councils with the same identifier: hospital episodes
/// are looked up for all of them together.
std::vector<std::uint32_t> preparation::tied_people() const {
  std::vector<std::uint32_t> people;
  if (std::find(tied_.begin(), tied_.end(), 1) == tied_.end()) return people;
  const auto form = [&](std::size_t person) { return fold((*person_texts_)[rows_[first_[person]].person_text]); };
  std::unordered_set<std::string> wanted;
  if (la_of_.front() != la_of_.back())
    for (std::size_t p = 0; p < tied_.size(); ++p)
      if (tied_[p] != 0) wanted.insert(form(p));
  for (std::size_t p = 0; p < tied_.size(); ++p)
    if (tied_[p] != 0 || (!wanted.empty() && wanted.contains(form(p)))) people.push_back(static_cast<std::uint32_t>(p));
  return people;
}

/// Gives rows without a number other places: each person's rows of a submission exchange theirs.
void preparation::place_otherwise(std::span<const std::uint32_t> people, std::size_t order) {
  places_.clear();
  if (order == 0) return;
  std::map<std::uint32_t, std::vector<std::uint32_t>> by_submission;
  for (const std::uint32_t p : people) {
    by_submission.clear();
    for (std::uint32_t i = first_[p]; i < first_[p + 1]; ++i)
      if (!is_numbered(rows_[i].row)) by_submission[rows_[i].submission].push_back(rows_[i].row);
    for (auto& [submission, rows] : by_submission) {
      std::sort(rows.begin(), rows.end());
      std::vector<std::uint32_t> other(rows.rbegin(), rows.rend());
      if (order > 1)
        std::sort(other.begin(), other.end(), [&](std::uint32_t a, std::uint32_t b) {
          const auto place = [&](std::uint32_t row) {
            return std::tuple(scattered((static_cast<std::uint64_t>(order) << 32U) | row), row);
          };
          return place(a) < place(b);
        });
      for (std::size_t i = 0; i < rows.size(); ++i) places_[other[i]] = static_cast<std::int64_t>(rows[i]) + 1;
    }
  }
}

/// The main table of some people, with the rows at the places they have now.
main_table preparation::in_this_order(std::span<const std::uint32_t> people) {
  std::vector<std::uint32_t> kept;
  std::vector<std::uint32_t> event_of(rows_.size());
  std::vector<std::uint8_t> keep(rows_.size(), 0);
  std::uint64_t cropped = 0;
  std::uint8_t known = 1;
  for (const std::uint32_t p : people) {
    const std::size_t first = first_[p];
    const std::size_t count = first_[p + 1] - first;
    one_person(std::span(rows_).subspan(first, count), std::span(event_of).subspan(first, count),
               std::span(keep).subspan(first, count), cropped, known);
    put_in_order(p, keep, kept, known);
  }
  number_events(people, kept, event_of);
  std::map<mapped_field, std::map<std::string, std::size_t>> unknown;
  std::vector<unknown_wording> wording;
  main_table made = build_main_table(raw_, index_.list, tables_, options_.mode == table_mode::single,
                                     derive(kept, event_of), person_texts_, unknown, wording);
  wide_column places(kept.size());
  for (std::size_t i = 0; i < kept.size(); ++i) places[i] = record_id(rows_[kept[i]].row);
  made.data.set(event::record_id, std::move(places));
  keep_own_texts(made.data);
  return made;
}

std::shared_ptr<const tied_records> preparation::other_orders() {
  const std::vector<std::uint32_t> people = tied_people();
  if (people.empty()) return nullptr;
  auto ties = std::make_shared<tied_records>();
  ties->people = static_cast<std::uint64_t>(std::count(tied_.begin(), tied_.end(), 1));
  // So that a very large extract stays within bounds.
  constexpr std::size_t most_rows = 4'000'000;
  std::size_t orders = most_tie_orders;
  for (std::size_t order = 0; order < orders; ++order) {
    place_otherwise(people, order);
    records made(in_this_order(people));
    person_details details = work_out_person_details(made, tables_, options_.threads);
    if (order == 0) {
      ties->rows = made.events().rows();
      orders = std::clamp(most_rows / std::max<std::size_t>(1, ties->rows), std::size_t{3}, most_tie_orders);
    }
    ties->orders.push_back({std::move(made), std::move(details)});
  }
  places_.clear();
  return ties;
}

void preparation::tell_ties(const tied_records& ties) {
  notice told = make_notice("tie.records", fmt::format("{} {} records that only the place of a row tells apart",
                                                       ties.people, ties.people == 1 ? "person has" : "people have"));
  told.people = ties.people;
  told.of = la_of_.size();
  add_notices(result_.notices, std::span(&told, 1));
}

}  // namespace ascof

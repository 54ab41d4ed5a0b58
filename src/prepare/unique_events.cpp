#include <algorithm>
#include <array>
#include <numeric>
#include <tuple>

#include "preparation.hpp"

namespace ascof {

std::vector<candidate> preparation::candidates_of(std::span<const work_row> rows) const {
  std::vector<candidate> candidates(rows.size());
  for (std::uint32_t i = 0; i < rows.size(); ++i) {
    const std::uint32_t row = rows[i].row;
    const auto form = [&](const std::vector<code>& forms, submitted::column column) {
      return forms[data_.text(column).codes[row]];
    };
    const event_type_facts& type = facts_.type[data_.text(submitted::event_type).codes[row]];
    candidate& c = candidates[i];
    c.at = i;
    c.service = type.service;
    c.identity.start = data_.days(submitted::event_start)[row];
    c.identity.client = form(facts_.client_form, submitted::client_type);
    c.identity.type = form(facts_.type_form, submitted::event_type);
    if (type.service) {
      c.identity.first = form(facts_.service_form, submitted::service_type);
      c.identity.second = form(facts_.component_form, submitted::service_component);
      if (options_.mode == table_mode::single)
        c.costs = {form(facts_.delivery_form, submitted::delivery_mechanism),
                   form(facts_.frequency_form, submitted::cost_frequency), data_.wides(submitted::unit_cost)[row],
                   data_.wides(submitted::planned_units)[row]};
    } else {
      c.identity.end = rows[i].end;
      if (type.request) c.identity.first = form(facts_.route_form, submitted::route_of_access);
      if (type.assessment) c.identity.first = form(facts_.assessment_form, submitted::assessment_type);
    }
  }
  std::sort(candidates.begin(), candidates.end(), [&](const candidate& a, const candidate& b) {
    return std::tie(a.identity, a.costs, a.at) < std::tie(b.identity, b.costs, b.at);
  });
  return candidates;
}

/// A service still open when its reference period ends, which the period beginning the next day no longer has, ended with
/// the period. @return how many rows
std::uint64_t preparation::crop(std::span<const candidate> event, std::span<work_row> rows) const {
  const auto reference = [&](const candidate& c) -> const reference_period& {
    return *references_[rows[c.at].submission];
  };
  std::uint64_t cropped = 0;
  for (const candidate& c : event) {
    const reference_period& here = reference(c);
    day& end = rows[c.at].end;
    if (here.latest || (end && end <= here.covers.end)) continue;
    const bool found_again = std::any_of(event.begin(), event.end(), [&](const candidate& other) {
      return reference(other).covers.start == here.covers.end + 1;
    });
    if (found_again) continue;
    end = here.covers.end;
    ++cropped;
  }
  return cropped;
}

/// The row of an event (of a cost line of a service in the single table) that is kept.
/// @param tied  set where only the place of a row decides
const candidate& preparation::best_of(std::span<const candidate> line, std::span<const work_row> rows,
                                      std::uint8_t& tied) const {
  const auto rank = [&](const candidate& c) {
    const std::uint32_t row = rows[c.at].row;
    const day end = rows[c.at].end;
    const std::int32_t conversation = conversation_of(data_, row);
    return std::tuple(-references_[rows[c.at].submission]->covers.end.number, -(end ? end : far_day).number,
                      facts_.outcome_rank[data_.text(submitted::event_outcome).codes[row]],
                      conversation == missing_integer ? 2
                      : conversation == 0             ? 1
                                                      : 0);
  };
  const candidate& best = *std::min_element(line.begin(), line.end(), [&](const candidate& a, const candidate& b) {
    return std::tuple(rank(a), -record_id(rows[a.at].row)) < std::tuple(rank(b), -record_id(rows[b.at].row));
  });
  if (!unnumbered_) return best;
  const std::uint32_t best_row = rows[best.at].row;
  for (auto other = line.begin(); tied == 0 && other != line.end(); ++other) {
    const std::uint32_t row = rows[other->at].row;
    if (row != best_row && !(is_numbered(row) && is_numbered(best_row)) && rank(*other) == rank(best) &&
        differ(row, best_row))
      tied = 1;
  }
  return best;
}

void preparation::one_person(std::span<work_row> rows, std::span<std::uint32_t> event_of, std::span<std::uint8_t> keep,
                             std::uint64_t& cropped, std::uint8_t& tied) const {
  const std::vector<candidate> candidates = candidates_of(rows);
  std::uint32_t event = 0;
  for (std::size_t first = 0; first < candidates.size(); ++event) {
    std::size_t last = first + 1;
    while (last < candidates.size() && candidates[last].identity == candidates[first].identity) ++last;
    const std::span<const candidate> group(candidates.data() + first, last - first);
    for (const candidate& c : group) event_of[c.at] = event;
    if (options_.mode == table_mode::joined && group.front().service) cropped += crop(group, rows);
    for (std::size_t line = first; line < last;) {
      std::size_t line_end = line + 1;
      while (line_end < last && candidates[line_end].costs == candidates[line].costs) ++line_end;
      keep[best_of(group.subspan(line - first, line_end - line), rows, tied).at] = 1;
      line = line_end;
    }
    first = last;
  }
}

/// Whether two rows differ in anything at all. Place and import apart, a main table holds what an extract has.
bool preparation::differ(std::uint32_t a, std::uint32_t b) const {
  const schema& columns = extract_schema();
  for (std::size_t column = 0; column < columns.fields.size(); ++column) {
    if (!data_.has(column)) continue;
    switch (columns.fields[column].kind) {
      case field_kind::text:
        if (data_.text(column).codes[a] != data_.text(column).codes[b]) return true;
        break;
      case field_kind::day:
        if (data_.days(column)[a] != data_.days(column)[b]) return true;
        break;
      case field_kind::integer:
      case field_kind::mentions:
        if (data_.integers(column)[a] != data_.integers(column)[b]) return true;
        break;
      case field_kind::record: break;
      case field_kind::hundredths:
        if (data_.wides(column)[a] != data_.wides(column)[b]) return true;
        break;
      case field_kind::skipped: break;
    }
  }
  return false;
}

/// Whether two rows of one submission that came without a number begin or end on the same day: measures order a person's
/// events by one or the other, and by the number what is alike in it.
bool preparation::decides_place(std::span<const std::uint32_t> kept) const {
  using dated = std::tuple<std::uint32_t, bool, day>;  // submission, whether it is the end, day
  std::vector<dated> days;
  days.reserve(2 * kept.size());
  for (const std::uint32_t i : kept) {
    const work_row& w = rows_[i];
    if (is_numbered(w.row)) continue;
    days.emplace_back(w.submission, false, data_.days(submitted::event_start)[w.row]);
    days.emplace_back(w.submission, true, w.end ? w.end : far_day);
  }
  std::sort(days.begin(), days.end());
  return std::adjacent_find(days.begin(), days.end()) != days.end();
}

/// Adds a person's rows that are kept, in the order of the main table.
void preparation::put_in_order(std::size_t person, std::span<const std::uint8_t> keep, std::vector<std::uint32_t>& kept,
                               std::uint8_t& tied) const {
  const day_column& starts = data_.days(submitted::event_start);
  const auto begin = static_cast<std::ptrdiff_t>(kept.size());
  for (std::uint32_t i = first_[person]; i < first_[person + 1]; ++i)
    if (keep[i] != 0) kept.push_back(i);
  const auto dates = [&](std::uint32_t i) {
    return std::tuple(starts[rows_[i].row], rows_[i].end ? rows_[i].end : far_day);
  };
  std::sort(kept.begin() + begin, kept.end(), [&](std::uint32_t a, std::uint32_t b) {
    return std::tuple(dates(a), record_id(rows_[a].row), a) < std::tuple(dates(b), record_id(rows_[b].row), b);
  });
  if (tied == 0 && unnumbered_ && decides_place(std::span(kept).subspan(static_cast<std::size_t>(begin)))) tied = 1;
}

/// Events are numbered per council in the order of the table, so that the numbers do not depend on the order of the
/// rows either. `event_of` so far counts within a person.
void preparation::number_events(std::span<const std::uint32_t> people, std::span<const std::uint32_t> kept,
                                std::vector<std::uint32_t>& event_of) const {
  std::uint32_t next = 0;
  std::vector<std::uint32_t> number;
  std::size_t at = 0;
  for (std::size_t i = 0; i < people.size(); ++i) {
    const std::uint32_t p = people[i];
    if (i == 0 || la_of_[p] != la_of_[people[i - 1]]) next = 0;
    number.assign(first_[p + 1] - first_[p], 0);
    for (; at < kept.size() && kept[at] < first_[p + 1]; ++at) {
      std::uint32_t& n = number[event_of[kept[at]]];
      if (n == 0) n = ++next;
      event_of[kept[at]] = n;
    }
  }
}

std::vector<std::uint32_t> preparation::keep_one_row_per_event() {
  event_of_.resize(rows_.size());
  std::vector<std::uint8_t> keep(rows_.size(), 0);
  const std::size_t people = la_of_.size();
  constexpr std::size_t part_people = 4096;
  const std::size_t parts = (people + part_people - 1) / part_people;
  std::vector<std::uint64_t> cropped(parts, 0);
  tied_.assign(people, 0);
  unnumbered_ = std::any_of(rows_.begin(), rows_.end(), [this](const work_row& w) { return !is_numbered(w.row); });
  for_each_part(parts, options_.threads, [&](std::size_t part) {
    for (std::size_t p = part * part_people; p < std::min(people, (part + 1) * part_people); ++p) {
      const std::size_t first = first_[p];
      const std::size_t count = first_[p + 1] - first;
      one_person(std::span(rows_).subspan(first, count), std::span(event_of_).subspan(first, count),
                 std::span(keep).subspan(first, count), cropped[part], tied_[p]);
    }
  });

  if (options_.mode == table_mode::joined)
    result_.steps.change("crop", "open service not found in the next period closed with its own",
                         std::accumulate(cropped.begin(), cropped.end(), std::uint64_t{0}));
  std::vector<std::uint32_t> kept;
  std::vector<std::uint32_t> everybody(people);
  std::iota(everybody.begin(), everybody.end(), 0U);
  for (std::size_t p = 0; p < people; ++p) put_in_order(p, keep, kept, tied_[p]);
  number_events(everybody, kept, event_of_);
  result_.steps.drop("deduplicate", "same event as a row that was kept", rows_.size() - kept.size());
  return kept;
}

}  // namespace ascof

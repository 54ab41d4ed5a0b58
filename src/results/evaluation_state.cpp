#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <tuple>

#include "ascof/core/error.hpp"
#include "ascof/core/text.hpp"
#include "ascof/measure/definition.hpp"
#include "ascof/results/evaluate.hpp"
#include "counting.hpp"
#include "definition_notices.hpp"
#include "known_texts.hpp"
#include "walk.hpp"

namespace ascof {
namespace {

std::vector<std::vector<period>> own_periods(const selection& wanted, const std::vector<period>& periods) {
  if (wanted.measures.empty())
    throw usage_error(error_code::unknown_name, {}, "no measure was asked for", "name one, or all");
  if (periods.empty())
    throw usage_error(error_code::bad_period, {}, "a state has no reporting period", "name at least one");
  std::vector<std::vector<period>> own;
  for (const measure& m : wanted.measures) {
    own.push_back(periods_for(m, {}, periods));
    if (own.back().empty()) refuse_without_period(m, {}, true);
  }
  return own;
}

/// Official figures come of joined records; those of one submission may differ. Costs are in no other.
notice_list single_submission(const records& people, const std::vector<measure>& measures) {
  if (!people.main().single) return {};
  notice n = make_notice("plausible.single_submission", {});
  for (const measure& m : measures) {
    const std::vector<event::column> needs = m.needs();
    const bool costs = std::any_of(needs.begin(), needs.end(),
                                   [](event::column c) { return c >= event::unit_cost && c <= event::planned_units; });
    if (m.official && m.stands == standing::national && !costs) n.figures.push_back(m.id);
  }
  if (n.figures.empty()) return {};
  n.found = fmt::format("{} measures were computed from records made from one submission", n.figures.size());
  return {std::move(n)};
}

}  // namespace

evaluation_state::evaluation_state(selection wanted, const std::vector<period>& periods, const areas& list)
    : evaluation_state(wanted, own_periods(wanted, periods), list) {
  marks_ = marks_of(wanted_.measures);
  asked_ = periods;
}

evaluation_state::evaluation_state(selection wanted, std::vector<std::vector<period>> periods, const areas& list)
    : wanted_(std::move(wanted)), periods_(std::move(periods)) {
  std::set<std::string> ids;
  for (const measure& m : wanted_.measures) {
    check(m);
    for (const figure& f : m.figures)
      if (!ids.insert(fold(f.id)).second)
        throw usage_error(error_code::bad_definition, {}, fmt::format("two measures are called '{}'", f.id),
                          fmt::format("give each an id of its own, such as 'local.{}'", f.id));
    traces_.emplace_back(m.traces.size());
  }
  for (const std::vector<period>& own : periods_)
    for (const period& p : own) make_period(p.start, p.end);  // refuses one that ends before it starts
  for (const area& place : list.list()) add_council({place, true});
}

std::vector<evaluation_state::definition_marks> evaluation_state::marks_of(const std::vector<measure>& all) {
  std::vector<definition_marks> marks;
  for (const measure& m : all) marks.push_back({fingerprint(m), trace_fingerprint(m)});
  return marks;
}

std::vector<std::string> evaluation_state::fingerprints() const {
  std::vector<std::string> all;
  for (const definition_marks& marks : marks_) all.push_back(marks.counts);
  return all;
}

bool evaluation_state::has_traces() const {
  for (const auto& of_measure : traces_)
    for (const std::vector<traced_unit>& lines : of_measure)
      if (!lines.empty()) return true;
  return false;
}

void evaluation_state::expect_same_definitions(const evaluation_state& other) const {
  if (other.wanted_.figures != wanted_.figures || other.periods_ != periods_ ||
      other.wanted_.measures.size() != wanted_.measures.size())
    throw usage_error(error_code::bad_definition, {}, "states of other measures or periods cannot be merged",
                      "make both from the same measures and periods");
  for (std::size_t m = 0; m < marks_.size(); ++m) {
    if (marks_[m] == other.marks_[m]) continue;
    const bool counts = marks_[m].counts != other.marks_[m].counts;
    throw usage_error(error_code::bad_definition, {},
                      fmt::format("the states define {}{} otherwise, so that their counts do not add up",
                                  counts ? "" : "the traces of ", wanted_.measures[m].id),
                      "make both from the same definition: a variant is a measure of its own");
  }
}

bool evaluation_state::council_row::name_differs() const {
  return listed && in_records && !same_text(place.la_name, name_in_records);
}

void evaluation_state::add_council(const council_row& row) {
  const auto form = [](const council_row& c) { return fold(c.place.la_code); };
  const auto known =
      std::lower_bound(councils_.begin(), councils_.end(), form(row),
                       [&](const council_row& own, const std::string& wanted) { return form(own) < wanted; });
  if (known == councils_.end() || form(*known) != form(row)) {
    councils_.insert(known, row);
    return;
  }
  const bool names =
      row.in_records && (!known->in_records || std::tie(row.first_person, row.name_in_records) <
                                                   std::tie(known->first_person, known->name_in_records));
  if (row.listed ? !known->listed : names && !known->listed) known->place = row.place;
  if (names) {
    known->first_person = row.first_person;
    known->name_in_records = row.name_in_records;
  }
  known->listed = known->listed || row.listed;
  known->in_records = known->in_records || row.in_records;
}

void evaluation_state::add_councils(const study_people& people) {
  std::size_t next = 0;
  for (std::size_t person = 0; person < people.size(); ++person) {
    if (people.council_of(person) != next) continue;
    const council& here = people.councils()[next++];
    add_council({{here.la_code, here.la_name, {}, {}}, false, true, fold(people.id(person)), here.la_name});
  }
}

void evaluation_state::update(const records& people, const person_details& details, const evaluate_options& options) {
  update(study_of(people, details, options.hospital), options);
}

void evaluation_state::update(const study& whole, const evaluate_options& options) {
  for (const measure& m : wanted_.measures) expect_nothing_lacks(m, lacks(m, whole));
  const records& people = whole.events();
  std::vector<area> listed;
  for (const council_row& row : councils_)
    if (row.listed) listed.push_back(row.place);
  add_unmet(refuse_unknown_texts(wanted_.measures, options.by, people, whole.details(), listed), people.people() != 0);
  several_parts_ = several_parts_ || std::any_of(councils_.begin(), councils_.end(),
                                                 [](const council_row& row) { return row.in_records; });
  add_councils(whole.people());
  add_notices(notices_, whole.notices());
  if (whole.hospital) add_notices(notices_, notices_of(whole.hospital->report));
  add_notices(notices_, single_submission(people, wanted_.measures));
  add_notices(notices_, notices_of_periods(wanted_.measures, asked_, people));
  add_notices(notices_, notices_of_costs(wanted_.measures, people));
  evaluation(*this, whole, options).run();
}

/// What these records lack is unknown only when those before lacked it too.
void evaluation_state::add_unmet(const unmet_texts& texts, bool has_rows) {
  if (!has_rows) return;
  if (!unmet_) {
    unmet_ = std::make_shared<const unmet_texts>(texts);
    return;
  }
  unmet_texts both;
  for (const auto& [of, text] : *unmet_)
    if (texts.count(of) != 0) both.emplace(of, text);
  unmet_ = std::make_shared<const unmet_texts>(std::move(both));
}

void evaluation_state::knows_texts_of(const evaluation_state& other) {
  if (other.unmet_) add_unmet(*other.unmet_, true);
}

void evaluation_state::merge(const evaluation_state& other) {
  expect_same_definitions(other);
  for (const council_row& row : other.councils_) add_council(row);
  for (const auto& [where, counts] : other.cells_) {
    std::vector<cell>& own = cells_[where];
    own.resize(counts.size());
    for (std::size_t p = 0; p < counts.size(); ++p) own[p] += counts[p];
  }
  for (const auto& [where, text] : other.spellings_) {
    std::string& own = spellings_[where];
    if (own.empty() || text < own) own = text;
  }
  knows_texts_of(other);
  add_notices(notices_, other.notices_);
  several_parts_ = true;
  for (std::size_t m = 0; m < traces_.size(); ++m)
    for (std::size_t t = 0; t < traces_[m].size(); ++t)
      traces_[m][t].insert(traces_[m][t].end(), other.traces_[m][t].begin(), other.traces_[m][t].end());
  contributions_.insert(contributions_.end(), other.contributions_.begin(), other.contributions_.end());
  order_contributions();
}

bool operator==(const evaluation_state& a, const evaluation_state& b) {
  if (a.wanted_.figures != b.wanted_.figures || a.periods_ != b.periods_ || a.marks_ != b.marks_ ||
      !(a.councils_ == b.councils_) || a.cells_ != b.cells_)
    return false;
  const auto sorted = [](const std::vector<traced_unit>& lines) {
    std::vector<std::tuple<period, std::string, std::string, std::vector<std::string>>> all;
    for (const traced_unit& u : lines) all.emplace_back(u.reporting, u.la_code, u.person_id, u.values);
    std::sort(all.begin(), all.end());
    return all;
  };
  for (std::size_t m = 0; m < a.traces_.size(); ++m)
    for (std::size_t t = 0; t < a.traces_[m].size(); ++t)
      if (sorted(a.traces_[m][t]) != sorted(b.traces_[m][t])) return false;
  return true;
}

}  // namespace ascof

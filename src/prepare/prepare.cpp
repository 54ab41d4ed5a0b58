#include "ascof/prepare/prepare.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <tuple>
#include <unordered_map>
#include <unordered_set>

#include "ascof/core/error.hpp"
#include "ascof/core/order.hpp"
#include "ascof/core/text.hpp"
#include "ascof/prepare/ties.hpp"
#include "main_columns.hpp"

namespace ascof {
namespace {

constexpr std::int32_t no_outcome_rank = 999;

/// What the method reads of an event type's text.
struct event_type_facts {
  bool missing = true;
  bool service = false;     // contains "service"
  bool request = false;     // the text is "request"
  bool assessment = false;  // the text is "assessment"
};

/// Facts about the entries of the extract's dictionaries, worked out once per distinct text.
struct raw_facts {
  std::vector<event_type_facts> type;
  std::vector<code> client_form, type_form, route_form, assessment_form, service_form, component_form;
  std::vector<std::int32_t> outcome_rank;
  std::vector<code> delivery_form, frequency_form;  // of the cleaned texts

  raw_facts(const table& data, const mappings& tables);
};

/// For each code of a raw column a number of its cleaned text; texts that clean to missing share 0.
std::vector<code> cleaned_forms(const text_column& raw, mapped_field field, const mappings& tables) {
  dictionary forms;
  std::vector<code> result(raw.values->size(), missing_code);
  for (code c = 1; c < raw.values->size(); ++c)
    if (const auto cleaned = tables.clean(field, (*raw.values)[c]); cleaned && !is_blank(*cleaned))
      result[c] = forms.intern(fold(*cleaned));
  return result;
}

raw_facts::raw_facts(const table& data, const mappings& tables) {
  const auto forms = [&data](submitted::column column) { return fold_codes(*data.text(column).values).of; };
  client_form = forms(submitted::client_type);
  type_form = forms(submitted::event_type);
  route_form = forms(submitted::route_of_access);
  assessment_form = forms(submitted::assessment_type);
  service_form = forms(submitted::service_type);
  component_form = forms(submitted::service_component);
  const dictionary& types = *data.text(submitted::event_type).values;
  type.resize(types.size());
  for (code c = 1; c < types.size(); ++c) {
    const std::string form = fold(types[c]);
    type[c] = {false, form.find("service") != std::string::npos, form == "request", form == "assessment"};
  }
  const text_column& outcomes = data.text(submitted::event_outcome);
  outcome_rank.assign(outcomes.values->size(), no_outcome_rank);
  for (code c = 1; c < outcomes.values->size(); ++c)
    if (const auto cleaned = tables.clean(mapped_field::event_outcome, (*outcomes.values)[c]))
      outcome_rank[c] = tables.outcome_rank(*cleaned).value_or(no_outcome_rank);
  delivery_form = cleaned_forms(data.text(submitted::delivery_mechanism), mapped_field::delivery_mechanism, tables);
  frequency_form = cleaned_forms(data.text(submitted::cost_frequency), mapped_field::cost_frequency, tables);
}

/// A reference period: what one submission speaks for.
struct reference_period {
  period covers;
  bool latest = false;  // of its council, by start
};

/// The reference period of each submission (by position in the index), or none: quarters of one submission are put
/// together from the earliest to the latest, even around a quarter another submission speaks for.
std::vector<std::optional<reference_period>> reference_periods(const std::vector<submission>& submissions,
                                                               const std::vector<chosen_submission>& chosen) {
  std::vector<std::optional<reference_period>> result(submissions.size());
  for (const chosen_submission& c : chosen) {
    auto& reference = result[c.submission];
    if (!reference) reference = reference_period{c.covers, false};
    reference->covers.start = std::min(reference->covers.start, c.covers.start);
    reference->covers.end = std::max(reference->covers.end, c.covers.end);
  }
  std::map<std::string, day> latest_start;
  for (std::size_t i = 0; i < result.size(); ++i)
    if (result[i]) {
      day& latest = latest_start[fold(submissions[i].la_code)];
      latest = std::max(latest, result[i]->covers.start);
    }
  for (std::size_t i = 0; i < result.size(); ++i)
    if (result[i]) result[i]->latest = result[i]->covers.start == latest_start[fold(submissions[i].la_code)];
  return result;
}

/// A row on its way: where it stands in the extract, and what has been worked out about it.
struct work_row {
  std::uint32_t row = 0;
  std::uint32_t submission = 0;
  code person_text = missing_code;
  day end;
};

/// Why rows leave at the filter.
enum filter_reason : std::size_t {
  no_submission_key,
  not_chosen,
  no_event_type,
  no_start,
  not_ended_inside,
  starts_after,
  service_ended_before,
  died_before_period,
  died_before_start,
  filter_reason_count
};

constexpr std::pair<const char*, const char*> filter_texts[filter_reason_count] = {
    {"submissions", "no council code or import time"},
    {"submissions", "submission not chosen for any period"},
    {"filter", "no event type"},
    {"filter", "no start date"},
    {"filter", "request, assessment or review not ended inside the reference period"},
    {"filter", "starts after the reference period"},
    {"filter", "service ended before the reference period"},
    {"filter", "person died before the reference period"},
    {"filter", "person died before the event started"},
};

class preparation {
 public:
  preparation(const extract& raw, const mappings& tables, const areas& known, const prepare_options& options)
      : raw_(raw),
        data_(raw.data),
        tables_(tables),
        options_(options),
        rules_(find_method(options.method)),
        index_(index_submissions(raw, known, rules_)),
        facts_(raw.data, tables) {}

  prepared run() {
    report("choosing submissions", 0.0);
    refuse_losses();
    add_notices(result_.notices, raw_.notices);
    add_notices(result_.notices, implausible(raw_, index_));
    choose();
    references_ = reference_periods(index_.list, result_.chosen);
    result_.steps.start(data_.rows());
    report("filtering events", 0.1);
    filter();
    report("working out persons", 0.3);
    identify();
    report("finding unique events", 0.5);
    std::vector<std::uint32_t> kept = keep_one_row_per_event();
    report("cleaning values", 0.7);
    const std::shared_ptr<const tied_records> ties = other_orders();
    result_.main = build(kept);
    result_.main.ties = ties;
    result_.submissions = std::move(index_.list);
    add_notices(result_.notices, notices_of(wording_));
    tell_of_inferred_days();
    if (ties) tell_ties(*ties);
    result_.main.notices = result_.notices;
    report("prepared", 1.0);
    return std::move(result_);
  }

 private:
  void report(const char* stage, double share) const {
    if (options_.on_progress) options_.on_progress(stage, share);
  }

  std::int64_t record_id(std::uint32_t row) const {
    const std::int64_t id = data_.wides(submitted::record_id)[row];
    if (id != missing_wide) return id;
    if (!places_.empty())
      if (const auto other = places_.find(row); other != places_.end()) return other->second;
    return static_cast<std::int64_t>(row) + 1;
  }
  bool is_numbered(std::uint32_t row) const { return data_.wides(submitted::record_id)[row] != missing_wide; }
  bool differ(std::uint32_t a, std::uint32_t b) const;
  bool decides_place(std::span<const std::uint32_t> kept) const;

  void refuse_losses() const;
  /// Says which submissions have a day that nothing states.
  void tell_of_inferred_days();

  void choose();
  void filter();
  void identify();
  std::vector<std::uint32_t> keep_one_row_per_event();
  void one_person(std::span<work_row> rows, std::span<std::uint32_t> event_of, std::span<std::uint8_t> keep,
                  std::uint64_t& cropped, std::uint8_t& tied) const;
  void put_in_order(std::size_t person, std::span<const std::uint8_t> keep, std::vector<std::uint32_t>& kept,
                    std::uint8_t& tied) const;
  void number_events(std::span<const std::uint32_t> people, std::span<const std::uint32_t> kept,
                     std::vector<std::uint32_t>& event_of) const;
  std::shared_ptr<const tied_records> other_orders();
  std::vector<std::uint32_t> tied_people() const;
  void place_otherwise(std::span<const std::uint32_t> people, std::size_t order);
  main_table in_this_order(std::span<const std::uint32_t> people);
  void tell_ties(const tied_records& ties);
  derived_rows derive(const std::vector<std::uint32_t>& kept, std::span<const std::uint32_t> event_of) const;
  main_table build(const std::vector<std::uint32_t>& kept);

  const extract& raw_;
  const table& data_;
  const mappings& tables_;
  const prepare_options& options_;
  const method& rules_;
  submission_index index_;
  raw_facts facts_;
  std::vector<std::optional<reference_period>> references_;
  std::vector<work_row> rows_;           // after `identify` by council and person
  std::vector<std::uint32_t> first_;     // first row of each person in `rows_`, and the end
  std::vector<std::uint32_t> la_of_;     // by person: number of the council
  std::vector<std::uint32_t> event_of_;  // by row in `rows_`: number of the event within its council
  std::shared_ptr<dictionary> person_texts_ = std::make_shared<dictionary>();
  std::vector<unknown_wording> wording_;
  bool unnumbered_ = false;                                 // whether any row came without a record number
  std::vector<std::uint8_t> tied_;                          // by person: whether the place of a row decides anything
  std::unordered_map<std::uint32_t, std::int64_t> places_;  // of rows in another order than the files'
  prepared result_;
};

void preparation::refuse_losses() const {
  const code_vector& councils = data_.text(submitted::la_code).codes;
  std::uint64_t without_council = 0;
  for (std::size_t row = 0; row < councils.size(); ++row) without_council += councils[row] == missing_code ? 1 : 0;
  std::vector<std::pair<std::uint64_t, const char*>> lost{
      {raw_.report.rows_rejected(), "could not be read"},
      {raw_.lost.without_identifier, "have no identifier of a person"},
      {without_council, "have no council"},
      {raw_.lost.deaths_long_before, "are of people who died long before"},
      {raw_.lost.default_starts, "start on a default day of systems"}};
  std::uint64_t all = 0;
  for (const auto& [rows, why] : lost) all += rows;
  if (!options_.accept_loss.passed_by(all, raw_.report.rows_in())) return;
  std::sort(lost.begin(), lost.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
  std::string reasons;
  for (const auto& [rows, why] : lost)
    if (rows != 0) reasons += fmt::format("{}{} {}", reasons.empty() ? "" : ", ", rows, why);
  const double share = 100 * static_cast<double>(all) / static_cast<double>(raw_.report.rows_in());
  throw input_error(error_code::too_many_faults, {},
                    fmt::format("{} of {} rows ({:.1f} %) would be lost to faults, more than the {:.3g} % accepted: {}",
                                all, raw_.report.rows_in(), share, options_.accept_loss.share * 100, reasons),
                    fmt::format("mend them, or accept the loss: --accept-loss {:.0f}", std::ceil(share)));
}

void preparation::tell_of_inferred_days() {
  for (const submission& s : result_.submissions) {
    if (!s.imported_inferred) continue;
    const notice told = make_notice("submission.day_inferred",
                                    "council " + s.la_code + ": the day of submission is not known and was taken as " +
                                        to_string(day_of(s.imported)) + ", after its latest end date");
    add_notices(result_.notices, std::span(&told, 1));
  }
}

void preparation::choose() {
  if (options_.mode == table_mode::single) {
    if (options_.range) {
      result_.range = *options_.range;
      result_.chosen = choose_for(index_, result_.range, options_.as_of, rules_);
    } else {
      // Twelve months back from each quarter's end, the latest first.
      day first;
      day last;
      for (const submission& s : index_.list)
        if (s.derived) {
          first = first.is_missing() ? s.derived->start : std::min(first, s.derived->start);
          last = std::max(last, s.derived->end);
        }
      if (!last.is_missing()) {
        std::vector<period> quarters = quarters_inside({first, last});
        for (; result_.chosen.empty() && !quarters.empty(); quarters.pop_back()) {
          result_.range = {add_months(quarters.back().end + 1, -12), quarters.back().end};
          result_.chosen = choose_for(index_, result_.range, options_.as_of, rules_);
        }
      }
    }
  } else {
    if (options_.range) {
      result_.range = *options_.range;
    } else {
      for (const submission& s : index_.list) {
        if (!s.derived) continue;
        result_.range.start =
            result_.range.start.is_missing() ? s.derived->start : std::min(result_.range.start, s.derived->start);
        result_.range.end = std::max(result_.range.end, s.derived->end);
      }
    }
    if (!result_.range.end.is_missing())
      result_.chosen = choose_by_quarter(index_, result_.range, options_.as_of, rules_);
    if (!options_.range && !result_.chosen.empty()) {
      period covered = result_.chosen.front().covers;
      for (const chosen_submission& c : result_.chosen) {
        covered.start = std::min(covered.start, c.covers.start);
        covered.end = std::max(covered.end, c.covers.end);
      }
      result_.range = covered;
    }
  }
  if (!result_.chosen.empty()) return;
  std::string found;
  for (const submission& s : index_.list) {
    if (found.size() > 200) {
      found += ", ...";
      break;
    }
    found += fmt::format("{}{} imported {} {}", found.empty() ? "" : ", ", s.la_code, to_string(day_of(s.imported)),
                         s.derived ? "covers " + to_string(*s.derived) : std::string("has no ended events"));
  }
  // Where the rows state more than their events show, the events are what is wrong: other options would hide it.
  const auto states_more = [&](const submission& s) {
    if (!s.stated || day_of(s.imported) <= s.stated->end) return false;
    if (!options_.as_of.is_missing() && day_of(s.imported) > options_.as_of) return false;
    const period& asked = result_.range;
    if (!asked.end.is_missing() && (s.stated->start > asked.end || s.stated->end < asked.start)) return false;
    return !s.derived || s.derived->start > s.stated->start || s.derived->end < s.stated->end;
  };
  const auto stated = std::find_if(index_.list.begin(), index_.list.end(), states_more);
  const std::string advice =
      stated != index_.list.end()
          ? fmt::format(
                "a submission counts for a period that its end dates cover, and its rows state {}: too few events of "
                "its types end in the other months: look at Event Type and Event End Date, and at what is told of them",
                to_string(*stated->stated))
          : std::string(
                "a submission counts for a period that its end dates cover and that ended before it was "
                "imported: change --period or --as-of, or correct @SUBMITTED_ON");
  const bool single = options_.mode == table_mode::single;
  throw input_error(
      error_code::no_submission, {},
      fmt::format("no submission covers {}{}{} (found: {})", single ? "the twelve months" : "a quarter of the period",
                  result_.range.end.is_missing() ? std::string{} : " " + to_string(result_.range),
                  options_.as_of.is_missing() ? std::string{} : " as of " + to_string(options_.as_of),
                  found.empty() ? "no submission" : found),
      advice);
}

void preparation::filter() {
  const std::size_t rows = data_.rows();
  const text_column& types = data_.text(submitted::event_type);
  const day_column& starts = data_.days(submitted::event_start);
  const day_column& ends = data_.days(submitted::event_end);
  const day_column& deaths = data_.days(submitted::date_of_death);

  constexpr std::size_t part_rows = 1U << 16U;
  const std::size_t parts = (rows + part_rows - 1) / part_rows;
  std::vector<std::vector<work_row>> kept(parts);
  std::vector<std::array<std::uint64_t, filter_reason_count>> dropped(parts);
  std::vector<std::uint64_t> backwards(parts, 0);
  for_each_part(parts, options_.threads, [&](std::size_t part) {
    auto& drop = dropped[part];
    drop.fill(0);
    const std::size_t last = std::min(rows, (part + 1) * part_rows);
    for (std::size_t row = part * part_rows; row < last; ++row) {
      const std::uint32_t s = index_.of_row[row];
      if (s == submission_index::none) {
        ++drop[no_submission_key];
        continue;
      }
      if (!references_[s]) {
        ++drop[not_chosen];
        continue;
      }
      const period covers = references_[s]->covers;
      const event_type_facts& type = facts_.type[types.codes[row]];
      if (type.missing) {
        ++drop[no_event_type];
        continue;
      }
      const day start = starts[row];
      if (!start) {
        ++drop[no_start];
        continue;
      }
      const day death = deaths[row];
      day end = ends[row];
      // A death inside the event ends it. On the very day an open event starts it does not.
      if (death && (end ? start <= death && death <= end : death > start)) end = death;
      if (start > covers.end) {
        ++drop[starts_after];
        continue;
      }
      if (type.service) {
        if (end && end < covers.start) {
          ++drop[service_ended_before];
          continue;
        }
      } else if (!end || !covers.contains(end)) {
        ++drop[not_ended_inside];
        continue;
      }
      if (death && death < covers.start) {
        ++drop[died_before_period];
        continue;
      }
      if (death && death < start) {
        ++drop[died_before_start];
        continue;
      }
      if (end && end < start) ++backwards[part];
      kept[part].push_back({static_cast<std::uint32_t>(row), s, missing_code, end});
    }
  });
  std::array<std::uint64_t, filter_reason_count> total{};
  std::size_t count = 0;
  for (std::size_t part = 0; part < parts; ++part) {
    for (std::size_t reason = 0; reason < filter_reason_count; ++reason) total[reason] += dropped[part][reason];
    count += kept[part].size();
  }
  for (std::size_t reason = 0; reason < filter_reason_count; ++reason)
    result_.steps.drop(filter_texts[reason].first, filter_texts[reason].second, total[reason]);
  result_.steps.change("filter", "ends before it starts: kept, the measures decide",
                       std::accumulate(backwards.begin(), backwards.end(), std::uint64_t{0}));
  rows_.reserve(count);
  for (std::vector<work_row>& part : kept) {
    rows_.insert(rows_.end(), part.begin(), part.end());
    part = {};
  }
}

void preparation::identify() {
  const text_column& traced = data_.text(submitted::nhs_number_traced);
  const text_column& nhs = data_.text(submitted::nhs_number);
  const text_column& local = data_.text(submitted::local_person_id);
  const text_column& la_codes = data_.text(submitted::la_code);
  // The text of a person's key, per distinct identifier.
  std::vector<code> of_traced(traced.values->size(), missing_code);
  std::vector<code> of_nhs(nhs.values->size(), missing_code);
  std::unordered_map<std::uint64_t, code> of_local;
  std::string joined;
  std::uint64_t without = 0;
  std::size_t kept = 0;
  for (work_row& w : rows_) {
    if (const code t = traced.codes[w.row]; t != missing_code) {
      if (of_traced[t] == missing_code) of_traced[t] = person_texts_->intern((*traced.values)[t]);
      w.person_text = of_traced[t];
    } else if (const code n = nhs.codes[w.row]; n != missing_code) {
      if (of_nhs[n] == missing_code) of_nhs[n] = person_texts_->intern((*nhs.values)[n]);
      w.person_text = of_nhs[n];
    } else if (const code l = local.codes[w.row]; l != missing_code) {
      code& text = of_local[(static_cast<std::uint64_t>(la_codes.codes[w.row]) << 32U) | l];
      if (text == missing_code) {
        joined.assign(la_codes[w.row]).append("_").append((*local.values)[l]);
        text = person_texts_->intern(joined);
      }
      w.person_text = text;
    } else {
      ++without;
      continue;
    }
    rows_[kept++] = w;
  }
  rows_.resize(kept);
  result_.steps.drop("identify", "no person identifier", without);

  const folded_codes person_form = fold_codes(*person_texts_);
  const std::vector<code> person_rank = sorted_ranks(person_form.forms);
  const folded_codes la_form = fold_codes(*la_codes.values);
  const std::vector<code> la_rank = sorted_ranks(la_form.forms);
  std::vector<std::uint64_t> keys(rows_.size());
  for (std::size_t i = 0; i < rows_.size(); ++i)
    keys[i] = (static_cast<std::uint64_t>(la_rank[la_form.of[la_codes.codes[rows_[i].row]]]) << 32U) |
              person_rank[person_form.of[rows_[i].person_text]];
  const std::vector<std::uint32_t> order = stable_order(keys);
  std::vector<work_row> sorted(rows_.size());
  for (std::size_t i = 0; i < order.size(); ++i) {
    sorted[i] = rows_[order[i]];
    if (i == 0 || keys[order[i]] != keys[order[i - 1]]) {
      first_.push_back(static_cast<std::uint32_t>(i));
      la_of_.push_back(static_cast<std::uint32_t>(keys[order[i]] >> 32U));
    }
  }
  first_.push_back(static_cast<std::uint32_t>(order.size()));
  rows_ = std::move(sorted);
}

/// What makes two rows of a person the same event.
struct event_identity {
  day start;
  day end;  // missing for services: their end may change
  code client = missing_code;
  code type = missing_code;
  code first = missing_code;   // route of access, assessment type or service type, by event type
  code second = missing_code;  // service component

  friend auto operator<=>(const event_identity&, const event_identity&) = default;
};

/// What else keeps two rows of a service apart in the single-submission table.
struct cost_identity {
  code delivery = missing_code;
  code frequency = missing_code;
  std::int64_t cost = missing_wide;
  std::int64_t units = missing_wide;

  friend auto operator<=>(const cost_identity&, const cost_identity&) = default;
};

void preparation::one_person(std::span<work_row> rows, std::span<std::uint32_t> event_of, std::span<std::uint8_t> keep,
                             std::uint64_t& cropped, std::uint8_t& tied) const {
  struct candidate {
    event_identity identity;
    cost_identity costs;
    std::uint32_t at;  // in `rows`
    bool service;
  };
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

  const auto reference = [&](const candidate& c) -> const reference_period& {
    return *references_[rows[c.at].submission];
  };
  std::uint32_t event = 0;
  for (std::size_t first = 0; first < candidates.size(); ++event) {
    std::size_t last = first + 1;
    while (last < candidates.size() && candidates[last].identity == candidates[first].identity) ++last;
    const std::span<candidate> group(candidates.data() + first, last - first);
    for (const candidate& c : group) event_of[c.at] = event;

    // Crop: a service still open when its reference period ends, which the period beginning the next day no longer has,
    // ended with the period.
    if (options_.mode == table_mode::joined && group.front().service) {
      for (const candidate& c : group) {
        const reference_period& here = reference(c);
        day& end = rows[c.at].end;
        if (here.latest || (end && end <= here.covers.end)) continue;
        const bool found_again = std::any_of(group.begin(), group.end(), [&](const candidate& other) {
          return reference(other).covers.start == here.covers.end + 1;
        });
        if (found_again) continue;
        end = here.covers.end;
        ++cropped;
      }
    }

    // Keep one row of each event (each cost line of a service in the single table).
    const auto rank = [&](const candidate& c) {
      const std::uint32_t row = rows[c.at].row;
      const day end = rows[c.at].end;
      const std::int32_t conversation = conversation_of(data_, row);
      return std::tuple(-reference(c).covers.end.number, -(end ? end : far_day).number,
                        facts_.outcome_rank[data_.text(submitted::event_outcome).codes[row]],
                        conversation == missing_integer ? 2
                        : conversation == 0             ? 1
                                                        : 0);
    };
    const auto better = [&](const candidate& a, const candidate& b) {
      return std::tuple(rank(a), -record_id(rows[a.at].row)) < std::tuple(rank(b), -record_id(rows[b.at].row));
    };
    for (std::size_t line = first; line < last;) {
      std::size_t line_end = line + 1;
      while (line_end < last && candidates[line_end].costs == candidates[line].costs) ++line_end;
      const auto best = std::min_element(candidates.begin() + static_cast<std::ptrdiff_t>(line),
                                         candidates.begin() + static_cast<std::ptrdiff_t>(line_end), better);
      keep[best->at] = 1;
      for (std::size_t other = line; unnumbered_ && tied == 0 && other < line_end; ++other) {
        const std::uint32_t row = rows[candidates[other].at].row;
        const std::uint32_t best_row = rows[best->at].row;
        if (row != best_row && !(is_numbered(row) && is_numbered(best_row)) && rank(candidates[other]) == rank(*best) &&
            differ(row, best_row))
          tied = 1;
      }
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

derived_rows preparation::derive(const std::vector<std::uint32_t>& kept,
                                 std::span<const std::uint32_t> event_of) const {
  derived_rows derived;
  derived.rows.reserve(kept.size());
  for (const std::uint32_t i : kept) {
    const work_row& w = rows_[i];
    derived.rows.push_back(w.row);
    derived.submission.push_back(w.submission);
    derived.reference.push_back(references_[w.submission]->covers);
    derived.end.push_back(w.end);
    derived.person_text.push_back(w.person_text);
    derived.event_number.push_back(event_of[i]);
  }
  return derived;
}

main_table preparation::build(const std::vector<std::uint32_t>& kept) {
  derived_rows derived = derive(kept, event_of_);
  rows_ = {};
  event_of_ = {};
  return build_main_table(raw_, index_.list, tables_, options_.mode == table_mode::single, std::move(derived),
                          person_texts_, result_.unknown_values, wording_);
}

// ---------------------------------------------------------------------------------------------------------------- ties

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
    std::vector<code> codes(of.rows(), missing_code);
    for (std::size_t row = 0; row < of.rows(); ++row)
      if (from.codes[row] != missing_code) codes[row] = values->intern(from[row]);
    text_column own{values, code_vector(of.rows(), values->size() - 1)};
    for (std::size_t row = 0; row < of.rows(); ++row) own.codes.set(row, codes[row]);
    of.set(column, std::move(own));
  }
}

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

}  // namespace

prepared prepare(const extract& raw, const mappings& tables, const areas& known, const prepare_options& options) {
  return preparation(raw, tables, known, options).run();
}

}  // namespace ascof

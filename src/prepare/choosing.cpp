#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <string>

#include "ascof/core/text.hpp"
#include "preparation.hpp"

namespace ascof {

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

void preparation::choose() {
  if (options_.mode == table_mode::single)
    choose_single();
  else
    choose_joined();
  if (result_.chosen.empty()) refuse_uncovered();
}

void preparation::choose_single() {
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
}

void preparation::choose_joined() {
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

void preparation::refuse_uncovered() const {
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

}  // namespace ascof

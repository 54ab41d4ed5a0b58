/// @file waiting_times.hpp
/// The department's waiting times: days from a request for support to the first response and to the first service.
///
/// @source DHSC waiting times method 1.1 of May 2026 (definitions D), provisional   @years April 2023 onward
/// @unit median days of requests answered in a quarter   @polarity lower is better
#pragma once

#include <algorithm>
#include <array>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ascof/cld/categories.hpp"
#include "ascof/core/instant.hpp"
#include "ascof/episodes/timeline.hpp"
#include "ascof/measure/event_view.hpp"
#include "ascof/measure/measure.hpp"

namespace ascof::measures {

/// The constants of the method. A copy with other values gives a variant, for sensitivity, which is not official.
struct waiting_times_constants {
  day requests_from = make_day(2023, 4, 1);         ///< requests that start earlier are not looked at
  std::int32_t youngest = 25;                       ///< age at the start of every event
  int long_term_look_back_months = 12;              ///< an existing client: long-term support so many months before
  int short_term_look_back_months = 3;              ///< or ST-Max or other short-term support so many months before
  day conversations_before = make_day(2025, 7, 1);  ///< requests from here on are not their own response

  friend bool operator==(const waiting_times_constants&, const waiting_times_constants&) = default;
};

namespace waiting_times_detail {

/// Which of the four words an event type's text contains, looked for in this order.
enum class word : std::uint8_t { none, service, assessment, request, review };

inline word word_from(std::string_view text) {
  const std::string form = fold(text);
  if (form.find("service") != std::string::npos) return word::service;
  if (form.find("assessment") != std::string::npos) return word::assessment;
  if (form.find("request") != std::string::npos) return word::request;
  if (form.find("review") != std::string::npos) return word::review;
  return word::none;
}

/// Assessments that can answer a request.
enum class assessment : std::uint8_t { other, short_term, long_term };

inline assessment assessment_from(std::string_view text) {
  if (same_text(text, "Short term assessment")) return assessment::short_term;
  if (same_text(text, "Long term assessment")) return assessment::long_term;
  return assessment::other;
}

/// The bands that are published; the band "18 to 64" is shown as "25 to 64".
enum class band : std::uint8_t { other, working_age, older };

inline band band_from(std::string_view text) {
  if (same_text(text, "18 to 64")) return band::working_age;
  if (same_text(text, "65 and above")) return band::older;
  return band::other;
}
constexpr std::size_t group_of(band b) { return b == band::working_age ? 0 : 1; }

/// Outcome groups as far as the method asks. A missing group fails both of its negative tests.
enum class outcome_group : std::uint8_t { missing, nfa_or_hospital, other };

inline outcome_group outcome_group_from(std::string_view text) {
  return same_text(text, "NFA") || same_text(text, "Admitted to hospital") ? outcome_group::nfa_or_hospital
                                                                           : outcome_group::other;
}

constexpr bool indicates_progress(event_outcome o) {
  return o >= event_outcome::progress_to_reablement && o <= event_outcome::continuation;
}
constexpr bool leads_to_service(event_outcome o) {
  return o == event_outcome::progress_to_reablement || o == event_outcome::progress_to_support ||
         o == event_outcome::continuation;
}

enum : std::size_t { first_response, first_service };

/// The counts beside the medians, in the order of the department's diagnostic tables.
enum side : std::size_t {
  all_requests,
  all_assessments,
  all_services,
  response_request,
  response_assessment,
  response_service,
  response_short_term,
  response_long_term,
  service_first,  // one for each service type of the seven, by rank from here on
  side_count_end = service_first + 7
};

/// Where a request's waiting ends: positions on the timeline.
struct waiting {
  std::size_t request = nowhere;
  std::size_t response = nowhere;
  std::size_t service = nowhere;
  bool overlaps = false;  ///< lies inside earlier activity: no wait is counted
};

class waits : public counter {
 public:
  waits(const study& of, const waiting_times_constants& constants)
      : people_(of.people),
        rule_(constants),
        events_(of.people),
        word_(of.people.events().text(event::event_type), word_from),
        assessment_(of.people.events().text(event::assessment_type), assessment_from),
        outcome_(of.people.events().text(event::outcome), event_outcome_from),
        group_(of.people.events().text(event::outcome_group), outcome_group_from),
        band_(of.people.events().text(event::working_age_band), band_from),
        imported_(of.people.events().text(event::import_date),
                  [](std::string_view text) { return parse_instant(text).value_or(instant{}).milliseconds; }),
        age_(of.people.events().integers(event::age_at_start)),
        conversation_(of.people.events().integers(event::conversation)),
        record_(of.people.events().wides(event::record_id)) {}

  void count(std::size_t person, period reporting, tally& to) const override {
    count_all(person, {&reporting, 1}, {&to, 1});
  }

  /// A person's history is followed once; waits fall into the quarter in which they end.
  void count_all(std::size_t person, std::span<const period> quarters, std::span<tally> to) const override {
    const row_range rows = people_.rows_of(person);
    std::vector<step> timeline;
    timeline.reserve(rows.last - rows.first);
    bool any_request = false;
    for (std::uint32_t row = rows.first; row < rows.last; ++row) {
      if (!events_.start[row] || age_[row] == missing_integer || age_[row] < rule_.youngest) continue;
      std::optional<step_kind> kind;
      switch (word_[row]) {
        case word::service:
          if (is_service(row)) kind = step_kind::service;
          break;
        case word::assessment:
          if (assessment_[row] != assessment::other) kind = step_kind::assessment;
          break;
        case word::request:
          if (is_in_cohort(rows, row)) kind = step_kind::request;
          break;
        default: break;
      }
      if (!kind) continue;
      any_request = any_request || *kind == step_kind::request;
      timeline.push_back({events_.start[row], *kind, imported_[row], record_[row], row});
    }
    if (timeline.empty()) return;
    for (const step& s : timeline) {
      tally* const quarter = at(s.start, quarters, to);
      if (quarter == nullptr || band_[s.row] == band::other) continue;
      const side all = s.kind == step_kind::request      ? all_requests
                       : s.kind == step_kind::assessment ? all_assessments
                                                         : all_services;
      quarter->add_side(all, group_of(band_[s.row]));
    }
    if (!any_request) return;
    order_timeline(timeline);
    follow(timeline, [&](const waiting& w) { count_waits(timeline, w, quarters, to); });
  }

 private:
  bool is_service(std::uint32_t row) const {
    return is_long_term(events_.service[row]) || is_short_term(events_.service[row]);
  }

  /// A request of a service user who is no existing client, that did not end there and then.
  bool is_in_cohort(row_range rows, std::uint32_t request) const {
    return events_.client[request] == client_type::service_user && events_.start[request] >= rule_.requests_from &&
           group_[request] == outcome_group::other && !is_existing_client(rows, events_.start[request]);
  }

  /// A service that began before the request and was open, or ended on or after the first day of the look-back.
  bool is_existing_client(row_range rows, day request) const {
    day long_term_until;  // latest end of earlier services
    day short_term_until;
    // A person's rows are in order of their start.
    for (std::uint32_t row = rows.first; row < rows.last && events_.start[row] < request; ++row) {
      if (word_[row] != word::service || !events_.start[row]) continue;
      const service_type service = events_.service[row];
      const day end = events_.end[row] ? events_.end[row] : far_day;
      if (is_long_term(service)) long_term_until = std::max(long_term_until, end);
      if (service == service_type::st_max || service == service_type::other_short_term)
        short_term_until = std::max(short_term_until, end);
    }
    const auto reaches = [request](day until, int months) { return until && until >= add_months(request, -months); };
    return reaches(long_term_until, rule_.long_term_look_back_months) ||
           reaches(short_term_until, rule_.short_term_look_back_months);
  }

  /// Links every request of an ordered timeline to its first response and first service, in order.
  template <typename Found>
  void follow(std::span<const step> timeline, Found found) const {
    std::size_t latest_response = 0;  // positions count from 1 here, so that 0 is "none yet"
    std::size_t latest_service = 0;
    std::size_t previous_reach = 0;
    for (std::size_t i = 0; i < timeline.size(); ++i) {
      if (timeline[i].kind != step_kind::request) continue;
      waiting w{i, nowhere, nowhere, false};
      const std::size_t assessment = first_after(timeline, i, step_kind::assessment);
      const std::size_t service = first_after(timeline, i, step_kind::service);
      if (is_own_response(timeline, i, assessment)) {
        w.response = i;
      } else {
        w.response = std::min(assessment, service);
      }
      w.service = service;
      // A block of assessments that leads nowhere ends the waiting for a service.
      if (w.response != nowhere && timeline[w.response].kind == step_kind::assessment &&
          !leads_to_service(run_around(timeline, w.response)))
        w.service = nowhere;

      const std::size_t own = i + 1;
      const std::size_t response = w.response == nowhere ? 0 : w.response + 1;
      const std::size_t served = w.service == nowhere ? 0 : w.service + 1;
      w.overlaps = previous_reach > own || (response != 0 && response <= latest_response) ||
                   (served != 0 && served <= latest_service);
      previous_reach = std::max(response, served);
      latest_response = std::max(latest_response, response);
      latest_service = std::max(latest_service, served);
      found(w);
    }
  }

  bool leads_to_service(std::span<const step> assessments) const {
    return std::any_of(assessments.begin(), assessments.end(), [this](const step& assessment) {
      return waiting_times_detail::leads_to_service(outcome_[assessment.row]);
    });
  }

  /// A conversation that made progress is a response in itself, unless an assessment follows on the same day.
  bool is_own_response(std::span<const step> timeline, std::size_t request, std::size_t assessment) const {
    const step& s = timeline[request];
    return s.start < rule_.conversations_before && conversation_[s.row] == 1 && indicates_progress(outcome_[s.row]) &&
           (assessment == nowhere || timeline[assessment].start > s.start);
  }

  /// The tally of the quarter that holds a day. Quarters are in order. (Counting all earlier ones takes no branch that
  /// could be guessed wrong; a search does.)
  static tally* at(day on, std::span<const period> quarters, std::span<tally> to) {
    const auto earlier = std::count_if(quarters.begin(), quarters.end(), [on](const period& q) { return q.end < on; });
    const auto i = static_cast<std::size_t>(earlier);
    return i < quarters.size() && quarters[i].contains(on) ? &to[i] : nullptr;
  }

  void count_waits(std::span<const step> timeline, const waiting& w, std::span<const period> quarters,
                   std::span<tally> to) const {
    const step& request = timeline[w.request];
    if (!w.overlaps && w.response != nowhere) {
      const step& response = timeline[w.response];
      tally* const quarter = at(response.start, quarters, to);
      if (quarter != nullptr && band_[response.row] != band::other) {
        const std::size_t group = group_of(band_[response.row]);
        quarter->add_days(first_response, group, days_between(request.start, response.start));
        switch (response.kind) {
          case step_kind::request: quarter->add_side(response_request, group); break;
          case step_kind::service: quarter->add_side(response_service, group); break;
          case step_kind::assessment:
            quarter->add_side(response_assessment, group);
            quarter->add_side(
                assessment_[response.row] == assessment::short_term ? response_short_term : response_long_term, group);
            break;
        }
      }
    }
    if (!w.overlaps && w.service != nowhere) {
      const step& service = timeline[w.service];
      tally* const quarter = at(service.start, quarters, to);
      if (quarter != nullptr && band_[service.row] != band::other) {
        const std::size_t group = group_of(band_[service.row]);
        quarter->add_days(first_service, group, days_between(request.start, service.start));
        quarter->add_side(service_first + static_cast<std::size_t>(events_.service[service.row]) - 1, group);
      }
    }
    if (to.empty() || !to.front().keeps_trace()) return;
    struct end_of_wait {
      std::string start, record, age_band, days;
    };
    const auto described = [&](std::size_t position) -> end_of_wait {
      if (position == nowhere) return {};
      const step& s = timeline[position];
      const std::string_view text = band_[s.row] == band::working_age ? "25 to 64" : band_text(s.row);
      return {to_string(s.start), std::to_string(s.record), std::string(text),
              std::to_string(days_between(request.start, s.start))};
    };
    const end_of_wait response = described(w.response);
    const end_of_wait service = described(w.service);
    // Trace lines are of no quarter: all stand in the first tally.
    to.front().trace({std::to_string(request.record), to_string(request.start),
                      w.response == nowhere ? std::string_view() : kind_text(timeline[w.response].kind), response.start,
                      response.record, response.age_band,
                      w.service == nowhere ? std::string_view() : to_text(events_.service[timeline[w.service].row]),
                      service.start, service.record, service.age_band, w.overlaps ? "1" : "0",
                      w.overlaps ? std::string_view() : response.days, w.overlaps ? std::string_view() : service.days});
  }

  std::string_view band_text(std::uint32_t row) const { return people_.events().text(event::working_age_band)[row]; }

  static constexpr std::string_view kind_text(step_kind kind) {
    return kind == step_kind::request ? "Request" : kind == step_kind::assessment ? "Assessment" : "Service";
  }

  const records& people_;
  waiting_times_constants rule_;
  event_view events_;
  category_column<word> word_;
  category_column<assessment> assessment_;
  category_column<event_outcome> outcome_;
  category_column<outcome_group> group_;
  category_column<band> band_;
  category_column<std::int64_t> imported_;
  const integer_column& age_;
  const integer_column& conversation_;
  const wide_column& record_;
};

}  // namespace waiting_times_detail

/// @param constants  other values than the official ones give a variant: its results say so
inline measure waiting_times(const waiting_times_constants& constants = {}) {
  const std::vector<std::string> bands{"25 to 64", "65 and above"};
  const auto part = [&](std::string id, std::string title, std::string published) {
    return figure{.id = std::move(id),
                  .title = std::move(title),
                  .kind = statistic::median_days,
                  .direction = polarity::lower_is_better,
                  .decimals = 1,
                  .groups = bands,
                  .population = {},
                  .published_as = std::move(published),
                  .description = {}};
  };
  std::vector<side_count> sides;
  for (const char* name : {"all_request_count", "all_assessment_count", "all_service_count", "response_event_request",
                           "response_event_assessment", "response_event_service", "at_short", "at_long", "LTS_Nursing",
                           "LTS_Residential", "LTS_Community", "LTS_Prison", "STS_ST_Max", "STS_Ongoing", "STS_Other"})
    sides.push_back({"waiting", name, bands});
  return {
      .id = "waiting",
      .title = "Waiting times from a request for support",
      .source = "DHSC waiting times method 1.1, 19 May 2026 (provisional)",
      .years = "April 2023 onward",
      .unit = "request",
      .definition =
          "Requests of service users of 25 and over who are no existing clients (long-term support in the 12 months "
          "before, ST-Max or other short-term support in the 3 months before) and whose outcome is not missing, no "
          "further action or admission to hospital. First response: the next assessment, or the next service if that "
          "comes earlier, or the request itself for a conversation that made progress before July 2025. First "
          "service: the next service, unless the first response is an assessment of a run that leads to none. "
          "Requests inside earlier activity are not counted. Median days by quarter and age band of the response or "
          "service.",
      .figures = {part("waiting.first_response", "Days from a request to the first response",
                       "Wait time to first response"),
                  part("waiting.first_service", "Days from a request to the first service",
                       "Wait time to first service")},
      .sides = std::move(sides),
      .traces = {{"waiting",
                  {"request_record", "request_start", "first_response_event", "first_response_start",
                   "first_response_record", "first_response_age_band", "first_service_type", "first_service_start",
                   "first_service_record", "first_service_age_band", "overlaps_previous", "first_response_days",
                   "first_service_days"},
                  false}},
      .reports = cadence::quarters,
      .official = constants == waiting_times_constants{},
      .needs = {event::outcome, event::outcome_group, event::assessment_type, event::age_at_start,
                event::working_age_band},
      .bind = [constants](const study& of) { return std::make_unique<waiting_times_detail::waits>(of, constants); }};
}

}  // namespace ascof::measures

/// @file plain_waiting.hpp
/// Waiting times once more: one person after the other, straight from the definition.
#pragma once

#include <algorithm>
#include <set>

#include "plain_rows.hpp"

namespace plain::waiting {

enum class kind { request, assessment, service };

struct event {
  kind what;
  row data;
};

inline bool is_any(const std::string& text, const std::vector<std::string>& list) {
  return std::any_of(list.begin(), list.end(), [&](const std::string& listed) { return same(text, listed); });
}

inline bool is_long_term(const std::string& service) {
  return is_any(service, {"Long term support: Nursing care", "Long term support: Residential care",
                          "Long term support: Community", "Long term support: Prison"});
}
inline const char* st_max = "Short term support: ST-Max";
inline const char* other_short_term = "Short term support: Other short term";
inline const char* low_level = "Short term support: Ongoing low level";

/// A quarter by its first day.
inline int quarter_of(int day) {
  const auto c = calendar(day);
  const unsigned month = (unsigned(c.month()) - 1) / 3 * 3 + 1;
  return on(static_cast<int>(c.year()), month, 1);
}

/// Waits by council, quarter, band and metric; counts beside them by council, quarter, band and name; lines of requests.
struct answer {
  std::map<std::string, std::vector<int>> waits;
  std::map<std::string, int> counts;
  std::multiset<std::string> requests;
};

inline std::string shown_band(const std::string& band) { return same(band, "18 to 64") ? "25 to 64" : band; }

/// The band as published; empty when it is not.
inline std::string published_band(const std::string& band) {
  if (seen("waiting.band.working_age", same(band, "18 to 64"))) return "25 to 64";
  if (seen("waiting.band.older", same(band, "65 and above"))) return "65 and above";
  return {};
}

inline bool is_existing_client(const std::vector<row>& rows, int request) {
  for (const row& r : rows) {
    if (!seen("waiting.existing.service", contains(r.event, "service")) ||
        !seen("waiting.existing.has_start", r.start.has_value()) ||
        !seen("waiting.existing.earlier", *r.start < request))
      continue;
    const bool open = seen("waiting.existing.open", !r.end);
    if (seen("waiting.existing.long_term", is_long_term(r.service)) &&
        (open || seen("waiting.existing.12_months", *r.end >= months_before(request, 12))))
      return true;
    if ((seen("waiting.existing.st_max", same(r.service, st_max)) ||
         seen("waiting.existing.other_short_term", same(r.service, other_short_term))) &&
        (open || seen("waiting.existing.3_months", *r.end >= months_before(request, 3))))
      return true;
  }
  return false;
}

inline bool progresses(const std::string& outcome) {
  return is_any(outcome, {"Progress to reablement/ST-Max", "Progress to assessment, review or reassessment",
                          "Progress to support planning or services", "Continuation of support or services",
                          "Release 1 specification only: Not mapped"});
}
inline bool leads_to_service(const std::string& outcome) {
  return is_any(outcome, {"Progress to reablement/ST-Max", "Progress to support planning or services",
                          "Continuation of support or services"});
}

inline std::string service_count(const std::string& service) {
  const std::vector<std::pair<std::string, std::string>> names{
      {"Long term support: Nursing care", "LTS_Nursing"},
      {"Long term support: Residential care", "LTS_Residential"},
      {"Long term support: Community", "LTS_Community"},
      {"Long term support: Prison", "LTS_Prison"},
      {st_max, "STS_ST_Max"},
      {low_level, "STS_Ongoing"},
      {other_short_term, "STS_Other"}};
  for (const auto& [type, name] : names)
    if (seen("waiting.count.service_type", same(service, type))) return name;
  return "none";
}
inline std::string usual_service(const std::string& service) {
  for (const char* type :
       {"Long term support: Nursing care", "Long term support: Residential care", "Long term support: Community",
        "Long term support: Prison", st_max, low_level, other_short_term})
    if (same(service, type)) return type;
  return {};
}

/// @param from, until  first and last day of the quarters wanted
inline answer work_out(const std::vector<row>& all, const std::vector<person>& people, int from, int until) {
  answer result;
  for (const person& who : people) {
    std::vector<row> rows;
    for (const row& r : all)
      if (seen("waiting.row.council", same(r.la_code, who.la_code)) &&
          seen("waiting.row.person", same(r.person, who.id)))
        rows.push_back(r);

    std::vector<event> line;
    bool any_request = false;
    for (const row& r : rows) {
      if (!seen("waiting.row.has_start", r.start.has_value()) || !seen("waiting.row.has_age", r.age.has_value()) ||
          !seen("waiting.row.old_enough", *r.age >= 25))
        continue;
      if (seen("waiting.type.service", contains(r.event, "service"))) {
        if (seen("waiting.service.long_term", is_long_term(r.service)) ||
            seen("waiting.service.st_max", same(r.service, st_max)) ||
            seen("waiting.service.low_level", same(r.service, low_level)) ||
            seen("waiting.service.other_short_term", same(r.service, other_short_term)))
          line.push_back({kind::service, r});
      } else if (seen("waiting.type.assessment", contains(r.event, "assessment"))) {
        if (seen("waiting.assessment.short", same(r.assessment, "Short term assessment")) ||
            seen("waiting.assessment.long", same(r.assessment, "Long term assessment")))
          line.push_back({kind::assessment, r});
      } else if (seen("waiting.type.request", contains(r.event, "request"))) {
        if (seen("waiting.request.client", same(r.client, "Service user")) &&
            seen("waiting.request.from", *r.start >= on(2023, 4, 1)) &&
            seen("waiting.request.has_outcome", !r.outcome_group.empty()) &&
            !seen("waiting.request.nfa", same(r.outcome_group, "NFA")) &&
            !seen("waiting.request.hospital", same(r.outcome_group, "Admitted to hospital")) &&
            !seen("waiting.request.existing", is_existing_client(rows, *r.start))) {
          line.push_back({kind::request, r});
          any_request = true;
        }
      }
    }
    const auto key = [&](int day, const std::string& band, const std::string& name) {
      return who.la_code + "|" + text(quarter_of(day)) + "|" + band + "|" + name;
    };
    const auto reported = [&](int day) {
      return seen("waiting.quarter.from", day >= from) && seen("waiting.quarter.until", day <= until);
    };
    for (const event& e : line) {
      const std::string band = published_band(e.data.band);
      if (!reported(*e.data.start) || band.empty()) continue;
      ++result.counts[key(*e.data.start, band,
                          e.what == kind::request      ? "all_request_count"
                          : e.what == kind::assessment ? "all_assessment_count"
                                                       : "all_service_count")];
    }
    if (!seen("waiting.person.has_request", any_request)) continue;
    std::sort(line.begin(), line.end(), [](const event& a, const event& b) {
      if (seen("waiting.order.start", *a.data.start != *b.data.start)) return *a.data.start < *b.data.start;
      if (seen("waiting.order.kind", a.what != b.what)) return a.what < b.what;
      if (seen("waiting.order.import", a.data.imported != b.data.imported)) return a.data.imported > b.data.imported;
      return a.data.record > b.data.record;
    });

    // Numbers count from 1; 0 is none.
    const int last = static_cast<int>(line.size());
    const auto at = [&](int number) -> const event& { return line[static_cast<std::size_t>(number) - 1]; };
    std::vector<int> block(line.size() + 1);
    std::set<int> blocks_that_lead;
    for (int number = 1; number <= last; ++number) {
      if (!seen("waiting.block.assessment", at(number).what == kind::assessment)) continue;
      const bool continues = seen("waiting.block.has_before", number > 1) &&
                             seen("waiting.block.continues", at(number - 1).what == kind::assessment);
      block[static_cast<std::size_t>(number)] = continues ? block[static_cast<std::size_t>(number) - 1] : number;
      if (seen("waiting.block.leads", leads_to_service(at(number).data.outcome)))
        blocks_that_lead.insert(block[static_cast<std::size_t>(number)]);
    }
    const auto block_leads = [&](int number) {
      return blocks_that_lead.contains(block[static_cast<std::size_t>(number)]);
    };
    const auto next = [&](int number, kind what) {
      for (int i = number + 1; i <= last; ++i)
        if (at(i).what == what) return i;
      return 0;
    };

    int largest_response = 0, largest_service = 0, reach_of_previous = 0;
    for (int number = 1; number <= last; ++number) {
      if (!seen("waiting.link.request", at(number).what == kind::request)) continue;
      const row& request = at(number).data;
      const int assessment = next(number, kind::assessment);
      const int next_service = next(number, kind::service);
      int response = 0;
      if (seen("waiting.conversation.before_july_2025", *request.start < on(2025, 7, 1)) &&
          seen("waiting.conversation.flag", request.conversation == 1) &&
          seen("waiting.conversation.progress", progresses(request.outcome)) &&
          (seen("waiting.conversation.no_assessment", assessment == 0) ||
           seen("waiting.conversation.later_assessment", *at(assessment).data.start > *request.start)))
        response = number;
      else if (seen("waiting.response.assessment", assessment != 0))
        response = assessment;
      if (seen("waiting.response.any_service", next_service != 0) &&
          (seen("waiting.response.none", response == 0) ||
           seen("waiting.response.service_first", next_service < response)))
        response = next_service;
      int service = next_service;
      if (seen("waiting.cancel.response", response != 0) &&
          seen("waiting.cancel.assessment", at(response).what == kind::assessment) &&
          !seen("waiting.cancel.block_leads", block_leads(response)))
        service = 0;

      const bool overlaps = seen("waiting.overlap.previous", reach_of_previous > number) ||
                            (seen("waiting.overlap.has_response", response != 0) &&
                             seen("waiting.overlap.response", response <= largest_response)) ||
                            (seen("waiting.overlap.has_service", service != 0) &&
                             seen("waiting.overlap.service", service <= largest_service));
      reach_of_previous = std::max(response, service);
      largest_response = std::max(largest_response, response);
      largest_service = std::max(largest_service, service);

      std::string shown = who.la_code + "|" + who.id + "|" + std::to_string(request.record) + "|" + text(request.start);
      const auto show = [&](int of, const std::string& what) {
        shown += "|" + (of == 0 ? "|||"
                                : what + "|" + text(at(of).data.start) + "|" + std::to_string(at(of).data.record) +
                                      "|" + shown_band(at(of).data.band));
      };
      show(response, response == 0                           ? ""
                     : at(response).what == kind::request    ? "Request"
                     : at(response).what == kind::assessment ? "Assessment"
                                                             : "Service");
      show(service, service == 0 ? "" : usual_service(at(service).data.service));
      const auto days = [&](int of) {
        return overlaps || of == 0 ? std::string() : std::to_string(*at(of).data.start - *request.start);
      };
      result.requests.insert(shown + "|" + (overlaps ? "1" : "0") + "|" + days(response) + "|" + days(service));
      if (overlaps) continue;

      if (response != 0) {
        const row& r = at(response).data;
        const std::string band = published_band(r.band);
        if (reported(*r.start) && seen("waiting.response.published", !band.empty())) {
          result.waits[key(*r.start, band, "waiting.first_response")].push_back(*r.start - *request.start);
          ++result.counts[key(*r.start, band,
                              at(response).what == kind::request      ? "response_event_request"
                              : at(response).what == kind::assessment ? "response_event_assessment"
                                                                      : "response_event_service")];
          if (at(response).what == kind::assessment)
            ++result.counts[key(*r.start, band,
                                seen("waiting.count.short_assessment", same(r.assessment, "Short term assessment"))
                                    ? "at_short"
                                    : "at_long")];
        }
      }
      if (service != 0) {
        const row& r = at(service).data;
        const std::string band = published_band(r.band);
        if (reported(*r.start) && seen("waiting.service.published", !band.empty())) {
          result.waits[key(*r.start, band, "waiting.first_service")].push_back(*r.start - *request.start);
          ++result.counts[key(*r.start, band, service_count(r.service))];
        }
      }
    }
  }
  return result;
}

inline double median(std::vector<int> days) {
  std::sort(days.begin(), days.end());
  const std::size_t n = days.size();
  if (seen("waiting.median.odd", n % 2 == 1)) return days[n / 2];
  return (days[n / 2 - 1] + days[n / 2]) / 2.0;
}

}  // namespace plain::waiting

/// @file plain_2a.hpp
/// ASCOF 2A once more: one person after the other, straight from the definition.
#pragma once

#include <algorithm>
#include <array>
#include <limits>
#include <set>

#include "plain_rows.hpp"

namespace plain::reablement_2a {

inline constexpr int never = std::numeric_limits<int>::max() / 2;  // the end of what is open

inline const std::vector<std::string>& ranked_outcomes() {
  static const std::vector<std::string> list{"Progress to reablement/ST-Max",
                                             "Progress to assessment, review or reassessment",
                                             "Release 1 specification only: Not mapped",
                                             "Progress to support planning or services",
                                             "Continuation of support or services",
                                             "Admitted to hospital",
                                             "NFA: Responsibility moved to another local authority",
                                             "NFA: Referral to NHS services or NHS funded social care",
                                             "NFA: Self-funded client or under 12wk disregard",
                                             "NFA: Information and advice or signposting",
                                             "NFA: Referral to other service within the local authority",
                                             "NFA: Support declined",
                                             "NFA: Deceased",
                                             "NFA: Support ended as planned",
                                             "NFA: Support ended for other reason",
                                             "NFA: No services offered for other reason",
                                             "NFA: Other"};
  return list;
}

inline const std::vector<std::string>& ranked_services() {
  static const std::vector<std::string> list{
      "Long term support: Nursing care",     "Long term support: Residential care",
      "Long term support: Community",        "Long term support: Prison",
      "Short term support: ST-Max",          "Short term support: Ongoing low level",
      "Short term support: Other short term"};
  return list;
}

/// The outcome in its usual spelling.
inline std::string usual(const std::string& outcome) {
  for (const std::string& listed : ranked_outcomes())
    if (seen("2a.outcome.listed", same(outcome, listed))) return listed;
  return "Invalid and not mapped";
}

inline bool cannot_be_classified(const std::string& outcome) {
  for (std::size_t i = 0; i < 5; ++i)
    if (seen("2a.outcome.unclassifiable", outcome == ranked_outcomes()[i])) return true;
  return seen("2a.outcome.invalid", outcome == "Invalid and not mapped");
}

inline int working_rank(const std::string& outcome) {
  for (std::size_t i = 0; i < ranked_outcomes().size(); ++i)
    if (outcome == ranked_outcomes()[i]) return static_cast<int>(i) + 1 + (cannot_be_classified(outcome) ? 100 : 0);
  return 999;
}
inline bool usable(const std::string& outcome) { return seen("2a.outcome.usable", working_rank(outcome) < 100); }

inline int service_rank(const std::string& service) {
  for (std::size_t i = 0; i < ranked_services().size(); ++i)
    if (seen("2a.service.listed", same(service, ranked_services()[i]))) return static_cast<int>(i) + 1;
  return 0;
}

inline int end_of(const row& r) { return r.end.value_or(never); }

/// Lines as the traces show them, and counts: council, group -> numerator, denominator.
struct answer {
  std::multiset<std::string> episodes, excluded;
  std::map<std::pair<std::string, std::string>, std::pair<int, int>> figures;
};

struct cluster {
  int start = 0, end = 0;
  std::string outcome;
};

/// The person's episodes: ST-Max services of one spelling of the council's name.
inline std::vector<cluster> clusters_of(std::vector<row> services) {
  std::sort(services.begin(), services.end(), [](const row& a, const row& b) {
    if (seen("2a.sort.start", *a.start != *b.start)) return *a.start < *b.start;
    if (seen("2a.sort.end", end_of(a) != end_of(b))) return end_of(a) < end_of(b);
    const int rank_a = working_rank(usual(a.outcome)), rank_b = working_rank(usual(b.outcome));
    if (seen("2a.sort.rank", rank_a != rank_b)) return rank_a < rank_b;
    return a.record > b.record;
  });
  std::vector<std::vector<row>> groups;
  int latest_end = 0;
  for (const row& r : services) {
    if (seen("2a.cluster.first", groups.empty()) || seen("2a.cluster.gap", *r.start - latest_end > 7)) {
      groups.emplace_back();
      latest_end = end_of(r);
    }
    groups.back().push_back(r);
    latest_end = std::max(latest_end, end_of(r));
  }
  std::vector<cluster> result;
  for (const std::vector<row>& group : groups) {
    const row* last = nullptr;
    for (const row& r : group) {
      if (last == nullptr) {
        last = &r;
        continue;
      }
      const int rank = working_rank(usual(r.outcome)), best = working_rank(usual(last->outcome));
      if (seen("2a.last.later", end_of(r) > end_of(*last)))
        last = &r;
      else if (seen("2a.last.same_end", end_of(r) == end_of(*last)) &&
               (seen("2a.last.rank", rank < best) ||
                (seen("2a.last.same_rank", rank == best) && seen("2a.last.record", r.record > last->record))))
        last = &r;
    }
    result.push_back({*group.front().start, end_of(*last), usual(last->outcome)});
  }
  return result;
}

/// What happened next: step and final outcome.
inline std::pair<std::string, std::string> sequel(const std::vector<row>& rows, const cluster& c, date death) {
  if (seen("2a.step1.dead", death.has_value()) && seen("2a.step1.window", *death - c.end <= 7))
    return {"1", "NFA: Deceased"};
  if (seen("2a.step2.hospital", c.outcome == "Admitted to hospital")) return {"2", c.outcome};

  std::vector<row> others;
  for (const row& r : rows) {
    const bool own = seen("2a.others.service", same(r.event, "Service")) &&
                     seen("2a.others.st_max", same(r.service, "Short term support: ST-Max")) &&
                     seen("2a.others.from", *r.start >= c.start) && seen("2a.others.until", *r.start <= c.end);
    if (!own) others.push_back(r);
  }
  std::vector<row> future;
  for (const row& r : others)
    if (seen("2a.future.start", *r.start >= c.start) && seen("2a.future.outlasts", end_of(r) > c.end) &&
        seen("2a.future.window", *r.start - c.end <= 7))
      future.push_back(r);
  date first_st_max;
  for (const row& r : future)
    if (seen("2a.future.st_max", same(r.service, "Short term support: ST-Max")))
      if (seen("2a.future.first_st_max", !first_st_max || *r.start < *first_st_max)) first_st_max = r.start;
  if (first_st_max) {
    std::vector<row> before;
    for (const row& r : future)
      if (seen("2a.future.before_st_max", *r.start < *first_st_max)) before.push_back(r);
    future = before;
  }

  int best_service = 0;
  bool best_is_stay = false;
  for (const row& r : future) {
    const int rank = service_rank(r.service);
    if (seen("2a.step3.recognised", rank == 0)) continue;
    const bool stay = seen("2a.step3.residential_stay", same(r.component, "Short term residential care")) ||
                      seen("2a.step3.nursing_stay", same(r.component, "Short term nursing care"));
    if (seen("2a.step3.first", best_service == 0) || seen("2a.step3.better", rank < best_service)) {
      best_service = rank;
      best_is_stay = stay;
    } else if (seen("2a.step3.same_type", rank == best_service) && seen("2a.step3.prefers_stay", stay)) {
      best_is_stay = true;
    }
  }
  if (seen("2a.step3.any", best_service != 0)) {
    if (seen("2a.step3.other_short_term", best_service == 7) && seen("2a.step3.is_stay", best_is_stay))
      return {"3", "Short term support: Residential or Nursing care"};
    return {"3", ranked_services()[static_cast<std::size_t>(best_service) - 1]};
  }

  struct candidate {
    std::string step, outcome;
  };
  std::vector<candidate> candidates;
  bool any_qualifies = false;
  std::vector<candidate> following;
  for (const row& r : future) {
    const std::string outcome = usual(r.outcome);
    if (seen("2a.step4b.no_type", r.event.empty()) || seen("2a.step4b.service", same(r.event, "Service"))) continue;
    if (seen("2a.step4b.as_planned", outcome == "NFA: Support ended as planned")) continue;
    const bool row_usable = usable(outcome);
    if (!seen("2a.step4b.row_usable", row_usable) && !seen("2a.step4b.own_usable", usable(c.outcome))) continue;
    any_qualifies = true;
    if (row_usable) following.push_back({"4b", outcome});
  }
  if (seen("2a.step4a.usable", usable(c.outcome)) &&
      (seen("2a.step4a.nothing_follows", future.empty()) || seen("2a.step4a.qualified", any_qualifies)))
    candidates.push_back({"4a", c.outcome});
  candidates.insert(candidates.end(), following.begin(), following.end());
  const row* nested = nullptr;
  for (const row& r : others) {
    const bool wanted =
        seen("2a.step4c.assessment", same(r.event, "Assessment")) || seen("2a.step4c.review", same(r.event, "Review"));
    if (!wanted || !seen("2a.step4c.start", *r.start >= c.start) ||
        !seen("2a.step4c.not_first_day", end_of(r) > c.start) || !seen("2a.step4c.inside", end_of(r) <= c.end) ||
        !seen("2a.step4c.window", c.end - end_of(r) < 14) || !seen("2a.step4c.usable", usable(usual(r.outcome))))
      continue;
    if (seen("2a.step4c.first", nested == nullptr)) {
      nested = &r;
      continue;
    }
    const int rank = working_rank(usual(r.outcome)), best = working_rank(usual(nested->outcome));
    if (seen("2a.step4c.later", end_of(r) > end_of(*nested)) ||
        (seen("2a.step4c.same_end", end_of(r) == end_of(*nested)) &&
         (seen("2a.step4c.rank", rank < best) ||
          (seen("2a.step4c.same_rank", rank == best) && seen("2a.step4c.record", r.record > nested->record)))))
      nested = &r;
  }
  if (seen("2a.step4c.any", nested != nullptr)) candidates.push_back({"4c", usual(nested->outcome)});
  if (seen("2a.step4.any", !candidates.empty())) {
    candidate best = candidates.front();
    for (const candidate& other : candidates)
      if (seen("2a.step4.better", working_rank(other.outcome) < working_rank(best.outcome))) best = other;
    return {best.step, best.outcome};
  }

  for (const row& r : others)
    if (seen("2a.step5.service", same(r.event, "Service")) &&
        seen("2a.step5.equipment", same(r.component, "Equipment")) && seen("2a.step5.start", *r.start >= c.start) &&
        seen("2a.step5.not_first_day", end_of(r) > c.start) && seen("2a.step5.inside", end_of(r) <= c.end))
      return {"5", "Short term support: Ongoing low level"};
  return {"6", c.outcome};
}

/// Denominator, numerator, unable to classify.
inline std::array<bool, 3> counted(const std::string& outcome) {
  const auto any_of = [&](const char* clause, const std::vector<std::string>& list) {
    return seen(clause, std::find(list.begin(), list.end(), outcome) != list.end());
  };
  if (any_of("2a.count.long_term",
             {"Long term support: Nursing care", "Long term support: Residential care", "Long term support: Community",
              "Long term support: Prison", "Short term support: Residential or Nursing care"}))
    return {true, false, false};
  if (any_of("2a.count.short_term", {"Short term support: Ongoing low level", "Short term support: Other short term"}))
    return {true, true, false};
  if (any_of("2a.count.no_further_action",
             {"NFA: Information and advice or signposting", "NFA: Support ended as planned",
              "NFA: Responsibility moved to another local authority", "NFA: Other",
              "NFA: No services offered for other reason", "NFA: Support ended for other reason",
              "NFA: Referral to other service within the local authority"}))
    return {true, true, false};
  return {false, false, seen("2a.count.unclassifiable", cannot_be_classified(outcome))};
}

inline answer work_out(const std::vector<row>& all, const std::vector<person>& people, int from, int until) {
  answer result;
  for (const person& who : people) {
    std::vector<row> rows;
    for (const row& r : all)
      if (seen("2a.row.council", same(r.la_code, who.la_code)) && seen("2a.row.person", same(r.person, who.id)) &&
          seen("2a.row.client", same(r.client, "Service user")) && seen("2a.row.has_start", r.start.has_value()) &&
          seen("2a.row.not_backwards", end_of(r) >= *r.start))
        rows.push_back(r);
    std::map<std::string, std::vector<row>> reablement;  // by the council's name
    for (const row& r : rows)
      if (seen("2a.row.service", same(r.event, "Service")) &&
          seen("2a.row.st_max", same(r.service, "Short term support: ST-Max")))
        reablement[form(r.la_name)].push_back(r);
    for (const auto& [name, services] : reablement) {
      for (const cluster& c : clusters_of(services)) {
        if (!seen("2a.period.from", c.end >= from) || !seen("2a.period.until", c.end <= until)) continue;
        const auto exclude = [&](const char* reason) {
          result.excluded.insert(who.la_code + "|" + who.id + "|" + text(c.start) + "|" + text(c.end) + "|" + reason);
        };
        const bool known = seen("2a.age.known", who.birth.has_value());
        const int years = known ? age(*who.birth, c.end) : -1;
        if (known && seen("2a.age.child", years < 18)) {
          exclude("under 18 at cluster end");
          continue;
        }
        if (seen("2a.death.known", who.death.has_value()) && seen("2a.death.before", *who.death < c.start)) {
          exclude("died before cluster start");
          continue;
        }
        bool existing = false;
        for (const row& r : rows) {
          const int rank = service_rank(r.service);
          if (seen("2a.existing.long_term", rank >= 1 && rank <= 4) &&
              seen("2a.existing.earlier", *r.start < c.start) && seen("2a.existing.window", c.start - end_of(r) < 91))
            existing = true;
        }
        if (seen("2a.existing.any", existing)) {
          exclude("long-term support within 91 days before cluster start");
          continue;
        }
        const auto [step, outcome] = sequel(rows, c, who.death);
        const auto [denominator, numerator, unable] = counted(outcome);
        const std::string band = !known ? "Unknown" : seen("2a.age.older", years >= 65) ? "65 and above" : "18 to 64";
        const auto flag = [](bool b) { return std::string(b ? "Y" : "N"); };
        result.episodes.insert(who.la_code + "|" + who.id + "|" + text(c.start) + "|" + text(c.end) + "|" + band + "|" +
                               step + "|" + outcome + "|" + flag(denominator) + "|" + flag(numerator) + "|" +
                               flag(unable));
        if (!denominator) continue;
        for (const std::string& group : {band, std::string("Total")}) {
          if (group == "Unknown") continue;
          auto& [n, d] = result.figures[{who.la_code, group}];
          n += numerator;
          ++d;
        }
      }
    }
  }
  return result;
}

}  // namespace plain::reablement_2a

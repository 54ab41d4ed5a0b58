/// @file plain_measures.hpp
/// ASCOF 2B, 2C, 2E and 3D once more, written from the definitions and from nothing else: loops over the rows of one
/// person, a missing value is a std::optional without one, a category is a text. Slow and plain on purpose, and without
/// a line of the library, so that what is wrong in one is not wrong in the other.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace plain::measures {

/// Days since 1970-01-01.
using date = int;
using text = std::optional<std::string>;

struct event {
  text type, client, service, component, mechanism, outcome;
  std::optional<date> start, end;
};

struct person {
  std::string council, id;
  std::optional<date> birth;  // the first of the birth month
  std::optional<date> death;
  text gender, accommodation, reason;
  std::vector<event> events;
};

struct year {
  date first, last;
};

// --- Comparisons: a missing value makes every one of them false.

/// Lower case and without trailing blanks.
inline std::string compared(std::string value) {
  for (char& c : value)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  while (!value.empty() && value.back() == ' ') value.pop_back();
  return value;
}

inline bool equals(const text& value, const std::string& wanted) {
  return value && compared(*value) == compared(wanted);
}

inline bool is_one_of(const text& value, const std::vector<std::string>& wanted) {
  for (const std::string& w : wanted)
    if (equals(value, w)) return true;
  return false;
}

inline bool is_like(const text& value, const std::string& part) {
  return value && compared(*value).find(part) != std::string::npos;
}

inline bool is_not_like(const text& value, const std::string& part) {
  return value && compared(*value).find(part) == std::string::npos;
}

/// floor(days / 365.25), without a fraction: a fourth of 1461 days.
inline std::optional<int> age(std::optional<date> birth, date on) {
  if (!birth) return std::nullopt;
  const int quarters = 4 * (on - *birth);
  return quarters >= 0 ? quarters / 1461 : -((-quarters + 1460) / 1461);
}

inline std::string band(std::optional<int> age) {
  if (!age) return "Unknown";
  if (*age < 18) return "Under 18";
  return *age < 65 ? "18 to 64" : "65 and above";
}

// --- ASCOF 2B and 2C

struct admission {
  std::string band;
  date first = 0;
};

inline std::optional<admission> new_admission(const person& who, year reporting) {
  if (!who.birth) return std::nullopt;
  if (who.death && *who.death < reporting.first) return std::nullopt;
  // 1: the rows.
  std::vector<event> kept;
  for (const event& e : who.events) {
    if (!equals(e.type, "Service")) continue;
    if (!equals(e.client, "Service user")) continue;
    if (!is_one_of(e.service, {"Long term support: Residential care", "Long term support: Nursing care"})) continue;
    const bool missing_or_like = !e.component || is_like(e.component, "residential") || is_like(e.component, "nursing");
    if (!missing_or_like || !is_not_like(e.component, "short")) continue;
    kept.push_back(e);
  }
  // 3 and 4: the admissions, and which of them are new.
  std::optional<date> first_of_18_to_64, first_of_65_and_above, first;
  for (const event& a : kept) {
    if (!a.start || *a.start < reporting.first || *a.start > reporting.last) continue;
    if (equals(a.outcome, "NFA: Self-funded client or under 12wk disregard")) continue;
    bool existing = false;
    for (const event& earlier : kept) {
      if (!earlier.start || !(*earlier.start < *a.start)) continue;
      if (!earlier.end || *a.start - *earlier.end < 365) existing = true;
    }
    if (existing) continue;
    // 5: by the age at the start.
    const int years = *age(who.birth, *a.start);
    if (years < 18) continue;
    auto& first_of_band = years < 65 ? first_of_18_to_64 : first_of_65_and_above;
    if (!first_of_band || *a.start < *first_of_band) first_of_band = a.start;
    if (!first || *a.start < *first) first = a.start;
  }
  if (!first) return std::nullopt;
  return admission{first_of_18_to_64 ? "18 to 64" : "65 and above", *first};
}

// --- ASCOF 2E

struct home {
  std::optional<int> age;
  bool in_denominator = false;
  bool in_numerator = false;
  bool unknown = false;
};

inline const std::vector<std::string>& long_term_support() {
  static const std::vector<std::string> list{"Long term support: Nursing care", "Long term support: Residential care",
                                             "Long term support: Community", "Long term support: Prison"};
  return list;
}

inline const std::vector<std::string>& settled_statuses() {
  static const std::vector<std::string> list{
      "Owner occupier or shared ownership scheme",
      "Tenant: Local authority or other social housing provider",
      "Tenant: Private landlord",
      "Settled mainstream housing with family or friends",
      "Supported accommodation, supported lodgings or supported group home",
      "Shared Lives scheme",
      "Approved premises for offenders released from prison or under probation supervision",
      "Sheltered housing, extra care housing or other sheltered housing",
      "Mobile accommodation for Gypsy, Roma and Traveller communities"};
  return list;
}

inline const std::vector<std::string>& other_statuses() {
  static const std::vector<std::string> list{
      "Rough sleeper or squatting",
      "Night shelter, emergency hostel or direct access hostel",
      "Refuge",
      "Placed in temporary accommodation by the council (inc. homelessness resettlement)",
      "Staying with family or friends as a short term guest",
      "Acute hospital or long term healthcare residential facility",
      "Registered care home",
      "Registered nursing home",
      "Prison, young offenders institution or detention centre",
      "Other temporary accommodation"};
  return list;
}

/// @param learning_disability  2E LD: only people of working age whose latest reason is learning disability
inline std::optional<home> lives_at_home(const person& who, year reporting, bool learning_disability) {
  std::optional<date> reference;
  for (const event& e : who.events) {
    if (!equals(e.client, "Service user") || !equals(e.type, "Service")) continue;
    if (!is_one_of(e.service, long_term_support())) continue;
    if (!e.start || *e.start > reporting.last) continue;
    if (e.end && *e.end < *e.start) continue;
    if (e.end && *e.end < reporting.first) continue;
    const date capped = e.end && *e.end < reporting.last ? *e.end : reporting.last;
    if (!reference || capped > *reference) reference = capped;
  }
  if (!reference) return std::nullopt;
  if (who.death && *who.death < reporting.first) return std::nullopt;
  home result;
  result.age = age(who.birth, *reference);
  if (result.age && *result.age < 18) return std::nullopt;
  if (learning_disability) {
    if (!equals(who.reason, "Learning Disability Support")) return std::nullopt;
    if (!result.age || *result.age >= 65) return std::nullopt;
  }
  const bool at_home =
      is_one_of(who.accommodation, settled_statuses()) || equals(who.accommodation, "Unknown: presumed at home");
  result.in_denominator = result.age.has_value();
  result.in_numerator = result.in_denominator && at_home;
  result.unknown = !is_one_of(who.accommodation, settled_statuses()) && !is_one_of(who.accommodation, other_statuses());
  return result;
}

// --- ASCOF 3D, clients

struct client_support {
  int rank = 0;  // 1 to 9
  std::optional<int> age;
  bool in_denominator = false, self_directed = false, direct_payment = false, unknown = false;
};

inline std::optional<client_support> support_of_client(const person& who, year reporting) {
  if (who.death && *who.death < reporting.last) return std::nullopt;
  int best = 10;
  for (const event& e : who.events) {
    if (!is_one_of(e.service, long_term_support()) || !equals(e.client, "Service user")) continue;
    if (!e.start || *e.start > reporting.last) continue;
    if (e.end && (*e.end < *e.start || *e.end < reporting.last)) continue;
    const text mechanism = equals(e.component, "Direct payment") ? text("Direct payment") : e.mechanism;
    const bool managed = equals(mechanism, "CASSR managed personal budget");
    const bool commissioned = equals(mechanism, "CASSR commissioned support");
    int rank = 0;
    if (equals(e.service, "Long term support: Nursing care")) rank = 1;
    if (equals(e.service, "Long term support: Residential care")) rank = 2;
    if (equals(e.service, "Long term support: Community"))
      rank = equals(mechanism, "Direct payment") ? 3 : managed ? 4 : commissioned ? 5 : 6;
    if (equals(e.service, "Long term support: Prison")) rank = managed ? 7 : commissioned ? 8 : 9;
    if (rank < best) best = rank;
  }
  if (best == 10) return std::nullopt;
  client_support result;
  result.rank = best;
  result.age = age(who.birth, reporting.last);
  const bool counts = !(result.age && *result.age < 18);
  result.in_denominator = counts && best >= 3 && best <= 6;
  result.self_directed = counts && (best == 3 || best == 4);
  result.direct_payment = counts && best == 3;
  result.unknown = counts && best == 6;
  return result;
}

// --- ASCOF 3D, carers

struct carer_support {
  int category = 0;  // 1 to 6; 0 is none
  std::optional<int> age;
  bool in_denominator = false, self_directed = false, direct_payment = false, unknown = false;
};

inline int carer_category(const event& e) {
  const bool direct = equals(e.service, "Unpaid carer support: Direct to unpaid carer");
  const bool component_present_and_other = e.component && !equals(e.component, "Direct payment");
  const bool information = equals(e.outcome, "NFA: Information and advice or signposting");
  const bool assessed = is_one_of(e.type, {"Assessment", "Review"});
  if (direct && (equals(e.mechanism, "Direct payment") || equals(e.component, "Direct payment"))) return 1;
  if (direct && equals(e.mechanism, "CASSR managed personal budget") && component_present_and_other) return 2;
  if (direct && equals(e.mechanism, "CASSR commissioned support") && component_present_and_other) return 3;
  if (direct && component_present_and_other) return 4;
  if (equals(e.service, "Unpaid carer support: Support involving the person cared-for")) return 6;
  if (assessed && !information) return 6;
  if (assessed) return 5;
  if (equals(e.type, "Request")) return 5;
  return 0;
}

inline std::optional<carer_support> support_of_carer(const person& who, year reporting) {
  if (who.death && *who.death < reporting.first) return std::nullopt;
  bool met = false;
  int best = 0;
  for (const event& e : who.events) {
    if (!is_one_of(e.client,
                   {"Carer", "Unpaid carer", "Carer known by association", "Unpaid carer known by association"}))
      continue;
    if (!e.start || *e.start > reporting.last) continue;
    if (e.end && (*e.end < *e.start || *e.end < reporting.first)) continue;
    const bool carers_service = is_one_of(e.service, {"Unpaid carer support: Direct to unpaid carer",
                                                      "Unpaid carer support: Support involving the person cared-for"});
    const bool information = !e.service && equals(e.outcome, "NFA: Information and advice or signposting");
    const bool assessed = !e.service && is_one_of(e.type, {"Assessment", "Review"});
    if (!carers_service && !information && !assessed) continue;
    met = true;
    const int category = carer_category(e);
    if (category != 0 && (best == 0 || category < best)) best = category;
  }
  if (!met) return std::nullopt;
  carer_support result;
  result.category = best;
  result.age = age(who.birth, reporting.last);
  const bool counts = !(result.age && *result.age < 18);
  result.in_denominator = counts && best >= 1 && best <= 3;
  result.self_directed = counts && (best == 1 || best == 2);
  result.direct_payment = counts && best == 1;
  result.unknown = counts && best == 4;
  return result;
}

}  // namespace plain::measures

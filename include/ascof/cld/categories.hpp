/// @file categories.hpp
/// The categories that the department's measures name, and how a text becomes one.
///
/// Each `..._from` reads one text of a cleaned column, compared as the department does; `category_column` applies it to
/// every distinct text of a column once, after which a row costs one table look-up.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "ascof/core/column.hpp"
#include "ascof/core/text.hpp"

namespace ascof {

/// Service types, Release 2. The order of the first seven is the department's rank, best first.
enum class service_type : std::uint8_t {
  missing,
  nursing,              ///< Long term support: Nursing care
  residential,          ///< Long term support: Residential care
  community,            ///< Long term support: Community
  prison,               ///< Long term support: Prison
  st_max,               ///< Short term support: ST-Max
  ongoing_low_level,    ///< Short term support: Ongoing low level
  other_short_term,     ///< Short term support: Other short term
  direct_to_carer,      ///< Unpaid carer support: Direct to unpaid carer
  involving_cared_for,  ///< Unpaid carer support: Support involving the person cared-for
  other,                ///< anything else, "Invalid and not mapped" among it
};

constexpr bool is_long_term(service_type t) { return t >= service_type::nursing && t <= service_type::prison; }
constexpr bool is_short_term(service_type t) {
  return t >= service_type::st_max && t <= service_type::other_short_term;
}

/// The Release 2 text; empty for missing and other.
constexpr std::string_view to_text(service_type t) {
  switch (t) {
    case service_type::nursing: return "Long term support: Nursing care";
    case service_type::residential: return "Long term support: Residential care";
    case service_type::community: return "Long term support: Community";
    case service_type::prison: return "Long term support: Prison";
    case service_type::st_max: return "Short term support: ST-Max";
    case service_type::ongoing_low_level: return "Short term support: Ongoing low level";
    case service_type::other_short_term: return "Short term support: Other short term";
    case service_type::direct_to_carer: return "Unpaid carer support: Direct to unpaid carer";
    case service_type::involving_cared_for: return "Unpaid carer support: Support involving the person cared-for";
    default: return {};
  }
}
service_type service_type_from(std::string_view text);
/// The texts of long-term and short-term support, by the department's rank.
std::vector<std::string> support_texts();

/// Delivery mechanisms of long-term and carer services.
enum class delivery_mechanism : std::uint8_t { missing, direct_payment, managed_budget, commissioned, other };

constexpr std::string_view to_text(delivery_mechanism m) {
  switch (m) {
    case delivery_mechanism::direct_payment: return "Direct payment";
    case delivery_mechanism::managed_budget: return "CASSR managed personal budget";
    case delivery_mechanism::commissioned: return "CASSR commissioned support";
    default: return {};
  }
}
delivery_mechanism delivery_mechanism_from(std::string_view text);

/// Kinds of client, Release 1 and 2 wording alike.
enum class client_type : std::uint8_t { missing, service_user, carer, carer_known_by_association, other };
constexpr bool is_carer(client_type c) {
  return c == client_type::carer || c == client_type::carer_known_by_association;
}
client_type client_type_from(std::string_view text);

/// The text of an event type as a whole ("Services" is `other`); `contains` tests are made where a method asks for them.
enum class event_type : std::uint8_t { missing, request, assessment, service, review, other };
event_type event_type_from(std::string_view text);

/// Event outcomes, Release 2, in the department's order: the numbers are its ranks, 1 the best.
enum class event_outcome : std::uint8_t {
  missing,
  progress_to_reablement,
  progress_to_assessment,
  release_1_only,  ///< "Release 1 specification only: Not mapped"
  progress_to_support,
  continuation,
  admitted_to_hospital,
  moved_to_another_council,
  referred_to_nhs,
  self_funded,
  information_and_advice,
  referred_within_council,
  declined,
  deceased,
  ended_as_planned,
  ended_for_other_reason,
  not_offered,
  other_nfa,
  invalid,  ///< "Invalid and not mapped", and any text without a rank
};

/// The Release 2 text; "Invalid and not mapped" for missing and invalid, which measures treat alike.
std::string_view to_text(event_outcome o);
event_outcome event_outcome_from(std::string_view text);

/// What an accommodation status says about where a person lives.
enum class accommodation : std::uint8_t {
  missing,
  settled,                ///< own home, with family, sheltered, supported: one of nine statuses
  not_settled,            ///< care homes, hospital, prison, temporary: one of ten
  presumed_at_home,       ///< worked out from services: counts as settled, and as unknown
  presumed_in_community,  ///< worked out from services: unknown
  unknown,
  invalid,  ///< no status of the list
};

constexpr bool is_settled(accommodation a) {
  return a == accommodation::settled || a == accommodation::presumed_at_home;
}
constexpr bool is_known(accommodation a) { return a == accommodation::settled || a == accommodation::not_settled; }
accommodation accommodation_from(std::string_view text);
/// The statuses of a kind; none for missing and invalid.
std::vector<std::string> texts_of(accommodation a);

/// Whether an accommodation status counts as a person's own home or settled accommodation.
inline bool is_settled(std::string_view status) { return is_settled(accommodation_from(status)); }

/// Gender as measures break down by it.
enum class gender : std::uint8_t { missing, male, female, other };
gender gender_from(std::string_view text);

/// A text column seen as categories: every distinct text is classified once, a row costs one look-up. Missing has the
/// category's value 0 (for a condition: false, as a comparison with a missing value is not true).
/// The column must outlive the view.
template <typename Category>
class category_column {
 public:
  template <typename Classify>
  category_column(const text_column& column, Classify classify) : codes_(&column.codes), of_(column.values->size()) {
    for (code c = 1; c < of_.size(); ++c) of_[c] = classify((*column.values)[c]);
  }

  Category operator[](std::size_t row) const { return of_[(*codes_)[row]]; }
  bool is_missing(std::size_t row) const { return (*codes_)[row] == missing_code; }

 private:
  const code_vector* codes_;
  std::vector<Category> of_;
};

/// Whether a condition holds for the text of a row.
using condition_column = category_column<bool>;

/// The condition that a text is the given one, as the department compares.
inline auto is_text(std::string_view wanted) {
  return [form = fold(wanted)](std::string_view text) { return fold(text) == form; };
}

}  // namespace ascof

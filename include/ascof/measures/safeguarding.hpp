/// @file safeguarding.hpp
/// Safeguarding: concerns, enquiries and how many concerns lead to one, people, types, locations and sources, risk,
/// capacity, desired outcomes, timeliness, repeats, plans, reviews and audits.
///
/// @source definitions F; clarifications C8 to C20   @years 2015/16 onward   @unit concern, enquiry, person
#pragma once

#include <string>
#include <vector>

#include "ascof/measure/algebra.hpp"

namespace ascof::measures {

/// What the definitions leave to a council, and the defaults.
struct safeguarding_rules {
  algebra::days linked_within{28};     ///< from a concern's receipt to the start of an enquiry that follows it
  algebra::days decided_within{3};     ///< calendar days
  algebra::days concluded_within{60};  ///< calendar days
  algebra::days duplicate_within{7};   ///< of the same person and a type in common
  algebra::days repeat_within{365};
  algebra::days reviewed_within{183};   ///< of a protection plan
  algebra::months before_and_after{6};  ///< of joining a scheme
  /// Types, locations, sources, risk, capacity and outcomes of other enquiries too; the published tables have Section 42
  /// enquiries only.
  bool other_enquiries_in_tables = false;
};

std::vector<measure> safeguarding(const safeguarding_rules& rules = {});

}  // namespace ascof::measures

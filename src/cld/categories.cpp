#include "ascof/cld/categories.hpp"

#include <array>
#include <utility>

namespace ascof {
namespace {

template <typename Category, std::size_t Size>
Category named(std::string_view text, const std::array<std::pair<std::string_view, Category>, Size>& names,
               Category otherwise) {
  const std::string form = fold(text);
  for (const auto& [name, category] : names)
    if (fold(name) == form) return category;
  return otherwise;
}

}  // namespace

service_type service_type_from(std::string_view text) {
  const std::string form = fold(text);
  for (auto t = service_type::nursing; t < service_type::other;
       t = static_cast<service_type>(static_cast<std::uint8_t>(t) + 1))
    if (fold(to_text(t)) == form) return t;
  return service_type::other;
}

delivery_mechanism delivery_mechanism_from(std::string_view text) {
  const std::string form = fold(text);
  for (const auto m :
       {delivery_mechanism::direct_payment, delivery_mechanism::managed_budget, delivery_mechanism::commissioned})
    if (fold(to_text(m)) == form) return m;
  return delivery_mechanism::other;
}

std::string_view to_text(event_outcome o) {
  static constexpr std::array<std::string_view, 19> texts{"Invalid and not mapped",
                                                          "Progress to reablement/ST-Max",
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
                                                          "NFA: Other",
                                                          "Invalid and not mapped"};
  return texts[static_cast<std::size_t>(o)];
}

event_outcome event_outcome_from(std::string_view text) {
  const std::string form = fold(text);
  for (auto o = event_outcome::progress_to_reablement; o < event_outcome::invalid;
       o = static_cast<event_outcome>(static_cast<std::uint8_t>(o) + 1))
    if (fold(to_text(o)) == form) return o;
  return event_outcome::invalid;
}

client_type client_type_from(std::string_view text) {
  static constexpr std::array<std::pair<std::string_view, client_type>, 5> names{
      {{"Service user", client_type::service_user},
       {"Unpaid carer", client_type::carer},
       {"Carer", client_type::carer},
       {"Unpaid carer known by association", client_type::carer_known_by_association},
       {"Carer known by association", client_type::carer_known_by_association}}};
  return named(text, names, client_type::other);
}

event_type event_type_from(std::string_view text) {
  static constexpr std::array<std::pair<std::string_view, event_type>, 4> names{{{"Request", event_type::request},
                                                                                 {"Assessment", event_type::assessment},
                                                                                 {"Service", event_type::service},
                                                                                 {"Review", event_type::review}}};
  return named(text, names, event_type::other);
}

accommodation accommodation_from(std::string_view text) {
  using enum accommodation;
  static constexpr std::array<std::pair<std::string_view, accommodation>, 22> names{
      {{"Owner occupier or shared ownership scheme", settled},
       {"Tenant: Local authority or other social housing provider", settled},
       {"Tenant: Private landlord", settled},
       {"Settled mainstream housing with family or friends", settled},
       {"Supported accommodation, supported lodgings or supported group home", settled},
       {"Shared Lives scheme", settled},
       {"Approved premises for offenders released from prison or under probation supervision", settled},
       {"Sheltered housing, extra care housing or other sheltered housing", settled},
       {"Mobile accommodation for Gypsy, Roma and Traveller communities", settled},
       {"Rough sleeper or squatting", not_settled},
       {"Night shelter, emergency hostel or direct access hostel", not_settled},
       {"Refuge", not_settled},
       {"Placed in temporary accommodation by the council (inc. homelessness resettlement)", not_settled},
       {"Staying with family or friends as a short term guest", not_settled},
       {"Acute hospital or long term healthcare residential facility", not_settled},
       {"Registered care home", not_settled},
       {"Registered nursing home", not_settled},
       {"Prison, young offenders institution or detention centre", not_settled},
       {"Other temporary accommodation", not_settled},
       {"Unknown: Presumed at home", presumed_at_home},
       {"Unknown: Presumed in community", presumed_in_community},
       {"Unknown", unknown}}};
  return named(text, names, invalid);
}

gender gender_from(std::string_view text) {
  static constexpr std::array<std::pair<std::string_view, gender>, 2> names{
      {{"Male", gender::male}, {"Female", gender::female}}};
  return named(text, names, gender::other);
}

}  // namespace ascof

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

constexpr std::array<std::pair<std::string_view, accommodation>, 22> accommodation_names{
    {{"Owner occupier or shared ownership scheme", accommodation::settled},
     {"Tenant: Local authority or other social housing provider", accommodation::settled},
     {"Tenant: Private landlord", accommodation::settled},
     {"Settled mainstream housing with family or friends", accommodation::settled},
     {"Supported accommodation, supported lodgings or supported group home", accommodation::settled},
     {"Shared Lives scheme", accommodation::settled},
     {"Approved premises for offenders released from prison or under probation supervision", accommodation::settled},
     {"Sheltered housing, extra care housing or other sheltered housing", accommodation::settled},
     {"Mobile accommodation for Gypsy, Roma and Traveller communities", accommodation::settled},
     {"Rough sleeper or squatting", accommodation::not_settled},
     {"Night shelter, emergency hostel or direct access hostel", accommodation::not_settled},
     {"Refuge", accommodation::not_settled},
     {"Placed in temporary accommodation by the council (inc. homelessness resettlement)", accommodation::not_settled},
     {"Staying with family or friends as a short term guest", accommodation::not_settled},
     {"Acute hospital or long term healthcare residential facility", accommodation::not_settled},
     {"Registered care home", accommodation::not_settled},
     {"Registered nursing home", accommodation::not_settled},
     {"Prison, young offenders institution or detention centre", accommodation::not_settled},
     {"Other temporary accommodation", accommodation::not_settled},
     {"Unknown: Presumed at home", accommodation::presumed_at_home},
     {"Unknown: Presumed in community", accommodation::presumed_in_community},
     {"Unknown", accommodation::unknown}}};

}  // namespace

service_type service_type_from(std::string_view text) {
  const std::string form = fold(text);
  for (auto t = service_type::nursing; t < service_type::other;
       t = static_cast<service_type>(static_cast<std::uint8_t>(t) + 1))
    if (fold(to_text(t)) == form) return t;
  return service_type::other;
}

std::vector<std::string> support_texts() {
  std::vector<std::string> texts;
  for (auto t = service_type::nursing; t <= service_type::other_short_term;
       t = static_cast<service_type>(static_cast<std::uint8_t>(t) + 1))
    texts.emplace_back(to_text(t));
  return texts;
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
  return named(text, accommodation_names, accommodation::invalid);
}

std::vector<std::string> texts_of(accommodation a) {
  std::vector<std::string> texts;
  for (const auto& [text, category] : accommodation_names)
    if (category == a) texts.emplace_back(text);
  return texts;
}

gender gender_from(std::string_view text) {
  static constexpr std::array<std::pair<std::string_view, gender>, 2> names{
      {{"Male", gender::male}, {"Female", gender::female}}};
  return named(text, names, gender::other);
}

}  // namespace ascof

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
  for (const auto m : {delivery_mechanism::direct_payment, delivery_mechanism::managed_budget,
                       delivery_mechanism::commissioned})
    if (fold(to_text(m)) == form) return m;
  return delivery_mechanism::other;
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

gender gender_from(std::string_view text) {
  static constexpr std::array<std::pair<std::string_view, gender>, 2> names{
      {{"Male", gender::male}, {"Female", gender::female}}};
  return named(text, names, gender::other);
}

}  // namespace ascof

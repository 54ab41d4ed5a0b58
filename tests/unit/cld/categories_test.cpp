#include "ascof/cld/categories.hpp"

#include <catch2/catch.hpp>

#include "ascof/core/text.hpp"

using namespace ascof;

TEST_CASE("every service type reads back from its text, in any case") {
  for (auto t = service_type::nursing; t < service_type::other;
       t = static_cast<service_type>(static_cast<int>(t) + 1)) {
    CHECK(service_type_from(to_text(t)) == t);
    CHECK(service_type_from(fold(to_text(t)) + " ") == t);
  }
  CHECK(service_type_from("Invalid and not mapped") == service_type::other);
  CHECK(service_type_from("Long Term Support: Residential Care") == service_type::residential);
  CHECK(service_type_from("") == service_type::other);
  CHECK(service_type_from(" Long term support: Prison") == service_type::other);
}

TEST_CASE("service types are long term, short term, or neither") {
  using t = service_type;
  for (const t type : {t::nursing, t::residential, t::community, t::prison}) {
    CHECK(is_long_term(type));
    CHECK_FALSE(is_short_term(type));
  }
  for (const t type : {t::st_max, t::ongoing_low_level, t::other_short_term}) {
    CHECK(is_short_term(type));
    CHECK_FALSE(is_long_term(type));
  }
  for (const t type : {t::missing, t::direct_to_carer, t::involving_cared_for, t::other})
    CHECK_FALSE((is_long_term(type) || is_short_term(type)));
}

TEST_CASE("delivery mechanisms read back from their text") {
  for (const auto m :
       {delivery_mechanism::direct_payment, delivery_mechanism::managed_budget, delivery_mechanism::commissioned})
    CHECK(delivery_mechanism_from(to_text(m)) == m);
  CHECK(delivery_mechanism_from("DIRECT PAYMENT") == delivery_mechanism::direct_payment);
  CHECK(delivery_mechanism_from("Direct payments") == delivery_mechanism::other);
}

TEST_CASE("client types are read in the wording of both releases") {
  CHECK(client_type_from("Service User") == client_type::service_user);
  CHECK(client_type_from("Carer") == client_type::carer);
  CHECK(client_type_from("unpaid carer") == client_type::carer);
  CHECK(client_type_from("Carer known by association") == client_type::carer_known_by_association);
  CHECK(client_type_from("Unpaid carer known by association") == client_type::carer_known_by_association);
  CHECK(client_type_from("Client") == client_type::other);
  CHECK(is_carer(client_type::carer));
  CHECK(is_carer(client_type::carer_known_by_association));
  CHECK_FALSE(is_carer(client_type::service_user));
  CHECK_FALSE(is_carer(client_type::missing));
}

TEST_CASE("event types are the text as a whole") {
  CHECK(event_type_from("SERVICE") == event_type::service);
  CHECK(event_type_from("Request ") == event_type::request);
  CHECK(event_type_from("Assessment") == event_type::assessment);
  CHECK(event_type_from("review") == event_type::review);
  CHECK(event_type_from("Services") == event_type::other);
}

TEST_CASE("genders are male, female and everything else") {
  CHECK(gender_from("Male") == gender::male);
  CHECK(gender_from("FEMALE") == gender::female);
  CHECK(gender_from("Other") == gender::other);
  CHECK(gender_from("Unknown") == gender::other);
}

TEST_CASE("accommodation is settled, not settled, presumed, unknown or no status at all") {
  struct status {
    const char* text;
    accommodation category;
    bool settled, known;
  };
  using a = accommodation;
  const status table[] = {
      {"Owner occupier or shared ownership scheme", a::settled, true, true},
      {"Tenant: Local authority or other social housing provider", a::settled, true, true},
      {"Tenant: Private landlord", a::settled, true, true},
      {"Settled mainstream housing with family or friends", a::settled, true, true},
      {"Supported accommodation, supported lodgings or supported group home", a::settled, true, true},
      {"Shared Lives scheme", a::settled, true, true},
      {"Approved premises for offenders released from prison or under probation supervision", a::settled, true, true},
      {"Sheltered housing, extra care housing or other sheltered housing", a::settled, true, true},
      {"Mobile accommodation for Gypsy, Roma and Traveller communities", a::settled, true, true},
      {"Rough sleeper or squatting", a::not_settled, false, true},
      {"Night shelter, emergency hostel or direct access hostel", a::not_settled, false, true},
      {"Refuge", a::not_settled, false, true},
      {"Placed in temporary accommodation by the council (inc. homelessness resettlement)", a::not_settled, false,
       true},
      {"Staying with family or friends as a short term guest", a::not_settled, false, true},
      {"Acute hospital or long term healthcare residential facility", a::not_settled, false, true},
      {"Registered care home", a::not_settled, false, true},
      {"Registered nursing home", a::not_settled, false, true},
      {"Prison, young offenders institution or detention centre", a::not_settled, false, true},
      {"Other temporary accommodation", a::not_settled, false, true},
      {"Unknown: presumed at home", a::presumed_at_home, true, false},
      {"Unknown: presumed in community", a::presumed_in_community, false, false},
      {"Unknown", a::unknown, false, false},
      {"Invalid and not mapped", a::invalid, false, false},
      {"Tenant", a::invalid, false, false},
      {"", a::invalid, false, false}};
  for (const status& row : table) {
    CAPTURE(row.text);
    CHECK(accommodation_from(row.text) == row.category);
    CHECK(accommodation_from(fold(row.text) + "  ") == row.category);
    CHECK(is_settled(std::string_view(row.text)) == row.settled);
    CHECK(is_known(row.category) == row.known);
  }
  CHECK_FALSE(is_known(accommodation::missing));
  CHECK_FALSE(is_settled(accommodation::missing));
}

TEST_CASE("every outcome reads back from its text, numbered as the department ranks them") {
  for (int rank = 1; rank <= 17; ++rank) {
    const auto o = static_cast<event_outcome>(rank);
    CAPTURE(rank);
    CHECK(event_outcome_from(to_text(o)) == o);
    CHECK(event_outcome_from(fold(to_text(o)) + " ") == o);
  }
  CHECK(to_text(static_cast<event_outcome>(1)) == "Progress to reablement/ST-Max");
  CHECK(to_text(event_outcome::self_funded) == "NFA: Self-funded client or under 12wk disregard");
  CHECK(static_cast<int>(event_outcome::other_nfa) == 17);
  CHECK(event_outcome_from("Invalid and not mapped") == event_outcome::invalid);
  CHECK(event_outcome_from("nonsense") == event_outcome::invalid);
  CHECK(to_text(event_outcome::missing) == "Invalid and not mapped");
}

TEST_CASE("a category column classifies each text once and leaves missing at nothing") {
  text_column_builder builder;
  for (const char* text : {"Male", "male ", "Female"}) builder.add(text);
  builder.add_missing();
  const text_column column = builder.finish();
  int calls = 0;
  const category_column<gender> genders(column, [&](std::string_view text) {
    ++calls;
    return gender_from(text);
  });
  CHECK(calls == 3);  // distinct texts, not rows; missing is not asked about
  CHECK(genders[0] == gender::male);
  CHECK(genders[1] == gender::male);
  CHECK(genders[2] == gender::female);
  CHECK(genders[3] == gender::missing);
  CHECK(genders.is_missing(3));
  CHECK_FALSE(genders.is_missing(0));

  const condition_column is_male(column, is_text("MALE  "));
  CHECK(is_male[0]);
  CHECK(is_male[1]);
  CHECK_FALSE(is_male[2]);
  CHECK_FALSE(is_male[3]);  // a comparison with a missing value is not true
}

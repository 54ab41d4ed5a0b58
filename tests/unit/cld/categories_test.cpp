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
  for (const auto m : {delivery_mechanism::direct_payment, delivery_mechanism::managed_budget,
                       delivery_mechanism::commissioned})
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

#include "ascof/episodes/event_view.hpp"

#include <catch2/catch.hpp>

#include "support/records_text.hpp"

using namespace ascof;
using namespace support;

TEST_CASE("an event touches a period when a day of it lies inside, both ends included") {
  struct situation {
    const char* start;
    const char* end;
    bool touches;
  };
  const situation table[] = {{"2024-03-01", "2024-03-31", false},
                             {"2024-03-01", "2024-04-01", true},
                             {"2025-03-31", "open", true},
                             {"2025-04-01", "open", false},
                             {"2020-01-01", "open", true},
                             {"2020-01-01", "2030-01-01", true},
                             {"2024-06-01", "2024-06-01", true},
                             // Events that end before they start, or start on no day, touch nothing.
                             {"2024-06-01", "2024-05-31", false},
                             {"2024-03-31", "2024-03-30", false},
                             {"-", "open", false},
                             {"-", "2024-06-01", false}};
  for (const situation& row : table) {
    CAPTURE(row.start, row.end);
    const records people = records_from_text(std::string("person | start | end\nP1 | ") + row.start + " | " + row.end);
    CHECK(event_view(people).touches(0, year_2024) == row.touches);
  }
}

TEST_CASE("an event is on at a day from its start to its end") {
  const records people = records_from_text("person | start | end\nP1 | 2024-06-01 | 2024-06-30");
  const event_view events(people);
  CHECK_FALSE(events.open_on(0, make_day(2024, 5, 31)));
  CHECK(events.open_on(0, make_day(2024, 6, 1)));
  CHECK(events.open_on(0, make_day(2024, 6, 30)));
  CHECK_FALSE(events.open_on(0, make_day(2024, 7, 1)));
}

TEST_CASE("types are read as categories") {
  const records people =
      records_from_text("person | event | client | service\nP1 | REVIEW | carer | community\nP2 | - | - | -");
  const event_view events(people);
  CHECK(events.type[0] == event_type::review);
  CHECK(events.client[0] == client_type::carer);
  CHECK(events.service[0] == service_type::community);
  CHECK(events.type[1] == event_type::missing);
  CHECK(events.client[1] == client_type::missing);
  CHECK(events.service[1] == service_type::missing);
}

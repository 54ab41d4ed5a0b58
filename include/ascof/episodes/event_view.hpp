/// @file event_view.hpp
/// The columns that most measures read, as days and categories.
#pragma once

#include <cstdint>

#include "ascof/cld/categories.hpp"
#include "ascof/core/period.hpp"
#include "ascof/prepare/records.hpp"

namespace ascof {

/// Events by row of a `records`, which must outlive the view.
struct event_view {
  explicit event_view(const records& people)
      : start(people.events().days(event::start)),
        end(people.events().days(event::end)),
        type(people.events().text(event::event_type), event_type_from),
        client(people.events().text(event::client_type), client_type_from),
        service(people.events().text(event::service_type), service_type_from) {}

  /// The event touches the period: it starts by its end and is open or ends on or after its start. Events without a
  /// start, and events that end before they start, do not.
  bool touches(std::uint32_t row, period reporting) const {
    const day from = start[row];
    const day until = end[row];
    return from && from <= reporting.end && (!until || (until >= from && until >= reporting.start));
  }

  /// The event is on at a day: it starts by then and is open or ends on or after it; same exceptions.
  bool open_on(std::uint32_t row, day on) const { return touches(row, {on, on}); }

  const day_column& start;
  const day_column& end;
  category_column<event_type> type;
  category_column<client_type> client;
  category_column<service_type> service;
};

}  // namespace ascof

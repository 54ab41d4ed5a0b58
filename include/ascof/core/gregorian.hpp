/// @file gregorian.hpp
/// Days and periods as Boost.Date_Time knows them: for programs that keep their calendar there.
#pragma once

#include <boost/date_time/gregorian/gregorian_types.hpp>

#include "ascof/core/day.hpp"
#include "ascof/core/period.hpp"

namespace ascof {

/// A missing day becomes not_a_date_time.
inline boost::gregorian::date to_gregorian(day d) {
  if (d.is_missing()) return boost::gregorian::date(boost::date_time::not_a_date_time);
  const civil_day c = to_civil(d);
  return {static_cast<unsigned short>(c.year), static_cast<unsigned short>(c.month),
          static_cast<unsigned short>(c.day_of_month)};
}

/// Not-a-date-time and the infinities become missing.
inline day from_gregorian(const boost::gregorian::date& d) {
  if (d.is_special()) return missing_day;
  return make_day(d.year(), d.month().as_number(), d.day().as_number());
}

/// Boost's period is half open; this one is closed, and both hold the same days.
inline boost::gregorian::date_period to_gregorian(period p) { return {to_gregorian(p.start), to_gregorian(p.end + 1)}; }
inline period from_gregorian(const boost::gregorian::date_period& p) {
  return make_period(from_gregorian(p.begin()), from_gregorian(p.last()));
}

}  // namespace ascof

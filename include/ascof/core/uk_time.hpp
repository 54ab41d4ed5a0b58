/// @file uk_time.hpp
/// The calendar day in the United Kingdom of a moment in Coordinated Universal Time. Databases that store days as UTC
/// moments hold a day of British Summer Time as 23:00 of the day before.
#pragma once

#include "ascof/core/instant.hpp"

namespace ascof {

/// The day on UK clocks at a moment of UTC, British Summer Time included: back to 1916, for births.
/// @source time zone database, Europe/London
/// @pre `utc` is not missing
day uk_day_of(instant utc);

/// What UK clocks show at a moment of UTC. @pre `utc` is not missing
instant uk_clock(instant utc);

}  // namespace ascof

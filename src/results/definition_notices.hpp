/// @file definition_notices.hpp
/// What must be known of figures because of how and for when they were asked for.
#pragma once

#include <vector>

#include "ascof/measure/measure.hpp"
#include "ascof/notices/notice.hpp"
#include "ascof/prepare/records.hpp"

namespace ascof {

/// Periods asked for that the records do not cover, and measures outside the years their definitions hold for.
notice_list notices_of_periods(const std::vector<measure>& wanted, const std::vector<period>& asked,
                               const records& people);

/// Users' own measures that compare costs or planned units with what no record has, or take those of several
/// frequencies together.
notice_list notices_of_costs(const std::vector<measure>& wanted, const records& people);

}  // namespace ascof

/// @file check.hpp
/// `ascof check`: the data quality report.
#pragma once

#include <string>

#include "ascof/quality/check.hpp"

namespace ascof::cli {

/// Exit code of a check that finds a submission would fail.
inline constexpr int submission_would_fail = 3;

/// Writes or prints what a check found. Empty paths: not asked for.
/// @return 0, or `submission_would_fail`
int report_check(const check_report& report, const std::string& out, const std::string& page, const std::string& rows,
                 bool quiet);

}  // namespace ascof::cli

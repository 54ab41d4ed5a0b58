/// @file prepare.hpp
/// From submissions to the department's main table.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ascof/cld/areas.hpp"
#include "ascof/cld/extract.hpp"
#include "ascof/cld/main_table.hpp"
#include "ascof/cld/mappings.hpp"
#include "ascof/core/period.hpp"
#include "ascof/prepare/attrition.hpp"
#include "ascof/prepare/submissions.hpp"

namespace ascof {

/// Which of the department's two main tables.
enum class table_mode {
  joined,  ///< the latest submission of every quarter, put together: ASCOF and waiting times
  single,  ///< one submission for twelve months, cost lines kept apart: the dashboard
};

struct prepare_options {
  table_mode mode = table_mode::joined;
  /// Joined: quarters inside it are chosen for. Single: must be covered as a whole. Nothing: what the submissions cover
  /// (joined), or the latest twelve months that end with a quarter and that a submission covers (single).
  std::optional<period> range{};
  day as_of{};  ///< submissions imported after this day are not looked at; missing: all are
  std::string method{"2026-06"};
  unsigned threads = 0;
  /// How many rows may be lost to faults (unreadable, without an identifier, default days) before preparing is refused.
  /// What the steps of the method drop is no fault.
  loss_limit accept_loss{};
  progress on_progress{};
};

/// A main table and how it came about.
struct prepared {
  main_table main;                        ///< rows by council, person, start, end, record number
  std::vector<submission> submissions;    ///< all that the extract holds, with stated and derived period
  std::vector<chosen_submission> chosen;  ///< `submission` counts in `submissions`
  period range;                           ///< the period asked for, or found
  attrition steps;
  /// By cleaned field: texts no mapping table knows, and the rows of the main table that have them.
  std::map<mapped_field, std::map<std::string, std::size_t>> unknown_values;
  notice_list notices{};  ///< of the extract and of the preparation; `main` has a copy
};

/// Makes a main table: chooses submissions, keeps the events of their reference periods, works out persons, unique
/// events, cropped services, ages and cleaned values, and keeps one row an event.
///
/// @source definitions B1 to B3 (method of June 2026)
/// @throws usage_error for an unknown method; input_error when no submission covers the period
prepared prepare(const extract& raw, const mappings& tables, const areas& known, const prepare_options& options = {});

}  // namespace ascof

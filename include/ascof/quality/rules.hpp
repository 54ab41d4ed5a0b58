/// @file rules.hpp
/// The specification's checks of client level data, as data.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ascof {

enum class rule_severity : std::uint8_t {
  error,    ///< the specification forbids it
  warning,  ///< the department works round it, or it is worth a look
  info,     ///< how data is treated: no test
};
/// "error", "warning", "info"
std::string_view to_text(rule_severity severity);

/// One rule of the specification.
struct quality_rule {
  std::string id;      ///< "V034"
  std::string fields;  ///< as the source names them, separated by "; "
  std::string theme;   ///< heading of the report: "mandatory fields"
  std::string text;    ///< what must hold, a sentence
  rule_severity severity = rule_severity::warning;
  std::string release;    ///< "both", "R1", "R2": the release for which the source states the rule
  std::string certainty;  ///< "documented", "inferred", ...
  std::string source;
  std::string untested;  ///< why no test is made of a rule that is none of `info`; empty: it is tested

  /// Whether the source says less than that the rule is documented.
  bool is_uncertain() const { return certainty != "documented"; }
};

/// All rules, by id.
/// @source reference of validation checks rebuilt from the department's published code (releases 1 and 2)
std::span<const quality_rule> quality_rules();

/// @throws std::logic_error for an id that the table does not have: a fault of the library
const quality_rule& find_quality_rule(std::string_view id);

}  // namespace ascof

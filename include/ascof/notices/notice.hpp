/// @file notice.hpp
/// What a reader of figures must know and cannot see from them.
///
/// A notice is data. It travels with what it is about: an extract, prepared records, results and published tables each
/// hold the notices of all that went into them. It never holds a value of a person's record: only names of files and
/// fields, counts, and texts of the library.
///
/// What a code means (how serious it is, what it does to figures, what to do) stands in one table, `notice_rules()`,
/// which the data quality report and the documentation share.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ascof {

enum class notice_severity {
  information,  ///< the figures stand; something was put right or is worth knowing
  warning,      ///< some figures are, or may be, other than the council means them to be
  serious,      ///< figures are misleading until this is mended
};
/// "information", "warning", "serious"
std::string_view to_text(notice_severity severity);

/// What a code means.
struct notice_rule {
  std::string code;  ///< "<area>.<kind>": "identity.placeholder"
  notice_severity severity = notice_severity::warning;
  std::string title;   ///< "Person identifiers that stand for nobody"
  std::string effect;  ///< what it does to the figures, a sentence without its full stop
  std::string advice;  ///< what to do, likewise
};

/// All codes, in the order of the table: by area.
std::span<const notice_rule> notice_rules();

/// @throws std::logic_error for a code that the table does not have: a fault of the library
const notice_rule& find_notice_rule(std::string_view code);

/// One finding.
struct notice {
  std::string code;
  notice_severity severity = notice_severity::warning;
  std::string file{};        ///< empty: not of one file
  std::string field{};       ///< header as written, or name of the field; empty: not of one field
  std::uint64_t rows = 0;    ///< rows concerned; 0: not counted in rows
  std::uint64_t people = 0;  ///< people concerned; 0: not counted in people
  std::uint64_t of = 0;      ///< rows (people, when `rows` is 0) that were looked at; 0: no share can be given
  std::string found{};       ///< what was met, a clause that begins with the counts where there are any
  std::string effect{};
  std::string advice{};
  std::vector<std::string> figures{};        ///< ids of measures or figures it touches, as far as that is known
  std::vector<std::uint64_t> first_lines{};  ///< up to five lines of the file

  /// Rows (people, when `rows` is 0) as a share of `of`, 0 to 1; 0 when there is none.
  double share() const;

  friend bool operator==(const notice&, const notice&) = default;
};

/// A notice with the severity, effect and advice of its code.
/// @throws std::logic_error for an unknown code
notice make_notice(std::string_view code, std::string found);

/// One line: "FILE: FIELD: found; effect; advice".
std::string to_text(const notice& n);

using notice_list = std::vector<notice>;

/// Adds notices that are not there yet. Those of the same code, file and field that say the same stand once.
void add_notices(notice_list& to, std::span<const notice> more);

/// A limit to what may be lost to faults before a run is refused.
struct loss_limit {
  double share = 0.05;      ///< of the rows: more than this is refused
  std::uint64_t rows = 20;  ///< fewer rows than this are never refused, whatever their share
  bool passed_by(std::uint64_t lost, std::uint64_t of) const {
    return lost >= rows && static_cast<double>(lost) > share * static_cast<double>(of);
  }
};

}  // namespace ascof

/// @file text.hpp
/// Text as the department's database compares it: without regard to case and to trailing blanks.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace ascof {

/// The form under which two texts are the same: lower case (ASCII, Latin-1 letters in UTF-8), trailing blanks dropped.
/// Leading blanks and tabs count. `fold("Service User ") == fold("service user")`.
std::string fold(std::string_view text);

/// `fold(a) == fold(b)`
bool same_text(std::string_view a, std::string_view b);

/// True when the folded text contains the folded part: SQL's LIKE '%part%'.
bool contains_text(std::string_view text, std::string_view part);

/// True when the folded text begins with the folded part: SQL's LIKE 'part%'.
bool starts_with_text(std::string_view text, std::string_view part);

/// True when the text is empty or blanks only.
bool is_blank(std::string_view text);

/// Bytes of the blank of another kind (no-break, thin, zero-width, ideographic, byte order mark, soft hyphen) that the text
/// begins with; 0 when it begins with none. The plain blank and the tab are none of these.
std::size_t odd_blank(std::string_view text);

/// A text as it was typed before a web page, a word processor or a spreadsheet changed it: blanks of all kinds, tabs, line
/// breaks and doubled blanks inside are one plain blank; those of other kinds around it are gone, as is one pair of quotes
/// around all of it; dashes are hyphens and quotes straight; entities (&amp;) and UTF-8 that was read as Windows-1252 are
/// decoded; an apostrophe in front, by which spreadsheets mark a text, is dropped. Plain blanks in front or behind stay.
std::string repaired_text(std::string_view text);

/// True when `repaired_text` changes nothing, as a look at the bytes tells: quick, and false for some that it would keep.
bool needs_no_repair(std::string_view text);

/// A text as it may stand in a cell: one that a spreadsheet would take for a formula (it begins with =, +, -, @, a tab or a
/// carriage return and is no number) gets an apostrophe in front, by which spreadsheets mark texts.
std::string guarded(std::string_view text);
/// The text without that apostrophe, for tables of our own that are read back.
std::string_view without_guard(std::string_view text);

/// True for well-formed UTF-8 (no surrogates, no overlong forms).
bool is_utf8(std::string_view bytes);

/// Windows-1252 to UTF-8. The five unassigned bytes become U+FFFD.
std::string utf8_from_windows_1252(std::string_view bytes);

/// The candidate a person may have meant: fewest edits, at most a third of the length (case and punctuation apart).
/// @return empty when none is close
std::string_view nearest_name(std::string_view name, std::span<const std::string_view> candidates);

}  // namespace ascof

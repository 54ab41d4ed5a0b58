/// @file definition.hpp
/// Definitions have an identity, and can be written down, sent and made again.
///
/// What is written: expressions, episodes, breakdowns, calculations, measures and kinds of record as bytes, a measure also
/// as JSON that people can read, compare and store. All of it is described in docs/formats.md. Operations, statistics,
/// fields and units stand in it by their names. A graph stays a graph: a part that stands in many places is written once.
///
/// The same definition gives the same bytes on every machine. What is read is made again by the functions that programs
/// use (`expressions::`, `make_spells`, `declare_record_type`, `check`), so that nothing gets in that could not be
/// written in a program. Damaged, cut off and foreign bytes are refused, and so are those of a newer version.
#pragma once

#include <string>
#include <string_view>

#include "ascof/measure/measure.hpp"
#include "ascof/prepare/method.hpp"
#include "ascof/records/record_type.hpp"

namespace ascof {

/// 32 hexadecimal digits that say what a measure counts: two measures have the same only when they count alike.
///
/// Of its figures: statistic, conditions, values, breakdowns, denominators, populations, decimals and remarks (unknown,
/// invalid); of side counts what they count; periods, rows for England, whether it is official; of episodes and kinds of
/// record what makes them; and the method. Ids, titles, descriptions, polarity and traces do not belong to it: the same
/// rule under another name has the same fingerprint.
std::string fingerprint(const measure& of, std::string_view method = default_method);

/// 32 digits that say which lines and columns the traces of a measure have.
std::string trace_fingerprint(const measure& of);

// ---- bytes ---------------------------------------------------------------------------------------------------------

/// @throws usage_error (bad_definition) for episodes of a builder that a program made itself (no `episode_recipe`), and
/// for no expression
std::string to_bytes(const expr& of);
std::string to_bytes(const episode_frame& of);
std::string to_bytes(const breakdown& of);
std::string to_bytes(const calculation& of);
std::string to_bytes(const measure& of);
std::string to_bytes(const record_type& of);

/// @throws input_error for bytes that are nothing of the kind, are damaged or cut off, were written by a newer version, or
/// whose parts do not fit together
expr expression_from_bytes(std::string_view bytes);
episode_frame episodes_from_bytes(std::string_view bytes);
breakdown breakdown_from_bytes(std::string_view bytes);
calculation calculation_from_bytes(std::string_view bytes);
/// @throws input_error as above, and for a measure that says to be an official one of the catalogue and counts otherwise
measure measure_from_bytes(std::string_view bytes);
record_type_ptr record_type_from_bytes(std::string_view bytes);

// ---- JSON ----------------------------------------------------------------------------------------------------------

/// The whole definition as text, a part a line, with its fingerprint: the same text for the same definition.
/// @throws usage_error (bad_definition) as `to_bytes`, and for texts that are no UTF-8
std::string to_json(const measure& of);

/// The measure of such a text. Its fingerprint may be left out; where it stands it must be right, so that a definition
/// that was changed is not taken for the one that was written.
/// @throws input_error as `measure_from_bytes`
measure measure_from_json(std::string_view text);

}  // namespace ascof

/// @file identity.hpp
/// What identifies people in an extract: placeholders, numbers that a spreadsheet changed, days that systems write for none.
#pragma once

#include <string>
#include <string_view>

#include "ascof/cld/extract.hpp"

namespace ascof {

/// What an identifier turns out to be.
struct read_identifier {
  enum class kind {
    kept,         ///< as it is
    changed,      ///< the same identifier, written otherwise: blanks, hyphens, ".0", an exact power of ten
    placeholder,  ///< identifies nobody
    rounded,      ///< digits were lost: 9.99E+09
  };
  kind is = kind::kept;
  std::string text{};  ///< of a changed one
};

/// An NHS number, or a pseudonym of one, which is never changed.
read_identifier read_nhs_number(std::string_view text);
/// A council's own identifier of a person, or a council's code.
read_identifier read_local_identifier(std::string_view text);

/// True for ten digits whose last is the check digit of the others.
/// @source NHS Data Model and Dictionary, modulus 11
bool has_check_digit(std::string_view nhs_number);

/// Takes identifiers as they were meant, or as missing where they identify nobody, and default days of births and deaths as
/// missing, in a council's own file; the department's copy keeps all as it is. Adds a notice for each kind met and counts
/// what a preparation loses (`extract::lost`).
/// @throws input_error for identifiers that were rounded: nobody can tell who they are
void read_identities(extract& of);

}  // namespace ascof

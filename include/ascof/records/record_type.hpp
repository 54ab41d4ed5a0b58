/// @file record_type.hpp
/// Kinds of record as data: what a row is, which fields it has, and which of them say whose it is, when and of what.
///
/// A declaration is all that a kind of record needs: its columns and header aliases, how its values are read, the series
/// of the algebra, its page of the reference and its place among other tables (whose rows belong to which) are made of it.
/// The kinds that come with the library (`record_types`) and a council's own are declared alike:
///
///     const auto waiting = declare_record_type({
///         .name = "ot_waiting", .row = "a person waiting for an occupational therapist",
///         .fields = {{"la_code"}, {"person_id"}, {"referred", record_kind::date}, {"seen", record_kind::date},
///                    {.name = "priority", .allowed = {"Urgent", "Routine"}}},
///         .council = "la_code", .person = "person_id", .start = "referred", .end = "seen"});
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "ascof/core/table.hpp"

namespace ascof {

/// What a field of a record holds.
enum class record_kind {
  text,     ///< a category or an identifier
  texts,    ///< several categories in one field, separated by semicolons
  date,     ///< a day: ISO, or day first
  integer,  ///< a whole number
  amount,   ///< a number with two decimals: money, hours
};
std::string_view to_text(record_kind kind);

/// Whether a row must have a value.
enum class presence {
  optional,
  conditional,  ///< needed by some measures, or where another field says so
  mandatory,    ///< a row without its key or a mandatory date is left out; the file must have the column
};
std::string_view to_text(presence needed);

/// One field of a kind of record.
struct record_field {
  std::string name;  ///< lower case, words joined by underscores: "date_received"
  record_kind kind = record_kind::text;
  std::vector<std::string> allowed{};  ///< values of the field's list, as they are shown; empty: any
  std::vector<std::string> codes{};    ///< what files hold for each of them, when those are codes; else empty
  presence needed = presence::optional;
  std::vector<std::string> headers{};  ///< other headers of the column, beyond case, blanks and punctuation
  std::string description{};
  std::string unit{};       ///< of numbers: "pounds", "days"
  std::string source{};     ///< document the field is from
  std::string certainty{};  ///< how sure name and meaning are: "high", "medium", "low"
  bool personal = false;    ///< identifies a person: its values stay out of every message
};

/// A field by which a row belongs to a row of another kind: an enquiry's concern.
struct record_link {
  std::string field;  ///< holds the other row's own key
  std::string to;     ///< name of the other kind
};

/// What `declare_record_type` makes a kind of record of. Empty names: the kind has no such field.
struct record_declaration {
  std::string name;   ///< "safeguarding_concern"
  std::string row{};  ///< what one row is: "a concern about an adult"
  std::vector<record_field> fields{};
  std::string council{};  ///< field with the council's code; without one all rows are of the study's only council
  std::string person{};   ///< field with the council's reference of the person; without one the rows are of nobody
  std::string key{};      ///< field that tells the council's rows apart: of several rows with one key the last stands
  std::string start{};
  std::string end{};
  std::vector<record_link> links{};
  std::string source{};
  /// Several fields may make a key together; then `key` is empty.
  std::vector<std::string> also_key{};
  /// Of rows that are of nobody: those of one council with the same text in this field stand together, as the rows of a
  /// person do, so that a look-up goes through all of them. Rows of several kinds stand together by a field of one name.
  std::string together{};
  std::string year{};  ///< names the financial year that a row is of: "2024-25"
};

/// A kind of record. Made by `declare_record_type`, never changed.
class record_type {
 public:
  static constexpr std::size_t none = static_cast<std::size_t>(-1);

  const std::string& name() const { return declared_.name; }
  const std::string& row() const { return declared_.row; }
  const std::vector<record_field>& fields() const { return declared_.fields; }
  const record_declaration& declaration() const { return declared_; }

  /// Positions of fields; `none` when the kind has no such field.
  std::size_t council() const { return council_; }
  std::size_t person() const { return person_; }
  std::size_t key() const { return key_; }
  std::size_t start() const { return start_; }
  std::size_t end() const { return end_; }
  std::size_t together() const { return together_; }
  std::size_t year() const { return year_; }
  /// Fields that together tell the council's rows apart; empty when rows are not told apart.
  const std::vector<std::size_t>& whole_key() const { return whole_key_; }
  const std::vector<record_link>& links() const { return declared_.links; }

  /// @return `none` when no field has this name
  std::size_t find(std::string_view field) const;
  /// @throws usage_error with the nearest for an unknown name
  std::size_t at(std::string_view field) const;
  /// Position of the link to a kind of record. @throws usage_error when there is none
  std::size_t link_to(std::string_view type) const;

  /// Columns of a file of such records, in order of the fields.
  const schema& columns() const { return columns_; }

  /// Two kinds with the same fingerprint have the same fields, values, keys and links.
  const std::string& fingerprint() const { return fingerprint_; }

  record_type(const record_type&) = delete;
  record_type& operator=(const record_type&) = delete;

 private:
  friend std::shared_ptr<const record_type> declare_record_type(record_declaration of);
  explicit record_type(record_declaration of);

  record_declaration declared_;
  std::size_t council_ = none, person_ = none, key_ = none, start_ = none, end_ = none;
  std::size_t together_ = none, year_ = none;
  std::vector<std::size_t> whole_key_;
  schema columns_;
  std::string fingerprint_;
};
using record_type_ptr = std::shared_ptr<const record_type>;

/// Checks a declaration and makes the kind of record.
/// @throws usage_error (bad_definition) for a name that is no plain word, a field twice, a key, date or link that no field
/// has or that is of another kind, a list with a value twice
record_type_ptr declare_record_type(record_declaration of);

/// The kinds that come with the library: safeguarding, deprivation of liberty, surveys, workforce, providers.
const std::vector<record_type_ptr>& record_types();

/// One of them. @throws usage_error with the nearest for an unknown name
record_type_ptr record_type_named(std::string_view name);

}  // namespace ascof

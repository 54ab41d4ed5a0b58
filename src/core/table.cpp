#include "ascof/core/table.hpp"

#include <stdexcept>

namespace ascof {
namespace {

/// The characters of a header that count: letters and digits, lower case.
std::string header_key(std::string_view header) {
  std::string key;
  for (const char c : header) {
    if (c >= 'A' && c <= 'Z') {
      key += static_cast<char>(c + ('a' - 'A'));
    } else if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
      key += c;
    }
  }
  return key;
}

}  // namespace

int schema::find(std::string_view header) const {
  const std::string key = header_key(header);
  if (key.empty()) return -1;
  for (std::size_t i = 0; i < fields.size(); ++i) {
    if (header_key(fields[i].name) == key) return static_cast<int>(i);
    for (const std::string_view other : fields[i].also)
      if (header_key(other) == key) return static_cast<int>(i);
  }
  return -1;
}

table::table(const schema& columns, std::size_t rows)
    : table(columns, rows, std::vector<bool>(columns.fields.size(), false)) {}

table::table(const schema& columns, std::size_t rows, const std::vector<bool>& to_come)
    : rows_(rows), columns_(columns.fields.size()), present_(columns.fields.size(), false) {
  for (std::size_t i = 0; i < columns.fields.size(); ++i) {
    if (to_come[i]) continue;
    switch (columns.fields[i].kind) {
      case field_kind::text: columns_[i] = text_column{{std::make_shared<dictionary>()}, code_vector(rows)}; break;
      case field_kind::day: columns_[i] = day_column(rows, missing_day); break;
      case field_kind::integer:
      case field_kind::mentions: columns_[i] = integer_column(rows, missing_integer); break;
      case field_kind::record:
      case field_kind::hundredths: columns_[i] = wide_column(rows, missing_wide); break;
      case field_kind::skipped: break;
    }
  }
}

template <typename Column>
void table::put(std::size_t field, Column column) {
  if (column.size() != rows_) throw std::logic_error("a column of another length was put into a table");
  columns_[field] = std::move(column);
  present_[field] = true;
}

void table::set(std::size_t field, text_column column) { put(field, std::move(column)); }
void table::set(std::size_t field, day_column column) { put(field, std::move(column)); }
void table::set(std::size_t field, integer_column column) { put(field, std::move(column)); }
void table::set(std::size_t field, wide_column column) { put(field, std::move(column)); }

table gather(const table& from, const schema& columns, std::span<const std::uint32_t> rows) {
  table made(columns, rows.size());
  for (std::size_t field = 0; field < columns.fields.size(); ++field) {
    if (!from.has(field)) continue;
    switch (columns.fields[field].kind) {
      case field_kind::text: made.set(field, gather(from.text(field), rows)); break;
      case field_kind::day: made.set(field, gather(from.days(field), rows)); break;
      case field_kind::integer:
      case field_kind::mentions: made.set(field, gather(from.integers(field), rows)); break;
      case field_kind::record:
      case field_kind::hundredths: made.set(field, gather(from.wides(field), rows)); break;
      case field_kind::skipped: break;
    }
  }
  return made;
}

}  // namespace ascof

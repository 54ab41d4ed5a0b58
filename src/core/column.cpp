#include "ascof/core/column.hpp"

#include <algorithm>

namespace ascof {

code_vector::code_vector(std::size_t rows, code largest)
    : rows_(rows),
      width_(largest == 0      ? 0U
             : largest < 256   ? 1U
             : largest < 65536 ? 2U
                               : 4U),
      bytes_(rows * width_) {}

text_column text_column_builder::finish() const {
  code largest = 0;
  for (const code c : codes_) largest = std::max(largest, c);
  text_column column{values_, code_vector(codes_.size(), largest)};
  for (std::size_t row = 0; row < codes_.size(); ++row) column.codes.set(row, codes_[row]);
  return column;
}

text_column gather(const text_column& column, std::span<const std::uint32_t> rows) {
  text_column out{column.values, {}};
  if (column.codes.width() == 0) {
    out.codes = code_vector(rows.size());
    return out;
  }
  out.codes = code_vector(rows.size(), column.values->size() - 1);
  for (std::size_t i = 0; i < rows.size(); ++i) out.codes.set(i, column.codes[rows[i]]);
  return out;
}

}  // namespace ascof

#include "ingest/piece.hpp"

#include <algorithm>

namespace ascof::ingest {
namespace {

template <typename Narrow>
void narrow_into(const std::vector<code>& codes, std::vector<std::uint8_t>& bytes) {
  bytes.resize(codes.size() * sizeof(Narrow));
  std::uint8_t* out = bytes.data();
  for (const code c : codes) {
    const auto narrow = static_cast<Narrow>(c);
    std::memcpy(out, &narrow, sizeof narrow);
    out += sizeof narrow;
  }
}

}  // namespace

void piece_codes::assign(const std::vector<code>& codes, code limit) {
  width = limit <= 1 ? 0 : limit <= 0x100 ? 1 : limit <= 0x10000 ? 2 : 4;
  switch (width) {
    case 0: break;
    case 1: narrow_into<std::uint8_t>(codes, bytes); break;
    case 2: narrow_into<std::uint16_t>(codes, bytes); break;
    default: narrow_into<std::uint32_t>(codes, bytes); break;
  }
}

void piece_column::take_back(std::span<const std::uint8_t> rejected) {
  const auto compact = [rejected](auto& values) {
    if (values.empty()) return;
    const std::size_t first = values.size() - rejected.size();
    std::size_t kept = first;
    for (std::size_t row = 0; row < rejected.size(); ++row)
      if (rejected[row] == 0) values[kept++] = values[first + row];
    values.resize(kept);
  };
  compact(texts);
  compact(days);
  compact(integers);
  compact(wides);
}

std::string_view describe(row_fault fault) {
  switch (fault) {
    case row_fault::blank_line: return "a blank line";
    case row_fault::all_empty: return "a row of empty fields";
    case row_fault::header_again: return "the header once more";
    case row_fault::extra_fields: return "empty fields behind the last column";
    case row_fault::short_row: return "fields missing at the end, taken as empty";
  }
  return "";
}

void fault_count::append(const fault_count& later) {
  for (std::size_t i = 0; i < std::min<std::uint64_t>(later.rows, places_kept) && rows + i < places_kept; ++i)
    places[rows + i] = later.places[i];
  rows += later.rows;
}

void fault_counts::append(const fault_counts& later) {
  for (std::size_t i = 0; i < rows.size(); ++i) rows[i].append(later.rows[i]);
  for (std::size_t c = 0; c < columns.size(); ++c)
    for (std::size_t i = 0; i < columns[c].size(); ++i) columns[c][i].append(later.columns[c][i]);
}

std::vector<std::uint64_t> fault_counts::all_places() const {
  std::vector<std::uint64_t> all;
  const auto add = [&all](const fault_count& count) {
    const auto kept = static_cast<std::ptrdiff_t>(std::min<std::uint64_t>(count.rows, fault_count::places_kept));
    all.insert(all.end(), count.places.begin(), count.places.begin() + kept);
  };
  for (const fault_count& count : rows) add(count);
  for (const auto& column : columns)
    for (const fault_count& count : column) add(count);
  return all;
}

}  // namespace ascof::ingest

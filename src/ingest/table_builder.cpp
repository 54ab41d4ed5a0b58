#include "ingest/table_builder.hpp"

#include <algorithm>
#include <array>
#include <span>

#include "ascof/core/parallel.hpp"
#include "ascof/core/text.hpp"

namespace ascof::ingest {
namespace {

template <typename Narrow, typename Wide>
void translate(const std::uint8_t* from, std::size_t rows, const std::vector<code>& map, std::uint8_t* to) {
  for (std::size_t row = 0; row < rows; ++row) {
    Narrow own;
    std::memcpy(&own, from + row * sizeof own, sizeof own);
    const auto shared = static_cast<Wide>(map[own]);
    std::memcpy(to + row * sizeof shared, &shared, sizeof shared);
  }
}

template <typename Narrow>
void translate(const piece_codes& from, std::size_t rows, const std::vector<code>& map, code_vector& to,
               std::size_t first) {
  std::uint8_t* out = to.bytes() + first * to.width();
  switch (to.width()) {
    case 1: translate<Narrow, std::uint8_t>(from.bytes.data(), rows, map, out); break;
    case 2: translate<Narrow, std::uint16_t>(from.bytes.data(), rows, map, out); break;
    default: translate<Narrow, std::uint32_t>(from.bytes.data(), rows, map, out); break;
  }
}

void append(piece_column& from, std::vector<day>& to) { to.insert(to.end(), from.days.begin(), from.days.end()); }
void append(piece_column& from, integer_column& to) { to.insert(to.end(), from.integers.begin(), from.integers.end()); }
void append(piece_column& from, wide_column& to) { to.insert(to.end(), from.wides.begin(), from.wides.end()); }

}  // namespace

table_builder::table_builder(const schema& columns) : columns_(columns) {
  for (std::size_t field = 0; field < columns.fields.size(); ++field)
    if (columns.fields[field].kind == field_kind::text) texts_.emplace_back().field = field;
}

std::size_t table_builder::expect(std::size_t count) {
  const std::size_t first = slots_.size();
  for (std::size_t i = 0; i < count; ++i) slots_.emplace_back();
  return first;
}

void table_builder::done(std::size_t number) {
  slot& own = slots_[number];
  own.source_of.assign(columns_.fields.size(), none);
  for (std::size_t i = 0; i < own.content.sources->size(); ++i) own.source_of[(*own.content.sources)[i].field] = i;
  own.code_maps.resize(own.content.sources->size());
  own.ready.store(true, std::memory_order_release);
  for (std::size_t i = 0; i < texts_.size(); ++i) {
    // Threads begin at different columns, so that they seldom meet.
    text_field& text = texts_[(i + number) % texts_.size()];
    const std::unique_lock lock(text.guard, std::try_to_lock);
    if (lock.owns_lock()) merge_ready(text);
  }
}

void table_builder::settle(unsigned threads) {
  for_each_part(texts_.size(), threads, [this](std::size_t i) {
    const std::lock_guard lock(texts_[i].guard);
    merge_ready(texts_[i]);
  });
}

void table_builder::merge_ready(text_field& text) {
  for (; text.next < slots_.size() && slots_[text.next].ready.load(std::memory_order_acquire); ++text.next)
    merge(text, slots_[text.next]);
}

code table_builder::merge_decoded(text_field& text, std::string_view bytes, std::size_t file) {
  if (is_utf8(bytes)) return text.values->intern(bytes);
  if (text.decoded_file != file) {
    text.decoded.clear();
    text.decoded_file = file;
  }
  if (text.decoded.emplace(bytes).second) {
    text.decoded_counts.resize(std::max(text.decoded_counts.size(), file + 1));
    ++text.decoded_counts[file];
  }
  return text.values->intern(utf8_from_windows_1252(bytes));
}

void table_builder::merge(text_field& text, slot& from) {
  const std::size_t source = from.source_of[text.field];
  if (source == none) return;
  piece_dictionary& own = from.content.columns[source].dictionary;
  std::vector<code>& map = from.code_maps[source];
  map.resize(own.size());
  if (own.has_upper_half()) {
    for (code c = 1; c < own.size(); ++c) map[c] = merge_decoded(text, own[c], from.content.file);
  } else {
    std::array<std::string_view, 256> some;
    for (code c = 1; c < own.size();) {
      const code first = c;
      while (c < own.size() && c - first < some.size()) {
        some[c - first] = own[c];
        ++c;
      }
      text.values->intern_all(std::span(some).first(c - first), std::span(map).subspan(first, c - first));
    }
  }
  own = piece_dictionary();
}

table table_builder::finish(unsigned threads, std::vector<file_report>& reports, std::vector<std::size_t>& first_row) {
  settle(threads);
  first_row.assign(reports.size() + 1, 0);
  std::size_t rows = 0;
  std::vector<bool> present(columns_.fields.size(), false);
  for (slot& each : slots_) {
    rows += each.content.rows;
    first_row[each.content.file + 1] += each.content.rows;
    for (const source_column& source : *each.content.sources) present[source.field] = true;
  }
  for (std::size_t file = 0; file < reports.size(); ++file) first_row[file + 1] += first_row[file];
  for (const text_field& text : texts_)
    for (std::size_t file = 0; file < text.decoded_counts.size(); ++file)
      reports[file].windows_1252_values += text.decoded_counts[file];

  table out(columns_, rows, present);
  std::vector<std::size_t> fields;
  for (std::size_t field = 0; field < present.size(); ++field)
    if (present[field]) fields.push_back(field);
  for_each_part(fields.size(), threads, [&](std::size_t i) { assemble(fields[i], rows, out); });
  slots_.clear();
  texts_.clear();
  return out;
}

void table_builder::put(std::size_t field, auto column, table& out) {
  const std::lock_guard lock(table_guard_);
  out.set(field, std::move(column));
}

void table_builder::assemble(std::size_t field, std::size_t rows, table& out) {
  const auto concatenated = [&](auto column, auto missing) {
    column.reserve(rows);
    for (slot& each : slots_) {
      const std::size_t source = each.source_of[field];
      if (source == none) {
        column.insert(column.end(), each.content.rows, missing);
      } else {
        append(each.content.columns[source], column);
        piece_column().days.swap(each.content.columns[source].days);
        piece_column().integers.swap(each.content.columns[source].integers);
        piece_column().wides.swap(each.content.columns[source].wides);
      }
    }
    put(field, std::move(column), out);
  };
  switch (columns_.fields[field].kind) {
    case field_kind::text: {
      const auto text =
          std::find_if(texts_.begin(), texts_.end(), [field](const text_field& t) { return t.field == field; });
      text_column column{text->values, code_vector(rows, text->values->size() - 1)};
      std::size_t first = 0;
      for (slot& each : slots_) {
        const std::size_t source = each.source_of[field];
        if (source != none && column.codes.width() != 0) {
          const std::vector<code>& map = each.code_maps[source];
          piece_codes& codes = each.content.columns[source].codes;
          switch (codes.width) {
            case 0: break;
            case 1: translate<std::uint8_t>(codes, each.content.rows, map, column.codes, first); break;
            case 2: translate<std::uint16_t>(codes, each.content.rows, map, column.codes, first); break;
            default: translate<std::uint32_t>(codes, each.content.rows, map, column.codes, first); break;
          }
          codes = piece_codes();
          std::vector<code>().swap(each.code_maps[source]);
        }
        first += each.content.rows;
      }
      put(field, std::move(column), out);
      break;
    }
    case field_kind::day: concatenated(day_column(), missing_day); break;
    case field_kind::integer:
    case field_kind::mentions: concatenated(integer_column(), missing_integer); break;
    case field_kind::record:
    case field_kind::hundredths: concatenated(wide_column(), missing_wide); break;
    case field_kind::skipped: break;
  }
}

}  // namespace ascof::ingest

/// @file table_builder.hpp
/// Puts pieces together into a table. Codes are numbered in order of first appearance over all pieces, whichever thread
/// read which piece when.
#pragma once

#include <atomic>
#include <cstddef>
#include <deque>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "ascof/core/table.hpp"
#include "ascof/ingest/report.hpp"
#include "ingest/piece.hpp"

namespace ascof::ingest {

class table_builder {
 public:
  explicit table_builder(const schema& columns);

  /// Makes places for `count` more pieces, to be filled in any order. @return the number of the first of them
  std::size_t expect(std::size_t count);

  piece& at(std::size_t number) { return slots_[number].content; }

  /// The piece is complete. Merges the dictionaries of pieces whose turn has come, as far as no other thread is at it.
  /// May be called from several threads.
  void done(std::size_t number);

  /// Merges what is left. All pieces expected so far must be done; afterwards none points at its file any more.
  void settle(unsigned threads);

  /// Rows of the pieces of each file, in order; distinct Windows-1252 values go to the reports.
  /// @param reports  by file, as numbered in the pieces
  /// @param first_row  gets the first row of each file and the number of rows
  /// @return the table; the builder is then empty
  table finish(unsigned threads, std::vector<file_report>& reports, std::vector<std::size_t>& first_row);

 private:
  static constexpr std::size_t none = static_cast<std::size_t>(-1);

  struct slot {
    piece content;
    std::atomic<bool> ready{false};
    std::vector<std::vector<code>> code_maps;  ///< by source column: from the piece's codes to the table's
    std::vector<std::size_t> source_of;        ///< by field of the schema
  };

  /// A text field on its way: the table's dictionary and the next piece to merge into it.
  struct text_field {
    std::size_t field = 0;
    std::mutex guard;
    std::shared_ptr<dictionary> values = std::make_shared<dictionary>();
    std::size_t next = 0;
    std::size_t decoded_file = none;
    std::set<std::string, std::less<>> decoded;  ///< distinct Windows-1252 texts met in `decoded_file`
    std::vector<std::uint64_t> decoded_counts;   ///< by file
  };

  void merge_ready(text_field& text);
  void merge(text_field& text, slot& from);
  /// Code of a text that may be Windows-1252.
  static code merge_decoded(text_field& text, std::string_view bytes, std::size_t file);
  void assemble(std::size_t field, std::size_t rows, table& out);
  void put(std::size_t field, auto column, table& out);

  const schema& columns_;
  std::deque<slot> slots_;
  std::deque<text_field> texts_;
  std::mutex table_guard_;
};

}  // namespace ascof::ingest

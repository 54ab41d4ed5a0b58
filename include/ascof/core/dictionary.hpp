/// @file dictionary.hpp
/// Distinct texts of a column and their codes. Whatever is asked of a category is asked once per entry, not per row.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

namespace ascof {

/// Number of an entry of a dictionary. 0 is "missing" in every dictionary, so a table of facts by code needs no branch.
using code = std::uint32_t;

inline constexpr code missing_code = 0;

/// Append-only set of texts, numbered 1, 2, 3 ... in order of first appearance. Entry 0 is missing (reads as "").
/// The texts live as long as the dictionary; views into it stay valid while it grows.
class dictionary {
 public:
  dictionary();
  dictionary(const dictionary&) = delete;
  dictionary& operator=(const dictionary&) = delete;
  dictionary(dictionary&&) noexcept = default;
  dictionary& operator=(dictionary&&) noexcept = default;

  /// Code of `text`, which is added when new. The empty text is an entry like any other, not "missing".
  code intern(std::string_view text);

  /// `codes[i] = intern(texts[i])` for all, in order. Much faster than one by one when there are many entries: the
  /// places in memory that the look-ups need are asked for ahead.
  /// @pre as many codes as texts
  void intern_all(std::span<const std::string_view> texts, std::span<code> codes);

  /// Code of `text`, or missing_code when it has none.
  code find(std::string_view text) const;

  std::string_view operator[](code c) const { return entries_[c]; }

  /// Number of codes in use, "missing" included: codes are 0 to size() - 1.
  code size() const { return static_cast<code>(entries_.size()); }

  /// Bytes held.
  std::size_t memory() const;

 private:
  /// The hash beside the code tells most other texts apart without looking at them.
  struct slot {
    std::uint32_t hash;
    code number;
  };

  code intern_hashed(std::string_view text, std::uint32_t hash);
  std::string_view keep(std::string_view text);
  void grow();

  std::vector<std::string_view> entries_;
  std::vector<slot> slots_;  // open addressing, power of two, code 0 = free
  std::vector<std::unique_ptr<char[]>> blocks_;
  std::size_t block_used_ = 0;
  std::size_t block_size_ = 0;
  std::size_t block_total_ = 0;
};

/// For each code of `texts` the code of its folded form in a new dictionary: two entries share a number exactly when
/// the department's database would call them equal. Entry 0 stays 0.
struct folded_codes {
  dictionary forms;
  std::vector<code> of;  ///< by code of the original dictionary
};
folded_codes fold_codes(const dictionary& texts);

/// For each code its place (from 1) when the texts are sorted byte by byte; missing is 0.
std::vector<code> sorted_ranks(const dictionary& texts);

}  // namespace ascof

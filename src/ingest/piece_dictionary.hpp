/// @file piece_dictionary.hpp
/// The texts of one column in one piece of a file. Short-lived: it points at the file's bytes and copies only what is
/// not there as it reads (doubled quotes).
///
/// Texts are distinct as long as that pays. In a column of identifiers nearly every row has another text; from then on
/// they are only listed, since the table's dictionary has to find the same ones again anyway.
#pragma once

#include <cstdint>
#include <cstring>
#include <memory>
#include <string_view>
#include <vector>

#include "ascof/core/dictionary.hpp"
#include "core/text_hash.hpp"

namespace ascof::ingest {

class piece_dictionary {
 public:
  piece_dictionary() : slots_(64), entries_(1) {}

  /// Code of a text that is not empty: 1, 2, 3 ... in order of first appearance. When texts are but listed, one text
  /// may have several.
  /// @param lasting  the bytes stay where they are until the dictionary is merged; otherwise a new text is copied
  code intern(std::string_view text, bool lasting) {
    if (only_listed_) return list(text, lasting);
    const std::uint64_t hash = hash_text(text);
    const auto tag = static_cast<std::uint32_t>(hash ^ (hash >> 32U));
    const std::size_t mask = slots_.size() - 1;
    std::size_t at = tag & mask;
    for (; slots_[at].number != missing_code; at = (at + 1) & mask) {
      if (slots_[at].tag != tag) continue;
      const entry& candidate = entries_[slots_[at].number];
      if (candidate.size == text.size() && same_bytes(candidate.text, text.data(), text.size()))
        return slots_[at].number;
    }
    slots_[at] = {tag, size()};
    if (size() * 2 > slots_.size()) grow();
    return list(text, lasting);
  }

  /// To be asked now and then, with the number of texts taken so far.
  void consider_listing(std::size_t taken) {
    constexpr code enough = 1024;
    only_listed_ = only_listed_ || (size() > enough && size() > taken - taken / 4);
  }

  bool only_lists() const { return only_listed_; }

  /// Number of codes in use, 0 (missing) included.
  code size() const { return static_cast<code>(entries_.size()); }
  std::string_view operator[](code c) const { return {entries_[c].text, entries_[c].size}; }

  /// True when some text has bytes outside ASCII and must be looked at.
  bool has_upper_half() const { return upper_half_; }

  /// Gives back what only `intern` needs.
  void close() {
    std::vector<slot>().swap(slots_);
    only_listed_ = true;
  }

 private:
  struct slot {
    std::uint32_t tag = 0;
    code number = missing_code;
  };
  struct entry {
    const char* text = nullptr;
    std::uint32_t size = 0;
  };

  code list(std::string_view text, bool lasting) {
    unsigned char any = 0;
    for (const char c : text) any = static_cast<unsigned char>(any | static_cast<unsigned char>(c));
    upper_half_ = upper_half_ || any >= 0x80;
    entries_.push_back({lasting ? text.data() : copy(text), static_cast<std::uint32_t>(text.size())});
    return size() - 1;
  }

  const char* copy(std::string_view text);
  void grow();

  std::vector<slot> slots_;  // open addressing, power of two
  std::vector<entry> entries_;
  std::vector<std::unique_ptr<char[]>> copies_;
  bool upper_half_ = false;
  bool only_listed_ = false;
};

}  // namespace ascof::ingest

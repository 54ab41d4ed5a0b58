/// @file recent_texts.hpp
/// A short memory of the texts of a column in front of its dictionary.
///
/// Most columns hold a few categories of different lengths in no order. A general look-up branches on the length, and
/// guesses wrong every second time, which costs more than the look-up itself. Here nothing branches on the length of
/// texts up to 48 bytes, missing ones (of length 0) included.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "ascof/core/dictionary.hpp"
#include "core/text_hash.hpp"

namespace ascof::ingest {

namespace detail {

/// By n, the first n bytes of a word of 8, whichever way round the machine holds it.
inline constexpr std::array<std::uint64_t, 9> first_bytes = [] {
  std::array<std::uint64_t, 9> masks{};
  for (std::size_t n = 0; n < masks.size(); ++n)
    for (std::size_t byte = 0; byte < n; ++byte)
      masks[n] |= std::uint64_t{0xFF} << (std::endian::native == std::endian::big ? 56 - 8 * byte : 8 * byte);
  return masks;
}();

}  // namespace detail

class recent_texts {
 public:
  /// Texts are looked at by words of this many bytes, which must be readable from their first byte on, also beyond
  /// their end.
  static constexpr std::size_t word = 8;

  static constexpr code unknown = static_cast<code>(-1);

  /// What is remembered of a text, found once for `find` and `keep`.
  struct key {
    std::uint64_t first = 0;  ///< bytes beyond the end are 0
    std::uint64_t last = 0;   ///< ends with the text; the same as `first` for less than a word
    std::uint64_t mask = 0;   ///< of the bytes of a word that belong to the text
    std::size_t place = 0;
  };

  static key key_of(std::string_view text) {
    const std::size_t n = text.size();
    key k;
    k.mask = detail::first_bytes[std::min(n, word)];
    k.first = text_words::load<std::uint64_t>(text.data()) & k.mask;
    k.last = text_words::load<std::uint64_t>(text.data() + (n < word ? 0 : n - word)) & k.mask;
    k.place = text_words::mix(k.first ^ text_words::k0, k.last ^ text_words::k1 ^ n) >> (64 - place_bits);
    return k;
  }

  /// The code kept for the text, or `unknown`.
  code find(std::string_view text, const key& k) const {
    const entry& e = entries_[k.place];
    const std::size_t n = text.size();
    if (((e.first ^ k.first) | (e.last ^ k.last) | (e.size ^ n)) != 0) return unknown;
    // First and last word are the same; now what is between them, for short texts one of them once more.
    const std::size_t farthest = n < 2 * word ? 0 : n - 2 * word;
    std::uint64_t difference = 0;
    for (std::size_t i = 1; i <= words_between; ++i) {
      const std::size_t at = std::min(i * word, farthest);
      difference |= text_words::load<std::uint64_t>(text.data() + at) ^ text_words::load<std::uint64_t>(e.text + at);
    }
    if ((difference & k.mask) != 0) return unknown;
    constexpr std::size_t compared = (words_between + 1) * word;
    if (n > compared + word && std::memcmp(text.data() + compared, e.text + compared, n - compared) != 0)
      return unknown;
    return e.number;
  }

  /// Keeps the code of a text whose bytes stay where they are.
  void keep(std::string_view text, const key& k, code number) {
    entries_[k.place] = {k.first, k.last, text.data(), static_cast<std::uint32_t>(text.size()), number};
  }

 private:
  static constexpr unsigned place_bits = 8;
  static constexpr std::size_t words_between = 4;

  struct entry {
    std::uint64_t first = 0;
    std::uint64_t last = 0;
    const char* text = nullptr;
    std::uint32_t size = ~std::uint32_t{0};  // of no text
    code number = missing_code;
  };
  std::array<entry, std::size_t{1} << place_bits> entries_;
};

}  // namespace ascof::ingest

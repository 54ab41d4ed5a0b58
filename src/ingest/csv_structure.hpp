/// @file csv_structure.hpp
/// Where the quotes, commas and line feeds of 64 bytes are, as bits: the first bit is the first byte.
///
/// Two implementations of the same contract: SSE2, which every x86-64 has, and plain 64-bit words for the rest. Tests
/// compare them.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace ascof::ingest {

inline constexpr std::size_t block_bytes = 64;

/// Asks for the bytes that are needed some blocks later; the processor's own foresight ends at each page.
inline void ask_ahead([[maybe_unused]] const char* block) {
#if defined(__GNUC__)
  __builtin_prefetch(block + 24 * block_bytes);
#endif
}

/// std::popcount, which without its instruction (not in the x86-64 baseline) is a call.
inline std::size_t count_bits(std::uint64_t bits) {
  bits -= (bits >> 1U) & 0x5555555555555555ULL;
  bits = (bits & 0x3333333333333333ULL) + ((bits >> 2U) & 0x3333333333333333ULL);
  bits = (bits + (bits >> 4U)) & 0x0F0F0F0F0F0F0F0FULL;
  return static_cast<std::size_t>((bits * 0x0101010101010101ULL) >> 56U);
}

/// Bit i of the result is the parity of the bits 0 to i: fed with quotes, it is set from each opening quote (included)
/// to its closing quote (left out).
inline std::uint64_t prefix_xor(std::uint64_t bits) {
  bits ^= bits << 1U;
  bits ^= bits << 2U;
  bits ^= bits << 4U;
  bits ^= bits << 8U;
  bits ^= bits << 16U;
  bits ^= bits << 32U;
  return bits;
}

/// 64 bytes as eight words. Everything is exact: no carry passes from one byte to its neighbour.
class portable_block {
 public:
  explicit portable_block(const char* bytes) {
    for (std::size_t i = 0; i < words_.size(); ++i) {
      std::memcpy(&words_[i], bytes + 8 * i, 8);
      if constexpr (std::endian::native == std::endian::big) words_[i] = swapped(words_[i]);
    }
  }

  /// One bit for each byte that is `byte`.
  std::uint64_t equal(char byte) const {
    std::uint64_t bits = 0;
    for (std::size_t i = 0; i < words_.size(); ++i)
      // The eight top bits, gathered into one byte by a product whose partial sums never meet.
      bits |= (((matches(words_[i], byte) >> 7U) * 0x0102040810204080ULL) >> 56U) << (8 * i);
    return bits;
  }
  std::uint64_t equal_either(char one, char other) const { return equal(one) | equal(other); }

  bool has(char byte) const {
    std::uint64_t any = 0;
    for (const std::uint64_t word : words_) any |= matches(word, byte);
    return any != 0;
  }

  /// How many bytes are `byte`.
  std::size_t count(char byte) const { return count_bits(equal(byte)); }

 private:
  static std::uint64_t swapped(std::uint64_t word) {
    std::uint64_t out = 0;
    for (unsigned i = 0; i < 8; ++i) out |= ((word >> (8 * i)) & 0xFFU) << (56 - 8 * i);
    return out;
  }

  /// The top bit of each byte of `word` that is `byte`.
  static std::uint64_t matches(std::uint64_t word, char byte) {
    constexpr std::uint64_t ones = 0x0101010101010101ULL;
    constexpr std::uint64_t low_bits = 0x7F * ones;
    const std::uint64_t difference = word ^ (static_cast<unsigned char>(byte) * ones);
    return ~(((difference & low_bits) + low_bits) | difference | low_bits);
  }

  std::array<std::uint64_t, block_bytes / 8> words_;
};

#if defined(__SSE2__)
/// The same by four vectors of 16 bytes.
class sse2_block {
 public:
  explicit sse2_block(const char* bytes)
      : a_(load(bytes)), b_(load(bytes + 16)), c_(load(bytes + 32)), d_(load(bytes + 48)) {}

  std::uint64_t equal(char byte) const {
    const __m128i wanted = _mm_set1_epi8(byte);
    return gathered(_mm_cmpeq_epi8(a_, wanted), _mm_cmpeq_epi8(b_, wanted), _mm_cmpeq_epi8(c_, wanted),
                    _mm_cmpeq_epi8(d_, wanted));
  }

  std::uint64_t equal_either(char one, char other) const {
    const __m128i first = _mm_set1_epi8(one);
    const __m128i second = _mm_set1_epi8(other);
    const auto either = [first, second](__m128i bytes) {
      return _mm_or_si128(_mm_cmpeq_epi8(bytes, first), _mm_cmpeq_epi8(bytes, second));
    };
    return gathered(either(a_), either(b_), either(c_), either(d_));
  }

  bool has(char byte) const {
    const __m128i wanted = _mm_set1_epi8(byte);
    return _mm_movemask_epi8(_mm_or_si128(_mm_or_si128(_mm_cmpeq_epi8(a_, wanted), _mm_cmpeq_epi8(b_, wanted)),
                                          _mm_or_si128(_mm_cmpeq_epi8(c_, wanted), _mm_cmpeq_epi8(d_, wanted)))) != 0;
  }

  std::size_t count(char byte) const {
    // A match is the byte -1, so the sum of four is at most 4 below 0; baseline x86-64 has no popcount instruction.
    const __m128i wanted = _mm_set1_epi8(byte);
    const __m128i minus = _mm_add_epi8(_mm_add_epi8(_mm_cmpeq_epi8(a_, wanted), _mm_cmpeq_epi8(b_, wanted)),
                                       _mm_add_epi8(_mm_cmpeq_epi8(c_, wanted), _mm_cmpeq_epi8(d_, wanted)));
    const __m128i sums = _mm_sad_epu8(_mm_sub_epi8(_mm_setzero_si128(), minus), _mm_setzero_si128());
    return static_cast<std::size_t>(_mm_cvtsi128_si32(sums) + _mm_extract_epi16(sums, 4));
  }

 private:
  static __m128i load(const char* bytes) { return _mm_loadu_si128(reinterpret_cast<const __m128i*>(bytes)); }

  static std::uint64_t gathered(__m128i a, __m128i b, __m128i c, __m128i d) {
    const auto mask = [](__m128i bytes) {
      return static_cast<std::uint64_t>(static_cast<unsigned>(_mm_movemask_epi8(bytes)));
    };
    return mask(a) | (mask(b) << 16U) | (mask(c) << 32U) | (mask(d) << 48U);
  }

  __m128i a_, b_, c_, d_;
};
using native_block = sse2_block;
#else
using native_block = portable_block;
#endif

/// What a first look at a piece of a file tells: enough to know, once all pieces have been looked at, where its records
/// begin. Whether the piece begins inside quotes is not known yet, so both cases are answered.
struct piece_survey {
  static constexpr std::size_t nowhere = static_cast<std::size_t>(-1);

  bool odd_quotes = false;
  bool nul = false;
  /// Offset of the first line feed that ends a record, [0] when the piece begins outside quotes, [1] when inside.
  std::size_t first_record_end[2] = {nowhere, nowhere};
};

template <typename Block>
piece_survey survey_piece(const char* bytes, std::size_t size) {
  piece_survey survey;
  std::uint64_t all_quotes = 0;  // xor keeps the parity
  std::uint64_t inside = 0;      // all ones while inside, taking the piece to begin outside
  const auto note = [](std::size_t& first, std::uint64_t ends, std::size_t at) {
    if (first == piece_survey::nowhere && ends != 0) first = at + static_cast<std::size_t>(std::countr_zero(ends));
  };
  const auto look = [&](const Block& block, std::size_t at) {
    survey.nul |= block.has('\0');
    if (!block.has('"')) {
      std::size_t& first = survey.first_record_end[inside != 0 ? 1 : 0];
      if (first == piece_survey::nowhere) note(first, block.equal('\n'), at);
      return;
    }
    const std::uint64_t quotes = block.equal('"');
    const std::uint64_t newlines = block.equal('\n');
    const std::uint64_t in = prefix_xor(quotes) ^ inside;
    note(survey.first_record_end[0], newlines & ~in, at);
    note(survey.first_record_end[1], newlines & in, at);
    all_quotes ^= quotes;
    inside = (in >> 63U) != 0 ? ~std::uint64_t{0} : 0;
  };
  char tail[block_bytes];
  for (std::size_t at = 0; at < size; at += block_bytes) {
    const char* block = bytes + at;
    ask_ahead(block);
    if (size - at < block_bytes) {
      std::memset(tail, ' ', sizeof tail);
      std::memcpy(tail, block, size - at);
      block = tail;
    }
    look(Block(block), at);
  }
  survey.odd_quotes = (std::popcount(all_quotes) & 1) != 0;
  return survey;
}

}  // namespace ascof::ingest

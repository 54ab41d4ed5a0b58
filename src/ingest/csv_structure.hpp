/// @file csv_structure.hpp
/// Where the quotes, commas and line feeds of 64 bytes are, as bits: the first bit is the first byte.
///
/// Two implementations of the same contract: SSE2, which every x86-64 has, and plain 64-bit words for the rest. Tests
/// compare them.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace ascof::ingest {

inline constexpr std::size_t block_bytes = 64;

struct block_bits {
  std::uint64_t quotes = 0;
  std::uint64_t commas = 0;
  std::uint64_t newlines = 0;
  bool nul = false;  ///< some byte is 0
};

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

struct portable_structure {
  static block_bits find(const char* block) {
    block_bits bits;
    for (unsigned word_at = 0; word_at < block_bytes; word_at += 8) {
      std::uint64_t word;
      std::memcpy(&word, block + word_at, 8);
      if constexpr (std::endian::native == std::endian::big) word = swapped(word);
      bits.quotes |= equal_bytes(word, '"') << word_at;
      bits.commas |= equal_bytes(word, ',') << word_at;
      bits.newlines |= equal_bytes(word, '\n') << word_at;
      bits.nul |= equal_bytes(word, '\0') != 0;
    }
    return bits;
  }

 private:
  static std::uint64_t swapped(std::uint64_t word) {
    std::uint64_t out = 0;
    for (unsigned i = 0; i < 8; ++i) out |= ((word >> (8 * i)) & 0xFFU) << (56 - 8 * i);
    return out;
  }

  /// One bit per byte of `word` that equals `byte`. No carry passes from byte to byte, so the answer is exact.
  static std::uint64_t equal_bytes(std::uint64_t word, char byte) {
    constexpr std::uint64_t ones = 0x0101010101010101ULL;
    constexpr std::uint64_t low_bits = 0x7F * ones;
    const std::uint64_t difference = word ^ (static_cast<unsigned char>(byte) * ones);
    const std::uint64_t zero_tops = ~(((difference & low_bits) + low_bits) | difference | low_bits);
    // The eight top bits, gathered into one byte by a product whose partial sums never meet.
    return ((zero_tops >> 7U) * 0x0102040810204080ULL) >> 56U;
  }
};

#if defined(__SSE2__)
struct sse2_structure {
  static block_bits find(const char* block) {
    const auto* at = reinterpret_cast<const __m128i*>(block);
    const __m128i a = _mm_loadu_si128(at);
    const __m128i b = _mm_loadu_si128(at + 1);
    const __m128i c = _mm_loadu_si128(at + 2);
    const __m128i d = _mm_loadu_si128(at + 3);
    const __m128i zero = _mm_setzero_si128();
    const __m128i least = _mm_min_epu8(_mm_min_epu8(a, b), _mm_min_epu8(c, d));
    return {equal_bytes(a, b, c, d, '"'), equal_bytes(a, b, c, d, ','), equal_bytes(a, b, c, d, '\n'),
            _mm_movemask_epi8(_mm_cmpeq_epi8(least, zero)) != 0};
  }

 private:
  static std::uint64_t equal_bytes(__m128i a, __m128i b, __m128i c, __m128i d, char byte) {
    const __m128i wanted = _mm_set1_epi8(byte);
    const auto mask = [wanted](__m128i bytes) {
      return static_cast<std::uint64_t>(static_cast<unsigned>(_mm_movemask_epi8(_mm_cmpeq_epi8(bytes, wanted))));
    };
    return mask(a) | (mask(b) << 16U) | (mask(c) << 32U) | (mask(d) << 48U);
  }
};
using native_structure = sse2_structure;
#else
using native_structure = portable_structure;
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

template <typename Structure>
piece_survey survey_piece(const char* bytes, std::size_t size) {
  piece_survey survey;
  std::uint64_t all_quotes = 0;  // xor keeps the parity
  std::uint64_t inside = 0;      // all ones while inside, taking the piece to begin outside
  const auto look = [&](const block_bits& bits, std::size_t at) {
    survey.nul |= bits.nul;
    const std::uint64_t in = bits.quotes == 0 ? inside : prefix_xor(bits.quotes) ^ inside;
    if (bits.newlines != 0) {
      if (const std::uint64_t ends = bits.newlines & ~in; survey.first_record_end[0] == piece_survey::nowhere && ends != 0)
        survey.first_record_end[0] = at + static_cast<std::size_t>(std::countr_zero(ends));
      if (const std::uint64_t ends = bits.newlines & in; survey.first_record_end[1] == piece_survey::nowhere && ends != 0)
        survey.first_record_end[1] = at + static_cast<std::size_t>(std::countr_zero(ends));
    }
    all_quotes ^= bits.quotes;
    inside = (in >> 63U) != 0 ? ~std::uint64_t{0} : 0;
  };
  std::size_t at = 0;
  for (; at + block_bytes <= size; at += block_bytes) look(Structure::find(bytes + at), at);
  if (at < size) {
    char tail[block_bytes];
    std::memset(tail, ' ', sizeof tail);
    std::memcpy(tail, bytes + at, size - at);
    look(Structure::find(tail), at);
  }
  survey.odd_quotes = (std::popcount(all_quotes) & 1) != 0;
  return survey;
}

}  // namespace ascof::ingest

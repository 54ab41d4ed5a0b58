#include "ascof/core/dictionary.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <numeric>

#include "ascof/core/text.hpp"
#include "core/text_hash.hpp"

namespace ascof {
namespace {

std::uint32_t slot_hash(std::string_view text) {
  const std::uint64_t hash = hash_text(text);
  return static_cast<std::uint32_t>(hash ^ (hash >> 32U));
}

bool is_same(std::string_view a, std::string_view b) {
  return a.size() == b.size() && same_bytes(a.data(), b.data(), a.size());
}

/// Asks for the memory at `address` without waiting for it.
void ask_ahead([[maybe_unused]] const void* address) {
#if defined(__GNUC__)
  __builtin_prefetch(address);
#endif
}

}  // namespace

dictionary::dictionary() : entries_(1), slots_(16, slot{0, missing_code}) {}

std::string_view dictionary::keep(std::string_view text) {
  if (text.empty()) return {"", 0};
  if (block_used_ + text.size() > block_size_) {
    // Small columns stay small: blocks double from 256 bytes to 1 MiB.
    block_size_ = std::max(text.size(), std::clamp<std::size_t>(block_total_, 256, 1U << 20U));
    blocks_.push_back(std::make_unique<char[]>(block_size_));
    block_total_ += block_size_;
    block_used_ = 0;
  }
  char* at = blocks_.back().get() + block_used_;
  std::memcpy(at, text.data(), text.size());
  block_used_ += text.size();
  return {at, text.size()};
}

void dictionary::grow() {
  std::vector<slot> slots(slots_.size() * 2, slot{0, missing_code});
  const std::size_t mask = slots.size() - 1;
  for (const slot& old : slots_) {
    if (old.number == missing_code) continue;
    std::size_t at = old.hash & mask;
    while (slots[at].number != missing_code) at = (at + 1) & mask;
    slots[at] = old;
  }
  slots_ = std::move(slots);
}

code dictionary::intern(std::string_view text) { return intern_hashed(text, slot_hash(text)); }

void dictionary::intern_all(std::span<const std::string_view> texts, std::span<code> codes) {
  // A look-up waits for memory three times: slot, entry, text. Going through a few texts step by step lets their waits
  // pass together. What grows meanwhile only makes a request useless.
  constexpr std::size_t at_once = 32;
  std::array<std::uint32_t, at_once> hashes;
  for (std::size_t first = 0; first < texts.size(); first += at_once) {
    const auto some = texts.subspan(first, std::min(at_once, texts.size() - first));
    const std::size_t mask = slots_.size() - 1;
    for (std::size_t i = 0; i < some.size(); ++i) {
      hashes[i] = slot_hash(some[i]);
      ask_ahead(&slots_[hashes[i] & mask]);
    }
    for (std::size_t i = 0; i < some.size(); ++i) ask_ahead(&entries_[slots_[hashes[i] & mask].number]);
    for (std::size_t i = 0; i < some.size(); ++i) ask_ahead(entries_[slots_[hashes[i] & mask].number].data());
    for (std::size_t i = 0; i < some.size(); ++i) codes[first + i] = intern_hashed(some[i], hashes[i]);
  }
}

code dictionary::intern_hashed(std::string_view text, std::uint32_t hash) {
  const std::size_t mask = slots_.size() - 1;
  std::size_t at = hash & mask;
  for (; slots_[at].number != missing_code; at = (at + 1) & mask)
    if (slots_[at].hash == hash && is_same(entries_[slots_[at].number], text)) return slots_[at].number;
  const auto added = static_cast<code>(entries_.size());
  entries_.push_back(keep(text));
  slots_[at] = {hash, added};
  if (entries_.size() * 4 > slots_.size() * 3) grow();
  return added;
}

code dictionary::find(std::string_view text) const {
  const std::uint32_t hash = slot_hash(text);
  const std::size_t mask = slots_.size() - 1;
  for (std::size_t at = hash & mask; slots_[at].number != missing_code; at = (at + 1) & mask)
    if (slots_[at].hash == hash && is_same(entries_[slots_[at].number], text)) return slots_[at].number;
  return missing_code;
}

std::size_t dictionary::memory() const {
  return block_total_ + entries_.capacity() * sizeof(std::string_view) + slots_.capacity() * sizeof(slot);
}

folded_codes fold_codes(const dictionary& texts) {
  folded_codes result;
  result.of.resize(texts.size(), missing_code);
  for (code c = 1; c < texts.size(); ++c) result.of[c] = result.forms.intern(fold(texts[c]));
  return result;
}

std::vector<code> sorted_ranks(const dictionary& texts) {
  std::vector<code> order(texts.size() - 1);
  std::iota(order.begin(), order.end(), 1U);
  std::sort(order.begin(), order.end(), [&texts](code a, code b) { return texts[a] < texts[b]; });
  std::vector<code> rank(texts.size(), 0);
  for (std::size_t i = 0; i < order.size(); ++i) rank[order[i]] = static_cast<code>(i + 1);
  return rank;
}

}  // namespace ascof

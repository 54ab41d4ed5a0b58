#include "ingest/piece_dictionary.hpp"

namespace ascof::ingest {

code piece_dictionary::add(std::string_view text, bool lasting, std::uint32_t tag, std::size_t at) {
  const char* kept = text.data();
  if (!lasting) {
    copies_.push_back(std::make_unique<char[]>(text.size()));
    std::memcpy(copies_.back().get(), text.data(), text.size());
    kept = copies_.back().get();
  }
  unsigned char any = 0;
  for (const char c : text) any = static_cast<unsigned char>(any | static_cast<unsigned char>(c));
  upper_half_ = upper_half_ || any >= 0x80;

  const code added = size();
  entries_.push_back({kept, static_cast<std::uint32_t>(text.size()), tag});
  slots_[at] = {tag, added};
  if (entries_.size() * 2 > slots_.size()) grow();
  return added;
}

void piece_dictionary::grow() {
  std::vector<slot> slots(slots_.size() * 2);
  const std::size_t mask = slots.size() - 1;
  for (code c = 1; c < size(); ++c) {
    std::size_t at = entries_[c].tag & mask;
    while (slots[at].number != missing_code) at = (at + 1) & mask;
    slots[at] = {entries_[c].tag, c};
  }
  slots_.swap(slots);
}

}  // namespace ascof::ingest

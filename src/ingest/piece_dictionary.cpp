#include "ingest/piece_dictionary.hpp"

namespace ascof::ingest {

const char* piece_dictionary::copy(std::string_view text) {
  copies_.push_back(std::make_unique<char[]>(text.size()));
  std::memcpy(copies_.back().get(), text.data(), text.size());
  return copies_.back().get();
}

void piece_dictionary::grow() {
  std::vector<slot> slots(slots_.size() * 2);
  const std::size_t mask = slots.size() - 1;
  for (const slot& old : slots_) {
    if (old.number == missing_code) continue;
    std::size_t at = old.tag & mask;
    while (slots[at].number != missing_code) at = (at + 1) & mask;
    slots[at] = old;
  }
  slots_.swap(slots);
}

}  // namespace ascof::ingest

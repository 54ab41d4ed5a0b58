#include "ascof/prepare/attrition.hpp"

#include <utility>

namespace ascof {

void attrition::drop(std::string step, std::string reason, std::uint64_t rows) {
  steps_.push_back({std::move(step), std::move(reason), current_, rows, current_ - rows});
  current_ -= rows;
}

void attrition::change(std::string step, std::string reason, std::uint64_t rows) {
  steps_.push_back({std::move(step), std::move(reason), current_, rows, current_});
}

}  // namespace ascof

/// @file lent.hpp
/// A value that somebody else keeps, for what takes shared ones.
#pragma once

#include <memory>

namespace ascof {

/// For a use that ends before `value` does: it is looked at and not kept.
template <typename T>
std::shared_ptr<const T> lent(const T& value) {
  return {std::shared_ptr<const T>(), &value};
}
/// As above; nothing when there is nothing.
template <typename T>
std::shared_ptr<const T> lent(const T* value) {
  return {std::shared_ptr<const T>(), value};
}

}  // namespace ascof

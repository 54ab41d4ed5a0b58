/// @file fingerprint.hpp
/// A short name of a long text, the same on every machine.
#pragma once

#include <string>
#include <string_view>

namespace ascof {

/// 32 hexadecimal digits that two texts share only when they are the same, as good as certainly: the name-based UUID
/// (version 5, SHA-1) of the text, without its hyphens. It tells definitions apart; it keeps no secret.
std::string fingerprint_of(std::string_view text);

}  // namespace ascof

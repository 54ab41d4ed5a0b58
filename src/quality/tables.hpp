/// @file tables.hpp
/// Valid values of a field by release, folded.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>

namespace ascof::quality {

struct value_list {
  std::map<std::string, std::set<std::string>, std::less<>> one;  ///< folded text to the spellings of the list
  std::map<std::string, std::set<std::string>, std::less<>> two;
  /// False where the list of Release 2 could not be established, or not as a whole: that of Release 1 stands in for it.
  bool two_is_known = true;
};

/// By name of the field in the specification. A field whose list could not be established is not there.
const std::map<std::string, value_list, std::less<>>& value_lists();

}  // namespace ascof::quality

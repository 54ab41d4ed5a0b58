/// @file links.hpp
/// Private to results: where a name leads.
#pragma once

#include <filesystem>

namespace ascof {

struct link_end {
  std::filesystem::path path;  ///< the last name
  int descriptor = -1;         ///< when it stands for what the program was started with: /dev/stdout, /dev/fd/3
};

/// The end of a chain of links. Replacing a link by a file would part the two.
link_end behind_links(std::filesystem::path file);

}  // namespace ascof

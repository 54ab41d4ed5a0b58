#include "ascof/core/version.hpp"

namespace ascof {

std::string_view version() noexcept { return ASCOF_VERSION; }

}  // namespace ascof

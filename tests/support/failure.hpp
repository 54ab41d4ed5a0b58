/// @file failure.hpp
/// What a call that must fail says.
#pragma once

#include <string>

#include "ascof/core/error.hpp"

namespace support {

struct failure {
  std::string kind = "nothing was thrown";  ///< "input", "usage" or "output"
  ascof::error_code code{};
  std::string message;
};

template <typename Call>
failure failure_of(Call call) {
  try {
    call();
  } catch (const ascof::input_error& e) {
    return {"input", e.code(), e.what()};
  } catch (const ascof::usage_error& e) {
    return {"usage", e.code(), e.what()};
  } catch (const ascof::output_error& e) {
    return {"output", e.code(), e.what()};
  }
  return {};
}

}  // namespace support

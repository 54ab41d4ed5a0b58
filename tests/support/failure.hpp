/// @file failure.hpp
/// What a call that must fail says.
#pragma once

#include <catch2/catch.hpp>
#include <cstddef>
#include <functional>
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

/// A definition that is refused, and how.
struct refusal {
  std::function<void()> call;
  const char* message;
};

template <std::size_t N>
void check_refusals(const refusal (&table)[N]) {
  for (const refusal& row : table) {
    CAPTURE(row.message);
    const auto refused = failure_of(row.call);
    CHECK(refused.kind == "usage");
    CHECK(refused.code == ascof::error_code::bad_definition);
    CHECK(refused.message == row.message);
  }
}

}  // namespace support

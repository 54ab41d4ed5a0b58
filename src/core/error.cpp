#include "ascof/core/error.hpp"

#include <fmt/format.h>

namespace ascof {
namespace {

std::string compose(const place& where, const std::string& problem, const std::string& advice) {
  std::string text = where.file;
  const auto add = [&text](const std::string& part) {
    if (!text.empty()) text += ", ";
    text += part;
  };
  if (where.line != 0) add(fmt::format("line {}", where.line));
  if (where.column != 0) add(fmt::format("field {}", where.column));
  if (!where.field.empty()) add(where.field);
  if (!text.empty()) text += ": ";
  text += problem;
  if (!advice.empty()) text += "; " + advice;
  return text;
}

}  // namespace

error::error(error_code code, place where, const std::string& problem, const std::string& advice)
    : std::runtime_error(compose(where, problem, advice)), code_(code), where_(std::move(where)) {}

}  // namespace ascof

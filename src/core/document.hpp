/// @file document.hpp
/// What is written down and read again: JSON values as bytes with a name, a version and a check, and as text.
///
/// nlohmann-json writes and reads both forms. It was chosen because it is well kept and in every distribution, is headers
/// only, has JSON and CBOR in one, and keeps the names of an object in order, so that equal values are equal bytes.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "ascof/core/error.hpp"

namespace ascof::documents {

using json = nlohmann::json;

/// The version of every kind of document that this library writes, and the newest that it reads.
inline constexpr int version = 1;

/// "ascof measure 1 <32 digits>", the end of the line, and the value as CBOR. The digits are the fingerprint of the CBOR.
std::string to_bytes(std::string_view kind, const json& of);
/// @throws input_error for bytes that are no such document: foreign, of another kind, of a newer version, cut off,
/// damaged, or nested deeper than any document
json from_bytes(std::string_view kind, std::string_view bytes);

/// The object as text, with format and version in front and each part of a list on a line of its own.
/// @throws usage_error (bad_definition) for texts that are no UTF-8
std::string to_text(std::string_view kind, const json& of);
/// The object without format and version. @throws input_error as `from_bytes`
json from_text(std::string_view kind, std::string_view text);

/// What a reader met that cannot be.
class unreadable : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// @throws input_error always: "the measure cannot be read: <problem>"
[[noreturn]] void refuse(std::string_view kind, std::string_view problem);

/// Reads. What goes wrong, also parts of definitions that do not fit together, is an input_error that says what was read.
template <typename Read>
auto reading(std::string_view kind, const Read& read) {
  try {
    return read();
  } catch (const unreadable& e) {
    refuse(kind, e.what());
  } catch (const usage_error& e) {
    refuse(kind, e.what());
  } catch (const json::exception&) {
    refuse(kind, "a value is of another kind than it should be");
  }
}

// Single values. All throw `unreadable`, naming `what`, when the value is of another kind.
const json& list(const json& of, std::string_view what);
std::string text(const json& of, std::string_view what);
std::vector<std::string> texts(const json& of, std::string_view what);
bool truth(const json& of, std::string_view what);
std::int64_t whole(const json& of, std::string_view what, std::int64_t least, std::int64_t most);
std::uint64_t count(const json& of, std::string_view what);
/// Numbers that JSON does not have are the texts "inf", "-inf" and "nan".
double real(const json& of, std::string_view what);
json from_real(double number);

/// An object, whose parts are taken by name. Parts that nobody took are refused: what a reader does not know it must not
/// pass over.
class object {
 public:
  /// @throws unreadable when it is no object
  object(const json& of, std::string what);

  /// @throws unreadable when there is no such part
  const json& at(const char* name);
  /// @return nullptr when there is no such part
  const json* find(const char* name);
  std::string text(const char* name) { return documents::text(at(name), name); }
  std::string text_or_empty(const char* name);
  std::vector<std::string> texts_or_none(const char* name);
  bool truth_or(const char* name, bool unless_there);
  std::int64_t whole(const char* name, std::int64_t least, std::int64_t most) {
    return documents::whole(at(name), name, least, most);
  }
  std::int64_t whole_or(const char* name, std::int64_t least, std::int64_t most, std::int64_t unless_there);
  double real_or(const char* name, double unless_there);
  /// @throws unreadable for a part that was not taken
  void done() const;

 private:
  const json& of_;
  std::string what_;
  std::set<std::string, std::less<>> taken_;
};

}  // namespace ascof::documents

#include "core/document.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <limits>
#include <utility>

#include "ascof/core/fingerprint.hpp"

namespace ascof::documents {
namespace {

/// Lists and objects in one another: no document goes deeper. Readers of JSON go down as deep as a file says.
constexpr std::size_t deepest = 32;

[[noreturn]] void cannot(std::string problem) { throw unreadable(std::move(problem)); }

/// Makes the value of what a parser meets, and stops at what no document has.
class value_maker : public nlohmann::json_sax<json> {
 public:
  json made;

  bool null() override { return put(nullptr); }
  bool boolean(bool value) override { return put(value); }
  bool number_integer(std::int64_t value) override { return put(value); }
  bool number_unsigned(std::uint64_t value) override { return put(value); }
  bool number_float(double value, const std::string&) override { return put(value); }
  bool string(std::string& value) override { return put(std::move(value)); }
  bool binary(json::binary_t&) override { return false; }
  bool start_object(std::size_t) override { return open(json::object()); }
  bool key(std::string& name) override {
    key_ = std::move(name);
    return !open_.back()->contains(key_);
  }
  bool end_object() override { return close(); }
  bool start_array(std::size_t) override { return open(json::array()); }
  bool end_array() override { return close(); }
  bool parse_error(std::size_t, const std::string&, const json::exception&) override { return false; }

 private:
  json* add(json value) {
    if (open_.empty()) {
      made = std::move(value);
      return &made;
    }
    json& in = *open_.back();
    if (in.is_array()) {
      in.push_back(std::move(value));
      return &in.back();
    }
    return &(in[key_] = std::move(value));
  }
  bool put(json value) {
    add(std::move(value));
    return true;
  }
  bool open(json value) {
    if (open_.size() == deepest) return false;
    open_.push_back(add(std::move(value)));
    return true;
  }
  bool close() {
    open_.pop_back();
    return true;
  }

  std::vector<json*> open_;
  std::string key_;
};

std::string article(std::string_view kind) {
  const bool vowel = !kind.empty() && std::string_view("aeiou").find(kind.front()) != std::string_view::npos;
  return fmt::format("{} {}", vowel ? "an" : "a", kind);
}

void expect_version(std::string_view kind, std::int64_t found) {
  if (found >= 1 && found <= version) return;
  throw input_error(error_code::bad_value, {},
                    fmt::format("the {} is written in version {} of its format, and this library reads up to {}", kind,
                                found, version),
                    "read it with the version of ascof that wrote it, or a newer one");
}

[[noreturn]] void refuse_foreign(std::string_view kind) {
  throw input_error(error_code::bad_value, {}, fmt::format("this is not {} that ascof wrote", article(kind)),
                    fmt::format("give what was written for {}", article(kind)));
}

[[noreturn]] void refuse_other_kind(std::string_view kind, std::string_view found) {
  throw input_error(error_code::bad_value, {},
                    fmt::format("this is {}, and {} is wanted", article(found), article(kind)),
                    fmt::format("read it as {}", article(found)));
}

constexpr std::string_view first_word = "ascof ";
/// Names of kinds are short: what is longer is no head of a document.
constexpr std::size_t longest_head = 100;

bool is_name(std::string_view text) {
  return !text.empty() && text.find_first_not_of("abcdefghijklmnopqrstuvwxyz ") == std::string_view::npos;
}

}  // namespace

void refuse(std::string_view kind, std::string_view problem) {
  throw input_error(error_code::bad_value, {}, fmt::format("the {} cannot be read: {}", kind, problem),
                    "write it again with ascof");
}

std::string to_bytes(std::string_view kind, const json& of) {
  std::string body;
  json::to_cbor(of, body);
  return fmt::format("{}{} {} {}\n", first_word, kind, version, fingerprint_of(body)) + body;
}

json from_bytes(std::string_view kind, std::string_view bytes) {
  // "ascof", kind (may have blanks), version, digits
  const std::size_t line = bytes.substr(0, longest_head).find('\n');
  const std::string_view head = bytes.substr(0, line == std::string_view::npos ? 0 : line);
  const std::size_t digits = head.rfind(' ');
  const std::size_t number = digits == std::string_view::npos ? digits : head.rfind(' ', digits - 1);
  if (!head.starts_with(first_word) || number == std::string_view::npos || number < first_word.size())
    refuse_foreign(kind);
  const std::string_view found = head.substr(first_word.size(), number - first_word.size());
  std::int64_t its_version = 0;
  const std::string_view written = head.substr(number + 1, digits - number - 1);
  const auto [end, fault] = std::from_chars(written.data(), written.data() + written.size(), its_version);
  if (!is_name(found) || fault != std::errc{} || end != written.data() + written.size()) refuse_foreign(kind);
  if (found != kind) refuse_other_kind(kind, found);
  expect_version(kind, its_version);
  const std::string_view body = bytes.substr(line + 1);
  if (fingerprint_of(body) != head.substr(digits + 1)) refuse(kind, "its bytes are damaged or cut off");
  value_maker maker;
  if (!json::sax_parse(body.begin(), body.end(), &maker, json::input_format_t::cbor))
    refuse(kind, "its bytes are damaged");
  return std::move(maker.made);
}

std::string to_text(std::string_view kind, const json& of) {
  try {
    std::string text = fmt::format("{{\n\"format\": \"{}{}\",\n\"version\": {}", first_word, kind, version);
    for (const auto& [name, value] : of.items()) {
      fmt::format_to(std::back_inserter(text), ",\n{}: ", json(name).dump());
      if (!value.is_array() || value.empty()) {
        text += value.dump();
        continue;
      }
      text += "[\n";
      for (std::size_t i = 0; i < value.size(); ++i)
        text += "  " + value[i].dump() + (i + 1 < value.size() ? ",\n" : "\n");
      text += "]";
    }
    return text + "\n}\n";
  } catch (const json::type_error&) {
    throw usage_error(error_code::bad_definition, {}, fmt::format("a text of the {} is not UTF-8", kind),
                      "write it as bytes, or mend the text");
  }
}

json from_text(std::string_view kind, std::string_view text) {
  value_maker maker;
  if (!json::sax_parse(text.begin(), text.end(), &maker) || !maker.made.is_object()) refuse_foreign(kind);
  json& made = maker.made;
  const auto format = made.find("format");
  if (format == made.end() || !format->is_string()) refuse_foreign(kind);
  const std::string found = format->get<std::string>();
  if (!found.starts_with(first_word) || !is_name(std::string_view(found).substr(first_word.size())))
    refuse_foreign(kind);
  if (found.substr(first_word.size()) != kind) refuse_other_kind(kind, found.substr(first_word.size()));
  const auto its_version = made.find("version");
  if (its_version == made.end() || !its_version->is_number_integer()) refuse(kind, "it does not say its version");
  expect_version(kind, reading(kind, [&] {
                   return whole(*its_version, "version", std::numeric_limits<std::int64_t>::min(),
                                std::numeric_limits<std::int64_t>::max());
                 }));
  made.erase("format");
  made.erase("version");
  return std::move(made);
}

const json& list(const json& of, std::string_view what) {
  if (!of.is_array()) cannot(fmt::format("{} is no list", what));
  return of;
}

std::string text(const json& of, std::string_view what) {
  if (!of.is_string()) cannot(fmt::format("{} is no text", what));
  return of.get<std::string>();
}

std::vector<std::string> texts(const json& of, std::string_view what) {
  std::vector<std::string> all;
  for (const json& each : list(of, what)) all.push_back(text(each, what));
  return all;
}

bool truth(const json& of, std::string_view what) {
  if (!of.is_boolean()) cannot(fmt::format("{} is neither true nor false", what));
  return of.get<bool>();
}

std::int64_t whole(const json& of, std::string_view what, std::int64_t least, std::int64_t most) {
  const bool fits = of.is_number_unsigned() ? of.get<std::uint64_t>() <= static_cast<std::uint64_t>(most) && most >= 0
                                            : of.is_number_integer() && of.get<std::int64_t>() <= most;
  if (!fits || of.get<std::int64_t>() < least)
    cannot(fmt::format("{} is no whole number from {} to {}", what, least, most));
  return of.get<std::int64_t>();
}

std::uint64_t count(const json& of, std::string_view what) {
  if (!of.is_number_unsigned()) cannot(fmt::format("{} is no count", what));
  return of.get<std::uint64_t>();
}

double real(const json& of, std::string_view what) {
  if (of.is_number()) return of.get<double>();
  if (of == "inf") return std::numeric_limits<double>::infinity();
  if (of == "-inf") return -std::numeric_limits<double>::infinity();
  if (of == "nan") return std::nan("");
  cannot(fmt::format("{} is no number", what));
}

json from_real(double number) {
  if (std::isnan(number)) return "nan";
  if (std::isinf(number)) return number > 0 ? "inf" : "-inf";
  return number;
}

object::object(const json& of, std::string what) : of_(of), what_(std::move(what)) {
  if (!of.is_object()) cannot(fmt::format("{} is not made of named parts", what_));
}

const json* object::find(const char* name) {
  const auto found = of_.find(name);
  if (found == of_.end()) return nullptr;
  taken_.insert(name);
  return &*found;
}

const json& object::at(const char* name) {
  const json* found = find(name);
  if (found == nullptr) cannot(fmt::format("{} lacks its {}", what_, name));
  return *found;
}

std::string object::text_or_empty(const char* name) {
  const json* found = find(name);
  return found == nullptr ? std::string() : documents::text(*found, name);
}

std::vector<std::string> object::texts_or_none(const char* name) {
  const json* found = find(name);
  return found == nullptr ? std::vector<std::string>() : documents::texts(*found, name);
}

bool object::truth_or(const char* name, bool unless_there) {
  const json* found = find(name);
  return found == nullptr ? unless_there : documents::truth(*found, name);
}

std::int64_t object::whole_or(const char* name, std::int64_t least, std::int64_t most, std::int64_t unless_there) {
  const json* found = find(name);
  return found == nullptr ? unless_there : documents::whole(*found, name, least, most);
}

double object::real_or(const char* name, double unless_there) {
  const json* found = find(name);
  return found == nullptr ? unless_there : documents::real(*found, name);
}

void object::done() const {
  for (const auto& [name, value] : of_.items())
    if (!taken_.contains(name)) cannot(fmt::format("{} has a part '{}' that is not known", what_, name));
}

}  // namespace ascof::documents

#include "ascof/measure/definition.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

#include "ascof/core/error.hpp"
#include "ascof/core/fingerprint.hpp"
#include "measure/definition_check.hpp"
#include "measure/definition_json.hpp"

namespace ascof {
namespace {

using documents::json;
using purpose = definition_writer::purpose;

std::string fingerprint_of(json written, const definition_writer& by) {
  written["parts"] = by.parts();
  std::string text;
  json::to_cbor(written, text);
  return ascof::fingerprint_of(text);
}

/// A definition with its parts.
template <typename Of>
json with_parts(const Of& of, const char* name) {
  definition_writer writer;
  json written{{name, writer.of(of)}};
  written["parts"] = writer.parts();
  return written;
}

json measure_document(const measure& of) {
  check(of);
  definition_writer writer;
  json written = writer.of(of);
  written["parts"] = writer.parts();
  written["fingerprint"] = fingerprint(of);
  return written;
}

/// Reads what `with_parts` has written.
template <typename Read>
auto from_parts(std::string_view kind, std::string_view bytes, const char* name, const Read& read) {
  const json written = documents::from_bytes(kind, bytes);
  return documents::reading(kind, [&] {
    documents::object from(written, std::string(kind));
    const definition_reader reader(from.at("parts"));
    auto made = read(reader, from.at(name));
    from.done();
    return made;
  });
}

measure from_document(json written) {
  return documents::reading("measure", [&] {
    std::string marked;
    if (const auto mark = written.find("fingerprint"); mark != written.end()) {
      marked = documents::text(*mark, "fingerprint");
      written.erase(mark);
    }
    const auto parts = written.find("parts");
    if (parts == written.end()) throw documents::unreadable("it lacks its parts");
    const definition_reader reader(*parts);
    written.erase(parts);
    measure made = reader.read_measure(written);
    if (!marked.empty()) expect_fingerprint(made, marked);
    expect_official(made);
    return made;
  });
}

struct known_measure {
  measure definition;
  std::string mark;
};

/// The catalogue by id.
const std::map<std::string, known_measure, std::less<>>& known_measures() {
  static const auto all = [] {
    std::map<std::string, known_measure, std::less<>> made;
    for (measure& m : catalogue()) {
      std::string id = m.id, mark = fingerprint(m);
      made.emplace(std::move(id), known_measure{std::move(m), std::move(mark)});
    }
    return made;
  }();
  return all;
}

/// Without the dimensions that `break_down` has added to those of the catalogue's definition.
measure without_more_dimensions(measure of, const measure& known) {
  for (std::size_t f = 0; f < std::min(of.figures.size(), known.figures.size()); ++f) {
    figure& own = of.figures[f];
    const figure& theirs = known.figures[f];
    if (own.by.size() <= theirs.by.size()) continue;
    own.by.resize(theirs.by.size());
    if (own.denominator_by.size() > theirs.denominator_by.size())
      own.denominator_by.resize(theirs.denominator_by.size());
    own.published_with = theirs.published_with;
  }
  return of;
}

}  // namespace

void expect_fingerprint(const measure& made, std::string_view written) {
  if (fingerprint(made) == written) return;
  throw input_error(error_code::bad_value, {},
                    fmt::format("the definition of {} is not the one that its fingerprint names", made.id),
                    "take the fingerprint out if the definition was changed on purpose; otherwise write it again");
}

void expect_official(const measure& made) {
  if (!made.official || made.stands != standing::national) return;
  const auto known = known_measures().find(made.id);
  if (known == known_measures().end()) return;
  const auto& [definition, mark] = known->second;
  if (fingerprint(made) == mark || fingerprint(without_more_dimensions(made, definition)) == mark) return;
  throw input_error(error_code::bad_value, {},
                    fmt::format("the definition of {} says that it is official, and this version of ascof defines it "
                                "otherwise",
                                made.id),
                    "read it with the version that wrote it; a variant says \"official\": false");
}

std::string fingerprint(const measure& of, std::string_view method) {
  definition_writer writer(purpose::rule);
  json written = writer.of(of);
  written["method"] = method;
  return fingerprint_of(std::move(written), writer);
}

std::string trace_fingerprint(const measure& of) {
  definition_writer writer(purpose::rule);
  json written = json::object();
  for (const trace_layout& trace : of.traces) written["traces"].push_back(writer.of(trace));
  return fingerprint_of(std::move(written), writer);
}

std::string to_bytes(const expr& of) {
  if (!of) throw usage_error(error_code::bad_definition, {}, "there is no expression to write", "give one");
  return documents::to_bytes("expression", with_parts(of, "root"));
}
std::string to_bytes(const episode_frame& of) {
  if (!of) throw usage_error(error_code::bad_definition, {}, "there are no episodes to write", "give some");
  return documents::to_bytes("episodes", with_parts(*of, "root"));
}
std::string to_bytes(const breakdown& of) { return documents::to_bytes("breakdown", with_parts(of, "breakdown")); }
std::string to_bytes(const calculation& of) {
  return documents::to_bytes("calculation", with_parts(of, "calculation"));
}
std::string to_bytes(const measure& of) { return documents::to_bytes("measure", measure_document(of)); }
std::string to_bytes(const record_type& of) { return documents::to_bytes("record type", with_parts(of, "root")); }

expr expression_from_bytes(std::string_view bytes) {
  return from_parts("expression", bytes, "root",
                    [](const definition_reader& from, const json& root) { return from.expression(root); });
}
episode_frame episodes_from_bytes(std::string_view bytes) {
  return from_parts("episodes", bytes, "root",
                    [](const definition_reader& from, const json& root) { return from.episodes(root); });
}
breakdown breakdown_from_bytes(std::string_view bytes) {
  return from_parts("breakdown", bytes, "breakdown",
                    [](const definition_reader& from, const json& of) { return from.read_breakdown(of); });
}
calculation calculation_from_bytes(std::string_view bytes) {
  return from_parts("calculation", bytes, "calculation",
                    [](const definition_reader& from, const json& of) { return from.read_calculation(of); });
}
measure measure_from_bytes(std::string_view bytes) { return from_document(documents::from_bytes("measure", bytes)); }
record_type_ptr record_type_from_bytes(std::string_view bytes) {
  return from_parts("record type", bytes, "root",
                    [](const definition_reader& from, const json& root) { return from.type(root); });
}

std::string to_json(const measure& of) { return documents::to_text("measure", measure_document(of)); }
measure measure_from_json(std::string_view text) { return from_document(documents::from_text("measure", text)); }

}  // namespace ascof

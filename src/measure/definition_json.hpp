/// @file definition_json.hpp
/// Definitions as values of documents: a list of parts that know each other by their places in it, and what is made of
/// them. Used for single definitions and for the definitions of a state.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_map>
#include <variant>
#include <vector>

#include "ascof/measure/measure.hpp"
#include "ascof/records/record_type.hpp"
#include "core/document.hpp"

namespace ascof {

/// Writes definitions. Parts stand in the order in which they are met, each behind those it is made of; equal ones once,
/// whether they are one node or several that say the same. So the same definition always gives the same list.
class definition_writer {
 public:
  enum class purpose {
    whole,  ///< all that is needed to make it again
    rule,   ///< what is counted, for fingerprints: no titles and texts, kinds of record by their fingerprints
  };
  explicit definition_writer(purpose of = purpose::whole) : purpose_(of) {}

  /// The place of a part; null of no expression.
  documents::json of(const expr& e);
  documents::json of(const episode_builder& builder);
  documents::json of(const record_type& type);
  documents::json of(const breakdown& by);
  documents::json of(const calculation& c);
  documents::json of(const measure& m);
  documents::json of(const trace_layout& trace);

  const documents::json& parts() const { return parts_; }

 private:
  documents::json of(const figure& f);
  documents::json of(const std::vector<breakdown>& all);
  documents::json of(const unit_frame& frame);
  documents::json node(const expression& e);
  std::size_t written_once(documents::json part);

  purpose purpose_;
  documents::json parts_ = documents::json::array();
  std::unordered_map<const void*, std::size_t> by_address_;
  std::unordered_map<std::string, std::size_t> by_text_;
};

/// Makes definitions of such values again, by the functions that programs use. All throw `unreadable` or usage_error.
class definition_reader {
 public:
  /// @param parts  as `definition_writer::parts`
  explicit definition_reader(const documents::json& parts);

  expr expression(const documents::json& place) const;
  expr expression_or_none(const documents::json* place) const;  ///< of null: none
  episode_frame episodes(const documents::json& place) const;
  record_type_ptr type(const documents::json& place) const;
  breakdown read_breakdown(const documents::json& from) const;
  calculation read_calculation(const documents::json& from) const;
  /// Also checks it.
  measure read_measure(const documents::json& from) const;

 private:
  using made_part = std::variant<expr, episode_frame, record_type_ptr>;

  const made_part& at(const documents::json& place) const;
  std::vector<expr> expressions(const documents::json& places) const;
  unit_frame frame(const documents::json& from) const;
  made_part read_part(documents::object& from);
  expr read_expression(operation what, documents::object& from) const;
  expr read_simple(operation what, documents::object& from) const;
  expr read_reduction(operation what, documents::object& from) const;
  episode_frame read_episodes(documents::object& from) const;
  calculation take_calculation(documents::object& from) const;
  std::vector<breakdown> read_breakdowns(const documents::json* from) const;
  figure read_figure(const documents::json& from) const;
  trace_layout read_trace(const documents::json& from) const;

  std::vector<made_part> parts_;
};

}  // namespace ascof

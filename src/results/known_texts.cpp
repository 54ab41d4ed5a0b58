#include "known_texts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <span>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "ascof/core/error.hpp"
#include "ascof/core/text.hpp"
#include "ascof/measure/fields.hpp"
#include "ascof/prepare/age_bands.hpp"
#include "measure/like.hpp"
#include "measure/measure_checks.hpp"

namespace ascof {
namespace {

/// Texts as written, each once however it is spelt.
class text_set {
 public:
  void add(std::string_view text) {
    if (forms_.insert(fold(text)).second) texts_.emplace_back(text);
  }
  bool has(const std::string& form) const { return forms_.count(form) != 0; }
  bool has_like(const std::string& pattern) const {
    return std::any_of(forms_.begin(), forms_.end(), [&](const std::string& form) { return is_like(form, pattern); });
  }
  std::size_t size() const { return texts_.size(); }
  const std::vector<std::string>& texts() const { return texts_; }

 private:
  std::vector<std::string> texts_;
  std::unordered_set<std::string> forms_;
};

/// A field's texts.
struct field_texts {
  std::string name;
  std::optional<mapped_field> list{};
  bool is_cleaned = false;  // by the list's mapping
  bool is_closed = false;   // the list is all there can be, apart from what the records have
  bool is_open = false;     // nothing can be said: the records do not have the field
  text_set listed{};        // of the specification: these may be shown
  text_set met{};           // of the records: these may name a person
};

void add_all(text_set& to, std::span<const std::string_view> texts) {
  for (const std::string_view text : texts) to.add(text);
}

/// Lists that no mapping has.
void add_fixed_list(field_texts& field, event::column column) {
  static constexpr std::array<std::string_view, 3> answers{"Yes", "No", "Unknown"};
  static constexpr std::array<std::string_view, 4> types{"Request", "Assessment", "Service", "Review"};
  static constexpr std::array<std::string_view, 4> reviews{"Planned review of long term support", "Unplanned",
                                                           "Review of short term support", "Review Type Unknown"};
  static constexpr std::array<std::int32_t, 9> ages{0, 18, 25, 45, 65, 75, 85, 95, missing_integer};
  switch (column) {
    case event::autism_spectrum_disorder:
    case event::dementia: add_all(field.listed, answers); break;
    case event::event_type: add_all(field.listed, types); break;
    case event::review_type: add_all(field.listed, reviews); break;
    case event::age_band:
      for (const std::int32_t age : ages) field.listed.add(age_band(age));
      break;
    case event::working_age_band:
      for (const std::int32_t age : ages) field.listed.add(working_age_band(age));
      break;
    default: return;
  }
  field.is_closed = true;
}

/// The list of a field by its name, which ends otherwise in columns that are submitted, cleaned or grouped.
void add_mapped_list(field_texts& field) {
  static const mappings shipped = mappings::shipped();
  std::string_view name = field.name;
  std::string_view ending;
  for (const std::string_view each : {"_Cleaned", "_Raw", "_Latest", "_Grouped"})
    if (name.ends_with(each)) ending = each;
  name.remove_suffix(ending.size());
  if (field.name == "Event_Outcome_Hierarchy") return;
  for (std::size_t i = 0; i < mapped_field_count; ++i)
    if (same_text(name_of(static_cast<mapped_field>(i)), name)) field.list = static_cast<mapped_field>(i);
  if (!field.list) return;
  field.is_closed = ending != "_Raw";
  field.is_cleaned = field.is_closed && ending != "_Grouped";
  for (const std::string& text : specification_texts(*field.list)) {
    if (ending != "_Grouped")
      field.listed.add(text);
    else if (const auto group = shipped.group_of(*field.list, text))
      field.listed.add(*group);
  }
  if (field.is_cleaned) field.listed.add(invalid_value);
}

/// What a cleaned field has instead of a text of the first release; nothing for a text that it can have.
std::optional<std::string> cleaned_otherwise(const field_texts& field, const std::string& form) {
  static const mappings shipped = mappings::shipped();
  if (!field.is_cleaned) return std::nullopt;
  const auto cleaned = shipped.clean(*field.list, form);
  if (!cleaned || same_text(*cleaned, form)) return std::nullopt;
  return std::string(*cleaned);
}

/// The texts that a series can have.
struct possible_texts {
  std::vector<const field_texts*> fields;
  text_set own;          // which the definition itself gives it
  bool is_open = false;  // others too, of which nothing is known here

  bool is_judged() const { return !is_open && (!fields.empty() || own.size() != 0); }
};

class text_checker {
 public:
  text_checker(const records& people, const person_details& details, const std::vector<area>& list)
      : people_(people), details_(details), list_(list) {}

  void check(const expr& e) {
    if (!e || expressions::is_unlisted(*e) || !seen_.insert(e.get()).second) return;
    if (e->what == operation::text_in || e->what == operation::text_like || e->what == operation::text_has ||
        e->what == operation::rank)
      judge(*e);
    for (const expr& part : e->in) check(part);
    for (const unit_frame* frame : {&e->of, &e->from})
      if (frame->builder)
        for (const expr& input : frame->builder->inputs) check(input);
  }

  void check(const std::vector<breakdown>& by) {
    for (const breakdown& dimension : by) {
      for (const expr& condition : dimension.conditions) check(condition);
      check(dimension.text);
      std::vector<std::string> texts = dimension.labels;
      std::erase(texts, std::string(missing_label));  // units without a text
      if (!dimension.text || texts.empty()) continue;
      made_.push_back(expressions::text_in(dimension.text, texts));
      check(made_.back());
    }
  }

  unmet_texts unmet{};

 private:
  void judge(const expression& e) {
    const possible_texts& known = texts_of(e.in[0]);
    if (!known.is_judged()) return;
    for (const std::string& text : e.texts) {
      if (known.own.has(text) || (e.what == operation::text_like && known.own.has_like(text))) continue;
      const bool found = std::any_of(known.fields.begin(), known.fields.end(),
                                     [&](const field_texts* field) { return has(*field, e, text); });
      if (!found) tell(known, e, text);
    }
  }

  /// Whether a field can have the text. One that is cleaned to another may stand beside that other: it does no harm.
  static bool has(const field_texts& field, const expression& e, const std::string& text) {
    if (e.what == operation::text_like) return field.met.has_like(text) || field.listed.has_like(text);
    if (field.met.has(text)) return true;
    if (!field.listed.has(text)) return false;
    const std::optional<std::string> instead = cleaned_otherwise(field, text);
    return !instead || std::find(e.texts.begin(), e.texts.end(), fold(*instead)) != e.texts.end();
  }

  const possible_texts& texts_of(const expr& series) {
    const auto [at, added] = possible_.try_emplace(series.get());
    if (added) {
      std::unordered_set<const expression*> seen;
      collect(series, at->second, seen);
    }
    return at->second;
  }

  void collect(const expr& e, possible_texts& to, std::unordered_set<const expression*>& seen) {
    if (!seen.insert(e.get()).second) return;
    switch (e->what) {
      case operation::constant:
        for (const std::string& text : e->texts) to.own.add(text);
        return;
      case operation::bands:
        for (const std::string& label : e->texts) to.own.add(label);
        return;
      case operation::event_field:
      case operation::row_field:
      case operation::person_field: {
        const field_texts& field = texts_of_field(*e);
        to.is_open = to.is_open || field.is_open;
        to.fields.push_back(&field);
        return;
      }
      case operation::at_unit: collect(e->in.back(), to, seen); return;
      case operation::first_known:
        if (expressions::is_unlisted(*e)) {
          to.is_open = true;
          return;
        }
        for (const expr& part : e->in) collect(part, to, seen);
        return;
      case operation::choose:
        for (std::size_t i = 1; i < e->in.size(); i += 2) collect(e->in[i], to, seen);
        collect(e->in.back(), to, seen);
        return;
      case operation::episode_column: {
        const std::vector<std::string>& labels = e->of.builder->columns[static_cast<std::size_t>(e->number)].labels;
        for (const std::string& label : labels) to.own.add(label);
        to.is_open = to.is_open || labels.empty();
        return;
      }
      default: to.is_open = true; return;
    }
  }

  /// Of a record's field whatever is outside its list was taken as missing when the rows were read. Without a list, any
  /// text can come.
  static void add_list(field_texts& field, const expression& source) {
    const record_field& of = source.of.type->fields()[static_cast<std::size_t>(source.number)];
    field.name = source.of.type->name() + "." + of.name;
    for (const std::string& text : of.allowed) field.listed.add(text);
    field.is_open = of.allowed.empty();
    field.is_closed = !field.is_open;
  }

  const field_texts& texts_of_field(const expression& source) {
    const auto [at, added] = fields_.try_emplace(
        std::tuple(source.what, source.number, source.of.type ? source.of.type->name() : std::string()));
    field_texts& field = at->second;
    if (!added) return field;
    if (source.what == operation::row_field) {
      add_list(field, source);
      return field;
    }
    if (source.what == operation::event_field) {
      const auto column = static_cast<event::column>(source.number);
      field.name = main_table_schema().fields[column].name;
      field.is_open = !people_.events().has(column);
      if (!field.is_open) add(field.met, people_.events().text(column));
      add_fixed_list(field, column);
      if (column == event::la_code || column == event::la_name)
        for (const area& place : list_) field.listed.add(column == event::la_code ? place.la_code : place.la_name);
    } else {
      const auto wanted = static_cast<person_field>(source.number);
      for (const named_person_field& named : person_fields())
        if (named.field == wanted) field.name = named.name;
      if (const text_column* column = column_of(wanted)) add(field.met, *column);
      if (wanted == person_field::la_code) {
        for (const council& here : people_.councils()) field.met.add(here.la_code);
        for (const area& place : list_) field.listed.add(place.la_code);
      }
    }
    add_mapped_list(field);
    return field;
  }

  static void add(text_set& to, const text_column& column) {
    for (code c = 1; c < column.values->size(); ++c) to.add((*column.values)[c]);
  }

  const text_column* column_of(person_field field) const {
    switch (field) {
      case person_field::gender: return &details_.gender;
      case person_field::ethnicity: return &details_.ethnicity;
      case person_field::accommodation_status: return &details_.accommodation_status;
      case person_field::employment_status: return &details_.employment_status;
      case person_field::has_unpaid_carer: return &details_.has_unpaid_carer;
      case person_field::primary_support_reason: return &details_.primary_support_reason;
      case person_field::client_funding_status: return &details_.client_funding_status;
      default: return nullptr;
    }
  }

  /// Refuses what no records can have; remembers what others than these may have.
  void tell(const possible_texts& known, const expression& e, const std::string& text) {
    const bool closed = std::all_of(known.fields.begin(), known.fields.end(),
                                    [](const field_texts* field) { return field->is_closed; });
    unmet_text found{known.fields.empty() ? std::string() : known.fields.front()->name, problem_of(known, e, text),
                     advice_of(known, e, text)};
    if (!closed && people_.people() == 0) return;
    if (closed) {
      unmet_texts only;
      only.emplace("", std::move(found));
      refuse(only);
    }
    unmet.emplace(fmt::format("{}\x1f{}\x1f{}", found.field, static_cast<int>(e.what), text), std::move(found));
  }

  static std::string problem_of(const possible_texts& known, const expression& e, const std::string& text) {
    const std::string_view is = e.what == operation::text_like ? "is like" : "is";
    if (known.fields.empty()) return fmt::format("nothing that the definition gives this text {} '{}'", is, text);
    return fmt::format("no value of the field's list{} or of the records {} '{}'",
                       known.own.size() == 0 ? "" : ", of the definition itself", is, text);
  }

  /// Only texts of the specification and of the definition are shown: those of the records may name a person.
  static std::string advice_of(const possible_texts& known, const expression& e, const std::string& text) {
    if (text.empty()) return "ask for a missing text with is_missing";
    text_set shown;
    std::size_t met = 0;
    for (const std::string& own : known.own.texts()) shown.add(own);
    for (const field_texts* field : known.fields) {
      if (e.what != operation::text_like)
        if (const std::optional<std::string> instead = cleaned_otherwise(*field, text))
          return fmt::format("the cleaned field has '{}' instead: write that (`unlisted` allows another)", *instead);
      for (const std::string& listed : field->listed.texts())
        if (!cleaned_otherwise(*field, fold(listed))) shown.add(listed);
      met += field->met.size();
    }
    if (e.what == operation::text_like && shown.has_like("%" + text + "%"))
      return fmt::format("did you mean '%{}%'? % stands for any run of characters (`unlisted` allows another)", text);
    const std::vector<std::string_view> candidates(shown.texts().begin(), shown.texts().end());
    const std::string_view near = nearest_name(text, candidates);
    if (!near.empty()) return fmt::format("did you mean '{}'? (`unlisted` allows another)", near);
    if (shown.size() == 0)
      return met == 0 ? std::string("the records hold no text of it at all; `unlisted` allows any")
                      : fmt::format("the records hold {} other texts of it; `unlisted` allows another", met);
    std::string some;
    for (std::size_t i = 0; i < std::min<std::size_t>(shown.size(), 8); ++i)
      some += fmt::format("{}'{}'", i == 0 ? "" : ", ", shown.texts()[i]);
    return fmt::format("it has values such as {}; `unlisted` allows another", some);
  }

  const records& people_;
  const person_details& details_;
  const std::vector<area>& list_;
  std::unordered_set<const expression*> seen_;
  std::vector<expr> made_;  // which have to live as long as others, so that no two share an address
  std::unordered_map<const expression*, possible_texts> possible_;
  std::map<std::tuple<operation, std::int64_t, std::string>, field_texts> fields_;
};

}  // namespace

unmet_texts refuse_unknown_texts(const std::vector<measure>& measures, const std::vector<breakdown>& added,
                                 const records& people, const person_details& details, const std::vector<area>& list) {
  text_checker checker(people, details, list);
  for (const measure& m : measures) {
    if (!is_own(m)) continue;
    for (const figure& f : m.figures) {
      for (const expr& part :
           {f.counts.of, f.counts.numerator, f.counts.value, f.counts.other_denominator, f.unknown, f.invalid})
        checker.check(part);
      for (const quotient_part& part : f.counts.parts) {
        checker.check(part.of);
        checker.check(part.value);
        checker.check(part.by);
      }
      checker.check(f.by);
      checker.check(f.denominator_by);
    }
    for (const side_count& side : m.sides) {
      checker.check(side.of);
      checker.check(side.by);
    }
  }
  checker.check(added);
  return std::move(checker.unmet);
}

void refuse(const unmet_texts& texts) {
  if (texts.empty()) return;
  const unmet_text& first = texts.begin()->second;
  throw usage_error(error_code::unknown_name, {.file = {}, .line = 0, .field = first.field, .column = 0}, first.problem,
                    first.advice);
}

}  // namespace ascof

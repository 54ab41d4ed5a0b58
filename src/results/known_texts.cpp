#include "known_texts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <unordered_set>

#include "ascof/core/error.hpp"
#include "ascof/core/text.hpp"
#include "ascof/measure/fields.hpp"

namespace ascof {
namespace {

/// The list of a field of the main table, by its name without the ending of cleaned and submitted columns.
std::optional<mapped_field> list_of(std::string_view column_name) {
  for (const std::string_view ending : {"_Cleaned", "_Raw", "_Latest"})
    if (column_name.ends_with(ending)) column_name.remove_suffix(ending.size());
  for (std::size_t i = 0; i < mapped_field_count; ++i)
    if (same_text(name_of(static_cast<mapped_field>(i)), column_name)) return static_cast<mapped_field>(i);
  return std::nullopt;
}

/// A field's texts: what its list has and what the records have.
struct field_texts {
  std::string name;
  std::vector<std::string> texts;         // as written
  std::unordered_set<std::string> forms;  // folded
  bool judged = false;                    // there is a list, or the records have texts

  std::vector<std::string> listed{};  // of the specification: these may be shown

  void add_listed(std::string_view text) {
    listed.emplace_back(text);
    add(text);
  }
  void add(std::string_view text) {
    if (forms.insert(fold(text)).second) texts.emplace_back(text);
  }
};

class text_checker {
 public:
  text_checker(const records& people, const person_details& details) : people_(people), details_(details) {}

  void check(const expr& e) {
    if (!e || !seen_.insert(e.get()).second) return;
    const bool compares = e->what == operation::text_in || e->what == operation::text_like ||
                          e->what == operation::text_has || e->what == operation::rank;
    if (compares && e->number != expressions::unlisted_mark) judge(*e);
    for (const expr& part : e->in) check(part);
  }

 private:
  void judge(const expression& e) {
    std::vector<const expression*> sources;
    find_sources(e.in[0], sources);
    if (sources.empty()) return;
    for (const std::string& text : e.texts) {
      bool judged = false;
      const field_texts* first = nullptr;
      for (const expression* source : sources) {
        const field_texts& field = texts_of(*source);
        if (!field.judged) return;
        first = first == nullptr ? &field : first;
        judged = judged || (e.what == operation::text_like ? matches(field, text) : field.forms.count(text) != 0);
      }
      if (!judged && first != nullptr) refuse(*first, text);
    }
  }

  /// The fields whose texts a series can have; none when it has other texts too.
  static void find_sources(const expr& e, std::vector<const expression*>& to) {
    switch (e->what) {
      case operation::event_field:
      case operation::row_field:
      case operation::person_field: to.push_back(e.get()); return;
      case operation::at_unit: find_sources(e->in.back(), to); return;
      case operation::first_known:
        for (const expr& part : e->in) find_sources(part, to);
        return;
      default: return;
    }
  }

  static bool matches(const field_texts& field, const std::string& pattern) {
    std::vector<std::string> parts(1);
    for (const char c : pattern)
      if (c == '%')
        parts.emplace_back();
      else
        parts.back() += c;
    return std::any_of(field.forms.begin(), field.forms.end(), [&](const std::string& form) {
      std::size_t at = 0;
      for (const std::string& part : parts) {
        at = form.find(part, at);
        if (at == std::string::npos) return false;
        at += part.size();
      }
      return true;
    });
  }

  const field_texts& texts_of(const expression& source) {
    const auto key = std::tuple(source.what, source.number, source.of.type ? source.of.type->name() : std::string());
    const auto [at, added] = known_.try_emplace(key);
    if (!added) return at->second;
    field_texts& field = at->second;
    if (source.what == operation::row_field) {
      // Whatever is outside a list was taken as missing when the rows were read. Without one, any text can come.
      const record_field& of = source.of.type->fields()[static_cast<std::size_t>(source.number)];
      field.name = source.of.type->name() + "." + of.name;
      for (const std::string& text : of.allowed) field.add_listed(text);
      field.judged = !of.allowed.empty();
      return field;
    }
    std::optional<mapped_field> list;
    if (source.what == operation::event_field) {
      const auto column = static_cast<event::column>(source.number);
      const std::string_view name = main_table_schema().fields[column].name;
      field.name = name;
      list = list_of(name);
      if (main_table_schema().fields[column].kind == field_kind::text && people_.events().has(column))
        add(field, people_.events().text(column));
    } else {
      const auto wanted = static_cast<person_field>(source.number);
      for (const named_person_field& named : person_fields())
        if (named.field == wanted) field.name = named.name;
      list = list_of(field.name);
      if (const text_column* column = column_of(wanted)) add(field, *column);
    }
    if (list) {
      for (const std::string& text : specification_texts(*list)) field.add_listed(text);
      field.add("Unknown");
      field.add("Invalid and not mapped");
    }
    if (source.what == operation::event_field && static_cast<event::column>(source.number) == event::event_type)
      for (const std::string_view type : {"Request", "Assessment", "Service", "Review"}) field.add_listed(type);
    field.judged = list.has_value() || !field.texts.empty();
    if (field.judged && !list)
      for (const std::string_view answer : {"Yes", "No", "Unknown"}) field.add(answer);
    return field;
  }

  static void add(field_texts& field, const text_column& column) {
    for (code c = 1; c < column.values->size(); ++c) field.add((*column.values)[c]);
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

  /// Only texts of the specification are shown: those of the records may name a person.
  [[noreturn]] static void refuse(const field_texts& field, const std::string& text) {
    const std::vector<std::string_view> candidates(field.listed.begin(), field.listed.end());
    const std::string_view near = nearest_name(text, candidates);
    std::string some;
    for (std::size_t i = 0; i < std::min<std::size_t>(field.listed.size(), 8); ++i)
      some += fmt::format("{}'{}'", i == 0 ? "" : ", ", field.listed[i]);
    throw usage_error(error_code::unknown_name, {.file = {}, .line = 0, .field = field.name, .column = 0},
                      fmt::format("no value of the field's list or of the records is '{}'", text),
                      !near.empty()  ? fmt::format("did you mean '{}'? (`unlisted` allows another)", near)
                      : some.empty() ? fmt::format("the records hold {} other texts of it; `unlisted` allows another",
                                                   field.forms.size())
                                     : fmt::format("it has values such as {}; `unlisted` allows another", some));
  }

  const records& people_;
  const person_details& details_;
  std::set<const expression*> seen_;
  std::map<std::tuple<operation, std::int64_t, std::string>, field_texts> known_;
};

}  // namespace

void refuse_unknown_texts(const std::vector<measure>& measures, const std::vector<breakdown>& added,
                          const records& people, const person_details& details) {
  text_checker checker(people, details);
  const auto dimensions = [&checker](const std::vector<breakdown>& by) {
    for (const breakdown& dimension : by) {
      for (const expr& condition : dimension.conditions) checker.check(condition);
      std::vector<std::string> texts = dimension.labels;
      std::erase(texts, std::string(missing_label));  // units without a text
      if (dimension.text && !texts.empty()) checker.check(expressions::text_in(dimension.text, texts));
    }
  };
  for (const measure& m : measures) {
    if (m.source != "local") continue;
    for (const figure& f : m.figures) {
      for (const expr& part :
           {f.counts.of, f.counts.numerator, f.counts.value, f.counts.other_denominator, f.unknown, f.invalid})
        checker.check(part);
      dimensions(f.by);
      dimensions(f.denominator_by);
    }
  }
  dimensions(added);
}

}  // namespace ascof

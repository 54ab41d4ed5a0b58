#include "ascof/records/record_type.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

#include "ascof/core/error.hpp"
#include "ascof/core/fingerprint.hpp"
#include "ascof/core/text.hpp"

namespace ascof {
namespace {

[[noreturn]] void refuse(const std::string& problem, const std::string& advice) {
  throw usage_error(error_code::bad_definition, {}, problem, advice);
}

bool is_plain_word(std::string_view name) {
  constexpr std::size_t longest = 100;
  return !name.empty() && name.size() <= longest && name.front() >= 'a' && name.front() <= 'z' &&
         name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") == std::string_view::npos;
}

void expect_plain_word(std::string_view name, std::string_view what) {
  if (is_plain_word(name)) return;
  refuse(fmt::format("'{}' is no name of a {}", name, what),
         "write lower case letters, digits and underscores, beginning with a letter: date_received");
}

void check_field(const record_declaration& of, const record_field& field) {
  expect_plain_word(field.name, "field");
  const auto same_name = [&](const record_field& other) { return other.name == field.name; };
  if (std::count_if(of.fields.begin(), of.fields.end(), same_name) > 1)
    refuse(fmt::format("{} has the field {} twice", of.name, field.name), "give each field a name of its own");
  if (!field.allowed.empty() && field.kind != record_kind::text && field.kind != record_kind::texts)
    refuse(fmt::format("{}.{} holds a {} and has a list of values", of.name, field.name, to_text(field.kind)),
           "leave the list out, or make it a text");
  if (!field.codes.empty() && field.codes.size() != field.allowed.size())
    refuse(
        fmt::format("{}.{} has {} codes for {} values", of.name, field.name, field.codes.size(), field.allowed.size()),
        "give one code a value, or none");
  std::set<std::string> seen;
  for (const std::string& value : field.allowed)
    if (is_blank(value) || !seen.insert(fold(value)).second)
      refuse(fmt::format("the list of {}.{} has '{}' twice, or a blank", of.name, field.name, value),
             "write each value once");
}

field_kind column_kind(record_kind kind) {
  switch (kind) {
    case record_kind::date: return field_kind::day;
    case record_kind::integer: return field_kind::integer;
    case record_kind::amount: return field_kind::hundredths;
    default: return field_kind::text;
  }
}

std::string described(const record_declaration& of) {
  std::string text = of.name;
  const auto part = [&text](std::string_view value) { fmt::format_to(std::back_inserter(text), "\n{}", value); };
  for (const record_field& field : of.fields) {
    part(field.name);
    part(to_text(field.kind));
    part(to_text(field.needed));
    for (const std::string& value : field.allowed) part(value);
    for (const std::string& code : field.codes) part(code);
  }
  for (const std::string* name : {&of.council, &of.person, &of.key, &of.start, &of.end}) part(*name);
  for (const std::string& name : of.also_key) part(name);
  for (const record_link& link : of.links) part(link.field + " " + link.to);
  // A kind without them is what it was before there were any.
  if (!of.together.empty()) part("together " + of.together);
  if (!of.year.empty()) part("year " + of.year);
  return text;
}

}  // namespace

std::string_view to_text(record_kind kind) {
  switch (kind) {
    case record_kind::text: return "text";
    case record_kind::texts: return "text list";
    case record_kind::date: return "date";
    case record_kind::integer: return "integer";
    case record_kind::amount: return "amount";
  }
  return {};
}

std::string_view to_text(presence needed) {
  switch (needed) {
    case presence::optional: return "optional";
    case presence::conditional: return "conditional";
    case presence::mandatory: return "mandatory";
  }
  return {};
}

record_type::record_type(record_declaration of) : declared_(std::move(of)) {
  expect_plain_word(declared_.name, "kind of record");
  if (declared_.fields.empty()) refuse(fmt::format("{} has no fields", declared_.name), "name at least one");
  for (const record_field& field : declared_.fields) check_field(declared_, field);
  const auto place = [this](const std::string& name, std::string_view what, bool dated) {
    if (name.empty()) return none;
    const std::size_t found = find(name);
    if (found == none)
      refuse(fmt::format("the {} of {} is said to be {}, which is no field of it", what, declared_.name, name),
             "declare the field, or name another");
    const record_kind kind = declared_.fields[found].kind;
    if (kind != (dated ? record_kind::date : record_kind::text))
      refuse(fmt::format("the {} of {} is {}, which holds a {}", what, declared_.name, name, to_text(kind)),
             dated ? "name a date" : "name a text");
    return found;
  };
  council_ = place(declared_.council, "council", false);
  person_ = place(declared_.person, "person", false);
  key_ = place(declared_.key, "key", false);
  start_ = place(declared_.start, "start", true);
  end_ = place(declared_.end, "end", true);
  together_ = place(declared_.together, "field of rows that stand together", false);
  year_ = place(declared_.year, "year", false);
  if (together_ != none && (person_ != none || !declared_.links.empty()))
    refuse(
        fmt::format("rows of {} stand together by {}, and by a person or a link", declared_.name, declared_.together),
        "leave one of them out: rows that stand together belong to nobody and to nothing");
  for (const record_link& link : declared_.links) {
    place(link.field, "link", false);
    expect_plain_word(link.to, "kind of record");
  }
  if (council_ != none) whole_key_.push_back(council_);
  if (key_ != none) whole_key_.push_back(key_);
  for (const std::string& name : declared_.also_key) {
    const std::size_t at_field = find(name);
    if (at_field == none)
      refuse(fmt::format("{} is no field of {}", name, declared_.name), "declare the field, or name another");
    if (std::find(whole_key_.begin(), whole_key_.end(), at_field) == whole_key_.end()) whole_key_.push_back(at_field);
  }
  if (key_ == none && declared_.also_key.empty()) whole_key_.clear();
  columns_.name = declared_.name;
  columns_.may_be_empty = true;
  for (std::size_t i = 0; i < declared_.fields.size(); ++i) {
    const record_field& field = declared_.fields[i];
    field_info column{.name = field.name, .kind = column_kind(field.kind)};
    const bool tells_apart = std::find(whole_key_.begin(), whole_key_.end(), i) != whole_key_.end();
    column.required = tells_apart || (field.needed == presence::mandatory && field.kind == record_kind::date);
    column.personal = field.personal || i == person_ || i == key_;
    for (const std::string& header : field.headers) column.also.emplace_back(header);
    columns_.fields.push_back(std::move(column));
  }
  fingerprint_ = fingerprint_of(described(declared_));
}

std::size_t record_type::find(std::string_view field) const {
  for (std::size_t i = 0; i < declared_.fields.size(); ++i)
    if (declared_.fields[i].name == field) return i;
  return none;
}

std::size_t record_type::at(std::string_view field) const {
  if (const std::size_t found = find(field); found != none) return found;
  std::vector<std::string_view> names;
  for (const record_field& known : declared_.fields) names.push_back(known.name);
  const std::string_view near = nearest_name(field, names);
  refuse(fmt::format("{} has no field '{}'", declared_.name, field),
         near.empty() ? fmt::format("its fields begin with '{}'", names.front())
                      : fmt::format("did you mean '{}'?", near));
}

std::size_t record_type::link_to(std::string_view type) const {
  for (std::size_t i = 0; i < declared_.links.size(); ++i)
    if (declared_.links[i].to == type) return i;
  refuse(fmt::format("{} declares no link to {}", declared_.name, type),
         "declare the field that holds the other's key as a link");
}

record_type_ptr declare_record_type(record_declaration of) {
  return record_type_ptr(new record_type(std::move(of)));  // its constructor is not everybody's
}

}  // namespace ascof

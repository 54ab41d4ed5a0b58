#include <algorithm>
#include <map>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ascof/core/error.hpp"
#include "ascof/core/text.hpp"
#include "ascof/ingest/csv.hpp"
#include "ascof/records/record_type.hpp"
#include "ascof_embedded.hpp"
#include "builtin.hpp"

#include <fmt/format.h>

namespace ascof {
namespace {

/// A table of texts that comes with the library.
class reference {
 public:
  reference(std::string_view file, std::vector<std::string_view> columns) {
    schema wanted{.name = "reference table", .fields = {}};
    for (const std::string_view column : columns)
      wanted.fields.push_back({.name = column, .kind = field_kind::text, .required = true});
    for (const embedded::file& known : embedded::files())
      if (known.name == file) data_ = read_csv_text(known.text, file, wanted).data;
    if (data_.rows() == 0) throw std::logic_error("a table that comes with the library is missing");
  }
  std::size_t rows() const { return data_.rows(); }
  std::string at(std::size_t row, std::size_t column) const { return std::string(data_.text(column)[row]); }

 private:
  table data_;
};

struct value_list {
  std::vector<std::string> values, codes;
};

std::map<std::string, value_list> read_lists() {
  std::map<std::string, value_list> lists;
  const reference table("record_values.csv", {"list", "value", "code"});
  for (std::size_t row = 0; row < table.rows(); ++row) {
    value_list& list = lists[table.at(row, 0)];
    list.values.push_back(table.at(row, 1));
    if (const std::string code = table.at(row, 2); !code.empty()) list.codes.push_back(code);
  }
  return lists;
}

record_kind kind_of(const std::string& written, const std::string& field) {
  if (written == "date") return record_kind::date;
  if (written == "text list") return record_kind::texts;
  if (written == "number")
    return field == "fte" || field == "share" || field == "score" ? record_kind::amount : record_kind::integer;
  return record_kind::text;
}

presence presence_of(const std::string& written) {
  if (written == "mandatory") return presence::mandatory;
  return written == "conditional" ? presence::conditional : presence::optional;
}

/// Values of a field's list, in record_fields.csv, where names are typed freely.
constexpr std::string_view free_names = "free names";

const reference& fields_table() {
  static const reference table("record_fields.csv", {"record_type", "field", "type", "list", "status", "key",
                                                     "description", "source", "certainty"});
  return table;
}

std::vector<record_type_ptr> make_types() {
  const std::map<std::string, value_list> lists = read_lists();
  std::map<std::string, record_declaration> declared;
  std::vector<std::string> order;
  const reference kinds("record_kinds.csv", {"record_type", "row", "start", "end", "links", "together", "year"});
  for (std::size_t row = 0; row < kinds.rows(); ++row) {
    record_declaration& of = declared[kinds.at(row, 0)];
    of.name = kinds.at(row, 0);
    order.push_back(of.name);
    of.row = kinds.at(row, 1);
    of.start = kinds.at(row, 2);
    of.end = kinds.at(row, 3);
    if (const std::string link = kinds.at(row, 4); !link.empty())
      of.links.push_back({link.substr(0, link.find(':')), link.substr(link.find(':') + 1)});
    of.together = kinds.at(row, 5);
    of.year = kinds.at(row, 6);
  }
  const reference& fields = fields_table();
  for (std::size_t row = 0; row < fields.rows(); ++row) {
    record_declaration& of = declared.at(fields.at(row, 0));
    record_field field{.name = fields.at(row, 1),
                       .kind = kind_of(fields.at(row, 2), fields.at(row, 1)),
                       .needed = presence_of(fields.at(row, 4)),
                       .description = fields.at(row, 6),
                       .source = fields.at(row, 7),
                       .certainty = fields.at(row, 8)};
    if (const auto list = lists.find(fields.at(row, 3)); list != lists.end()) {
      field.allowed = list->second.values;
      field.codes = list->second.codes;
    }
    field.personal = field.name == "person_id" || field.name == "date_of_birth" || field.name == "worker_id";
    if (field.name == "la_code") of.council = field.name;
    if (field.name == "person_id") of.person = field.name;
    if (fields.at(row, 5) == "yes" && field.name != "la_code") {
      const bool first_text = of.key.empty() && of.also_key.empty() && field.kind == record_kind::text;
      if (first_text) of.key = field.name;
      of.also_key.push_back(field.name);
    }
    of.fields.push_back(std::move(field));
  }
  const reference headers("record_headers.csv", {"record_type", "field", "header_variant"});
  for (std::size_t row = 0; row < headers.rows(); ++row)
    for (auto& [name, of] : declared)
      for (record_field& field : of.fields)
        if ((headers.at(row, 0) == "*" || headers.at(row, 0) == name) && headers.at(row, 1) == field.name)
          field.headers.push_back(headers.at(row, 2));
  std::vector<record_type_ptr> made;
  for (const std::string& name : order) {
    record_declaration& of = declared.at(name);
    if (of.also_key.size() != 1) of.key.clear();  // several fields tell rows apart together
    if (of.also_key.size() == 1) of.also_key.clear();
    made.push_back(declare_record_type(std::move(of)));
  }
  return made;
}

}  // namespace

const std::vector<record_type_ptr>& record_types() {
  static const std::vector<record_type_ptr> types = make_types();
  return types;
}

bool is_named_freely(const record_type& type, std::string_view field) {
  static const std::set<std::pair<std::string, std::string>> free = [] {
    std::set<std::pair<std::string, std::string>> found;
    const reference& fields = fields_table();
    for (std::size_t row = 0; row < fields.rows(); ++row)
      if (fields.at(row, 3) == free_names) found.emplace(fields.at(row, 0), fields.at(row, 1));
    return found;
  }();
  return free.contains({type.name(), std::string(field)}) &&
         record_type_named(type.name())->fingerprint() == type.fingerprint();
}

record_type_ptr record_type_named(std::string_view name) {
  const auto& types = record_types();
  const auto found = std::find_if(types.begin(), types.end(), [&](const auto& t) { return t->name() == name; });
  if (found != types.end()) return *found;
  std::vector<std::string_view> names;
  for (const record_type_ptr& t : types) names.push_back(t->name());
  const std::string_view near = nearest_name(name, names);
  throw usage_error(
      error_code::unknown_name, {}, fmt::format("there is no kind of record '{}'", name),
      near.empty() ? std::string("see `ascof tables`, or declare it") : fmt::format("did you mean '{}'?", near));
}

}  // namespace ascof

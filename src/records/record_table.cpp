#include "ascof/records/record_table.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>

#include "ascof/core/error.hpp"
#include "ascof/core/text.hpp"
#include "builtin.hpp"

namespace ascof {
namespace {

/// Without plain blanks and tabs around it.
std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

/// How the texts of a field are read: once for each distinct one.
class text_rule {
 public:
  text_rule(const record_type& type, const record_field& field, std::span<const record_options::wording> mappings)
      : field_(field), is_named_freely_(is_named_freely(type, field.name)) {
    for (std::size_t i = 0; i < field.allowed.size(); ++i) {
      known_.emplace(fold(field.allowed[i]), field.allowed[i]);
      if (!field.codes.empty()) known_.emplace(fold(field.codes[i]), field.allowed[i]);
    }
    if (const auto yes = known_.find("yes"), no = known_.find("no"); yes != known_.end() && no != known_.end()) {
      const std::string is = yes->second, is_not = no->second;
      for (const char* word : {"y", "1", "true"}) known_.emplace(word, is);
      for (const char* word : {"n", "0", "false"}) known_.emplace(word, is_not);
    }
    for (const record_options::wording& m : mappings)
      if (m.field == field.name) known_.insert_or_assign(fold(trimmed(m.written)), m.value);
  }

  /// The value, empty when there is none. @param outside  whether there was one that the list does not have
  std::string read(std::string_view written, bool& outside) const {
    const std::string_view text = trimmed(without_odd_blanks(written));
    if (text.empty() || fold(text) == "null") return {};
    if (field_.kind != record_kind::texts) return value_of(text, outside);
    std::string all;
    std::set<std::string> seen;
    each_part(text, [&](std::string_view written_part) {
      const std::string_view part = trimmed(written_part);
      if (part.empty()) return;
      const std::string value = value_of(part, outside);
      if (!value.empty() && seen.insert(fold(value)).second) all += (all.empty() ? "" : ";") + value;
    });
    return all;
  }

 private:
  std::string_view without_odd_blanks(std::string_view text) const {
    for (std::size_t odd = odd_blank(text); odd != 0; odd = odd_blank(text)) text.remove_prefix(odd);
    return text;
  }
  std::string value_of(std::string_view text, bool& outside) const {
    if (is_named_freely_) {
      const auto mapped = known_.find(fold(text));
      return fold(mapped == known_.end() ? text : mapped->second);
    }
    if (known_.empty()) return std::string(text);
    if (const auto found = known_.find(fold(text)); found != known_.end()) return found->second;
    const std::string repaired = repaired_text(text);
    if (const auto found = known_.find(fold(trimmed(repaired))); found != known_.end()) return found->second;
    outside = true;
    return {};
  }

  const record_field& field_;
  bool is_named_freely_;
  std::map<std::string, std::string> known_;  // by folded text
};

/// The column read by its rule. @param outside  gets how many rows had a value that the list does not have
text_column read_texts(const text_column& raw, const text_rule& rule, std::uint64_t& outside) {
  auto words = std::make_shared<dictionary>();
  std::vector<code> value(raw.values->size(), missing_code);
  std::vector<bool> is_outside(raw.values->size(), false);
  for (code c = 1; c < raw.values->size(); ++c) {
    bool not_listed = false;
    const std::string text = rule.read((*raw.values)[c], not_listed);
    is_outside[c] = not_listed;
    if (!text.empty()) value[c] = words->intern(text);
  }
  text_column made{words, code_vector(raw.size(), words->size())};
  for (std::size_t row = 0; row < raw.size(); ++row) {
    const code c = raw.codes[row];
    made.codes.set(row, value[c]);
    outside += is_outside[c] ? 1 : 0;
  }
  return made;
}

bool is_missing_in(const table& data, const record_type& type, std::size_t field, std::size_t row) {
  switch (type.columns().fields[field].kind) {
    case field_kind::day: return data.days(field)[row].is_missing();
    case field_kind::integer: return data.integers(field)[row] == missing_integer;
    case field_kind::hundredths: return data.wides(field)[row] == missing_wide;
    default: return data.text(field).codes[row] == missing_code;
  }
}

/// What a row's key reads as; fields apart by a character that no text has.
std::string key_text(const table& data, const record_type& type, std::size_t row) {
  std::string text;
  for (const std::size_t field : type.whole_key()) {
    switch (type.columns().fields[field].kind) {
      case field_kind::day: text += to_string(data.days(field)[row]); break;
      case field_kind::integer: text += std::to_string(data.integers(field)[row]); break;
      case field_kind::hundredths: text += std::to_string(data.wides(field)[row]); break;
      default: text += data.text(field)[row]; break;
    }
    text += '\x1f';
  }
  return text;
}

/// Which rows stand, in their order. @source clarification C3
class standing_rows {
 public:
  standing_rows(const record_type& type, const table& data, const record_options& options)
      : type_(type), data_(data), options_(options) {}

  std::vector<std::uint32_t> find(record_table& to) {
    std::vector<bool> known_council;
    if (!options_.councils.empty() && type_.council() != record_type::none) {
      std::set<std::string> codes;
      for (const std::string& code : options_.councils) codes.insert(fold(code));
      const dictionary& words = *data_.text(type_.council()).values;
      for (code c = 0; c < words.size(); ++c) known_council.push_back(c != 0 && codes.contains(fold(words[c])));
    }
    std::vector<std::size_t> needed = type_.whole_key();
    for (std::size_t i = 0; i < type_.fields().size(); ++i)
      if (type_.fields()[i].needed == presence::mandatory && type_.fields()[i].kind == record_kind::date)
        needed.push_back(i);
    std::vector<std::uint64_t> lacking(needed.size(), 0);
    std::vector<std::uint32_t> rows;
    for (std::uint32_t row = 0; row < data_.rows(); ++row) {
      if (!known_council.empty() && !known_council[data_.text(type_.council()).codes[row]]) {
        ++elsewhere_;
        continue;
      }
      const auto missing = std::find_if(needed.begin(), needed.end(),
                                        [&](std::size_t f) { return is_missing_in(data_, type_, f, row); });
      if (missing == needed.end()) {
        rows.push_back(row);
      } else {
        ++lacking[static_cast<std::size_t>(missing - needed.begin())];
      }
    }
    to.rows.left_out = data_.rows() - rows.size();
    tell(to, needed, lacking);
    if (type_.whole_key().empty()) return rows;
    std::unordered_map<std::string, std::uint32_t> last;
    for (const std::uint32_t row : rows) last.insert_or_assign(key_text(data_, type_, row), row);
    const std::size_t before = rows.size();
    std::erase_if(rows, [&](std::uint32_t row) { return last.at(key_text(data_, type_, row)) != row; });
    to.rows.replaced = before - rows.size();
    if (to.rows.replaced != 0) {
      const record_declaration& of = type_.declaration();
      const std::string key = of.key.empty() ? fmt::format("{}", fmt::join(of.also_key, ", ")) : of.key;
      add_notice(
          to, "record.replaced",
          fmt::format("{} of {} rows stand before a later one with the same {}", to.rows.replaced, data_.rows(), key),
          to.rows.replaced, of.key.empty() ? of.also_key.front() : of.key);
    }
    return rows;
  }

 private:
  void add_notice(record_table& to, std::string_view code, std::string found, std::uint64_t rows,
                  std::string_view field) const {
    notice n = make_notice(code, std::move(found));
    n.file = type_.name();
    n.field = field;
    n.rows = rows;
    n.of = data_.rows();
    to.notices.push_back(std::move(n));
  }

  void tell(record_table& to, const std::vector<std::size_t>& needed, const std::vector<std::uint64_t>& lacking) const {
    if (elsewhere_ != 0)
      add_notice(to, "record.other_council",
                 fmt::format("{} of {} rows are of no council in the list", elsewhere_, data_.rows()), elsewhere_,
                 type_.declaration().council);
    std::uint64_t lost = 0;
    for (std::size_t i = 0; i < needed.size(); ++i) {
      if (lacking[i] == 0) continue;
      lost += lacking[i];
      add_notice(to, "record.left_out",
                 fmt::format("{} of {} rows have no {} that can be read and are left out", lacking[i], data_.rows(),
                             type_.fields()[needed[i]].name),
                 lacking[i], type_.fields()[needed[i]].name);
    }
    if (!options_.reading.accept_loss.passed_by(lost, data_.rows())) return;
    std::string why;
    for (std::size_t i = 0; i < needed.size(); ++i)
      if (lacking[i] != 0)
        why += fmt::format("{}{} without {}", why.empty() ? "" : ", ", lacking[i], type_.fields()[needed[i]].name);
    throw input_error(error_code::too_many_faults, {.file = type_.name(), .line = 0, .field = {}, .column = 0},
                      fmt::format("{} of {} rows would be left out ({}), more than the {:.3g} % accepted", lost,
                                  data_.rows(), why, options_.reading.accept_loss.share * 100),
                      "mend them, or accept the loss: --accept-loss 100, in Python accept_loss=1");
  }

  const record_type& type_;
  const table& data_;
  const record_options& options_;
  std::uint64_t elsewhere_ = 0;
};

std::string csv_field(std::string_view text) {
  if (text.find_first_of(",\"\r\n") == std::string_view::npos) return std::string(text);
  std::string quoted = "\"";
  for (const char c : text) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
  return quoted + "\"";
}

}  // namespace

record_table make_record_table(const record_type_ptr& type, read_result read, const record_options& options) {
  if (!type) throw usage_error(error_code::bad_definition, {}, "no kind of record is named", "declare one");
  record_table made{type, {}, {}, std::move(read.report), {}};
  made.rows.read = made.report.rows_in();
  made.notices = notices_of(made.report);
  table& data = read.data;
  for (std::size_t field = 0; field < type->fields().size(); ++field) {
    if (!data.has(field) || type->columns().fields[field].kind != field_kind::text) continue;
    std::uint64_t outside = 0;
    const record_field& known = type->fields()[field];
    data.set(field, read_texts(data.text(field), text_rule(*type, known, options.mappings), outside));
    if (outside == 0) continue;
    notice n = make_notice(
        "record.unlisted_value",
        fmt::format("{} of {} rows have a value that is not in the list of {}", outside, data.rows(), known.name));
    n.file = type->name();
    n.field = known.name;
    n.rows = outside;
    n.of = data.rows();
    made.notices.push_back(std::move(n));
  }
  const std::vector<std::uint32_t> rows = standing_rows(*type, data, options).find(made);
  made.rows.left_out += made.rows.read - data.rows();
  made.rows.kept = rows.size();
  made.data = gather(data, type->columns(), rows);
  return made;
}

record_table no_rows(const record_type_ptr& type) { return {type, table(type->columns(), 0), {}, {}, {}}; }

record_table read_record_table(const record_type_ptr& type, std::span<const std::filesystem::path> files,
                               const record_options& options) {
  if (!type) throw usage_error(error_code::bad_definition, {}, "no kind of record is named", "declare one");
  return make_record_table(type, read_csv(files, type->columns(), options.reading), options);
}

record_table read_record_text(const record_type_ptr& type, std::string_view csv, std::string_view name,
                              const record_options& options) {
  if (!type) throw usage_error(error_code::bad_definition, {}, "no kind of record is named", "declare one");
  return make_record_table(type, read_csv_text(csv, name, type->columns(), options.reading), options);
}

record_table make_record_table(const record_type_ptr& type,
                               const std::vector<std::pair<std::string, std::vector<std::string>>>& columns,
                               const record_options& options) {
  if (!type) throw usage_error(error_code::bad_definition, {}, "no kind of record is named", "declare one");
  std::string csv;
  for (std::size_t c = 0; c < columns.size(); ++c) {
    type->at(columns[c].first);
    if (columns[c].second.size() != columns.front().second.size())
      throw input_error(error_code::field_count,
                        {.file = type->name(), .line = 0, .field = columns[c].first, .column = 0},
                        fmt::format("the column has {} rows and the first one {}", columns[c].second.size(),
                                    columns.front().second.size()),
                        "give all columns the same length");
    csv += (c == 0 ? "" : ",") + columns[c].first;
  }
  csv += '\n';
  const std::size_t rows = columns.empty() ? 0 : columns.front().second.size();
  for (std::size_t row = 0; row < rows; ++row)
    for (std::size_t c = 0; c < columns.size(); ++c)
      csv += csv_field(columns[c].second[row]) + (c + 1 == columns.size() ? "\n" : ",");
  return read_record_text(type, csv, type->name(), options);
}

}  // namespace ascof

#include "ascof/notices/notice.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <stdexcept>
#include <utility>

#include "ascof_embedded.hpp"

namespace ascof {
namespace {

constexpr std::array<std::pair<std::string_view, notice_severity>, 3> severities{
    {{"information", notice_severity::information},
     {"warning", notice_severity::warning},
     {"serious", notice_severity::serious}}};

constexpr std::string_view file_prefix = "notices_";
constexpr std::size_t columns = 5;

notice_severity severity_named(std::string_view text) {
  for (const auto& [name, severity] : severities)
    if (name == text) return severity;
  throw std::logic_error("a notice rule has a severity that is none");
}

/// Fields of one line of a rule table: quotes may hold commas, a quote inside is written twice. Reading proper is a
/// layer above this one.
std::vector<std::string> fields_of(std::string_view line) {
  std::vector<std::string> fields(1);
  bool quoted = false;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const char c = line[i];
    if (c == '"' && quoted && i + 1 < line.size() && line[i + 1] == '"') {
      fields.back() += c;
      ++i;
    } else if (c == '"') {
      quoted = !quoted;
    } else if (c == ',' && !quoted) {
      fields.emplace_back();
    } else {
      fields.back() += c;
    }
  }
  return fields;
}

std::vector<notice_rule> read_rules() {
  std::vector<notice_rule> rules;
  for (const embedded::file& file : embedded::files()) {
    if (!file.name.starts_with(file_prefix)) continue;
    std::string_view text = file.text;
    bool header = true;
    while (!text.empty()) {
      const std::size_t end = std::min(text.find('\n'), text.size());
      const std::string_view line = text.substr(0, end);
      text.remove_prefix(std::min(end + 1, text.size()));
      if (std::exchange(header, false) || line.empty()) continue;
      std::vector<std::string> f = fields_of(line);
      if (f.size() != columns) throw std::logic_error("a notice rule has too many or too few fields");
      rules.push_back({std::move(f[0]), severity_named(f[1]), std::move(f[2]), std::move(f[3]), std::move(f[4])});
    }
  }
  return rules;
}

const std::vector<notice_rule>& all_rules() {
  static const std::vector<notice_rule> rules = read_rules();
  return rules;
}

}  // namespace

std::string_view to_text(notice_severity severity) {
  for (const auto& [name, each] : severities)
    if (each == severity) return name;
  return "";
}

std::span<const notice_rule> notice_rules() { return all_rules(); }

const notice_rule& find_notice_rule(std::string_view code) {
  for (const notice_rule& rule : all_rules())
    if (rule.code == code) return rule;
  throw std::logic_error(fmt::format("there is no notice rule '{}'", code));
}

double notice::share() const {
  const std::uint64_t counted = rows != 0 ? rows : people;
  return of == 0 ? 0 : static_cast<double>(counted) / static_cast<double>(of);
}

notice make_notice(std::string_view code, std::string found) {
  const notice_rule& rule = find_notice_rule(code);
  notice n{.code = rule.code, .severity = rule.severity};
  n.found = std::move(found);
  n.effect = rule.effect;
  n.advice = rule.advice;
  return n;
}

std::string to_text(const notice& n) {
  std::string line;
  for (const std::string* part : {&n.file, &n.field})
    if (!part->empty()) line += *part + ": ";
  line += n.found;
  for (const std::string* part : {&n.effect, &n.advice})
    if (!part->empty()) line += "; " + *part;
  return line;
}

void add_notices(notice_list& to, std::span<const notice> more) {
  for (const notice& n : more)
    if (std::find(to.begin(), to.end(), n) == to.end()) to.push_back(n);
}

}  // namespace ascof

#include "tests.hpp"

#include <boost/container_hash/hash.hpp>

#include <algorithm>
#include <array>
#include <initializer_list>
#include <map>
#include <memory>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "tables.hpp"

namespace ascof::quality {
namespace {

using column = submitted::column;
using condition = std::function<bool(std::size_t)>;

constexpr unsigned requests = only(row_type::request);
constexpr unsigned assessments = only(row_type::assessment);
constexpr unsigned services = only(row_type::service);
constexpr unsigned reviews = only(row_type::review);
/// The specification's limits of what is plausible.
constexpr int placeholder_age = 115;
constexpr int working_age = 18;
constexpr int pension_age = 65;

/// Which event types a field is of; none are named for fields of every row.
const std::vector<std::pair<column, unsigned>>& fields_of_one_event() {
  static const std::vector<std::pair<column, unsigned>> list{{submitted::route_of_access, requests},
                                                             {submitted::assessment_type, assessments},
                                                             {submitted::eligible_needs_identified, assessments},
                                                             {submitted::method_of_assessment, assessments},
                                                             {submitted::service_type, services},
                                                             {submitted::service_component, services},
                                                             {submitted::delivery_mechanism, services},
                                                             {submitted::provider_name, services},
                                                             {submitted::provider_id, services},
                                                             {submitted::review_reason, reviews},
                                                             {submitted::review_outcomes, reviews},
                                                             {submitted::method_of_review, reviews},
                                                             {submitted::unit_cost, services},
                                                             {submitted::cost_frequency, services},
                                                             {submitted::planned_units, services}};
  return list;
}

unsigned events_of(column field) {
  for (const auto& [each, events] : fields_of_one_event())
    if (each == field) return events;
  return any_event;
}

bool is_of(const facts& f, std::size_t row, unsigned events) {
  return ((events >> static_cast<unsigned>(f.type(row))) & 1u) != 0;
}

/// Builds the tests. A test says whether a row is looked at and whether it fails.
class test_list {
 public:
  explicit test_list(const facts& rows) : f_(rows) {}

  void add(std::string rule, column field, unsigned events, std::function<verdict(std::size_t)> of) {
    list_.push_back({std::move(rule), field, events, std::move(of)});
  }
  /// @param where null: every row
  void add(std::string rule, column field, unsigned events, condition where, condition fails) {
    add(std::move(rule), field, events,
        [&f = f_, events, where = std::move(where), fails = std::move(fails)](std::size_t row) {
          if (events != any_event && !is_of(f, row, events)) return verdict::not_applicable;
          if (where && !where(row)) return verdict::not_applicable;
          return fails(row) ? verdict::fails : verdict::passes;
        });
  }
  void must_be_filled(std::string rule, column field, unsigned events = any_event, condition where = {}) {
    add(std::move(rule), field, events, std::move(where),
        [&f = f_, field](std::size_t row) { return !f.is_filled(field, row); });
  }
  void must_be_empty(std::string rule, column field, unsigned events, condition where = {}) {
    add(std::move(rule), field, events, std::move(where),
        [&f = f_, field](std::size_t row) { return f.is_filled(field, row); });
  }
  /// A condition on two days that are both known.
  void days(std::string rule, column field, unsigned events, column a, column b, std::function<bool(day, day)> fails) {
    add(
        std::move(rule), field, events,
        [&f = f_, a, b](std::size_t row) { return bool(f.on(a, row)) && bool(f.on(b, row)); },
        [&f = f_, a, b, fails = std::move(fails)](std::size_t row) { return fails(f.on(a, row), f.on(b, row)); });
  }
  std::vector<row_test> take() {
    std::stable_sort(list_.begin(), list_.end(),
                     [](const row_test& a, const row_test& b) { return a.rule_id < b.rule_id; });
    return std::move(list_);
  }
  const facts& rows() const { return f_; }

 private:
  const facts& f_;
  std::vector<row_test> list_;
};

/// Whether a condition holds for the text of a row: asked once a distinct text.
condition text_is(const facts& f, column field, std::function<bool(std::string_view)> of) {
  if (!f.data().has(field)) return [](std::size_t) { return false; };
  auto view = std::make_shared<condition_column>(f.data().text(field), std::move(of));
  return [view](std::size_t row) { return (*view)[row]; };
}

condition both(condition a, condition b) {
  return [a = std::move(a), b = std::move(b)](std::size_t row) { return a(row) && b(row); };
}

void add_period_rules(test_list& t) {
  const facts& f = t.rows();
  t.must_be_filled("V003", submitted::period_start);
  t.must_be_filled("V004", submitted::period_end);
  t.days("V005", submitted::period_start, any_event, submitted::period_start, submitted::period_end,
         [](day start, day end) { return start > end; });
  // The period that most rows of a submission state is taken for the one that is meant.
  std::vector<std::map<std::pair<day, day>, std::size_t>> stated(f.submissions().size());
  for (std::size_t row = 0; row < f.rows(); ++row)
    ++stated[f.submission(row)][{f.on(submitted::period_start, row), f.on(submitted::period_end, row)}];
  std::vector<std::pair<day, day>> usual;
  for (const auto& periods : stated) {
    const auto most = std::max_element(periods.begin(), periods.end(),
                                       [](const auto& a, const auto& b) { return a.second < b.second; });
    usual.push_back(most == periods.end() ? std::pair<day, day>{} : most->first);
  }
  t.add("V006", submitted::period_start, any_event, {}, [&f, usual](std::size_t row) {
    return usual[f.submission(row)] != std::pair{f.on(submitted::period_start, row), f.on(submitted::period_end, row)};
  });
  t.days("V007", submitted::period_start, any_event, submitted::period_start, submitted::period_end,
         [](day start, day end) {
           const civil_day last = to_civil(end);
           return end != last_of_month(end) || last.month % 3 != 0 || start != add_months(first_of_month(end), -11);
         });
  const condition has_derived = [&f](std::size_t row) {
    return f.on(submitted::period_start, row) && f.on(submitted::period_end, row) &&
           f.submissions()[f.submission(row)].what.derived.has_value();
  };
  t.add("V008", submitted::period_start, any_event, has_derived, [&f](std::size_t row) {
    const period shown = *f.submissions()[f.submission(row)].what.derived;
    return period{f.on(submitted::period_start, row), f.on(submitted::period_end, row)} != shown;
  });
  // A month that lacks more than one event type does not count when the period is derived.
  std::map<std::pair<std::uint32_t, day>, unsigned> types;
  for (std::size_t row = 0; row < f.rows(); ++row)
    if (const day end = f.on(submitted::event_end, row); end && f.type(row) != row_type::none)
      types[{f.submission(row), first_of_month(end)}] |= only(f.type(row));
  t.add(
      "V077", submitted::event_type, any_event,
      [&f](std::size_t row) { return f.on(submitted::event_end, row) && f.type(row) != row_type::none; },
      [&f, types](std::size_t row) {
        const unsigned met = types.at({f.submission(row), first_of_month(f.on(submitted::event_end, row))});
        return ((met & 1u) + (met >> 1 & 1u) + (met >> 2 & 1u) + (met >> 3 & 1u)) < 3;
      });
}

/// Ten digits of which the last follows from the others (modulus 11). Blanks and hyphens between digits are no fault.
bool is_nhs_number(std::string_view text) {
  std::array<int, 10> digits{};
  std::size_t n = 0;
  for (const char c : text) {
    if (c == ' ' || c == '-') continue;
    if (c < '0' || c > '9' || n == digits.size()) return false;
    digits[n++] = c - '0';
  }
  if (n != digits.size()) return false;
  int sum = 0;
  for (std::size_t i = 0; i < 9; ++i) sum += digits[i] * static_cast<int>(10 - i);
  const int check = (11 - sum % 11) % 11;
  // 0000000000 passes the arithmetic and is nobody's number.
  return check == digits[9] && std::any_of(digits.begin(), digits.end(), [](int d) { return d != 0; });
}

/// Local identifiers that stand for several NHS numbers or births in one submission, by row.
std::shared_ptr<std::vector<bool>> rows_of_split_identifiers(const facts& f) {
  const folded_codes local = fold_codes(*f.data().text(submitted::local_person_id).values);
  const folded_codes nhs = fold_codes(*f.data().text(submitted::nhs_number).values);
  struct seen {
    code number = missing_code;
    day born{};
    bool split = false;
  };
  std::unordered_map<std::uint64_t, seen> people;
  const auto key = [&](std::size_t row) {
    return std::uint64_t{f.submission(row)} << 32 | local.of[f.data().text(submitted::local_person_id).codes[row]];
  };
  for (std::size_t row = 0; row < f.rows(); ++row) {
    if (!f.is_filled(submitted::local_person_id, row)) continue;
    seen& s = people[key(row)];
    if (f.is_filled(submitted::nhs_number, row)) {
      const code number = nhs.of[f.data().text(submitted::nhs_number).codes[row]];
      s.split = s.split || (s.number != missing_code && s.number != number);
      s.number = number;
    }
    if (const day born = f.birth(row)) {
      s.split = s.split || (s.born && s.born != born);
      s.born = born;
    }
  }
  auto split = std::make_shared<std::vector<bool>>(f.rows());
  for (std::size_t row = 0; row < f.rows(); ++row)
    if (f.is_filled(submitted::local_person_id, row)) (*split)[row] = people[key(row)].split;
  return split;
}

void add_linked_people(test_list& t) {
  const facts& f = t.rows();
  const folded_codes local = fold_codes(*f.data().text(submitted::local_person_id).values);
  auto clients = std::make_shared<std::unordered_set<std::uint64_t>>();
  for (std::size_t row = 0; row < f.rows(); ++row)
    if (f.client(row) == client_type::service_user && f.is_filled(submitted::local_person_id, row))
      clients->insert(std::uint64_t{f.submission(row)} << 32 |
                      local.of[f.data().text(submitted::local_person_id).codes[row]]);
  for (const column field : {submitted::linked_person_1, submitted::linked_person_2, submitted::linked_person_3}) {
    std::vector<code> of;
    const dictionary& values = *f.data().text(field).values;
    for (code c = 0; c < values.size(); ++c) of.push_back(c == 0 ? missing_code : local.forms.find(fold(values[c])));
    t.add(
        "V060", field, any_event, [&f, field](std::size_t row) { return f.is_filled(field, row); },
        [&f, field, of, clients](std::size_t row) {
          const code linked = of[f.data().text(field).codes[row]];
          return linked == missing_code || !clients->contains(std::uint64_t{f.submission(row)} << 32 | linked);
        });
  }
}

void add_identity_rules(test_list& t) {
  const facts& f = t.rows();
  t.must_be_filled("V001", submitted::la_code);
  t.add(
      "V002", submitted::la_code, any_event, [&f](std::size_t row) { return f.is_filled(submitted::la_code, row); },
      [fails = text_is(f, submitted::la_code, [&f](std::string_view text) {
         if (!f.known().empty()) return f.known().find(text) == nullptr;
         return text.size() != 3 || !std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
       })](std::size_t row) { return fails(row); });
  t.must_be_filled("V010", submitted::nhs_number);
  if (!f.is_departments())
    t.add(
        "V011", submitted::nhs_number, any_event,
        [&f](std::size_t row) { return f.is_filled(submitted::nhs_number, row); },
        text_is(f, submitted::nhs_number, [](std::string_view text) { return !is_nhs_number(text); }));
  t.must_be_filled("V012", submitted::local_person_id);
  t.add("V013", submitted::nhs_number, any_event, {}, [&f](std::size_t row) { return f.person(row) == nobody; });
  t.add(
      "V033", submitted::local_person_id, any_event,
      [&f](std::size_t row) { return f.is_filled(submitted::local_person_id, row); },
      [split = rows_of_split_identifiers(f)](std::size_t row) { return bool((*split)[row]); });
  add_linked_people(t);
}

void add_person_rules(test_list& t) {
  const facts& f = t.rows();
  for (const auto& [rule, field] :
       std::initializer_list<std::pair<const char*, column>>{{"V015", submitted::gender},
                                                             {"V016", submitted::ethnicity},
                                                             {"V017", submitted::date_of_birth},
                                                             {"V020", submitted::client_type},
                                                             {"V024", submitted::accommodation_status},
                                                             {"V026", submitted::has_unpaid_carer}})
    t.must_be_filled(rule, field);
  const condition has_age = [&f](std::size_t row) { return f.age_at_end(row) != facts::no_age; };
  t.add("V018", submitted::date_of_birth, any_event, has_age,
        [&f](std::size_t row) { return f.age_at_end(row) < 0 || f.age_at_end(row) >= placeholder_age; });
  t.add("V019", submitted::date_of_birth, any_event, has_age,
        [&f](std::size_t row) { return f.age_at_end(row) < working_age; });
  t.must_be_filled("V021", submitted::primary_support_reason, any_event & ~requests,
                   [&f](std::size_t row) { return !f.is_link(row); });
  t.add(
      "V022", submitted::primary_support_reason, any_event,
      [&f](std::size_t row) { return is_carer(f.client(row)) && f.is_filled(submitted::primary_support_reason, row); },
      text_is(f, submitted::primary_support_reason,
              [](std::string_view text) { return !contains_text(text, "carer"); }));
  const condition is_client = [&f](std::size_t row) { return f.client(row) == client_type::service_user; };
  t.must_be_filled("V025", submitted::employment_status, any_event,
                   both(text_is(f, submitted::primary_support_reason,
                                [](std::string_view text) { return contains_text(text, "learning disability"); }),
                        [&f, is_client](std::size_t row) {
                          return is_client(row) && f.age_at_end(row) >= working_age && f.age_at_end(row) < pension_age;
                        }));
  t.must_be_filled("V028", submitted::client_funding_status, assessments | services | reviews,
                   [&f, is_client](std::size_t row) {
                     return is_client(row) && (f.type(row) != row_type::assessment || f.is_financial(row));
                   });
}

void add_day_rules(test_list& t) {
  const facts& f = t.rows();
  t.add(
      "V029", submitted::date_of_death, any_event,
      [&f](std::size_t row) { return f.on(submitted::date_of_death, row) && f.birth(row); },
      [&f](std::size_t row) { return f.on(submitted::date_of_death, row) < f.birth(row); });
  t.days("V030", submitted::date_of_death, any_event, submitted::date_of_death, submitted::event_start,
         [](day death, day start) { return start > death; });
  t.days("V031", submitted::date_of_death, any_event, submitted::date_of_death, submitted::period_start,
         [](day death, day start) { return death < start; });
  t.must_be_filled("V032", submitted::event_end, any_event,
                   [&f](std::size_t row) { return f.on(submitted::date_of_death, row) && !f.is_link(row); });
  const condition is_event = [&f](std::size_t row) { return !f.is_link(row); };
  t.add("V039", submitted::event_type, any_event, is_event,
        [&f](std::size_t row) { return f.type(row) == row_type::none; });
  t.must_be_filled("V041", submitted::event_start, any_event, is_event);
  t.must_be_filled("V042", submitted::event_end, requests | assessments | reviews, is_event);
  t.days("V043", submitted::event_end, any_event, submitted::event_start, submitted::event_end,
         [](day start, day end) { return end < start; });
  t.days("V044", submitted::event_start, any_event, submitted::event_start, submitted::period_end,
         [](day start, day end) { return start > end; });
  t.add(
      "V045", submitted::event_end, requests | assessments | reviews,
      [&f](std::size_t row) {
        return f.on(submitted::event_end, row) && f.on(submitted::period_start, row) &&
               f.on(submitted::period_end, row);
      },
      [&f](std::size_t row) {
        return !period{f.on(submitted::period_start, row), f.on(submitted::period_end, row)}.contains(
            f.on(submitted::event_end, row));
      });
  t.add(
      "V046", submitted::event_end, services,
      [&f](std::size_t row) { return bool(f.on(submitted::period_start, row)); },
      [&f](std::size_t row) {
        const day end = f.on(submitted::event_end, row);
        return end && end < f.on(submitted::period_start, row);
      });
}

const std::vector<column>& category_fields() {
  static const std::vector<column> list{submitted::gender,
                                        submitted::ethnicity,
                                        submitted::client_type,
                                        submitted::primary_support_reason,
                                        submitted::accommodation_status,
                                        submitted::employment_status,
                                        submitted::has_unpaid_carer,
                                        submitted::autism_spectrum_disorder,
                                        submitted::visual_impairment,
                                        submitted::hearing_impairment,
                                        submitted::dementia,
                                        submitted::client_funding_status,
                                        submitted::event_type,
                                        submitted::event_outcome,
                                        submitted::route_of_access,
                                        submitted::assessment_type,
                                        submitted::method_of_assessment,
                                        submitted::service_type,
                                        submitted::service_component,
                                        submitted::delivery_mechanism,
                                        submitted::cost_frequency,
                                        submitted::review_reason,
                                        submitted::review_outcomes,
                                        submitted::method_of_review};
  return list;
}

/// What the lists say of a text in either release.
struct wording {
  bool in_one = false;
  bool in_two = false;
  bool spelled_as_one = false;
  bool spelled_as_two = false;
};

wording wording_of(const value_list& list, column field, std::string_view text) {
  const std::string form = fold(text);
  const std::string_view trimmed = text.substr(0, text.find_last_not_of(' ') + 1);
  wording w;
  if (const auto found = list.one.find(form); found != list.one.end()) {
    w.in_one = true;
    w.spelled_as_one = found->second.contains(std::string(trimmed));
  }
  if (const auto found = list.two.find(form); found != list.two.end()) {
    w.in_two = true;
    w.spelled_as_two = found->second.contains(std::string(trimmed));
  }
  // The list of Release 2 could not be established: its values begin with these words.
  if (field == submitted::review_reason && (starts_with_text(text, "planned") || starts_with_text(text, "unplanned")))
    w.in_two = w.spelled_as_two = true;
  return w;
}

void add_wording_rules(test_list& t) {
  const facts& f = t.rows();
  for (const column field : category_fields()) {
    if (!f.data().has(field)) continue;
    const auto list = value_lists().find(extract_schema().fields[field].name);
    if (list == value_lists().end()) continue;
    auto words = std::make_shared<std::vector<wording>>();
    const dictionary& values = *f.data().text(field).values;
    for (code c = 0; c < values.size(); ++c) words->push_back(wording_of(list->second, field, values[c]));
    const unsigned events = events_of(field);
    const condition is_filled = [&f, field](std::size_t row) { return f.is_filled(field, row); };
    const auto word = [&f, field, words](std::size_t row) -> const wording& {
      return (*words)[f.data().text(field).codes[row]];
    };
    t.add("V034", field, events, is_filled, [&f, word](std::size_t row) {
      const wording& w = word(row);
      return f.in_release_2(row) ? !w.in_one && !w.in_two : !w.in_one;
    });
    t.add(
        "V035", field, events, [&f, is_filled](std::size_t row) { return f.in_release_2(row) && is_filled(row); },
        [word](std::size_t row) { return word(row).in_one && !word(row).in_two; });
    t.add(
        "V036", field, events,
        [&f, is_filled, word](std::size_t row) {
          return is_filled(row) && (f.in_release_2(row) ? word(row).in_two : word(row).in_one);
        },
        [&f, word](std::size_t row) {
          return f.in_release_2(row) ? !word(row).spelled_as_two : !word(row).spelled_as_one;
        });
  }
  for (std::size_t i = 0; i < submitted::count; ++i) {
    const auto field = static_cast<column>(i);
    if (extract_schema().fields[i].kind != field_kind::text || !f.data().has(field)) continue;
    t.add("V037", field, any_event, {},
          [&f, field](std::size_t row) { return f.filling_of(field, row) == filling::null_text; });
  }
  const condition is_out_of_scope = text_is(f, submitted::assessment_type, [](std::string_view text) {
    for (const std::string_view part :
         {"deprivation of liberty", "dols", "safeguarding", "mental capacity", "mental health act"})
      if (contains_text(text, part)) return true;
    return false;
  });
  t.add(
      "V058", submitted::assessment_type, assessments,
      [&f](std::size_t row) { return f.is_filled(submitted::assessment_type, row); }, is_out_of_scope);
  t.add(
      "V075", submitted::delivery_mechanism, services,
      [&f](std::size_t row) { return !f.in_release_2(row) && f.is_filled(submitted::delivery_mechanism, row); },
      text_is(f, submitted::delivery_mechanism, is_text("Self-Funder Metering Only")));
}

/// Rows that describe an event another row of the submission describes: all but the first.
std::shared_ptr<std::vector<bool>> repeated_events(const facts& f) {
  const std::array<column, 6> fields{submitted::client_type,     submitted::event_type,   submitted::route_of_access,
                                     submitted::assessment_type, submitted::service_type, submitted::service_component};
  std::vector<folded_codes> folded;
  for (const column field : fields) folded.push_back(fold_codes(*f.data().text(field).values));
  using key = std::array<std::int64_t, 11>;
  std::unordered_set<key, boost::hash<key>> met;
  auto repeated = std::make_shared<std::vector<bool>>(f.rows());
  for (std::size_t row = 0; row < f.rows(); ++row) {
    if (f.person(row) == nobody || f.is_link(row)) continue;
    const row_type type = f.type(row);
    const auto number = [&](std::size_t i) -> std::int64_t {
      return folded[i].of[f.data().text(fields[i]).codes[row]];
    };
    key k{f.submission(row), f.person(row), f.on(submitted::event_start, row).number, number(0), number(1)};
    if (type != row_type::service) k[5] = f.on(submitted::event_end, row).number;
    if (type == row_type::request) k[6] = number(2);
    if (type == row_type::assessment) k[6] = number(3);
    if (type == row_type::service) {
      k[6] = number(4);
      k[7] = number(5);
      // Inside a submission services that differ in delivery or cost stay apart (V054).
      k[8] =
          f.data().has(submitted::delivery_mechanism)
              ? std::int64_t{f.data().text(submitted::delivery_mechanism).codes[row]} << 24 |
                    (f.data().has(submitted::cost_frequency) ? f.data().text(submitted::cost_frequency).codes[row] : 0)
              : 0;
      k[9] = f.hundredths(submitted::unit_cost, row);
      k[10] = f.hundredths(submitted::planned_units, row);
    }
    (*repeated)[row] = !met.insert(k).second;
  }
  return repeated;
}

void add_event_rules(test_list& t) {
  const facts& f = t.rows();
  const condition is_event = [&f](std::size_t row) { return !f.is_link(row); };
  const condition not_financial = [&f](std::size_t row) { return !f.is_link(row) && !f.is_financial(row); };
  t.must_be_filled("V048", submitted::event_outcome, any_event, not_financial);
  t.must_be_empty("V049", submitted::event_outcome, assessments, [&f](std::size_t row) { return f.is_financial(row); });
  t.add(
      "V053", submitted::event_type, any_event,
      [&f](std::size_t row) { return f.person(row) != nobody && !f.is_link(row); },
      [again = repeated_events(f)](std::size_t row) { return bool((*again)[row]); });
  t.must_be_filled("V055", submitted::route_of_access, requests, is_event);
  t.must_be_empty("V055", submitted::route_of_access, assessments | services | reviews);
  t.must_be_filled("V056", submitted::assessment_type, assessments, is_event);
  t.must_be_filled("V057", submitted::method_of_assessment, assessments, not_financial);
  t.must_be_filled("V061", submitted::service_type, services, is_event);
  t.must_be_filled("V061", submitted::service_component, services, is_event);
  t.add(
      "V062", submitted::delivery_mechanism, services,
      [&f](std::size_t row) { return f.is_filled(submitted::delivery_mechanism, row); },
      both(text_is(f, submitted::service_type, [](std::string_view s) { return contains_text(s, "prison"); }),
           text_is(f, submitted::delivery_mechanism, is_text("Direct payment"))));
  t.must_be_filled("V069", submitted::review_reason, reviews, is_event);
  t.must_be_filled("V070", submitted::method_of_review, reviews, is_event);
  t.must_be_filled(
      "V071", submitted::review_outcomes, reviews,
      text_is(f, submitted::review_reason, [](std::string_view text) { return starts_with_text(text, "planned"); }));
  for (const auto& [field, events] : fields_of_one_event())
    if (f.data().has(field)) t.must_be_empty("V076", field, any_event & ~events);
}

void add_cost_rules(test_list& t) {
  const facts& f = t.rows();
  const condition is_commissioned = text_is(f, submitted::delivery_mechanism, is_text("CASSR commissioned support"));
  const condition is_long_or_carer = text_is(f, submitted::service_type, [](std::string_view text) {
    return starts_with_text(text, "long term support") || contains_text(text, "carer support");
  });
  const condition is_costed_component = text_is(f, submitted::service_component, [](std::string_view text) {
    return fold(text) == "short term residential care" || fold(text) == "short term nursing care" ||
           contains_text(text, "carer respite");
  });
  const condition needs_cost = [=, &f](std::size_t row) {
    return !f.is_link(row) && !is_commissioned(row) && (is_long_or_carer(row) || is_costed_component(row));
  };
  for (const column field : {submitted::unit_cost, submitted::cost_frequency, submitted::planned_units})
    t.must_be_filled("V063", field, services, needs_cost);
  // Weekly or rarer: the units follow from the frequency.
  const condition units_follow = text_is(f, submitted::cost_frequency, [](std::string_view text) {
    for (const std::string_view part : {"week", "fortnight", "month", "quarter", "annual", "one-off"})
      if (contains_text(text, part)) return true;
    return false;
  });
  t.must_be_filled("V065", submitted::planned_units, services, [&f, units_follow](std::size_t row) {
    return f.is_filled(submitted::cost_frequency, row) && f.is_filled(submitted::unit_cost, row) && !units_follow(row);
  });
  for (const column field : {submitted::unit_cost, submitted::planned_units})
    t.add(
        "V066", field, services, [&f, field](std::size_t row) { return f.is_filled(field, row); },
        [&f, field](std::size_t row) { return f.hundredths(field, row) < 0; });
  const condition has_any_cost = [&f](std::size_t row) {
    return f.is_filled(submitted::unit_cost, row) || f.is_filled(submitted::cost_frequency, row) ||
           f.is_filled(submitted::planned_units, row);
  };
  t.add("V067", submitted::unit_cost, services, has_any_cost, [&f](std::size_t row) {
    const std::int64_t cost = f.hundredths(submitted::unit_cost, row);
    return cost == missing_wide || cost == 0;
  });
  t.add("V067", submitted::planned_units, services, has_any_cost, [&f, units_follow](std::size_t row) {
    const std::int64_t units = f.hundredths(submitted::planned_units, row);
    return !units_follow(row) && (units == missing_wide || units == 0);
  });
}

}  // namespace

std::vector<row_test> tests_of(const facts& rows) {
  test_list t(rows);
  add_period_rules(t);
  add_identity_rules(t);
  add_person_rules(t);
  add_day_rules(t);
  add_wording_rules(t);
  add_event_rules(t);
  add_cost_rules(t);
  return t.take();
}

}  // namespace ascof::quality

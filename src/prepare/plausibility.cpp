#include "ascof/prepare/plausibility.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <unordered_map>
#include <vector>

#include "ascof/core/text.hpp"

namespace ascof {
namespace {

enum event_kind : std::size_t { request, assessment, service, review, other_kind, kind_count };
constexpr std::array<std::string_view, kind_count> kind_names{"request", "assessment", "service", "review", "other"};

event_kind kind_of(std::string_view text) {
  const std::string form = fold(text);
  for (std::size_t k = 0; k < other_kind; ++k)
    if (form.find(kind_names[k]) != std::string::npos) return static_cast<event_kind>(k);
  return other_kind;
}

/// A column that the specification wants filled on the rows of some event types.
/// @source specification as the department's quality procedure of May 2024 reads it (fields.csv: status)
struct wanted_column {
  submitted::column column;
  bool on[other_kind];  ///< by event kind
};
constexpr std::array<wanted_column, 14> wanted_columns{{
    {submitted::gender, {true, true, true, true}},
    {submitted::ethnicity, {true, true, true, true}},
    {submitted::date_of_birth, {true, true, true, true}},
    {submitted::client_type, {true, true, true, true}},
    {submitted::accommodation_status, {true, true, true, true}},
    {submitted::has_unpaid_carer, {true, true, true, true}},
    {submitted::primary_support_reason, {false, true, true, true}},
    {submitted::event_end, {true, true, false, true}},
    {submitted::event_outcome, {true, false, false, true}},
    {submitted::route_of_access, {true, false, false, false}},
    {submitted::assessment_type, {false, true, false, false}},
    {submitted::service_type, {false, false, true, false}},
    {submitted::service_component, {false, false, true, false}},
    {submitted::review_reason, {false, false, false, true}},
}};

/// Columns that belong to one kind of event: on the others they are blank.
struct own_column {
  submitted::column column;
  event_kind of;
};
constexpr std::array<own_column, 6> own_columns{{
    {submitted::route_of_access, request},
    {submitted::assessment_type, assessment},
    {submitted::service_type, service},
    {submitted::service_component, service},
    {submitted::delivery_mechanism, service},
    {submitted::review_reason, review},
}};

/// Columns that hold many values in any submission of some size.
constexpr std::array<submitted::column, 12> varied_columns{submitted::gender,
                                                           submitted::ethnicity,
                                                           submitted::client_type,
                                                           submitted::event_type,
                                                           submitted::primary_support_reason,
                                                           submitted::accommodation_status,
                                                           submitted::event_outcome,
                                                           submitted::route_of_access,
                                                           submitted::assessment_type,
                                                           submitted::service_type,
                                                           submitted::service_component,
                                                           submitted::delivery_mechanism};

/// What the rows of one submission are like.
struct portrait {
  std::uint64_t rows = 0;
  std::array<std::uint64_t, kind_count> kinds{};
  std::array<std::uint64_t, wanted_columns.size()> asked{}, empty{};
  std::array<std::uint64_t, own_columns.size()> elsewhere{};  // filled on events of other kinds
  std::array<std::uint64_t, varied_columns.size()> filled{};
  std::array<code, varied_columns.size()> first{};
  std::array<bool, varied_columns.size()> varied{};
  std::uint64_t births = 0;
  day first_birth;
  bool births_vary = false;
  std::uint64_t other_wording = 0;  // of the event type
  std::uint64_t community = 0, community_undelivered = 0;
  std::uint64_t open_services = 0;
  std::uint64_t late_starts = 0, late_ends = 0;
  std::uint64_t ends = 0, ends_of_last_year = 0;
  std::uint64_t ages = 0, odd_ages = 0;
  std::uint64_t costs = 0, odd_costs = 0;
  std::int64_t first_cost = missing_wide;
  bool costs_differ = false;
  std::map<std::int32_t, std::uint64_t> starts;
  std::vector<bool> people;  // by code of the identifier
  std::uint64_t people_count = 0;
};

class painter {
 public:
  explicit painter(const extract& raw)
      : data_(raw.data),
        ids_(data_.text(submitted::nhs_number_traced).values->size() > 1 ? data_.text(submitted::nhs_number_traced)
             : data_.text(submitted::nhs_number).values->size() > 1      ? data_.text(submitted::nhs_number)
                                                                         : data_.text(submitted::local_person_id)) {
    const text_column& types = data_.text(submitted::event_type);
    kinds_.resize(types.values->size(), other_kind);
    named_.resize(types.values->size(), false);
    for (code c = 1; c < kinds_.size(); ++c) {
      kinds_[c] = kind_of((*types.values)[c]);
      named_[c] = kinds_[c] != other_kind && same_text((*types.values)[c], kind_names[kinds_[c]]);
    }
    const text_column& services = data_.text(submitted::service_type);
    community_.resize(services.values->size(), false);
    for (code c = 1; c < community_.size(); ++c)
      community_[c] = fold((*services.values)[c]).find("community") != std::string::npos;
  }

  void add(std::size_t row, day submitted_on, portrait& to) const {
    ++to.rows;
    const code type = data_.text(submitted::event_type).codes[row];
    const event_kind kind = kinds_[type];
    ++to.kinds[kind];
    to.other_wording += named_[type] ? 0 : 1;
    add_texts(row, kind, to);
    const day start = data_.days(submitted::event_start)[row];
    const day end = data_.days(submitted::event_end)[row];
    const day birth = data_.days(submitted::date_of_birth)[row];
    if (kind != other_kind)
      for (std::size_t w = 0; w < wanted_columns.size(); ++w) {
        if (!wanted_columns[w].on[kind]) continue;
        ++to.asked[w];
        to.empty[w] += is_empty(wanted_columns[w].column, row) ? 1 : 0;
      }
    to.open_services += kind == service && !end ? 1 : 0;
    to.late_starts += start && start > submitted_on ? 1 : 0;
    to.late_ends += end && end > submitted_on ? 1 : 0;
    if (end && kind != service) {
      ++to.ends;
      to.ends_of_last_year += end <= submitted_on && end > submitted_on - 460 ? 1 : 0;
    }
    if (start) ++to.starts[start.number];
    if (birth) {
      if (++to.births == 1) to.first_birth = birth;
      to.births_vary = to.births_vary || birth != to.first_birth;
    }
    if (start && birth) {
      ++to.ages;
      const int age = age_on(birth, end ? std::max(start, end) : start);
      to.odd_ages += age < 0 || age > 115 ? 1 : 0;
    }
    if (const std::int64_t cost = data_.wides(submitted::unit_cost)[row]; cost != missing_wide) {
      ++to.costs;
      to.odd_costs += cost < 0 || cost > 100'000'000 ? 1 : 0;  // a million pounds
      if (to.first_cost == missing_wide) to.first_cost = cost;
      to.costs_differ = to.costs_differ || cost != to.first_cost;
    }
    const code id = ids_.codes[row];
    if (id == missing_code) return;
    if (to.people.empty()) to.people.resize(ids_.values->size(), false);
    to.people_count += to.people[id] ? 0 : 1;
    to.people[id] = true;
  }

 private:
  void add_texts(std::size_t row, event_kind kind, portrait& to) const {
    for (std::size_t c = 0; c < own_columns.size(); ++c)
      if (kind != other_kind && kind != own_columns[c].of)
        to.elsewhere[c] += data_.text(own_columns[c].column).codes[row] != missing_code ? 1 : 0;
    for (std::size_t c = 0; c < varied_columns.size(); ++c) {
      const code value = data_.text(varied_columns[c]).codes[row];
      if (value == missing_code) continue;
      if (++to.filled[c] == 1) to.first[c] = value;
      if (value != to.first[c] && !to.varied[c])
        to.varied[c] =
            !same_text(data_.text(varied_columns[c])[row], (*data_.text(varied_columns[c]).values)[to.first[c]]);
    }
    if (kind != service || !community_[data_.text(submitted::service_type).codes[row]]) return;
    ++to.community;
    to.community_undelivered += data_.text(submitted::delivery_mechanism).codes[row] == missing_code ? 1 : 0;
  }

  bool is_empty(submitted::column column, std::size_t row) const {
    switch (extract_schema().fields[column].kind) {
      case field_kind::text: return data_.text(column).codes[row] == missing_code;
      case field_kind::day:
        return !data_.days(column)[row] &&
               (column != submitted::date_of_birth || data_.integers(submitted::birth_year)[row] == missing_integer);
      default: return false;
    }
  }

  const table& data_;
  const text_column& ids_;
  std::vector<event_kind> kinds_;  // by code of the event type
  std::vector<bool> named_;        // as the specification writes it
  std::vector<bool> community_;    // by code of the service type
};

class judge {
 public:
  /// @param own  a council's own file, not the department's copy of many
  judge(const portrait& now, const portrait* before, bool own) : now_(now), before_(before), own_(own) {}

  notice_list found() {
    columns();
    values();
    delivery();
    events();
    days();
    people();
    return std::move(list_);
  }

 private:
  void tell(std::string_view code, std::string_view field, std::uint64_t rows, std::uint64_t of, std::string found) {
    notice n = make_notice(code, std::move(found));
    n.field = field;
    n.rows = rows;
    n.of = of;
    list_.push_back(std::move(n));
  }

  /// A few empty fields are ordinary, whatever their share of a small file.
  static constexpr std::uint64_t fewest_empty = 10;

  void columns() {
    for (std::size_t w = 0; w < wanted_columns.size(); ++w) {
      const std::uint64_t asked = now_.asked[w];
      const std::uint64_t empty = now_.empty[w];
      if (asked < 20) continue;
      const std::string_view name = extract_schema().fields[wanted_columns[w].column].name;
      const std::string found = fmt::format("{} of {} rows that must have it are empty", empty, asked);
      if (empty * 10 >= asked * 9) {
        tell("plausible.column_empty", name, empty, asked, found);
      } else if (empty < fewest_empty) {
        continue;
      } else if (before_ != nullptr && before_->asked[w] >= 20 &&
                 empty * before_->asked[w] > asked * before_->empty[w] + asked * before_->asked[w] / 20) {
        tell("plausible.column_emptier_than_before", name, empty, asked,
             fmt::format("{}, of {} {} in the submission before", found, before_->asked[w], before_->empty[w]));
      } else if (empty * 4 > asked) {  // a sixth is ordinary for what councils record last
        tell("plausible.column_emptier", name, empty, asked, found);
      } else if (own_ && empty * 20 > asked) {
        tell("plausible.column_gaps", name, empty, asked, found);
      }
    }
  }

  /// Columns that are filled where they cannot be, or hold one value throughout, as when a cell was filled down.
  void values() {
    for (std::size_t c = 0; c < own_columns.size(); ++c) {
      const std::uint64_t others = now_.rows - now_.kinds[other_kind] - now_.kinds[own_columns[c].of];
      const std::uint64_t filled = now_.elsewhere[c];
      if (filled >= fewest_empty && filled * 20 > others)
        tell("plausible.column_elsewhere", extract_schema().fields[own_columns[c].column].name, filled, others,
             fmt::format("{} of {} rows of other events hold what belongs to a {}", filled, others,
                         kind_names[own_columns[c].of]));
    }
    constexpr std::uint64_t many = 100;
    for (std::size_t c = 0; c < varied_columns.size(); ++c)
      if (now_.filled[c] >= many && !now_.varied[c])
        tell("plausible.one_value", extract_schema().fields[varied_columns[c]].name, now_.filled[c], now_.rows,
             fmt::format("all {} filled rows hold the same value", now_.filled[c]));
    if (now_.births >= many && !now_.births_vary)
      tell("plausible.one_value", "Date_of_Birth", now_.births, now_.rows,
           fmt::format("all {} filled rows hold the same value", now_.births));
  }

  /// May be blank by the specification, yet who has a direct payment is known from nowhere else.
  void delivery() {
    const std::uint64_t of = now_.community;
    const std::uint64_t empty = now_.community_undelivered;
    if (of < 20 || empty < fewest_empty) return;
    const std::string found = fmt::format("{} of {} community services have none", empty, of);
    if (empty * 10 >= of * 9)
      tell("plausible.column_empty", "Delivery_Mechanism", empty, of, found);
    else if (before_ != nullptr && before_->community >= 20 &&
             empty * before_->community > of * before_->community_undelivered + of * before_->community / 20)
      tell("plausible.column_emptier_than_before", "Delivery_Mechanism", empty, of,
           fmt::format("{}, of {} {} in the submission before", found, before_->community,
                       before_->community_undelivered));
    else if (empty * 4 > of || (own_ && empty * 20 > of))
      tell(empty * 4 > of ? "plausible.column_emptier" : "plausible.column_gaps", "Delivery_Mechanism", empty, of,
           found);
  }

  void events() {
    if (now_.rows < 50) return;
    for (std::size_t k = 0; k < other_kind; ++k) {
      if (now_.kinds[k] == 0)
        tell("plausible.event_type_gone", "Event_Type", 0, 0, fmt::format("no event is a {}", kind_names[k]));
      else if (now_.rows >= 500 && now_.kinds[k] * 50 < now_.rows)
        tell("plausible.event_type_gone", "Event_Type", now_.kinds[k], now_.rows,
             fmt::format("only {} of {} events are a {}", now_.kinds[k], now_.rows, kind_names[k]));
      else if (before_ != nullptr && before_->kinds[k] >= 50 && now_.kinds[k] * 2 < before_->kinds[k])
        tell("plausible.event_type_halved", "Event_Type", now_.kinds[k], 0,
             fmt::format("{} events are a {}, in the submission before {}", now_.kinds[k], kind_names[k],
                         before_->kinds[k]));
    }
    if (now_.other_wording * 100 > now_.rows)
      tell("wording.event_type", "Event_Type", now_.other_wording, now_.rows,
           fmt::format("{} rows have no event type as the specification writes it", now_.other_wording));
    if (now_.kinds[service] >= 20 && now_.open_services == 0)
      tell("plausible.no_open_services", "Event_End_Date", 0, 0,
           fmt::format("none of {} services is open", now_.kinds[service]));
    if (before_ == nullptr || before_->rows < 50) return;
    const std::string counts = fmt::format("{} rows, in the submission before {}", now_.rows, before_->rows);
    if (now_.rows * 3 < before_->rows * 2) tell("plausible.rows_halved", {}, now_.rows, 0, counts);
    if (now_.rows * 2 > before_->rows * 3) tell("plausible.rows_doubled", {}, now_.rows, 0, counts);
  }

  void days() {
    if (now_.late_starts != 0)
      tell("plausible.start_after_submission", "Event_Start_Date", now_.late_starts, now_.rows,
           fmt::format("{} rows start, and {} end, after the day of submission", now_.late_starts, now_.late_ends));
    else if (now_.late_ends * 50 > now_.rows && now_.late_ends >= 5)
      tell("plausible.end_after_submission", "Event_End_Date", now_.late_ends, now_.rows,
           fmt::format("{} rows end after the day of submission", now_.late_ends));
    if (now_.ends >= 20 && now_.ends_of_last_year * 2 < now_.ends)
      tell(
          "plausible.period", "Event_End_Date", now_.ends - now_.ends_of_last_year, now_.ends,
          fmt::format("only {} of {} requests, assessments and reviews end in the fifteen months before the submission",
                      now_.ends_of_last_year, now_.ends));
    else if (const std::uint64_t old = now_.ends - now_.ends_of_last_year; own_ && old >= 5 && old * 50 > now_.ends)
      tell("plausible.old_ends", "Event_End_Date", old, now_.ends,
           fmt::format(
               "{} of {} requests, assessments and reviews do not end in the fifteen months before the submission", old,
               now_.ends));
    if (now_.odd_ages != 0)
      tell(now_.odd_ages * 100 > now_.ages ? "plausible.age_much" : "plausible.age", "Date_of_Birth", now_.odd_ages,
           now_.ages, fmt::format("{} rows are of people younger than 0 or older than 115", now_.odd_ages));
    std::uint64_t most = 0;
    std::int32_t on = 0;
    for (const auto& [number, rows] : now_.starts)
      if (rows > most) {
        most = rows;
        on = number;
      }
    // Contracts that begin anew with the financial year are a quarter of the rows of ordinary data.
    if (now_.rows >= 100 && most * 5 > now_.rows * 2)
      tell("plausible.one_day", "Event_Start_Date", most, now_.rows,
           fmt::format("{} rows start on one day, {}", most, to_string(day{on})));
  }

  void people() {
    if (now_.costs >= 20 && !now_.costs_differ)
      tell("plausible.cost", "Unit_Cost", now_.costs, now_.costs, fmt::format("all {} costs are the same", now_.costs));
    if (now_.odd_costs != 0)
      tell(now_.odd_costs * 20 > now_.costs ? "plausible.cost" : "plausible.cost_few", "Unit_Cost", now_.odd_costs,
           now_.costs, fmt::format("{} costs are negative or above a million pounds", now_.odd_costs));
    if (before_ == nullptr || before_->people_count < 20 || now_.people_count < 20) return;
    std::uint64_t again = 0;
    for (std::size_t id = 0; id < before_->people.size(); ++id)
      again += before_->people[id] && id < now_.people.size() && now_.people[id] ? 1 : 0;
    if (again * 2 >= before_->people_count) return;
    tell(
        "plausible.people_gone", {}, 0, 0,
        fmt::format("only {} of the {} people of the submission before are found again", again, before_->people_count));
    list_.back().people = before_->people_count - again;
    list_.back().of = before_->people_count;
  }

  const portrait& now_;
  const portrait* before_;
  bool own_;
  notice_list list_;
};

/// What was found of one council.
struct council_findings {
  const submission* of = nullptr;
  notice_list list;
};

/// Of national data one finding says the same of many councils: it is told once, with how many and the worst.
constexpr std::size_t most_told_apart = 3;
constexpr std::size_t worst_named = 3;

notice told_together(std::vector<std::pair<std::string, const notice*>> same, std::size_t councils) {
  std::stable_sort(same.begin(), same.end(), [](const auto& a, const auto& b) {
    return std::pair(a.second->share(), a.second->rows) > std::pair(b.second->share(), b.second->rows);
  });
  std::uint64_t rows = 0, people = 0, of = 0;
  for (const auto& [council, n] : same) {
    rows += n->rows;
    people += n->people;
    of += n->of;
  }
  std::set<std::string> concerned;
  for (const auto& [council, n] : same) concerned.insert(council);
  std::string found = fmt::format("{} of {} councils", concerned.size(), councils);
  if (of != 0)
    found += fmt::format(", {} of their {} {}", rows != 0 ? rows : people, of, rows != 0 ? "rows" : "people");
  const bool has_shares = same.front().second->of != 0;
  found += has_shares ? "; most in" : ", such as";
  for (std::size_t i = 0; i < std::min(worst_named, same.size()); ++i) {
    found += fmt::format("{} {}", i == 0 ? "" : ",", same[i].first);
    if (has_shares) found += fmt::format(" ({:.1f} %)", 100 * same[i].second->share());
  }
  notice n = make_notice(same.front().second->code, std::move(found));
  n.field = same.front().second->field;
  n.rows = rows;
  n.people = people;
  n.of = of;
  return n;
}

/// The findings of all councils, those that many share put together.
notice_list told(const std::vector<council_findings>& all) {
  std::map<std::pair<std::string, std::string>, std::vector<std::pair<std::string, const notice*>>> by_kind;
  for (const council_findings& each : all)
    for (const notice& n : each.list) by_kind[{n.code, n.field}].emplace_back(each.of->la_code, &n);
  notice_list list;
  for (const council_findings& each : all)
    for (const notice& n : each.list) {
      const auto& same = by_kind[{n.code, n.field}];
      if (same.size() <= most_told_apart) {
        notice own = n;
        own.found = fmt::format("council {}, submission of {}: {}", each.of->la_code,
                                to_string(day_of(each.of->imported)), n.found);
        add_notices(list, std::span(&own, 1));
      } else if (same.front().second == &n) {
        const notice together = told_together(same, all.size());
        add_notices(list, std::span(&together, 1));
      }
    }
  return list;
}

}  // namespace

notice_list implausible(const extract& raw, const submission_index& index) {
  // By council the latest submission and the one before it, by the moment of import.
  std::map<std::string, std::array<std::uint32_t, 2>> latest;
  for (std::uint32_t i = 0; i < index.list.size(); ++i) {
    const auto [at, added] = latest.try_emplace(fold(index.list[i].la_code), std::array{i, submission_index::none});
    if (added) continue;
    auto& [now, before] = at->second;
    if (index.list[i].imported > index.list[now].imported) {
      before = now;
      now = i;
    } else if (before == submission_index::none || index.list[i].imported > index.list[before].imported) {
      before = i;
    }
  }
  std::vector<portrait> portraits(index.list.size());
  std::vector<bool> wanted(index.list.size(), false);
  for (const auto& [council, two] : latest)
    for (const std::uint32_t each : two)
      if (each != submission_index::none) wanted[each] = true;
  const painter paint(raw);
  for (std::size_t row = 0; row < index.of_row.size(); ++row)
    if (const std::uint32_t s = index.of_row[row]; s != submission_index::none && wanted[s])
      paint.add(row, day_of(index.list[s].imported), portraits[s]);
  const bool own = !raw.data.has(submitted::import_date);
  std::vector<council_findings> found;
  for (const auto& [council, two] : latest) {
    const portrait* before = two[1] == submission_index::none ? nullptr : &portraits[two[1]];
    found.push_back({&index.list[two[0]], judge(portraits[two[0]], before, own).found()});
  }
  notice_list list = told(found);
  if (own && latest.size() > 1) {
    notice n = make_notice("plausible.council", fmt::format("{} councils in the files of one", latest.size()));
    n.field = extract_schema().fields[submitted::la_code].name;
    list.push_back(std::move(n));
  }
  return list;
}

notice_list notices_of(const std::vector<unknown_wording>& wording) {
  notice_list list;
  for (const unknown_wording& w : wording) {
    if (w.rows == 0) continue;
    std::string found =
        fmt::format("{} of {} filled rows hold {} texts that no mapping knows", w.rows, w.filled, w.values);
    if (w.like_known != 0)
      found += fmt::format(", {} of them known texts but for a blank in front, or cut short", w.like_known);
    if (w.codes != 0) found += fmt::format(", {} of them numbers or letters in place of texts", w.codes);
    const bool much = w.rows >= 3 && w.rows * 5 > w.filled;
    notice n = make_notice(much                                     ? "wording.unknown_much"
                           : w.rows >= 3 && w.rows * 100 > w.filled ? "wording.unknown_some"
                                                                    : "wording.unknown",
                           std::move(found));
    n.field = name_of(w.field);
    n.rows = w.rows;
    n.of = w.filled;
    list.push_back(std::move(n));
  }
  return list;
}

bool may_identify(std::string_view text, const table& extract_data) {
  for (const submitted::column c : {submitted::nhs_number, submitted::nhs_number_traced, submitted::local_person_id,
                                    submitted::linked_person_1, submitted::linked_person_2, submitted::linked_person_3})
    if (extract_data.text(c).values->find(text) != missing_code) return true;
  std::size_t digits = 0, letters = 0;
  for (const char c : text) {
    digits += c >= '0' && c <= '9' ? 1 : 0;
    letters += (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ? 1 : 0;
  }
  // Dates, numbers and references have many digits; postcodes five to seven signs, the last three a digit and two letters.
  if (digits >= 5) return true;
  std::string bare;
  for (const char c : text)
    if (c != ' ') bare += c;
  return digits >= 2 && digits <= 4 && letters + digits == bare.size() && bare.size() >= 5 && bare.size() <= 7;
}

}  // namespace ascof

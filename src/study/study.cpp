#include "ascof/study/study.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <map>
#include <numeric>
#include <set>
#include <tuple>
#include <unordered_map>
#include <utility>

#include "ascof/core/error.hpp"
#include "ascof/core/lent.hpp"
#include "ascof/core/period.hpp"
#include "ascof/core/text.hpp"

namespace ascof {

struct study::made {
  study_people people;
  std::shared_ptr<const person_details> details;
  std::vector<study_table> tables;
  notice_list notices;
};

namespace {

constexpr std::uint32_t nobody = static_cast<std::uint32_t>(-1);

[[noreturn]] void refuse(const std::string& problem, const std::string& advice) {
  throw usage_error(error_code::bad_definition, {}, problem, advice);
}

text_column gather_or_missing(const text_column& from, std::span<const std::uint32_t> rows) {
  text_column made{from.values, code_vector(rows.size(), from.values->size())};
  for (std::size_t i = 0; i < rows.size(); ++i)
    made.codes.set(i, rows[i] == nobody || from.size() == 0 ? missing_code : from.codes[rows[i]]);
  return made;
}
template <typename T>
std::vector<T> gather_or_missing(const std::vector<T>& from, std::span<const std::uint32_t> rows, T missing) {
  std::vector<T> made;
  made.reserve(rows.size());
  for (const std::uint32_t row : rows) made.push_back(row == nobody || from.empty() ? missing : T(from[row]));
  return made;
}

/// Details of more people than there were.
person_details details_of(const person_details& from, std::span<const std::uint32_t> people) {
  person_details made;
  made.known = gather_or_missing(from.known, people, false);
  made.settled = gather_or_missing(from.settled, people, false);
  made.accommodation_status = gather_or_missing(from.accommodation_status, people);
  made.employment_status = gather_or_missing(from.employment_status, people);
  made.gender = gather_or_missing(from.gender, people);
  made.ethnicity = gather_or_missing(from.ethnicity, people);
  made.has_unpaid_carer = gather_or_missing(from.has_unpaid_carer, people);
  made.primary_support_reason = gather_or_missing(from.primary_support_reason, people);
  made.client_funding_status = gather_or_missing(from.client_funding_status, people);
  made.local_id_latest = gather_or_missing(from.local_id_latest, people);
  made.local_ids = gather_or_missing(from.local_ids, people);
  made.birth_year = gather_or_missing(from.birth_year, people, missing_integer);
  made.birth_month = gather_or_missing(from.birth_month, people, missing_integer);
  made.birth = gather_or_missing(from.birth, people, missing_day);
  made.date_of_death = gather_or_missing(from.date_of_death, people, missing_day);
  return made;
}

}  // namespace

/// Puts tables together: whose each row is, and in which order people come.
class study_builder {
 public:
  explicit study_builder(const study& of) : of_(of) {}

  std::shared_ptr<const study::made> make() {
    made_->people = study_people(of_.events_);
    made_->details = of_.details_;
    if (of_.has_events()) add_notices(made_->notices, of_.events().notices());
    for (const record_table& t : of_.added_) add_notices(made_->notices, t.notices);
    if (of_.added_.empty()) {
      if (!made_->details) made_->details = std::make_shared<const person_details>();
      return made_;
    }
    add_people_of_events();
    for (const std::size_t t : order_of_tables()) place_rows(t);
    order_people();
    lay_out();
    return made_;
  }

 private:
  /// Somebody, or rows that stand together without being anybody's.
  struct someone {
    std::uint32_t council = 0;
    std::string form;  // of the reference
    std::string id;
    bool is_nobody = false;
    std::uint32_t in_events = nobody;
    bool is_together = false;  // nobody whom other rows stand with, too
  };

  std::uint32_t council_numbered(std::string_view la_code, std::string_view name) {
    const auto [at, added] = council_number_.try_emplace(fold(la_code), static_cast<std::uint32_t>(councils_.size()));
    if (added) councils_.push_back({std::string(la_code), std::string(name.empty() ? la_code : name)});
    return at->second;
  }

  void add_people_of_events() {
    if (!of_.has_events()) return;
    const records& events = of_.events();
    for (std::uint32_t p = 0; p < events.people(); ++p) {
      const council& here = events.councils()[events.council_of(p)];
      const std::string id(events.person_id(p));
      const std::string form = fold(id);
      const std::uint32_t number = static_cast<std::uint32_t>(everybody_.size());
      everybody_.push_back({council_numbered(here.la_code, here.la_name), form, id, false, p});
      if (!id.empty()) of_events_.emplace(key_of(everybody_.back().council, form), number);
    }
    add_local_references();
  }

  /// Other tables name people as the council does, also where the main table identifies them otherwise. What a main
  /// table's own identifier is, or what two people of a council share, says nothing.
  void add_local_references() {
    const records& events = of_.events();
    if (!events.events().has(event::local_person_id)) return;
    const text_column& ids = events.events().text(event::local_person_id);
    std::unordered_map<std::string, std::uint32_t> by_reference;
    for (std::uint32_t p = 0; p < events.people(); ++p) {
      if (everybody_[p].id.empty()) continue;
      const row_range rows = events.rows_of(p);
      code last = missing_code;
      for (std::uint32_t row = rows.first; row < rows.last; ++row) {
        const code id = ids.codes[row];
        if (id == last) continue;  // missing, or the one just seen
        last = id;
        const auto [at, added] = by_reference.emplace(key_of(everybody_[p].council, fold((*ids.values)[id])), p);
        if (!added && at->second != p) at->second = nobody;
      }
    }
    for (const auto& [reference, p] : by_reference)
      if (p != nobody) of_events_.emplace(reference, p);
  }

  static std::string key_of(std::uint32_t council, std::string_view id) { return fmt::format("{}\x1f{}", council, id); }

  /// Tables that others belong to come before those.
  std::vector<std::size_t> order_of_tables() const {
    std::vector<std::size_t> order;
    std::vector<int> state(of_.added_.size(), 0);
    const std::function<void(std::size_t)> visit = [&](std::size_t t) {
      if (state[t] == 2) return;
      if (state[t] == 1)
        refuse(fmt::format("{} belongs to itself by its links", of_.added_[t].type->name()),
               "leave one of the links out");
      state[t] = 1;
      for (const record_link& link : of_.added_[t].type->links())
        for (std::size_t other = 0; other < of_.added_.size(); ++other)
          if (other != t && of_.added_[other].type->name() == link.to) visit(other);
      state[t] = 2;
      order.push_back(t);
    };
    for (std::size_t t = 0; t < of_.added_.size(); ++t) visit(t);
    return order;
  }

  std::uint32_t council_of_row(const record_table& t, std::uint32_t row, std::vector<std::uint32_t>& by_code) {
    const std::size_t field = t.type->council();
    if (field == record_type::none) {
      if (councils_.size() == 1) return 0;
      refuse(fmt::format("{} does not say which council its rows are of, and the study has {}", t.type->name(),
                         councils_.size()),
             "declare the field that holds the council's code");
    }
    const text_column& codes = t.data.text(field);
    const code c = codes.codes[row];
    by_code.resize(codes.values->size(), nobody);
    if (by_code[c] == nobody) by_code[c] = council_numbered(codes[row], {});
    return by_code[c];
  }

  void place_rows(std::size_t number) {
    const record_table& t = of_.added_[number];
    const record_type& type = *t.type;
    owner_.resize(of_.added_.size());
    parents_.resize(of_.added_.size());
    rows_by_key_.resize(of_.added_.size());
    std::vector<std::uint32_t>& owner = owner_[number];
    owner.assign(t.data.rows(), nobody);
    parents_[number].assign(type.links().size(), std::vector<std::uint32_t>(t.data.rows(), study_table::no_row));
    std::vector<std::uint32_t> council_by_code;
    std::uint64_t other_person = 0, no_such = 0;
    const bool has_person = type.person() != record_type::none && t.data.has(type.person());
    for (std::uint32_t row = 0; row < t.data.rows(); ++row) {
      const std::uint32_t council = council_of_row(t, row, council_by_code);
      const std::string_view id = has_person ? t.data.text(type.person())[row] : std::string_view{};
      std::string absent;
      for (std::size_t l = 0; l < type.links().size(); ++l) {
        const auto [table_number, parent, named] = parent_of(t, l, council, row);
        no_such += named && parent == study_table::no_row ? 1 : 0;
        if (parent == study_table::no_row) {
          const record_link& way = type.links()[l];
          const std::string_view key = t.data.text(type.at(way.field))[row];
          // Rows of one record stand together, also where that is not there.
          if (absent.empty() && !key.empty()) absent = "of " + way.to + '\x1f' + key_of(council, key);
          continue;
        }
        parents_[number][l][row] = parent;
        if (owner[row] == nobody) owner[row] = owner_[table_number][parent];
      }
      if (owner[row] == nobody) {
        owner[row] = !id.empty()      ? person_numbered(council, id)
                     : absent.empty() ? nobody_of(t, council, row)
                                      : shared_nobody(absent, council);
      } else if (!id.empty()) {
        someone& whose = everybody_[owner[row]];
        if (whose.is_together) {
          owner[row] = person_numbered(council, id);  // others stand there, too, and are not this person's
        } else if (whose.is_nobody) {
          // What nobody was named for is the person's whom its own records name.
          const std::uint32_t person = person_numbered(council, id);
          same_as_[owner[row]] = person;
        } else if (whose.id != id && whose.form != fold(id)) {
          ++other_person;
        }
      }
      if (type.key() != record_type::none)
        rows_by_key_[number].emplace(key_of(council, t.data.text(type.key())[row]), row);
    }
    tell(t, "record.person_of_link", other_person, "{} of {} rows name another person than the record they belong to");
    tell(t, "record.no_such_key", no_such, "{} of {} rows name a record that is not there");
    tell(t, "record.unknown_year", rows_of_no_year(t), "{} of {} rows are of a year that is no financial year");
  }

  void tell(const record_table& t, std::string_view what, std::uint64_t rows, std::string_view found) {
    if (rows == 0) return;
    notice n = make_notice(what, fmt::format(fmt::runtime(found), rows, t.data.rows()));
    n.file = t.type->name();
    n.rows = rows;
    n.of = t.data.rows();
    made_->notices.push_back(std::move(n));
  }

  /// Rows whose year cannot be read, or is not there: asked once for each text.
  static std::uint64_t rows_of_no_year(const record_table& t) {
    const std::size_t field = t.type->year();
    if (field == record_type::none || !t.data.has(field)) return 0;
    const text_column& years = t.data.text(field);
    std::vector<std::uint8_t> is_none(years.values->size(), 1);
    for (code c = 1; c < is_none.size(); ++c)
      is_none[c] = financial_year_start((*years.values)[c]).is_missing() ? 1 : 0;
    std::uint64_t rows = 0;
    for (std::uint32_t row = 0; row < t.data.rows(); ++row) rows += is_none[years.codes[row]];
    return rows;
  }

  struct parent_row {
    std::size_t table;
    std::uint32_t row;
    bool named;
  };
  parent_row parent_of(const record_table& t, std::size_t link, std::uint32_t council, std::uint32_t row) const {
    const record_link& way = t.type->links()[link];
    const std::size_t field = t.type->at(way.field);
    const std::string_view key = t.data.text(field)[row];
    for (std::size_t other = 0; other < of_.added_.size(); ++other) {
      if (of_.added_[other].type->name() != way.to) continue;
      if (key.empty()) return {other, study_table::no_row, false};
      const auto found = rows_by_key_[other].find(key_of(council, key));
      return {other, found == rows_by_key_[other].end() ? study_table::no_row : found->second, true};
    }
    return {0, study_table::no_row, false};
  }

  std::uint32_t add_nobody(std::uint32_t council) {
    everybody_.push_back({council, {}, {}, true, nobody});
    return static_cast<std::uint32_t>(everybody_.size() - 1);
  }
  /// Whom a row without anybody stands with: the rows that its kind says, or none.
  std::uint32_t nobody_of(const record_table& t, std::uint32_t council, std::uint32_t row) {
    const std::size_t field = t.type->together();
    if (field == record_type::none || !t.data.has(field)) return add_nobody(council);
    const std::string_view text = t.data.text(field)[row];
    if (text.empty()) return add_nobody(council);
    const std::uint32_t whose =
        shared_nobody("by " + key_of(council, t.type->declaration().together + "\x1f" + fold(text)), council);
    everybody_[whose].is_together = true;
    return whose;
  }
  /// Whom rows stand with that have a key in common.
  std::uint32_t shared_nobody(const std::string& key, std::uint32_t council) {
    const auto [at, added] = shared_.try_emplace(key, 0);
    if (added) at->second = add_nobody(council);
    return at->second;
  }
  std::uint32_t person_numbered(std::uint32_t council, std::string_view id) {
    const std::string form = fold(id);
    if (const auto known = of_events_.find(key_of(council, form)); known != of_events_.end()) return known->second;
    const auto [at, added] = of_tables_.try_emplace(key_of(council, id), static_cast<std::uint32_t>(everybody_.size()));
    if (added) everybody_.push_back({council, form, std::string(id), false, nobody});
    return at->second;
  }

  void order_people() {
    for (std::vector<std::uint32_t>& owner : owner_)
      for (std::uint32_t& who : owner)
        for (auto other = same_as_.find(who); other != same_as_.end(); other = same_as_.find(who)) who = other->second;
    std::vector<std::uint32_t> councils(councils_.size());
    std::iota(councils.begin(), councils.end(), 0U);
    std::sort(councils.begin(), councils.end(), [this](std::uint32_t a, std::uint32_t b) {
      return fold(councils_[a].la_code) < fold(councils_[b].la_code);
    });
    rank_of_council_.resize(councils.size());
    for (std::uint32_t i = 0; i < councils.size(); ++i) rank_of_council_[councils[i]] = i;
    order_.resize(everybody_.size());
    std::iota(order_.begin(), order_.end(), 0U);
    std::erase_if(order_, [this](std::uint32_t p) { return same_as_.contains(p); });
    const auto place = [this](std::uint32_t p) {
      const someone& s = everybody_[p];
      return std::tuple(rank_of_council_[s.council], s.is_nobody, std::string_view(s.form), s.in_events,
                        std::string_view(s.id), p);
    };
    std::sort(order_.begin(), order_.end(), [&](std::uint32_t a, std::uint32_t b) { return place(a) < place(b); });
  }

  void lay_out() {
    study_people& people = made_->people;
    people.own_ = true;
    people.councils_.resize(councils_.size());
    for (std::size_t c = 0; c < councils_.size(); ++c) people.councils_[rank_of_council_[c]] = councils_[c];
    std::vector<std::uint32_t> place_of(everybody_.size(), nobody), in_events;
    std::uint32_t event = 0;
    people.first_event_.push_back(0);
    for (std::uint32_t i = 0; i < order_.size(); ++i) {
      const someone& s = everybody_[order_[i]];
      place_of[order_[i]] = i;
      people.council_of_.push_back(rank_of_council_[s.council]);
      people.ids_.push_back(s.id);
      people.is_nobody_.push_back(s.is_nobody ? 1 : 0);
      people.has_nobodies_ = people.has_nobodies_ || s.is_nobody;
      in_events.push_back(s.in_events);
      if (s.in_events != nobody) {
        const row_range rows = of_.events().rows_of(s.in_events);
        people.first_event_.back() = rows.first;
        event = rows.last;
      }
      people.first_event_.push_back(event);
    }
    made_->details =
        std::make_shared<const person_details>(details_of(of_.details_ ? *of_.details_ : person_details{}, in_events));
    std::vector<std::vector<std::uint32_t>> now_at(of_.added_.size());  // by table: where a row went
    for (std::size_t t = 0; t < of_.added_.size(); ++t) {
      const record_table& from = of_.added_[t];
      std::vector<std::uint32_t> rows(from.data.rows());
      std::iota(rows.begin(), rows.end(), 0U);
      const auto start = [&](std::uint32_t row) {
        const std::size_t field = from.type->start();
        return field == record_type::none ? day{} : from.data.days(field)[row];
      };
      std::sort(rows.begin(), rows.end(), [&](std::uint32_t a, std::uint32_t b) {
        return std::tuple(place_of[owner_[t][a]], start(a), a) < std::tuple(place_of[owner_[t][b]], start(b), b);
      });
      now_at[t].resize(rows.size());
      for (std::uint32_t i = 0; i < rows.size(); ++i) now_at[t][rows[i]] = i;
      study_table made{from.type, gather(from.data, from.type->columns(), rows), {}, {}};
      std::uint32_t next = 0;
      for (std::uint32_t person = 0; person < order_.size(); ++person) {
        made.first.push_back(next);
        while (next < rows.size() && place_of[owner_[t][rows[next]]] == person) ++next;
      }
      made.first.push_back(next);
      for (const std::vector<std::uint32_t>& link : parents_[t]) made.links.push_back(gather(link, rows));
      made_->tables.push_back(std::move(made));
    }
    for (study_table& t : made_->tables)
      for (std::size_t l = 0; l < t.links.size(); ++l)
        for (std::size_t other = 0; other < made_->tables.size(); ++other)
          if (made_->tables[other].type->name() == t.type->links()[l].to)
            settle(t, l, made_->tables[other], now_at[other]);
  }

  /// Rows that moved are where they moved to. A row whose second link leads to somebody else's does not follow it.
  static void settle(study_table& t, std::size_t link, const study_table& other,
                     const std::vector<std::uint32_t>& now_at) {
    std::size_t person = 0;
    for (std::uint32_t row = 0; row < t.links[link].size(); ++row) {
      while (row >= t.first[person + 1]) ++person;
      std::uint32_t& parent = t.links[link][row];
      if (parent == study_table::no_row) continue;
      parent = now_at[parent];
      if (parent < other.first[person] || parent >= other.first[person + 1]) parent = study_table::no_row;
    }
  }

  const study& of_;
  std::shared_ptr<study::made> made_ = std::make_shared<study::made>();
  std::vector<council> councils_;
  std::map<std::string, std::uint32_t> council_number_;
  std::vector<std::uint32_t> rank_of_council_;
  std::vector<someone> everybody_;
  std::unordered_map<std::string, std::uint32_t> of_events_, of_tables_, shared_;
  std::map<std::uint32_t, std::uint32_t> same_as_;
  std::vector<std::vector<std::uint32_t>> owner_;                 // by table and row
  std::vector<std::vector<std::vector<std::uint32_t>>> parents_;  // by table, link and row
  std::vector<std::unordered_map<std::string, std::uint32_t>> rows_by_key_;
  std::vector<std::uint32_t> order_;
};

study::study(std::shared_ptr<const records> events, std::shared_ptr<const person_details> details)
    : events_(std::move(events)), details_(std::move(details)) {}
study::study(records events, person_details details)
    : study(std::make_shared<const records>(std::move(events)),
            std::make_shared<const person_details>(std::move(details))) {}

void study::add(record_table of) {
  for (const record_table& known : added_)
    if (known.type->name() == of.type->name())
      refuse(fmt::format("the study has a table of {} already", of.type->name()),
             "put the rows of several files into one table: read_record_table takes several files");
  added_.push_back(std::move(of));
  made_ = nullptr;
}

const records& study::events() const {
  static const records none;
  return events_ ? *events_ : none;
}

void study::make() const {
  if (!made_) made_ = study_builder(*this).make();
}
const person_details& study::details() const {
  make();
  return *made_->details;
}
const study_people& study::people() const {
  make();
  return made_->people;
}
const notice_list& study::notices() const {
  make();
  return made_->notices;
}

const study_table* study::find(const record_type& type) const {
  make();
  for (const study_table& t : made_->tables) {
    if (t.type->name() != type.name()) continue;
    if (t.type->fingerprint() != type.fingerprint())
      refuse(fmt::format("the study's table of {} has other fields than the definition's", type.name()),
             "declare the kind of record once and use it for both");
    return &t;
  }
  return nullptr;
}

std::vector<record_type_ptr> study::types() const {
  std::vector<record_type_ptr> types;
  for (const record_table& t : added_) types.push_back(t.type);
  return types;
}

period study::covers() const {
  period all = events_ ? events_->covers() : period{};
  const auto widen = [&all](day d) {
    if (!d) return;
    all.start = all.start ? std::min(all.start, d) : d;
    all.end = std::max(all.end, d);
  };
  for (const record_table& t : added_)
    for (const std::size_t field : {t.type->start(), t.type->end()})
      if (field != record_type::none)
        for (const day d : t.data.days(field)) widen(d);
  if (all.start) return all;
  // Tables without dates that say which financial years they are of.
  for (const record_table& t : added_) {
    const std::size_t field = t.type->year();
    if (field == record_type::none || !t.data.has(field)) continue;
    const dictionary& years = *t.data.text(field).values;
    for (code c = 1; c < years.size(); ++c)
      if (const day first = financial_year_start(years[c])) {
        widen(first);
        widen(add_months(first, 12) - 1);
      }
  }
  return all;
}

study study_of(const records& events, const person_details& details, const hospital_episodes* hospital) {
  study made(lent(events), lent(details));
  made.hospital = lent(hospital);
  return made;
}

}  // namespace ascof

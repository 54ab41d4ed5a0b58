#include "ascof/measure/discharge_links.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <set>
#include <string_view>
#include <tuple>
#include <utility>

#include "ascof/cld/categories.hpp"
#include "ascof/cld/hospital.hpp"
#include "ascof/core/error.hpp"
#include "ascof/core/text.hpp"
#include "ascof/episodes/clusters.hpp"
#include "ascof/episodes/event_view.hpp"
#include "ascof/prepare/age_bands.hpp"

namespace ascof {
namespace {

bool is_any_of(std::string_view text, std::initializer_list<std::string_view> codes) {
  return std::any_of(codes.begin(), codes.end(), [&](std::string_view c) { return same_text(text, c); });
}

/// Tests of hospital codes are negative ones: a missing code fails them.
bool counts_admission(std::string_view method) { return !is_any_of(method, {"31", "32", "82", "83"}); }
bool counts_discharge(std::string_view method) { return !is_any_of(method, {"4", "5"}); }
bool counts_destination(std::string_view destination) {
  return !is_any_of(destination, {"49", "50", "51", "52", "79", "87", "88"});
}
bool counts_treatment(std::string_view function) {
  return !is_any_of(function, {"199", "223", "290", "291", "331", "344", "345", "346", "424", "499", "501", "504",
                               "560", "660", "661", "662", "840", "920"}) &&
         !starts_with_text(function, "65") && !starts_with_text(function, "7");
}

/// A home area's name as client level data writes it: the ten that the department renames. Others must be written alike
/// on both sides.
std::string_view council_name(std::string_view area) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 10> renamed{{
      {"Cumberland", "Cumberland Council"},
      {"Isle of Wight", "Isle of Wight Council"},
      {"St. Helens", "St Helens"},
      {"Telford and Wrekin", "Telford and the Wrekin"},
      {"Westmorland and Furness", "Westmorland and Furness Council"},
      {"County Durham", "Durham"},
      {"Kensington and Chelsea", "Royal Borough of Kensington and Chelsea"},
      {"Windsor and Maidenhead", "Royal Borough Windsor and Maidenhead"},
      {"Southend-on-Sea", "Southend on Sea"},
      {"Stoke-on-Trent", "Stoke on Trent"},
  }};
  for (const auto& [from, to] : renamed)
    if (same_text(area, from)) return to;
  return area;
}

enum client : std::size_t { community, no_long_term, all_clients };
constexpr std::array<std::string_view, 3> client_texts{"Those in LT community support", "Those not in any LTS",
                                                       "Total"};
constexpr std::array<std::string_view, 6> slice_texts{"65-74", "75-84", "85+", "Female", "Male", "Total"};
constexpr std::size_t female = 3;
constexpr std::size_t male = 4;
constexpr std::size_t everybody = 5;
constexpr std::size_t group_of(std::size_t c, std::size_t slice) { return c * slice_texts.size() + slice; }

/// A discharge that counts.
struct discharge {
  std::uint32_t row = 0;  // in the hospital table
  day admitted;
  day discharged;
  std::int32_t age = 0;
  std::size_t age_slice = 0;
  std::size_t sex_slice = everybody;  // `everybody` for other and unknown sexes: they have no slice of their own
  std::size_t place = 0;              // home council; the nation when no council of the result has that name
};

/// A discharge with the client type of the day of admission, in the reporting periods in which it counts as one.
struct client_discharge {
  const discharge* of;
  client type;
  period_mask in;
};

/// A patient: the persons of any council with the identifier, the discharges that count, and when they came back.
struct patient {
  std::vector<std::size_t> persons;
  std::vector<discharge> discharges;  // by day of discharge
  std::vector<day> readmissions;      // admissions that can be one
  std::vector<period> stays;          // of any kind, from admission to discharge; `far_day` while in hospital
};

constexpr std::size_t all_groups = client_texts.size() * slice_texts.size();

/// "Male", "Female", "Not specified", "Not known": positions from 1, 0 for anything else.
const std::vector<std::string>& genders() {
  static const std::vector<std::string> texts{"Male", "Female", "Not specified", "Not known"};
  return texts;
}
code gender_code(std::string_view sex) { return sex == "1" ? 1 : sex == "2" ? 2 : sex == "9" ? 3 : sex == "0" ? 4 : 0; }

std::vector<std::string> texts_from(std::span<const std::string_view> texts) { return {texts.begin(), texts.end()}; }

/// What the hospital table says of patients: their discharges that count, and who they are in the records. The same for
/// all builders of a walk.
class hospital_patients {
 public:
  hospital_patients(const bound_study& of, const ascof_2d_constants& constants)
      : people_(of.people), hospital_(*of.hospital), rule_(constants) {
    find_patients();
    find_homes(of);
    find_discharges();
    drop_repeated();
  }

  /// Where an area of the hospital table lies.
  struct home {
    const home_area* area = nullptr;  ///< null outside England
    std::size_t place = 0;
    code council = missing_code;  ///< number of the council's name
  };

  std::vector<patient> patients;  // by code of the identifier's form
  std::vector<code> patient_of;   // by person
  std::vector<home> homes;        // by code of the area

 private:
  /// Numbers the patients by the form of their identifier, and finds them in the records.
  void find_patients() {
    const dictionary& ids = *hospital_.episodes.text(hospital::patient_id).values;
    dictionary forms;
    patient_by_id_.resize(ids.size(), missing_code);
    for (code c = 1; c < ids.size(); ++c) patient_by_id_[c] = forms.intern(fold(ids[c]));
    patients.resize(forms.size());
    patient_of.assign(people_.people(), missing_code);
    for (std::size_t person = 0; person < people_.people(); ++person) {
      const code key = forms.find(fold(people_.person_id(person)));
      patient_of[person] = key;
      if (key != missing_code) patients[key].persons.push_back(person);
    }
  }

  /// Asks where an area is once for each area.
  void find_homes(const bound_study& of) {
    std::map<std::string, std::size_t> place_by_name;
    for (std::size_t i = 0; i < of.places.size(); ++i) place_by_name.emplace(fold(of.places[i].la_name), i);
    const dictionary& areas = *hospital_.episodes.text(hospital::home_lsoa).values;
    homes.resize(areas.size());
    dictionary councils;
    for (code c = 1; c < areas.size(); ++c) {
      const auto area = hospital_.area_of.find(fold(areas[c]));
      if (area == hospital_.area_of.end() || !starts_with_text(area->second.code, "E")) continue;
      // A list of councils may also have the area's own name.
      auto place = place_by_name.find(fold(council_name(area->second.name)));
      if (place == place_by_name.end()) place = place_by_name.find(fold(area->second.name));
      homes[c] = {&area->second, place == place_by_name.end() ? of.nation() : place->second,
                  councils.intern(fold(council_name(area->second.name)))};
    }
  }

  void find_discharges() {
    const table& h = hospital_.episodes;
    const condition_column admission_counts(h.text(hospital::admission_method), counts_admission);
    const condition_column discharge_counts(h.text(hospital::discharge_method), counts_discharge);
    const condition_column destination_counts(h.text(hospital::discharge_destination), counts_destination);
    const condition_column treatment_counts(h.text(hospital::treatment_function), counts_treatment);
    const condition_column emergency(h.text(hospital::management_type), [](std::string_view text) {
      return is_any_of(text, {"EM", "NE"});
    });
    const condition_column not_stillborn(h.text(hospital::discharge_method),
                                         [](std::string_view text) { return !is_any_of(text, {"5"}); });
    for (std::uint32_t row = 0; row < h.rows(); ++row) {
      const code key = patient_by_id_[h.text(hospital::patient_id).codes[row]];
      const day admitted = h.days(hospital::admission)[row];
      const day discharged = h.days(hospital::discharge)[row];
      if (key == missing_code || h.integers(hospital::last_episode)[row] != 1 || !admitted) continue;
      patients[key].stays.push_back({admitted, discharged ? discharged : far_day});
      if (!discharged || admitted >= discharged) continue;
      if (emergency[row] && not_stillborn[row]) patients[key].readmissions.push_back(admitted);
      const day birth =
          birth_month_start(h.integers(hospital::birth_year)[row], h.integers(hospital::birth_month)[row]);
      const home& lives = homes[h.text(hospital::home_lsoa).codes[row]];
      if (!birth || lives.area == nullptr || admitted < rule_.admissions_from || !admission_counts[row] ||
          !discharge_counts[row] || !destination_counts[row] || !treatment_counts[row])
        continue;
      const int age = age_on(birth, discharged);
      if (age < rule_.youngest) continue;
      const std::string_view sex = h.text(hospital::sex)[row];
      patients[key].discharges.push_back({.row = row,
                                          .admitted = admitted,
                                          .discharged = discharged,
                                          .age = age,
                                          .age_slice = age < 75   ? 0U
                                                       : age < 85 ? 1U
                                                                  : 2U,
                                          .sex_slice = sex == "2"   ? female
                                                       : sex == "1" ? male
                                                                    : everybody,
                                          .place = lives.place});
    }
  }

  /// What tells two records of a spell apart: the age at discharge, not the birth month.
  void drop_repeated() {
    const table& h = hospital_.episodes;
    const auto fields = [&](const discharge& d) {
      return std::tuple(d.discharged, d.admitted, h.text(hospital::episode_id)[d.row], d.age,
                        h.text(hospital::sex)[d.row], h.text(hospital::home_lsoa)[d.row]);
    };
    for (patient& who : patients) {
      std::sort(who.discharges.begin(), who.discharges.end(),
                [&](const discharge& a, const discharge& b) { return fields(a) < fields(b); });
      who.discharges.erase(std::unique(who.discharges.begin(), who.discharges.end(),
                                       [&](const discharge& a, const discharge& b) { return fields(a) == fields(b); }),
                           who.discharges.end());
    }
  }

  const records& people_;
  const hospital_episodes& hospital_;
  ascof_2d_constants rule_;
  std::vector<code> patient_by_id_;  // by code of the hospital table's identifier
};

std::string key_of(const char* name, const ascof_2d_constants& c) {
  return fmt::format("{}({}, {}, {}, {}, {}, {})", name, c.joining_gap_days, c.days_after_discharge,
                     c.days_before_discharge, c.follow_up_days, c.youngest, c.admissions_from.number);
}

episode_recipe recipe_of(const char* maker, const ascof_2d_constants& c) {
  return {.maker = maker,
          .constants = {{"joining_gap_days", c.joining_gap_days},
                        {"days_after_discharge", c.days_after_discharge},
                        {"days_before_discharge", c.days_before_discharge},
                        {"follow_up_days", c.follow_up_days},
                        {"youngest", c.youngest},
                        {"admissions_from", c.admissions_from.number}}};
}

/// Discharges of the hospital table that count, and the people of the records they are of.
class discharges_of_patients {
 public:
  discharges_of_patients(const bound_study& of, std::span<const period> periods, const ascof_2d_constants& constants)
      : people_(of.people),
        details_(of.details),
        hospital_(*of.hospital),
        nation_(of.nation()),
        periods_(periods.begin(), periods.end()),
        rule_(constants),
        known_(of.shared->get<hospital_patients>(key_of("patients", constants),
                                                 [&] { return std::make_shared<hospital_patients>(of, constants); })),
        patients_(known_->patients),
        patient_of_(known_->patient_of),
        events_(of.people),
        reablement_component_(of.people.events().text(event::service_component), is_text("Reablement")),
        name_(of.people.events().text(event::la_name)),
        name_form_(fold_codes(*name_.values).of) {}

 protected:
  day end(std::uint32_t row) const { return events_.end[row] ? events_.end[row] : far_day; }
  bool is_read(std::uint32_t row) const {
    return events_.client[row] == client_type::service_user && events_.start[row] && end(row) >= events_.start[row];
  }
  bool is_reablement(std::uint32_t row) const {
    return is_read(row) && events_.type[row] == event_type::service && events_.service[row] == service_type::st_max &&
           reablement_component_[row];
  }

  /// The patient's discharges, in the periods they lie in, without those of people in a care home or prison on the day
  /// of admission. Persons who died before a period are not looked at in it, in any of their councils: the client type
  /// can differ between periods.
  std::vector<client_discharge> discharges_of(const patient& who) const {
    std::vector<client_discharge> result;
    for (const discharge& d : who.discharges) {
      const period_mask here = periods_with([&](const period& p) { return p.contains(d.discharged); });
      if (here == 0) continue;
      const auto [community, other] = support_on(who, d.admitted);
      if (const period_mask in = here & community & ~other; in != 0) result.push_back({&d, client::community, in});
      if (const period_mask in = here & ~community & ~other; in != 0) result.push_back({&d, client::no_long_term, in});
    }
    return result;
  }

  template <typename Wanted>
  period_mask periods_with(Wanted wanted) const {
    period_mask result = 0;
    for (std::size_t p = 0; p < periods_.size(); ++p)
      if (wanted(periods_[p])) result |= period_mask{1} << p;
    return result;
  }

  bool is_alive_at(std::size_t person, day on) const {
    return !details_.date_of_death[person] || details_.date_of_death[person] >= on;
  }

  /// Long-term support open on the day of admission, in any council: periods in which there is some of the community (the
  /// client type), and those in which there is some of a kind that drops the discharge.
  std::pair<period_mask, period_mask> support_on(const patient& who, day admitted) const {
    period_mask community = 0, other = 0;
    for (const std::size_t person : who.persons) {
      const row_range rows = people_.rows_of(person);
      bool has_community = false, has_other = false;
      for (std::uint32_t row = rows.first; row < rows.last; ++row) {
        if (!is_read(row) || !is_long_term(events_.service[row]) || events_.start[row] > admitted ||
            end(row) < admitted)
          continue;
        (events_.service[row] == service_type::community ? has_community : has_other) = true;
      }
      if (!has_community && !has_other) continue;
      const period_mask alive = periods_with([&](const period& p) { return is_alive_at(person, p.start); });
      if (has_community) community |= alive;
      if (has_other) other |= alive;
    }
    return {community, other};
  }

  /// A person's reablement, joined over small gaps, in the order of its beginning within each name of the council:
  /// episodes are kept apart by the name as it is written, as in the department's script.
  std::vector<episode> reablement_of(std::size_t person) const {
    const row_range rows = people_.rows_of(person);
    std::vector<dated_event> parts;
    for (std::uint32_t row = rows.first; row < rows.last; ++row)
      if (is_reablement(row)) parts.push_back({events_.start[row], end(row), row});
    const auto name = [this](const dated_event& e) { return name_form_[name_.codes[e.row]]; };
    std::sort(parts.begin(), parts.end(), [&](const dated_event& a, const dated_event& b) {
      return std::tuple(name(a), a.start, a.end, a.row) < std::tuple(name(b), b.start, b.end, b.row);
    });
    std::vector<episode> episodes;
    for (auto first = parts.begin(); first != parts.end();) {
      const auto last = std::find_if(first, parts.end(), [&](const dated_event& e) { return name(e) != name(*first); });
      for (const episode& e : cluster({first, last}, rule_.joining_gap_days)) episodes.push_back(e);
      first = last;
    }
    return episodes;
  }

  /// The latest day of discharge that fits the episode's beginning: all discharges of that day in a period are linked.
  std::vector<client_discharge> link(const std::vector<client_discharge>& discharges, const episode& e,
                                     std::size_t period) const {
    const auto here = [period](const client_discharge& d) { return (d.in >> period & 1U) != 0; };
    day latest;
    for (const client_discharge& d : discharges)
      if (here(d) && d.of->discharged >= e.start - rule_.days_after_discharge &&
          d.of->discharged <= e.start + rule_.days_before_discharge && d.of->admitted <= e.start)
        latest = std::max(latest, d.of->discharged);
    std::vector<client_discharge> linked;
    for (const client_discharge& d : discharges)
      if (here(d) && d.of->discharged == latest) linked.push_back(d);
    return linked;
  }

  template <typename Count>
  static void for_groups(const client_discharge& d, Count count) {
    for (const std::size_t c : {static_cast<std::size_t>(d.type), static_cast<std::size_t>(all_clients)}) {
      count(c, d.of->age_slice);
      if (d.of->sex_slice != everybody) count(c, d.of->sex_slice);
      count(c, everybody);
    }
  }

  /// Residential or nursing long-term support that starts in the weeks after; the component is not looked at.
  bool enters_care_home(const patient& who, period follow_up, period reporting) const {
    for (const std::size_t person : who.persons) {
      if (!is_alive_at(person, reporting.start)) continue;
      const row_range rows = people_.rows_of(person);
      for (std::uint32_t row = rows.first; row < rows.last; ++row) {
        const service_type service = events_.service[row];
        if ((service == service_type::residential || service == service_type::nursing) && is_read(row) &&
            follow_up.contains(events_.start[row]))
          return true;
      }
    }
    return false;
  }

  const records& people_;
  const person_details& details_;
  const hospital_episodes& hospital_;
  std::size_t nation_;
  std::vector<period> periods_;
  ascof_2d_constants rule_;
  std::shared_ptr<const hospital_patients> known_;
  const std::vector<patient>& patients_;
  const std::vector<code>& patient_of_;
  event_view events_;
  condition_column reablement_component_;
  const text_column& name_;
  std::vector<code> name_form_;
};

// ------------------------------------------------------------------------------------------------------------ builders

enum linked_column : std::size_t {
  episode_start,
  episode_end,
  discharge_date,
  linked_hospital_episode,
  linked_client_type,
  linked_gender,
  linked_age_group,
  died,
  readmitted,
  entered_care_home,
  linked_counts,
  linked_group
};

class bound_links : public bound_builder, discharges_of_patients {
 public:
  using discharges_of_patients::discharges_of_patients;

  void build(std::size_t person, const builder_inputs&, unit_writer& to) const override {
    const code key = patient_of_[person];
    if (key == missing_code || patients_[key].discharges.empty()) return;
    const std::vector<episode> episodes = reablement_of(person);
    if (episodes.empty()) return;
    const patient& who = patients_[key];
    const std::vector<client_discharge> discharges = discharges_of(who);
    if (discharges.empty()) return;
    for (std::size_t p = 0; p < periods_.size(); ++p) {
      if (!is_alive_at(person, periods_[p].start)) continue;
      for (const episode& e : episodes) {
        const std::vector<client_discharge> linked = link(discharges, e, p);
        if (!linked.empty()) add(who, e, linked, details_.date_of_death[person], p, to);
      }
    }
  }

  std::shared_ptr<const dictionary> words(std::size_t) const override {
    return hospital_.episodes.text(hospital::episode_id).values;
  }

 private:
  void add(const patient& who, const episode& e, const std::vector<client_discharge>& linked, day death, std::size_t p,
           unit_writer& to) const {
    bool dead = false;
    bool back = false;
    bool in_home = false;
    for (const client_discharge& d : linked) {
      const period follow_up{d.of->discharged, d.of->discharged + rule_.follow_up_days};
      dead = dead || (death && follow_up.contains(death));
      for (const day again : who.readmissions)
        back = back ||
               (again >= periods_[p].start && again > e.start && again > d.of->discharged && again <= follow_up.end);
      in_home = in_home || enters_care_home(who, follow_up, periods_[p]);
    }
    std::set<std::size_t> groups;  // each once, however many rows are linked
    for (const client_discharge& d : linked)
      for_groups(d, [&](std::size_t c, std::size_t slice) { groups.insert(group_of(c, slice)); });
    const table& h = hospital_.episodes;
    // Two records of a stay that differ only in the neighbourhood within one council say the same of the episode.
    std::set<std::tuple<code, client, code, std::size_t, code>> lines;
    for (const client_discharge& d : linked) {
      const bool first = &d == linked.data();
      if (!lines
               .emplace(h.text(hospital::episode_id).codes[d.of->row], d.type,
                        gender_code(h.text(hospital::sex)[d.of->row]), d.of->age_slice,
                        known_->homes[h.text(hospital::home_lsoa).codes[d.of->row]].council)
               .second)
        continue;
      to.add(period_mask{1} << p);
      to.set(episode_start, e.start);
      to.set(episode_end, e.end);
      to.set(discharge_date, d.of->discharged);
      to.set_code(linked_hospital_episode, h.text(hospital::episode_id).codes[d.of->row]);
      to.set_code(linked_client_type, 1 + static_cast<code>(d.type));
      to.set_code(linked_gender, gender_code(h.text(hospital::sex)[d.of->row]));
      to.set_code(linked_age_group, 1 + static_cast<code>(d.of->age_slice));
      to.set_truth(died, dead);
      to.set_truth(readmitted, back);
      to.set_truth(entered_care_home, in_home);
      to.set_truth(linked_counts, first);
      for (std::size_t g = 0; g < all_groups; ++g) to.set_truth(linked_group + g, first && groups.contains(g));
    }
  }
};

enum discharge_column : std::size_t {
  person_id,
  hospital_episode,
  admission_date,
  discharge_day,
  area_name,
  client_type_column,
  gender_column,
  age_group,
  counts,
  traced,
  in_group
};

class bound_discharges : public bound_builder, discharges_of_patients {
 public:
  bound_discharges(const bound_study& of, std::span<const period> periods, const ascof_2d_constants& constants)
      : discharges_of_patients(of, periods, constants), areas_(std::make_shared<dictionary>()) {
    for (const hospital_patients::home& home : known_->homes)
      area_code_.push_back(home.area == nullptr ? missing_code : areas_->intern(home.area->name));
  }

  void build(std::size_t, const builder_inputs&, unit_writer& to) const override {
    const table& h = hospital_.episodes;
    const text_column& episode = h.text(hospital::episode_id);
    // A spell counts once in a group however many rows it has, and at home as well as in the nation.
    using spell = std::tuple<std::size_t, std::size_t, code>;  // place, group, episode
    std::vector<std::pair<spell, period_mask>> spells;
    for (const patient& who : patients_)
      for (const client_discharge& found : discharges_of(who)) {
        const discharge& d = *found.of;
        for_groups(found, [&](std::size_t c, std::size_t slice) {
          for (const std::size_t place : {d.place, nation_})
            spells.push_back({{place, group_of(c, slice), episode.codes[d.row]}, found.in});
        });
        to.add(found.in);
        to.set_code(person_id, h.text(hospital::patient_id).codes[d.row]);
        to.set_code(hospital_episode, episode.codes[d.row]);
        to.set(admission_date, d.admitted);
        to.set(discharge_day, d.discharged);
        to.set_code(area_name, area_code_[h.text(hospital::home_lsoa).codes[d.row]]);
        to.set_code(client_type_column, 1 + static_cast<code>(found.type));
        to.set_code(gender_column, gender_code(h.text(hospital::sex)[d.row]));
        to.set_code(age_group, 1 + static_cast<code>(d.age_slice));
        to.set_truth(traced, true);
      }
    std::sort(spells.begin(), spells.end());
    for (std::size_t i = 0; i < spells.size();) {
      const auto [place, group, id] = spells[i].first;
      period_mask in = 0;
      for (const spell same = spells[i].first; i < spells.size() && spells[i].first == same; ++i)
        in |= spells[i].second;
      to.add(in);
      to.set_place(place);
      to.set_truth(counts, true);
      to.set_code(in_group, 1 + static_cast<code>(group));
    }
  }

  std::shared_ptr<const dictionary> words(std::size_t column) const override {
    if (column == area_name) return areas_;
    return hospital_.episodes.text(column == person_id ? hospital::patient_id : hospital::episode_id).values;
  }

 private:
  std::shared_ptr<dictionary> areas_;
  std::vector<code> area_code_;  // by code of the LSOA
};

enum person_discharge_column : std::size_t {
  discharged_on,
  age_group_of_three,
  spell,
  in_hospital,
  follow_up_complete,
  into_reablement
};

class bound_discharges_of_people : public bound_builder, discharges_of_patients {
 public:
  bound_discharges_of_people(const bound_study& of, std::span<const period> periods,
                             const ascof_2d_constants& constants)
      : discharges_of_patients(of, periods, constants), data_end_(of.people.covers().end) {}

  void build(std::size_t person, const builder_inputs&, unit_writer& to) const override {
    const code key = patient_of_[person];
    if (key == missing_code || patients_[key].discharges.empty()) return;
    const patient& who = patients_[key];
    const std::vector<episode> reablement = reablement_of(person);
    const text_column& spell_id = hospital_.episodes.text(hospital::episode_id);
    const std::vector<client_discharge> discharges = discharges_of(who);
    for (std::size_t p = 0; p < periods_.size(); ++p) {
      if (!is_alive_at(person, periods_[p].start)) continue;
      std::set<std::uint32_t> into;  // rows of the discharges that reablement followed
      for (const episode& e : reablement)
        for (const client_discharge& d : link(discharges, e, p)) into.insert(d.of->row);
      std::set<std::pair<day, std::string_view>> seen;  // records of a spell that differ in area or sex are one
      for (const client_discharge& d : discharges) {
        if ((d.in >> p & 1U) == 0 || !seen.emplace(d.of->discharged, spell_id[d.of->row]).second) continue;
        const day later = d.of->discharged + rule_.follow_up_days;
        to.add(period_mask{1} << p);
        to.set(discharged_on, d.of->discharged);
        to.set_code(age_group_of_three, 1 + static_cast<code>(d.of->age_slice));
        to.set_code(spell, spell_id.codes[d.of->row]);
        to.set_truth(in_hospital, std::any_of(who.stays.begin(), who.stays.end(), [&](const period& stay) {
                       return stay.start <= later && later < stay.end;
                     }));
        to.set_truth(follow_up_complete, later <= data_end_);
        to.set_truth(into_reablement, into.contains(d.of->row));
      }
    }
  }

  std::shared_ptr<const dictionary> words(std::size_t) const override {
    return hospital_.episodes.text(hospital::episode_id).values;
  }

 private:
  day data_end_;
};

}  // namespace

std::vector<std::string> discharge_groups() {
  std::vector<std::string> labels;
  for (const std::string_view type : client_texts)
    for (const std::string_view slice : slice_texts) labels.push_back(fmt::format("{}, {}", type, slice));
  return labels;
}

std::vector<std::string> discharge_client_types() { return texts_from(client_texts); }
std::vector<std::string> discharge_slices() { return texts_from(slice_texts); }

episode_frame link_discharges(const ascof_2d_constants& constants) {
  auto made = std::make_shared<episode_builder>();
  made->name = "linked discharges";
  made->key = key_of("linked discharges", constants);
  made->recipe = recipe_of("linked discharges", constants);
  made->columns = {{"episode_start", value_kind::date},
                   {"episode_end", value_kind::date},
                   {"discharge_date", value_kind::date},
                   {"hospital_episode", value_kind::text},
                   {"client_type", value_kind::text, discharge_client_types()},
                   {"gender", value_kind::text, genders()},
                   {"age_group", value_kind::text, discharge_slices()},
                   {"died", value_kind::truth},
                   {"readmitted", value_kind::truth},
                   {"entered_care_home", value_kind::truth},
                   {"counts", value_kind::truth}};
  for (std::size_t g = 0; g < all_groups; ++g) made->columns.push_back({fmt::format("group_{}", g), value_kind::truth});
  made->depends_on_period = true;
  made->needs = {event::service_component};
  made->needs_hospital = true;
  made->bind = [constants](const bound_study& of, std::span<const period> periods) {
    return std::make_unique<bound_links>(of, periods, constants);
  };
  return made;
}

episode_frame eligible_discharges(const ascof_2d_constants& constants) {
  auto made = std::make_shared<episode_builder>();
  made->name = "discharges";
  made->key = key_of("discharges", constants);
  made->recipe = recipe_of("discharges", constants);
  made->columns = {{"person_id", value_kind::text},
                   {"hospital_episode", value_kind::text},
                   {"admission_date", value_kind::date},
                   {"discharge_date", value_kind::date},
                   {"area_name", value_kind::text},
                   {"client_type", value_kind::text, discharge_client_types()},
                   {"gender", value_kind::text, genders()},
                   {"age_group", value_kind::text, discharge_slices()},
                   {"counts", value_kind::truth},
                   {"traced", value_kind::truth},
                   {"group", value_kind::text, discharge_groups()}};
  made->of_nobody = true;
  made->depends_on_period = true;
  made->needs = {event::service_component};
  made->needs_hospital = true;
  made->bind = [constants](const bound_study& of, std::span<const period> periods) {
    return std::make_unique<bound_discharges>(of, periods, constants);
  };
  return made;
}

episode_frame discharges_of_people(const ascof_2d_constants& constants, std::int32_t follow_up_days) {
  if (follow_up_days < 0)
    throw usage_error(error_code::bad_definition, {},
                      fmt::format("discharges cannot be followed up for {} days", follow_up_days), "give 0 or more");
  ascof_2d_constants rule = constants;
  rule.follow_up_days = follow_up_days;
  const std::vector<std::string> slices = discharge_slices();
  auto made = std::make_shared<episode_builder>();
  made->name = "discharges of people";
  made->key = key_of("discharges of people", rule);
  made->recipe = recipe_of("discharges of people", rule);
  made->columns = {
      {"discharge_date", value_kind::date},      {"age_group", value_kind::text, {slices.begin(), slices.begin() + 3}},
      {"hospital_episode", value_kind::text},    {"in_hospital", value_kind::truth},
      {"follow_up_complete", value_kind::truth}, {"into_reablement", value_kind::truth}};
  made->depends_on_period = true;
  made->needs = {event::service_component};
  made->needs_hospital = true;
  made->bind = [rule](const bound_study& of, std::span<const period> periods) {
    return std::make_unique<bound_discharges_of_people>(of, periods, rule);
  };
  return made;
}

}  // namespace ascof

/// @file ascof_2d.hpp
/// ASCOF 2D: older people who were discharged from hospital into reablement and remained in the community for 12 weeks
/// (part 1), and the share of discharges that were followed by reablement (part 2).
///
/// @source DHSC ASCOF scripts of June 2026 (definitions, ascof.2d.1 and ascof.2d.2)   @years 2023/24 onward
/// @unit percent of reablement episodes, percent of discharges   @polarity higher is better
#pragma once

#include <algorithm>
#include <array>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "ascof/cld/categories.hpp"
#include "ascof/cld/hospital.hpp"
#include "ascof/episodes/clusters.hpp"
#include "ascof/measure/event_view.hpp"
#include "ascof/measure/measure.hpp"
#include "ascof/prepare/age_bands.hpp"

namespace ascof::measures {

/// The constants of the definition. A copy with other values gives a variant, for sensitivity, which is not official.
struct ascof_2d_constants {
  std::int32_t joining_gap_days = 7;       ///< reablement that resumes within so many days is one episode
  std::int32_t days_after_discharge = 7;   ///< reablement begins at most so many days after the discharge
  std::int32_t days_before_discharge = 3;  ///< or so many days before it
  std::int32_t follow_up_days = 84;        ///< the twelve weeks
  std::int32_t youngest = 65;              ///< age at discharge
  day admissions_from = make_day(2023, 4, 1);

  friend bool operator==(const ascof_2d_constants&, const ascof_2d_constants&) = default;
};

namespace ascof_2d_detail {

inline bool is_any_of(std::string_view text, std::initializer_list<std::string_view> codes) {
  return std::any_of(codes.begin(), codes.end(), [&](std::string_view c) { return same_text(text, c); });
}

/// Tests of hospital codes are negative ones: a missing code fails them.
inline bool counts_admission(std::string_view method) { return !is_any_of(method, {"31", "32", "82", "83"}); }
inline bool counts_discharge(std::string_view method) { return !is_any_of(method, {"4", "5"}); }
inline bool counts_destination(std::string_view destination) {
  return !is_any_of(destination, {"49", "50", "51", "52", "79", "87", "88"});
}
inline bool counts_treatment(std::string_view function) {
  return !is_any_of(function, {"199", "223", "290", "291", "331", "344", "345", "346", "424", "499", "501", "504",
                               "560", "660", "661", "662", "840", "920"}) &&
         !starts_with_text(function, "65") && !starts_with_text(function, "7");
}

/// A home area's name as client level data writes it: the ten that the department renames. Others must be written alike
/// on both sides.
inline std::string_view council_name(std::string_view area) {
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
inline constexpr std::array<std::string_view, 3> client_texts{"Those in LT community support", "Those not in any LTS",
                                                              "Total"};
inline constexpr std::array<std::string_view, 6> slice_texts{"65-74", "75-84", "85+", "Female", "Male", "Total"};
inline constexpr std::size_t female = 3;
inline constexpr std::size_t male = 4;
inline constexpr std::size_t everybody = 5;
constexpr std::size_t group_of(std::size_t c, std::size_t slice) { return c * slice_texts.size() + slice; }

inline std::string_view gender_text(std::string_view sex) {
  return sex == "1" ? "Male" : sex == "2" ? "Female" : sex == "9" ? "Not specified" : sex == "0" ? "Not known" : "";
}

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

/// A discharge in a reporting period, with the client type of the day of admission.
struct client_discharge {
  const discharge* of;
  client type;
};

/// A patient: the persons of any council with the identifier, the discharges that count, and when they came back.
struct patient {
  std::vector<std::size_t> persons;
  std::vector<discharge> discharges;  // by day of discharge
  std::vector<day> readmissions;      // admissions that can be one
};

class discharges_into_reablement : public counter {
 public:
  enum : std::size_t { remained, offered };

  discharges_into_reablement(const study& of, const ascof_2d_constants& constants)
      : people_(of.people),
        details_(of.details),
        hospital_(*of.hospital),
        nation_(of.nation()),
        rule_(constants),
        events_(of.people),
        reablement_component_(of.people.events().text(event::service_component), is_text("Reablement")),
        name_(of.people.events().text(event::la_name)),
        name_form_(fold_codes(*name_.values).of) {
    find_patients();
    find_discharges(of.places);
  }

  void count(std::size_t person, period reporting, tally& to) const override {
    const code key = patient_of_[person];
    if (key == missing_code || patients_[key].discharges.empty()) return;
    const day death = details_.date_of_death[person];
    if (death && death < reporting.start) return;
    const patient& who = patients_[key];
    const std::vector<client_discharge> discharges = discharges_in(who, reporting);
    if (discharges.empty()) return;
    const row_range rows = people_.rows_of(person);
    std::vector<dated_event> parts;
    for (std::uint32_t row = rows.first; row < rows.last; ++row)
      if (is_reablement(row)) parts.push_back({events_.start[row], end(row), row});
    // Episodes are kept apart by the council's name as it is written, as in the department's script.
    const auto name = [this](const dated_event& e) { return name_form_[name_.codes[e.row]]; };
    std::sort(parts.begin(), parts.end(), [&](const dated_event& a, const dated_event& b) {
      return std::tuple(name(a), a.start, a.end, a.row) < std::tuple(name(b), b.start, b.end, b.row);
    });
    for (auto first = parts.begin(); first != parts.end();) {
      const auto last = std::find_if(first, parts.end(), [&](const dated_event& e) { return name(e) != name(*first); });
      for (const episode& e : cluster({first, last}, rule_.joining_gap_days)) {
        const std::vector<client_discharge> linked = link(discharges, e);
        if (!linked.empty()) count_episode(who, e, linked, death, reporting, to);
      }
      first = last;
    }
  }

  /// The discharges themselves, by home area.
  void count_rest(period reporting, tally& to) const override {
    std::array<bool, 3> met{};
    for (std::size_t c = 0; c < met.size(); ++c) met[c] = is_met(c, to);
    // A spell counts once in a group however many rows it has, and at home as well as in the nation.
    std::set<std::tuple<std::size_t, std::size_t, std::string_view>> spells;  // place, group, episode
    for (const patient& who : patients_) {
      for (const client_discharge& d : discharges_in(who, reporting)) {
        const std::string_view spell = hospital_.episodes.text(hospital::episode_id)[d.of->row];
        for_groups(d, [&](std::size_t c, std::size_t slice) {
          // The department's table has rows only for client types that reablement was linked for.
          if (!met[c]) return;
          spells.emplace(d.of->place, group_of(c, slice), spell);
          spells.emplace(nation_, group_of(c, slice), spell);
        });
        if (to.keeps_trace()) trace_discharge(d, to);
      }
    }
    for (const auto& [place, group, spell] : spells) {
      to.begin_place(place);
      to.add_base(offered, group);
    }
  }

  bool is_empty_group(std::size_t, std::size_t group, const tally& counted) const override {
    return !is_met(group / slice_texts.size(), counted);
  }

 private:
  day end(std::uint32_t row) const { return events_.end[row] ? events_.end[row] : far_day; }
  bool is_read(std::uint32_t row) const {
    return events_.client[row] == client_type::service_user && events_.start[row] && end(row) >= events_.start[row];
  }
  bool is_reablement(std::uint32_t row) const {
    return is_read(row) && events_.type[row] == event_type::service && events_.service[row] == service_type::st_max &&
           reablement_component_[row];
  }

  /// Whether reablement was linked for a client type anywhere; the row of all clients is always there.
  bool is_met(std::size_t c, const tally& counted) const {
    return c == all_clients || counted.of(nation_, remained, group_of(c, everybody)).denominator != 0;
  }

  /// Numbers the patients by the form of their identifier, and finds them in the records.
  void find_patients() {
    const text_column& ids = hospital_.episodes.text(hospital::patient_id);
    const std::vector<code> by_id = [&] {
      std::vector<code> result(ids.values->size(), missing_code);
      for (code c = 1; c < result.size(); ++c) result[c] = forms_.intern(fold((*ids.values)[c]));
      return result;
    }();
    patients_.resize(forms_.size());
    patient_of_.assign(people_.people(), missing_code);
    for (std::size_t person = 0; person < people_.people(); ++person) {
      const code key = forms_.find(fold(people_.person_id(person)));
      patient_of_[person] = key;
      if (key != missing_code) patients_[key].persons.push_back(person);
    }
    patient_by_id_ = by_id;
  }

  void find_discharges(const std::vector<place_of_figures>& places) {
    std::map<std::string, std::size_t> place_by_name;
    for (std::size_t i = 0; i < places.size(); ++i) place_by_name.emplace(fold(places[i].la_name), i);
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
      if (key == missing_code || h.integers(hospital::last_episode)[row] != 1 || !admitted || !discharged ||
          admitted >= discharged)
        continue;
      if (emergency[row] && not_stillborn[row]) patients_[key].readmissions.push_back(admitted);
      const day birth =
          birth_month_start(h.integers(hospital::birth_year)[row], h.integers(hospital::birth_month)[row]);
      if (!birth || admitted < rule_.admissions_from || !admission_counts[row] || !discharge_counts[row] ||
          !destination_counts[row] || !treatment_counts[row])
        continue;
      const int age = age_on(birth, discharged);
      if (age < rule_.youngest) continue;
      const auto area = hospital_.area_of.find(fold(h.text(hospital::home_lsoa)[row]));
      if (area == hospital_.area_of.end() || !starts_with_text(area->second.code, "E")) continue;
      const std::string_view sex = h.text(hospital::sex)[row];
      // A list of councils may also have the area's own name.
      auto place = place_by_name.find(fold(council_name(area->second.name)));
      if (place == place_by_name.end()) place = place_by_name.find(fold(area->second.name));
      patients_[key].discharges.push_back({.row = row,
                                           .admitted = admitted,
                                           .discharged = discharged,
                                           .age = age,
                                           .age_slice = age < 75   ? 0U
                                                        : age < 85 ? 1U
                                                                   : 2U,
                                           .sex_slice = sex == "2"   ? female
                                                        : sex == "1" ? male
                                                                     : everybody,
                                           .place = place == place_by_name.end() ? nation_ : place->second});
    }
    // What tells two records of a spell apart: the age at discharge, not the birth month.
    const auto fields = [&](const discharge& d) {
      return std::tuple(d.discharged, d.admitted, h.text(hospital::episode_id)[d.row], d.age,
                        h.text(hospital::sex)[d.row], h.text(hospital::home_lsoa)[d.row]);
    };
    for (patient& who : patients_) {
      std::sort(who.discharges.begin(), who.discharges.end(),
                [&](const discharge& a, const discharge& b) { return fields(a) < fields(b); });
      who.discharges.erase(std::unique(who.discharges.begin(), who.discharges.end(),
                                       [&](const discharge& a, const discharge& b) { return fields(a) == fields(b); }),
                           who.discharges.end());
    }
  }

  /// The patient's discharges in a period, without those of people in a care home or prison on the day of admission.
  std::vector<client_discharge> discharges_in(const patient& who, period reporting) const {
    std::vector<client_discharge> result;
    for (const discharge& d : who.discharges) {
      if (!reporting.contains(d.discharged)) continue;
      const auto [type, in_other_support] = support_on(who, d.admitted, reporting);
      if (!in_other_support) result.push_back({&d, type});
    }
    return result;
  }

  /// Persons who died before the period are not looked at, in any of their councils.
  bool is_alive_at(std::size_t person, day on) const {
    return !details_.date_of_death[person] || details_.date_of_death[person] >= on;
  }

  /// Long-term support open on the day of admission, in any council: of the community (the client type), or of a kind
  /// that drops the discharge.
  std::pair<client, bool> support_on(const patient& who, day admitted, period reporting) const {
    client type = no_long_term;
    for (const std::size_t person : who.persons) {
      if (!is_alive_at(person, reporting.start)) continue;
      const row_range rows = people_.rows_of(person);
      for (std::uint32_t row = rows.first; row < rows.last; ++row) {
        if (!is_read(row) || !is_long_term(events_.service[row]) || events_.start[row] > admitted ||
            end(row) < admitted)
          continue;
        if (events_.service[row] != service_type::community) return {type, true};
        type = community;
      }
    }
    return {type, false};
  }

  /// The latest day of discharge that fits the episode's beginning: all discharges of that day are linked.
  std::vector<client_discharge> link(const std::vector<client_discharge>& discharges, const episode& e) const {
    day latest;
    for (const client_discharge& d : discharges)
      if (d.of->discharged >= e.start - rule_.days_after_discharge &&
          d.of->discharged <= e.start + rule_.days_before_discharge && d.of->admitted <= e.start)
        latest = std::max(latest, d.of->discharged);
    std::vector<client_discharge> linked;
    for (const client_discharge& d : discharges)
      if (d.of->discharged == latest) linked.push_back(d);
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

  void count_episode(const patient& who, const episode& e, const std::vector<client_discharge>& linked, day death,
                     period reporting, tally& to) const {
    bool died = false;
    bool readmitted = false;
    bool entered_care_home = false;
    for (const client_discharge& d : linked) {
      const period follow_up{d.of->discharged, d.of->discharged + rule_.follow_up_days};
      died = died || (death && follow_up.contains(death));
      for (const day again : who.readmissions)
        readmitted = readmitted || (again >= reporting.start && again > e.start && again > d.of->discharged &&
                                    again <= follow_up.end);
      entered_care_home = entered_care_home || enters_care_home(who, follow_up, reporting);
    }
    const bool stayed = !died && !readmitted && !entered_care_home;

    std::set<std::size_t> groups;  // each once, however many rows are linked
    for (const client_discharge& d : linked)
      for_groups(d, [&](std::size_t c, std::size_t slice) { groups.insert(group_of(c, slice)); });
    const std::size_t council = to.place();
    for (const std::size_t place : {council, nation_}) {
      to.begin_place(place);
      for (const std::size_t group : groups) {
        to.add(remained, group, stayed);
        to.add_event(offered, group);
      }
    }
    to.begin_place(council);
    if (!to.keeps_trace()) return;
    const table& h = hospital_.episodes;
    for (const client_discharge& d : linked)
      to.trace(0, {to_string(e.start), to_string(e.end), to_string(d.of->discharged),
                   h.text(hospital::episode_id)[d.of->row], client_texts[d.type],
                   gender_text(h.text(hospital::sex)[d.of->row]), slice_texts[d.of->age_slice], died ? "1" : "0",
                   readmitted ? "1" : "0", entered_care_home ? "1" : "0", yes_no(stayed)});
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

  void trace_discharge(const client_discharge& d, tally& to) const {
    const table& h = hospital_.episodes;
    const std::uint32_t row = d.of->row;
    to.trace(1,
             {h.text(hospital::patient_id)[row], h.text(hospital::episode_id)[row], to_string(d.of->admitted),
              to_string(d.of->discharged), hospital_.area_of.find(fold(h.text(hospital::home_lsoa)[row]))->second.name,
              client_texts[d.type], gender_text(h.text(hospital::sex)[row]), slice_texts[d.of->age_slice]});
  }

  const records& people_;
  const person_details& details_;
  const hospital_episodes& hospital_;
  std::size_t nation_;
  ascof_2d_constants rule_;
  event_view events_;
  condition_column reablement_component_;
  const text_column& name_;
  std::vector<code> name_form_;
  dictionary forms_;
  std::vector<patient> patients_;    // by code of the identifier's form
  std::vector<code> patient_by_id_;  // by code of the hospital table's identifier
  std::vector<code> patient_of_;     // by person
};

}  // namespace ascof_2d_detail

/// @param constants  other values than the official ones give a variant: its results say so
inline measure ascof_2d(const ascof_2d_constants& constants = {}) {
  using namespace ascof_2d_detail;
  std::vector<std::string> groups;
  for (const std::string_view c : client_texts)
    for (const std::string_view slice : slice_texts) groups.push_back(std::string(c).append(", ").append(slice));
  const auto part = [&](std::string id, std::string title, std::string published) {
    return figure{.id = std::move(id),
                  .title = std::move(title),
                  .kind = statistic::exact_proportion,
                  .direction = polarity::higher_is_better,
                  .decimals = 2,
                  .groups = groups,
                  .population = {},
                  .published_as = std::move(published),
                  .description = {}};
  };
  return {
      .id = "ascof.2d",
      .title = "Older people discharged from hospital into reablement",
      .source = "DHSC ASCOF 2D script, June 2026",
      .years = "2023/24 onward",
      .unit = "reablement episode, hospital discharge",
      .definition =
          "Discharges of people of 65 and over after a stay of at least a night, without long-term support in a care "
          "home or prison on the day of admission, linked to reablement that begins up to 7 days after or 3 days "
          "before. Part 1: of the linked reablement episodes those without death, emergency readmission or entry to "
          "a care home within 84 days of the discharge. Part 2: linked episodes, by council of the reablement, as a "
          "share of discharges, by home area: the two are of different kinds, and the share can exceed 100 %.",
      .figures = {part("ascof.2d.1", "Remained in the community 12 weeks after discharge into reablement",
                       "ASCOF 2D part 1"),
                  part("ascof.2d.2", "Discharges that were followed by reablement", "ASCOF 2D part 2")},
      .sides = {},
      .traces = {{"ascof.2d.1",
                  {"episode_start", "episode_end", "discharge_date", "hospital_episode", "client_type", "gender",
                   "age_group", "died", "readmitted", "entered_care_home", "in_numerator"}},
                 {"ascof.2d.2",
                  {"person_id", "hospital_episode", "admission_date", "discharge_date", "area_name", "client_type",
                   "gender", "age_group"},
                  true,
                  false}},
      .national = true,
      .needs_hospital = true,
      .official = constants == ascof_2d_constants{},
      .needs = {event::service_component},
      .bind = [constants](const study& of) {
        return std::make_unique<ascof_2d_detail::discharges_into_reablement>(of, constants);
      }};
}

}  // namespace ascof::measures

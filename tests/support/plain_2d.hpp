/// @file plain_2d.hpp
/// ASCOF 2D once more: one patient after the other, straight from the definition.
#pragma once

#include <algorithm>
#include <array>
#include <limits>
#include <set>
#include <tuple>

#include "plain_rows.hpp"

namespace plain::discharges_2d {

inline constexpr int never = std::numeric_limits<int>::max() / 2;

/// One hospital episode as it comes.
struct stay {
  std::string patient, spell;
  std::optional<int> last;
  date admitted, discharged;
  std::optional<int> birth_month, birth_year;
  std::string sex, home, admission_method, discharge_method, destination, management, treatment;
};

struct area {
  std::string code, name;
};

/// Lines as the traces show them, and counts by area, client type and slice: numerator and denominator of part 1,
/// discharges of part 2.
struct answer {
  std::multiset<std::string> episodes, discharges;
  struct counts {
    int remained = 0, linked = 0, discharged = 0;
    friend bool operator==(const counts&, const counts&) = default;
  };
  std::map<std::tuple<std::string, std::string, std::string>, counts> figures;
};

inline const char* community = "Those in LT community support";
inline const char* no_support = "Those not in any LTS";

inline bool is_one_of(const std::string& text, const std::vector<std::string>& list) {
  return std::any_of(list.begin(), list.end(), [&](const std::string& listed) { return same(text, listed); });
}

inline std::string gender(const std::string& sex) {
  if (seen("2d.sex.male", sex == "1")) return "Male";
  if (seen("2d.sex.female", sex == "2")) return "Female";
  if (seen("2d.sex.not_specified", sex == "9")) return "Not specified";
  return seen("2d.sex.not_known", sex == "0") ? "Not known" : "";
}

inline std::string age_group(int years) {
  if (seen("2d.age.under_75", years < 75)) return "65-74";
  return seen("2d.age.under_85", years < 85) ? "75-84" : "85+";
}

inline std::string council_spelling(const std::string& name) {
  static const std::vector<std::pair<std::string, std::string>> renamed{
      {"Cumberland", "Cumberland Council"},
      {"Isle of Wight", "Isle of Wight Council"},
      {"St. Helens", "St Helens"},
      {"Telford and Wrekin", "Telford and the Wrekin"},
      {"Westmorland and Furness", "Westmorland and Furness Council"},
      {"County Durham", "Durham"},
      {"Kensington and Chelsea", "Royal Borough of Kensington and Chelsea"},
      {"Windsor and Maidenhead", "Royal Borough Windsor and Maidenhead"},
      {"Southend-on-Sea", "Southend on Sea"},
      {"Stoke-on-Trent", "Stoke on Trent"}};
  for (const auto& [from, to] : renamed)
    if (seen("2d.area.renamed", same(name, from))) return to;
  return name;
}

/// A discharge that counts.
struct discharge {
  int admitted, discharged, age;
  std::string spell, sex, home, area_name, client;
  auto fields() const { return std::tuple(admitted, discharged, age, spell, sex, home); }
};

struct cluster {
  int start, end;
};

inline std::vector<cluster> clusters_of(std::vector<row> services) {
  std::sort(services.begin(), services.end(), [](const row& a, const row& b) {
    return std::pair(*a.start, a.end.value_or(never)) < std::pair(*b.start, b.end.value_or(never));
  });
  std::vector<cluster> result;
  for (const row& r : services) {
    const int end = r.end.value_or(never);
    if (seen("2d.cluster.first", result.empty()) || seen("2d.cluster.gap", *r.start - result.back().end > 7))
      result.push_back({*r.start, end});
    else
      result.back().end = std::max(result.back().end, end);
  }
  return result;
}

/// @param councils  codes and names of the councils that have figures
inline answer work_out(const std::vector<row>& all, const std::vector<person>& people, const std::vector<stay>& stays,
                       const std::map<std::string, area>& areas,
                       const std::vector<std::pair<std::string, std::string>>& councils, int from, int until) {
  answer result;
  std::map<std::tuple<std::string, std::string, std::string>, std::set<std::string>> spells;
  std::set<std::string> clients_met;
  std::set<std::string> patients;
  for (const stay& s : stays)
    if (seen("2d.stay.patient", !s.patient.empty())) patients.insert(form(s.patient));

  for (const std::string& patient : patients) {
    // What client level data has of the patient, in any council: of service users who did not die before the period.
    std::vector<row> rows;
    for (const row& r : all) {
      if (!seen("2d.row.patient", same(r.person, patient)) || !seen("2d.row.client", same(r.client, "Service user")) ||
          !seen("2d.row.has_start", r.start.has_value()) ||
          !(seen("2d.row.open", !r.end) || seen("2d.row.not_backwards", *r.end >= *r.start)))
        continue;
      date death;
      for (const person& p : people)
        if (same(p.la_code, r.la_code) && same(p.id, r.person)) death = p.death;
      if (seen("2d.row.dead", death.has_value()) && seen("2d.row.died_before", *death < from)) continue;
      rows.push_back(r);
    }

    std::vector<discharge> discharges;
    std::vector<int> readmissions;
    for (const stay& s : stays) {
      if (!same(s.patient, patient) || !seen("2d.stay.last", s.last == 1) ||
          !seen("2d.stay.admitted", s.admitted.has_value()) || !seen("2d.stay.discharged", s.discharged.has_value()) ||
          !seen("2d.stay.a_night", *s.admitted < *s.discharged))
        continue;
      if ((seen("2d.again.emergency", same(s.management, "EM")) ||
           seen("2d.again.non_elective", same(s.management, "NE"))) &&
          seen("2d.again.has_method", !s.discharge_method.empty()) &&
          !seen("2d.again.stillborn", s.discharge_method == "5") && seen("2d.again.from", *s.admitted >= from))
        readmissions.push_back(*s.admitted);
      if (!seen("2d.stay.birth_month", s.birth_month.has_value()) ||
          !seen("2d.stay.birth_year", s.birth_year.has_value()))
        continue;
      const int years = age(on(*s.birth_year, static_cast<unsigned>(*s.birth_month), 1), *s.discharged);
      if (!seen("2d.stay.old_enough", years >= 65)) continue;
      if (seen("2d.stay.no_admission_method", s.admission_method.empty()) ||
          seen("2d.stay.admission_method", is_one_of(s.admission_method, {"31", "32", "82", "83"})))
        continue;
      if (seen("2d.stay.no_discharge_method", s.discharge_method.empty()) ||
          seen("2d.stay.discharge_method", is_one_of(s.discharge_method, {"4", "5"})))
        continue;
      if (seen("2d.stay.no_destination", s.destination.empty()) ||
          seen("2d.stay.destination", is_one_of(s.destination, {"49", "50", "51", "52", "79", "87", "88"})))
        continue;
      if (seen("2d.stay.no_treatment", s.treatment.empty()) ||
          seen("2d.stay.treatment",
               is_one_of(s.treatment, {"199", "223", "290", "291", "331", "344", "345", "346", "424", "499", "501",
                                       "504", "560", "660", "661", "662", "840", "920"})) ||
          seen("2d.stay.treatment_65", s.treatment.substr(0, 2) == "65") ||
          seen("2d.stay.treatment_7", s.treatment.substr(0, 1) == "7"))
        continue;
      if (!seen("2d.stay.from_2023", *s.admitted >= on(2023, 4, 1)) ||
          !seen("2d.stay.in_period", *s.discharged >= from) || !seen("2d.stay.until", *s.discharged <= until))
        continue;
      const auto home = areas.find(form(s.home));
      if (!seen("2d.stay.area", home != areas.end()) || !seen("2d.stay.english", home->second.code.substr(0, 1) == "E"))
        continue;
      bool in_institution = false, in_community = false;
      for (const row& r : rows) {
        if (!seen("2d.support.from", *r.start <= *s.admitted) ||
            !(seen("2d.support.open", !r.end) || seen("2d.support.until", *r.end >= *s.admitted)))
          continue;
        if (seen("2d.support.nursing", same(r.service, "Long term support: Nursing care")) ||
            seen("2d.support.residential", same(r.service, "Long term support: Residential care")) ||
            seen("2d.support.prison", same(r.service, "Long term support: Prison")))
          in_institution = true;
        if (seen("2d.support.community", same(r.service, "Long term support: Community"))) in_community = true;
      }
      if (seen("2d.support.institution", in_institution)) continue;
      discharges.push_back({*s.admitted, *s.discharged, years, s.spell, s.sex, s.home, home->second.name,
                            seen("2d.support.in_community", in_community) ? community : no_support});
    }
    std::vector<discharge> distinct;
    for (const discharge& d : discharges)
      if (!seen("2d.stay.repeated", std::any_of(distinct.begin(), distinct.end(),
                                                [&](const discharge& other) { return other.fields() == d.fields(); })))
        distinct.push_back(d);

    for (const discharge& d : distinct) {
      // Patients are shown by the identifier as client level data and hospital table write it here: alike.
      result.discharges.insert(patient + "|" + d.spell + "|" + text(d.admitted) + "|" + text(d.discharged) + "|" +
                               d.area_name + "|" + d.client + "|" + gender(d.sex) + "|" + age_group(d.age));
      std::vector<std::string> places{"England"};
      for (const auto& [code, name] : councils)
        if (seen("2d.area.council", same(council_spelling(d.area_name), name))) places.push_back(code);
      for (const std::string& place : places)
        for (const std::string& client : {d.client, std::string("Total")})
          for (const std::string& slice : {age_group(d.age), gender(d.sex), std::string("Total")})
            spells[{place, client, slice}].insert(d.spell);
    }

    for (const person& who : people) {
      if (!seen("2d.person.patient", same(who.id, patient))) continue;
      std::map<std::string, std::vector<row>> reablement;  // by the council's name
      for (const row& r : rows)
        if (seen("2d.reablement.council", same(r.la_code, who.la_code)) &&
            seen("2d.reablement.service", same(r.event, "Service")) &&
            seen("2d.reablement.st_max", same(r.service, "Short term support: ST-Max")) &&
            seen("2d.reablement.component", same(r.component, "Reablement")))
          reablement[form(r.la_name)].push_back(r);
      for (const auto& [name, services] : reablement) {
        for (const cluster& c : clusters_of(services)) {
          date latest;
          for (const discharge& d : distinct)
            if (seen("2d.link.7_days", d.discharged >= c.start - 7) &&
                seen("2d.link.3_days", d.discharged <= c.start + 3) &&
                seen("2d.link.admitted", d.admitted <= c.start) &&
                (seen("2d.link.first", !latest) || seen("2d.link.later", d.discharged > *latest)))
              latest = d.discharged;
          if (!seen("2d.link.any", latest.has_value())) continue;
          std::vector<discharge> linked;
          for (const discharge& d : distinct)
            if (seen("2d.link.day", d.discharged == *latest)) linked.push_back(d);
          bool died = false, readmitted = false, care_home = false;
          for (const discharge& d : linked) {
            if (seen("2d.died.known", who.death.has_value()) && seen("2d.died.from", *who.death >= d.discharged) &&
                seen("2d.died.84_days", *who.death <= d.discharged + 84))
              died = true;
            for (const int again : readmissions)
              if (seen("2d.again.after_start", again > c.start) &&
                  seen("2d.again.after_discharge", again > d.discharged) &&
                  seen("2d.again.84_days", again <= d.discharged + 84))
                readmitted = true;
            for (const row& r : rows)
              if ((seen("2d.home.residential", same(r.service, "Long term support: Residential care")) ||
                   seen("2d.home.nursing", same(r.service, "Long term support: Nursing care"))) &&
                  seen("2d.home.from", *r.start >= d.discharged) &&
                  seen("2d.home.84_days", *r.start <= d.discharged + 84))
                care_home = true;
          }
          const bool remained = !seen("2d.count.died", died) && !seen("2d.count.readmitted", readmitted) &&
                                !seen("2d.count.care_home", care_home);
          std::set<std::tuple<std::string, std::string, std::string>> groups;
          std::set<std::array<std::string, 5>> lines;
          for (const discharge& d : linked) {
            const auto flag = [](bool b) { return std::string(b ? "1" : "0"); };
            // Neighbourhoods of one council make one line: the line says nothing of the home but its council.
            if (seen("2d.count.same_line",
                     !lines.insert({d.spell, d.client, gender(d.sex), age_group(d.age), council_spelling(d.area_name)})
                          .second)) {
              continue;
            }
            result.episodes.insert(who.la_code + "|" + who.id + "|" + text(c.start) + "|" +
                                   (c.end == never ? "9999-01-01" : text(c.end)) + "|" + text(d.discharged) + "|" +
                                   d.spell + "|" + d.client + "|" + gender(d.sex) + "|" + age_group(d.age) + "|" +
                                   flag(died) + "|" + flag(readmitted) + "|" + flag(care_home) + "|" +
                                   (remained ? "Y" : "N"));
            clients_met.insert(d.client);
            for (const std::string& place : {who.la_code, std::string("England")})
              for (const std::string& client : {d.client, std::string("Total")})
                for (const std::string& slice : {age_group(d.age), gender(d.sex), std::string("Total")})
                  groups.insert({place, client, slice});
          }
          for (const auto& group : groups) {
            ++result.figures[group].linked;
            if (remained) ++result.figures[group].remained;
          }
        }
      }
    }
  }
  // The tables have rows for client types that reablement was linked for, and for all clients.
  for (const auto& [group, numbers] : spells)
    if (seen("2d.client.total", std::get<1>(group) == "Total") ||
        seen("2d.client.met", clients_met.contains(std::get<1>(group))))
      result.figures[group].discharged = static_cast<int>(numbers.size());
  // Other and unknown sexes have no slice.
  std::erase_if(result.figures, [](const auto& entry) {
    const std::string& slice = std::get<2>(entry.first);
    return seen("2d.slice.none", slice.empty() || slice == "Not known" || slice == "Not specified");
  });
  return result;
}

}  // namespace plain::discharges_2d

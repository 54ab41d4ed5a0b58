/// @file life_course.hpp
/// One household's way through adult social care: a client, perhaps a carer, and all that the council records of them.
///
/// Draws stand in statements of their own: the order in which a compiler evaluates arguments is its own business.
///
/// A household is a function of its seed. Nothing is kept between submissions: each file makes its households again,
/// so an extract of any size needs the memory of a few thousand of them. Rates are rough national orders of magnitude
/// and prove nothing about any council.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "calendar.hpp"
#include "random.hpp"
#include "wording.hpp"

namespace ascof::generator {

/// What makes one council's extract unlike another's.
struct council {
  std::string code;
  std::string name;
  std::string area_code;
  std::string region;
  std::uint64_t seed = 0;
  int weight = 0;              // size, relative to the others
  int pace = 100;              // per cent: how long people wait here
  int conversations = 0;       // in 10 000 requests
  int without_nhs_number = 0;  // in 10 000 people
  bool late_release = false;   // moves to Release 2 a quarter after the others
  bool late_cutoff = false;    // its files hold what ended up to the day of the export, not of the quarter
  bool writes_null = false;    // the text NULL in empty dates and numbers
  bool bare_ids = false;       // person ids are numbers
};

/// The time that an extract can show.
struct horizon {
  int from;                // first day of the first submission's period
  int last;                // no file is exported later
  int existing_per_10000;  // households that were in long term care before `from`
};

/// Days before `from` in which people turn up whose assessments and services fall after it.
inline constexpr int warm_up = 200;

/// With the share of households already in care at `from` that keeps their number level: as many as would come into
/// care in the time that one of them stays.
inline horizon make_horizon(int from, int to) {
  const int stock = 290;  // mean stay in days, times the share of newcomers who come into long term care
  return {from, to + 40, 10000 * stock / (stock + to - from + warm_up)};
}

/// What is known of the NHS number.
enum class nhs_number : std::uint8_t { traced, not_traced, only_traced, traced_differs, found_later, missing };

struct person {
  int born = no_day;
  int died = no_day;
  int death_known = no_day;     // day from which files hold the date of death
  int placed = no_day;          // day of moving into care: the accommodation changes
  int reason_known = 0;         // before this day the support reason is unknown
  int nhs_found = no_day;       // for nhs_number::found_later
  std::uint32_t number = 0;     // within the council
  std::uint32_t cared_for = 0;  // carers: number of the client of the household
  std::uint64_t bits = 0;       // for details that matter to nobody
  nhs_number nhs = nhs_number::traced;
  std::uint8_t gender = blank;
  std::uint8_t ethnicity = blank;
  std::uint8_t reason = blank;
  std::uint8_t home = blank;
  std::uint8_t placement = blank;
  std::uint8_t employment = blank;
  std::uint8_t has_carer = blank;
  std::uint8_t autism = blank;
  std::uint8_t visual = blank;
  std::uint8_t hearing = blank;
  std::uint8_t dementia = blank;
  std::uint8_t funding = blank;
};

/// What is wrong with an event until somebody notices.
enum class defect : std::uint8_t { none, no_outcome, wrong_end, no_flag, wrong_component };

struct event {
  int start = no_day;
  int end = no_day;            // no_day: open
  int known = 0;               // first day on which the council's system holds it
  int corrected = 0;           // day on which a defect or a misspelling is put right
  int vanishes = no_day;       // a service that is never ended but missing from files exported from this day on ...
  int returns = no_day;        // ... until this one
  std::uint64_t bits = 0;      // the same in every file: what is typed wrongly is wrong in all of them
  std::int32_t unit_cost = 0;  // pence; 0 and no frequency: none given
  std::uint8_t units = blank;  // position in planned_units
  std::uint8_t who = 0;        // 0 the client, 1 the carer
  std::uint8_t type = event_type::request;
  std::uint8_t client_type = client_type::service_user;
  std::uint8_t outcome = blank;
  std::uint8_t route = blank;
  std::uint8_t conversation = blank;  // 0 no, 1 yes, 2 yes and it is "conversation 1"
  std::uint8_t assessment_type = blank;
  std::uint8_t method = blank;
  std::uint8_t service_type = blank;
  std::uint8_t component = blank;
  std::uint8_t delivery = blank;
  std::uint8_t frequency = blank;
  std::uint8_t review_reason = blank;
  std::uint8_t achieved = blank;
  defect wrong = defect::none;
};

inline constexpr std::array<std::string_view, 10> planned_units{"1",     "2.50", "3.5",   "5",  "7",
                                                                "10.50", "14",   "14.25", "21", "28"};

/// A stay in hospital.
struct stay {
  int admitted;
  int discharged;
  std::uint64_t bits;
};

struct household {
  person client;
  person carer;
  bool has_carer = false;
  std::vector<event> events;
  std::vector<stay> stays;
};

class life_course {
 public:
  /// Fills `out`, which keeps its memory from one household to the next.
  life_course(const council& where, const horizon& when, std::uint64_t seed, household& out)
      : council_(where), horizon_(when), random_(seed), out_(out) {}

  void live() {
    out_.events.clear();
    out_.stays.clear();
    out_.client = {};
    out_.carer = {};
    out_.has_carer = false;
    const bool existing = random_.chance(horizon_.existing_per_10000);
    const int entry = existing ? horizon_.from - 10 - random_.decaying(1100)
                               : random_.between(horizon_.from - warm_up, horizon_.last - 40);
    make_client(existing, entry);
    if (existing) {
      in_care_ = true;
      if (random_.chance(2700)) take_carer(std::max(entry, horizon_.from - random_.below(300)));
      long_term_care(entry, std::max(entry, horizon_.from - random_.below(300)));
    } else {
      int day = entry;
      for (int contacts = 0; contacts < 6; ++contacts) {
        day = contact(day);
        if (in_care_ || day >= horizon_.last || day >= client().died || !random_.chance(3300)) break;
        day += random_.between(3, 20);
        day += random_.decaying(150);
      }
      if (!out_.has_carer && random_.chance(500)) take_carer(entry + random_.below(60));
    }
    if (random_.chance(900)) background_stay();
  }

 private:
  person& client() { return out_.client; }
  bool elderly() const { return elderly_; }

  // ---------------------------------------------------------------------------------------------------------- people

  void make_client(bool existing, int entry) {
    person& p = out_.client;
    const bool minor = !existing && random_.chance(60);
    elderly_ = !minor && random_.chance(existing ? 5600 : 6800);
    int age = minor ? 17 : elderly_ ? 65 + random_.below(19) : 18 + random_.below(47);
    if (elderly_) age += random_.below(18);
    p.born = birthday(existing ? horizon_.from : entry, age);
    static constexpr std::array<choice, 8> young{{{reason::learning_disability, 34},
                                                  {reason::mental_health, 26},
                                                  {reason::personal_care, 20},
                                                  {reason::mobility, 8},
                                                  {reason::isolation, 5},
                                                  {reason::substance, 3},
                                                  {reason::visual, 2},
                                                  {reason::asylum, 1}}};
    static constexpr std::array<choice, 8> old{{{reason::personal_care, 56},
                                                {reason::memory, 17},
                                                {reason::mobility, 14},
                                                {reason::mental_health, 5},
                                                {reason::isolation, 4},
                                                {reason::learning_disability, 2},
                                                {reason::visual, 1},
                                                {reason::hearing, 1}}};
    p.reason = elderly_ ? random_.pick(old) : random_.pick(young);
    if (!existing && random_.chance(2500)) p.reason = reason::unknown;
    p.reason_known = existing ? 0 : entry + random_.below(90);
    const int life = random_.decaying(elderly_ ? 2300 : 14000);
    const int death = std::max(entry, horizon_.from - 60) + 1 + life;
    if (death <= horizon_.last) die(p, death);
    describe(p);
    if (!elderly_ && p.reason == reason::learning_disability) {
      static constexpr std::array<choice, 6> homes{{{accommodation::supported, 36},
                                                    {accommodation::with_family, 34},
                                                    {accommodation::tenant_social, 15},
                                                    {accommodation::shared_lives, 6},
                                                    {accommodation::owner, 5},
                                                    {accommodation::unknown, 4}}};
      p.home = random_.pick(homes);
      if (random_.chance(9000)) p.employment = random_.chance(600) ? employment::under_16_hours : employment::seeking;
    }
  }

  /// A birthday of somebody who is `age` on this day.
  int birthday(int day, int age) { return day - age * 1461 / 4 - random_.below(365); }

  void die(person& p, int day) {
    p.died = day;
    p.death_known = day + random_.decaying(12);
  }

  /// Details that are drawn alike for clients and carers.
  void describe(person& p) {
    p.bits = random_.bits();
    static constexpr std::array<choice, 4> genders{
        {{gender::female, 575}, {gender::male, 412}, {gender::unknown, 9}, {gender::other, 4}}};
    p.gender = random_.pick(genders);
    static constexpr std::array<choice, 21> ethnicities{
        {{0, 760}, {1, 8},  {2, 2},   {3, 1},   {4, 35},  {5, 8},  {6, 3},  {7, 4},   {8, 5},  {9, 24}, {10, 24},
         {11, 9},  {12, 4}, {13, 15}, {14, 20}, {15, 16}, {16, 7}, {17, 3}, {18, 12}, {19, 8}, {20, 32}}};
    p.ethnicity = random_.pick(ethnicities);
    static constexpr std::array<choice, 12> homes{{{accommodation::owner, 38},
                                                   {accommodation::tenant_social, 24},
                                                   {accommodation::tenant_private, 9},
                                                   {accommodation::with_family, 8},
                                                   {accommodation::sheltered, 7},
                                                   {accommodation::unknown, 9},
                                                   {accommodation::temporary_by_council, 1},
                                                   {accommodation::guest, 1},
                                                   {accommodation::rough, 1},
                                                   {accommodation::other_temporary, 1},
                                                   {accommodation::mobile, 1},
                                                   {blank, 1}}};
    p.home = random_.pick(homes);
    static constexpr std::array<choice, 7> young_jobs{{{employment::retired, 42},
                                                       {employment::seeking, 14},
                                                       {employment::from_16_hours, 9},
                                                       {employment::under_16_hours, 5},
                                                       {employment::voluntary, 3},
                                                       {employment::unknown, 22},
                                                       {blank, 5}}};
    static constexpr std::array<choice, 4> old_jobs{
        {{employment::retired, 80}, {employment::unknown, 13}, {employment::from_16_hours, 1}, {blank, 6}}};
    p.employment = horizon_.from - p.born > 65 * 365 ? random_.pick(old_jobs) : random_.pick(young_jobs);
    static constexpr std::array<choice, 4> yes_no{{{1, 50}, {0, 22}, {2, 18}, {blank, 10}}};
    static constexpr std::array<choice, 4> rarely{{{1, 60}, {0, 7}, {2, 18}, {blank, 15}}};
    p.has_carer = random_.pick(yes_no);
    p.autism = random_.pick(rarely);
    p.dementia = random_.pick(rarely);
    static constexpr std::array<choice, 6> sights{{{2, 55}, {1, 7}, {0, 3}, {3, 3}, {4, 17}, {blank, 15}}};
    static constexpr std::array<choice, 7> ears{{{3, 50}, {2, 12}, {0, 2}, {1, 1}, {4, 3}, {5, 17}, {blank, 15}}};
    p.visual = random_.pick(sights);
    p.hearing = random_.pick(ears);
    static constexpr std::array<choice, 5> funds{{{2, 48}, {1, 30}, {0, 12}, {3, 8}, {blank, 2}}};
    p.funding = random_.pick(funds);
    if (random_.chance(council_.without_nhs_number)) {
      p.nhs = random_.chance(3000) ? nhs_number::found_later : nhs_number::missing;
      p.nhs_found = horizon_.from + random_.below(std::max(1, horizon_.last - horizon_.from));
    } else {
      static constexpr std::array<choice, 4> tracing{{{static_cast<std::uint8_t>(nhs_number::traced), 945},
                                                      {static_cast<std::uint8_t>(nhs_number::not_traced), 35},
                                                      {static_cast<std::uint8_t>(nhs_number::only_traced), 15},
                                                      {static_cast<std::uint8_t>(nhs_number::traced_differs), 5}}};
      p.nhs = static_cast<nhs_number>(random_.pick(tracing));
    }
    if (random_.chance(40)) p.born = no_day;
  }

  // ---------------------------------------------------------------------------------------------------------- events

  event blank_event(std::uint8_t type, int start, int end) {
    event e;
    e.type = type;
    e.start = start;
    e.end = end;
    e.bits = random_.bits();
    e.who = who_;
    e.client_type = client_type_;
    return e;
  }

  /// Whether the event happened at all: not after death, and not beyond what any file can show.
  bool record(event e) {
    const person& p = e.who == 0 ? out_.client : out_.carer;
    if (e.start > horizon_.last || e.start > p.died) return false;
    if (e.type != event_type::service && e.end > p.died && random_.chance(7000)) {
      e.end = p.died;
      if (random_.chance(8000)) e.outcome = outcome::deceased;
    }
    if (e.end != no_day && random_.chance(15)) e.end = e.start - 1 - random_.below(5);
    // Requests, assessments and reviews are recorded once complete; services when they are set up.
    const int from = e.type == event_type::service ? e.start : std::max(e.start, e.end);
    const int lag = random_.chance(9600) ? random_.below(9) : 15 + random_.decaying(70);
    e.known = from + lag;
    e.corrected = e.known + random_.decaying(300);
    if (random_.chance(500)) {
      switch (random_.below(4)) {
        case 0: e.wrong = defect::no_outcome; break;
        case 1: e.wrong = defect::wrong_end; break;
        case 2: e.wrong = defect::no_flag; break;
        default: e.wrong = e.type == event_type::service ? defect::wrong_component : defect::no_outcome; break;
      }
    }
    out_.events.push_back(e);
    return true;
  }

  int wait() {
    static constexpr std::array<choice, 5> waits{{{0, 28}, {1, 36}, {2, 23}, {3, 10}, {4, 3}}};
    static constexpr int at_least[] = {0, 4, 22, 61, 151};
    static constexpr int at_most[] = {3, 21, 60, 150, 380};
    const int kind = random_.pick(waits);
    return random_.between(at_least[kind], at_most[kind]) * council_.pace / 100;
  }

  int duration() {
    return random_.chance(4500) ? 0 : random_.chance(8500) ? random_.between(1, 14) : random_.between(15, 60);
  }

  /// A request for support and all that follows from it. @return the first day on which a next one can come
  int contact(int day) {
    const bool from_hospital = random_.chance(elderly() ? 2800 : 900);
    event request = blank_event(event_type::request, day, day + (random_.chance(6500) ? 0 : random_.between(1, 9)));
    static constexpr std::array<choice, 7> routes{{{route::community, 74},
                                                   {route::diversion, 12},
                                                   {route::self_funder, 4},
                                                   {route::after_reablement, 4},
                                                   {route::transition, 2},
                                                   {route::other_council, 3},
                                                   {route::prison, 1}}};
    request.route = from_hospital ? std::uint8_t{route::discharge} : random_.pick(routes);
    if (random_.chance(9000)) {
      request.conversation = random_.chance(council_.conversations) ? (random_.chance(6000) ? 2 : 1) : 0;
    }
    static constexpr std::array<choice, 17> usual{{{outcome::information, 21},
                                                   {outcome::assessment, 31},
                                                   {outcome::reassessment, 3},
                                                   {outcome::reablement, 7},
                                                   {outcome::support_planning, 6},
                                                   {outcome::financial_assessment, 1},
                                                   {outcome::provision, 2},
                                                   {outcome::no_change, 2},
                                                   {outcome::hospital, 2},
                                                   {outcome::declined, 4},
                                                   {outcome::other_service, 4},
                                                   {outcome::self_funded, 2},
                                                   {outcome::nhs_funded, 2},
                                                   {outcome::moved_away, 1},
                                                   {outcome::no_services, 4},
                                                   {outcome::other, 5},
                                                   {blank, 3}}};
    static constexpr std::array<choice, 9> hospital{{{outcome::reablement, 46},
                                                     {outcome::assessment, 20},
                                                     {outcome::support_planning, 10},
                                                     {outcome::end_of_life, 2},
                                                     {outcome::hospital, 4},
                                                     {outcome::nhs_funded, 5},
                                                     {outcome::information, 6},
                                                     {outcome::declined, 5},
                                                     {blank, 2}}};
    request.outcome = from_hospital ? random_.pick(hospital) : random_.pick(usual);
    if (from_hospital) {
      out_.stays.push_back({day - random_.between(2, 25), day + random_.between(0, 3), random_.bits()});
    }
    if (!record(request)) return day;
    if (random_.chance(150)) {  // a tie: two requests on one day, told apart by route or outcome only
      event second = request;
      second.bits = random_.bits();
      second.outcome = random_.pick(usual);
      second.route = random_.chance(5000) ? std::uint8_t{route::community} : request.route;
      record(second);
    }
    switch (request.outcome) {
      case outcome::reablement:
        if (random_.chance(9000))
          return reablement(request.end + (from_hospital ? random_.below(4) : random_.below(15)));
        break;
      case outcome::support_planning:
      case outcome::provision:
      case outcome::no_change:
        if (random_.chance(6000)) return start_care(request.end + wait() / 2);
        break;
      case outcome::assessment:
      case outcome::reassessment:
      case outcome::financial_assessment:
      case outcome::end_of_life:
        if (random_.chance(9000)) return assess(day + wait());
        break;
      case blank:
        if (random_.chance(5000)) return assess(day + wait());
        break;
      default: break;
    }
    return request.end;
  }

  int assess(int day) {
    event assessment = blank_event(event_type::assessment, day, day + duration());
    static constexpr std::array<choice, 4> types{{{assessment_type::long_term, 66},
                                                  {assessment_type::short_term, 30},
                                                  {assessment_type::financial, 3},
                                                  {blank, 1}}};
    assessment.assessment_type = random_.pick(types);
    assessment.method = assessment_method();
    static constexpr std::array<choice, 13> outcomes{{{outcome::support_planning, 36},
                                                      {outcome::provision, 6},
                                                      {outcome::no_change, 4},
                                                      {outcome::reablement, 7},
                                                      {outcome::information, 14},
                                                      {outcome::no_services, 7},
                                                      {outcome::declined, 5},
                                                      {outcome::self_funded, 5},
                                                      {outcome::nhs_funded, 2},
                                                      {outcome::reassessment, 4},
                                                      {outcome::hospital, 2},
                                                      {outcome::other, 5},
                                                      {blank, 3}}};
    assessment.outcome = random_.pick(outcomes);
    if (!record(assessment)) return day;
    if (random_.chance(1500)) {
      event second = assessment;
      second.bits = random_.bits();
      second.start += random_.below(20);
      second.end = second.start + duration();
      second.assessment_type = assessment_type::long_term;
      record(second);
    }
    switch (assessment.outcome) {
      case outcome::support_planning:
      case outcome::provision:
      case outcome::no_change:
        // Now and then the service is there before the assessment is written up.
        if (random_.chance(8600))
          return start_care(std::max(day, assessment.end - 3) + (random_.chance(8000) ? wait() / 2 : 0));
        break;
      case outcome::reablement: return reablement(assessment.end + random_.below(14));
      case outcome::reassessment:
        if (random_.chance(7000) && ++reassessments_ < 3) return assess(assessment.end + wait());
        break;
      default: break;
    }
    return assessment.end;
  }

  std::uint8_t assessment_method() {
    static constexpr std::array<choice, 4> methods{
        {{method::service_user_only, 55}, {method::both, 33}, {method::carer_only, 7}, {blank, 5}}};
    return random_.pick(methods);
  }

  /// Short-term support to maximise independence: one to three service rows, and what comes after.
  int reablement(int day) {
    static constexpr std::array<choice, 13> outcomes{{{outcome::as_planned, 36},
                                                      {outcome::support_planning, 17},
                                                      {outcome::no_change, 5},
                                                      {outcome::provision, 3},
                                                      {outcome::reassessment, 6},
                                                      {outcome::information, 6},
                                                      {outcome::hospital, 8},
                                                      {outcome::deceased, 2},
                                                      {outcome::declined, 4},
                                                      {outcome::self_funded, 4},
                                                      {outcome::ended_other, 3},
                                                      {outcome::other, 2},
                                                      {blank, 4}}};
    const int first_day = day;
    const int parts = random_.chance(7200) ? 1 : random_.chance(7000) ? 2 : 3;
    std::uint8_t last_outcome = blank;
    int end = day;
    for (int part = 0; part < parts; ++part) {
      end = day + 3 + std::min(random_.decaying(26), 100);
      event e = service(day, end, service_type::st_max,
                        random_.chance(8400)   ? std::uint8_t{component::reablement}
                        : random_.chance(4000) ? std::uint8_t{component::short_residential}
                        : random_.chance(5000) ? std::uint8_t{component::home_support}
                                               : std::uint8_t{component::other_short});
      e.outcome = random_.pick(outcomes);
      if (part + 1 < parts && random_.chance(6000)) e.outcome = outcome::no_change;
      last_outcome = e.outcome;
      if (e.outcome == outcome::deceased && end + 6 < client().died && end < horizon_.last) {
        die(client(), end + random_.below(6));
      }
      if (!record_service(e)) return day;
      if (random_.chance(120)) {  // entered twice, with another outcome
        event twin = e;
        twin.bits = random_.bits();
        twin.outcome = random_.pick(outcomes);
        record_service(twin);
      }
      day = end + random_.between(-4, 10);
    }
    if (random_.chance(3500)) {  // reviewed around its end
      const int reviewed = end + random_.between(-16, 4);
      review(reviewed,
             random_.chance(7500) ? std::uint8_t{review_reason::short_term} : std::uint8_t{review_reason::other});
    }
    if (random_.chance(1300)) {
      const int start = random_.between(first_day, end);
      record_service(
          service(start, random_.chance(6000) ? start : no_day, service_type::low_level, component::equipment));
    }
    if (random_.chance(500)) {
      const int start = end + random_.below(6);
      const int until = start + 7 + random_.decaying(25);
      record_service(service(
          start, until, service_type::other_short,
          random_.chance(6000) ? std::uint8_t{component::short_residential} : std::uint8_t{component::other_short}));
    }
    if (last_outcome == outcome::hospital) {
      out_.stays.push_back({end, end + 1 + random_.decaying(9), random_.bits()});
    }
    switch (last_outcome) {
      case outcome::support_planning:
      case outcome::provision:
      case outcome::no_change:
        if (random_.chance(7500)) return start_care(end + random_.below(12));
        break;
      case outcome::reassessment:
        if (random_.chance(8000) && ++reassessments_ < 3) return assess(end + random_.below(25));
        break;
      default:
        if (random_.chance(600)) return start_care(end + random_.below(40));
        break;
    }
    return end;
  }

  // -------------------------------------------------------------------------------------------------- long term care

  int start_care(int day) {
    if (day > horizon_.last || day > client().died) return day;
    in_care_ = true;
    if (random_.chance(1000)) {
      event financial = blank_event(event_type::assessment, day - random_.below(20), day);
      financial.end += random_.below(10);
      financial.assessment_type = assessment_type::financial;
      record(financial);
    }
    if (random_.chance(2700)) take_carer(day + random_.between(-20, 120));
    long_term_care(day, day);
    return day;
  }

  /// A service that a person receives now.
  struct line {
    int start;
    std::uint8_t component;
    std::uint8_t delivery;
    std::uint64_t price_seed;
  };

  /// Long term support from `start`; reviews are recorded from `begin` on.
  void long_term_care(int start, int begin) {
    static constexpr std::array<choice, 4> old{{{service_type::community, 680},
                                                {service_type::residential, 195},
                                                {service_type::nursing, 122},
                                                {service_type::prison, 3}}};
    static constexpr std::array<choice, 4> young{{{service_type::community, 870},
                                                  {service_type::residential, 95},
                                                  {service_type::nursing, 25},
                                                  {service_type::prison, 10}}};
    std::uint8_t kind = elderly() ? random_.pick(old) : random_.pick(young);
    const int stay =
        random_.decaying(kind == service_type::community ? (elderly() ? 1300 : 2600) : (elderly() ? 800 : 2600));
    // Those already in care stay on from `begin`: an exponential stay does not remember how long it has lasted.
    const int leaves = std::max(start, begin) + 20 + stay;
    const int exit = std::min(leaves, client().died);
    std::vector<line>& lines = lines_;
    lines.clear();
    open_lines(kind, start, lines);
    int day = start < begin ? begin + random_.below(360) : start + 35 + random_.below(40);
    while (day < exit && day <= horizon_.last) {
      if (random_.chance(3600)) extra_contact(day - random_.below(60));
      review(day, any_review_reason());
      if (kind == service_type::community && random_.chance(elderly() ? 900 : 150)) {
        // Into a care home: everything at home ends.
        const int move = day + random_.below(20);
        close_lines(kind, lines, std::min(move, exit), outcome::no_change);
        kind = random_.chance(6300) ? service_type::residential : service_type::nursing;
        lines.clear();
        if (move < exit) open_lines(kind, move + (random_.chance(8000) ? 0 : random_.below(14)), lines);
      } else if (random_.chance(3800) && !lines.empty()) {
        // The package changes: one line ends, another follows, often the next day.
        const std::size_t which = static_cast<std::size_t>(random_.below(static_cast<int>(lines.size())));
        const int change = day + random_.below(20);
        if (change < exit) {
          close_line(kind, lines[which], change, random_.chance(8000) ? outcome::no_change : outcome::as_planned);
          lines[which] = new_line(kind, change + (random_.chance(9000) ? 1 : random_.below(30)));
        }
      } else if (kind == service_type::community && random_.chance(800)) {
        lines.push_back(new_line(kind, day + random_.below(20)));
      }
      day += random_.chance(7500) ? random_.between(270, 420) : random_.between(60, 250);
    }
    static constexpr std::array<choice, 6> reasons{{{outcome::as_planned, 30},
                                                    {outcome::ended_other, 25},
                                                    {outcome::nhs_funded, 12},
                                                    {outcome::moved_away, 8},
                                                    {outcome::self_funded, 10},
                                                    {blank, 15}}};
    if (exit <= horizon_.last) {
      close_lines(kind, lines, exit, exit == client().died ? std::uint8_t{outcome::deceased} : random_.pick(reasons));
      // Some of those who leave come back.
      if (exit != client().died && random_.chance(3000)) contact_after_care(exit + 10 + random_.decaying(200));
    } else {
      close_lines(kind, lines, no_day, blank);
    }
  }

  void contact_after_care(int day) {
    event request = blank_event(event_type::request, day, day + random_.below(4));
    request.route = route::community;
    request.outcome = outcome::assessment;
    request.conversation = random_.chance(council_.conversations) ? 1 : 0;
    if (record(request) && random_.chance(8500)) {
      event assessment = blank_event(event_type::assessment, day + wait(), no_day);
      assessment.end = assessment.start + duration();
      assessment.assessment_type = assessment_type::long_term;
      assessment.method = assessment_method();
      assessment.outcome = random_.chance(6000) ? outcome::support_planning : outcome::information;
      record(assessment);
    }
  }

  /// Somebody in care asks for something, or is assessed again.
  void extra_contact(int day) {
    if (random_.chance(5000)) {
      event request = blank_event(event_type::request, day, day + random_.below(6));
      request.route = random_.chance(8000) ? std::uint8_t{route::community} : std::uint8_t{route::diversion};
      request.outcome = random_.chance(6500) ? std::uint8_t{outcome::reassessment} : std::uint8_t{outcome::no_change};
      if (random_.chance(8000)) request.conversation = random_.chance(council_.conversations) ? 1 : 0;
      record(request);
    }
    if (random_.chance(9000)) {
      event assessment = blank_event(event_type::assessment, day + random_.below(30), no_day);
      assessment.end = assessment.start + duration();
      assessment.assessment_type = assessment_type::long_term;
      assessment.method = assessment_method();
      assessment.outcome =
          random_.chance(6000) ? std::uint8_t{outcome::no_change} : std::uint8_t{outcome::support_planning};
      record(assessment);
    }
  }

  std::uint8_t any_review_reason() {
    static constexpr std::array<choice, 9> reasons{{{review_reason::planned, 66},
                                                    {review_reason::other, 12},
                                                    {review_reason::hospital, 7},
                                                    {review_reason::carer, 3},
                                                    {review_reason::safeguarding, 3},
                                                    {review_reason::provider_failure, 2},
                                                    {review_reason::commissioning, 2},
                                                    {review_reason::short_term, 3},
                                                    {blank, 2}}};
    return random_.pick(reasons);
  }

  void review(int day, std::uint8_t reason) {
    event e = blank_event(event_type::review, day, day + (random_.chance(5500) ? 0 : random_.between(1, 25)));
    static constexpr std::array<choice, 9> outcomes{{{outcome::no_change, 58},
                                                     {outcome::support_planning, 14},
                                                     {outcome::reassessment, 8},
                                                     {outcome::provision, 5},
                                                     {outcome::information, 3},
                                                     {outcome::as_planned, 4},
                                                     {outcome::ended_other, 2},
                                                     {outcome::hospital, 2},
                                                     {blank, 4}}};
    static constexpr std::array<choice, 4> achieved{{{0, 48}, {1, 34}, {2, 8}, {blank, 10}}};
    e.review_reason = reason;
    e.outcome = random_.pick(outcomes);
    e.achieved = random_.pick(achieved);
    e.method = assessment_method();
    record(e);
  }

  line new_line(std::uint8_t kind, int start) {
    line l{start, blank, blank, random_.bits()};
    switch (kind) {
      case service_type::community: {
        static constexpr std::array<choice, 14> old{{{component::home_support, 58},
                                                     {component::direct_payment, 12},
                                                     {component::day_support, 7},
                                                     {component::extra_care, 6},
                                                     {component::transport, 3},
                                                     {component::meals, 3},
                                                     {component::equipment, 3},
                                                     {component::other_long, 3},
                                                     {component::professional, 1},
                                                     {component::social_worker, 1},
                                                     {component::end_of_life, 1},
                                                     {component::emergency, 1},
                                                     {component::supported_living, 2},
                                                     {blank, 1}}};
        static constexpr std::array<choice, 11> young{{{component::direct_payment, 27},
                                                       {component::supported_living, 24},
                                                       {component::home_support, 17},
                                                       {component::day_support, 14},
                                                       {component::transport, 4},
                                                       {component::shared_lives, 4},
                                                       {component::learning, 3},
                                                       {component::other_long, 3},
                                                       {component::professional, 2},
                                                       {component::equipment, 1},
                                                       {blank, 1}}};
        static constexpr std::array<choice, 5> ways{{{delivery::managed_budget, 49},
                                                     {delivery::commissioned, 33},
                                                     {delivery::direct_payment, 6},
                                                     {delivery::metering, 2},
                                                     {blank, 10}}};
        l.component = elderly() ? random_.pick(old) : random_.pick(young);
        l.delivery = l.component == component::direct_payment && random_.chance(8200)
                         ? std::uint8_t{delivery::direct_payment}
                         : random_.pick(ways);
        break;
      }
      case service_type::residential:
        l.component = random_.chance(9300)   ? std::uint8_t{component::long_residential}
                      : random_.chance(5000) ? std::uint8_t{component::short_residential}
                                             : blank;
        l.delivery = random_.chance(7000) ? std::uint8_t{delivery::commissioned} : blank;
        break;
      case service_type::nursing:
        l.component = random_.chance(9400)   ? std::uint8_t{component::long_nursing}
                      : random_.chance(5000) ? std::uint8_t{component::short_nursing}
                                             : blank;
        l.delivery = random_.chance(7000) ? std::uint8_t{delivery::commissioned} : blank;
        break;
      default:
        l.component =
            random_.chance(8000) ? std::uint8_t{component::professional} : std::uint8_t{component::other_long};
        l.delivery =
            random_.chance(5000) ? std::uint8_t{delivery::managed_budget} : std::uint8_t{delivery::commissioned};
        break;
    }
    return l;
  }

  void open_lines(std::uint8_t kind, int start, std::vector<line>& lines) {
    static constexpr std::array<choice, 4> counts{{{1, 56}, {2, 28}, {3, 11}, {4, 5}}};
    const int count = kind == service_type::community ? random_.pick(counts) : 1;
    for (int i = 0; i < count; ++i) {
      int line_start = i == 0 || random_.chance(7000) ? start : start + random_.decaying(60);
      // A package that has lasted for years has been renewed since.
      if (start < horizon_.from - 500 && random_.chance(6000)) line_start = horizon_.from - random_.below(500);
      lines.push_back(new_line(kind, line_start));
    }
    if (kind != service_type::community && kind != service_type::prison) {
      client().placed = std::min(client().placed, start + random_.below(30));
      client().placement = kind == service_type::nursing ? accommodation::nursing_home : accommodation::care_home;
    }
  }

  void close_line(std::uint8_t kind, const line& l, int end, std::uint8_t why) {
    event e = service(l.start, end == no_day ? no_day : std::max(l.start, end), kind, l.component);
    e.delivery = l.delivery;
    e.outcome = end == no_day ? (random_.chance(1500) ? std::uint8_t{outcome::provision} : blank) : why;
    if (why == outcome::as_planned && random_.chance(1500)) e.outcome = outcome::self_funded;
    price(e, l.price_seed);
    if (random_.chance(250)) {
      // Lost from the system without an end, and sometimes found again.
      e.end = no_day;
      e.outcome = blank;
      e.vanishes = std::max(e.start, horizon_.from) + 30 + random_.decaying(400);
      if (random_.chance(2500)) e.returns = e.vanishes + random_.between(80, 280);
    }
    record_service(e);
  }

  void close_lines(std::uint8_t kind, const std::vector<line>& lines, int end, std::uint8_t why) {
    for (const line& l : lines) {
      if (l.start <= end) close_line(kind, l, end, why);
    }
  }

  // -------------------------------------------------------------------------------------------------------- services

  event service(int start, int end, std::uint8_t type, std::uint8_t what) {
    event e = blank_event(event_type::service, start, end);
    e.service_type = type;
    e.component = what;
    if (type == service_type::st_max && random_.chance(7000)) e.delivery = delivery::commissioned;
    if (end != no_day && type != service_type::st_max) e.outcome = outcome::as_planned;
    if (random_.chance(7000)) price(e, random_.bits());
    return e;
  }

  bool record_service(event e) {
    const person& p = e.who == 0 ? out_.client : out_.carer;
    if (e.end > p.died && e.start <= p.died) {
      const int how = random_.below(100);
      if (how < 85) {
        e.end = p.died;
        if (random_.chance(7500)) e.outcome = outcome::deceased;
      } else if (how < 94) {
        e.end = p.died + 1 + random_.below(10);  // closed once somebody told the council
      } else {
        e.end = no_day;  // nobody did
      }
    }
    return record(e);
  }

  static std::int32_t pounds(random_stream& r, int low, int high) { return r.between(100 * low, 100 * high); }

  /// What a service costs: seldom known for all.
  static void price(event& e, std::uint64_t seed) {
    random_stream r(seed);
    if (r.chance(1200)) return;
    switch (e.component) {
      case component::long_residential:
      case component::long_nursing:
      case component::short_residential:
      case component::short_nursing:
        e.frequency = frequency::weekly;
        e.unit_cost = pounds(r, 620, 1600);
        break;
      case component::equipment:
        e.frequency = frequency::one_off;
        e.unit_cost = pounds(r, 20, 900);
        break;
      case component::direct_payment:
      case component::carer_respite:
        e.frequency = r.chance(5500)   ? frequency::weekly
                      : r.chance(8000) ? frequency::four_weekly
                                       : frequency::annually;
        e.unit_cost = pounds(r, 60, 900);
        break;
      case component::supported_living:
      case component::shared_lives:
      case component::extra_care:
        e.frequency = r.chance(7000) ? frequency::weekly : r.chance(6000) ? frequency::hourly : frequency::monthly;
        e.unit_cost = e.frequency == frequency::hourly ? r.between(1500, 2600) : pounds(r, 150, 1900);
        break;
      case component::day_support:
        e.frequency = r.chance(6000) ? frequency::session : frequency::daily;
        e.unit_cost = r.between(2500, 9500);
        break;
      default:
        e.frequency = r.chance(9400)   ? frequency::hourly
                      : r.chance(5000) ? frequency::fortnightly
                                       : frequency::quarterly;
        e.unit_cost = r.between(1500, 3400);
        break;
    }
    if (e.frequency == frequency::hourly || e.frequency == frequency::session || e.frequency == frequency::daily) {
      if (r.chance(9300)) e.units = static_cast<std::uint8_t>(r.below(static_cast<int>(planned_units.size())));
    } else if (r.chance(3000)) {
      e.units = 0;
    }
    if (r.chance(150)) e.unit_cost = 0;
    if (r.chance(60)) e.unit_cost = -e.unit_cost;
  }

  // ---------------------------------------------------------------------------------------------------------- carers

  void take_carer(int day) {
    out_.has_carer = true;
    person& p = out_.carer;
    int age = 25 + random_.below(32);
    age += random_.below(32);
    p.born = birthday(day, age);
    describe(p);
    p.reason = random_.chance(8800) ? reason::carer : reason::unknown;
    const int life = random_.decaying(20000);
    if (day + life <= horizon_.last) die(p, day + life);
    out_.client.has_carer = 0;
    who_ = 1;
    const int kind = random_.below(1000);
    client_type_ = kind < 900 ? client_type::carer : client_type::carer_by_association;
    if (kind >= 970) {
      // Only a linking row: no event, no dates.
      event link = blank_event(event_type::link, no_day, no_day);
      link.known = day;
      out_.events.push_back(link);
    } else {
      care_for(day);
    }
    who_ = 0;
    client_type_ = client_type::service_user;
  }

  void care_for(int day) {
    if (random_.chance(4500)) {
      event request = blank_event(event_type::request, day, day + random_.below(5));
      request.route = route::community;
      request.outcome = random_.chance(6500) ? std::uint8_t{outcome::assessment} : std::uint8_t{outcome::information};
      request.conversation = random_.chance(council_.conversations) ? 1 : 0;
      record(request);
    }
    const int until = std::min(horizon_.last, client().died);
    for (bool first = true; day <= until; first = false) {
      const int start = day + random_.below(45);
      if (first || random_.chance(3500)) {
        event assessment = blank_event(event_type::assessment, start, start + duration());
        assessment.assessment_type =
            random_.chance(8500) ? std::uint8_t{assessment_type::long_term} : std::uint8_t{assessment_type::short_term};
        assessment.method = method::carer_only;
        static constexpr std::array<choice, 5> outcomes{{{outcome::information, 40},
                                                         {outcome::support_planning, 34},
                                                         {outcome::no_services, 12},
                                                         {outcome::declined, 8},
                                                         {blank, 6}}};
        assessment.outcome = random_.pick(outcomes);
        record(assessment);
      } else {
        review(start, review_reason::planned);
      }
      if (random_.chance(4800)) carer_service(start + random_.below(30));
      if (random_.chance(2500)) break;
      day = start + random_.between(250, 420);
    }
  }

  void carer_service(int start) {
    const bool direct = random_.chance(8000);
    static constexpr std::array<choice, 6> whats{{{component::direct_payment, 34},
                                                  {component::carer_respite, 22},
                                                  {component::carer_universal, 20},
                                                  {component::other_carer, 14},
                                                  {component::carer_sitting, 6},
                                                  {blank, 4}}};
    const std::uint8_t what = direct ? random_.pick(whats) : std::uint8_t{component::carer_respite};
    const int end = random_.chance(5000) ? start : start + 20 + random_.decaying(250);
    event e = service(start, end, direct ? service_type::direct_to_carer : service_type::involving_cared_for, what);
    static constexpr std::array<choice, 4> ways{
        {{delivery::direct_payment, 30}, {delivery::managed_budget, 25}, {delivery::commissioned, 25}, {blank, 20}}};
    e.delivery = what == component::direct_payment && random_.chance(8000) ? std::uint8_t{delivery::direct_payment}
                                                                           : random_.pick(ways);
    record_service(e);
  }

  void background_stay() {
    const int admitted = horizon_.from + random_.below(std::max(1, horizon_.last - horizon_.from));
    if (admitted < client().died) {
      out_.stays.push_back({admitted, std::min(admitted + random_.decaying(7), client().died), random_.bits()});
    }
  }

  const council& council_;
  const horizon& horizon_;
  random_stream random_;
  household& out_;
  std::vector<line> lines_;
  bool elderly_ = false;
  bool in_care_ = false;
  int reassessments_ = 0;
  std::uint8_t who_ = 0;
  std::uint8_t client_type_ = client_type::service_user;
};

}  // namespace ascof::generator

/// @file random_release.hpp
/// Random releases as councils make them: counts of people with and without an outcome, broken down in several ways that
/// share their totals.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "ascof/statistics/disclosure.hpp"
#include "support/random_source.hpp"

namespace support {

/// Invented people counted by age (with some unknown), by sex (with some unknown), by both, and by area; a numerator and a
/// denominator for each group, percentages of them, and at times residents with a rate or the people without the outcome.
class random_release {
 public:
  explicit random_release(random_source& random) : random_(random) {
    const int areas = random_.between(2, 4);
    const int people = random_.chance(30) ? random_.between(0, 25) : random_.between(20, 250);
    const int rate = random_.between(2, 90);
    const bool unknowns = random_.chance(50);
    for (int i = 0; i < people; ++i) {
      person made;
      made.age = unknowns && random_.chance(4) ? 2 : random_.between(0, 99) < 35 ? 0 : 1;
      made.sex = unknowns && random_.chance(4) ? 2 : random_.between(0, 1);
      made.area = random_.chance(50) ? 0 : random_.between(0, areas - 1);  // one large area
      made.counted = random_.chance(rate);
      people_.push_back(made);
    }
    const bool both = random_.chance(50), by_area = random_.chance(60);
    percentages_ = random_.chance(70);
    guarded_ = random_.chance(25);
    denominators_ = random_.chance(80);

    const group all = add(-1, -1, -1);
    const group young = add(0, -1, -1), old = add(1, -1, -1);
    const group women = add(-1, 0, -1), men = add(-1, 1, -1);
    relate(all, {young, old}, unknowns);
    relate(all, {women, men}, unknowns);
    if (both) {
      const group a = add(0, 0, -1), b = add(0, 1, -1), c = add(1, 0, -1), d = add(1, 1, -1);
      relate(young, {a, b}, unknowns);
      relate(old, {c, d}, unknowns);
      relate(women, {a, c}, unknowns);
      relate(men, {b, d}, unknowns);
    }
    if (by_area) {
      std::vector<group> parts;
      for (int area = 0; area < areas; ++area) parts.push_back(add(-1, -1, area));
      relate(all, parts, false);
    }
    if (random_.chance(25)) {
      const std::size_t residents = made_.add_known(people + random_.between(0, 50'000));
      made_.add_within(residents, {all.numerator});
      made_.add_rate(all.numerator, residents, 100'000);
    }
  }

  const ascof::statistics::release& made() const { return made_; }

 private:
  struct person {
    int age, sex, area;
    bool counted;
  };
  struct group {
    std::size_t numerator, denominator;
  };

  /// -1 is everybody.
  group add(int age, int sex, int area) {
    int numerator = 0, denominator = 0;
    for (const person& each : people_) {
      if ((age != -1 && each.age != age) || (sex != -1 && each.sex != sex) || (area != -1 && each.area != area))
        continue;
      ++denominator;
      numerator += each.counted;
    }
    group of{made_.add_count(numerator), 0};
    if (!denominators_) return of;
    of.denominator = made_.add_count(denominator);
    if (percentages_)
      made_.add_percentage(of.numerator, of.denominator, random_.between(0, 1));
    else
      made_.add_within(of.denominator, {of.numerator});
    if (guarded_) made_.add_total(of.denominator, {of.numerator, made_.add_unpublished(denominator - numerator)});
    return of;
  }

  void relate(const group& whole, const std::vector<group>& parts, bool unknowns) {
    std::vector<std::size_t> numerators, denominators;
    for (const group& part : parts) {
      numerators.push_back(part.numerator);
      denominators.push_back(part.denominator);
    }
    const auto link = [&](std::size_t total, const std::vector<std::size_t>& of) {
      if (unknowns)
        made_.add_within(total, of);
      else
        made_.add_total(total, of);
    };
    link(whole.numerator, numerators);
    if (denominators_) link(whole.denominator, denominators);
  }

  random_source& random_;
  std::vector<person> people_;
  ascof::statistics::release made_;
  bool percentages_ = false, guarded_ = false, denominators_ = false;
};

}  // namespace support

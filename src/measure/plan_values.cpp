#include <cmath>
#include <mutex>
#include <tuple>

#include "ascof/core/period.hpp"
#include "ascof/core/text.hpp"
#include "plan_compiler.hpp"

namespace ascof {
namespace {

/// Cut towards zero to multiples of 1 / scale. 0.29 is stored a little below 29 hundredths and stays 0.29.
double cut(double x, double scale) {
  const double scaled = x * scale;
  const double nearest = std::round(scaled);
  const bool is_decimal = std::abs(scaled - nearest) <= 1e-12 * std::max(1.0, std::abs(scaled));
  return (is_decimal ? nearest : std::trunc(scaled)) / scale;
}

/// `add_months` of each of these days. Made once for a number of months, for definitions name few.
std::shared_ptr<const std::vector<day>> days_shifted(day first, day last, int months) {
  static std::mutex one_at_a_time;
  static std::map<int, std::shared_ptr<const std::vector<day>>> made;
  const std::scoped_lock lock(one_at_a_time);
  std::shared_ptr<const std::vector<day>>& known = made[months];
  if (!known) {
    auto shifted = std::make_shared<std::vector<day>>();
    for (day d = first; d <= last; d = d + 1) shifted->push_back(add_months(d, months));
    known = std::move(shifted);
  }
  return known;
}

/// Completed years by the calendar; 29 February comes on 1 March of other years (a birth is the first of a month here).
int anniversaries(day birth, day on) {
  const civil_day b = to_civil(birth);
  const civil_day o = to_civil(on);
  const bool before = std::pair(o.month, o.day_of_month) < std::pair(b.month, b.day_of_month);
  return o.year - b.year - (before ? 1 : 0);
}

int age_by(age_rule rule, day birth, day on) {
  return rule == age_rule::anniversary ? anniversaries(birth, on) : age_on(birth, on);
}

}  // namespace

/// A function of one known value; of a missing one it is missing.
template <typename To, typename A, typename F>
void plan_compiler::unary(std::size_t a, F f, std::size_t id, node& made) {
  made.run = [id, f, x = from(a, made.frame), all = p_.all_, varies = made.varies](workspace& w, const some_units& of) {
    x.ask(w, of);
    const reader<A> v = x.read<A>(w);
    values<To>& out = w.lanes[id].of<To>();
    if (varies) {
      of.each([&](std::size_t u) {
        out.begin(u);
        v.known(u, all, [&](A value, period_mask in) { out.put(u, f(value), in); });
      });
    } else {
      of.each([&, to = out.own.data()](std::size_t u) {
        const A value = v.value(u);
        to[u] = is_none(value) ? no_value<To>() : f(value);
      });
    }
  };
}

/// A function of two known values; missing when one is. What depends on a day and on a bound of the period is worked
/// out once for each day that is met, since many people share a birth month and many events a day.
template <typename To, typename A, typename B, typename F>
void plan_compiler::binary(std::size_t a, std::size_t b, F f, std::size_t id, node& made) {
  const source x = from(a, made.frame), y = from(b, made.frame);
  if constexpr (std::is_same_v<A, day> && std::is_same_v<B, day>) {
    const bool turned = is_day_and_bound(b, a);
    if (turned || is_day_and_bound(a, b)) {
      made.keeps_pieces = true;
      const source dates = turned ? y : x, bounds = turned ? x : y;
      made.run = [id, f, dates, bounds, turned, all = p_.all_](workspace& w, const some_units& of) {
        dates.ask(w, of);
        lane& l = w.lanes[id];
        values<To>& out = l.of<To>();
        const reader<day> date = dates.read<day>(w), bound = bounds.read<day>(w);
        of.each([&](std::size_t u) {
          const day d = date.value(u);
          if (!d) {
            out.first[u] = out.last[u] = 0;
            return;
          }
          pieces_of_days::place& known = l.pieces_by_day.of(d);
          if (known == pieces_of_days::open) {
            out.begin(u);
            bound.known(0, all, [&](day until, period_mask in) { out.put(u, turned ? f(until, d) : f(d, until), in); });
            known = {out.first[u], out.last[u]};
          }
          std::tie(out.first[u], out.last[u]) = known;
        });
      };
      return;
    }
  }
  made.run = [id, f, x, y, all = p_.all_, varies = made.varies](workspace& w, const some_units& of) {
    x.ask(w, of);
    y.ask(w, of);
    const reader<A> one = x.read<A>(w);
    const reader<B> two = y.read<B>(w);
    values<To>& out = w.lanes[id].of<To>();
    if (varies) {
      of.each([&](std::size_t u) {
        out.begin(u);
        one.known(u, all, [&](A v, period_mask here) {
          two.known(u, here, [&](B other, period_mask in) { out.put(u, f(v, other), in); });
        });
      });
    } else {
      with_both(one, two, [&](auto first, auto second) {
        of.each([&, to = out.own.data()](std::size_t u) {
          const A v = first(u);
          const B other = second(u);
          to[u] = is_none(v) || is_none(other) ? no_value<To>() : f(v, other);
        });
      });
    }
  };
}

void plan_compiler::value(const expression& e, const std::vector<std::size_t>& in, std::size_t id, node& made) {
  const auto of_dates = [&](auto f) { binary<double, day, day>(in[0], in[1], f, id, made); };
  const auto of_numbers = [&](auto f) { binary<double, double, double>(in[0], in[1], f, id, made); };
  switch (e.what) {
    case operation::shift_days:
      unary<day, day>(
          in[0], [by = static_cast<int>(e.number)](day d) { return d + by; }, id, made);
      break;
    case operation::shift_months: shift_months(in[0], static_cast<int>(e.number), id, made); break;
    case operation::first_known: with_type(e.kind, [&](auto kind) { pick_known<decltype(kind)>(in, id, made); }); break;
    case operation::choose: with_type(e.kind, [&](auto kind) { pick_case<decltype(kind)>(in, id, made); }); break;
    case operation::earlier:
    case operation::later:
      if (e.kind == value_kind::date) {
        pick_smaller<day>(e, in, id, made);
      } else {
        pick_smaller<double>(e, in, id, made);
      }
      break;
    case operation::days_between:
      of_dates([](day a, day b) { return static_cast<double>(ascof::days_between(a, b)); });
      break;
    case operation::age_on:
      of_dates([rule = static_cast<age_rule>(e.number)](day birth, day on) {
        return static_cast<double>(age_by(rule, birth, on));
      });
      break;
    case operation::add: of_numbers([](double a, double b) { return a + b; }); break;
    case operation::subtract: of_numbers([](double a, double b) { return a - b; }); break;
    case operation::multiply: of_numbers([](double a, double b) { return a * b; }); break;
    case operation::divide:  // no value, as the database's division by NULLIF(x, 0)
      of_numbers([](double a, double b) { return b == 0 ? no_value<double>() : a / b; });
      break;
    case operation::absolute:
      unary<double, double>(
          in[0], [](double x) { return std::abs(x); }, id, made);
      break;
    case operation::truncate:
      unary<double, double>(
          in[0], [scale = std::pow(10.0, static_cast<double>(e.number))](double x) { return cut(x, scale); }, id, made);
      break;
    case operation::truth_number:
      made.run = [id, a = from(in[0], made.frame), varies = made.varies](workspace& w, const some_units& of) {
        a.ask(w, of);
        const truth_reader r = a.truths(w);
        values<double>& out = w.lanes[id].numbers;
        of.each([&](std::size_t u) {
          if (varies) {
            out.begin(u);
            out.put(u, 1, r.yes(u));
            out.put(u, 0, r.no(u));
          } else {
            const std::uint8_t k = r.flag(u);
            out.own[u] = k == flag::yes ? 1.0 : k == flag::no ? 0.0 : no_value<double>();
          }
        });
      };
      break;
    case operation::rank: rank(e, in[0], id, made); break;
    case operation::bands: bands(e, in[0], id, made); break;
    case operation::year_start: year_start(in[0], id, made); break;
    case operation::lower_case: lower_case(in[0], id, made); break;
    default: break;
  }
}

/// Calendar months are looked up by day, for the days that records have.
void plan_compiler::shift_months(std::size_t in, int months, std::size_t id, node& made) {
  const day first = make_day(1990, 1, 1), last = make_day(2039, 12, 31);
  unary<day, day>(
      in,
      [shifted = days_shifted(first, last, months), first, last, months](day d) {
        return first <= d && d <= last ? (*shifted)[static_cast<std::size_t>(days_between(first, d))]
                                       : add_months(d, months);
      },
      id, made);
}

void plan_compiler::rank(const expression& e, std::size_t in, std::size_t id, node& made) {
  const dictionary& words = *p_.nodes_[in].words;
  std::vector<double> by_code(words.size(), no_value<double>());
  for (code c = 1; c < by_code.size(); ++c) {
    const auto found = std::find(e.texts.begin(), e.texts.end(), fold(words[c]));
    if (found != e.texts.end()) by_code[c] = static_cast<double>(found - e.texts.begin() + 1);
  }
  unary<double, std::uint32_t>(
      in, [by_code](std::uint32_t c) { return by_code[c]; }, id, made);
}

/// Worked out once for each text.
void plan_compiler::year_start(std::size_t in, std::size_t id, node& made) {
  const dictionary& words = *p_.nodes_[in].words;
  std::vector<day> by_code(words.size());
  for (code c = 1; c < by_code.size(); ++c) by_code[c] = financial_year_start(words[c]);
  unary<day, std::uint32_t>(
      in, [by_code](std::uint32_t c) { return by_code[c]; }, id, made);
}

void plan_compiler::lower_case(std::size_t in, std::size_t id, node& made) {
  const dictionary& words = *p_.nodes_[in].words;
  auto lowered = std::make_shared<dictionary>();
  std::vector<std::uint32_t> by_code(words.size(), missing_code);
  for (code c = 1; c < by_code.size(); ++c) {
    const std::string form = fold(words[c]);
    const std::size_t begin = form.find_first_not_of(" \t");
    if (begin != std::string::npos) by_code[c] = lowered->intern(form.substr(begin));
  }
  made.words = std::move(lowered);
  unary<std::uint32_t, std::uint32_t>(
      in, [by_code](std::uint32_t c) { return by_code[c]; }, id, made);
}

void plan_compiler::bands(const expression& e, std::size_t in, std::size_t id, node& made) {
  auto words = std::make_shared<dictionary>();
  std::vector<std::uint32_t> codes;
  for (const std::string& label : e.texts) codes.push_back(words->intern(label));
  made.words = std::move(words);
  unary<std::uint32_t, double>(
      in,
      [begins = e.numbers, codes](double x) -> std::uint32_t {
        if (x < begins.front()) return 0;
        return codes[static_cast<std::size_t>(std::upper_bound(begins.begin(), begins.end(), x) - begins.begin()) - 1];
      },
      id, made);
}

/// Texts of several dictionaries as codes of one: adds a node for each that needs other codes.
std::vector<std::size_t> plan_compiler::with_one_dictionary(std::vector<std::size_t> texts, node& made) {
  auto words = std::make_shared<dictionary>();
  for (std::size_t& text : texts) {
    const dictionary& own = *p_.nodes_[text].words;
    std::vector<std::uint32_t> codes(own.size(), 0);
    for (code c = 1; c < own.size(); ++c) codes[c] = words->intern(own[c]);
    const node& before = p_.nodes_[text];
    node recoded{.frame = before.frame, .kind = value_kind::text, .varies = before.varies, .cost = before.cost + 1};
    unary<std::uint32_t, std::uint32_t>(
        text, [codes](std::uint32_t c) { return codes[c]; }, p_.nodes_.size(), recoded);
    text = add(std::move(recoded));
  }
  for (const std::size_t text : texts) p_.nodes_[text].words = words;
  made.words = words;
  return texts;
}

/// Each further value is asked of the units that the earlier ones left without one.
template <typename T>
void plan_compiler::pick_known(const std::vector<std::size_t>& in, std::size_t id, node& made) {
  const std::vector<source> sources =
      sources_of(made.kind == value_kind::text ? with_one_dictionary(in, made) : in, made.frame);
  made.run = [id, sources, all = p_.all_, varies = made.varies](workspace& w, const some_units& of) {
    values<T>& out = w.lanes[id].of<T>();
    if (varies) {
      std::vector<reader<T>> readers;
      for (const source& s : sources) s.ask(w, of);
      for (const source& s : sources) readers.push_back(s.read<T>(w));
      of.each([&](std::size_t u) {
        out.begin(u);
        period_mask open = all;
        for (const reader<T>& r : readers)
          r.known(u, open, [&](T v, period_mask here) {
            out.put(u, v, here);
            open &= ~here;
          });
      });
      return;
    }
    unit_list open(w, of);
    of.each([&](std::size_t u) { out.own[u] = no_value<T>(); });
    for (const source& s : sources) {
      s.ask(w, open);
      const reader<T> r = s.read<T>(w);
      open.keep([&](std::size_t u) {
        out.own[u] = r.value(u);
        return is_none(out.own[u]);
      });
    }
  };
}

/// Conditions are asked of the units that the earlier ones left, and each value of the units it is the value of.
template <typename T>
void plan_compiler::pick_case(const std::vector<std::size_t>& in, std::size_t id, node& made) {
  std::vector<std::size_t> conditions, chosen;
  for (std::size_t i = 0; i + 1 < in.size(); i += 2) {
    conditions.push_back(in[i]);
    chosen.push_back(in[i + 1]);
  }
  chosen.push_back(in.back());
  if (made.kind == value_kind::text) chosen = with_one_dictionary(chosen, made);
  made.run = [id, when = sources_of(conditions, made.frame), then = sources_of(chosen, made.frame), all = p_.all_,
              varies = made.varies](workspace& w, const some_units& of) {
    values<T>& out = w.lanes[id].of<T>();
    unit_list open(w, of), here(w, of.count);
    for (std::size_t i = 0; i < then.size() && !open.empty(); ++i) {
      const bool otherwise = i == when.size();
      truth_reader t;
      if (!otherwise) {
        when[i].ask(w, open);
        t = when[i].truths(w);
      }
      here.take(open, [t, otherwise](std::size_t u) { return otherwise || t.yes(u) != 0; });
      then[i].ask(w, here);
      if (!varies) {
        const reader<T> r = then[i].template read<T>(w);
        for (const std::uint32_t u : here.span()) out.own[u] = r.value(u);
      }
      if (!otherwise) open.keep([t, all](std::size_t u) { return t.yes(u) != all; });
    }
    if (!varies) return;
    std::vector<truth_reader> holds;
    for (const source& s : when) holds.push_back(s.truths(w));
    std::vector<reader<T>> readers;
    for (const source& s : then) readers.push_back(s.read<T>(w));
    of.each([&](std::size_t u) {
      out.begin(u);
      period_mask left = all;
      const auto put = [&](T v, period_mask m) { out.put(u, v, m); };
      for (std::size_t i = 0; i < holds.size() && left != 0; ++i) {
        const period_mask yes = holds[i].yes(u) & left;
        if (yes != 0) readers[i].known(u, yes, put);
        left &= ~yes;
      }
      if (left != 0) readers.back().known(u, left, put);
    });
  };
}

/// The earlier or smaller of two values, or the later or larger; of one that is known, that one.
template <typename T>
void plan_compiler::pick_smaller(const expression& e, const std::vector<std::size_t>& in, std::size_t id, node& made) {
  made.run = [id, a = from(in[0], made.frame), b = from(in[1], made.frame), larger = e.what == operation::later,
              all = p_.all_, varies = made.varies](workspace& w, const some_units& of) {
    a.ask(w, of);
    b.ask(w, of);
    const reader<T> x = a.read<T>(w), y = b.read<T>(w);
    values<T>& out = w.lanes[id].of<T>();
    const auto pick = [larger](T one, T two) {
      if (is_none(one)) return two;
      if (is_none(two)) return one;
      return larger ? std::max(one, two) : std::min(one, two);
    };
    of.each([&](std::size_t u) {
      if (!varies) {
        out.own[u] = pick(x.value(u), y.value(u));
        return;
      }
      out.begin(u);
      x.every(u, all, [&](T one, period_mask here) {
        y.every(u, here, [&](T two, period_mask both) { out.put(u, pick(one, two), both); });
      });
    });
  };
}

}  // namespace ascof

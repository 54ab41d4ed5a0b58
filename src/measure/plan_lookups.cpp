#include <algorithm>
#include <array>
#include <tuple>

#include "ascof/core/text.hpp"
#include "plan_compiler.hpp"

namespace ascof {
namespace {

/// Before and after any day there is; neither is missing.
constexpr day before_all{std::numeric_limits<std::int32_t>::min() + 1};
constexpr day after_all{std::numeric_limits<std::int32_t>::max()};

/// A value that differs from period to period while it is put together; every period has one.
template <typename T>
class value_in_work {
 public:
  void start(T value, period_mask all) { parts_.assign(1, {value, all}); }
  /// Replaces the value by f(value) in some periods.
  template <typename F>
  void update(period_mask in, F f) {
    const std::size_t parts = parts_.size();
    for (std::size_t i = 0; i < parts && in != 0; ++i) {
      const period_mask here = parts_[i].in & in;
      if (here == 0) continue;
      in &= ~here;
      const T next = f(parts_[i].value);
      if (next == parts_[i].value) continue;
      if (here == parts_[i].in) {
        parts_[i].value = next;
      } else {
        parts_[i].in &= ~here;
        parts_.push_back({next, here});
      }
    }
  }
  void put_into(values<T>& to, std::size_t unit) const {
    to.begin(unit);
    for (const piece<T>& part : parts_) to.put(unit, part.value, part.in);
  }

 private:
  std::vector<piece<T>> parts_;
};

}  // namespace

/// What a look-up looks through, for whom, and what it lets in.
struct plan_compiler::through {
  struct window {
    source dated;
    std::optional<source> after, until;
  };
  const plan* of = nullptr;
  std::size_t target = plan::people;
  std::size_t child = plan::events;
  std::optional<source> where{};
  std::optional<source> value{};
  std::vector<window> windows{};
  std::optional<source> back{};  ///< what each of them belongs to: the unit that looks, or
  std::optional<source> own{};   ///< what the unit that looks belongs to itself
};

/// The units of one block that fit.
class plan_compiler::found_units {
 public:
  found_units(const through& how, workspace& in, const some_units& of)
      : how_(how),
        through_(how.of->units_of(how.child, in)),
        person_(how.of->units_of(how.target, in).person.data()),
        all_(how.of->all_periods()),
        kept_(in, through_.count),
        first_of_(in, in.frames[plan::people].count + 1) {
    find(in, of);
    if (how.where) holds_ = how.where->truths(in);
    index(in);
    varies_ = (how.where && how.where->varies) || !through_.exists.empty();
    if (how.back) {
      how.back->ask(in, hits_);
      back_ = how.back->read<std::uint32_t>(in);
      varies_ = varies_ || back_.varies;
      if (how.own) {
        how.own->ask(in, of);
        own_ = how.own->read<std::uint32_t>(in);
        varies_ = varies_ || own_.varies;
      }
    }
    if (how.value) how.value->ask(in, hits_);
    if (how.windows.empty()) return;
    unit_list concerned(in, of);
    concerned.keep([this](std::size_t u) { return begin_of(u) != end_of(u); });
    for (const through::window& w : how.windows) {
      w.dated.ask(in, hits_);
      opened o{w.dated.read<day>(in), {}, {}, w.after.has_value(), w.until.has_value()};
      if (w.after) {
        w.after->ask(in, concerned);
        o.from = w.after->read<day>(in);
      }
      if (w.until) {
        w.until->ask(in, concerned);
        o.to = w.until->read<day>(in);
      }
      open_.push_back(o);
      varies_ = varies_ || o.dates.varies || o.from.varies || o.to.varies;
    }
  }

  /// All of them, in order.
  const some_units& hits() const { return hits_; }
  /// Calls then(unit looked through, periods) for all that fit a unit of `of`.
  template <typename Then>
  void each(std::size_t unit, Then then) const {
    const std::size_t begin = begin_of(unit), end = end_of(unit);
    if (begin == end) return;
    if (!varies_) return each_at_once(unit, begin, end, then);
    for (std::size_t i = begin; i < end; ++i) {
      const std::uint32_t c = hit(i);
      period_mask in = (how_.where ? holds_.yes(c) : all_) & through_.there(c);
      if (how_.back && in != 0) in = leading_to(unit, c, in);
      for (const opened& o : open_)
        if (in != 0) in = inside(o, unit, c, in);
      if (in != 0) then(c, in);
    }
  }

 private:
  struct opened {
    reader<day> dates, from, to;
    bool begins, ends;
  };

  void find(workspace& in, const some_units& of) {
    const plan& p = *how_.of;
    const bool asked_of_most = of.is_all() || of.count * 4 >= p.units_of(how_.target, in).count;
    if (asked_of_most) {
      hits_ = how_.where ? p.hits(how_.where->number, how_.child, in, kept_) : some_units{nullptr, through_.count};
      return;
    }
    unit_list people(in, of.count);
    people.take_people(of, person_);
    for (const std::uint32_t person : people.span())
      for (std::uint32_t c = through_.first[person]; c < through_.first[person + 1]; ++c) kept_.push(c);
    if (how_.where) {
      how_.where->ask(in, kept_);
      const truth_reader t = how_.where->truths(in);
      kept_.keep([&](std::size_t c) { return t.yes(c) != 0; });
    }
    hits_ = kept_;
  }
  void index(const workspace& in) {
    const std::size_t people = in.frames[plan::people].count;
    if (hits_.units == nullptr) {
      for (std::size_t p = 0; p <= people; ++p) first_of_.push(through_.first[p]);
      return;
    }
    std::size_t i = 0;
    for (std::size_t p = 0; p < people; ++p) {
      first_of_.push(i);
      while (i < hits_.count && through_.person[hits_.units[i]] == p) ++i;
    }
    first_of_.push(i);
  }
  std::size_t begin_of(std::size_t unit) const { return first_of_[person_[unit]]; }
  std::size_t end_of(std::size_t unit) const { return first_of_[person_[unit] + 1]; }

  std::uint32_t hit(std::size_t i) const {
    return hits_.units == nullptr ? static_cast<std::uint32_t>(i) : hits_.units[i];
  }

  /// When nothing depends on the period. A window without a known beginning or end lets nothing in.
  template <typename Then>
  void each_at_once(std::size_t unit, std::size_t begin, std::size_t end, Then& then) const {
    struct bounds {
      day first, last;
    };
    // What none belongs to nothing, and not to the same nothing.
    const std::uint32_t wanted = !how_.back ? 0 : how_.own ? own_.value(unit) : static_cast<std::uint32_t>(unit) + 1;
    if (how_.back && wanted == 0) return;
    std::array<bounds, 2> of{};
    for (std::size_t w = 0; w < open_.size(); ++w) {
      of[w] = {open_[w].begins ? open_[w].from.value(unit) : before_all,
               open_[w].ends ? open_[w].to.value(unit) : after_all};
      if (!of[w].first || !of[w].last) return;
    }
    for (std::size_t i = begin; i < end; ++i) {
      const std::uint32_t c = hit(i);
      bool fits = !how_.back || back_.value(c) == wanted;
      for (std::size_t w = 0; w < open_.size(); ++w) {
        const day d = open_[w].dates.value(c);
        fits = fits && d >= of[w].first && d <= of[w].last;
      }
      if (fits) then(c, all_);
    }
  }

  /// The periods in which a unit looked through belongs to the one that looks.
  period_mask leading_to(std::size_t unit, std::uint32_t c, period_mask in) const {
    period_mask own = 0;
    back_.known(c, in, [&](std::uint32_t to, period_mask here) {
      if (!how_.own) {
        own |= to == unit + 1 ? here : 0;
        return;
      }
      own_.known(unit, here, [&](std::uint32_t same, period_mask m) { own |= to == same ? m : 0; });
    });
    return own;
  }

  /// The same for windows that differ from period to period.
  static period_mask inside(const opened& o, std::size_t unit, std::uint32_t c, period_mask in) {
    period_mask fits = 0;
    o.dates.known(c, in, [&](day d, period_mask here) {
      period_mask begun = o.begins ? 0 : here;
      if (o.begins) o.from.known(unit, here, [&](day first, period_mask m) { begun |= first <= d ? m : 0; });
      period_mask open = o.ends ? 0 : begun;
      if (o.ends) o.to.known(unit, begun, [&](day last, period_mask m) { open |= d <= last ? m : 0; });
      fits |= open;
    });
    return fits;
  }

  const through& how_;
  const units& through_;
  const std::uint32_t* person_;
  period_mask all_;
  unit_list kept_;
  unit_list first_of_;  // hit by person
  some_units hits_{};
  truth_reader holds_{};
  reader<std::uint32_t> back_{}, own_{};
  std::vector<opened> open_;
  bool varies_ = false;  // what fits can differ from period to period
};

plan_compiler::kernel plan_compiler::any_of_them(through how, std::size_t id, bool varies) {
  return [=](workspace& w, const some_units& of) {
    const found_units found(how, w, of);
    lane& out = w.lanes[id];
    const period_mask all = how.of->all_periods();
    const units& looked_through = w.frames[how.child];
    // Most people have nothing: those who do are gone to from what they have.
    if (of.is_all() && how.target == plan::people && how.where && how.windows.empty() && !how.back &&
        looked_through.exists.empty()) {
      const std::uint32_t* person = looked_through.person.data();
      if (!varies) {
        std::fill_n(out.flags.data(), of.count, flag::no);
        found.hits().each([person, to = out.flags.data()](std::size_t c) { to[person[c]] = flag::yes; });
        return;
      }
      std::fill_n(out.yes.data(), of.count, 0);
      const truth_reader holds = how.where->truths(w);
      found.hits().each([&](std::size_t c) { out.yes[person[c]] |= holds.yes(c); });
      if (how.of->wants_all_three(id)) of.each([&](std::size_t u) { out.no[u] = all & ~out.yes[u]; });
      return;
    }
    of.each([&](std::size_t u) {
      period_mask yes = 0;
      found.each(u, [&](std::uint32_t, period_mask in) { yes |= in; });
      out.set(u, varies, yes, all & ~yes);
    });
  };
}

/// What a step makes of `none` and the values of all units that fit, one after the other.
template <typename T, typename V, typename Step>
plan_compiler::kernel plan_compiler::folded(through how, std::size_t id, bool varies, T none, Step step) {
  return [=](workspace& w, const some_units& of) {
    const found_units found(how, w, of);
    reader<V> value;
    if (how.value) value = how.value->read<V>(w);
    values<T>& out = w.lanes[id].of<T>();
    const auto for_values = [&](std::size_t unit, auto then) {
      found.each(unit, [&](std::uint32_t c, period_mask in) {
        if (how.value) {
          value.known(c, in, then);
        } else {
          then(V{}, in);
        }
      });
    };
    if (!varies) {
      of.each([&](std::size_t u) {
        out.own[u] = none;
        for_values(u, [&](V v, period_mask) { out.own[u] = step(out.own[u], v); });
      });
      return;
    }
    value_in_work<T> work;
    of.each([&](std::size_t u) {
      work.start(none, how.of->all_periods());
      for_values(u, [&](V v, period_mask here) { work.update(here, [&](T state) { return step(state, v); }); });
      work.put_into(out, u);
    });
  };
}

/// The unit that comes first by the keys; missing ones last, ties by place.
plan_compiler::kernel plan_compiler::first_of_them(const expression& e, const std::vector<std::size_t>& in, through how,
                                                   std::size_t id, bool varies) const {
  struct sort_key {
    source of;
    value_kind kind;
    bool descending;
    std::vector<double> by_code;
  };
  std::vector<sort_key> keys;
  bool keys_vary = false;
  for (std::size_t i = first_key; i < in.size(); ++i) {
    sort_key k{from(in[i], how.child), p_.nodes_[in[i]].kind, e.descending[i - first_key], {}};
    keys_vary = keys_vary || k.of.varies;
    if (k.kind == value_kind::text) {
      // By the folded text, byte by byte.
      const dictionary& words = *p_.nodes_[in[i]].words;
      std::vector<std::string> forms;
      for (code c = 1; c < words.size(); ++c) forms.push_back(fold(words[c]));
      std::vector<std::string> sorted = forms;
      std::sort(sorted.begin(), sorted.end());
      k.by_code.push_back(no_value<double>());
      for (const std::string& form : forms)
        k.by_code.push_back(static_cast<double>(std::lower_bound(sorted.begin(), sorted.end(), form) - sorted.begin()));
    }
    keys.push_back(std::move(k));
  }
  return [=](workspace& w, const some_units& of) {
    const found_units found(how, w, of);
    for (const sort_key& k : keys) k.of.ask(w, found.hits());
    /// A unit's key as a number in a period.
    const auto key_of = [&](const sort_key& k, std::size_t p, std::uint32_t c) {
      switch (k.kind) {
        case value_kind::date: {
          const day d = k.of.read<day>(w).in(p, c);
          return d ? static_cast<double>(d.number) : no_value<double>();
        }
        case value_kind::number: return k.of.read<double>(w).in(p, c);
        case value_kind::text: return k.by_code[k.of.read<std::uint32_t>(w).in(p, c)];
        default: {
          const kleene holds = k.of.truths(w).in(p, c);
          return holds == flag::unknown ? no_value<double>() : holds == flag::yes ? 1.0 : 0.0;
        }
      }
    };
    /// The number from 1 of the better of the best so far and a unit behind it.
    const auto better = [&](std::uint32_t best, std::uint32_t c, std::size_t p) {
      if (best == 0) return c + 1;
      for (const sort_key& k : keys) {
        const double now = key_of(k, p, best - 1);
        const double next = key_of(k, p, c);
        if (is_none(next)) {
          if (is_none(now)) continue;
          return best;
        }
        if (is_none(now) || (k.descending ? next > now : next < now)) return c + 1;
        if (next != now) return best;
      }
      return best;
    };
    values<std::uint32_t>& out = w.lanes[id].codes;
    if (!varies) {
      of.each([&](std::size_t u) {
        std::uint32_t best = 0;
        found.each(u, [&](std::uint32_t c, period_mask) { best = better(best, c, 0); });
        out.own[u] = best;
      });
      return;
    }
    value_in_work<std::uint32_t> work;
    of.each([&](std::size_t u) {
      work.start(0, how.of->all_periods());
      found.each(u, [&](std::uint32_t c, period_mask here) {
        if (!keys_vary) {
          work.update(here, [&](std::uint32_t best) { return better(best, c, 0); });
          return;
        }
        each_period(here, [&](std::size_t p) {
          work.update(period_mask{1} << p, [&](std::uint32_t best) { return better(best, c, p); });
        });
      });
      work.put_into(out, u);
    });
  };
}

void plan_compiler::look_up(const expression& e, const std::vector<std::size_t>& in, std::size_t id, node& made) {
  through how{.of = &p_, .target = made.frame, .child = frame(e.from)};
  const auto optional = [&](std::size_t i, std::size_t of) {
    return in[i] == absent ? std::nullopt : std::optional(from(in[i], of));
  };
  how.where = optional(0, how.child);
  how.value = optional(1, how.child);
  how.back = optional(way_back, how.child);
  how.own = optional(own_way, how.target);
  for (const std::size_t w : {2U, 5U})
    if (in[w + 1] != absent || in[w + 2] != absent)
      how.windows.push_back({from(in[w], how.child), optional(w + 1, how.target), optional(w + 2, how.target)});
  if (how.child >= 3 && p_.builders_[how.child - 3].of && p_.builders_[how.child - 3].of->depends_on_period)
    made.varies = made.varies || p_.periods_.size() > 1;
  const bool varies = made.varies;
  const auto extreme = [&](auto comes_first) {
    with_type(e.kind, [&](auto kind) {
      using T = decltype(kind);
      made.run = folded<T, T>(how, id, varies, no_value<T>(), [comes_first](T state, T v) {
        return is_none(state) || comes_first(v, state) ? v : state;
      });
    });
  };
  switch (e.what) {
    case operation::any_in: made.run = any_of_them(how, id, varies); break;
    case operation::count_in:
      made.run = folded<double, double>(how, id, varies, 0.0, [](double state, double) { return state + 1; });
      break;
    case operation::sum_in:
      made.run = folded<double, double>(how, id, varies, no_value<double>(),
                                        [](double state, double v) { return is_none(state) ? v : state + v; });
      break;
    case operation::least_in: extreme(std::less<>()); break;
    case operation::greatest_in: extreme(std::greater<>()); break;
    default: made.run = first_of_them(e, in, how, id, varies); break;
  }
}

// ---------------------------------------------------------------------------------------------------------- kept_apart

/// Works all units of the block out at once: whether one stands hangs on those before it.
void plan_compiler::kept_apart(const expression& e, const std::vector<std::size_t>& in, std::size_t id, node& made) {
  using parts = std::vector<std::uint32_t>;
  std::vector<parts> parts_of;  // by code of `alike`: numbers of its parts, in order
  std::optional<source> alike, then_by;
  if (in[2] != absent) {
    alike = from(in[2], made.frame);
    const dictionary& words = *p_.nodes_[in[2]].words;
    dictionary known;
    for (code c = 0; c < words.size(); ++c) {
      parts own;
      if (c != missing_code)
        each_part(fold(words[c]), [&](std::string_view part) { own.push_back(known.intern(part)); });
      std::sort(own.begin(), own.end());
      parts_of.push_back(std::move(own));
    }
  }
  std::vector<code> rank;
  if (in[3] != absent) {
    then_by = from(in[3], made.frame);
    rank = sorted_ranks(*p_.nodes_[in[3]].words);
  }
  made.run = [id, p = &p_, frame = made.frame, where = from(in[0], made.frame), dated = from(in[1], made.frame), alike,
              then_by, parts_of, rank, within = static_cast<std::int32_t>(e.number)](workspace& w, const some_units&) {
    const units& all = p->units_of(frame, w);
    const some_units whole{nullptr, all.count};
    where.ask(w, whole);
    dated.ask(w, whole);
    if (alike) alike->ask(w, whole);
    if (then_by) then_by->ask(w, whole);
    const truth_reader holds = where.truths(w);
    const reader<day> date = dated.read<day>(w);
    reader<std::uint32_t> about, next;
    if (alike) about = alike->read<std::uint32_t>(w);
    if (then_by) next = then_by->read<std::uint32_t>(w);
    std::uint8_t* flags = w.lanes[id].flags.data();
    const auto share = [&](std::size_t a, std::size_t b) {
      if (!alike) return true;
      const parts &one = parts_of[about.value(a)], &two = parts_of[about.value(b)];
      return std::find_first_of(one.begin(), one.end(), two.begin(), two.end()) != one.end();
    };
    const units& people = w.frames[plan::people];
    std::vector<std::uint32_t> own, standing;
    for (std::size_t person = 0; person < people.count; ++person) {
      own.clear();
      for (std::uint32_t u = all.first[person]; u < all.first[person + 1]; ++u) {
        const bool wanted = (holds.yes(u) & 1U) != 0;
        flags[u] = kleene_of(wanted);
        if (wanted && date.value(u) && people.there(person) != 0) own.push_back(u);
      }
      const auto place = [&](std::uint32_t u) {
        return std::tuple(date.value(u).number, then_by ? rank[next.value(u)] : 0U, u);
      };
      std::sort(own.begin(), own.end(), [&](std::uint32_t a, std::uint32_t b) { return place(a) < place(b); });
      standing.clear();
      for (const std::uint32_t u : own) {
        const bool again = std::any_of(standing.begin(), standing.end(), [&](std::uint32_t before) {
          return days_between(date.value(before), date.value(u)) <= within && share(before, u);
        });
        if (again) {
          flags[u] = flag::no;
        } else {
          standing.push_back(u);
        }
      }
    }
  };
}

// ------------------------------------------------------------------------------------------------------------- at_unit

/// Asks a value of the units that were picked.
void plan_compiler::ask_of_picked(const source& picked, const source& value, const some_units& of, workspace& in) {
  picked.ask(in, of);
  if (in.lanes[value.number].known == lane::extent::everything) return;
  const reader<std::uint32_t> which = picked.read<std::uint32_t>(in);
  std::size_t most = of.count;
  if (which.varies) {
    most = 0;
    of.each([&](std::size_t u) { which.known(u, every_period, [&](std::uint32_t, period_mask) { ++most; }); });
  }
  unit_list units(in, most);
  of.each([&](std::size_t u) {
    which.known(u, every_period, [&](std::uint32_t unit, period_mask) { units.push(unit - 1); });
  });
  units.put_in_order(value.of->units_of(value.frame, in).count);
  value.ask(in, units);
}

template <typename T>
plan_compiler::kernel plan_compiler::gathered(source picked, source value, std::size_t id, bool varies) {
  return [=, all = picked.of->all_periods()](workspace& w, const some_units& of) {
    ask_of_picked(picked, value, of, w);
    const reader<std::uint32_t> which = picked.read<std::uint32_t>(w);
    const reader<T> from = value.read<T>(w);
    values<T>& out = w.lanes[id].of<T>();
    of.each([&](std::size_t u) {
      if (!varies) {
        const std::uint32_t unit = which.value(u);
        out.own[u] = unit == 0 ? no_value<T>() : from.value(unit - 1);
        return;
      }
      out.begin(u);
      which.known(u, all, [&](std::uint32_t unit, period_mask here) {
        from.known(unit - 1, here, [&](T v, period_mask in) { out.put(u, v, in); });
      });
    });
  };
}

void plan_compiler::at_unit(const expression& e, const std::vector<std::size_t>& in, std::size_t id, node& made) {
  const std::size_t child = frame(e.in[0]->from);
  const source picked = from(in[0], made.frame);
  const source value = from(in[1], child);
  made.words = p_.nodes_[in[1]].words;
  if (made.kind != value_kind::truth)
    return with_type(made.kind,
                     [&](auto kind) { made.run = gathered<decltype(kind)>(picked, value, id, made.varies); });
  made.run = [=, all = p_.all_, varies = made.varies](workspace& w, const some_units& of) {
    ask_of_picked(picked, value, of, w);
    const reader<std::uint32_t> which = picked.read<std::uint32_t>(w);
    const truth_reader held = value.truths(w);
    lane& out = w.lanes[id];
    of.each([&](std::size_t u) {
      period_mask yes = 0, no = 0;
      which.known(u, all, [&](std::uint32_t unit, period_mask here) {
        yes |= held.yes(unit - 1) & here;
        no |= held.no(unit - 1) & here;
      });
      out.set(u, varies, yes, no);
    });
  };
}

}  // namespace ascof

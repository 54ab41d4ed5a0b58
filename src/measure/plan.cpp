#include "plan.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>
#include <mutex>
#include <tuple>
#include <type_traits>

#include "ascof/core/text.hpp"
#include "ascof/measure/fields.hpp"

namespace ascof {
namespace {

constexpr double no_number = std::numeric_limits<double>::quiet_NaN();

/// Three-valued logic, one value at a time; as the flags of a lane.
enum kleene : std::uint8_t { is_unknown, is_true, is_false };
constexpr kleene kleene_of(bool holds) { return holds ? is_true : is_false; }

/// Calls `then` with the comparison as a function, so that a loop does not ask which one it is.
template <typename Then>
void with_comparison(comparison how, Then then) {
  switch (how) {
    case comparison::less: then([](auto a, auto b) { return a < b; }); break;
    case comparison::at_most: then([](auto a, auto b) { return a <= b; }); break;
    case comparison::equal: then([](auto a, auto b) { return a == b; }); break;
    case comparison::not_equal: then([](auto a, auto b) { return a != b; }); break;
    case comparison::at_least: then([](auto a, auto b) { return a >= b; }); break;
    case comparison::greater: then([](auto a, auto b) { return a > b; }); break;
  }
}

bool is_none(day d) { return d.is_missing(); }
bool is_none(double x) { return std::isnan(x); }

/// Calls `then` with a function that reads a code, so that a loop does not ask how wide the codes are.
template <typename Then>
void with_width(const code_vector& codes, Then then) {
  const std::uint8_t* bytes = codes.bytes();
  const auto wide = [bytes](auto kind) {
    using T = decltype(kind);
    return [bytes](std::size_t row) {
      T value;
      std::memcpy(&value, bytes + row * sizeof(T), sizeof(T));
      return static_cast<code>(value);
    };
  };
  switch (codes.width()) {
    case 0: then([](std::size_t) { return missing_code; }); break;
    case 1: then(wide(std::uint8_t{})); break;
    case 2: then(wide(std::uint16_t{})); break;
    default: then(wide(std::uint32_t{})); break;
  }
}

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

/// SQL's LIKE on folded texts: `%` is any run of characters.
bool is_like(std::string_view text, std::string_view pattern) {
  std::size_t t = 0, p = 0;
  std::size_t star = std::string_view::npos, mark = 0;
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == '%') {
      star = p++;
      mark = t;
    } else if (p < pattern.size() && pattern[p] == text[t]) {
      ++p;
      ++t;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      t = ++mark;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '%') ++p;
  return p == pattern.size();
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

/// Makes the nodes of one expression.
class plan_compiler {
 public:
  explicit plan_compiler(plan& to) : p_(to) {}

  std::size_t compile(const expr& given);
  std::size_t frame(const unit_frame& of);

 private:
  static expr cheaper(const expr& whole);

  using node = plan::node;
  using kernel = plan::kernel;

  /// Reads values of a node for units of a frame.
  template <typename T>
  struct reader {
    const T* values = nullptr;
    std::size_t plane = 0;
    const std::uint32_t* via = nullptr;
    bool one = true;
    T operator()(std::size_t period, std::size_t unit) const {
      return values[period * plane + (via != nullptr ? via[unit] : one ? 0 : unit)];
    }
  };

  /// Reads a condition for units of a frame: bits of the periods.
  struct truth_reader {
    const std::uint8_t* flags = nullptr;
    const period_mask* yes_bits = nullptr;
    const period_mask* no_bits = nullptr;
    period_mask all = 0;
    const std::uint32_t* via = nullptr;
    bool one = true;

    std::size_t at(std::size_t unit) const { return via != nullptr ? via[unit] : one ? 0 : unit; }
    /// Of a condition that is the same in all periods.
    std::uint8_t flag(std::size_t unit) const { return flags[at(unit)]; }
    period_mask yes(std::size_t unit) const {
      return flags != nullptr ? (flags[at(unit)] & 1U) != 0 ? all : 0 : yes_bits[at(unit)];
    }
    period_mask no(std::size_t unit) const {
      return flags != nullptr ? (flags[at(unit)] & 2U) != 0 ? all : 0 : no_bits[at(unit)];
    }
    kleene in(std::size_t period, std::size_t unit) const {
      return (yes(unit) >> period & 1U) != 0 ? is_true : (no(unit) >> period & 1U) != 0 ? is_false : is_unknown;
    }
  };

  /// Where a node's values are for units of a frame; made once per block.
  struct source {
    std::size_t number = 0;  ///< of the node
    std::size_t own = plan::every;
    std::size_t frame = plan::every;
    bool varies = false;

    template <typename T>
    reader<T> read(const workspace& in, const std::vector<T>& values) const {
      const bool direct = own == frame;
      return {values.data(), varies ? in.frames[own].count : 0,
              !direct && own == plan::people ? in.frames[frame].person.data() : nullptr, !direct && own == plan::every};
    }
    reader<day> days(const workspace& in) const { return read(in, in.lanes[number].days); }
    reader<double> numbers(const workspace& in) const { return read(in, in.lanes[number].numbers); }
    reader<std::uint32_t> codes(const workspace& in) const { return read(in, in.lanes[number].codes); }
    truth_reader truths(const workspace& in, period_mask all) const {
      const lane& l = in.lanes[number];
      const bool direct = own == frame;
      return {varies ? nullptr : l.flags.data(),
              l.yes.data(),
              l.no.data(),
              all,
              !direct && own == plan::people ? in.frames[frame].person.data() : nullptr,
              !direct && own == plan::every};
    }
    template <typename T>
    reader<T> values(const workspace& in) const {
      if constexpr (std::is_same_v<T, day>) return days(in);
      if constexpr (std::is_same_v<T, double>) return numbers(in);
      if constexpr (std::is_same_v<T, std::uint32_t>) return codes(in);
    }
  };

  std::vector<source> sources_of(const std::vector<std::size_t>& in, std::size_t frame) const {
    std::vector<source> all;
    for (const std::size_t i : in) all.push_back(from(i, frame));
    return all;
  }
  source from(std::size_t number, std::size_t frame) const {
    return {number, p_.nodes_[number].frame, frame, p_.nodes_[number].varies};
  }

  template <typename T>
  static std::vector<T>& values_of(lane& l) {
    if constexpr (std::is_same_v<T, day>) return l.days;
    if constexpr (std::is_same_v<T, double>) return l.numbers;
    if constexpr (std::is_same_v<T, std::uint32_t>) return l.codes;
  }

  /// A kernel that computes value by value. `prepare(in)` returns the function (period, unit) -> T.
  template <typename T, typename Prepare>
  kernel valued(std::size_t id, std::size_t frame, bool varies, Prepare prepare) const {
    const std::size_t planes = varies ? p_.periods_.size() : 1;
    return [=](workspace& in) {
      const std::size_t n = in.frames[frame].count;
      auto value = prepare(in);
      std::vector<T>& out = values_of<T>(in.lanes[id]);
      out.resize(planes * n);
      T* to = out.data();
      for (std::size_t period = 0; period < planes; ++period)
        for (std::size_t unit = 0; unit < n; ++unit) *to++ = value(period, unit);
    };
  }

  /// A kernel that decides value by value, (period, unit) -> kleene.
  template <typename Prepare>
  kernel decided(std::size_t id, std::size_t frame, bool varies, Prepare prepare) const {
    const std::size_t planes = p_.periods_.size();
    if (!varies)
      return [=](workspace& in) {
        const std::size_t n = in.frames[frame].count;
        auto decide = prepare(in);
        std::vector<std::uint8_t>& out = in.lanes[id].flags;
        out.resize(n);
        std::uint8_t* to = out.data();
        for (std::size_t unit = 0; unit < n; ++unit) to[unit] = decide(0, unit);
      };
    return [=](workspace& in) {
      const std::size_t n = in.frames[frame].count;
      auto decide = prepare(in);
      lane& out = in.lanes[id];
      out.yes.resize(n);
      out.no.resize(n);
      for (std::size_t unit = 0; unit < n; ++unit) {
        period_mask yes = 0, no = 0;
        for (std::size_t period = 0; period < planes; ++period) {
          const std::uint8_t k = decide(period, unit);
          yes |= static_cast<period_mask>(k & 1U) << period;
          no |= static_cast<period_mask>(k >> 1U) << period;
        }
        out.yes[unit] = yes;
        out.no[unit] = no;
      }
    };
  }

  /// A kernel for conditions made of conditions: `flags(unit)` when none depends on the period, else `bits(unit)`, which
  /// gives true and false ones. Both get readers of the inputs.
  template <typename Flags, typename Bits>
  kernel combined(std::size_t id, std::size_t frame, bool varies, std::vector<source> sources, Flags flags,
                  Bits bits) const {
    const period_mask all = p_.all_;
    const auto readers = [sources = std::move(sources), all](const workspace& in) {
      std::vector<truth_reader> made;
      for (const source& s : sources) made.push_back(s.truths(in, all));
      return made;
    };
    if (!varies)
      return [=](workspace& in) {
        const std::size_t n = in.frames[frame].count;
        const std::vector<truth_reader> from = readers(in);
        std::vector<std::uint8_t>& out = in.lanes[id].flags;
        out.resize(n);
        for (std::size_t unit = 0; unit < n; ++unit) out[unit] = flags(from, unit);
      };
    return [=](workspace& in) {
      const std::size_t n = in.frames[frame].count;
      const std::vector<truth_reader> from = readers(in);
      lane& out = in.lanes[id];
      out.yes.resize(n);
      out.no.resize(n);
      for (std::size_t unit = 0; unit < n; ++unit) std::tie(out.yes[unit], out.no[unit]) = bits(from, unit);
    };
  }

  std::size_t add(node&& made) {
    p_.nodes_.push_back(std::move(made));
    p_.order_.push_back(p_.nodes_.size() - 1);
    return p_.nodes_.size() - 1;
  }

  std::string key(const expression& e, const std::vector<std::size_t>& in, std::size_t frame) const;
  std::size_t make(const expr& e, const std::vector<std::size_t>& in, std::size_t frame);
  void leaf(const expression& e, std::size_t id, node& made);
  void logic(const expression& e, const std::vector<std::size_t>& in, std::size_t id, node& made);
  void compare(const expression& e, const std::vector<std::size_t>& in, std::size_t id, node& made);
  template <typename T>
  void compare_values(comparison how, std::size_t a, std::size_t b, std::size_t id, node& made);
  void compare_with_bound(comparison how, std::size_t a, std::size_t bound, std::size_t id, node& made);
  void shift_months(std::size_t in, int months, std::size_t id, node& made);
  void text_test(const expression& e, std::size_t in, std::size_t id, node& made);
  void test_missing(std::size_t in, std::size_t id, node& made);
  template <typename T>
  void pick_known(const std::vector<std::size_t>& in, std::size_t id, node& made);
  template <typename T>
  void pick_case(const std::vector<std::size_t>& in, std::size_t id, node& made);
  template <typename T>
  void pick_smaller(const expression& e, const std::vector<std::size_t>& in, std::size_t id, node& made);
  void arithmetic(const expression& e, const std::vector<std::size_t>& in, std::size_t id, node& made);
  void reduce(const expression& e, const std::vector<std::size_t>& in, std::size_t id, node& made);
  void at_unit(const expression& e, const std::vector<std::size_t>& in, std::size_t id, node& made);
  std::vector<std::size_t> with_one_dictionary(std::vector<std::size_t> texts, node& made);

  plan& p_;
};

// ------------------------------------------------------------------------------------------------------------- plan

plan::plan(const study& of, std::vector<period> periods)
    : study_(&of),
      periods_(std::move(periods)),
      all_(periods_.size() >= most_periods ? every_period : (period_mask{1} << periods_.size()) - 1) {}

std::size_t plan::add(const expr& e) { return plan_compiler(*this).compile(e); }
std::size_t plan::frame(const unit_frame& of) { return plan_compiler(*this).frame(of); }

workspace plan::make_workspace() const {
  workspace made;
  made.frames.resize(3 + builders_.size());
  made.lanes.resize(nodes_.size());
  units& all = made.frames[every];
  all.count = 1;
  all.person.assign(1, 0);
  for (const std::size_t n : order_)
    if (nodes_[n].frame == every && nodes_[n].run) nodes_[n].run(made);
  return made;
}

void plan::run(std::size_t first_person, std::size_t last_person, workspace& in) const {
  in.first_person = first_person;
  in.last_person = last_person;
  const std::size_t number = last_person - first_person;
  units& persons = in.frames[people];
  persons.count = number;
  persons.person.resize(number);
  for (std::size_t i = 0; i < number; ++i) persons.person[i] = static_cast<std::uint32_t>(i);
  units& rows = in.frames[events];
  in.first_row = study_->people.rows_of(first_person).first;
  rows.count = study_->people.rows_of(last_person - 1).last - in.first_row;
  rows.person.resize(rows.count);
  rows.first.resize(number + 1);
  for (std::size_t i = 0; i < number; ++i) {
    const row_range range = study_->people.rows_of(first_person + i);
    rows.first[i] = range.first - in.first_row;
    std::fill(rows.person.begin() + rows.first[i], rows.person.begin() + (range.last - in.first_row),
              static_cast<std::uint32_t>(i));
  }
  rows.first[number] = static_cast<std::uint32_t>(rows.count);
  for (const std::size_t n : order_)
    if (nodes_[n].run && nodes_[n].frame != every && !is_of_nobody(nodes_[n].frame)) nodes_[n].run(in);
}

void plan::run_rest(workspace& in) const {
  for (const std::size_t n : order_)
    if (nodes_[n].run && is_of_nobody(nodes_[n].frame)) nodes_[n].run(in);
}

namespace {

/// Puts a builder's units into a block.
class block_writer : public unit_writer {
 public:
  block_writer(units& of, std::vector<lane*> columns, const std::vector<episode_column>& kinds, period_mask all,
               std::uint32_t first_row)
      : units_(of), columns_(std::move(columns)), kinds_(kinds), all_(all), first_row_(first_row) {}

  void begin(std::uint32_t person) { person_ = person; }

  void add(period_mask in) override {
    units_.person.push_back(person_);
    units_.exists.push_back(in & all_);
    units_.place.push_back(0);
    ++units_.count;
    for (std::size_t c = 0; c < columns_.size(); ++c) {
      lane& to = *columns_[c];
      switch (kinds_[c].kind) {
        case value_kind::truth: to.flags.push_back(is_unknown); break;
        case value_kind::date: to.days.push_back(missing_day); break;
        case value_kind::number: to.numbers.push_back(no_number); break;
        default: to.codes.push_back(0);
      }
    }
  }
  void set(std::size_t column, day value) override { columns_[column]->days.back() = value; }
  void set(std::size_t column, double value) override { columns_[column]->numbers.back() = value; }
  void set_truth(std::size_t column, bool value) override { columns_[column]->flags.back() = kleene_of(value); }
  void set_code(std::size_t column, code value) override { columns_[column]->codes.back() = value; }
  void set_event(std::size_t column, std::uint32_t row) override {
    columns_[column]->codes.back() = row - first_row_ + 1;
  }
  void set_place(std::size_t place) override { units_.place.back() = place; }

 private:
  units& units_;
  std::vector<lane*> columns_;
  const std::vector<episode_column>& kinds_;
  period_mask all_;
  std::uint32_t first_row_;
  std::uint32_t person_ = 0;
};

}  // namespace

void plan::build_units(std::size_t frame, workspace& in) const {
  const built& b = builders_[frame - 3];
  units& made = in.frames[frame];
  made.count = 0;
  made.person.clear();
  made.exists.clear();
  made.place.clear();
  made.first.clear();
  std::vector<lane*> columns;
  for (const std::size_t column : b.columns) {
    lane& to = in.lanes[column];
    to.flags.clear();
    to.days.clear();
    to.numbers.clear();
    to.codes.clear();
    columns.push_back(&to);
  }
  block_writer writer(made, std::move(columns), b.of->columns, all_, in.first_row);

  class inputs : public builder_inputs {
   public:
    inputs(const workspace& block, const std::vector<std::size_t>& nodes) : block_(block), nodes_(nodes) {}
    bool holds(std::size_t input, std::uint32_t row) const override {
      return of(input).flags[row - block_.first_row] == is_true;
    }
    day date(std::size_t input, std::uint32_t row) const override { return of(input).days[row - block_.first_row]; }
    double number(std::size_t input, std::uint32_t row) const override {
      return of(input).numbers[row - block_.first_row];
    }
    code text(std::size_t input, std::uint32_t row) const override { return of(input).codes[row - block_.first_row]; }

   private:
    const lane& of(std::size_t input) const { return block_.lanes[nodes_[input]]; }
    const workspace& block_;
    const std::vector<std::size_t>& nodes_;
  };
  const inputs values(in, b.inputs);
  if (b.of->of_nobody) {
    b.bound->build(0, values, writer);
    return;
  }
  for (std::size_t person = in.first_person; person < in.last_person; ++person) {
    const auto number = static_cast<std::uint32_t>(person - in.first_person);
    made.first.push_back(static_cast<std::uint32_t>(made.count));
    writer.begin(number);
    b.bound->build(person, values, writer);
  }
  made.first.push_back(static_cast<std::uint32_t>(made.count));
}

// ---------------------------------------------------------------------------------------------------------- compiler

std::size_t plan_compiler::frame(const unit_frame& of) {
  using level = unit_frame::level;
  switch (of.at) {
    case level::every: return plan::every;
    case level::person: return plan::people;
    case level::event: return plan::events;
    case level::episode: break;
  }
  for (std::size_t i = 0; i < p_.builders_.size(); ++i)
    if (p_.builders_[i].of->key == of.builder->key) return 3 + i;
  std::vector<std::size_t> inputs;
  for (const expr& e : of.builder->inputs) inputs.push_back(compile(e));
  plan::built made{of.builder, of.builder->bind(*p_.study_, p_.periods_), std::move(inputs), {}};
  p_.builders_.push_back(std::move(made));
  const std::size_t number = 2 + p_.builders_.size();
  // One node that makes the units, then one a column, which it fills.
  const plan* whole = &p_;
  node maker{
      .frame = number,
      .kind = value_kind::truth,
  };
  const std::size_t maker_id = add(std::move(maker));
  p_.nodes_[maker_id].run = [whole, number](workspace& in) { whole->build_units(number, in); };
  for (std::size_t c = 0; c < of.builder->columns.size(); ++c) {
    const episode_column& column = of.builder->columns[c];
    node holder{.frame = number, .kind = column.kind};
    if (column.kind == value_kind::text) {
      if (column.labels.empty()) {
        holder.words = p_.builders_[number - 3].bound->words(c);
      } else {
        auto words = std::make_shared<dictionary>();
        for (const std::string& label : column.labels) words->intern(label);
        holder.words = std::move(words);
      }
    }
    const std::size_t id = add(std::move(holder));
    p_.builders_[number - 3].columns.push_back(id);
  }
  return number;
}

std::size_t plan_compiler::compile(const expr& given) {
  if (const auto known = p_.by_address_.find(given.get()); known != p_.by_address_.end()) return known->second;
  const expr e = cheaper(given);
  std::vector<std::size_t> in;
  constexpr auto absent = std::numeric_limits<std::size_t>::max();
  for (const expr& i : e->in) in.push_back(i ? compile(i) : absent);
  const std::size_t own = frame(e->of);
  if (e->from.at == unit_frame::level::episode) frame(e->from);
  const std::string name = key(*e, in, own);
  std::size_t id = 0;
  if (const auto known = p_.by_key_.find(name); known != p_.by_key_.end()) {
    id = known->second;
  } else {
    id = make(e, in, own);
    p_.by_key_.emplace(name, id);
  }
  p_.by_address_.emplace(given.get(), id);
  p_.kept_.push_back(given);
  return id;
}

std::string plan_compiler::key(const expression& e, const std::vector<std::size_t>& in, std::size_t frame) const {
  std::string text = fmt::format("{}.{}.{}.{}.{}.{}", static_cast<int>(e.what), static_cast<int>(e.kind), frame,
                                 static_cast<int>(e.how), e.number, std::bit_cast<std::uint64_t>(e.real));
  for (const std::size_t i : in) fmt::format_to(std::back_inserter(text), " {}", i);
  if (e.from.at != unit_frame::level::every)
    fmt::format_to(std::back_inserter(text), " f{}{}", static_cast<int>(e.from.at),
                   e.from.builder ? e.from.builder->key : std::string());
  for (const std::string& t : e.texts) fmt::format_to(std::back_inserter(text), " {}:{}", t.size(), t);
  for (const double x : e.numbers) fmt::format_to(std::back_inserter(text), " n{}", x);
  for (const bool d : e.descending) text += d ? " d" : " a";
  return text;
}

std::size_t plan_compiler::make(const expr& whole, const std::vector<std::size_t>& in, std::size_t frame) {
  const expression& e = *whole;
  if (e.what == operation::episode_column) return p_.builders_[frame - 3].columns[static_cast<std::size_t>(e.number)];
  node made{.frame = frame, .kind = e.kind};
  for (const std::size_t i : in)
    if (i != std::numeric_limits<std::size_t>::max()) made.varies = made.varies || p_.nodes_[i].varies;
  const std::size_t id = p_.nodes_.size();
  p_.nodes_.emplace_back();  // kernels know their number; what they need besides is added before they are run
  const auto each_kind = [&](auto&& pick) {
    switch (e.kind) {
      case value_kind::date: pick(day{}); break;
      case value_kind::number: pick(double{}); break;
      default: pick(std::uint32_t{}); break;
    }
  };
  switch (e.what) {
    case operation::constant:
    case operation::period_bound:
    case operation::event_field:
    case operation::person_field: leaf(e, id, made); break;
    case operation::episode_column: break;
    case operation::all_of:
    case operation::any_of:
    case operation::negation: logic(e, in, id, made); break;
    case operation::compare: compare(e, in, id, made); break;
    case operation::text_in:
    case operation::text_like: text_test(e, in[0], id, made); break;
    case operation::is_missing: test_missing(in[0], id, made); break;
    case operation::shift_days:
      made.run = valued<day>(id, frame, made.varies,
                             [of = from(in[0], frame), by = static_cast<int>(e.number)](const workspace& w) {
                               return [v = of.days(w), by](std::size_t p, std::size_t u) {
                                 const day d = v(p, u);
                                 return d.is_missing() ? d : d + by;
                               };
                             });
      break;
    case operation::shift_months: shift_months(in[0], static_cast<int>(e.number), id, made); break;
    case operation::first_known:
      if (e.kind == value_kind::truth) {
        made.run = combined(
            id, frame, made.varies, sources_of(in, frame),
            [](const std::vector<truth_reader>& from, std::size_t unit) {
              std::uint8_t known = is_unknown;
              for (const truth_reader& r : from)
                if (known == is_unknown) known = r.flag(unit);
              return known;
            },
            [](const std::vector<truth_reader>& from, std::size_t unit) {
              period_mask yes = 0, no = 0;
              for (const truth_reader& r : from) {
                const period_mask open = ~(yes | no);
                yes |= r.yes(unit) & open;
                no |= r.no(unit) & open;
              }
              return std::pair(yes, no);
            });
      } else {
        each_kind([&](auto kind) { pick_known<decltype(kind)>(in, id, made); });
      }
      break;
    case operation::choose:
      if (e.kind == value_kind::truth) {
        made.run = combined(
            id, frame, made.varies, sources_of(in, frame),
            [](const std::vector<truth_reader>& from, std::size_t unit) {
              for (std::size_t i = 0; i + 1 < from.size(); i += 2)
                if (from[i].flag(unit) == is_true) return from[i + 1].flag(unit);
              return from.back().flag(unit);
            },
            [](const std::vector<truth_reader>& from, std::size_t unit) {
              period_mask yes = 0, no = 0, open = ~period_mask{0};
              for (std::size_t i = 0; i + 1 < from.size(); i += 2) {
                const period_mask here = open & from[i].yes(unit);
                yes |= from[i + 1].yes(unit) & here;
                no |= from[i + 1].no(unit) & here;
                open &= ~here;
              }
              return std::pair(yes | (from.back().yes(unit) & open), no | (from.back().no(unit) & open));
            });
      } else {
        each_kind([&](auto kind) { pick_case<decltype(kind)>(in, id, made); });
      }
      break;
    case operation::earlier:
    case operation::later:
      if (e.kind == value_kind::date) {
        pick_smaller<day>(e, in, id, made);
      } else {
        pick_smaller<double>(e, in, id, made);
      }
      break;
    case operation::days_between:
      made.run =
          valued<double>(id, frame, made.varies, [a = from(in[0], frame), b = from(in[1], frame)](const workspace& w) {
            return [x = a.days(w), y = b.days(w)](std::size_t p, std::size_t u) {
              const day one = x(p, u), two = y(p, u);
              return one && two ? static_cast<double>(ascof::days_between(one, two)) : no_number;
            };
          });
      break;
    case operation::age_on:
      made.run = valued<double>(
          id, frame, made.varies,
          [a = from(in[0], frame), b = from(in[1], frame), rule = static_cast<age_rule>(e.number)](const workspace& w) {
            return [x = a.days(w), y = b.days(w), rule](std::size_t p, std::size_t u) {
              const day birth = x(p, u), on = y(p, u);
              return birth && on ? static_cast<double>(age_by(rule, birth, on)) : no_number;
            };
          });
      break;
    case operation::add:
    case operation::subtract:
    case operation::multiply:
    case operation::divide:
    case operation::absolute: arithmetic(e, in, id, made); break;
    case operation::truncate:
      made.run = valued<double>(
          id, frame, made.varies,
          [a = from(in[0], frame), scale = std::pow(10.0, static_cast<double>(e.number))](const workspace& w) {
            return [x = a.numbers(w), scale](std::size_t p, std::size_t u) { return cut(x(p, u), scale); };
          });
      break;
    case operation::truth_number:
      made.run = valued<double>(id, frame, made.varies, [a = from(in[0], frame), all = p_.all_](const workspace& w) {
        return [r = a.truths(w, all)](std::size_t p, std::size_t u) {
          const kleene k = r.in(p, u);
          return k == is_true ? 1.0 : k == is_false ? 0.0 : no_number;
        };
      });
      break;
    case operation::rank: {
      std::vector<double> by_code(p_.nodes_[in[0]].words->size(), no_number);
      for (code c = 1; c < by_code.size(); ++c) {
        const auto found = std::find(e.texts.begin(), e.texts.end(), fold((*p_.nodes_[in[0]].words)[c]));
        if (found != e.texts.end()) by_code[c] = static_cast<double>(found - e.texts.begin() + 1);
      }
      made.run = valued<double>(id, frame, made.varies, [a = from(in[0], frame), by_code](const workspace& w) {
        return [v = a.codes(w), table = by_code.data()](std::size_t p, std::size_t u) { return table[v(p, u)]; };
      });
      break;
    }
    case operation::bands: {
      auto words = std::make_shared<dictionary>();
      std::vector<std::uint32_t> codes;
      for (const std::string& label : e.texts) codes.push_back(words->intern(label));
      made.words = std::move(words);
      made.run = valued<std::uint32_t>(
          id, frame, made.varies, [a = from(in[0], frame), begins = e.numbers, codes](const workspace& w) {
            return [v = a.numbers(w), &begins, &codes](std::size_t p, std::size_t u) -> std::uint32_t {
              const double x = v(p, u);
              if (std::isnan(x) || x < begins.front()) return 0;
              return codes[static_cast<std::size_t>(std::upper_bound(begins.begin(), begins.end(), x) -
                                                    begins.begin()) -
                           1];
            };
          });
      break;
    }
    case operation::any_in:
    case operation::count_in:
    case operation::sum_in:
    case operation::least_in:
    case operation::greatest_in:
    case operation::first_in: reduce(e, in, id, made); break;
    case operation::at_unit: at_unit(e, in, id, made); break;
  }
  p_.nodes_[id] = std::move(made);
  p_.order_.push_back(id);
  return id;
}

void plan_compiler::leaf(const expression& e, std::size_t id, node& made) {
  const auto with_text = [&](std::size_t frame, const text_column& column, bool of_rows) {
    made.words = column.values;
    made.run = [=, &column](workspace& w) {
      const std::size_t n = w.frames[frame].count;
      const std::size_t begin = of_rows ? w.first_row : w.first_person;
      std::vector<std::uint32_t>& out = w.lanes[id].codes;
      out.resize(n);
      with_width(column.codes, [&](auto read) {
        for (std::size_t u = 0; u < n; ++u) out[u] = read(begin + u);
      });
    };
  };
  const table& events = p_.study_->people.events();
  const person_details& details = p_.study_->details;
  switch (e.what) {
    case operation::constant:
      if (e.kind == value_kind::text) {
        auto words = std::make_shared<dictionary>();
        const std::uint32_t value = e.texts.empty() ? missing_code : words->intern(e.texts.front());
        made.words = std::move(words);
        made.run = [=](workspace& w) { w.lanes[id].codes.assign(1, value); };
      } else if (e.kind == value_kind::date) {
        made.run = [id, value = day{static_cast<std::int32_t>(e.number)}](workspace& w) {
          w.lanes[id].days.assign(1, value);
        };
      } else if (e.kind == value_kind::number) {
        made.run = [id, value = e.real](workspace& w) { w.lanes[id].numbers.assign(1, value); };
      } else {
        made.run = [id, value = e.number == 1   ? is_true
                                : e.number == 0 ? is_false
                                                : is_unknown](workspace& w) { w.lanes[id].flags.assign(1, value); };
      }
      return;
    case operation::period_bound:
      made.varies = p_.periods_.size() > 1;
      made.run = [id, end = e.number == 1, periods = &p_.periods_](workspace& w) {
        std::vector<day>& out = w.lanes[id].days;
        out.clear();
        for (const period& p : *periods) out.push_back(end ? p.end : p.start);
      };
      return;
    case operation::event_field: {
      const auto column = static_cast<std::size_t>(e.number);
      switch (main_table_schema().fields[column].kind) {
        case field_kind::day:
          made.run = [id, &days = events.days(column)](workspace& w) {
            const auto begin = days.begin() + w.first_row;
            w.lanes[id].days.assign(begin, begin + static_cast<std::ptrdiff_t>(w.frames[plan::events].count));
          };
          return;
        case field_kind::integer:
          made.run =
              valued<double>(id, plan::events, false, [&column_values = events.integers(column)](const workspace& w) {
                return [from = column_values.data() + w.first_row](std::size_t, std::size_t u) {
                  return from[u] == missing_integer ? no_number : static_cast<double>(from[u]);
                };
              });
          return;
        case field_kind::record:
        case field_kind::hundredths:
          made.run =
              valued<double>(id, plan::events, false,
                             [&column_values = events.wides(column),
                              scale = main_table_schema().fields[column].kind == field_kind::hundredths ? 100.0 : 1.0](
                                 const workspace& w) {
                               return [from = column_values.data() + w.first_row, scale](std::size_t, std::size_t u) {
                                 return from[u] == missing_wide ? no_number : static_cast<double>(from[u]) / scale;
                               };
                             });
          return;
        default: with_text(plan::events, events.text(column), true); return;
      }
    }
    case operation::person_field: {
      const auto dates = [&](const day_column& days) {
        made.run = [id, &days](workspace& w) {
          const auto begin = days.begin() + static_cast<std::ptrdiff_t>(w.first_person);
          w.lanes[id].days.assign(begin, begin + static_cast<std::ptrdiff_t>(w.frames[plan::people].count));
        };
      };
      switch (static_cast<person_field>(e.number)) {
        case person_field::la_code: {
          auto words = std::make_shared<dictionary>();
          std::vector<std::uint32_t> by_council;
          for (const council& c : p_.study_->people.councils()) by_council.push_back(words->intern(c.la_code));
          made.words = std::move(words);
          made.run = valued<std::uint32_t>(
              id, plan::people, false, [by_council, &people = p_.study_->people](const workspace& w) {
                return [&by_council, &people, begin = w.first_person](std::size_t, std::size_t u) {
                  return by_council[people.council_of(begin + u)];
                };
              });
          return;
        }
        case person_field::birth: dates(details.birth); return;
        case person_field::date_of_death: dates(details.date_of_death); return;
        case person_field::gender: with_text(plan::people, details.gender, false); return;
        case person_field::ethnicity: with_text(plan::people, details.ethnicity, false); return;
        case person_field::accommodation_status: with_text(plan::people, details.accommodation_status, false); return;
        case person_field::employment_status: with_text(plan::people, details.employment_status, false); return;
        case person_field::has_unpaid_carer: with_text(plan::people, details.has_unpaid_carer, false); return;
        case person_field::primary_support_reason:
          with_text(plan::people, details.primary_support_reason, false);
          return;
        case person_field::client_funding_status: with_text(plan::people, details.client_funding_status, false); return;
      }
      return;
    }
    default: return;
  }
}

void plan_compiler::logic(const expression& e, const std::vector<std::size_t>& in, std::size_t id, node& made) {
  const std::vector<source> sources = sources_of(in, made.frame);
  const bool conjunction = e.what == operation::all_of;
  const bool negated = e.what == operation::negation;
  const period_mask all = p_.all_;
  if (!made.varies) {
    made.run = [=, frame = made.frame](workspace& w) {
      const std::size_t n = w.frames[frame].count;
      std::vector<std::uint8_t>& out = w.lanes[id].flags;
      out.assign(n, conjunction ? is_true : negated ? is_unknown : is_false);
      for (const source& s : sources) {
        const truth_reader r = s.truths(w, all);
        // With bit 0 for true and bit 1 for false: `and` needs all trues and any false, `or` the other way round.
        const auto combine = [&](auto flag) {
          std::uint8_t* to = out.data();
          const auto each = [&](auto rule) {
            for (std::size_t u = 0; u < n; ++u)
              to[u] = static_cast<std::uint8_t>(rule(static_cast<unsigned>(to[u]), static_cast<unsigned>(flag(u))));
          };
          if (negated) {
            each([](unsigned, unsigned b) { return (b >> 1U | b << 1U) & 3U; });
          } else if (conjunction) {
            each([](unsigned a, unsigned b) { return (a & b & 1U) | ((a | b) & 2U); });
          } else {
            each([](unsigned a, unsigned b) { return ((a | b) & 1U) | (a & b & 2U); });
          }
        };
        if (r.via == nullptr && !r.one) {
          combine([flags = r.flags](std::size_t u) { return flags[u]; });
        } else {
          combine([&r](std::size_t u) { return r.flag(u); });
        }
      }
    };
    return;
  }
  made.run = [=, frame = made.frame](workspace& w) {
    const std::size_t n = w.frames[frame].count;
    lane& out = w.lanes[id];
    out.yes.assign(n, conjunction ? all : 0);
    out.no.assign(n, conjunction || negated ? 0 : all);
    period_mask* yes = out.yes.data();
    period_mask* no = out.no.data();
    for (const source& s : sources) {
      const truth_reader r = s.truths(w, all);
      const auto combine = [&](auto truths) {
        const auto each = [&](auto rule) {
          for (std::size_t u = 0; u < n; ++u) {
            const auto [is, is_not] = truths(u);
            rule(yes[u], no[u], is, is_not);
          }
        };
        if (negated) {
          each([](period_mask& y, period_mask& x, period_mask is, period_mask is_not) {
            y = is_not;
            x = is;
          });
        } else if (conjunction) {
          each([](period_mask& y, period_mask& x, period_mask is, period_mask is_not) {
            y &= is;
            x |= is_not;
          });
        } else {
          each([](period_mask& y, period_mask& x, period_mask is, period_mask is_not) {
            y |= is;
            x &= is_not;
          });
        }
      };
      if (r.flags == nullptr && r.via == nullptr && !r.one) {
        combine([&r](std::size_t u) { return std::pair(r.yes_bits[u], r.no_bits[u]); });
      } else {
        combine([&r](std::size_t u) { return std::pair(r.yes(u), r.no(u)); });
      }
    }
  };
}

template <typename T>
void plan_compiler::compare_values(comparison how, std::size_t a, std::size_t b, std::size_t id, node& made) {
  with_comparison(how, [&](auto holds) {
    made.run = decided(id, made.frame, made.varies,
                       [holds, x = from(a, made.frame), y = from(b, made.frame)](const workspace& w) {
                         return [holds, one = x.values<T>(w), two = y.values<T>(w)](std::size_t p, std::size_t u) {
                           const T first = one(p, u), second = two(p, u);
                           return is_none(first) || is_none(second) ? is_unknown : kleene_of(holds(first, second));
                         };
                       });
  });
}

/// A date that is the same in all periods with a bound that differs from period to period: the answer for all periods at
/// once is looked up by day. Before the first bound and after the last it does not change.
void plan_compiler::compare_with_bound(comparison how, std::size_t a, std::size_t bound, std::size_t id, node& made) {
  made.run = [=, dates = from(a, made.frame), frame = made.frame, planes = p_.periods_.size()](workspace& w) {
    lane& out = w.lanes[id];
    const std::vector<day>& bounds = w.lanes[bound].days;
    period_mask known = 0;  // a bound put together with `choose` may be missing in some periods
    for (std::size_t p = 0; p < planes; ++p)
      if (bounds[p]) known |= period_mask{1} << p;
    if (out.by_day.empty()) {
      day first = far_day, last = make_day(1, 1, 1);
      for (const day b : bounds) {
        if (!b) continue;
        first = std::min(first, b);
        last = std::max(last, b);
      }
      if (known == 0) first = last;
      out.first_day = first - 1;
      with_comparison(how, [&](auto holds) {
        for (day d = out.first_day; d <= last + 1; d = d + 1) {
          period_mask yes = 0;
          for (std::size_t p = 0; p < planes; ++p)
            if (bounds[p] && holds(d, bounds[p])) yes |= period_mask{1} << p;
          out.by_day.push_back(yes);
        }
      });
    }
    const std::size_t n = w.frames[frame].count;
    out.yes.resize(n);
    out.no.resize(n);
    const day first = out.first_day;
    const day last = first + static_cast<std::int32_t>(out.by_day.size() - 1);
    const period_mask* answers = out.by_day.data();
    const auto v = dates.days(w);
    for (std::size_t u = 0; u < n; ++u) {
      const day d = v(0, u);
      const period_mask yes = answers[days_between(first, std::clamp(d, first, last))];
      out.yes[u] = d ? yes : 0;
      out.no[u] = d ? known & ~yes : 0;
    }
  };
}

/// Calendar months are looked up by day, for the days that records have.
void plan_compiler::shift_months(std::size_t in, int months, std::size_t id, node& made) {
  const day first = make_day(1990, 1, 1), last = make_day(2039, 12, 31);
  const std::shared_ptr<const std::vector<day>> shifted = days_shifted(first, last, months);
  made.run = valued<day>(
      id, made.frame, made.varies, [of = from(in, made.frame), shifted, first, last, months](const workspace& w) {
        return [v = of.days(w), table = shifted->data(), first, last, months](std::size_t p, std::size_t u) {
          const day d = v(p, u);
          if (first <= d && d <= last) return table[days_between(first, d)];
          return d.is_missing() ? d : add_months(d, months);
        };
      });
}

/// An expression that says the same and costs less, or the expression itself.
expr plan_compiler::cheaper(const expr& whole) {
  const expression& e = *whole;
  if (e.in.empty() || !e.in[0]) return whole;
  const expression& a = *e.in[0];
  // An age compared with whole years is a comparison of the date with the day on which the person reaches the age.
  if (e.what == operation::compare && a.what == operation::age_on &&
      static_cast<age_rule>(a.number) == age_rule::days_over_365_25 && e.in[1]->what == operation::constant &&
      e.in[1]->real == std::floor(e.in[1]->real) && std::abs(e.in[1]->real) < 1000 && e.how != comparison::equal &&
      e.how != comparison::not_equal) {
    // age >= k from the day ceil(365.25 k) after the birth on; age > k is age >= k + 1.
    const bool above = e.how == comparison::greater || e.how == comparison::at_most;
    const double years = e.in[1]->real + (above ? 1 : 0);
    const expr reached = expressions::shift_days(a.in[0], static_cast<std::int64_t>(std::ceil(365.25 * years)));
    const bool old_enough = e.how == comparison::at_least || e.how == comparison::greater;
    return expressions::compare(reached, old_enough ? comparison::at_most : comparison::greater, a.in[1]);
  }
  if (e.what == operation::is_missing && (a.what == operation::age_on || a.what == operation::days_between))
    return expressions::any_of({expressions::is_missing(a.in[0]), expressions::is_missing(a.in[1])});
  return whole;
}

void plan_compiler::compare(const expression& e, const std::vector<std::size_t>& in, std::size_t id, node& made) {
  const auto bound = [&](std::size_t i) { return p_.nodes_[i].frame == plan::every && p_.nodes_[i].varies; };
  const auto mirrored = [](comparison how) {
    switch (how) {
      case comparison::less: return comparison::greater;
      case comparison::at_most: return comparison::at_least;
      case comparison::at_least: return comparison::at_most;
      case comparison::greater: return comparison::less;
      default: return how;
    }
  };
  if (e.in[0]->kind == value_kind::date) {
    if (bound(in[1]) && !p_.nodes_[in[0]].varies) return compare_with_bound(e.how, in[0], in[1], id, made);
    if (bound(in[0]) && !p_.nodes_[in[1]].varies) return compare_with_bound(mirrored(e.how), in[1], in[0], id, made);
    return compare_values<day>(e.how, in[0], in[1], id, made);
  }
  compare_values<double>(e.how, in[0], in[1], id, made);
}

void plan_compiler::text_test(const expression& e, std::size_t in, std::size_t id, node& made) {
  const dictionary& words = *p_.nodes_[in].words;
  std::vector<kleene> by_code(words.size(), is_unknown);
  for (code c = 1; c < by_code.size(); ++c) {
    const std::string form = fold(words[c]);
    const bool holds = e.what == operation::text_like ? is_like(form, e.texts.front())
                                                      : std::binary_search(e.texts.begin(), e.texts.end(), form);
    by_code[c] = kleene_of(holds);
  }
  made.run = decided(id, made.frame, made.varies, [a = from(in, made.frame), by_code](const workspace& w) {
    return [v = a.codes(w), table = by_code.data()](std::size_t p, std::size_t u) { return table[v(p, u)]; };
  });
}

void plan_compiler::test_missing(std::size_t in, std::size_t id, node& made) {
  const source a = from(in, made.frame);
  const auto test = [&](auto missing) {
    using T = decltype(missing);
    made.run = decided(id, made.frame, made.varies, [a](const workspace& w) {
      return [v = a.values<T>(w)](std::size_t p, std::size_t u) {
        const T value = v(p, u);
        if constexpr (std::is_same_v<T, std::uint32_t>) return kleene_of(value == 0);
        if constexpr (!std::is_same_v<T, std::uint32_t>) return kleene_of(is_none(value));
      };
    });
  };
  switch (p_.nodes_[in].kind) {
    case value_kind::truth:
      made.run = combined(
          id, made.frame, made.varies, {a},
          [](const std::vector<truth_reader>& from, std::size_t unit) -> std::uint8_t {
            return kleene_of(from[0].flag(unit) == is_unknown);
          },
          [all = p_.all_](const std::vector<truth_reader>& from, std::size_t unit) {
            const period_mask known = from[0].yes(unit) | from[0].no(unit);
            return std::pair(all & ~known, known);
          });
      break;
    case value_kind::date: test(day{}); break;
    case value_kind::number: test(double{}); break;
    default: test(std::uint32_t{}); break;
  }
}

/// Texts of several dictionaries as codes of one: adds a node for each that needs other codes.
std::vector<std::size_t> plan_compiler::with_one_dictionary(std::vector<std::size_t> texts, node& made) {
  auto words = std::make_shared<dictionary>();
  for (std::size_t& text : texts) {
    const dictionary& own = *p_.nodes_[text].words;
    std::vector<std::uint32_t> codes(own.size(), 0);
    for (code c = 1; c < own.size(); ++c) codes[c] = words->intern(own[c]);
    const node& before = p_.nodes_[text];
    node recoded{.frame = before.frame, .kind = value_kind::text, .varies = before.varies};
    const std::size_t id = p_.nodes_.size();
    recoded.run = valued<std::uint32_t>(
        id, before.frame, before.varies, [a = from(text, before.frame), codes](const workspace& w) {
          return [v = a.codes(w), table = codes.data()](std::size_t p, std::size_t u) { return table[v(p, u)]; };
        });
    text = add(std::move(recoded));
  }
  for (const std::size_t text : texts) p_.nodes_[text].words = words;
  made.words = words;
  return texts;
}

template <typename T>
void plan_compiler::pick_known(const std::vector<std::size_t>& in, std::size_t id, node& made) {
  std::vector<std::size_t> values = in;
  if (made.kind == value_kind::text) values = with_one_dictionary(values, made);
  std::vector<source> sources;
  for (const std::size_t i : values) sources.push_back(from(i, made.frame));
  made.run = valued<T>(id, made.frame, made.varies, [sources](const workspace& w) {
    std::vector<reader<T>> readers;
    for (const source& s : sources) readers.push_back(s.values<T>(w));
    return [readers](std::size_t p, std::size_t u) {
      T value{};
      for (const auto& r : readers) {
        value = r(p, u);
        if constexpr (std::is_same_v<T, std::uint32_t>) {
          if (value != 0) break;
        } else {
          if (!is_none(value)) break;
        }
      }
      return value;
    };
  });
}

template <typename T>
void plan_compiler::pick_case(const std::vector<std::size_t>& in, std::size_t id, node& made) {
  std::vector<std::size_t> values;
  std::vector<source> conditions;
  for (std::size_t i = 0; i + 1 < in.size(); i += 2) {
    conditions.push_back(from(in[i], made.frame));
    values.push_back(in[i + 1]);
  }
  values.push_back(in.back());
  if (made.kind == value_kind::text) values = with_one_dictionary(values, made);
  std::vector<source> sources;
  for (const std::size_t i : values) sources.push_back(from(i, made.frame));
  made.run = valued<T>(id, made.frame, made.varies, [conditions, sources, all = p_.all_](const workspace& w) {
    std::vector<truth_reader> when;
    for (const source& s : conditions) when.push_back(s.truths(w, all));
    std::vector<reader<T>> readers;
    for (const source& s : sources) readers.push_back(s.values<T>(w));
    return [when, readers](std::size_t p, std::size_t u) {
      for (std::size_t i = 0; i < when.size(); ++i)
        if ((when[i].yes(u) >> p & 1U) != 0) return readers[i](p, u);
      return readers.back()(p, u);
    };
  });
}

template <typename T>
void plan_compiler::pick_smaller(const expression& e, const std::vector<std::size_t>& in, std::size_t id, node& made) {
  made.run = valued<T>(id, made.frame, made.varies,
                       [a = from(in[0], made.frame), b = from(in[1], made.frame),
                        larger = e.what == operation::later](const workspace& w) {
                         return [x = a.values<T>(w), y = b.values<T>(w), larger](std::size_t p, std::size_t u) {
                           const T one = x(p, u), two = y(p, u);
                           if (is_none(one)) return two;
                           if (is_none(two)) return one;
                           return larger ? std::max(one, two) : std::min(one, two);
                         };
                       });
}

void plan_compiler::arithmetic(const expression& e, const std::vector<std::size_t>& in, std::size_t id, node& made) {
  const source a = from(in[0], made.frame);
  if (e.what == operation::absolute) {
    made.run = valued<double>(id, made.frame, made.varies, [a](const workspace& w) {
      return [x = a.numbers(w)](std::size_t p, std::size_t u) { return std::abs(x(p, u)); };
    });
    return;
  }
  const source b = from(in[1], made.frame);
  made.run = valued<double>(id, made.frame, made.varies, [a, b, what = e.what](const workspace& w) {
    return [x = a.numbers(w), y = b.numbers(w), what](std::size_t p, std::size_t u) {
      const double one = x(p, u), two = y(p, u);
      switch (what) {
        case operation::add: return one + two;
        case operation::subtract: return one - two;
        case operation::multiply: return one * two;
        default: return two == 0 ? no_number : one / two;  // no value, as the database's division by NULLIF(x, 0)
      }
    };
  });
}

void plan_compiler::reduce(const expression& e, const std::vector<std::size_t>& in, std::size_t id, node& made) {
  constexpr auto absent = std::numeric_limits<std::size_t>::max();
  const std::size_t child = frame(e.from);
  const std::size_t target = made.frame;
  if (child >= 3 && p_.builders_[child - 3].of->depends_on_period) made.varies = p_.periods_.size() > 1;
  const std::size_t planes = made.varies ? p_.periods_.size() : 1;
  const auto given = [&](std::size_t i) { return in[i] != absent; };
  const auto optional = [&](std::size_t i, std::size_t of) { return given(i) ? from(in[i], of) : source{}; };
  const source where = optional(0, child), value = optional(1, child);
  const bool some = given(0);
  // Up to two windows: a date of what is looked through, and where it must lie.
  struct window {
    source dated, after, until;
    bool begins = false, ends = false;
    bool varies() const { return dated.varies || after.varies || until.varies; }
  };
  std::vector<window> windows;
  for (const std::size_t w : {2U, 5U})
    if (given(w + 1) || given(w + 2))
      windows.push_back(
          {optional(w, child), optional(w + 1, target), optional(w + 2, target), given(w + 1), given(w + 2)});

  // Calls take(unit, looked-through unit, periods as bits) for every pair that fits.
  const auto pairs = [=, all = p_.all_, varies = made.varies](const workspace& w, auto take) {
    const units& of = w.frames[target];
    const units& through = w.frames[child];
    const bool not_always = !through.exists.empty();
    truth_reader holds;
    if (some) holds = where.truths(w, all);
    struct opened {
      reader<day> dates, from, to;
      bool begins, ends;
    };
    std::vector<opened> open;
    bool windows_vary = false;
    for (const window& each : windows) {
      opened o{each.dated.days(w), {}, {}, each.begins, each.ends};
      if (each.begins) o.from = each.after.days(w);
      if (each.ends) o.to = each.until.days(w);
      open.push_back(o);
      windows_vary = windows_vary || each.varies();
    }
    const auto inside = [&](std::size_t p, std::size_t unit, std::uint32_t c) {
      for (const opened& o : open) {
        const day d = o.dates(p, c);
        if (!d) return false;
        // A window without a known beginning or end lets nothing in.
        if (o.begins) {
          const day first = o.from(p, unit);
          if (!first || d < first) return false;
        }
        if (o.ends) {
          const day last = o.to(p, unit);
          if (!last || d > last) return false;
        }
      }
      return true;
    };
    // What is looked through is gathered once for each person; most people have none of it.
    std::vector<std::pair<std::uint32_t, period_mask>> candidates;
    const bool of_people = target == plan::people;
    for (std::size_t person = 0; person + 1 < through.first.size(); ++person) {
      candidates.clear();
      for (std::uint32_t c = through.first[person]; c < through.first[person + 1]; ++c) {
        period_mask in_periods = some ? holds.yes(c) : all;
        if (not_always) in_periods &= through.exists[c];
        if (in_periods != 0) candidates.emplace_back(c, in_periods);
      }
      if (candidates.empty()) continue;
      const std::size_t last = of_people ? person + 1 : of.first[person + 1];
      for (std::size_t unit = of_people ? person : of.first[person]; unit < last; ++unit)
        for (const auto& [c, possible] : candidates) {
          period_mask in_periods = possible;
          if (!open.empty()) {
            if (!windows_vary) {
              if (!inside(0, unit, c)) continue;
            } else {
              for (period_mask m = in_periods; m != 0; m &= m - 1) {
                const auto p = static_cast<std::size_t>(std::countr_zero(m));
                if (!inside(p, unit, c)) in_periods &= ~(period_mask{1} << p);
              }
              if (in_periods == 0) continue;
            }
          }
          take(unit, c, varies ? in_periods : in_periods & 1U);
        }
    }
  };
  const auto each = [](period_mask m, auto then) {
    for (; m != 0; m &= m - 1) then(static_cast<std::size_t>(std::countr_zero(m)));
  };

  switch (e.what) {
    case operation::any_in:
      made.run = [=, all = p_.all_, varies = made.varies, whole = windows.empty()](workspace& w) {
        const std::size_t n = w.frames[target].count;
        lane& out = w.lanes[id];
        if (!varies) {
          out.flags.assign(n, is_false);
          if (whole && target == plan::people && some && w.frames[child].exists.empty()) {
            const units& through = w.frames[child];
            const truth_reader holds = where.truths(w, all);
            for (std::size_t c = 0; c < through.count; ++c)
              if ((holds.flag(c) & 1U) != 0) out.flags[through.person[c]] = is_true;
            return;
          }
          pairs(w, [&](std::size_t unit, std::uint32_t, period_mask) { out.flags[unit] = is_true; });
          return;
        }
        out.yes.assign(n, 0);
        out.no.resize(n);
        if (whole && target == plan::people && some && w.frames[child].exists.empty()) {
          const units& through = w.frames[child];
          const truth_reader holds = where.truths(w, all);
          for (std::size_t c = 0; c < through.count; ++c) out.yes[through.person[c]] |= holds.yes(c);
        } else {
          pairs(w, [&](std::size_t unit, std::uint32_t, period_mask m) { out.yes[unit] |= m; });
        }
        for (std::size_t u = 0; u < n; ++u) out.no[u] = all & ~out.yes[u];
      };
      return;
    case operation::count_in:
      made.run = [=](workspace& w) {
        const std::size_t n = w.frames[target].count;
        std::vector<double>& out = w.lanes[id].numbers;
        out.assign(planes * n, 0);
        pairs(w, [&](std::size_t unit, std::uint32_t, period_mask m) {
          each(m, [&](std::size_t p) { out[p * n + unit] += 1; });
        });
      };
      return;
    case operation::sum_in:
      made.run = [=](workspace& w) {
        const std::size_t n = w.frames[target].count;
        std::vector<double>& out = w.lanes[id].numbers;
        out.assign(planes * n, no_number);
        const auto v = value.numbers(w);
        pairs(w, [&](std::size_t unit, std::uint32_t c, period_mask m) {
          each(m, [&](std::size_t p) {
            const double x = v(p, c);
            if (std::isnan(x)) return;
            double& to = out[p * n + unit];
            to = std::isnan(to) ? x : to + x;
          });
        });
      };
      return;
    case operation::least_in:
    case operation::greatest_in: {
      const bool greatest = e.what == operation::greatest_in;
      const auto extreme = [&](auto kind) {
        using T = decltype(kind);
        made.run = [=](workspace& w) {
          const std::size_t n = w.frames[target].count;
          std::vector<T>& out = values_of<T>(w.lanes[id]);
          T none{};
          if constexpr (std::is_same_v<T, double>) none = no_number;
          out.assign(planes * n, none);
          const auto v = value.values<T>(w);
          pairs(w, [&](std::size_t unit, std::uint32_t c, period_mask m) {
            each(m, [&](std::size_t p) {
              const T x = v(p, c);
              if (is_none(x)) return;
              T& to = out[p * n + unit];
              if (is_none(to) || (greatest ? to < x : x < to)) to = x;
            });
          });
        };
      };
      if (e.kind == value_kind::date) {
        extreme(day{});
      } else {
        extreme(double{});
      }
      return;
    }
    default: break;
  }

  // first_in: the keys of each candidate as numbers, missing last.
  struct sort_key {
    source of;
    value_kind kind;
    bool descending;
    std::vector<double> by_code;
  };
  std::vector<sort_key> keys;
  for (std::size_t i = first_key; i < in.size(); ++i) {
    sort_key k{from(in[i], child), p_.nodes_[in[i]].kind, e.descending[i - first_key], {}};
    if (k.kind == value_kind::text) {
      // By the folded text, byte by byte.
      const dictionary& words = *p_.nodes_[in[i]].words;
      std::vector<std::string> forms;
      for (code c = 1; c < words.size(); ++c) forms.push_back(fold(words[c]));
      std::vector<std::string> sorted = forms;
      std::sort(sorted.begin(), sorted.end());
      k.by_code.push_back(no_number);
      for (const std::string& form : forms)
        k.by_code.push_back(static_cast<double>(std::lower_bound(sorted.begin(), sorted.end(), form) - sorted.begin()));
    }
    keys.push_back(std::move(k));
  }
  made.run = [=, all = p_.all_](workspace& w) {
    const std::size_t n = w.frames[target].count;
    std::vector<std::uint32_t>& out = w.lanes[id].codes;
    out.assign(planes * n, 0);
    const auto key_of = [&w, all](const sort_key& k, std::size_t p, std::uint32_t c) {
      switch (k.kind) {
        case value_kind::date: {
          const day d = k.of.days(w)(p, c);
          return d ? static_cast<double>(d.number) : no_number;
        }
        case value_kind::number: return k.of.numbers(w)(p, c);
        case value_kind::text: return k.by_code[k.of.codes(w)(p, c)];
        default: {
          const kleene holds = k.of.truths(w, all).in(p, c);
          return holds == is_unknown ? no_number : holds == is_true ? 1.0 : 0.0;
        }
      }
    };
    pairs(w, [&](std::size_t unit, std::uint32_t c, period_mask m) {
      each(m, [&](std::size_t p) {
        std::uint32_t& best = out[p * n + unit];
        if (best == 0) {
          best = c + 1;
          return;
        }
        for (const sort_key& k : keys) {
          const double now = key_of(k, p, best - 1);
          const double next = key_of(k, p, c);
          if (std::isnan(next)) {
            if (std::isnan(now)) continue;
            return;
          }
          if (std::isnan(now) || (k.descending ? next > now : next < now)) {
            best = c + 1;
            return;
          }
          if (next != now) return;
        }
      });
    });
  };
}

void plan_compiler::at_unit(const expression& e, const std::vector<std::size_t>& in, std::size_t id, node& made) {
  const std::size_t child = frame(e.in[0]->from);
  const source picked = from(in[0], made.frame);
  const source value = from(in[1], child);
  made.words = p_.nodes_[in[1]].words;
  const auto gather = [&](auto kind) {
    using T = decltype(kind);
    T none{};
    if constexpr (std::is_same_v<T, double>) none = no_number;
    made.run = valued<T>(id, made.frame, made.varies, [picked, value, none](const workspace& w) {
      return [which = picked.codes(w), v = value.values<T>(w), none](std::size_t p, std::size_t u) {
        const std::uint32_t unit = which(p, u);
        return unit == 0 ? none : v(p, unit - 1);
      };
    });
  };
  switch (made.kind) {
    case value_kind::truth:
      made.run = decided(id, made.frame, made.varies, [picked, value, all = p_.all_](const workspace& w) {
        return [which = picked.codes(w), held = value.truths(w, all)](std::size_t p, std::size_t u) {
          const std::uint32_t unit = which(p, u);
          return unit == 0 ? is_unknown : held.in(p, unit - 1);
        };
      });
      break;
    case value_kind::date: gather(day{}); break;
    case value_kind::number: gather(double{}); break;
    default: gather(std::uint32_t{}); break;
  }
}

}  // namespace ascof

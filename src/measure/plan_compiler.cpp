#include "plan_compiler.hpp"

#include <fmt/format.h>

#include "ascof/core/error.hpp"
#include "ascof/core/text.hpp"
#include "ascof/measure/fields.hpp"
#include "builder_checks.hpp"
#include "measure/like.hpp"

namespace ascof {
namespace {

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

comparison mirrored(comparison how) {
  switch (how) {
    case comparison::less: return comparison::greater;
    case comparison::at_most: return comparison::at_least;
    case comparison::at_least: return comparison::at_most;
    case comparison::greater: return comparison::less;
    default: return how;
  }
}

/// Whether a folded list of texts has one of some folded parts.
bool has_part(std::string_view list, const std::vector<std::string>& parts) {
  bool found = false;
  each_part(list, [&](std::string_view part) {
    found = found || std::binary_search(parts.begin(), parts.end(), part, std::less<>());
  });
  return found;
}

/// A date compared with the earlier or later of a date and a bound of the period, as a comparison with each: the bound's
/// answer is looked up. Null for anything else.
expr compared_with_either(const expression& e) {
  if (e.what != operation::compare || e.in[0]->kind != value_kind::date) return nullptr;
  const bool turned = e.in[0]->what == operation::earlier || e.in[0]->what == operation::later;
  const expr& one = turned ? e.in[1] : e.in[0];
  const expr& two = turned ? e.in[0] : e.in[1];
  const comparison how = turned ? mirrored(e.how) : e.how;
  if (two->what != operation::earlier && two->what != operation::later) return nullptr;
  const bool bound_first = two->in[0]->what == operation::period_bound;
  if (!bound_first && two->in[1]->what != operation::period_bound) return nullptr;
  const expr& bound = two->in[bound_first ? 0 : 1];
  const expr& date = two->in[bound_first ? 1 : 0];
  const bool below = how == comparison::less || how == comparison::at_most;
  if (!below && how != comparison::greater && how != comparison::at_least) return nullptr;
  namespace x = expressions;
  const expr with_bound = x::compare(one, how, bound);
  const expr with_date = x::compare(one, how, date);
  // A missing date leaves the bound alone.
  return below == (two->what == operation::earlier)
             ? x::all_of({with_bound, x::any_of({x::is_missing(date), with_date})})
             : x::any_of({with_bound, x::all_of({x::negation(x::is_missing(date)), with_date})});
}

/// "One of these or one of those" of the same text, as one question; null for anything else.
expr one_of_all(const expression& e) {
  if (e.what != operation::any_of) return nullptr;
  const auto is_field = [](const expr& of, const expr& other) {
    return of->what == operation::event_field && other->what == of->what && other->number == of->number;
  };
  std::vector<std::string> texts;
  for (const expr& part : e.in) {
    if (part->what != operation::text_in || e.in[0]->what != part->what || !is_field(part->in[0], e.in[0]->in[0]))
      return nullptr;
    texts.insert(texts.end(), part->texts.begin(), part->texts.end());
  }
  return expressions::text_in(e.in[0]->in[0], std::move(texts));
}

/// What a builder reads must have been asked before.
void check_builder(const episode_builder& of) {
  const auto refuse = [](const std::string& problem, const char* advice) {
    throw usage_error(error_code::bad_definition, {}, problem, advice);
  };
  const bool picks_events = std::any_of(of.columns.begin(), of.columns.end(),
                                        [](const episode_column& c) { return c.kind == value_kind::unit; });
  if (of.of_nobody && (picks_events || !of.inputs.empty()))
    refuse(fmt::format("{} are of nobody and have inputs or columns of people's events", of.name),
           "read the study itself");
  if (of.picking > of.inputs.size() || (of.picking == 0 && !of.inputs.empty()))
    refuse(fmt::format("{} have {} inputs, and {} of them pick the events", of.name, of.inputs.size(), of.picking),
           "let the first ones be conditions of events, and count them in `picking`");
  for (std::size_t i = 0; i < of.inputs.size(); ++i) {
    const expr& input = of.inputs[i];
    if (i < of.picking) expect_events(input, of.name);
    if (!input || input->of.at != unit_frame::level::event)
      refuse(fmt::format("{} read {}, which is no series of events", of.name, to_text(input)),
             "give a field of the events, or what is made of some");
    expect_all_of_history(input, of.name);
  }
}

bool is_look_up(operation what) { return what >= operation::any_in && what <= operation::first_in; }

}  // namespace

// -------------------------------------------------------------------------------------------------------------- order

std::size_t plan_compiler::frame(const unit_frame& of) {
  using level = unit_frame::level;
  switch (of.at) {
    case level::every: return plan::every;
    case level::person: return plan::people;
    case level::event: return plan::events;
    case level::episode:
    case level::row: break;
  }
  for (std::size_t i = 0; i < p_.builders_.size(); ++i) {
    const plan::built& known = p_.builders_[i];
    if (of.at == level::row ? known.type && known.type->name() == of.type->name()
                            : known.of && known.of->key == of.builder->key)
      return 3 + i;
  }
  if (of.at == level::row) {
    p_.builders_.push_back({nullptr, of.type, p_.study_->find(*of.type), nullptr, {}, {}});
    return 2 + p_.builders_.size();
  }
  check_builder(*of.builder);
  std::vector<std::size_t> inputs;
  for (const expr& e : of.builder->inputs) inputs.push_back(compile(e));
  p_.builders_.push_back(
      {of.builder, nullptr, nullptr, of.builder->bind(*p_.study_, p_.periods_), std::move(inputs), {}});
  const std::size_t number = 2 + p_.builders_.size();
  for (std::size_t c = 0; c < of.builder->columns.size(); ++c) {
    const episode_column& column = of.builder->columns[c];
    // Filled when the units are made.
    node holder{.frame = number, .kind = column.kind, .run = [](workspace&, const some_units&) {}};
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

std::size_t plan_compiler::add(node&& made) {
  p_.nodes_.push_back(std::move(made));
  return p_.nodes_.size() - 1;
}

std::size_t plan_compiler::compile(const expr& given) {
  if (const auto known = p_.by_address_.find(given.get()); known != p_.by_address_.end()) return known->second;
  // Such tests are also made on the way (`cheaper`), each time as a new node.
  const bool tests_missing = given->what == operation::is_missing;
  if (tests_missing)
    if (const auto known = p_.missing_of_.find(given->in[0].get()); known != p_.missing_of_.end()) return known->second;
  expr e = given;
  for (expr next = cheaper(e); next != e; next = cheaper(e)) e = next;
  std::vector<std::size_t> in;
  for (const expr& i : e->in) in.push_back(i ? compile(i) : absent);
  const std::size_t own = frame(e->of);
  if (e->from.at == unit_frame::level::episode || e->from.at == unit_frame::level::row) frame(e->from);
  if (e->what == operation::all_of || e->what == operation::any_of) put_in_order_of_cost(*e, in);
  const std::string name = key(*e, in, own);
  std::size_t id = 0;
  if (const auto known = p_.by_key_.find(name); known != p_.by_key_.end()) {
    id = known->second;
  } else {
    id = make(e, in, own);
    p_.by_key_.emplace(name, id);
  }
  p_.by_address_.emplace(given.get(), id);
  if (tests_missing) p_.missing_of_.emplace(given->in[0].get(), id);
  p_.kept_.push_back(given);
  return id;
}

std::string plan_compiler::key(const expression& e, const std::vector<std::size_t>& in, std::size_t frame) const {
  std::string text = fmt::format("{}.{}.{}.{}.{}.{}", static_cast<int>(e.what), static_cast<int>(e.kind), frame,
                                 static_cast<int>(e.how), e.number, std::bit_cast<std::uint64_t>(e.real));
  for (const std::size_t i : in) fmt::format_to(std::back_inserter(text), " {}", i);
  if (e.from.at != unit_frame::level::every)
    fmt::format_to(std::back_inserter(text), " f{}{}", static_cast<int>(e.from.at),
                   e.from.builder ? e.from.builder->key
                   : e.from.type  ? e.from.type->name()
                                  : std::string());
  for (const std::string& t : e.texts) fmt::format_to(std::back_inserter(text), " {}:{}", t.size(), t);
  for (const double x : e.numbers) fmt::format_to(std::back_inserter(text), " n{}", x);
  for (const bool d : e.descending) text += d ? " d" : " a";
  return text;
}

/// Cheap conditions first: they spare the others. What the definition has put together already stands before all, since
/// other definitions often begin alike: it is worked out once for them. Among equals the definition's order holds.
void plan_compiler::put_in_order_of_cost(const expression& e, std::vector<std::size_t>& conditions) const {
  std::vector<std::pair<double, std::size_t>> order;
  for (std::size_t i = 0; i < conditions.size(); ++i)
    order.emplace_back(e.in[i]->what == e.what ? 0 : 1 + p_.nodes_[conditions[i]].cost, conditions[i]);
  std::stable_sort(order.begin(), order.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  for (std::size_t i = 0; i < conditions.size(); ++i) conditions[i] = order[i].second;
}

double plan_compiler::cost_of(const expression& e, const std::vector<std::size_t>& in) const {
  double cost = 0;
  bool varies = false;
  for (const std::size_t i : in) {
    if (i == absent) continue;
    cost += p_.nodes_[i].cost;
    varies = varies || p_.nodes_[i].varies;
  }
  if (is_look_up(e.what)) return 20 + cost;
  switch (e.what) {
    case operation::constant:
    case operation::period_bound:
    case operation::study_day:
    case operation::event_field:
    case operation::person_field:
    case operation::episode_column:
    case operation::row_field:
    case operation::row_link: return 0;
    case operation::at_unit: return 10 + cost;
    case operation::kept_apart: return 20 + cost;
    default: return cost + (varies ? 3 : 1);
  }
}

/// Which of its conditions an expression needs to know all about, whatever is wanted of itself.
std::vector<plan::use> plan_compiler::uses_of(const expression& e, const std::vector<std::size_t>& in) const {
  std::vector<plan::use> uses;
  for (std::size_t i = 0; i < in.size(); ++i) {
    if (in[i] == absent || p_.nodes_[in[i]].kind != value_kind::truth) continue;
    bool all_three = true;
    switch (e.what) {
      case operation::all_of:
      case operation::any_of: all_three = false; break;
      // Of a condition that only chooses no more is wanted than whether it is true.
      case operation::choose:
        if (i % 2 == 0 && i + 1 < in.size()) continue;
        all_three = false;
        break;
      case operation::at_unit: all_three = false; break;
      default:
        if (is_look_up(e.what) && i == 0) continue;
        break;
    }
    uses.push_back({in[i], all_three});
  }
  return uses;
}

std::size_t plan_compiler::make(const expr& whole, std::vector<std::size_t> in, std::size_t frame) {
  const expression& e = *whole;
  if (e.what == operation::episode_column) return p_.builders_[frame - 3].columns[static_cast<std::size_t>(e.number)];
  node made{.frame = frame, .kind = e.kind, .cost = cost_of(e, in), .uses = uses_of(e, in)};
  for (const std::size_t i : in)
    if (i != absent) made.varies = made.varies || p_.nodes_[i].varies;
  const std::size_t id = p_.nodes_.size();
  p_.nodes_.emplace_back();  // kernels know their number; what they need besides is added before they are run
  switch (e.what) {
    case operation::constant:
    case operation::period_bound:
    case operation::study_day:
    case operation::event_field:
    case operation::person_field: leaf(e, id, made); break;
    case operation::row_field: row_field(e, id, made); break;
    case operation::row_link: row_link(e, id, made); break;
    case operation::episode_column: break;
    case operation::all_of:
    case operation::any_of: logic(e, in, id, made); break;
    case operation::negation: negate(in[0], id, made); break;
    case operation::compare: compare(e, in, id, made); break;
    case operation::text_in:
    case operation::text_like:
    case operation::text_has: text_test(e, in[0], id, made); break;
    case operation::is_missing: test_missing(in[0], id, made); break;
    case operation::first_known:
    case operation::choose:
      if (e.kind == value_kind::truth) {
        pick_truth(e, in, id, made);
      } else {
        value(e, in, id, made);
      }
      break;
    case operation::any_in:
    case operation::count_in:
    case operation::sum_in:
    case operation::least_in:
    case operation::greatest_in:
    case operation::first_in: look_up(e, in, id, made); break;
    case operation::at_unit: at_unit(e, in, id, made); break;
    case operation::kept_apart: kept_apart(e, in, id, made); break;
    default: value(e, in, id, made); break;
  }
  p_.nodes_[id] = std::move(made);
  for (const plan::use& u : p_.nodes_[id].uses)
    if (u.all_three) p_.want_all_three(u.of);
  return id;
}

/// An expression that says the same and costs less, or the expression itself.
expr plan_compiler::cheaper(const expr& whole) {
  const expression& e = *whole;
  // A window whose bound is the same for everybody is a condition on the events looked through.
  if (is_look_up(e.what)) {
    expression rest = e;
    std::vector<expr> conditions;
    for (const std::size_t w : {2U, 5U}) {
      if (!e.in[w]) continue;
      for (const auto& [bound, how] : {std::pair(w + 1, comparison::at_least), std::pair(w + 2, comparison::at_most)}) {
        if (!e.in[bound] || e.in[bound]->of.at != unit_frame::level::every) continue;
        conditions.push_back(expressions::compare(e.in[w], how, e.in[bound]));
        rest.in[bound] = nullptr;
      }
      if (!rest.in[w + 1] && !rest.in[w + 2]) rest.in[w] = nullptr;
    }
    if (conditions.empty()) return whole;
    if (e.in[0]) conditions.insert(conditions.begin(), e.in[0]);
    rest.in[0] = expressions::all_of(conditions);
    return std::make_shared<const expression>(std::move(rest));
  }
  if (e.in.empty() || !e.in[0]) return whole;
  const expression& a = *e.in[0];
  // Before the earlier of a date and a bound of the period is before both, if the date is known at all.
  if (const expr split = compared_with_either(e)) return split;
  if (const expr one = one_of_all(e)) return one;
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
  if (e.what == operation::is_missing && (a.what == operation::earlier || a.what == operation::later))
    return expressions::all_of({expressions::is_missing(a.in[0]), expressions::is_missing(a.in[1])});
  return whole;
}

// ------------------------------------------------------------------------------------------------ constants and fields

void plan_compiler::field_text(const text_column& column, std::size_t id, node& made) const {
  made.words = column.values;
  made.column = &column;
  made.run = [id, &column, frame = made.frame](workspace& w, const some_units& of) {
    const std::size_t begin = w.frames[frame].first_row;
    std::uint32_t* to = w.lanes[id].codes.own.data();
    with_width(column.codes, [&](auto read) { of.each([&](std::size_t u) { to[u] = read(begin + u); }); });
  };
}

/// A column as it is.
void plan_compiler::field_days(const day_column& days, std::size_t id, node& made) {
  made.run = [id, &days, frame = made.frame](workspace& w, const some_units&) {
    w.lanes[id].days.by_unit = days.data() + w.frames[frame].first_row;
  };
}

/// A column of a table, for units that are its rows.
void plan_compiler::field_of(const table& data, field_kind kind, std::size_t column, std::size_t id, node& made) const {
  const auto numbers = [&](const auto& values, auto missing, double scale) {
    made.run = [id, &values, missing, scale, frame = made.frame](workspace& w, const some_units& of) {
      double* to = w.lanes[id].numbers.own.data();
      const std::size_t begin = w.frames[frame].first_row;
      of.each([&](std::size_t u) {
        const auto v = values[begin + u];
        to[u] = v == missing ? no_value<double>() : static_cast<double>(v) / scale;
      });
    };
  };
  switch (kind) {
    case field_kind::day: field_days(data.days(column), id, made); return;
    case field_kind::integer: numbers(data.integers(column), missing_integer, 1); return;
    case field_kind::record: numbers(data.wides(column), missing_wide, 1); return;
    case field_kind::hundredths: numbers(data.wides(column), missing_wide, 100); return;
    default: field_text(data.text(column), id, made); return;
  }
}

void plan_compiler::row_field(const expression& e, std::size_t id, node& made) const {
  const auto field = static_cast<std::size_t>(e.number);
  if (const study_table* rows = p_.builders_[made.frame - 3].rows; rows != nullptr) {
    field_of(rows->data, e.of.type->columns().fields[field].kind, field, id, made);
    return;
  }
  if (e.kind == value_kind::text) made.words = std::make_shared<const dictionary>();
  made.run = [](workspace&, const some_units&) {};  // of no rows
}

void plan_compiler::row_link(const expression& e, std::size_t id, node& made) {
  const std::size_t child = frame(e.from);
  const study_table* rows = p_.builders_[made.frame - 3].rows;
  if (rows == nullptr) {
    made.run = [](workspace&, const some_units&) {};
    return;
  }
  made.run = [id, child, p = &p_, own = made.frame, &parent = rows->links[static_cast<std::size_t>(e.number)]](
                 workspace& w, const some_units& of) {
    const std::uint32_t first = p->units_of(child, w).first_row;
    const std::size_t begin = w.frames[own].first_row;
    std::uint32_t* to = w.lanes[id].codes.own.data();
    of.each([&](std::size_t u) {
      const std::uint32_t row = parent[begin + u];
      to[u] = row == study_table::no_row ? 0 : row - first + 1;
    });
  };
}

void plan_compiler::leaf(const expression& e, std::size_t id, node& made) {
  /// The same for everybody.
  const auto fixed = [&](auto v) {
    using T = decltype(v);
    made.run = [id, v](workspace& w, const some_units&) { w.lanes[id].of<T>().own[0] = v; };
  };
  const table& events = p_.study_->people.events();
  const person_details& details = p_.study_->details;
  switch (e.what) {
    case operation::constant:
      switch (e.kind) {
        case value_kind::text: {
          auto words = std::make_shared<dictionary>();
          fixed(e.texts.empty() ? missing_code : words->intern(e.texts.front()));
          made.words = std::move(words);
          return;
        }
        case value_kind::date: fixed(day{static_cast<std::int32_t>(e.number)}); return;
        case value_kind::number: fixed(e.real); return;
        default:
          made.run = [id, value = e.number == 1   ? flag::yes
                                  : e.number == 0 ? flag::no
                                                  : flag::unknown](workspace& w, const some_units&) {
            w.lanes[id].flags[0] = value;
          };
          return;
      }
    case operation::period_bound:
      made.varies = p_.periods_.size() > 1;
      made.run = [id, end = e.number == 1, periods = &p_.periods_, varies = made.varies](workspace& w,
                                                                                         const some_units&) {
        values<day>& to = w.lanes[id].days;
        const auto bound = [&](std::size_t p) { return end ? (*periods)[p].end : (*periods)[p].start; };
        if (!varies) {
          if (!periods->empty()) to.own[0] = bound(0);
          return;
        }
        to.begin(0);
        for (std::size_t p = 0; p < periods->size(); ++p) to.put(0, bound(p), period_mask{1} << p);
      };
      return;
    case operation::study_day: {
      const study* tables = p_.study_->tables;
      const day given = tables == nullptr ? day{} : e.number == 0 ? tables->as_of : tables->data_start;
      fixed(given ? given : e.number == 0 ? far_day : make_day(1, 1, 1));
      return;
    }
    case operation::event_field: {
      const auto column = static_cast<std::size_t>(e.number);
      field_of(events, main_table_schema().fields[column].kind, column, id, made);
      return;
    }
    case operation::person_field:
      switch (static_cast<person_field>(e.number)) {
        case person_field::la_code: {
          auto words = std::make_shared<dictionary>();
          std::vector<std::uint32_t> by_council;
          for (const council& c : p_.study_->everybody.councils()) by_council.push_back(words->intern(c.la_code));
          made.words = std::move(words);
          made.run = [id, by_council, &people = p_.study_->everybody](workspace& w, const some_units& of) {
            std::uint32_t* to = w.lanes[id].codes.own.data();
            of.each([&](std::size_t u) { to[u] = by_council[people.council_of(w.first_person + u)]; });
          };
          return;
        }
        case person_field::birth: field_days(details.birth, id, made); return;
        case person_field::date_of_death: field_days(details.date_of_death, id, made); return;
        case person_field::gender: field_text(details.gender, id, made); return;
        case person_field::ethnicity: field_text(details.ethnicity, id, made); return;
        case person_field::accommodation_status: field_text(details.accommodation_status, id, made); return;
        case person_field::employment_status: field_text(details.employment_status, id, made); return;
        case person_field::has_unpaid_carer: field_text(details.has_unpaid_carer, id, made); return;
        case person_field::primary_support_reason: field_text(details.primary_support_reason, id, made); return;
        case person_field::client_funding_status: field_text(details.client_funding_status, id, made); return;
      }
      return;
    default: return;
  }
}

// ---------------------------------------------------------------------------------------------------------- conditions

/// Whether all conditions are true, of all units, when it does not matter what else they are: starts from the units for
/// which the first one is, and asks each further one only of those that are left.
void plan_compiler::narrow(std::span<const source> conditions, const some_units& first, std::size_t count, bool varies,
                           period_mask all, workspace& in, lane& out) {
  unit_list left(in, first);
  if (!varies) {
    for (const source& s : conditions.subspan(1)) {
      if (left.empty()) break;
      s.ask(in, left);
      left.keep([r = s.truths(in)](std::size_t u) { return r.flag(u) == flag::yes; });
    }
    std::uint8_t* flags = out.flags.data();
    std::fill_n(flags, count, flag::unknown);
    for (const std::uint32_t u : left.span()) flags[u] = flag::yes;
  } else {
    period_mask* yes = out.yes.data();
    std::fill_n(yes, count, 0);
    for (const std::uint32_t u : left.span()) yes[u] = all;
    for (const source& s : conditions) {
      if (left.empty()) break;
      s.ask(in, left);
      left.keep([r = s.truths(in), yes](std::size_t u) {
        yes[u] &= r.yes(u);
        return yes[u] != 0;
      });
    }
  }
  out.take_hits(left.span());
}

/// `and` and `or`: each part is asked only of the units that those before it left open, which are not false yet for `and`
/// (not true any more, when nothing else matters) and not true yet for `or`.
void plan_compiler::logic(const expression& e, const std::vector<std::size_t>& in, std::size_t id, node& made) {
  made.run = [id, p = &p_, parts = sources_of(in, made.frame), conjunction = e.what == operation::all_of,
              varies = made.varies](workspace& w, const some_units& of) {
    const bool all_three = p->nodes_[id].all_three;
    const period_mask all = p->all_;
    lane& out = w.lanes[id];
    if (conjunction && !all_three && of.is_all() && parts[0].own_frame() == p->nodes_[id].frame) {
      narrow(parts, p->hits(parts[0].number, w), of.count, varies, all, w, out);
      return;
    }
    unit_list open(w, of);
    if (!varies) {
      // Bit 0 is true and bit 1 false: `and` needs all trues and any false, `or` the other way round.
      const auto both = [conjunction](unsigned a, unsigned b) {
        return static_cast<std::uint8_t>(conjunction ? (a & b & 1U) | ((a | b) & 2U) : ((a | b) & 1U) | (a & b & 2U));
      };
      const unsigned open_flags = conjunction ? (all_three ? 0b011U : 0b010U) : 0b101U;  // by flag
      std::uint8_t* flags = out.flags.data();
      of.each([=](std::size_t u) { flags[u] = conjunction ? flag::yes : flag::no; });
      for (const source& s : parts) {
        s.ask(w, open);
        open.keep([=, r = s.truths(w)](std::size_t u) {
          const std::uint8_t f = both(flags[u], r.flag(u));
          flags[u] = f;
          return (open_flags >> f & 1U) != 0;
        });
      }
      return;
    }
    period_mask* yes = out.yes.data();
    period_mask* no = out.no.data();
    of.each([=](std::size_t u) {
      yes[u] = conjunction ? all : 0;
      no[u] = conjunction ? 0 : all;
    });
    for (const source& s : parts) {
      s.ask(w, open);
      const truth_reader r = s.truths(w);
      if (conjunction) {
        open.keep([=](std::size_t u) {
          yes[u] &= r.yes(u);
          if (all_three) no[u] |= r.no(u);
          return all_three ? no[u] != all : yes[u] != 0;
        });
      } else {
        open.keep([=](std::size_t u) {
          yes[u] |= r.yes(u);
          if (all_three) no[u] &= r.no(u);
          return yes[u] != all;
        });
      }
    }
  };
}

void plan_compiler::negate(std::size_t in, std::size_t id, node& made) {
  made.run = [id, s = from(in, made.frame), varies = made.varies](workspace& w, const some_units& of) {
    s.ask(w, of);
    const truth_reader r = s.truths(w);
    lane& out = w.lanes[id];
    if (varies) {
      of.each([&](std::size_t u) { out.set(u, true, r.no(u), r.yes(u)); });
    } else {
      of.each([r, to = out.flags.data()](std::size_t u) {
        const unsigned f = r.flag(u);
        to[u] = static_cast<std::uint8_t>((f >> 1U | f << 1U) & 3U);
      });
    }
  };
}

/// The first of several conditions that is known, or the one behind the first that holds.
void plan_compiler::pick_truth(const expression& e, const std::vector<std::size_t>& in, std::size_t id, node& made) {
  made.run = [id, sources = sources_of(in, made.frame), cases = e.what == operation::choose, all = p_.all_,
              varies = made.varies](workspace& w, const some_units& of) {
    std::vector<truth_reader> readers;
    for (const source& s : sources) s.ask(w, of);
    for (const source& s : sources) readers.push_back(s.truths(w));
    lane& out = w.lanes[id];
    of.each([&](std::size_t u) {
      period_mask yes = 0, no = 0, open = all;
      if (cases) {
        for (std::size_t i = 0; i + 1 < readers.size(); i += 2) {
          const period_mask here = open & readers[i].yes(u);
          yes |= readers[i + 1].yes(u) & here;
          no |= readers[i + 1].no(u) & here;
          open &= ~here;
        }
        yes |= readers.back().yes(u) & open;
        no |= readers.back().no(u) & open;
      } else {
        for (const truth_reader& r : readers) {
          yes |= r.yes(u) & open;
          no |= r.no(u) & open;
          open &= ~(yes | no);
        }
      }
      out.set(u, varies, yes, no);
    });
  };
}

template <typename T>
void plan_compiler::compare_values(comparison how, std::size_t a, std::size_t b, std::size_t id, node& made) {
  with_comparison(how, [&](auto holds) {
    made.run = [id, holds, x = from(a, made.frame), y = from(b, made.frame), all = p_.all_, varies = made.varies](
                   workspace& w, const some_units& of) {
      x.ask(w, of);
      y.ask(w, of);
      const reader<T> one = x.read<T>(w), two = y.read<T>(w);
      lane& out = w.lanes[id];
      if (!varies) {
        with_both(one, two, [&](auto first, auto second) {
          of.each([=, to = out.flags.data()](std::size_t u) {
            const T v = first(u), other = second(u);
            to[u] = is_none(v) || is_none(other) ? flag::unknown : kleene_of(holds(v, other));
          });
        });
        return;
      }
      of.each([&](std::size_t u) {
        period_mask yes = 0, no = 0;
        one.known(u, all, [&](T v, period_mask here) {
          two.known(u, here, [&](T other, period_mask in) { (holds(v, other) ? yes : no) |= in; });
        });
        out.set(u, true, yes, no);
      });
    };
  });
}

bool plan_compiler::is_day_and_bound(std::size_t date, std::size_t bound) const {
  const node& b = p_.nodes_[bound];
  return p_.nodes_[date].kind == value_kind::date && !p_.nodes_[date].varies && b.kind == value_kind::date &&
         b.frame == plan::every && b.varies;
}

/// The answer for all periods at once is looked up by day. Before the first bound and after the last it does not change.
void plan_compiler::compare_with_bound(comparison how, std::size_t a, std::size_t bound, std::size_t id, node& made) {
  made.run = [=, p = &p_, dates = from(a, made.frame), bounds = from(bound, made.frame), all = p_.all_](
                 workspace& w, const some_units& of) {
    dates.ask(w, of);
    lane& out = w.lanes[id];
    if (out.yes_by_day.empty()) {
      const reader<day> until = bounds.read<day>(w);
      day first = far_day, last = make_day(1, 1, 1);
      until.known(0, all, [&](day b, period_mask in) {
        out.bounds_known |= in;  // one put together with `choose` may be missing in some periods
        first = std::min(first, b);
        last = std::max(last, b);
      });
      out.first_day = std::min(first, last) - 1;
      with_comparison(how, [&](auto holds) {
        for (day d = out.first_day; d <= last + 1; d = d + 1) {
          period_mask yes = 0;
          until.known(0, all, [&](day b, period_mask in) { yes |= holds(d, b) ? in : 0; });
          out.yes_by_day.push_back(yes);
        }
      });
    }
    const day first = out.first_day;
    const day last = first + static_cast<std::int32_t>(out.yes_by_day.size() - 1);
    const period_mask known = out.bounds_known;
    const period_mask* answers = out.yes_by_day.data();
    const reader<day> v = dates.read<day>(w);
    of.each([=, to_yes = out.yes.data(), to_no = out.no.data(), all_three = p->nodes_[id].all_three](std::size_t u) {
      const day d = v.value(u);
      const period_mask yes = answers[days_between(first, std::clamp(d, first, last))];
      to_yes[u] = d ? yes : 0;
      if (all_three) to_no[u] = d ? known & ~yes : 0;
    });
  };
}

void plan_compiler::compare(const expression& e, const std::vector<std::size_t>& in, std::size_t id, node& made) {
  if (is_day_and_bound(in[0], in[1])) return compare_with_bound(e.how, in[0], in[1], id, made);
  if (is_day_and_bound(in[1], in[0])) return compare_with_bound(mirrored(e.how), in[1], in[0], id, made);
  if (e.in[0]->kind == value_kind::date) return compare_values<day>(e.how, in[0], in[1], id, made);
  compare_values<double>(e.how, in[0], in[1], id, made);
}

/// Whatever is asked of a text is asked once for each distinct one.
void plan_compiler::text_test(const expression& e, std::size_t in, std::size_t id, node& made) {
  const node& text = p_.nodes_[in];
  std::vector<std::uint8_t> by_code(text.words->size(), flag::unknown);
  for (code c = 1; c < by_code.size(); ++c) {
    const std::string form = fold((*text.words)[c]);
    const bool holds = e.what == operation::text_like  ? is_like(form, e.texts.front())
                       : e.what == operation::text_has ? has_part(form, e.texts)
                                                       : std::binary_search(e.texts.begin(), e.texts.end(), form);
    by_code[c] = kleene_of(holds);
  }
  if (text.column != nullptr && text.frame == made.frame) {  // of a field: straight from its column
    made.run = [id, by_code, &column = *text.column, frame = made.frame](workspace& w, const some_units& of) {
      const std::size_t begin = w.frames[frame].first_row;
      with_width(column.codes, [&](auto read) {
        of.each([=, to = w.lanes[id].flags.data(), table = by_code.data()](std::size_t u) {
          to[u] = table[read(begin + u)];
        });
      });
    };
    return;
  }
  made.run = [id, by_code, a = from(in, made.frame), all = p_.all_, varies = made.varies](workspace& w,
                                                                                          const some_units& of) {
    a.ask(w, of);
    const reader<std::uint32_t> codes = a.read<std::uint32_t>(w);
    lane& out = w.lanes[id];
    if (!varies) {
      of.each([codes, to = out.flags.data(), table = by_code.data()](std::size_t u) { to[u] = table[codes.value(u)]; });
      return;
    }
    of.each([&](std::size_t u) {
      period_mask yes = 0, no = 0;
      codes.known(u, all, [&](std::uint32_t c, period_mask here) { (by_code[c] == flag::yes ? yes : no) |= here; });
      out.set(u, true, yes, no);
    });
  };
}

void plan_compiler::test_missing(std::size_t in, std::size_t id, node& made) {
  const source a = from(in, made.frame);
  if (p_.nodes_[in].kind == value_kind::truth) {
    made.run = [id, a, all = p_.all_, varies = made.varies](workspace& w, const some_units& of) {
      a.ask(w, of);
      const truth_reader r = a.truths(w);
      of.each([&, &out = w.lanes[id]](std::size_t u) {
        const period_mask known = r.yes(u) | r.no(u);
        out.set(u, varies, all & ~known, known);
      });
    };
    return;
  }
  with_type(p_.nodes_[in].kind, [&](auto kind) {
    using T = decltype(kind);
    made.run = [id, a, all = p_.all_, varies = made.varies](workspace& w, const some_units& of) {
      a.ask(w, of);
      const reader<T> r = a.read<T>(w);
      lane& out = w.lanes[id];
      if (!varies) {
        const auto test = [&](auto value) {
          of.each([=, to = out.flags.data()](std::size_t u) { to[u] = kleene_of(is_none(value(u))); });
        };
        if (r.at.is_direct()) {
          test([from = r.of->by_unit](std::size_t u) { return from[u]; });
        } else {
          test([r](std::size_t u) { return r.value(u); });
        }
        return;
      }
      of.each([&](std::size_t u) {
        period_mask known = 0;
        r.known(u, all, [&](T, period_mask here) { known |= here; });
        out.set(u, true, all & ~known, known);
      });
    };
  });
}

}  // namespace ascof

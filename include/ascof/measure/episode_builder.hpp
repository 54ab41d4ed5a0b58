/// @file episode_builder.hpp
/// Units that are not rows: spells, links between events, whatever a builder makes of one person's events.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "ascof/cld/hospital.hpp"
#include "ascof/core/dictionary.hpp"
#include "ascof/core/period.hpp"
#include "ascof/measure/expression.hpp"
#include "ascof/prepare/person_details.hpp"
#include "ascof/prepare/records.hpp"
#include "ascof/study/study.hpp"

namespace ascof {

/// A council a figure may be shown for.
struct place_of_figures {
  std::string la_code;
  std::string la_name;
};

/// What several builders of a walk make of the same records, made once.
class shared_work {
 public:
  /// What is known under a key, which names its type too; made when there is none. Not for several threads at once.
  template <typename T, typename Make>
  std::shared_ptr<const T> get(const std::string& key, Make make) {
    std::shared_ptr<const void>& found = parts_[key];
    if (!found) found = make();
    return std::static_pointer_cast<const T>(found);
  }

 private:
  std::map<std::string, std::shared_ptr<const void>> parts_;
};

/// A study as builders and plans see it while it is walked. It must outlive them.
struct bound_study {
  bound_study(const records& of, const person_details& their, const std::vector<place_of_figures>& to_places,
              const hospital_episodes* in_hospital = nullptr);
  bound_study(const study& of, const std::vector<place_of_figures>& to_places);

  const records& people;                        ///< client level records; without rows when the study has none
  const person_details& details;                ///< of `everybody`
  const std::vector<place_of_figures>& places;  ///< of the result; `nation` is one more behind them
  const hospital_episodes* hospital = nullptr;  ///< when there are any
  const study* tables = nullptr;                ///< of other kinds of record, when there are any
  std::shared_ptr<const study_people> own_people{};
  const study_people& everybody;
  std::shared_ptr<shared_work> shared = std::make_shared<shared_work>();

  std::size_t nation() const { return places.size(); }
  /// @return nullptr when there is no such table
  const study_table* find(const record_type& type) const { return tables == nullptr ? nullptr : tables->find(type); }
};

/// One column of the episodes a builder makes.
struct episode_column {
  std::string name;
  value_kind kind = value_kind::date;
  std::vector<std::string> labels{};  ///< of a text: its values; empty when the bound builder knows them (`words`)
};

/// Reporting periods as bits: bit i is the i-th period of a walk, of which there are at most 64.
using period_mask = std::uint64_t;
inline constexpr period_mask every_period = ~period_mask{0};

/// Where a builder puts its units. Columns that are not set are missing.
class unit_writer {
 public:
  virtual ~unit_writer() = default;
  /// Begins a unit, which exists in the given periods.
  virtual void add(period_mask in = every_period) = 0;
  virtual void set(std::size_t column, day value) = 0;
  virtual void set(std::size_t column, double value) = 0;
  virtual void set_truth(std::size_t column, bool value) = 0;
  /// By code of `words(column)`; with labels, 1 is the first label.
  virtual void set_code(std::size_t column, code value) = 0;
  /// Of a column of events (value_kind::unit): one of the person's, by row of the main table.
  virtual void set_event(std::size_t column, std::uint32_t row) = 0;
  /// Of units of nobody: where they count, a position in the study's places or its nation.
  virtual void set_place(std::size_t place) = 0;
};

/// Values of a builder's inputs, by row of the main table. The first inputs pick the rows; the others are known of rows
/// that one of those picks, and of no others.
class builder_inputs {
 public:
  virtual ~builder_inputs() = default;
  /// The rows of the person in hand that an input picks, in order.
  virtual std::span<const std::uint32_t> rows(std::size_t input) const = 0;
  virtual bool holds(std::size_t input, std::uint32_t row) const = 0;  ///< true, and not unknown
  virtual day date(std::size_t input, std::uint32_t row) const = 0;
  virtual double number(std::size_t input, std::uint32_t row) const = 0;
  virtual code text(std::size_t input, std::uint32_t row) const = 0;
};

/// A builder whose columns are looked up. Const calls are made from several threads.
class bound_builder {
 public:
  bound_builder() = default;
  bound_builder(const bound_builder&) = delete;
  bound_builder& operator=(const bound_builder&) = delete;
  virtual ~bound_builder() = default;

  /// Makes the units of one person, in an order that does not depend on chance.
  virtual void build(std::size_t person, const builder_inputs& in, unit_writer& to) const = 0;

  /// The values of a text column without labels.
  virtual std::shared_ptr<const dictionary> words(std::size_t column) const {
    (void)column;
    return nullptr;
  }
};

/// How the functions below made a builder, so that it can be made again elsewhere (`episodes_of`).
struct episode_recipe {
  std::string maker{};  ///< "spells"; empty: a program made the builder itself, and it cannot travel
  std::map<std::string, std::int64_t> constants{};  ///< by name: {"gap_days", 7}; days by their number
  std::vector<expr> parts{};                        ///< in the maker's order; null where one is left out
  std::vector<bool> descending{};                   ///< of keys of order, which are the last parts
};

/// A named way to make episodes. Two builders with the same key make the same episodes.
class episode_builder {
 public:
  std::string key;  ///< name and parameters: "spells(gap 7, ...)"; inputs by their fingerprints, so that it stays short
  std::string name;
  episode_recipe recipe{};
  std::vector<episode_column> columns;
  /// Series of events the builder reads; they must not depend on the period.
  std::vector<expr> inputs{};
  /// So many of them, the first, are conditions that pick events: at least one where there are inputs. The builder is
  /// then asked only of people of whom one picks something.
  std::size_t picking = 0;
  bool of_nobody = false;          ///< its units are no person's: built once, for person 0, without inputs or events
  bool depends_on_period = false;  ///< units exist in some periods only
  std::vector<event::column> needs{};  ///< columns of the main table it cannot do without
  bool needs_hospital = false;
  /// @param periods  of the walk, at most 64
  std::function<std::unique_ptr<bound_builder>(const bound_study& of, std::span<const period> periods)> bind;

  /// Position of a column. @throws usage_error with the nearest for an unknown name
  std::size_t column(std::string_view name) const;
};

using episode_frame = std::shared_ptr<const episode_builder>;

/// Makes the builder of a recipe.
/// @throws usage_error (bad_definition) for an unknown maker, and for constants or parts that it does not take
episode_frame episodes_of(const episode_recipe& recipe);

/// Spells: events that are joined when at most `gap_days` midnights lie between the latest end so far and the next
/// start (overlaps always join). An open event makes an open spell; events without a start, or that end before it, are
/// left out. Columns: start, end (missing while open), events (how many), last (the event that ends last).
/// @param where  which events; must not depend on the reporting period
/// @param order  of events that end on the same, last day: which of them is `last`; then by place in the records
/// @param apart_by  a text of the events: those with different ones are never joined; null: all are of one kind
/// @throws usage_error for a negative gap or a condition that is none of events
episode_frame make_spells(const expr& where, std::int32_t gap_days,
                          const std::vector<expressions::order_key>& order = {}, const expr& apart_by = nullptr);

/// How a run of other events follows a spell.
struct followed_within {
  std::int32_t first_days = 0;  ///< midnights from the end of the spell to the start of the first
  std::int32_t gap_days = 0;    ///< midnights from the latest end so far to the start of a further one
};

/// Spells as above, each with the run of other events that follows it: the first event of `by` that starts on or after
/// the first day of the spell, if it starts soon enough after the end, and further ones while each starts soon enough
/// after those before. The next spell ends the run. Columns: those of spells, next_start and next_last (starts of the
/// first and last event of the run, between which all its events start), next_end (missing while open), next_events (0
/// without a run).
/// @throws usage_error for a negative gap or a condition that is none of events
/// @source definitions, salt.new_requests
episode_frame make_followed_spells(const expr& where, std::int32_t gap_days, const expr& by, followed_within how);

/// Pairs of events: each event of `to`, in order of its start, is matched with the latest event of `from` that starts on
/// or before it and is matched with nothing yet. What finds no partner is a unit too, without it.
/// Columns: from_start, from_end, from_record, to_start, to_end, to_record, matched (truth), days (from start to start).
/// @source definitions, waiting.assessment_local
episode_frame match_latest(const expr& from, const expr& to);

}  // namespace ascof

/// @file evaluate.hpp
/// One walk over the people, all measures, all periods.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "ascof/cld/areas.hpp"
#include "ascof/core/parallel.hpp"
#include "ascof/measure/measure.hpp"
#include "ascof/results/result_table.hpp"
#include "ascof/study/study.hpp"

namespace ascof {

/// What to do about a council that has records and no population.
enum class missing_population {
  refuse,     ///< input_error naming the council
  leave_out,  ///< no row for the council, as the department's own tables
};

struct evaluate_options {
  unsigned threads = 0;
  bool trace = false;
  /// Measures that lack an input are left out and named in `result_table::skipped` instead of refused.
  bool skip_impossible = false;
  const hospital_episodes* hospital = nullptr;  ///< for ASCOF 2D, of client level records alone; a study has its own
  missing_population on_missing_population = missing_population::refuse;
  /// Dimensions that every figure is broken down by besides its own; of people, or of what the figure counts.
  std::vector<breakdown> by{};
  progress on_progress{};
};

/// Computes the wanted figures.
///
/// Every council of `frame` gets a row in every group, also without data; councils that only the records have follow
/// by their code. Rows without a person identifier count nowhere. A rate has a row only for councils with a population.
/// The outcome does not depend on the threads. It does not depend on the order of the rows either where they have record
/// numbers, as the department's copies do. A council's own file has none: the place of a row stands for its number and
/// decides between records that are otherwise alike, as where the department loads the file. Figures that hang on such
/// ties are named in a notice (tie.figures).
///
/// @param details  of the same people
/// @param periods  empty: the financial years of the records (and every quarter, for measures that report quarters);
/// otherwise such measures report the quarters inside them
/// @param frame    list of councils; empty: the councils of the records
/// @param people_in_areas  needed for rates
/// @throws usage_error without measures, for a measure whose parts do not fit together, or when no period is left;
/// input_error for a column or table that a measure lacks (unless skipped), and for a council with records and without a
/// population
result_table evaluate(const selection& wanted, const records& people, const person_details& details,
                      const std::vector<period>& periods, const areas& frame = {},
                      const population& people_in_areas = {}, const evaluate_options& options = {});

/// As above, of a study of any tables, with its councils and populations.
/// @param periods  empty: the financial years that the tables cover
result_table evaluate(const selection& wanted, const study& of, const std::vector<period>& periods,
                      const evaluate_options& options = {});
result_table evaluate(const std::vector<measure>& measures, const study& of, const std::vector<period>& periods,
                      const evaluate_options& options = {});

/// As above, all figures of these measures.
result_table evaluate(const std::vector<measure>& measures, const records& people, const person_details& details,
                      const std::vector<period>& periods, const areas& frame = {},
                      const population& people_in_areas = {}, const evaluate_options& options = {});

/// The measures that a study cannot answer, in their order, and what each of them lacks: a table, a column of the main
/// table, hospital episodes, populations. `evaluate` leaves out or refuses these very ones.
std::vector<skipped_measure> missing_for(const std::vector<measure>& measures, const study& of);
/// Which figures hang on the order of the rows: the notice tie.figures that `evaluate` would give, without counting
/// anybody whose records do not tie. Measures that lack an input or a period are passed over; no population is needed.
/// Empty where no figure does.
notice_list figures_of_ties(const selection& wanted, const records& people, const evaluate_options& options = {});

/// What one person adds to one group of one figure: units in its numerator and denominator, at least one of either.
///
/// Numerators and denominators of all people add up to the cells of the figures, so that a rate, whose denominator is a
/// population, has numerators only, and a median, mean or sum, which measures its denominator, has denominators only.
struct contribution {
  std::string measure;  ///< id of the figure
  period reporting;
  std::string la_code;    ///< `evaluation_state::nation_code`: units of nobody that count for the nation alone
  std::string person_id;  ///< empty: units of nobody in particular
  std::string group;
  std::uint64_t numerator = 0;
  std::uint64_t denominator = 0;
};

struct unmet_text;
/// Texts that a definition compares with and that the records counted so far do not have.
using unmet_texts = std::map<std::string, unmet_text>;

/// Figures half made: what was counted, by measure, period, council and group. States of disjoint people (councils,
/// files of one council's people, partitions of a distributed engine) merge into the state of all of them.
class evaluation_state {
 public:
  /// Code and name of the rows of a national measure that stand for all councils.
  static constexpr std::string_view nation_code = "England";

  /// An empty state.
  /// @param periods  at least one: partitions need to agree on them
  /// @throws usage_error as `evaluate`
  evaluation_state(selection wanted, const std::vector<period>& periods, const areas& list = {});

  /// Counts people. Their counts add to those already there: no person may come twice.
  /// @throws input_error for a column or table that a measure lacks; usage_error for a breakdown with too many cells, or
  /// by a text that occurs under the name of its total; for a text of a user's own measure that a field cannot have
  void update(const study& of, const evaluate_options& options = {});
  void update(const records& people, const person_details& details, const evaluate_options& options = {});

  /// Adds another state's counts.
  /// @throws usage_error when it is of other measures or periods, or of other definitions of a measure: it names the first
  /// that differs
  void merge(const evaluation_state& other);

  /// What the records of another state have is known here too: a definition that is counted in both may name it.
  void knows_texts_of(const evaluation_state& other);

  /// Turns counts into figures. The state can be updated and finished again.
  /// @throws usage_error for a text of a user's own measure that none of the records counted so far have
  result_table finish(const population& people_in_areas = {},
                      missing_population on_missing = missing_population::refuse) const;

  /// What each person adds to the figures that are wanted: one line a person and group, in order of figure, period,
  /// council, person and group (by its text), whatever the order of rows, updates and merges. Units of nobody stand
  /// behind the people of their council; the nation has no lines of its people. Kept only when asked for before the
  /// first update: there are as many lines as people.
  void keep_contributions() { keep_contributions_ = true; }
  const std::vector<contribution>& contributions() const { return contributions_; }

  /// What must be known of the records counted so far.
  const notice_list& notices() const { return notices_; }

  /// What is counted.
  const std::vector<measure>& measures() const { return wanted_.measures; }
  /// The fingerprint of each of them.
  std::vector<std::string> fingerprints() const;
  /// Whether people behind the figures were kept.
  bool has_traces() const;

  /// The state as bytes: the definitions and all that was counted, the same bytes on every machine. `from_bytes` makes
  /// the state again, tomorrow and elsewhere; it can be updated, merged and finished like the one that was written.
  ///
  /// The bytes hold identifiers of people only when traces or contributions were kept. They are unrounded counts all the
  /// same: a state is no release. Format: docs/formats.md.
  /// @throws usage_error (bad_definition) for a definition that cannot travel (definition.hpp)
  std::string to_bytes() const;
  /// @throws input_error for bytes that are no state, are damaged or cut off, or were written by a newer version
  static evaluation_state from_bytes(std::string_view bytes);

  /// The same counts, values and traces of the same councils, by the same definitions.
  friend bool operator==(const evaluation_state& a, const evaluation_state& b);

 private:
  friend class evaluation;
  friend class cells_of_measure;
  friend class state_codec;
  friend result_table evaluate(const selection&, const records&, const person_details&, const std::vector<period>&,
                               const areas&, const population&, const evaluate_options&);
  friend result_table evaluate(const selection&, const study&, const std::vector<period>&, const evaluate_options&);
  static result_table evaluate_all(const selection& wanted, const study& of, const std::vector<period>& periods,
                                   const areas& list, const population& people_in_areas,
                                   const evaluate_options& options);
  friend notice_list figures_of_ties(const selection&, const records&, const evaluate_options&);

  /// A council of the result: in the list, in the records, or in both. What the records call it is what they call it
  /// with the first of its people, so that it does not depend on how people were cut into parts.
  struct council_row {
    area place;
    bool listed = false;
    bool in_records = false;
    std::string first_person{};
    std::string name_in_records{};
    friend bool operator==(const council_row& a, const council_row& b) {
      return a.place.la_code == b.place.la_code && a.place.la_name == b.place.la_name && a.listed == b.listed &&
             a.in_records == b.in_records && a.name_in_records == b.name_in_records;
    }
    /// Whether the records write its name otherwise than the list.
    bool name_differs() const;
  };
  /// measure, figure (side counts behind the figures), council (empty: the nation's own units), group
  using key = std::tuple<std::size_t, std::size_t, std::string, std::string>;

  evaluation_state() = default;
  /// @param periods  by measure
  evaluation_state(selection wanted, std::vector<std::vector<period>> periods, const areas& list);
  static notice_list compare_orders(const tied_records& ties, const selection& wanted,
                                    const std::vector<std::vector<period>>& periods, const areas& list,
                                    const evaluate_options& options);
  void add_councils(const study_people& people);
  void order_contributions();
  void add_council(const council_row& row);
  /// @throws usage_error that names the first measure that the other state defines otherwise
  void expect_same_definitions(const evaluation_state& other) const;

  /// What makes a measure of two states the same: what is counted, and which lines its traces have.
  struct definition_marks {
    std::string counts, traces;
    friend bool operator==(const definition_marks&, const definition_marks&) = default;
  };
  static std::vector<definition_marks> marks_of(const std::vector<measure>& all);
  void add_unmet(const unmet_texts& texts, bool has_rows);

  selection wanted_;
  std::vector<definition_marks> marks_;       // by measure; worked out for states that programs make, which may merge
  std::vector<std::vector<period>> periods_;  // by measure
  std::vector<period> asked_;                 // by whoever asks; none: those of the records
  std::shared_ptr<const unmet_texts> unmet_;  // null: no records yet
  std::vector<council_row> councils_;         // by code
  std::map<key, std::vector<cell>> cells_;    // by period
  /// How the groups of a text are written: measure, figure, dimension and folded text; of several spellings the first in
  /// byte order.
  std::map<std::tuple<std::size_t, std::size_t, std::size_t, std::string>, std::string> spellings_;
  std::vector<std::vector<std::vector<traced_unit>>> traces_;  // by measure and trace
  std::vector<contribution> contributions_;
  std::vector<skipped_measure> skipped_;
  notice_list notices_;
  bool keep_contributions_ = false;
  bool several_parts_ = false;  // so that traces have to be put in order
};

}  // namespace ascof

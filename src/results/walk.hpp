/// @file walk.hpp
/// One update of a state: measures made into plans, a walk over the people, and what was counted.
#pragma once

#include <memory>
#include <vector>

#include "ascof/measure/tally.hpp"
#include "ascof/results/evaluate.hpp"
#include "counting.hpp"
#include "measure/plan.hpp"

namespace ascof {

class evaluation {
 public:
  evaluation(evaluation_state& state, const study& of, const evaluate_options& options);
  void run();

 private:
  /// A dimension ready to use: nodes of its conditions, or group by code of its text.
  struct bound_breakdown {
    std::vector<std::size_t> conditions;
    std::size_t text = none;
    std::vector<std::size_t> group_of_code;
    std::vector<std::string> labels;  // of the groups
    bool total = false;
  };
  /// Something to count: units of a frame, into cells.
  struct bound_count {
    std::size_t measure = 0, figure = 0;
    statistic kind = statistic::count;
    std::size_t frame = plan::every;
    std::size_t of = none, numerator = none, value = none, unknown = none, invalid = none;
    bool into_denominator_only = false;  // units of another kind than the numerator's
    bool into_numerator_only = false;
    bool once_a_person = false;
    double numerator_weight = 0, denominator_weight = 0;  // of a part of a quotient
    bool contributes = false;                             // of a figure that is wanted
    std::vector<bound_breakdown> by{};
    std::size_t groups = 1;
  };
  struct bound_trace {
    std::size_t measure = 0, trace = 0;
    std::size_t frame = plan::every;
    std::size_t of = none;
    std::vector<std::size_t> columns{};
    bool by_period = true, by_person = true;
  };
  /// Measures that report the same periods, up to 64 at a time, with their plan.
  struct job {
    std::vector<std::size_t> period_numbers;  // in the measure's list
    std::unique_ptr<plan> how;
    std::vector<bound_count> counts;
    std::vector<bound_trace> traces;
    std::vector<tally> total;  // by count
  };
  /// What one thread counts into.
  struct thread_state {
    std::vector<workspace> spaces;            // by job
    std::vector<std::vector<tally>> tallies;  // by job and count
  };
  /// Units of one person in one group, or of nobody in one place.
  struct added_units {
    std::size_t job = 0, count = 0;
    std::size_t period = 0, group = 0;
    std::size_t place = 0;
    std::size_t person = none;
    std::uint64_t numerator = 0, denominator = 0;
  };
  /// What has to stay in the order of people.
  struct part_lines {
    std::vector<std::vector<std::vector<traced_unit>>> traces;  // by job and trace
    std::vector<added_units> added;
  };
  /// A dimension in a block.
  struct read_breakdown {
    const bound_breakdown* of;
    reader<std::uint32_t> text{};
    std::vector<truth_reader> conditions{};
  };

  void make_jobs();
  void add_measure(job& j, std::size_t m, bool first_periods);
  void add_calculation(job& j, bound_count&& count, const calculation& c, const std::vector<breakdown>& by,
                       const std::vector<breakdown>& denominator_by);
  void add_count(job& j, bound_count&& count, const expr& of, const std::vector<breakdown>& by);
  void group_texts(const dictionary& words, const breakdown& dimension, const bound_count& count,
                   bound_breakdown& bound);

  void walk();
  thread_state make_thread_state() const;
  void add_lines(const bound_trace& trace, std::vector<traced_unit>& lines);
  void count_block(std::size_t number, std::size_t first, std::size_t last, thread_state& state,
                   part_lines& lines) const;
  void count_rest(std::size_t number);

  std::vector<read_breakdown> read_breakdowns(const job& j, const bound_count& count, const some_units& of,
                                              workspace& in) const;
  template <typename Then>
  static void for_groups(std::span<const read_breakdown> by, std::size_t unit, period_mask within, std::size_t group,
                         Then&& then);
  void count_units(std::size_t job_number, std::size_t count_number, workspace& in, tally& to,
                   std::vector<added_units>& added) const;
  void count_remarks(const job& j, const bound_count& count, std::size_t condition, tallied as, workspace& in,
                     tally& to) const;
  std::size_t place_of(const units& of, bool rest, std::size_t unit, const workspace& in) const;
  void trace_units(const job& j, const bound_trace& trace, workspace& in, std::vector<traced_unit>& to) const;
  static std::string text_of(const plan& how, const workspace& in, std::size_t node, std::size_t unit,
                             std::size_t period, std::size_t frame);

  static std::string label_of(const bound_count& count, std::size_t group, bool as_key);
  void hand_over(const job& j);
  void hand_over_contributions();

  evaluation_state& state_;
  const evaluate_options& options_;
  std::vector<place_of_figures> places_;
  bound_study study_;
  const study_people& people_;
  std::vector<std::size_t> place_of_;  // by council of the records
  std::vector<job> jobs_;
  std::vector<added_units> added_;  // when contributions are kept
};

}  // namespace ascof

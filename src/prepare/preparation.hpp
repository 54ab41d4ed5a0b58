/// @file preparation.hpp
/// The steps from an extract to a main table, and what they share. prepare.cpp runs them; choosing.cpp chooses the
/// submissions, unique_events.cpp tells events apart and keeps one row of each, other_orders.cpp tries other orders of the
/// rows where only their places decide.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <unordered_map>
#include <utility>
#include <vector>

#include "ascof/core/error.hpp"
#include "ascof/prepare/method.hpp"
#include "ascof/prepare/prepare.hpp"
#include "ascof/prepare/ties.hpp"
#include "main_columns.hpp"

namespace ascof {

/// What the method reads of an event type's text.
struct event_type_facts {
  bool missing = true;
  bool service = false;     // contains "service"
  bool request = false;     // the text is "request"
  bool assessment = false;  // the text is "assessment"
};

/// Facts about the entries of the extract's dictionaries, worked out once per distinct text.
struct raw_facts {
  std::vector<event_type_facts> type;
  std::vector<code> client_form, type_form, route_form, assessment_form, service_form, component_form;
  std::vector<std::int32_t> outcome_rank;
  std::vector<code> delivery_form, frequency_form;  // of the cleaned texts

  raw_facts(const table& data, const mappings& tables);
};

/// A reference period: what one submission speaks for.
struct reference_period {
  period covers;
  bool latest = false;  // of its council, by start
};

/// The reference period of each submission (by position in the index), or none: quarters of one submission are put
/// together from the earliest to the latest, even around a quarter another submission speaks for.
std::vector<std::optional<reference_period>> reference_periods(const std::vector<submission>& submissions,
                                                               const std::vector<chosen_submission>& chosen);

/// A row on its way: where it stands in the extract, and what has been worked out about it.
struct work_row {
  std::uint32_t row = 0;
  std::uint32_t submission = 0;
  code person_text = missing_code;
  day end;
};

/// Why rows leave at the filter.
enum filter_reason : std::size_t {
  no_submission_key,
  not_chosen,
  no_event_type,
  no_start,
  not_ended_inside,
  starts_after,
  service_ended_before,
  died_before_period,
  died_before_start,
  filter_reason_count
};

/// What makes two rows of a person the same event.
struct event_identity {
  day start;
  day end;  // missing for services: their end may change
  code client = missing_code;
  code type = missing_code;
  code first = missing_code;   // route of access, assessment type or service type, by event type
  code second = missing_code;  // service component

  friend auto operator<=>(const event_identity&, const event_identity&) = default;
};

/// What else keeps two rows of a service apart in the single-submission table.
struct cost_identity {
  code delivery = missing_code;
  code frequency = missing_code;
  std::int64_t cost = missing_wide;
  std::int64_t units = missing_wide;

  friend auto operator<=>(const cost_identity&, const cost_identity&) = default;
};

/// A row of a person while events are told apart.
struct candidate {
  event_identity identity;
  cost_identity costs;
  std::uint32_t at = 0;  // among the person's rows
  bool service = false;
};

class preparation {
 public:
  preparation(const extract& raw, const mappings& tables, const areas& known, const prepare_options& options)
      : raw_(raw),
        data_(raw.data),
        tables_(tables),
        options_(options),
        rules_(find_method(options.method)),
        index_(index_submissions(raw, known, rules_)),
        facts_(raw.data, tables) {}

  prepared run();

 private:
  void report(const char* stage, double share) const {
    if (options_.on_progress) options_.on_progress(stage, share);
  }

  std::int64_t record_id(std::uint32_t row) const {
    const std::int64_t id = data_.wides(submitted::record_id)[row];
    if (id != missing_wide) return id;
    if (!places_.empty())
      if (const auto other = places_.find(row); other != places_.end()) return other->second;
    return static_cast<std::int64_t>(row) + 1;
  }
  bool is_numbered(std::uint32_t row) const { return data_.wides(submitted::record_id)[row] != missing_wide; }
  bool differ(std::uint32_t a, std::uint32_t b) const;
  bool decides_place(std::span<const std::uint32_t> kept) const;

  void refuse_losses() const;
  /// Says which submissions have a day that nothing states.
  void tell_of_inferred_days();

  void choose();
  void choose_single();
  void choose_joined();
  [[noreturn]] void refuse_uncovered() const;
  void filter();
  std::optional<filter_reason> reason_to_leave(std::size_t row, work_row& kept) const;
  void identify();
  std::vector<std::uint32_t> keep_one_row_per_event();
  std::vector<candidate> candidates_of(std::span<const work_row> rows) const;
  std::uint64_t crop(std::span<const candidate> event, std::span<work_row> rows) const;
  const candidate& best_of(std::span<const candidate> line, std::span<const work_row> rows, std::uint8_t& tied) const;
  void one_person(std::span<work_row> rows, std::span<std::uint32_t> event_of, std::span<std::uint8_t> keep,
                  std::uint64_t& cropped, std::uint8_t& tied) const;
  void put_in_order(std::size_t person, std::span<const std::uint8_t> keep, std::vector<std::uint32_t>& kept,
                    std::uint8_t& tied) const;
  void number_events(std::span<const std::uint32_t> people, std::span<const std::uint32_t> kept,
                     std::vector<std::uint32_t>& event_of) const;
  std::shared_ptr<const tied_records> other_orders();
  std::vector<std::uint32_t> tied_people() const;
  void place_otherwise(std::span<const std::uint32_t> people, std::size_t order);
  main_table in_this_order(std::span<const std::uint32_t> people);
  void tell_ties(const tied_records& ties);
  derived_rows derive(const std::vector<std::uint32_t>& kept, std::span<const std::uint32_t> event_of) const;
  main_table build(const std::vector<std::uint32_t>& kept);

  const extract& raw_;
  const table& data_;
  const mappings& tables_;
  const prepare_options& options_;
  const method& rules_;
  submission_index index_;
  raw_facts facts_;
  std::vector<std::optional<reference_period>> references_;
  std::vector<work_row> rows_;           // after `identify` by council and person
  std::vector<std::uint32_t> first_;     // first row of each person in `rows_`, and the end
  std::vector<std::uint32_t> la_of_;     // by person: number of the council
  std::vector<std::uint32_t> event_of_;  // by row in `rows_`: number of the event within its council
  std::shared_ptr<dictionary> person_texts_ = std::make_shared<dictionary>();
  std::vector<unknown_wording> wording_;
  bool unnumbered_ = false;                                 // whether any row came without a record number
  std::vector<std::uint8_t> tied_;                          // by person: whether the place of a row decides anything
  std::unordered_map<std::uint32_t, std::int64_t> places_;  // of rows in another order than the files'
  prepared result_;
};

}  // namespace ascof

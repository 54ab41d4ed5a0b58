/// @file study.hpp
/// What measures are computed from: tables of any kinds, whose people they are, councils and their populations.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ascof/cld/areas.hpp"
#include "ascof/cld/hospital.hpp"
#include "ascof/prepare/person_details.hpp"
#include "ascof/prepare/records.hpp"
#include "ascof/records/record_table.hpp"

namespace ascof {

/// The people that the tables of a study speak of, in order of council and reference.
///
/// A person is a council's reference of one. In client level records references are compared as the department compares
/// them (without regard to case); in other tables they are compared exactly (clarification C4), and belong to the client
/// level records' person where those have one of the same identifier or, if it is one person's only, of the same local
/// reference (LA_Person_Unique_Identifier). Rows that name nobody stand with what they belong to by a link, there or not;
/// those without any are units of nobody: they count where records are counted and never where people are.
class study_people {
 public:
  study_people() = default;
  /// The people of client level records alone.
  explicit study_people(std::shared_ptr<const records> events) : events_(std::move(events)) {}

  std::size_t size() const { return own_ ? council_of_.size() : events_ ? events_->people() : 0; }
  /// Rows of the main table; none for people whom only other tables have.
  row_range events_of(std::size_t person) const {
    if (!own_) return events_->rows_of(person);
    return {first_event_[person], first_event_[person + 1]};
  }
  /// Number of the person's council in `councils()`.
  std::uint32_t council_of(std::size_t person) const {
    return own_ ? council_of_[person] : events_->council_of(person);
  }
  const std::vector<council>& councils() const { return own_ || !events_ ? councils_ : events_->councils(); }
  /// The council's reference; empty for units of nobody.
  std::string_view id(std::size_t person) const {
    return own_ ? std::string_view(ids_[person]) : events_->person_id(person);
  }
  /// Whether rows stand here that belong to nobody in particular and count as records all the same. Rows of client level
  /// records without an identifier count nowhere.
  bool is_nobody(std::size_t person) const { return own_ && is_nobody_[person] != 0; }
  bool counts(std::size_t person) const { return is_nobody(person) || !id(person).empty(); }
  bool has_nobodies() const { return has_nobodies_; }

 private:
  friend class study_builder;
  std::shared_ptr<const records> events_;
  bool own_ = false;  // more people than those of the events
  bool has_nobodies_ = false;
  std::vector<std::uint32_t> first_event_;
  std::vector<std::uint32_t> council_of_;
  std::vector<council> councils_;
  std::vector<std::string> ids_;
  std::vector<std::uint8_t> is_nobody_;
};

/// Rows of one kind of record in order of their people.
struct study_table {
  static constexpr std::uint32_t no_row = static_cast<std::uint32_t>(-1);
  record_type_ptr type;
  table data;
  std::vector<std::uint32_t> first;               ///< first row by person; one more at the end
  std::vector<std::vector<std::uint32_t>> links;  ///< by declared link: row of the other table, or `no_row`
};

/// Tables of any kinds, ready to be asked.
///
///     study s(main_records, details);
///     s.add(read_record_table(record_type_named("safeguarding_concern"), files));
///     evaluate({measure}, s, financial_years(2023, 2024));
class study {
 public:
  study() = default;
  /// Client level records and the details of their people, which are kept as long as the study.
  study(std::shared_ptr<const records> events, std::shared_ptr<const person_details> details);
  study(records events, person_details details);

  /// Adds a table. Rows that belong to another table's find it whichever was added first.
  /// @throws usage_error for a second table of a kind, a kind of the same name with other fields, and links in a circle
  void add(record_table of);

  /// Councils of the result, and their populations; both may be empty.
  areas list{};
  population people_in_areas{};
  std::shared_ptr<const hospital_episodes> hospital{};
  /// The day the data are from, and the first day they cover; missing when not known.
  day as_of{}, data_start{};

  bool has_events() const { return events_ != nullptr; }
  /// Client level records; none when the study has none.
  const records& events() const;
  const person_details& details() const;
  const study_people& people() const;
  /// @return nullptr when the study has no such table
  const study_table* find(const record_type& type) const;
  std::vector<record_type_ptr> types() const;
  /// The tables as they were added, with their accounts and notices.
  std::span<const record_table> added() const { return added_; }

  /// What must be known of all that went in.
  const notice_list& notices() const;

  /// From the first day to the last that the tables speak of: reference periods of client level records, starts and ends
  /// of others; where there are none, the financial years that rows say they are of. Missing ends when there are none.
  period covers() const;

 private:
  friend class study_builder;
  void make() const;

  std::shared_ptr<const records> events_;
  std::shared_ptr<const person_details> details_;
  std::vector<record_table> added_;
  /// Made when first asked for, and again when a table was added.
  struct made;
  mutable std::shared_ptr<const made> made_;
};

/// A study without copies, of records that outlive it, as do the hospital episodes, when there are any.
study study_of(const records& events, const person_details& details, const hospital_episodes* hospital = nullptr);

}  // namespace ascof

/// @file facts.hpp
/// What the tests of the rules ask of a row, worked out once: its event type, its person, whether a field is filled.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "ascof/cld/categories.hpp"
#include "ascof/quality/check.hpp"

namespace ascof::quality {

/// Kinds of rows that lines are counted by. `none`: no event type of the four.
enum class row_type : std::uint8_t { request, assessment, service, review, none };
inline constexpr std::size_t row_types = 5;
inline constexpr std::array<std::string_view, row_types> row_type_names{"Request", "Assessment", "Service", "Review",
                                                                        "none"};

/// How a text of a column is filled.
enum class filling : std::uint8_t {
  empty,      ///< nothing, or blanks only
  null_text,  ///< the word NULL, which the department takes for nothing
  filled,
};

inline constexpr std::uint32_t nobody = 0xFFFFFFFF;

class facts {
 public:
  facts(const extract& raw, const areas& known, const check_options& options);

  const table& data() const { return raw_.data; }
  const areas& known() const { return known_; }
  /// The department's copy: NHS numbers are pseudonyms, births are months.
  bool is_departments() const { return raw_.data.has(submitted::import_date); }
  std::size_t rows() const { return raw_.data.rows(); }

  row_type type(std::size_t row) const { return type_[row]; }
  client_type client(std::size_t row) const { return client_[row]; }
  std::uint32_t person(std::size_t row) const { return person_[row]; }
  std::uint32_t people() const { return people_; }
  std::uint32_t submission(std::size_t row) const { return submission_[row]; }
  const std::vector<checked_submission>& submissions() const { return submissions_; }
  bool in_release_2(std::size_t row) const { return submissions_[submission_[row]].release == cld_release::two; }

  /// A row that only says who cares for whom.
  bool is_link(std::size_t row) const { return client_[row] == client_type::carer_known_by_association; }
  bool is_financial(std::size_t row) const;

  bool is_filled(submitted::column field, std::size_t row) const;
  filling filling_of(submitted::column field, std::size_t row) const;
  std::string_view text(submitted::column field, std::size_t row) const;
  day on(submitted::column field, std::size_t row) const;
  std::int64_t hundredths(submitted::column field, std::size_t row) const;
  /// The day of birth; the first of the month where only that is known.
  day birth(std::size_t row) const;
  /// On the last day of the stated period; -1000 when it cannot be told.
  int age_at_end(std::size_t row) const;

  static constexpr int no_age = -1000;

 private:
  void number_submissions(const areas& known, const check_options& options);
  void number_people();

  const extract& raw_;
  const areas& known_;
  std::vector<row_type> type_;
  std::vector<client_type> client_;
  std::vector<std::uint32_t> person_;
  std::vector<std::uint32_t> submission_;
  std::vector<checked_submission> submissions_;
  std::uint32_t people_ = 0;
  std::vector<bool> financial_;                // by code of the assessment type
  std::vector<std::vector<filling>> filling_;  // by field and code
};

}  // namespace ascof::quality

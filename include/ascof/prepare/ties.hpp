/// @file ties.hpp
/// Records that tie: where only the place of a row in its file decides.
///
/// The department numbers the rows of a submission as it loads them, and where two rows of a person are alike in all that
/// the method looks at, the number decides which one is kept and which comes first. A council's own file has no such
/// number, so the place of a row stands for it. Figures that hang on this would differ if the same rows were exported in
/// another order. To tell which they are, `prepare` keeps the people concerned in a fixed set of other orders of their
/// rows, and `evaluate` counts them in each.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "ascof/prepare/person_details.hpp"
#include "ascof/prepare/records.hpp"

namespace ascof {

/// The people concerned, once for each order of their rows. The first order is that of the files.
struct tied_records {
  struct order {
    records people;
    person_details details;
  };
  std::uint64_t people = 0;  ///< people with records that tie
  std::uint64_t rows = 0;    ///< their records in the main table
  std::vector<order> orders;
};

/// How many orders are looked at, that of the files included: the reverse, and pseudo-random ones that are the same in
/// every run. Of very many tied records fewer are, at least three.
inline constexpr std::size_t most_tie_orders = 16;

/// A record of the main table that would be another one, or stand elsewhere among those of its person, in another order
/// of the rows. For lists on request: it names the person.
struct tied_record {
  std::string la_code;
  std::string person_id;
  std::int64_t record_id = 0;  ///< the place of its row
  day start;
  day end;
  std::string event_type;
};

/// What tells whether files written beside a main table belong to it: the number of its events, and a digest of their
/// councils, days and record numbers in any order.
std::string belongs_to(const table& events);

/// Names of what `prepare` writes beside a main table: its notices, and a folder with the people whose records tie, a
/// main table an order of their rows (order_01.csv, ...).
inline constexpr const char* notices_file = "notices.csv";
inline constexpr const char* tied_records_folder = "tied_records";
std::string order_file(std::size_t order);

/// Takes up notices and tied records that stand beside a main table and belong to it. Nothing is asked of files that do
/// not, or are not there.
void take_up_notices(main_table& of, const std::filesystem::path& file);

/// All of them, by council, person and place in the main table. Empty where nothing ties.
std::vector<tied_record> list_tied_records(const records& people);

}  // namespace ascof

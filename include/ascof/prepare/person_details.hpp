/// @file person_details.hpp
/// The latest known details of each person.
#pragma once

#include <filesystem>
#include <vector>

#include "ascof/cld/mappings.hpp"
#include "ascof/core/parallel.hpp"
#include "ascof/prepare/records.hpp"

namespace ascof {

/// Details by person of a `records`, in its order. They come from the whole table, not from one reporting period; only
/// the age and the unpaid-carer flag depend on a period (`age_at`, `named_by_a_carer`).
///
/// @source definitions B4 (method of June 2026)
struct person_details {
  /// False for a person without a row in a details file: every detail is then missing.
  std::vector<bool> known;
  text_column accommodation_status;  ///< with the fall-back on the person's services
  std::vector<bool> settled;         ///< whether the accommodation counts as settled (ASCOF 2E)
  text_column employment_status;
  text_column gender;
  text_column ethnicity;
  text_column has_unpaid_carer;  ///< latest value; see `named_by_a_carer`
  text_column primary_support_reason;
  text_column client_funding_status;
  text_column local_id_latest;
  text_column local_ids;  ///< all, sorted, joined by ", "
  integer_column birth_year;
  integer_column birth_month;
  day_column birth;  ///< first of the birth month; missing unless year and month are known
  day_column date_of_death;

  std::size_t people() const { return birth.size(); }

  /// Age by the department's rule; missing_integer without a birth month.
  std::int32_t age_at(std::size_t person, day on) const {
    return birth[person] ? age_on(birth[person], on) : missing_integer;
  }
};

/// Works the details out.
///
/// For each field: known values before unknown ones, then the latest reference period, the latest end (open counts as
/// the latest), the latest start; rows tied at the top must agree, else the value is "Unknown" (of local identifiers the
/// first in byte order is taken). Missing and "Invalid
/// and not mapped" count as unknown. Birth: rows with year and month first, then the latest period, then the earliest
/// birth. Death: the latest period, then the latest date.
/// @param tables  the mapping of Has_Unpaid_Carer, which the main table leaves as submitted
person_details work_out_person_details(const records& people, const mappings& tables, unsigned threads = 0);

/// Reads details written by `ascof persons` or by the department, for the people of `people`. Persons of the file that
/// the records do not have are left out.
person_details read_person_details(const std::filesystem::path& file, const records& people,
                                   const read_options& options = {});

/// For each person whether a carer's event that touches `reporting` names one of the person's local identifiers as an
/// adult cared for, in the same council.
std::vector<bool> named_by_a_carer(const records& people, period reporting);

}  // namespace ascof

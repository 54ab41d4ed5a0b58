// ascof_generate: writes synthetic client level data of any size.
//
// EVERYTHING IT WRITES IS INVENTED. No real person, council, provider or hospital stay stands behind any row. Councils
// are called "Testshire 1", "Testshire 2" ...; NHS numbers are from the range 999 000 0000 to 999 999 9999, which is
// never issued.
//
// The same options give the same bytes on every machine. How it works: a household is a function of its seed
// (generator/life_course.hpp), so nobody has to be kept in memory. A first pass over the households counts their rows
// until there are enough; then each submission makes its households again, 32 768 at a time, takes the events that it
// would hold, shuffles them and prints them.

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <limits>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include "generator/calendar.hpp"
#include "generator/life_course.hpp"
#include "generator/random.hpp"
#include "generator/wording.hpp"

namespace ascof::generator {
namespace {

/// Something the user has to put right. Exit code 2.
struct usage_error : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// ------------------------------------------------------------------------------------------------------------ options

constexpr std::string_view usage = R"(Usage: ascof_generate --rows N --out DIR [options]

Writes synthetic client level data. Everything in it is invented.

  --rows N               rows in all submissions together
  --out DIR              folder for the files (made if it is not there)
  --seed S               another world; the same options give the same bytes (default 1)
  --councils K           1 to 153 (default: one for each 200,000 rows; for --style council: 1)
  --style STYLE          department: cld_raw.csv with Der_ fields, ISO dates, ImportDate (default)
                         council: one file per submission with spec headers, NHS numbers, dd/mm/yyyy; submissions.csv
  --submissions WHICH    quarterly: every quarter the last 12 months again (default)
                         single: one file per council for the whole period
  --from DATE --to DATE  the period (default 2023-04-01 to 2026-03-31; for --submissions single its last year)
  --hospital             also hospital_episodes.csv and ref_lsoa_utla.csv
  --quiet                no summary
  --help
)";

struct options {
  std::uint64_t rows = 0;
  std::uint64_t seed = 1;
  int councils = 0;
  bool council_style = false;
  bool quarterly = true;
  int from = no_day;
  int to = no_day;
  bool hospital = false;
  bool quiet = false;
  std::filesystem::path out;
};

template <typename Number>
Number parse_number(std::string_view option, std::string_view text, Number least, Number most) {
  Number value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || value < least || value > most) {
    throw usage_error(fmt::format("{}: expected a whole number from {} to {}, found `{}`", option, least, most, text));
  }
  return value;
}

int parse_date_option(std::string_view option, std::string_view text) {
  const std::optional<int> day = parse_iso_date(text);
  if (!day) throw usage_error(fmt::format("{}: expected a date like 2023-04-01, found `{}`", option, text));
  return *day;
}

/// @return nothing when --help was asked for
std::optional<options> parse_options(int argc, char** argv) {
  options o;
  for (int i = 1; i < argc; ++i) {
    const std::string_view option = argv[i];
    if (option == "--help") return std::nullopt;
    if (option == "--hospital") {
      o.hospital = true;
      continue;
    }
    if (option == "--quiet") {
      o.quiet = true;
      continue;
    }
    static constexpr std::array with_value{"--rows", "--seed",        "--councils", "--style",
                                           "--out",  "--submissions", "--from",     "--to"};
    if (std::find(with_value.begin(), with_value.end(), option) == with_value.end()) {
      throw usage_error(fmt::format("unknown option `{}`; see --help", option));
    }
    if (i + 1 == argc) throw usage_error(fmt::format("{}: a value is missing", option));
    const std::string_view value = argv[++i];
    if (option == "--rows") {
      o.rows = parse_number<std::uint64_t>(option, value, 1, 4'000'000'000U);
    } else if (option == "--seed") {
      o.seed = parse_number<std::uint64_t>(option, value, 0, std::numeric_limits<std::uint64_t>::max());
    } else if (option == "--councils") {
      o.councils = parse_number<int>(option, value, 1, 153);
    } else if (option == "--style") {
      if (value != "department" && value != "council") {
        throw usage_error(fmt::format("--style: expected department or council, found `{}`", value));
      }
      o.council_style = value == "council";
    } else if (option == "--submissions") {
      if (value != "quarterly" && value != "single") {
        throw usage_error(fmt::format("--submissions: expected quarterly or single, found `{}`", value));
      }
      o.quarterly = value == "quarterly";
    } else if (option == "--from") {
      o.from = parse_date_option(option, value);
    } else if (option == "--to") {
      o.to = parse_date_option(option, value);
    } else {
      o.out = value;
    }
  }
  if (o.rows == 0) throw usage_error("--rows is missing; see --help");
  if (o.out.empty()) throw usage_error("--out is missing; see --help");
  if (o.councils == 0) {
    o.councils = o.council_style ? 1 : static_cast<int>(std::clamp<std::uint64_t>(o.rows / 200'000, 1, 153));
  }
  if (o.to == no_day) o.to = *parse_iso_date("2026-03-31");
  const bool whole_months = is_first_of_month(o.to + 1);
  if (o.from == no_day) {
    o.from = o.quarterly || !whole_months ? *parse_iso_date("2023-04-01") : add_months(o.to + 1, -12);
  }
  if (o.from > o.to) throw usage_error(fmt::format("--to {} is before --from {}", iso_date(o.to), iso_date(o.from)));
  if (!whole_months || !is_first_of_month(o.from)) {
    throw usage_error("--from has to be the first day of a month and --to the last");
  }
  if (o.quarterly && (month_of(o.from) % 3 != 1 || month_of(o.to) % 3 != 0)) {
    throw usage_error("--submissions quarterly: --from has to be the first day of a quarter and --to the last of one");
  }
  if (year_of(o.from) < 2000 || year_of(o.to) > 2055) throw usage_error("--from and --to: years 2000 to 2055");
  return o;
}

// ------------------------------------------------------------------------------------------------------------- output

/// A file that appears whole or not at all, written in large pieces.
class output_file {
 public:
  explicit output_file(std::filesystem::path path) : path_(std::move(path)), part_(path_) {
    part_ += ".part";
    file_ = std::fopen(part_.c_str(), "wb");
    if (file_ == nullptr) fail("cannot be opened for writing");
    std::setvbuf(file_, nullptr, _IONBF, 0);
    buffer_.resize(size + slack);
    next_ = buffer_.data();
  }

  output_file(const output_file&) = delete;
  output_file& operator=(const output_file&) = delete;

  ~output_file() {
    if (file_ == nullptr) return;
    std::fclose(file_);
    std::error_code ignored;
    std::filesystem::remove(part_, ignored);
  }

  void write(std::string_view text) {
    while (!text.empty()) {
      const std::string_view piece = text.substr(0, slack);
      append(piece);
      flush_if_full();
      text.remove_prefix(piece.size());
    }
  }

  /// No check for room: at most `slack` bytes between two calls of flush_if_full().
  void append(std::string_view text) {
    if (text.empty()) return;  // most cells are, and an empty view may point nowhere
    std::memcpy(next_, text.data(), text.size());
    next_ += text.size();
  }
  void append(char c) { *next_++ = c; }
  /// Takes back the last character appended since flush_if_full().
  void take_back_one() { --next_; }

  void flush_if_full() {
    if (next_ - buffer_.data() >= static_cast<std::ptrdiff_t>(size)) flush();
  }

  /// Gives the file its name.
  void finish() {
    flush();
    const bool closed = std::fclose(std::exchange(file_, nullptr)) == 0;
    if (!closed) fail("cannot be written");
    std::error_code error;
    std::filesystem::rename(part_, path_, error);
    if (error) fail("cannot be written");
  }

  std::uint64_t bytes() const { return bytes_; }

  static constexpr std::size_t size = std::size_t{1} << 20;
  static constexpr std::size_t slack = std::size_t{1} << 13;

 private:
  void flush() {
    const std::size_t filled = static_cast<std::size_t>(next_ - buffer_.data());
    if (std::fwrite(buffer_.data(), 1, filled, file_) != filled) fail("cannot be written");
    bytes_ += filled;
    next_ = buffer_.data();
  }

  [[noreturn]] void fail(std::string_view what) {
    throw std::runtime_error(fmt::format("{} {}: {}", path_.string(), what, std::strerror(errno)));
  }

  std::filesystem::path path_;
  std::filesystem::path part_;
  std::FILE* file_ = nullptr;
  std::vector<char> buffer_;
  char* next_ = nullptr;
  std::uint64_t bytes_ = 0;
};

void write_file(const std::filesystem::path& path, std::string_view text) {
  output_file file(path);
  file.write(text);
  file.finish();
}

// --------------------------------------------------------------------------------------------- councils, submissions

std::vector<council> make_councils(const options& o) {
  static constexpr std::array regions{"North East",    "North West",    "Yorkshire and the Humber",
                                      "East Midlands", "West Midlands", "Eastern",
                                      "London",        "South East",    "South West"};
  std::vector<council> councils;
  for (int k = 0; k < o.councils; ++k) {
    council c;
    // Real codes are below 940; three digits do not hold 153 others, so those after 999 go down from 899.
    c.code = fmt::format("{}", k < 99 ? 901 + k : 899 - (k - 99));
    c.name = fmt::format("Testshire {}", k + 1);
    c.area_code = fmt::format("E99{:06}", k + 1);
    c.region = regions[static_cast<std::size_t>(k) % regions.size()];
    c.seed = mix(o.seed, 0x636f756e63696cU + static_cast<std::uint64_t>(k));
    random_stream r(c.seed);
    c.weight = 60 + r.below(140);
    c.pace = 60 + r.below(90);
    c.conversations = 500 + r.below(3500);
    c.without_nhs_number = 300 + r.below(800);
    c.late_cutoff = r.chance(4000);
    c.late_release = k % 6 == 3;
    c.bare_ids = k % 3 == 1;
    c.writes_null = k % 11 == 5;
    councils.push_back(std::move(c));
  }
  return councils;
}

/// One file of one council.
struct submission {
  std::size_t by = 0;  // position of the council
  int first = 0;       // of the period that it covers
  int last = 0;
  int imported = 0;
  int import_ms = 0;  // of the day
  release wording = release::r1;
  std::uint64_t seed = 0;
  int number = 0;  // of the file, by time of import

  int exported() const { return imported - 1; }
};

std::vector<submission> make_submissions(const options& o, const std::vector<council>& councils) {
  const int release_2 = *parse_iso_date("2025-07-01");
  std::vector<submission> result;
  for (std::size_t by = 0; by < councils.size(); ++by) {
    int period_end = o.quarterly ? add_months(o.from, 3) : o.to + 1;  // the day after it
    for (int quarter = 0; period_end <= o.to + 1; ++quarter, period_end = add_months(period_end, 3)) {
      random_stream r(mix(councils[by].seed, 0x66696c65U + static_cast<std::uint64_t>(quarter)));
      submission s;
      s.by = by;
      s.first = o.quarterly ? std::max(o.from, add_months(period_end, -12)) : o.from;
      s.last = period_end - 1;
      // The landing portal is open for about a month after the quarter. All within the first month: the department's
      // derived period looks at the month of the import.
      s.imported = s.last + 17 + r.below(9);
      s.import_ms = (7 * 3600 + r.below(12 * 3600)) * 1000 + r.below(1000);
      s.wording = s.imported >= release_2 + (councils[by].late_release ? 92 : 0) ? release::r2 : release::r1;
      s.seed = r.bits();
      result.push_back(s);
      if (o.quarterly && r.chance(600)) {  // sent again some days later; what has been put right in between is right
        s.imported += 2 + r.below(4);
        s.import_ms = (7 * 3600 + r.below(12 * 3600)) * 1000 + r.below(1000);
        s.seed = r.bits();
        result.push_back(s);
      }
    }
  }
  std::sort(result.begin(), result.end(), [](const submission& a, const submission& b) {
    return std::pair(a.imported, a.import_ms) != std::pair(b.imported, b.import_ms)
               ? std::pair(a.imported, a.import_ms) < std::pair(b.imported, b.import_ms)
               : a.by < b.by;
  });
  for (std::size_t i = 0; i < result.size(); ++i) result[i].number = static_cast<int>(i + 1);
  return result;
}

/// The last day on which something must have happened to be in the file.
int cutoff(const submission& s, const council& c) { return c.late_cutoff ? s.exported() : s.last; }

/// Whether the file holds the event. What it prints of the event is the row_printer's part.
bool holds(const submission& s, const council& c, const event& e) {
  if (e.known > s.exported()) return false;
  switch (e.type) {
    case event_type::link: return true;
    case event_type::service:
      if (e.start > cutoff(s, c) || (e.end != no_day && e.end < s.first)) return false;
      if (e.vanishes <= s.exported() && s.exported() < e.returns) return false;
      break;
    default:
      if (e.end < s.first || e.end > cutoff(s, c)) return false;
      break;
  }
  return mix(e.bits, s.seed) % 512 != 0;  // every extract loses a row here and there
}

// ---------------------------------------------------------------------------------------------------------- population

/// A household: its seed's number, and the days outside which no file holds it, so that most files need not make it.
struct household_reference {
  std::uint32_t number = 0;
  int first = 0;
  int last = 0;
  std::uint32_t skip = 0;  // rows to leave out, to end with exactly the rows asked for
};

struct population {
  std::vector<std::vector<household_reference>> by_council;
  std::vector<std::array<std::uint64_t, 2>> clients;  // by council: below 65, from 65
  std::uint64_t people = 0;
};

std::uint64_t household_seed(const options& o, std::uint32_t number) {
  return mix(o.seed, (std::uint64_t{1} << 40) + number);
}

/// Adds households until their rows in all files are enough.
population populate(const options& o, const horizon& when, const std::vector<council>& councils,
                    const std::vector<submission>& submissions) {
  population result;
  result.by_council.resize(councils.size());
  result.clients.resize(councils.size());
  std::vector<std::vector<submission>> of_council(councils.size());
  for (const submission& s : submissions) of_council[s.by].push_back(s);
  std::vector<std::size_t> tickets;
  for (std::size_t by = 0; by < councils.size(); ++by) tickets.insert(tickets.end(), councils[by].weight, by);

  household home;
  std::uint64_t rows = 0;
  for (std::uint32_t number = 0; rows < o.rows; ++number) {
    const std::uint64_t seed = household_seed(o, number);
    // Not the seed's own next number, which the life course draws.
    const std::size_t by = tickets[mix(seed, 1) % tickets.size()];
    life_course(councils[by], when, seed, home).live();
    household_reference reference{number, no_day, std::numeric_limits<int>::min(), 0};
    std::uint64_t here = 0;
    for (const event& e : home.events) {
      for (const submission& s : of_council[by]) here += holds(s, councils[by], e) ? 1 : 0;
      if (e.type == event_type::link) {
        reference.first = std::numeric_limits<int>::min();
        reference.last = no_day;
      } else {
        reference.first = std::min(reference.first, e.type == event_type::service ? e.start : e.end);
        reference.last = std::max(reference.last, e.end);
      }
    }
    if (here == 0) continue;
    rows += here;
    if (rows > o.rows) reference.skip = static_cast<std::uint32_t>(rows - o.rows);
    result.by_council[by].push_back(reference);
    result.people += home.has_carer ? 2 : 1;
    const bool elderly = home.client.born != no_day && (o.to - home.client.born) * 4 / 1461 >= 65;
    ++result.clients[by][elderly ? 1 : 0];
  }
  return result;
}

// ----------------------------------------------------------------------------------------------------------- identity

/// NHS numbers from the never issued range 999 000 0000 to 999 999 9999 that have a right check digit.
class nhs_numbers {
 public:
  nhs_numbers() {
    numbers_.reserve(920'000);
    for (std::uint32_t middle = 0; middle < 1'000'000; ++middle) {
      std::uint32_t sum = 9 * 10 + 9 * 9 + 9 * 8;
      std::uint32_t rest = middle;
      for (std::uint32_t factor = 2; factor <= 7; ++factor) {
        sum += factor * (rest % 10);
        rest /= 10;
      }
      const std::uint32_t check = (11 - sum % 11) % 11;
      if (check < 10) numbers_.push_back(middle * 10 + check);
    }
  }

  /// Different for different people of one council; nothing beyond the 900,000 or so that there are.
  std::optional<std::uint64_t> operator[](std::uint64_t person_number) const {
    if (person_number >= numbers_.size()) return std::nullopt;
    // A prime larger than the list visits each of its places once.
    return 9'990'000'000U + numbers_[person_number * 1'000'003U % numbers_.size()];
  }

 private:
  std::vector<std::uint32_t> numbers_;
};

// --------------------------------------------------------------------------------------------------------------- rows

enum class column : std::uint8_t {
  la_code,
  la_name,
  period_start,
  period_end,
  traced_number,
  submitted_number,  // pseudonym or NHS number, by style
  person_id,
  gp_code,
  gp_name,
  gender,
  ethnicity,
  birth_year,
  birth_month,
  birth_date,
  death_date,
  client_type,
  reason,
  accommodation,
  employment,
  has_carer,
  autism,
  visual,
  hearing,
  dementia,
  funding,
  event_type,
  event_reference,
  event_start,
  event_end,
  description,
  outcome,
  route,
  conversation,
  conversation_1,
  assessment_type,
  needs,
  assessment_method,
  caring_hours,
  adults_cared_for,
  adult_1,
  adult_2,
  adult_3,
  service_type,
  component,
  delivery,
  provider_name,
  provider_id,
  unit_cost,
  frequency,
  units,
  review_reason,
  achieved,
  review_method,
  age,
  record_id,
  file_id,
  import_date,
  count
};

struct column_header {
  column what;
  std::string_view text;
};

// clang-format off
constexpr column_header department_header[] = {
  {column::la_code, "LA_Code"}, {column::la_name, "LA_Name"},
  {column::period_start, "Reporting_Period_Start_Date"}, {column::period_end, "Reporting_Period_End_Date"},
  {column::traced_number, "Der_NHS_Number_Traced_Pseudo"}, {column::submitted_number, "Der_NHS_Number_Pseudo"},
  {column::person_id, "LA_Person_Unique_Identifier"}, {column::gp_code, "GP_Practice_Code"},
  {column::gp_name, "GP_Practice_Name"}, {column::gender, "Gender"}, {column::ethnicity, "Ethnicity"},
  {column::birth_year, "Der_Birth_Year"}, {column::birth_month, "Der_Birth_Month"},
  {column::death_date, "Date_of_Death"}, {column::client_type, "Client_Type"},
  {column::reason, "Primary_Support_Reason"}, {column::accommodation, "Accommodation_Status"},
  {column::employment, "Employment_Status"}, {column::has_carer, "Has_Unpaid_Carer"},
  {column::autism, "Autism_Spectrum_Disorder_ASD"}, {column::visual, "Visual_Impairment"},
  {column::hearing, "Hearing_Impairment"}, {column::dementia, "Dementia"},
  {column::funding, "Client_Funding_Status"}, {column::event_type, "Event_Type"},
  {column::event_reference, "Event_Reference"}, {column::event_start, "Event_Start_Date"},
  {column::event_end, "Event_End_Date"}, {column::outcome, "Event_Outcome"},
  {column::route, "Request_Route_of_Access"}, {column::conversation, "Der_Conversation"},
  {column::conversation_1, "Der_Conversation_1"}, {column::assessment_type, "Assessment_Type"},
  {column::needs, "Eligible_Needs_Identified"}, {column::assessment_method, "Method_of_Assessment"},
  {column::caring_hours, "Total_Hrs_Caring_per_week"}, {column::adults_cared_for, "No_of_adults_being_cared_for"},
  {column::adult_1, "Adult_1_Linked_Person_ID"}, {column::adult_2, "Adult_2_Linked_Person_ID"},
  {column::adult_3, "Adult_3_Linked_Person_ID"}, {column::service_type, "Service_Type"},
  {column::component, "Service_Component"}, {column::delivery, "Delivery_Mechanism"},
  {column::provider_name, "Provider_CQC_Location_Name"}, {column::provider_id, "Provider_CQC_Location_ID"},
  {column::unit_cost, "Unit_Cost"}, {column::frequency, "Cost_Frequency_Unit_Type"},
  {column::units, "Planned_units_per_week"}, {column::review_reason, "Review_Reason"},
  {column::achieved, "Review_Outcomes_Achieved"}, {column::review_method, "Method_of_Review"},
  {column::age, "Der_Age_Event_Start_Date"}, {column::record_id, "Der_Unique_Record_ID"},
  {column::file_id, "ImportFileId"}, {column::import_date, "ImportDate"}};

constexpr column_header council_header[] = {
  {column::la_code, "LA Code"}, {column::period_start, "Reporting Period Start Date"},
  {column::period_end, "Reporting Period End Date"}, {column::submitted_number, "NHS Number"},
  {column::person_id, "LA Person Unique Identifier"}, {column::gp_code, "GP Practice Code"},
  {column::gender, "Gender"}, {column::ethnicity, "Ethnicity"}, {column::birth_date, "Date of Birth"},
  {column::death_date, "Date of Death"}, {column::client_type, "Client Type"},
  {column::reason, "Primary Support Reason"}, {column::accommodation, "Accommodation Status"},
  {column::employment, "Employment Status"}, {column::has_carer, "Has Unpaid Carer"},
  {column::autism, "Autism Spectrum Disorder (ASD)"}, {column::visual, "Visual Impairment"},
  {column::hearing, "Hearing Impairment"}, {column::dementia, "Dementia"},
  {column::funding, "Client Funding Status"}, {column::event_type, "Event Type"},
  {column::event_reference, "Event Reference"}, {column::event_start, "Event Start Date"},
  {column::event_end, "Event End Date"}, {column::description, "Event Description"},
  {column::outcome, "Event Outcome"}, {column::route, "Request: Route of Access"},
  {column::assessment_type, "Assessment Type"}, {column::needs, "Eligible Needs Identified"},
  {column::assessment_method, "Method of Assessment"}, {column::caring_hours, "Total Hrs Caring per week"},
  {column::adults_cared_for, "No. of adults being cared for"}, {column::adult_1, "Adult 1 Linked Person_ID"},
  {column::adult_2, "Adult 2 Linked Person_ID"}, {column::adult_3, "Adult 3 Linked Person_ID"},
  {column::service_type, "Service Type"}, {column::component, "Service Component"},
  {column::delivery, "Delivery Mechanism"}, {column::provider_id, "Provider CQC Location ID"},
  {column::review_reason, "Review Reason"}, {column::achieved, "Review Outcomes Achieved"},
  {column::review_method, "Method of Review"}, {column::unit_cost, "Unit Cost"},
  {column::frequency, "Cost Frequency (Unit Type)"}, {column::units, "Planned units per week"}};
// clang-format on

/// Which column a category is printed in.
constexpr std::array<column, category_count> column_of_category{
    column::gender,        column::ethnicity,         column::client_type,  column::reason,
    column::accommodation, column::employment,        column::has_carer,    column::autism,
    column::visual,        column::hearing,           column::dementia,     column::funding,
    column::event_type,    column::outcome,           column::route,        column::assessment_type,
    column::needs,         column::assessment_method, column::caring_hours, column::service_type,
    column::component,     column::delivery,          column::frequency,    column::review_reason,
    column::achieved,      column::review_method};

/// Prints the rows of one submission after the other.
class row_printer {
 public:
  explicit row_printer(const options& o) : options_(o), dates_(o.council_style) {
    for (std::size_t i = 0; i < gp_count; ++i) {
      gp_codes_[i] = fmt::format("G{:05}", i + 1);
      gp_names_[i] = fmt::format("Practice {}", i + 1);
    }
    for (std::size_t i = 0; i < provider_count; ++i) {
      provider_names_[i] = fmt::format("Provider {}", i + 1);
      provider_ids_[i] = fmt::format("1-{:09}", 1000 + 6397 * i);
    }
  }

  std::string header() const {
    std::string text;
    const auto add = [&](const auto& columns) {
      for (const column_header& c : columns) {
        if (!text.empty()) text += ',';
        text += c.text;
      }
    };
    options_.council_style ? add(council_header) : add(department_header);
    return text;
  }

  void begin(const submission& s, const council& c, std::string_view line_end) {
    submission_ = &s;
    council_ = &c;
    line_end_ = line_end;
    null_ = c.writes_null ? std::string_view("NULL") : std::string_view();
    const int ms = s.import_ms;
    import_date_ = fmt::format("{} {:02}:{:02}:{:02}.{:03}", iso_date(s.imported), ms / 3'600'000, ms / 60'000 % 60,
                               ms / 1000 % 60, ms % 1000);
    file_id_ = fmt::format("{}", s.number);
  }

  void print(const event& e, const person& p, std::uint64_t record_id, output_file& to) {
    cells_.fill({});
    scratch_ = scratch_space_.data();
    const int exported = submission_->exported();
    const bool corrected = e.corrected <= exported;
    fill_submission(record_id);
    fill_person(e, p, exported);
    if (e.type != event_type::link) fill_event(e, p, exported, corrected);
    if (e.client_type != client_type::service_user) fill_carer(e, p);
    if (!corrected) misspell(e);
    const auto write = [&](const auto& columns) {
      for (const column_header& c : columns) {
        to.append(cell(c.what));
        to.append(',');
      }
    };
    // The last comma becomes the end of the line.
    options_.council_style ? write(council_header) : write(department_header);
    to.take_back_one();
    to.append(line_end_);
    to.flush_if_full();
  }

  /// What links a person to hospital records; valid until the next row.
  std::string_view hospital_id(const person& p) {
    scratch_ = scratch_space_.data();
    if (p.nhs == nhs_number::missing) return {};
    return options_.council_style ? nhs(p) : pseudonym(p);
  }

 private:
  std::string_view& cell(column c) { return cells_[static_cast<std::size_t>(c)]; }
  std::string_view cell(column c) const { return cells_[static_cast<std::size_t>(c)]; }

  void put(category c, std::uint8_t value) {
    values_[static_cast<std::size_t>(c)] = value;
    cell(column_of_category[static_cast<std::size_t>(c)]) = phrases_(c, value, submission_->wording);
  }

  // Numbers are printed into a space that is used again for the next row.
  std::string_view keep(const char* from) { return {from, static_cast<std::size_t>(scratch_ - from)}; }

  std::string_view whole(std::uint64_t value) {
    char* const from = scratch_;
    scratch_ = std::to_chars(scratch_, scratch_space_.data() + scratch_space_.size(), value).ptr;
    return keep(from);
  }

  std::string_view digits(char letter, std::uint64_t value, int width) {
    char* const from = scratch_;
    if (letter != 0) *scratch_++ = letter;
    for (int i = width - 1; i >= 0; --i) {
      scratch_[i] = static_cast<char>('0' + value % 10);
      value /= 10;
    }
    scratch_ += width;
    return keep(from);
  }

  std::string_view money(std::int32_t pence) {
    char* const from = scratch_;
    if (pence < 0) *scratch_++ = '-';
    const std::uint32_t amount = static_cast<std::uint32_t>(pence < 0 ? -pence : pence);
    whole(amount / 100);
    *scratch_++ = '.';
    *scratch_++ = static_cast<char>('0' + amount / 10 % 10);
    *scratch_++ = static_cast<char>('0' + amount % 10);
    return keep(from);
  }

  std::string_view nhs(const person& p) {
    const std::optional<std::uint64_t> number = numbers_[p.number];
    return number ? whole(*number) : std::string_view();
  }

  std::string_view pseudonym(const person& p, std::uint64_t salt = 0) {
    static constexpr std::string_view hex = "0123456789abcdef";
    char* const from = scratch_;
    std::uint64_t half = mix(p.bits ^ salt, 0x70736575U);
    for (int i = 0; i < 2; ++i) {
      for (int shift = 60; shift >= 0; shift -= 4) *scratch_++ = hex[(half >> shift) & 15U];
      half = mix(half, p.bits);
    }
    return keep(from);
  }

  std::string_view person_id(std::uint32_t number) { return digits(council_->bare_ids ? '\0' : 'P', number, 7); }

  std::string_view date_or_null(int day) const { return day == no_day ? null_ : dates_[day]; }

  void fill_submission(std::uint64_t record_id) {
    cell(column::la_code) = council_->code;
    cell(column::la_name) = council_->name;
    cell(column::period_start) = dates_[submission_->first];
    cell(column::period_end) = dates_[submission_->last];
    if (options_.council_style) return;
    cell(column::record_id) = whole(record_id);
    cell(column::file_id) = file_id_;
    cell(column::import_date) = import_date_;
  }

  void fill_person(const event& e, const person& p, int exported) {
    bool submitted = true;
    bool traced = true;
    switch (p.nhs) {
      case nhs_number::traced:
      case nhs_number::traced_differs: break;
      case nhs_number::not_traced: traced = false; break;
      case nhs_number::only_traced: submitted = false; break;
      case nhs_number::found_later: submitted = traced = p.nhs_found <= exported; break;
      case nhs_number::missing: submitted = traced = false; break;
    }
    if (options_.council_style) {
      if (submitted) cell(column::submitted_number) = nhs(p);
    } else {
      if (submitted) cell(column::submitted_number) = pseudonym(p, p.nhs == nhs_number::traced_differs ? 1 : 0);
      if (traced) cell(column::traced_number) = pseudonym(p);
    }
    if (e.bits >> 54 != 0) cell(column::person_id) = person_id(p.number);  // one row of a thousand has none
    const std::size_t gp = p.bits % gp_count;
    cell(column::gp_code) = gp_codes_[gp];
    if (options_.council_style) {
      cell(column::birth_date) = date_or_null(p.born);
    } else {
      cell(column::gp_name) = gp_names_[gp];
      if (p.born != no_day) {
        cell(column::birth_year) = whole(static_cast<std::uint64_t>(year_of(p.born)));
        if (p.bits >> 56 != 0 || (p.bits >> 48 & 1U) != 0) cell(column::birth_month) = whole(month_of(p.born));
      }
    }
    cell(column::death_date) = date_or_null(p.death_known <= exported ? p.died : no_day);
    put(category::gender, p.gender);
    put(category::ethnicity, p.ethnicity);
    put(category::client_type, e.client_type);
    put(category::reason, p.reason_known <= exported ? p.reason : std::uint8_t{reason::unknown});
    put(category::accommodation, p.placed <= exported ? p.placement : p.home);
    put(category::employment, p.employment);
    put(category::has_carer, p.has_carer);
    put(category::autism, p.autism);
    put(category::visual, p.visual);
    put(category::hearing, p.hearing);
    put(category::dementia, p.dementia);
    if (e.client_type == client_type::service_user) put(category::funding, p.funding);
  }

  void fill_event(const event& e, const person& p, int exported, bool corrected) {
    const defect wrong = corrected ? defect::none : e.wrong;
    put(category::event_type, e.type);
    if ((e.bits >> 8) % 16 != 0) cell(column::event_reference) = digits('E', (e.bits >> 12) % 100'000'000, 8);
    if ((e.bits >> 20) % 2048 != 0) cell(column::event_start) = dates_[e.start];
    int end = e.end;
    if (e.type == event_type::service && end != no_day && end > exported - static_cast<int>((e.bits >> 3) % 6) &&
        (e.bits >> 40) % 32 != 0) {
      end = no_day;  // not over yet, or not yet heard of; one of 32 has its end planned
    }
    const bool ended = end != no_day;
    if (ended && wrong == defect::wrong_end) end += static_cast<int>((e.bits >> 30) % 9) - 4;
    cell(column::event_end) = date_or_null(end);
    if (wrong != defect::no_outcome && (ended || e.outcome == outcome::provision)) put(category::outcome, e.outcome);
    switch (e.type) {
      case event_type::request: put(category::route, e.route); break;
      case event_type::assessment:
        put(category::assessment_type, e.assessment_type);
        put(category::assessment_method, e.method);
        put(category::needs, e.bits % 3 != 0 ? std::uint8_t{blank} : static_cast<std::uint8_t>((e.bits >> 16) % 3));
        break;
      case event_type::service: fill_service(e, exported, wrong); break;
      case event_type::review:
        put(category::review_reason, e.review_reason);
        put(category::achieved, e.achieved);
        put(category::review_method, e.method);
        break;
      default: break;
    }
    if (e.conversation != blank && wrong != defect::no_flag) {
      if (!options_.council_style) {
        cell(column::conversation) = e.conversation > 0 ? "1" : "0";
        cell(column::conversation_1) = e.conversation > 1 ? "1" : "0";
      } else if (e.conversation > 0) {
        cell(column::description) = e.conversation > 1 ? "Conversation 1" : "Strengths-based conversation held";
      }
    }
    if (options_.council_style && cell(column::description).empty() && (e.bits >> 33) % 24 == 0) {
      cell(column::description) = descriptions[(e.bits >> 38) % descriptions.size()];
    }
    if (!options_.council_style && p.born != no_day && e.start >= p.born) {
      cell(column::age) = whole(static_cast<std::uint64_t>((e.start - p.born) * 4 / 1461));
    }
  }

  void fill_service(const event& e, int exported, defect wrong) {
    put(category::service_type, e.service_type);
    put(category::component, wrong == defect::wrong_component ? std::uint8_t{component::other_long} : e.component);
    put(category::delivery, e.delivery);
    if (e.delivery == blank && (e.bits >> 44) % 64 == 0) cell(column::delivery) = " ";
    if ((e.bits >> 24) % 3 == 0) {
      const std::size_t provider = (e.bits >> 26) % provider_count;
      cell(column::provider_id) = provider_ids_[provider];
      if (!options_.council_style) cell(column::provider_name) = provider_names_[provider];
    }
    if (e.frequency == blank) {
      cell(column::unit_cost) = null_;
      return;
    }
    // Prices rise by 4 % of the first every April, in the files sent after it; old prices are not kept.
    const int financial_year = year_of(exported) - (month_of(exported) < 4 ? 1 : 0);
    cell(column::unit_cost) =
        money(e.unit_cost / 100 * (100 + 4 * std::clamp(financial_year - 2023, 0, 40)) + e.unit_cost % 100);
    put(category::frequency, e.frequency);
    if (e.units != blank) cell(column::units) = planned_units[e.units];
  }

  void fill_carer(const event& e, const person& p) {
    if (p.bits % 4 != 0) put(category::caring_hours, static_cast<std::uint8_t>((p.bits >> 5) % 5));
    const bool named = e.type == event_type::link || (p.bits >> 8) % 32 != 0;
    if (!named) return;
    // A second and a third adult are other clients of the council with a lower number.
    const int adults = p.cared_for < 9 ? 1 : (p.bits >> 13) % 9 == 0 ? ((p.bits >> 17) % 6 == 0 ? 3 : 2) : 1;
    cell(column::adults_cared_for) = adults == 1 ? "1" : adults == 2 ? "2" : "3";
    cell(column::adult_1) = person_id(p.cared_for);
    const auto other = [&](int shift) {
      return static_cast<std::uint32_t>((p.bits >> shift) % ((p.cared_for - 1) / 2)) * 2 + 1;
    };
    if (adults > 1) cell(column::adult_2) = person_id(other(20));
    if (adults > 2) cell(column::adult_3) = person_id(other(28));
  }

  /// About 3 values of a thousand are misspelt, as many have trailing blanks, and 2 are in capitals or small letters.
  void misspell(const event& e) {
    const std::uint64_t bits = mix(e.bits);
    if (bits % 256 >= misspelt_rows) return;
    const std::size_t c = (bits >> 8) % category_count;
    std::string_view& text = cells_[static_cast<std::size_t>(column_of_category[c])];
    if (text.empty() || text == " ") return;
    static constexpr std::array<spelling, 8> kinds{
        spelling::misspelt,       spelling::misspelt,       spelling::misspelt, spelling::trailing_blank,
        spelling::trailing_blank, spelling::trailing_blank, spelling::upper,    spelling::lower};
    text = phrases_(static_cast<category>(c), values_[c], submission_->wording, kinds[(bits >> 16) % kinds.size()]);
  }

  /// What people write. Quotes, commas, a line break and a letter that is not ASCII: readers have to cope.
  static constexpr std::array<std::string_view, 8> descriptions{
      "Telephone call",
      "Visit at home",
      "\"Daughter rang, worried about falls\"",
      "\"Asked for \"\"a bit of help\"\" in the mornings\"",
      "\"Joint visit:\n- occupational therapist\n- social worker\"",
      "Attends caf\xc3\xa9 group on Tuesdays",
      "Duty team",
      "\"Hospital discharge team, ward round\""};

  static constexpr std::size_t gp_count = 60;
  static constexpr std::size_t provider_count = 80;
  static constexpr std::uint64_t misspelt_rows = 112;  // of 256, before corrections, spread over all categories

  const options& options_;
  phrase_book phrases_;
  date_texts dates_;
  nhs_numbers numbers_;
  std::array<std::string, gp_count> gp_codes_;
  std::array<std::string, gp_count> gp_names_;
  std::array<std::string, provider_count> provider_names_;
  std::array<std::string, provider_count> provider_ids_;

  const submission* submission_ = nullptr;
  const council* council_ = nullptr;
  std::string_view line_end_;
  std::string_view null_;
  std::string import_date_;
  std::string file_id_;

  std::array<std::string_view, static_cast<std::size_t>(column::count)> cells_{};
  std::array<std::uint8_t, category_count> values_{};
  std::array<char, 512> scratch_space_{};
  char* scratch_ = nullptr;
};

/// Prints submissions: makes households again, takes what the file would hold, shuffles and prints it.
class extract_writer {
 public:
  extract_writer(const options& o, const horizon& when, const std::vector<council>& councils, population& people)
      : options_(o), when_(when), councils_(councils), people_(people), printer_(o) {}

  std::string header() const { return printer_.header(); }

  void write(const submission& s, std::string_view line_end, output_file& to) {
    const council& c = councils_[s.by];
    std::vector<household_reference>& households = people_.by_council[s.by];
    printer_.begin(s, c, line_end);
    for (std::size_t from = 0; from < households.size(); from += block) {
      collect(s, c, households, from, std::min(from + block, households.size()));
      shuffle(mix(s.seed, from));
      for (const std::uint32_t i : order_) {
        printer_.print(rows_[i].what, persons_[rows_[i].who], next_record_++, to);
      }
    }
  }

  /// Calls `what(council, person, stay)` for every stay in hospital of the population.
  template <typename Function>
  void for_each_stay(Function what) {
    for (std::size_t by = 0; by < councils_.size(); ++by) {
      const std::vector<household_reference>& households = people_.by_council[by];
      for (std::size_t i = 0; i < households.size(); ++i) {
        make(by, households[i], i);
        for (const stay& s : home_.stays) what(by, home_.client, s);
      }
    }
  }

  row_printer& printer() { return printer_; }

 private:
  struct row {
    event what;
    std::uint32_t who;
  };

  void make(std::size_t by, const household_reference& reference, std::size_t position) {
    life_course(councils_[by], when_, household_seed(options_, reference.number), home_).live();
    home_.client.number = static_cast<std::uint32_t>(2 * position + 1);
    home_.carer.number = home_.client.number + 1;
    home_.carer.cared_for = home_.client.number;
  }

  void collect(const submission& s, const council& c, std::vector<household_reference>& households, std::size_t from,
               std::size_t to) {
    rows_.clear();
    persons_.clear();
    for (std::size_t i = from; i < to; ++i) {
      household_reference& reference = households[i];
      if (reference.last < s.first || reference.first > s.exported()) continue;
      make(s.by, reference, i);
      const std::uint32_t client = static_cast<std::uint32_t>(persons_.size());
      persons_.push_back(home_.client);
      persons_.push_back(home_.carer);
      for (const event& e : home_.events) {
        if (!holds(s, c, e)) continue;
        if (reference.skip > 0) {
          --reference.skip;
          continue;
        }
        rows_.push_back({e, client + e.who});
      }
    }
  }

  void shuffle(std::uint64_t seed) {
    random_stream r(seed);
    order_.resize(rows_.size());
    for (std::size_t i = 0; i < order_.size(); ++i) order_[i] = static_cast<std::uint32_t>(i);
    for (std::size_t i = order_.size(); i > 1; --i) {
      std::swap(order_[i - 1], order_[static_cast<std::size_t>(r.below(static_cast<int>(i)))]);
    }
  }

  static constexpr std::size_t block = 32'768;  // households at a time: some tens of megabytes

  const options& options_;
  const horizon& when_;
  const std::vector<council>& councils_;
  population& people_;
  row_printer printer_;
  household home_;
  std::vector<row> rows_;
  std::vector<person> persons_;
  std::vector<std::uint32_t> order_;
  std::uint64_t next_record_ = 1001;
};

// ---------------------------------------------------------------------------------------------------- reference files

std::string areas_csv(const std::vector<council>& councils) {
  std::string text = "LA_Code,LA_Name,LA_Area_Code,Region\n";
  for (const council& c : councils) text += fmt::format("{},{},{},{}\n", c.code, c.name, c.area_code, c.region);
  return text;
}

std::string population_csv(const options& o, const std::vector<council>& councils, const population& people) {
  static constexpr std::array bands{"18 to 64", "65 and above", "18 and above"};
  std::string text = "Code,Geography,Gender,Age_Band,Population\n";
  std::array<std::uint64_t, 3> country{};
  std::vector<std::pair<std::string, std::array<std::uint64_t, 3>>> regions;
  for (std::size_t by = 0; by < councils.size(); ++by) {
    // Roughly England: one of 55 adults below 65 and one of 8 above is in the records of three years.
    random_stream r(mix(o.seed, 0x706f7075U + by));
    std::array<std::uint64_t, 3> all{people.clients[by][0] * 55 + static_cast<std::uint64_t>(1000 + r.below(1000)),
                                     people.clients[by][1] * 8 + static_cast<std::uint64_t>(500 + r.below(500)), 0};
    all[2] = all[0] + all[1];
    std::array<std::uint64_t, 3> men{all[0] * 49 / 100, all[1] * 45 / 100, 0};
    men[2] = men[0] + men[1];
    for (std::size_t band = 0; band < bands.size(); ++band) {
      const std::string& code = councils[by].area_code;
      text += fmt::format(
          "{0},Local Authority,All,{1},{2}\n{0},Local Authority,Male,{1},{3}\n"
          "{0},Local Authority,Female,{1},{4}\n",
          code, bands[band], all[band], men[band], all[band] - men[band]);
      country[band] += all[band];
    }
    auto region =
        std::find_if(regions.begin(), regions.end(), [&](const auto& r2) { return r2.first == councils[by].region; });
    if (region == regions.end()) region = regions.insert(regions.end(), {councils[by].region, {}});
    for (std::size_t band = 0; band < bands.size(); ++band) region->second[band] += all[band];
  }
  for (std::size_t band = 0; band < bands.size(); ++band) {
    text += fmt::format("E92000001,Country,All,{},{}\n", bands[band], country[band]);
    for (std::size_t i = 0; i < regions.size(); ++i) {
      text += fmt::format("E989{:05},Region,All,{},{}\n", i + 1, bands[band], regions[i].second[band]);
    }
  }
  return text;
}

constexpr int lsoa_per_council = 12;

std::string lsoa_code(std::size_t by, int which) { return fmt::format("E01{:03}{:03}", by + 1, which + 1); }

std::string lsoa_csv(const std::vector<council>& councils) {
  std::string text = "LSOA_Code_2011,UTLA_Code_2023,UTLA_Name_2023\n";
  for (std::size_t by = 0; by < councils.size(); ++by) {
    for (int i = 0; i < lsoa_per_council; ++i) {
      text += fmt::format("{},{},{}\n", lsoa_code(by, i), councils[by].area_code, councils[by].name);
    }
  }
  return text + "W01000001,W06000001,Cwmtest\nE01888888,,\n";
}

/// One row per hospital episode. Besides the stays of the people in the extract, as many of people who are not in it.
std::uint64_t write_hospital(const options& o, const std::vector<council>& councils, extract_writer& extract,
                             output_file& to) {
  std::uint64_t rows = 0;
  to.write(
      "Der_DHSC_Pseudo_NHS_Number,APCS_Ident,APCS_Last_Ep_Ind,Admission_Date,Discharge_Date,Month_of_Birth_SUS,"
      "Year_of_Birth_SUS,Sex,Der_Postcode_LSOA_2011_Code,Admission_Method,Discharge_Method,Discharge_Destination,"
      "Der_Management_Type,Treatment_Function_Code\n");
  const auto write = [&](std::string_view id, int born, std::uint8_t sex, std::size_t by, const stay& s) {
    if (s.admitted < o.from - 30 || s.discharged > o.to) return;
    random_stream r(s.bits);
    static constexpr std::array admission_methods{"2A", "28", "21", "22", "11", "12", "13", "31", "82", "83"};
    static constexpr std::array<choice, 10> admission{
        {{0, 220}, {1, 200}, {2, 200}, {3, 160}, {4, 120}, {5, 40}, {6, 30}, {7, 10}, {8, 10}, {9, 10}}};
    static constexpr std::array discharge_methods{"1", "2", "4", "5", ""};
    static constexpr std::array<choice, 5> discharge{{{0, 940}, {1, 15}, {2, 25}, {3, 10}, {4, 10}}};
    static constexpr std::array destinations{"19", "29", "54", "65", "85", "51", "79", "87", ""};
    static constexpr std::array<choice, 9> destination{
        {{0, 780}, {1, 40}, {2, 60}, {3, 40}, {4, 20}, {5, 20}, {6, 15}, {7, 15}, {8, 10}}};
    static constexpr std::array managements{"EM", "EL", "NE", "DC"};
    static constexpr std::array<choice, 4> management{{{0, 700}, {1, 140}, {2, 90}, {3, 70}}};
    static constexpr std::array functions{"300", "430", "100", "110", "301", "340", "424", "710", "199", "650", ""};
    static constexpr std::array<choice, 11> function{
        {{0, 300}, {1, 240}, {2, 130}, {3, 130}, {4, 70}, {5, 70}, {6, 15}, {7, 15}, {8, 10}, {9, 10}, {10, 10}}};
    static constexpr std::array sexes{"1", "2", "9", "0"};
    const std::string ident = fmt::format("A{:09}", mix(s.bits) % 1'000'000'000);
    const bool elsewhere = r.chance(300);
    const std::size_t home = elsewhere ? static_cast<std::size_t>(r.below(static_cast<int>(councils.size()))) : by;
    std::string lsoa = lsoa_code(home, r.below(lsoa_per_council));
    if (r.chance(50)) lsoa = r.chance(5000) ? "W01000001" : "E01888888";
    const int episodes = r.chance(800) ? 2 : 1;
    const std::string_view admitted = admission_methods[r.pick(admission)];
    const std::string_view discharged = discharge_methods[r.pick(discharge)];
    const std::string_view destined = destinations[r.pick(destination)];
    const std::string_view managed = managements[r.pick(management)];
    const std::string_view treated = functions[r.pick(function)];
    for (int episode = 1; episode <= episodes; ++episode) {
      to.write(fmt::format(
          "{},{},{},{},{},{},{},{},{},{},{},{},{},{}\n", id, ident, episode == episodes ? 1 : 0, iso_date(s.admitted),
          iso_date(s.discharged), born == no_day ? std::string() : fmt::format("{}", month_of(born)),
          born == no_day ? std::string() : fmt::format("{}", year_of(born)), sexes[std::min<std::size_t>(sex, 3)], lsoa,
          admitted, discharged, destined, managed, treated));
      ++rows;
    }
  };
  person stranger;
  std::uint32_t strangers = 0;
  extract.for_each_stay([&](std::size_t by, const person& p, const stay& s) {
    write(extract.printer().hospital_id(p), p.born, p.gender, by, s);
    random_stream r(mix(s.bits, 2));
    stranger.bits = r.bits();
    stranger.number = 899'999 - strangers++ % 300'000;  // from the other end of the NHS numbers
    stranger.born = s.admitted - r.between(30, 95) * 1461 / 4;
    stranger.gender = r.chance(5400) ? gender::female : gender::male;
    const int admitted = o.from + r.below(std::max(1, o.to - o.from));
    const int discharged = admitted + r.decaying(6);
    write(extract.printer().hospital_id(stranger), stranger.born, stranger.gender, by,
          {admitted, discharged, r.bits()});
  });
  return rows;
}

// --------------------------------------------------------------------------------------------------------------- main

void generate(const options& o) {
  const auto started = std::chrono::steady_clock::now();
  const horizon when = make_horizon(o.from, o.to);
  const std::vector<council> councils = make_councils(o);
  const std::vector<submission> submissions = make_submissions(o, councils);
  std::error_code error;
  std::filesystem::create_directories(o.out, error);
  if (error) throw std::runtime_error(fmt::format("{} cannot be made: {}", o.out.string(), error.message()));
  population people = populate(o, when, councils, submissions);

  write_file(o.out / "ref_la.csv", areas_csv(councils));
  write_file(o.out / "ref_population.csv", population_csv(o, councils, people));
  extract_writer extract(o, when, councils, people);
  std::uint64_t episodes = 0;
  if (o.hospital) {
    write_file(o.out / "ref_lsoa_utla.csv", lsoa_csv(councils));
    output_file file(o.out / "hospital_episodes.csv");
    episodes = write_hospital(o, councils, extract, file);
    file.finish();
  }
  std::uint64_t bytes = 0;
  if (o.council_style) {
    std::string list = "file,submitted_on\n";
    for (const submission& s : submissions) {
      const std::string name = fmt::format("CLD_{}_{}.csv", councils[s.by].code, iso_date(s.imported));
      output_file file(o.out / name);
      // Files come from different systems: every other one as a spreadsheet saves it.
      const bool spreadsheet = s.number % 2 == 1;
      if (spreadsheet) file.write("\xef\xbb\xbf");
      const std::string_view line_end = spreadsheet ? "\r\n" : "\n";
      file.write(extract.header());
      file.write(line_end);
      extract.write(s, line_end, file);
      file.finish();
      bytes += file.bytes();
      list += fmt::format("{},{}\n", name, iso_date(s.imported));
    }
    write_file(o.out / "submissions.csv", list);
  } else {
    output_file file(o.out / "cld_raw.csv");
    file.write(extract.header());
    file.write("\n");
    for (const submission& s : submissions) extract.write(s, "\n", file);
    file.finish();
    bytes = file.bytes();
  }
  if (o.quiet) return;
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
  fmt::print("{} rows of {} invented people, {} councils, {} submissions, {:.1f} MB in {:.1f} s ({:.0f} rows/s)\n",
             o.rows, people.people, councils.size(), submissions.size(), static_cast<double>(bytes) / 1e6, seconds,
             static_cast<double>(o.rows) / seconds);
  if (o.hospital) fmt::print("{} hospital episodes\n", episodes);
}

}  // namespace
}  // namespace ascof::generator

int main(int argc, char** argv) {
  using namespace ascof::generator;
  try {
    const std::optional<options> o = parse_options(argc, argv);
    if (!o) {
      fmt::print("{}", usage);
      return 0;
    }
    generate(*o);
    return 0;
  } catch (const std::exception& e) {
    fmt::print(stderr, "ascof_generate: {}\n", e.what());
    return 2;
  }
}

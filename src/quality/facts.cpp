#include "facts.hpp"

#include <algorithm>
#include <map>

#include "ascof/prepare/method.hpp"

namespace ascof::quality {
namespace {

constexpr int first_day_of_release_2_year = 2025;

row_type row_type_of(std::string_view text, bool second) {
  // As the department finds it: by the word inside the text.
  if (contains_text(text, "request")) return row_type::request;
  if (contains_text(text, "assessment")) return row_type::assessment;
  if (contains_text(text, "service")) return row_type::service;
  if (contains_text(text, "review")) return row_type::review;
  if (!second && starts_with_text(text, "referral")) return row_type::request;
  return row_type::none;
}

bool is_text_field(std::size_t field) { return extract_schema().fields[field].kind == field_kind::text; }

}  // namespace

facts::facts(const extract& raw, const areas& known, const check_options& options)
    : raw_(raw), known_(known), filling_(submitted::count) {
  const table& d = raw.data;
  for (std::size_t field = 0; field < submitted::count; ++field) {
    if (!is_text_field(field) || !d.has(field)) continue;
    const dictionary& values = *d.text(field).values;
    filling_[field].resize(values.size(), filling::empty);
    for (code c = 1; c < values.size(); ++c)
      filling_[field][c] = is_blank(values[c])         ? filling::empty
                           : fold(values[c]) == "null" ? filling::null_text
                                                       : filling::filled;
  }
  number_submissions(known, options);
  const auto type_in = [&](bool second) {
    return category_column<row_type>(d.text(submitted::event_type),
                                     [second](std::string_view text) { return row_type_of(text, second); });
  };
  const category_column<row_type> first = type_in(false), second = type_in(true);
  const category_column<client_type> client(d.text(submitted::client_type), client_type_from);
  type_.resize(rows());
  client_.resize(rows());
  for (std::size_t row = 0; row < rows(); ++row) {
    // A missing text has the value 0, which is the first type here.
    type_[row] = first.is_missing(row) ? row_type::none : in_release_2(row) ? second[row] : first[row];
    client_[row] = client[row];
  }
  const dictionary& assessments = *d.text(submitted::assessment_type).values;
  for (code c = 0; c < assessments.size(); ++c) financial_.push_back(contains_text(assessments[c], "financial"));
  number_people();
}

void facts::number_submissions(const areas& known, const check_options& options) {
  submission_index index = index_submissions(raw_, known, find_method(options.method));
  for (ascof::submission& s : index.list) submissions_.push_back({.what = std::move(s)});
  submission_ = std::move(index.of_row);
  // A row without a council's code is of no submission to the department. Here it counts with the rest of its file.
  for (std::size_t file = 0; file + 1 < raw_.first_row.size(); ++file) {
    const auto begin = submission_.begin() + static_cast<std::ptrdiff_t>(raw_.first_row[file]);
    const auto end = submission_.begin() + static_cast<std::ptrdiff_t>(raw_.first_row[file + 1]);
    const auto known_one = std::find_if(begin, end, [](std::uint32_t s) { return s != submission_index::none; });
    std::uint32_t stands = 0;
    if (known_one != end) {
      stands = *known_one;
    } else if (begin != end) {
      stands = static_cast<std::uint32_t>(submissions_.size());
      ascof::submission of_nobody;
      if (file < raw_.files.size() && raw_.files[file].submitted_on)
        of_nobody.imported = *raw_.files[file].submitted_on;
      submissions_.push_back({.what = of_nobody});
    }
    for (auto s = begin; s != end; ++s)
      if (*s == submission_index::none) {
        *s = stands;
        ++submissions_[stands].what.rows;
      }
  }
  std::map<std::string, std::size_t> latest;
  for (std::size_t i = 0; i < submissions_.size(); ++i) {
    checked_submission& s = submissions_[i];
    const day end = s.what.stated ? s.what.stated->end : s.what.derived ? s.what.derived->end : day{};
    s.release = options.release != cld_release::by_period                                ? options.release
                : end.is_missing() || end >= make_day(first_day_of_release_2_year, 4, 1) ? cld_release::two
                                                                                         : cld_release::one;
    if (!options.as_of.is_missing() && day_of(s.what.imported) > options.as_of) continue;
    const auto [place, added] = latest.emplace(s.what.la_code, i);
    if (!added && submissions_[place->second].what.imported <= s.what.imported) place->second = i;
  }
  for (const auto& [council, i] : latest) submissions_[i].latest = true;
}

void facts::number_people() {
  const folded_codes nhs = fold_codes(*raw_.data.text(submitted::nhs_number).values);
  const folded_codes local = fold_codes(*raw_.data.text(submitted::local_person_id).values);
  const auto& nhs_codes = raw_.data.text(submitted::nhs_number).codes;
  const auto& local_codes = raw_.data.text(submitted::local_person_id).codes;
  people_ = nhs.forms.size() + local.forms.size();
  person_.resize(rows(), nobody);
  std::vector<std::vector<bool>> met(submissions_.size());
  for (std::size_t row = 0; row < rows(); ++row) {
    if (is_filled(submitted::nhs_number, row))
      person_[row] = nhs.of[nhs_codes[row]];
    else if (is_filled(submitted::local_person_id, row))
      person_[row] = nhs.forms.size() + local.of[local_codes[row]];
    else
      continue;
    std::vector<bool>& here = met[submission_[row]];
    if (here.empty()) here.resize(people_);
    if (!here[person_[row]]) ++submissions_[submission_[row]].people;
    here[person_[row]] = true;
  }
}

bool facts::is_financial(std::size_t row) const {
  return data().has(submitted::assessment_type) && financial_[data().text(submitted::assessment_type).codes[row]];
}

filling facts::filling_of(submitted::column field, std::size_t row) const {
  return data().has(field) ? filling_[field][data().text(field).codes[row]] : filling::empty;
}

bool facts::is_filled(submitted::column field, std::size_t row) const {
  if (field == submitted::date_of_birth) return !birth(row).is_missing();
  if (!data().has(field)) return false;
  switch (extract_schema().fields[field].kind) {
    case field_kind::text: return filling_[field][data().text(field).codes[row]] == filling::filled;
    case field_kind::day: return !data().days(field)[row].is_missing();
    case field_kind::hundredths: return data().wides(field)[row] != missing_wide;
    default: return false;
  }
}

std::string_view facts::text(submitted::column field, std::size_t row) const {
  return data().has(field) ? data().text(field)[row] : std::string_view{};
}

day facts::on(submitted::column field, std::size_t row) const {
  return data().has(field) ? data().days(field)[row] : day{};
}

std::int64_t facts::hundredths(submitted::column field, std::size_t row) const {
  return data().has(field) ? data().wides(field)[row] : missing_wide;
}

day facts::birth(std::size_t row) const {
  if (data().has(submitted::date_of_birth))
    if (const day known = data().days(submitted::date_of_birth)[row]) return known;
  if (!data().has(submitted::birth_year) || !data().has(submitted::birth_month)) return {};
  const std::int32_t year = data().integers(submitted::birth_year)[row];
  const std::int32_t month = data().integers(submitted::birth_month)[row];
  if (year == missing_integer || month == missing_integer || month < 1 || month > 12) return {};
  return make_day(year, static_cast<unsigned>(month), 1);
}

int facts::age_at_end(std::size_t row) const {
  const day born = birth(row);
  day end = on(submitted::period_end, row);
  if (!end)
    if (const auto& stated = submissions_[submission_[row]].what.stated) end = stated->end;
  return born && end ? age_on(born, end) : no_age;
}

}  // namespace ascof::quality

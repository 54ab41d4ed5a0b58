#include "ascof/prepare/records.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <tuple>

#include "ascof/core/error.hpp"
#include "ascof/core/order.hpp"
#include "ascof/core/text.hpp"
#include "ascof/prepare/ties.hpp"

namespace ascof {
namespace {

/// Takes off the apostrophes that keep texts of our own tables from being taken for formulas.
void take_off_guards(table& data) {
  for (std::size_t field = 0; field < event::count; ++field) {
    if (!data.has(field) || main_table_schema().fields[field].kind != field_kind::text) continue;
    const text_column& from = data.text(field);
    bool any = false;
    for (code c = 1; c < from.values->size() && !any; ++c) any = without_guard((*from.values)[c]) != (*from.values)[c];
    if (!any) continue;
    auto values = std::make_shared<dictionary>();
    std::vector<code> code_of(from.values->size(), missing_code);
    for (code c = 1; c < from.values->size(); ++c) code_of[c] = values->intern(without_guard((*from.values)[c]));
    text_column plain{values, code_vector(from.size(), values->size() - 1)};
    for (std::size_t row = 0; row < from.size(); ++row) plain.codes.set(row, code_of[from.codes[row]]);
    data.set(field, std::move(plain));
  }
}

main_table main_table_of(table data, const ingest_report& report) {
  take_off_guards(data);
  const bool single = data.has(event::unit_cost);
  return {std::move(data), single, {}, notices_of(report)};
}

}  // namespace

records::records(main_table main) : main_(std::move(main)) {
  const table& data = main_.data;
  if (data.rows() == 0) return;
  const text_column& la = data.text(event::la_code);
  const text_column& ids = data.text(event::person_id);
  const folded_codes la_form = fold_codes(*la.values);
  const folded_codes id_form = fold_codes(*ids.values);
  const std::vector<code> la_rank = sorted_ranks(la_form.forms);
  const std::vector<code> id_rank = sorted_ranks(id_form.forms);
  const auto key_of = [&](std::size_t row) {
    return (static_cast<std::uint64_t>(la_rank[la_form.of[la.codes[row]]]) << 32U) |
           id_rank[id_form.of[ids.codes[row]]];
  };
  std::vector<std::uint64_t> keys(data.rows());
  for (std::size_t row = 0; row < keys.size(); ++row) keys[row] = key_of(row);

  const auto place = [&](std::uint32_t row) {
    const day end = data.days(event::end)[row];
    return std::tuple(data.days(event::start)[row], end ? end : far_day, data.wides(event::record_id)[row]);
  };
  bool ordered = true;
  for (std::uint32_t row = 1; row < keys.size() && ordered; ++row)
    ordered = keys[row - 1] != keys[row] ? keys[row - 1] < keys[row] : place(row - 1) <= place(row);
  if (!ordered) {
    std::vector<std::uint32_t> order = stable_order(keys);
    for (std::size_t first = 0; first < order.size();) {
      std::size_t last = first + 1;
      while (last < order.size() && keys[order[last]] == keys[order[first]]) ++last;
      std::sort(order.begin() + static_cast<std::ptrdiff_t>(first), order.begin() + static_cast<std::ptrdiff_t>(last),
                [&](std::uint32_t a, std::uint32_t b) { return std::tuple(place(a), a) < std::tuple(place(b), b); });
      first = last;
    }
    std::vector<std::uint64_t> sorted_keys(keys.size());
    for (std::size_t i = 0; i < order.size(); ++i) sorted_keys[i] = keys[order[i]];
    keys = std::move(sorted_keys);
    if (!main_.event_number.empty()) main_.event_number = gather(main_.event_number, order);
    main_.data = gather(main_.data, main_table_schema(), order);
  }

  const text_column& sorted_la = main_.data.text(event::la_code);
  const text_column& sorted_ids = main_.data.text(event::person_id);
  const text_column& names = main_.data.text(event::la_name);
  first_.clear();
  for (std::uint32_t row = 0; row < keys.size(); ++row) {
    if (row == 0 || keys[row] != keys[row - 1]) {
      if (row == 0 || (keys[row] >> 32U) != (keys[row - 1] >> 32U)) {
        const std::string_view name = names[row];
        councils_.push_back({std::string(sorted_la[row]), std::string(name.empty() ? sorted_la[row] : name)});
      }
      first_.push_back(row);
      council_of_.push_back(static_cast<std::uint32_t>(councils_.size() - 1));
      id_.push_back(sorted_ids.codes[row]);
    } else if (sorted_ids.codes[row] != id_.back() && sorted_ids[row] < (*sorted_ids.values)[id_.back()]) {
      id_.back() = sorted_ids.codes[row];
    }
  }
  first_.push_back(static_cast<std::uint32_t>(keys.size()));
  find_covers();
}

std::size_t records::find(std::string_view la_code, std::string_view person) const {
  const std::string la = fold(la_code);
  const std::string id = fold(person);
  const auto before = [&](std::size_t p) {
    const std::string here = fold(councils_[council_of_[p]].la_code);
    return here != la ? here < la : fold(person_id(p)) < id;
  };
  std::size_t low = 0;
  std::size_t high = people();
  while (low < high) {
    const std::size_t middle = low + (high - low) / 2;
    if (before(middle)) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  const bool found = low < people() && fold(councils_[council_of_[low]].la_code) == la && fold(person_id(low)) == id;
  return found ? low : people();
}

void records::find_covers() {
  period result;
  const auto widen = [&result](day start, day end) {
    if (start) result.start = result.start ? std::min(result.start, start) : start;
    if (end) result.end = std::max(result.end, end);
  };
  const table& data = main_.data;
  const bool referenced = data.has(event::ref_period_start) && data.has(event::ref_period_end);
  for (std::size_t row = 0; row < data.rows(); ++row)
    widen(referenced ? data.days(event::ref_period_start)[row] : data.days(event::start)[row],
          referenced ? data.days(event::ref_period_end)[row] : data.days(event::end)[row]);
  covers_ = result;
}

namespace {

void refuse_loss(const ingest_report& report, const loss_limit& accept) {
  if (!accept.passed_by(report.rows_rejected(), report.rows_in())) return;
  throw input_error(error_code::too_many_faults, {.file = report.files.front().file},
                    fmt::format("{} of {} rows could not be read, more than the {:.3g} % accepted",
                                report.rows_rejected(), report.rows_in(), accept.share * 100),
                    "mend them, or accept the loss: --accept-loss 100");
}

}  // namespace

read_records_result read_records(const std::filesystem::path& file, const read_options& options) {
  const std::filesystem::path paths[] = {file};
  read_result read = read_csv(paths, main_table_schema(), options);
  refuse_loss(read.report, options.accept_loss);
  main_table main = main_table_of(std::move(read.data), read.report);
  take_up_notices(main, file);
  return {records(std::move(main)), std::move(read.report)};
}

read_records_result make_records(read_result read, const loss_limit& accept) {
  refuse_loss(read.report, accept);
  main_table main = main_table_of(std::move(read.data), read.report);
  return {records(std::move(main)), std::move(read.report)};
}

bool is_main_table_header(std::span<const std::string> header) {
  return std::any_of(header.begin(), header.end(), [](const std::string& h) {
    const int column = main_table_schema().find(h);
    return column == static_cast<int>(event::person_id) || column == static_cast<int>(event::end);
  });
}

bool is_main_table(const std::filesystem::path& file) {
  return is_main_table_header(read_header(file, main_table_schema()));
}

}  // namespace ascof

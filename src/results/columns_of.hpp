/// @file columns_of.hpp
/// Output tables over lists of structs.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ascof/core/column.hpp"
#include "ascof/results/output_table.hpp"

namespace ascof {

/// Columns over the elements of a list: each is given by what it shows of an element.
template <typename Element>
class columns_of {
 public:
  explicit columns_of(const std::vector<Element>& list) : list_(&list) {}

  template <typename Show>
  columns_of& text(std::string name, Show show) {
    return add(std::move(name),
               made_texts{[list = list_, show](std::size_t row) { return std::string_view(show((*list)[row])); }});
  }
  /// For texts that are made anew for each row.
  template <typename Show>
  columns_of& new_text(std::string name, Show show) {
    return add(std::move(name), made_texts{[list = list_, show, kept = std::string()](std::size_t row) mutable {
                 kept = show((*list)[row]);
                 return std::string_view(kept);
               }});
  }
  template <typename Show>
  columns_of& date(std::string name, Show show) {
    return add(std::move(name), made_days{[list = list_, show](std::size_t row) { return show((*list)[row]); }});
  }
  template <typename Show>
  columns_of& number(std::string name, Show show) {
    return add(std::move(name), made_numbers{[list = list_, show](std::size_t row) {
                 return static_cast<std::int64_t>(show((*list)[row]));
               }});
  }
  template <typename Show>
  columns_of& real(std::string name, Show show) {
    return add(std::move(name), made_reals{[list = list_, show](std::size_t row) { return show((*list)[row]); }});
  }

  /// What every row about a figure begins with: measure, period_start, period_end, la_code, la_name, group.
  columns_of& figure_columns() {
    using row = const Element&;
    return text("measure", [](row r) -> const std::string& { return r.measure; })
        .date("period_start", [](row r) { return r.reporting.start; })
        .date("period_end", [](row r) { return r.reporting.end; })
        .text("la_code", [](row r) -> const std::string& { return r.la_code; })
        .text("la_name", [](row r) -> const std::string& { return r.la_name; })
        .text("group", [](row r) -> const std::string& { return r.group; });
  }

  /// Limits at a level: level, lower, upper, method.
  columns_of& limit_columns() {
    using row = const Element&;
    return real("level", [](row r) { return std::optional(r.level); })
        .real("lower", [](row r) { return r.lower; })
        .real("upper", [](row r) { return r.upper; })
        .text("method", [](row r) -> const std::string& { return r.method; });
  }

  output_table finish(std::shared_ptr<const void> source) {
    return {list_->size(), std::move(columns_), std::move(source)};
  }

 private:
  columns_of& add(std::string name, auto values) {
    columns_.push_back({std::move(name), std::move(values)});
    return *this;
  }

  const std::vector<Element>* list_;
  std::vector<output_column> columns_;
};

inline std::int64_t or_missing(const std::optional<std::uint64_t>& number) {
  return number ? static_cast<std::int64_t>(*number) : missing_wide;
}

}  // namespace ascof

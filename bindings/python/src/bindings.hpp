/// @file bindings.hpp
/// The parts of ascof._core, one file a layer, and what they share.
#pragma once

#include <nanobind/nanobind.h>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "ascof/core/day.hpp"
#include "ascof/core/error.hpp"
#include "ascof/core/parallel.hpp"
#include "ascof/core/period.hpp"
#include "ascof/core/stop.hpp"
#include "ascof/ingest/csv.hpp"
#include "ascof/measure/measure.hpp"
#include "ascof/notices/notice.hpp"
#include "ascof/prepare/person_details.hpp"
#include "ascof/prepare/prepare.hpp"
#include "ascof/prepare/records.hpp"
#include "ascof/records/record_table.hpp"
#include "ascof/study/study.hpp"

namespace ascof::python {

namespace nb = nanobind;

void bind_core(nb::module_& m);
void bind_ingest(nb::module_& m);
void bind_cld(nb::module_& m);
void bind_prepare(nb::module_& m);
void bind_records(nb::module_& m);
void bind_expression(nb::module_& m);
void bind_measure(nb::module_& m);
void bind_disclosure(nb::module_& m);
void bind_results(nb::module_& m);
void bind_statistics(nb::module_& m);
void bind_results_more(nb::module_& m);
void bind_quality(nb::module_& m);
void bind_cli(nb::module_& m);

/// A path, or nothing.
using optional_path = std::optional<std::filesystem::path>;

// ---- values that Python holds; their contents never change once made ------------------------------------------------

struct records_handle {
  std::shared_ptr<const records> people;
  ingest_report report{};
};

struct details_handle {
  std::shared_ptr<const records> people;
  std::shared_ptr<const person_details> details;
};

struct prepared_handle {
  std::shared_ptr<const prepared> made;  ///< its main table has gone into `people`
  std::shared_ptr<const records> people;
  ingest_report report;
};

struct expression_handle {
  expr e;
};

struct frame_handle {
  episode_frame of;
};

struct record_type_handle {
  record_type_ptr type;
};

struct record_table_handle {
  std::shared_ptr<const record_table> table;
};

struct study_handle {
  std::shared_ptr<const study> of;
};

// ---- core ------------------------------------------------------------------------------------------------------------

/// A text that may be a file name, whose bytes need not be UTF-8.
nb::str to_python(std::string_view text);
/// datetime.date, or None for a missing day.
nb::object to_python(day d);
/// (datetime.date, datetime.date)
nb::tuple to_python(period p);

/// The options of the command in a text are the arguments of the package: "--as-of" is "as_of", and the percentage of
/// "--accept-loss 6" is the share of "accept_loss=0.06".
std::string with_arguments(std::string_view text);

/// @throws usage_error for what is no share
loss_limit checked_loss(double share);

/// The mapping tables with those of a folder on top.
mappings load_mappings(const optional_path& folder);

/// @throws usage_error for a number that makes no sense
unsigned checked_threads(std::int64_t threads);

/// One of the texts that an argument can be.
template <typename Value>
struct named_value {
  std::string_view name;
  Value value;
};

/// @throws usage_error that names the argument and the texts it can be
template <typename Value, std::size_t Count>
Value value_named(std::string_view name, std::span<const named_value<Value>, Count> known, std::string_view argument) {
  std::string all;
  for (const named_value<Value>& each : known) {
    if (each.name == name) return each.value;
    all += (all.empty() ? "'" : ", '") + std::string(each.name) + "'";
  }
  throw usage_error(error_code::bad_option, {.file = {}, .line = 0, .field = std::string(argument), .column = 0},
                    "there is no '" + std::string(name) + "'", "give one of " + all);
}

/// Lets other Python threads run. Long work looks for Ctrl-C meanwhile, and what a signal's handler raises ends it.
class without_lock {
 public:
  without_lock() = default;

 private:
  static void look_for_signals() {
    const nb::gil_scoped_acquire acquired;
    if (PyErr_CheckSignals() != 0) throw nb::python_error();
  }
  nb::gil_scoped_release released_;
  stop_scope scope_{look_for_signals};
};

/// Does long work while the interpreter is free for other threads. The work is given a `progress` that, on the calling
/// thread only, looks for Ctrl-C and calls `on_progress(stage, share)` unless that is None; what either raises ends the
/// work.
template <typename Work>
auto without_interpreter(nb::handle on_progress, Work work) {
  const auto caller = std::this_thread::get_id();
  const char* last_stage = nullptr;
  double last_share = 1;
  const auto call = [&](const char* stage, double share) {
    if (PyErr_CheckSignals() != 0) throw nb::python_error();
    if (!on_progress.is_none()) on_progress(stage, share);
    last_stage = stage;
    last_share = share;
  };
  auto made = [&] {
    const without_lock released;
    return work(progress([&](const char* stage, double share) {
      if (std::this_thread::get_id() != caller) return;
      const nb::gil_scoped_acquire acquired;
      call(stage, share);
    }));
  }();
  if (last_share < 1) call(last_stage, 1);  // another thread did the last part
  return made;
}

// ---- ingest ----------------------------------------------------------------------------------------------------------

/// Reads a path, or an object of `Source`, with the columns of `columns`. Call it without the interpreter's lock.
class readable {
 public:
  /// @param name  stands for a table in messages
  readable(nb::handle path_or_source, std::string name);
  read_result read(const schema& columns, const read_options& options) const;
  /// The file, or nothing for an object.
  const std::filesystem::path* file() const { return stream_ ? nullptr : &path_; }

 private:
  std::filesystem::path path_;
  std::shared_ptr<ArrowArrayStream> stream_;  // none for a path
  std::string name_;
};

/// Notices as dictionaries, with the arguments of the package for the options of the command.
nb::list to_python(const notice_list& notices);

/// The account of every file as a list of dictionaries.
nb::list to_python(const ingest_report& report);

// ---- what travels ----------------------------------------------------------------------------------------------------

inline nb::bytes to_python_bytes(const std::string& bytes) { return nb::bytes(bytes.data(), bytes.size()); }
inline std::string_view view_of(const nb::bytes& bytes) { return {bytes.c_str(), bytes.size()}; }

/// Lets pickle and copy take values as bytes.
/// @param write  makes bytes of a value   @param read  makes the value of bytes
template <typename Class, typename Write, typename Read>
void pickled_as_bytes(Class& of, Write write, Read read) {
  using value = typename Class::Type;
  of.def("__getstate__", [write](const value& self) { return to_python_bytes(write(self)); });
  of.def("__setstate__", [read](value& self, const nb::bytes& state) { new (&self) value(read(view_of(state))); });
}

// ---- measure ---------------------------------------------------------------------------------------------------------

/// Measures of the catalogue by name, and users' own, each at most once.
/// @throws usage_error for an unknown name, and for an id that two measures have
selection select_with(const std::vector<std::string>& names, const std::vector<measure>& own);

}  // namespace ascof::python

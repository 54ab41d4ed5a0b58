#include <nanobind/stl/filesystem.h>
#include <nanobind/stl/optional.h>
#include <nanobind/stl/pair.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/unique_ptr.h>
#include <nanobind/stl/vector.h>

#include <algorithm>
#include <map>
#include <memory>
#include <mutex>
#include <utility>

#include "arrow_source.hpp"
#include "ascof/cld/hospital.hpp"
#include "ascof/core/error.hpp"
#include "ascof/results/arrow_export.hpp"
#include "ascof/results/evaluate.hpp"
#include "ascof/results/output_places.hpp"
#include "ascof/results/output_table.hpp"
#include "ascof/results/writers.hpp"
#include "bindings.hpp"
#include "results_access.hpp"

namespace ascof::python {
namespace {

/// What `evaluate` needs besides records, checked and read before the records are.
struct evaluation {
  selection wanted;
  std::vector<period> periods;
  areas frame;
  population residents;
  evaluate_options how;
};

struct results_handle {
  std::shared_ptr<const result_table> of;
};

evaluation make_evaluation(const std::vector<std::string>& names, const std::vector<measure>& own,
                           const std::vector<breakdown>& by, const std::vector<std::string>& periods,
                           const optional_path& areas_file, const optional_path& population_file, bool trace,
                           bool skip_missing_population, std::int64_t threads) {
  if (names.empty() && own.empty())
    throw usage_error(error_code::unknown_name, {.file = {}, .line = 0, .field = "measures", .column = 0},
                      "no measure was named", "name measures (see ascof.catalogue()), or 'all'");
  evaluation made;
  made.wanted = select_with(names, own);
  made.how.by = by;
  for (const std::string& text : periods) made.periods.push_back(parse_period(text, "periods"));
  const without_lock released;
  if (areas_file) made.frame = read_areas(*areas_file);
  if (population_file) made.residents = read_population(*population_file);
  made.how.trace = trace;
  made.how.threads = checked_threads(threads);
  made.how.on_missing_population = skip_missing_population ? missing_population::leave_out : missing_population::refuse;
  return made;
}

void check_details(const records_handle& from, const details_handle& details) {
  if (details.people != from.people)
    throw usage_error(error_code::bad_option, {.file = {}, .line = 0, .field = "details", .column = 0},
                      "the person details are of other records", "work them out from these");
}

results_handle run_evaluate(const evaluation& asked, const records_handle& from, const details_handle& details,
                            const hospital_episodes* hospital, nb::handle on_progress) {
  check_details(from, details);
  return without_interpreter(on_progress, [&](progress tell) {
    evaluate_options how = asked.how;
    how.hospital = hospital;
    how.on_progress = std::move(tell);
    return results_handle{std::make_shared<const result_table>(
        evaluate(asked.wanted, *from.people, *details.details, asked.periods, asked.frame, asked.residents, how))};
  });
}

results_handle run_evaluate_study(const evaluation& asked, const study_handle& of, nb::handle on_progress) {
  return without_interpreter(on_progress, [&](progress tell) {
    evaluate_options how = asked.how;
    how.on_progress = std::move(tell);
    return results_handle{std::make_shared<const result_table>(evaluate(asked.wanted, *of.of, asked.periods, how))};
  });
}

/// A state, with the lock of whoever changes or reads it: calls run while the interpreter is free. The lock is taken
/// without the interpreter's, which a call with progress takes now and then.
class state_handle {
 public:
  explicit state_handle(const evaluation& asked)
      : how_(asked.how), state_(broken_down(asked), asked.periods, asked.frame) {
    how_.by.clear();
  }

  /// @param trace  whether what is counted from here on keeps its people; None: if what was counted did
  state_handle(std::string_view bytes, std::optional<bool> trace, std::int64_t threads)
      : state_(evaluation_state::from_bytes(bytes)) {
    how_.trace = trace.value_or(state_.has_traces());
    how_.threads = checked_threads(threads);
  }

  std::string to_bytes() const {
    const without_lock released;
    const std::scoped_lock lock(mutex_);
    return state_.to_bytes();
  }
  bool traces() const { return how_.trace; }
  std::vector<std::pair<std::string, std::string>> definitions() const {
    const without_lock released;
    const std::scoped_lock lock(mutex_);
    std::vector<std::pair<std::string, std::string>> all;
    const std::vector<std::string> marks = state_.fingerprints();
    for (std::size_t i = 0; i < marks.size(); ++i) all.emplace_back(state_.measures()[i].id, marks[i]);
    return all;
  }

  void update(const records_handle& from, const details_handle& details, const hospital_episodes* hospital,
              nb::handle on_progress) {
    check_details(from, details);
    without_interpreter(on_progress, [&](progress tell) {
      const std::scoped_lock lock(mutex_);
      evaluate_options how = how_;
      how.hospital = hospital;
      how.on_progress = std::move(tell);
      state_.update(*from.people, *details.details, how);
      return 0;
    });
  }

  void update_study(const study_handle& of, nb::handle on_progress) {
    without_interpreter(on_progress, [&](progress tell) {
      const std::scoped_lock lock(mutex_);
      evaluate_options how = how_;
      how.on_progress = std::move(tell);
      state_.update(*of.of, how);
      return 0;
    });
  }

  void merge(const state_handle& other) {
    if (&other == this)
      throw usage_error(error_code::bad_option, {.file = {}, .line = 0, .field = "other", .column = 0},
                        "a state cannot be merged with itself", "its people would count twice");
    const without_lock released;
    const std::scoped_lock lock(mutex_, other.mutex_);
    state_.merge(other.state_);
  }

  bool equals(const state_handle& other) const {
    if (&other == this) return true;
    const without_lock released;
    const std::scoped_lock lock(mutex_, other.mutex_);
    return state_ == other.state_;
  }

  notice_list notices() const {
    const without_lock released;
    const std::scoped_lock lock(mutex_);
    return state_.notices();
  }

  results_handle finish(const optional_path& population_file, bool skip_missing_population) const {
    const without_lock released;
    const population residents = population_file ? read_population(*population_file) : population();
    const std::scoped_lock lock(mutex_);
    result_table made =
        state_.finish(residents, skip_missing_population ? missing_population::leave_out : missing_population::refuse);
    if (!how_.trace) made.traces.clear();
    return {std::make_shared<const result_table>(std::move(made))};
  }

 private:
  static selection broken_down(const evaluation& asked) {
    selection wanted = asked.wanted;
    for (measure& m : wanted.measures) break_down(m, asked.how.by);
    return wanted;
  }

  mutable std::mutex mutex_;
  evaluate_options how_;
  evaluation_state state_;
};

/// A value of a row as a Python object; texts of a dictionary are made once.
class row_maker {
 public:
  explicit row_maker(const output_table& from) : from_(from), texts_(from.columns.size()) {}

  nb::list rows() {
    nb::list all;
    for (std::size_t row = 0; row < from_.rows; ++row) {
      if (row % 4096 == 4095 && PyErr_CheckSignals() != 0) throw nb::python_error();
      PyObject* values = PyTuple_New(static_cast<Py_ssize_t>(from_.columns.size()));
      nb::object kept = nb::steal(values);
      for (column_ = 0; column_ < from_.columns.size(); ++column_) {
        nb::object value = std::visit([&](const auto& of) { return (*this)(of, row); }, from_.columns[column_].values);
        PyTuple_SetItem(values, static_cast<Py_ssize_t>(column_), value.release().ptr());
      }
      all.append(kept);
    }
    return all;
  }

  nb::object operator()(const text_column* values, std::size_t row) {
    const code c = values->codes[row];
    if (c == missing_code) return nb::none();
    std::vector<nb::object>& known = texts_[column_];
    if (known.empty()) known.resize(values->values->size());
    if (!known[c].is_valid()) known[c] = text((*values->values)[c]);
    return known[c];
  }
  nb::object operator()(const day_column* values, std::size_t row) { return to_python((*values)[row]); }
  nb::object operator()(const integer_column* values, std::size_t row) {
    return number((*values)[row], missing_integer);
  }
  nb::object operator()(const wide_column* values, std::size_t row) { return number((*values)[row], missing_wide); }
  nb::object operator()(const shown_hundredths& of, std::size_t row) {
    const std::int64_t value = (*of.values)[row];
    return value == missing_wide ? nb::none() : nb::object(nb::float_(static_cast<double>(value) / 100));
  }
  nb::object operator()(const made_texts& made, std::size_t row) {
    const std::string_view value = made.of(row);
    return value.empty() ? nb::none() : text(value);
  }
  nb::object operator()(const made_days& made, std::size_t row) { return to_python(made.of(row)); }
  nb::object operator()(const made_numbers& made, std::size_t row) { return number(made.of(row), missing_wide); }
  nb::object operator()(const made_reals& made, std::size_t row) {
    const auto value = made.of(row);
    return value ? nb::object(nb::float_(*value)) : nb::none();
  }

 private:
  static nb::object text(std::string_view value) { return nb::str(value.data(), value.size()); }
  static nb::object number(std::int64_t value, std::int64_t missing) {
    return value == missing ? nb::none() : nb::object(nb::int_(value));
  }

  const output_table& from_;
  std::vector<std::vector<nb::object>> texts_;  // by column and code
  std::size_t column_ = 0;
};

/// Whatever a call reads, by name.
std::vector<std::filesystem::path> inputs_of(const std::vector<std::string>& sources,
                                             const std::vector<std::filesystem::path>& others) {
  std::vector<std::filesystem::path> inputs;
  const auto add = [&](const std::vector<std::filesystem::path>& files) {
    inputs.insert(inputs.end(), files.begin(), files.end());
  };
  for (const std::string& source : sources) add(files_of_source(source));
  for (const std::filesystem::path& other : others) {
    std::error_code fault;
    if (std::filesystem::is_directory(other, fault))
      add(files_of_folder(other));
    else
      inputs.push_back(other);
  }
  return inputs;
}

/// What a call writes is asked of the library before the call reads. Files come with the ending of their kind.
void check_places(const std::vector<std::string>& sources, const std::vector<std::filesystem::path>& inputs,
                  const std::vector<std::pair<std::filesystem::path, std::string>>& files,
                  const optional_path& prepared_folder, const optional_path& traces, const optional_path& department,
                  const optional_path& failing_rows, const std::vector<std::string>& names,
                  const std::vector<measure>& own) {
  output_places places;
  if (prepared_folder) places.folders.push_back(prepared_outputs(*prepared_folder));
  if (traces) places.folders.push_back(trace_outputs(*traces, select_with(names, own).measures));
  if (department) places.folders.push_back(department_outputs(*department));
  if (failing_rows) places.folders.push_back(failing_row_outputs(*failing_rows));
  const without_lock released;
  const std::vector<std::filesystem::path> read = inputs_of(sources, inputs);
  for (const auto& [file, ending] : files) {
    refuse_other_format(file, ending);
    places.files.push_back(file);
  }
  refuse_overlap(read, places);
  for (const std::filesystem::path& file : places.files) check_writable_file(file);
  places.files.clear();
  check_outputs(read, places);
}

}  // namespace

void bind_results(nb::module_& m) {
  nb::class_<output_table>(m, "Table")
      .def("__len__", [](const output_table& table) { return table.rows; })
      .def_prop_ro("columns",
                   [](const output_table& table) {
                     std::vector<std::string> names;
                     for (const output_column& column : table.columns) names.push_back(column.name);
                     return names;
                   })
      .def(
          "rows", [](const output_table& table) { return row_maker(table).rows(); },
          nb::sig("def rows(self) -> list[tuple[typing.Any, ...]]"))
      .def(
          "write",
          [](const output_table& table, const std::filesystem::path& file) {
            const without_lock released;
            write_csv(table, file);
          },
          nb::arg("file"))
      .def("__arrow_c_stream__", [](const output_table& table) { return to_capsule(export_arrow(table)); });

  m.def("events", [](const records_handle& from) { return main_table_output({from.people, &from.people->main()}); });
  m.def(
      "person_details_at",
      [](const details_handle& of, const std::string& at) {
        return person_details_output(of.people, of.details, parse_period(at, "period"));
      },
      nb::arg("details"), nb::arg("period"));
  m.def("attrition", [](const prepared_handle& from) { return attrition_output(from.made); });
  m.def("reporting_periods", [](const prepared_handle& from) { return reporting_periods_output(from.made); });
  m.def("submissions", [](const prepared_handle& from) { return submissions_output(from.made); });
  m.def("unknown_values", [](const prepared_handle& from) { return unknown_values_output(from.made); });

  nb::class_<evaluation>(m, "Evaluation", "What is evaluated.");
  m.def("make_evaluation", &make_evaluation, nb::arg("measures"), nb::arg("own"), nb::arg("by"), nb::arg("periods"),
        nb::arg("areas").none(), nb::arg("population").none(), nb::arg("trace"), nb::arg("skip_missing_population"),
        nb::arg("threads"));
  m.def("check_places", &check_places, nb::arg("sources"), nb::arg("inputs"), nb::arg("files"),
        nb::arg("prepared").none(), nb::arg("traces").none(), nb::arg("department").none(),
        nb::arg("failing_rows").none(), nb::arg("measures"), nb::arg("own"),
        "Refuses places of outputs that cannot be written, or where an input or another output is.");
  m.def(
      "check_output_folder",
      [](const std::filesystem::path& folder) {
        check_outputs({}, {.files = {}, .folders = {{folder, {}}}});
      },
      nb::arg("folder"), "Refuses a folder that takes no files, and the name of a file.");
  m.def("evaluate", &run_evaluate, nb::arg("what"), nb::arg("records"), nb::arg("details"), nb::arg("hospital").none(),
        nb::arg("on_progress").none());

  m.def("evaluate_study", &run_evaluate_study, nb::arg("what"), nb::arg("study"), nb::arg("on_progress").none());

  nb::class_<results_handle>(m, "Results")
      .def(
          "notices", [](const results_handle& of) { return to_python(of.of->notices); },
          nb::sig("def notices(self) -> list[dict[str, typing.Any]]"))
      .def("definitions",
           [](const results_handle& results) {
             std::vector<std::pair<std::string, std::string>> all;
             for (result_definition& d : definitions_of(*results.of))
               all.emplace_back(std::move(d.measure), std::move(d.fingerprint));
             return all;
           })
      .def("table", [](const results_handle& results) { return results_output(results.of); })
      .def("traces",
           [](const results_handle& results) {
             std::vector<std::pair<std::string, output_table>> traces;
             for (std::size_t i = 0; i < results.of->traces.size(); ++i)
               traces.emplace_back(results.of->traces[i].id, trace_output(results.of, i));
             return traces;
           })
      .def("skipped",
           [](const results_handle& results) {
             std::vector<std::pair<std::string, std::string>> skipped;
             for (const skipped_measure& s : results.of->skipped) skipped.emplace_back(s.measure, s.lacks);
             return skipped;
           })
      .def(
          "write_traces",
          [](const results_handle& results, const std::filesystem::path& folder) {
            const without_lock released;
            write_traces(*results.of, folder);
          },
          nb::arg("folder"))
      .def(
          "write_department",
          [](const results_handle& results, const std::filesystem::path& folder) {
            const without_lock released;
            write_department_tables(*results.of, folder);
          },
          nb::arg("folder"));

  nb::class_<state_handle>(m, "State", "Counts that add up.")
      .def("__init__",
           [](state_handle* self, const evaluation& asked) {
             const without_lock released;
             new (self) state_handle(asked);
           })
      .def_static(
          "from_bytes",
          [](const nb::bytes& data, std::optional<bool> trace, std::int64_t threads) {
            const std::string_view bytes = view_of(data);
            const without_lock released;
            return std::make_unique<state_handle>(bytes, trace, threads);
          },
          nb::arg("data"), nb::arg("trace").none(), nb::arg("threads"))
      .def("to_bytes", [](const state_handle& of) { return to_python_bytes(of.to_bytes()); })
      .def("traces", &state_handle::traces)
      .def("definitions", &state_handle::definitions)
      .def("update", &state_handle::update, nb::arg("records"), nb::arg("details"), nb::arg("hospital").none(),
           nb::arg("on_progress").none())
      .def("update_study", &state_handle::update_study, nb::arg("study"), nb::arg("on_progress").none())
      .def(
          "notices", [](const state_handle& of) { return to_python(of.notices()); },
          nb::sig("def notices(self) -> list[dict[str, typing.Any]]"))
      .def("merge", &state_handle::merge, nb::arg("other"))
      .def("equals", &state_handle::equals, nb::arg("other"))
      .def("finish", &state_handle::finish, nb::arg("population").none(), nb::arg("skip_missing_population"));
}

evaluation_parts parts_of(nb::handle evaluation_object) {
  const auto& asked = nb::cast<const evaluation&>(evaluation_object);
  return {asked.wanted, asked.frame, asked.residents, asked.how};
}

std::shared_ptr<const result_table> results_of(nb::handle results) {
  return nb::cast<const results_handle&>(results).of;
}

}  // namespace ascof::python

#include "run.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>
#include <CLI/CLI.hpp>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <new>
#include <system_error>

#include "ascof/ascof.hpp"
#include "check.hpp"
#include "terminal.hpp"

namespace ascof::cli {
namespace {

/// Options that several commands share.
struct options {
  std::vector<std::string> files;
  std::vector<std::string> names;
  std::vector<std::string> records;
  std::vector<std::string> periods;
  std::string mode = "joined";
  std::string as_of;
  std::string method{default_method};
  std::string mappings;
  std::string areas;
  std::string population;
  std::string persons;
  std::string hospital;
  std::string lsoa;
  std::string out;
  std::string trace;
  std::string department;
  std::vector<double> intervals;
  std::string intervals_out;
  std::string publish;
  bool publish_reasons = false;
  std::string format = "text";
  std::string every;
  std::string from;
  std::string to;
  std::vector<std::string> to_files;
  std::string tables;
  std::vector<std::string> table;
  bool people = false;
  unsigned threads = 0;
  bool quiet = false;
  double accept_loss = loss_limit{}.share * 100;
  bool skip_missing_population = false;
  std::string page;
  std::string rows;
  std::string release = "by-period";
  double fail_above = check_options{}.fail_above * 100;
};

loss_limit accepted_loss(const options& o) { return {o.accept_loss / 100, loss_limit{}.rows}; }

read_options reading(const options& o) {
  read_options r;
  r.threads = o.threads;
  r.on_progress = progress_line(o.quiet);
  r.accept_loss = accepted_loss(o);
  return r;
}

mappings load_mappings(const options& o) {
  mappings tables = mappings::shipped();
  if (!o.mappings.empty()) tables.add_folder(o.mappings);
  return tables;
}

areas load_areas(const options& o) { return o.areas.empty() ? areas{} : read_areas(o.areas); }

std::vector<period> wanted_periods(const options& o) {
  std::vector<period> periods;
  for (const std::string& text : o.periods) periods.push_back(parse_period(text));
  return periods;
}

/// A main table is made of an extract; what has been made already is not prepared again.
void refuse_main_tables(const std::vector<extract_file>& files) {
  for (const extract_file& file : files) {
    std::error_code ignored;
    if (std::filesystem::is_directory(file.path, ignored) || !is_main_table(file.path)) continue;
    throw input_error(error_code::bad_option, {.file = file.path.string(), .line = 0, .field = {}, .column = 0},
                      "this is a main table, prepared already", "give it to `ascof measure` with --records");
  }
}

struct prepared_files {
  prepared made;
  ingest_report report;
};

/// Reads an extract and prepares it.
prepared_files prepare_files(const options& o, const std::vector<std::string>& arguments, const areas& known,
                             const mappings& tables, table_mode mode, std::optional<period> range) {
  std::vector<extract_file> files;
  for (const std::string& argument : arguments) files.push_back(parse_extract_file(argument));
  refuse_main_tables(files);
  extract raw = read_extract(std::move(files), reading(o));
  end_progress();
  tell(raw.notices);
  prepare_options how;
  how.mode = mode;
  how.range = range;
  if (!o.as_of.empty()) how.as_of = parse_iso_day(o.as_of, "--as-of");
  how.method = o.method;
  how.threads = o.threads;
  how.on_progress = progress_line(o.quiet);
  how.accept_loss = accepted_loss(o);
  prepared made = prepare(raw, tables, known, how);
  end_progress();
  tell(made.notices);
  return {std::move(made), std::move(raw.report)};
}

/// Tables of other kinds of record: --tables DIR and --table KIND=FILE.
table_files tables_of(const options& o) {
  table_files files{.folder = o.tables};
  for (const std::string& each : o.table) {
    const std::size_t sign = each.find('=');
    if (sign == std::string::npos || sign == 0 || sign + 1 == each.size())
      throw usage_error(error_code::bad_option, {.file = {}, .line = 0, .field = "--table", .column = 0},
                        "a table is given by its kind of record and its file",
                        "write --table safeguarding_concern=FILE; see `ascof tables` for the kinds");
    files.named.emplace_back(each.substr(0, sign), each.substr(sign + 1));
  }
  return files;
}

/// The files that a run reads, with those of folders and the lists beside them.
std::vector<std::filesystem::path> inputs_of(const options& o) {
  std::vector<std::filesystem::path> inputs;
  const auto add = [&](const std::vector<std::filesystem::path>& files) {
    inputs.insert(inputs.end(), files.begin(), files.end());
  };
  for (const std::vector<std::string>* list : {&o.files, &o.records, &o.to_files})
    for (const std::string& each : *list) add(files_of_source(each));
  for (const std::string* file : {&o.population, &o.persons, &o.hospital, &o.lsoa, &o.areas})
    if (!file->empty()) inputs.emplace_back(*file);
  if (!o.mappings.empty()) add(files_of_folder(o.mappings));
  for (const auto& [name, file] : files_of_tables(tables_of(o))) inputs.push_back(file);
  return inputs;
}

/// Takes - for standard output, and keeps the command's own lines from what is written there.
void send_to_standard_output(options& o) {
  for (std::string* out : {&o.out, &o.intervals_out, &o.page}) {
    if (*out == "-") *out = "/dev/stdout";
    if (is_standard_output(*out)) o.quiet = true;
  }
}

int run_prepare(const options& o) {
  find_method(o.method);
  if (o.periods.size() > 1)
    throw usage_error(error_code::bad_option, {.file = {}, .line = 0, .field = "--period", .column = 0},
                      "a main table has one period", "give --period once");
  std::optional<period> range;
  if (!o.periods.empty()) range = parse_period(o.periods.front());
  check_outputs(inputs_of(o), {.files = {}, .folders = {prepared_outputs(o.out)}});
  const auto [made, report] = prepare_files(o, o.files, load_areas(o), load_mappings(o),
                                            o.mode == "single" ? table_mode::single : table_mode::joined, range);
  write_prepared(made, o.out, report);
  print_summary(made);
  return 0;
}

/// The records a command works on: a main table, or an extract that is prepared first.
records load_records(const options& o, const areas& known, const mappings& tables) {
  std::vector<std::string> sources = o.records;
  sources.insert(sources.end(), o.files.begin(), o.files.end());
  if (sources.empty())
    throw usage_error(error_code::missing_input, {.file = {}, .line = 0, .field = "--records", .column = 0},
                      "no records were given", "name a main table, or the files of an extract");
  const std::filesystem::path first = parse_extract_file(sources.front()).path;
  std::error_code ignored;
  if (!std::filesystem::is_directory(first, ignored) && is_main_table(first)) {
    if (sources.size() > 1)
      throw usage_error(error_code::bad_option, {.file = first.string(), .line = 0, .field = "--records", .column = 0},
                        "a main table cannot be put together with other files", "give the main table alone");
    read_records_result read = read_records(first, reading(o));
    end_progress();
    tell(read.data.notices());
    return std::move(read.data);
  }
  return records(prepare_files(o, sources, known, tables, table_mode::joined, std::nullopt).made.main);
}

int run_persons(options o) {
  const std::vector<period> periods = wanted_periods(o);
  if (periods.size() != 1)
    throw usage_error(error_code::bad_option, {.file = {}, .line = 0, .field = "--period", .column = 0},
                      "person details need one period", "give --period START..END once");
  send_to_standard_output(o);
  check_outputs(inputs_of(o), {.files = {o.out}, .folders = {}});
  const mappings tables = load_mappings(o);
  const records people = load_records(o, load_areas(o), tables);
  const person_details details = work_out_person_details(people, tables, o.threads);
  write_person_details(people, details, periods.front(), o.out);
  if (!o.quiet) fmt::print("{} people\n", people.people());
  return 0;
}

/// Files may stand among the names of measures in place of --records.
void sort_out_names(options& o) {
  for (const std::string& name : std::vector<std::string>(std::move(o.names))) {
    std::error_code ignored;
    const std::string path = name.substr(0, name.rfind('@'));
    // A folder must be written as a path: one called "all" in the working folder is not meant by `measure all`.
    const bool folder = path.find('/') != std::string::npos && std::filesystem::is_directory(path, ignored);
    if (path.ends_with(".csv") || path.ends_with(".csv.gz") || folder ||
        std::filesystem::is_regular_file(path, ignored)) {
      o.files.push_back(name);
    } else {
      o.names.push_back(name);
    }
  }
  if (o.names.empty())
    throw usage_error(error_code::unknown_name, {}, "no measure was named", "name measures (see `ascof list`), or all");
}

std::optional<hospital_episodes> load_hospital(const options& o) {
  if (o.hospital.empty() != o.lsoa.empty())
    throw usage_error(error_code::missing_input,
                      {.file = {}, .line = 0, .field = o.hospital.empty() ? "--hospital" : "--lsoa", .column = 0},
                      "hospital episodes need the table of areas of residence, and the other way round",
                      "give both --hospital FILE and --lsoa FILE");
  if (o.hospital.empty()) return std::nullopt;
  hospital_episodes hospital = read_hospital_episodes(o.hospital, o.lsoa, reading(o));
  end_progress();
  tell(notices_of(hospital.report));
  return hospital;
}

/// The whole months, quarters or financial years of the periods asked for, or of the records.
std::vector<period> every_period(const options& o, const std::vector<period>& asked, period covers) {
  std::vector<period> ranges = asked;
  if (ranges.empty() && covers.start && covers.end) ranges.push_back(covers);
  std::vector<period> all;
  for (const period& range : ranges) {
    const std::vector<period> inside = o.every == "month"     ? months_inside(range)
                                       : o.every == "quarter" ? quarters_inside(range)
                                                              : financial_years_inside(range);
    all.insert(all.end(), inside.begin(), inside.end());
  }
  std::sort(all.begin(), all.end());
  all.erase(std::unique(all.begin(), all.end()), all.end());
  if (all.empty())
    throw usage_error(error_code::bad_period, {.file = {}, .line = 0, .field = "--every", .column = 0},
                      fmt::format("no whole {} lies inside the {}", o.every, asked.empty() ? "records" : "period"),
                      "give a longer --period START..END");
  return all;
}

[[noreturn]] void refuse_option(const char* option, const std::string& problem, const std::string& advice) {
  throw usage_error(error_code::bad_option, {.file = {}, .line = 0, .field = option, .column = 0}, problem, advice);
}

/// What --intervals, --intervals-out and --publish ask for, checked before any work.
struct beside_figures {
  statistics::confidence_levels levels;  // none: no intervals
  std::filesystem::path intervals_file;  // none: printed
  std::optional<statistics::disclosure_policy> policy;
};

/// False for standard output, pipes and devices.
bool has_place_beside(const std::filesystem::path& file) {
  std::error_code ignored;
  return !is_standard_output(file) &&
         (!std::filesystem::exists(file, ignored) || std::filesystem::is_regular_file(file, ignored));
}

beside_figures beside(const options& o) {
  beside_figures asked;
  for (const double level : o.intervals) asked.levels.emplace_back(level);
  if (asked.levels.empty() && !o.intervals_out.empty()) asked.levels.push_back(statistics::level_95());
  if (!asked.levels.empty() && !o.intervals_out.empty())
    asked.intervals_file = o.intervals_out;
  else if (!asked.levels.empty() && !o.out.empty() && !has_place_beside(o.out))
    refuse_option("--intervals", fmt::format("no file of intervals can lie beside {}", o.out),
                  "name it with --intervals-out FILE");
  else if (!asked.levels.empty() && !o.out.empty())
    asked.intervals_file = std::filesystem::path(o.out).replace_filename("intervals.csv");
  if (o.publish.empty()) {
    if (o.publish_reasons) refuse_option("--publish-reasons", "nothing is published", "give --publish POLICY as well");
    return asked;
  }
  asked.policy = statistics::find_disclosure_policy(o.publish);
  if (!asked.levels.empty())
    refuse_option("--intervals", "limits tell the counts behind a figure, and would undo what --publish hides",
                  "make them in a run of their own, for the council's own eyes");
  if (!o.trace.empty() || !o.department.empty())
    refuse_option(o.trace.empty() ? "--department" : "--trace", "its files hold the counts that --publish hides",
                  "make them in a run of their own, for the council's own eyes");
  return asked;
}

/// The files that a run of `measure` writes.
output_places outputs_of(const options& o, const beside_figures& asked, const selection& wanted) {
  output_places places;
  if (!o.out.empty()) places.files.emplace_back(o.out);
  if (!asked.intervals_file.empty()) places.files.push_back(asked.intervals_file);
  if (!o.trace.empty()) places.folders.push_back(trace_outputs(o.trace, wanted.measures));
  if (!o.department.empty()) places.folders.push_back(department_outputs(o.department));
  return places;
}

int run_measure(options o) {
  sort_out_names(o);
  send_to_standard_output(o);
  const beside_figures asked = beside(o);
  const selection wanted = select_measures(catalogue(), o.names);
  std::vector<period> periods = wanted_periods(o);
  check_outputs(inputs_of(o), outputs_of(o, asked, wanted));
  const areas known = load_areas(o);
  const population residents = o.population.empty() ? population{} : read_population(o.population);
  const mappings tables = load_mappings(o);
  const std::optional<hospital_episodes> hospital = load_hospital(o);
  const bool has_tables = !o.tables.empty() || !o.table.empty();
  study whole;
  if (!has_tables || !o.records.empty() || !o.files.empty()) {
    auto people = std::make_shared<const records>(load_records(o, known, tables));
    read_options quiet_reading;
    quiet_reading.threads = o.threads;
    auto details = std::make_shared<const person_details>(o.persons.empty()
                                                              ? work_out_person_details(*people, tables, o.threads)
                                                              : read_person_details(o.persons, *people, quiet_reading));
    whole = study(std::move(people), std::move(details));
  }
  whole.list = known;
  whole.people_in_areas = residents;
  if (hospital) whole.hospital = lent(*hospital);
  if (has_tables) {
    read_tables(whole, tables_of(o), {.reading = reading(o)});
    end_progress();
  }
  if (!o.every.empty()) periods = every_period(o, periods, whole.covers());
  evaluate_options how;
  how.threads = o.threads;
  // Some of the department's tables are made from the trace.
  how.trace = !o.trace.empty() || !o.department.empty();
  how.on_missing_population = o.skip_missing_population ? missing_population::leave_out : missing_population::refuse;
  // A folder says what there is: rates without populations are left out and told.
  how.skip_impossible = !o.tables.empty();
  how.on_progress = progress_line(o.quiet);
  const result_table results = evaluate(wanted, whole, periods, how);
  end_progress();
  tell(results.notices);
  if (!o.trace.empty()) write_traces(results, o.trace);
  if (!o.department.empty()) write_department_tables(results, o.department);
  if (asked.policy) {
    const published_table published = publish(results, *asked.policy);
    if (o.out.empty()) {
      print_published(published);
      return 0;
    }
    write_published(published, o.out, o.publish_reasons);
    if (!o.quiet) fmt::print("{} figures written to {}\n", published.rows.size(), o.out);
    return 0;
  }
  if (!asked.levels.empty()) {
    const std::vector<interval_row> intervals = with_intervals(results, asked.levels);
    if (asked.intervals_file.empty()) {
      print_intervals(intervals, results);
      return 0;
    }
    write_intervals(intervals, asked.intervals_file);
    if (!o.quiet) fmt::print("{} intervals written to {}\n", intervals.size(), asked.intervals_file.string());
    if (o.out.empty() && is_standard_output(asked.intervals_file)) return 0;
  }
  if (o.out.empty()) {
    print_results(results);
  } else {
    write_results(results, o.out);
    if (!o.quiet) fmt::print("{} figures written to {}\n", results.rows.size(), o.out);
  }
  return 0;
}

int run_change(options o) {
  sort_out_names(o);
  const selection wanted = select_measures(catalogue(), o.names);
  const period before = parse_period(o.from, "--from");
  if (o.to.empty() && o.to_files.empty())
    throw usage_error(error_code::missing_input, {.file = {}, .line = 0, .field = "--to", .column = 0},
                      "a change needs another period, or other records",
                      "give --to START..END, --to-file FILE, or both");
  const period after = o.to.empty() ? before : parse_period(o.to, "--to");
  if (o.to_files.empty() && before == after)
    throw usage_error(error_code::bad_period, {.file = {}, .line = 0, .field = "--to", .column = 0},
                      "the same period of the same records does not change", "give another period, or --to-file FILE");
  if (!o.out.empty()) check_outputs(inputs_of(o), {.files = {}, .folders = {change_outputs(o.out)}});
  const areas known = load_areas(o);
  const population residents = o.population.empty() ? population{} : read_population(o.population);
  const mappings tables = load_mappings(o);
  const std::optional<hospital_episodes> hospital = load_hospital(o);
  const records people_before = load_records(o, known, tables);
  const person_details details_before = work_out_person_details(people_before, tables, o.threads);
  std::optional<records> people_after;
  std::optional<person_details> details_after;
  if (!o.to_files.empty()) {
    options others = o;
    others.records = o.to_files;
    others.files.clear();
    people_after = load_records(others, known, tables);
    details_after = work_out_person_details(*people_after, tables, o.threads);
  }
  evaluate_options how;
  how.threads = o.threads;
  how.hospital = hospital ? &*hospital : nullptr;
  how.on_missing_population = o.skip_missing_population ? missing_population::leave_out : missing_population::refuse;
  how.on_progress = progress_line(o.quiet);
  const change_report report = explain_change(
      wanted, {people_before, details_before, before},
      {people_after ? *people_after : people_before, details_after ? *details_after : details_before, after}, known,
      residents, how);
  end_progress();
  tell(report.notices);
  if (o.out.empty()) {
    print_changes(report, o.people);
  } else {
    write_changes(report, o.out, o.people);
    if (!o.quiet) fmt::print("Changes of {} figures written to {}\n", report.figures.size(), o.out);
  }
  return 0;
}

int run_check(options o) {
  find_method(o.method);
  send_to_standard_output(o);
  const std::vector<std::filesystem::path> inputs = inputs_of(o);
  output_places tables, pages;
  if (!o.out.empty()) tables.files.emplace_back(o.out);
  if (!o.rows.empty()) tables.folders.push_back(failing_row_outputs(o.rows));
  if (!o.page.empty()) pages = {.files = {o.page}, .folders = {}, .ending = ".html"};
  check_outputs(inputs, tables);
  check_outputs(inputs, pages);
  if (!o.page.empty()) tables.files.emplace_back(o.page);
  refuse_overlap(inputs, tables);
  std::vector<extract_file> files;
  for (const std::string& argument : o.files) files.push_back(parse_extract_file(argument));
  refuse_main_tables(files);
  // Faults are what is reported: reading goes on whatever is lost to them.
  read_options how_to_read = reading(o);
  how_to_read.accept_loss = {.share = 1, .rows = 0};
  how_to_read.keep_lines = !o.rows.empty();
  const extract raw = read_extract(std::move(files), how_to_read);
  end_progress();
  check_options how;
  how.release = o.release == "1" ? cld_release::one : o.release == "2" ? cld_release::two : cld_release::by_period;
  how.fail_above = o.fail_above / 100;
  if (!o.as_of.empty()) how.as_of = parse_iso_day(o.as_of, "--as-of");
  how.method = o.method;
  how.list_rows = !o.rows.empty();
  how.threads = o.threads;
  return report_check(check(raw, load_mappings(o), load_areas(o), how), o.out, o.page, o.rows, o.quiet);
}

/// The kinds of record, or the fields of those that are named.
int run_tables(const options& o) {
  std::vector<std::vector<std::string>> rows{{"record", "one row is", "fields"}};
  if (o.names.empty()) {
    for (const record_type_ptr& type : record_types())
      rows.push_back({type->name(), type->row(), std::to_string(type->fields().size())});
    print_table(rows);
    return 0;
  }
  for (const std::string& name : o.names) {
    const record_type_ptr type = record_type_named(name);
    rows.assign(1, {"field", "holds", "status", "values", "what it is"});
    for (const record_field& field : type->fields())
      rows.push_back({field.name, std::string(to_text(field.kind)), std::string(to_text(field.needed)),
                      fmt::format("{}", fmt::join(field.allowed, "; ")), field.description});
    fmt::print("{}: {}\n", type->name(), type->row());
    print_table(rows);
  }
  return 0;
}

int run_list(const options& o) {
  std::vector<std::vector<std::string>> rows;
  for (const measure& m : catalogue()) {
    for (const figure& f : m.figures)
      rows.push_back(
          {f.id, f.title, m.unit, std::string(to_text(f.counts.kind)), std::string(to_text(f.direction)), m.source});
    // A measure of several figures can be asked for by its own id too.
    if (std::any_of(m.figures.begin(), m.figures.end(), [&](const figure& f) { return f.id == m.id; })) continue;
    std::string statistics, directions;
    const auto add = [](std::string& to, std::string_view text) {
      if (to.find(text) == std::string::npos) to.append(to.empty() ? "" : "; ").append(text);
    };
    for (const figure& f : m.figures) {
      add(statistics, to_text(f.counts.kind));
      add(directions, to_text(f.direction));
    }
    rows.push_back({m.id, m.title, m.unit, statistics, directions, m.source});
  }
  std::sort(rows.begin(), rows.end());
  std::erase_if(rows, [&](const std::vector<std::string>& row) {
    return !std::all_of(o.names.begin(), o.names.end(), [&](const std::string& word) {
      return starts_with_text(row[0], word) || contains_text(row[1], word);
    });
  });
  if (rows.empty())
    throw usage_error(error_code::unknown_name, {}, "no measure has an id or a title like that",
                      "see `ascof list` without words");
  if (o.format == "csv") {
    fmt::print("id,title,unit,statistic,polarity,source\n");
    for (const std::vector<std::string>& row : rows) {
      std::string line;
      for (const std::string& field : row) {
        if (&field != row.data()) line += ',';
        append_csv_field(line, field);
      }
      fmt::print("{}\n", line);
    }
    return 0;
  }
  std::size_t width = 0;
  for (const std::vector<std::string>& row : rows) width = std::max(width, row[0].size());
  for (const std::vector<std::string>& row : rows) fmt::print("{:<{}}  {}\n", row[0], width, cut_to(row[1], width + 2));
  return 0;
}

int run_describe(const options& o) {
  fmt::print("{}", describe(select_measures(catalogue(), o.names)));
  return 0;
}

/// What may have been meant by an option that is none.
std::string nearest_option(const CLI::App& app, const std::vector<std::string>& arguments) {
  std::vector<std::string> names;
  for (const CLI::App* command : app.get_subcommands())
    for (const CLI::Option* option : command->get_options())
      for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
  const std::vector<std::string_view> known(names.begin(), names.end());
  for (const std::string& argument : arguments) {
    const std::string name = argument.substr(0, argument.find('='));
    if (!name.starts_with("--") || std::find(known.begin(), known.end(), name) != known.end()) continue;
    if (const std::string_view near = nearest_name(name, known); !near.empty())
      return fmt::format("did you mean {}?", near);
  }
  return app.get_subcommands().empty()
             ? "see `ascof --help`"
             : fmt::format("see `ascof {} --help`", app.get_subcommands().front()->get_name());
}

/// CLI11 would only say that a command is needed.
void require_known_command(const CLI::App& app, const std::vector<std::string>& arguments) {
  if (arguments.empty() || arguments.front().starts_with('-')) return;
  std::vector<std::string_view> known;
  for (const CLI::App* command : app.get_subcommands({})) known.push_back(command->get_name());
  if (std::find(known.begin(), known.end(), arguments.front()) != known.end()) return;
  const std::string_view near = nearest_name(arguments.front(), known);
  throw usage_error(
      error_code::unknown_name, {}, fmt::format("there is no command '{}'", arguments.front()),
      near.empty() ? std::string("see `ascof --help`") : fmt::format("did you mean '{}'? See `ascof --help`", near));
}

}  // namespace

namespace {

/// Help as wide as a page: long descriptions go on in the next line.
class page_of_help : public CLI::Formatter {
 public:
  std::string make_option_desc(const CLI::Option* option) const override {
    constexpr std::size_t page = 100;
    const std::size_t room = page - get_column_width();
    std::string out;
    std::size_t width = 0;
    std::string_view rest = option->get_description();
    while (!rest.empty()) {
      const std::string_view word = rest.substr(0, rest.find(' '));
      rest.remove_prefix(std::min(word.size() + 1, rest.size()));
      if (width != 0 && width + 1 + word.size() > room) {
        out += '\n';
        width = 0;
      } else if (width != 0) {
        out += ' ';
        ++width;
      }
      out += word;
      width += word.size();
    }
    return out;
  }
};

int run_command(const std::vector<std::string>& arguments) {
  forget_told();
  CLI::App app{"Adult social care performance measures from client level data.", "ascof"};
  app.formatter(std::make_shared<page_of_help>());  // before the subcommands, which take it over
  app.set_version_flag("--version", std::string(version()));
  app.require_subcommand(1);
  options o;

  const auto common = [&o](CLI::App* command) {
    command->add_option("--mappings", o.mappings, "folder of map_<Field>.csv tables, on top of the shipped ones");
    command->add_option("--areas", o.areas, "list of councils: LA_Code, LA_Name, LA_Area_Code");
    command->add_option("--as-of", o.as_of, "look at submissions imported by this day only (YYYY-MM-DD)");
    command->add_option("--method", o.method, "the department's method, by date")->capture_default_str();
    command->add_option("--threads", o.threads, "threads; 0 is one per core")->check(CLI::Range(0, 1024));
    command->add_flag("--quiet", o.quiet, "no progress; what must be known of the figures is said all the same");
    command
        ->add_option("--accept-loss", o.accept_loss,
                     "go on although up to this percentage of the rows is lost to faults")
        ->check(CLI::Range(0.0, 100.0))
        ->type_name("PERCENT");
  };

  CLI::App* prepare_command = app.add_subcommand("prepare", "make the department's main table from submissions");
  prepare_command->add_option("files", o.files, "FILE or FILE@SUBMITTED_ON")
      ->required()
      ->type_name("FILE[@SUBMITTED_ON]");
  prepare_command->add_option("--mode", o.mode, "joined (ASCOF, waiting times) or single (dashboard)")
      ->check(CLI::IsMember({"joined", "single"}))
      ->capture_default_str();
  prepare_command->add_option("--period", o.periods, "START..END")->type_name("START..END");
  prepare_command->add_option("--out", o.out, "folder for the tables")->required()->type_name("DIR");
  common(prepare_command);

  CLI::App* persons_command = app.add_subcommand("persons", "latest details of every person for a reporting period");
  persons_command->add_option("--records", o.records, "main table, or the files of an extract")->type_name("FILE");
  persons_command->add_option("files", o.files, "files of an extract, in place of --records");
  persons_command->add_option("--period", o.periods, "START..END")->required()->type_name("START..END");
  persons_command->add_option("--out", o.out, "file for the details, - for standard output")
      ->required()
      ->type_name("FILE");
  common(persons_command);

  CLI::App* measure_command = app.add_subcommand("measure", "compute measures");
  measure_command
      ->add_option("measures", o.names,
                   "ids (see list), the beginning of ids, all (national measures) or everything (also the "
                   "department's dashboard and local ones); files of an extract")
      ->type_name("MEASURE");
  measure_command->add_option("--records", o.records, "main table, or the files of an extract")->type_name("FILE");
  measure_command
      ->add_option("--tables", o.tables,
                   "folder of other records: DIR/<kind>.csv, with ref_la, ref_population and parameters (see tables)")
      ->type_name("DIR");
  measure_command->add_option("--table", o.table, "one table of other records; may be given several times")
      ->type_name("KIND=FILE");
  measure_command
      ->add_option("--period", o.periods, "START..END or a financial year such as 2025-26; may be given several times")
      ->type_name("PERIOD");
  measure_command
      ->add_option("--every", o.every, "every month, quarter or (financial) year inside the period, or the records")
      ->check(CLI::IsMember({"month", "quarter", "year"}));
  measure_command->add_option("--population", o.population, "population table: Code, Gender, Age_Band, Population")
      ->type_name("FILE");
  measure_command
      ->add_option("--persons", o.persons, "person details written by `ascof persons`, in place of working them out")
      ->type_name("FILE");
  measure_command->add_option("--hospital", o.hospital, "hospital episodes, for ASCOF 2D")->type_name("FILE");
  measure_command->add_option("--lsoa", o.lsoa, "areas of residence: LSOA_Code_2011, UTLA_Code_2023, UTLA_Name_2023")
      ->type_name("FILE");
  measure_command
      ->add_option("--out", o.out,
                   "results.csv, or packed results.csv.gz; - for standard output; without it a table is printed")
      ->type_name("FILE");
  measure_command->add_option("--trace", o.trace, "folder for the people behind every figure")->type_name("DIR");
  measure_command->add_option("--department", o.department, "folder for the tables as the department publishes them")
      ->type_name("DIR");
  measure_command
      ->add_option("--intervals", o.intervals,
                   "confidence levels such as 0.95,0.998: limits of every figure, printed, or beside --out as "
                   "intervals.csv")
      ->delimiter(',')
      ->type_name("LEVEL[,LEVEL]");
  measure_command
      ->add_option("--intervals-out", o.intervals_out,
                   "file for the intervals, - for standard output; the level is 0.95 if not given")
      ->type_name("FILE");
  measure_command
      ->add_option("--publish", o.publish,
                   "only what may be published, by a policy of disclosure control: safeguarding, '1 to 7', 'secondary "
                   "care', 'health research'; hidden cells are empty in --out, with a status")
      ->type_name("POLICY");
  measure_command->add_flag("--publish-reasons", o.publish_reasons,
                            "tell small cells from those that protect them: for the council's own eyes");
  measure_command->add_flag("--skip-missing-population", o.skip_missing_population,
                            "leave out councils without a population instead of refusing");
  common(measure_command);

  CLI::App* change_command = app.add_subcommand("change", "why a measure changed: who came, who went, who differs");
  change_command->add_option("measures", o.names, "ids (see list), or the beginning of ids; files of an extract")
      ->type_name("MEASURE");
  change_command->add_option("--records", o.records, "main table, or the files of an extract")->type_name("FILE");
  change_command->add_option("--from", o.from, "the period before")->required()->type_name("START..END");
  change_command->add_option("--to", o.to, "the period after; with --to-file the same if left out")
      ->type_name("START..END");
  change_command->add_option("--to-file", o.to_files, "other records to compare with: a main table, or an extract")
      ->type_name("FILE");
  change_command->add_option("--population", o.population, "population table, for rates")->type_name("FILE");
  change_command->add_option("--hospital", o.hospital, "hospital episodes, for ASCOF 2D")->type_name("FILE");
  change_command->add_option("--lsoa", o.lsoa, "areas of residence, with --hospital")->type_name("FILE");
  change_command->add_option("--out", o.out, "folder for the tables; without it they are printed")->type_name("DIR");
  change_command->add_flag("--trace", o.people, "also the people behind every change, by their identifiers");
  change_command->add_flag("--skip-missing-population", o.skip_missing_population,
                           "leave out councils without a population instead of refusing");
  common(change_command);

  CLI::App* check_command =
      app.add_subcommand("check", "what is wrong with submissions, by rule, field and event type");
  check_command->add_option("files", o.files, "FILE or FILE@SUBMITTED_ON")
      ->required()
      ->type_name("FILE[@SUBMITTED_ON]");
  check_command->add_option("--out", o.out, "dq.csv, - for standard output; without it what fails is printed")
      ->type_name("FILE");
  check_command->add_option("--html", o.page, "the report as one page, - for standard output")->type_name("FILE");
  check_command->add_option("--rows", o.rows, "folder for the list of failing rows")->type_name("DIR");
  check_command->add_option("--release", o.release, "the specification in force: by-period, 1 or 2")
      ->check(CLI::IsMember({"by-period", "1", "2"}))
      ->capture_default_str();
  check_command
      ->add_option("--fail-above", o.fail_above,
                   "exit with 3 when an error rule fails in more than this percentage of a field's rows")
      ->check(CLI::Range(0.0, 100.0))
      ->type_name("PERCENT")
      ->capture_default_str();
  common(check_command);

  CLI::App* tables_command = app.add_subcommand("tables", "kinds of record beyond client level data, and their fields");
  tables_command->add_option("kind", o.names, "kinds of record whose fields and values are wanted");
  CLI::App* list_command = app.add_subcommand("list", "the measures, one a line");
  list_command->add_option("words", o.names, "only ids that begin so, or titles that hold the word")->type_name("TEXT");
  list_command->add_option("--format", o.format, "text or csv")->check(CLI::IsMember({"text", "csv"}));
  CLI::App* describe_command = app.add_subcommand("describe", "what a measure counts, and where that is defined");
  describe_command->add_option("measure", o.names, "id of a measure or figure")->required();

  // As a script hands over a variable that was never set: not the same as an option left out.
  for (CLI::App* command : app.get_subcommands({}))
    for (CLI::Option* option : command->get_options())
      if (option->get_type_size() != 0)
        option->check(
            [](const std::string& text) { return text.empty() ? std::string("the value is empty") : std::string(); });

  try {
    require_known_command(app, arguments);
    std::vector<std::string> reversed(arguments.rbegin(), arguments.rend());  // as CLI11 wants them
    app.parse(reversed);
    if (prepare_command->parsed()) return run_prepare(o);
    if (persons_command->parsed()) return run_persons(o);
    if (measure_command->parsed()) return run_measure(o);
    if (tables_command->parsed()) return run_tables(o);
    if (change_command->parsed()) return run_change(o);
    if (check_command->parsed()) return run_check(o);
    if (list_command->parsed()) return run_list(o);
    return run_describe(o);
  } catch (const CLI::CallForHelp&) {
    const std::vector<CLI::App*> asked = app.get_subcommands();
    fmt::print("{}", asked.empty() ? app.help() : asked.front()->help(app.get_name()));
    return 0;
  } catch (const CLI::CallForVersion&) {
    fmt::print("{}\n", version());
    return 0;
  } catch (const CLI::ParseError& fault) {
    std::string text = fault.what();
    std::replace(text.begin(), text.end(), '\n', ' ');
    say_error(fmt::format("{}; {}", text, nearest_option(app, arguments)));
    return 2;
  } catch (const error& fault) {
    say_error(fault.what());
    return 2;
  } catch (const std::bad_alloc&) {
    say_error("not enough memory; use fewer files or a larger machine");
    return 2;
  } catch (const std::system_error& fault) {
    // Threads that cannot be had, and a standard output that cannot be written.
    say_error(fault.code() == std::errc::resource_unavailable_try_again
                  ? std::string("the system gives no more threads; use --threads 1")
                  : fmt::format("standard output cannot be written ({}); check where it goes", fault.code().message()));
    return 2;
  } catch (const std::exception& fault) {
    say_error(fmt::format("internal: {}; please report it", fault.what()));
    return 1;
  }
}

}  // namespace

namespace {

/// A closed standard output or error would be the number of the next file that is opened, and be written into.
void keep_closed_ones_apart() {
  for (const int number : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (::fcntl(number, F_GETFD) != -1) continue;
    const int full = ::open("/dev/full", number == STDIN_FILENO ? O_RDONLY : O_WRONLY);
    if (full >= 0 && full != number) {
      ::dup2(full, number);
      ::close(full);
    }
  }
}

}  // namespace

int run(const std::vector<std::string>& arguments) {
  keep_closed_ones_apart();
  int code = run_command(arguments);
  end_progress();
  // A figure that nobody got is no success.
  if (code == 0 && (std::fflush(stdout) != 0 || std::ferror(stdout) != 0)) {
    say_error("standard output cannot be written in full; check the space left and where it goes");
    code = 2;
  }
  if (code == 0 && (std::fflush(stderr) != 0 || std::ferror(stderr) != 0)) code = 2;
  return code;
}

}  // namespace ascof::cli

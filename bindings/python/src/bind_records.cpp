#include <nanobind/stl/filesystem.h>
#include <nanobind/stl/optional.h>
#include <nanobind/stl/pair.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/string_view.h>
#include <nanobind/stl/vector.h>

#include <string>
#include <utility>
#include <vector>

#include "ascof/cld/areas.hpp"
#include "ascof/core/error.hpp"
#include "ascof/core/period.hpp"
#include "ascof/measure/algebra.hpp"
#include "ascof/records/record_table.hpp"
#include "ascof/results/evaluate.hpp"
#include "ascof/results/output_table.hpp"
#include "ascof/study/read_tables.hpp"
#include "ascof/study/study.hpp"
#include "bindings.hpp"

namespace ascof::python {
namespace {

record_kind kind_named(std::string_view name) {
  static constexpr named_value<record_kind> known[]{{"text", record_kind::text},
                                                    {"text list", record_kind::texts},
                                                    {"date", record_kind::date},
                                                    {"integer", record_kind::integer},
                                                    {"amount", record_kind::amount}};
  return value_named(name, std::span(known), "kind");
}

presence presence_named(std::string_view name) {
  static constexpr named_value<presence> known[]{
      {"optional", presence::optional}, {"conditional", presence::conditional}, {"mandatory", presence::mandatory}};
  return value_named(name, std::span(known), "needed");
}

record_field make_field(std::string name, std::string_view kind, std::vector<std::string> allowed,
                        std::vector<std::string> codes, std::string_view needed, std::vector<std::string> headers,
                        std::string description, std::string unit, std::string source, bool personal) {
  return {.name = std::move(name),
          .kind = kind_named(kind),
          .allowed = std::move(allowed),
          .codes = std::move(codes),
          .needed = presence_named(needed),
          .headers = std::move(headers),
          .description = std::move(description),
          .unit = std::move(unit),
          .source = std::move(source),
          .personal = personal};
}

record_type_handle declare(std::string name, std::string row, std::vector<record_field> fields, std::string council,
                           std::string person, std::vector<std::string> key, std::string start, std::string end,
                           const std::vector<std::pair<std::string, std::string>>& links, std::string source,
                           std::string together, std::string year) {
  record_declaration of{.name = std::move(name),
                        .row = std::move(row),
                        .fields = std::move(fields),
                        .council = std::move(council),
                        .person = std::move(person),
                        .start = std::move(start),
                        .end = std::move(end),
                        .source = std::move(source),
                        .together = std::move(together),
                        .year = std::move(year)};
  for (const auto& [field, to] : links) of.links.push_back({field, to});
  if (key.size() == 1) of.key = std::move(key.front());
  if (key.size() > 1) of.also_key = std::move(key);
  return {declare_record_type(std::move(of))};
}

std::vector<std::string> key_of(const record_type& of) {
  if (!of.declaration().key.empty()) return {of.declaration().key};
  return of.declaration().also_key;
}

/// A row of the kind that Python has: expressions check by themselves which one it is.
struct some_row;
using some_rows = algebra::rows<some_row>;

/// What is known of rows before they are read.
struct reading {
  record_options how;
};

reading make_reading(
    std::vector<std::string> councils,
    const std::vector<std::pair<std::string, std::vector<std::pair<std::string, std::string>>>>& wording,
    double accept_loss, std::int64_t threads) {
  if (!(accept_loss >= 0 && accept_loss <= 1))
    throw usage_error(error_code::bad_option, {.file = {}, .line = 0, .field = "accept_loss", .column = 0},
                      "expected a share of the rows from 0 to 1", "1 accepts any loss");
  reading made;
  made.how.councils = std::move(councils);
  for (const auto& [field, values] : wording)
    for (const auto& [written, value] : values) made.how.mappings.push_back({field, written, value});
  made.how.reading.accept_loss.share = accept_loss;
  made.how.reading.threads = checked_threads(threads);
  return made;
}

/// A wording whose field or value the kind does not have would never be met.
void check_wording(const record_type& of, const record_options& how) {
  for (const record_options::wording& each : how.mappings) {
    const record_field& field = of.fields()[of.at(each.field)];
    if (field.allowed.empty()) continue;
    bool listed = false;
    for (const std::string& value : field.allowed) listed = listed || value == each.value;
    if (!listed)
      throw usage_error(error_code::bad_option, {.file = {}, .line = 0, .field = "mappings", .column = 0},
                        "the list of " + of.name() + "." + field.name + " has no '" + each.value + "'",
                        "give a value of the list, as it is spelt there");
  }
}

record_table_handle kept(record_table made) { return {std::make_shared<const record_table>(std::move(made))}; }

record_table_handle read_files(const record_type_handle& of, const std::vector<std::filesystem::path>& files,
                               const reading& how, nb::handle on_progress) {
  check_wording(*of.type, how.how);
  return without_interpreter(on_progress, [&](progress tell) {
    record_options options = how.how;
    options.reading.on_progress = std::move(tell);
    return kept(read_record_table(of.type, files, options));
  });
}

record_table_handle read_table(const record_type_handle& of, nb::handle source, const reading& how,
                               nb::handle on_progress) {
  check_wording(*of.type, how.how);
  const readable from(source, of.type->name());
  return without_interpreter(on_progress, [&](progress tell) {
    record_options options = how.how;
    options.reading.on_progress = std::move(tell);
    return kept(make_record_table(of.type, from.read(of.type->columns(), options.reading), options));
  });
}

record_table_handle read_columns(const record_type_handle& of,
                                 const std::vector<std::pair<std::string, std::vector<std::string>>>& columns,
                                 const reading& how) {
  check_wording(*of.type, how.how);
  const without_lock released;
  return kept(make_record_table(of.type, columns, how.how));
}

/// The rows that stand, a column a field.
output_table rows_output(const std::shared_ptr<const record_table>& of) {
  output_table made;
  made.rows = of->data.rows();
  made.source = of;
  for (std::size_t field = 0; field < of->type->fields().size(); ++field) {
    const std::string& name = of->type->fields()[field].name;
    if (!of->data.has(field)) continue;
    switch (of->type->columns().fields[field].kind) {
      case field_kind::day: made.columns.push_back({name, &of->data.days(field)}); break;
      case field_kind::integer: made.columns.push_back({name, &of->data.integers(field)}); break;
      case field_kind::hundredths: made.columns.push_back({name, shown_hundredths{&of->data.wides(field)}}); break;
      default: made.columns.push_back({name, &of->data.text(field)}); break;
    }
  }
  return made;
}

study_handle make_study(const records_handle* events, const details_handle* details,
                        const std::vector<record_table_handle>& tables, const optional_path& areas_file,
                        const optional_path& population_file, const hospital_episodes* hospital,
                        const optional_path& folder, const reading& how, const std::optional<std::string>& as_of,
                        const std::optional<std::string>& data_start) {
  if (events != nullptr && (details == nullptr || details->people != events->people))
    throw usage_error(error_code::bad_option, {.file = {}, .line = 0, .field = "details", .column = 0},
                      "the person details are of other records", "work them out from these");
  const without_lock released;
  auto made = events == nullptr ? std::make_shared<study>() : std::make_shared<study>(events->people, details->details);
  for (const record_table_handle& each : tables) made->add(*each.table);
  if (areas_file) made->list = read_areas(*areas_file);
  if (population_file) made->people_in_areas = read_population(*population_file);
  // Kept alive by what Python has of it.
  made->hospital = lent(hospital);
  if (as_of) made->as_of = parse_iso_day(*as_of, "as_of");
  if (data_start) made->data_start = parse_iso_day(*data_start, "data_start");
  if (folder) read_tables(*made, {.folder = *folder}, how.how);
  made->people();  // put together here and now: a study is shared between threads afterwards
  return {std::move(made)};
}

}  // namespace

void bind_records(nb::module_& m) {
  nb::class_<record_field>(m, "RecordField", "A field of a kind of record.")
      .def_static("make", &make_field, nb::arg("name"), nb::arg("kind"), nb::arg("allowed"), nb::arg("codes"),
                  nb::arg("needed"), nb::arg("headers"), nb::arg("description"), nb::arg("unit"), nb::arg("source"),
                  nb::arg("personal"))
      .def_ro("name", &record_field::name)
      .def_prop_ro("kind", [](const record_field& of) { return std::string(to_text(of.kind)); })
      .def_prop_ro("needed", [](const record_field& of) { return std::string(to_text(of.needed)); })
      .def_ro("allowed", &record_field::allowed)
      .def_ro("codes", &record_field::codes)
      .def_ro("headers", &record_field::headers)
      .def_ro("description", &record_field::description)
      .def_ro("unit", &record_field::unit)
      .def_ro("source", &record_field::source)
      .def_ro("personal", &record_field::personal);

  nb::class_<record_type_handle>(m, "RecordType", "A kind of record.")
      .def_static("declare", &declare, nb::arg("name"), nb::arg("row"), nb::arg("fields"), nb::arg("council"),
                  nb::arg("person"), nb::arg("key"), nb::arg("start"), nb::arg("end"), nb::arg("links"),
                  nb::arg("source"), nb::arg("together"), nb::arg("year"))
      .def_prop_ro("together", [](const record_type_handle& of) { return of.type->declaration().together; })
      .def_prop_ro("year", [](const record_type_handle& of) { return of.type->declaration().year; })
      .def_prop_ro("name", [](const record_type_handle& of) { return of.type->name(); })
      .def_prop_ro("row", [](const record_type_handle& of) { return of.type->row(); })
      .def_prop_ro("fields", [](const record_type_handle& of) { return of.type->fields(); })
      .def_prop_ro("council", [](const record_type_handle& of) { return of.type->declaration().council; })
      .def_prop_ro("person", [](const record_type_handle& of) { return of.type->declaration().person; })
      .def_prop_ro("key", [](const record_type_handle& of) { return key_of(*of.type); })
      .def_prop_ro("start", [](const record_type_handle& of) { return of.type->declaration().start; })
      .def_prop_ro("end", [](const record_type_handle& of) { return of.type->declaration().end; })
      .def_prop_ro("links",
                   [](const record_type_handle& of) {
                     std::vector<std::pair<std::string, std::string>> links;
                     for (const record_link& link : of.type->links()) links.emplace_back(link.field, link.to);
                     return links;
                   })
      .def_prop_ro("source", [](const record_type_handle& of) { return of.type->declaration().source; })
      .def_prop_ro("fingerprint", [](const record_type_handle& of) { return of.type->fingerprint(); })
      .def("field", [](const record_type_handle& of,
                       std::string_view name) { return expression_handle{expressions::row_field(of.type, name)}; })
      .def("all", [](const record_type_handle& of) { return expression_handle{some_rows(of.type).all().e}; })
      .def("link_to", [](const record_type_handle& of, const record_type_handle& to) {
        return expression_handle{expressions::row_link(of.type, to.type)};
      });
  m.def("record_types", [] {
    std::vector<record_type_handle> all;
    for (const record_type_ptr& type : record_types()) all.push_back({type});
    return all;
  });
  m.def("record_type_named", [](std::string_view name) { return record_type_handle{record_type_named(name)}; });

  nb::class_<reading>(m, "Reading", "How rows are read.");
  m.def("make_reading", &make_reading, nb::arg("councils"), nb::arg("mappings"), nb::arg("accept_loss"),
        nb::arg("threads"));
  nb::class_<record_table_handle>(m, "RecordTable", "Rows of one kind of record.")
      .def_prop_ro("type", [](const record_table_handle& of) { return record_type_handle{of.table->type}; })
      .def("account",
           [](const record_table_handle& of) {
             const record_account& rows = of.table->rows;
             return std::vector<std::pair<std::string, std::uint64_t>>{
                 {"read", rows.read}, {"left_out", rows.left_out}, {"replaced", rows.replaced}, {"kept", rows.kept}};
           })
      .def("table", [](const record_table_handle& of) { return rows_output(of.table); })
      .def(
          "notices", [](const record_table_handle& of) { return to_python(of.table->notices); },
          nb::sig("def notices(self) -> list[dict[str, typing.Any]]"))
      .def(
          "report", [](const record_table_handle& of) { return to_python(of.table->report); },
          nb::sig("def report(self) -> list[dict[str, object]]"));
  m.def("read_record_files", &read_files, nb::arg("type"), nb::arg("files"), nb::arg("how"),
        nb::arg("on_progress").none());
  m.def("read_record_source", &read_table, nb::arg("type"), nb::arg("source"), nb::arg("how"),
        nb::arg("on_progress").none(),
        nb::sig("def read_record_source(type: RecordType, source: str | Source, how: Reading, on_progress: object) -> "
                "RecordTable"));
  m.def("read_record_columns", &read_columns, nb::arg("type"), nb::arg("columns"), nb::arg("how"));

  nb::class_<study_handle>(m, "Study", "Tables of any kinds, put together.")
      .def(
          "notices", [](const study_handle& of) { return to_python(of.of->notices()); },
          nb::sig("def notices(self) -> list[dict[str, typing.Any]]"))
      .def("tables",
           [](const study_handle& of) {
             std::vector<record_table_handle> all;
             for (const record_table& each : of.of->added())
               all.push_back({std::shared_ptr<const record_table>(of.of, &each)});
             return all;
           })
      .def("people",
           [](const study_handle& of) {
             const study_people& all = of.of->people();
             std::size_t people = 0;
             for (std::size_t p = 0; p < all.size(); ++p) people += all.counts(p) && !all.is_nobody(p) ? 1 : 0;
             return people;
           })
      .def("councils",
           [](const study_handle& of) {
             std::vector<std::pair<std::string, std::string>> list;
             for (const council& c : of.of->people().councils()) list.emplace_back(c.la_code, c.la_name);
             return list;
           })
      .def(
          "covers",
          [](const study_handle& of) -> nb::object {
            const period covers = of.of->covers();
            if (covers.start.is_missing() || covers.end.is_missing()) return nb::none();
            return to_python(covers);
          },
          nb::sig("def covers(self) -> tuple[datetime.date, datetime.date] | None"))
      .def(
          "missing_for",
          [](const study_handle& of, const std::vector<std::string>& names, const std::vector<measure>& own) {
            const selection wanted = select_with(names, own);
            std::vector<std::pair<std::string, std::string>> all;
            for (const measure& each : wanted.measures) all.emplace_back(each.id, std::string());
            for (const skipped_measure& each : missing_for(wanted.measures, *of.of))
              for (auto& [id, lacks] : all)
                if (id == each.measure) lacks = each.lacks;
            return all;
          },
          nb::arg("names"), nb::arg("own"), "Every measure that the names stand for, and what it lacks or nothing.");
  m.def("make_study", &make_study, nb::arg("records").none(), nb::arg("details").none(), nb::arg("tables"),
        nb::arg("areas").none(), nb::arg("population").none(), nb::arg("hospital").none(), nb::arg("folder").none(),
        nb::arg("how"), nb::arg("as_of").none(), nb::arg("data_start").none(), nb::keep_alive<0, 6>());
}

}  // namespace ascof::python

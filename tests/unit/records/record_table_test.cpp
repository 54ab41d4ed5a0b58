#include "ascof/records/record_table.hpp"

#include <catch2/catch.hpp>
#include <set>
#include <string>
#include <vector>

#include "support/failure.hpp"

using namespace ascof;
using namespace support;

namespace {

record_type_ptr waiting_list() {
  static const record_type_ptr type =
      declare_record_type({.name = "ot_waiting",
                           .row = "a person waiting for an occupational therapist",
                           .fields = {{.name = "referral_id", .needed = presence::mandatory, .personal = true},
                                      {.name = "la_code", .needed = presence::mandatory},
                                      {.name = "person_id", .headers = {"Client ID"}, .personal = true},
                                      {.name = "referred", .kind = record_kind::date, .needed = presence::mandatory},
                                      {.name = "seen", .kind = record_kind::date},
                                      {.name = "priority", .allowed = {"Urgent", "Routine"}, .codes = {"1", "2"}},
                                      {.name = "home_visit", .allowed = {"Yes", "No"}},
                                      {.name = "needs", .kind = record_kind::texts, .allowed = {"Bath", "Stairs"}},
                                      {.name = "score", .kind = record_kind::integer},
                                      {.name = "cost", .kind = record_kind::amount}},
                           .council = "la_code",
                           .person = "person_id",
                           .key = "referral_id",
                           .start = "referred",
                           .end = "seen"});
  return type;
}

record_table read(const std::string& rows, const record_options& options = {}) {
  return read_record_text(waiting_list(),
                          "referral_id,la_code,Client ID,referred,seen,priority,home_visit,needs\n" + rows,
                          "waiting.csv", options);
}

std::string text(const record_table& t, const char* field, std::size_t row) {
  return std::string(t.data.text(t.type->at(field))[row]);
}

bool told(const record_table& t, const std::string& code) {
  for (const notice& n : t.notices)
    if (n.code == code) return true;
  return false;
}

}  // namespace

TEST_CASE("texts of records are trimmed, spelt as the list spells them, or missing") {
  const record_table t = read(
      "r1,901,p1,2024-05-01,,URGENT,y,bath ; Stairs;bath;other\n"
      " r2 ,901, p2,01/05/2024,,2,0,\n"
      "r3,901,NULL,2024-05-01,,soon,maybe, ;\n");
  REQUIRE(t.data.rows() == 3);
  CHECK(text(t, "priority", 0) == "Urgent");
  CHECK(text(t, "home_visit", 0) == "Yes");
  CHECK(text(t, "needs", 0) == "Bath;Stairs");
  CHECK(text(t, "referral_id", 1) == "r2");
  CHECK(text(t, "person_id", 1) == "p2");
  CHECK(t.data.days(t.type->at("referred"))[1] == make_day(2024, 5, 1));
  CHECK(text(t, "priority", 1) == "Routine");
  CHECK(text(t, "home_visit", 1) == "No");
  CHECK(text(t, "person_id", 2).empty());
  CHECK(text(t, "priority", 2).empty());
  CHECK(text(t, "home_visit", 2).empty());
  CHECK(text(t, "needs", 2).empty());
  CHECK(told(t, "record.unlisted_value"));
}

TEST_CASE("rows without a key or a mandatory date are left out, and of one key the last row stands") {
  const record_table t = read(
      "r1,901,p1,2024-05-01,,Urgent,,\n"
      "r1,901,p1,2024-06-01,,Routine,,\n"
      ",901,p2,2024-05-01,,,,\n"
      "r3,901,p3,2024-02-31,,,,\n"
      "r1,902,p1,2024-07-01,,,,\n"
      "r1,901,p1,,,Urgent,,\n");
  CHECK(t.rows.read == 6);
  CHECK(t.rows.left_out == 3);
  CHECK(t.rows.replaced == 1);
  CHECK(t.rows.kept == 2);
  REQUIRE(t.data.rows() == 2);
  CHECK(text(t, "priority", 0) == "Routine");
  CHECK(text(t, "la_code", 1) == "902");
  CHECK(told(t, "record.left_out"));
  CHECK(told(t, "record.replaced"));
}

TEST_CASE("rows of councils that are not in the list are left out and told") {
  record_options options;
  options.councils = {"901"};
  const record_table t = read("r1,901,p1,2024-05-01,,,,\nr2,999,p1,2024-05-01,,,,\n", options);
  CHECK(t.rows.kept == 1);
  CHECK(told(t, "record.other_council"));
  CHECK_FALSE(told(t, "record.replaced"));
}

TEST_CASE("a council's own wording stands for a value of the list") {
  record_options options;
  options.mappings = {{"priority", "P1 - today", "Urgent"}};
  CHECK(text(read("r1,901,p1,2024-05-01,,p1 - Today,,\n", options), "priority", 0) == "Urgent");
}

TEST_CASE("a table that would lose more rows than accepted is refused with the reasons, unless that is accepted") {
  std::string rows;
  for (int i = 0; i < 30; ++i) rows += "r" + std::to_string(i) + ",901,p,,,,,\n";
  const auto refused = failure_of([&] { read(rows); });
  CHECK(refused.kind == "input");
  CHECK(refused.code == error_code::too_many_faults);
  CHECK(refused.message.find("30 without referred") != std::string::npos);
  record_options options;
  options.reading.accept_loss.share = 1;
  CHECK(read(rows, options).rows.left_out == 30);
}

TEST_CASE("rows from memory are read as those of a file") {
  const record_table t = make_record_table(waiting_list(), {{"referral_id", {"r1", "r\"2,"}},
                                                            {"la_code", {"901", "901"}},
                                                            {"referred", {"2024-05-01", "2024-05-02"}},
                                                            {"cost", {"12.50", ""}}});
  REQUIRE(t.data.rows() == 2);
  CHECK(text(t, "referral_id", 1) == "r\"2,");
  CHECK(t.data.wides(t.type->at("cost"))[0] == 1250);
  const auto uneven = failure_of([] { make_record_table(waiting_list(), {{"la_code", {"901"}}, {"needs", {}}}); });
  CHECK(uneven.code == error_code::field_count);
  const auto unknown = failure_of([] { make_record_table(waiting_list(), {{"priorty", {"1"}}}); });
  CHECK(unknown.message.find("did you mean 'priority'?") != std::string::npos);
}

TEST_CASE("a declaration whose parts do not fit together is refused") {
  const auto declared = [](record_declaration of) {
    return failure_of([&] { declare_record_type(std::move(of)); }).message;
  };
  CHECK(declared({.name = "OT list", .fields = {{"a"}}}).find("no name of a kind of record") != std::string::npos);
  CHECK(declared({.name = "ot"}).find("has no fields") != std::string::npos);
  CHECK(declared({.name = "ot", .fields = {{"a"}, {"a"}}}).find("has the field a twice") != std::string::npos);
  CHECK(declared({.name = "ot", .fields = {{"a"}}, .key = "b"}).find("no field of it") != std::string::npos);
  CHECK(declared({.name = "ot", .fields = {{"a"}}, .start = "a"}).find("which holds a text") != std::string::npos);
  CHECK(declared({.name = "ot", .fields = {{.name = "a", .kind = record_kind::date, .allowed = {"x"}}}})
            .find("has a list of values") != std::string::npos);
  CHECK(declared({.name = "ot", .fields = {{.name = "a", .allowed = {"x", "X "}}}}).find("twice") != std::string::npos);
  CHECK(declared({.name = "ot", .fields = {{.name = "a", .allowed = {"x"}, .codes = {"1", "2"}}}}).find("2 codes") !=
        std::string::npos);
  record_declaration answer{.name = "answer",
                            .fields = {{"la_code"}, {"person_id"}, {"question"}, {"year"}, {"on", record_kind::date}},
                            .council = "la_code",
                            .key = "year",
                            .together = "question",
                            .year = "year"};
  CHECK(declared(answer).empty());
  const auto changed = [&](auto change) {
    record_declaration of = answer;
    change(of);
    return declared(std::move(of));
  };
  CHECK(changed([](record_declaration& of) { of.person = "person_id"; }).find("stand together") != std::string::npos);
  CHECK(changed([](record_declaration& of) {
          of.links = {{"question", "form"}};
        }).find("stand together") != std::string::npos);
  CHECK(changed([](record_declaration& of) { of.together = "questions"; }).find("no field of it") != std::string::npos);
  CHECK(changed([](record_declaration& of) { of.year = "on"; }).find("which holds a date") != std::string::npos);
}

TEST_CASE("the kinds that come with the library are declared once, and found by name") {
  std::set<std::string> names;
  for (const record_type_ptr& type : record_types()) {
    CAPTURE(type->name());
    CHECK(names.insert(type->name()).second);
    CHECK_FALSE(type->row().empty());
    CHECK(record_type_named(type->name()) == type);
    for (const record_link& link : type->links()) CHECK(record_type_named(link.to)->key() != record_type::none);
  }
  CHECK(names.size() == 28);
  const record_type_ptr concern = record_type_named("safeguarding_concern");
  CHECK(concern->columns().find("Mosaic ID") == static_cast<int>(concern->person()));
  CHECK(concern->fields()[concern->at("abuse_types")].kind == record_kind::texts);
  CHECK(failure_of([] { record_type_named("safeguarding_concrn"); }).message.find("'safeguarding_concern'") !=
        std::string::npos);
}

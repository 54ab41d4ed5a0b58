#include "ascof/ingest/csv.hpp"

#include <sys/stat.h>

#include <catch2/catch.hpp>
#include <mutex>
#include <stdexcept>
#include <thread>

#include "ingest_helpers.hpp"

using namespace ascof;
using namespace ingest_tests;

namespace {

// Stands for what must never be repeated: an NHS number and a name.
constexpr std::string_view secret = "9992677511";
constexpr std::string_view secret_name = "Featherstonehaugh";

schema people() {
  field_info birth = field("Date_of_Birth", field_kind::day);
  birth.month_will_do = true;
  birth.personal = true;
  field_info description = field("Event_Description", field_kind::mentions);
  description.word = "conversation";
  field_info person = field("NHS_Number");
  person.personal = true;
  return make_schema(
      {required(person), field("Gender"), birth, rejecting(required(field("Event_Start_Date", field_kind::day))),
       field("Adults", field_kind::integer), field("Record", field_kind::record),
       field("Unit_Cost", field_kind::hundredths), description, field("First_Name", field_kind::skipped)});
}

read_result read(std::string_view text, const schema& columns, const read_options& options = {}) {
  return read_csv_text(text, "people.csv", columns, options);
}

failure refusal(std::string_view text, const schema& columns = people()) {
  return failure_of([&] { read(text, columns); });
}

/// Two columns of text, for the shape of files.
const schema pair = make_schema({field("a"), field("b")});

std::vector<std::string> all(const read_result& result, const schema& columns) {
  std::vector<std::string> rows(result.data.rows());
  for (const field_info& info : columns.fields) {
    const texts column = shown(result, columns, info.name);
    for (std::size_t row = 0; row < rows.size(); ++row) rows[row] += (rows[row].empty() ? "" : "|") + column[row];
  }
  return rows;
}

void check_rows_add_up(const read_result& result) {
  for (const file_report& file : result.report.files) CHECK(file.rows_in == file.rows_kept + file.rows_rejected);
  CHECK(result.report.rows_in() == result.report.rows_kept() + result.report.rows_rejected());
  CHECK(result.data.rows() == result.report.rows_kept());
  CHECK(result.first_row.back() == result.data.rows());
  CHECK(result.first_row.size() == result.report.files.size() + 1);
}

}  // namespace

// ---- values ----------------------------------------------------------------------------------------------------------

/// Headers are found without knowing what they should be.
const schema headers_only{"any table", {}};

TEST_CASE("fields become typed columns") {
  const auto result = read(
      "NHS Number,Gender,Date of Birth,Event Start Date,Adults,Record,Unit Cost,Event Description,First Name\n"
      "1,Female,1950-03,2025-03-31,2,12345678901,\xC2\xA3"
      "22.05,Had a Conversation,Ann\n"
      "2,Male,17/03/1950,31/03/2025,12.0,1,1.005,none,Ben\n",
      people());
  check_rows_add_up(result);
  CHECK(shown(result, people(), "NHS_Number") == texts{"1", "2"});
  CHECK(shown(result, people(), "Gender") == texts{"Female", "Male"});
  CHECK(shown(result, people(), "Date_of_Birth") == texts{"1950-03-01", "1950-03-17"});
  CHECK(shown(result, people(), "Event_Start_Date") == texts{"2025-03-31", "2025-03-31"});
  CHECK(shown(result, people(), "Adults") == texts{"2", "12"});
  CHECK(shown(result, people(), "Record") == texts{"12345678901", "1"});
  CHECK(shown(result, people(), "Unit_Cost") == texts{"2205", "101"});
  CHECK(shown(result, people(), "Event_Description") == texts{"1", "0"});
  CHECK(result.report.files[0].faults.empty());
  CHECK(result.report.files[0].unknown_columns.empty());
}

TEST_CASE("text is held as it came: blanks and the text NULL stay, an empty field is missing") {
  const auto result = read("a,b\n x ,NULL\n,\"\"\n  ,\"  \"\n1,\n", pair);
  CHECK(all(result, pair) == texts{" x |NULL", "  |  ", "1|-"});
  CHECK(result.report.files[0].rows_rejected == 1);  // the row of two empty fields
}

TEST_CASE("in days and numbers blanks and the text NULL are missing") {
  const auto result =
      read("NHS Number,Event Start Date,Adults,Unit Cost,Event Description\n1,NULL,null ,  ,NULL\n2,,,,\n", people());
  CHECK(shown(result, people(), "Event_Start_Date") == texts{"-", "-"});
  CHECK(shown(result, people(), "Adults") == texts{"-", "-"});
  CHECK(shown(result, people(), "Unit_Cost") == texts{"-", "-"});
  CHECK(shown(result, people(), "Event_Description") == texts{"0", "-"});
  CHECK(result.report.files[0].faults.empty());
}

TEST_CASE("a value that cannot be read becomes missing and is counted with its first lines") {
  std::string text = "NHS Number,Event Start Date,Adults,Unit Cost\n";
  for (int i = 0; i < 8; ++i) text += "\"1\n2\",2025-01-01,many,dear\n";
  const auto result = read(text, people());
  check_rows_add_up(result);
  const file_report& report = result.report.files[0];
  CHECK(report.rows_kept == 8);
  REQUIRE(report.faults.size() == 2);
  CHECK(report.faults[0].field == "Adults");
  CHECK(report.faults[0].fault == "not a number");
  CHECK(report.faults[0].rows == 8);
  CHECK(report.faults[0].first_lines == std::vector<std::uint64_t>{2, 4, 6, 8, 10});
  CHECK_FALSE(report.faults[0].row_rejected);
  CHECK(report.faults[1].field == "Unit Cost");
}

TEST_CASE("a row that cannot be placed in time is rejected and leaves nothing behind") {
  const auto result = read(
      "NHS Number,Gender,Event Start Date,Adults\n"
      "1,Female,2025-01-01,x\n"
      "2,Unheard of,31/02/2025,x\n"
      "3,Male,,1\n",
      people());
  check_rows_add_up(result);
  CHECK(shown(result, people(), "NHS_Number") == texts{"1", "3"});
  CHECK(shown(result, people(), "Gender") == texts{"Female", "Male"});
  CHECK(shown(result, people(), "Event_Start_Date") == texts{"2025-01-01", "-"});
  CHECK(result.data.text(1).values->find("Unheard of") == missing_code);
  const file_report& report = result.report.files[0];
  CHECK(report.rows_in == 3);
  CHECK(report.rows_rejected == 1);
  REQUIRE(report.faults.size() == 2);
  CHECK(report.faults[0].field == "Event Start Date");
  CHECK(report.faults[0].fault == "not a date");
  CHECK(report.faults[0].row_rejected);
  CHECK(report.faults[0].first_lines == std::vector<std::uint64_t>{3});
  CHECK(report.faults[1].field == "Adults");
  CHECK(report.faults[1].rows == 1);  // the rejected row is not looked at further
}

TEST_CASE("a row with two reasons to be rejected is counted once") {
  const schema two =
      make_schema({field("id"), rejecting(field("from", field_kind::day)), rejecting(field("to", field_kind::day))});
  const auto result = read("id,from,to\n1,x,y\n2,2025-01-01,y\n3,2025-01-01,2025-01-02\n", two);
  check_rows_add_up(result);
  CHECK(all(result, two) == texts{"3|2025-01-01|2025-01-02"});
  REQUIRE(result.report.files[0].faults.size() == 2);
  CHECK(result.report.files[0].faults[0].rows == 1);
  CHECK(result.report.files[0].faults[1].rows == 1);
}

// ---- headers ---------------------------------------------------------------------------------------------------------

TEST_CASE("headers are found whatever their case, blanks and punctuation, in any order") {
  field_info asd = field("Autism_Spectrum_Disorder_ASD");
  asd.also = {"Autism"};
  const schema columns = make_schema({asd, field("Event_Type")});
  CHECK(all(read("event type,Autism Spectrum Disorder (ASD)\nReview,Yes\n", columns), columns) == texts{"Yes|Review"});
  CHECK(all(read("EVENT-TYPE,autism\nReview,Yes\n", columns), columns) == texts{"Yes|Review"});
}

TEST_CASE("unknown columns are listed and not read, absent ones are listed and missing throughout") {
  const auto result = read("b,Shoe size\nx,44\n", pair);
  CHECK(result.report.files[0].unknown_columns == texts{"Shoe size"});
  CHECK(result.report.files[0].absent_columns == texts{"a"});
  CHECK_FALSE(result.data.has(0));
  CHECK(result.data.has(1));
  CHECK(all(result, pair) == texts{"-|x"});
}

TEST_CASE("empty headers, as spreadsheets leave behind, are passed over in silence") {
  const auto result = read("a,b,, \n1,2,,\n3,4,x,y\n", pair);
  CHECK(result.report.files[0].unknown_columns.empty());
  CHECK(all(result, pair) == texts{"1|2", "3|4"});
}

TEST_CASE("headers may be quoted and hold commas and line breaks") {
  const schema columns = make_schema({field("Request_Route_of_Access"), field("b")});
  const auto result = read("\"Request:\r\nRoute of, Access\",\"b\"\r\n1,x\r\n", columns);
  CHECK(all(result, columns) == texts{"1|x"});
}

// ---- shapes of files -------------------------------------------------------------------------------------------------

TEST_CASE("line ends, byte order mark and a last line without an end make no difference") {
  const texts expected{"1|2", "3|4"};
  for (const char* text : {"a,b\n1,2\n3,4\n", "a,b\r\n1,2\r\n3,4\r\n", "a,b\n1,2\n3,4", "a,b\r\n1,2\r\n3,4",
                           "\xEF\xBB\xBF"
                           "a,b\n1,2\n3,4\n",
                           "\xEF\xBB\xBF\"a\",\"b\"\r\n\"1\",\"2\"\r\n\"3\",\"4\"\r\n", "a,b\n1,2\n3,4\n\n",
                           "a,b\r\n1,2\r\n3,4\r\n\r\n\r\n", "a,b\n\"1\",2\n3,\"4\"", "a,b\r\n1,2\n3,4\r"}) {
    CAPTURE(text);
    const auto result = read(text, pair);
    CHECK(all(result, pair) == expected);
    CHECK(result.report.files[0].rows_in == 2);
    CHECK(result.report.files[0].faults.empty());
  }
  CHECK(read("\xEF\xBB\xBF"
             "a,b\n1,2\n",
             pair)
            .report.files[0]
            .byte_order_mark);
  CHECK_FALSE(read("a,b\n1,2\n", pair).report.files[0].byte_order_mark);
}

TEST_CASE("quotes hold commas, line breaks and doubled quotes") {
  const auto result = read(
      "a,b\n"
      "\"Progress to assessment, review or reassessment\",\"two\nlines\"\n"
      "\"say \"\"yes\"\"\",\"\"\"\"\n"
      "\"\"\"x\"\"\",\"\r\n\"\n",
      pair);
  CHECK(all(result, pair) ==
        texts{"Progress to assessment, review or reassessment|two\nlines", "say \"yes\"|\"", "\"x\"|\r\n"});
}

TEST_CASE("blank lines, rows of empty fields and the header once more are rejected and accounted for") {
  for (const std::string end : {"\n", "\r\n"}) {
    std::string text;
    for (const char* line : {"a,b", "1,2", "", "3,4", ",", "\"\",\"\"", "a,b",
                             "\xEF\xBB\xBF"
                             "a,b",
                             "5,6", "", "", "7,8", ""})
      text += line + end;
    for (const std::size_t piece : {1, 2, 5, 1000}) {
      const auto result = read(text, pair, with(2, piece));
      check_rows_add_up(result);
      CHECK(all(result, pair) == texts{"1|2", "3|4", "5|6", "7|8"});
      const file_report& report = result.report.files[0];
      CHECK(report.rows_in == 11);
      CHECK(report.rows_rejected == 7);
      REQUIRE(report.faults.size() == 3);
      CHECK(report.faults[0].fault == "a blank line");
      CHECK(report.faults[0].first_lines == std::vector<std::uint64_t>{3, 10, 11});
      CHECK(report.faults[0].field.empty());
      CHECK(report.faults[0].row_rejected);
      CHECK(report.faults[1].fault == "a row of empty fields");
      CHECK(report.faults[1].first_lines == std::vector<std::uint64_t>{5, 6});
      CHECK(report.faults[2].fault == "the header once more");
      CHECK(report.faults[2].first_lines == std::vector<std::uint64_t>{7, 8});
    }
  }
}

TEST_CASE("a field of quotes alone is no empty field") {
  CHECK(all(read("a,b\n\"\"\"\",\n\"\",\"\"\"\"\n\"\"\"\"\"\",\n", pair), pair) == texts{"\"|-", "-|\"", "\"\"|-"});
}

TEST_CASE("a file of one column has rows too") {
  const schema one = make_schema({field("a")});
  const auto result = read("a\nx\n\ny\n\n", one);
  check_rows_add_up(result);
  CHECK(all(result, one) == texts{"x", "y"});
  CHECK(result.report.files[0].rows_in == 3);
}

TEST_CASE("a file of many columns and long fields is read whole") {
  std::string header;
  std::string row;
  std::vector<field_info> fields;
  std::vector<std::string> names(20000);
  for (std::size_t i = 0; i < names.size(); ++i) {
    names[i] = "c" + std::to_string(i);
    header += (i == 0 ? "" : ",") + names[i];
    row += (i == 0 ? "" : ",") + std::to_string(i);
  }
  const schema columns = make_schema({field("c0"), field("c19999")});
  const auto result = read(header + "\n" + row + "\n" + row + "\n", columns, with(2, 100));
  CHECK(all(result, columns) == texts{"0|19999", "0|19999"});
  const std::string long_text(3'000'000, 'x');
  const auto wide = read("a,b\n1,\"" + long_text + "\n\"\n2,y\n", pair, with(2, 1000));
  CHECK(all(wide, pair) == texts{"1|" + long_text + "\n", "2|y"});
}

TEST_CASE("every piece size and thread count gives the same columns and the same codes") {
  const std::string text =
      "NHS Number,Gender,Date of Birth,Event Start Date,Adults,Event Description\r\n"
      "1,\"Fe,male\",1950-03,2025-03-31,2,\"a\r\n\"\"conversation\"\",\n\"\r\n"
      "\"2\n\n\n\",\"\",195003,2025-03-31,x,\"\n\"\r\n"
      "\r\n"
      "3,Male,?,not a date,2,\"\"\"\"\"\"\r\n"
      ",,,,,\r\n"
      "4,\"\"\"\",,01/02/2023,\"3\",\",\"\r\n"
      "4,\"Fe,male\",,01/02/2023,\"3\",\"\r\n,,,\"";
  const auto whole = read(text, people(), with(1, text.size()));
  check_rows_add_up(whole);
  REQUIRE(whole.data.rows() == 4);
  REQUIRE(whole.report.files[0].rows_in == 7);
  for (std::size_t piece = 1; piece <= text.size(); ++piece) {
    CAPTURE(piece);
    const auto result = read(text, people(), with(static_cast<unsigned>(1 + piece % 8), piece));
    REQUIRE(identical(result, whole, people()));
    REQUIRE(result.report.files[0].faults.size() == whole.report.files[0].faults.size());
    for (std::size_t i = 0; i < whole.report.files[0].faults.size(); ++i) {
      CHECK(result.report.files[0].faults[i].fault == whole.report.files[0].faults[i].fault);
      CHECK(result.report.files[0].faults[i].first_lines == whole.report.files[0].faults[i].first_lines);
    }
  }
  for (unsigned threads = 1; threads <= 8; ++threads)
    for (const std::size_t piece : {std::size_t{1}, std::size_t{7}, std::size_t{64}, text.size()})
      REQUIRE(identical(read(text, people(), with(threads, piece)), whole, people()));
}

TEST_CASE("a short row at the very end of the last page reads nothing behind it") {
  const scratch_folder folder;
  std::vector<field_info> fields{field("Start", field_kind::day)};
  fields.front().rejects_row = true;
  std::string header = "Start";
  std::vector<std::string> names(200);
  for (std::size_t i = 0; i < names.size(); ++i) {
    names[i] = "c" + std::to_string(i);
    header += "," + names[i];
    fields.push_back(field(names[i]));
  }
  const schema columns = make_schema(fields);
  const std::string row = "2025-05-01" + std::string(200, ',') + "\n";
  for (int pages = 1; pages <= 8; ++pages) {
    std::string text = header + "\n";
    while (text.size() < static_cast<std::size_t>(pages) * 4096 - 300) text += row;
    text += "2025-05-01,";
    text += std::string(static_cast<std::size_t>(pages) * 4096 - text.size(), 'x');
    const std::vector<std::filesystem::path> files{folder.write("cut.csv", text)};
    CHECK_THAT(failure_of([&] { read_csv(files, columns); }).message,
               Catch::Contains("the last line has 2 of 201 fields and no line end"));
  }
}

TEST_CASE("rows of hardly anything but commas are read whole, however many there are") {
  std::vector<field_info> fields;
  std::string header;
  std::vector<std::string> names(201);
  for (std::size_t i = 0; i < names.size(); ++i) {
    names[i] = "c" + std::to_string(i);
    header += (i == 0 ? "" : ",") + names[i];
    fields.push_back(field(names[i]));
  }
  const schema columns = make_schema(fields);
  for (std::size_t first = 1; first < 64; ++first) {  // so that blocks of bytes begin elsewhere in the rows
    std::string text = header + "\n" + std::string(first, 'x') + std::string(200, ',') + "\n";
    for (int row = 0; row < 200; ++row) text += "a" + std::string(200, ',') + "\n";
    const auto result = read(text, columns, with(1, text.size()));
    REQUIRE(result.data.rows() == 201);
    const texts values = shown(result, columns, "c0");
    CHECK(values.front() == std::string(first, 'x'));
    CHECK(std::count(values.begin(), values.end(), "a") == 200);
    CHECK(shown(result, columns, "c200").back() == "-");
  }
}

TEST_CASE("codes are numbered in order of first appearance") {
  const auto result = read("a,b\nz,1\ny,1\nz,2\nx,1\n", pair, with(4, 3));
  const dictionary& values = *result.data.text(0).values;
  REQUIRE(values.size() == 4);
  CHECK(values[1] == "z");
  CHECK(values[2] == "y");
  CHECK(values[3] == "x");
}

TEST_CASE("a column of identifiers that come back is read the same, cut or not") {
  std::string text = "a,b\n";
  for (int i = 0; i < 20'000; ++i)
    text += "person " + std::to_string(i * 7919 % 15'013) + "," + (i % 3 == 0 ? "caf\xE9 " : "n") + std::to_string(i) +
            "\n";
  const auto whole = read(text, pair, with(1, text.size()));
  CHECK(whole.data.text(0).values->size() == 15'014);
  CHECK(whole.data.text(1).values->size() == 20'001);
  CHECK(whole.data.text(0)[19'999] == "person " + std::to_string(19'999 * 7919 % 15'013));
  CHECK(whole.report.files[0].windows_1252_values == 6667);
  for (const std::size_t piece : {1000, 50'000, 200'000})
    CHECK(identical(read(text, pair, with(3, piece)), whole, pair));
}

TEST_CASE("a column takes as many bytes a row as its largest code needs") {
  for (const std::size_t distinct : {1, 255, 256, 65535, 65536}) {
    std::string text = "a,b\n";
    for (std::size_t i = 0; i < distinct; ++i) text += std::to_string(i) + ",x\n";
    const auto result = read(text, pair, with(3, 100'000));
    CHECK(result.data.text(0).codes.width() == (distinct < 256 ? 1 : distinct < 65536 ? 2 : 4));
    CHECK(result.data.text(0)[distinct - 1] == std::to_string(distinct - 1));
    CHECK(result.data.text(0)[0] == "0");
  }
  const auto nothing = read("a,b\n,x\n", pair);
  CHECK(nothing.data.text(0).codes.width() == 0);
}

// ---- encodings -------------------------------------------------------------------------------------------------------

TEST_CASE("text that is not UTF-8 is read as Windows-1252 and counted once per distinct value") {
  const schema columns = make_schema({field("Caf\xC3\xA9"), field("b")});
  const std::string text =
      "Caf\xE9,b\n"
      "\x93quoted\x94,1\n"
      "\x93quoted\x94,2\n"
      "na\xC3\xAFve,na\xEFve\n"
      "na\xEFve,4\n";
  for (const std::size_t piece : {1, 30, 1000}) {
    const auto result = read(text, columns, with(2, piece));
    CHECK(all(result, columns) == texts{"\xE2\x80\x9Cquoted\xE2\x80\x9D|1", "\xE2\x80\x9Cquoted\xE2\x80\x9D|2",
                                        "na\xC3\xAFve|na\xC3\xAFve", "na\xC3\xAFve|4"});
    CHECK(result.data.text(0).codes[2] == result.data.text(0).codes[3]);  // one text, whichever way it was written
    CHECK(result.report.files[0].windows_1252_values == 4);               // the header, two texts of a, one of b
  }
}

// ---- several files, compressed files ---------------------------------------------------------------------------------

TEST_CASE("several files are read in the order given, one dictionary for all") {
  const scratch_folder folder;
  const std::vector<std::filesystem::path> files{folder.write("2.csv", "a,b\nx,1\ny,\n"),
                                                 folder.write("1.csv", "b\n1\n2\n"),
                                                 folder.write("3.csv", "b,a\n2,z\n3,x\n")};
  for (unsigned threads = 1; threads <= 4; ++threads) {
    const auto result = read_csv(files, pair, with(threads, threads == 1 ? 1000 : 2));
    check_rows_add_up(result);
    CHECK(all(result, pair) == texts{"x|1", "y|-", "-|1", "-|2", "z|2", "x|3"});
    CHECK(result.first_row == std::vector<std::size_t>{0, 2, 4, 6});
    CHECK((*result.data.text(0).values)[3] == "z");
    REQUIRE(result.report.files.size() == 3);
    CHECK(result.report.files[1].file == files[1].string());
    CHECK(result.report.files[1].absent_columns == texts{"a"});
    CHECK(result.report.files[0].bytes == 11);
  }
}

TEST_CASE("gzip is known by its first bytes, of one or several members, padded or not") {
  const scratch_folder folder;
  const std::string text = "a,b\n1,2\n3,4\n";
  const auto check = [&](std::string_view name, const std::string& bytes) {
    const std::vector<std::filesystem::path> file{folder.write(name, bytes)};
    const auto result = read_csv(file, pair);
    CHECK(all(result, pair) == texts{"1|2", "3|4"});
    CHECK(read_header(file[0], headers_only) == texts{"a", "b"});
    CHECK(result.report.files[0].bytes == text.size());
  };
  check("x.csv.gz", gzipped(text));
  check("named_plainly.csv", gzipped(text));
  check("members.csv.gz", gzipped(text.substr(0, 5)) + gzipped(text.substr(5)));
  check("empty_member.csv.gz", gzipped(text) + gzipped(""));
  check("padded.csv.gz", gzipped(text) + std::string(512, '\0'));
  check("not_compressed.csv.gz", text);
  CHECK(all(read_csv_text(gzipped(text), "held", pair), pair) == texts{"1|2", "3|4"});
}

TEST_CASE("a large gzip file grows as it is inflated") {
  std::string text = "a,b\n";
  for (int i = 0; i < 200'000; ++i) text += "same old text,and more of it\n";
  const auto result = read_csv_text(gzipped(text), "held", pair, with(2, 1 << 16));
  CHECK(result.data.rows() == 200'000);
  CHECK(result.report.files[0].bytes == text.size());
}

TEST_CASE("a pipe is read to its end") {
  const scratch_folder folder;
  const std::filesystem::path pipe = folder / "pipe";
  REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);
  std::string text = "a,b\n";
  for (int i = 0; i < 30'000; ++i) text += "1,2\n";
  std::thread writer([&] { std::ofstream(pipe, std::ios::binary) << text; });
  const auto result = read_csv(std::vector{pipe}, pair);
  writer.join();
  CHECK(result.data.rows() == 30'000);
}

TEST_CASE("a file whose size is a multiple of the page size is read to its last byte") {
  const scratch_folder folder;
  std::string text = "a,b\n";
  while (text.size() < 8192 - 8) text += "123,456\n";
  text += std::string(8191 - text.size(), 'x') + ",";
  REQUIRE(text.size() == 8192);
  const auto result = read_csv(std::vector{folder.write("page.csv", text)}, pair, with(2, 100));
  CHECK(result.data.text(1).codes[result.data.rows() - 1] == missing_code);
  text.back() = 'x';
  text[8188] = ',';
  const auto quoted = read_csv(std::vector{folder.write("page2.csv", text)}, pair, with(2, 100));
  CHECK(quoted.data.text(1)[quoted.data.rows() - 1] == "xxx");
}

TEST_CASE("the header alone can be read") {
  const scratch_folder folder;
  CHECK(read_header(folder.write("x.csv", "\xEF\xBB\xBFLA Code,\"b, c\",\r\nrest,\"of the file"), headers_only) ==
        texts{"LA Code", "b, c", ""});
  CHECK(read_header(folder.write("only.csv", "LA Code"), headers_only) == texts{"LA Code"});
  CHECK(read_header(folder.write("latin.csv", "Caf\xE9\n"), headers_only) == texts{"Caf\xC3\xA9"});
  std::string wide = "first";
  for (int i = 0; i < 30'000; ++i) wide += ",column";
  CHECK(read_header(folder.write("wide.csv.gz", gzipped(wide + "\n1\n")), headers_only).size() == 30'001);
  CHECK(failure_of([&] { read_header(folder / "none.csv", headers_only); }).code == error_code::missing_file);
  CHECK(failure_of([&] { read_header(folder.write("empty.csv", ""), headers_only); }).code == error_code::empty_file);
  CHECK(failure_of([&] { read_header(folder.write("open.csv", "a,\"b\nc"), headers_only); }).code ==
        error_code::unclosed_quote);
}

// ---- progress --------------------------------------------------------------------------------------------------------

TEST_CASE("progress is told by one thread at a time, never falls and ends at one") {
  std::string text = "a,b\n";
  for (int i = 0; i < 5000; ++i) text += "1,2\n";
  read_options options = with(4, 100);
  std::mutex guard;
  double last = 0;
  int calls = 0;
  bool alone = true;
  options.on_progress = [&](const char* stage, double share) {
    const std::unique_lock lock(guard, std::try_to_lock);
    alone = alone && lock.owns_lock() && std::string_view(stage) == "reading" && share >= last;
    last = share;
    ++calls;
  };
  read(text, pair, options);
  CHECK(alone);
  CHECK(last == Approx(1.0).margin(1e-12).epsilon(0));
  CHECK(calls > 100);
}

TEST_CASE("an exception from progress stops the reading and arrives at the caller") {
  read_options options = with(2, 2);
  options.on_progress = [](const char*, double) { throw std::runtime_error("stop"); };
  CHECK_THROWS_WITH(read("a,b\n1,2\n3,4\n5,6\n", pair, options), "stop");
}

// ---- refusals --------------------------------------------------------------------------------------------------------

TEST_CASE("a missing file is named as the caller spelled it") {
  const auto what = failure_of([] { read_csv(std::vector<std::filesystem::path>{"no/such/../file.csv"}, pair); });
  CHECK(what.code == error_code::missing_file);
  CHECK(what.message == "no/such/../file.csv: there is no such file; check the spelling and the folder");
}

TEST_CASE("a folder is no file") {
  const scratch_folder folder;
  const auto what = failure_of([&] { read_csv(std::vector{folder / "."}, pair); });
  CHECK(what.code == error_code::unreadable_file);
  CHECK(what.message == (folder / ".").string() + ": expected a file, found a folder; name the files in it one by one");
}

TEST_CASE("no file at all is a wrong call") {
  CHECK_THROWS_AS(read_csv(std::vector<std::filesystem::path>{}, pair), usage_error);
}

TEST_CASE("an empty file is refused, with a byte order mark or without") {
  const auto nothing = refusal("");
  CHECK(nothing.code == error_code::empty_file);
  CHECK(nothing.message == "people.csv: the file is empty; check that the export finished");
  const auto mark = refusal("\xEF\xBB\xBF");
  CHECK(mark.code == error_code::empty_file);
  CHECK(mark.message == "people.csv: the file is empty but for a byte order mark; check that the export finished");
  CHECK(refusal(gzipped("")).code == error_code::empty_file);
}

TEST_CASE("a header without rows is refused") {
  for (const char* text : {"a,b", "a,b\n", "a,b\r\n", "a,b\n\n\r\n"}) {
    const auto what = refusal(text, pair);
    CHECK(what.code == error_code::no_rows);
    CHECK(what.message == "people.csv: the file has a header and no rows; check that the export finished");
  }
}

TEST_CASE("a missing required column is named, with the header that may be meant") {
  const auto near = refusal("NHS Number,Evnt Start Date\n1,2025-01-01\n");
  CHECK(near.code == error_code::missing_column);
  CHECK(near.message ==
        "people.csv, line 1, Event_Start_Date: the column is required and missing; did you mean \"Evnt Start Date\"?");
  const auto far = refusal("NHS Number,Shoe size\n1,44\n");
  CHECK(far.message ==
        "people.csv, line 1, Event_Start_Date: the column is required and missing; add it, or rename the column that "
        "holds it");
  const auto several = refusal("Gender,Nhs Numbr\nMale,44\n");
  CHECK(several.message ==
        "people.csv, line 1, NHS_Number: the column is required and missing, as is Event_Start_Date; did you mean "
        "\"Nhs Numbr\" for NHS_Number?");
  const auto other_file = refusal("x,y\n1,2\n");
  CHECK(
      other_file.message ==
      "people.csv, line 1, NHS_Number: the column is required and missing, as is Event_Start_Date; the first line must "
      "name the columns of a client level data extract");
}

TEST_CASE("fields may be separated by semicolons, tabs or bars, which is told") {
  for (const std::string separator : {";", "\t", "|"}) {
    const auto semicolons =
        read("a" + separator + "b\n1,5" + separator + "\"x" + separator + "y\"\n3" + separator + "4\n", pair);
    CHECK(all(semicolons, pair) == texts{"1,5|x" + separator + "y", "3|4"});
    REQUIRE(semicolons.report.files[0].notices.size() == 1);
    CHECK(semicolons.report.files[0].notices[0].code == "file.separator");
  }
  const auto named = read("sep=;\na;b\n1;2\n", pair);
  CHECK(all(named, pair) == texts{"1|2"});
}

TEST_CASE("what stands before the header and behind the last row is passed over and told") {
  for (const std::string before : {"sep=,\n", "\"sep=,\"\n", "An extract\n", "\n\n", "Run on 1/2/2025\n\n"}) {
    const auto found = read(before + "a,b\n1,2\n", pair);
    CHECK(all(found, pair) == texts{"1|2"});
    CHECK(found.report.files[0].notices.at(0).code == "file.preamble");
  }
  for (const std::string behind : {"\n(36 rows affected)\n", "(1 row(s) affected)\n", "\nCompletion time: now\n",
                                   "SQL>\n", "36 rows selected.\n", "\"(36 rows affected)\"\n", "\x1A"}) {
    const auto found = read("a,b\n1,2\n3,4\n" + behind, pair);
    CAPTURE(behind);
    CHECK(all(found, pair) == texts{"1|2", "3|4"});
    CHECK((behind == "\x1A" || found.report.files[0].notices.at(0).code == "file.trailer"));
  }
  // The end of a text of several lines is none of them.
  CHECK(all(read("a,b\n1,\"2\n(3 rows affected)\"\n", pair), pair) == texts{"1|2\n(3 rows affected)"});
}

TEST_CASE("empty fields behind the last column are passed over, others are not") {
  const auto found = read("a,b\n1,2,\n3,4,,\n5,6\n", pair);
  CHECK(all(found, pair) == texts{"1|2", "3|4", "5|6"});
  CHECK(found.report.files[0].faults.at(0).rows == 2);
  CHECK(found.report.files[0].faults.at(0).read);
  CHECK(found.report.rows_rejected() == 0);
  CHECK(refusal("a,b\n1,2,x\n", pair).code == error_code::field_count);
}

TEST_CASE("a file whose last line stops short is said to be cut off") {
  const schema three = make_schema({field("a"), field("b"), field("c")});
  CHECK(refusal("a,b,c\n1,2,3\n4,5", three).message ==
        "people.csv, line 3: the last line has 2 of 3 fields and no line end: the file seems cut off; export it again");
  CHECK(refusal("a,b,c\n1,2,3\n4", three).message ==
        "people.csv, line 3: the last line has 1 of 3 fields and no line end: the file seems cut off; export it again, "
        "or remove the line if it is no row of the table");
  CHECK(refusal("a,b,c\n1,2,3\nwritten by nobody\n", three).message ==
        "people.csv, line 3: the last lines are no data: 1 of 3 fields; remove them, or join them to the row to which "
        "they belong");
  CHECK(refusal("a,b,c\n1,2,3\n1,2,3,4", three).message.find("cut off") == std::string::npos);
  CHECK(refusal("a,b\n1,2\n3", pair).message ==
        "people.csv, line 3: the last line has 1 of 2 fields and no line end: the file seems cut off; export it again");
}

TEST_CASE("a single short row without a line end is a file cut off, several are rows without their empty ends") {
  const schema events = make_schema({rejecting(field("start", field_kind::day)), field("b"), field("c"), field("d")});
  CHECK(refusal("start,b,c,d\n2025-04-01,1,2,3\n2025-04-02,1", events).code == error_code::field_count);
  CHECK(read("start,b,c,d\n2025-04-01,1\n2025-04-02,1", events).data.rows() == 2);
  CHECK(read("start,b,c,d\n2025-04-01,1,2,3\n2025-04-02,1\n", events).data.rows() == 2);
}

TEST_CASE("two carriage returns before each line feed are one") {
  const auto result = read("a,b\r\r\n1,\"x\r\ny\"\r\r\n2,z\r\r\n", pair);
  CHECK(all(result, pair) == texts{"1|x\r\ny", "2|z"});
  REQUIRE(result.report.files[0].notices.size() == 1);
  CHECK(result.report.files[0].notices[0].code == "file.line_ends");
}

TEST_CASE("lines keep their numbers behind a title and with another separator") {
  const schema three = make_schema({field("a"), field("b"), field("c")});
  CHECK(refusal("A title\n\na;b;c\n1;2;3\n1;2\"x;3\n", three).where.line == 5);
  CHECK(refusal("A title\n\na,b,c\n1,2,3\n1,2\"x,3\n", three).where.line == 5);
}

TEST_CASE("what programs write behind the rows is no row") {
  const schema three = make_schema({field("a"), field("b"), field("c")});
  for (const std::string_view said :
       {"(3 rows affected)", "(1,024 rows affected)", "(1 row affected)", "3 rows selected.", "(3 rows)", "SQL> exit",
        "Completion time: 2026-04-20T10:11:12", "----------", "===", "EOF", "-- end --", "Total,3,",
        "\"Total rows: 3\"", "Total,,4.50", "Query OK, 3 rows"}) {
    INFO(said);
    const auto result = read("a,b,c\n1,2,3\n" + std::string(said) + "\n", three);
    CHECK(result.data.rows() == 1);
    REQUIRE(result.report.files[0].notices.size() == 1);
    CHECK(result.report.files[0].notices[0].code == "file.trailer");
  }
}

TEST_CASE("rows that resemble what programs write are rows") {
  const schema three = make_schema({field("a"), field("b"), field("c")});
  for (const std::string_view row : {"Total,North,3", "Rows,1,x", "(3 rows),b,c", "-,-,x", "end,1,2x", "1,2,3"}) {
    INFO(row);
    CHECK(read("a,b,c\n1,2,3\n" + std::string(row) + "\n", three).data.rows() == 2);
  }
  const schema one = make_schema({field("a")});
  CHECK(read("a\nx\nTotal\n", one).data.rows() == 2);
}

TEST_CASE("a file without a header is refused and its first row not repeated") {
  const auto what = refusal(std::string(secret) + ",Male\n1,2\n", pair);
  CHECK(what.code == error_code::missing_column);
  CHECK(what.message ==
        "people.csv, line 1: no column of a client level data extract is found; the first line must name the columns");
}

TEST_CASE("two columns for one field are refused, both named") {
  const auto what = refusal("NHS Number,Event_Start_Date,Gender,Event Start Date\n1,2,3,4\n");
  CHECK(what.code == error_code::repeated_column);
  CHECK(what.message ==
        "people.csv, line 1, Event_Start_Date: two columns are this field: \"Event_Start_Date\" (column 2) and \"Event "
        "Start Date\" (column 4), and they differ in 1 row; remove or rename one of them");
  // Columns that agree are one.
  const auto same = read("NHS Number,Event_Start_Date,Gender,Event Start Date\n1,2025-01-02,3,2025-01-02\n", people());
  CHECK(same.data.rows() == 1);
  CHECK(same.report.files[0].notices.at(0).code == "file.repeated_column");
  // Columns that nothing reads may repeat.
  CHECK(read("a,b,First Name,first_name,Extra,Extra\n1,2,3,4,5,6\n",
             make_schema({field("a"), field("b"), field("First_Name", field_kind::skipped)}))
            .data.rows() == 1);
}

TEST_CASE("a quote that is never closed is reported where it opens") {
  const auto what = refusal("a,b\n1,2\n3,\"" + std::string(secret) + "\n5,6\n", pair);
  CHECK(what.code == error_code::unclosed_quote);
  CHECK(what.message ==
        "people.csv, line 3, field 2: the quote that opens this field is never closed: the file is cut off, or the "
        "quote is one too many; export it again, or remove the quote; inside quotes a quote is written twice");
  for (std::size_t piece = 1; piece < 30; ++piece) {
    const auto same = failure_of([&] { read("a,b\n1,2\n3,\"4\n5,6\n", pair, with(3, piece)); });
    CHECK(same.code == error_code::unclosed_quote);
    CHECK(same.where.line == 3);
    CHECK(same.where.column == 2);
  }
}

TEST_CASE("a quote that is closed lines later by the next quote is reported where it opens") {
  const std::string text = "a,b\n1,\"2\n3,4\n5,\"" + std::string(secret) + "\"\n7,8\n";
  for (const std::size_t piece : {1, 3, 7, 100}) {
    const auto what = failure_of([&] { read(text, pair, with(2, piece)); });
    CHECK(what.code == error_code::unclosed_quote);
    CHECK(
        what.message ==
        "people.csv, line 2, field 2: the quote that opens this field is not closed before line 4, where text follows "
        "a quote; close it, or remove it; inside quotes a quote is written twice");
  }
}

TEST_CASE("a misplaced quote is refused, inside a quoted field or another") {
  const auto bare = refusal("a,b\n1,2\n" + std::string(secret) + "\"x,4\n", pair);
  CHECK(bare.code == error_code::misplaced_quote);
  CHECK(
      bare.message ==
      "people.csv, line 3, field 1: a quote stands inside a field that does not begin with one; put the whole field in "
      "quotes and write the quote inside twice");
  const auto early = refusal("a,b\n1,\"the \"" + std::string(secret_name) + "\" file\"\n", pair);
  CHECK(early.code == error_code::misplaced_quote);
  CHECK(early.message ==
        "people.csv, line 2, field 2: a quote closes this field before its end; inside quotes write a quote twice");
  for (const char* text : {"a,b\n1, \"2\"\n", "a,b\n1,\"2\" \n", "a,b\n1,\"2\"\r3\n", "a,b\n1,2\"", "a,b\n1,x\"\"\n",
                           "a,b\n1,\"\"x\n", "a,b\n1,\"\"\"x\" \n", "a,b\n\"1\"\",2\"3\n"}) {
    CAPTURE(text);
    for (const std::size_t piece : {1, 2, 100}) {
      const auto what = failure_of([&] { read(text, pair, with(2, piece)); });
      CHECK(what.code == error_code::misplaced_quote);
      CHECK(what.where.line == 2);
    }
  }
  CHECK(
      refusal("a,b\"\n1,2\n", pair).message ==
      "people.csv, line 1, field 2: a quote stands inside a field that does not begin with one; put the whole field in "
      "quotes and write the quote inside twice");
  CHECK(refusal("a,\"b\"c\n1,2\n", pair).code == error_code::misplaced_quote);
}

TEST_CASE("quotes at every offset of a block are judged alike") {
  for (std::size_t before = 0; before < 140; ++before) {
    const std::string padding(before, 'p');
    CAPTURE(before);
    CHECK(read("a,b\n" + padding + "x,\"2\"\r\n3,\"\"\"\"\n", pair).data.rows() == 2);
    CHECK(refusal("a,b\n" + padding + "x,\"2\"y\n3,4\n", pair).code == error_code::misplaced_quote);
    CHECK(refusal("a,b\n" + padding + "x,2\"\n3,4\n", pair).code == error_code::misplaced_quote);
    CHECK(refusal("a,b\n" + padding + "x,\"2\"\ry\n3,4\n", pair).code == error_code::misplaced_quote);
    CHECK(refusal("a,b\n" + padding + "x,\"2\n3,4\n", pair).code == error_code::unclosed_quote);
  }
}

TEST_CASE("too many or too few fields are refused with both counts") {
  const auto more = refusal("a,b\n1,2\n\"x\ny\",2,3\n", pair);
  CHECK(more.code == error_code::field_count);
  CHECK(more.message ==
        "people.csv, line 3: found 3 fields, the header has 2; a text that holds a comma must stand in quotes, and "
        "nothing may stand behind the last column");
  const auto fewer = refusal("a,b\n1,2\n" + std::string(secret) + "\n3,4\n", pair);
  CHECK(fewer.code == error_code::field_count);
  CHECK(fewer.message ==
        "people.csv, line 3: found 1 field, the header has 2; a text that holds a line break "
        "must stand in quotes; remove lines that are no rows of the table");
  CHECK(refusal("a,b\n1,2\n3", pair).where.line == 3);
  // Counts that make up for each other.
  CHECK(refusal("a,b\n1\n2,3,4\n", pair).where.line == 2);
  CHECK(refusal("a,b\n1,2,3\n4\n", pair).where.line == 2);
  CHECK(refusal("a,b\n1,2\n\n3,4,5\n", pair).where.line == 4);
}

TEST_CASE("the first fault of a file is the one reported, whichever piece and thread meets it") {
  std::string text = "a,b\n";
  for (int i = 0; i < 300; ++i) text += "1,2\n";
  text += "1\n";
  for (int i = 0; i < 300; ++i) text += "1,2\n";
  text += "1,\"x\"y\n1,2,3\n";
  for (const std::size_t piece : {1, 10, 64, 1000, 100'000}) {
    const auto what = failure_of([&] { read(text, pair, with(4, piece)); });
    CHECK(what.code == error_code::field_count);
    CHECK(what.where.line == 302);
  }
}

TEST_CASE("faults in several files are reported for the first of them") {
  const scratch_folder folder;
  const std::vector<std::filesystem::path> files{folder.write("1.csv", "a,b\n1,2\n"), folder.write("2.csv", "a,b\n1\n"),
                                                 folder.write("3.csv", "a,b\n1,\"\n")};
  const auto what = failure_of([&] { read_csv(files, pair, with(2, 3)); });
  CHECK(what.message == files[1].string() +
                            ", line 2: found 1 field, the header has 2; a text that holds a line break "
                            "must stand in quotes; remove lines that are no rows of the table");
}

TEST_CASE("NUL bytes are refused with their line") {
  using namespace std::string_literals;
  const auto what = refusal("a,b\n1,2\n3,\0004\n"s, pair);
  CHECK(what.code == error_code::not_text);
  CHECK(what.message == "people.csv, line 3: the line holds NUL bytes; export the file again as CSV UTF-8");
  CHECK(refusal("a,b\0\n1,2\n"s, pair).message ==
        "people.csv, line 1: the line holds NUL bytes; export the file again as CSV UTF-8");
}

TEST_CASE("UTF-16 is refused with the way out") {
  using namespace std::string_literals;
  const std::string ascii = "a,b\n1,2\n";
  std::string little;
  std::string big;
  for (const char c : ascii) {
    little += {c, '\0'};
    big += {'\0', c};
  }
  for (const std::string& text : {"\xFF\xFE" + little, "\xFE\xFF" + big, little, big}) {
    const auto what = refusal(text, pair);
    CHECK(what.code == error_code::not_text);
    CHECK(what.message == "people.csv: the file is UTF-16 text; save it as CSV UTF-8");
  }
}

TEST_CASE("workbooks, archives and other formats are told apart from text") {
  using namespace std::string_literals;
  CHECK(refusal("PK\x03\x04rest"s).message ==
        "people.csv: the file is a workbook (xlsx) or a zip archive, not CSV text; export the sheet as CSV UTF-8, or "
        "unpack the archive");
  for (const std::string& text : {"PK\x03\x04rest"s, "\xD0\xCF\x11\xE0rest"s, "PAR1rest"s, "SQLite format 3\0"s,
                                  "%PDF-1.7"s, "\x28\xB5\x2F\xFDrest"s, gzipped(gzipped("a,b\n1,2\n"))})
    CHECK(refusal(text).code == error_code::not_text);
}

TEST_CASE("damaged gzip data is refused") {
  const std::string good = gzipped("a,b\n1,2\n3,4\n");
  std::string bad_sum = good;
  bad_sum[good.size() - 6] = static_cast<char>(bad_sum[good.size() - 6] ^ 1);
  for (const std::string& bytes :
       {good.substr(0, good.size() - 3), good.substr(0, 12), bad_sum, good + "more", good + good.substr(0, 15)}) {
    const auto what = refusal(bytes, pair);
    CHECK(what.code == error_code::unreadable_file);
    CHECK(what.message.find("gzip") != std::string::npos);
  }
  CHECK(refusal(good.substr(0, good.size() - 3), pair).message ==
        "people.csv: the gzip data is cut short; copy or export the file again");
}

TEST_CASE("lines that end in a carriage return alone are refused") {
  const auto what = refusal("a,b\r1,2\r3,4\r", pair);
  CHECK(what.code == error_code::not_text);
  CHECK(what.message ==
        "people.csv, line 1: lines end in a carriage return alone, as on old Macintosh computers; save the file with "
        "Windows or Unix line ends");
}

TEST_CASE("no message repeats a value, whatever is wrong with it") {
  const std::string bad(secret);
  const std::string name(secret_name);
  const std::string header = "NHS Number,Gender,Event Start Date\n";
  for (const std::string& text :
       {header + bad + "\n", header + bad + ",x,2025-01-01,y\n", header + "\"" + bad + ",x,2025-01-01\n",
        header + bad + "\"" + name + ",x,2025-01-01\n", header + "\"" + bad + "\"" + name + ",x,2025-01-01\n",
        header + bad + std::string(1, '\0') + ",x,2025-01-01\n", bad + "," + name + ",x\n1,2,3\n",
        "NHS Number," + header + bad + "," + name + ",x,y\n", header.substr(0, 5) + "\n" + bad + "\n"}) {
    const auto what = refusal(text);
    CAPTURE(what.message);
    CHECK(what.message != "nothing was thrown");
    CHECK(what.message.find(bad) == std::string::npos);
    CHECK(what.message.find(name) == std::string::npos);
  }
  const auto result = read(header + "1," + name + "," + bad + "\n1,x,2025-01-01\n", people());
  for (const field_fault& fault : result.report.files[0].faults) {
    CHECK(fault.fault.find(bad) == std::string::npos);
    CHECK(fault.field.find(bad) == std::string::npos);
  }
}

// Rows per second of ingest, preparation and each measure, on an extract that ascof_generate made.
//
//   ascof_bench FOLDER [--repeat N] [--threads N]
//
// Every step is run N times after one that is not counted; the median is printed. The main table's figures come from the
// joined table of the whole extract. What several periods or measures cost beside one is a ratio: the walks it is made of
// take turns, and the median of the turns' ratios is printed.
#include <fmt/format.h>
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <numeric>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "ascof/ascof.hpp"

namespace {

struct bench_options {
  std::filesystem::path folder;
  int repeat = 5;
  unsigned threads = 0;
};

double seconds_of(const std::function<void()>& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

double median_seconds(int repeat, const std::function<void()>& work) {
  work();
  std::vector<double> runs;
  for (int i = 0; i < repeat; ++i) runs.push_back(seconds_of(work));
  std::nth_element(runs.begin(), runs.begin() + repeat / 2, runs.end());
  return runs[static_cast<std::size_t>(repeat / 2)];
}

long peak_mebibytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return usage.ru_maxrss / 1024;
}

void line(const std::string& step, std::size_t rows, double seconds, const std::string& note = {}) {
  fmt::print("{:<34} {:>12} rows {:>9.1f} ms {:>8.2f} M rows/s  {}\n", step, rows, seconds * 1e3,
             static_cast<double>(rows) / seconds / 1e6, note);
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

/// Seconds of each of the walks, turn by turn: [turn][walk]. A first turn is not counted.
std::vector<std::vector<double>> take_turns(int repeat, const std::vector<std::function<void()>>& walks) {
  std::vector<std::vector<double>> turns;
  for (int i = 0; i <= repeat; ++i) {
    std::vector<double> turn;
    for (const auto& walk : walks) turn.push_back(seconds_of(walk));
    if (i > 0) turns.push_back(std::move(turn));
  }
  return turns;
}

/// Median over the turns of what is made of each.
double median_of(const std::vector<std::vector<double>>& turns,
                 const std::function<double(const std::vector<double>&)>& what) {
  std::vector<double> values;
  for (const auto& turn : turns) values.push_back(what(turn));
  return median(std::move(values));
}

/// National and local ones of every kind: of people, of events, of episodes, with look-ups.
const std::vector<std::string> twenty_measures{"ascof.2a",
                                               "ascof.2b_2c",
                                               "ascof.2e",
                                               "ascof.2e.ld",
                                               "ascof.3d.clients",
                                               "ascof.3d.carers",
                                               "waiting",
                                               "waiting.assessment_local",
                                               "salt.new_requests",
                                               "salt.lts_in_year",
                                               "salt.lts_snapshot",
                                               "lts.by_setting",
                                               "lts.setting_mix",
                                               "lts.working_age_share",
                                               "dp.count",
                                               "demand.new_requests",
                                               "requests.by_route",
                                               "requests.repeat",
                                               "carers.assessments",
                                               "reviews.overdue"};

}  // namespace

int main(int argc, char** argv) {
  using namespace ascof;
  bench_options o;
  for (int i = 1; i < argc; ++i) {
    const std::string argument = argv[i];
    if (argument == "--repeat" && i + 1 < argc) {
      o.repeat = std::max(1, std::atoi(argv[++i]));
    } else if (argument == "--threads" && i + 1 < argc) {
      o.threads = static_cast<unsigned>(std::max(0, std::atoi(argv[++i])));
    } else {
      o.folder = argument;
    }
  }
  if (o.folder.empty()) {
    fmt::print(stderr, "usage: ascof_bench FOLDER [--repeat N] [--threads N]\n");
    return 2;
  }
  try {
    const std::filesystem::path file = o.folder / "cld_raw.csv";
    read_options reading;
    reading.threads = o.threads;
    fmt::print("{} threads, median of {} runs, {:.0f} MB of CSV\n", thread_count(o.threads), o.repeat,
               static_cast<double>(std::filesystem::file_size(file)) / 1e6);

    extract raw;
    const double ingest = median_seconds(o.repeat, [&] { raw = read_extract({{file, {}}}, reading); });
    const std::size_t rows = raw.data.rows();
    line("ingest (all columns, typed)", rows, ingest,
         fmt::format("{:.2f} GB/s", static_cast<double>(std::filesystem::file_size(file)) / ingest / 1e9));

    const mappings tables = mappings::shipped();
    const areas councils = read_areas(o.folder / "ref_la.csv");
    const population residents = read_population(o.folder / "ref_population.csv");
    prepare_options how;
    how.threads = o.threads;
    prepared made;
    line("prepare (joined main table)", rows,
         median_seconds(o.repeat, [&] { made = prepare(raw, tables, councils, how); }));
    how.mode = table_mode::single;
    line("prepare (single main table)", rows,
         median_seconds(o.repeat, [&] { const prepared single = prepare(raw, tables, councils, how); }));
    raw = {};

    const std::size_t events = made.main.data.rows();
    const records people(std::move(made.main));
    person_details details;
    line("person details", events,
         median_seconds(o.repeat, [&] { details = work_out_person_details(people, tables, o.threads); }),
         fmt::format("{} people", people.people()));

    evaluate_options counting;
    counting.threads = o.threads;
    std::optional<hospital_episodes> hospital;
    if (std::filesystem::exists(o.folder / "hospital_episodes.csv")) {
      hospital = read_hospital_episodes(o.folder / "hospital_episodes.csv", o.folder / "ref_lsoa_utla.csv", reading);
      counting.hospital = &*hospital;
    }
    counting.skip_impossible = true;
    const std::vector<measure> all = catalogue();
    for (const measure& m : all) {
      const selection one = select_measures(all, {m.figures.front().id});
      line("measure " + m.id, events,
           median_seconds(o.repeat, [&] { evaluate(one, people, details, {}, councils, residents, counting); }));
    }
    const selection every = select_measures(all, {"all"});
    line("all measures in one walk", events,
         median_seconds(o.repeat, [&] { evaluate(every, people, details, {}, councils, residents, counting); }));

    // Up to the end of the records. Waiting times are of quarters and would be idle.
    const selection national = select_measures(all, {"ascof"});
    const day until = people.covers().end;
    struct period_case {
      const char* name;
      std::vector<period> periods;
      std::size_t beside;  // which it is held against
      const char* beside_name;
    };
    const std::vector<period_case> cases{{"1 year", rolling_periods(12, until, 1), 0, "one year"},
                                         {"12 rolling years", rolling_periods(12, until, 12), 0, "one year"},
                                         {"the 12 months of a year", rolling_periods(1, until, 12), 0, "their year"},
                                         {"1 month", rolling_periods(1, until, 1), 3, "one month"},
                                         {"12 months", rolling_periods(1, until, 12), 3, "one month"},
                                         {"36 months", rolling_periods(1, until, 36), 3, "one month"}};
    std::vector<std::function<void()>> walks;
    for (const period_case& c : cases)
      walks.emplace_back([&] { evaluate(national, people, details, c.periods, councils, residents, counting); });
    const auto by_periods = take_turns(o.repeat, walks);
    for (std::size_t i = 0; i < cases.size(); ++i) {
      const auto seconds = [&](const std::vector<double>& turn) { return turn[i]; };
      const auto ratio = [&](const std::vector<double>& turn) { return turn[i] / turn[cases[i].beside]; };
      line(fmt::format("ascof measures, {}", cases[i].name), events, median_of(by_periods, seconds),
           fmt::format("{:.2f} times {}", median_of(by_periods, ratio), cases[i].beside_name));
    }

    walks.assign(1, [&, twenty = select_measures(all, twenty_measures)] {
      evaluate(twenty, people, details, {}, councils, residents, counting);
    });
    for (const std::string& id : twenty_measures)
      walks.emplace_back(
          [&, one = select_measures(all, {id})] { evaluate(one, people, details, {}, councils, residents, counting); });
    const auto by_measures = take_turns(o.repeat, walks);
    const auto alone = [](const std::vector<double>& turn) {
      return std::accumulate(turn.begin() + 1, turn.end(), 0.0);
    };
    line("20 measures in one walk", events, median_of(by_measures, [](const auto& turn) { return turn[0]; }));
    line("20 measures in 20 walks", events, median_of(by_measures, alone),
         fmt::format("{:.2f} times one walk",
                     median_of(by_measures, [&](const auto& turn) { return alone(turn) / turn[0]; })));
    fmt::print("peak memory {} MiB\n", peak_mebibytes());
  } catch (const error& fault) {
    fmt::print(stderr, "ascof_bench: {}\n", fault.what());
    return 2;
  }
}

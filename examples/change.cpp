// Has a figure changed, and is it out of the ordinary? All data is synthetic.
#include <ascof/ascof.hpp>
#include <cstdio>

int main() {
  using namespace ascof::statistics;
  const std::vector<double> events{82, 31}, n{98, 42};                // 3D part 1A this year: 18 to 64, 65 and above
  const std::vector<double> events_before{64, 30}, n_before{95, 40};  // and the year before
  const interval_table share = wilson(events, n);
  const comparison_table change = difference_of_proportions(events, n, events_before, n_before, better::higher);
  for (std::size_t group = 0; group < 2; ++group)
    std::printf("%.1f %% (%.1f to %.1f), %s\n", 100 * share.value[group], 100 * share.lower[group],
                100 * share.upper[group], to_text(change.verdicts[group]).data());

  const std::vector<double> waits{41, 45, 39, 44, 47, 42, 40, 46, 43, 48, 44, 61};  // median days, month by month
  const control_chart chart = xmr(waits, {.direction = better::lower, .target = 60});
  std::printf("%.1f to %.1f: %s, target %s\n", chart.lower[0], chart.upper[0], to_text(chart.latest).data(),
              to_text(chart.outlook).data());
}

"""Has a figure changed, and is it out of the ordinary? All data is synthetic."""

from ascof import statistics

events, n = [82, 31], [98, 42]  # 3D part 1A this year: 18 to 64, 65 and above
events_before, n_before = [64, 30], [95, 40]  # and the year before
share = statistics.wilson(events, n)
change = statistics.difference_of_proportions(events, n, events_before, n_before, better="higher is better")
value, lower, upper = 100 * share.value, 100 * share.lower, 100 * share.upper
for group in (0, 1):
    print(f"{value[group]:.1f} % ({lower[group]:.1f} to {upper[group]:.1f}), {change.verdict[group]}")

waits = [41, 45, 39, 44, 47, 42, 40, 46, 43, 48, 44, 61]  # median days, month by month
chart = statistics.xmr(waits, better="lower is better", target=60)
print(f"{chart.lower[0]:.1f} to {chart.upper[0]:.1f}: {chart.variation}, target {chart.assurance}")

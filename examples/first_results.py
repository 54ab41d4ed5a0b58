"""Two official measures from a council's own submissions. All data is synthetic."""

import ascof

extract = ascof.read_extract("examples/data/council/submissions")
prepared = extract.prepare(  # the department's main table, method of June 2026
    mappings="examples/data/council",  # the council's own wording, on top
    areas="examples/data/council/ref_la.csv",
)
results = ascof.evaluate(["ascof.2a", "ascof.3d.1a"], prepared.records, ascof.financial_year(2025))
for row in results:
    value = "-" if row.value is None else f"{row.value:.1f}"
    print(f"{row.measure:12} {row.group:13} {row.numerator:4} of {row.denominator:4}  {value:>5} %")

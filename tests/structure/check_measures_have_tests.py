"""Every measure include/ascof/measures/<name>.hpp has its tests/measures/<name>_test.cpp, and the other way round."""

from repository import files, finish

measures = {path.stem for path in files("include/ascof/measures", suffixes=(".hpp",))}
measures = {name for name in measures if not name.startswith("detail")}
tests = {path.stem.removesuffix("_test") for path in files("tests/measures", suffixes=(".cpp",))}
tests.discard("examples")  # all worked examples, of whichever measure

faults = [f"measures/{name}.hpp has no tests/measures/{name}_test.cpp" for name in sorted(measures - tests)]
faults += [f"tests/measures/{name}_test.cpp tests no measures/{name}.hpp" for name in sorted(tests - measures)]

finish("a measure and its test go together", faults)

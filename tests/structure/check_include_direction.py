"""Includes point left only: a layer includes itself and the layers before it; statistics includes only core."""

import re

from repository import LAYERS, ROOT, files, finish

INCLUDE = re.compile(r'^\s*#\s*include\s*[<"](?P<path>[^>"]+)[>"]')


def layer_of(path: str) -> str:
    """Of ascof/core/day.hpp and core/day.hpp it is core, of ascof/ascof.hpp ascof.hpp, and empty if it is not ours."""
    parts = path.split("/")
    if parts[0] == "ascof" and len(parts) > 1:
        return parts[1]
    return parts[0] if parts[0] in {*LAYERS, "cli"} and len(parts) > 1 else ""


def allowed(layer: str) -> set[str]:
    if layer in {"cli", "ascof.hpp"}:
        return {*LAYERS, "ascof.hpp", "measures.hpp", layer}
    if layer == "statistics":
        return {"core", "statistics"}
    return set(LAYERS[: LAYERS.index(layer) + 1])


faults = []
for base in ("include/ascof", "src"):
    for source in files(base, suffixes=(".h", ".hpp", ".cpp", ".in")):
        place = source.relative_to(ROOT)
        layer = source.relative_to(ROOT / base).parts[0]
        if layer not in {*LAYERS, "cli", "ascof.hpp"}:
            faults.append(f"{place}: '{layer}' is no layer; layers are {', '.join(LAYERS)} and cli")
            continue
        for number, line in enumerate(source.read_text(encoding="utf-8").splitlines(), start=1):
            found = INCLUDE.match(line)
            if not found:
                continue
            path = found["path"]
            other = layer_of(path)
            if path.startswith((".", "bindings")):
                faults.append(f"{place}:{number}: includes {path}; write the path from include/ or src/")
            elif other and other not in allowed(layer):
                faults.append(f"{place}:{number}: {layer} must not include {path}")

finish("a layer includes only itself and layers before it", faults)

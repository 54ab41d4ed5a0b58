#include "bindings.hpp"

NB_MODULE(_core, m) {
  using namespace ascof::python;
  // Objects alive when the interpreter ends are no business of whoever reads the terminal.
  nb::set_leak_warnings(false);
  bind_core(m);
  bind_ingest(m);
  bind_cld(m);
  bind_prepare(m);
  bind_expression(m);
  bind_measure(m);
  bind_records(m);
  bind_disclosure(m);
  bind_statistics(m);
  bind_results(m);
  bind_results_more(m);
  bind_quality(m);
  bind_cli(m);
}

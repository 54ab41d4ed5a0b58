// A program of somebody else. It must compile with nothing but what an installed ascof offers.
#include <ascof/ascof.hpp>
#include <iostream>

static_assert(ASCOF_VERSION_MAJOR >= 0);

int main() {
  std::cout << ascof::version() << '\n';
  return ascof::version() == ascof::header_version ? 0 : 1;
}

#include <string>
#include <vector>

#include "run.hpp"

int main(int argc, char** argv) { return ascof::cli::run(std::vector<std::string>(argv + 1, argv + argc)); }

/// @file run.hpp
/// The command `ascof`, callable from a program: the console command of the Python package is the same code.
#pragma once

#include <string>
#include <vector>

namespace ascof::cli {

/// Runs the command line `arguments` (without the program's name), writing to standard output and standard error.
/// @return 0, 2 for a fault of the input, the options or the output (one line on standard error), 1 for a fault of the
/// program
int run(const std::vector<std::string>& arguments);

}  // namespace ascof::cli

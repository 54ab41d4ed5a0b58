#include "ascof/measures/local_waits.hpp"

#include <catch2/catch.hpp>

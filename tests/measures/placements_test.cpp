#include "ascof/measures/placements.hpp"

#include <catch2/catch.hpp>

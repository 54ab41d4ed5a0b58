#include "ascof/measures/transition.hpp"

#include <catch2/catch.hpp>

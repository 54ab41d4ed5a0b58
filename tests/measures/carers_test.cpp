#include "ascof/measures/carers.hpp"

#include <catch2/catch.hpp>

#include "ascof/measures/reviews.hpp"

#include <catch2/catch.hpp>

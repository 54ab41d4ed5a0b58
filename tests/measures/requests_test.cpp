#include "ascof/measures/requests.hpp"

#include <catch2/catch.hpp>

#include "ascof/statistics/confidence.hpp"

#include "statistics/checks.hpp"
#include "statistics/quantiles.hpp"

namespace ascof::statistics {

confidence_level::confidence_level(double share) : share_(share), tail_((1 - share) / 2), z_(0) {
  if (!(share > 0 && share < 1))
    refuse("level", "expected a share between 0 and 1",
           share > 1 && share < 100 ? "a percentage is written as a share: 95 % is 0.95" : "95 % is 0.95");
  z_ = normal_deviate(tail_);
}

confidence_level level_95() {
  static const confidence_level level(0.95);
  return level;
}

confidence_level level_998() {
  static const confidence_level level(0.998);
  return level;
}

std::string_view to_text(interval_method method) {
  switch (method) {
    case interval_method::none: return "";
    case interval_method::wilson: return "Wilson";
    case interval_method::clopper_pearson: return "Clopper-Pearson";
    case interval_method::byar: return "Byar";
    case interval_method::exact_poisson: return "exact Poisson";
    case interval_method::student: return "Student";
    case interval_method::order_statistics_normal: return "order statistics, normal ranks";
    case interval_method::order_statistics_exact: return "order statistics, exact ranks";
    case interval_method::dobson: return "Dobson";
    case interval_method::newcombe: return "Newcombe";
    case interval_method::mover: return "MOVER";
    case interval_method::logarithm: return "logarithm";
    case interval_method::conditional_exact: return "exact conditional";
    case interval_method::welch: return "Welch";
    case interval_method::normal: return "normal";
  }
  return {};
}

}  // namespace ascof::statistics

#include "statistics/quantiles.hpp"

#include <algorithm>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <boost/math/special_functions/beta.hpp>
#include <boost/math/special_functions/gamma.hpp>
#include <cmath>

namespace ascof::statistics {
namespace {

namespace bm = boost::math;

// No errors: results out of range become 0 or infinity, as they should. No long double: twice the time for digits that
// the arguments do not have.
using quick = bm::policies::policy<
    bm::policies::promote_double<false>, bm::policies::overflow_error<bm::policies::ignore_error>,
    bm::policies::underflow_error<bm::policies::ignore_error>, bm::policies::domain_error<bm::policies::ignore_error>,
    bm::policies::pole_error<bm::policies::ignore_error>, bm::policies::evaluation_error<bm::policies::ignore_error>>;
constexpr quick policy{};

/// A function's value and the ratios of its second and third derivative to the first, at one point.
struct slope {
  double missed;  ///< (wanted - value) / first derivative
  double second;
  double third;
};

/// Sums the series of the inverse function to third order: what is left is of the fourth.
double step(const slope& s) {
  const double u = s.missed;
  return u * (1 - u * (s.second / 2 - u * (3 * s.second * s.second - s.third) / 6));
}

/// Follows `at(x)` from a first guess until another step would change nothing that matters. False when the guess was
/// too far off for the series.
template <typename At>
bool refine(double& x, At at) {
  for (int turn = 0; turn < 4; ++turn) {
    const slope s = at(x);
    // How far off the guess is, in widths of the tail.
    const double off = std::abs(s.missed) * std::max(std::abs(s.second), 1 / x);
    if (!(off < 0.4)) return false;
    x += step(s);
    if (off < 5e-4) return true;  // the fourth power of it is below 1e-13
  }
  return false;
}

}  // namespace

double normal_deviate(double tail) { return bm::quantile(bm::complement(bm::normal_distribution<>(), tail)); }

double normal_tail(double z) { return bm::cdf(bm::complement(bm::normal_distribution<>(), z)); }

double student_deviate(double tail, double degrees) {
  return bm::quantile(bm::complement(bm::students_t_distribution<double, quick>(degrees), tail));
}

double chi_squared_tail(double x, double degrees) { return bm::gamma_q(degrees / 2, x / 2, policy); }

double beta_lower(double a, double b, double tail, double z) {
  if (a >= 1 && b >= 1) {
    // Abramowitz and Stegun 1964, 26.5.22.
    const double ra = 1 / (2 * a - 1);
    const double rb = 1 / (2 * b - 1);
    const double h = 2 / (ra + rb);
    const double lambda = (z * z - 3) / 6;
    if (h + lambda > 0) {
      const double w = z * std::sqrt(h + lambda) / h - (rb - ra) * (lambda + 5.0 / 6 - 2 / (3 * h));
      double x = a / (a + b * std::exp(2 * w));
      const bool found = refine(x, [&](double at) {
        const double density = bm::ibeta_derivative(a, b, at, policy);
        const double fa = (a - 1) / at;
        const double fb = (b - 1) / (1 - at);
        const double second = fa - fb;
        return slope{(tail - bm::ibeta(a, b, at, policy)) / density, second, second * second - fa / at - fb / (1 - at)};
      });
      if (found) return x;
    }
  }
  return bm::ibeta_inv(a, b, tail, policy);
}

namespace {

/// Wilson and Hilferty 1931.
double gamma_guess(double a, double z) {
  const double root = 1 - 1 / (9 * a) + z / (3 * std::sqrt(a));
  return a * root * root * root;
}

/// The density's ratios at x.
slope gamma_slope(double a, double x, double missed) {
  const double second = (a - 1) / x - 1;
  return {missed, second, second * second - (a - 1) / (x * x)};
}

}  // namespace

double gamma_lower(double a, double tail, double z) {
  double x = gamma_guess(a, -z);
  if (x > 0.02 * a) {
    const bool found = refine(x, [&](double at) {
      return gamma_slope(a, at, (tail - bm::gamma_p(a, at, policy)) / bm::gamma_p_derivative(a, at, policy));
    });
    if (found) return x;
  }
  return bm::gamma_p_inv(a, tail, policy);
}

double gamma_upper(double a, double tail, double z) {
  double x = gamma_guess(a, z);
  const bool found = refine(x, [&](double at) {
    return gamma_slope(a, at, (bm::gamma_q(a, at, policy) - tail) / bm::gamma_p_derivative(a, at, policy));
  });
  return found ? x : bm::gamma_q_inv(a, tail, policy);
}

double gamma_shape_lower(double x, double tail) { return bm::gamma_p_inva(x, tail, policy); }

double gamma_shape_upper(double x, double tail) { return bm::gamma_q_inva(x, tail, policy); }

double fair_binomial_below_or_at(double k, double n) {
  if (k < 0) return 0;
  if (k >= n) return 1;
  return bm::ibeta(n - k, k + 1, 0.5, policy);
}

}  // namespace ascof::statistics

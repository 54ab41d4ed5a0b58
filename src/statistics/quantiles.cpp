#include "statistics/quantiles.hpp"

#include <algorithm>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <boost/math/special_functions/beta.hpp>
#include <boost/math/special_functions/gamma.hpp>
#include <boost/math/tools/toms748_solve.hpp>
#include <cmath>
#include <cstdint>

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

namespace {

/// Where a rising function meets 0, between two points around it.
template <typename Rising>
double solve(Rising off, double below, double above) {
  const auto narrow = [](double a, double b) { return b - a <= 1e-14 * b; };
  std::uintmax_t most = 200;
  const double at_below = below == 0 ? -1 : off(below);  // of shape 0 every quantile is 0
  const auto ends = bm::tools::toms748_solve(off, below, above, at_below, off(above), narrow, most, policy);
  return ends.first + (ends.second - ends.first) / 2;
}

}  // namespace

double normal_deviate(double tail) { return bm::quantile(bm::complement(bm::normal_distribution<>(), tail)); }

double normal_tail(double z) { return bm::cdf(bm::complement(bm::normal_distribution<>(), z)); }

double student_deviate(double tail, double degrees) {
  return bm::quantile(bm::complement(bm::students_t_distribution<double, quick>(degrees), tail));
}

double chi_squared_tail(double x, double degrees) { return bm::gamma_q(degrees / 2, x / 2, policy); }

namespace {

/// The quantile of a beta distribution of large a and b with z of the normal distribution: to 1e-11 from `large_shapes` and
/// to 1e-13 from twice that, without one evaluation of the distribution, which takes the longer the larger they are.
///
/// Temme NM (1992), Journal of Computational and Applied Mathematics 41, 145-157, with n = a + b: t / sqrt(n) is the
/// variable in which the distribution is normal but for a factor. It is z and a correction in powers of 1 / n whose
/// coefficients are functions of z; these, and x in terms of t, are expanded in powers of 1 / sqrt(n), of which six are
/// kept. What a and b have to do with them is in g alone, half the skewness: a term of order k is a product of k factors
/// that are g or 1 / sqrt(n). With b much larger than a the coefficients of g are those of `large_gamma`.
double large_beta(double a, double b, double z) {
  const double n = a + b;
  const double q = 1 / n;
  const double root = std::sqrt(a * (b / n));
  const double g = (b - a) / n / root;
  const double h = g * g;
  // Coefficients of z, z squared, ... of the correction.
  const double c0 = g * (-1.0 / 3 + (-(7 * h + 54 * q) / 405 + ((449 * h + 3231 * q) * h + 3888 * q * q) / 102060));
  const double c1 = (h + 9 * q) / 36 + (9 * q - 7 * h) * (h + 9 * q) / 2592 -
                    (((63149 * h + 606231 * q) * h + 1807191 * q * q) * h + 820125 * q * q * q) / 20995200;
  const double c2 = g * ((h + 27 * q) / 1620 + ((533 * h + 4554 * q) * h + 12393 * q * q) / 204120);
  const double c3 = -((7 * h + 54 * q) * h + 135 * q * q) / 6480 -
                    (((1579 * h + 15201 * q) * h + 45441 * q * q) * h + 54675 * q * q * q) / 2099520;
  const double c4 = g * ((h + 3 * q) * (25 * h + 123 * q) / 90720);
  const double c5 = -h * (2 * h + 9 * q) * (44 * h + 153 * q) / 3061800;
  const double t = z + (c0 + z * (c1 + z * (c2 + z * (c3 + z * (c4 + z * c5)))));
  // And of t in (x - a / n) n / root.
  const double d3 = (h - 9 * q) / 36;
  const double d4 = -g * (h + 27 * q) / 270;
  const double d5 = ((h - 18 * q) * h + 225 * q * q) / 4320;
  const double d6 = g * ((h + 18 * q) * h + 297 * q * q) / 17010;
  const double d7 = -(((139 * h + 1431 * q) * h + 81 * q * q) * h + 42525 * q * q * q) / 5443200;
  return (a + root * t * (1 + t * (g / 3 + t * (d3 + t * (d4 + t * (d5 + t * (d6 + t * d7))))))) * q;
}

/// Below, and where z is not small beside the roots of a and b, the terms left out are not small enough.
constexpr double large_shapes = 500;
constexpr double large_shapes_by_z_squared = 50;

enum class side { lower, upper };

/// x with the share `tail` of a beta distribution on one side of it; z is the tail's normal deviate.
template <side Of>
double beta_limit(double a, double b, double tail, double z) {
  constexpr bool lower = Of == side::lower;
  const double least = std::min(a, b);
  if (least >= large_shapes && least >= large_shapes_by_z_squared * z * z) return large_beta(a, b, lower ? -z : z);
  if (a >= 1 && b >= 1) {
    // Carter AH (1947), Biometrika 34, 352-358, as in Abramowitz and Stegun 1964, 26.5.22.
    const double ra = 1 / (2 * a - 1);
    const double rb = 1 / (2 * b - 1);
    const double h = 2 / (ra + rb);
    const double lambda = (z * z - 3) / 6;
    if (h + lambda > 0) {
      const double w = (lower ? z : -z) * std::sqrt(h + lambda) / h - (rb - ra) * (lambda + 5.0 / 6 - 2 / (3 * h));
      double x = a / (a + b * std::exp(2 * w));
      const bool found = refine(x, [&](double at) {
        const double density = bm::ibeta_derivative(a, b, at, policy);
        const double fa = (a - 1) / at;
        const double fb = (b - 1) / (1 - at);
        const double second = fa - fb;
        const double off = lower ? tail - bm::ibeta(a, b, at, policy) : bm::ibetac(a, b, at, policy) - tail;
        return slope{off / density, second, second * second - fa / at - fb / (1 - at)};
      });
      if (found) return x;
    }
  }
  return lower ? bm::ibeta_inv(a, b, tail, policy) : bm::ibetac_inv(a, b, tail, policy);
}

}  // namespace

double beta_lower(double a, double b, double tail, double z) { return beta_limit<side::lower>(a, b, tail, z); }

double beta_upper(double a, double b, double tail, double z) { return beta_limit<side::upper>(a, b, tail, z); }

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

/// The quantile of a gamma distribution of large shape a with z of the normal distribution: to 1e-11 from a = 1000, and
/// better beyond, where the function itself becomes slow and, for x > a, wrong in Boost 1.74.
///
/// Temme NM (1992), Mathematics of Computation 58, 755-764: with x = a m and eta^2 / 2 = m - 1 - log m, eta is z / sqrt(a)
/// and a correction in powers of 1 / a whose coefficients are functions of that first value.
double large_gamma(double a, double z) {
  const auto m_less_1 = [](double eta) {
    // The series is a guess good to eta^6; Newton's step squares what is left.
    double d = eta * (1 + eta * (1.0 / 3 + eta * (1.0 / 36 - eta * (1.0 / 270 - eta / 4320))));
    if (d == 0) return d;
    if (std::abs(eta) > 1e-3) d -= (d - std::log1p(d) - eta * eta / 2) * (1 + d) / d;
    return d;
  };
  const double eta = z / std::sqrt(a);
  const double first = std::abs(eta) > 1e-4 ? std::log(eta / m_less_1(eta)) / eta : -1.0 / 3 + eta / 36;
  const double second = -7.0 / 405 + eta * (-7.0 / 2592 + eta * (533.0 / 204120 - eta * 1579.0 / 2099520));
  const double third = 449.0 / 102060;
  return a * (1 + m_less_1(eta + (first + (second + third / a) / a) / a));
}

constexpr double large_shape = 1000;

}  // namespace

double gamma_lower(double a, double tail, double z) {
  if (a >= large_shape) return large_gamma(a, -z);
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
  if (a >= large_shape) return large_gamma(a, z);
  double x = gamma_guess(a, z);
  const bool found = refine(x, [&](double at) {
    return gamma_slope(a, at, (bm::gamma_q(a, at, policy) - tail) / bm::gamma_p_derivative(a, at, policy));
  });
  return found ? x : bm::gamma_q_inv(a, tail, policy);
}

double gamma_shape_lower(double x, double tail, double z) {
  const auto off = [&](double a) { return gamma_lower(a, tail, z) - x; };
  double above = x + 1 + z * z + 2 * z * std::sqrt(x);
  while (off(above) < 0) above *= 2;
  return solve(off, 0.0, above);
}

double gamma_shape_upper(double x, double tail, double z) {
  return solve([&](double a) { return gamma_upper(a, tail, z) - x; }, 0.0, x + 1);
}

double fair_binomial_below_or_at(double k, double n) {
  if (k < 0) return 0;
  if (k >= n) return 1;
  return bm::ibeta(n - k, k + 1, 0.5, policy);
}

}  // namespace ascof::statistics

/// @file quantiles.hpp
/// Quantiles of the distributions that intervals are made of.
///
/// Boost.Math evaluates the distribution functions. Their inverses are found here, because a good first guess (known from
/// the literature for exactly these tails) and one or two steps that use three derivatives cost half as much as a
/// general inverse; where the guess is poor, Boost's own inverse is used. Large shapes need no distribution function at all.
/// Good to 1e-11 and mostly to 1e-13.
#pragma once

namespace ascof::statistics {

/// z with the share `tail` of a standard normal distribution above it.
double normal_deviate(double tail);
/// The share of a standard normal distribution above z.
double normal_tail(double z);
/// t with the share `tail` of Student's distribution above it; degrees of freedom above 0.
double student_deviate(double tail, double degrees);
/// The share of a chi-squared distribution above x.
double chi_squared_tail(double x, double degrees);

/// x with I_x(a, b) = tail, where tail is below a half and z its normal deviate; a and b above 0.
double beta_lower(double a, double b, double tail, double z);
/// x with I_x(a, b) = 1 - tail, to as many digits where it is small.
double beta_upper(double a, double b, double tail, double z);
/// x with P(a, x) = tail: the lower tail of a gamma distribution; a above 0.
double gamma_lower(double a, double tail, double z);
/// x with Q(a, x) = tail: the upper tail.
double gamma_upper(double a, double tail, double z);
/// a with P(a, x) = tail: the shape whose `gamma_lower` is x; x above 0.
double gamma_shape_lower(double x, double tail, double z);
/// a with Q(a, x) = tail: the shape whose `gamma_upper` is x.
double gamma_shape_upper(double x, double tail, double z);
/// The chance that a binomial variable of n trials with chance 1/2 is k or less.
double fair_binomial_below_or_at(double k, double n);

}  // namespace ascof::statistics

#include "ascof/core/uk_time.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace ascof {
namespace {

/// Hours since 1970-01-01 00:00 UTC at which clocks in the United Kingdom changed, and how many hours they were then before
/// UTC, from 1916 to 1995. Since then the rule of all Europe holds.
/// @source time zone database (tz), Europe/London
constexpr std::array<std::pair<std::int32_t, std::int32_t>, 156> changes{{
    {-469990, 1}, {-466798, 0}, {-462262, 1}, {-458374, 0}, {-453862, 1}, {-449302, 0}, {-444958, 1}, {-440566, 0},
    {-436222, 1}, {-431158, 0}, {-427318, 1}, {-422926, 0}, {-418750, 1}, {-414046, 0}, {-409342, 1}, {-405814, 0},
    {-400774, 1}, {-396910, 0}, {-391870, 1}, {-387838, 0}, {-383134, 1}, {-379102, 0}, {-374566, 1}, {-370366, 0},
    {-365494, 1}, {-361462, 0}, {-356758, 1}, {-352726, 0}, {-348190, 1}, {-343990, 0}, {-339286, 1}, {-335254, 0},
    {-330550, 1}, {-326518, 0}, {-321982, 1}, {-317614, 0}, {-312910, 1}, {-308878, 0}, {-304342, 1}, {-300142, 0},
    {-295438, 1}, {-291406, 0}, {-286702, 1}, {-282670, 0}, {-278134, 1}, {-273934, 0}, {-269230, 1}, {-264022, 0},
    {-261670, 1}, {-251255, 2}, {-248903, 1}, {-243191, 2}, {-240167, 1}, {-234455, 2}, {-231263, 1}, {-225719, 2},
    {-221687, 1}, {-216959, 2}, {-214463, 1}, {-212446, 0}, {-207910, 1}, {-203710, 0}, {-199846, 1}, {-199175, 2},
    {-196319, 1}, {-194302, 0}, {-191110, 1}, {-185566, 0}, {-181870, 1}, {-176830, 0}, {-172798, 1}, {-168262, 0},
    {-164062, 1}, {-159526, 0}, {-155158, 1}, {-150622, 0}, {-146422, 1}, {-142390, 0}, {-137854, 1}, {-133654, 0},
    {-128950, 1}, {-124918, 0}, {-120046, 1}, {-116014, 0}, {-111478, 1}, {-107278, 0}, {-102574, 1}, {-98542, 0},
    {-93838, 1},  {-89806, 0},  {-85270, 1},  {-81070, 0},  {-76870, 1},  {-71662, 0},  {-68134, 1},  {-62926, 0},
    {-59230, 1},  {-54190, 0},  {-50662, 1},  {-45454, 0},  {-41926, 1},  {-36718, 0},  {-33190, 1},  {-27982, 0},
    {-24454, 1},  {-19078, 0},  {-16390, 1},  {16034, 0},   {19394, 1},   {24770, 0},   {28130, 1},   {33506, 0},
    {36866, 1},   {42242, 0},   {45602, 1},   {50978, 0},   {54506, 1},   {59714, 0},   {63242, 1},   {68450, 0},
    {71978, 1},   {77354, 0},   {80714, 1},   {86090, 0},   {89450, 1},   {94826, 0},   {98521, 1},   {103561, 0},
    {107257, 1},  {112297, 0},  {115993, 1},  {121033, 0},  {124729, 1},  {129937, 0},  {133633, 1},  {138673, 0},
    {142369, 1},  {147409, 0},  {151105, 1},  {156145, 0},  {159841, 1},  {164881, 0},  {168577, 1},  {173785, 0},
    {177313, 1},  {182521, 0},  {186217, 1},  {191257, 0},  {194953, 1},  {199993, 0},  {203689, 1},  {208729, 0},
    {212425, 1},  {217465, 0},  {221161, 1},  {226201, 0},
}};

constexpr std::int64_t hour = 3'600'000;

/// 01:00 UTC of the last Sunday of a month, in milliseconds.
std::int64_t last_sunday(int year, unsigned month) {
  const day last = last_of_month(make_day(year, month, 1));
  const std::int32_t weekday = ((last.number % 7) + 7 + 4) % 7;  // 1970-01-01 was a Thursday; Sunday is 0
  return at_hour(last - weekday, 1).milliseconds;
}

std::int64_t hours_before_utc(instant utc) {
  const int year = to_civil(day_of(utc)).year;
  if (year >= 1996) return utc.milliseconds >= last_sunday(year, 3) && utc.milliseconds < last_sunday(year, 10) ? 1 : 0;
  const auto next = std::upper_bound(changes.begin(), changes.end(), utc.milliseconds,
                                     [](std::int64_t t, const auto& change) { return t < change.first * hour; });
  return next == changes.begin() ? 0 : (next - 1)->second;
}

}  // namespace

instant uk_clock(instant utc) { return {utc.milliseconds + hours_before_utc(utc) * hour}; }

day uk_day_of(instant utc) { return day_of(uk_clock(utc)); }

}  // namespace ascof

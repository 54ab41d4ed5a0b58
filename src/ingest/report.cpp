#include "ascof/ingest/report.hpp"

namespace ascof {
namespace {

std::uint64_t sum_over(const std::vector<file_report>& files, std::uint64_t file_report::*count) {
  std::uint64_t sum = 0;
  for (const file_report& file : files) sum += file.*count;
  return sum;
}

}  // namespace

std::uint64_t ingest_report::rows_in() const { return sum_over(files, &file_report::rows_in); }
std::uint64_t ingest_report::rows_kept() const { return sum_over(files, &file_report::rows_kept); }
std::uint64_t ingest_report::rows_rejected() const { return sum_over(files, &file_report::rows_rejected); }

}  // namespace ascof

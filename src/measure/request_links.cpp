#include "ascof/measure/request_links.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "ascof/cld/categories.hpp"
#include "ascof/core/instant.hpp"
#include "ascof/episodes/timeline.hpp"
#include "builder_checks.hpp"

namespace ascof {
namespace {

enum input : std::size_t { is_request, is_assessment, is_service, responds_itself, leads_on };
enum column : std::size_t { request, response, service, response_kind, overlaps };

/// Where a request's waiting ends: positions on the timeline.
struct waiting {
  std::size_t request = nowhere;
  std::size_t response = nowhere;
  std::size_t service = nowhere;
  bool overlaps = false;
};

class bound_links : public bound_builder {
 public:
  explicit bound_links(const bound_study& of)
      : start_(of.people.events().days(event::start)),
        imported_(of.people.events().text(event::import_date),
                  [](std::string_view text) { return parse_instant(text).value_or(instant{}).milliseconds; }),
        record_(of.people.events().wides(event::record_id)) {}

  void build(std::size_t, const builder_inputs& in, unit_writer& to) const override {
    if (in.rows(is_request).empty()) return;
    std::vector<step> timeline;
    const auto add = [&](std::uint32_t row, step_kind kind) {
      if (start_[row]) timeline.push_back({start_[row], kind, imported_[row], record_[row], row});
    };
    // An event that is several of them is a service first, then an assessment.
    for (const std::uint32_t row : in.rows(is_service)) add(row, step_kind::service);
    for (const std::uint32_t row : in.rows(is_assessment))
      if (!in.holds(is_service, row)) add(row, step_kind::assessment);
    for (const std::uint32_t row : in.rows(is_request))
      if (!in.holds(is_service, row) && !in.holds(is_assessment, row)) add(row, step_kind::request);
    order_timeline(timeline);
    follow(timeline, in, [&](const waiting& w) {
      to.add();
      to.set_event(request, timeline[w.request].row);
      if (w.response != nowhere) {
        to.set_event(response, timeline[w.response].row);
        to.set_code(response_kind, 1 + static_cast<code>(timeline[w.response].kind));
      }
      if (w.service != nowhere) to.set_event(service, timeline[w.service].row);
      to.set_truth(overlaps, w.overlaps);
    });
  }

 private:
  /// Links every request of an ordered timeline to its first response and first service, in order.
  template <typename Found>
  void follow(std::span<const step> timeline, const builder_inputs& in, Found found) const {
    std::size_t latest_response = 0;  // positions count from 1 here, so that 0 is "none yet"
    std::size_t latest_service = 0;
    std::size_t previous_reach = 0;
    for (std::size_t i = 0; i < timeline.size(); ++i) {
      if (timeline[i].kind != step_kind::request) continue;
      waiting w{i, nowhere, nowhere, false};
      const std::size_t assessment = first_after(timeline, i, step_kind::assessment);
      const std::size_t next_service = first_after(timeline, i, step_kind::service);
      const bool itself = in.holds(responds_itself, timeline[i].row) &&
                          (assessment == nowhere || timeline[assessment].start > timeline[i].start);
      w.response = itself ? i : std::min(assessment, next_service);
      w.service = next_service;
      // A block of assessments that leads nowhere ends the waiting for a service.
      if (w.response != nowhere && timeline[w.response].kind == step_kind::assessment) {
        const std::span<const step> run = run_around(timeline, w.response);
        if (std::none_of(run.begin(), run.end(), [&](const step& s) { return in.holds(leads_on, s.row); }))
          w.service = nowhere;
      }
      const std::size_t own = i + 1;
      const std::size_t responded = w.response == nowhere ? 0 : w.response + 1;
      const std::size_t served = w.service == nowhere ? 0 : w.service + 1;
      w.overlaps = previous_reach > own || (responded != 0 && responded <= latest_response) ||
                   (served != 0 && served <= latest_service);
      previous_reach = std::max(responded, served);
      latest_response = std::max(latest_response, responded);
      latest_service = std::max(latest_service, served);
      found(w);
    }
  }

  const day_column& start_;
  category_column<std::int64_t> imported_;
  const wide_column& record_;
};

}  // namespace

episode_frame link_requests(const expr& request, const expr& assessment, const expr& service, const expr& own_response,
                            const expr& leads_to_service) {
  auto made = std::make_shared<episode_builder>();
  made->name = "request links";
  made->inputs = {request, assessment, service, own_response, leads_to_service};
  made->picking = 3;
  made->key = "request links(";
  for (const expr& e : made->inputs) {
    expect_events(e, "request links");
    expect_all_of_history(e, "request links");
    made->key += short_identity(e) + "; ";
  }
  made->recipe = {.maker = "request links", .parts = made->inputs};
  made->columns = {{"request", value_kind::unit},
                   {"response", value_kind::unit},
                   {"service", value_kind::unit},
                   {"response_kind", value_kind::text, {"Request", "Assessment", "Service"}},
                   {"overlaps", value_kind::truth}};
  made->bind = [](const bound_study& of, std::span<const period>) { return std::make_unique<bound_links>(of); };
  return made;
}

}  // namespace ascof

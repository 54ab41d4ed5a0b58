/// @file wording.hpp
/// The categories of client level data in both releases of the specification, and how real extracts misspell them.
///
/// Texts are those of the public specification as quoted in open sources. Where the Release 2 list is not public
/// (routes of access, review reasons, methods, outcomes achieved) the Release 1 text is put into the same form.
#pragma once

#include <algorithm>
#include <array>
#include <cctype>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ascof::generator {

/// No value given.
inline constexpr std::uint8_t blank = 255;

enum class category : std::uint8_t {
  gender,
  ethnicity,
  client_type,
  reason,
  accommodation,
  employment,
  has_carer,
  autism,
  visual,
  hearing,
  dementia,
  funding,
  event_type,
  outcome,
  route,
  assessment_type,
  needs,
  assessment_method,
  caring_hours,
  service_type,
  component,
  delivery,
  frequency,
  review_reason,
  achieved,
  review_method,
  count
};

inline constexpr std::size_t category_count = static_cast<std::size_t>(category::count);

enum class release : std::uint8_t { r1, r2 };

struct wording {
  std::string_view r1;
  std::string_view r2;
};

// The model speaks of a category by these names; their numbers are positions in the lists below.
namespace gender {
enum : std::uint8_t { male, female, other, unknown };
}
namespace client_type {
enum : std::uint8_t { service_user, carer, carer_by_association };
}
namespace reason {
enum : std::uint8_t {
  mobility,
  personal_care,
  visual,
  hearing,
  dual,
  memory,
  learning_disability,
  mental_health,
  substance,
  asylum,
  isolation,
  carer,
  unknown
};
}
namespace accommodation {
enum : std::uint8_t {
  owner,
  tenant_social,
  tenant_private,
  with_family,
  supported,
  shared_lives,
  approved_premises,
  sheltered,
  mobile,
  rough,
  shelter,
  refuge,
  temporary_by_council,
  guest,
  hospital,
  care_home,
  nursing_home,
  prison,
  other_temporary,
  unknown
};
}
namespace employment {
enum : std::uint8_t { under_16_hours, from_16_hours, hours_unknown, seeking, retired, voluntary, unknown };
}
namespace event_type {
enum : std::uint8_t { request, assessment, service, review, link };  // link: a carer's row that holds no event
}
namespace outcome {
enum : std::uint8_t {
  reablement,
  assessment,
  reassessment,
  financial_assessment,
  support_planning,
  no_change,
  provision,
  end_of_life,
  hospital,
  moved_away,
  nhs_funded,
  self_funded,
  information,
  other_service,
  declined,
  deceased,
  as_planned,
  ended_other,
  no_services,
  other
};
}
namespace route {
enum : std::uint8_t {
  transition,
  discharge,
  diversion,
  community,
  prison,
  self_funder,
  after_reablement,
  other_council
};
}
namespace assessment_type {
enum : std::uint8_t { short_term, long_term, financial };
}
namespace method {
enum : std::uint8_t { carer_only, service_user_only, both };
}
namespace service_type {
enum : std::uint8_t {
  nursing,
  residential,
  community,
  prison,
  st_max,
  low_level,
  other_short,
  direct_to_carer,
  involving_cared_for
};
}
namespace component {
enum : std::uint8_t {
  reablement,
  short_nursing,
  short_residential,
  long_nursing,
  long_residential,
  home_support,
  day_support,
  meals,
  transport,
  equipment,
  direct_payment,
  shared_lives,
  supported_living,
  extra_care,
  social_worker,
  professional,
  learning,
  end_of_life,
  emergency,
  other_short,
  other_long,
  carer_respite,
  carer_sitting,
  carer_universal,
  other_carer
};
}
namespace delivery {
enum : std::uint8_t { direct_payment, managed_budget, commissioned, metering };
}
namespace frequency {
enum : std::uint8_t { session, hourly, daily, weekly, fortnightly, four_weekly, monthly, quarterly, annually, one_off };
}
namespace review_reason {
enum : std::uint8_t { planned, hospital, carer, safeguarding, other, provider_failure, commissioning, short_term };
}

namespace wordings {
// clang-format off
inline constexpr wording gender[] = {{"Male", "Male"}, {"Female", "Female"}, {"Other", "Other"}, {"Unknown", "Unknown"}};
inline constexpr wording ethnicity[] = {
  {"White - English, Welsh, Scottish, Northern Irish or British", "White: English, Welsh, Scottish, Northern Irish or British"},
  {"White - Irish", "White: Irish"},
  {"White - Gypsy or Irish Traveller", "White: Gypsy or Irish Traveller"},
  {"White - Roma", "White: Roma"},
  {"White - Any other White background", "White: Any other White background"},
  {"Mixed or multiple ethnic groups - White and Black Caribbean", "Mixed or multiple ethnic groups: White and Black Caribbean"},
  {"Mixed or multiple ethnic groups - White and Black African", "Mixed or multiple ethnic groups: White and Black African"},
  {"Mixed or multiple ethnic groups - White and Asian", "Mixed or multiple ethnic groups: White and Asian"},
  {"Mixed or multiple ethnic groups - Any other Mixed or multiple ethnic background", "Mixed or multiple ethnic groups: Any other Mixed or multiple ethnic background"},
  {"Asian or Asian British - Indian", "Asian or Asian British: Indian"},
  {"Asian or Asian British - Pakistani", "Asian or Asian British: Pakistani"},
  {"Asian or Asian British - Bangladeshi", "Asian or Asian British: Bangladeshi"},
  {"Asian or Asian British - Chinese", "Asian or Asian British: Chinese"},
  {"Asian or Asian British - Any other Asian background", "Asian or Asian British: Any other Asian background"},
  {"Black, Black British, Caribbean or African - African", "Black, Black British, Caribbean or African: African"},
  {"Black, Black British, Caribbean or African - Caribbean", "Black, Black British, Caribbean or African: Caribbean"},
  {"Black, Black British, Caribbean or African - Any other Black, Black British or Caribbean background", "Black, Black British, Caribbean or African: Any other Black, Black British or Caribbean background"},
  {"Other ethnic group - Arab", "Other ethnic group: Arab"},
  {"Other ethnic group - Any other ethnic group", "Other ethnic group: Any other ethnic group"},
  {"No data - Refused", "No data: Refused"},
  {"No data - Undeclared or Not known", "No data: Undeclared or not known"}};
inline constexpr wording client_type[] = {
  {"Service User", "Service user"}, {"Carer", "Unpaid carer"}, {"Carer known by association", "Unpaid carer known by association"}};
inline constexpr wording reason[] = {
  {"Physical Support: Access & mobility only", "Physical support: Access and mobility only"},
  {"Physical Support: Personal care support", "Physical support: Personal care support"},
  {"Sensory Support: Support for visual impairment", "Sensory support: Support for visual impairment"},
  {"Sensory Support: Support for hearing impairment", "Sensory support: Support for hearing impairment"},
  {"Sensory Support: Support for dual impairment", "Sensory support: Support for dual impairment"},
  {"Support with Memory & Cognition", "Support with memory and cognition"},
  {"Learning Disability Support", "Learning disability support"},
  {"Mental Health Support", "Mental health support"},
  {"Social Support: Substance misuse support", "Social support: Substance misuse support"},
  {"Social Support: Asylum seeker support", "Social support: Asylum seeker support"},
  {"Social Support: Support for Social Isolation/Other", "Social support: Support for social isolation or other reason"},
  {"Social Support: Support to Carer", "Social support: Support to unpaid carer"},
  {"Unknown", "Unknown"}};
inline constexpr wording accommodation[] = {
  {"Owner occupier or shared ownership scheme", "Owner occupier or shared ownership scheme"},
  {"Tenant", "Tenant: Local authority or other social housing provider"},
  {"Tenant - private landlord", "Tenant: Private landlord"},
  {"Settled mainstream housing with family / friends", "Settled mainstream housing with family or friends"},
  {"Supported accommodation / supported lodgings / supported group home", "Supported accommodation, supported lodgings or supported group home"},
  {"Shared Lives scheme", "Shared Lives scheme"},
  {"Approved premises for offenders released from prison or under probation supervision", "Approved premises for offenders released from prison or under probation supervision"},
  {"Sheltered housing / extra care housing / other sheltered housing", "Sheltered housing, extra care housing or other sheltered housing"},
  {"Mobile accommodation for Gypsy / Roma and Traveller communities", "Mobile accommodation for Gypsy, Roma and Traveller communities"},
  {"Rough sleeper / squatting", "Rough sleeper or squatting"},
  {"Night shelter / emergency hostel / direct access hostel", "Night shelter, emergency hostel or direct access hostel"},
  {"Refuge", "Refuge"},
  {"Placed in temporary accommodation by the council (inc. homelessness resettlement)", "Placed in temporary accommodation by the council (inc. homelessness resettlement)"},
  {"Staying with family / friends as a short-term guest", "Staying with family or friends as a short term guest"},
  {"Acute / long-term healthcare residential facility or hospital", "Acute hospital or long term healthcare residential facility"},
  {"Registered care home", "Registered care home"},
  {"Registered nursing home", "Registered nursing home"},
  {"Prison / Young offenders institution / detention centre", "Prison, young offenders institution or detention centre"},
  {"Other temporary accommodation", "Other temporary accommodation"},
  {"Unknown", "Unknown"}};
inline constexpr wording employment[] = {
  {"Paid: Less than 16 hours a week", "Paid: Less than 16 hours a week"},
  {"Paid: 16 or more hours a week", "Paid: 16 or more hours a week"},
  {"Paid: Hours per week unknown", "Paid: Hours per week unknown"},
  {"Not in Paid Employment (seeking work)", "Not in paid employment: Seeking work"},
  {"Not in Paid Employment (not actively seeking work / retired)", "Not in paid employment: Not actively seeking work or retired"},
  {"Not in Paid Employment (voluntary work only)", "Not in paid employment: Voluntary work only"},
  {"Unknown", "Unknown"}};
inline constexpr wording yes_no[] = {{"Yes", "Yes"}, {"No", "No"}, {"Unknown", "Unknown"}};
inline constexpr wording visual[] = {
  {"Blind/severely sight impaired", "Blind/severely sight impaired"},
  {"Partial sight/sight impaired", "Partial sight/sight impaired"},
  {"No visual impairment", "No visual impairment"},
  {"Visual impairment - severity unknown", "Visual impairment - severity unknown"},
  {"Unknown", "Unknown"}};
inline constexpr wording hearing[] = {
  {"Deaf with speech", "Deaf with speech"},
  {"Deaf without speech", "Deaf without speech"},
  {"Hard of hearing", "Hard of hearing"},
  {"No hearing impairment", "No hearing impairment"},
  {"Hearing impairment - severity unknown", "Hearing impairment: Severity unknown"},
  {"Unknown", "Unknown"}};
inline constexpr wording funding[] = {
  {"18(3) (full cost client)", "Fully client funded"},
  {"Joint Client and Social Care Funded", "Joint client and social care funded"},
  {"Fully Social Care Funded", "Fully social care funded"},
  {"Unknown - Individual Level", "Unknown"}};
inline constexpr wording event_type[] = {
  {"Request", "Request"}, {"Assessment", "Assessment"}, {"Service", "Service"}, {"Review", "Review"}};
inline constexpr wording outcome[] = {
  {"Progress to Reablement/ST-Max", "Progress to reablement/ST-Max"},
  {"Progress to Assessment", "Progress to assessment, review or reassessment"},
  {"Progress to Re-assessment / Unplanned Review", "Progress to assessment, review or reassessment"},
  {"Progress to financial assessment", "Progress to support planning or services"},
  {"Progress to Support Planning / Services", "Progress to support planning or services"},
  {"No change in package", "Continuation of support or services"},
  {"Provision of service", "Continuation of support or services"},
  {"Progress to End of Life Care", "Progress to support planning or services"},
  {"Admitted to hospital", "Admitted to hospital"},
  {"NFA - Moved to another LA", "NFA: Responsibility moved to another local authority"},
  {"NFA - 100% NHS funded care", "NFA: Referral to NHS services or NHS funded social care"},
  {"NFA - Self-funded client (Inc. 12wk disregard)", "NFA: Self-funded client or under 12wk disregard"},
  {"NFA - Information & Advice / Signposting only", "NFA: Information and advice or signposting"},
  {"NFA- Other", "NFA: Referral to other service within the local authority"},
  {"NFA - Support declined", "NFA: Support declined"},
  {"NFA - Deceased", "NFA: Deceased"},
  {"Service ended as planned", "NFA: Support ended as planned"},
  {"NFA - Support ended: Other reason", "NFA: Support ended for other reason"},
  {"NFA - No services offered: Other reason", "NFA: No services offered for other reason"},
  {"NFA- Other", "NFA: Other"}};
inline constexpr wording route[] = {
  {"Planned Entry (Transition)", "Planned entry (transition)"},
  {"Discharge from Hospital", "Discharge from hospital"},
  {"Diversion from Hospital Services", "Diversion from hospital services"},
  {"Community / Other route", "Community or other route"},
  {"Prison", "Prison"},
  {"Self-Funder", "Community or other route"},
  {"Discharge from Reablement", "Discharge from reablement"},
  {"Transfer from Other LA", "Transfer from other local authority"}};
inline constexpr wording assessment_type[] = {
  {"Short Term Assessment", "Short term assessment"},
  {"Long Term Assessment", "Long term assessment"},
  {"Financial Assessment", "Short term assessment"}};
inline constexpr wording method[] = {
  {"Carer only", "Unpaid carer only"},
  {"Service user only", "Service user only"},
  {"Service user and carer", "Service user and unpaid carer"}};
inline constexpr wording caring_hours[] = {
  {"0-19 hours", "0-19 hours"}, {"20-34 hours", "20-34 hours"}, {"35-49 hours", "35-49 hours"},
  {"50 or more hours", "50 or more hours"}, {"Unknown", "Unknown"}};
inline constexpr wording service_type[] = {
  {"Long Term Support: Nursing Care", "Long term support: Nursing care"},
  {"Long Term Support: Residential Care", "Long term support: Residential care"},
  {"Long Term Support: Community", "Long term support: Community"},
  {"Long Term Support: Prison", "Long term support: Prison"},
  {"Short Term Support: ST-Max", "Short term support: ST-Max"},
  {"Short Term Support: Ongoing Low Level", "Short term support: Ongoing low level"},
  {"Short Term Support: Other Short Term", "Short term support: Other short term"},
  {"Carer Support: Direct to Carer", "Unpaid carer support: Direct to unpaid carer"},
  {"Carer Support: Support involving the person cared-for", "Unpaid carer support: Support involving the person cared-for"}};
inline constexpr wording component[] = {
  {"Reablement", "Reablement"},
  {"Short Term Nursing Care", "Short term nursing care"},
  {"Short Term Residential Care", "Short term residential care"},
  {"Long Term Nursing Care", "Long term nursing care"},
  {"Long Term Residential Care", "Long term residential care"},
  {"Home Support", "Home support or domiciliary care"},
  {"Day Support", "Day support"},
  {"Meals", "Meals"},
  {"Transport", "Transport"},
  {"Equipment", "Equipment"},
  {"Direct Payment", "Direct payment"},
  {"Shared Lives", "Shared Lives"},
  {"Community Supported Living", "Community supported living"},
  {"Extra care housing", "Extra care housing"},
  {"Professional Support- Social Worker", "Professional support: Social worker"},
  {"Professional Support", "Professional support: Other"},
  {"Learning/Education/Employment Support", "Learning, education or employment support"},
  {"End of Life Care", "End of life care"},
  {"Emergency Support", "Emergency support"},
  {"Other Short Term Support", "Other short term support"},
  {"Other Long Term Support", "Other long term support"},
  {"Carer Respite", "Unpaid carer respite"},
  {"Carer Sitting Service", "Unpaid carer sitting service"},
  {"Carer Universal Services", "Unpaid carer universal services"},
  {"Other Carer Support", "Other unpaid carer support"}};
inline constexpr wording delivery[] = {
  {"Direct Payment", "Direct payment"},
  {"CASSR Managed Personal Budget", "CASSR managed personal budget"},
  {"CASSR Commissioned Support", "CASSR commissioned support"},
  {"Self-Funder Metering Only", "Self-Funder Metering Only"}};  // was never to be used, and is
inline constexpr wording frequency[] = {
  {"Per session", "Per session"}, {"Hourly", "Hourly"}, {"Daily", "Daily"}, {"Weekly", "Weekly"},
  {"Fortnightly", "Fortnightly"}, {"4-weekly", "4-weekly"}, {"Monthly", "Monthly"}, {"Quarterly", "Quarterly"},
  {"Annually", "Annually"}, {"One-off", "One-off"}};
inline constexpr wording review_reason[] = {
  {"Planned", "Planned"},
  {"Unplanned - Hospital (Planned and unplanned episodes)", "Unplanned: Hospital (planned and unplanned episodes)"},
  {"Unplanned - Carer related", "Unplanned: Unpaid carer related"},
  {"Unplanned - Safeguarding concern", "Unplanned: Safeguarding concern"},
  {"Unplanned - Other Reason", "Unplanned: Other reason"},
  {"Unplanned - Provider Failure", "Unplanned: Provider failure"},
  {"Unplanned - Change in Commissioning arrangements", "Unplanned: Change in commissioning arrangements"},
  {"Planned", "Review of short term support"}};
inline constexpr wording achieved[] = {
  {"Fully Met", "Fully achieved"}, {"Partially Met", "Partially achieved"}, {"Not Met", "Not achieved"}};
// clang-format on
}  // namespace wordings

/// The list of one category.
inline std::span<const wording> wordings_of(category c) {
  switch (c) {
    case category::gender: return wordings::gender;
    case category::ethnicity: return wordings::ethnicity;
    case category::client_type: return wordings::client_type;
    case category::reason: return wordings::reason;
    case category::accommodation: return wordings::accommodation;
    case category::employment: return wordings::employment;
    case category::has_carer:
    case category::autism:
    case category::dementia:
    case category::needs: return wordings::yes_no;
    case category::visual: return wordings::visual;
    case category::hearing: return wordings::hearing;
    case category::funding: return wordings::funding;
    case category::event_type: return wordings::event_type;
    case category::outcome: return wordings::outcome;
    case category::route: return wordings::route;
    case category::assessment_type: return wordings::assessment_type;
    case category::assessment_method:
    case category::review_method: return wordings::method;
    case category::caring_hours: return wordings::caring_hours;
    case category::service_type: return wordings::service_type;
    case category::component: return wordings::component;
    case category::delivery: return wordings::delivery;
    case category::frequency: return wordings::frequency;
    case category::review_reason: return wordings::review_reason;
    case category::achieved: return wordings::achieved;
    case category::count: break;
  }
  return {};
}

/// How a text was typed. One misspelling per text is enough: a council's system offers a list, and its errors repeat.
enum class spelling : std::uint8_t { right, misspelt, trailing_blank, upper, lower, count };

inline std::string spelt(std::string_view text, spelling how) {
  std::string result(text);
  const auto each = [&](auto change) {
    std::transform(result.begin(), result.end(), result.begin(),
                   [&](char c) { return static_cast<char>(change(static_cast<unsigned char>(c))); });
  };
  switch (how) {
    case spelling::misspelt: {
      // Two neighbouring letters change places, at the first place after the middle where that shows.
      const std::size_t middle = result.size() / 2;
      for (std::size_t i = middle; i + 1 < result.size(); ++i) {
        if (std::isalpha(static_cast<unsigned char>(result[i])) != 0 &&
            std::isalpha(static_cast<unsigned char>(result[i + 1])) != 0 && result[i] != result[i + 1]) {
          std::swap(result[i], result[i + 1]);
          return result;
        }
      }
      return result + "s";
    }
    case spelling::trailing_blank: return result + " ";
    case spelling::upper: each([](unsigned char c) { return std::toupper(c); }); return result;
    case spelling::lower: each([](unsigned char c) { return std::tolower(c); }); return result;
    case spelling::right:
    case spelling::count: break;
  }
  return result;
}

/// Every text of every category in both releases and all spellings, quoted for CSV where it has to be.
class phrase_book {
 public:
  phrase_book() {
    for (std::size_t c = 0; c < category_count; ++c) {
      first_[c] = texts_.size();
      for (const wording& w : wordings_of(static_cast<category>(c))) {
        for (const std::string_view text : {w.r1, w.r2}) {
          for (std::size_t how = 0; how < spellings; ++how) {
            texts_.push_back(quoted(spelt(text, static_cast<spelling>(how))));
          }
        }
      }
    }
  }

  std::string_view operator()(category c, std::uint8_t value, release in, spelling how = spelling::right) const {
    if (value == blank) return {};
    const std::size_t text = std::size_t{2} * value + static_cast<std::size_t>(in);
    return texts_[first_[static_cast<std::size_t>(c)] + text * spellings + static_cast<std::size_t>(how)];
  }

  static std::string quoted(std::string_view text) {
    if (text.find_first_of(",\"\r\n") == std::string_view::npos) return std::string(text);
    std::string result = "\"";
    for (const char c : text) {
      result += c;
      if (c == '"') result += c;
    }
    return result + '"';
  }

 private:
  static constexpr std::size_t spellings = static_cast<std::size_t>(spelling::count);
  std::vector<std::string> texts_;
  std::array<std::size_t, category_count> first_{};
};

}  // namespace ascof::generator

"""The kinds of record that come with the library, a class each: ``ascof.tables.SafeguardingConcern``.

Rows of them are read by `ascof.read_record_table` and stand in an `ascof.Study`.
"""

# Written by generate_tables.py from the lists of the library; `make stubs` writes it again.

from __future__ import annotations

from typing import Literal, overload

from ascof import _core
from ascof._algebra import Date, Number, Text, Texts
from ascof._record_types import Rows, Shipped


class SafeguardingConcern(Shipped, name="safeguarding_concern"):
    """A row is a concern that an adult is at risk of abuse."""

    concern_id: Text
    """Council's reference of the concern, unique within the council."""
    la_code: Text
    """Three-digit code of the council where the abuse happened."""
    person_id: Text
    """Council's person reference of the adult at risk. Blank: the concern counts, but in no measure of people or
    repeats.
    """
    date_received: Date
    """Day the concern reached the council."""
    date_decided: Date
    """Day of the decision whether to enquire. Blank: not decided yet."""
    decision: Text
    """What was decided. One of: Section 42 enquiry; Other safeguarding enquiry; No enquiry: advice and guidance; No
    enquiry: passed to another service; No enquiry: no action.
    """
    abuse_types: Texts
    """Alleged types, several separated by semicolons."""
    source_of_referral: Text
    """Who raised it; free text, not used by a measure."""
    date_of_birth: Date
    """Date of birth of the adult. Needed for age bands only."""
    date_of_death: Date
    """Date of death; age is at the period's end or at death."""
    gender: Text
    """Gender as recorded. One of: Male; Female; Not known; Other."""
    ethnicity: Text
    """Ethnic group (broad). One of: White; Mixed / Multiple; Asian / Asian British; Black / African / Caribbean / Black
    British; Other Ethnic Group; Refused; Undeclared / Not Known.
    """
    primary_support_reason: Text
    """Primary support reason. One of: Physical Support; Sensory Support; Support with Memory and Cognition; Learning
    Disability Support; Mental Health Support; Social Support; No Support Reason; Not Known.
    """


class SafeguardingEnquiry(Shipped, name="safeguarding_enquiry"):
    """A row is an enquiry into a concern."""

    enquiry_id: Text
    """Council's reference of the enquiry, unique within the council."""
    concern_id: Text
    """The concern it came from. Blank or unknown: an enquiry without a concern; it counts in every measure but links to
    none.
    """
    la_code: Text
    """Council where the abuse happened."""
    person_id: Text
    """Council's person reference of the adult at risk."""
    enquiry_type: Text
    """Section 42 or other. One of: Section 42; Other."""
    date_begun: Date
    """Day the enquiry began."""
    date_concluded: Date
    """Day it was concluded. Blank: still open."""
    abuse_types: Texts
    """Types found at conclusion, several separated by semicolons."""
    locations: Texts
    """Locations, several separated by semicolons."""
    sources_of_risk: Texts
    """Sources of risk, several separated by semicolons. One of: Service Provider; Other - Known to individual; Other -
    Unknown to individual.
    """
    risk_assessment: Text
    """Result of the risk assessment, one per concluded enquiry. One of: Risk identified and action taken; Risk
    identified and no action taken; Risk Assessment inconclusive and action taken; Risk Assessment inconclusive and
    no action taken; No risk identified and action taken; No risk identified and no action taken; Enquiry ceased at
    individual's request and no action taken.
    """
    risk_outcome: Text
    """Outcome where a risk was identified. One of: Risk remained; Risk reduced; Risk removed."""
    lacked_capacity: Text
    """Whether the adult lacked capacity. One of: Yes, they lacked capacity; No, they did not lack capacity; Don't know;
    Not recorded.
    """
    supported: Text
    """Of those lacking capacity: supported by an advocate, family or friend. One of: Yes; No."""
    msp_asked: Text
    """Making Safeguarding Personal: asked about desired outcomes. One of: Yes they were asked and outcomes were
    expressed; Yes they were asked but no outcomes were expressed; No; Don't Know; Not Recorded.
    """
    msp_outcome: Text
    """Where outcomes were expressed: whether achieved. One of: Fully Achieved; Partially Achieved; Not Achieved."""
    felt_safer: Text
    """Did the adult feel safer afterwards (local question). One of: Yes; Partly; No; Not asked."""
    date_of_birth: Date
    """Date of birth of the adult. Needed for age bands only."""
    date_of_death: Date
    """Date of death; age is at the period's end or at death."""
    gender: Text
    """Gender as recorded. One of: Male; Female; Not known; Other."""
    ethnicity: Text
    """Ethnic group (broad). One of: White; Mixed / Multiple; Asian / Asian British; Black / African / Caribbean / Black
    British; Other Ethnic Group; Refused; Undeclared / Not Known.
    """
    primary_support_reason: Text
    """Primary support reason. One of: Physical Support; Sensory Support; Support with Memory and Cognition; Learning
    Disability Support; Mental Health Support; Social Support; No Support Reason; Not Known.
    """


class SafeguardingPlan(Shipped, name="safeguarding_plan"):
    """A row is a protection plan of an adult."""

    plan_id: Text
    """Reference of the protection plan."""
    la_code: Text
    """Council."""
    person_id: Text
    """Person reference."""
    enquiry_id: Text
    """Enquiry it came from."""
    date_made: Date
    """Day the plan was made."""
    date_ended: Date
    """Last day of the plan. Blank: in force."""


class SafeguardingPlanReview(Shipped, name="safeguarding_plan_review"):
    """A row is a review of a protection plan."""

    review_id: Text
    """Reference of the review."""
    la_code: Text
    """Council."""
    plan_id: Text
    """Plan reviewed."""
    date_reviewed: Date
    """Day of the review."""


class SafeguardingAdultReview(Shipped, name="safeguarding_adult_review"):
    """A row is a safeguarding adult review."""

    sar_id: Text
    """Reference of the safeguarding adults review (SAR)."""
    la_code: Text
    """Council."""
    date_concluded: Date
    """Day the review was concluded; the date that places it in a year is not confirmed."""
    people_died: Number
    """People who suffered serious harm and died."""
    people_survived: Number
    """People who suffered serious harm and survived."""


class CaseAudit(Shipped, name="case_audit"):
    """A row is an audit of case work."""

    audit_id: Text
    """Reference of the audit."""
    la_code: Text
    """Council."""
    audit_type: Text
    """Safeguarding or multi-agency. One of: Safeguarding; Multi-agency."""
    date_audited: Date
    """Day of the audit."""
    grade: Text
    """Grade; blank: not graded and not counted. One of: Outstanding; Good; Requires improvement; Inadequate; Not rated.
    """


class CaseAuditAction(Shipped, name="case_audit_action"):
    """A row is an action that follows from an audit."""

    action_id: Text
    """Reference of the action."""
    la_code: Text
    """Council."""
    audit_id: Text
    """Audit it came from."""
    date_due: Date
    """Due date."""
    date_closed: Date
    """Day it was closed."""


class SchemeMember(Shipped, name="scheme_member"):
    """A row is a person's time in a scheme."""

    scheme: Text
    """Name of the scheme."""
    la_code: Text
    """Council."""
    person_id: Text
    """Person reference."""
    date_joined: Date
    """Day the person joined."""


class DolsApplication(Shipped, name="dols_application"):
    """A row is an application to deprive a person of liberty."""

    application_id: Text
    """Application reference, one row each."""
    la_code: Text
    """Supervisory body."""
    person_id: Text
    """Person reference, the same over years."""
    date_received: Date
    """Day the council received the application."""
    urgent: Text
    """Urgent included (0/1 in the return). Blank counts as No. One of: Yes; No."""
    urgent_extended: Text
    """The urgent authorisation was extended (once, 7 days). One of: Yes; No."""
    managing_authority_type: Text
    """Kind of care home or hospital. One of: Care home - nursing; Care home - residential; Hospital - acute; Hospital -
    mental health; Hospital - other.
    """
    assessments_completed: Number
    """How many of the six assessments were carried out (0 to 6). The return has one state per assessment (Assessment
    Criteria Status).
    """
    status: Text
    """Application status. One of: Granted; Not granted; Withdrawn; Not yet signed off."""
    date_signed_off: Date
    """Application sign off date: granted, not granted or withdrawn."""
    authorisation_start: Date
    """First day of a granted authorisation."""
    authorisation_end: Date
    """Planned end date: last day of the authorisation as granted."""
    authorisation_actual_end: Date
    """Actual end date, where it ended early."""
    date_of_birth: Date
    """Date of birth of the adult. Needed for age bands only."""
    date_of_death: Date
    """Date of death; age is at the period's end or at death."""
    gender: Text
    """Gender as recorded. One of: Male; Female; Not known; Other."""
    ethnicity: Text
    """Ethnic group (broad). One of: White; Mixed / Multiple; Asian / Asian British; Black / African / Caribbean / Black
    British; Other Ethnic Group; Refused; Undeclared / Not Known.
    """


class CopCase(Shipped, name="cop_case"):
    """A row is a case for the Court of Protection."""

    case_id: Text
    """Reference of the community case."""
    la_code: Text
    """Council."""
    person_id: Text
    """Person reference."""
    date_identified: Date
    """Day the need for an application was identified."""
    date_drafted: Date
    """Application drafted."""
    date_lodged: Date
    """Application lodged with the court."""
    date_order: Date
    """Order made."""
    date_closed: Date
    """Closed without need of an order."""


class AscsResponse(Shipped, name="ascs_response"):
    """A row is a person sampled for the adult social care survey."""

    la_code: Text
    """Council."""
    survey_year: Text
    """Survey year, such as 2024-25."""
    serial_no: Text
    """Serial number of the sampled person, unique in council and year."""
    response: Text
    """Whether the person answered. Rows of those who did not stay in the file. One of: Responded; Returned but not
    usable; No response; Not eligible after all (died, moved, undeliverable).
    """
    questionnaire: Text
    """Kind of questionnaire; 3 and 4 are easy read. One of: Community; Residential or nursing care; Easy read,
    community; Easy read, residential or nursing care.
    """
    age: Number
    """Age in years."""
    gender: Text
    """Gender code. One of: Male; Female; Other."""
    ethnicity: Text
    """Ethnic group code 1 to 18, 98, 99."""
    primary_support_reason: Text
    """Primary support reason code."""
    support_setting: Text
    """Support setting code. One of: Community; Residential Care; Nursing Care."""
    q1: Text
    """Overall satisfaction: 1 to 7 (standard), 1 to 5 (easy read). One of: code 1; code 2; code 3; code 4; code 5; code
    6; code 7.
    """
    q3a: Text
    """Control over daily life. One of: best answer; second; third; worst answer."""
    q4a: Text
    """Personal care: clean and presentable. One of: best answer; second; third; worst answer."""
    q5a: Text
    """Food and drink. One of: best answer; second; third; worst answer."""
    q6a: Text
    """Home clean and comfortable. One of: best answer; second; third; worst answer."""
    q7a: Text
    """Safety. One of: best answer; second; third; worst answer."""
    q8a: Text
    """Social contact. One of: best answer; second; third; worst answer."""
    q9a: Text
    """How time is spent. One of: best answer; second; third; worst answer."""
    q7b: Text
    """Services help in feeling safe. One of: Yes; No."""
    q11: Text
    """How the way of being helped makes one feel (dignity). One of: best answer; second; third; worst answer."""
    q12: Text
    """Ease of finding information; 1 never tried. One of: Never tried; Very easy; Fairly easy; Fairly difficult; Very
    difficult.
    """
    q13: Text
    """General health. One of: code 1; code 2; code 3; code 4; code 5."""
    q15a: Text
    """Ease of daily activities. One of: easily by myself; with difficulty by myself; cannot do by myself."""
    q15b: Text
    """Ease of daily activities. One of: easily by myself; with difficulty by myself; cannot do by myself."""
    q15c: Text
    """Ease of daily activities. One of: easily by myself; with difficulty by myself; cannot do by myself."""
    q15d: Text
    """Ease of daily activities. One of: easily by myself; with difficulty by myself; cannot do by myself."""
    q16a: Text
    """Ease of daily activities. One of: easily by myself; with difficulty by myself; cannot do by myself."""
    q16b: Text
    """Ease of daily activities. One of: easily by myself; with difficulty by myself; cannot do by myself."""
    q16c: Text
    """Ease of daily activities. One of: easily by myself; with difficulty by myself; cannot do by myself."""
    q17: Text
    """Design of the home. The code lists 1 to 4 as valid, the score 1 to 5. One of: code 1; code 2; code 3; code 4;
    code 5.
    """
    q18: Text
    """Getting around outside. One of: best answer; second; third; worst answer."""


class AscsStratum(Shipped, name="ascs_stratum"):
    """A row is a stratum of the adult social care survey of a council and year."""

    la_code: Text
    """Council."""
    survey_year: Text
    """Survey year."""
    stratum: Text
    """Stratum 1 to 4. One of: Learning disability support [all ages]; 18-64, excluding learning disability support; 65
    and over in residential care, excluding learning disability support; 65 and over in the community, excluding
    learning disability support.
    """
    eligible_population: Number
    """People in the stratum at the snapshot (stratum1Pop to stratum4Pop)."""
    sample_size: Number
    """Questionnaires sent (stratum1Sample to stratum4Sample)."""


class SaceResponse(Shipped, name="sace_response"):
    """A row is a carer sampled for the survey of adult carers."""

    la_code: Text
    """Council."""
    survey_year: Text
    """Survey year."""
    serial_no: Text
    """Serial number."""
    response: Text
    """Whether the carer answered. One of: Responded; Returned but not usable; No response; Not eligible after all
    (died, moved, undeliverable).
    """
    age: Number
    """Age of the carer."""
    gender: Text
    """Gender code. One of: Male; Female; Other."""
    satisfaction: Text
    """Satisfaction with support in 12 months (Q4). One of: No support or services in the last 12 months; Extremely
    satisfied; Very satisfied; Quite satisfied; Neither satisfied nor dissatisfied; Quite dissatisfied; Very
    dissatisfied; Extremely dissatisfied.
    """
    q7: Text
    """Occupation: time doing valued things. One of: best answer (2 points); middle answer (1 point); worst answer (0
    points).
    """
    q8: Text
    """Control over daily life. One of: best answer (2 points); middle answer (1 point); worst answer (0 points)."""
    q9: Text
    """Self-care: looking after oneself. One of: best answer (2 points); middle answer (1 point); worst answer (0
    points).
    """
    q10: Text
    """Personal safety. One of: best answer (2 points); middle answer (1 point); worst answer (0 points)."""
    q11: Text
    """Social contact. One of: best answer (2 points); middle answer (1 point); worst answer (0 points)."""
    q12: Text
    """Encouragement and support. One of: best answer (2 points); middle answer (1 point); worst answer (0 points)."""
    information_ease: Text
    """Ease of finding information (Q16 until 2021-22, Q17 since a question was added in 2023-24). One of: Never tried;
    Very easy; Fairly easy; Fairly difficult; Very difficult.
    """
    consulted: Text
    """Involved or consulted in discussions (Q18 until 2021-22, Q19 since). One of: There have been no discussions that
    I am aware of; Always; Usually; Sometimes; Never.
    """


class SacePopulation(Shipped, name="sace_population"):
    """A row is the population of the survey of adult carers of a council and year."""

    la_code: Text
    """Council."""
    survey_year: Text
    """Survey year."""
    eligible_population: Number
    """Eligible carers."""
    sample_size: Number
    """Questionnaires sent."""


class LocalSurveyResponse(Shipped, name="local_survey_response"):
    """A row is an answer to a question of a local survey."""

    survey_id: Text
    """Which survey."""
    survey_type: Text
    """Service users, staff or consultation. One of: Service; Staff; Consultation."""
    la_code: Text
    """Council."""
    respondent_id: Text
    """Number of the respondent within the survey (no person reference)."""
    response_date: Date
    """Day of the answer."""
    question: Text
    """Question key; `culture` asks whether care respects the person's culture, `overall` is the staff question. Read in
    lower case.
    """
    answer: Text
    """Answer. One of: Strongly agree; Agree; Neither agree nor disagree; Disagree; Strongly disagree; Don't know."""
    ethnicity: Text
    """Ethnic group. One of: White; Mixed / Multiple; Asian / Asian British; Black / African / Caribbean / Black
    British; Other Ethnic Group; Refused; Undeclared / Not Known.
    """
    team: Text
    """Team of a member of staff. Read in lower case."""


class Worker(Shipped, name="worker"):
    """A row is a post holder's time in a post."""

    worker_id: Text
    """Reference of the spell of employment, unique within the council's area."""
    la_code: Text
    """Council area."""
    employer: Text
    """Council or independent sector. One of: Council; Independent."""
    employment: Text
    """Directly employed or agency. One of: Directly employed; Agency."""
    role: Text
    """Job role. Read in lower case."""
    team: Text
    """Team. Read in lower case."""
    practitioner: Text
    """Carries assessments and reviews. One of: Yes; No."""
    fte: Number
    """Full-time equivalent; blank counts as 1."""
    date_started: Date
    """First day."""
    date_left: Date
    """Leaving date: no longer in post at the end of that day."""


class Vacancy(Shipped, name="vacancy"):
    """A row is a vacant post."""

    vacancy_id: Text
    """Reference of a vacant post."""
    la_code: Text
    """Council."""
    role: Text
    """Job role. Read in lower case."""
    date_vacant: Date
    """First day vacant."""
    date_filled: Date
    """Day filled or deleted."""


class WorkerMove(Shipped, name="worker_move"):
    """A row is a move of a worker."""

    move_id: Text
    """Reference."""
    la_code: Text
    """Council."""
    worker_id: Text
    """Worker."""
    move_type: Text
    """Promotion or role change. One of: Promotion; Role change."""
    date_moved: Date
    """Day."""


class WorkerTraining(Shipped, name="worker_training"):
    """A row is a worker's training."""

    la_code: Text
    """Council."""
    worker_id: Text
    """Worker."""
    course: Text
    """Course. Read in lower case."""
    required: Text
    """Whether the worker must hold it. One of: Yes; No."""
    date_completed: Date
    """Day completed; blank: enrolled or not done."""
    date_expires: Date
    """Last day in date; blank: does not expire."""


class WorkerQualification(Shipped, name="worker_qualification"):
    """A row is a worker's qualification."""

    la_code: Text
    """Council."""
    worker_id: Text
    """Worker."""
    level: Number
    """Level 1 to 8."""
    state: Text
    """Holds or working towards. One of: Holds; Working towards."""
    date_from: Date
    """Day from which this is so."""


class WorkerApproval(Shipped, name="worker_approval"):
    """A row is a worker's approval for a statutory role."""

    approval_id: Text
    """Reference."""
    la_code: Text
    """Council."""
    worker_id: Text
    """Worker."""
    date_approved: Date
    """Approved as mental health professional."""
    date_ended: Date
    """Day the approval ended."""


class WorkCompleted(Shipped, name="work_completed"):
    """A row is a piece of work that was completed."""

    work_id: Text
    """Reference."""
    la_code: Text
    """Council."""
    activity: Text
    """Assessment or review. One of: Assessment; Review."""
    team: Text
    """Team. Read in lower case."""
    date_completed: Date
    """Day completed."""


class ProviderLocation(Shipped, name="provider_location"):
    """A row is a place from which care is provided."""

    location_id: Text
    """Location reference (CQC: 1-...)."""
    la_code: Text
    """Council area."""
    provider_id: Text
    """Provider."""
    service_type: Text
    """Kind of service. One of: Care home with nursing; Care home without nursing; Home care agency; Supported living;
    Other.
    """
    date_registered: Date
    """Registered since."""
    date_deregistered: Date
    """Day it stopped being registered."""
    contract_start: Date
    """First day of a contract with the council; blank: none."""
    contract_end: Date
    """Last day of the contract."""


class ProviderRating(Shipped, name="provider_rating"):
    """A row is the regulator's rating of a place."""

    rating_id: Text
    """Reference."""
    la_code: Text
    """Council area."""
    location_id: Text
    """Location."""
    date_published: Date
    """Publication date."""
    overall_rating: Text
    """Overall rating. `Not rated` or blank removes an earlier one. One of: Outstanding; Good; Requires improvement;
    Inadequate; Not rated.
    """


class ProviderVisit(Shipped, name="provider_visit"):
    """A row is the council's visit to a place."""

    visit_id: Text
    """Reference."""
    la_code: Text
    """Council."""
    location_id: Text
    """Location visited."""
    date_visited: Date
    """Day."""
    score: Number
    """Quality score 0 to 100."""


class ProviderTest(Shipped, name="provider_test"):
    """A row is a test of a place's business continuity."""

    test_id: Text
    """Reference."""
    la_code: Text
    """Council."""
    location_id: Text
    """Location."""
    date_tested: Date
    """Day the emergency plan was tested."""


class RefPopulation(Shipped, name="ref_population"):
    """A row is the people of a council in an age band."""

    la_code: Text
    """Council."""
    period_start: Date
    """First day of the financial year it serves."""
    age_band: Text
    """Band. One of: 18-64; 65-74; 75-84; 85+."""
    population: Number
    """People."""


class RefStandard(Shipped, name="ref_standard"):
    """A row is England's share of people in an age band."""

    age_band: Text
    """Band. One of: 18-64; 65-74; 75-84; 85+."""
    share: Number
    """Share of England's adults; sums to 1."""


ALL: tuple[type[Rows], ...] = (
    SafeguardingConcern,
    SafeguardingEnquiry,
    SafeguardingPlan,
    SafeguardingPlanReview,
    SafeguardingAdultReview,
    CaseAudit,
    CaseAuditAction,
    SchemeMember,
    DolsApplication,
    CopCase,
    AscsResponse,
    AscsStratum,
    SaceResponse,
    SacePopulation,
    LocalSurveyResponse,
    Worker,
    Vacancy,
    WorkerMove,
    WorkerTraining,
    WorkerQualification,
    WorkerApproval,
    WorkCompleted,
    ProviderLocation,
    ProviderRating,
    ProviderVisit,
    ProviderTest,
    RefPopulation,
    RefStandard,
)
"""All of them."""


@overload
def record_type(name: Literal["safeguarding_concern"]) -> type[SafeguardingConcern]: ...
@overload
def record_type(name: Literal["safeguarding_enquiry"]) -> type[SafeguardingEnquiry]: ...
@overload
def record_type(name: Literal["safeguarding_plan"]) -> type[SafeguardingPlan]: ...
@overload
def record_type(name: Literal["safeguarding_plan_review"]) -> type[SafeguardingPlanReview]: ...
@overload
def record_type(name: Literal["safeguarding_adult_review"]) -> type[SafeguardingAdultReview]: ...
@overload
def record_type(name: Literal["case_audit"]) -> type[CaseAudit]: ...
@overload
def record_type(name: Literal["case_audit_action"]) -> type[CaseAuditAction]: ...
@overload
def record_type(name: Literal["scheme_member"]) -> type[SchemeMember]: ...
@overload
def record_type(name: Literal["dols_application"]) -> type[DolsApplication]: ...
@overload
def record_type(name: Literal["cop_case"]) -> type[CopCase]: ...
@overload
def record_type(name: Literal["ascs_response"]) -> type[AscsResponse]: ...
@overload
def record_type(name: Literal["ascs_stratum"]) -> type[AscsStratum]: ...
@overload
def record_type(name: Literal["sace_response"]) -> type[SaceResponse]: ...
@overload
def record_type(name: Literal["sace_population"]) -> type[SacePopulation]: ...
@overload
def record_type(name: Literal["local_survey_response"]) -> type[LocalSurveyResponse]: ...
@overload
def record_type(name: Literal["worker"]) -> type[Worker]: ...
@overload
def record_type(name: Literal["vacancy"]) -> type[Vacancy]: ...
@overload
def record_type(name: Literal["worker_move"]) -> type[WorkerMove]: ...
@overload
def record_type(name: Literal["worker_training"]) -> type[WorkerTraining]: ...
@overload
def record_type(name: Literal["worker_qualification"]) -> type[WorkerQualification]: ...
@overload
def record_type(name: Literal["worker_approval"]) -> type[WorkerApproval]: ...
@overload
def record_type(name: Literal["work_completed"]) -> type[WorkCompleted]: ...
@overload
def record_type(name: Literal["provider_location"]) -> type[ProviderLocation]: ...
@overload
def record_type(name: Literal["provider_rating"]) -> type[ProviderRating]: ...
@overload
def record_type(name: Literal["provider_visit"]) -> type[ProviderVisit]: ...
@overload
def record_type(name: Literal["provider_test"]) -> type[ProviderTest]: ...
@overload
def record_type(name: Literal["ref_population"]) -> type[RefPopulation]: ...
@overload
def record_type(name: Literal["ref_standard"]) -> type[RefStandard]: ...
@overload
def record_type(name: str) -> type[Rows]: ...
def record_type(name: str) -> type[Rows]:
    """A kind of record that comes with the library, by its name."""
    wanted = _core.record_type_named(name).name
    return next(kind for kind in ALL if kind.declared().name == wanted)

"""The fields of events and people, as type checkers and editors see them."""

# Written by generate_tables.py from the lists of the library; `make stubs` writes it again.

from ascof._algebra import Date, Number, Text


class EventAttributes:
    """A series for each field of the main table."""

    la_code: Text
    """The main table's column LA_Code."""
    la_name: Text
    """The main table's column LA_Name."""
    ref_period_start: Date
    """The main table's column Ref_Period_Start_Date."""
    ref_period_end: Date
    """The main table's column Ref_Period_End_Date."""
    gp_practice_name: Text
    """The main table's column GP_Practice_Name."""
    gp_practice_code: Text
    """The main table's column GP_Practice_Code."""
    gender_raw: Text
    """The main table's column Gender_Raw."""
    gender: Text
    """The main table's column Gender_Cleaned."""
    ethnicity_raw: Text
    """The main table's column Ethnicity_Raw."""
    ethnicity: Text
    """The main table's column Ethnicity_Cleaned."""
    ethnicity_group: Text
    """The main table's column Ethnicity_Grouped."""
    client_type_raw: Text
    """The main table's column Client_Type_Raw."""
    client_type: Text
    """The main table's column Client_Type_Cleaned."""
    primary_support_reason_raw: Text
    """The main table's column Primary_Support_Reason_Raw."""
    primary_support_reason: Text
    """The main table's column Primary_Support_Reason_Cleaned."""
    accommodation_status_raw: Text
    """The main table's column Accommodation_Status_Raw."""
    accommodation_status: Text
    """The main table's column Accommodation_Status_Cleaned."""
    employment_status_raw: Text
    """The main table's column Employment_Status_Raw."""
    employment_status: Text
    """The main table's column Employment_Status_Cleaned."""
    has_unpaid_carer: Text
    """The main table's column Has_Unpaid_Carer."""
    autism_spectrum_disorder: Text
    """The main table's column Autism_Spectrum_Disorder_ASD."""
    visual_impairment: Text
    """The main table's column Visual_Impairment_Cleaned."""
    hearing_impairment: Text
    """The main table's column Hearing_Impairment_Cleaned."""
    dementia: Text
    """The main table's column Dementia."""
    client_funding_status: Text
    """The main table's column Client_Funding_Status_Cleaned."""
    event_type: Text
    """The main table's column Event_Type."""
    start: Date
    """The main table's column Event_Start_Date."""
    end_raw: Date
    """The main table's column Event_End_Date_Raw."""
    end: Date
    """The main table's column Der_Event_End_Date."""
    date_of_death: Date
    """The main table's column Date_of_Death."""
    outcome_raw: Text
    """The main table's column Event_Outcome_Raw."""
    outcome: Text
    """The main table's column Event_Outcome_Cleaned."""
    outcome_rank: Number
    """The main table's column Event_Outcome_Hierarchy."""
    outcome_group: Text
    """The main table's column Event_Outcome_Grouped."""
    route_of_access_raw: Text
    """The main table's column Request_Route_of_Access_Raw."""
    route_of_access: Text
    """The main table's column Request_Route_of_Access_Cleaned."""
    conversation: Number
    """The main table's column Der_Conversation."""
    conversation_1: Number
    """The main table's column Der_Conversation_1."""
    assessment_type_raw: Text
    """The main table's column Assessment_Type_Raw."""
    assessment_type: Text
    """The main table's column Assessment_Type_Cleaned."""
    eligible_needs_identified: Text
    """The main table's column Eligible_Needs_Identified."""
    method_of_assessment: Text
    """The main table's column Method_of_Assessment_Cleaned."""
    hours_caring: Text
    """The main table's column Total_Hrs_Caring_per_week_Cleaned."""
    service_type_raw: Text
    """The main table's column Service_Type_Raw."""
    service_type: Text
    """The main table's column Service_Type_Cleaned."""
    service_type_group: Text
    """The main table's column Service_Type_Grouped."""
    service_component_raw: Text
    """The main table's column Service_Component_Raw."""
    service_component: Text
    """The main table's column Service_Component_Cleaned."""
    delivery_mechanism_raw: Text
    """The main table's column Delivery_Mechanism_Raw."""
    delivery_mechanism: Text
    """The main table's column Delivery_Mechanism_Cleaned."""
    provider_name: Text
    """The main table's column Provider_CQC_Location_Name."""
    provider_id: Text
    """The main table's column Provider_CQC_Location_ID."""
    unit_cost: Number
    """The main table's column Unit_Cost."""
    cost_frequency_raw: Text
    """The main table's column Cost_Frequency_Unit_Type_Raw."""
    cost_frequency: Text
    """The main table's column Cost_Frequency_Unit_Type_Cleaned."""
    planned_units: Number
    """The main table's column Planned_Units_Per_Week."""
    review_reason_raw: Text
    """The main table's column Review_Reason_Raw."""
    review_reason: Text
    """The main table's column Review_Reason_Cleaned."""
    review_type: Text
    """The main table's column Review_Type."""
    review_outcomes: Text
    """The main table's column Review_Outcomes_Achieved_Cleaned."""
    method_of_review: Text
    """The main table's column Method_of_Review_Cleaned."""
    age_at_start: Number
    """The main table's column Der_Age_Event_Start_Date."""
    latest_age: Number
    """The main table's column Der_Latest_Age."""
    age_band: Text
    """The main table's column Der_Age_Band."""
    working_age_band: Text
    """The main table's column Der_Working_Age_Band."""
    record_id: Number
    """The main table's column Der_Unique_Record_ID."""


class PersonAttributes:
    """A series for each detail of a person."""

    la_code: Text
    """The person's la code, as latest known."""
    birth: Date
    """The person's birth, as latest known."""
    date_of_death: Date
    """The person's date of death, as latest known."""
    gender: Text
    """The person's gender, as latest known."""
    ethnicity: Text
    """The person's ethnicity, as latest known."""
    accommodation_status: Text
    """The person's accommodation status, as latest known."""
    employment_status: Text
    """The person's employment status, as latest known."""
    has_unpaid_carer: Text
    """The person's has unpaid carer, as latest known."""
    primary_support_reason: Text
    """The person's primary support reason, as latest known."""
    client_funding_status: Text
    """The person's client funding status, as latest known."""

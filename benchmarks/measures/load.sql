-- Loads a main table, the details of its people and the reference tables into DuckDB. Not timed.
--
-- Texts are compared as the department's database compares them: without regard to case and trailing blanks. Cleaned
-- columns hold the wording of the lists already, so only identifiers and types of event as submitted need care.
--
-- Variables: main_table, person_details (one file for each period, by its last day), councils, population: paths.

CREATE TABLE periods AS
SELECT make_date(y, 4, 1) AS first_day, make_date(y + 1, 3, 31) AS last_day FROM (VALUES (2024), (2025)) AS years(y);

CREATE TABLE councils AS
SELECT LA_Code AS la_code, LA_Area_Code AS area FROM read_csv(getvariable('councils'), all_varchar = true);

CREATE TABLE residents AS
SELECT la_code, Age_Band AS band, Population::BIGINT AS people
FROM read_csv(getvariable('population'), all_varchar = true) JOIN councils ON area = Code
WHERE Geography = 'Local Authority' AND Gender = 'All';  -- a region may have the same code

CREATE TABLE events AS
SELECT
  LA_Code AS la_code,
  lower(rtrim(Der_NHS_LA_Combined_Person_ID)) AS person,
  lower(rtrim(Event_Type)) AS event_type,
  Event_Start_Date::DATE AS start_date,
  Der_Event_End_Date::DATE AS end_date,
  Client_Type_Cleaned AS client_type,
  Service_Type_Cleaned AS service_type,
  Service_Component_Cleaned AS component,
  Delivery_Mechanism_Cleaned AS mechanism,
  Event_Outcome_Cleaned AS outcome,
  Request_Route_of_Access_Cleaned AS route,
  Review_Type AS review_type,
  Primary_Support_Reason_Cleaned AS support_reason,
  Der_Unique_Record_ID::BIGINT AS record
FROM read_csv(getvariable('main_table'), header = true, all_varchar = true);

-- The department works details out for each period; of these columns none depends on it.
CREATE TABLE persons AS
SELECT DISTINCT ON (la_code, person)
  LA_Code AS la_code,
  lower(rtrim(Der_NHS_LA_Combined_Person_ID)) AS person,
  Der_Birth_Date::DATE AS birth,
  Date_of_Death::DATE AS death,
  Gender AS gender,
  Accommodation_Status AS lives,
  Primary_Support_Reason AS reason
FROM read_csv(getvariable('person_details'), header = true, all_varchar = true)
ORDER BY la_code, person;

-- The department's age: whole years of 365.25 days.
CREATE MACRO age_on(birth, on_day) AS floor((on_day - birth) / 365.25);

-- An unknown age counts in the total only; children nowhere.
CREATE TABLE age_groups AS
SELECT * FROM (VALUES ('18 to 64', 18, 64, false), ('65 and above', 65, 999, false), ('Total', 18, 999, true))
  AS g(label, youngest, oldest, unknown_too);
CREATE MACRO in_group(age, youngest, oldest, unknown_too) AS coalesce(age BETWEEN youngest AND oldest, unknown_too);

-- What several definitions say in the same words. Services that end before they start are on at no time.
CREATE MACRO is_long_term(service_type) AS service_type IN (
  'Long term support: Nursing care', 'Long term support: Residential care', 'Long term support: Community',
  'Long term support: Prison');
CREATE MACRO is_on(start_date, end_date, on_day) AS
  start_date <= on_day AND (end_date IS NULL OR (end_date >= on_day AND end_date >= start_date));
CREATE MACRO touches(start_date, end_date, first_day, last_day) AS
  start_date <= last_day AND (end_date IS NULL OR (end_date >= first_day AND end_date >= start_date));
CREATE MACRO alive_on(death, on_day) AS death IS NULL OR death >= on_day;

-- Nursing 1, residential 2, community with direct payment 3, managed budget 4, commissioned support 5 or unknown
-- mechanism 6, prison 7. A component of direct payment says more than the mechanism.
CREATE MACRO setting_of(service_type, component, mechanism) AS CASE
  WHEN service_type = 'Long term support: Nursing care' THEN 1
  WHEN service_type = 'Long term support: Residential care' THEN 2
  WHEN service_type = 'Long term support: Prison' THEN 7
  WHEN component = 'Direct payment' OR mechanism = 'Direct payment' THEN 3
  WHEN mechanism = 'CASSR managed personal budget' THEN 4
  WHEN mechanism = 'CASSR commissioned support' THEN 5
  ELSE 6 END;

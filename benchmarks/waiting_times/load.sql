-- Loads a main table into DuckDB with the types that suit the method best. Not timed.
--
-- What can be done to a value once and for all is done here, in DuckDB's favour (the library classifies each distinct
-- text in every run): spellings of event types are recognised, categories become enumerations, the person and the date
-- of import become small numbers. The rows stay in the order of the file: by council, person, start.
CREATE TYPE event_word AS ENUM ('service', 'assessment', 'request', 'review', 'none');
CREATE TYPE age_band AS ENUM ('18 to 64', '65 and above', 'Under 18', 'Unknown');

CREATE TEMP TABLE rows_read AS
SELECT * FROM read_csv(getvariable('main_table'), header = true, all_varchar = true);

CREATE TEMP TABLE people AS
SELECT la_code, id, (row_number() OVER (ORDER BY la_code, id))::UINTEGER AS person
FROM (SELECT DISTINCT LA_Code AS la_code, lower(rtrim(Der_NHS_LA_Combined_Person_ID)) AS id FROM rows_read);

CREATE TEMP TABLE imports AS
SELECT ImportDate, (row_number() OVER (ORDER BY ImportDate))::USMALLINT AS imported
FROM (SELECT DISTINCT ImportDate FROM rows_read);

CREATE TYPE council AS ENUM (
  SELECT DISTINCT LA_Code FROM rows_read ORDER BY 1);
CREATE TYPE client_type AS ENUM (
  SELECT DISTINCT Client_Type_Cleaned FROM rows_read WHERE Client_Type_Cleaned IS NOT NULL);
CREATE TYPE event_outcome AS ENUM (
  SELECT DISTINCT Event_Outcome_Cleaned FROM rows_read WHERE Event_Outcome_Cleaned IS NOT NULL);
CREATE TYPE outcome_group AS ENUM (
  SELECT DISTINCT Event_Outcome_Grouped FROM rows_read WHERE Event_Outcome_Grouped IS NOT NULL);
CREATE TYPE assessment_type AS ENUM (
  SELECT DISTINCT Assessment_Type_Cleaned FROM rows_read WHERE Assessment_Type_Cleaned IS NOT NULL);
CREATE TYPE service_type AS ENUM (
  SELECT DISTINCT Service_Type_Cleaned FROM rows_read WHERE Service_Type_Cleaned IS NOT NULL);

CREATE TABLE events AS
SELECT
  r.LA_Code::council AS la_code,
  p.person,
  CASE WHEN contains(lower(Event_Type), 'service') THEN 'service'
       WHEN contains(lower(Event_Type), 'assessment') THEN 'assessment'
       WHEN contains(lower(Event_Type), 'request') THEN 'request'
       WHEN contains(lower(Event_Type), 'review') THEN 'review'
       ELSE 'none' END::event_word AS word,
  Event_Start_Date::DATE AS event_start,
  Der_Event_End_Date::DATE AS event_end,
  Client_Type_Cleaned::client_type AS client,
  Event_Outcome_Cleaned::event_outcome AS outcome,
  Event_Outcome_Grouped::outcome_group AS outcome_group,
  (Der_Conversation = '1') AS conversation,
  Assessment_Type_Cleaned::assessment_type AS assessment,
  Service_Type_Cleaned::service_type AS service,
  Der_Age_Event_Start_Date::SMALLINT AS age,
  Der_Working_Age_Band::age_band AS band,
  Der_Unique_Record_ID::BIGINT AS record,
  i.imported
FROM rows_read AS r
JOIN people AS p ON p.la_code = r.LA_Code AND p.id = lower(rtrim(r.Der_NHS_LA_Combined_Person_ID))
JOIN imports AS i ON i.ImportDate = r.ImportDate
ORDER BY p.person, event_start, record;

-- The quarters that the records cover.
CREATE TABLE covered AS
SELECT CASE WHEN date_trunc('quarter', first_day) = first_day THEN first_day
            ELSE date_trunc('quarter', first_day) + INTERVAL 3 MONTH END::DATE AS first_day,
       date_trunc('quarter', last_day + 1)::DATE - 1 AS last_day
FROM (SELECT min(Ref_Period_Start_Date)::DATE AS first_day, max(Ref_Period_End_Date)::DATE AS last_day FROM rows_read);

DROP TABLE rows_read;
DROP TABLE people;
DROP TABLE imports;

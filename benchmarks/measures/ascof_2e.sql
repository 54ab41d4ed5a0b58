-- ascof.2e, ascof.2e.ld: people in long-term support who live in their own home or with family.
WITH
supported AS (
  SELECT first_day, la_code, person,
    age_on(any_value(birth), least(max(coalesce(end_date, DATE '9999-12-31')), any_value(last_day))) AS age,
    any_value(gender) AS gender, any_value(lives) AS lives, any_value(reason) AS reason
  FROM events JOIN persons USING (la_code, person)
    JOIN periods ON touches(start_date, end_date, first_day, last_day)
  WHERE event_type = 'service' AND client_type = 'Service user' AND is_long_term(service_type)
    AND alive_on(death, first_day)
  GROUP BY first_day, la_code, person
),
counted AS (
  SELECT *, lives IN (
    'Owner occupier or shared ownership scheme', 'Tenant: Local authority or other social housing provider',
    'Tenant: Private landlord', 'Settled mainstream housing with family or friends',
    'Supported accommodation, supported lodgings or supported group home', 'Shared Lives scheme',
    'Approved premises for offenders released from prison or under probation supervision',
    'Sheltered housing, extra care housing or other sheltered housing',
    'Mobile accommodation for Gypsy, Roma and Traveller communities',
    'Unknown: Presumed at home') AS settled,
    CASE WHEN age < 65 THEN '18 to 64' ELSE '65 and above' END AS band
  FROM supported WHERE age >= 18
),
of_measures AS (
  SELECT 'ascof.2e' AS measure, * FROM counted
  UNION ALL
  SELECT 'ascof.2e.ld', * FROM counted WHERE age < 65 AND reason = 'Learning disability support'
)
SELECT measure, first_day, la_code, band || ', ' || sex AS label,
  count(*) FILTER (settled) AS numerator, count(*) AS denominator, 100 * numerator / denominator AS value
FROM of_measures JOIN (VALUES ('Female'), ('Male'), ('Total')) AS genders(sex) ON sex = 'Total' OR sex = gender
GROUP BY measure, first_day, la_code, label;

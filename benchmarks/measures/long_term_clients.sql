-- salt.lts_snapshot, salt.lts_in_year (and by_reason), lts.by_setting, lts.working_age_share: who is in long-term
-- support, where, and why.
WITH
services AS (
  SELECT la_code, person, start_date, end_date, support_reason, birth, death,
    setting_of(service_type, component, mechanism) AS setting
  FROM events JOIN persons USING (la_code, person)
  WHERE event_type = 'service' AND client_type = 'Service user' AND is_long_term(service_type)
),
on_last_day AS (
  SELECT first_day, la_code, person, age_on(any_value(birth), any_value(last_day)) AS age, min(setting) AS best
  FROM services JOIN periods ON is_on(start_date, end_date, last_day)
  WHERE alive_on(death, last_day)
  GROUP BY first_day, la_code, person
),
in_year AS (
  SELECT first_day, la_code, person, age_on(any_value(birth), any_value(last_day)) AS age, min(setting) AS best
  FROM services JOIN periods ON touches(start_date, end_date, first_day, last_day)
  WHERE alive_on(death, first_day)
  GROUP BY first_day, la_code, person
),
latest_reasons AS (  -- of the services in the best setting with a known reason, those that start last
  SELECT first_day, y.la_code, y.person, support_reason
  FROM in_year AS y JOIN periods USING (first_day) JOIN services AS s
    ON s.la_code = y.la_code AND s.person = y.person AND s.setting = y.best
      AND touches(start_date, end_date, first_day, last_day)
  WHERE support_reason NOT IN ('Unknown', 'Invalid and not mapped')
  QUALIFY rank() OVER (PARTITION BY first_day, y.la_code, y.person ORDER BY start_date DESC) = 1
),
reasons AS (
  SELECT first_day, la_code, person, min(support_reason) AS reason
  FROM latest_reasons
  GROUP BY ALL
  HAVING count(DISTINCT support_reason) = 1
),
names(best, setting, delivered) AS (VALUES
  (1, 'Nursing care', 'Nursing care'), (2, 'Residential care', 'Residential care'),
  (3, 'Community', 'Community: direct payment'), (4, 'Community', 'Community: managed budget'),
  (5, 'Community', 'Community: commissioned support'), (6, 'Community', 'Community: mechanism unknown'),
  (7, 'Prison', 'Prison')),
placed AS (
  SELECT 'salt.lts_snapshot' AS measure, first_day, la_code, age, unnest([delivered, 'Total']) AS place
  FROM on_last_day JOIN names USING (best)
  UNION ALL
  SELECT 'salt.lts_in_year', first_day, la_code, age, unnest([setting, 'Total']) FROM in_year JOIN names USING (best)
  UNION ALL
  SELECT 'salt.lts_in_year.by_reason', first_day, la_code, age, coalesce(reason, 'Unknown')
  FROM in_year LEFT JOIN reasons USING (first_day, la_code, person)
),
adults AS (
  SELECT first_day, la_code, unnest([setting, 'Total']) AS label
  FROM on_last_day JOIN names USING (best)
  WHERE age >= 18 OR age IS NULL
)
SELECT measure, first_day, la_code, place || ', ' || label AS label, count(*) AS numerator, numerator AS denominator,
  numerator AS value
FROM placed JOIN age_groups ON in_group(age, youngest, oldest, unknown_too)
GROUP BY ALL
UNION ALL
SELECT 'lts.by_setting', first_day, la_code, label, count(*) AS n, n, n FROM adults GROUP BY ALL
UNION ALL
SELECT 'lts.working_age_share', first_day, la_code, 'Total', count(*) FILTER (age < 65) AS younger, count(*) AS people,
  100 * younger / people
FROM on_last_day WHERE age >= 18
GROUP BY ALL;

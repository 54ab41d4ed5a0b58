-- salt.lts_snapshot, salt.lts_in_year, lts.by_setting, lts.working_age_share: who is in long-term support, and where.
WITH
services AS (
  SELECT la_code, person, start_date, end_date, birth, death, setting_of(service_type, component, mechanism) AS setting
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

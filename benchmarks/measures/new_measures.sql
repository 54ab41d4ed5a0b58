-- The three measures of examples/new_measures.py: local.direct_payments, local.assessment_wait, local.open_spells.
WITH
in_community AS (
  SELECT first_day, la_code, person, any_value(gender) AS gender,
    bool_or(coalesce(mechanism = 'Direct payment', false)) AS direct
  FROM events JOIN persons USING (la_code, person) JOIN periods ON is_on(start_date, end_date, last_day)
  WHERE service_type = 'Long term support: Community'
  GROUP BY first_day, la_code, person
),
by_gender AS (
  SELECT first_day, la_code, direct, unnest([coalesce(gender, 'missing'), 'Total']) AS label FROM in_community
),
waits AS (  -- from a request to the next assessment of the person, if there is one
  SELECT first_day, la_code, age_on(birth, r.start_date) AS age,
    (SELECT min(a.start_date) FROM events AS a
     WHERE a.la_code = r.la_code AND a.person = r.person AND a.event_type = 'assessment'
       AND a.start_date >= r.start_date) - r.start_date AS days
  FROM events AS r JOIN persons USING (la_code, person) JOIN periods ON r.start_date BETWEEN first_day AND last_day
  WHERE event_type = 'request'
),
services AS (  -- whose type is long-term support, whoever they are for
  SELECT la_code, person, start_date, coalesce(end_date, DATE '9999-12-31') AS until, record,
    max(until) OVER (PARTITION BY la_code, person ORDER BY start_date, until, record
      ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS so_far
  FROM events
  WHERE is_long_term(service_type) AND until >= start_date
),
stretches AS (
  SELECT la_code, person, min(start_date) AS since, max(until) AS until
  FROM (SELECT *, count(*) FILTER (so_far IS NULL OR start_date > so_far + 1) OVER (
          PARTITION BY la_code, person ORDER BY start_date, until, record) AS stretch FROM services)
  GROUP BY la_code, person, stretch
)
SELECT 'local.direct_payments' AS measure, first_day, la_code, label,
  count(*) FILTER (direct) AS numerator, count(*) AS denominator, 100 * numerator / denominator AS value
FROM by_gender GROUP BY ALL
UNION ALL
SELECT 'local.assessment_wait', first_day, la_code, CASE WHEN age < 65 THEN '18 to 64' ELSE '65 and above' END AS label,
  NULL, count(*), median(days)
FROM waits WHERE age >= 18 AND days IS NOT NULL GROUP BY ALL
UNION ALL
SELECT 'local.open_spells', first_day, la_code, 'Total', count(*) AS n, n, n
FROM stretches JOIN periods ON last_day BETWEEN since AND until GROUP BY ALL;

-- requests.by_route: requests of service users as recorded, by where the person came from.
WITH
recorded AS (
  SELECT first_day, la_code, unnest([coalesce(route, 'missing'), 'Total']) AS label
  FROM events JOIN persons USING (la_code, person) JOIN periods ON start_date BETWEEN first_day AND last_day
  WHERE event_type = 'request' AND client_type = 'Service user'
    AND (birth IS NULL OR age_on(birth, start_date) >= 18)
)
SELECT 'requests.by_route' AS measure, first_day, la_code, label, count(*) AS numerator, numerator AS denominator,
  numerator AS value
FROM recorded
GROUP BY ALL;

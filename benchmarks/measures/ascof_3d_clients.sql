-- ascof.3d.1a, ascof.3d.2a: self-directed support and direct payments of clients; dp.count.clients: how many with one.
WITH
clients AS (
  SELECT first_day, la_code, person, age_on(any_value(birth), any_value(last_day)) AS age,
    min(setting_of(service_type, component, mechanism)) AS best
  FROM events JOIN persons USING (la_code, person) JOIN periods ON is_on(start_date, end_date, last_day)
  WHERE client_type = 'Service user' AND is_long_term(service_type) AND alive_on(death, last_day)
  GROUP BY first_day, la_code, person
),
counted AS (
  SELECT first_day, la_code, label, count(*) FILTER (best IN (3, 4)) AS self_directed,
    count(*) FILTER (best = 3) AS direct, count(*) AS people
  FROM clients JOIN age_groups ON in_group(age, youngest, oldest, unknown_too)
  WHERE best BETWEEN 3 AND 6
  GROUP BY ALL
)
SELECT 'ascof.3d.1a' AS measure, first_day, la_code, label, self_directed AS numerator, people AS denominator,
  100 * self_directed / people AS value
FROM counted
UNION ALL
SELECT 'ascof.3d.2a', first_day, la_code, label, direct, people, 100 * direct / people FROM counted
UNION ALL
SELECT 'dp.count.clients', first_day, la_code, label, direct, direct, direct FROM counted;

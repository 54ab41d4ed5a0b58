-- salt.new_requests, salt.new_requests.by_route, demand.new_requests: requests of new clients, as they end or begin.
WITH
asked AS (
  SELECT la_code, person, start_date, end_date, route, record,
    max(coalesce(end_date, DATE '9999-12-31')) OVER (
      PARTITION BY la_code, person ORDER BY start_date, record ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    ) AS so_far
  FROM events
  WHERE event_type = 'request' AND client_type = 'Service user' AND (end_date IS NULL OR end_date >= start_date)
),
numbered AS (
  SELECT *, count(*) FILTER (so_far IS NULL OR start_date > so_far + 4) OVER (
    PARTITION BY la_code, person ORDER BY start_date, record) AS request
  FROM asked
),
requests AS (  -- its end is missing while a part is open; its route is that of the first part
  SELECT la_code, person, min(start_date) AS start_date,
    CASE WHEN count(end_date) = count(*) THEN max(end_date) END AS end_date,
    first(route ORDER BY start_date, record) AS route
  FROM numbered
  GROUP BY la_code, person, request
),
of_new_clients AS (  -- no long-term service covers the first day
  SELECT r.*, birth, death
  FROM requests AS r JOIN persons USING (la_code, person)
  WHERE NOT EXISTS (
    FROM events AS s
    WHERE s.la_code = r.la_code AND s.person = r.person AND s.event_type = 'service'
      AND s.client_type = 'Service user' AND is_long_term(s.service_type)
      AND is_on(s.start_date, s.end_date, r.start_date))
),
ended AS (
  SELECT first_day, la_code, age_on(birth, last_day) AS age, coalesce(route, 'missing') AS route
  FROM of_new_clients JOIN periods ON end_date BETWEEN first_day AND last_day
  WHERE alive_on(death, first_day)
),
begun AS (
  SELECT first_day, la_code, age_on(birth, last_day) AS age
  FROM of_new_clients JOIN periods ON start_date BETWEEN first_day AND last_day
  WHERE alive_on(death, first_day)
),
labelled AS (
  SELECT 'salt.new_requests' AS measure, first_day, la_code, label
  FROM ended JOIN age_groups ON in_group(age, youngest, oldest, unknown_too)
  UNION ALL
  SELECT 'demand.new_requests', first_day, la_code, label
  FROM begun JOIN age_groups ON in_group(age, youngest, oldest, unknown_too)
  UNION ALL
  SELECT 'salt.new_requests.by_route', first_day, la_code, unnest([route, 'Total'])
  FROM ended WHERE age >= 18 OR age IS NULL
)
SELECT measure, first_day, la_code, label, count(*) AS numerator, numerator AS denominator, numerator AS value
FROM labelled
GROUP BY ALL;

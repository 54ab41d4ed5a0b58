-- waiting.assessment_local and its median: days from a request to the assessment of a new client.
--
-- Each assessment takes the latest request that none has taken: requests and assessments match as brackets do. The
-- number of open requests never falls below none, and a pair opens and closes at the same depth.
WITH
steps AS (
  SELECT la_code, person, start_date, record, event_type = 'assessment' AS closes,
    sum(CASE WHEN closes THEN -1 ELSE 1 END) OVER in_order AS balance
  FROM events
  WHERE event_type IN ('request', 'assessment') AND client_type = 'Service user' AND start_date IS NOT NULL
  WINDOW in_order AS (PARTITION BY la_code, person ORDER BY start_date, event_type = 'assessment', record
                      ROWS UNBOUNDED PRECEDING)
),
levels AS (  -- how many requests are open after each step; below nothing means without a request
  SELECT *, balance - least(0, min(balance) OVER in_order) AS open_requests,
    min(balance) OVER in_order AS lowest, coalesce(min(balance) OVER before, 0) AS lowest_before
  FROM steps
  WINDOW in_order AS (PARTITION BY la_code, person ORDER BY start_date, closes, record ROWS UNBOUNDED PRECEDING),
    before AS (PARTITION BY la_code, person ORDER BY start_date, closes, record
               ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
),
paired AS (  -- the step before at the same depth opened what this one closes
  SELECT la_code, person, closes, start_date, lag(start_date) OVER (
      PARTITION BY la_code, person, open_requests + closes::INTEGER ORDER BY start_date, closes, record) AS request
  FROM levels
  WHERE NOT (closes AND lowest < least(0, lowest_before))
),
waits AS (
  SELECT first_day, la_code, age_on(birth, p.start_date) AS age, p.start_date - request AS days
  FROM paired AS p JOIN persons USING (la_code, person) JOIN periods ON p.start_date BETWEEN first_day AND last_day
  WHERE closes AND p.start_date - request <= 365
    AND NOT EXISTS (  -- no long-term service covers the start of the request
      FROM events AS s
      WHERE s.la_code = p.la_code AND s.person = p.person AND s.event_type = 'service'
        AND s.client_type = 'Service user' AND is_long_term(s.service_type)
        AND is_on(s.start_date, s.end_date, request))
),
counted AS (
  SELECT first_day, la_code, label, sum(days) AS days, count(*) AS waits, median(days) AS half
  FROM waits JOIN age_groups ON in_group(age, youngest, oldest, unknown_too)
  GROUP BY ALL
)
SELECT 'waiting.assessment_local' AS measure, first_day, la_code, label, NULL AS numerator, waits AS denominator,
  days / waits AS value
FROM counted
UNION ALL
SELECT 'waiting.assessment_local.median', first_day, la_code, label, NULL, waits, half FROM counted;

-- reviews.overdue, its count and reviews.overdue.never_reviewed: people in long-term support by when a review was due.
WITH
services AS (
  SELECT la_code, person, start_date, coalesce(end_date, DATE '9999-12-31') AS until,
    max(until) OVER (PARTITION BY la_code, person ORDER BY start_date, until, record
      ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS so_far, record
  FROM events
  WHERE event_type = 'service' AND client_type = 'Service user' AND is_long_term(service_type) AND until >= start_date
),
stretches AS (  -- of support: the next service begins at most a day after the latest end
  SELECT la_code, person, min(start_date) AS since, max(until) AS until
  FROM (SELECT *, count(*) FILTER (so_far IS NULL OR start_date > so_far + 1) OVER (
          PARTITION BY la_code, person ORDER BY start_date, until, record) AS stretch FROM services)
  GROUP BY la_code, person, stretch
),
in_support AS (
  SELECT first_day, last_day, la_code, person, since,
    (SELECT max(r.end_date) FROM events AS r
     WHERE r.la_code = s.la_code AND r.person = s.person AND r.event_type = 'review'
       AND r.client_type = 'Service user' AND r.review_type IS DISTINCT FROM 'Review of short term support'
       AND r.end_date BETWEEN since AND last_day) AS last_review,
    -- The best setting of any service that is on.
    (SELECT min(setting_of(v.service_type, NULL, NULL)) FROM events AS v
     WHERE v.la_code = s.la_code AND v.person = s.person AND v.event_type = 'service'
       AND v.client_type = 'Service user' AND is_long_term(v.service_type)
       AND is_on(v.start_date, v.end_date, last_day)) AS setting
  FROM stretches AS s JOIN persons USING (la_code, person) JOIN periods ON last_day BETWEEN since AND until
  WHERE alive_on(death, last_day) AND (birth IS NULL OR age_on(birth, last_day) >= 18)
),
labelled AS (
  SELECT first_day, la_code, last_review IS NULL AS is_first,
    greatest(since, last_review) + INTERVAL 12 MONTH < last_day AS is_late,  -- ends of shorter months are kept to
    unnest([CASE setting WHEN 1 THEN 'Long term support: Nursing care' WHEN 2 THEN 'Long term support: Residential care'
                         WHEN 6 THEN 'Long term support: Community' WHEN 7 THEN 'Long term support: Prison' END,
            'Total']) AS label
  FROM in_support
),
counted AS (
  SELECT first_day, la_code, label, count(*) FILTER (is_late) AS late, count(*) FILTER (is_first) AS never,
    count(*) AS people
  FROM labelled
  WHERE label IS NOT NULL
  GROUP BY ALL
)
SELECT 'reviews.overdue' AS measure, first_day, la_code, label, late AS numerator, people AS denominator,
  100 * late / people AS value
FROM counted
UNION ALL
SELECT 'reviews.overdue.count', first_day, la_code, label, late, late, late FROM counted
UNION ALL
SELECT 'reviews.overdue.never_reviewed', first_day, la_code, label, never, people, 100 * never / people
FROM counted;

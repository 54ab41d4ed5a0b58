-- ascof.2b, ascof.2c: new long-term admissions to residential and nursing care per 100,000 residents.
WITH
stays AS (  -- in a care home, not for a short stay; a missing component is dropped
  SELECT la_code, person, start_date, end_date, outcome
  FROM events
  WHERE event_type = 'service' AND client_type = 'Service user'
    AND service_type IN ('Long term support: Residential care', 'Long term support: Nursing care')
    AND (component ILIKE '%residential%' OR component ILIKE '%nursing%') AND component NOT ILIKE '%short%'
),
admissions AS (
  SELECT first_day, la_code, person, CASE WHEN age < 65 THEN '18 to 64' ELSE '65 and above' END AS band
  FROM (
    SELECT first_day, s.*, age_on(birth, start_date) AS age
    FROM stays AS s JOIN persons USING (la_code, person) JOIN periods ON start_date BETWEEN first_day AND last_day
    WHERE alive_on(death, first_day)
      AND outcome IS DISTINCT FROM 'NFA: Self-funded client or under 12wk disregard'
  ) AS a
  WHERE age >= 18 AND NOT EXISTS (  -- an earlier stay, whoever paid, that was open or ended less than 365 days before
    FROM stays AS e
    WHERE e.la_code = a.la_code AND e.person = a.person AND e.start_date < a.start_date
      AND (e.end_date IS NULL OR e.end_date > a.start_date - 365))
),
people AS (  -- once each, in the younger band
  SELECT first_day, la_code, person, min(band) AS band FROM admissions GROUP BY ALL
)
SELECT CASE band WHEN '18 to 64' THEN 'ascof.2b' ELSE 'ascof.2c' END AS measure, first_day, la_code, band AS label,
  count(person) AS numerator, any_value(r.people) AS denominator, 1e5 * numerator / denominator AS value
FROM periods CROSS JOIN residents AS r LEFT JOIN people USING (first_day, la_code, band)
WHERE band IN ('18 to 64', '65 and above')
GROUP BY measure, first_day, la_code, label;

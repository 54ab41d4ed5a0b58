-- carers.assessments, carers.assessments.events: carers with an assessment that ended in the period; the assessments.
WITH
assessments AS (
  SELECT first_day, la_code, person, label
  FROM events JOIN persons USING (la_code, person)
    JOIN periods ON end_date BETWEEN first_day AND last_day
    JOIN age_groups ON in_group(age_on(birth, last_day), youngest, oldest, unknown_too)
  WHERE event_type = 'assessment' AND client_type IN ('Unpaid carer', 'Unpaid carer known by association')
    AND alive_on(death, first_day)
)
SELECT 'carers.assessments' AS measure, first_day, la_code, label, count(DISTINCT person) AS numerator,
  numerator AS denominator, numerator AS value
FROM assessments GROUP BY ALL
UNION ALL
SELECT 'carers.assessments.events', first_day, la_code, label, count(*) AS n, n, n FROM assessments GROUP BY ALL;

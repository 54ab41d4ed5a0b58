-- dp.count.carers: carers with a direct payment at any time in the period (the numerator of ascof.3d.2b).
WITH
carers AS (
  SELECT DISTINCT first_day, la_code, person, age_on(birth, last_day) AS age
  FROM events JOIN persons USING (la_code, person)
    JOIN periods ON touches(start_date, end_date, first_day, last_day)
  WHERE client_type IN ('Unpaid carer', 'Unpaid carer known by association')
    AND service_type = 'Unpaid carer support: Direct to unpaid carer'
    AND (mechanism = 'Direct payment' OR component = 'Direct payment')
    AND alive_on(death, first_day)
)
SELECT 'dp.count.carers' AS measure, first_day, la_code, label, count(*) AS numerator, numerator AS denominator,
  numerator AS value
FROM carers JOIN age_groups ON in_group(age, youngest, oldest, unknown_too)
GROUP BY ALL;

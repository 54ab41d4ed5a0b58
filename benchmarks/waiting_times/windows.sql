-- The waiting-time method as one query over one sort of the events of all people with a request: everything a request
-- has to know is a window over the chronology. Sorting them costs more than joining does in joins.sql.
--
-- An event's place in a chronology is one whole number, so that "comes later" is "is larger" and the next event
-- of a kind is a minimum, which leaves nothing to chance on ties:
--   day * 2^48 + kind (request 0, assessment 1, service 2) * 2^46 + (1023 - import) * 2^36 + (2^32 - 1 - record) * 2^4
--     + leads to service * 2^2 + band (25 to 64: 1, 65 and above: 2, other: 0)
WITH
wanted AS (  -- requests, but for the look-back; and all assessments and services that count
  SELECT person, la_code, event_start, event_end, age >= 25 AS adult,
    CASE word WHEN 'request' THEN 0 WHEN 'assessment' THEN 1 ELSE 2 END AS kind,
    CASE WHEN service IN ('Long term support: Nursing care', 'Long term support: Residential care',
                          'Long term support: Community', 'Long term support: Prison') THEN 1
         WHEN service IN ('Short term support: ST-Max', 'Short term support: Other short term') THEN 2
         ELSE 0 END AS look_back,
    conversation AND event_start < DATE '2025-07-01' AND outcome IN (
      'Progress to reablement/ST-Max', 'Progress to assessment, review or reassessment',
      'Progress to support planning or services', 'Continuation of support or services',
      'Release 1 specification only: Not mapped') AS progress,
    (event_start - DATE '1970-01-01') * 281474976710656
      + CASE word WHEN 'request' THEN 0 WHEN 'assessment' THEN 1 ELSE 2 END * 70368744177664
      + (1023 - imported::BIGINT) * 68719476736
      + (4294967295 - record) * 16
      + CASE WHEN word = 'assessment' AND outcome IN ('Progress to reablement/ST-Max',
          'Progress to support planning or services', 'Continuation of support or services') THEN 4 ELSE 0 END
      + CASE band WHEN '18 to 64' THEN 1 WHEN '65 and above' THEN 2 ELSE 0 END AS place
  FROM events
  WHERE event_start IS NOT NULL
    AND CASE word
          WHEN 'request' THEN client = 'Service user' AND event_start >= DATE '2023-04-01' AND age >= 25
            AND outcome_group NOT IN ('NFA', 'Admitted to hospital')
          WHEN 'assessment' THEN age >= 25 AND assessment IN ('Short term assessment', 'Long term assessment')
          WHEN 'service' THEN service IN (
            'Long term support: Nursing care', 'Long term support: Residential care', 'Long term support: Community',
            'Long term support: Prison', 'Short term support: ST-Max', 'Short term support: Ongoing low level',
            'Short term support: Other short term')
          ELSE false END
),
of_requesters AS (
  SELECT * FROM wanted WHERE person IN (SELECT person FROM wanted WHERE kind = 0)
),
followed AS (
  SELECT person, la_code, kind, event_start, progress, place,
    -- Requests come first on their day: what stands before one began before its day.
    max(CASE WHEN look_back = 1 THEN coalesce(event_end, DATE '9999-01-01') END) OVER before AS long_term_until,
    max(CASE WHEN look_back = 2 THEN coalesce(event_end, DATE '9999-01-01') END) OVER before AS short_term_until,
    min(CASE WHEN kind = 1 THEN place END) OVER later AS assessment,
    min(CASE WHEN kind = 1 AND place & 4 <> 0 THEN place END) OVER later AS leading_assessment,
    min(CASE WHEN kind = 2 AND adult THEN place END) OVER later AS service
  FROM of_requesters
  WINDOW
    before AS (PARTITION BY person ORDER BY place ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING),
    later AS (PARTITION BY person ORDER BY place ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING)
),
cohort AS (
  SELECT person, la_code, progress, place, assessment, leading_assessment, service,
    -- The first request behind the next assessment: it ends that assessment's block.
    CASE WHEN assessment IS NOT NULL THEN min(place) OVER (PARTITION BY person ORDER BY place
      RANGE BETWEEN coalesce(assessment - place, 0) FOLLOWING AND UNBOUNDED FOLLOWING) END AS block_end
  FROM followed
  WHERE kind = 0
    AND (long_term_until IS NULL OR long_term_until < (event_start - INTERVAL 12 MONTH)::DATE)
    AND (short_term_until IS NULL OR short_term_until < (event_start - INTERVAL 3 MONTH)::DATE)
),
linked AS (
  SELECT person, la_code, place,
    CASE WHEN progress AND (assessment IS NULL OR assessment >> 48 > place >> 48) THEN place
         ELSE least(assessment, service) END AS response,
    CASE WHEN response = assessment AND NOT coalesce(
           leading_assessment < coalesce(block_end, 9223372036854775807)
           AND leading_assessment < coalesce(service, 9223372036854775807), false) THEN NULL
         ELSE service END AS served
  FROM cohort
),
checked AS (
  SELECT la_code, place, response, served,
    coalesce(lag(greatest(response, served)) OVER requests > place, false)
      OR coalesce(response <= max(response) OVER earlier, false)
      OR coalesce(served <= max(served) OVER earlier, false) AS is_inside
  FROM linked
  WINDOW
    requests AS (PARTITION BY person ORDER BY place),
    earlier AS (PARTITION BY person ORDER BY place ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
),
waits AS (
  SELECT 'waiting.first_response' AS measure, la_code, place, response AS until
  FROM checked WHERE NOT is_inside AND response IS NOT NULL
  UNION ALL
  SELECT 'waiting.first_service', la_code, place, served
  FROM checked WHERE NOT is_inside AND served IS NOT NULL
)
SELECT measure, date_trunc('quarter', DATE '1970-01-01' + (until >> 48)::INTEGER)::DATE AS quarter, la_code,
  CASE until & 3 WHEN 1 THEN '25 to 64' ELSE '65 and above' END AS band,
  count(*) AS waits, median((until >> 48) - (place >> 48)) AS days
FROM waits, covered
WHERE until & 3 <> 0 AND DATE '1970-01-01' + (until >> 48)::INTEGER BETWEEN covered.first_day AND covered.last_day
GROUP BY ALL;

-- Which days are in which period? One row a day and period, so that events find their periods by equality. For a WITH
-- clause, after `period`.
day AS MATERIALIZED (
    SELECT period.number AS period, period.from_date + shift AS day
    FROM period
    CROSS JOIN LATERAL generate_series(0, period.until_date - period.from_date - 1) AS shift
)

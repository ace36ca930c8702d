-- Which financial years, from 1 April, do the periods touch? For a WITH clause.
financial_year AS MATERIALIZED (
    SELECT make_date(year, 4, 1) AS from_date, make_date(year + 1, 4, 1) AS until_date
    FROM generate_series(extract(year FROM %(first_date)s::date)::int - 1,
                         extract(year FROM %(last_date)s::date)::int) AS year
)

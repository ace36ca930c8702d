-- Which periods are asked for? Half-open, numbered from 1; none reaches past the morning of the page. For a WITH clause.
period AS (
    SELECT number, from_date, until_date
    FROM unnest(%(from_dates)s::date[], %(until_dates)s::date[]) WITH ORDINALITY AS asked (from_date, until_date, number)
)

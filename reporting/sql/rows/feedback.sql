-- What did residents and carers say of their stays in each period? By the day on which it was received, also after the stay.
WITH
-- include: rows/period
,
-- include: rows/day
,
happened AS (
    SELECT said.placement_id, said.received_on AS on_date, said.giver, said.verdict, said.was_good,
           said.could_be_better, said.anything_else
    FROM residents_feedback said
    WHERE said.cancelled_at IS NULL
      AND said.received_on >= %(first_date)s::date AND said.received_on < %(last_date)s::date
),
-- include: rows/event
SELECT * FROM event

-- Which reviews of somebody's care were held in each period, and did the step-down provider come? By the day of the review.
WITH
-- include: rows/period
,
-- include: rows/day
,
happened AS (
    SELECT review.placement_id, review.held_on AS on_date, review.kind,
           CASE WHEN provider.invited THEN 'Yes' ELSE 'No' END AS invited,
           CASE WHEN provider.attended THEN 'Yes' ELSE 'No' END AS came
    FROM residents_review review
    LEFT JOIN residents_reviewparty provider ON provider.review_id = review.id AND provider.party = 'provider'
    WHERE review.cancelled_at IS NULL AND review.held
      AND review.held_on >= %(first_date)s::date AND review.held_on < %(last_date)s::date
),
-- include: rows/event
SELECT * FROM event

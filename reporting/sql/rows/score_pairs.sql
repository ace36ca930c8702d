-- How far did the scores of those who left in each period change? By the day of leaving.
-- One row for each placement, measure and goal with a score at entry and one on leaving: the first and the last of them.
WITH
-- include: rows/period
,
-- include: rows/day
,
-- include: rows/placement
SELECT day.period, placement.*, entry.measure AS scale, entry.goal, entry.score AS entry_score,
       leaving.score AS exit_score, leaving.score - entry.score AS change
FROM placement
JOIN day ON day.day = placement.discharged_on
JOIN LATERAL (
    SELECT DISTINCT ON (score.measure, score.goal) score.measure, score.goal, score.score
    FROM residents_outcomescore score
    WHERE score.placement_id = placement.placement_id AND score.cancelled_at IS NULL AND score.point = 'entry'
    ORDER BY score.measure, score.goal, score.taken_on, score.id
) entry ON TRUE
JOIN LATERAL (
    SELECT score.score
    FROM residents_outcomescore score
    WHERE score.placement_id = placement.placement_id AND score.cancelled_at IS NULL AND score.point = 'exit'
      AND score.measure = entry.measure AND score.goal = entry.goal
    ORDER BY score.taken_on DESC, score.id DESC LIMIT 1
) leaving ON TRUE

-- Through which stages did each application for a home go? Without what was taken back, in the order of entry: `before` is
-- the stage before. For a WITH clause, after `referral`.
application AS MATERIALIZED (
    SELECT a.id AS application_id, a.referral_id, a.kind, a.housing_provider, a.owner, step.id AS step_id, step.stage,
           step."on" AS on_date, step.challenge_won,
           coalesce(nullif(step.reject_reason, ''), nullif(a.reject_reason, ''), 'other') AS reject_reason,
           lag(step.stage) OVER (PARTITION BY a.id ORDER BY step.id) AS before
    FROM residents_moveonapplication a
    JOIN residents_applicationstage step ON step.application_id = a.id
    WHERE a.referral_id = ANY (ARRAY(SELECT referral_id FROM referral)) AND a.cancelled_at IS NULL
      AND step.undoes_id IS NULL
      AND NOT EXISTS (SELECT FROM residents_applicationstage undone WHERE undone.undoes_id = step.id)
)

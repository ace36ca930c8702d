"""Triggers that write a `Change` for whatever a write touches, in whichever way it was written.

Each table says as a query over its rows which facts the figures take from it: `key` tells one fact from another,
`nights` are those in which it counts (empty for what is cancelled, NULL where a fact has no nights of its own), and
`also` is what else matters. One function compares the facts before a statement with those after it. Where only the
nights differ, only the nights that came or went are noted; a write that changes no fact notes nothing.
"""

from django.db import migrations

NOTE_CHANGES = """
CREATE FUNCTION reporting_note_changes() RETURNS trigger LANGUAGE plpgsql AS $function$
DECLARE
    facts text := TG_ARGV[0];
    nothing text := 'SELECT * FROM (%s) AS facts WHERE false';
    before text;
    after text;
BEGIN
    IF TG_OP = 'INSERT' THEN
        after := replace(facts, 'ROWS', 'new_rows');
        before := format(nothing, after);
    ELSIF TG_OP = 'DELETE' THEN
        before := replace(facts, 'ROWS', 'old_rows');
        after := format(nothing, before);
    ELSE
        before := replace(facts, 'ROWS', 'old_rows');
        after := replace(facts, 'ROWS', 'new_rows');
    END IF;
    EXECUTE format($query$
        WITH facts (is_after, key, placement_id, bed_id, contract_id, service_id, nights, also) AS MATERIALIZED (
            SELECT false, * FROM (%s) AS before
            UNION ALL
            SELECT true, * FROM (%s) AS after
        ),
        changed AS (
            SELECT side.*, other.nights AS other_nights
            FROM facts side
            LEFT JOIN facts other
                ON other.key = side.key AND other.is_after <> side.is_after
                AND other.placement_id IS NOT DISTINCT FROM side.placement_id
                AND other.bed_id IS NOT DISTINCT FROM side.bed_id
                AND other.contract_id IS NOT DISTINCT FROM side.contract_id
                AND other.service_id IS NOT DISTINCT FROM side.service_id
                AND other.also IS NOT DISTINCT FROM side.also
            WHERE other.key IS NULL OR other.nights <> side.nights
        )
        INSERT INTO reporting_change (placement_id, bed_id, contract_id, service_id, from_date, until_date)
        SELECT DISTINCT placement_id, bed_id, contract_id, service_id, lower(touched), upper(touched)
        FROM changed
        CROSS JOIN LATERAL unnest(datemultirange(nights) - datemultirange(coalesce(other_nights, 'empty'))) AS touched
        WHERE nights IS NOT NULL
        UNION ALL
        SELECT DISTINCT placement_id, bed_id, contract_id, service_id, NULL::date, NULL::date
        FROM changed
        WHERE nights IS NULL
    $query$, before, after);
    RETURN NULL;
END
$function$
"""

FACTS = {
    "residents_placement": """
        SELECT 'placement ' || p.id, p.id, NULL::bigint, NULL::bigint, NULL::bigint, NULL::daterange,
               (p.contract_id, p.admitted_on, p.discharged_on, p.cancelled_at)::text
        FROM ROWS p
        UNION ALL
        SELECT 'stay ' || s.id, p.id, s.bed_id, NULL, NULL,
               CASE WHEN p.cancelled_at IS NULL AND s.cancelled_at IS NULL
                    THEN daterange(s.from_date, s.until_date) * daterange(p.admitted_on, p.discharged_on)
                    ELSE 'empty' END,
               (p.contract_id, p.admitted_on)::text
        FROM ROWS p
        JOIN residents_bedstay s ON s.placement_id = p.id
    """,
    "residents_bedstay": """
        SELECT s.id::text, s.placement_id, s.bed_id, NULL::bigint, NULL::bigint,
               CASE WHEN s.cancelled_at IS NULL THEN daterange(s.from_date, s.until_date) ELSE 'empty' END, ''
        FROM ROWS s
    """,
    "residents_absence": """
        SELECT a.id || ' ' || s.id, a.placement_id, s.bed_id, NULL::bigint, NULL::bigint,
               CASE WHEN a.cancelled_at IS NULL AND a.bed_held
                    THEN daterange(a.from_date, a.until_date) * daterange(s.from_date, s.until_date)
                    ELSE 'empty' END, ''
        FROM ROWS a
        JOIN residents_bedstay s ON s.placement_id = a.placement_id AND s.cancelled_at IS NULL
    """,
    "residents_extension": """
        SELECT e.id::text, e.placement_id, NULL::bigint, NULL::bigint, NULL::bigint, NULL::daterange,
               (e.until_date, e.cancelled_at)::text
        FROM ROWS e
    """,
    "beds_bed": """
        SELECT b.id || ' ' || cb.id, NULL::bigint, b.id, cb.contract_id, b.service_id,
               daterange(cb.from_date, cb.until_date) * daterange(b.from_date, b.until_date), ''
        FROM ROWS b
        JOIN beds_contractbed cb ON cb.bed_id = b.id
    """,
    "beds_void": """
        SELECT v.id::text, NULL::bigint, v.bed_id, NULL::bigint, NULL::bigint,
               CASE WHEN v.cancelled_at IS NULL THEN daterange(v.from_date, v.until_date) ELSE 'empty' END, ''
        FROM ROWS v
    """,
    "beds_contractbed": """
        SELECT cb.id::text, NULL::bigint, cb.bed_id, cb.contract_id, b.service_id,
               daterange(cb.from_date, cb.until_date), cb.basis
        FROM ROWS cb
        JOIN beds_bed b ON b.id = cb.bed_id
    """,
    "beds_rate": """
        SELECT r.id::text, NULL::bigint, NULL::bigint, r.contract_id, NULL::bigint,
               daterange(r.from_date, r.until_date), (r.amount, r.unit)::text
        FROM ROWS r
    """,
    "beds_contract": """
        SELECT 'contract ' || c.id, NULL::bigint, NULL::bigint, c.id, NULL::bigint, NULL::daterange, c.funding
        FROM ROWS c
        UNION ALL
        SELECT 'placement ' || p.id, p.id, NULL, NULL, NULL, NULL, c.stay_limit_nights::text
        FROM ROWS c
        JOIN residents_placement p ON p.contract_id = c.id
        UNION ALL
        SELECT 'stay ' || s.id, p.id, s.bed_id, NULL, NULL,
               CASE WHEN s.cancelled_at IS NULL THEN daterange(s.from_date, s.until_date) ELSE 'empty' END,
               c.stay_limit_nights::text
        FROM ROWS c
        JOIN residents_placement p ON p.contract_id = c.id
        JOIN residents_bedstay s ON s.placement_id = p.id
    """,
}

ROWS = {
    "INSERT": "NEW TABLE AS new_rows",
    "UPDATE": "OLD TABLE AS old_rows NEW TABLE AS new_rows",
    "DELETE": "OLD TABLE AS old_rows",
}


def trigger(table: str, operation: str) -> migrations.RunSQL:
    """The trigger that notes the changes of one operation on one table."""
    name = f"reporting_note_{operation.lower()}"
    facts = FACTS[table].replace("'", "''")
    return migrations.RunSQL(
        f"CREATE TRIGGER {name} AFTER {operation} ON {table} REFERENCING {ROWS[operation]} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION reporting_note_changes('{facts}')",
        f"DROP TRIGGER {name} ON {table}",
    )


class Migration(migrations.Migration):
    dependencies = [
        ("reporting", "0001_initial"),
        ("beds", "0001_initial"),
        ("residents", "0001_initial"),
    ]

    operations = [
        # a hundredth of the rows is rewritten every night; room on the page lets this happen in place
        migrations.RunSQL("ALTER TABLE reporting_placementfigures SET (fillfactor = 90)", migrations.RunSQL.noop),
        migrations.RunSQL(NOTE_CHANGES, "DROP FUNCTION reporting_note_changes()"),
        *(trigger(table, operation) for table in FACTS for operation in ROWS),
    ]

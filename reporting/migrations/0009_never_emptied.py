"""Triggers that refuse to empty the tables whose rows are never changed: TRUNCATE fires no trigger of a row."""

from django.db import migrations

REFUSE_EMPTYING = """
CREATE FUNCTION reporting_refuse_emptying() RETURNS trigger LANGUAGE plpgsql AS $function$
BEGIN
    IF current_setting('stepdown.may_empty', true) IS DISTINCT FROM 'on' THEN
        RAISE EXCEPTION '% is never emptied: what it holds was signed, said or published.', TG_TABLE_NAME
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
END
$function$
"""

KEPT = (
    "reporting_reviewpack",
    "reporting_packversion",
    "reporting_packfile",
    "reporting_packcomment",
    "reporting_marketwording",
    "reporting_publishedstatement",
    "reporting_benefitbaseline",
)


def never_emptied(table: str) -> migrations.RunSQL:
    """The trigger of one table."""
    return migrations.RunSQL(
        f"CREATE TRIGGER {table}_never_emptied BEFORE TRUNCATE ON {table}"
        " FOR EACH STATEMENT EXECUTE FUNCTION reporting_refuse_emptying()",
        f"DROP TRIGGER {table}_never_emptied ON {table}",
    )


class Migration(migrations.Migration):
    dependencies = [("reporting", "0008_exports_by_scope")]

    operations = [
        migrations.RunSQL(REFUSE_EMPTYING, "DROP FUNCTION reporting_refuse_emptying()"),
        *(never_emptied(table) for table in KEPT),
    ]

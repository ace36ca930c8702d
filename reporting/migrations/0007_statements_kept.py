"""Triggers that refuse any change to what was written, published or set as a baseline, whoever tries."""

from django.db import migrations

KEPT = {
    "reporting_marketwording": "What was written stays as it was: write a new edition.",
    "reporting_publishedstatement": "What was published stays as it was: publish a new version.",
    "reporting_benefitbaseline": "A baseline stays as it was set: set a new one.",
}


def kept(table: str) -> migrations.RunSQL:
    """The trigger of one table."""
    return migrations.RunSQL(
        f"CREATE TRIGGER {table}_kept BEFORE UPDATE OR DELETE ON {table}"
        f" FOR EACH ROW EXECUTE FUNCTION reporting_refuse_change('{KEPT[table]}')",
        f"DROP TRIGGER {table}_kept ON {table}",
    )


class Migration(migrations.Migration):
    dependencies = [("reporting", "0006_exports")]

    operations = [kept(table) for table in KEPT]

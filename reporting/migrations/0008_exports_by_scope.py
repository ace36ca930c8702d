"""Files made in the background are for their owners as long as they may see the same."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("reporting", "0007_statements_kept"),
    ]

    operations = [
        migrations.AddField(
            model_name="export",
            name="scope",
            field=models.CharField(blank=True, max_length=64),
        ),
    ]

"""Review packs, and the triggers that refuse any change to what was signed off or said."""

import django.core.validators
import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models


REFUSE_CHANGE = """
CREATE FUNCTION reporting_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $function$
BEGIN
    RAISE EXCEPTION '%', TG_ARGV[0] USING ERRCODE = 'restrict_violation';
END
$function$
"""

REFUSE_ADDITION = """
CREATE FUNCTION reporting_refuse_addition() RETURNS trigger LANGUAGE plpgsql AS $function$
BEGIN
    IF EXISTS (SELECT FROM reporting_packversion WHERE id = NEW.version_id AND state = 'signed') THEN
        RAISE EXCEPTION 'Nothing is added to a version that is signed off.' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END
$function$
"""

TRIGGERS = {
    "reporting_pack_stays": (
        "BEFORE UPDATE OF commissioner_id, contract_id, month OR DELETE ON reporting_reviewpack",
        "reporting_refuse_change('A pack stays that of its month, and is never deleted.')",
    ),
    "reporting_signed_stays": (
        "BEFORE UPDATE OR DELETE ON reporting_packversion FOR EACH ROW WHEN (OLD.state = 'signed')",
        "reporting_refuse_change('A version that is signed off never changes.')",
    ),
    "reporting_file_stays": (
        "BEFORE UPDATE OR DELETE ON reporting_packfile",
        "reporting_refuse_change('The file of a version that is signed off never changes.')",
    ),
    "reporting_file_in_time": (
        "BEFORE INSERT ON reporting_packfile",
        "reporting_refuse_addition()",
    ),
    "reporting_comment_stays": (
        "BEFORE UPDATE OR DELETE ON reporting_packcomment",
        "reporting_refuse_change('What was said of a pack stays: say the next thing.')",
    ),
    "reporting_comment_in_time": (
        "BEFORE INSERT ON reporting_packcomment",
        "reporting_refuse_addition()",
    ),
}


def trigger(name: str) -> migrations.RunSQL:
    """One of the triggers, row by row."""
    when, what = TRIGGERS[name]
    each = "" if "FOR EACH ROW" in when else "FOR EACH ROW "
    return migrations.RunSQL(
        f"CREATE TRIGGER {name} {when} {each}EXECUTE FUNCTION {what}",
        f"DROP TRIGGER {name} ON {when.partition(' ON ')[2].split()[0]}",
    )


class Migration(migrations.Migration):
    dependencies = [
        ("beds", "0002_pathway"),
        ("reporting", "0004_market_and_benefits"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ReviewPack",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "created_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False),
                ),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("month", models.DateField(help_text="Its first day.")),
                (
                    "commissioner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="packs", to="beds.commissioner"
                    ),
                ),
                (
                    "contract",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="packs",
                        to="beds.contract",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "updated_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("-month", "contract__reference"),
            },
        ),
        migrations.CreateModel(
            name="PackVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "created_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False),
                ),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("number", models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(1)])),
                ("reason", models.CharField(blank=True, max_length=300)),
                (
                    "state",
                    models.CharField(
                        choices=[("draft", "Draft"), ("review", "In review"), ("signed", "Signed off")],
                        default="draft",
                        max_length=10,
                    ),
                ),
                ("content", models.BinaryField()),
                (
                    "sha256",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Func(
                            models.Func(models.F("content"), function="sha256"), models.Value("hex"), function="encode"
                        ),
                        output_field=models.CharField(max_length=64),
                    ),
                ),
                ("as_at", models.DateField()),
                ("drafted_at", models.DateTimeField()),
                ("sent_at", models.DateTimeField(blank=True, null=True)),
                ("signed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "created_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "sent_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "signed_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "updated_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "pack",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="versions", to="reporting.reviewpack"
                    ),
                ),
            ],
            options={
                "ordering": ("pack", "-number"),
            },
        ),
        migrations.CreateModel(
            name="PackFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("format", models.CharField(max_length=8)),
                ("shared", models.BooleanField(default=False)),
                ("name", models.CharField(max_length=200)),
                ("content", models.BinaryField()),
                (
                    "sha256",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Func(
                            models.Func(models.F("content"), function="sha256"), models.Value("hex"), function="encode"
                        ),
                        output_field=models.CharField(max_length=64),
                    ),
                ),
                (
                    "size",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Func(models.F("content"), function="length"),
                        output_field=models.IntegerField(),
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="files", to="reporting.packversion"
                    ),
                ),
            ],
            options={
                "ordering": ("shared", "pk"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("version", "format", "shared"),
                        name="reporting_packfile_once",
                        violation_error_message="This version has this file already.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PackComment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "created_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False),
                ),
                ("updated_at", models.DateTimeField(auto_now=True)),
                (
                    "side",
                    models.CharField(
                        choices=[("provider", "Provider"), ("commissioner", "Commissioner")], max_length=12
                    ),
                ),
                ("section", models.CharField(blank=True, max_length=40)),
                ("text", models.TextField(max_length=4000)),
                (
                    "created_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "updated_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="comments", to="reporting.packversion"
                    ),
                ),
            ],
            options={
                "ordering": ("created_at", "pk"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True),
                        name="reporting_packcomment_says_something",
                        violation_error_message="Write the comment.",
                    )
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="reviewpack",
            constraint=models.UniqueConstraint(
                fields=("commissioner", "contract", "month"),
                name="reporting_reviewpack_once_a_month",
                nulls_distinct=False,
                violation_error_message="There is a pack of this month already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="reviewpack",
            constraint=models.CheckConstraint(
                condition=models.Q(("month__day", 1)),
                name="reporting_reviewpack_month_by_first_day",
                violation_error_message="A month is given by its first day.",
            ),
        ),
        migrations.AddConstraint(
            model_name="packversion",
            constraint=models.UniqueConstraint(
                fields=("pack", "number"),
                name="reporting_packversion_number_once",
                violation_error_message="There is a version of this number already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="packversion",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "signed"), _negated=True),
                fields=("pack",),
                name="reporting_packversion_one_open",
                violation_error_message="A version of this pack is open already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="packversion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("sent_at", None), ("signed_at", None), ("state", "draft")),
                    models.Q(("sent_at__isnull", False), ("signed_at", None), ("state", "review")),
                    models.Q(("sent_at__isnull", False), ("signed_at__isnull", False), ("state", "signed")),
                    _connector="OR",
                ),
                name="reporting_packversion_sent_and_signed",
                violation_error_message="A pack is drafted, then sent for review, then signed off.",
            ),
        ),
        migrations.AddConstraint(
            model_name="packversion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("sent_by", None), ("sent_at__isnull", False), _connector="OR"),
                    models.Q(("signed_by", None), ("signed_at__isnull", False), _connector="OR"),
                ),
                name="reporting_packversion_by_with_at",
                violation_error_message="Who sent or signed a pack is noted with the moment.",
            ),
        ),
        migrations.AddConstraint(
            model_name="packversion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("number", 1), ("reason", "")),
                    models.Q(("number__gt", 1), models.Q(("reason", ""), _negated=True)),
                    _connector="OR",
                ),
                name="reporting_packversion_later_says_why",
                violation_error_message="Say why a new version is issued.",
            ),
        ),
        migrations.RunSQL(REFUSE_CHANGE, "DROP FUNCTION reporting_refuse_change()"),
        migrations.RunSQL(REFUSE_ADDITION, "DROP FUNCTION reporting_refuse_addition()"),
        *(trigger(name) for name in TRIGGERS),
    ]

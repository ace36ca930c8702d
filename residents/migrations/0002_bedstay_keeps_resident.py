"""A bed stay's resident is always its placement's: a composite foreign key, which the ORM cannot declare."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("residents", "0001_initial")]

    operations = [
        migrations.RunSQL(
            sql="""
                ALTER TABLE residents_placement
                    ADD CONSTRAINT residents_placement_id_and_resident UNIQUE (id, resident_id);
                ALTER TABLE residents_bedstay
                    ADD CONSTRAINT residents_bedstay_resident_of_placement
                    FOREIGN KEY (placement_id, resident_id) REFERENCES residents_placement (id, resident_id)
                    DEFERRABLE INITIALLY DEFERRED;
            """,
            reverse_sql="""
                ALTER TABLE residents_bedstay DROP CONSTRAINT residents_bedstay_resident_of_placement;
                ALTER TABLE residents_placement DROP CONSTRAINT residents_placement_id_and_resident;
            """,
        )
    ]

"""Notices of stay limits are known by the day on which the stay is due to end as well, so that a corrected day is told.

The day stands at the end of their text. One without a day in it keeps its key: it would be told once more, if at all.
"""

from django.db import migrations

ADD = """
UPDATE notices_notice
   SET key = key || ':' || to_char(to_date(substring(text from 'by (\\d{1,2} [A-Z][a-z]+ \\d{4})\\.$'),
                                           'DD Month YYYY'), 'YYYY-MM-DD')
 WHERE kind IN ('two_weeks', 'one_week', 'limit')
   AND key ~ '^[a-z_]+:placement:\\d+$'
   AND text ~ 'by \\d{1,2} (January|February|March|April|May|June|July|August|September|October|November|December) \\d{4}\\.$'
"""
TAKE_AWAY = """
DELETE FROM notices_notice newer
 USING notices_notice older
 WHERE newer.kind IN ('two_weeks', 'one_week', 'limit')
   AND newer.user_id = older.user_id
   AND newer.id > older.id
   AND newer.key ~ '^[a-z_]+:placement:\\d+:[0-9-]+$'
   AND substring(newer.key from '^[a-z_]+:placement:\\d+') = substring(older.key from '^[a-z_]+:placement:\\d+');
UPDATE notices_notice
   SET key = substring(key from '^[a-z_]+:placement:\\d+')
 WHERE kind IN ('two_weeks', 'one_week', 'limit')
"""


class Migration(migrations.Migration):
    dependencies = [("notices", "0001_initial")]

    operations = [migrations.RunSQL(ADD, TAKE_AWAY)]

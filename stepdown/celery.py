"""The Celery application and the whole schedule of the service.

The schedule lives here and nowhere else, so that one page answers "what happens by itself, and when?".
Exactly one beat process may run; every task is safe to run twice.
"""

import os
from datetime import timedelta

from celery import Celery
from celery.schedules import crontab

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "stepdown.settings")

app = Celery("stepdown")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

app.conf.beat_schedule = {
    # Ten minutes past midnight in Europe/London: the night that has just ended is complete.
    "nightly figures": {
        "task": "reporting.tasks.nightly",
        "schedule": crontab(hour="0", minute="10"),
    },
    # A machine that slept through the night, or a run that failed, is caught up within the hour.
    # The job starts at its watermark, so these runs find nothing to do on a good day.
    "catch up missed nights": {
        "task": "reporting.tasks.nightly",
        "schedule": crontab(minute="40"),
        "options": {"expires": timedelta(minutes=50).total_seconds()},
    },
    # Back-dated corrections reach the dashboards within a minute. A run that could not start in time
    # is dropped: the next one does its work.
    "apply corrections": {
        "task": "reporting.tasks.apply_corrections",
        "schedule": timedelta(seconds=20),
        "options": {"expires": 20},
    },
    # On the first working day of a month, once the figures have reached the end of the last one. A machine that was
    # off that morning is caught up within the hour; on every other day there is nothing to do.
    "review packs": {
        "task": "reporting.tasks.draft_packs",
        "schedule": crontab(hour="6-18", minute="5"),
        "options": {"expires": timedelta(minutes=50).total_seconds()},
    },
    # What happened is told within minutes; a run that could not start in time is dropped, as above.
    "notices": {
        "task": "stepdown.notices.tasks.tell_everybody",
        "schedule": timedelta(minutes=3),
        "options": {"expires": timedelta(minutes=3).total_seconds()},
    },
    # Half past seven in Europe/London, as letters.AT says: one letter to each person who has something to read.
    "letters": {
        "task": "stepdown.notices.tasks.send_letters",
        "schedule": crontab(hour="7", minute="30"),
    },
    # A mail server that could not be reached at half past seven is tried again; nobody gets a second letter.
    "letters that could not be sent": {
        "task": "stepdown.notices.tasks.send_letters",
        "schedule": crontab(hour="8-12", minute="30"),
        "options": {"expires": timedelta(minutes=50).total_seconds()},
    },
    # Files are begun as they are asked for; this finds those of a moment when the broker could not be reached.
    "files to make": {
        "task": "reporting.tasks.make_exports",
        "schedule": timedelta(minutes=1),
        "options": {"expires": 60},
    },
    "old files": {
        "task": "reporting.tasks.remove_old_exports",
        "schedule": crontab(hour="3", minute="30"),
    },
    # At night, when nobody waits for it; a night that is missed is made up for by the next.
    "old notices": {
        "task": "stepdown.notices.tasks.remove_old",
        "schedule": crontab(hour="3", minute="20"),
    },
}

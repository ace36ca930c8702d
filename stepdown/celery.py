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
}

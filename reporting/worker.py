"""Asking the worker to begin something now, which it would otherwise do by its schedule, or need not do at all."""

from __future__ import annotations

import logging
from typing import Any

from celery import current_app
from celery.exceptions import OperationalError

logger = logging.getLogger(__name__)


def start(task: str, *arguments: Any) -> None:
    """Start a task by its name. Where the broker cannot be reached, the page is shown all the same."""
    try:
        current_app.send_task(task, args=arguments)
    except OperationalError:
        logger.warning("The broker cannot be reached: %s is not started.", task)

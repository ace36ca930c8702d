"""Health checks for whatever supervises the service.

``/health/live`` answers as long as the process does: restart it when it does not.
``/health/ready`` answers 200 when the database is migrated and the broker is there: send it traffic only then.
"""

from collections.abc import Callable

from django.core.cache import cache
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe


@never_cache
@require_safe
def live(request: HttpRequest) -> JsonResponse:
    """Say that the process is alive, touching nothing else."""
    return JsonResponse({"live": True})


@never_cache
@require_safe
def ready(request: HttpRequest) -> JsonResponse:
    """Say whether each part the service needs is there; 503 when one is not."""
    parts = {"database": _works(_check_database), "broker": _works(_check_broker)}
    return JsonResponse(parts, status=200 if all(parts.values()) else 503)


def _works(check: Callable[[], bool]) -> bool:
    # Whatever goes wrong inside a check is the answer to the check, not an error of the page.
    try:
        return check()
    except Exception:  # noqa: BLE001
        return False


def _check_database() -> bool:
    """Whether the database answers and no migration is waiting."""
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def _check_broker() -> bool:
    cache.set("health", "ready", timeout=60)
    return bool(cache.get("health") == "ready")

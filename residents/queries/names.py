"""Names of residents, for those who need them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from beds.access import Scope
from residents.models import ResidentIdentity


def names_of(residents: Iterable[int], scope: Scope) -> defaultdict[int, str]:
    """The names of these residents, by id; empty for those that this person need not know. One query."""
    known = ResidentIdentity.objects.within(scope).filter(resident__in=set(residents))
    return defaultdict(str, known.values_list("resident", "name"))

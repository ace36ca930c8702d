"""Everything that can be done to a post, an agreement or a responsibility."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from beds.access import Scope
from beds.acting import action, change, not_in_future, one_of, unchanged_since, write
from beds.models import Agreement, Commissioner, Post, Provider, Responsibility, Service
from beds.refusal import Refusal
from beds.registers.permissions import commissioner_buys, may_keep_agreement, may_keep_post, may_name
from beds.taking_back import cancel, refuse_cancelled
from beds.wording import long_date

Registered = TypeVar("Registered", Agreement, Post)
CANCELLED_WHY = "Say why this is cancelled."

# Posts ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PostFacts:
    """What is known of a post. `until_date` is the first day without it; empty for one without an end."""

    commissioner: Commissioner
    provider: Provider | None
    service: Service | None
    employer: str
    role: str
    contract_type: str
    from_date: dt.date
    until_date: dt.date | None = None
    vacant_since: dt.date | None = None
    note: str = ""

    def trimmed(self) -> PostFacts:
        """The same without stray spaces; a service also says whose post it is."""
        provider = self.provider or (self.service.provider if self.service else None)
        return replace(
            self, provider=provider, employer=self.employer.strip(), role=self.role.strip(), note=self.note.strip()
        )

    def values(self) -> dict[str, Any]:
        """By the names of the model's fields."""
        return {name: getattr(self, name) for name in self.__dataclass_fields__}


@action
def add_post(*, by: Any, scope: Scope, today: dt.date, facts: PostFacts) -> Post:
    """Register a post. Sending the same again changes nothing: posts that are alike differ in their note."""
    facts = _checked_post(facts, scope, today)
    _one_after_another(facts.commissioner)
    known = Post.objects.in_force().filter(**facts.values()).first()
    return known or write(Post(**facts.values()), by=by)


@action
def correct_post(
    *, by: Any, scope: Scope, today: dt.date, post: Post, facts: PostFacts, version: dt.datetime | None = None
) -> Post:
    """Change what was entered about a post. Sending the same again changes nothing.

    Raises `Refusal`, or PermissionDenied outside the scope.
    """
    fresh = _lock_post(post, scope)
    refuse_cancelled(fresh)
    return _change(fresh, _checked_post(facts, scope, today).values(), version, by=by)


@action
def end_post(*, by: Any, scope: Scope, today: dt.date, post: Post, until_date: dt.date) -> Post:
    """The post ends: `until_date`, past or planned, is the first day without it. Raises `Refusal`."""
    fresh = _lock_post(post, scope)
    refuse_cancelled(fresh)
    if fresh.until_date == until_date:
        return fresh
    if fresh.has_ended(today):
        raise Refusal(
            f"{fresh} has ended already, on {long_date(fresh.until_date or today)}. If that is wrong, correct the "
            "post.",
            field="until_date",
        )
    _check_period(fresh.from_date, until_date, "The post", "paid for")
    _check_vacancy(fresh.vacant_since, fresh.from_date, until_date, today, field="until_date")
    fresh.until_date = until_date
    return write(fresh, by=by)


@action
def mark_vacant(*, by: Any, scope: Scope, today: dt.date, post: Post, vacant_since: dt.date) -> Post:
    """Nobody is in the post since that day. Sending the same again changes nothing. Raises `Refusal`."""
    fresh = _lock_post(post, scope)
    refuse_cancelled(fresh)
    if fresh.vacant_since == vacant_since:
        return fresh
    if fresh.vacant_since is not None:
        raise Refusal(
            f"{fresh} is vacant already, since {long_date(fresh.vacant_since)}. If that is wrong, correct the post.",
            field="vacant_since",
        )
    if fresh.has_ended(today):
        raise Refusal(
            f"{fresh} ended on {long_date(fresh.until_date or today)}, so nobody can be missing in it. If it goes on, "
            "correct the post.",
            field="vacant_since",
        )
    _check_vacancy(vacant_since, fresh.from_date, fresh.until_date, today)
    fresh.vacant_since = vacant_since
    return write(fresh, by=by)


@action
def mark_filled(*, by: Any, scope: Scope, today: dt.date, post: Post) -> Post:
    """Somebody is in the post again. Sending the same again changes nothing."""
    fresh = _lock_post(post, scope)
    refuse_cancelled(fresh)
    if fresh.vacant_since is None:
        return fresh
    if fresh.has_ended(today):
        raise Refusal(
            f"{fresh} ended on {long_date(fresh.until_date or today)}. If it goes on, correct the post first."
        )
    fresh.vacant_since = None
    return write(fresh, by=by)


@action
def cancel_post(*, by: Any, scope: Scope, today: dt.date, post: Post, reason: str) -> Post:
    """The post was entered by mistake: it counts for nothing from now on. Raises `Refusal`."""
    return cancel(_lock_post(post, scope), reason, CANCELLED_WHY, by=by)


def _lock_post(post: Post, scope: Scope) -> Post:
    """The post as it is now, cancelled or not, locked for somebody who keeps it."""
    fresh = (
        Post.objects.select_for_update(of=("self",))
        .select_related("updated_by", "commissioner", "provider", "service")
        .get(pk=post.pk)
    )
    may_keep_post(fresh.commissioner_id, fresh.provider_id, scope)
    return fresh


def _checked_post(facts: PostFacts, scope: Scope, today: dt.date) -> PostFacts:
    facts = facts.trimmed()
    may_keep_post(facts.commissioner.pk, facts.provider.pk if facts.provider else None, scope)
    commissioner_buys(facts.commissioner, facts.provider, scope)
    one_of(facts.contract_type, Post.ContractType.values, "Select the kind of contract.", "contract_type")
    if facts.service and facts.provider and facts.service.provider_id != facts.provider.pk:
        raise Refusal(
            f"{facts.service} is run by {facts.service.provider}, not by {facts.provider}. Choose one of the two.",
            field="service",
        )
    _check_period(facts.from_date, facts.until_date, "The post", "paid for")
    _check_vacancy(facts.vacant_since, facts.from_date, facts.until_date, today)
    return facts


def _check_vacancy(
    since: dt.date | None, from_date: dt.date, until_date: dt.date | None, today: dt.date, field: str = "vacant_since"
) -> None:
    if since is None:
        return
    not_in_future(since, today, "The day since when it is vacant", field)
    if since < from_date:
        raise Refusal(
            f"The post is paid for from {long_date(from_date)}. It can be vacant since that day or later.", field=field
        )
    if until_date is not None and since >= until_date:
        raise Refusal(
            f"The post is vacant since {long_date(since)}, and would end on {long_date(until_date)}. It must end after "
            "it became vacant.",
            field=field,
        )


# Agreements ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class AgreementFacts:
    """What is known of an agreement. Without a provider it is with all of them; `until_date` is when it runs out."""

    commissioner: Commissioner
    provider: Provider | None
    kind: str
    title: str
    from_date: dt.date
    until_date: dt.date | None = None
    held_by: str = ""

    def trimmed(self) -> AgreementFacts:
        """The same without stray spaces."""
        return replace(self, title=self.title.strip(), held_by=self.held_by.strip())

    def values(self) -> dict[str, Any]:
        """By the names of the model's fields."""
        return {name: getattr(self, name) for name in self.__dataclass_fields__}


@action
def add_agreement(*, by: Any, scope: Scope, today: dt.date, facts: AgreementFacts) -> Agreement:
    """Register an agreement. Sending the same again changes nothing. Raises `Refusal` or PermissionDenied."""
    facts = _checked_agreement(facts, scope)
    _one_after_another(facts.commissioner)
    known = Agreement.objects.in_force().filter(**facts.values()).first()
    return known or write(Agreement(**facts.values()), by=by)


@action
def correct_agreement(
    *,
    by: Any,
    scope: Scope,
    today: dt.date,
    agreement: Agreement,
    facts: AgreementFacts,
    version: dt.datetime | None = None,
) -> Agreement:
    """Change what was entered about an agreement. Sending the same again changes nothing.

    Raises `Refusal` or PermissionDenied.
    """
    fresh = _lock_agreement(agreement, scope)
    refuse_cancelled(fresh)
    return _change(fresh, _checked_agreement(facts, scope).values(), version, by=by)


@action
def cancel_agreement(*, by: Any, scope: Scope, today: dt.date, agreement: Agreement, reason: str) -> Agreement:
    """The agreement was entered by mistake: it counts for nothing from now on. Raises `Refusal`."""
    return cancel(_lock_agreement(agreement, scope), reason, CANCELLED_WHY, by=by)


def _lock_agreement(agreement: Agreement, scope: Scope) -> Agreement:
    """The agreement as it is now, cancelled or not, locked for somebody who keeps it."""
    rows = Agreement.objects.select_for_update(of=("self",)).select_related("updated_by", "commissioner", "provider")
    fresh = rows.get(pk=agreement.pk)
    may_keep_agreement(fresh.commissioner_id, scope)
    return fresh


def _checked_agreement(facts: AgreementFacts, scope: Scope) -> AgreementFacts:
    may_keep_agreement(facts.commissioner.pk, scope)
    one_of(facts.kind, Agreement.Kind.values, "Select the kind of agreement.", "kind")
    _check_period(facts.from_date, facts.until_date, "The agreement", "in force")
    return facts.trimmed()


# Responsibilities ----------------------------------------------------------------------------------------------


@action
def name_responsible(
    *,
    by: Any,
    scope: Scope,
    today: dt.date,
    service: Service,
    area: str,
    who: str,
    contact: str = "",
    version: dt.datetime | None = None,
) -> Responsibility:
    """Say who answers for an area of a service: a post or a team. An empty `who` leaves nobody named.

    `version` is that of what is there; a writer who saw nothing there gives none that fits. Raises `Refusal`.
    """
    # the service's row holds back a second writer while there is no responsibility yet to lock
    service = Service.objects.select_for_update(no_key=True).get(pk=service.pk)
    may_name(service, scope)
    one_of(area, Responsibility.Area.values, "Select what they are responsible for.", "area")
    who, contact = who.strip(), contact.strip()
    if contact and not who:
        raise Refusal("Say who is responsible, or leave both empty if nobody is.", field="who")
    known = service.responsibilities.select_related("updated_by").filter(area=area).first()
    if known is None:
        return write(Responsibility(service=service, area=area, who=who, contact=contact), by=by)
    if (known.who, known.contact) == (who, contact):
        return known
    unchanged_since(known, version)
    known.who, known.contact = who, contact
    return write(known, by=by)


# What both share -----------------------------------------------------------------------------------------------


def _change(record: Registered, values: dict[str, Any], version: dt.datetime | None, *, by: Any) -> Registered:
    return write(record, by=by) if change(record, values, version) else record


def _check_period(from_date: dt.date, until_date: dt.date | None, what: str, state: str) -> None:
    if until_date is not None and until_date <= from_date:
        raise Refusal(f"{what} is {state} from {long_date(from_date)}. It must end after that day.", field="until_date")


def _one_after_another(commissioner: Commissioner) -> None:
    """Whoever adds to the register of the same commissioner waits here, so that a form sent twice is one record."""
    Commissioner.objects.select_for_update(no_key=True).get(pk=commissioner.pk)

"""Who can be told what: everybody who may sign in, by whose records they see, and what they chose."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from beds.access import Role
from stepdown.accounts.models import Membership, User
from stepdown.notices.kinds.base import Kind, News
from stepdown.notices.models import NoticeChoice


@dataclass(frozen=True, slots=True)
class Wanted:
    """How somebody wants to be told of a kind of thing."""

    in_app: bool
    by_email: bool

    def __bool__(self) -> bool:
        return self.in_app or self.by_email


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who sees a record through one of their memberships; `own` is false for a lead provider's people."""

    user_id: int
    role: Role
    own: bool = True


@dataclass(frozen=True, slots=True)
class Audience:
    """Everybody who may sign in. It is read once for all kinds, in four queries."""

    commissioners: dict[int, list[Reader]] = field(default_factory=lambda: defaultdict(list))
    providers: dict[int, list[Reader]] = field(default_factory=lambda: defaultdict(list))
    wards: dict[int, list[Reader]] = field(default_factory=lambda: defaultdict(list))
    site: list[int] = field(default_factory=list)
    choices: dict[tuple[int, str], Wanted] = field(default_factory=dict)

    @classmethod
    def now(cls) -> Audience:
        """As the memberships and the choices are at this moment."""
        audience = cls()
        memberships = Membership.objects.filter(user__is_active=True).select_related("provider")
        for membership in memberships.prefetch_related("provider__partners"):
            audience._add(membership)
        audience.site.extend(User.objects.filter(is_active=True, is_superuser=True).values_list("pk", flat=True))
        for choice in NoticeChoice.objects.filter(user__is_active=True):
            audience.choices[choice.user_id, choice.kind] = Wanted(choice.in_app, choice.by_email)
        return audience

    def _add(self, membership: Membership) -> None:
        """The same reach as `stepdown.accounts.models.scope_of` gives."""
        reader = Reader(membership.user_id, Role(membership.role))
        if membership.ward_id:
            self.wards[membership.ward_id].append(reader)
        elif membership.commissioner_id:
            self.commissioners[membership.commissioner_id].append(reader)
        elif membership.provider:
            self.providers[membership.provider.pk].append(reader)
            for partner in membership.provider.partners.all():
                self.providers[partner.pk].append(Reader(reader.user_id, reader.role, own=False))

    def of(self, kind: Kind, news: News) -> dict[int, Wanted]:
        """Whom to tell, and how: those who see the record, whose role or choice asks for it, and who do not know."""
        found: dict[int, Wanted] = {}
        for user_id, by_role in self._able(kind, news):
            if user_id in news.told or (news.only is not None and user_id != news.only):
                continue
            wanted = self.choices.get((user_id, kind.key), by_role)
            if wanted and (user_id not in found or wanted.by_email):
                found[user_id] = wanted
        return found

    def _able(self, kind: Kind, news: News) -> Iterator[tuple[int, Wanted]]:
        """Everybody who sees the record in a role that the kind is for, with what suits that role."""
        told = Wanted(in_app=True, by_email=kind.mails)
        not_told = Wanted(in_app=False, by_email=False)
        for reader in self._readers(news):
            if kind.is_for(reader.role):
                yield reader.user_id, told if reader.role in kind.tells else not_told
        if kind.runs_site:
            for user_id in self.site:
                yield user_id, told

    def _readers(self, news: News) -> Iterator[Reader]:
        if news.commissioner_id is not None:
            yield from self.commissioners.get(news.commissioner_id, ())
        for provider_id in news.provider_ids:
            yield from (
                reader for reader in self.providers.get(provider_id, ()) if reader.own or not news.own_people_only
            )
        if news.ward_id is not None:
            yield from self.wards.get(news.ward_id, ())


@dataclass(frozen=True, slots=True)
class Offer:
    """One kind that a person can be told of, and how they are now."""

    kind: Kind
    wanted: Wanted


def offers_to(user: User, kinds: tuple[Kind, ...]) -> list[Offer]:
    """The kinds that this person can be told of, in the order of the catalogue. Two queries."""
    roles = {Role(role) for role in user.memberships.values_list("role", flat=True)}
    chosen = {choice.kind: Wanted(choice.in_app, choice.by_email) for choice in NoticeChoice.objects.filter(user=user)}
    offers = []
    for kind in kinds:
        runs_site = kind.runs_site and user.is_superuser
        if runs_site or any(kind.is_for(role) for role in roles):
            told = runs_site or bool(roles & kind.tells)
            offers.append(Offer(kind, chosen.get(kind.key, Wanted(told, told and kind.mails))))
    return offers

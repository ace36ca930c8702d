"""Users and what they belong to."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import defaultdict
from typing import ClassVar, Self

from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models
from django.db.models import Q

from beds.access import COMMISSIONER_ROLES, DECIDING_ROLES, PROVIDER_ROLES, SIGNING_ROLES, WARD_ROLES, Role, Scope
from beds.models import Commissioner, Provider
from residents.models import Ward


class EmailUserManager(UserManager["User"]):
    """Makes users who are known by their e-mail address."""

    def _create_user_object(self, username, email, password, **extra_fields):  # type: ignore[no-untyped-def]
        return super()._create_user_object(  # type: ignore[misc]  # not in the stubs
            email or username, email or username, password, **extra_fields
        )

    def create_superuser(self, email=None, password=None, **extra_fields):  # type: ignore[no-untyped-def, override]
        return super().create_superuser(email, email, password, **extra_fields)


class User(AbstractUser):
    """Somebody who signs in, with an e-mail address. What they may see comes from their memberships."""

    username = None  # type: ignore[assignment]
    email = models.EmailField("e-mail address", unique=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects: ClassVar[EmailUserManager] = EmailUserManager()

    class Meta(AbstractUser.Meta):  # type: ignore[name-defined]  # not in the stubs
        ordering = ("email",)

    def __str__(self) -> str:
        return self.get_full_name() or self.email

    def scope(self) -> Scope:
        """Everything this person's memberships give them; a lead provider's reach its partners too."""
        return scope_of(self.memberships.select_related("provider").prefetch_related("provider__partners"))


def scope_of(memberships) -> Scope:  # type: ignore[no-untyped-def]
    """The union of what each membership gives."""
    commissioners, providers, writes_for, wards, analyses_for = set(), set(), set(), set(), set()
    by_role = defaultdict(set)
    for membership in memberships:
        if membership.ward_id:
            wards.add(membership.ward_id)
            continue
        if membership.role == Role.ANALYST:
            analyses_for.add(membership.commissioner_id)
            continue
        if membership.commissioner_id:
            commissioners.add(membership.commissioner_id)
            by_role[membership.role].add(membership.commissioner_id)
            continue
        reach = {membership.provider_id, *(partner.pk for partner in membership.provider.partners.all())}
        providers |= reach
        if membership.role == Role.PROVIDER_WORKER:
            writes_for |= reach
    return Scope(
        commissioners=frozenset(commissioners),
        decides_for=frozenset().union(*(by_role[role] for role in DECIDING_ROLES)),
        signs_for=frozenset().union(*(by_role[role] for role in SIGNING_ROLES)),
        houses_for=frozenset(by_role[Role.HOUSING_OFFICER]),
        providers=frozenset(providers),
        writes_for=frozenset(writes_for),
        wards=frozenset(wards),
        analyses_for=frozenset(analyses_for),
    )


class Membership(models.Model):
    """A user's place in one commissioner, one provider or one ward, and what they do there."""

    class RoleName(models.TextChoices):
        COMMISSIONER = Role.COMMISSIONER.value, "Commissioner"
        CONTRACT_MANAGER = Role.CONTRACT_MANAGER.value, "Contract manager"
        ADMINISTRATOR = Role.ADMINISTRATOR.value, "Administrator"
        HOUSING_OFFICER = Role.HOUSING_OFFICER.value, "Housing officer"
        ANALYST = Role.ANALYST.value, "Analyst, data feed with small numbers hidden"
        PROVIDER_WORKER = Role.PROVIDER_WORKER.value, "Provider worker"
        PROVIDER_VIEWER = Role.PROVIDER_VIEWER.value, "Provider, read only"
        REFERRER = Role.REFERRER.value, "Referrer"

    user = models.ForeignKey(User, models.CASCADE, related_name="memberships")
    commissioner = models.ForeignKey(Commissioner, models.PROTECT, null=True, blank=True, related_name="memberships")
    provider = models.ForeignKey(Provider, models.PROTECT, null=True, blank=True, related_name="memberships")
    ward = models.ForeignKey(Ward, models.PROTECT, null=True, blank=True, related_name="memberships")
    role = models.CharField(max_length=20, choices=RoleName)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="accounts_membership_role_fits",
                condition=Q(
                    commissioner__isnull=False,
                    provider__isnull=True,
                    ward__isnull=True,
                    role__in=[str(role) for role in COMMISSIONER_ROLES],
                )
                | Q(
                    provider__isnull=False,
                    commissioner__isnull=True,
                    ward__isnull=True,
                    role__in=[str(role) for role in PROVIDER_ROLES],
                )
                | Q(
                    ward__isnull=False,
                    commissioner__isnull=True,
                    provider__isnull=True,
                    role__in=[str(role) for role in WARD_ROLES],
                ),
                violation_error_message="Choose a commissioner, a provider or a ward, and a role that fits it.",
            ),
            models.UniqueConstraint(
                name="accounts_membership_once_per_commissioner",
                fields=["user", "commissioner"],
                violation_error_message="This person already belongs to that commissioner.",
            ),
            models.UniqueConstraint(
                name="accounts_membership_once_per_provider",
                fields=["user", "provider"],
                violation_error_message="This person already belongs to that provider.",
            ),
            models.UniqueConstraint(
                name="accounts_membership_once_per_ward",
                fields=["user", "ward"],
                violation_error_message="This person already belongs to that ward.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} at {self.commissioner or self.provider or self.ward}"


class AccessTokenQuerySet(models.QuerySet):
    def of(self, user: User) -> Self:
        """A person's own, newest first."""
        return self.filter(user=user)

    def alive(self, now: dt.datetime) -> Self:
        """Those that open the data feed: not revoked, not expired, of somebody who may sign in."""
        return self.filter(revoked_at=None, expires_at__gt=now, user__is_active=True)


class AccessToken(models.Model):
    """Lets a program of one person read the data feed. Only its hash is kept, so it is seen once, when it is made.

    It opens what its owner may see at the time of each request, and with `shared` that with small numbers hidden.
    """

    user = models.ForeignKey(User, models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=60)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    ending = models.CharField(max_length=4, editable=False, help_text="Its last characters, by which it is recognised.")
    shared = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = AccessTokenQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at", "-pk")
        constraints = [
            models.CheckConstraint(
                name="accounts_accesstoken_one_year_at_most",
                condition=Q(
                    expires_at__gt=models.F("created_at"),
                    expires_at__lte=models.F("created_at") + dt.timedelta(days=366),
                ),
                violation_error_message="A token lasts one year at the most.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def small_numbers(self) -> str:
        """Whether it shows them, in a word."""
        return "Hidden" if self.shared else "Shown"


def digest_of(secret: str) -> str:
    """What is kept of a token. It is long and random, so that a plain hash cannot be turned back."""
    return hashlib.sha256(secret.encode()).hexdigest()

"""Users and what they belong to."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models
from django.db.models import Q

from beds.access import COMMISSIONER_ROLES, DECIDING_ROLES, PROVIDER_ROLES, WARD_ROLES, Role, Scope
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
    commissioners, decides_for, houses_for, providers, writes_for, wards = set(), set(), set(), set(), set(), set()
    for membership in memberships:
        if membership.ward_id:
            wards.add(membership.ward_id)
            continue
        if membership.commissioner_id:
            commissioners.add(membership.commissioner_id)
            if membership.role in DECIDING_ROLES:
                decides_for.add(membership.commissioner_id)
            if membership.role == Role.HOUSING_OFFICER:
                houses_for.add(membership.commissioner_id)
            continue
        reach = {membership.provider_id, *(partner.pk for partner in membership.provider.partners.all())}
        providers |= reach
        if membership.role == Role.PROVIDER_WORKER:
            writes_for |= reach
    return Scope(
        commissioners=frozenset(commissioners),
        decides_for=frozenset(decides_for),
        houses_for=frozenset(houses_for),
        providers=frozenset(providers),
        writes_for=frozenset(writes_for),
        wards=frozenset(wards),
    )


class Membership(models.Model):
    """A user's place in one commissioner, one provider or one ward, and what they do there."""

    class RoleName(models.TextChoices):
        COMMISSIONER = Role.COMMISSIONER.value, "Commissioner"
        CONTRACT_MANAGER = Role.CONTRACT_MANAGER.value, "Contract manager"
        ADMINISTRATOR = Role.ADMINISTRATOR.value, "Administrator"
        HOUSING_OFFICER = Role.HOUSING_OFFICER.value, "Housing officer"
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

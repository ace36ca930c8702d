"""Users and what they belong to."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models
from django.db.models import Q

from beds.access import COMMISSIONER_ROLES, PROVIDER_ROLES, Role, Scope
from beds.models import Commissioner, Provider


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
    commissioners, decides_for, providers, writes_for = set(), set(), set(), set()
    for membership in memberships:
        if membership.commissioner_id:
            commissioners.add(membership.commissioner_id)
            if membership.role != Role.CONTRACT_MANAGER:
                decides_for.add(membership.commissioner_id)
            continue
        reach = {membership.provider_id, *(partner.pk for partner in membership.provider.partners.all())}
        providers |= reach
        if membership.role == Role.PROVIDER_WORKER:
            writes_for |= reach
    return Scope(
        commissioners=frozenset(commissioners),
        decides_for=frozenset(decides_for),
        providers=frozenset(providers),
        writes_for=frozenset(writes_for),
    )


class Membership(models.Model):
    """A user's place in one commissioner or one provider, and what they do there."""

    class RoleName(models.TextChoices):
        COMMISSIONER = Role.COMMISSIONER.value, "Commissioner"
        CONTRACT_MANAGER = Role.CONTRACT_MANAGER.value, "Contract manager"
        ADMINISTRATOR = Role.ADMINISTRATOR.value, "Administrator"
        PROVIDER_WORKER = Role.PROVIDER_WORKER.value, "Provider worker"
        PROVIDER_VIEWER = Role.PROVIDER_VIEWER.value, "Provider, read only"

    user = models.ForeignKey(User, models.CASCADE, related_name="memberships")
    commissioner = models.ForeignKey(Commissioner, models.PROTECT, null=True, blank=True, related_name="memberships")
    provider = models.ForeignKey(Provider, models.PROTECT, null=True, blank=True, related_name="memberships")
    role = models.CharField(max_length=20, choices=RoleName)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="accounts_membership_role_fits",
                condition=Q(
                    commissioner__isnull=False, provider__isnull=True, role__in=[str(r) for r in COMMISSIONER_ROLES]
                )
                | Q(provider__isnull=False, commissioner__isnull=True, role__in=[str(r) for r in PROVIDER_ROLES]),
                violation_error_message="Choose either a commissioner or a provider, and a role that fits it.",
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
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} at {self.commissioner or self.provider}"

"""The administration of people: who signs in, and what they belong to.

The administration has no sign-in of its own: it sends people to the one of the service.
"""

from __future__ import annotations

from typing import Any, ClassVar

from allauth.account import admin as allauth_admin  # noqa: F401 - registers its list, which is taken out below
from allauth.account.decorators import secure_admin_login
from allauth.account.models import EmailAddress
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.forms import BaseUserCreationForm, UserChangeForm
from django.contrib.auth.models import Group
from django.db.models import QuerySet
from django.http import HttpRequest

from beds.administration import RecordAdmin, RefusalForm, RowInline
from stepdown.accounts.actions import save_user
from stepdown.accounts.models import Membership, User

admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

# What a person may do follows from memberships alone, and an address from the account: neither needs a list here.
admin.site.unregister([Group, EmailAddress])


class AddUserForm(RefusalForm, BaseUserCreationForm):
    """A new account, with a first password that its owner then changes."""

    class Meta:
        model = User
        fields = ("email", "first_name", "last_name")


class ChangeUserForm(RefusalForm, UserChangeForm):
    """An account that is there."""

    class Meta:
        model = User
        fields = "__all__"


class MembershipInline(RowInline):
    model = Membership
    autocomplete_fields = ("commissioner", "provider", "ward")
    can_delete = True
    verbose_name_plural = "belongs to: a commissioner, a provider or a ward in each row"


class AdministratorFilter(admin.BooleanFieldListFilter):
    """Those who run the administration site, under the name that their form uses."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.title = "administers"


@admin.register(User)
class UserAdmin(RecordAdmin, DjangoUserAdmin):
    form = ChangeUserForm
    add_form = AddUserForm
    list_display = ("email", "name", "belongs_to", "may_sign_in", "runs_site", "last_login")
    list_filter = (
        "is_active",
        ("is_superuser", AdministratorFilter),
        "memberships__role",
        "memberships__commissioner",
        "memberships__provider",
    )
    search_fields = ("email", "first_name", "last_name")
    ordering = ("email",)
    filter_horizontal = ()
    readonly_fields = ("last_login", "date_joined")
    inlines = (MembershipInline,)
    fieldsets = (
        (None, {"fields": ("email", "password")}),
        ("Person", {"fields": ("first_name", "last_name")}),
        ("Access", {"fields": ("is_active", "is_superuser", "last_login", "date_joined")}),
    )
    add_fieldsets = ((None, {"fields": ("email", "first_name", "last_name", "password1", "password2")}),)
    labels: ClassVar[dict[str, tuple[str, str]]] = {
        "is_active": ("May sign in", "Untick this when somebody leaves: accounts are not deleted."),
        "is_superuser": ("Runs the administration site", "Sees and changes all lists here, of every commissioner."),
    }

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Django's names of the two switches say little to an administrator."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and db_field.name in self.labels:
            field.label, field.help_text = self.labels[db_field.name]
        return field

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        return (
            super()
            .get_queryset(request)
            .prefetch_related("memberships__commissioner", "memberships__provider", "memberships__ward")
        )

    @admin.display(ordering="last_name")
    def name(self, user: User) -> str:
        return user.get_full_name()

    @admin.display(boolean=True, ordering="is_active")
    def may_sign_in(self, user: User) -> bool:
        return user.is_active

    @admin.display(boolean=True, description="administers", ordering="is_superuser")
    def runs_site(self, user: User) -> bool:
        return user.is_superuser

    @admin.display(description="belongs to")
    def belongs_to(self, user: User) -> str:
        return "; ".join(map(str, user.memberships.all())) or "nothing yet"

    def save(self, request: HttpRequest, record: User | Membership) -> None:
        if isinstance(record, User):
            save_user(by=request.user, user=record)
        else:
            record.save()

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Membership)
class MembershipAdmin(RecordAdmin):
    list_display = ("user", "role", "commissioner", "provider", "ward")
    list_filter = ("role", "commissioner", "provider", "ward")
    list_select_related = ("user", "commissioner", "provider", "ward")
    search_fields = ("user__email", "user__first_name", "user__last_name", "commissioner__name", "provider__name")
    autocomplete_fields = ("user", "commissioner", "provider", "ward")

    def save(self, request: HttpRequest, record: Membership) -> None:
        record.save()

"""What people do with a review pack, from the draft to the signature and beyond."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import Http404
from django.urls import reverse
from django.utils import timezone

from beds.pages import ActionPage, Link
from reporting.models import PackComment, PackVersion, ReviewPack
from reporting.pack_forms import CommentForm, DraftPackForm, NewVersionForm, SeenForm
from reporting.packs import actions
from reporting.packs.frozen import thaw
from reporting.queries.packs import compared

State = PackVersion.State


class Draft(ActionPage):
    """The pack of a month, by hand."""

    form_class = DraftPackForm
    title = "Draft a pack"
    button = "Draft the pack"
    intro = (
        "Stepdown drafts the packs of each month on the first working day after it. "
        "Draft one here for an earlier month, or without waiting for that day."
    )

    def may(self) -> bool:
        return bool(self.scope.everything or self.scope.signs_for)

    def form_facts(self) -> dict[str, Any]:
        return {"scope": self.scope, "today": self.today}

    def initial(self) -> dict[str, Any]:
        asked = self.request.GET.get("contract", "")
        return {"subject": asked}

    def act(self, answers: dict[str, Any]) -> ReviewPack:
        return actions.draft_pack(**answers, **self.known())

    def done(self, done: ReviewPack) -> tuple[str, list[Link]]:
        return f"The pack is there: {done}.", []

    def next_page(self, done: ReviewPack) -> str:
        return reverse("reporting:pack", args=[done.pk])

    def back(self) -> str:
        return reverse("reporting:packs")


class PackAction(ActionPage):
    """A page about the newest version of one pack."""

    subject: ReviewPack
    verb = ""
    newest: PackVersion

    def find(self, pk: int = 0, **kwargs: Any) -> ReviewPack:
        packs = ReviewPack.objects.within(self.scope).select_related("commissioner", "contract__provider")
        pack = packs.filter(pk=pk).first()
        if pack is None:
            raise Http404
        self.newest = actions.latest_version(pack)
        self.title = f"{self.verb}: {pack}"
        return pack

    def may(self) -> bool:
        return self.scope.may_sign_for(self.subject.commissioner_id)

    def why_not(self) -> str:
        return actions.why_closed(self.newest)

    def back(self) -> str:
        return reverse("reporting:pack", args=[self.subject.pk])

    def known(self) -> dict[str, Any]:
        return super().known() | {"pack": self.subject}

    @property
    def about(self) -> PackVersion:
        return self.newest


class SeenAction(PackAction):
    """One that acts on what was on the screen, and on nothing newer."""

    form_class = SeenForm

    def initial(self) -> dict[str, Any]:
        return {"version": self.newest.updated_at.isoformat()}


class Refresh(SeenAction):
    """The figures are drawn anew."""

    verb = "Refresh the figures"
    button = "Refresh the figures"
    intro = (
        "The figures of the month are drawn from the records as they are now. Comments stay. "
        "A pack that is in review becomes a draft again, so that nobody signs figures that were not reviewed."
    )

    def act(self, answers: dict[str, Any]) -> PackVersion:
        return actions.refresh_pack(**answers, **self.known())

    def done(self, done: PackVersion) -> tuple[str, list[Link]]:
        return f"The figures of version {done.number} are those of today.", []


class Comment(PackAction):
    """Either side says something."""

    form_class = CommentForm
    template_name = "reporting/packs/comment.html"
    verb = "Comment"
    button = "Add the comment"

    def may(self) -> bool:
        return bool(actions.may_comment(self.subject, self.scope))

    def form_facts(self) -> dict[str, Any]:
        sections = [(each.key, f"{each.number} {each.title}") for each in thaw(self.newest.content).sections]
        return {"sections": sections, "sides": actions.may_comment(self.subject, self.scope)}

    def initial(self) -> dict[str, Any]:
        return {"section": self.request.GET.get("section", "")}

    def context(self) -> dict[str, Any]:
        return {"comments": self.newest.comments.select_related("created_by")}

    def screen(self, section: str) -> str:
        """The address of a section in the pack; of the first screen without one."""
        return f"{super().back()}?{urlencode({'section': section})}" if section else super().back()

    def back(self) -> str:
        return self.screen(self.request.GET.get("section", ""))

    def next_page(self, done: PackComment) -> str:
        return self.screen(done.section or "commentary")

    def act(self, answers: dict[str, Any]) -> PackComment:
        return actions.comment_on_pack(**answers, **self.known())

    def done(self, done: PackComment) -> tuple[str, list[Link]]:
        return "Your comment is in the pack.", []


class Send(PackAction):
    """The comments are complete."""

    form_class = SeenForm
    verb = "Send for review"
    button = "Send for review"
    intro = (
        "Do this when the provider’s comments are complete. Whoever signs is told. "
        "Both sides can still comment until the pack is signed off."
    )

    def may(self) -> bool:
        return bool(actions.may_comment(self.subject, self.scope))

    def why_not(self) -> str:
        return super().why_not() or ("It is in review already." if self.newest.state == State.REVIEW else "")

    def act(self, answers: dict[str, Any]) -> PackVersion:
        return actions.send_for_review(**self.known())

    def done(self, done: PackVersion) -> tuple[str, list[Link]]:
        return f"Version {done.number} is in review.", []


class SignOff(SeenAction):
    """The version is frozen, for ever."""

    template_name = "reporting/packs/sign_off.html"
    verb = "Sign off"
    button = "Sign off"
    warning = "Signing off cannot be undone. The figures, the comments and the files stay as they are for ever."

    def why_not(self) -> str:
        waits = "Send the pack for review before it is signed off." if self.newest.state == State.DRAFT else ""
        return super().why_not() or waits

    def context(self) -> dict[str, Any]:
        return {
            "newest": self.newest,
            "comments": self.newest.comments.count(),
            "restated": compared(self.newest, now=timezone.now()),
        }

    def act(self, answers: dict[str, Any]) -> PackVersion:
        return actions.sign_off(**answers, **self.known())

    def done(self, done: PackVersion) -> tuple[str, list[Link]]:
        return f"Version {done.number} is signed off.", []


class NewVersion(PackAction):
    """The signed version is not the last word."""

    form_class = NewVersionForm
    verb = "Issue a new version"
    button = "Draft the new version"
    intro = (
        "The signed version stays as it is and can always be downloaded. "
        "The new one starts as a draft, with the figures as they are now."
    )

    def why_not(self) -> str:
        number = self.newest.number
        return "" if self.newest.is_signed else f"Version {number} is not signed off yet. Refresh its figures instead."

    def act(self, answers: dict[str, Any]) -> PackVersion:
        return actions.issue_new_version(**answers, **self.known())

    def done(self, done: PackVersion) -> tuple[str, list[Link]]:
        return f"Version {done.number} is drafted.", []

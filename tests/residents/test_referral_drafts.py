"""A form that is put aside half-done: kept word for word, by the ward alone, and never lost to a colleague."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from beds.refusal import Refusal
from residents.actions import referrals as actions
from residents.models import Referral, ReferralDraft
from tests import factories as make
from tests.hostile import typed
from tests.residents.house import signed_in
from tests.residents.ward import Pathway, make_referrer

pytestmark = pytest.mark.django_db

NEW = reverse("residents:referral_new")
LIST = reverse("residents:referrals")


def save(pathway: Pathway, user: Any = None, **changes: Any) -> ReferralDraft:
    said: dict[str, Any] = {"ward": pathway.ward, "answers": {"name": "Ann"}} | changes
    return actions.save_draft(**said, **pathway.known(user or pathway.nurse))


@pytest.fixture
def colleague(pathway: Pathway) -> Any:
    return make_referrer(pathway.ward, email="colleague@example.org")


# The actions ----------------------------------------------------------------------------------------------------


def test_a_draft_is_kept_word_for_word_and_once(pathway):
    draft = save(pathway, answers={"name": "  Ann\r\nLee\x00 ", "received_on_day": "thirty"})
    draft.refresh_from_db()
    assert draft.answers == {"name": "  Ann\r\nLee ", "received_on_day": "thirty"}
    assert save(pathway, answers=draft.answers) == draft
    assert save(pathway, answers={"name": "Bea"}) != draft


@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(words=st.dictionaries(st.sampled_from(["name", "needs", "risks", "received_on_day", "gender"]), typed))
def test_the_form_keeps_anything_word_for_word(pathway, words):
    with transaction.atomic():
        assert signed_in(pathway.nurse).post(NEW, pathway.typed(save="yes", **words)).status_code == 302
        kept = {name: text.replace("\x00", "") for name, text in words.items()}
        assert ReferralDraft.objects.get().answers.items() >= kept.items()
        transaction.set_rollback(True)


@pytest.mark.parametrize("who", ["worker", "official"])
def test_only_a_ward_keeps_drafts(pathway, who):
    with pytest.raises(PermissionDenied):
        save(pathway, getattr(pathway, who))
    draft = save(pathway)
    with pytest.raises(PermissionDenied):
        actions.discard_draft(draft=draft, **pathway.known(getattr(pathway, who)))


def test_another_ward_reaches_no_draft(pathway):
    other = make.make_ward()
    with pytest.raises(PermissionDenied):
        save(pathway, make_referrer(other), ward=other, draft=save(pathway))


def test_two_who_write_the_same_draft_lose_no_words(pathway, colleague):
    draft = save(pathway)
    version = draft.updated_at
    save(pathway, colleague, answers={"name": "Ann Lee"}, draft=draft, version=version)
    with pytest.raises(Refusal, match=r"colleague@example\.org changed this record while you were typing") as refused:
        save(pathway, answers={"name": "Ann Fox"}, draft=draft, version=version)
    assert refused.value.field == "version"
    draft.refresh_from_db()
    assert draft.answers == {"name": "Ann Lee"}


def test_the_same_words_twice_are_no_clash(pathway):
    draft = save(pathway)
    version = draft.updated_at
    changed = {"answers": {"name": "Ann Lee"}, "draft": draft, "version": version}
    assert save(pathway, **changed) == save(pathway, **changed)


def test_a_discarded_draft_holds_no_words_and_takes_none(pathway, colleague):
    draft = save(pathway)
    actions.discard_draft(draft=draft, **pathway.known(colleague))
    again = actions.discard_draft(draft=draft, **pathway.known(colleague))
    assert again.answers == {}
    assert again.discarded_at is not None
    with pytest.raises(Refusal, match=r"colleague@example\.org has discarded this draft meanwhile") as refused:
        save(pathway, draft=draft, answers={"name": "Ann Lee"})
    assert refused.value.field == "draft"


def test_a_sent_draft_holds_no_words_and_becomes_one_referral(pathway, colleague):
    draft = save(pathway)
    referral = pathway.refer(draft=draft, version=draft.updated_at)
    assert pathway.refer(draft=draft, version=draft.updated_at) == referral
    draft.refresh_from_db()
    assert (draft.answers, draft.sent_as) == ({}, referral)
    with pytest.raises(Refusal, match="This draft was sent already, and became the referral of"):
        pathway.refer(colleague, draft=draft, facts=actions.Facts())
    for act in (
        lambda: save(pathway, colleague, draft=draft),
        lambda: actions.discard_draft(draft=draft, **pathway.known(colleague)),
    ):
        with pytest.raises(Refusal, match=f"nurse@example.org has sent this draft .* referral of {referral.resident}"):
            act()
    assert Referral.objects.count() == 1


def test_a_draft_that_a_colleague_changed_is_not_sent_unseen(pathway, colleague):
    draft = save(pathway)
    version = draft.updated_at
    save(pathway, colleague, draft=draft, version=version, answers={"name": "Ann Lee"})
    with pytest.raises(Refusal, match=r"colleague@example\.org changed this record"):
        pathway.refer(draft=draft, version=version)
    assert not Referral.objects.exists()


# The pages ------------------------------------------------------------------------------------------------------


def test_a_form_is_put_aside_taken_up_and_sent(pathway):
    nurse = signed_in(pathway.nurse)
    wrong = pathway.typed(save="yes", received_on_day="thirty", nhs_number="12", name="")
    assert nurse.post(NEW, wrong).status_code == 302
    draft = ReferralDraft.objects.get()
    text = nurse.get(LIST).content.decode()
    assert "Not sent yet" in text
    assert "No name yet" in text
    page = nurse.get(f"{NEW}?draft={draft.pk}")
    text = page.content.decode()
    assert 'value="thirty"' in text
    assert "Back to the flat" in text
    assert "There is a problem" not in text
    form = page.context["form"]
    right = pathway.typed(draft=draft.pk, version=form["version"].value())
    assert nurse.post(NEW, right).status_code == 302
    assert Referral.objects.get().resident.identity.name == "Ann Lee"
    assert "Not sent yet" not in nurse.get(LIST).content.decode()
    assert nurse.get(f"{NEW}?draft={draft.pk}").status_code == 302


def test_saving_again_changes_the_same_draft(pathway):
    nurse = signed_in(pathway.nurse)
    nurse.post(NEW, pathway.typed(save="yes"))
    draft = ReferralDraft.objects.get()
    said = pathway.typed(save="yes", draft=draft.pk, version=draft.updated_at.isoformat(), name="Ann Fox")
    assert nurse.post(NEW, said).status_code == 302
    assert ReferralDraft.objects.get().answers["name"] == "Ann Fox"


def test_a_clash_shows_both_words_and_can_be_sent_again(pathway, colleague):
    nurse, other = signed_in(pathway.nurse), signed_in(colleague)
    nurse.post(NEW, pathway.typed(save="yes"))
    draft = ReferralDraft.objects.get()
    said = pathway.typed(save="yes", draft=draft.pk, version=draft.updated_at.isoformat())
    other.post(NEW, said | {"risks": "Falls at night", "nhs_number": "", "needs_level": "high"})
    page = nurse.post(NEW, said | {"needs": "Help with shopping"})
    text = page.content.decode()
    assert "colleague@example.org changed this record while you were typing" in text
    assert "Falls at night" in text
    assert "Help with shopping" in text
    theirs = {one.label: one.theirs for one in page.context["form"].others}
    assert theirs == {
        "Support needs (optional)": "Help with cooking",
        "Risks to and from others (optional)": "Falls at night",
        "NHS number (optional)": "nothing",
        "How high their needs are": "High",
    }
    again = said | {"needs": "Help with shopping", "version": page.context["form"]["version"].value()}
    assert nurse.post(NEW, again).status_code == 302
    assert ReferralDraft.objects.get().answers["needs"] == "Help with shopping"


@pytest.mark.parametrize("end", ["sent", "discarded"])
def test_what_was_typed_into_a_draft_that_is_gone_becomes_another(pathway, colleague, end):
    nurse = signed_in(pathway.nurse)
    nurse.post(NEW, pathway.typed(save="yes"))
    draft = ReferralDraft.objects.get()
    if end == "sent":
        pathway.refer(colleague, draft=draft)
    else:
        actions.discard_draft(draft=draft, **pathway.known(colleague))
    said = pathway.typed(save="yes", draft=draft.pk, version=draft.updated_at.isoformat(), needs="Company")
    page = nurse.post(NEW, said)
    assert f"colleague@example.org has {end} this draft meanwhile" in page.content.decode()
    assert "Company" in page.content.decode()
    form = page.context["form"]
    assert form["draft"].value() == ""
    assert nurse.post(NEW, said | {"draft": form["draft"].value(), "version": ""}).status_code == 302
    assert ReferralDraft.objects.unfinished().get().answers["needs"] == "Company"


def test_the_ward_is_asked_for_when_a_person_has_several(pathway):
    nurse = signed_in(make_referrer(pathway.ward, make.make_ward("Kite Ward")))
    page = nurse.post(NEW, pathway.typed(save="yes", ward="", needs="Company"))
    assert "Select your ward, so that your colleagues find the draft" in page.content.decode()
    assert "Company" in page.content.decode()
    assert not ReferralDraft.objects.exists()


def test_who_has_no_ward_is_offered_no_draft(pathway):
    worker = signed_in(pathway.worker)
    assert "Save and finish later" not in worker.get(NEW).content.decode()
    page = worker.post(NEW, pathway.typed(save="yes")).content.decode()
    assert "Select your ward" in page
    assert not ReferralDraft.objects.exists()


def test_a_draft_is_discarded_by_its_ward_only(pathway, colleague):
    draft = save(pathway)
    address = reverse("residents:draft_discard", args=[draft.pk])
    for user in (pathway.worker, pathway.official, make_referrer(make.make_ward())):
        outsider = signed_in(user)
        assert outsider.get(address).status_code == 404
        assert outsider.post(address).status_code == 404
        assert outsider.get(f"{NEW}?draft={draft.pk}").status_code == 404
        assert outsider.post(NEW, pathway.typed(save="yes", draft=draft.pk)).status_code == 404
        assert "Not sent yet" not in outsider.get(LIST).content.decode()
    client = signed_in(colleague)
    assert "Ann" in client.get(address).content.decode()
    assert client.put(address).status_code == 405
    assert client.post(address, {"version": draft.updated_at.isoformat()}).status_code == 302
    assert client.get(f"{NEW}?draft={draft.pk}")["Location"] == LIST
    assert client.get(address)["Location"] == LIST
    assert not ReferralDraft.objects.unfinished().exists()


def test_what_a_colleague_has_typed_since_is_not_discarded_unseen(pathway, colleague):
    draft = save(pathway)
    address = reverse("residents:draft_discard", args=[draft.pk])
    nurse = signed_in(pathway.nurse)
    seen = nurse.get(address).context["form"]["version"].value()
    actions.save_draft(
        ward=pathway.ward, answers={"name": "Ann", "risks": "Falls"}, draft=draft, **pathway.known(colleague)
    )
    page = nurse.post(address, {"version": seen})
    assert "colleague@example.org has gone on with this draft meanwhile" in page.content.decode()
    assert f"?draft={draft.pk}" in page.content.decode()
    assert ReferralDraft.objects.unfinished().get().answers["risks"] == "Falls"
    assert nurse.post(address, {"version": page.context["form"]["version"].value()}).status_code == 302
    assert not ReferralDraft.objects.unfinished().exists()


def test_a_draft_that_was_sent_meanwhile_leads_back_with_a_word_why(pathway):
    draft = save(pathway)
    pathway.refer(draft=draft)
    client = signed_in(pathway.nurse)
    address = reverse("residents:draft_discard", args=[draft.pk])
    assert "is a referral now" in client.get(client.get(address)["Location"]).content.decode()
    assert "has sent this draft meanwhile" in client.post(address, {}).content.decode()


@pytest.mark.parametrize("asked", ["0", "x", "9" * 30, "-1"])
def test_a_draft_that_is_not_there_is_not_found(pathway, asked):
    assert signed_in(pathway.nurse).get(f"{NEW}?draft={asked}").status_code == 404


def test_a_question_that_an_old_draft_does_not_know_has_its_usual_answer(pathway):
    draft = save(pathway, answers={"name": "Ann"})
    form = signed_in(pathway.nurse).get(f"{NEW}?draft={draft.pk}").context["form"]
    assert (form["name"].value(), form["gender"].value(), form["ward"].value()) == (
        "Ann",
        "not_known",
        str(pathway.ward.pk),
    )

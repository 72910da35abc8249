"""The main road from end to end, in a real browser, as each person in turn: drafted, assessed, consulted on, commented on
without an account, answered, revised, published, and read by a regulator. With scripts and without."""

import re
import time
from datetime import timedelta

import pytest
from django.utils import timezone

from comments.models import Comment, Consultation
from norms.models import Norm
from normsite.foundation.notifications.models import OutboxMail
from normsite.portal.publication.models import Publication

pytestmark = pytest.mark.browser

FIRST_WORDS = "The device shall store keys in a protected element."
LATER_WORDS = "The device shall store keys in a protected element and shall erase them on tampering."


class Road:
    """The steps of the journey; each is one person's work on one or two pages."""

    def __init__(self, theatre, people, worker):
        self.theatre, self.people, self.worker = theatre, people, worker
        self.address = theatre.address

    def as_(self, person, path=""):
        page = self.theatre.page_of(person)
        if path:
            page.goto(self.address + path)
        return page

    def edda_registers_and_drafts(self):
        page = self.as_(self.people.edda, "/desk/norms/new/")
        page.get_by_label("Title").fill("Key storage in field devices")
        page.get_by_label("Plain-language summary").fill("How devices in the field keep keys safe.")
        page.get_by_role("button", name=re.compile("Register|Create|Save")).click()
        self.norm = Norm.objects.get()
        self._add_clause("Scope", "Scope", "This document applies to field devices.", "")
        self._add_clause("Storage of keys", "Clause", FIRST_WORDS, "A stolen key opens every device of a fleet.")

    def _add_clause(self, title, kind, body, rationale):
        page = self.as_(self.people.edda, f"/desk/norms/{self.norm.code}/draft/")
        page.get_by_label("Title of the new clause").fill(title)
        page.get_by_label("Kind").select_option(label=kind)
        page.get_by_role("button", name="Add the clause").click()
        if "/clauses/" not in page.url:
            page.locator(".drafting__title", has_text=title).click()
        self._write(page, body, rationale)

    def _write(self, page, body, rationale):
        page.get_by_role("textbox", name="Text", exact=False).first.fill(body)
        page.get_by_label("Rationale").fill(rationale)
        page.get_by_role("button", name="Save", exact=True).click()
        page.wait_for_load_state()

    def edda_freezes(self):
        page = self.as_(self.people.edda, f"/desk/norms/{self.norm.code}/freeze/")
        page.get_by_role("button", name="Freeze the text").click()
        page.wait_for_load_state()

    def rhea_assesses(self):
        page = self.as_(self.people.rhea, "/desk/risk/new/")
        page.get_by_label("Norm and revision").select_option(index=1)
        page.get_by_label("Title").fill("Theft of keys")
        page.get_by_label("Scope").fill("Field devices, over ten years.")
        page.get_by_role("button", name="Start").click()
        page.get_by_role("link", name="Add a scenario").click()
        page.get_by_label("Title").fill("A key is read out of a stolen device")
        page.get_by_label("What could happen").fill("A thief opens the housing and reads the memory.")
        page.get_by_label("Clause that answers it").select_option(label="2 Storage of keys")
        page.get_by_role("button", name="Save and go on").click()
        for levels in (
            {"initiation": "M", "adverse": "H", "impact": "VH"},
            {"residual_initiation": "L", "residual_adverse": "L", "residual_impact": "H"},
        ):
            for name, level in levels.items():
                page.locator(f"input[name={name}][value={level}]").check()
            page.get_by_role("button", name="Save and go on").click()
        page.get_by_role("button", name="Save and go on").click()  # it has no other consequences
        page.get_by_role("radio", name="Low").check()
        page.get_by_role("button", name="Save and go on").click()
        page.get_by_label("Why these levels").fill("Theft is common, reading a memory takes an hour.")
        page.get_by_label("Treatment (ISO 31000)").select_option(label="Change the likelihood")
        page.get_by_role("button", name="Save and finish").click()
        self._ask_piet(page)

    def _ask_piet(self, page):
        page.get_by_label("Peer reviewer").select_option(label="Piet")
        page.get_by_role("button", name="Ask for a peer review").click()
        page.wait_for_load_state()

    def piet_agrees(self):
        page = self.as_(self.people.piet, "/desk/")
        page.get_by_role("link", name=re.compile("Give your peer review of")).click()
        page.get_by_label("Agree", exact=True).check()
        page.get_by_role("button", name="Give the review").click()
        page.wait_for_load_state()

    def sami_opens_the_consultation(self):
        page = self.as_(self.people.sami, "/desk/consultations/open/")
        page.get_by_label("Text").select_option(index=1)
        page.get_by_label("Title").fill("Draft on key storage")
        page.get_by_label("What we ask").fill("Is the protection enough?")
        page.get_by_label("Closes").fill((timezone.now() + timedelta(days=61)).strftime("%Y-%m-%dT12:00"))
        page.get_by_role("button", name="Open the consultation").click()
        page.wait_for_load_state()
        self.consultation = Consultation.objects.get()

    def a_visitor_comments(self):
        page = self.as_(None, "/")
        page.get_by_role("link", name="Draft on key storage").click()
        page.goto(f"{self.address}{self.consultation.revision.get_absolute_url()}")
        page.get_by_role("link", name="Comment on 2").click()
        page.get_by_label("Technical:").check()
        page.get_by_label("What do you want to say, and why?").fill("A protected element alone doesn't help when it is opened.")
        page.get_by_label("How should it be worded instead?").fill("... and shall erase them on tampering.")
        page.get_by_role("button", name="Keep it and go on").click()
        page.get_by_role("link", name="Go on", exact=True).click()
        page.get_by_label("For myself:").check()
        page.get_by_label("Your name").fill("Vera Visitor")
        page.get_by_label("E-mail address").fill("vera@visitors.example")
        page.get_by_role("button", name="Go on and check").click()
        page.get_by_label("I declare all three").check()
        page.get_by_role("button", name="Send").click()
        page.get_by_text("Your comment is received").wait_for()
        self.receipt_page = page.locator("dt:text-is('Address, with its key') + dd").inner_text()
        self.comment = Comment.objects.get()

    def vera_gets_a_letter(self, about):
        for _ in range(150):
            letter = self.worker.letter_to("vera@visitors.example", about)
            if letter:
                return letter
            time.sleep(0.1)
        pytest.fail(f"No letter about {about}: {list(OutboxMail.objects.values_list('occasion', 'state', 'last_error'))}")

    def the_deadline_passes(self):
        """So long ago that nothing which had arrived in time can still be on its way."""
        Consultation.objects.update(
            opens_at=timezone.now() - timedelta(days=61), closes_at=timezone.now() - timedelta(minutes=16)
        )

    def a_late_visitor_keeps_the_words(self):
        page = self.as_(None, f"/consultations/{self.consultation.code}/comment/?clause=storage-of-keys")
        late_address = page.url
        page.get_by_label("General:").check()
        page.get_by_label("What do you want to say, and why?").fill("One more thing, a little late.")
        self.the_deadline_passes()
        page.get_by_role("button", name="Keep it and go on").click()
        page.wait_for_load_state()
        assert late_address != ""
        assert "closed" in page.inner_text("main")
        assert "One more thing, a little late." in page.content()

    def sami_publishes_the_comment(self):
        page = self.as_(self.people.sami, f"/desk/consultations/{self.consultation.code}/moderate/")
        page.get_by_label(re.compile(f"Publish {self.comment.code}")).check()
        page.get_by_role("button", name="Publish the ticked ones").click()
        page.wait_for_load_state()

    def edda_answers(self):
        page = self.as_(self.people.edda, f"/desk/comments/{self.comment.code}/decide/")
        page.get_by_label("Accepted", exact=True).check()
        page.get_by_label("Substantive change").check()
        page.locator("textarea[name=reason]").fill("You are right. The clause asks for erasure now.")
        page.get_by_role("button", name="Save and go on").click()
        page.wait_for_load_state()

    def april_approves(self):
        page = self.as_(self.people.april, f"/desk/consultations/{self.consultation.code}/approve/")
        page.get_by_label(re.compile("Approve the answer")).check()
        page.get_by_role("button", name="Approve the ticked ones").first.click()
        page.wait_for_load_state()

    def sami_publishes_the_answers(self):
        page = self.as_(self.people.sami, f"/desk/consultations/{self.consultation.code}/publish/")
        page.get_by_role("button", name="Publish the answers").click()
        page.wait_for_load_state()

    def vera_is_satisfied(self):
        page = self.as_(None)
        page.goto(self.receipt_page)
        assert "You are right. The clause asks for erasure now." in page.inner_text("main")
        page.get_by_role("link", name=re.compile("satisf|react|answer", re.I)).last.click()
        page.get_by_label("Yes, I am satisfied").check()
        page.get_by_role("button", name="Put it on record").click()
        page.wait_for_load_state()

    def edda_revises(self):
        page = self.as_(self.people.edda, f"/desk/norms/{self.norm.code}/next/")
        page.get_by_label("Name").fill("First edition")
        page.get_by_role("button", name="Start the revision").click()
        page = self.as_(self.people.edda, f"/desk/norms/{self.norm.code}/clauses/storage-of-keys/")
        self._write(page, LATER_WORDS, "A stolen key opens every device of a fleet; an opened element gives its keys away.")
        self.edda_freezes()

    def rhea_carries_the_assessment_on(self):
        page = self.as_(self.people.rhea, "/desk/risk/")
        page.get_by_role("link", name="Theft of keys").first.click()
        page.get_by_role("link", name="Carry on to another revision").click()
        page.get_by_label("Revision").select_option(index=1)
        page.get_by_role("button", name="Carry on").click()
        self._ask_piet(page)

    def april_publishes_the_norm(self):
        page = self.as_(self.people.april, "/desk/")
        page.get_by_role("link", name=re.compile("See what still blocks")).click()
        page.get_by_role("button", name="Publish now").click()
        page.wait_for_load_state()

    def a_regulator_reads(self):
        page = self.as_(None, "/")
        page.get_by_role("link", name="Key storage in field devices").last.click()
        page.get_by_text("The whole card").first.click()
        words = page.inner_text("main")
        assert "A stolen key opens every device of a fleet" in words
        assert "You are right. The clause asks for erasure now." in words
        assert "vera@visitors.example" not in page.content()
        for part, told in (
            ("Every comment and its answer", "A protected element alone doesn't help when it is opened."),
            ("What changed since the consultation", "and shall erase them on tampering"),
        ):
            page.get_by_role("link", name=part).last.click()
            page.get_by_role("heading", level=1, name=part).wait_for()
            assert told in page.inner_text("main")
            assert "vera@visitors.example" not in page.content()
        code = Publication.objects.get().code
        pdf = page.request.get(f"{self.address}/rationale/{code}/pdf/")
        for _ in range(60):
            if pdf.status == 202:  # the worker is writing it
                page.wait_for_timeout(1_000)
                pdf = page.request.get(f"{self.address}/rationale/{code}/pdf/")
        assert (pdf.status, pdf.body()[:5]) == (200, b"%PDF-")

    def anybody_follows_the_chain_from_the_comment(self):
        page = self.as_(None, self.comment.get_absolute_url())
        words = page.inner_text("main")
        for part in ("Vera Visitor", "Accepted", "Substantive change", "Satisfied", "A key is read out of a stolen device"):
            assert part in words
        assert page.locator("ins").count() > 0


@pytest.mark.django_db(transaction=True)
def test_a_norm_travels_the_whole_way(theatre, people, worker):
    road = Road(theatre, people, worker)

    road.edda_registers_and_drafts()
    road.edda_freezes()
    road.rhea_assesses()
    road.piet_agrees()
    road.sami_opens_the_consultation()
    road.a_visitor_comments()
    assert road.comment.code in road.vera_gets_a_letter("[Rr]ece")
    road.a_late_visitor_keeps_the_words()
    road.sami_publishes_the_comment()
    road.edda_answers()
    road.april_approves()
    road.sami_publishes_the_answers()
    assert f"/consultations/{road.consultation.code}/" in road.vera_gets_a_letter("[Aa]nswer")
    road.vera_is_satisfied()
    road.edda_revises()
    road.rhea_carries_the_assessment_on()
    road.piet_agrees()
    road.april_publishes_the_norm()
    road.a_regulator_reads()
    road.anybody_follows_the_chain_from_the_comment()

    assert "/rationale/" in road.vera_gets_a_letter("Published")
    assert list(Comment.objects.values_list("state", "disposition__reaction")) == [("published", "satisfied")]

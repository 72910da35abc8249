"""A clause's card says what it requires, why, against what, who spoke and what is withheld; and what is not recorded."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from lxml import html as lxml_html

from comments.models import Comment, Submission
from comments.services import react
from norms.models import Clause, NormReview, Provision
from norms.services import add_applicability, add_clause, freeze_revision, link_obligation, register_obligation
from normsite.foundation.documents import Card, Document, Folded, Line, Table
from normsite.foundation.documents.printed.sheet import sheet
from normsite.portal.publication import rationale
from normsite.portal.publication.models import Passage
from normsite.portal.publication.publishing import publish
from normsite.portal.publication.queries import layout_of
from riskreviews.services import add_indicator, add_safeguard, add_scenario, reopen_assessment
from tests import scenes
from tests.portal.publication.pages import every_page
from tests.riskreviews.indicators import FACTS, indicator_on, public_norm, read
from tests.riskreviews.scenes import JUDGED

pytestmark = pytest.mark.django_db

HELD = "Would disclose a weakness or controlled technology. It tells how to defeat a module."
WHY_REJECTED = "The module is tested against this."
RECOMPUTED = "by NIST SP 800-30 revision 1. Compute its levels again."
SEAL: dict[str, Any] = {
    "title": "A seal",
    "description": "Each module is sealed.",
    **JUDGED,
    "tier": "T1",
    "departure": "A seal is seen by everybody.",
    "alternatives": [("A label.", "It fails, since a thief reads no labels.")],
}


@pytest.fixture
def story(cast):
    """The whole road, with a safeguard against the risk on the clause `keys`."""
    story = scenes.ready(cast)
    reopened = reopen_assessment(assessment=story.assessment, by=cast.rhea)
    add_safeguard(assessment=reopened, scenarios=[reopened.scenarios.get()], by=cast.rhea, **SEAL)
    scenes.agreed(cast, reopened)
    return story


@pytest.fixture
def published(story, cast):
    return publish(revision=story.second, by=cast.april)


def today() -> str:
    return f"{timezone.localdate():%-d %B %Y}"


def card_of(publication, anchor) -> Card:
    document = Document.load(bytes(publication.document))
    return next(section.card for section in document.walk() if section.anchor == f"clause-{anchor}")


def said(card) -> dict[str, list[str]]:
    """What each of its points says, by its label."""
    return {point.label: [block.plain for block in point.blocks] for point in card.points}


class TestWhatACardSays:
    def test_everything_on_record_in_one_order(self, published, story):
        provision = Provision.objects.get(statements__clause__revision=story.second, statements__clause__anchor="keys")
        scenario, safeguard = story.assessment.scenarios.get(), story.assessment.safeguards.get()
        card = card_of(published, "keys")
        assert said(card) == {
            "What it requires": [f"{provision.code} The module shall erase keys within one second."],
            "Why": ["A key left behind is read by the finder."],
            "Without it": [
                f"{scenario.code} A module is stolen: Moderate without safeguards, Low with them.",
                "A thief reads the keys.",
            ],
            "How that was found": [
                f"{story.assessment.code} Theft of keys, agreed on {today()}, {RECOMPUTED}",
            ],
            "Watched by": ["Nothing was measured for it on the day of publication. What is watched today."],
            "Safeguard": [f"{safeguard.code} A seal: T1 Notice."],
            "What was refused": [f"{safeguard.code} A label. It fails, since a thief reads no labels."],
            "Who spoke": [
                "2 comments: 1 accepted and 1 rejected.",
                f"{story.rosas.code} by Rosa Reader: accepted. A second it is.",
                f"{story.walters.code} by author withheld: rejected. {WHY_REJECTED}",
            ],
            "What changed": ["3 words added. See the change word by word."],
            "Withheld": [f"{story.walters.code}: the words of this comment and its author. {HELD} Register of the withheld"],
            "Other countries": ["What other countries do about this clause, as of today."],
            "Gaps": ["No obligation is recorded for this clause."],
        }
        assert card.beneath == (scenario.code, safeguard.code, "change-keys", story.rosas.code, story.walters.code)

    def test_what_is_not_recorded_is_said_in_words(self, published):
        assert said(card_of(published, "alarms")) | {"What it requires": [], "Why": []} == {
            "What it requires": [],
            "Why": [],
            "Watched by": ["Nothing was measured for it on the day of publication. What is watched today."],
            "Who spoke": ["Nobody commented on this clause."],
            "What changed": ["It reads as it did when the public was consulted."],
            "Withheld": ["Nothing on this clause is withheld."],
            "Other countries": ["What other countries do about this clause, as of today."],
            "Gaps": ["No risk, no obligation and no safeguard is recorded for this clause."],
        }

    def test_the_obligation_that_a_provision_serves_is_named_with_what_it_does_for_it(self, cast):
        story = scenes.ready(cast)
        provision = Provision.objects.get(statements__clause__revision=story.second, statements__clause__anchor="alarms")
        obligation = register_obligation(
            kind="treaty",
            instrument="Treaty of keys",
            reference="Art. 2",
            title="Secure them",
            text="Do.",
            as_of=timezone.localdate(),
            by=cast.edda,
        )
        link_obligation(provision=provision, obligation=obligation, relation="implements", note="An alarm tells.", by=cast.edda)

        publication = publish(revision=story.second, by=cast.april)

        (served,) = next(point for point in card_of(publication, "alarms").points if point.key == "serves").blocks
        assert served.plain == (f"{provision.code} implements {obligation.code} Treaty of keys Art. 2. An alarm tells.")
        assert isinstance(served, Line)
        assert served.runs[1].href == obligation.get_absolute_url()

    def test_whom_a_safeguard_binds_and_in_which_cases_is_said_below_it(self, cast):
        story = scenes.ready(cast)
        makers, open_cases = (
            add_applicability(norm=story.norm, kind=kind, name=name, by=cast.sami)
            for kind, name in (("addressee", "Makers of modules"), ("case", "Modules that can be opened"))
        )
        reopened = reopen_assessment(assessment=story.assessment, by=cast.rhea)
        scenarios, named = [reopened.scenarios.get()], [makers, open_cases]
        safeguard = add_safeguard(assessment=reopened, scenarios=scenarios, applies_to=named, by=cast.rhea, **SEAL)
        scenes.agreed(cast, reopened)

        assert said(card_of(publish(revision=story.second, by=cast.april), "keys"))["Safeguard"] == [
            f"{safeguard.code} A seal: T1 Notice.",
            "Who has to do it: Makers of modules. In which cases: Modules that can be opened.",
        ]

    def test_what_is_measured_for_its_risk_or_for_the_norm_stands_as_it_did_on_the_day_of_publication(self, story, cast):
        theft = indicator_on(story.norm, cast, title="Thefts", unit="modules", scenarios=[story.assessment.scenarios.get()])
        machine = indicator_on(story.norm, cast)
        read(theft, date(2026, 1, 5), 900, cast)
        read(machine, date(2026, 1, 5), 1100, cast)
        read(machine, date(2026, 1, 12), 20, cast)

        published = publish(revision=story.second, by=cast.april)
        read(theft, date(2026, 1, 12), 950, cast)

        of_theft = (
            f"{theft.code} Thefts: 900 modules on 5 January 2026, warning value reached. "
            "Norms are looked at again at or above 1,000 modules; never crossed."
        )
        of_norm = (
            f"For the whole norm: {machine.code} Qubits of the largest machine: 20 qubits on 12 January 2026, not reached. "
            "Norms are looked at again at or above 1,000 qubits; last crossed on 5 January 2026."
        )
        assert said(card_of(published, "keys"))["Watched by"] == [
            of_theft,
            of_norm,
            "As of publication. What is watched today.",
        ]
        assert said(card_of(published, "alarms"))["Watched by"] == [
            "Nothing was measured for this clause alone.",
            of_norm,
            "As of publication. What is watched today.",
        ]

    def test_of_many_provisions_the_first_are_shown_and_all_of_them_folded(self, cast):
        draft = scenes.drafted(cast)
        body = "\n\n".join(f"The door shall have {number} locks." for number in range(1, 6))
        add_clause(revision=draft, title="Doors", anchor="doors", body=body, rationale="So.", by=cast.edda)
        publication = published_unheard(cast, draft)

        *shown, more, folded = card_of(publication, "doors").points[0].blocks

        assert ([one.plain.partition(" ")[2] for one in shown], more.plain) == (
            [f"The door shall have {n} locks." for n in (1, 2, 3)],
            "And 2 more provisions.",
        )
        assert isinstance(folded, Folded)
        (table,) = folded.blocks
        assert isinstance(table, Table)
        assert [row.cells[2] for row in table.rows] == [f"The door shall have {number} locks." for number in range(1, 6)]

    def test_a_clause_of_which_nothing_is_recorded_has_no_card_and_is_counted(self, cast):
        draft = scenes.drafted(cast)
        add_clause(revision=draft, title="Colour", anchor="colour", body="The module should be grey.", by=cast.edda)
        document = Document.load(bytes(published_unheard(cast, draft).document))

        assert [section.title for section in document.walk() if section.card] == ["2 Keys", "3 Alarms"]
        asking, folded, quiet = next(section for section in document.walk() if section.anchor == "unrecorded").blocks
        assert asking.plain == (
            "1 clause states something, and nothing is recorded of why: no reason, no risk, no obligation, no safeguard, "
            "no comment. It is 4 Colour."
        )
        assert isinstance(folded, Folded)
        assert folded.title == "What 4 states"
        (table,) = folded.blocks
        assert isinstance(table, Table)
        assert [row.cells[1:] for row in table.rows] == [("Recommendation", "The module should be grey.")]
        assert quiet.plain == "1 clause states nothing, and nothing is recorded of it: 1 Scope."


IN_ORDER = " ".join(
    (
        "2 commenters object to the answer.",
        "Each objection stands with its support, then what was answered, then what changed.",
    )
)


class TestWhoObjects:
    @staticmethod
    def objections_of(publication) -> list[list[str]]:
        document = Document.load(bytes(publication.document))
        (section,) = [one for one in document.sections if one.anchor == "objections"]
        return [[block.plain for block in section.blocks], *([block.plain for block in one.blocks] for one in section.sections)]

    def test_nobody(self, published):
        assert self.objections_of(published) == [["No commenters object to the answer."]]

    def test_each_objection_stands_before_its_answer_and_what_changed(self, story, cast):
        for comment in (story.rosas, story.walters):
            Submission.objects.filter(pk=comment.submission_id).update(user=cast.rosa)
            comment.submission.refresh_from_db()
            react(disposition=comment.disposition, reaction="objects", text="Not fast enough.", token=None, by=cast.rosa)

        said = self.objections_of(publish(revision=story.second, by=cast.april))

        assert said == [
            [IN_ORDER],
            [
                "Say how fast keys are erased.",
                "Proposed change: within one second",
                "\n".join(
                    (
                        "Type: Technical",
                        "Decision: Accepted",
                        "Reason: A second it is.",
                        "Effect on the text: Substantive change",
                        "The commenter: Objects",
                    )
                ),
                "What changed: 3 words added. See the change word by word.",
                f"{story.rosas.code} in full",
            ],
            [
                f"Withheld: {HELD}",
                "\n".join(
                    (
                        "Type: General",
                        "Decision: Rejected",
                        f"Reason: {WHY_REJECTED}",
                        "Effect on the text: No change",
                        "The commenter: Objects",
                    )
                ),
                "What changed: nothing for this comment.",
                f"{story.walters.code} in full",
            ],
        ]

    def test_a_comment_on_the_whole_text_whose_answer_changed_it_leads_to_all_changes(self, story, cast):
        Comment.objects.filter(pk=story.rosas.pk).update(clause=None)
        Submission.objects.filter(pk=story.rosas.submission_id).update(user=cast.rosa)
        react(disposition=story.rosas.disposition, reaction="objects", text="Not fast enough.", token=None, by=cast.rosa)

        (_, objection) = self.objections_of(publish(revision=story.second, by=cast.april))

        assert objection[-2:] == ["What changed: see what changed since the consultation.", f"{story.rosas.code} in full"]


def published_unheard(cast, draft):
    """A text on which nobody commented."""
    revision = freeze_revision(revision=draft, by=cast.edda)
    scenes.publish_dispositions(consultation=scenes.opened(cast, revision), by=cast.sami)
    scenes.agreed(cast, scenes.assessed(cast, revision))
    revision.refresh_from_db()
    return publish(revision=revision, by=cast.april)


def test_a_record_is_built_of_as_many_queries_for_three_scenarios_and_their_safeguards_as_for_one(story, cast):
    def cost() -> int:
        facts = {"revision": story.second, "consulted": story.first, "consultations": [story.consultation]}
        with CaptureQueriesContext(connection) as captured:
            rationale.build(code="PUB-1", at=timezone.now(), by=cast.april, **facts)
        return len(captured)

    cost()  # what is asked for once in the life of a process
    one = cost()
    reopened = reopen_assessment(assessment=story.assessment, by=cast.rhea)
    clause = Clause.objects.get(revision=story.second, anchor="alarms")
    for title in ("A second", "A third"):
        levels = {"initiation": "M", "adverse": "H", "impact": "H"}
        levels |= {f"residual_{name}": "L" for name in levels}
        told = {"description": "It happens.", "treatment": "share", "reasoning": "So."}
        scenario = add_scenario(assessment=reopened, by=cast.rhea, title=title, clause=clause, **told, **levels)
        add_safeguard(assessment=reopened, scenarios=[scenario], by=cast.rhea, **SEAL | {"title": f"{title} seal"})
    scenes.agreed(cast, reopened)
    assert cost() == one


class TestItsPages:
    def test_the_overview_leads_to_what_its_sentences_count(self, published, client):
        page = client.get(published.get_absolute_url()).text
        base = published.get_absolute_url()
        for words, place in (
            ("2 of its 3 clauses", f"{base}#provisions"),
            ("2 comments", f"{base}part/comments/#comments"),
            ("1 led to a change of substance", f"{base}part/changes/#changes"),
            ("No commenters object", f"{base}part/objections/#objections"),
            ("1 comment is withheld", f"{base}part/withheld/#withheld"),
            ("The highest of the risks weighed", f"{base}part/risks/#risks"),
        ):
            assert f'<a href="{place}">{words}</a>' in page

    def test_each_card_has_an_address_by_its_number_with_all_that_stands_beneath_it(self, published, story, client):
        page = client.get(f"{published.get_absolute_url()}clause/2/").text
        assert "<h1" in page
        assert "2 Keys" in page.split("<h1")[1].split("</h1>")[0]
        scenario = story.assessment.scenarios.get()
        for section in (f'id="{scenario.code}"', 'id="change-keys"', f'id="{story.rosas.code}"'):
            assert section in page
        assert "Say how fast keys are erased." in page
        assert f'rel="next" href="{published.get_absolute_url()}clause/3/"' in page

    def test_in_the_list_the_reason_stands_before_risk_and_answers(self, published, story, client):
        page = lxml_html.document_fromstring(client.get(published.get_absolute_url()).text)
        told = {
            card.find("h3").text_content().strip(): [
                " ".join(line.text_content().split()) for line in card.find("div").iter("p")
            ]
            for card in page.iterfind(".//section[@class='document-section document-section-card']")
        }
        assert told == {
            "2 Keys": [
                "Why: A key left behind is read by the finder.",
                f"{story.assessment.scenarios.get().code} A module is stolen: Moderate without safeguards, Low with them.",
                "2 comments: 1 accepted and 1 rejected.",
                "1 part of it is withheld.",
                "No obligation is recorded for this clause.",
            ],
            "3 Alarms": [
                "Why: A silent failure goes on for years.",
                "Nobody commented on this clause.",
                "No risk, no obligation and no safeguard is recorded for this clause.",
            ],
        }

    def test_beneath_a_card_stands_what_is_watched_today(self, published, story, cast, client):
        place = f"{published.get_absolute_url()}clause/2/"
        assert "Nothing is measured today for the risks of this clause alone." in client.get(place).text
        theft = indicator_on(story.norm, cast, title="Thefts", scenarios=[story.assessment.scenarios.get()])
        read(theft, date(2026, 1, 12), 1100, cast)
        page = client.get(place).text
        assert f'href="{theft.get_absolute_url()}"><bdi>Thefts</bdi>' in page
        assert "last crossed on 12 January 2026" in page
        assert "Nothing is measured today" in client.get(f"{published.get_absolute_url()}clause/3/").text

    def test_the_review_of_this_norm_that_a_crossing_opened_is_named_there(self, published, story, cast, client):
        other, risks = public_norm(cast, "Seals"), [story.assessment.scenarios.get()]
        theft = add_indicator(norms=[story.norm, other], scenarios=risks, by=cast.rhea, **FACTS)
        read(theft, date(2026, 1, 12), 1100, cast)
        ours, theirs = (NormReview.objects.get(norm=norm) for norm in (story.norm, other))

        watched = client.get(f"{published.get_absolute_url()}clause/2/").text.split('id="watched-today"')[1]

        assert f'review <a class="govuk-link code" href="{ours.get_absolute_url()}">{ours.code}</a>' in watched
        assert theirs.code not in watched.split("</section>")[0]

    def test_what_is_watched_today_is_told_of_a_norm_for_which_nothing_is(self, published, story, client):
        page = client.get(story.norm.get_absolute_url()).text
        assert "Nothing is measured for it today." in page.split('id="watched"')[1].split("</section>")[0]

    def test_an_indicator_of_a_risk_that_nobody_may_read_is_told_of_the_norm_alone(self, published, story, cast, client):
        third = scenes.revised(cast, story.second, keys="The module shall melt.")
        hidden = scenes.assessed(cast, third).scenarios.get()
        indicator_on(story.norm, cast, title="Thefts", scenarios=[hidden])
        watched = (
            client.get(f"{published.get_absolute_url()}clause/2/").text.split('id="watched-today"')[1].split("</section>")[0]
        )
        assert "Nothing is measured today for the risks of this clause alone." in watched
        assert "Thefts" in watched.split("For the whole norm:")[1]
        assert hidden.code not in watched

    @pytest.mark.parametrize(
        "place", ["clause/9/", "clause/1/", "part/nothing/", "part/provisions/", "part/risks/2/", "cards/2/"]
    )
    def test_what_there_is_not_is_not_there(self, published, client, place):
        assert client.get(f"{published.get_absolute_url()}{place}").status_code == 404

    def test_no_link_within_the_record_leads_nowhere(self, published, client):
        pages = every_page(client, published)
        assert {place for place, page in pages.items() if "clause/" in place} == {
            f"{published.get_absolute_url()}clause/{number}/" for number in (2, 3)
        }
        lost = [
            (place, link)
            for place, page in pages.items()
            for link in page.links
            if link.partition("#")[0] in pages and link.partition("#")[2] not in {"", *pages[link.partition("#")[0]].ids}
        ]
        assert lost == []

    def test_paper_has_the_order_of_the_pages(self, published):
        layout = layout_of(published)
        cards = [section for page in layout.card_pages for section in page]
        on_pages = ["plain-words", "traces", "provisions", *(section.anchor for section in cards)]
        on_pages += [inner.anchor for top in (*layout.beside_cards, *layout.parts) for inner in top.walk()]
        on_paper = [node["id"] for node in sheet(layout.document)["body"] if node["k"] == "heading"]
        assert on_paper == on_pages

    def test_none_of_them_holds_what_is_withheld(self, published, client):
        pages = every_page(client, published)
        assert len(pages) > 8
        assert [(held, place) for place, page in pages.items() for held in scenes.HELD_BACK if held in page.text] == []

    def test_a_page_asks_the_database_no_more_for_nine_clauses_than_for_three(self, cast, client, django_assert_num_queries):
        def cost(title, more):
            draft = scenes.drafted(cast, title)
            for number in range(more):
                body = "The module shall be tested."
                add_clause(revision=draft, title=f"More {number}", body=body, rationale="So.", by=cast.edda)
            publication = published_unheard(cast, draft)
            layout_of(publication)
            return publication.get_absolute_url()

        few, many = cost("Short", 0), cost("Long", 6)
        with django_assert_num_queries(2):
            client.get(few)
        with django_assert_num_queries(2):
            client.get(many)


class TestFindingIt:
    @pytest.mark.parametrize("words", ["2", "clause 2", "Clause 2 of {norm}", "2 quantum", "why is clause 2 required?"])
    def test_by_its_number_it_is_one_click_from_the_search(self, published, story, client, words):
        found = client.get("/search/", {"q": words.format(norm=story.norm.code)}).text
        assert f'href="{published.get_absolute_url()}clause/2/">Why is <bdi>2 Keys</bdi> required?</a>' in found

    @pytest.mark.parametrize("words", ["2 3", "9", "2 elephants", "N-999999 2", "2.1"])
    def test_other_numbers_and_other_norms_lead_to_none(self, published, client, words):
        assert "Why is" not in client.get("/search/", {"q": words}).text

    def test_by_its_words_it_is_found_too(self, published, client):
        found = client.get("/search/", {"q": "left behind", "in": "rationales"}).text
        assert f'href="{published.get_absolute_url()}clause/2/"' in found

    def test_by_words_that_its_card_leaves_out_in_short_it_is_found_too(self, cast, client):
        draft = scenes.drafted(cast)
        body = "\n\n".join(f"The door shall have {name} locks." for name in ("brass", "steel", "glass", "copper", "amber"))
        add_clause(revision=draft, title="Doors", anchor="doors", body=body, rationale="So.", by=cast.edda)
        publication = published_unheard(cast, draft)
        found = client.get("/search/", {"q": "amber", "in": "rationales"}).text
        assert f'href="{publication.get_absolute_url()}clause/4/"' in found
        assert "more provisions" not in found

    def test_of_two_publications_the_newer_is_found(self, published, story, cast, client):
        third = scenes.revised(cast, story.second, alarms="The module shall ring.")
        scenes.agreed(cast, scenes.assessed(cast, third))
        third.norm.refresh_from_db()
        newer = publish(revision=third, by=cast.april)
        found = client.get("/search/", {"q": "clause 2"}).text
        assert (f"{newer.get_absolute_url()}clause/2/" in found, f"{published.get_absolute_url()}clause/2/" in found) == (
            True,
            False,
        )

    def test_who_commented_is_no_word_of_it(self, published):
        assert not Passage.objects.filter(text__contains="Rosa").exists()

    def test_the_text_and_the_comment_lead_to_it_once_it_is_published(self, cast, client):
        story = scenes.ready(cast)
        comment = story.rosas.get_absolute_url()
        assert "Why is this" not in client.get(comment).text
        publication = publish(revision=story.second, by=cast.april)
        card = f'href="{publication.get_absolute_url()}clause/2/">Why is this'
        for place in (story.second.get_absolute_url(), comment):
            assert card in client.get(place).text

    def test_other_countries_stand_in_a_row_to_which_it_leads(self, published, story, client):
        place = reverse("export_control:positions", args=[story.norm.code])
        page = client.get(f"{published.get_absolute_url()}clause/2/").text
        assert f'href="{place}#on-keys"' in page

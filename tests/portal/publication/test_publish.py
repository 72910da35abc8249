"""What is published stays as it was on that day, byte for byte, and nothing withheld is in it."""

import csv
import hashlib
import io
import json
from datetime import timedelta
from typing import Any

import pikepdf
import pytest
from allauth.account.models import EmailAddress
from celery.exceptions import Retry
from django.db import connections
from django.urls import reverse
from django.utils import timezone

from comments.models import Consultation, Submission
from comments.services import extend_consultation, withhold_comment
from norms import redlines
from norms.models import KeptRedline, Norm, Revision
from norms.services import add_clause, change_norm, freeze_revision
from normsite.foundation.documents import FORMATS, Document, Fact, Facts, Notice, Prose, Text
from normsite.foundation.errors import Refused
from normsite.foundation.ledger.models import Act, Entry
from normsite.foundation.notifications.models import OutboxMail
from normsite.portal.publication import files, tasks
from normsite.portal.publication.files import make_file, published_file, write_file
from normsite.portal.publication.models import Publication, PublishedFile
from normsite.portal.publication.publishing import publish
from normsite.portal.publication.rationale import comments_csv
from normsite.portal.publication.rationale.words import day
from riskreviews.services import add_evidence, add_safeguard, change_scenario, reopen_assessment
from tests import scenes
from tests.foundation.documents.test_pdf import words
from tests.plain_browser import PlainBrowser
from tests.riskreviews.scenes import JUDGED

pytestmark = pytest.mark.django_db


@pytest.fixture
def story(cast):
    return scenes.ready(cast)


@pytest.fixture
def published(story, cast):
    return publish(revision=story.second, by=cast.april)


def address(story):
    return reverse("publication:prepare", args=[story.norm.code, story.second.number])


def words_of_pdf(content):
    """Without white space."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        return words(pdf) + str(pdf.docinfo)


def test_evidence_leads_to_another_site_and_says_so_on_the_page_and_in_the_file(story, cast, client):
    reopened = reopen_assessment(assessment=story.assessment, by=cast.rhea)
    scenario = reopened.scenarios.get()
    add_evidence(scenario=scenario, citation="Report 7", url="https://reports.example/7", shows="Two hours.", by=cast.rhea)
    scenes.agreed(cast, reopened)
    publication = publish(revision=story.second, by=cast.april)

    link = '<a href="https://reports.example/7" rel="nofollow noopener">Two hours.</a>'
    for place in ("part/risks/", "clause/2/"):
        assert link in client.get(f"{publication.get_absolute_url()}{place}").text
    assert link in client.get(f"{publication.get_absolute_url()}html/").text


class TestWhoAndWhen:
    @pytest.mark.parametrize("name", ["ada", "sami", "edda", "rhea", "piet", "olu"])
    def test_other_staff_get_a_403_and_nothing_is_published(self, story, cast, as_user, name):
        response = as_user(getattr(cast, name)).post(address(story))
        assert response.status_code == 403
        assert "role approver" in response.content.decode()
        assert not Publication.objects.exists()

    @pytest.mark.parametrize("name", ["rosa", "nils"])
    def test_people_without_a_role_may_not_even_look(self, story, cast, as_user, name):
        assert as_user(getattr(cast, name)).get(address(story)).status_code == 403

    def test_nobody_in_particular_is_asked_to_sign_in(self, story, client):
        response = client.post(address(story))
        assert response.status_code == 302
        assert response["Location"].startswith(reverse("account_login"))

    def test_an_approver_publishes_and_lands_on_the_rationale_page(self, story, cast, as_user):
        response = as_user(cast.april).post(address(story))
        publication = Publication.objects.get()
        assert (response.status_code, response["Location"]) == (302, publication.get_absolute_url())
        assert (publication.revision_id, publication.consulted_on_id) == (story.second.pk, story.first.pk)

    def test_what_is_blocked_is_refused_with_a_409_and_changes_nothing(self, cast, as_user):
        draft = scenes.drafted(cast)
        response = as_user(cast.april).post(reverse("publication:prepare", args=[draft.norm.code, 1]))
        assert response.status_code == 409
        assert "The text is still a draft." in response.content.decode()
        draft.refresh_from_db()
        assert (draft.released_at, Publication.objects.count(), PublishedFile.objects.count()) == (None, 0, 0)

    def test_its_risk_assessment_can_no_longer_be_returned_to_draft(self, published, story, cast):
        with pytest.raises(Refused, match="was published with its text"):
            reopen_assessment(assessment=story.assessment, by=cast.rhea)
        story.assessment.refresh_from_db()
        assert (story.assessment.state, story.assessment.published_at) == ("agreed", published.published_at)

    def test_its_risk_assessment_can_only_be_carried_on(self, published, story, cast):
        with pytest.raises(Refused) as refused:
            add_evidence(scenario=story.assessment.scenarios.get(), citation="Late", by=cast.rhea)
        code = story.assessment.code
        assert str(refused.value) == f"{code} is agreed, so it can't be changed. Carry it on to the next revision to change it."

    def test_the_second_time_is_refused(self, published, story, cast):
        with pytest.raises(Refused, match="published already"):
            publish(revision=story.second, by=cast.april)
        assert Publication.objects.count() == 1

    def test_publishing_releases_the_text_and_sets_the_stage(self, published, story, client):
        assert Norm.objects.get().stage == "60.60"
        assert Revision.objects.get(pk=story.second.pk).released_at == published.published_at
        assert client.get(story.second.get_absolute_url()).status_code == 200


class TestTheRecord:
    def test_the_digest_is_of_the_bytes_and_the_ledger_holds_it(self, published, story):
        assert published.digest == hashlib.sha256(bytes(published.document)).hexdigest()
        entry = Entry.objects.get(act=Act.NORM_PUBLISHED)
        assert json.loads(entry.leaf)["public"] == {"digest": published.digest, "revision": "2", "norm": story.norm.code}

    def test_the_json_download_is_the_very_record(self, published, client):
        response = client.get(reverse("publication:file", args=[published.code, "json"]))
        assert hashlib.sha256(response.content).hexdigest() == published.digest

    def test_later_changes_leave_page_and_record_as_they_were(self, published, story, cast, client):
        before = client.get(published.get_absolute_url()).text
        norm = Norm.objects.get()
        change_norm(norm=norm, version=norm.version, by=cast.edda, title="Another title", summary="Something else altogether.")
        Norm.objects.update(committee="Another committee")
        Submission.objects.update(name="Somebody Else")
        again = Publication.objects.get()
        assert (bytes(again.document), again.digest) == (bytes(published.document), published.digest)
        assert client.get(published.get_absolute_url()).text == before

    @pytest.mark.parametrize("key", FORMATS)
    def test_each_download_is_written_once_and_the_same_for_ever(self, published, story, client, key):
        make_file(published, key)
        first = client.get(reverse("publication:file", args=[published.code, key]))
        Submission.objects.update(name="Somebody Else")
        second = client.get(reverse("publication:file", args=[published.code, key]))
        assert first.status_code == 200
        assert first.content == second.content
        assert first["ETag"] == second["ETag"] == f'"{hashlib.sha256(first.content).hexdigest()}"'
        assert PublishedFile.objects.filter(publication=published, format=key).count() == 1

    def test_rows_are_listed_by_what_tells_them_apart(self, published, story):
        assert str(published) == f"{published.code}: {story.second}"
        assert str(published.files.get(format="json")) == f"{published.code}.json"

    def test_what_takes_no_time_is_written_with_the_publication(self, published):
        assert set(published.files.values_list("format", flat=True)) == {one.key for one in FORMATS.values() if one.at_once}

    def test_at_the_address_of_a_download_that_there_is_not_a_sentence_leads_to_those_that_there_are(self, published, client):
        answer = client.get(f"/rationale/{published.code}/xml/")
        assert (answer.status_code, "has no download of that name" in answer.text) == (404, True)
        assert f'href="{published.get_absolute_url()}"' in answer.text

    def test_a_format_that_does_not_exist_is_refused(self, published):
        with pytest.raises(Refused, match="no such download"):
            published_file(publication=published, key="xls")


class TestWhatIsWithheld:
    @pytest.mark.parametrize("key", [key for key in FORMATS if key != "pdf"])  # that is read by a test of its own
    def test_no_download_holds_it(self, published, key):
        content = bytes(published_file(publication=published, key=key).content).decode()
        assert "Say how fast keys are erased." in content  # or there would be nothing to look through
        assert [held for held in scenes.HELD_BACK if held in content] == []

    def test_the_paper_is_made_from_the_same_record(self, published):
        document = bytes(published.document).decode()
        assert [held for held in scenes.HELD_BACK if held in document] == []
        make_file(published, "pdf")
        content = bytes(published.files.get(format="pdf").content)
        printed = words_of_pdf(content)
        assert "RosaReader" in printed
        assert [held for held in scenes.HELD_BACK if held.replace(" ", "") in printed] == []

    def test_the_page_does_not_hold_it_and_says_that_something_is_withheld_and_why(self, published, story, client):
        for place in ("", "clause/2/", "part/withheld/", "part/comments/"):
            page = client.get(f"{published.get_absolute_url()}{place}").content.decode()
            assert [held for held in scenes.HELD_BACK if held in page] == []
            assert "It tells how to defeat a module." in page
            assert story.walters.code in page


class TestMail:
    def test_each_commenter_is_told_once_but_not_who_took_the_comment_back(self, published):
        told = OutboxMail.objects.filter(occasion__startswith="published/").order_by("to").values_list("to", flat=True)
        assert list(told) == ["rosa@readers.example", "walter@whisper.example"]

    def test_two_submissions_from_one_address_bring_one_mail(self, cast):
        first = scenes.frozen(cast)
        consultation = scenes.opened(cast, first)
        comments = [scenes.only_comment(scenes.send(consultation, words, **scenes.ROSA)) for words in ("One.", "Two.")]
        for comment in comments:
            scenes.publish_comment(comment=comment, by=cast.sami)
            scenes.answered(cast, comment, "noted", "none")
        scenes.publish_dispositions(consultation=consultation, by=cast.sami)
        second = scenes.revised(cast, first)
        scenes.agreed(cast, scenes.assessed(cast, second))
        publish(revision=Revision.objects.select_related("norm").get(pk=second.pk), by=cast.april)
        assert OutboxMail.objects.filter(occasion__startswith="published/").count() == 1

    def test_who_took_one_comment_of_several_back_is_told_as_well(self, cast):
        first = scenes.frozen(cast)
        consultation = scenes.opened(cast, first)
        receipt = scenes.send(consultation, "Stays.", "Goes.", at=consultation.opens_at, **scenes.ROSA)
        stays, goes = receipt.submission.comments.order_by("id")
        scenes.withdraw_comment(comment=goes, token=receipt.token)
        scenes.publish_comment(comment=stays, by=cast.sami)
        scenes.answered(cast, stays, "noted", "none")
        scenes.publish_dispositions(consultation=consultation, by=cast.sami)
        published_after_answers(cast, scenes.revised(cast, first))
        told = OutboxMail.objects.filter(occasion__startswith="published/").values_list("to", flat=True)
        assert list(told) == ["rosa@readers.example"]


def published_after_answers(cast, revision):
    scenes.agreed(cast, scenes.assessed(cast, revision))
    return publish(revision=Revision.objects.select_related("norm").get(pk=revision.pk), by=cast.april)


class TestTheConsultations:
    def test_a_second_consultation_takes_nothing_of_the_first_from_the_record(self, cast):
        first = scenes.frozen(cast)
        _, (rosas, walters, veras) = scenes.concluded(cast, first)
        second = scenes.revised(cast, first)
        again = scenes.opened(cast, second)
        late = scenes.only_comment(scenes.send(again, "Once more.", at=again.opens_at, **scenes.ROSA))
        scenes.publish_comment(comment=late, by=cast.sami)
        scenes.answered(cast, late, "noted", "none")
        scenes.publish_dispositions(consultation=again, by=cast.sami)

        publication = published_after_answers(cast, second)

        told = bytes(published_file(publication=publication, key="csv").content).decode()
        assert [one.code in told for one in (rosas, walters, veras, late)] == [True, True, False, True]
        assert publication.consulted_on == second

    def test_of_a_withheld_comment_neither_kind_nor_country_of_its_author_is_told(self, published):
        record = bytes(published_file(publication=published, key="csv").content).decode()
        (line,) = [line for line in record.splitlines() if "author withheld" in line]
        assert line.split(",")[2:5] == ["author withheld", "Withheld", ""]

    def test_the_table_of_comments_says_in_which_language_each_is_written_and_of_a_withheld_one_nothing(self, cast):
        consultation = scenes.opened(cast, scenes.frozen(cast))
        shown, withheld = [
            scenes.only_comment(scenes.send(consultation, text, language="pt-BR", **scenes.ROSA)) for text in ("Um.", "Dois.")
        ]
        scenes.publish_comment(comment=shown, by=cast.sami)
        withhold_comment(comment=withheld, ground="abuse", reason="Rude.", by=cast.sami)
        head, *rows = csv.reader(io.StringIO(comments_csv([consultation]).decode("utf-8-sig")))
        column = head.index("Language")
        assert {row[0]: row[column] for row in rows} == {shown.code: "pt-BR", withheld.code: ""}

    def test_the_record_says_how_many_came_in_and_what_became_of_them(self, published):
        record = bytes(published_file(publication=published, key="json").content).decode()
        assert "3 comments came in: 1 published, 1 withheld, 1 withdrawn by their senders." in record

    def test_the_next_text_without_a_consultation_of_its_own_tells_of_the_last_one(self, published, story, cast):
        publication = published_after_answers(cast, scenes.revised(cast, story.second, alarms="The module shall ring."))

        assert publication.consulted_on == story.first
        told = bytes(published_file(publication=publication, key="csv").content).decode()
        assert [one.code in told for one in (story.rosas, story.walters)] == [True, True]

    def test_the_next_text_with_a_consultation_of_its_own_tells_of_that_one_alone(self, published, story, cast):
        third = scenes.revised(cast, story.second, alarms="The module shall ring.")
        again, (rosas, walters, _) = scenes.concluded(cast, third)
        fourth = scenes.revised(cast, third, keys="The module shall erase keys at once.")

        publication = published_after_answers(cast, fourth)

        assert (publication.consulted_on, again.revision) == (third, third)
        told = bytes(published_file(publication=publication, key="csv").content).decode()
        here = [one.code in told for one in (rosas, walters, story.rosas, story.walters)]
        assert here == [True, True, False, False]


def sections_of(publication):
    return {section.anchor: section for section in Document.load(bytes(publication.document)).walk()}


class TestWhatIsNotThere:
    """A record says what is lacking, and leaves no empty place where nothing was written."""

    @pytest.fixture
    def heard_nothing(self, cast):
        """A text with a recommendation that says no reason and a reason where nothing is asked for; nobody commented on it."""
        draft = scenes.drafted(cast)
        add_clause(revision=draft, title="Colour", anchor="colour", body="The module should be grey.", by=cast.edda)
        add_clause(revision=draft, title="Grey", anchor="grey", body="Grey is a shade.", rationale="Some asked.", by=cast.edda)
        revision = freeze_revision(revision=draft, by=cast.edda)
        scenes.publish_dispositions(consultation=scenes.opened(cast, revision), by=cast.sami)
        return revision

    def test_a_text_on_which_nobody_commented_says_so(self, heard_nothing, cast):
        sections = sections_of(published_after_answers(cast, heard_nothing))
        assert [block.plain for block in sections["plain-words"].blocks] == [
            "The text makes 2 requirements and 1 recommendation. 3 of its 5 clauses have a card below.",
            "No comment stands.",
            "The highest of the risks weighed is Moderate without safeguards and Low with them.",
            "2 requirements of 2 serve no recorded obligation and 1 stands where no risk is recorded. All gaps.",
            "What the norm is about\n\nKeeps keys apart.",
        ]

    def test_a_recommendation_may_lack_its_reason_and_a_reason_its_requirement(self, heard_nothing, cast):
        sections = sections_of(published_after_answers(cast, heard_nothing))
        grey, unrecorded = sections["clause-grey"].card, sections["unrecorded"].blocks
        assert "clause-colour" not in sections
        assert unrecorded[0].plain.endswith("no safeguard, no comment. It is 4 Colour.")
        assert grey is not None
        assert [point.key for point in grey.points] == ["why", "spoken", "changed", "withheld"]
        assert grey.points[0].blocks == (Prose("<p>Some asked.</p>"),)

    def test_a_safeguard_without_a_justification_names_its_tier_and_what_it_answers(self, heard_nothing, cast):
        assessment = scenes.assessed(cast, heard_nothing)
        scenario = assessment.scenarios.get()
        facts: dict[str, Any] = {"title": "A seal", "description": "Each module is sealed.", "tier": "T1", **JUDGED}
        safeguard = add_safeguard(assessment=assessment, scenarios=[scenario], by=cast.rhea, **facts)
        scenes.agreed(cast, assessment)

        publication = publish(revision=heard_nothing, by=cast.april)

        assert sections_of(publication)[safeguard.code].blocks[1] == Facts(
            (
                Fact("Tier", "T1 Notice"),
                Fact("Answers", scenario.code),
                Fact(
                    "Why this tier",
                    "Risk moderate without safeguards, governability low, reach listed: T2 by table 1, cell L-listed-M. "
                    "It has T1 all the same.",
                ),
                Fact("Why another tier than the table's", JUDGED["departure"]),
                Fact("Governability", JUDGED["governability_why"]),
                Fact("Reach", JUDGED["reach_why"]),
            )
        )

    def test_reasoning_that_shows_nothing_leaves_no_empty_paragraph(self, heard_nothing, cast):
        assessment = scenes.assessed(cast, heard_nothing)
        scenario = assessment.scenarios.get()
        change_scenario(scenario=scenario, version=1, reasoning="[report]: https://reports.example", by=cast.rhea)
        scenes.agreed(cast, assessment)

        publication = publish(revision=heard_nothing, by=cast.april)

        assert [type(block) for block in sections_of(publication)[scenario.code].blocks] == [Prose, Text]


class TestWhatThePageSays:
    def test_a_deadline_that_was_moved_is_told_with_the_reason(self, cast):
        first = scenes.frozen(cast)
        consultation = scenes.opened(cast, first, days_ago=65)
        Consultation.objects.update(closes_at=timezone.now() + timedelta(days=1))  # only what is open gets more time
        consultation.refresh_from_db()
        later = consultation.closes_at + timedelta(days=7)
        extend_consultation(consultation=consultation, closes_at=later, reason="A holiday lay between.", by=cast.sami)
        Consultation.objects.update(closes_at=timezone.now() - timedelta(hours=1))
        scenes.publish_dispositions(consultation=consultation, by=cast.sami)

        publication = published_after_answers(cast, first)

        moved = f"from {day(consultation.closes_at)} to {day(later)}"
        told = sections_of(publication)["consultation"].blocks[1]
        assert told == Notice(f"Its deadline was moved {moved}, because: A holiday lay between.")

    def test_the_plain_words_count_what_was_answered_and_name_the_highest_risk(self, published):
        overview = next(Document.load(bytes(published.document)).walk())
        assert [block.plain for block in overview.blocks[:4]] == [
            "The text makes 2 requirements and no recommendations. 2 of its 3 clauses have a card below.",
            (
                "2 comments were answered: 1 led to a change of substance and 0 to an editorial one. "
                "No commenters object to the answer. 1 comment is withheld."
            ),
            "The highest of the risks weighed is Moderate without safeguards and Low with them.",
            "2 requirements of 2 serve no recorded obligation and 1 stands where no risk is recorded. All gaps.",
        ]

    def test_the_traces_count_what_is_tied_and_what_is_not(self, published):
        (table,) = [one for one in Document.load(bytes(published.document)).tables() if one.key == "traces"]
        assert [row.cells for row in table.rows] == [
            ("Obligations", 0, "0 served by a provision", "None"),
            ("Requirements", 2, "0 serve an obligation", "2 serve no recorded obligation"),
            ("Requirements", 2, "1 answers a risk", "1 stands where no risk is recorded"),
            ("Risks", 1, "0 have a safeguard", "1 has no safeguard"),
            ("Safeguards", 0, "0 stand in a provision", "None"),
            ("Comments", 2, "1 led to a change", "1 led to no change"),
            ("Changes", 1, "1 answers a comment", "None"),
        ]

    def test_the_table_of_scenarios_tells_what_the_drawings_show(self, published, story):
        (table,) = [one for one in Document.load(bytes(published.document)).tables() if one.key.startswith("scenarios-")]
        (scenario,) = story.assessment.scenarios.all()
        assert table.columns == (
            "Scenario",
            "What could happen",
            "Clause",
            "Without safeguards",
            "With safeguards",
            "Treatment",
        )
        assert [row.cells for row in table.rows] == [
            (
                scenario.code,
                "A module is stolen",
                "2",
                "Moderate (likelihood moderate, impact high)",
                "Low (likelihood low, impact moderate)",
                "Change the likelihood",
            )
        ]

    def test_every_code_on_the_page_is_a_link_and_none_in_the_file_that_stands_alone(self, published, story, client):
        scenario = story.assessment.scenarios.get()
        base = published.get_absolute_url()
        page = client.get(base).text
        for code, part in ((story.rosas.code, "comments"), (scenario.code, "risks")):
            assert f'<a href="{base}part/{part}/#{code}">{code}</a>' in page
        consulted = f'<a href="/ref/{story.consultation.code}/">{story.consultation.code}</a>'
        assert f"{consulted}, “" in client.get(f"{base}part/consultation/").text
        alone = client.get(reverse("publication:file", args=[published.code, "html"])).getvalue().decode()
        assert "/ref/" not in alone

    def test_each_change_names_the_comments_that_led_to_it(self, published, story):
        document = Document.load(bytes(published.document))
        (keys,) = [section for section in document.walk() if section.anchor == "change-keys"]
        facts = keys.blocks[1]
        assert isinstance(facts, Facts)
        (fact,) = facts.items
        assert (fact.label, fact.value) == ("Comments that led to it", f"{story.rosas.code} by {story.rosas.submission.author}")
        assert [len(section.blocks) for section in document.walk() if section.anchor.startswith("change-")].count(2) == 1


class TestOneAtATime:
    @pytest.fixture
    def elsewhere(self):
        """A connection of another process."""
        other = connections["default"].copy()
        yield other
        other.close()

    def take(self, elsewhere, name):
        with elsewhere.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(hashtext(%s))", [name])

    def test_one_that_is_written_is_given_out_while_another_is_made(self, published, client, elsewhere):
        PublishedFile.objects.create(publication=published, format="pdf", content=b"%PDF", digest="x")
        self.take(elsewhere, "publication.file")
        assert client.get(reverse("publication:file", args=[published.code, "pdf"])).content == b"%PDF"

    def test_a_worker_still_does_what_an_earlier_version_asked_for(self, published):
        tasks.write_pdf.apply(args=[published.pk], throw=True)
        assert bytes(published.files.get(format="pdf").content).startswith(b"%PDF")

    def test_the_worker_comes_back_for_it(self, published, elsewhere):
        self.take(elsewhere, "publication.file")
        with pytest.raises(Retry):
            tasks.write_file.apply(args=[published.pk, "pdf"], throw=True)

    def test_who_comes_right_after_makes_it_no_second_time(self, published, monkeypatch):
        write_file(published, "pdf", b"%PDF")
        monkeypatch.setattr(files, "export", lambda *_: pytest.fail("It is made already."))
        make_file(published, "pdf")
        assert bytes(published_file(publication=published, key="pdf").content) == b"%PDF"

    def test_who_publishes_while_a_comparison_is_made_is_told_so(self, story, cast, as_user, monkeypatch, elsewhere):
        monkeypatch.setattr(redlines, "LONG", 0)
        KeptRedline.objects.all().delete()
        self.take(elsewhere, "norms.redlines")
        answer = as_user(cast.april).post(address(story), {"seen": "1"})
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "10")
        assert answer.context["fields"] == [("seen", "1")]
        assert not Publication.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_publishing_goes_on_where_it_was_when_a_long_comparison_is_made_part_by_part(cast, monkeypatch):
    story = scenes.ready(cast, alarms="The module shall raise an alarm at once.")
    monkeypatch.setattr(redlines, "LONG", 0)
    monkeypatch.setattr(redlines, "LONGEST", 1)
    EmailAddress.objects.create(user=cast.april, email=cast.april.email, verified=True, primary=True)
    april = PlainBrowser()
    april.sign_in(cast.april)
    april.open(address(story))
    form = next(form for form in april.forms() if not form.action and "stamp" in form.fields)
    answers = [april.send(form)]
    while answers[-1].status_code == 503 and len(answers) < 9:
        april.page = answers[-1]
        answers.append(april.send(next(form for form in april.forms() if form.action == address(story))))

    assert [answer.status_code for answer in answers] == [503, 302]
    assert (KeptRedline.objects.count(), Publication.objects.count()) == (2, 1)

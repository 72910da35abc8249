"""Downloads that take long are made by a worker; whoever waits sees where they are, and a public text is one of them."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from comments.services import open_consultation
from norms.services import add_clause, change_norm, freeze_revision, start_revision
from normsite.foundation.apart import apart
from normsite.foundation.documents import FORMATS
from normsite.foundation.documents.formats import pdf
from normsite.foundation.errors import Refused
from normsite.portal.publication import files, making, tasks
from normsite.portal.publication.files import make_text
from normsite.portal.publication.models import PrintedText
from normsite.portal.publication.publishing import publish
from normsite.portal.publication.texts import text_document
from tests import scenes
from tests.foundation.documents.test_pdf import words_of

pytestmark = pytest.mark.django_db
LOOK = {"Accept": "application/json"}


@pytest.fixture(autouse=True)
def asked(monkeypatch):
    """What workers were told. Nothing is remembered from other tests."""
    cache.clear()
    told: list[tuple[object, ...]] = []
    monkeypatch.setattr(making, "hand_over", lambda *order: told.append(order))
    return told


@pytest.fixture
def published(cast):
    return publish(revision=scenes.ready(cast).second, by=cast.april)


@pytest.fixture
def public_text(cast):
    revision = scenes.frozen(cast)
    scenes.opened(cast, revision)
    revision.refresh_from_db()
    return revision


def of(publication, key="pdf"):
    return reverse("publication:file", args=[publication.code, key])


def text(revision):
    return reverse("publication:text", args=[revision.norm.code, revision.number])


class TestWaiting:
    def test_who_asks_first_has_a_worker_told_and_sees_a_page_with_a_link_to_look_again(self, published, client, asked):
        answers = [client.get(of(published)) for _ in range(3)]
        assert [answer.status_code for answer in answers] == [202] * 3
        assert asked == [("publication.write_file", published.pk, "pdf")]
        page = answers[0].text
        assert "It waits for its turn." in page
        assert 'role="button" href="">Look again</a>' in page
        assert f'href="{published.get_absolute_url()}">Back to the page</a>' in page
        assert (answers[0].headers["Retry-After"], "no-store" in answers[0].headers["Cache-Control"]) == ("3", True)

    def test_the_script_of_the_page_is_told_how_far_it_is_and_when_it_is_over(self, published, client, monkeypatch):
        assert client.get(of(published), headers=LOOK).json() == {"is_over": False, "words": "It waits for its turn."}
        while_made = []
        monkeypatch.setattr(
            files, "export", lambda *_: while_made.append(client.get(of(published), headers=LOOK).json()) or b"%PDF"
        )
        tasks.write_file.apply(args=[published.pk, "pdf"], throw=True)
        assert while_made == [{"is_over": False, "words": "It is being made, for 1 second now."}]
        assert client.get(of(published), headers=LOOK).json() == {"is_over": True}
        answer = client.get(of(published))
        assert (answer.status_code, answer.content, answer.headers["Content-Type"]) == (200, b"%PDF", "application/pdf")
        assert "Accept" in answer.headers["Vary"]

    def test_a_program_that_asks_for_json_gets_the_record_and_no_word_about_a_worker(self, published, client):
        assert client.get(of(published, "json"), headers=LOOK).content == bytes(published.document)

    def test_a_worker_that_has_lost_it_is_told_again_after_a_minute(self, published, client, asked):
        client.get(of(published))
        cache.delete(f"publication:asked:publication.write_file:{published.pk}:pdf")  # as the minute does
        client.get(of(published))
        assert asked == [("publication.write_file", published.pk, "pdf")] * 2

    def test_one_that_takes_too_long_is_refused_with_another_way_and_not_tried_with_every_click(
        self, published, client, asked, monkeypatch
    ):
        monkeypatch.setattr(pdf, "apart", lambda *args, **limits: apart(*args, **(limits | {"seconds": 0.01})))
        assert client.get(of(published)).status_code == 202
        tasks.write_file.apply(args=[published.pk, "pdf"], throw=True)
        answers = [client.get(of(published)) for _ in range(2)]
        assert [(one.status_code, "Choose another download." in one.text) for one in answers] == [(409, True)] * 2
        assert client.get(of(published), headers=LOOK).json() == {"is_over": True}
        assert len(asked) == 1

    def test_a_fault_of_ours_is_told_and_raised(self, published, client, monkeypatch):
        monkeypatch.setattr(files, "export", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            tasks.write_file.apply(args=[published.pk, "pdf"], throw=True)
        answer = client.get(of(published))
        assert (answer.status_code, "Something went wrong on our side" in answer.text) == (409, True)

    def test_what_there_is_not_is_refused_at_once(self, published, client, asked):
        assert client.get(of(published, "xls")).status_code == 404
        assert asked == []


class TestText:
    def test_a_public_text_is_printed_clause_by_clause_with_provisions_and_reasons(self, public_text, client, asked):
        assert client.get(text(public_text)).status_code == 202
        assert asked == [("publication.print_text", public_text.pk)]
        tasks.print_text.apply(args=[public_text.pk], throw=True)
        answer = client.get(text(public_text))
        assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/pdf")
        assert answer.headers["Content-Disposition"] == f'inline; filename="{public_text.norm.code}-r1.pdf"'
        words = words_of(answer.content)
        code = public_text.clauses.get(anchor="keys").statements.get().provision.code
        for said in (
            "Quantumkeymodules",
            "Themoduleshallerasekeys.",
            f"{code}Requirement:Themoduleshallerasekeys.",
            public_text.fingerprint,
        ):
            assert said in words
        assert "WhyAkeyleftbehindisreadbythefinder." in words
        assert "JSONexport" not in words  # it is no record

    def test_clauses_stand_below_each_other_with_what_binds(self, cast):
        revision = scenes.drafted(cast)
        keys = revision.clauses.get(anchor="keys")
        more = {"kind": "clause", "body": "Soon.", "by": cast.edda}
        add_clause(revision=revision, title="Speed", anchor="speed", parent=keys, **more)
        add_clause(revision=revision, title="Tests", anchor="tests", normative=False, **(more | {"kind": "informative_annex"}))
        document = text_document(freeze_revision(revision=revision, by=cast.edda))
        assert [section.anchor for section in document.sections] == ["scope", "keys", "alarms", "tests", "how.to.cite"]
        assert [(section.anchor, section.title) for section in document.walk()][2] == ("speed", "2.1 Speed")
        assert document.sections[3].title == "Annex A Tests (informative)"

    @pytest.mark.parametrize("who", ["anybody", "edda"])
    def test_what_is_not_public_is_never_printed_for_anybody(self, cast, client, as_user, who, asked):
        visitor = client if who == "anybody" else as_user(cast.edda)
        draft = scenes.drafted(cast)
        assert visitor.get(text(draft)).status_code == 404
        frozen = freeze_revision(revision=draft, by=cast.edda)
        assert visitor.get(text(frozen)).status_code == 404
        open_consultation(
            revision=frozen,
            title="T",
            asks="",
            opens_at=timezone.now() + timedelta(hours=1),
            closes_at=timezone.now() + timedelta(days=70),
            by=cast.sami,
        )
        assert visitor.get(text(frozen)).status_code == 404
        with pytest.raises(type(frozen).DoesNotExist):
            tasks.print_text.apply(args=[frozen.pk], throw=True)
        assert (asked, PrintedText.objects.count()) == ([], 0)

    def test_a_later_draft_is_not_in_it(self, cast, public_text):
        later = start_revision(revision=public_text, by=cast.edda)
        add_clause(revision=later, title="Hidden", anchor="hidden", kind="clause", body="Not yet.", by=cast.edda)
        assert b"Hidden" not in text_document(public_text).canonical_bytes()

    def test_it_is_kept_and_printed_anew_when_the_norm_is_called_otherwise(self, cast, public_text, client, monkeypatch):
        monkeypatch.setattr(files, "write_pdf", lambda document, **_: document.title.encode())
        make_text(public_text)
        assert client.get(text(public_text)).content == b"Quantum key modules"
        norm = public_text.norm
        facts = {name: getattr(norm, name) for name in ("designation", "summary", "committee", "scheme", "numbering")}
        change_norm(norm=norm, title="Modules for keys", version=norm.version, by=cast.edda, **facts)
        assert client.get(text(public_text)).status_code == 202
        tasks.print_text.apply(args=[public_text.pk], throw=True)
        assert client.get(text(public_text)).content == b"Modules for keys"
        assert PrintedText.objects.count() == 1

    def test_the_pages_of_norm_and_text_lead_to_it_where_the_text_is_public(self, cast, public_text, client, as_user):
        later = start_revision(revision=public_text, by=cast.edda)
        for page in (public_text.norm.get_absolute_url(), public_text.get_absolute_url()):
            assert f'href="{text(public_text)}"' in client.get(page).text
        for page in (public_text.norm.get_absolute_url(), later.get_absolute_url()):
            assert f'href="{text(later)}"' not in as_user(cast.edda).get(page).text

    def test_where_no_page_can_be_set_it_is_said(self, public_text, client, monkeypatch):
        form = FORMATS["pdf"]
        monkeypatch.setitem(FORMATS, "pdf", type(form)("pdf", "PDF", "pdf", "application/pdf", form.write, lambda: "No."))
        answer = client.get(text(public_text))
        assert (answer.status_code, "Read the text on its page." in answer.text) == (409, True)


def test_a_refusal_is_forgotten_after_an_hour_and_a_second_look_costs_no_worker(asked):
    one = making.Making("t", (1,))
    one.end(Refused("It is too long.", "Choose another."))
    with pytest.raises(Refused, match="It is too long"):
        one.ask()
    cache.clear()  # as the hour does
    assert one.ask() == "It waits for its turn."
    assert asked == [("t", 1)]

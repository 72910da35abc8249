"""Comments that another system has received are taken over by the desk: each once, each saying where it comes from and when."""

import csv
import io
import json
import os
import subprocess
import sys
import time
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from unittest import mock
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, connection
from django.urls import reverse
from django.utils import timezone

from comments.commenting_form import Clauses
from comments.models import Comment, CommentImport, ImportPiece, ImportState, Submission
from comments.models.tally import Tally
from comments.other_systems import read_table
from comments.services import begin_import, keep_import, map_import, publish_comment, resume_imports, stop_import
from comments.services import imports as services
from comments.tasks import carry_on_import, forget_imports
from normsite.foundation.accounts.models import Role, RoleGrant
from normsite.foundation.errors import Refused
from normsite.foundation.ledger.models import Act, Entry
from normsite.foundation.left_out import NAME
from normsite.foundation.notifications.models import OutboxMail
from tests.comments.scenes import closed, opened, send

pytestmark = pytest.mark.django_db

HEADINGS = ["Document ID", "Received Date", "First Name", "Last Name", "Organization Name", "Country", "Section", "Comment"]
AEROLITH: dict[str, Any] = {"Organization Name": "Aerolith", "Country": "Germany"}
NOBODY: dict[str, Any] = {"First Name": "", "Last Name": ""}
UNDATED: dict[str, Any] = {"Received Date": ""}
HOW = {"source": "regulations.gov", "outside": "mark", "zone": "UTC", "order": "day", "undated": ""}


@pytest.fixture(autouse=True)
def no_worker():
    """The tests carry out what the worker would."""
    with mock.patch("comments.services.imports.hand_over") as handed:
        yield handed


@pytest.fixture
def consultation(cast):
    return closed(cast)


@pytest.fixture
def sami(cast, as_user):
    return as_user(cast.sami)


def table(*rows, headings=HEADINGS) -> bytes:
    written = io.StringIO(newline="")
    csv.writer(written).writerows([headings, *rows])
    return written.getvalue().encode()


def row(consultation, number: str, text: str = "Keys are erased too late.", days: float = 1, **said: Any) -> list[str]:
    """Sent by Nadia so many days after the opening."""
    at = consultation.opens_at + timedelta(days=days)
    known = {"Document ID": number, "Received Date": at.isoformat(), "First Name": "Nadia", "Last Name": "Nowak"}
    return [(known | {"Comment": text} | said).get(heading, "") for heading in HEADINGS]


def uploaded(browser, consultation, data: bytes, name: str = "bulk.csv") -> CommentImport:
    address = reverse("comments:import", args=[consultation.code])
    answer = browser.post(address, {"file": SimpleUploadedFile(name, data)})
    assert answer.status_code == 302, answer.content.decode()
    return CommentImport.objects.latest("created_at")


def address(job: CommentImport, page: str = "import_job") -> str:
    return reverse(f"comments:{page}", args=[job.key])


def mapped(browser, job: CommentImport, **said: str):
    columns = {f"column-{place}": field for place, field in enumerate(job.mapping["fields"])}
    return browser.post(address(job), columns | HOW | said)


def taken(browser, consultation, data: bytes, **said: str) -> CommentImport:
    """Uploaded, mapped as it is guessed, begun and carried out."""
    job = uploaded(browser, consultation, data)
    answer = mapped(browser, job, begin="yes", **said)
    assert (answer.status_code, answer.url) == (302, address(job))
    carry_on_import(str(job.key))
    job.refresh_from_db()
    return job


@contextmanager
def worker_of(job: CommentImport):
    """A process that carries it on, on the database of the test."""
    address = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}").geturl()
    work = "import sys, django; django.setup(); from comments.services import carry_on_import; carry_on_import(sys.argv[1])"
    surroundings = os.environ | {"DATABASE_URL": address, "DJANGO_SETTINGS_MODULE": "normsite.settings"}
    with subprocess.Popen([sys.executable, "-c", work, str(job.key)], env=surroundings, cwd=settings.BASE_DIR) as process:
        yield process


def figures(job: CommentImport) -> tuple[str, int, int, int, int]:
    return job.state, job.done, job.taken, job.known, job.bad


def reasons(job: CommentImport) -> list[tuple[int, str]]:
    return [(note.number, note.reason) for note in job.notes.all()]


class TestTheWay:
    def test_rows_are_shown_as_they_would_stand_then_taken_over(
        self, sami, consultation, no_worker, django_capture_on_commit_callbacks
    ):
        rows = [
            row(consultation, "A-1", Section="2"),
            row(consultation, "A-2", "Good.", **AEROLITH),
            row(consultation, "A-3", ""),
        ]
        job = uploaded(sami, consultation, table(*rows))
        shown = sami.get(address(job)).content.decode()
        assert "How the rows would stand" not in shown  # nobody has said from where they are
        assert mapped(sami, job).url == address(job)
        shown = sami.get(address(job)).content.decode()
        assert "Of the first 3 rows, 2 can be taken over." in shown
        assert "Row 4: There is no comment in it." in shown
        assert Comment.objects.count() == 0
        with django_capture_on_commit_callbacks(execute=True):
            mapped(sami, job, begin="yes")
        no_worker.assert_called_once_with("comments.carry_on_import", str(job.key))
        asked = sami.get(address(job), headers={"accept": "application/json"}).json()
        assert asked == {"is_over": False, "words": "Waiting for its turn: 0 of 3 rows"}
        carry_on_import(str(job.key))
        asked = sami.get(address(job), headers={"accept": "application/json"}).json()
        assert asked == {"is_over": True, "words": "Taken over: 3 of 3 rows, 1 of them can't be taken over"}
        job.refresh_from_db()
        assert (figures(job), reasons(job)) == (("done", 3, 2, 0, 1), [(4, "There is no comment in it.")])
        assert ImportPiece.objects.count() == 0
        assert str(job) == "Import of bulk.csv"

    def test_a_comment_stands_like_all_others_and_says_where_it_comes_from(self, cast, sami, client, consultation):
        taken(sami, consultation, table(row(consultation, "A-1", Section="2", Country="BEL")))
        comment = Comment.objects.select_related("submission", "clause").get()
        sent = comment.submission
        assert (comment.state, comment.own_reference, comment.clause.anchor) == ("received", "A-1", "keys")
        assert (sent.name, sent.capacity, sent.country.code, sent.email) == ("Nadia Nowak", "individual", "BE", "")
        assert (sent.source, sent.counted_by) == ("regulations.gov", "source")
        assert sent.received_at == comment.received_at == consultation.opens_at + timedelta(days=1)
        waiting = client.get(comment.get_absolute_url()).text
        assert ["being read" in waiting, "Nadia" in waiting] == [True, False]
        publish_comment(comment=comment, by=cast.sami)
        said = f"Received by <bdi>regulations.gov</bdi>, taken over on {timezone.now():%-d %B %Y} by the"
        for page in (comment.get_absolute_url(), reverse("comments:docket", args=[consultation.code])):
            words = " ".join(client.get(page).content.decode().split())
            assert said in words
            assert "after the deadline" not in words

    def test_it_is_in_the_public_record_and_nobody_is_written_to(self, sami, consultation):
        job = taken(sami, consultation, table(row(consultation, "A-1"), row(consultation, "A-2")))
        sent = Submission.objects.select_related("entry").order_by("pk")
        assert [one.entry.act for one in sent] == [Act.COMMENT_RECEIVED] * 2
        assert [one.entry.code for one in sent] == [one.code for one in sent]
        assert '"source":"regulations.gov"' in sent[0].entry.leaf
        assert "Nadia" not in sent[0].entry.leaf
        assert sorted(sent[0].entry.salts.values_list("field", flat=True)) == ["capacity", "name", "own reference 1", "text 1"]
        assert OutboxMail.objects.count() == 0
        counted = Tally.objects.filter(consultation=consultation, figure="state", key="received")
        assert sum(line.number for line in counted) == job.taken == 2

    def test_what_came_too_early_or_too_late_is_marked_in_public(self, cast, sami, client, consultation):
        taken(sami, consultation, table(row(consultation, "A-1", days=61), row(consultation, "A-2", days=-1)))
        late, early = Comment.objects.order_by("pk")
        assert (late.out_of_time, early.out_of_time) == ("after the deadline", "before the consultation opened")
        publish_comment(comment=late, by=cast.sami)
        assert "Received after the deadline" in client.get(late.get_absolute_url()).content.decode()

    def test_or_it_is_left_out(self, sami, consultation):
        rows = [row(consultation, "A-1", days=61), row(consultation, "A-2", days=-1), row(consultation, "A-3")]
        job = taken(sami, consultation, table(*rows), outside="refuse")
        assert figures(job) == ("done", 3, 1, 0, 2)
        assert [reason.partition(", ")[2].partition(", ")[2] for _, reason in reasons(job)] == [
            "after the deadline.",
            "before the consultation opened.",
        ]

    def test_how_a_file_was_read_is_suggested_for_the_next_with_its_headings(self, sami, consultation):
        first = uploaded(sami, consultation, table(row(consultation, "A-1")))
        mapped(sami, first, begin="yes", **{"column-5": "", "order": "month", "source": "The other portal"})
        second = uploaded(sami, consultation, table(row(consultation, "A-2")))
        assert second.mapping == CommentImport.objects.get(pk=first.pk).mapping
        assert second.mapping["fields"][5] == ""

    def test_a_file_that_was_too_large_to_come_along_is_said_beside_its_field(self, sami, consultation):
        address = reverse("comments:import", args=[consultation.code])
        refused = sami.post(address, {}, **{NAME: 16 << 20})
        told = "The file has more than 15 MB. Pack it as .zip or .gz, or upload it in several files."
        assert (refused.status_code, refused.context["form"].errors) == (422, {"file": [told]})

    def test_the_desk_leads_there_while_comments_can_come_in(self, cast, sami, as_user, consultation):
        link = reverse("comments:import", args=[consultation.code])
        desk = reverse("comments:desk", args=[consultation.code])
        assert link in sami.get(desk).content.decode()
        assert link not in as_user(cast.edda).get(desk).content.decode()

    def test_it_is_for_secretaries(self, cast, as_user, sami, consultation):
        job = uploaded(sami, consultation, table(row(consultation, "A-1")))
        pages = [reverse("comments:import", args=[consultation.code]), address(job), address(job, "import_notes")]
        edda = as_user(cast.edda)
        assert [edda.get(page).status_code for page in pages] == [403] * 3
        assert [edda.post(address(job, page)).status_code for page in ("import_begin", "import_stop")] == [403] * 2


class TestNoneTwice:
    def test_the_same_file_twice(self, sami, consultation):
        data = table(*[row(consultation, f"A-{number}") for number in range(4)])
        taken(sami, consultation, data)
        assert figures(taken(sami, consultation, data)) == ("done", 4, 0, 4, 0)
        assert Comment.objects.count() == 4

    def test_the_same_words_without_a_number_but_not_in_another_consultation(self, cast, sami, consultation):
        data = table(row(consultation, ""))
        taken(sami, consultation, data)
        assert figures(taken(sami, consultation, data)) == ("done", 1, 0, 1, 0)
        assert figures(taken(sami, opened(cast), data)) == ("done", 1, 1, 0, 0)

    @pytest.mark.parametrize(
        "source", ["regulations\u200b.gov", "Regulations.gov\u00a0", "ｒegulations.gov", "regu\u00adlations.gov"]
    )
    def test_however_the_name_of_the_system_and_the_number_are_dressed(self, sami, consultation, source):
        taken(sami, consultation, table(row(consultation, "A-1 b")))
        job = taken(sami, consultation, table(row(consultation, "A-1\u200b\u2003b")), source=source)
        assert figures(job) == ("done", 1, 0, 1, 0)

    def test_a_number_of_which_nothing_is_seen_is_none(self, sami, consultation):
        rows = [row(consultation, "\u200b", "One."), row(consultation, "\u200b", "Two.")]
        assert figures(taken(sami, consultation, table(*rows))) == ("done", 2, 2, 0, 0)

    def test_a_number_that_comes_again_in_one_file_is_told(self, sami, consultation):
        rows = [
            row(consultation, "A-1"),
            row(consultation, "A-1", "Other words."),
            row(consultation, ""),
            row(consultation, ""),
        ]
        job = taken(sami, consultation, table(*rows))
        assert figures(job) == ("done", 4, 2, 0, 2)
        assert reasons(job) == [(3, "“A-1” is the number of an earlier row."), (5, "It says the same as an earlier row.")]

    @pytest.mark.django_db(transaction=True)
    def test_a_worker_that_was_killed_between_two_pieces_leaves_the_rest_to_the_next(self, sami, consultation):
        data = table(*[row(consultation, f"A-{number}") for number in range(1_200)])
        job = uploaded(sami, consultation, data)
        mapped(sami, job, begin="yes")
        with mock.patch.object(services, "_write", side_effect=[None, OperationalError]), pytest.raises(OperationalError):
            carry_on_import(str(job.key))  # as if the connection had gone in the middle of the second
        job.refresh_from_db()
        assert (job.state, job.done, job.pieces.count()) == ("running", 500, 2)
        carry_on_import(str(job.key))
        job.refresh_from_db()
        assert (job.state, job.done, job.pieces.count()) == ("done", 1_200, 0)

    @pytest.mark.servers
    @pytest.mark.django_db(transaction=True)
    def test_a_process_that_is_killed_at_any_instant_leaves_nothing_half_done(self, sami, consultation):
        job = uploaded(sami, consultation, table(*[row(consultation, f"A-{number}") for number in range(3_000)]))
        mapped(sami, job, begin="yes")
        with worker_of(job) as process:
            while not CommentImport.objects.get().done and process.poll() is None:
                time.sleep(0.05)
            process.kill()
        done = CommentImport.objects.get().done
        assert (done > 0, done % 500, Comment.objects.count()) == (True, 0, done)
        with worker_of(job) as process:
            assert process.wait(120) == 0
        job.refresh_from_db()
        assert figures(job) == ("done", 3_000, 3_000, 0, 0)
        assert Comment.objects.values("own_reference").distinct().count() == Comment.objects.count() == 3_000

    def test_rows_that_another_import_brings_at_the_same_instant_are_found_there(self, sami, consultation):
        """The first look sees nothing of the other, and the database refuses the key; the second sees it."""
        taken(sami, consultation, table(row(consultation, "A-1")))
        job = uploaded(sami, consultation, table(row(consultation, "A-1")))
        mapped(sami, job, begin="yes")
        real, looks = services._parted, []

        def blind_at_first(job, read):
            looks.append(1)
            return (read, [], 0) if len(looks) == 1 else real(job, read)

        with mock.patch.object(services, "_parted", blind_at_first):
            carry_on_import(str(job.key))
        job.refresh_from_db()
        assert (figures(job), len(looks)) == (("done", 1, 0, 1, 0), 2)

    def test_whoever_finds_another_at_it_leaves_it_alone(self, sami, consultation):
        job = uploaded(sami, consultation, table(row(consultation, "A-1")))
        mapped(sami, job, begin="yes")
        with mock.patch("comments.services.imports.turn") as taken_turn:
            taken_turn.return_value.__enter__.return_value = False
            carry_on_import(str(job.key))
        assert Comment.objects.count() == 0

    def test_after_a_minute_others_have_their_turn(self, sami, consultation):
        job = uploaded(sami, consultation, table(*[row(consultation, f"A-{number}") for number in range(600)]))
        mapped(sami, job, begin="yes")
        with mock.patch.object(services, "SECONDS", -1), mock.patch("comments.tasks.hand_over") as again:
            carry_on_import(str(job.key))
        again.assert_called_once_with("comments.carry_on_import", str(job.key))
        job.refresh_from_db()
        assert figures(job) == ("running", 500, 500, 0, 0)

    def test_what_no_worker_is_at_is_handed_over_again(self, sami, consultation, no_worker):
        job = uploaded(sami, consultation, table(row(consultation, "A-1")))
        mapped(sami, job, begin="yes")
        no_worker.reset_mock()
        resume_imports()
        no_worker.assert_not_called()
        CommentImport.objects.update(moved_at=timezone.now() - timedelta(minutes=2))
        resume_imports()
        no_worker.assert_called_once_with("comments.carry_on_import", str(job.key))


class TestStopping:
    def test_it_is_stopped_and_goes_on(self, sami, consultation):
        job = uploaded(sami, consultation, table(*[row(consultation, f"A-{number}") for number in range(600)]))
        mapped(sami, job, begin="yes")
        with mock.patch.object(services, "SECONDS", -1), mock.patch("comments.tasks.hand_over"):
            carry_on_import(str(job.key))
        assert sami.post(address(job, "import_stop")).status_code == 302
        carry_on_import(str(job.key))
        assert "Stopped by Sami." in sami.get(address(job)).content.decode()
        assert Comment.objects.count() == 500
        assert sami.post(address(job, "import_stop")).status_code == 409
        sami.post(address(job, "import_begin"))
        carry_on_import(str(job.key))
        job.refresh_from_db()
        assert figures(job) == ("done", 600, 600, 0, 0)
        assert sami.post(address(job, "import_begin")).status_code == 409
        assert mapped(sami, job).status_code == 409

    @pytest.mark.django_db(transaction=True)
    def test_a_failure_of_ours_stops_it(self, sami, consultation):
        job = uploaded(sami, consultation, table(row(consultation, "A-1")))
        mapped(sami, job, begin="yes")
        with mock.patch.object(services, "_take_over", side_effect=ZeroDivisionError), pytest.raises(ZeroDivisionError):
            carry_on_import(str(job.key))
        assert "Something went wrong on our side." in sami.get(address(job)).content.decode()
        sami.post(address(job, "import_begin"))
        carry_on_import(str(job.key))
        assert Comment.objects.count() == 1

    def test_whoever_is_no_secretary_any_more_takes_nothing_over(self, cast, sami, consultation):
        job = uploaded(sami, consultation, table(row(consultation, "A-1")))
        mapped(sami, job, begin="yes")
        RoleGrant.objects.filter(user=cast.sami, role=Role.SECRETARY).delete()
        carry_on_import(str(job.key))
        job.refresh_from_db()
        assert (job.state, job.answer) == ("stopped", "Sami may not take comments over any more.")

    def test_nothing_comes_in_before_the_opening_or_after_the_answers(self, cast, consultation):
        rows = read_table(table(row(consultation, "A-1")))
        announced = opened(cast, since=timedelta(days=-1))
        with pytest.raises(Refused, match="isn't open yet"):
            keep_import(consultation=announced, table=rows, name="a", by=cast.sami)
        consultation.concluded_at = timezone.now()
        consultation.save()
        with pytest.raises(Refused, match="are published"):
            keep_import(consultation=consultation, table=rows, name="a", by=cast.sami)

    def test_nobody_has_more_than_three_on_their_way(self, cast, sami, consultation):
        jobs = [uploaded(sami, consultation, table(row(consultation, f"A-{number}"))) for number in range(4)]
        answers = [mapped(sami, job, begin="yes") for job in jobs]
        assert [answer.status_code for answer in answers] == [302, 302, 302, 409]
        assert begin_import(job=jobs[0], by=cast.sami).state == ImportState.WAITING  # sent twice, it is begun once

    def test_files_that_nobody_begins_with_are_forgotten_and_notes_in_time(self, sami, consultation):
        job = taken(sami, consultation, table(row(consultation, "A-1", "")))
        uploaded(sami, consultation, table(row(consultation, "A-2")))
        CommentImport.objects.update(created_at="2020-01-01T00:00Z", moved_at="2020-01-01T00:00Z")
        forget_imports()
        assert list(CommentImport.objects.values_list("key", flat=True)) == [job.key]
        assert reasons(job) == []


class TestRows:
    @pytest.mark.parametrize(
        ("said", "reason"),
        [
            ({"Comment": "x" * 10_001}, "A comment has 10,001 characters; the most is 10,000. Split it into several parts."),
            ({"Comment": "a\0b"}, "A comment holds a control character (U+0000) in line 1. Delete it, or type the line again."),
            ({"Received Date": ""}, "It is not said when it was received. Give one time for all rows without."),
            ({"Received Date": "soon"}, "“soon” is no day and no time that we can read. Write it as 2026-03-31 17:00."),
            (
                {"Received Date": "2099-01-01"},
                "It was received on 1 January 2099, 23:59 UTC, which is still to come. Look how its days are written.",
            ),
            ({"First Name": "x" * 121}, "The name has 127 characters; the most is 120. Shorten it."),
        ],
    )
    def test_a_row_that_cannot_stand_is_told_with_its_reason_and_the_others_are_taken(self, sami, consultation, said, reason):
        job = taken(
            sami,
            consultation,
            table(row(consultation, "A-1", **said), row(consultation, "A-2")),
        )
        assert (figures(job), reasons(job)) == (("done", 2, 1, 0, 1), [(2, reason)])

    def test_a_row_at_which_something_unforeseen_happens_stops_no_other(self, sami, consultation, monkeypatch):
        place = Clauses.place
        monkeypatch.setattr(Clauses, "place", lambda clauses, cell: {}[cell] if cell == "9" else place(clauses, cell))
        job = taken(sami, consultation, table(row(consultation, "A-1", Section="9"), row(consultation, "A-2", Section="2")))
        reason = "It can't be read. Look for signs in it that stand in no other row."
        assert (figures(job), reasons(job)) == (("done", 2, 1, 0, 1), [(2, reason)])

    def test_what_is_taken_over_says_so_wherever_it_is_told(self, cast, sami, client, consultation):
        late = (consultation.closes_at - timedelta(days=70)).isoformat()
        taken(sami, consultation, table(row(consultation, "A-1"), row(consultation, "A-2", **{"Received Date": late})))
        for comment in Comment.objects.all():
            publish_comment(comment=comment, by=cast.sami)
        address = reverse("comments:docket", args=[consultation.code])
        told = client.get(f"/api/v1{address}").json()["results"]
        assert [(one["received_by"], one["out_of_time"]) for one in told] == [
            ("regulations.gov", ""),
            ("regulations.gov", "before the consultation opened"),
        ]
        log = client.get(reverse("comments:log", args=[consultation.code])).getvalue().decode("utf-8-sig")
        assert [line[-1].partition(". ")[2] for line in csv.reader(io.StringIO(log))][1:] == [
            "Received by regulations.gov.",
            "Received by regulations.gov, before the consultation opened.",
        ]

    def test_halves_of_characters_in_json_are_told_and_kept_from_the_database(self, sami, consultation):
        at = consultation.opens_at + timedelta(days=1)
        data = json.dumps([{"id": "\ud800", "created_at": at.isoformat(), "comment": "a \udfff b"}])
        job = taken(sami, consultation, data.encode())
        [(_, reason)] = reasons(job)
        assert reason.startswith("A comment holds a control character (U+DFFF)")

    def test_rows_without_a_time_may_be_given_one(self, sami, consultation):
        at = consultation.opens_at + timedelta(days=2)
        job = taken(sami, consultation, table(row(consultation, "A-1", **UNDATED)), undated=f"{at:%Y-%m-%dT%H:%M}")
        assert figures(job) == ("done", 1, 1, 0, 0)
        assert Submission.objects.get().received_at == at.replace(second=0, microsecond=0)

    def test_what_of_a_row_could_not_be_kept_is_told_and_stands_in_its_words(self, sami, consultation):
        number = "A-" + "1" * 60
        job = taken(sami, consultation, table(row(consultation, number, Section="9.9", Country="Atlantis")))
        comment = Comment.objects.get()
        assert comment.text == f"Clause as given: 9.9. Number as given: {number}.\n\nKeys are erased too late."
        assert (comment.clause, comment.own_reference) == (None, "")
        assert reasons(job) == [
            (2, "“Atlantis” is no country that we know."),
            (2, "The text has no clause 9.9: on the whole text."),
        ]
        assert figures(job) == ("done", 1, 1, 0, 0)

    def test_anonymous_ones_only_where_they_are_allowed(self, cast, sami):
        consultation = closed(cast, anonymous_allowed=False)
        job = taken(sami, consultation, table(row(consultation, "A-1", **NOBODY)))
        assert "This consultation takes no anonymous comments." in reasons(job)[0][1]

    def test_html_is_taken_out_where_the_desk_says_so(self, sami, consultation):
        data = table(row(consultation, "A-1", "Erase<br/>keys &amp; <b>locks</b><script>evil()</script>"))
        job = uploaded(sami, consultation, data)
        assert job.mapping["html"]
        mapped(sami, job, begin="yes", html="on")
        carry_on_import(str(job.key))
        assert Comment.objects.get().text == "Erase\nkeys & locks"

    def test_the_rows_left_out_are_a_table_that_can_be_mended_and_uploaded(self, sami, consultation):
        job = taken(sami, consultation, table(row(consultation, "=A-1", "")))
        left_out = sami.get(address(job, "import_notes")).content
        assert left_out.decode("utf-8-sig").splitlines()[0] == ",".join([*HEADINGS, "Row", "Taken over", "Why it is here"])
        again = uploaded(sami, consultation, left_out.replace(b",,no,", b",no,").replace(b",,,,2,no", b",,,Mended.,2,no"))
        mapped(sami, again, begin="yes", source="regulations.gov")
        carry_on_import(str(again.key))
        assert Comment.objects.get().own_reference == "=A-1"


class TestTheMapping:
    @pytest.mark.parametrize(
        ("said", "status", "words"),
        [
            ({"source": " "}, 422, "Say which system received the comments."),
            ({"column-7": ""}, 409, "No column is said to be the comment."),
            ({"column-0": "clause"}, 409, "Two columns are said to be “Clause”."),
            ({"column-0": "nonsense"}, 422, "nonsense is not one of the available choices."),
            ({"undated": "2099-01-01T00:00"}, 409, "The time for rows without one is still to come."),
            ({"zone": "Atlantis"}, 422, "Atlantis is not one of the available choices."),
        ],
    )
    def test_what_cannot_be_read_so_is_said_and_nothing_typed_is_lost(self, sami, consultation, said, status, words):
        job = uploaded(sami, consultation, table(row(consultation, "A-1")))
        answer = mapped(sami, job, begin="yes", **{"column-5": "title"} | said)
        assert (answer.status_code, answer.context["form"]["column-5"].value()) == (status, "title")
        assert words in answer.content.decode()
        assert CommentImport.objects.get().state == ImportState.DRAFT

    def test_a_file_that_is_no_table_is_refused_beside_the_field(self, sami, consultation):
        file = SimpleUploadedFile("x.pdf", b"%PDF-1.7")
        answer = sami.post(reverse("comments:import", args=[consultation.code]), {"file": file})
        assert answer.status_code == 409
        assert answer.context["form"].errors == {
            "file": ["The file is a PDF, which isn't taken. Export it as CSV or JSON, and upload that."]
        }

    def test_once_it_is_begun_it_stays(self, cast, sami, consultation):
        job = uploaded(sami, consultation, table(row(consultation, "A-1")))
        mapped(sami, job, begin="yes")
        with pytest.raises(Refused, match="has begun"):
            map_import(job=job, mapping=mock.Mock())
        stop_import(job=job, by=cast.sami)

    def test_a_comment_that_came_here_is_told_from_one_that_was_taken_over(self, consultation):
        send(consultation)
        assert (Submission.objects.get().source, Entry.objects.filter(act=Act.COMMENT_RECEIVED).count()) == ("", 1)

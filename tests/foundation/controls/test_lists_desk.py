"""The desk's pages about editions: who may import, what an import says, what differs, which is in force."""

import json
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from normsite.foundation.controls.models import ControlList, Correlation, ListImport, ListImportState, Paragraph
from normsite.foundation.controls.reading import read_control_list
from normsite.foundation.controls.resolver import Standing, resolve
from normsite.foundation.controls.services import (
    Edition,
    carry_out_list_import,
    discard_control_list,
    forget_list_imports,
    import_control_list,
    progress_of_list_import,
    put_in_force,
    queue_list_import,
)
from normsite.foundation.errors import Refused
from normsite.foundation.ledger.models import Act
from normsite.foundation.ledger.models import Entry as LedgerEntry
from tests.foundation.controls import texts
from tests.norms.races import race

pytestmark = pytest.mark.django_db

ABOUT = {
    "series": "kites",
    "jurisdiction": "ZZ",
    "name": "Kite list",
    "edition": "2026-01-01",
    "as_of": "2026-01-01",
    "language": "en",
}


def about(edition="2026-01-01", **changed) -> Edition:
    return Edition(
        **{"series": "kites", "jurisdiction": "ZZ", "name": "Kite list", "edition": edition} | changed, as_of=date(2026, 1, 1)
    )


def imported(cast, text=texts.MARKDOWN, edition="2026-01-01", **changed) -> ControlList:
    return import_control_list(data=texts.as_bytes(text), about=about(edition, **changed), by=cast.rhea)


def acts() -> list[tuple[str, str]]:
    return list(LedgerEntry.objects.filter(act__startswith="control_list").order_by("at").values_list("act", "code"))


class TestImporting:
    def test_an_import_keeps_entries_paragraphs_and_what_it_could_not_read(self, cast):
        kept = imported(cast)
        entry = kept.entries.get()
        rows = list(entry.paragraphs.values_list("code", "parent__code", "kind", "depth"))
        assert rows[:6] == [
            ("3A001.a", None, "item", 1),
            ("3A001.a.1", "3A001.a", "item", 2),
            ("3A001.a.2", "3A001.a", "item", 2),
            ("3A001.a.2.a", "3A001.a.2", "item", 3),
            ("3A001.a.2.b", "3A001.a.2", "item", 3),
            ("", "3A001.a", "note", 2),
        ]
        assert kept.report["counts"] == {
            "entries": 1,
            "paragraphs_in_file": 12,
            "paragraphs": 12,
            "codes": 6,
            "problems": 1,
        }
        assert [one["words"] for one in kept.report["troubles"]] == ["A row that lost its code"]
        assert (kept.in_force, kept.hand, kept.imported_by) == (False, "Commerce Control List, JSON with Markdown", cast.rhea)
        assert acts() == [(Act.CONTROL_LIST_IMPORTED, "kites")]

    def test_a_note_whose_mark_is_long_keeps_all_of_it(self, cast):
        mark = "Technical Note to paragraph a.2.a of Note 1 to 3A001.a:"
        text = json.loads(json.dumps(texts.MARKDOWN).replace("*N.B.:*", f"*{mark}*"))
        [note] = imported(cast, text).entries.get().paragraphs.filter(text__contains="See the annex")
        assert (note.kind, note.mark, note.text) == ("technical_note", "", f"{mark} See the annex.")

    def test_progress_is_told_by_entries(self, cast):
        told = []
        data = texts.as_bytes(texts.XML)
        import_control_list(data=data, about=about(), by=cast.rhea, tell=lambda done, total: told.append((done, total)))
        assert told == [(0, 4), (4, 4)]

    def test_an_edition_comes_in_once(self, cast):
        imported(cast)
        with pytest.raises(Refused, match=r"kites has the edition 2026-01-01 already.*2026-01-01-b"):
            imported(cast)
        assert ControlList.objects.count() == 1

    def test_a_series_keeps_its_jurisdiction(self, cast):
        imported(cast)
        with pytest.raises(Refused, match="The editions of kites are of Model jurisdiction"):
            imported(cast, edition="2", jurisdiction="US")

    def test_a_jurisdiction_that_is_none_is_refused(self, cast):
        with pytest.raises(Refused, match="The jurisdiction has 6 characters; the most is 3"):
            imported(cast, jurisdiction="Narnia")
        with pytest.raises(Refused, match="“N1” is no jurisdiction"):
            imported(cast, jurisdiction="N1")

    def test_a_file_that_is_no_list_leaves_nothing(self, cast):
        with pytest.raises(Refused, match="no control list in a shape that is known"):
            imported(cast, text="Dear sirs")
        assert (ControlList.objects.count(), acts()) == (0, [])

    @pytest.mark.parametrize("text", [texts.MARKDOWN, texts.ROWS, texts.PATHS, texts.XML, texts.HTML, texts.CSV])
    def test_what_is_exported_is_imported_to_the_same_list(self, cast, client, text):
        kept = imported(cast, text)
        answer = client.get(reverse("export_control:csv", args=["kites", "2026-01-01"]))
        again = import_control_list(data=b"".join(answer.streaming_content), about=about("again"), by=cast.rhea)
        shown = ("entry__code", "position", "depth", "kind", "mark", "code", "text", "problem", "parent__position")
        first, second = (Paragraph.objects.filter(entry__control_list=one).values_list(*shown) for one in (kept, again))
        assert list(first.order_by("entry__position", "position")) == list(second.order_by("entry__position", "position"))
        heads = ("code", "heading", "facts", "category_name", "group_name", "position")
        assert list(kept.entries.values_list(*heads)) == list(again.entries.values_list(*heads))

    def test_a_cell_that_a_spreadsheet_would_compute_comes_back_as_it_was(self, cast, client):
        kept = imported(cast, texts.CSV.replace("Of paper:", "=1+1"))
        content = client.get(reverse("export_control:csv", args=[kept.series, kept.edition])).getvalue()
        assert b",'=1+1," in content
        assert read_control_list(content).entries[0].paragraphs[0].text == "=1+1"


class TestForce:
    def test_one_edition_of_a_list_is_in_force(self, cast):
        first, second = imported(cast), imported(cast, edition="2026-02-02")
        put_in_force(control_list=first, by=cast.sami)
        put_in_force(control_list=second, by=cast.sami)
        assert list(ControlList.objects.in_force()) == [second]
        assert acts()[2:] == [(Act.CONTROL_LIST_IN_FORCE, "kites")] * 2
        with pytest.raises(Refused, match="is in force already"):
            put_in_force(control_list=second, by=cast.sami)

    def test_an_edition_is_discarded_unless_it_is_in_force(self, cast):
        first, second = imported(cast), imported(cast, edition="2026-02-02")
        put_in_force(control_list=first, by=cast.sami)
        with pytest.raises(Refused, match="is in force"):
            discard_control_list(control_list=first, by=cast.sami)
        discard_control_list(control_list=second, by=cast.sami)
        assert list(ControlList.objects.all()) == [first]
        assert acts()[-1] == (Act.CONTROL_LIST_DISCARDED, "kites")

    def test_an_edition_on_which_something_rests_is_kept(self, cast):
        kept, other = imported(cast), imported(cast, edition="2026-02-02")
        Correlation.objects.create(left_list=kept, left_code="3A001", right_list=other, right_code="3A001")
        with pytest.raises(Refused, match="was used: criteria, correlations or screenings rest on it"):
            discard_control_list(control_list=kept, by=cast.sami)
        assert ControlList.objects.count() == 2

    def test_an_edition_without_entries_is_not_put_in_force(self, cast):
        empty = ControlList.objects.create(
            series="stilts", jurisdiction="ZZ", name="Stilts", edition="1", as_of=date(2026, 1, 1)
        )
        with pytest.raises(Refused, match="has no entries"):
            put_in_force(control_list=empty, by=cast.sami)


class TestResolver:
    def test_a_code_is_known_referred_to_unknown_or_malformed(self, cast):
        kept = imported(cast)
        standings = {
            code: resolve(code, kept).standing for code in ("3a001.A.2.", "3A001", "3B777", "3A999", "5Z999", "3A001.q")
        }
        assert standings == {
            "3a001.A.2.": Standing.KNOWN,
            "3A001": Standing.KNOWN,
            "3B777": Standing.REFERENCED,
            "3A999": Standing.UNKNOWN,
            "5Z999": Standing.MALFORMED,
            "3A001.q": Standing.UNKNOWN,
        }

    def test_what_another_entry_names_is_referred_to(self, cast):
        kept = imported(cast, texts.XML)
        kept.entries.filter(code="3D001").update(heading="Programs for the kites of 3B777.a")
        found = resolve("3B777", kept)
        assert (found.standing, found.named_in) == (Standing.REFERENCED, ("3A001", "3D001"))
        assert found.sentence == "3B777 is not on Kite list, 2026-01-01; 3A001 and 1 more only refer to it."

    def test_an_unknown_paragraph_of_a_doubtful_entry_proves_nothing(self, cast):
        kept = imported(cast, texts.PATHS)
        assert resolve("5A002.b.3", kept).doubt
        assert resolve("5A002.b.1", kept).doubt
        assert not resolve("5A002.c.3", imported(cast, texts.HTML, edition="2")).doubt

    def test_entries_without_paragraphs_in_a_partial_edition_are_doubtful(self, cast):
        found = resolve("9A012.a", imported(cast, texts.ROWS))
        assert (found.standing, found.doubt) == (Standing.UNKNOWN, True)
        assert (
            found.sentence
            == "9A012 is an entry of Kite list, 2026-01-01, but this edition was imported without its paragraphs."
        )


class TestWorker:
    def waiting(self, cast, **changed) -> ListImport:
        job = queue_list_import(data=texts.as_bytes(texts.XML), name="kites.xml", about=about(), by=cast.rhea)
        ListImport.objects.update(**changed)
        return job

    def test_what_a_worker_has_taken_no_other_takes(self, cast):
        job = self.waiting(cast, state=ListImportState.READING, claimed_at=timezone.now())
        carry_out_list_import(str(job.key))
        assert not ControlList.objects.exists()

    def test_what_a_dead_worker_had_taken_is_taken_anew(self, cast):
        job = self.waiting(cast, state=ListImportState.READING, claimed_at=timezone.now() - timedelta(minutes=7))
        carry_out_list_import(str(job.key))
        assert ControlList.objects.count() == 1
        carry_out_list_import(str(job.key))
        assert ControlList.objects.count() == 1

    def test_an_import_that_nobody_takes_is_handed_over_once_more(self, cast, monkeypatch):
        handed = []
        monkeypatch.setattr("normsite.foundation.controls.services.jobs.hand_over", lambda *told: handed.append(told))
        job = self.waiting(cast, created_at=timezone.now() - timedelta(minutes=2))
        job.refresh_from_db()
        for _ in range(2):
            assert progress_of_list_import(job) == "Waiting for its turn"
        assert handed == [("controls.carry_out_import", str(job.key))]

    def test_whoever_may_not_import_any_more_imports_nothing(self, cast):
        job = self.waiting(cast)
        cast.rhea.grants.all().delete()
        carry_out_list_import(str(job.key))
        job.refresh_from_db()
        assert (job.state, job.answer) == (
            ListImportState.REFUSED,
            "Whoever sent this may not import control lists any more.",
        )

    def test_what_breaks_is_told_to_whoever_waits(self, cast, monkeypatch):
        job = self.waiting(cast)
        monkeypatch.setattr("normsite.foundation.controls.services.jobs.import_control_list", lambda **_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            carry_out_list_import(str(job.key))
        job.refresh_from_db()
        assert job.answer == "Something went wrong on our side. Send it again."

    def test_imports_are_forgotten_after_three_days(self, cast):
        self.waiting(cast, created_at=timezone.now() - timedelta(days=2))
        forget_list_imports()
        assert ListImport.objects.count() == 1
        ListImport.objects.update(created_at=timezone.now() - timedelta(days=4))
        forget_list_imports()
        assert ListImport.objects.count() == 0


class TestDesk:
    def send(self, client, **changed):
        file = SimpleUploadedFile("kites.xml", changed.pop("data", texts.as_bytes(texts.XML)))
        return client.post(reverse("controls:list_import"), {**ABOUT, "file": file, **changed})

    def test_a_file_goes_to_the_worker_and_becomes_an_edition(self, cast, as_user):
        client = as_user(cast.sami)
        answer = self.send(client)
        job = ListImport.objects.get()
        assert answer.url == reverse("controls:list_job", args=[job.key])
        assert "Waiting for its turn" in client.get(answer.url).content.decode()
        assert client.get(answer.url, headers={"Accept": "application/json"}).json() == {
            "is_over": False,
            "words": "Waiting for its turn",
        }
        carry_out_list_import(str(job.key))
        job.refresh_from_db()
        assert (job.state, bytes(job.file)) == (ListImportState.DONE, b"")
        assert client.get(answer.url).url == reverse("controls:desk_edition", args=["kites", "2026-01-01"])
        page = client.get(client.get(answer.url).url).content.decode()
        assert "Words before any entry." in page

    def test_a_file_that_is_none_is_told_on_the_page_of_its_import(self, cast, as_user):
        client = as_user(cast.rhea)
        answer = self.send(client, data=b"Dear sirs")
        carry_out_list_import(str(ListImport.objects.get().key))
        page = client.get(answer.url)
        assert (page.status_code, "no control list in a shape" in page.content.decode()) == (409, True)

    def test_an_edition_that_is_there_is_refused_at_once(self, cast, as_user):
        imported(cast)
        answer = self.send(as_user(cast.ada))
        assert (answer.status_code, ListImport.objects.count()) == (409, 0)

    def test_three_imports_of_one_person_may_wait(self, cast):
        for number in range(3):
            queue_list_import(data=b"", name="a", about=about(str(number)), by=cast.rhea)
        with pytest.raises(Refused, match="3 imports of yours are still on their way"):
            queue_list_import(data=b"", name="a", about=about("4"), by=cast.rhea)

    @pytest.mark.parametrize("who", ["edda", "piet", "april", "olu"])
    def test_others_look_and_change_nothing(self, cast, as_user, who):
        kept, client = imported(cast), as_user(getattr(cast, who))
        place = [kept.series, kept.edition]
        assert client.get(reverse("controls:desk_edition", args=place)).status_code == 200
        assert self.send(client).status_code == 403
        for act in ("force_edition", "discard_edition"):
            assert client.post(reverse(f"controls:{act}", args=place)).status_code == 403
        kept.refresh_from_db()
        assert not kept.in_force

    def test_nobody_else_sees_an_import(self, cast, as_user):
        job = queue_list_import(data=b"", name="a", about=about(), by=cast.rhea)
        assert as_user(cast.sami).get(reverse("controls:list_job", args=[job.key])).status_code == 404

    def test_an_edition_is_put_in_force_and_discarded_by_a_button(self, cast, as_user):
        kept, client = imported(cast), as_user(cast.rhea)
        place = [kept.series, kept.edition]
        client.post(reverse("controls:force_edition", args=place))
        kept.refresh_from_db()
        assert kept.in_force
        assert client.post(reverse("controls:discard_edition", args=place)).status_code == 409
        ControlList.objects.update(in_force=False)
        client.post(reverse("controls:discard_edition", args=place))
        assert not ControlList.objects.exists()

    def test_the_pages_ask_the_same_for_one_edition_and_for_three(self, cast, as_user, django_assert_num_queries):
        imported(cast)
        client = as_user(cast.olu)
        with django_assert_num_queries(7) as asked:
            client.get(reverse("controls:desk_lists"))
        imported(cast, edition="2")
        imported(cast, edition="3")
        with django_assert_num_queries(len(asked)):
            client.get(reverse("controls:desk_lists"))


@pytest.mark.django_db(transaction=True)
def test_of_two_who_import_the_same_edition_at_once_the_second_is_told(cast):
    told = race(lambda: imported(cast), lambda: imported(cast))

    assert sorted(type(one).__name__ for one in told) == ["ControlList", "Refused"]
    assert "has the edition 2026-01-01 already" in next(str(one) for one in told if isinstance(one, Refused))


def test_the_command_takes_a_list_in(cast, tmp_path, capsys):
    file = tmp_path / "kites.xml"
    file.write_text(texts.XML)
    call_command("import_control_list", str(file), series="kites", edition="2026-03-04", jurisdiction="ZZ", in_force=True)
    kept = ControlList.objects.get()
    assert (kept.in_force, kept.as_of, kept.entries.count()) == (True, date(2026, 3, 4), 4)
    assert "4 entries" in capsys.readouterr().out

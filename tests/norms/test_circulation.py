"""The desk's pages about who reads a restricted text, and what everybody else meets."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from norms.models import LegalHold, NamedReader, Restriction, Revision, SanctionsCheck, SanctionsList, Viewing
from norms.services import ReaderFacts, name_reader, note_viewing, restrict_revision, upload_sanctions_list
from tests import scenes

WORDS = "It pulses at 3 kHz."


@pytest.fixture
def draft(cast):
    return scenes.drafted(cast)


@pytest.fixture
def restricted(cast, draft):
    upload_sanctions_list(issuer="House", as_of=date(2026, 11, 1), content=b"name\nViktor Malvo\n", by=cast.sami)
    restrict_revision(revision=draft, reason="It says too much.", by=cast.sami)
    draft.refresh_from_db()
    return draft


def at(name, revision, *more):
    return reverse(f"norms:{name}", args=[revision.norm.code, revision.number, *more])


def named(cast, restricted, person=None):
    facts = ReaderFacts(person or cast.rosa, "DE", "DE", "Aerolith GmbH")
    return name_reader(revision=restricted, facts=facts, by=cast.sami)


def viewings():
    return list(Viewing.objects.order_by("pk").values_list("person__name", "method", "page"))


# --- what others meet ------------------------------------------------------------------------------------------------


def test_staff_who_are_not_named_are_told_that_it_is_restricted_and_by_whose_decision_it_opens(cast, restricted, as_user):
    for person in (cast.ada, cast.edda, cast.rhea, cast.olu):
        answer = as_user(person).get(restricted.get_absolute_url())
        assert answer.status_code == 403
        told = " ".join(answer.text.split())
        assert f"Revision 1 of {restricted.norm.code} is restricted to named readers." in told
        assert "It opens by decision of \u2068Sami\u2069." in told or "It opens by decision of Sami." in told
        assert all(clause.title not in told for clause in restricted.clauses.all())
    assert viewings() == []


def test_whoever_is_not_staff_meets_what_was_never_there(cast, restricted, as_user, client):
    assert [one.get(restricted.get_absolute_url()).status_code for one in (client, as_user(cast.nils))] == [404, 404]


@pytest.mark.parametrize("name", ["norms:draft", "pages:freeze", "norms:dialect", "norms:start"])
def test_the_desk_pages_of_a_restricted_draft_are_shut_for_its_editor(cast, restricted, as_user, name):
    assert as_user(cast.edda).get(reverse(name, args=[restricted.norm.code])).status_code == 403


def test_every_clause_page_is_shut_alike_whether_the_clause_is_there_or_not(cast, restricted, as_user):
    addresses = [reverse("norms:clause", args=[restricted.norm.code, anchor]) for anchor in ("keys", "never-there")]
    pages = [as_user(cast.edda).get(address) for address in addresses]
    assert [page.status_code for page in pages] == [403, 403]


def test_the_desk_of_the_norm_says_only_that_it_is_restricted(cast, draft, as_user):
    Revision.objects.filter(pk=draft.pk).update(label="Laser draft", note="Until the authority answers.")
    restrict_revision(revision=Revision.objects.get(pk=draft.pk), reason="It says too much.", by=cast.sami)
    pages = {
        person.name: as_user(person).get(reverse("norms:desk", args=[draft.norm.code])).text
        for person in (cast.edda, cast.sami)
    }
    told = {name: ["Laser draft" in page, "Until the authority" in page, "Restricted" in page] for name, page in pages.items()}
    assert told == {"Edda": [False, False, True], "Sami": [True, True, True]}


def test_lists_name_a_restricted_text_by_its_number_for_everybody(cast, draft, as_user):
    Revision.objects.filter(pk=draft.pk).update(label="Laser draft")
    restrict_revision(revision=Revision.objects.get(pk=draft.pk), reason="It says too much.", by=cast.sami)
    for person in (cast.edda, cast.sami):
        page = as_user(person).get(reverse("norms:desk_list")).text
        assert ("Laser draft" in page, "Revision 1" in page) == (False, True)
    assert viewings() == []


def test_the_task_list_of_an_editor_leaves_a_restricted_draft_out(cast, restricted, as_user):
    assert "Go on drafting" not in as_user(cast.edda).get(reverse("pages:dashboard")).text
    assert "Go on drafting" in as_user(cast.sami).get(reverse("pages:dashboard")).text


# --- what a named reader meets ---------------------------------------------------------------------------------------


def test_each_view_is_noted_with_person_page_and_time_and_bears_both(cast, restricted, as_user):
    address = restricted.get_absolute_url()
    page = as_user(cast.sami).get(address)
    viewing = Viewing.objects.get()
    assert viewings() == [("Sami", "GET", address)]
    assert page.text.count(f"{viewing.at:%Y-%m-%d %H:%M:%S} UTC") > 5
    assert page.headers["Cache-Control"] == "private, no-store"


def test_a_named_reader_without_a_role_reads_the_text_and_not_the_desk(cast, restricted, as_user):
    named(cast, restricted)
    rosa = as_user(cast.rosa)
    assert rosa.get(restricted.get_absolute_url()).status_code == 200
    assert rosa.get(reverse("norms:draft", args=[restricted.norm.code])).status_code == 403
    assert viewings() == [("Rosa", "GET", restricted.get_absolute_url())]


def test_a_request_that_shows_two_pieces_of_it_is_one_view(cast, restricted, as_user):
    as_user(cast.sami).get(reverse("norms:clause", args=[restricted.norm.code, "keys"]))
    assert len(viewings()) == 1


def test_a_text_that_is_not_restricted_leaves_no_note_of_its_views(cast, draft, as_user):
    edda = as_user(cast.edda)
    edda.get(draft.get_absolute_url())
    with CaptureQueriesContext(
        connection,
    ) as asked:
        edda.get(draft.get_absolute_url())
    assert [one["sql"] for one in asked if "norms_viewing" in one["sql"]] == []


# --- the page of the circulation -------------------------------------------------------------------------------------


def test_who_sees_the_page_of_the_circulation(cast, restricted, as_user):
    told = {
        person.name: as_user(person).get(at("circulation", restricted)).status_code
        for person in (cast.ada, cast.sami, cast.edda, cast.rhea, cast.piet, cast.april, cast.olu)
    }
    assert told == {"Ada": 200, "Sami": 200, "Edda": 403, "Rhea": 403, "Piet": 403, "April": 403, "Olu": 403}


def test_the_page_shows_readers_and_views_and_no_word_of_the_text(cast, restricted, as_user):
    named(cast, restricted)
    note_viewing(revision=restricted, person=cast.rosa, method="GET", page="/norms/N-1/r1/")
    page = as_user(cast.ada).get(at("circulation", restricted)).text
    assert ["It says too much." in page, "Rosa" in page, "/norms/N-1/r1/" in page, "No match" in page] == [True] * 4
    assert [clause.title for clause in restricted.clauses.all() if clause.title in page] == []
    assert viewings() == [("Rosa", "GET", "/norms/N-1/r1/")]


def test_a_secretary_restricts_a_draft_and_lifts_that_with_reasons(cast, draft, as_user):
    sami = as_user(cast.sami)
    assert sami.post(at("restrict", draft), {"reason": ""}).status_code == 422
    assert sami.post(at("restrict", draft), {"reason": "It says too much."}).status_code == 302
    assert sami.post(at("restrict", draft), {"reason": "Again."}).status_code == 409
    assert sami.post(at("lift_restriction", draft), {"reason": "Cleared."}).status_code == 302
    assert list(Restriction.objects.values_list("reason", "lift_reason")) == [("It says too much.", "Cleared.")]


def test_neither_editors_nor_other_secretaries_lift_it(cast, restricted, as_user):
    for person in (cast.edda, cast.ada, cast.rhea):
        assert as_user(person).post(at("lift_restriction", restricted), {"reason": "Open it."}).status_code == 403
    assert Revision.objects.get(pk=restricted.pk).is_restricted


def typed(**changed):
    facts = {"person": "rosa@people.example", "nationality": "DE", "location": "DE", "employer": "Aerolith", "grounds": ""}
    return facts | changed


def test_a_reader_is_named_and_ended_by_forms(cast, restricted, as_user):
    sami = as_user(cast.sami)
    assert sami.post(at("name_reader", restricted), typed(person="who@people.example")).status_code == 422
    assert sami.post(at("name_reader", restricted), typed(person="sami@people.example")).status_code == 302
    assert sami.post(at("name_reader", restricted), typed()).status_code == 302
    reader = NamedReader.objects.get(person=cast.rosa)
    assert reader.may_read
    assert sami.get(at("name_reader", restricted) + f"?reader={reader.pk}").context["form"]["employer"].value() == "Aerolith"
    assert sami.post(at("end_reader", restricted, reader.pk), {"reason": "Left."}).status_code == 302
    assert sami.post(at("end_reader", restricted, reader.pk), {"reason": "Left."}).status_code == 409


def test_an_administrator_names_readers_only_where_nobody_else_is_left_who_may(cast, restricted, as_user):
    ada = as_user(cast.ada)
    assert ada.post(at("name_reader", restricted), typed()).status_code == 403
    named(cast, restricted)
    NamedReader.objects.filter(person=cast.sami).update(standing="barred")
    assert ada.post(at("name_reader", restricted), typed(person="edda@people.example")).status_code == 302
    assert ada.post(at("name_reader", restricted), typed(person="ada@people.example")).status_code == 409


def test_a_possible_match_waits_for_a_decision_with_a_reason(cast, restricted, as_user):
    cast.rosa.name = "Malvo, Viktor"
    cast.rosa.save()
    named(cast, restricted)
    check = SanctionsCheck.objects.get(reader__person=cast.rosa)
    ada, address = as_user(cast.ada), at("decide_match", restricted, check.pk)
    assert "Viktor Malvo" in ada.get(address).text
    assert ada.post(address, {"decision": "another", "reason": ""}).status_code == 422
    assert as_user(cast.rosa).get(restricted.get_absolute_url()).status_code == 404
    assert ada.post(address, {"decision": "another", "reason": "Born later."}).status_code == 302
    assert ada.post(address, {"decision": "the_same", "reason": "Or not."}).status_code == 409
    assert as_user(cast.rosa).get(restricted.get_absolute_url()).status_code == 200


def test_a_legal_hold_is_set_and_lifted_with_reasons(cast, restricted, as_user):
    ada = as_user(cast.ada)
    assert ada.post(at("hold", restricted), {"reason": "The authority asks."}).status_code == 302
    assert ada.post(at("hold", restricted), {"reason": "Again."}).status_code == 409
    held = LegalHold.objects.get()
    assert "A legal hold stands" in ada.get(at("circulation", restricted)).text
    assert ada.post(at("lift_hold", restricted, held.pk), {"reason": "Answered."}).status_code == 302
    assert LegalHold.objects.get().lifted_by == cast.ada


def test_the_log_says_who_saw_what_page_by_page(cast, restricted, as_user):
    for number in range(60):
        note_viewing(revision=restricted, person=cast.sami, method="GET", page=f"/norms/N-1/r1/{number}/")
    pages = [as_user(cast.ada).get(at("viewings", restricted), {"page": number}).text for number in (1, 2)]
    assert [page.count("/norms/N-1/r1/") for page in pages] == [50, 10]


def test_the_pages_of_the_circulation_ask_the_database_as_often_for_many_readers_as_for_one(cast, restricted, as_user):
    ada = as_user(cast.ada)
    ada.get(at("circulation", restricted))
    with CaptureQueriesContext(connection) as few:
        ada.get(at("circulation", restricted))
    for person in (cast.rosa, cast.nils, cast.edda):
        named(cast, restricted, person)
        note_viewing(revision=restricted, person=person, method="GET", page="/norms/N-1/r1/")
    with CaptureQueriesContext(connection) as many:
        ada.get(at("circulation", restricted))
    assert len(many) == len(few)


# --- sanctions lists -------------------------------------------------------------------------------------------------


def upload(client, content=b"name\nVex\n", **changed):
    file = SimpleUploadedFile("list.csv", content)
    return client.post(reverse("norms:sanctions"), {"issuer": "House", "as_of": "2026-11-02", "file": file} | changed)


def test_a_sanctions_list_is_uploaded_by_those_who_may(cast, restricted, as_user):
    assert upload(as_user(cast.edda)).status_code == 403
    assert upload(as_user(cast.sami), b"colour\nred\n").status_code == 409
    assert upload(as_user(cast.sami)).status_code == 302
    assert list(SanctionsList.objects.in_force().values_list("issuer", "number", "as_of")) == [("House", 1, date(2026, 11, 2))]


def test_an_operator_takes_in_a_large_list_by_a_command(cast, tmp_path, capsys):
    file = tmp_path / "list.csv"
    file.write_text("name\nVex\n")
    call_command("import_sanctions_list", str(file), issuer="House", as_of=date(2026, 11, 1), by="sami@people.example")
    assert "House, 2026-11-01 is in force: 1 entries" in capsys.readouterr().out
    with pytest.raises(CommandError, match="Nobody who may take in sanctions lists"):
        call_command("import_sanctions_list", str(file), issuer="House", as_of=date(2026, 11, 1), by="edda@people.example")

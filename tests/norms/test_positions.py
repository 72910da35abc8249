"""Positions of national bodies: who writes them, what is refused, what stays, and that a draft is nobody else's."""

from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from norms.models import CarveOut, Position
from norms.rules import bodies_of
from norms.services import (
    EditConflict,
    add_carve_out,
    add_carve_outs,
    change_carve_out,
    change_position,
    discard_position,
    draft_position,
    freeze_revision,
    publish_position,
    release_revision,
    remove_carve_out,
    start_revision,
)
from normsite.foundation.accounts.models import Membership, Organisation
from normsite.foundation.errors import Refused
from normsite.foundation.ledger.models import Act, Entry
from normsite.foundation.notices.models import Event
from tests import scenes
from tests.norms.scenes import clause, draft, text
from tests.windows import stay, told

BASIS = {"reason": "Alarms are silent there.", "legal_basis": "Silence Act § 3", "source": "https://law.example/silence"}
DAYS: dict[str, Any] = {"starts_on": date(2026, 1, 1), "ends_on": date(2026, 12, 31)}


@pytest.fixture
def public(frozen, cast):
    return release_revision(revision=frozen, at=timezone.now(), by=cast.april)


@pytest.fixture
def body(cast):
    """The national body for which Nils speaks."""
    made = Organisation.objects.create(name="Nordland Standard", kind="national_body", country="NO")
    Membership.objects.create(user=cast.nils, organisation=made)
    return made


@pytest.fixture
def position(public, body, cast):
    return draft_position(norm=public.norm, body=body, by=cast.nils)


def carve(position, cast, **facts):
    found = clause(position.norm, "alarms")
    return add_carve_out(position=position, by=cast.nils, **({"clause": found} | BASIS | DAYS | facts))


def state(position, cast, adoption="mod", **words):
    words = {"designation": "", "statement": ""} | words
    return change_position(position=position, version=position.version, adoption=adoption, by=cast.nils, **words)


def test_members_of_national_bodies_speak_for_them_and_staff_for_none(cast, body):
    Membership.objects.create(user=cast.sami, organisation=body)
    assert list(bodies_of(cast.nils)) == [body]
    assert [list(bodies_of(one)) for one in (cast.rosa, cast.sami)] == [[], []]


def test_a_position_is_about_a_text_that_anybody_may_read(cast, norm, body):
    with pytest.raises(Refused, match="No text of this norm is public yet"):
        draft_position(norm=norm, body=body, by=cast.nils)


def test_there_is_one_draft_at_a_time(cast, public, body, position):
    assert draft_position(norm=public.norm, body=body, by=cast.nils) == position
    assert (position.jurisdiction, position.number, position.adoption) == ("NO", 1, "idt")


def test_a_published_position_is_in_the_ledger_and_stays_as_it_is(cast, position):
    state(position, cast)
    out = carve(position, cast)
    published = publish_position(position=position, by=cast.nils)
    entry = Entry.objects.get(act=Act.POSITION_PUBLISHED)
    assert entry.code == position.norm.code
    for fact in ('"jurisdiction":"NO"', '"adoption":"mod"', '"number":"1"', '"digest":"'):
        assert fact in entry.leaf
    assert "Nordland" not in entry.leaf
    for act in (
        lambda: state(published, cast, "idt"),
        lambda: carve(published, cast, legal_basis="Another"),
        lambda: change_carve_out(carve_out=out, by=cast.nils, clause=out.clause, **BASIS, **DAYS),
        lambda: remove_carve_out(carve_out=out, by=cast.nils),
        lambda: discard_position(position=published, by=cast.nils),
        lambda: publish_position(position=published, by=cast.nils),
    ):
        with pytest.raises(Refused, match="published, so it stays as it is"):
            act()


def test_followers_of_the_norm_are_told_of_each_version_and_of_no_draft(cast, public, body, position):
    told = Event.objects.filter(kind="position_published")
    state(position, cast)
    carve(position, cast)
    assert told.count() == 0
    publish_position(position=position, by=cast.nils)
    event = told.get()
    assert (event.path, event.facts["country"], event.facts["carve_outs"]) == (position.get_absolute_url(), "Norway", 1)
    assert f"norm:{public.norm.code}" in event.targets
    publish_position(position=draft_position(norm=public.norm, body=body, by=cast.nils), by=cast.nils)
    assert told.count() == 2


def test_the_next_version_begins_from_the_last_and_the_last_goes_on_standing(cast, public, body, position):
    state(position, cast, designation="NX 1")
    carve(position, cast)
    publish_position(position=position, by=cast.nils)
    following = draft_position(norm=public.norm, body=body, by=cast.nils)
    assert (following.number, following.adoption, following.designation) == (2, "mod", "NX 1")
    assert [(one.clause.anchor, one.legal_basis) for one in following.carve_outs.all()] == [("alarms", "Silence Act § 3")]
    assert list(Position.objects.current()) == [position]
    remove_carve_out(carve_out=following.carve_outs.get(), by=cast.nils)
    publish_position(position=state(following, cast, "neq", statement="Another norm is in force."), by=cast.nils)
    assert [one.number for one in Position.objects.current()] == [2]
    assert [one.number for one in Position.objects.public()] == [2, 1]
    assert position.carve_outs.count() == 1


def test_carve_outs_are_led_to_the_clauses_of_the_newest_text_that_has_them(cast, public, body, position):
    state(position, cast)
    carve(position, cast)
    publish_position(position=position, by=cast.nils)
    second = start_revision(revision=public, by=cast.edda)
    second.clauses.get(anchor="alarms").delete()
    second = freeze_revision(revision=draft(public.norm), by=cast.edda)
    release_revision(revision=second, at=timezone.now(), by=cast.april)
    following = draft_position(norm=public.norm, body=body, by=cast.nils)
    assert (following.revision, following.carve_outs.count()) == (second, 0)


@pytest.mark.parametrize(
    ("adoption", "carved", "why"),
    [
        ("idt", True, "An identical adoption has no carve-outs"),
        ("mod", False, "Nothing says what is modified"),
        ("neq", False, "Nothing says why"),
        ("not", False, "Nothing says why"),
    ],
)
def test_a_position_that_contradicts_itself_is_not_published(cast, position, adoption, carved, why):
    state(position, cast, adoption)
    if carved:
        carve(position, cast)
    with pytest.raises(Refused, match=why):
        publish_position(position=position, by=cast.nils)
    assert Position.objects.public().count() == 0


def test_what_no_carve_out_can_be_is_refused(cast, position, norm):
    carve(position, cast)
    for facts, why in (
        ({}, "has a carve-out on this legal basis from that day already"),
        ({"legal_basis": "B", "ends_on": date(2025, 12, 31)}, "end before it begins"),
        ({"legal_basis": "B", "source": "ftp://law.example"}, "The address of the legal basis leads nowhere"),
        ({"legal_basis": "B", "reason": " "}, "says nothing that can be seen"),
    ):
        with pytest.raises(Refused, match=why):
            carve(position, cast, **facts)
    other = start_revision(revision=position.revision, by=cast.edda)
    with pytest.raises(Refused, match="of another text"):
        carve(position, cast, legal_basis="B", clause=other.clauses.get(anchor="alarms"))
    assert CarveOut.objects.count() == 1


def test_a_carve_out_stands_from_its_first_to_its_last_day(cast, position):
    out = carve(position, cast)
    days = [date(2025, 12, 31), date(2026, 1, 1), date(2026, 12, 31), date(2027, 1, 1)]
    assert [out.stands_on(day) for day in days] == [False, True, True, False]
    assert [CarveOut.objects.on(day).count() for day in days] == [0, 1, 1, 0]


def test_the_later_of_two_colleagues_is_told(cast, position):
    state(position, cast, "neq")
    with pytest.raises(EditConflict, match="A colleague has changed"):
        change_position(position=position, version=1, adoption="not", designation="", statement="", by=cast.nils)


# The pages of the body


def at(name, position, *more):
    return reverse(f"norms:{name}", args=[position.body_id, position.norm.code, *more])


def test_a_body_states_its_position_from_beginning_to_end(cast, as_user, public, body):
    nils, page = as_user(cast.nils), reverse("norms:position", args=[body.pk, public.norm.code])
    assert public.norm.title in text(nils.get(reverse("norms:positions")))
    assert "State a position" in text(nils.get(page))
    nils.post(f"{page}begin/")
    assert "Only people of <bdi>Nordland Standard</bdi> see it" in text(nils.get(page))
    nils.post(page, {"adoption": "mod", "designation": "NX 1", "statement": "With care.", "version": "1"})
    assert "Nothing says what is modified" in text(nils.get(page))
    sent = BASIS | {"clause": "alarms", "starts_on": "2026-01-01", "ends_on": ""}
    assert nils.post(f"{page}carve-outs/new/", sent).status_code == 302
    assert nils.post(f"{page}carve-outs/new/", sent).status_code == 409
    out = CarveOut.objects.get()
    nils.post(f"{page}carve-outs/{out.pk}/", sent | {"ends_on": "2026-06-30"})
    assert CarveOut.objects.get().ends_on == date(2026, 6, 30)
    answer = nils.post(f"{page}publish/", {"seen": nils.get(page).context["seen"]}, follow=True)
    assert "Version 1: Modified (MOD)" in text(answer)
    assert [one.designation for one in Position.objects.current()] == ["NX 1"]
    nils.post(f"{page}begin/")
    nils.post(f"{page}carve-outs/{CarveOut.objects.latest('pk').pk}/remove/")
    assert CarveOut.objects.count() == 1
    nils.post(f"{page}discard/")
    assert Position.objects.count() == 1


def test_whoever_publishes_reads_what_it_will_say_and_chooses_a_clause_for_each_carve_out(cast, as_user, position):
    change_position(position=position, version=position.version, adoption="mod", designation="", statement="", by=cast.nils)
    carve(position, cast)
    nils = as_user(cast.nils)
    page = " ".join(text(nils.get(at("position", position))).split())
    assert "It says: <strong>Modified (MOD)</strong>, with 1 carve-out. Everybody can read it then" in page
    assert nils.get(at("carve_out_new", position)).context["form"]["clause"].field.choices[0] == ("", "Choose")
    answer = nils.post(at("carve_out_new", position), {"reason": "Silent there."})
    assert answer.context["form"].errors["clause"] == ["Say which clause."]


def test_what_a_colleague_has_changed_since_it_was_read_is_not_published(cast, as_user, position):
    nils = as_user(cast.nils)
    state(position, cast, "mod")
    carve(position, cast)
    seen = nils.get(at("position", position)).context["seen"]
    carve(position, cast, legal_basis="Noise Act § 1")
    answer = nils.post(at("position_publish", position), {"seen": seen}, follow=True)
    assert "The draft was changed while you were reading it." in answer.content.decode()
    assert list(Position.objects.drafts()) == [position]
    nils.post(at("position_publish", position), {"seen": answer.context["seen"]})
    assert list(Position.objects.drafts()) == []


def test_a_draft_is_nobody_elses(cast, as_user, position):
    out = carve(position, cast)
    pages = [at("position", position), at("carve_out_new", position), at("carve_out", position, out.pk)]
    for person in (cast.rosa, cast.ada, cast.sami):
        assert [as_user(person).get(page).status_code for page in pages] == [404, 404, 404]
        for name in ("position_publish", "position_discard"):
            assert as_user(person).post(at(name, position)).status_code == 404
    assert list(Position.objects.drafts()) == [position]


def test_a_table_is_taken_in_row_by_row_and_bad_rows_are_told_with_their_number(cast, as_user, position):
    number = clause(position.norm, "alarms").number
    rows = [
        "Clause,reason,legal_basis,source,from,until",
        f"{number},Silent there.,Silence Act,https://law.example/1,2026-01-01,",
        "alarms,Silent there.,Silence Act,https://law.example/1,2026-01-01,",
        "nowhere,Silent.,Act,https://law.example/1,2026-01-01,",
        "",
        "alarms,Silent.,Other Act,ftp:nonsense,tomorrow,",
        "alarms,Silent.,Third Act,https://law.example/1,01/02/2026,",
    ]
    file = SimpleUploadedFile("carve-outs.csv", "\r\n".join(rows).encode("utf-8-sig"))
    answer = as_user(cast.nils).post(at("carve_outs_import", position), {"file": file})
    assert (answer.status_code, answer.context["taken"]) == (200, 1)
    assert [number for number, _ in answer.context["bad"]] == [3, 4, 6, 7]
    why = dict(answer.context["bad"])
    assert "has a carve-out on this legal basis" in why[3]
    assert why[4] == "clause: The text has no such clause."
    day = "from: Write the day as 2026-11-30."
    assert why[6] == f"source: Give an address that starts with https:// or http://. {day}"
    assert why[7] == day
    assert [(one.clause.anchor, one.legal_basis) for one in position.carve_outs.all()] == [("alarms", "Silence Act")]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"reason,from\n", "The first row has no column clause, legal_basis, source."),
        (b"\xff\xfe\x00", "This is no CSV file in UTF-8."),
        (b'clause,reason,legal_basis,source,from\n"open', "This is no CSV file in UTF-8."),
        (b"clause,reason,legal_basis,source,from\n" + b"a\n" * 2_001, "more than 2,000 rows"),
    ],
)
def test_a_file_that_is_no_such_table_is_refused_whole(cast, as_user, position, content, why):
    answer = as_user(cast.nils).post(at("carve_outs_import", position), {"file": SimpleUploadedFile("a.csv", content)})
    assert answer.status_code == 422
    assert why in text(answer)


def test_whoever_speaks_for_no_body_is_told_so(cast, as_user):
    assert "You speak for no national body" in text(as_user(cast.rosa).get(reverse("norms:positions")))


def test_the_list_asks_as_often_for_three_norms_as_for_one(cast, as_user, position, django_assert_num_queries):
    nils = as_user(cast.nils)
    with django_assert_num_queries(8):
        nils.get(reverse("norms:positions"))
    for title in ("Second modules", "Third modules"):
        other = release_revision(revision=scenes.frozen(cast, title), at=timezone.now(), by=cast.april)
        draft_position(norm=other.norm, body=position.body, by=cast.nils)
    with django_assert_num_queries(8):
        nils.get(reverse("norms:positions"))


def test_the_page_of_a_draft_asks_as_often_for_three_carve_outs_as_for_one(cast, as_user, position, django_assert_num_queries):
    nils = as_user(cast.nils)
    carve(position, cast)
    with django_assert_num_queries(10):
        nils.get(at("position", position))
    for law in ("B", "C"):
        carve(position, cast, legal_basis=law)
    with django_assert_num_queries(10):
        nils.get(at("position", position))


def test_a_carve_out_that_a_colleague_took_out_meanwhile_is_not_corrected(position, cast):
    known = carve(position, cast)
    remove_carve_out(carve_out=known, by=cast.nils)
    with pytest.raises(Refused, match="A colleague has taken this carve-out out"):
        change_carve_out(carve_out=known, by=cast.nils, clause=clause(position.norm, "alarms"), **BASIS, **DAYS)


def test_a_table_costs_two_statements_for_each_row_and_goes_no_further_than_a_position_may(position, cast, monkeypatch):
    monkeypatch.setattr("norms.services.positions.MOST_CARVE_OUTS", 3)
    found = clause(position.norm, "alarms")
    rows = [(number, {"clause": found, **BASIS, **DAYS, "legal_basis": f"Act {number}"}) for number in range(2, 7)]

    def statements(taken):
        with CaptureQueriesContext(connection) as asked:
            refusals = add_carve_outs(position=position, rows=taken, by=cast.nils)
        return len(asked), [number for number, _ in refusals]

    one, three = statements(rows[:1]), statements(rows[1:4])
    assert (three[0] - one[0], one[1], three[1]) == (2, [], [5])


def test_a_table_for_a_draft_that_was_published_meanwhile_is_refused_whole(position, cast):
    state(position, cast, "idt")
    publish_position(position=position, by=cast.nils)
    with pytest.raises(Refused, match="is published, so it stays"):
        add_carve_outs(position=position, rows=[(2, {"clause": clause(position.norm, "alarms")} | BASIS | DAYS)], by=cast.nils)


def test_what_a_colleague_alone_has_changed_in_the_draft_stays(position, body, cast, as_user):
    page = reverse("norms:position", args=[body.pk, position.norm.code])
    theirs, mine = {"designation": "NX 1", "statement": "Theirs."}, {"adoption": "mod", "statement": "Mine."}
    late = stay(as_user(cast.nils), page, theirs, mine)
    assert told(late) == (["What it is called there"], [("In the body's own words", "Theirs.", "Mine.")])

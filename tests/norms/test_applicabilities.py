"""Whom a norm binds and in which cases: named at the desk, renamed, and removed while nothing hangs on it."""

import json

import pytest

from norms.models import Applicability
from norms.services import EditConflict, add_applicability, remove_applicability, rename_applicability
from normsite.foundation.errors import Refused
from normsite.foundation.ledger.models import Act, Entry
from tests.riskreviews.scenes import assessment_of, draft_text, release, safeguard_in, scenario_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def norm(cast):
    return draft_text(cast).norm


@pytest.fixture
def workshops(cast, norm):
    return add_applicability(norm=norm, kind="addressee", name=" Workshops that print ", by=cast.sami)


def place(norm, rest=""):
    return f"/desk/norms/{norm.code}/applicability/{rest}"


def test_from_the_facts_of_a_norm_one_says_whom_it_binds(as_user, cast, norm):
    sami = as_user(cast.sami)
    assert place(norm) in sami.get(f"/desk/norms/{norm.code}/").text
    assert sami.post(place(norm), {"kind": "case", "name": "Parts of class 3"}).url == place(norm)
    made = Applicability.objects.get()
    assert (made.kind, made.name) == ("case", "Parts of class 3")
    assert "Parts of class 3" in sami.get(place(norm)).text
    assert sami.post(place(norm, f"{made.pk}/"), {"name": "Class 3", "was": made.name}).url == place(norm)
    assert Applicability.objects.get().name == "Class 3"
    assert sami.post(place(norm, f"{made.pk}/remove/")).url == place(norm)
    assert sami.post(place(norm, f"{made.pk}/remove/")).url == place(norm)
    assert not Applicability.objects.exists()


def test_only_who_may_change_the_facts_does_so(as_user, cast, norm, workshops):
    for person in (cast.rhea, cast.edda, cast.olu):
        answers = [as_user(person).post(place(norm, rest)) for rest in ("", f"{workshops.pk}/", f"{workshops.pk}/remove/")]
        assert [one.status_code for one in answers] == [403, 403, 403]
    assert Applicability.objects.get() == workshops


def test_the_same_name_stands_once_and_what_was_typed_stays(as_user, cast, norm, workshops):
    again = as_user(cast.sami).post(place(norm), {"kind": "addressee", "name": "workshops that PRINT"})
    assert (again.status_code, "is named already" in again.text) == (409, True)
    assert 'value="workshops that PRINT"' in again.text
    nothing = as_user(cast.sami).post(place(norm), {"kind": "addressee", "name": " "})
    assert nothing.context["form"].errors == {"name": ["Give it a name."]}
    buyers = add_applicability(norm=norm, kind="addressee", name="Buyers", by=cast.sami)
    with pytest.raises(Refused, match="“Workshops that print” is named already"):
        rename_applicability(applicability=buyers, was="Buyers", name="Workshops that print", by=cast.sami)
    case = add_applicability(norm=norm, kind="case", name="Workshops that print", by=cast.sami)
    assert list(norm.applicabilities.all()) == [workshops, buyers, case]


def test_each_change_is_on_record_without_a_name_that_a_draft_may_have(cast, norm, workshops):
    rename_applicability(applicability=workshops, was=workshops.name, name="Print shops", by=cast.sami)
    remove_applicability(applicability=Applicability.objects.get(), by=cast.sami)
    entries = Entry.objects.filter(act=Act.APPLICABILITY_CHANGED, code=norm.code).order_by("pk")
    assert [json.loads(one.leaf)["public"] for one in entries] == [{"kind": "addressee"}] * 3


def test_who_reads_them_all_reads_twelve_at_most(cast, norm):
    for number in range(12):
        add_applicability(norm=norm, kind="case", name=f"Parts of class {number}", by=cast.sami)
    with pytest.raises(Refused, match="There are 12 already"):
        add_applicability(norm=norm, kind="case", name="Parts of class 12", by=cast.sami)


def test_the_slower_of_two_who_rename_it_is_told(as_user, cast, norm, workshops):
    rename_applicability(applicability=workshops, was="Workshops that print", name="Print shops", by=cast.sami)
    with pytest.raises(EditConflict, match="renamed"):
        rename_applicability(applicability=workshops, was="Workshops that print", name="Printers", by=cast.sami)
    late = as_user(cast.sami).post(place(norm, f"{workshops.pk}/"), {"name": "Printers", "was": "Workshops that print"})
    assert (late.status_code, 'value="Print shops"' in late.text, 'value="Printers"' in late.text) == (409, True, True)


def test_who_renames_what_was_removed_meanwhile_is_told_and_keeps_what_was_typed(as_user, cast, norm, workshops):
    sami, there = as_user(cast.sami), place(norm, f"{workshops.pk}/")
    remove_applicability(applicability=workshops, by=cast.sami)
    late = sami.post(there, {"name": "Printers", "was": "Workshops that print"})
    assert (late.status_code, 'value="Printers"' in late.text) == (409, True)
    assert "It was removed while you were writing." in late.text
    assert sami.get(there).status_code == 404
    with pytest.raises(Refused, match="It was removed while you were writing"):
        rename_applicability(applicability=workshops, was="", name="Printers", by=cast.sami)


def test_what_another_norm_names_is_not_found_here(as_user, cast, norm):
    other = draft_text(cast, title="Door locks").norm
    buyers = add_applicability(norm=other, kind="addressee", name="Buyers", by=cast.sami)
    sami = as_user(cast.sami)
    answers = [
        sami.post(place(norm, f"{buyers.pk}/remove/")),
        sami.post(place(norm, f"{buyers.pk}/"), {"name": "Sellers", "was": "Buyers"}),
        sami.get(place(norm, f"{buyers.pk}/")),
    ]
    assert [one.status_code for one in answers] == [404, 404, 404]
    assert [one.name for one in Applicability.objects.all()] == ["Buyers"]


@pytest.mark.parametrize("name", ["Work\u200bshops that print", "Workshops  that\u00ad print", "WORKSHOPS\u2060 that print"])
def test_a_name_that_reads_the_same_is_the_same(cast, norm, workshops, name):
    with pytest.raises(Refused, match="is named already"):
        add_applicability(norm=norm, kind="addressee", name=name, by=cast.sami)


def test_it_stays_while_a_safeguard_names_it(as_user, cast, norm, workshops):
    assessment = assessment_of(norm.revisions.get(), cast)
    safeguard_in(assessment, [scenario_in(assessment, cast)], cast, applies_to=[workshops])
    with pytest.raises(Refused, match="is chosen for 1 safeguard"):
        remove_applicability(applicability=workshops, by=cast.sami)
    page = as_user(cast.sami).post(place(norm, f"{workshops.pk}/remove/"))
    assert (page.status_code, "is chosen for 1 safeguard." in page.text) == (409, True)
    assert Applicability.objects.get() == workshops


def test_what_only_a_draft_names_is_no_business_of_the_public(client, cast, norm, workshops):
    revision = norm.revisions.get()
    assessment = assessment_of(revision, cast)
    safeguard_in(assessment, [scenario_in(assessment, cast)], cast, applies_to=[workshops])
    release(revision, cast)
    asked = client.post("/applies/questions/", {"payer": "small", "norms": norm.code})
    programs = client.get(f"/api/v1/norms/{norm.code}/safeguards/")
    pages = [asked, programs, client.get(norm.get_absolute_url()), client.get(revision.get_absolute_url())]
    assert [(page.status_code, "Workshops that print" in page.text) for page in pages] == [(200, False)] * 4
    assert client.get(assessment.get_absolute_url()).status_code == 404

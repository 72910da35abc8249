"""Does this apply to me? The questions, what they come to, and that nothing of it is kept."""

import re
from dataclasses import replace
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from norms.models import Norm
from norms.services import add_applicability
from normsite.foundation.changes.models import Change
from normsite.foundation.controls.models import ControlList, Entry, Paragraph
from normsite.foundation.controls.services import confirm_criterion, write_criterion
from normsite.foundation.controls.text.criteria import Group
from normsite.foundation.controls.text.thresholds import Comparator, Condition
from normsite.foundation.throttle import Limit
from normsite.portal.applies import views
from normsite.portal.applies.hints import may_ask_whether_it_applies
from riskreviews.models import Assessment
from riskreviews.services import add_safeguard
from tests.portal.withheld.scenes import withheld
from tests.riskreviews.scenes import (
    COSTS,
    JUSTIFICATION,
    asked,
    assessment_of,
    draft_text,
    judged,
    release,
    safeguard_in,
    scenario_in,
)
from tests.riskreviews.screenings import edition_of

pytestmark = pytest.mark.django_db
KEPT_BY_A_PROCESS = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "applies"}
WHO, RESULT = "/applies/questions/", "/applies/result/"


def words(response) -> str:
    return " ".join(unescape(re.sub(r"<svg.*?</svg>|<[^>]+>", " ", response.text, flags=re.S)).split())


@pytest.fixture
def norm(cast):
    """A public norm with three safeguards: one of T3 where a list is touched, one of T2 for all modules, one of T0."""
    revision = draft_text(cast)
    assessment = assessment_of(revision, cast)
    scenario = scenario_in(assessment, cast)
    provision = revision.norm.provisions.get()
    safeguard_in(assessment, [scenario], cast, title="Test by a laboratory", provision=provision)
    safeguard_in(assessment, [scenario], cast, title="Tests by the maker", reach="limited", tier="")
    low = {**JUSTIFICATION, "alternatives": (), "costs": (), "reach": "open", "tier": "T0", "departure": "It is free."}
    add_safeguard(assessment=assessment, scenarios=[scenario], by=cast.rhea, title="Advice", description="Read it.", **low)
    judged(asked(assessment, cast), "agree", "", cast)
    release(revision, cast)
    return revision.norm


@pytest.fixture
def criterion(cast):
    """Modules that keep keys of more than 56 bits; in force only now, when nothing is to be cleared."""
    edition = edition_of(in_force=False)
    entry = Entry.objects.get(control_list=edition, code="5A002")
    Paragraph.objects.create(
        entry=entry, position=1, mark="a.", code="5A002.a", text="Modules having a key longer than 56 bit."
    )
    group = Group("all", (Condition("key length", Comparator.GREATER, 56, "bit"),))
    made = write_criterion(
        control_list=edition, code="5A002.a", group=group, subjects=["modules that keep keys"], effect="refer", by=cast.rhea
    )
    made = confirm_criterion(criterion=made, reason="It says so.", by=cast.sami)
    ControlList.objects.update(in_force=True)
    return made


def who(norm, payer="small"):
    return {"payer": payer, "norms": norm.code}


def test_from_who_to_what_it_costs(client, norm, criterion):
    begin = client.get("/applies/")
    assert "Key storage" in words(begin)

    questions = client.post(WHO, who(norm))
    assert "Modules that keep keys." in words(questions)
    assert "Modules that keep keys with a key length of more than 56 bit: is that so of yours?" in words(questions)
    assert "5A002.a, Model list" in words(questions)

    answers = {f"scope_{norm.code}": "yes", f"criterion_{criterion.code}": "yes"}
    page = words(client.post(RESULT, who(norm) | answers))
    assert "For: a small firm, with fewer than 250 people." in page
    assert (
        "Safeguards that apply 3 The strictest tier T3 Cost in all, once: EUR of 2026 16,000 to 30,000 costs of 2 of 3 are"
        in page
    )
    assert "Next: Ask an independent laboratory for an offer" in page
    assert "The module shall erase its keys." in page
    assert "Because it binds everybody and a control list names what is yours. 8,000 to 15,000 EUR, once" in page
    assert "For 1 of them no cost is recorded" in page
    assert "2 Keys No requirement puts it into words. It answers a risk of this clause. Because it binds everybody." in page


@pytest.mark.parametrize(
    ("payer", "cost"),
    [("large", "16,000 to 24,000"), ("university", "Cost in all, once: EUR of 2026 0 costs of 2 of 3 are recorded Next")],
)
def test_what_it_costs_is_told_for_who_asks(client, norm, criterion, payer, cost):
    answers = {f"scope_{norm.code}": "yes", f"criterion_{criterion.code}": "yes"}
    assert cost in words(client.post(RESULT, who(norm, payer) | answers))


def test_what_only_listed_things_need_is_spared_whom_no_list_names(client, norm, criterion):
    answers = {f"scope_{norm.code}": "yes", f"criterion_{criterion.code}": "no"}
    page = words(client.post(RESULT, who(norm) | answers))
    assert "Safeguards that apply 2 The strictest tier T2 Cost in all, once: EUR of 2026 8,000 to 15,000" in page
    assert "Not for you Test by a laboratory (T3): nothing you named meets a control list. Read the text" in page
    assert "Next: Plan the tests of T2" in page


def test_who_is_not_sure_is_told_what_would_apply(client, norm, criterion):
    answers = {f"scope_{norm.code}": "unsure", f"criterion_{criterion.code}": "unsure"}
    page = words(client.post(RESULT, who(norm) | answers))
    assert "Safeguards that apply or may apply 3" in page
    assert "Because it binds everybody, if a control list names what is yours and its scope is about what you do." in page
    assert "Cost in all, once, if all of it applies: EUR of 2026 16,000 to 30,000" in page
    assert "Next: Find out what you weren't sure of. Only if it is so: Ask an independent laboratory for an offer" in page
    assert page.count("Find out what you weren't sure of.") == 1
    assert "T2 Extra testing Likewise only if it is so: Plan the tests of T2" in page


@pytest.mark.parametrize(("stage", "says"), [("40.20", True), ("60.60", False)])
def test_a_draft_is_said_to_be_none_that_is_in_force(client, norm, criterion, stage, says):
    Norm.objects.filter(pk=norm.pk).update(stage=stage)
    answers = {f"scope_{norm.code}": "yes", f"criterion_{criterion.code}": "no"}
    assert ("Not in force. This is a draft (stage 40.20, enquiry:" in words(client.post(RESULT, who(norm) | answers))) == says


def test_outside_of_its_scope_nothing_applies(client, norm, criterion):
    answers = {f"scope_{norm.code}": "no", f"criterion_{criterion.code}": "no"}
    page = words(client.post(RESULT, who(norm) | answers))
    assert "none of its clauses apply" in page
    assert "Nothing is to be done because of this norm." in page
    assert "T3" not in page.split("What applies to you")[-1]


@pytest.fixture
def parted(cast):
    """A norm for makers and workshops, of modules of two levels; buyers are named, and no public safeguard binds them."""
    revision = draft_text(cast, "Parts")
    named = {}
    for kind, name in [
        ("addressee", "Makers of printers"),
        ("addressee", "Workshops that print for others"),
        ("addressee", "Buyers"),
        ("case", "Parts of class 3"),
    ]:
        named[name] = add_applicability(norm=revision.norm, kind=kind, name=name, by=cast.sami)
    makers, workshops, _buyers, third = named.values()
    assessment = assessment_of(revision, cast)
    scenario, provision = scenario_in(assessment, cast), revision.norm.provisions.get()
    yearly = [replace(one, frequency="yearly") for one in COSTS]
    both = [*COSTS, *(replace(one, low=0, high=900, frequency="yearly") for one in COSTS)]
    also = {"reach": "limited", "tier": "", "costs": yearly}
    safeguard_in(assessment, [scenario], cast, title="Sealed printers", applies_to=[makers], provision=provision)
    safeguard_in(assessment, [scenario], cast, title="A second person", applies_to=[workshops, third], **also)
    safeguard_in(assessment, [scenario], cast, title="Licence", applies_to=[workshops], tier="T4", costs=both)
    judged(asked(assessment, cast), "agree", "", cast)
    release(revision, cast)
    return revision.norm, named


def choices(norm, **chosen):
    """The answers of somebody within the scope whom no list names, but for what is chosen."""
    given = {"scope": "yes", "addressees": [], "cases": []} | chosen
    return who(norm) | {"listed": given.pop("listed", "no")} | {f"{key}_{norm.code}": one for key, one in given.items()}


def test_only_those_whom_a_public_safeguard_binds_are_asked_about(client, cast, parted, norm):
    page = words(client.post(WHO, who(parted[0])))
    assert "Which of these are you? Choose all that fit. Makers of printers Workshops that print for others None of" in page
    assert "Which of these do you have to do with? Choose all that fit. Parts of class 3 None of these I'm not sure" in page
    assert "Buyers" not in page
    assert "Which of these" not in words(client.post(WHO, who(norm)))


def test_what_binds_others_is_not_counted(client, parted):
    norm, named = parted
    workshop, third = named["Workshops that print for others"].pk, named["Parts of class 3"].pk
    page = words(client.post(RESULT, choices(norm, addressees=[workshop], cases=[third])))
    assert "Safeguards that apply 1 The strictest tier T2 Cost in all, each year: EUR of 2026 8,000 to 15,000" in page
    assert "Because you are among “Workshops that print for others” and you have to do with “Parts of" in page
    assert "Sealed printers (T3): it binds “Makers of printers”; nothing you named meets a control list. Licence" in page


def test_in_other_cases_a_safeguard_does_not_hold(client, parted):
    norm, named = parted
    chosen = choices(norm, addressees=[named["Workshops that print for others"].pk], cases=["none"])
    page = words(client.post(RESULT, chosen))
    assert "Safeguards that apply 0" in page
    assert "Next: None of its safeguards binds you, by your answers." in page
    assert "A second person (T2): it is about “Parts of class 3”." in page


def test_what_comes_once_is_never_added_to_what_comes_each_year_and_the_strictest_tier_stands_first(client, parted):
    norm, named = parted
    both = [named["Makers of printers"].pk, named["Workshops that print for others"].pk]
    page = words(client.post(RESULT, choices(norm, addressees=both, cases=[named["Parts of class 3"].pk], listed="yes")))
    once = "Cost in all, once: EUR of 2026 16,000 to 30,000"
    assert f"Safeguards that apply 3 The strictest tier T4 {once} Cost in all, each year: EUR of 2026 8,000 to 15,900" in page
    assert "8,000 to 15,000 EUR, once 0 to 900 EUR, each year One test, and help with it." in page
    places = [
        page.index(tier) for tier in ("T4 Licence-linked Clause", "T3 Third-party assessment Ask", "T2 Extra testing Plan")
    ]
    assert places == sorted(places)


def test_who_does_not_know_what_they_are_finds_out_first(client, parted):
    page = words(client.post(RESULT, choices(parted[0], addressees=["unsure"], cases=["unsure"])))
    assert "Safeguards that apply or may apply 1" in page
    assert "If you are among “Workshops that print for others” and you have to do with “Parts of class 3”." in page
    assert "Next: Find out what you weren't sure of. Only if it is so: Plan the tests of T2" in page


def test_who_one_is_has_to_be_said_within_the_scope_alone_and_without_contradiction(client, parted):
    norm, named = parted
    fields = [f"addressees_{norm.code}", f"cases_{norm.code}"]
    silent = client.post(RESULT, choices(norm))
    assert (silent.status_code, list(silent.context["form"].errors)) == (422, fields)
    makers = named["Makers of printers"].pk
    torn = client.post(RESULT, choices(norm, addressees=[makers, "none"], cases=[999]))
    assert torn.context["form"].errors == {fields[1]: ["Choose among these."], fields[0]: [torn_apart()]}
    assert re.search(rf'name="{fields[0]}" value="{makers}"[^>]*checked', torn.text)
    assert "none of its clauses apply" in words(client.post(RESULT, choices(norm, scope="no")))


def test_outside_of_every_scope_nothing_else_has_to_be_said(client, parted):
    norm, named = parted
    makers = named["Makers of printers"].pk
    outside = who(norm) | {f"scope_{norm.code}": "no"}
    assert "none of its clauses apply" in words(client.post(RESULT, outside))
    torn = client.post(RESULT, outside | {f"addressees_{norm.code}": [makers, "none"]})
    assert (torn.status_code, "none of its clauses apply" in words(torn)) == (200, True)


@pytest.mark.parametrize("scope", ["yes", "unsure"])
def test_within_a_scope_the_figures_are_asked_for(client, norm, criterion, scope):
    silent = client.post(RESULT, who(norm) | {f"scope_{norm.code}": scope})
    key = f"criterion_{criterion.code}"
    assert (silent.status_code, silent.context["form"].errors) == (422, {key: ["Answer this, or say that you're not sure."]})


def torn_apart():
    return "Choose “None of these” alone, or what fits."


def test_programs_read_whom_each_safeguard_binds_and_how_often_it_costs(client, parted):
    told = client.get(f"/api/v1/norms/{parted[0].code}/safeguards/").json()
    assert [(one["title"], one["addressees"], one["cases"]) for one in told] == [
        ("Sealed printers", ["Makers of printers"], []),
        ("A second person", ["Workshops that print for others"], ["Parts of class 3"]),
        ("Licence", ["Workshops that print for others"], []),
    ]
    assert [[(cost["frequency"], cost["high"]) for cost in one["costs"] if cost["payer"] == "small"] for one in told] == [
        [("once", 15_000)],
        [("yearly", 15_000)],
        [("once", 15_000), ("yearly", 900)],
    ]


def test_programs_read_nothing_of_what_no_peer_has_agreed_to(client, cast):
    revision = draft_text(cast, "Unread")
    assessment = assessment_of(revision, cast)
    safeguard_in(assessment, [scenario_in(assessment, cast)], cast, title="Unread measure")
    assert client.get(f"/api/v1/norms/{revision.norm.code}/safeguards/").status_code == 404
    release(revision, cast)
    assert client.get(f"/api/v1/norms/{revision.norm.code}/safeguards/").json() == []


def test_a_criterion_whose_value_is_withheld_asks_nothing(client, cast, norm, criterion):
    withheld("criterion", criterion.code, by=cast.april)
    page = words(client.post(WHO, who(norm)))
    assert ("56" in page, "named in a control list" in page) == (False, True)


def test_without_a_criterion_one_general_question_is_asked(client, norm):
    page = words(client.post(WHO, who(norm)))
    assert "Is anything that you make, supply or study named in a control list" in page
    result = words(client.post(RESULT, who(norm) | {f"scope_{norm.code}": "yes", "listed": "no"}))
    assert "Safeguards that apply 2" in result


def test_nothing_is_kept_and_no_answer_stands_in_an_address(norm, criterion):
    client = Client(enforce_csrf_checks=True)
    answers = {f"scope_{norm.code}": "yes", f"criterion_{criterion.code}": "yes"}
    counted = {model: model.objects.count() for model in (Assessment, ControlList)}
    with CaptureQueriesContext(connection) as captured:
        pages = [client.get("/applies/"), client.post(WHO, who(norm)), client.post(RESULT, who(norm) | answers)]
    assert [page.status_code for page in pages] == [200, 200, 200]
    assert not client.cookies
    assert [one["sql"] for one in captured if not one["sql"].startswith(("SELECT", "DECLARE", "SAVEPOINT", "RELEASE"))] == []
    for page in pages[1:]:
        assert "no-store" in page.headers["Cache-Control"]
    for page in pages:
        assert re.findall(r'<form[^>]*method="get"[^>]*applies', page.text) == []
        assert "csrfmiddlewaretoken" not in page.text
    assert {model: model.objects.count() for model in counted} == counted
    assert [client.get(address).headers["Location"] for address in (WHO, RESULT)] == ["/applies/", "/applies/"]


def test_what_is_missing_is_said_beside_its_question_and_what_was_answered_stays(client, norm, criterion):
    nobody = client.post(WHO, {"payer": "", "norms": ""})
    assert (nobody.status_code, sorted(nobody.context["form"].errors)) == (422, ["norms", "payer"])
    assert client.post(WHO, {"payer": "small", "norms": "N-999"}).status_code == 422
    half = client.post(RESULT, who(norm) | {f"scope_{norm.code}": "yes"})
    assert (half.status_code, list(half.context["form"].errors)) == (422, [f"criterion_{criterion.code}"])
    assert re.search(rf'name="scope_{norm.code}" value="yes"[^>]*checked', half.text)
    assert f'name="norms" value="{norm.code}"' in half.text


def test_drafts_and_assessments_that_no_peer_has_agreed_to_are_nobodys_business(client, cast, norm, criterion):
    hidden = draft_text(cast, "Hidden norm")
    assert "Hidden norm" not in words(client.get("/applies/"))
    assert client.post(WHO, who(hidden.norm)).status_code == 422
    ControlList.objects.update(in_force=False)
    release_freely(hidden, cast)
    assessment = assessment_of(hidden, cast, "Not agreed to")
    safeguard_in(assessment, [scenario_in(assessment, cast)], cast, title="Unread measure")
    answers = {f"scope_{hidden.norm.code}": "yes", f"criterion_{criterion.code}": "yes", "listed": "yes"}
    page = words(client.post(RESULT, who(hidden.norm) | answers))
    assert "Unread measure" not in page
    assert "no safeguard is recorded for this text" in page


def test_it_asks_the_database_as_often_for_three_norms_as_for_one(client, cast, norm, criterion):
    def cost(*codes):
        answers = {f"scope_{code}": "yes" for code in codes} | {f"criterion_{criterion.code}": "yes", "listed": "yes"}
        with CaptureQueriesContext(connection) as captured:
            assert client.post(RESULT, {"payer": "small", "norms": codes, **answers}).status_code == 200
        return len(captured)

    cost(norm.code)
    one = cost(norm.code)
    others = []
    for title in ("Alarms", "Seals"):
        revision = draft_text(cast, title)
        assessment = assessment_of(revision, cast, title)
        safeguard_in(assessment, [scenario_in(assessment, cast)], cast)
        others.append(revision.norm.code)
        judged(asked_freely(assessment, cast), "agree", "", cast)
        release_freely(revision, cast)
    assert cost(norm.code, *others) == one


def asked_freely(assessment, cast):
    """Nothing is screened by a list in force meanwhile."""
    ControlList.objects.update(in_force=False)
    return asked(assessment, cast)


def release_freely(revision, cast):
    release(revision, cast)
    ControlList.objects.update(in_force=True)


def test_so_many_norms_are_asked_about_at_a_time_and_the_choice_stays(client, norm):
    codes = [norm.code, *(f"N-{number}" for number in range(900, 920))]
    for address in (WHO, RESULT):
        page = client.post(address, {"payer": "large", "norms": codes})
        assert (page.status_code, page.context["form"].errors["norms"]) == (
            422,
            ["Choose at most 20 norms, then ask again about the others."],
        )
        assert re.search(rf'name="norms" value="{norm.code}"[^>]*checked', page.text)


def test_many_from_one_network_wait_some_seconds_and_lose_no_answer(client, norm, criterion, monkeypatch):
    monkeypatch.setattr(views, "A_NETWORK_ASKS", Limit("applies-few", most=2, seconds=20))
    answers = {f"scope_{norm.code}": "yes", f"criterion_{criterion.code}": "unsure"}
    sent = who(norm) | answers
    assert [client.post(address, sent).status_code for address in (WHO, RESULT)] == [200, 200]
    for address in (WHO, RESULT):
        page = client.post(address, sent)
        assert (page.status_code, page.headers["Retry-After"]) == (429, "10")
        assert dict(re.findall(r'name="(\w+|[\w-]+)" value="([^"]*)"', page.text)) == sent
        assert ("no-store" in page.headers["Cache-Control"], f'action="{address}"' in page.text) == (True, True)
    assert client.get("/applies/").status_code == 200
    assert not client.cookies


def test_texts_and_criteria_are_read_once_until_the_record_changes(client, norm, criterion, settings):
    settings.CACHES = {**settings.CACHES, "parts": KEPT_BY_A_PROCESS}
    answers = {f"scope_{norm.code}": "yes", f"criterion_{criterion.code}": "yes"}

    def read():
        """Whether texts were read, and the page."""
        with CaptureQueriesContext(connection) as captured:
            page = client.post(RESULT, who(norm) | answers)
        assert page.status_code == 200
        return any('FROM "norms_clause"' in one["sql"] and '"words"' in one["sql"] for one in captured), page.content

    first, again = read(), read()
    assert (first[0], again[0]) == (True, False)
    assert first[1] == again[1]
    Change.objects.create(topic="record", transaction=1)
    assert read() == first


@pytest.mark.parametrize(
    "said",
    [
        "3D printing",
        "3d printer",
        "ECCN",
        "1B001",
        "1b001.a",
        "drone",
        "does this apply to us",
        "small firm",
        "what does it cost",
    ],
)
def test_who_searches_for_what_they_make_is_led_there(client, db, said):
    assert may_ask_whether_it_applies(said)
    page = client.get("/search/", {"q": said}).text
    assert 'href="/applies/">Does this apply to me?' in page


@pytest.mark.parametrize("said", ["erase keys", "N-1", "", "fibre", "C-2026-00001"])
def test_others_are_not(client, db, said):
    assert not may_ask_whether_it_applies(said)
    assert 'href="/applies/"' not in client.get("/search/", {"q": said}).text.split("<main")[1].split("</main>")[0]


def test_the_front_page_leads_there(client, db):
    assert 'href="/applies/">Does this apply to me?' in client.get("/").text

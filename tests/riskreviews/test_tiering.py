"""The table of tiers: each cell, what can be no table, how a safeguard gets its tier, and what another table would move."""

import json

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from normsite.foundation.errors import Refused
from normsite.foundation.ledger.models import Entry
from riskreviews import queries, services
from riskreviews.models import Safeguard, TierTable
from riskreviews.tiering import FIRST, FIRST_REASON, KEYS, cells, changed, faults, read
from tests.riskreviews.scenes import FACTS, JUDGED, agreed, asked, assessment_of, draft_text, safeguard_in, scenario_in

pytestmark = pytest.mark.django_db

# As printed on the page, from very low to very high risk.
PRINTED = {
    ("high", "listed"): "T0 T1 T2 T4 T4",
    ("medium", "listed"): "T0 T1 T2 T3 T4",
    ("low", "listed"): "T0 T1 T2 T3 T3",
    ("high", "limited"): "T0 T1 T2 T3 T4",
    ("medium", "limited"): "T0 T1 T2 T3 T3",
    ("low", "limited"): "T0 T1 T1 T2 T3",
    ("high", "open"): "T0 T0 T1 T2 T3",
    ("medium", "open"): "T0 T0 T1 T2 T2",
    ("low", "open"): "T0 T0 T1 T1 T2",
}


@pytest.fixture
def assessment(cast):
    return assessment_of(draft_text(cast), cast)


def another(cast, **rows):
    """A second table, in force from now on."""
    return services.change_tier_table(version=1, rows={**FIRST, **rows}, reason="Licences find nobody there.", by=cast.ada)


def test_all_45_cells_are_those_that_were_decided():
    names = {"high": "H", "medium": "M", "low": "L"}
    decided = {
        f"{names[governability]}-{reach}-{risk}": tier
        for (governability, reach), row in PRINTED.items()
        for risk, tier in zip(("VL", "L", "M", "H", "VH"), row.split(), strict=True)
    }
    assert {cell.address: cell.tier for cell in cells(FIRST)} == decided
    assert len(decided) == 45
    assert faults(FIRST) == []


@pytest.mark.parametrize("codes", [("X", "L", "open"), ("H", "X", "open"), ("H", "L", ""), ("", "L", "open")])
def test_what_is_on_no_scale_is_in_no_cell(codes):
    assert read(FIRST, *codes) is None
    assert TierTable(version=1, rows=dict(FIRST)).read(*codes) is None


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        (
            {"L-open": "T0 T0 T1 T0 T2"},
            "In the row governability low, reach open knowledge the tier falls while the risk rises.",
        ),
        ({"L-open": "T0 T0 T1 T1 T4"}, "At governability low and risk very high the tier falls while the reach widens."),
        ({"L-open": "T0 T0 T1 T1"}, "A table has nine rows with five tiers each, from T0 to T4."),
        ({"L-open": "T0 T0 T1 T1 T5"}, "A table has nine rows with five tiers each, from T0 to T4."),
        ({"X-open": "T0 T0 T1 T1 T2"}, "A table has nine rows with five tiers each, from T0 to T4."),
    ],
)
def test_a_table_whose_tiers_fall_or_lack_is_none(rows, sentence):
    assert faults({**FIRST, **rows}) == [sentence]


def test_the_first_table_is_there_with_its_reason_and_the_database_lets_nobody_change_it():
    table = TierTable.objects.in_force()
    assert (table.version, table.typed_rows, table.reason, table.made_by) == (1, FIRST, FIRST_REASON, None)
    for statement in ("UPDATE riskreviews_tiertable SET version = 2", "DELETE FROM riskreviews_tiertable"):
        with pytest.raises(DatabaseError, match="never changes"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_a_safeguard_has_the_tier_of_the_table_and_says_why(assessment, cast):
    safeguard = safeguard_in(assessment, [scenario_in(assessment, cast)], cast, tier="")

    assert (safeguard.tier, safeguard.tier_table, safeguard.departure) == ("T3", TierTable.objects.get(), "")
    assert safeguard.tier_sentence == (
        "Risk high without safeguards, governability low, reach listed: T3 by table 1, cell L-listed-H."
    )


def test_the_highest_risk_of_its_scenarios_decides(assessment, cast):
    low = scenario_in(assessment, cast, initiation="L", adverse="L", impact="L")
    high = scenario_in(assessment, cast)
    alone = safeguard_in(assessment, [low], cast, tier="", title="Against the low one")
    both = safeguard_in(assessment, [low, high], cast, tier="", title="Against both")
    assert [(one.risk, one.tier) for one in (alone, both)] == [("L", "T1"), ("H", "T3")]


def test_a_scenario_that_is_not_judged_yet_decides_nothing(assessment, cast):
    unjudged = services.add_scenario(assessment=assessment, by=cast.rhea, title="Not thought through", description="Yet.")
    alone = safeguard_in(assessment, [unjudged], cast, tier="", title="Against that one")
    both = safeguard_in(assessment, [scenario_in(assessment, cast), unjudged], cast, tier="", title="Against both")
    assert [(one.risk, one.tier) for one in (alone, both)] == [("", ""), ("H", "T3")]


def test_another_tier_than_the_tables_says_why_or_is_refused(assessment, cast):
    scenario = scenario_in(assessment, cast)
    with pytest.raises(Refused) as refused:
        safeguard_in(assessment, [scenario], cast, tier="T4", departure=" ")
    assert str(refused.value) == "The table gives T3, and T4 was chosen. Say why; it is published."
    assert not Safeguard.objects.exists()

    departing = safeguard_in(assessment, [scenario], cast, tier="T4", departure="The law asks for it.")
    assert departing.departure == "The law asks for it."
    assert departing.tier_sentence.endswith("T3 by table 1, cell L-listed-H. It has T4 all the same.")
    back = services.change_safeguard(safeguard=departing, version=1, by=cast.rhea, tier="")
    assert (back.tier, back.departure) == ("T3", "")


def test_the_same_judgement_sent_twice_is_saved_once(assessment, cast):
    safeguard = safeguard_in(assessment, [scenario_in(assessment, cast)], cast)
    facts = {**FACTS, "tier": "", "governability_why": "Anybody can copy it."}
    for _ in range(2):
        services.change_safeguard(safeguard=safeguard, version=1, by=cast.rhea, **facts)
    safeguard.refresh_from_db()
    assert (safeguard.version, safeguard.governability_why) == (2, "Anybody can copy it.")


def test_a_tier_that_no_longer_fits_the_risk_is_named_before_a_peer_is_asked(assessment, cast):
    scenario = scenario_in(assessment, cast)
    safeguard = safeguard_in(assessment, [scenario], cast, departure="")
    services.change_scenario(scenario=scenario, version=1, by=cast.rhea, impact="L")
    with pytest.raises(Refused) as refused:
        asked(assessment, cast)
    assert str(refused.value) == (f"{safeguard.code} has T3, and table 1 gives T1 now. Take that tier, or say why another one.")


def test_a_new_table_moves_nothing_until_the_review_and_says_what_it_would_move(assessment, cast):
    safeguard = safeguard_in(assessment, [scenario_in(assessment, cast)], cast, tier="")
    published = agreed(cast, title="Alarms").safeguards.get()
    table = another(cast, **{"L-listed": "T0 T1 T2 T4 T4"})

    for one in (safeguard, published):
        one.refresh_from_db()
        assert (one.tier, one.tier_table.version) == ("T3", 1)
    moved = queries.outdated(queries.judged_safeguards(), table)
    assert {(one.safeguard.code, one.before, one.after.tier) for one in moved} == {
        (safeguard.code, "T3", "T4"),
        (published.code, "T3", "T4"),
    }
    with pytest.raises(Refused, match="has its tier by table 1; table 2, in force now, gives T4"):
        asked(assessment, cast)
    again = services.change_safeguard(safeguard=safeguard, version=1, by=cast.rhea, tier="")
    assert (again.tier, again.tier_table) == ("T4", table)


def test_what_another_table_or_judgement_would_move_is_known_before_anything_is_saved(assessment, cast):
    scenario = scenario_in(assessment, cast)
    listed = safeguard_in(assessment, [scenario], cast, tier="", title="Listed")
    limited = safeguard_in(assessment, [scenario], cast, tier="", title="Limited", reach="limited")
    departing = safeguard_in(assessment, [scenario], cast, tier="T1", title="Departing", reach="open", governability="M")
    found = queries.judged_safeguards()

    assert queries.shifts(found, FIRST) == []
    assert [
        (one.safeguard, one.before, one.after.tier) for one in queries.shifts(found, {**FIRST, "L-limited": "T0 T1 T1 T3 T3"})
    ] == [(limited, "T2", "T3")]
    supposed = queries.shifts(found, FIRST, judged_otherwise={("governability", "L"): "H"})
    assert [(one.safeguard, one.after.address, one.after.tier) for one in supposed] == [
        (listed, "H-listed-H", "T4"),
        (limited, "H-limited-H", "T3"),
    ]
    assert departing.tier == "T1"
    assert TierTable.objects.count() == 1


def test_a_table_is_put_in_force_once_with_a_reason_and_over_the_one_that_was_looked_at(cast):
    rows = {**FIRST, "L-listed": "T0 T1 T2 T4 T4"}
    with pytest.raises(Refused, match="Say why the table is changed"):
        services.change_tier_table(version=1, rows=rows, reason=" ", by=cast.ada)
    with pytest.raises(Refused, match="This is the table that is in force"):
        services.change_tier_table(version=1, rows=FIRST, reason="So.", by=cast.ada)
    with pytest.raises(Refused, match="the tier falls while the risk rises"):
        services.change_tier_table(version=1, rows={**FIRST, "H-open": "T1 T0 T1 T2 T3"}, reason="So.", by=cast.ada)
    made = [services.change_tier_table(version=1, rows=rows, reason="So.", by=cast.ada) for _ in range(2)]
    assert made[0] == made[1] == TierTable.objects.in_force()
    assert (made[0].version, made[0].in_force_from <= timezone.now()) == (2, True)
    entry = Entry.objects.get(act="tier_table_in_force")
    assert (entry.code, json.loads(entry.leaf)["public"]) == ("tiers-2", rows)
    with pytest.raises(services.EditConflict):
        services.change_tier_table(version=1, rows={**FIRST, "H-open": "T1 T1 T1 T2 T3"}, reason="No.", by=cast.ada)


def test_cells_that_differ_are_told():
    rows = {**FIRST, "L-open": "T0 T0 T1 T2 T2"}
    assert [(before.address, before.tier, after.tier) for before, after in changed(FIRST, rows)] == [("L-open-H", "T1", "T2")]


# --- pages -----------------------------------------------------------------------------------------------------------


def test_anybody_reads_the_table_its_meanings_and_its_versions(client, cast):
    another(cast, **{"L-listed": "T0 T1 T2 T4 T4"})
    page = client.get("/risk/tiers/").text
    assert "Tiers of safeguards: table 2" in page
    assert 'id="L-listed-H">T4</td>' in page
    assert "Licences find nobody there." in page
    first = client.get("/risk/tiers/1/").text
    assert 'id="L-listed-H">T3</td>' in first
    assert "An earlier version." in first
    assert client.get("/risk/tiers/3/").status_code == 404


def typed(**changed_rows):
    return {"version": 1, "suppose": "", "reason": "", **FIRST, **changed_rows}


def test_an_administrator_sees_what_moves_then_puts_the_table_in_force(as_user, cast, assessment):
    safeguard = safeguard_in(assessment, [scenario_in(assessment, cast)], cast, tier="")
    ada, rows = as_user(cast.ada), {"L-listed": "T0 T1 T2 T4 T4"}

    looked = ada.post("/desk/risk/tiers/", typed(**rows))
    assert "1 safeguard in 1 norm would have another tier" in " ".join(looked.text.split())
    assert [(one.safeguard, one.before, one.after.tier) for one in looked.context["shifts"]] == [(safeguard, "T3", "T4")]
    assert TierTable.objects.count() == 1

    silent = ada.post("/desk/risk/tiers/", typed(**rows, save="1"))
    assert (silent.status_code, TierTable.objects.count()) == (409, 1)
    assert ada.post("/desk/risk/tiers/", typed(**rows, save="1", reason="Licences find nobody.")).status_code == 302
    assert TierTable.objects.in_force().version == 2
    after = ada.get("/desk/risk/tiers/").text
    assert "Would have another tier by the table in force" in after
    assert "T3, would be <strong>T4</strong>" in " ".join(after.split())


def test_an_analyst_may_look_and_not_save_and_an_observer_neither(as_user, cast):
    rows = {"L-listed": "T0 T1 T2 T4 T4"}
    assert as_user(cast.rhea).post("/desk/risk/tiers/", typed(**rows)).status_code == 200
    assert "Put this table in force" not in as_user(cast.rhea).get("/desk/risk/tiers/").text
    assert as_user(cast.rhea).post("/desk/risk/tiers/", typed(**rows, save="1", reason="So.")).status_code == 403
    assert as_user(cast.olu).get("/desk/risk/tiers/").status_code == 403
    assert TierTable.objects.count() == 1


def test_a_table_that_is_none_is_said_at_its_row_and_keeps_what_was_typed(as_user, cast):
    wrong = as_user(cast.ada).post("/desk/risk/tiers/", typed(**{"L-open": "T0 T1"}))
    assert (wrong.status_code, wrong.context["form"].errors) == (422, {"L-open": ["Write five tiers, as T0 T1 T2 T3 T4."]})
    assert 'value="T0 T1"' in wrong.text
    falling = as_user(cast.ada).post("/desk/risk/tiers/", typed(**{"L-open": "T1 T0 T1 T1 T2"}))
    assert falling.context["form"].non_field_errors() == [
        "In the row governability low, reach open knowledge the tier falls while the risk rises.",
        "At governability low and risk very low the tier falls while the reach widens.",
    ]


def test_the_page_of_what_moves_asks_as_often_for_three_safeguards_as_for_one(as_user, cast, assessment):
    ada = as_user(cast.ada)

    def cost():
        with CaptureQueriesContext(connection) as captured:
            ada.post("/desk/risk/tiers/", typed(**{"L-listed": "T0 T1 T2 T4 T4"}))
        return len(captured)

    safeguard_in(assessment, [scenario_in(assessment, cast)], cast, tier="")
    cost()
    one = cost()
    for number in range(2):
        safeguard_in(assessment, [scenario_in(assessment, cast)], cast, tier="", title=f"Another {number}")
    assert cost() == one


def test_the_rows_are_all_there():
    assert set(KEYS) == {f"{governability}-{reach}" for governability in "HML" for reach in ("open", "limited", "listed")}
    assert JUDGED["reach"] == "listed"

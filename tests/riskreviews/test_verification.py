"""Results computed again: equal after a restart, by a stranger with nothing but the data, and told by number where not."""

import hashlib
import json
import os
import re
import subprocess
import sys
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from normsite.foundation.documents import Figure
from normsite.foundation.turns import Busy, turn
from normsite.portal.publication.rationale.risks import weighed
from riskreviews.models import Scenario, Simulation, Verification
from riskreviews.queries import agreed_assessments
from riskreviews.services import add_scenario, ask_for_verification, carry_out_verification
from riskreviews.services import verification as services
from riskreviews.tasks import resume, verify
from tests.cast import gather
from tests.riskreviews.losses import drawn, drawn_draft, in_money, loss_in, thrice
from tests.riskreviews.scenes import agreed
from tests.riskreviews.test_pages import words


def told(capsys, code: str) -> tuple[int, list[str]]:
    """With what the command ended, and what it said."""
    try:
        call_command("verify_assessment", code)
        status = 0
    except SystemExit as ended:
        status = int(ended.code or 0)
    return status, capsys.readouterr().out.splitlines()


def test_the_command_says_each_result_with_its_figures_and_that_it_is_equal(cast, capsys):
    assessment = drawn(cast)
    scenario, simulation = Scenario.objects.get(), Simulation.objects.get()
    mean, after = (float(simulation.figures[side]["figures"][0]["value"]) for side in ("without", "with"))
    by, means = "by version 1 of Open FAIR", f"mean {mean:,.6g} without and {after:,.6g} with safeguards"
    assert told(capsys, assessment.code.lower()) == (
        0,
        [
            f"{scenario.code}, levels {by}: Moderate without, Low with safeguards, digest {scenario.digest}: equal",
            f"{scenario.code}, simulation from seed {simulation.seed} {by}: {means}, digest {simulation.digest}: equal",
            f"{assessment.code}: 2 results computed again, 0 of them other than stored.",
        ],
    )


def test_results_that_are_looked_up_in_tables_are_verified_too(cast, capsys):
    assessment = agreed(cast, scenarios=2)
    status, lines = told(capsys, assessment.code)
    assert (status, len(lines), lines[-1]) == (
        0,
        3,
        f"{assessment.code}: 2 results computed again, 0 of them other than stored.",
    )


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"level": "VL"}, "level without safeguards is VL, computed M"),
        ({"residual_level": "H"}, "level with safeguards is H, computed L"),
        ({"method_version": "0"}, "version is 0, computed 1"),
    ],
)
def test_a_level_that_was_tampered_with_is_named(cast, capsys, change, said):
    assessment = drawn_draft(cast)
    Scenario.objects.update(**change)
    status, lines = told(capsys, assessment.code)
    assert (status, lines[0].rpartition(": ")[2]) == (1, said)
    assert lines[-1] == f"{assessment.code}: 2 results computed again, 1 of them other than stored."


def test_what_is_judged_on_one_side_only_is_equal_as_far_as_it_goes(cast, capsys):
    assessment = in_money(cast)
    scenario = loss_in(assessment, cast, way="L", **thrice("residual_lef", "", "", ""))
    status, lines = told(capsys, assessment.code)
    judged = "levels by version 1 of Open FAIR: Moderate without, not judged with safeguards"
    assert (status, lines[0]) == (0, f"{scenario.code}, {judged}: equal")

    Scenario.objects.update(level="VL", residual_level="H")
    status, lines = told(capsys, assessment.code)
    lacking = "a level with safeguards is stored, and none can be computed: At least is empty"
    assert (status, lines[0]) == (1, f"{scenario.code}, {judged}: {lacking}; level without safeguards is VL, computed M")


def test_what_nobody_has_judged_yet_is_equal(cast, capsys):
    assessment = in_money(cast)
    scenario = add_scenario(assessment=assessment, by=cast.rhea, title="A key is guessed", description="All are tried.")
    status, lines = told(capsys, assessment.code)
    said = f"{scenario.code}, levels by version 1 of Open FAIR: not judged on either side: equal"
    assert (status, lines[0]) == (0, said)


def test_a_figure_that_was_tampered_with_is_named_with_both_numbers(cast, capsys):
    assessment = drawn(cast)
    simulation = Simulation.objects.get()
    figures = simulation.figures
    right = figures["with"]["figures"][2]["value"]
    figures["with"]["figures"][2]["value"] = "1"
    Simulation.objects.update(figures=figures)
    status, lines = told(capsys, assessment.code)
    assert status == 1
    assert lines[1].endswith(f": p90 with safeguards is 1, computed {right}")


def test_a_judgement_that_was_changed_behind_its_result_is_told(cast, capsys):
    assessment = drawn_draft(cast)
    scenario = Scenario.objects.get()
    Scenario.objects.update(judgements=scenario.judgements | {"lef_high": "95"})
    status, lines = told(capsys, assessment.code)
    assert (status, "digest is" in lines[0]) == (1, True)


def test_one_that_is_not_simulated_yet_says_so_and_is_no_difference(cast, capsys):
    assessment = in_money(cast)
    loss_in(assessment, cast)
    status, lines = told(capsys, assessment.code)
    assert (status, "waits for its turn: equal" in lines[1]) == (0, True)


def test_an_assessment_that_is_not_there_is_told(db):
    with pytest.raises(CommandError, match="There is no assessment R-999"):
        call_command("verify_assessment", "R-999")


@pytest.mark.django_db(transaction=True)
def test_a_process_of_its_own_comes_to_the_same_after_a_restart(transactional_db):
    assessment = drawn(gather())
    own = urlsplit(os.environ["DATABASE_URL"])
    address = own._replace(path=f"/{connection.settings_dict['NAME']}").geturl()
    command = [sys.executable, "manage.py", "verify_assessment", assessment.code]
    done = subprocess.run(
        command, cwd=settings.BASE_DIR, env=os.environ | {"DATABASE_URL": address}, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout.splitlines()[-1]) == (
        0,
        f"{assessment.code}: 2 results computed again, 0 of them other than stored.",
    )


def sha256_of(record: object) -> str:
    """As docs/domain.md says it, by nothing of ours."""
    return hashlib.sha256(json.dumps(record, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()).hexdigest()


def test_a_stranger_computes_each_digest_from_the_public_data_alone(client, cast):
    assessment = drawn(cast, scenarios=2)
    told_in_public = client.get(f"/risk/{assessment.code}/results.json").json()
    assert [one["scenario"] for one in told_in_public["results"]] == [one.code for one in Scenario.objects.order_by("pk")]
    for one in told_in_public["results"]:
        assert sha256_of(one["record"]) == one["digest"]
        assert sha256_of(one["simulation"]["record"]) == one["simulation"]["digest"]
    first = told_in_public["results"][0]
    assert first["record"]["sides"]["without"]["figures"]["ale"] == "806667"
    assert first["simulation"]["record"]["figures"]["with"]["curve"][0][1] == "0.99"


def test_data_of_tables_have_no_simulation_and_drafts_have_no_data(client, cast):
    assessment = agreed(cast)
    (one,) = client.get(f"/risk/{assessment.code}/results.json").json()["results"]
    assert (sha256_of(one["record"]), one["simulation"]) == (one["digest"], None)
    draft = in_money(cast)
    assert client.get(f"/risk/{draft.code}/results.json").status_code == 404
    assert client.get(f"/risk/{draft.code}/verify/").status_code == 404


@pytest.fixture
def handed(monkeypatch):
    found: list[tuple[object, ...]] = []
    monkeypatch.setattr(services, "hand_over", lambda *arguments: found.append(arguments))
    return found


def test_a_reader_asks_a_worker_and_is_told_what_came_of_it(client, cast, handed, django_capture_on_commit_callbacks):
    assessment = drawn(cast)
    address = f"/risk/{assessment.code}/verify/"
    assert f'href="{address}"' in client.get(assessment.get_absolute_url()).content.decode()
    assert "Nobody has asked for that yet." in words(client.get(address))

    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(address).status_code == 302
    assert "It waits for its turn." in words(client.get(address))
    asks = {"accept": "application/json"}
    assert client.get(address, headers=asks).json() == {"is_over": False, "words": "It waits for its turn."}
    assert handed == [("riskreviews.verify", Verification.objects.get().pk)]
    verify(Verification.objects.get().pk)

    page, simulation = words(client.get(address)), Simulation.objects.get()
    assert "Every number came out equal when all were last computed again, on " in page
    assert f"Seed {simulation.seed} , version 1 of the method, drawn by numpy " in page
    assert simulation.digest in page
    assert client.get(address, headers=asks).json()["is_over"] is True
    assert Verification.objects.get().is_equal


def test_a_number_that_differs_is_told_in_public(client, cast, handed):
    assessment = drawn(cast)
    tampered = Simulation.objects.get()
    tampered.figures["without"]["curve"][0][0] = "1"
    tampered.save()
    client.post(f"/risk/{assessment.code}/verify/")
    verify(Verification.objects.get().pk)
    page = words(client.get(f"/risk/{assessment.code}/verify/"))
    assert "A number came out other than it is stored" in page
    assert re.search(r"loss that 0.99 of the trials exceed without safeguards is 1, computed \d+", page)


def test_who_asks_while_one_waits_gets_that_one(cast, handed):
    assessment = drawn(cast)
    assert ask_for_verification(assessment=assessment) == ask_for_verification(assessment=assessment)
    carry_out_verification(verification=Verification.objects.get())
    assert ask_for_verification(assessment=assessment) != Verification.objects.earliest("pk")
    assert Verification.objects.count() == 2


def test_a_network_asks_six_times_in_ten_minutes(client, cast, handed):
    assessment = drawn(cast)
    answers = [client.post(f"/risk/{assessment.code}/verify/", REMOTE_ADDR="203.0.113.7").status_code for _ in range(7)]
    assert answers == [302] * 6 + [429]


def test_one_is_computed_at_a_time_and_the_next_waits(cast, handed, monkeypatch):
    ask_for_verification(assessment=drawn(cast))
    with monkeypatch.context() as elsewhere:
        elsewhere.setattr("normsite.foundation.turns._ask", lambda question, name: False)
        with pytest.raises(Busy, match="Another assessment is being verified"), turn("nothing"):
            carry_out_verification(verification=Verification.objects.get())
    carry_out_verification(verification=Verification.objects.get())
    ended = Verification.objects.get().ended_at
    carry_out_verification(verification=Verification.objects.get())
    assert Verification.objects.get().ended_at == ended


def test_one_that_fails_is_not_asked_for_again_and_one_that_was_lost_is(cast, handed, monkeypatch):
    assessment = drawn(cast)
    lost = ask_for_verification(assessment=assessment)
    Verification.objects.update(asked_at=timezone.now() - timedelta(minutes=2))
    resume()
    assert handed == [("riskreviews.verify", lost.pk)]
    with monkeypatch.context() as broken:
        broken.setattr(services, "recompute", lambda assessment: 1 / 0)
        verify(lost.pk)
    assert Verification.objects.get().state == "failed"
    handed.clear()
    resume()
    verify(999_999)
    assert handed == []


@pytest.mark.parametrize("page", ["/risk/{}/", "/risk/{}/verify/", "/risk/{}/results.json"])
def test_three_simulated_scenarios_cost_as_many_queries_as_one(client, cast, page):
    counts = []
    for scenarios in (1, 3):
        address = page.format(drawn(cast, scenarios=scenarios).code)
        client.get(address)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(address).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_the_published_record_holds_each_picture_with_its_table(cast):
    assessment = drawn(cast)
    scenario = Scenario.objects.get()
    (section,) = weighed(agreed_assessments(assessment.revision)).sections
    (told,) = [one for one in section.sections if one.anchor == scenario.code]
    figures = [one for one in told.blocks if isinstance(one, Figure)]
    assert [one.table.caption for one in figures] == [
        f"How likely a year is to cost more, {scenario.code}",
        f"What moves the expected loss most, without safeguards, {scenario.code}",
        f"What moves the expected loss most, with safeguards, {scenario.code}",
    ]
    assert figures[0].table.rows[0].cells[0] == "99 %"

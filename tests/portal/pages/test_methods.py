"""Each address takes the methods that it has a use for, and refuses the others in a sentence."""

from collections.abc import Iterator
from contextlib import suppress
from itertools import product
from uuid import UUID

import pytest
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse
from django.urls.resolvers import RoutePattern

pytestmark = pytest.mark.django_db

READ = {"GET", "HEAD", "OPTIONS"}
SAMPLES = ("N-1", 1, "keys", "5A002", "5A002.a", UUID(int=1), "2026-W48")
CHANGES = {  # every page of ours that takes a form; whatever isn't named here only reads
    "accounts:invite",
    "accounts:organisation",
    "accounts:organisation_new",
    "accounts:person",
    "accounts:profile",
    "applies:questions",
    "applies:result",
    "comments:approve",
    "comments:change",
    "comments:check",
    "comments:columns",
    "comments:decide",
    "comments:extend",
    "comments:find_receipt",
    "comments:form",
    "comments:import",
    "comments:import_begin",
    "comments:import_job",
    "comments:import_stop",
    "comments:later",
    "comments:moderate",
    "comments:open",
    "comments:open_draft",
    "comments:publish_dispositions",
    "comments:reaction",
    "comments:sender",
    "comments:shared",
    "comments:start",
    "comments:withdraw",
    "comments:withhold",
    "controls:carry",
    "controls:correct",
    "controls:correlation",
    "controls:correlation_upload",
    "controls:correlations",
    "controls:criterion",
    "controls:try",
    "controls:upload",
    "controls:worklist",
    "controls:write",
    "controls:write_correlation",
    "controls:discard_edition",
    "controls:force_edition",
    "controls:list_import",
    "following:confirm",
    "following:follow",
    "following:link",
    "following:mine",
    "following:recall",
    "following:settings",
    "following:stop",
    "following:webhook_change",
    "following:webhook_new",
    "following:webhook_remove",
    "following:webhook_secret",
    "norms:carve_out",
    "norms:carve_out_new",
    "norms:carve_outs_import",
    "norms:clause",
    "norms:create",
    "norms:decide_match",
    "norms:dialect",
    "norms:end_reader",
    "norms:applicabilities",
    "norms:applicability",
    "norms:applicability_remove",
    "norms:facts",
    "norms:hold",
    "norms:import",
    "norms:lift_hold",
    "norms:lift_restriction",
    "norms:link",
    "norms:name_reader",
    "norms:obligation",
    "norms:obligation_new",
    "norms:position",
    "norms:remove",
    "norms:restrict",
    "norms:review",
    "norms:sanctions",
    "norms:start",
    "pages:freeze",
    "publication:prepare",
    "riskreviews:carry",
    "riskreviews:create",
    "riskreviews:edit",
    "riskreviews:evidence",
    "riskreviews:reappraisal",
    "riskreviews:indicator_desk",
    "riskreviews:indicator_edit",
    "riskreviews:indicator_end",
    "riskreviews:indicator_new",
    "riskreviews:outside",
    "riskreviews:outside_answer",
    "riskreviews:outside_invite",
    "riskreviews:reading",
    "riskreviews:readings",
    "riskreviews:reopen",
    "riskreviews:review",
    "riskreviews:safeguard",
    "riskreviews:safeguard_new",
    "riskreviews:safeguard_alternatives",
    "riskreviews:safeguard_costs",
    "riskreviews:safeguard_ending",
    "riskreviews:safeguard_lifted",
    "riskreviews:safeguard_proportionality",
    "riskreviews:safeguard_remove",
    "riskreviews:safeguard_tier",
    "riskreviews:safeguard_weight",
    "riskreviews:scenario",
    "riskreviews:scenario_from",
    "riskreviews:scenario_new",
    "riskreviews:scenario_remove",
    "riskreviews:scenario_step",
    "riskreviews:screening_checklist",
    "riskreviews:screening_judge",
    "riskreviews:screening_refer",
    "riskreviews:screening_reopen",
    "riskreviews:screening_reply",
    "riskreviews:verify",
    "riskreviews:tier_table",
    "schedule:job",
    "withheld:decide",
    "withheld:new",
}
TAKES_ONLY_FORMS = {
    "accounts:add_member",
    "accounts:close",
    "accounts:forget_unsent",
    "accounts:remove_member",
    "accounts:reopen",
    "comments:end_link",
    "comments:leave_draft",
    "comments:remove",
    "comments:return",
    "comments:take_up",
    "controls:suggest",
    "controls:suggest_correlations",
    "following:read_all",
    "following:webhook_pause",
    "following:webhook_replay",
    "following:webhook_replay_failed",
    "following:webhook_start",
    "following:webhook_test",
    "following:returned",
    "norms:add",
    "norms:carve_out_remove",
    "norms:move",
    "norms:position_begin",
    "norms:position_discard",
    "norms:position_publish",
    "norms:preview",
    "norms:stage",
    "norms:unlink",
    "riskreviews:ask",
    "riskreviews:key_end",
    "riskreviews:key_new",
    "riskreviews:outside_take_back",
    "riskreviews:preview",
    "riskreviews:simulate_again",
    "riskreviews:screening_answer",
    "riskreviews:screening_begin",
    "riskreviews:screening_look_through",
    "riskreviews:screening_submit",
    "riskreviews:screening_take_back",
    "riskreviews:take_back",
    "schedule:restore",
}


def addresses(patterns: list, names: tuple[str, ...] = ()) -> Iterator[tuple[str, str]]:
    """The name and a sample address of every view of ours; those of django-allauth and of the API see to themselves."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            if pattern.pattern.regex.pattern != "^accounts/" and pattern.namespace != "api":
                yield from addresses(pattern.url_patterns, (*names, *filter(None, [pattern.namespace])))
        elif isinstance(pattern, URLPattern) and isinstance(pattern.pattern, RoutePattern):
            name = ":".join((*names, pattern.name))
            yield name, sample(name, list(pattern.pattern.converters))


def sample(name: str, parts: list[str]) -> str:
    """An address of this view: the first for which something can stand at each place."""
    for given in product(SAMPLES, repeat=len(parts)):
        with suppress(NoReverseMatch):
            return reverse(name, kwargs=dict(zip(parts, given, strict=True)))
    raise AssertionError(f"No sample fits {name}.")


EVERY_VIEW = dict(addresses(get_resolver().url_patterns))


def allowed(answer) -> set[str]:
    return set(answer["Allow"].split(", "))


def test_the_walk_meets_every_view():
    assert len(EVERY_VIEW) > 90
    assert EVERY_VIEW.keys() >= CHANGES | TAKES_ONLY_FORMS


@pytest.mark.parametrize("name", EVERY_VIEW)
def test_each_address_says_what_it_takes_and_takes_nothing_else(cast, as_user, name):
    ada = as_user(cast.ada)
    takes = READ | {"POST"} if name in CHANGES else {"OPTIONS", "POST"} if name in TAKES_ONLY_FORMS else READ

    for method in {"GET", "HEAD", "POST"} - takes:
        answer = ada.generic(method, EVERY_VIEW[name])
        assert (answer.status_code, allowed(answer)) == (405, takes), method
    for method in ("TRACE", "PUT", "PATCH", "DELETE", "CONNECT", "PROPFIND"):
        answer = ada.generic(method, EVERY_VIEW[name])
        assert (answer.status_code, allowed(answer)) == (405, READ | {"POST"}), method


@pytest.mark.parametrize("address", ["/accounts/login/", "/accounts/2fa/", "/no-such-page/", "/static/css/normsite.css"])
def test_trace_is_refused_everywhere_and_sends_nothing_back(client, address):
    answer = client.generic("TRACE", address, headers={"X-Secret": "Quince"})
    assert answer.status_code == 405
    assert b"Quince" not in answer.getvalue()


def test_the_interface_refuses_in_its_own_words(client):
    answer = client.generic("TRACE", "/api/v1/norms/")
    assert (answer.status_code, answer.json()) == (405, {"detail": 'Method "TRACE" not allowed.'})


def test_a_refused_method_gets_a_page_with_a_way_on(cast, as_user):
    reading = as_user(cast.edda).post("/desk/norms/")
    assert "It can be read, and takes nothing that is sent to it." in reading.text
    sending = as_user(cast.edda).get("/desk/norms/N-1/stage/")
    assert "It takes a form that is sent to it, and shows nothing by itself." in sending.text
    assert 'href="/"' in sending.text


def test_options_are_told_without_a_page(client):
    answer = client.options("/norms/")
    assert (answer.status_code, answer.content, allowed(answer)) == (204, b"", READ)


@pytest.mark.parametrize("address", ["/", "/norms/", "/healthz", "/glossary/", "/api/v1/norms/"])
def test_a_head_has_the_headers_of_the_page_and_no_body(client, address):
    read, head = client.get(address), client.head(address)
    assert (head.status_code, head["Content-Type"], head.content) == (200, read["Content-Type"], b"")


@pytest.mark.parametrize("address", ["/receipts/", "/accounts/login/", "/desk/norms/import/"])
def test_a_page_with_a_form_answers_head_as_it_would_get(cast, as_user, address):
    browser = as_user(cast.sami) if "desk" in address else Client()
    answer = browser.head(address)
    assert (answer.status_code, answer.content) == (200, b"")

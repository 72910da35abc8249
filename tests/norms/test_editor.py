"""The editor of one clause: saving, autosaving, previewing, two writers at once, and that nothing typed is lost."""

import re
from html import unescape
from typing import Any

import pytest
from django.urls import reverse

from norms.models import Norm, Obligation
from norms.services import freeze_revision, link_obligation, remove_clause, save_clause
from tests.norms.scenes import KEYS, address, clause, draft, numbers, provisions, save, text, typed
from tests.windows import stay, told

LONG = "A line of sixty-three characters, which somebody has pasted in.\n" * 32_000
HOSTILE = "<script>steal()</script> [x](javascript:steal()) <img src=x onerror=steal()>\n\n**kept**"


@pytest.fixture
def edda(cast, as_user):
    return as_user(cast.edda)


def save_as(user, norm, **words):
    stored = clause(norm, "keys")
    said: dict[str, Any] = {
        "title": stored.title,
        "body": stored.body,
        "rationale": stored.rationale,
        "version": stored.version,
    }
    return save_clause(clause=stored, by=user, **(said | words))


def area(response, name):
    """The words in a text area of the page."""
    found = re.search(rf'<textarea[^>]*name="{name}"[^>]*>\n?(.*?)</textarea>', text(response), re.S)
    return unescape(found[1])


def field(response, name):
    return unescape(re.search(rf'<input[^>]*name="{name}"[^>]*value="([^"]*)"', text(response))[1])


def counts_as_unsaved(response):
    """What the page tells the module that saves by itself, and the writer."""
    page = text(response)
    unsaved = "data-unsaved" in page.split()
    assert unsaved == ("Not saved yet." in page)
    return unsaved


# --- saving ----------------------------------------------------------------------------------------------------------


def test_a_clause_is_saved_with_its_provisions(cast, edda, norm):
    words = "The module shall erase its keys.\n\nIt shall say so."
    answer = edda.post(address("clause", norm, "keys"), typed(norm, body=words, rationale="Keys *leak*."), follow=True)
    assert answer.redirect_chain == [(address("clause", norm, "keys"), 302)]
    saved = clause(norm, "keys")
    assert (saved.body, saved.rationale, saved.version, saved.updated_by) == (words, "Keys *leak*.", 2, cast.edda)
    assert list(provisions(norm, "keys").values()) == ["The module shall erase its keys.", "It shall say so."]
    for code in provisions(norm, "keys"):
        assert code in text(answer)


def test_a_clause_that_is_not_there_has_no_page(edda, norm):
    assert edda.get(address("clause", norm, "nowhere")).status_code == 404


def test_line_ends_of_browsers_do_not_make_a_new_version(edda, norm):
    edda.post(address("clause", norm, "keys"), typed(norm, body=KEYS.replace("\n", "\r\n")))
    assert (clause(norm, "keys").body, clause(norm, "keys").version) == (KEYS, 1)


def test_sending_the_form_twice_saves_once(edda, norm):
    sent = typed(norm, body="It shall be so.")
    for _ in range(2):
        assert edda.post(address("clause", norm, "keys"), sent).status_code == 302
    assert clause(norm, "keys").version == 2


def test_a_clause_without_a_title_is_not_saved_and_its_text_stays_typed(edda, norm):
    answer = edda.post(address("clause", norm, "keys"), typed(norm, title="", body="Much work."))
    assert answer.status_code == 422
    assert area(answer, "body") == "Much work."
    assert counts_as_unsaved(answer)
    assert not counts_as_unsaved(edda.get(address("clause", norm, "keys")))
    assert not counts_as_unsaved(edda.post(address("clause", norm, "keys"), typed(norm, preview="1")))
    assert clause(norm, "keys").body == KEYS


def test_a_paste_of_two_megabytes_is_refused_at_the_field_and_stays_typed(edda, norm):
    assert len(LONG) > 2_000_000
    answer = edda.post(address("clause", norm, "keys"), typed(norm, body=LONG))
    assert answer.status_code == 422
    sentence = "The text has 2,048,000 characters; the most is 200,000. Split it into several parts."
    assert answer.context["form"].errors == {"body": [sentence]}
    assert sentence in text(answer)
    assert area(answer, "body") == LONG
    assert clause(norm, "keys").body == KEYS


def test_more_than_the_site_takes_at_all_is_answered_with_a_page(edda, norm):
    answer = edda.post(address("clause", norm, "keys"), typed(norm, body=LONG * 3))
    assert answer.status_code == 413
    assert "<h1" in text(answer)
    assert clause(norm, "keys").body == KEYS


def test_lists_nested_too_deep_are_refused_at_the_field(edda, norm):
    answer = edda.post(address("clause", norm, "keys"), typed(norm, body="> " * 40 + "deep"))
    assert answer.status_code == 422
    assert answer.context["form"].errors == {
        "body": ["Lists or quotations are nested more than 10 deep in line 1. Use fewer levels."]
    }


def test_hostile_markdown_is_harmless_on_the_desk_and_stays_as_typed(edda, norm):
    answer = edda.post(address("clause", norm, "keys"), typed(norm, body=HOSTILE, rationale=HOSTILE, preview="1"))
    shown = text(answer).split('aria-label="Preview">')[1].split("</section>")[0]
    assert "<strong>kept</strong>" in shown
    assert not re.search(r"<script|<img|javascript:\w+\(\)\"|<a ", shown)
    assert area(answer, "body") == HOSTILE


def test_a_conflict_over_words_that_make_no_page_shows_both_texts(cast, edda, norm):
    begun = typed(norm, body="a|b\n-|-\n1|2")
    save(clause(norm, "keys"), cast.sami, body="Sami wrote this.")
    Norm.objects.update(dialect="extra")
    answer = edda.post(address("clause", norm, "keys"), begun | {"body": "!!! note\n    Mine."})
    assert answer.status_code == 409
    assert '<div class="note">' in text(answer).replace("<ins>", "").replace(' dir="auto"', "")


# --- preview and autosave --------------------------------------------------------------------------------------------


def test_the_preview_shows_the_text_and_saves_nothing(edda, norm):
    answer = edda.post(address("clause", norm, "keys"), typed(norm, body="It *shall* hum.", preview="1"))
    assert (answer.status_code, area(answer, "body")) == (200, "It *shall* hum.")
    assert "1 sentence with a keyword." in text(answer)
    assert clause(norm, "keys").body == KEYS


def test_the_pane_beside_the_editor_is_a_piece_of_a_page(edda, norm):
    answer = edda.post(address("preview", norm, "keys"), typed(norm, body="It shall **hum**."))
    assert "<strong>hum</strong>" in text(answer)
    assert "<html" not in text(answer)


def test_the_pane_says_what_cannot_be_rendered(edda, norm):
    answer = edda.post(address("preview", norm, "keys"), typed(norm, body="> " * 40 + "deep"))
    assert answer.status_code == 422
    assert "nested more than 10 deep" in text(answer)


def test_autosave_answers_with_the_version_to_go_on_from(edda, norm):
    first = edda.post(address("clause", norm, "keys"), typed(norm, body="It shall hum.", autosave="1")).json()
    assert first["version"] == 2
    assert [code in first["provisions"] for code in provisions(norm, "keys")] == [True]
    sent = typed(norm, body="It shall hum loudly.", version=first["version"], autosave="1")
    assert edda.post(address("clause", norm, "keys"), sent).json()["version"] == 3
    assert clause(norm, "keys").body == "It shall hum loudly."


def test_autosave_never_writes_over_somebody_else(cast, edda, norm):
    sent = typed(norm, body="Edda wrote this.", autosave="1")
    save_as(cast.sami, norm, body="Sami wrote this.")
    answer = edda.post(address("clause", norm, "keys"), sent)
    assert (answer.status_code, answer.json()) == (
        409,
        {"conflict": True, "refused": "Sami saved this clause while you were writing."},
    )
    assert clause(norm, "keys").body == "Sami wrote this."


def test_autosave_says_what_is_wrong(edda, norm):
    answer = edda.post(address("clause", norm, "keys"), typed(norm, title="", autosave="1"))
    assert (answer.status_code, answer.json()) == (422, {"refused": "Title: This field is required."})


# --- two writers at once ---------------------------------------------------------------------------------------------


@pytest.fixture
def conflict(cast, edda, norm):
    """Edda's answer after Sami was quicker."""
    sent = typed(norm, title="Edda's title", body="Edda wrote this.", rationale="Edda's reason.")
    save_as(cast.sami, norm, body="Sami wrote this.", rationale="Sami's reason.")
    return edda.post(address("clause", norm, "keys"), sent)


def sent_from(conflict):
    names = ("version", "title", "kind", "normative")
    return {name: field(conflict, name) for name in names} | {name: area(conflict, name) for name in ("body", "rationale")}


def test_the_second_writer_sees_both_texts_and_what_differs(conflict, norm):
    assert conflict.status_code == 409
    page = text(conflict)
    for words in ("Sami wrote this.", "Sami&#x27;s reason.", "Edda wrote this.", "Edda&#x27;s reason.", "Edda&#x27;s title"):
        assert f"{words}</pre>" in page or re.search(rf"<dd>\s*<bdi>{words}</bdi>\s*</dd>", page)
    assert re.search(r"<del>Sami</del>\s*<ins>Edda</ins> wrote this", page)
    assert clause(norm, "keys").body == "Sami wrote this."


def test_the_second_writer_saves_hers_over_his(conflict, edda, norm):
    assert edda.post(address("clause", norm, "keys"), sent_from(conflict)).status_code == 302
    saved = clause(norm, "keys")
    assert (saved.title, saved.body, saved.rationale) == ("Edda's title", "Edda wrote this.", "Edda's reason.")


def test_the_second_writer_writes_on_with_his_beside_hers(conflict, edda, norm):
    answer = edda.post(address("clause", norm, "keys"), sent_from(conflict) | {"edit": "1"})
    assert (answer.status_code, area(answer, "body")) == (200, "Edda wrote this.")
    assert "Sami wrote this.</pre>" in text(answer)
    assert counts_as_unsaved(answer)
    assert clause(norm, "keys").body == "Sami wrote this."
    assert edda.post(address("clause", norm, "keys"), sent_from(conflict) | {"body": "Both wrote this."}).status_code == 302
    assert clause(norm, "keys").body == "Both wrote this."


def test_a_third_save_in_between_is_a_conflict_again(cast, conflict, edda, norm):
    save_as(cast.sami, norm, body="Sami again.")
    answer = edda.post(address("clause", norm, "keys"), sent_from(conflict))
    assert answer.status_code == 409
    assert "Sami again.</pre>" in text(answer)
    assert area(answer, "body") == "Edda wrote this."


# --- taken out meanwhile ---------------------------------------------------------------------------------------------


@pytest.fixture
def gone(cast, edda, norm):
    """Edda's answer after Sami has taken out the clause in which she wrote, and what she sent."""
    sent = typed(norm, title="Edda's title", body="Edda wrote this, and it shall stay.", rationale="Edda's reason.")
    remove_clause(clause=clause(norm, "keys"), by=cast.sami)
    return edda.post(address("clause", norm, "keys"), sent), sent


def test_a_clause_taken_out_while_somebody_writes_shows_her_words_again(gone, edda, norm):
    answer, sent = gone
    assert answer.status_code == 409
    assert "This clause was taken out of the draft while you were writing." in text(answer)
    assert [area(answer, name) for name in ("body", "rationale")] == [sent["body"], sent["rationale"]]
    assert field(answer, "title") == "Edda's title"
    told = edda.post(address("clause", norm, "keys"), sent | {"autosave": "1"})
    assert (told.status_code, told.json()["conflict"]) == (409, True)
    assert list(numbers(norm)) == ["scope", "alarms", "tests"]


def test_her_words_go_back_into_the_draft_under_the_same_identity(gone, edda, norm):
    _, sent = gone
    assert edda.post(address("clause", norm, "keys"), sent | {"restore": "1"}).url == address("clause", norm, "keys")
    back = clause(norm, "keys")
    assert (back.title, back.body, back.rationale) == ("Edda's title", sent["body"], "Edda's reason.")
    assert list(provisions(norm, "keys").values()) == [sent["body"]]
    assert list(numbers(norm)) == ["scope", "alarms", "tests", "keys"]


def test_her_words_cannot_go_back_into_a_text_that_is_frozen_by_now(gone, cast, edda, norm):
    _, sent = gone
    freeze_revision(revision=draft(norm), by=cast.sami)
    answer = edda.post(address("clause", norm, "keys"), sent | {"restore": "1"})
    assert answer.status_code == 409
    assert "was frozen on" in text(answer)
    assert "Put it back</button>" not in text(answer)
    assert area(answer, "body") == sent["body"]


def test_words_for_a_missing_clause_are_taken_from_writers_only(gone, cast, as_user, norm):
    _, sent = gone
    assert as_user(cast.olu).post(address("clause", norm, "keys"), sent | {"restore": "1"}).status_code == 403
    assert list(numbers(norm)) == ["scope", "alarms", "tests"]


# --- frozen ----------------------------------------------------------------------------------------------------------


def test_a_text_frozen_while_somebody_writes_is_not_changed_and_her_words_stay_in_sight(cast, edda, norm):
    sent = typed(norm, body="Edda wrote this.")
    freeze_revision(revision=draft(norm), by=cast.sami)
    answer = edda.post(address("clause", norm, "keys"), sent)
    assert answer.status_code == 409
    assert "was frozen on" in text(answer)
    assert area(answer, "body") == "Edda wrote this."
    assert edda.post(address("clause", norm, "keys"), sent | {"autosave": "1"}).status_code == 409
    assert clause(norm, "keys").body == KEYS


def test_a_frozen_clause_is_shown_without_a_form(cast, edda, norm):
    freeze_revision(revision=draft(norm), by=cast.sami)
    page = text(edda.get(address("clause", norm, "keys")))
    assert "erase its keys" in page
    assert 'id="editor"' not in page


def test_the_next_revision_is_started_with_a_name(cast, edda, norm):
    freeze_revision(revision=draft(norm), by=cast.sami)
    answer = edda.post(address("start", norm), {"label": "Committee draft 2", "note": "After the answers."})
    assert answer.url == address("draft", norm)
    assert (draft(norm).name, draft(norm).note, draft(norm).number) == ("Committee draft 2", "After the answers.", 2)


def test_starting_beside_a_draft_is_refused_and_the_name_stays_typed(edda, norm):
    answer = edda.post(address("start", norm), {"label": "Committee draft 2"})
    assert answer.status_code == 409
    assert field(answer, "label") == "Committee draft 2"
    assert norm.revisions.count() == 1


# --- obligations -----------------------------------------------------------------------------------------------------


def test_an_analyst_says_which_obligation_a_provision_serves_and_takes_it_back(cast, as_user, norm, obligation):
    rhea = as_user(cast.rhea)
    (code,) = provisions(norm, "alarms")
    answer = rhea.post(
        reverse("norms:link", args=[code]),
        {"obligation": obligation.pk, "relation": "implements", "note": "By alarm."},
        follow=True,
    )
    assert answer.redirect_chain == [(address("clause", norm, "alarms"), 302)]
    assert "Resolution 1540 (2004) paragraph 3 (d)</bdi></a>: <bdi>By alarm.</bdi>" in text(answer)
    link = obligation.provision_links.get()
    assert str(link) == f"{code} implements Resolution 1540 (2004) paragraph 3 (d)"
    rhea.post(reverse("norms:unlink", args=[code, link.pk]))
    assert obligation.provision_links.count() == 0


def test_a_link_in_a_frozen_text_is_taken_away_only_when_said_twice(cast, as_user, norm, obligation):
    rhea, (code,) = as_user(cast.rhea), provisions(norm, "alarms")
    link = link_obligation(provision=clause(norm, "alarms").statements.get().provision, obligation=obligation, by=cast.rhea)
    assert "This provision stands in" not in text(rhea.get(reverse("norms:link", args=[code])))
    freeze_revision(revision=draft(norm), by=cast.edda)
    assert "This provision stands in" in text(rhea.get(reverse("norms:link", args=[code])))
    asked = rhea.post(reverse("norms:unlink", args=[code, link.pk]))
    assert "supports <bdi>Resolution 1540 (2004) paragraph 3 (d)</bdi>?" in text(asked)
    assert [revision.number for revision in asked.context["frozen"]] == [1]
    assert obligation.provision_links.count() == 1
    rhea.post(reverse("norms:unlink", args=[code, link.pk]), {"confirm": "1"})
    assert obligation.provision_links.count() == 0


def test_from_a_provision_that_no_clause_states_any_more_one_comes_back_to_the_norm(cast, as_user, norm, obligation):
    rhea, (code,) = as_user(cast.rhea), provisions(norm, "alarms")
    save(clause(norm, "alarms"), cast.edda, body="Alarms are loud.")
    answer = rhea.post(
        reverse("norms:link", args=[code]), {"obligation": obligation.pk, "relation": "limits", "note": "By alarm."}
    )
    assert (answer.status_code, answer.url) == (302, address("desk", norm))


def test_a_peer_reviewer_links_nothing(cast, as_user, norm, obligation):
    (code,) = provisions(norm, "alarms")
    link = link_obligation(provision=clause(norm, "alarms").statements.get().provision, obligation=obligation, by=cast.rhea)
    piet = as_user(cast.piet)
    assert piet.post(reverse("norms:link", args=[code]), {"obligation": obligation.pk}).status_code == 403
    assert piet.post(reverse("norms:unlink", args=[code, link.pk])).status_code == 403
    assert list(obligation.provision_links.all()) == [link]


def test_an_obligation_is_listed_once(edda, obligation):
    facts = {"kind": "treaty", "instrument": "resolution 1540 (2004)", "reference": "Paragraph 3 (d)", "title": "Again"}
    facts |= {"text": "What I typed.", "as_of": "2026-02-01"}
    answer = edda.post(reverse("norms:obligation_new"), facts)
    assert answer.status_code == 409
    assert f"is in the list already, as {obligation.code}." in text(answer)
    assert area(answer, "text") == "What I typed."
    assert edda.post(reverse("norms:obligation_new"), facts | {"reference": "paragraph 2"}).status_code == 302
    assert Obligation.objects.count() == 2


def test_an_obligation_is_corrected(edda, cast, obligation):
    facts = {"kind": "resolution", "instrument": "Resolution 1540 (2004)", "reference": "paragraph 3 (d)", "title": "Borders"}
    facts |= {
        "text": "States keep effective border controls.",
        "as_of": "2026-02-01",
        "edition": "S/RES/1540",
        "compared_on": "2026-02-02",
        "version": "1",
    }
    page = reverse("norms:obligation", args=[obligation.code])
    assert [edda.post(page, facts).status_code for _ in range(2)] == [302, 302]
    obligation.refresh_from_db()
    assert (obligation.title, obligation.compared_by, obligation.version) == ("Borders", cast.edda, 2)
    answer = edda.post(page, facts | {"title": "Frontiers", "kind": "treaty"})
    assert answer.status_code == 409
    assert [(one.label, one.theirs) for one in answer.context["differences"]] == [
        ("Kind", "Security Council resolution"), ("Title", "Borders"),
    ]  # fmt: skip
    assert 'value="Frontiers"' in text(answer)
    assert re.findall(r'name="version" value="(\d)"', text(answer)) == ["2"]


def test_of_an_obligation_what_another_window_alone_has_changed_stays(edda, obligation):
    page = reverse("norms:obligation", args=[obligation.code])
    late = stay(edda, page, {"reference": "3 (d)", "title": "Limits"}, {"as_of": "2026-02-03", "title": "Marches"})
    assert told(late) == (["Place in it"], [("Title", "Limits", "Marches")])


def test_of_the_facts_of_a_norm_what_another_window_alone_has_changed_stays(norm, cast, as_user):
    page = reverse("norms:facts", args=[norm.code])
    late = stay(as_user(cast.sami), page, {"committee": "WG 2", "title": "Theirs"}, {"designation": "MSI 1", "title": "Mine"})
    assert told(late) == (["Committee"], [("Title", "Theirs", "Mine")])


def test_an_obligation_does_not_become_another_one_that_is_listed(cast, edda, obligation):
    facts = {"kind": "resolution", "instrument": "Resolution 1540 (2004)", "title": "Borders", "as_of": "2026-02-01"}
    facts |= {"text": "States keep effective border controls."}
    edda.post(reverse("norms:obligation_new"), facts | {"reference": "paragraph 2"})
    page = reverse("norms:obligation", args=[obligation.code])
    answer = edda.post(page, facts | {"reference": "paragraph 2", "text": "What I typed.", "version": "1"})
    assert answer.status_code == 409
    assert "is in the list already" in text(answer)
    assert area(answer, "text") == "What I typed."

"""A provision keeps its code as long as its sentence lives, wherever an editor or a file carries the sentence."""

from typing import Any

import pytest
from django.urls import reverse

from norms.checks import before_freezing
from norms.models import Obligation, Provision
from norms.services import (
    add_clause,
    change_norm,
    freeze_revision,
    import_markdown,
    link_obligation,
    move_clause,
    remove_clause,
    save_clause,
    start_revision,
)
from normsite.foundation.errors import Refused
from tests.norms.editions import EDITIONS, edition
from tests.norms.races import race
from tests.norms.scenes import KEYS, clause, draft, norm_with_draft, numbers, provisions

ALARM = "The module shall raise an alarm."


def write(norm, anchor, body, by):
    stored = clause(norm, anchor)
    words = {"title": stored.title, "body": body, "rationale": stored.rationale}
    return save_clause(clause=stored, version=stored.version, by=by, **words)


def following(norm, by):
    freeze_revision(revision=draft(norm), by=by)
    return start_revision(revision=norm.revisions.latest("number"), by=by)


# --- cut, paste and type ---------------------------------------------------------------------------------------------


def test_a_sentence_cut_here_and_put_there_and_back_keeps_its_code(cast, norm):
    known = provisions(norm, "alarms")
    write(norm, "alarms", "", cast.edda)
    write(norm, "erasure", ALARM, cast.edda)
    assert provisions(norm, "erasure") == known
    write(norm, "erasure", "", cast.edda)
    write(norm, "alarms", ALARM, cast.edda)
    assert provisions(norm, "alarms") == known


def test_a_sentence_that_moved_and_was_lightly_reworded_keeps_its_code(cast, norm):
    (code,) = provisions(norm, "alarms")
    write(norm, "alarms", "", cast.edda)
    write(norm, "erasure", "The module shall raise a loud alarm.", cast.edda)
    assert provisions(norm, "erasure") == {code: "The module shall raise a loud alarm."}


def test_a_sentence_that_moved_in_other_words_is_another_one(cast, norm):
    (code,) = provisions(norm, "alarms")
    write(norm, "alarms", "", cast.edda)
    write(norm, "erasure", "The module shall sound a siren in the yard.", cast.edda)
    assert code not in provisions(norm, "erasure")


def test_a_short_sentence_is_not_known_elsewhere_by_like_words(cast, norm):
    write(norm, "alarms", "Alarms shall be loud.", cast.edda)
    (code,) = provisions(norm, "alarms")
    write(norm, "alarms", "", cast.edda)
    write(norm, "erasure", "Alarms shall be long.", cast.edda)
    assert code not in provisions(norm, "erasure")


def test_the_very_words_go_before_like_ones(cast, norm):
    known = provisions(norm, "alarms")
    write(norm, "alarms", "", cast.edda)
    write(norm, "erasure", f"The module shall raise a loud alarm. {ALARM}", cast.edda)
    assert provisions(norm, "erasure") | known == provisions(norm, "erasure")


def test_a_sentence_that_still_stands_elsewhere_does_not_give_its_code_away(cast, norm):
    known = provisions(norm, "alarms")
    write(norm, "erasure", "The module shall raise a loud alarm.", cast.edda)
    assert (provisions(norm, "alarms"), set(provisions(norm, "erasure")) & set(known)) == (known, set())


def test_a_sentence_that_came_back_in_like_words_keeps_its_code(cast, norm):
    (code,) = provisions(norm, "alarms")
    write(norm, "alarms", "", cast.edda)
    write(norm, "alarms", "The module shall raise a loud alarm.", cast.edda)
    assert provisions(norm, "alarms") == {code: "The module shall raise a loud alarm."}


def test_words_of_an_earlier_text_bring_their_code_back(cast, norm):
    known = provisions(norm, "alarms")
    following(norm, cast.edda)
    write(norm, "alarms", "The module shall raise a very loud alarm.", cast.edda)
    write(norm, "alarms", "", cast.edda)
    write(norm, "erasure", ALARM, cast.edda)
    assert provisions(norm, "erasure") == known


def test_the_sentences_of_a_removed_clause_come_back_with_it(cast, norm):
    known = provisions(norm, "keys")
    remove_clause(clause=clause(norm, "keys"), by=cast.edda)
    add_clause(revision=draft(norm), title="Keys", body=KEYS, by=cast.edda)
    assert provisions(norm, "keys") == known


def test_a_sentence_keeps_its_code_while_it_is_typed(cast, norm):
    for words in ("It shall", "It shall log", "It shall log each attempt to open the lid and each failure of the clock."):
        write(norm, "alarms", f"{ALARM} {words}", cast.edda)
    assert [list(provisions(norm, "alarms").values()), Provision.objects.count()] == [[ALARM, words], 6]


def test_a_sentence_of_a_frozen_text_that_grows_to_another_one_gets_another_code(cast, norm):
    following(norm, cast.edda)
    (code,) = provisions(norm, "alarms")
    write(norm, "alarms", "The module shall raise an alarm, keep it up for a day, and tell the police by telephone.", cast.edda)
    assert code not in provisions(norm, "alarms")


def test_the_same_words_in_two_clauses_are_two_provisions(cast, norm):
    write(norm, "erasure", ALARM, cast.edda)
    assert len({*provisions(norm, "erasure"), *provisions(norm, "alarms")}) == 2


# --- what is stated nowhere ------------------------------------------------------------------------------------------


def test_a_provision_that_no_text_states_is_shown_on_the_desk_and_serves_nothing(cast, norm, obligation, as_user):
    provision = clause(norm, "alarms").statements.get().provision
    link_obligation(provision=provision, obligation=obligation, by=cast.edda)
    write(norm, "alarms", "", cast.edda)
    page = as_user(cast.edda).get(provision.get_absolute_url())
    assert page.status_code == 200
    assert "No text states it now. Its last words were:" in page.content.decode()
    assert ALARM in page.content.decode()
    assert "linked to 0 provisions" in as_user(cast.edda).get(reverse("norms:obligations")).content.decode()
    assert list(as_user(cast.edda).get(obligation.get_absolute_url()).context["links"]) == []
    assert as_user(cast.rosa).get(provision.get_absolute_url()).status_code == 404


def test_an_obligation_is_served_by_what_the_newest_text_states(cast, norm, obligation):
    provision = clause(norm, "alarms").statements.get().provision
    link_obligation(provision=provision, obligation=obligation, by=cast.edda)
    following(norm, cast.edda)
    assert list(Obligation.objects.get().provision_links.filter(provision__in=Provision.objects.stated_to(cast.sami))) != []
    write(norm, "alarms", "", cast.edda)
    assert provision not in Provision.objects.stated_to(cast.sami)


# --- import ----------------------------------------------------------------------------------------------------------

SINGLE = "The verifier SHALL accept a given authenticator only once."
TWIN = f"""# Authentication

## 1 Single factor {{#single}}

Nothing yet.

## 2 Multi factor {{#multi}}

{SINGLE} It SHALL log it.
"""


def test_a_clause_does_not_lose_its_provision_to_an_earlier_one_with_the_same_words(cast):
    norm = import_markdown(text=TWIN, by=cast.edda, scheme="rfc2119").norm
    known = provisions(norm, "multi")
    import_markdown(text=TWIN.replace("Nothing yet.", SINGLE), by=cast.edda, norm=norm, freeze_first=True)
    assert provisions(norm, "multi") == known
    assert not set(provisions(norm, "single")) & set(known)


def test_in_real_editions_no_clause_loses_a_provision_that_it_still_states(cast):
    norm, before = None, dict[str, str]()
    for name in EDITIONS:
        norm = import_markdown(
            text=edition(name), by=cast.edda, norm=norm, title="Authentication", scheme="rfc2119", freeze_first=True
        ).norm
        now = stated(norm)
        again = {key: code for key, code in before.items() if key in now}
        assert {key: now[key] for key in again} == again
        before = now


def stated(norm):
    """The code of each sentence, by its clause and its words."""
    rows = norm.revisions.latest("number").clauses.filter(statements__isnull=False)
    found = rows.values_list("anchor", "statements__text", "statements__provision__code")
    return {(anchor, words): code for anchor, words, code in found}


def test_a_text_imported_into_an_emptied_draft_is_known_from_the_revision_before(cast, norm):
    text = f"# Modules\n\n## 1 Keys\n\n{KEYS}\n\n## 2 Alarms\n\n{ALARM}\n"
    known = provisions(norm, "keys"), clause(norm, "keys").rationale
    following(norm, cast.edda)
    for anchor in ("scope", "keys", "alarms", "tests"):
        remove_clause(clause=clause(norm, anchor), by=cast.edda)
    report = import_markdown(text=text, by=cast.edda, norm=norm)
    assert (report.revision.number, list(numbers(norm))) == (2, ["keys", "alarms"])
    assert (provisions(norm, "keys"), clause(norm, "keys").rationale) == known


def test_an_emptied_draft_takes_the_text_of_the_revision_before_again_but_only_once(cast):
    norm = import_markdown(text=TWIN, by=cast.edda, scheme="rfc2119").norm
    following(norm, cast.edda)
    for anchor in ("single", "multi"):
        remove_clause(clause=clause(norm, anchor), by=cast.edda)
    import_markdown(text=TWIN, by=cast.edda, norm=norm)
    with pytest.raises(Refused, match="has this very text already"):
        import_markdown(text=TWIN, by=cast.edda, norm=norm, freeze_first=True)
    assert list(numbers(norm)) == ["single", "multi"]


def test_a_made_anchor_is_never_one_that_the_file_gives_to_another_clause(cast):
    text = "# T\n\n## 1 Keys\n\nSee [locks](#keys).\n\n## 2 Locks {#keys}\n\nOpen.\n"
    norm = import_markdown(text=text, by=cast.edda).norm
    assert numbers(norm) == {"keys-2": "1", "keys": "2"}
    assert clause(norm, "keys-2").body == "See [locks](#keys)."


# --- where nothing binds ---------------------------------------------------------------------------------------------


def test_an_informative_annex_and_what_stands_below_a_quiet_clause_carry_no_provisions(cast, norm):
    annex = add_clause(revision=draft(norm), title="Advice", kind="informative_annex", body=ALARM, by=cast.edda)
    for title, parent in (("Tips", annex), ("Aim", clause(norm, "scope"))):
        add_clause(revision=draft(norm), title=title, parent=parent, body=ALARM, by=cast.edda)
    assert [provisions(norm, anchor) for anchor in ("advice", "tips", "aim")] == [{}, {}, {}]
    assert [one.sentence for one in before_freezing(draft(norm)).doubtful] == [
        "Clause 1.1 Aim makes a requirement where none may stand.",
        "Clause B Advice makes a requirement where none may stand.",
        "Clause B.1 Tips makes a requirement where none may stand.",
    ]


def test_what_is_moved_below_a_quiet_clause_binds_no_longer_and_binds_again_when_moved_back(cast, norm):
    known = provisions(norm, "keys"), provisions(norm, "erasure")
    move_clause(clause=clause(norm, "keys"), parent=clause(norm, "scope"), position=0, by=cast.edda)
    assert (provisions(norm, "keys"), provisions(norm, "erasure")) == ({}, {})
    move_clause(clause=clause(norm, "keys"), parent=None, position=1, by=cast.edda)
    assert (provisions(norm, "keys"), provisions(norm, "erasure")) == known


def test_a_clause_that_becomes_informative_in_kind_takes_what_is_below_along(cast, norm):
    known = provisions(norm, "erasure")
    keys = clause(norm, "keys")
    words: dict[str, Any] = {"title": "Keys", "body": keys.body, "rationale": ""}
    keys = save_clause(clause=keys, version=keys.version, by=cast.edda, kind="informative_annex", **words)
    assert (provisions(norm, "keys"), provisions(norm, "erasure")) == ({}, {})
    save_clause(clause=keys, version=keys.version, by=cast.edda, kind="clause", **words)
    assert provisions(norm, "erasure") == known


def test_a_clause_added_below_an_informative_one_is_informative(cast, norm):
    words = {"title": "Alarms", "body": ALARM, "rationale": ""}
    alarms = save_clause(clause=clause(norm, "alarms"), version=1, by=cast.edda, normative=False, **words)
    add_clause(revision=draft(norm), title="Bells", parent=alarms, body=ALARM, by=cast.edda)
    assert (clause(norm, "bells").normative, provisions(norm, "bells")) == (False, {})


# --- how much is read ------------------------------------------------------------------------------------------------


def test_saving_a_clause_asks_as_few_questions_in_a_long_text_as_in_a_short_one(cast, norm, django_assert_max_num_queries):
    for number in range(20):
        add_clause(revision=draft(norm), title=f"More {number}", body=f"It shall do {number}.", by=cast.edda)
    following(norm, cast.edda)
    with django_assert_max_num_queries(16):
        write(norm, "alarms", "The module shall raise a loud alarm.", cast.edda)


def test_the_outline_is_read_without_the_texts(cast, norm, as_user, django_assert_max_num_queries):
    edda = as_user(cast.edda)
    with django_assert_max_num_queries(30) as asked:
        edda.get(reverse("norms:draft", args=[norm.code]))
    assert not [query for query in asked.captured_queries if '"body"' in query["sql"]]


# --- another keyword scheme ------------------------------------------------------------------------------------------


def test_with_another_keyword_scheme_the_draft_is_read_anew(cast, norm):
    write(norm, "alarms", "The module MUST raise an alarm. It should be loud.", cast.edda)
    assert marked(norm) == [("external_constraint", "must"), ("recommendation", "should")]
    version = clause(norm, "alarms").version
    change_norm(norm=norm, version=1, by=cast.sami, scheme="rfc2119")
    assert marked(norm) == [("requirement", "must")]
    assert '<em class="kw kw--requirement">MUST</em>' in clause(norm, "alarms").body_html
    assert "<em" not in clause(norm, "keys").body_html
    assert clause(norm, "alarms").version == version


def marked(norm):
    return list(clause(norm, "alarms").statements.order_by("position").values_list("kind", "keyword"))


@pytest.mark.django_db(transaction=True)
def test_a_text_is_never_frozen_with_the_words_of_another_scheme(cast):
    norm = norm_with_draft(cast)
    revision = draft(norm)
    race(
        lambda: change_norm(norm=norm, version=1, by=cast.sami, scheme="rfc2119"),
        lambda: freeze_revision(revision=revision, by=cast.edda),
    )
    norm.refresh_from_db()
    assert bool(provisions(norm, "keys")) == (norm.scheme == "iso")

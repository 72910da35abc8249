"""Importing a text: as a new norm, as the next revision of one, in the browser and from the command line."""

import io
import json
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse

from norms.models import Clause, Dialect, Norm
from norms.services import EditConflict, freeze_revision, import_markdown, plan_import, save_clause
from norms.services.plans import Doubt
from norms.text.parsing import parse_markdown
from norms.text.sides import Known, Pair
from normsite.foundation.errors import Refused
from normsite.foundation.markup.dialects import likely_dialect
from tests.norms.scenes import clause, draft, numbers, provisions, text
from tests.norms.test_editor import area

FIRST = """# Key modules

## 1 Scope

This norm is about modules.

## 2 Keys {#keys}

The module shall erase its keys. See [alarms](#alarms).

### 2.1 Noise

Noise may be used to erase keys, as long as a laboratory has measured it and found it random.

## 3 Alarms {#alarms}

The module should raise an alarm.

## Annex A Tests

Tests shall be run.
"""
SECOND = """# Key modules

## 1 Scope

This norm is about modules.

## 2 Alarms {#alarms}

The module should raise a loud alarm.

## 3 Deleting keys {#keys}

The module shall erase its keys.

### 3.1 Random light

Noise may be used to erase keys, as long as one laboratory has measured it and found it random.

## 4 Fibre

Fibre shall be dark.
"""


@pytest.fixture
def first(cast):
    """The first text as revision 1, frozen."""
    norm = import_markdown(text=FIRST, by=cast.edda, scheme="iso").norm
    clause_of_keys = clause(norm, "keys")
    words: dict[str, Any] = {"title": clause_of_keys.title, "body": clause_of_keys.body, "rationale": "Keys leak."}
    save_clause(clause=clause_of_keys, version=1, by=cast.edda, **words)
    freeze_revision(revision=draft(norm), by=cast.edda)
    return norm


@pytest.fixture
def edda(cast, as_user):
    return as_user(cast.edda)


# --- what is written -------------------------------------------------------------------------------------------------


def test_a_text_becomes_a_norm_with_a_draft(cast):
    report = import_markdown(text=FIRST, by=cast.edda, scheme="iso")
    assert (report.norm.title, report.revision.is_draft, report.revision.number) == ("Key modules", True, 1)
    assert numbers(report.norm) == {"scope": "1", "keys": "2", "noise": "2.1", "alarms": "3", "tests": "A"}
    kinds = Clause.objects.filter(revision=report.revision).order_by("order").values_list("kind", flat=True)
    assert list(kinds) == ["scope", "clause", "clause", "clause", "annex"]
    assert report.keyword_counts == {"shall": 2, "should": 1, "may": 1}
    assert list(provisions(report.norm, "alarms").values()) == ["The module should raise an alarm."]


def test_what_was_imported_is_called_by_what_it_is(cast):
    revision = import_markdown(text=FIRST, by=cast.edda, scheme="iso").revision
    statement = clause(revision.norm, "alarms").statements.get()
    assert str(revision.import_record) == f"Import of {revision}"
    assert str(statement) == f"{statement.provision.code}: The module should raise an alarm."


def test_in_the_next_revision_clauses_are_known_by_anchor_title_and_text(cast, first):
    before = {anchor: provisions(first, anchor) for anchor in ("keys", "noise", "alarms")}
    report = import_markdown(text=SECOND, by=cast.edda, norm=first)
    assert [(anchor, title, known_by) for anchor, title, known_by, _ in report.matched] == [
        ("scope", "Scope", "title"),
        ("alarms", "Alarms", "anchor"),
        ("keys", "Deleting keys", "anchor"),
        ("noise", "Random light", "text"),
    ]
    assert (report.new, report.gone) == (["Fibre"], ["A Tests"])
    assert numbers(first) == {"scope": "1", "alarms": "2", "keys": "3", "noise": "3.1", "fibre": "4"}
    assert clause(first, "keys").rationale == "Keys leak."
    assert {anchor: list(provisions(first, anchor)) for anchor in before} == {
        anchor: list(known) for anchor, known in before.items()
    }


def test_an_import_beside_a_draft_is_refused_unless_it_is_frozen_first(cast):
    norm = import_markdown(text=FIRST, by=cast.edda, scheme="iso").norm
    with pytest.raises(Refused, match="still a draft"):
        import_markdown(text=SECOND, by=cast.edda, norm=norm)
    assert norm.revisions.count() == 1
    import_markdown(text=SECOND, by=cast.edda, norm=norm, freeze_first=True)
    assert list(norm.revisions.order_by("number").values_list("number", "state")) == [(1, "frozen"), (2, "draft")]


def test_a_text_that_cannot_be_rendered_leaves_nothing_behind(cast):
    with pytest.raises(Refused, match="nested more than 10 deep"):
        import_markdown(text=f"# Keys\n\n## 1 Scope\n\n{'> ' * 40}deep\n", by=cast.edda)
    assert (Norm.objects.count(), Clause.objects.count()) == (0, 0)


def test_one_clause_cannot_live_on_in_two(first):
    with pytest.raises(Refused, match="Two clauses of the text are said to be the clause #keys"):
        plan_import(text=SECOND, norm=first, pairing={0: "keys", 1: "alarms", 2: "keys"})


def test_another_text_may_bear_the_title_of_one_that_is_there(cast, first):
    assert import_markdown(text=SECOND, by=cast.edda).norm != first
    assert list(Norm.objects.values_list("title", flat=True)) == ["Key modules", "Key modules"]


NUMBERED = """# Key modules

## 3. Keys

A key shall be short.

## 5. Alarms

An alarm shall be loud.
"""


def test_a_new_norm_keeps_its_published_numbers_where_others_would_be_counted(cast):
    report = import_markdown(text=NUMBERED, by=cast.edda)
    assert (report.norm.numbering, numbers(report.norm)) == ("written", {"keys": "3", "alarms": "5"})
    assert [(remark.line, remark.sentence) for remark in report.warnings] == [
        (1, "The clauses keep their numbers as written; counted by the site, 2 numbers would differ.")
    ]


def test_a_person_may_have_the_site_count(cast):
    report = import_markdown(text=NUMBERED, by=cast.edda, numbering="computed")
    assert (report.norm.numbering, numbers(report.norm)) == ("computed", {"keys": "1", "alarms": "2"})
    assert [(remark.line, remark.sentence) for remark in report.warnings] == [
        (1, "2 numbers will differ from the written ones; the first is “3 Keys”, which becomes 1.")
    ]


def test_numbers_as_written_are_compared_with_numbers_as_written(cast):
    """Counted, "3 Keys" is 1; in the next edition, 1 is another clause, and 3 the same one under a like title."""
    norm = import_markdown(text=NUMBERED, by=cast.edda, numbering="computed").norm
    second = "# Key modules\n\n## 1. Keys of doors\n\nDoors.\n\n## 3. The keys\n\nShort.\n"
    report = import_markdown(text=second, by=cast.edda, norm=norm, freeze_first=True)
    assert [(anchor, title, by) for anchor, title, by, _ in report.matched] == [("keys", "The keys", "number")]


def test_a_text_imported_before_numbers_were_kept_says_nothing_about_them(cast):
    norm = import_markdown(text=NUMBERED, by=cast.edda, numbering="computed").norm
    Clause.objects.update(written_number="")
    second = "# Key modules\n\n## 1. The keys\n\nShort.\n\n## 3. Keys of doors\n\nDoors.\n"
    assert import_markdown(text=second, by=cast.edda, norm=norm, freeze_first=True).matched == []


# --- in the browser --------------------------------------------------------------------------------------------------


def plan(client, **sent):
    return client.post(reverse("norms:import"), {"scheme": "iso"} | sent)


def confirm(client, **sent):
    """See the plan, and say yes to it."""
    return plan(client, confirm="1", seen=plan(client, **sent).context["standing"], **sent)


def test_the_plan_says_what_would_happen_and_writes_nothing(edda, first):
    answer = plan(edda, text=SECOND, norm=first.pk)
    assert answer.status_code == 200
    page = text(answer)
    assert re.search(r'<dd>\s*4\s*</dd>\s*<dt>\s*<a class="govuk-link" href="#live-on">live on</a>', page)
    assert "<li><bdi>4 Fibre</bdi></li>" in page
    assert "<li><bdi>A Tests</bdi></li>" in page
    assert area(answer, "text") == SECOND
    assert first.revisions.count() == 1


def test_what_was_planned_is_written_when_confirmed(edda, first):
    sent = {"text": area(plan(edda, text=SECOND, norm=first.pk), "text"), "norm": first.pk, "label": "Second"}
    answer = confirm(edda, **sent)
    assert answer.url == reverse("norms:draft", args=[first.code])
    assert draft(first).name == "Second"
    assert list(numbers(first)) == ["scope", "alarms", "keys", "noise", "fibre"]


def test_a_new_norm_is_imported_from_a_file(edda):
    file = SimpleUploadedFile("norm.md", FIRST.encode("utf-16"))
    answer = plan(edda, file=file, title="Modules", summary="For makers.")
    assert area(answer, "text") == FIRST
    plan(edda, confirm="1", text=area(answer, "text"), title="Modules", summary="For makers.")
    assert list(Norm.objects.values_list("title", "summary")) == [("Modules", "For makers.")]


def test_before_confirming_something_can_be_changed(edda, first):
    answer = plan(edda, text=SECOND, norm=first.pk, label="Second", change="1")
    assert (answer.status_code, area(answer, "text")) == (200, SECOND)
    assert first.revisions.count() == 1


MOVED = """# Key modules

## 1 Scope

This norm is about modules.

## 2 Random light

Noise may be used to erase keys, as long as somebody has seen it and found it random.

## 3 Light of day

Noise may be used to erase keys, as long as one laboratory has measured it and found it random.
"""


def selects(answer) -> dict[str, str]:
    """The choices of the plan: name of the select, value and words of what is chosen in it."""
    found = re.findall(r'<select class="govuk-select" name="(pair-\d+)".*?</select>', text(answer), re.S)
    return {name: re.sub(r"[\u2066-\u2069]", "", chosen(text(answer), name)) for name in found}


def chosen(page: str, name: str) -> str:
    options = re.search(rf'<select class="govuk-select" name="{name}".*?</select>', page, re.S)[0]
    offered = re.findall(r"<option ([^>]*)>\s*(.*?)\s*</option>", options, re.S)
    return next((words for marks, words in offered if "selected" in marks), offered[0][1])


def test_the_plan_shows_each_doubtful_pair_with_both_texts_and_the_new_clauses(edda, first):
    answer = plan(edda, text=MOVED, norm=first.pk)
    assert selects(answer) == {"pair-2": "is the clause 2.1 Noise", "pair-1": "is a new clause"}
    assert "as long as a laboratory has measured it" in text(answer)
    assert "as long as one laboratory has measured it" in text(answer)
    assert answer.context["overview"]["doubtful"] == [["3 Light of day", "2.1 Noise", "text"]]


def seen(answer, sent: dict) -> dict:
    """What the page of a plan sends again, with what a person chose on it."""
    return sent | {name: answer.context["form"].data[name] for name in ("seen", "planned", "chosen", "scheme", "numbering")}


@pytest.mark.parametrize("chosen", [{"pair-1": "noise"}, {"numbering": "written"}, {"pair-now": "0", "pair-before": "-"}])
def test_what_is_chosen_otherwise_than_in_the_plan_is_planned_anew_before_it_is_written(edda, first, chosen):
    sent = dict(plan(edda, text=MOVED, norm=first.pk).context["form"].data) | chosen
    answer = plan(edda, **sent | {"confirm": "1"})
    assert (answer.status_code, first.revisions.count()) == (409, 1)
    assert "You chose otherwise than in the plan you saw." in text(answer)
    assert plan(edda, **seen(answer, sent) | {"confirm": "1"}).status_code == 302


def test_any_clause_may_be_paired_by_hand_also_one_that_was_found_beyond_doubt(edda, first):
    answer = plan(edda, text=MOVED, norm=first.pk)
    assert [name for _, name in answer.context["plan"].clauses] == ["1 Scope", "2 Random light", "3 Light of day"]
    assert sorted(one.key for one in answer.context["plan"].known) == sorted(numbers(first))
    sent = dict(answer.context["form"].data) | {"pair-now": "0", "pair-before": "noise"}
    pairs = plan(edda, **sent).context["plan"].matching.pairs
    assert [(pair.new.title, pair.old.key) for pair in pairs if pair.by == "person"] == [("Scope", "noise")]


def test_a_person_changes_a_pairing_and_that_is_written(edda, first):
    answer = plan(edda, text=MOVED, norm=first.pk)
    sent = dict(answer.context["form"].data) | {"pair-1": "noise", "pair-2": ""}
    answer = plan(edda, **sent | {"again": "1"})
    assert selects(answer) == {"pair-1": "2.1 Noise", "pair-2": "is a new clause"}
    assert plan(edda, **seen(answer, sent) | {"confirm": "1"}).status_code == 302
    assert list(numbers(first).items()) == [("scope", "1"), ("noise", "2"), ("light-of-day", "3")]
    assert edda.get(reverse("norms:import_report", args=[first.code, 2])).context["overview"]["lived_on"] == [
        ["1 Scope", "1 Scope", "title"],
        ["2 Random light", "2.1 Noise", "person"],
    ]


def test_a_person_says_that_a_clause_is_new(edda, first):
    sent = dict(plan(edda, text=MOVED, norm=first.pk).context["form"].data) | {"pair-2": "-", "pair-1": "-"}
    answer = plan(edda, **sent)
    assert selects(answer) == {"pair-1": "is a new clause", "pair-2": "is a new clause"}
    plan(edda, **seen(answer, sent) | {"confirm": "1"})
    assert list(numbers(first)) == ["scope", "random-light", "light-of-day"]


def test_one_clause_chosen_for_two_is_shown_anew_before_anything_is_written(edda, first):
    sent = dict(plan(edda, text=MOVED, norm=first.pk).context["form"].data) | {"pair-1": "noise", "pair-2": "noise"}
    answer = plan(edda, **sent | {"confirm": "1"})
    assert (answer.status_code, first.revisions.count()) == (409, 1)
    assert "One clause was chosen for two clauses of the text; neither has it now." in text(answer)


def test_what_was_chosen_stays_when_something_else_is_refused(edda, first):
    sent = dict(plan(edda, text=MOVED, norm=first.pk).context["form"].data) | {"pair-2": "alarms", "label": "x" * 99}
    answer = plan(edda, **sent)
    assert answer.status_code == 422
    assert '<input type="hidden" name="pair-2" value="alarms">' in text(answer)
    assert area(answer, "text") == MOVED


def test_what_was_said_of_clauses_of_another_text_is_not_done(edda, first):
    sent = dict(plan(edda, text=MOVED, norm=first.pk).context["form"].data) | {"pair-2": "alarms", "text": SECOND}
    assert [pair.by for pair in plan(edda, **sent).context["plan"].matching.pairs] == ["title", "anchor", "anchor", "text"]
    assert "The text is read otherwise than in the plan you saw." in text(plan(edda, **sent | {"confirm": "1"}))
    assert first.revisions.count() == 1


def test_the_other_dialect_is_planned_before_it_is_imported(edda):
    answer = plan(edda, text=FIRST)
    told, sent = answer.context["overview"], dict(answer.context["form"].data)
    assert (told["dialect"], told["reason"]) == (Dialect.COMMONMARK.label, likely_dialect(FIRST)[1])
    answer = plan(edda, **sent | {"dialect": "extra", "confirm": "1"})
    assert (answer.status_code, Norm.objects.count(), answer.context["overview"]["dialect"]) == (409, 0, Dialect.EXTRA.label)
    plan(edda, **dict(answer.context["form"].data))
    assert list(Norm.objects.values_list("dialect", flat=True)) == ["extra"]


def test_the_plan_of_a_new_norm_lists_its_clauses_as_they_will_stand(edda):
    answer = plan(edda, text=NUMBERED)
    assert answer.context["overview"]["outline"] == [["3", "Keys", "Clause"], ["5", "Alarms", "Clause"]]
    assert "counted and written numbers differ in 2 clauses" in text(answer)
    answer = plan(edda, **dict(answer.context["form"].data) | {"numbering": "computed"})
    assert answer.context["overview"]["outline"] == [["1", "Keys", "Clause"], ["2", "Alarms", "Clause"]]


def test_words_that_look_like_keywords_are_told_with_the_reason(edda):
    answer = plan(edda, text="# Keys\n\n## 1 Keys\n\nIt shall. `shall` is code.\n")
    places = answer.context["overview"]["uncounted"]
    assert [place[:2] for place in places] == [["1 Keys", "shall"]]
    assert f'data-label="Why not">{places[0][2]}</td>' in text(answer)


def test_a_chosen_file_goes_along_when_something_else_is_refused(edda):
    answer = plan(edda, file=SimpleUploadedFile("norm.md", FIRST.encode()), label="x" * 99)
    assert (answer.status_code, area(answer, "text")) == (422, FIRST)
    long = SimpleUploadedFile("norm.md", f"# Keys\n\n## 1 Scope\n\n{'> ' * 40}deep\n".encode())
    answer = plan(edda, file=long)
    assert (answer.status_code, area(answer, "text")) == (409, f"# Keys\n\n## 1 Scope\n\n{'> ' * 40}deep\n")


def test_nothing_chosen_and_nothing_pasted_is_said_at_the_field(edda):
    answer = plan(edda, title="Modules")
    assert answer.status_code == 422
    assert answer.context["form"].errors == {"text": ["Choose a file or paste a text."]}
    assert 'value="Modules"' in text(answer)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"# Keys\n\xff\xfa\n", "The file is not UTF-8 text: line 2"),
        (b"x" * 2_000_001, "The file has 2,000,001 bytes; the most is 2,000,000."),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_at_the_field(edda, data, sentence):
    answer = plan(edda, file=SimpleUploadedFile("norm.md", data))
    assert answer.status_code == 422
    assert [errors[0].startswith(sentence) for errors in answer.context["form"].errors.values()] == [True]
    assert list(answer.context["form"].errors) == ["file"]


def test_a_paste_of_more_than_two_megabytes_is_refused_and_stays_typed(edda):
    long = FIRST + "x" * 2_000_000
    answer = plan(edda, text=long)
    assert answer.status_code == 409
    assert f"The file has {len(long):,} characters; the most is 2,000,000." in text(answer)
    assert area(answer, "text") == long


def test_a_draft_in_the_way_is_named_before_the_plan(edda, first):
    confirm(edda, text=SECOND, norm=first.pk)
    answer = plan(edda, text=FIRST, norm=first.pk, label="Third")
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["freeze_first"]
    assert confirm(edda, text=FIRST, norm=first.pk, freeze_first="on").status_code == 302
    assert draft(first).number == 3


def test_a_next_revision_sent_twice_is_imported_once(edda, first):
    sent = {"text": SECOND, "norm": first.pk, "freeze_first": "on"}
    sent |= {"confirm": "1", "seen": plan(edda, **sent).context["standing"]}
    assert plan(edda, **sent).status_code == 302
    answer = plan(edda, **sent)
    assert answer.status_code == 409
    assert "Revision 2 has this very text already. Nothing is imported." in text(answer)
    assert (area(answer, "text"), first.revisions.count(), draft(first).number) == (SECOND, 2, 2)


def test_a_plan_for_a_text_that_was_changed_meanwhile_is_shown_anew_before_it_is_done(edda, cast, first):
    confirm(edda, text=SECOND, norm=first.pk)
    sent = {"text": FIRST, "norm": first.pk, "freeze_first": "on"}
    seen = plan(edda, **sent).context["standing"]
    keys = clause(first, "keys")
    save_clause(clause=keys, version=keys.version, by=cast.sami, title="Keys", body="Keys shall rest.", rationale="")
    answer = plan(edda, confirm="1", seen=seen, **sent)
    assert answer.status_code == 409
    assert "The text of the norm was changed since you saw the plan." in text(answer)
    assert (area(answer, "text"), draft(first).number) == (FIRST, 2)
    assert plan(edda, confirm="1", seen=answer.context["standing"], **sent).status_code == 302
    assert clause(first, "keys").revision.number == 3


def test_what_an_import_said_can_be_read_from_the_desk_afterwards(edda, as_user, cast, first):
    planned = plan(edda, text=SECOND, norm=first.pk).context["overview"]
    confirm(edda, text=SECOND, norm=first.pk)
    desk = reverse("norms:desk", args=[first.code])
    report = reverse("norms:import_report", args=[first.code, 2])
    assert f'href="{report}"' in text(edda.get(desk))
    answer = as_user(cast.olu).get(report)
    assert json.loads(json.dumps(planned)) == answer.context["overview"]
    assert re.search(r'<dd>\s*4\s*</dd>\s*<dt>\s*<a class="govuk-link" href="#live-on">live on</a>', text(answer))
    assert "<li><bdi>A Tests</bdi></li>" in text(answer)
    assert as_user(cast.rosa).get(report).status_code == 403
    assert edda.get(reverse("norms:import_report", args=[first.code, 9])).status_code == 404


def test_a_new_norm_sent_twice_is_imported_once(edda, cast):
    assert plan(edda, text=FIRST, confirm="1").status_code == 302
    answer = plan(edda, text=FIRST, confirm="1")
    assert answer.status_code == 409
    assert f"This text is registered already, as {Norm.objects.get().code}." in text(answer)
    assert area(answer, "text") == FIRST


def test_a_text_with_another_nesting_is_another_text(cast, first):
    flat = FIRST.replace("### 2.1 Noise", "## 3 Noise").replace("## 3 Alarms", "## 4 Alarms")
    assert import_markdown(text=flat, by=cast.edda, norm=first).revision.number == 2


def test_an_imported_clause_is_newer_than_any_form_opened_before(cast, first):
    begun = clause(first, "keys")
    import_markdown(text=SECOND, by=cast.edda, norm=first)
    with pytest.raises(EditConflict):
        save_clause(clause=clause(first, "keys"), version=begun.version, by=cast.edda, title="x", body="y", rationale="")


@pytest.mark.parametrize("who", ["olu", "rhea", "april", "ada", "rosa"])
def test_only_writers_import(cast, as_user, first, who):
    answer = plan(as_user(getattr(cast, who)), text=SECOND, norm=first.pk, confirm="1")
    assert answer.status_code == 403
    assert "Fibre" not in text(answer)
    assert first.revisions.count() == 1


# --- from the command line -------------------------------------------------------------------------------------------


def command(*arguments: str) -> str:
    out = io.StringIO()
    call_command("import_norm", *arguments, stdout=out)
    return out.getvalue()


@pytest.fixture
def files(tmp_path):
    """The two texts as files."""
    for name, words in (("first.md", FIRST), ("second.md", SECOND)):
        (tmp_path / name).write_text(words)
    return str(tmp_path / "first.md"), str(tmp_path / "second.md")


def test_the_command_tells_what_was_matched_new_and_gone(cast, files):
    told = command(files[0], "--by", cast.sami.email, "--freeze")
    code = Norm.objects.get().code
    reason = likely_dialect(FIRST)[1]
    assert told.splitlines() == [
        f"{code} Key modules, Revision 1",
        f"read as CommonMark with tables, footnotes and ISO's lists: {reason}",
        "numbers: Counted by the site",
        "matched 0, new 5, gone 0",
        "keywords: shall 2, should 1, may 1",
    ]
    told = command(files[1], "--norm", code.lower(), "--by", cast.sami.email)
    assert told.splitlines()[0] == f"{code} Key modules, Revision 2"
    assert told.splitlines()[3] == "matched 4, new 1, gone 1"
    assert "  known by its text: Random light (#noise)" in told.splitlines()
    assert "  new: Fibre" in told.splitlines()
    assert "  gone: A Tests" in told.splitlines()
    assert draft(Norm.objects.get()).created_by == cast.sami


def test_the_command_takes_dialect_and_numbering(cast, files):
    told = command(files[0], "--dialect", "extra", "--numbering", "written")
    assert told.splitlines()[1:3] == [
        "read as Markdown Extra, as MkDocs and kramdown read it",
        "numbers: As the imported text has them",
    ]
    assert list(Norm.objects.values_list("dialect", "numbering")) == [("extra", "written")]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--norm", "N-7"], "There is no norm N-7."),
        (["--by", "olu@people.example"], "may import norms"),
        (["--by", "nobody@people.example"], "has no account"),
    ],
)
def test_the_command_refuses_in_a_sentence(cast, files, arguments, sentence):
    with pytest.raises(CommandError, match=sentence):
        command(files[0], *arguments)
    assert Norm.objects.count() == 0


def test_a_file_that_is_not_there_is_named(cast):
    with pytest.raises(CommandError, match=r"nowhere\.md can't be read: No such file"):
        command("nowhere.md")


@pytest.mark.parametrize(
    ("text", "scheme", "reason"),
    [
        ("# A\n\nThe words of RFC 2119 hold. It MUST be.", "rfc2119", "it cites RFC 2119"),
        ("# A\n\nSee BCP\n14. It MUST be, it MUST, and shall.", "rfc2119", "it cites BCP 14"),
        ("# A\n\nIt shall be, and shall. See RFC 2119: REQUIRED.", "iso", "it says shall in small letters"),
        ("# A\n\nIt shall be.\n\n```\nMUST MUST MUST\n```", "iso", "it says shall in small letters"),
        ("# A\n\nIt MUST be.", "rfc2119", "its keywords stand in capitals"),
        ("# A\n\nIt shall be. RFC 2119 is another matter.", "iso", "it says shall in small letters"),
        ("# A\n\nIt is.", "iso", ""),
    ],
)
def test_a_new_norm_has_the_keywords_that_its_text_looks_like(cast, text: str, scheme: str, reason: str):
    planned = plan_import(text=text)
    assert (planned.scheme, planned.likely_scheme) == (scheme, (scheme, reason))
    assert import_markdown(text=text, by=cast.edda).norm.scheme == scheme


def test_a_text_that_looks_like_other_keywords_than_its_norm_has_is_remarked_upon(db):
    planned = plan_import(text="# A\n\nBy RFC 2119 it MUST be.", scheme="iso")
    assert [remark.sentence for remark in planned.warnings] == [
        "The text seems to be written with the keywords of RFC 2119: it cites RFC 2119."
    ]


def test_a_text_of_another_norm_and_the_same_text_again_are_remarked_upon(cast, first):
    other = "# Boats\n\n" + "".join(f"## {word}\n\nA {word} floats.\n\n" for word in ("Raft", "Canoe", "Barge", "Skiff"))
    known = len(numbers(first))
    assert plan_import(text=other, norm=first).warnings[0].sentence == (
        f"Is it a text of this norm? Only 0 of {known} clauses live on; it is called “Boats”, the norm “Key modules”."
    )
    same = plan_import(text=FIRST, norm=first).warnings[0].sentence
    assert same.startswith("All clauses live on, each with the title and the words that it has in ")


def test_a_next_text_that_is_read_in_another_dialect_is_remarked_upon(first):
    before, now = "CommonMark with tables, footnotes and ISO's lists", "Markdown Extra, as MkDocs and kramdown read it"
    planned = plan_import(text=FIRST, norm=first, dialect="extra")
    said = [remark.sentence for remark in planned.warnings if "read as" in remark.sentence]
    assert said == [f"The norm was read as {before} so far; this text is read as {now}."]


def test_a_text_without_numbers_can_keep_none(db):
    planned = plan_import(text="# A\n\n# B", numbering="written")
    assert [remark.sentence for remark in planned.warnings] == ["The text has no numbers; they are counted."]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"%PDF-1.7 \xff", "The file is a PDF and no Markdown."),
        (b"PK\x03\x04\xff", "The file is a Word file or another package and no Markdown."),
        (b"Gr\xfc\xdfe", "The file is not UTF-8 text: line 1 holds a byte that has no meaning in it."),
    ],
)
def test_a_file_that_is_no_text_is_called_what_it_is(edda, data: bytes, sentence: str):
    answer = plan(edda, file=SimpleUploadedFile("norm.md", data))
    assert (answer.status_code, answer.context["form"].errors["file"][0].startswith(sentence)) == (422, True)


def test_a_file_and_a_text_at_once_are_one_too_many(edda):
    answer = plan(edda, file=SimpleUploadedFile("norm.md", FIRST.encode()), text=SECOND)
    assert answer.context["form"].errors == {"file": ["Choose a file or paste a text, not both."]}
    assert area(answer, "text") == SECOND


def test_the_text_of_a_file_makes_room_for_another_file(edda):
    answer = plan(edda, file=SimpleUploadedFile("norm.md", b"# A\n\n" + b"> " * 11 + b"x"))
    sent = {name: answer.context["form"].data[name] for name in ("text", "from_file")}
    again = plan(edda, file=SimpleUploadedFile("norm.md", FIRST.encode()), **sent)
    assert (again.status_code, area(again, "text")) == (200, FIRST)
    mended = sent | {"text": sent["text"] + "mended"}
    assert plan(edda, file=SimpleUploadedFile("norm.md", FIRST.encode()), **mended).status_code == 422


@pytest.mark.parametrize("half", [{"pair-now": "0"}, {"pair-before": "-"}])
def test_half_a_pairing_by_hand_is_told_and_nothing_is_written(edda, first, half):
    answer = plan(edda, **dict(plan(edda, text=MOVED, norm=first.pk).context["form"].data) | half | {"confirm": "1"})
    assert (answer.status_code, first.revisions.count()) == (409, 1)
    assert "choose both which it is and what it was before" in text(answer)


def test_the_plan_shows_the_summary_that_the_file_gives(edda):
    answer = plan(edda, text="---\ndescription: For lamps in the street.\n---\n# 1 Scope")
    assert "For lamps in the street." in text(answer)


def test_the_doubtful_are_shown_from_where_they_begin_to_differ():
    alike, old, new = "word " * 100, "the old end", "the new end"
    known = Known("keys", "keys", "1", "Keys", alike + old)
    pair = Pair(known, parse_markdown("# 1 Keys").clauses[0], "title", 0.9, True)
    before, now = Doubt(0, "1 Keys", alike + new, pair, None).excerpts
    assert (before[:6], before[-11:], now[-11:]) == ("…word ", old, new)

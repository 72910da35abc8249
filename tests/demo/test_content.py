"""The demonstration's files agree with each other, with the models, and with what the demonstration is meant to show."""

import datetime
import re
from collections import Counter
from functools import cache
from itertools import pairwise
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import yaml
from django_countries import countries

from comments.models import Capacity, CommentKind, CommentState, Effect, Outcome, Reaction
from comments.models.comment import WithholdingGround
from comments.models.disposition import NO_REASON_NEEDED
from norms.models import Adoption, ClauseKind, ObligationKind
from norms.stages import SUBSTAGES
from normsite.foundation.accounts.models import OrganisationKind, Role
from normsite.foundation.markup.keywords import SCHEMES
from riskreviews.methods import METHODS, USUAL
from riskreviews.models import Tier, Treatment, Verdict

DEMO = Path(__file__).resolve().parents[2] / "normsite/demo"
NORMS = ("qkd", "am", "uas")
HEADING = re.compile(r"^(#{2,6}) (.+?) \{#([a-z0-9-]+)\}$", re.MULTILINE)
CONTINENT = {
    **dict.fromkeys(("NO", "FI", "DE", "FR", "PT", "GB", "IS", "AT", "CH", "RO", "ES", "NL"), "Europe"),
    **dict.fromkeys(("KR", "JP", "IN", "LK"), "Asia"),
    **dict.fromkeys(("KE", "MA", "ZA", "GH", "MZ", "CV"), "Africa"),
    **dict.fromkeys(("US", "CA"), "North America"),
    **dict.fromkeys(("CL", "AR", "CO"), "South America"),
    **dict.fromkeys(("AU", "NZ"), "Oceania"),
}
TEST = ("legitimate_aim", "suitable", "necessary", "proportionate")


@cache
def read(path):
    return yaml.safe_load((DEMO / path).read_text(encoding="utf-8"))


BODY = read("body.yaml")
STAFF = {person["id"]: person for person in BODY["staff"]}
PEOPLE = {person["id"]: person for person in BODY["people"]}
ORGANISATIONS = {organisation["id"]: organisation for organisation in BODY["organisations"]}
OBLIGATIONS = {obligation["id"]: obligation for obligation in read("obligations.yaml")["obligations"]}


def facts(norm):
    return read(f"norms/{norm}/norm.yaml")


@cache
def text(norm, number):
    return (DEMO / f"norms/{norm}/r{number}.md").read_text(encoding="utf-8")


@cache
def clauses(norm, number):
    """The clauses of a revision in order: anchor to (depth, title, body)."""
    source = text(norm, number)
    found = list(HEADING.finditer(source))
    ends = [match.start() for match in found[1:]] + [len(source)]
    return {
        match[3]: (len(match[1]) - 1, match[2], source[match.end() : end].strip())
        for match, end in zip(found, ends, strict=True)
    }


def labels(norm, number):
    """The number of each clause, computed as the product does: none for foreword and introduction, letters for annexes."""
    kinds = facts(norm)["kinds"]
    result, count, annexes, head = {}, [0] * 6, 0, ""
    for anchor, (depth, title, _) in clauses(norm, number).items():
        kind = kinds.get(anchor, "clause")
        count[depth:] = [0] * (6 - depth)
        if kind in {"foreword", "introduction"}:
            result[anchor] = title
        elif depth == 1 and "annex" in kind:
            annexes += 1
            head = result[anchor] = chr(ord("A") + annexes - 1)
        else:
            count[depth - 1] += 1
            head = str(count[0]) if depth == 1 else head
            result[anchor] = ".".join([head, *map(str, count[1:depth])])
    return result


def consultation(norm):
    return read(f"norms/{norm}/consultation.yaml")["consultation"]


def comments(norm):
    return consultation(norm)["comments"]


def assessments(norm):
    return read(f"norms/{norm}/risk.yaml")["assessments"]


def revisions(norm):
    return [revision["number"] for revision in facts(norm)["revisions"]]


ALL_COMMENTS = [(norm, comment) for norm in NORMS for comment in comments(norm)]
DISPOSITIONS = [(norm, comment, comment["disposition"]) for norm, comment in ALL_COMMENTS if "disposition" in comment]
ALL_ASSESSMENTS = [(norm, assessment) for norm in NORMS for assessment in assessments(norm)]
EDITIONS = [(norm, number) for norm in NORMS for number in revisions(norm)]


@cache
def everything():
    """Every loaded file, for the rules that hold everywhere."""
    return {str(path.relative_to(DEMO)): yaml.safe_load(path.read_text(encoding="utf-8")) for path in DEMO.rglob("*.yaml")}


def values(node, key=""):
    """Each scalar with the key it stands under."""
    if isinstance(node, dict):
        for name, child in node.items():
            yield from values(child, name)
    elif isinstance(node, list):
        for child in node:
            yield from values(child, key)
    else:
        yield key, node


def own_ids(node):
    if isinstance(node, dict):
        if "id" in node:
            yield node["id"]
        for child in node.values():
            yield from own_ids(child)
    elif isinstance(node, list):
        for child in node:
            yield from own_ids(child)


# The people and the organisations


def test_every_role_is_held_by_somebody():
    assert {role for person in BODY["staff"] for role in person["roles"]} == set(Role.values)


def test_at_least_fourteen_organisations_of_every_kind_on_five_continents():
    assert len(ORGANISATIONS) >= 14
    assert {organisation["kind"] for organisation in ORGANISATIONS.values()} == set(OrganisationKind.values)
    assert len({CONTINENT[organisation["country"]] for organisation in ORGANISATIONS.values()}) >= 5


def test_each_organisation_has_somebody_to_speak_for_it():
    assert {person["organisation"] for person in PEOPLE.values()} == set(ORGANISATIONS)


def test_countries_are_known():
    named = {value for data in everything().values() for key, value in values(data) if key == "country"}
    assert {one for one in named if one not in countries} == set()


# What holds in every file


def test_no_address_could_reach_anybody():
    addresses = {
        address for path in DEMO.rglob("*.*") for address in re.findall(r"[\w.+-]+@[\w.-]+", path.read_text(encoding="utf-8"))
    }
    assert addresses
    assert {address for address in addresses if not address.endswith(".example")} == set()


def test_each_person_has_an_address_of_their_own():
    everybody = [*BODY["staff"], *BODY["people"]]
    assert len({person["email"] for person in everybody}) == len(everybody)
    assert {person["email"].split("@")[1] for person in BODY["staff"]} == {BODY["body"]["mail_domain"]}


def test_no_identifier_is_given_twice():
    counted = Counter(identifier for data in everything().values() for identifier in own_ids(data))
    assert [identifier for identifier, times in counted.items() if times > 1] == []


@pytest.mark.parametrize("path", sorted(everything()))
def test_no_text_is_empty(path):
    empty = [key for key, value in values(everything()[path]) if isinstance(value, str) and not value.strip()]
    assert set(empty) <= {"short_reason"}


@pytest.mark.parametrize(
    ("key", "longest"),
    [
        ("note", 400),
        ("citation", 300),
        ("shows", 400),
        ("declassification_trigger", 300),
        ("threat_source", 200),
        ("title", 200),
    ],
)
def test_texts_fit_their_fields(key, longest):
    assert [
        value for data in everything().values() for name, value in values(data) if name == key and len(value) > longest
    ] == []


OF_THE_WORLD = {"as_of", "compared_on", "starts_on", "ends_on"}  # when a law was made, read, or holds: no part of the story


def test_times_are_days_from_the_anchor_and_not_dates():
    dates = [
        (path, key)
        for path, data in everything().items()
        for key, value in values(data)
        if isinstance(value, datetime.date) and key not in OF_THE_WORLD
    ]
    assert dates == []


# The norms


@pytest.mark.parametrize("norm", NORMS)
def test_facts_of_a_norm_are_of_the_models_vocabulary(norm):
    given = facts(norm)
    assert given["stage"] in SUBSTAGES
    assert given["scheme"] in SCHEMES
    assert set(given["kinds"].values()) <= set(ClauseKind.values)
    for number in revisions(norm):
        assert set(given["kinds"]) | set(given["informative"]) <= set(clauses(norm, number))


def test_the_norms_are_in_different_stages():
    assert len({facts(norm)["stage"] for norm in NORMS}) == len(NORMS)


@pytest.mark.parametrize(("norm", "number"), EDITIONS)
def test_a_norm_has_its_parts_in_order_and_two_levels(norm, number):
    found = clauses(norm, number)
    assert len(found) >= 14
    assert list(found)[:5] == ["foreword", "introduction", "scope", "normative-references", "terms"]
    assert {depth for depth, _, _ in found.values()} == {1, 2}
    assert len(found) == len(re.findall(r"^##+ ", text(norm, number), re.MULTILINE)), "a heading without an anchor"


@pytest.mark.parametrize(("norm", "number"), EDITIONS)
def test_a_clause_has_text_or_subclauses(norm, number):
    found = list(clauses(norm, number).values())
    childless = [
        title for (depth, title, body), following in pairwise([*found, (1, "", "")]) if not body and following[0] <= depth
    ]
    assert childless == []


@pytest.mark.parametrize(("norm", "number"), EDITIONS)
def test_cross_references_carry_the_number_of_their_clause(norm, number):
    known = labels(norm, number)
    links = re.findall(r"\[([^\]]+)\]\(#([a-z0-9-]+)\)", text(norm, number))
    assert links
    assert [(shown, anchor) for shown, anchor in links if known.get(anchor) != shown] == []


@pytest.mark.parametrize(("norm", "number"), EDITIONS)
def test_foreword_introduction_and_scope_carry_no_requirement(norm, number):
    found = clauses(norm, number)
    assert [anchor for anchor in ("foreword", "introduction", "scope") if re.search(r"\bshall\b", found[anchor][2])] == []


@pytest.mark.parametrize(("norm", "number"), EDITIONS)
def test_notes_and_examples_carry_no_requirement(norm, number):
    asides = re.findall(r"^(?:NOTE|EXAMPLE).*$", text(norm, number), re.MULTILINE)
    assert asides
    assert [aside for aside in asides if re.search(r"\bshall\b", aside)] == []


@pytest.mark.parametrize("norm", NORMS)
def test_each_clause_with_a_requirement_says_why_it_is_there(norm):
    reasons = read(f"norms/{norm}/rationale.yaml")
    found = clauses(norm, 1)
    demanding = {anchor for anchor, (_, _, body) in found.items() if re.search(r"\bshall\b", body)}
    assert demanding - set(reasons["r1"]) == set()
    assert set(reasons["r1"]) <= set(found)


@pytest.mark.parametrize("norm", ["qkd", "uas"])
def test_a_new_rationale_belongs_to_a_changed_clause(norm):
    assert set(read(f"norms/{norm}/rationale.yaml")["r2"]) - changed(norm) == set()


def changed(norm):
    before, after = clauses(norm, 1), clauses(norm, 2)
    assert set(before) == set(after)
    return {anchor for anchor in before if before[anchor] != after[anchor]}


@pytest.mark.parametrize("norm", ["qkd", "uas"])
def test_each_change_is_the_consequence_of_a_comment(norm):
    answered = {anchor for comment in comments(norm) for anchor in comment.get("disposition", {}).get("changes", [])}
    assert answered == changed(norm) - {"foreword"}


# The obligations


def test_obligations_are_of_the_models_vocabulary_and_each_says_with_which_edition_it_was_compared_and_when():
    assert {obligation["kind"] for obligation in OBLIGATIONS.values()} <= set(ObligationKind.values)
    assert [key for key, one in OBLIGATIONS.items() if not (one.get("compared_on") and one.get("edition"))] == []
    assert [key for key, one in OBLIGATIONS.items() if len(one["edition"]) > 200 or len(one["source"]) > 300] == []
    assert [key for key, one in OBLIGATIONS.items() if not one["address"].startswith("https://")] == []
    pairs = Counter((obligation["instrument"], obligation["reference"]) for obligation in OBLIGATIONS.values())
    assert set(pairs.values()) == {1}


def starts_a_sentence(words, body):
    return re.search(rf"(?:^|[.:;]\s|\)\s){re.escape(words)}", body, re.MULTILINE) is not None


@pytest.mark.parametrize("norm", NORMS)
def test_a_link_leads_from_a_sentence_to_an_obligation(norm):
    found = clauses(norm, 1)
    links = read("links.yaml")[norm]
    assert [link for link in links if link["obligation"] not in OBLIGATIONS] == []
    assert [link for link in links if not starts_a_sentence(link["starts"], found[link["clause"]][2])] == []
    assert len({(link["clause"], link["starts"], link["obligation"]) for link in links}) == len(links)


# What national bodies say


def test_each_position_is_of_a_national_body_and_what_it_carves_out_is_a_clause_with_a_real_law():
    said = read("positions.yaml")
    bodies = {ORGANISATIONS[PEOPLE[one["person"]]["organisation"]]["kind"] for one in said}
    assert bodies == {"national_body"}
    assert {one["adoption"] for one in said} <= set(Adoption.values)
    carved = [(one["norm"], out) for one in said for out in one.get("carve_outs", [])]
    assert [out for norm, out in carved if out["clause"] not in clauses(norm, 1)] == []
    hosts = {"eur-lex.europa.eu", "www.federalregister.gov"}
    assert {urlsplit(out["source"]).hostname for _, out in carved} == hosts


# The risks


@pytest.mark.parametrize(
    ("norm", "assessment"), ALL_ASSESSMENTS, ids=lambda value: value["id"] if isinstance(value, dict) else value
)
def test_an_assessment_is_complete(norm, assessment):
    found = clauses(norm, assessment["revision"])
    scenarios = {scenario["id"] for scenario in assessment["scenarios"]}
    method = METHODS[assessment.get("method", USUAL)]
    if method.key == USUAL:
        assert 5 <= len(scenarios) <= 8
    for scenario in assessment["scenarios"]:
        assert scenario["clause"] in found
        assert scenario["owner"] in STAFF
        assert scenario["treatment"] in Treatment.values
        for state in ("inherent", "residual"):
            empty = dict.fromkeys((blank.key for field in method.fields for blank in field.blanks), "")
            answers = scenario[state] if method.key == USUAL else empty | scenario["inherent"] | scenario[state]
            assert method.weigh(answers, residual=False) is not None
            assert len(answers) == len(empty)
        assert 1 <= len(scenario["evidence"]) <= 3
    assert {scenario for safeguard in assessment["safeguards"] for scenario in safeguard["scenarios"]} == scenarios


@pytest.mark.parametrize(
    ("norm", "assessment"), ALL_ASSESSMENTS, ids=lambda value: value["id"] if isinstance(value, dict) else value
)
def test_a_safeguard_above_t1_is_justified_and_ends(norm, assessment):
    for safeguard in assessment["safeguards"]:
        assert safeguard["tier"] in Tier.values
        above_t1 = {*TEST, "weighing", "alternatives", "costs", "review_on", "declassification_trigger"}
        needed = {"governability", "governability_why", "reach", "reach_why"} | (
            above_t1 if safeguard["tier"] > "T1" else set()
        )
        assert needed - set(safeguard) == set(), safeguard["id"]
        if provision := safeguard.get("provision"):
            body = clauses(norm, assessment["revision"])[provision["clause"]][2]
            assert starts_a_sentence(provision["starts"], body), safeguard["id"]


def test_every_tier_occurs():
    assert {safeguard["tier"] for _, given in ALL_ASSESSMENTS for safeguard in given["safeguards"]} == set(Tier.values)


@pytest.mark.parametrize(
    ("norm", "assessment"), ALL_ASSESSMENTS, ids=lambda value: value["id"] if isinstance(value, dict) else value
)
def test_a_peer_and_not_the_author_agreed_in_the_last_round(norm, assessment):
    assert "risk_analyst" in STAFF[assessment["author"]]["roles"]
    reviews = assessment["peer_reviews"]
    assert {review["verdict"] for review in reviews} <= set(Verdict.values)
    assert [review["verdict"] for review in reviews[:-1]] == ["disagree"] * (len(reviews) - 1)
    assert reviews[-1]["verdict"] != "disagree"
    assert reviews[-1]["given"] == assessment["agreed"]
    for review in reviews:
        assert "peer_reviewer" in STAFF[review["reviewer"]]["roles"]
        assert review["reviewer"] != assessment["author"]


# The consultations


def test_one_consultation_is_open_one_closed_and_one_answered():
    given = {norm: consultation(norm) for norm in NORMS}
    assert given["am"]["opens"] < 0 < given["am"]["closes"]
    assert given["qkd"]["closes"] < 0
    assert given["qkd"]["dispositions_published"] is None
    assert given["uas"]["closes"] < given["uas"]["dispositions_published"] < 0
    assert all("approved_by" in comment["disposition"] for comment in comments("uas"))


@pytest.mark.parametrize("norm", NORMS)
def test_a_consultation_shorter_than_sixty_days_says_why(norm):
    given = consultation(norm)
    assert bool(given["short_reason"]) == (given["closes"] - given["opens"] < 60)
    assert 3 <= len(given["questions"]) <= 4
    assert max(map(len, given["questions"])) <= 400
    assert "secretary" in STAFF[given["opened_by"]]["roles"]


@pytest.mark.parametrize("norm", NORMS)
def test_times_follow_each_other(norm):
    given = consultation(norm)
    revision = next(one for one in facts(norm)["revisions"] if one["number"] == given["revision"])
    marks = [revision["created"], revision["frozen"], given["opens"], given["closes"]]
    marks += [given[key] for key in ("decided", "approved", "dispositions_published") if given[key] is not None]
    assert marks == sorted(marks)


@pytest.mark.parametrize(("norm", "comment"), ALL_COMMENTS, ids=lambda value: value["id"] if isinstance(value, dict) else value)
def test_a_comment_is_whole(norm, comment):
    given = consultation(norm)
    assert given["opens"] <= comment["at"] < min(given["closes"], 0)
    assert comment["clause"] is None or comment["clause"] in clauses(norm, given["revision"])
    assert comment["kind"] in CommentKind.values
    assert comment["capacity"] in Capacity.values
    assert 1 <= comment.get("question", 1) <= len(given["questions"])
    who = {key for key in ("person", "name", "email", "country") if key in comment}
    assert (
        who == {"organisation": {"person"}, "individual": {"name", "email", "country"}, "anonymous": set()}[comment["capacity"]]
    )
    assert comment.get("person", "solveig") in PEOPLE
    assert comment.get("state", "published") in CommentState.values
    if comment.get("state") == CommentState.WITHHELD:
        assert comment["withheld"]["ground"] in WithholdingGround.values
        assert 0 < len(comment["withheld"]["reason"]) <= 300
        assert "secretary" in STAFF[comment["withheld"]["by"]]["roles"]


@pytest.mark.parametrize(
    ("norm", "comment", "disposition"),
    DISPOSITIONS,
    ids=lambda value: value.get("id", "") if isinstance(value, dict) else value,
)
def test_a_disposition_is_whole(norm, comment, disposition):
    assert disposition["outcome"] in Outcome.values
    assert disposition["effect"] in Effect.values
    assert disposition.get("reaction", "no_response") in Reaction.values
    assert disposition["outcome"] in NO_REASON_NEEDED or disposition["reason"]
    assert (disposition["outcome"] == "duplicate") == ("duplicate_of" in disposition)
    assert (disposition["effect"] == "none") == ("changes" not in disposition)
    assert disposition["decided_by"] in STAFF
    if "approved_by" in disposition:
        assert "approver" in STAFF[disposition["approved_by"]]["roles"]
        assert disposition["approved_by"] != disposition["decided_by"]


@pytest.mark.parametrize("norm", NORMS)
def test_what_a_text_points_to_exists(norm):
    known = {comment["id"] for comment in comments(norm)} | {f"#{anchor}" for anchor in clauses(norm, 1)}
    pointers = {
        pointer
        for _, value in values(consultation(norm))
        if isinstance(value, str)
        for pointer in re.findall(r"\[\[([^\]]+)\]\]", value)
    }
    pointers |= {
        comment["disposition"]["duplicate_of"] for comment in comments(norm) if "duplicate_of" in comment.get("disposition", {})
    }
    assert pointers - known == set()


def test_the_closed_consultation_is_as_wide_as_promised():
    given = comments("qkd")
    organisations = {PEOPLE[comment["person"]]["organisation"] for comment in given if "person" in comment}
    countries = {ORGANISATIONS[name]["country"] for name in organisations}
    assert len(given) >= 60
    assert len(organisations) >= 12
    assert len({CONTINENT[country] for country in countries}) >= 5
    assert {comment["kind"] for comment in given} == set(CommentKind.values)
    assert {comment["capacity"] for comment in given} == set(Capacity.values)
    assert {comment["disposition"]["outcome"] for comment in given if "disposition" in comment} == set(Outcome.values)
    assert {comment.get("state", "published") for comment in given} == {"published", "withheld", "withdrawn"}
    assert {comment.get("language", "en") for comment in given} >= {"en", "fr", "es"}


def test_the_closed_consultation_is_answered_in_part():
    answered = [comment for comment in comments("qkd") if "disposition" in comment]
    approved = [comment for comment in answered if "approved_by" in comment["disposition"]]
    assert 0.5 < len(answered) / len(comments("qkd")) < 0.7
    assert 0 < len(approved) < len(answered)


def test_the_answered_consultation_shows_every_reaction():
    assert len(comments("uas")) == 25
    assert {comment["disposition"]["reaction"] for comment in comments("uas")} == set(Reaction.values)
    assert len(comments("am")) == 19
    assert [comment["id"] for comment in comments("am") if "disposition" in comment] == []

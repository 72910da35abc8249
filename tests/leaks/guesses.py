"""What a reader may type into a search or a filter in order to learn of what is hidden.

The names in a query for which the code asks are found by the crawl itself. Each stands here: with the hidden values that it is
tried with, and a value that nobody has planted; or among those that choose nothing, with the reason.
"""

from collections.abc import Callable
from dataclasses import dataclass

from comments.models import Comment, CommentState, Consultation
from norms.models import Clause
from tests.leaks.addresses import Address, norms, public_texts
from tests.leaks.planting import BIRD, ROLES, World

HERE = "tests/leaks/guesses.py"
NEVER = "wigeon-never-planted"
ANSWERED = ("concluded", "published", "held")


@dataclass(frozen=True)
class Guesses:
    values: list[str]
    never: str


class UnknownName(AssertionError):
    """The code reads a name from the query for which nobody has said what can be guessed at by it."""


def words(world: World, reader: str, phase: str) -> Guesses:
    """At a consultation the words of its phase; everywhere else all that this reader may not read."""
    return Guesses([word for word in world.hidden_from(reader) if word.startswith(f"{BIRD}-{phase}")], NEVER)


def unread(world: World, reader: str, phase: str) -> Guesses:
    hidden = Comment.objects.filter(state=CommentState.RECEIVED)
    return Guesses(list(hidden.values_list("code", flat=True)), "C-2026-99999")


def anchors(world: World, reader: str, phase: str) -> Guesses:
    hidden = Clause.objects.exclude(revision__in=public_texts(world)).exclude(anchor__in=_public_anchors(world))
    return Guesses(sorted(set(hidden.values_list("anchor", flat=True))), "nowhere")


def _public_anchors(world: World) -> set[str]:
    return set(Clause.objects.filter(revision__in=public_texts(world)).values_list("anchor", flat=True))


def subjects(world: World, reader: str, phase: str) -> Guesses:
    found = anchors(world, reader, phase)
    return Guesses([f"c:{anchor}" for anchor in found.values], f"c:{found.never}")


def of(*values: str, never: str) -> Callable[[World, str, str], Guesses]:
    return lambda world, reader, phase: Guesses(list(values), never)


def targets(world: World, reader: str, phase: str) -> Guesses:
    """Norms, clauses, committees and organisations of which outsiders know nothing."""
    hidden = [one.arguments[0] for one in norms(world) if one.twin]
    anchors_there = [f"clause:{code}/{anchor}" for code in hidden[:2] for anchor in ("keys", "scope")]
    unsaid = Comment.objects.exclude(state=CommentState.PUBLISHED).exclude(submission__organisation="")
    bodies = [f"organisation:{name}" for name in unsaid.values_list("submission__organisation", flat=True).distinct()]
    return Guesses([*(f"norm:{code}" for code in hidden), *anchors_there, *bodies], "norm:N-999999")


def hidden_norms(world: World, reader: str, phase: str) -> Guesses:
    return Guesses([str(one.arguments[0]) for one in norms(world) if one.twin], "N-999999")


def before_the_answers(*values: str, always: tuple[str, ...] = (), never: str) -> Callable[[World, str, str], Guesses]:
    return lambda world, reader, phase: Guesses([*always, *(() if phase in ANSWERED else values)], never)


# A new capability adds the names by which its pages search and filter.
GUESSES: dict[str, Callable[[World, str, str], Guesses]] = {
    "q": words,
    "to": targets,
    "held_after": unread,
    "words": words,
    "after": unread,
    "in_reply_to": unread,
    "clause": anchors,
    "about": subjects,
    "kind": of("ed", never="zz"),  # the unread comments are editorial, and no other is
    "sender": of("civil_society", "government", never="other"),  # a withheld and a withdrawn comment come from there
    "outcome": before_the_answers("partial", "noted", always=("duplicate",), never="deferred"),  # of the withdrawn: duplicate
    "norm": hidden_norms,
    "basis": of("classified", "third_party", never="secrecy"),  # on these nothing is withheld of what everybody may see
    "age": of("old", never="years"),  # nothing is as old
    "effect": before_the_answers("none", never="substantive"),
    "reaction": before_the_answers("no_response", never="objects"),
}
SILENT = {
    "supporting": "the desk: boxes ticked in a form, of what supports the comment that is answered",
    "decision": "the desk: which of two forms is shown",
    "stance": "a choice made beforehand in a form",
    "question": "questions are public from the announcement on",
    "key": "a random word of 256 bits; the crawl looks for it on every page",
    "cursor": "a place in a list that holds nothing hidden",
    "all": "the desk: how much of what everybody may know is listed",
    "before": "a place in a list of the reader's own",
    "of": "the desk: a choice among kinds of mails",
    "page": "a place in a list of the desk, or of what was found",
    "control_list": "the desk: a choice made beforehand in a form",
    "state": "the desk: by what all the desk sees; the register: by what everybody sees",
    "category": "the desk: by what all the desk sees",
    "code": "the desk: by what all the desk sees; or written into a form beforehand",
    "list": "one of the control lists, which anybody may read",
    "in": "of which kind of things that anybody may read all are shown",
    "format": "how an answer is written",
    "version": "how the schema is written",
    "lang": "how the schema is written",
    "script": "the schema's page or its script",
    "next": "where to go after signing in",
    "email": "an address to sign up with",
    "reader": "the desk: a choice made beforehand in a form",
    "revision": "the desk: a choice made beforehand in a form",
    "old": "the desk: two texts to be compared",
    "new": "the desk: two texts to be compared",
    "tick": "the desk: boxes ticked before",
    "show": "the desk: findings of which all are shown there",
    "step": "the desk: by what all the desk sees",
    "role": "the desk: by what all the desk sees",
    "send": "a button: where the form leads once the words are kept",
    "preview": "the desk: a button",
    "unsent": "a random number under which a form is kept, for one person in one browser",
    "remove": "the desk: a button",
    "moved": "the desk: what is announced after a move",
}


SEARCHES = ("search/", "control-lists/search/")


def guesses(world: World, reader: str, address: Address, name: str) -> Guesses | None:
    """What to try by this name at this address; None where there is nothing to learn."""
    if name in SILENT:
        return None
    if name not in GUESSES:
        raise UnknownName(
            f"{address.path} reads “{name}” from its query, and the leak crawl doesn't know what can be guessed by it. Add it "
            f"to GUESSES in {HERE} with the hidden values to try, or to SILENT with the reason why nothing can be learnt."
        )
    if name == "q" and not address.is_desk and address.route not in SEARCHES:
        return None  # the masthead's own search, which leads to /search/
    if reader in ROLES and GUESSES[name] is not words:
        return None  # the desk knows of every code, clause and decision
    return GUESSES[name](world, reader, _phase(address))


def _phase(address: Address) -> str:
    """That of the consultation whose page it is; empty for a page of none."""
    code = next((part for part in address.path.split("/") if part.startswith("CN-")), None)
    if code is None:
        return ""
    title = Consultation.objects.values_list("title", flat=True).get(code=code)
    return title.removeprefix(f"{BIRD}-").removesuffix("-consultation")

"""A criterion in a sentence that people can read, made from its data alone."""

import re
from collections.abc import Sequence

from normsite.foundation.controls.conditions import write_number
from normsite.foundation.controls.text.criteria import Group
from normsite.foundation.controls.text.thresholds import Comparator, Condition

FIGURES = {
    Comparator.LESS: "less than {amount}",
    Comparator.AT_MOST: "{amount} or less",
    Comparator.EQUAL: "exactly {amount}",
    Comparator.AT_LEAST: "{amount} or more",
    Comparator.GREATER: "more than {amount}",
}
VOWELS = "aeiou"
NARROW = "\N{NARROW NO-BREAK SPACE}"
PLACES = 4  # of a figure that is read at a glance
LONGEST_FURTHER = 240  # characters of exceptions and features
# A parameter that begins so, or is longer than that, stands in the list in another way than as the name of what is measured.
_NO_NAME = re.compile(
    r"(?:per|less|more|greater|capable|other|contain\w*|with|within|in|into|over|programmed|specially|modified|anywhere|have|use|used|provide|designed|for|to|any|each"
    r"|all|at|by|from|not|no|of|or|and|having|same|that|which|is|are|under|up|when|between|equal|does|do)\b",
    re.IGNORECASE,
)
MOST_WORDS = 8
_LEADING = re.compile(r"^(?:an?|the|and|or|its|their)\s+", re.IGNORECASE)
# With which no name ends.
_TRAILING = frozenset(["of", "is", "are", "at", "with", "to", "in", "between", "from", "containing", "that", "which", "having"])
_QUOTES = re.compile("[“”\"‘’`*_]|(?<!\\w)'|'(?!\\w)")
_HEAD = re.compile(r"\s(?:of|for|to|in|from|by|on|at|according|,)\s")


def in_a_sentence(
    *,
    group: Group,
    subjects: Sequence[str],
    code: str,
    verbs: tuple[str, str],
    features: Sequence[str] = (),
    exceptions: str = "",
) -> str:
    """For example "Analogue-to-digital converters with a resolution of 16 bit or more (3A001.a.5.a) need a look by an expert."

    `verbs` say what follows, for one thing and for several. Where no subject is known it speaks of what the paragraph controls.
    Features that must hold besides, and exceptions, follow in sentences of their own, long ones by how they begin.
    """
    conditions = group_in_words(group)
    what = subject_in_words(subjects)
    said = " ".join(filter(None, (what, conditions and f"with {conditions}", f"({code})", verbs[are_several(subjects)])))
    return f"{said}.{_further('Besides', '; '.join(map(_bare, features)))}{_further('Except', exceptions)}"


def _further(what: str, words: str) -> str:
    words = _bare(words)
    if len(words) > LONGEST_FURTHER:
        words = f"{words[: words.rfind(' ', 0, LONGEST_FURTHER)]} …"
    return f" {what}: {words}{'' if words.endswith('…') else '.'}" if words else ""


def _bare(words: str) -> str:
    return " ".join(words.split()).removesuffix(" and").removesuffix(" or").rstrip(".:;, ")


def subject_in_words(subjects: Sequence[str]) -> str:
    """The first letter is a capital; several are joined by "or"."""
    words = joined(list(subjects), "or") or "what the paragraph controls"
    return words[:1].upper() + words[1:]


def are_several(subjects: Sequence[str]) -> bool:
    """Whether the verb stands in the plural: by the last subject, from the noun that leads it."""
    if not subjects:
        return False
    noun = _HEAD.split(subjects[-1], maxsplit=1)[0].rstrip(" )").lower()
    return noun.endswith("s") and not noun.endswith(("ss", "us", "is"))


def group_in_words(part: Condition | Group) -> str:
    """The conditions, joined by "and" or "or"; a group within another one is kept together by "either" and "both"."""
    if isinstance(part, Condition):
        return condition_in_words(part)
    return joined([_inner(inner) for inner in part.parts], "and" if part.join == "all" else "or")


def _inner(part: Condition | Group) -> str:
    words = group_in_words(part)
    if isinstance(part, Condition) or len(part.parts) < 2:
        return words
    return f"{'both' if part.join == 'all' else 'either'} {words}" if len(part.parts) == 2 else f"[{words}]"


def condition_in_words(condition: Condition) -> str:
    """ "a resolution of 16 bit or more"; "16 bit or more" where the list has no name for what is measured, with its words
    behind it where they are no name. What only says how the other is measured stands in brackets."""
    words = _said(condition)
    return f"(told for {words})" if condition.is_aside else words


def _said(condition: Condition) -> str:
    if condition.upper is not None:
        amount = f"{_amount(condition)} to {' '.join(filter(None, (figure_in_words(condition.upper), condition.unit)))}"
    else:
        amount = FIGURES[condition.comparator].format(amount=_amount(condition))
    name = measure_of(condition.parameter)
    if name:
        return f"{_with_article(name)} of {amount}"
    words = " ".join(condition.parameter.split())
    return f"{amount} (“{words}”)" if words else amount


def measure_of(parameter: str) -> str:
    """What is measured, as a noun without its article; empty where the words of the list are none."""
    said = _LEADING.sub("", " ".join(_QUOTES.sub("", parameter).split())).split()
    while said and said[-1].lower() in _TRAILING:
        said.pop()
    words = " ".join(said)
    if not words or _NO_NAME.match(words) or len(said) > MOST_WORDS:
        return ""
    return words[:1].lower() + words[1:] if words[1:2].islower() else words


def _amount(condition: Condition) -> str:
    figure = figure_in_words(condition.value)
    if condition.upper is not None:
        return figure
    return " ".join(filter(None, (figure, condition.unit)))


def figure_in_words(figure: float) -> str:
    """With its thousands apart, from five places on: 10 000 000."""
    whole, point, rest = write_number(figure).partition(".")
    is_long = len(whole) > PLACES and whole.removeprefix("-").isdigit()
    return (f"{int(whole):,}".replace(",", NARROW) if is_long else whole) + point + rest


def joined(words: Sequence[str], by: str) -> str:
    """ "a", "a and b", "a, b and c"."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {by} {words[-1]}"


def _with_article(name: str) -> str:
    if are_several([name]):
        return name
    return f"{'an' if name[:1].lower() in VOWELS else 'a'} {name}"

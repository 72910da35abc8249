"""A criterion in a sentence that people can read, made from its data alone."""

from collections.abc import Sequence

from normsite.foundation.controls.conditions import Comparator, Condition, Group, write_number

FIGURES = {
    Comparator.LESS: "less than {amount}",
    Comparator.AT_MOST: "{amount} or less",
    Comparator.EQUAL: "exactly {amount}",
    Comparator.AT_LEAST: "{amount} or more",
    Comparator.GREATER: "more than {amount}",
}
VOWELS = "aeiou"


def in_a_sentence(*, group: Group, subjects: Sequence[str], code: str, verbs: tuple[str, str], exceptions: str = "") -> str:
    """For example "Analogue-to-digital converters with a resolution of 16 bit or more (3A001.a.5.a) need a look by an expert."

    `verbs` say what follows, for one thing and for several. Where no subject is known it speaks of what the paragraph controls.
    Exceptions follow in a sentence of their own.
    """
    conditions = group_in_words(group)
    what = subject_in_words(subjects)
    said = " ".join(filter(None, (what, conditions and f"with {conditions}", f"({code})", verbs[bool(subjects)])))
    except_for = f" Except: {exceptions.strip().rstrip('.')}." if exceptions.strip() else ""
    return f"{said}.{except_for}"


def subject_in_words(subjects: Sequence[str]) -> str:
    """The first letter is a capital; several are joined by "or"."""
    if not subjects:
        return "What the paragraph controls"
    words = joined([_plural(subject) for subject in subjects], "or")
    return words[:1].upper() + words[1:]


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
    """ "a resolution of 16 bit or more"; without a parameter "16 bit or more"."""
    if condition.upper is not None:
        amount = f"{_amount(condition)} to {' '.join(filter(None, (write_number(condition.upper), condition.unit)))}"
    else:
        amount = FIGURES[condition.comparator].format(amount=_amount(condition))
    return f"{_with_article(condition.parameter)} of {amount}" if condition.parameter else amount


def _amount(condition: Condition) -> str:
    figure = write_number(condition.value)
    if condition.upper is not None:
        return figure
    return " ".join(filter(None, (figure, condition.unit)))


def joined(words: Sequence[str], by: str) -> str:
    """ "a", "a and b", "a, b and c"."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {by} {words[-1]}"


def _with_article(parameter: str) -> str:
    return f"{'an' if parameter[:1].lower() in VOWELS else 'a'} {parameter}"


def _plural(subject: str) -> str:
    """As it stands where it looks like several, or isn't one plain English noun."""
    if subject.endswith("s") or not subject[-1:].isalpha():
        return subject
    if subject.endswith("y") and subject[-2:-1] not in VOWELS:
        return f"{subject[:-1]}ies"
    return f"{subject}es" if subject.endswith(("x", "ch", "sh")) else f"{subject}s"

"""What every risk method offers, so that forms and pages need not know which one they show."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Field:
    """One question the analyst answers: the keyword of `assess`, its label, help, and the answers as (value, label)."""

    key: str
    label: str
    help: str
    choices: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Method:
    """A way to come from judgements to a level of risk.

    `assess` takes one keyword argument for each of `fields` and returns a result that has `level` and `explanation`.
    """

    key: str
    title: str
    source: str
    fields: tuple[Field, ...]
    assess: Callable[..., Any]

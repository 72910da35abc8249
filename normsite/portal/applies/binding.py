"""Whether a safeguard applies to who asks, by their answers, and why: nothing here is read from the database."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from norms.models import Applicability
from normsite.foundation.unseen import isolated
from normsite.portal.applies.subjects import NO, UNSURE, YES, Subject
from riskreviews.models import Safeguard
from riskreviews.tiering import LISTED

IS_LISTED = "a control list names what is yours"


@dataclass(frozen=True)
class Reason:
    """What one of the answers says of a safeguard: yes, no or unsure, and a part of a sentence."""

    answer: str
    words: str


@dataclass(frozen=True)
class Binding:
    """All reasons for and against. One that speaks against it spares who asks; one that is unsure has to be found out."""

    reasons: tuple[Reason, ...]

    @property
    def applies(self) -> bool:
        """Whether it applies, or may apply."""
        return all(one.answer != NO for one in self.reasons)

    @property
    def is_sure(self) -> bool:
        return all(one.answer == YES for one in self.reasons)

    @property
    def sentence(self) -> str:
        """Why it applies: "Because you are among “Workshops”, if …"; or, of one that doesn't, why not."""
        if not self.applies:
            return "; ".join(one.words for one in self.reasons if one.answer == NO)
        sure = _joined(one.words for one in self.reasons if one.answer == YES)
        unsure = _joined(one.words for one in self.reasons if one.answer == UNSURE)
        said = ", ".join(filter(None, (f"because {sure}" if sure else "", f"if {unsure}" if unsure else "")))
        return f"{said[0].upper()}{said[1:]}."


def binding_of(safeguard: Safeguard, subject: Subject, given: Mapping[str, Any]) -> Binding:
    """What the answers say of a safeguard whose `applies_to` are prefetched."""
    whom = _among(safeguard.addressees, given.get(subject.addressees_key, ()), "you are among", "it binds")
    when = _among(safeguard.cases, given.get(subject.cases_key, ()), "you have to do with", "it is about")
    scope = [Reason(UNSURE, "its scope is about what you do")] if given[subject.key] == UNSURE else []
    return Binding((*(whom or [Reason(YES, "it binds everybody")]), *when, *_listed(safeguard, subject, given), *scope))


def _among(named: list[Applicability], chosen: Iterable[str], is_so: str, otherwise: str) -> list[Reason]:
    """None where the safeguard names nobody and nothing: it then holds for all."""
    said = set(chosen)
    if not named:
        return []
    if met := [one for one in named if str(one.pk) in said]:
        return [Reason(YES, f"{is_so} {_names(met)}")]
    return [Reason(UNSURE, f"{is_so} {_names(named)}") if UNSURE in said else Reason(NO, f"{otherwise} {_names(named)}")]


def _listed(safeguard: Safeguard, subject: Subject, given: Mapping[str, Any]) -> list[Reason]:
    """What only listed things need."""
    if safeguard.reach != LISTED:
        return []
    answers = {given[question.key] for question in subject.asked.questions}
    if YES in answers:
        return [Reason(YES, IS_LISTED)]
    return [Reason(NO, "nothing you named meets a control list") if answers == {NO} else Reason(UNSURE, IS_LISTED)]


def _names(named: list[Applicability]) -> str:
    return " or ".join(f"“{isolated(one.name)}”" for one in named)


def _joined(parts: Iterable[str]) -> str:
    return " and ".join(parts)

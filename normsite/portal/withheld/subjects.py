"""Where a withheld part stands, how it is called, what it says and who wrote it: asked of the room that has it."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from django.urls import reverse
from django.utils.html import format_html

from comments.models import Attachment, Comment, ConfidentialPart
from comments.models.comment import MODERATED
from comments.services.withheld import words_of
from norms.models import Clause, Norm
from normsite.foundation.accounts.access import Reader, sees_hidden
from normsite.foundation.controls.models import Criterion
from normsite.foundation.numbers import whole
from normsite.foundation.unseen import isolated
from normsite.foundation.withholding.again import OF_TEXTS
from normsite.foundation.withholding.models import Withholding
from normsite.foundation.withholding.services import Words
from normsite.foundation.withholding.vocabulary import Kind, Part
from normsite.foundation.withholding.wording import Known, is_anybodys
from riskreviews.models import Assessment, Evidence, Safeguard, Scenario
from riskreviews.queries import WORDS_OF_SAFEGUARD, said_by_evidence, said_by_scenario, words_of_description, words_of_safeguard
from riskreviews.rules import writers_of

OF_COMMENTS = (Kind.COMMENT, Kind.CONFIDENTIAL)
"""What is withheld where comments are moderated, not from here."""


@dataclass(frozen=True)
class Subject:
    """A part of the record as somebody finds it: `address` is where its gap stands for readers.

    `html` is what it says as a page shows it, empty where it is plain words; `wrote` finds the keys of who wrote it. `kept` has
    the words where they stand on a page of their own (`desk`), which notes who opens them: then `text` is empty. `size` is that
    of a file, in bytes. `told_by` leaves out of the text what many others say too, such as a threat source.
    """

    part: Part
    title: str
    address: str
    norm: Norm | None
    text: str
    html: str = ""
    wrote: Callable[[], Iterable[int]] = field(default=tuple, compare=False)
    kept: Callable[[], str] | None = field(default=None, compare=False)
    size: int | None = None
    desk: str = ""
    told_by: str | None = None

    @property
    def known_by(self) -> str:
        """By which of its words it is known again in another place."""
        return self.text if self.told_by is None else self.told_by

    @cached_property
    def known(self) -> Known:
        """By which it is looked for in others; it remembers what it was asked."""
        return Known(self.known_by)

    def says(self, known: Known) -> bool:
        """Whether it says what is looked for."""
        return known.is_said_in(self.known_by, self.html if self.known_by == self.text else "")

    @property
    def norm_code(self) -> str:
        return self.norm.code if self.norm else ""

    @property
    def fingerprint(self) -> str:
        return Words(self.text).fingerprint

    def words(self) -> Words:
        """What is looked at by whoever decides."""
        return Words(self.kept() if self.kept else self.text, frozenset(self.wrote()), self.size, self.told_by)


Found = Mapping[Part, Subject]
Finder = Callable[[list[Part], Reader | None], Found]


def find_subject(part: Part, reader: Reader) -> Subject | None:
    """The part, if there is such a one that this reader may see; None also where it says nothing."""
    found = _FINDERS[part.kind]([part], reader)
    return next(iter(found.values()), None)


def subject_to_withhold(kind: str, about: str, place: str, reader: Reader) -> Subject | None:
    """What somebody is about to withhold. A rationale is withheld from the first text on in which it says what it says now;
    where an earlier one said something else, `withhold_subject` is told whether that is withheld too."""
    if kind not in _FINDERS or kind in OF_COMMENTS:
        return None
    subject = find_subject(Part(Kind(kind), about, place), reader)
    if subject is None or subject.part.kind != Kind.RATIONALE:
        return subject
    rows = Clause.objects.filter(revision__norm=subject.norm, anchor=place).order_by("revision__number")
    texts = rows.values_list("revision__number", "rationale", "rationale_html")
    since = _said_since(texts, subject.known, itself=subject.text)
    return replace(subject, part=replace(subject.part, since_revision=since or 0))


def _said_since(texts: Iterable[tuple[int, str, str]], known: Known, *, itself: str = "") -> int | None:
    """The number of the first text that says what is withheld, 0 where none before it says anything else, None where none says
    it."""
    said = [(number, words == itself or known.is_said_in(words, html)) for number, words, html in texts if words]
    first = next((number for number, is_said in said if is_said), None)
    return first if first is None or first > said[0][0] else 0


def copies_of(subject: Subject) -> list[Part]:
    """The parts of the norm, or the criteria, that say again what this one says, as what was carried over does. What is short
    enough to be anybody's words counts, where it is all that is said, under the same title alone; so does a safeguard's."""
    if subject.part.kind == Kind.CRITERION:
        codes = Criterion.objects.current().values_list("code", flat=True)
        found = [one.part for one in parts_of([Part(Kind.CRITERION, code) for code in codes]) if one.text == subject.text]
    elif subject.norm and subject.part.kind in OF_TEXTS:
        others = parts_of(list(_parts_of_assessments(subject.norm)))
        found = [*_rationales_that_say(subject), *(one.part for one in others if _is_copy(one, subject))]
    else:
        found = []
    return [part for part in found if (part.kind, part.about, part.place) != subject.part.named]


def seen_copies(subject: Subject, reader: Reader) -> list[Subject]:
    """The copies as this reader sees them; of one that says it in a restricted text alone they are told nothing."""
    seen = (find_subject(replace(part, since_revision=0), reader) for part in copies_of(subject))
    return [one for one in seen if one is not None and (one.text == subject.text or one.says(subject.known))]


def _is_copy(one: Subject, subject: Subject) -> bool:
    part, other = one.part, subject.part
    if part.kind == other.kind and one.text == subject.text and (part.kind == Kind.SAFEGUARD or is_anybodys(one.text)):
        return one.title.partition(part.about)[2] == subject.title.partition(other.about)[2]
    return one.says(subject.known)


def _rationales_that_say(subject: Subject) -> Iterator[Part]:
    """Those of each clause that says it in any text of the norm, from that text on."""
    texts: dict[str, list[tuple[int, str, str]]] = {}
    rows = Clause.objects.filter(revision__norm=subject.norm).order_by("revision__number")
    for anchor, number, words, html in rows.values_list("anchor", "revision__number", "rationale", "rationale_html"):
        texts.setdefault(anchor, []).append((number, words, html))
    for anchor, said in texts.items():
        if (since := _said_since(said, subject.known)) is not None:
            yield Part(Kind.RATIONALE, subject.norm_code, anchor, since)


def parts_of(parts: list[Part]) -> Iterator[Subject]:
    """These parts, whoever may see them: for checks that tell nobody of them."""
    for finder in dict.fromkeys(_FINDERS[part.kind] for part in parts):
        yield from finder([part for part in parts if _FINDERS[part.kind] is finder], None).values()


def _parts_of_assessments(norm: Norm) -> Iterator[Part]:
    """What can be withheld of the scenarios and safeguards of a norm."""
    scenarios = Scenario.objects.filter(assessment__revision__norm=norm)
    for code in scenarios.values_list("code", flat=True):
        yield from (Part(Kind.DESCRIPTION, code), Part(Kind.REASONING, code))
    for code, key in Evidence.objects.filter(scenario__in=scenarios).values_list("scenario__code", "pk"):
        yield Part(Kind.EVIDENCE, code, str(key))
    for code in Safeguard.objects.filter(assessment__revision__norm=norm).values_list("code", flat=True):
        yield from (Part(Kind.SAFEGUARD, code, name) for name in WORDS_OF_SAFEGUARD)


def subjects_of(withholdings: Iterable[Withholding], reader: Reader | None) -> dict[int, Subject]:
    """By the key of each withholding what it is about, in a constant number of queries; what is gone is left out. Without a
    reader nothing is hidden: for checks that tell nobody of it."""
    by_finder: dict[Finder, dict[Part, list[int]]] = {}
    for one in withholdings:
        by_finder.setdefault(_FINDERS[Kind(one.kind)], {}).setdefault(one.part, []).append(one.pk)
    found: dict[int, Subject] = {}
    for finder, parts in by_finder.items():
        for part, subject in finder(list(parts), reader).items():
            found |= dict.fromkeys(parts[part], subject)
    return found


def changed_since(withholdings: Iterable[Withholding], reader: Reader | None = None) -> list[Withholding]:
    """Those whose words, as this reader sees them, are no longer the ones that were looked at when it was decided on them."""
    there = list(withholdings)
    subjects = subjects_of(there, reader)
    return [one for one in there if one.pk in subjects and _is_changed(one, subjects[one.pk])]


def _is_changed(one: Withholding, subject: Subject) -> bool:
    """A comment never changes."""
    return one.kind not in OF_COMMENTS and subject.fingerprint != one.fingerprint


def _rationales(parts: list[Part], reader: Reader | None) -> Found:
    """Of each clause the newest text that has one, that this reader may read, and from which on it is withheld."""
    codes, anchors = {part.about for part in parts}, {part.place for part in parts}
    every = Clause.objects.all() if reader is None else Clause.objects.seen_by(reader)
    seen = every.filter(revision__norm__code__in=codes, anchor__in=anchors).exclude(rationale="")
    newest: dict[tuple[str, str], Clause] = {}
    for clause in seen.select_related("revision__norm").defer("body", "body_html", "words").order_by("revision__number"):
        newest[clause.revision.norm.code, clause.anchor] = clause
    found = {}
    for part in parts:
        one = newest.get((part.about, part.place))
        if one is not None and one.revision.number >= part.since_revision:
            found[part] = _rationale(part, one)
    return found


def _rationale(part: Part, clause: Clause) -> Subject:
    norm = clause.revision.norm
    return Subject(
        part,
        f"Rationale of {isolated(clause)}",
        clause.get_absolute_url(),
        norm,
        clause.rationale,
        clause.rationale_html,
        wrote=lambda: _wrote_clause(norm, clause.anchor),
    )


def _wrote_clause(norm: Norm, anchor: str) -> Iterable[int]:
    """Whoever saved the clause last in any text of the norm: its words go on from text to text."""
    return Clause.objects.filter(revision__norm=norm, anchor=anchor).values_list("updated_by", flat=True)


def _wrote_in(assessment: Assessment) -> Callable[[], Iterable[int]]:
    return lambda: writers_of(assessment).values_list("pk", flat=True)


def _scenarios(parts: list[Part], reader: Reader | None) -> Found:
    every = Scenario.objects.all() if reader is None else Scenario.objects.seen_by(reader)
    seen = every.filter(code__in={part.about for part in parts})
    rows = {one.code: one for one in seen.select_related("assessment__revision__norm")}
    return {part: _scenario(part, rows[part.about]) for part in parts if part.about in rows and not part.place}


def _scenario(part: Part, one: Scenario) -> Subject:
    is_description = part.kind == Kind.DESCRIPTION
    text = words_of_description(one) if is_description else one.reasoning
    html = one.reasoning_html if not is_description else one.description_html if text == one.description else ""
    return Subject(
        part,
        f"{'Description' if is_description else 'Reasoning'} of {one.code} {isolated(one.title)}",
        one.get_absolute_url(),
        one.assessment.revision.norm,
        text,
        html,
        wrote=_wrote_in(one.assessment),
        told_by=said_by_scenario(one)[part],
    )


def _pieces(parts: list[Part], reader: Reader | None) -> Found:
    keys = [number for part in parts if (number := whole(part.place)) is not None]
    every = Scenario.objects.all() if reader is None else Scenario.objects.seen_by(reader)
    seen = Evidence.objects.filter(scenario__in=every, pk__in=keys)
    rows = {str(one.pk): one for one in seen.select_related("scenario__assessment__revision__norm")}
    return {
        part: _piece(part, rows[part.place])
        for part in parts
        if part.place in rows and rows[part.place].scenario.code == part.about
    }


def _piece(part: Part, one: Evidence) -> Subject:
    scenario = one.scenario
    return Subject(
        part,
        f"A piece of evidence for {scenario.code} {isolated(scenario.title)}",
        scenario.get_absolute_url(),
        scenario.assessment.revision.norm,
        "\n".join(filter(None, (one.citation, one.url, one.shows))),
        wrote=_wrote_in(scenario.assessment),
        told_by=said_by_evidence(one)[part],
    )


def _safeguards(parts: list[Part], reader: Reader | None) -> Found:
    every = Safeguard.objects.all() if reader is None else Safeguard.objects.seen_by(reader)
    seen = every.filter(code__in={part.about for part in parts})
    rows = {one.code: one for one in seen.select_related("assessment__revision__norm").prefetch_related("alternatives")}
    return {
        part: _safeguard(part, rows[part.about])
        for part in parts
        if part.about in rows and part.place in WORDS_OF_SAFEGUARD and words_of_safeguard(rows[part.about], part.place)
    }


def _safeguard(part: Part, one: Safeguard) -> Subject:
    called = WORDS_OF_SAFEGUARD[part.place]
    return Subject(
        part,
        f"{called[:1].upper()}{called[1:]} of {one.code} {isolated(one.title)}",
        one.get_absolute_url(),
        one.assessment.revision.norm,
        words_of_safeguard(one, part.place),
        one.description_html if part.place == "description" else "",
        wrote=_wrote_in(one.assessment),
    )


def _criteria(parts: list[Part], reader: Reader | None) -> Found:
    """The version that stands."""
    current = Criterion.objects.current() if reader is None or sees_hidden(reader) else Criterion.objects.confirmed()
    rows = {one.code: one for one in current.filter(code__in={part.about for part in parts}).select_related("control_list")}
    return {part: _criterion(part, rows[part.about]) for part in parts if part.about in rows and not part.place}


def _criterion(part: Part, one: Criterion) -> Subject:
    edition = one.control_list
    return Subject(
        part,
        f"Value of {one.code}, of {one.paragraph_code} in {isolated(edition.name)}, {isolated(edition.edition)}",
        f"{reverse('export_control:criteria', args=[edition.series, edition.edition])}#{one.code}",
        None,
        one.sentence,
        wrote=lambda: _wrote_criterion(one.code),
    )


def _wrote_criterion(code: str) -> Iterable[int]:
    found = Criterion.objects.filter(code=code, changed_by__isnull=False)
    return [one for one in found.values_list("changed_by", flat=True) if one]


def _comments(parts: list[Part], reader: Reader | None) -> Found:
    """Of a comment that is withheld, its code alone is a name for everybody."""
    codes = {part.about for part in parts}
    related = Comment.objects.filter(MODERATED, code__in=codes).select_related("submission", "consultation__revision__norm")
    rows = {one.code: one for one in related}
    return {part: _comment(part, rows[part.about]) for part in parts if part.about in rows}


def _comment(part: Part, one: Comment) -> Subject:
    whole, said = part.kind == Kind.COMMENT, words_of(one)
    return Subject(
        part,
        f"Comment {one.code}" if whole else f"Confidential part of {one.code}",
        one.get_absolute_url(),
        one.consultation.revision.norm,
        said.text if whole else "",
        wrote=lambda: said.writers,
        kept=None if whole else lambda: ConfidentialPart.objects.get(comment=one).words,
        desk=reverse("comments:withhold" if whole else "comments:confidential", args=[one.code]),
    )


def _files(parts: list[Part], reader: Reader | None) -> Found:
    """Files of comments that were sent."""
    numbers = {int(part.place) for part in parts if part.place.isdecimal() and len(part.place) < 5}
    sent = Attachment.objects.exclude(comment=None) if reader is None else Attachment.objects.of_comments_seen_by(reader)
    seen = sent.filter(comment__code__in={part.about for part in parts}, number__in=numbers)
    related = seen.select_related("comment__submission", "comment__consultation__revision__norm")
    rows = {(one.comment.code, str(one.number)): (one, one.comment) for one in related if one.comment}
    return {part: _file(part, *rows[part.about, part.place]) for part in parts if (part.about, part.place) in rows}


def _file(part: Part, one: Attachment, comment: Comment) -> Subject:
    address = reverse("comments:file", args=[comment.code, one.number])
    return Subject(
        part,
        f"File {one.number} of comment {comment.code}",
        comment.get_absolute_url(),
        comment.consultation.revision.norm,
        f"{one.name}\nSHA-256 {one.sha256}",
        format_html(
            '<p><a class="govuk-link" href="{}" download>{}</a></p><p>SHA-256 <span class="code">{}</span></p>',
            address,
            isolated(one.name),
            one.sha256,
        ),
        wrote=lambda: [comment.submission.user_id] if comment.submission.user_id else [],
        size=one.size,
    )


_FINDERS: dict[Kind, Finder] = {
    Kind.RATIONALE: _rationales,
    Kind.DESCRIPTION: _scenarios,
    Kind.REASONING: _scenarios,
    Kind.EVIDENCE: _pieces,
    Kind.SAFEGUARD: _safeguards,
    Kind.CRITERION: _criteria,
    Kind.COMMENT: _comments,
    Kind.CONFIDENTIAL: _comments,
    Kind.ATTACHMENT: _files,
}
"""One for each kind of part."""

"""What a control list knows of a code: it stands there, it is only named there, it is none of its codes, or it is no code."""

from dataclasses import dataclass
from enum import StrEnum

from normsite.foundation.controls.codes import codes_above, entry_code, mentioned_codes, normal_code
from normsite.foundation.controls.models import ControlList, Entry, Paragraph


class Standing(StrEnum):
    KNOWN = "known"
    REFERENCED = "referenced"
    UNKNOWN = "unknown"
    MALFORMED = "malformed"


@dataclass(frozen=True)
class Resolved:
    """`code` is as it is kept, empty where it is malformed. `named_in` are the entries whose text names it. `doubt` says that
    its entry has paragraphs whose code the import could not tell, or lacks its paragraphs: "unknown" proves nothing then."""

    standing: Standing
    code: str
    sentence: str
    entry: Entry | None = None
    paragraph: Paragraph | None = None
    named_in: tuple[str, ...] = ()
    doubt: bool = False


def resolve(code: str, control_list: ControlList) -> Resolved:
    """What this edition knows of a code as somebody typed it.

    Known: its entry or its paragraph stands on the list. Referenced: the text of another entry names it, or a paragraph below
    it. A code that only names something of another list (munitions, say) is therefore never known.
    """
    wanted = normal_code(code)
    if not wanted:
        return Resolved(Standing.MALFORMED, "", f"“{code.strip()[:60]}” is no code: a code looks like 5A002 or 5A002.a.4.a.")
    entry = control_list.entries.filter(code=entry_code(wanted)).first()
    if entry is None:
        return _named(wanted, control_list)
    if wanted == entry.code:
        return Resolved(Standing.KNOWN, wanted, f"{wanted} is an entry of {control_list}.", entry)
    return _below(wanted, entry, control_list)


def _below(wanted: str, entry: Entry, control_list: ControlList) -> Resolved:
    paragraph = entry.paragraphs.filter(code=wanted).first()
    if paragraph:
        return Resolved(Standing.KNOWN, wanted, f"{wanted} is a paragraph of {control_list}.", entry, paragraph)
    below = entry.paragraphs.filter(code__startswith=f"{wanted}.").first()
    if below:
        sentence = f"{wanted} is on {control_list}: {below.code} stands below it. Its own words could not be read surely."
        return Resolved(Standing.KNOWN, wanted, sentence, entry, doubt=True)
    found = _named(wanted, control_list)
    sentence, doubt = _why_not(wanted, entry, control_list)
    if found.standing == Standing.REFERENCED:
        return Resolved(
            Standing.REFERENCED, wanted, f"{found.sentence} {sentence}", entry, named_in=found.named_in, doubt=doubt
        )
    return Resolved(Standing.UNKNOWN, wanted, sentence, entry, doubt=doubt)


def _why_not(wanted: str, entry: Entry, control_list: ControlList) -> tuple[str, bool]:
    """Why a paragraph of an entry that is there was not found, and whether it may be there all the same."""
    paragraphs = list(entry.paragraphs.only("code", "problem"))
    if not any(paragraph.code for paragraph in paragraphs) and control_list.is_partial:
        return f"{entry.code} is an entry of {control_list}, but this edition was imported without its paragraphs.", True
    unclear = sum(bool(paragraph.problem) for paragraph in paragraphs)
    if unclear:
        return f"{entry.code} has no paragraph {wanted} that could be read surely; {unclear} of its paragraphs could not.", True
    known = {paragraph.code for paragraph in paragraphs} | {entry.code}
    nearest = next(above for above in codes_above(wanted) if above in known)
    return f"{nearest} is on {control_list}, {wanted} is not.", False


def _named(wanted: str, control_list: ControlList) -> Resolved:
    named_in = tuple(_entries_naming(wanted, control_list))
    if named_in:
        several = f" and {len(named_in) - 1} more" if len(named_in) > 1 else ""
        sentence = f"{wanted} is not on {control_list}; {named_in[0]}{several} only refer to it."
        sentence = sentence if several else sentence.replace("only refer", "only refers")
        return Resolved(Standing.REFERENCED, wanted, sentence, named_in=named_in)
    return Resolved(Standing.UNKNOWN, wanted, f"{wanted} is a code, but {control_list} neither has nor names it.")


def _entries_naming(wanted: str, control_list: ControlList) -> list[str]:
    """The codes of other entries whose heading, paragraphs or facts name a code, or something below it, in the list's order."""
    others = control_list.entries.exclude(code=entry_code(wanted))
    naming = [entry.code for entry in others if _names(f"{entry.heading} {entry.facts}", wanted)]
    paragraphs = Paragraph.objects.filter(entry__in=others, text__contains=wanted).select_related("entry")
    naming += [paragraph.entry.code for paragraph in paragraphs if _names(paragraph.text, wanted)]
    order = [entry.code for entry in others]
    return sorted(set(naming), key=order.index)


def _names(text: str, wanted: str) -> bool:
    return wanted in text and any(code == wanted or code.startswith(f"{wanted}.") for code in mentioned_codes(text))

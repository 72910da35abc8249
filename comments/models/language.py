"""The language in which comments are written, as a tag of BCP 47."""

from django.conf.locale import LANG_INFO

from normsite.foundation.errors import Refused
from normsite.foundation.unseen import isolated

LONGEST_TAG = 35


def language_tag(given: str) -> str:
    """The tag as it is usually written: `en`, `pt-BR`, `sr-Latn`. Refused: what has not the shape of a tag."""
    first, *more = given.split("-")
    is_tag = _is_word(first, 2) and first.isalpha() and all(_is_word(part, 1) for part in more)
    if not is_tag or len(given) > LONGEST_TAG:
        raise Refused(
            f"“{given[:LONGEST_TAG]}” is no tag of a language.",
            "Give one of BCP 47, such as en, pt-BR or sr-Latn, or leave it out.",
        )
    return "-".join([first.lower(), *map(_cased, more)])


def _is_word(part: str, least: int) -> bool:
    return least <= len(part) <= 8 and part.isascii() and part.isalnum()


def _cased(part: str) -> str:
    """A writing begins with a capital letter, a country is written in them, all else is small."""
    return part.title() if len(part) == 4 and part.isalpha() else part.upper() if len(part) == 2 else part.lower()


def language_name(tag: str) -> str:
    """What it is called in English; the tag itself where we know no name."""
    known = LANG_INFO.get(tag.lower(), {}).get("name") or LANG_INFO.get(tag.partition("-")[0].lower(), {}).get("name")
    return str(known or tag)


def _label(name: str, own_name: str) -> str:
    return name if name == own_name else f"{name} ({isolated(own_name)})"


# By its name in English, with the name that it has for those who speak it. Django knows them.
LANGUAGES = [
    (language_tag(code), _label(known["name"], known["name_local"]))
    for code, known in sorted(LANG_INFO.items(), key=lambda one: one[1].get("name", ""))
    if "name" in known
]

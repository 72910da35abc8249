"""The other names of substances that lists control: a list gives one name and the CAS number, texts say any.

By the CAS registry, where a name or formula is told apart from that of any other substance. Which of them a list controls,
and in which paragraph, the list says by the number.
"""

import re
from collections.abc import Iterator

# CAS number = other names of the same substance, and its formula where that is one word.
OTHERWISE = """
7664-39-3 = hydrofluoric acid
10025-87-3 = phosphoryl chloride | phosphoryl trichloride | phosphoric trichloride | POCl3
7719-12-2 = phosphorous trichloride | PCl3
10026-13-8 = PCl5
7719-09-7 = sulfinyl chloride | sulfurous dichloride | SOCl2
10025-67-9 = disulfur dichloride
74-90-8 = hydrocyanic acid | prussic acid | HCN
75-44-5 = carbonyl chloride | carbonyl dichloride | COCl2
76-06-2 = trichloronitromethane
506-77-4 = chlorine cyanide
1341-49-7 = ammonium hydrogen difluoride | ammonium bifluoride | ammonium hydrogen fluoride
7789-29-9 = potassium hydrogen fluoride | potassium hydrogen difluoride
1333-83-1 = sodium hydrogen fluoride | sodium hydrogen difluoride
102-71-6 = trolamine | nitrilotriethanol
111-48-8 = thiodiethanol | bis hydroxyethyl sulfide
107-07-3 = ethylene chlorohydrin | chloroethanol
756-79-6 = DMMP
868-85-9 = dimethyl hydrogen phosphite
762-04-9 = diethyl hydrogen phosphite
676-97-1 = methylphosphonic dichloride
676-99-3 = methylphosphonic difluoride
10544-72-6 = nitrogen tetroxide
60-34-4 = methylhydrazine | MMH
57-14-7 = UDMH
382-21-8 = perfluoroisobutene
1314-80-3 = diphosphorus pentasulfide | P2S5 | P4S10
143-33-9 = NaCN
151-50-8 = KCN
7790-91-2 = ClF3
8007-58-7 = IRFNA | red fuming nitric acid
"""
# How a list bounds what has such figures by its nature: explosives by density and velocity, maraging steel by its strength,
# which the names of its grades say.
_BY_NATURE = (
    (re.compile(r"\A\W{0,2}High explosives\b.*\bcrystal density\b.*\bdetonation velocity\b", re.DOTALL), "nitramine"),
    (re.compile(r"\A\W{0,2}Maraging steel\b.*\btensile strength\b", re.DOTALL), "maraginggrade"),
)


def _table() -> dict[str, tuple[str, ...]]:
    lines = (line.split(" = ") for line in OTHERWISE.strip().split("\n"))
    return {number: tuple(names.split(" | ")) for number, names in lines}


_BY_NUMBER = _table()


def other_names(number: str) -> tuple[str, ...]:
    """What else the substance with this CAS number is called; empty where nothing is known."""
    return _BY_NUMBER.get(number, ())


def by_nature(text: str) -> Iterator[frozenset[str]]:
    """The words of the things that meet a paragraph's figures whatever is said of them."""
    return (frozenset({name}) for listed, name in _BY_NATURE if listed.search(text))

"""Other names of the same thing, so that whoever searches for one finds what is called by another."""

Name = tuple[str, ...]  # words in small letters

# Names of the field, of the years in which it changed them, and of both ways of spelling English. An acronym stands beside what
# it is short for only where it is short for nothing else that a norm or a control list speaks of. THINGS are what people make,
# supply or study; SPELLINGS are words of any text.
THINGS = (
    ("3d printing", "3d printer", "3d printed", "additive manufacturing"),
    ("encryption", "encrypted", "encryptor", "cryptography", "cryptographic"),
    ("quantum key distribution", "qkd", "quantum cryptography"),
    ("drone", "drones", "unmanned aircraft", "unmanned aerial vehicle", "uav", "uas"),
    ("post quantum cryptography", "pqc"),
    ("analogue to digital", "analog to digital", "adc"),
    ("satellite navigation", "gnss", "gps"),
    ("gene synthesis", "synthetic dna", "nucleic acid synthesis"),
)
SPELLINGS = (
    ("aluminium", "aluminum"),
    ("fibre", "fiber"),
    ("licence", "license"),
    ("analogue", "analog"),
    ("vapour", "vapor"),
)
SAME = THINGS + SPELLINGS


def _others() -> dict[Name, tuple[Name, ...]]:
    split = [[tuple(name.split()) for name in names] for names in SAME]
    return {name: tuple(other for other in names if other != name) for names in split for name in names}


OTHER_NAMES = _others()
LONGEST_NAME = max(map(len, OTHER_NAMES))

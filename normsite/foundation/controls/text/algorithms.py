"""Cryptographic algorithms with their key lengths, and which paragraph of a list begins at which length."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from normsite.foundation.controls.text.criteria import Row
from normsite.foundation.controls.text.keys import Family, family_of
from normsite.foundation.controls.text.thresholds import read_thresholds


@dataclass(frozen=True)
class KeyLength:
    """From more than so many bits on, this paragraph controls; `words` are the list's. Nought where any length is."""

    code: str
    bits: float
    words: str


KeyLengths = dict[Family, KeyLength]

_LATTICES = re.compile(r"\blattices?\b|post-quantum|isogen", re.IGNORECASE)


def key_lengths(rows: Sequence[Row]) -> KeyLengths:
    """By the list's own words; empty for a list that says nothing of keys."""
    found: KeyLengths = {}
    for at, row in enumerate(rows):
        for condition in read_thresholds(row.text) if " bit" in row.text or "-bit" in row.text else ():
            said = row.text[max(0, condition.start - 110) : condition.start]
            family = family_of(said) if condition.unit.lower() in {"bit", "bits"} else None
            if family and family not in found:
                words = row.text[max(0, condition.start - len(condition.parameter) - 1) : condition.end].strip()
                found[family] = KeyLength(_code(rows, at), condition.value, words)
        if Family.SYMMETRIC in found and Family.POST_QUANTUM not in found and (lattice := _LATTICES.search(row.text)):
            found[Family.POST_QUANTUM] = KeyLength(
                _code(rows, at), 0, row.text[max(0, lattice.start() - 60) : lattice.end()].strip()
            )
    return found


def _code(rows: Sequence[Row], at: int | None) -> str:
    """Of the nearest paragraph above that bears one."""
    while at is not None and not rows[at].code:
        at = rows[at].parent
    return rows[at].code if at is not None else ""


@dataclass(frozen=True)
class Algorithm:
    """As it stands in a text. `bits` is None where no length is said."""

    start: int
    end: int
    name: str
    family: Family
    bits: int | None


# Family, names, the length that is usual where none is said (None: then nothing is), whether the name is a plain word too.
_NAMES: tuple[tuple[Family, str, int | None, bool], ...] = (
    (Family.SYMMETRIC, r"AES|Rijndael|Twofish|Blowfish|RC4|RC6|SM4|Kuznyechik|X?ChaCha20|Salsa20|SNOW[ -]?(?:3G|V)|KASUMI", 128, False),
    (Family.SYMMETRIC, r"Camellia|ARIA|Serpent|CAST5?|IDEA|SEED|Speck|Ascon|Magma|ZUC|DES(?=[- ](?:X\b|[0-9]))", None, True),
    (Family.SYMMETRIC, r"3DES|[Tt]riple[ -]?DES|3?TDEA|DES-EDE3?|DES_EDE3?|Advanced Encryption Standard", 112, False),
    (Family.SYMMETRIC, r"[Ss]ymmetric(?:[- ]key)? (?:algorithm|encryption|cipher|key)s?|(?:[Bb]lock|[Ss]tream) ciphers?", None, False),
    (Family.SYMMETRIC, r"(?:[Ee]ncryption|[Cc]ipher|[Ss]ession|[Cc]ontent|[Tt]raffic) keys?|[Ee]ncrypt(?:ed|ion|s|ing)?|[Kk]ey[- ]lengths?", None, True),
    (Family.FACTORS, r"RSA(?:ES)?(?:-OAEP|-KEM)?", 2048, False),
    (Family.LOGARITHMS, r"Diffie[-–]Hellman|FFDHE?|ffdhe|DHE|ElGamal|MODP", 2048, False),
    (Family.LOGARITHMS, r"DH", None, True),
    (Family.CURVES, r"ECDHE?|ECIES|X25519|X448|Curve25519|Curve448|ECMQV|Elliptic[- ]Curve Diffie[-–]Hellman", 256, False),
    (Family.CURVES, r"NIST P(?=-\d)|P(?=-(?:224|256|384|521))|secp(?=\d{3})|brainpoolP|ECC|[Ee]lliptic[- ][Cc]urves?(?: [Cc]ryptography)?", None, True),
    (Family.POST_QUANTUM, r"ML-KEM|CRYSTALS-K[Yy](?:BER|ber)|FrodoKEM|NTRU(?:Encrypt)?|Classic McEliece|McEliece|HQC|NewHope", 0, False),
    (Family.POST_QUANTUM, r"Kyber|SIKE|BIKE|Saber|[Ll]attice-based|[Pp]ost-quantum", 0, True),
)  # fmt: skip
NAMES = re.compile(
    r"(?<![A-Za-z0-9])(?:" + "|".join(f"(?P<n{at}>{names})" for at, (_, names, _, _) in enumerate(_NAMES)) + r")(?![a-z])",
)
_GLUED = re.compile(r"[-_ /(]{0,2}(\d{2,5})(?![\d.])(?:[- ]?bits?\b)?")
_BITS = re.compile(r"(\d{2,5})(?:[- ]bits?\b|bit\b)")
_CIPHERS = re.compile(r"crypt|cipher|\bkeys?\b|\bTLS\b|confidential|privacy|secur|algorithm|Diffie", re.IGNORECASE)
_HIDES = re.compile(
    r"encrypt|encipher|decrypt|confidential|key[- ](?:exchange|agreement|establish|transport|wrap|encapsulat)|\bcipher(?!text-only)|secrecy"
    r"|\bOAEP\b|\bKEM\b|\bkey lengths?\b|\bkeys? of\b|-bit keys?\b",
    re.IGNORECASE,
)
# What the lists leave free: proving who and that nothing was changed.
_PROVES = re.compile(
    r"\bsign(?:s|ed|ing|ature)|authenticat|\bC?G?MACs?\b|\bHMAC|\bhash|digest|integrity|certificate", re.IGNORECASE
)
_AUDIO = re.compile(r"AES/EBU|AES\d{1,2}\b|audio|Auger|sample rate", re.IGNORECASE)
AHEAD, BEHIND = 90, 34  # characters between a name and its length


def read_algorithms(sentence: str, around: str = "") -> Iterator[Algorithm]:
    """Those with a length, said or usual, that hide what is sent or kept. What only signs or authenticates is none; a name that
    is a plain word too counts only where `sentence` or the text `around` it speaks of ciphers and a length is said."""
    speaks = bool(_CIPHERS.search(sentence) or _CIPHERS.search(around))
    proves = bool(_PROVES.search(sentence)) and not _HIDES.search(sentence)
    last = 0
    for match in NAMES.finditer(sentence):
        family, _, usual, is_word = _NAMES[int((match.lastgroup or "n0")[1:])]
        start, end, bits = _length(sentence, match, last)
        if match.start() < last or (match[0] == "AES" and _AUDIO.match(sentence, match.start())):
            continue
        if (is_word or bits is None) and not speaks:
            continue
        if proves and family != Family.POST_QUANTUM:
            continue
        if (
            family == Family.CURVES
            and match[0] == "ECC"
            and not re.search(r"crypt|curve|\bkey", sentence + around, re.IGNORECASE)
        ):
            continue
        length = bits if bits is not None else usual
        if length is not None:
            last = end
            yield Algorithm(start, end, match[0], family, bits if bits is not None else length)


def _length(sentence: str, match: re.Match[str], after: int) -> tuple[int, int, int | None]:
    """Where a name with its length begins and ends, and the length: glued to it, behind it, or just before."""
    if (glued := _GLUED.match(sentence, match.end())) and int(glued[1]) >= 40 and match[0] != "ChaCha20":
        return match.start(), glued.end(), int(glued[1])
    behind = _BITS.search(sentence, match.end(), match.end() + AHEAD)
    if behind and not NAMES.search(sentence, match.end(), behind.start()):
        return match.start(), behind.end(), int(behind[1])
    before = list(_BITS.finditer(sentence, max(after, match.start() - BEHIND), match.start()))
    if before and not re.search(r"\b(?:block|CRC|word|counter|nonce|tag|integer)", sentence[before[-1].end() : match.start()]):
        return before[-1].start(), match.end(), int(before[-1][1])
    return match.start(), match.end(), None

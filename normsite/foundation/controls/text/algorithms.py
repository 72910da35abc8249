"""Cryptographic algorithms with their key lengths, and which paragraph of a list begins at which length."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

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


@dataclass(frozen=True)
class _Name:
    """How algorithms of a family are written. `usual` is the length where none is said; `is_word` says that the name is a plain
    word too, so that only a length and talk of ciphers make it one; `may_prove` that it also signs, so that it must be said to
    hide something."""

    family: Family
    written: str
    usual: int | None = None
    is_word: bool = False
    may_prove: bool = False


_NAMES = (
    _Name(
        Family.SYMMETRIC,
        r"(?:AES|aes(?=[-_]?(?:128|192|256)))(?![-_ ](?:[CG]MAC|XCBC))|A(?:128|192|256)(?:GCM|KW|CBC)"
        r"|Advanced Encryption Standard"
        r"|Rijndael|Twofish|Blowfish|RC4|RC6|SM4|Kuznyechik|X?(?:ChaCha|CHACHA|chacha)20|Salsa20|SNOW[ -]?(?:3G|V)|KASUMI"
        r"|(?:128-)?[EN]EA[1-3]|ARCFOUR|arcfour|Threefish|SOSEMANUK|HC-(?:128|256)|(?:GCMP|CCMP|TKIP)(?=[-_ ]?(?:128|256)?\b)",
        128,
    ),
    _Name(Family.SYMMETRIC, r"3DES|[Tt]riple[ -]?DES|3?TDEA|DES[-_]EDE3?", 112),
    _Name(Family.SYMMETRIC, r"Camellia|CAMELLIA|ARIA|Serpent|CAST5?|IDEA|SEED|Speck|Ascon|Magma|ZUC|DES", is_word=True),
    _Name(
        Family.SYMMETRIC,
        r"[Ss]ymmetric(?:[- ]key)? (?:algorithm|encryption|cipher|key)s?|(?:[Bb]lock |[Ss]tream )?[Cc]iphers?",
        is_word=True,
    ),
    _Name(
        Family.SYMMETRIC,
        r"(?:[Ss]ecret |[Ss]ession |[Cc]ontent |[Tt]raffic |[Cc]ipher |[Mm]aster )?[Kk]eys?(?: lengths?| sizes?)?"
        r"|[Ss]ecurity (?:strength|level)s?|(?:[Ee]n|[Dd]e)crypt(?:ed|ion|s|ing)?(?: keys?)?",
        is_word=True, may_prove=True,
    ),
    _Name(Family.FACTORS, r"RSA(?:ES)?[-_](?:OAEP|KEM)|RSAES", 2048),
    _Name(Family.FACTORS, r"RSA(?!SSA|[-_ ]PSS)", 2048, may_prove=True),
    _Name(Family.LOGARITHMS, r"Diffie[-–]Hellman|FFDHE?|ffdhe|DHE|ElGamal|MODP", 2048, may_prove=True),
    _Name(Family.LOGARITHMS, r"DH", is_word=True),
    _Name(Family.CURVES, r"ECDHE?|ECIES|[Xx]25519|[Xx]448|ECMQV|Elliptic[- ]Curve Diffie[-–]Hellman", 256),
    _Name(Family.CURVES, r"Curve25519|Curve448", 256, may_prove=True),
    _Name(
        Family.CURVES,
        r"NIST P(?=-\d)|P(?=-(?:224|256|384|521))|secp(?=\d{3})|brainpoolP|ECC|[Ee]lliptic[- ][Cc]urves?(?: [Cc]ryptography)?",
        is_word=True, may_prove=True,
    ),
    _Name(Family.POST_QUANTUM, r"ML-?KEM|CRYSTALS-K[Yy](?:BER|ber)|FrodoKEM|NTRU(?:Encrypt)?"),
    _Name(Family.POST_QUANTUM, r"(?:Classic )?McEliece|HQC|NewHope"),
    _Name(Family.POST_QUANTUM, r"Kyber(?=[- ]?(?:512|768|1024))|[Ll]attice-based (?:encryption|key|KEM|crypto)"),
)  # fmt: skip
NAMES = re.compile(
    r"(?<![A-Za-z0-9])(?:" + "|".join(f"(?P<n{at}>{name.written})" for at, name in enumerate(_NAMES)) + r")(?![a-z])",
)
_GLUED = re.compile(r"[-_ /(]{0,2}(\d{3,5})(?!\d|\.\d)(?:[- ]?bits?\b)?")
_BITS = re.compile(r"(?<![\d.,-])(\d{2,5})(?:[- ]bits?\b|bit\b)")
_CIPHERS = re.compile(
    r"crypt|cipher|\bAEAD\b|\bbit keys?\b|\bTLS\b|confidential|privacy|secrecy|Diffie|key (?:length|size|exchange|agree)",
    re.IGNORECASE,
)
_HIDES = re.compile(
    r"encrypt|encipher|decrypt|\bAEAD\b"
    r"|confidential|key[- ](?:exchange|agreement|establish|transport|wrap|encapsulat|encrypt)|secrecy"
    r"|ciphers?\b(?! ?suite)|\bKEM\b|\bkey lengths?\b|ephemeral|shared secret",
    re.IGNORECASE,
)
# What the lists leave free: proving who, and that nothing was changed.
_PROVES = re.compile(
    r"\bsign(?:s|ed|ing|ature)|authenticat|\bC?G?MACs?\b|\bHMAC|\bhash|digest|integrity|ECDSA|EdDSA|certificate", re.IGNORECASE
)
# A code that only proves may be made by a cipher; and exporters file by a system of that name.
_NO_CIPHER = re.compile(
    r"\b(?:[CG]?MAC|message authentication code)s? (?:generation|verification)"
    r"|\bexport (?:information|filing|system)|\bshipper",
    re.IGNORECASE,
)
_AUDIO = re.compile(r"AES/EBU|AES[1-9]\d?\b|AES-?(?:3|10|11|42|50|67)\b")
_OTHER = re.compile(
    r"\b(?:blocks?|CRC|word|counter|nonce|tag|integer|salt|random|entropy|identifier|hash|digest|IV)\b", re.IGNORECASE
)
AHEAD, BEHIND = 90, 34  # characters between a name and its length


def read_algorithms(sentence: str, around: str = "") -> Iterator[Algorithm]:
    """Those with a length, said or usual, that hide what is sent or kept. What only signs or authenticates is none; a name that
    is a plain word too counts only where a length is said, and `sentence` or the text `around` it speaks of ciphers."""
    hides = bool(_HIDES.search(sentence))
    proves = bool(_PROVES.search(sentence)) and not hides
    speaks = hides or bool(_CIPHERS.search(sentence) or _speaks_of_ciphers(around))
    if not hides and _NO_CIPHER.search(sentence):
        return
    last = 0
    for match in NAMES.finditer(sentence):
        name = _NAMES[_number(match)]
        if match.start() < last or _AUDIO.match(sentence, match.start()):
            continue
        start, end, bits = _length(sentence, match, last)
        if _counts(name, bits, hides=hides, proves=proves, speaks=speaks):
            last = end
            yield Algorithm(start, end, match[0], name.family, bits if bits is not None else name.usual)


@lru_cache(maxsize=64)
def _speaks_of_ciphers(around: str) -> bool:
    """Asked once of a block, however many sentences it has."""
    return bool(_CIPHERS.search(around))


def _counts(name: _Name, bits: int | None, *, hides: bool, proves: bool, speaks: bool) -> bool:
    if name.family == Family.POST_QUANTUM:
        return True
    if name.is_word:
        return bits is not None and speaks and not (name.may_prove and proves)
    if name.may_prove:
        return hides or (bits is not None and not proves)
    return name.usual is not None


def _is_of_another(sentence: str, match: re.Match[str], length: re.Match[str]) -> bool:
    """Whether a length that stands behind a name belongs to one between, or just behind it: "encrypted with 3072-bit RSA"."""
    if NAMES.search(sentence, match.end(), length.start()):
        return True
    name, following = _NAMES[_number(match)], NAMES.match(sentence, length.end() + 1)
    return name.is_word and following is not None and not _NAMES[_number(following)].is_word


def _number(match: re.Match[str]) -> int:
    return int((match.lastgroup or "n0")[1:])


def _length(sentence: str, match: re.Match[str], after: int) -> tuple[int, int, int | None]:
    """Where a name with its length begins and ends, and the length: glued to it, behind it, or just before."""
    if not match[0].lower().endswith("20") and (glued := _GLUED.match(sentence, match.end())):
        return match.start(), glued.end(), int(glued[1])
    at = match.end()
    for behind in _BITS.finditer(sentence, at, match.end() + AHEAD):
        if _is_of_another(sentence, match, behind):
            break
        if not _OTHER.search(sentence[at : behind.end() + 12]):
            return match.start(), behind.end(), int(behind[1])
        at = behind.end() + 12
    before = list(_BITS.finditer(sentence, max(after, match.start() - BEHIND), match.start()))
    if before and not _OTHER.search(sentence[before[-1].end() : match.start()]):
        return before[-1].start(), match.end(), int(before[-1][1])
    return match.start(), match.end(), None

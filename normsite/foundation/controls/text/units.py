"""Units as lists and standards write them, brought to one unit for each kind of quantity.

The arithmetic is pint's; the registry holds only what such texts write, so that no ordinary word is taken for a unit.
What is counted in a field of its own stays apart: bits, samples, revolutions and angles are not mere numbers here.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from normsite.foundation.lean import without

with without("numpy"):
    import pint

# Name = what it is in other units, or in brackets the kind of quantity of which it is the unit.
UNITS = """
metre = [length]
gram = [mass]
second = [time]
ampere = [current]
kelvin = [temperature]
mole = [substance]
candela = [luminosity]
bit = [information]
byte = [storage]
sample = [sample]
frame = [frame]
sounding = [sounding]
line = [line]
cycle = [cycle]
decay = [decay]
particle = [particle]
portion = [portion]
revolution = [turn]
degree = [angle]
operation = [operation]
axis = [axis]
node = [node]
element = [element]
layer = [layer]
qubit = [qubit]
pixel = [pixel]
rotor = [rotor]
mach = [mach]
weighted_teraflops = [weighted]
atomic_mass_unit = [atomic_mass]
decibel = [level]
decibel_milliwatt = [level_mw]
decibel_isotropic = [level_iso]
decibel_carrier = [level_carrier]
minute = 60 * second
hour = 3600 * second
day = 86400 * second
week = 604800 * second
month = 2629800 * second
year = 31557600 * second
radian = 57.29577951308232 * degree
arcminute = degree / 60
arcsecond = degree / 3600
rpm = revolution / minute
hertz = cycle / second
becquerel = decay / second
curie = 3.7e10 * becquerel
inch = 0.0254 * metre
foot = 0.3048 * metre
mile = 1609.344 * metre
nautical_mile = 1852 * metre
micron = 1e-6 * metre
angstrom = 1e-10 * metre
mil = 2.54e-5 * metre
knot = 1852 * metre / hour
litre = 0.001 * metre ** 3
gallon = 0.003785411784 * metre ** 3
tonne = 1e6 * gram
pound = 453.59237 * gram
ounce = 28.349523125 * gram
newton = 1000 * gram * metre / second ** 2
kilogram_force = 9.80665 * newton
pound_force = 4.4482216152605 * newton
pascal = newton / metre ** 2
bar = 1e5 * pascal
atmosphere = 101325 * pascal
torr = 133.322368 * pascal
psi = 6894.757 * pascal
joule = newton * metre
calorie = 4.184 * joule
electronvolt = 1.602176634e-19 * joule
watt = joule / second
horsepower = 745.7 * watt
volt = watt / ampere
ohm = volt / ampere
siemens = ampere / volt
farad = ampere * second / volt
henry = volt * second / ampere
coulomb = ampere * second
tesla = volt * second / metre ** 2
gauss = 1e-4 * tesla
gray = joule / (1000 * gram)
rads = 0.01 * gray
standard_gravity = 9.80665 * metre / second ** 2
galileo = 0.01 * metre / second ** 2
poise = 0.1 * pascal * second
flops = operation / second
mips = 1e6 * operation / second
percent = 0.01 * portion
ppm = 1e-6 * portion
ppb = 1e-9 * portion
lumen = [luminous_flux]
lux = [illuminance]
"""
PREFIXES = {
    "T": "tera", "G": "giga", "M": "mega", "k": "kilo", "h": "hecto", "d": "deci", "c": "centi", "m": "milli", "µ": "micro",
    "n": "nano", "p": "pico", "f": "femto", "P": "peta", "E": "exa",
}  # fmt: skip
POWERS = {
    "tera": 12, "giga": 9, "mega": 6, "kilo": 3, "hecto": 2, "deci": -1, "centi": -2, "milli": -3, "micro": -6, "nano": -9,
    "pico": -12, "femto": -15, "peta": 15, "exa": 18,
}  # fmt: skip
# Unit = its symbols, each with the prefixes that texts put before it. A lone B is no byte: "10B" is boron.
SYMBOLS = """
metre = m:mcknµpfd
gram = g:k
second = s:mµnpf sec:mµn
ampere = A:kmµnp
kelvin = K:mµ
mole = mol:mµn
candela = cd:m
bit = bit:kMGT
sample = S:kMG
degree = deg:m
radian = rad:mµn
arcsecond = arcsec:m
arcminute = arcmin:
minute = min:
hour = h: hr:
day = d:
hertz = Hz:kMGTm
becquerel = Bq:kMGTP
curie = Ci:kmµM
foot = ft:
inch = in:µ
mile = mi:
nautical_mile = nmi: NM:
mil = mil:
angstrom = Å:
knot = kn: kt: kts:
litre = l:mµc L:mµ
gallon = gal:
tonne = t:k
pound = lb:
ounce = oz:
newton = N:kMmµ
kilogram_force = kgf:
pound_force = lbf:
pascal = Pa:kMGmµh
bar = bar:mkM
atmosphere = atm:
torr = torr:mµ Torr:mµ
psi = psi:k
joule = J:kMGmµn
calorie = cal:k
electronvolt = eV:kMGm
watt = W:kMGTmµnp
horsepower = hp:
volt = V:kMmµn
ohm = Ω:kMmµG
farad = F:µnpm
henry = H:mµn
coulomb = C:µn
tesla = T:mµnpf
galileo = Gal:mµ
gray = Gy:kM
flops = FLOPS:MGTPE
mips = MIPS:
rpm = rpm:k RPM:
ppm = ppm:
ppb = ppb:
decibel = dB:
decibel_milliwatt = dBm:
decibel_isotropic = dBi:
decibel_carrier = dBc:
weighted_teraflops = WT:
lumen = lm:k
lux = lx:
"""
# Names as they are written out, with or without a prefix and the s of a plural.
SPELT = """
metre = metre meter
gram = gram gramme
litre = litre liter
ampere = ampere amp
rads = rad
tonne = tonne ton
operation = operation flop
galileo = gal
"""
SPELT_AS_NAMED = """
second hertz pascal joule watt volt newton kelvin tesla gauss ohm farad bit byte sample radian electronvolt bar gray becquerel
curie minute hour day week month year inch foot mile knot micron angstrom degree arcminute arcsecond pound gallon atmosphere
torr horsepower percent decibel revolution axis node element layer qubit pixel rotor mole poise calorie siemens coulomb henry
frame sounding line
"""
# What is written otherwise: what pint is to read = how it stands in texts.
WRITTEN = """
percent = % | per cent | wt% | wt. % | vol% | % by weight | atom percent | atom % | at.%
axis = axes
bit = Bit | Bits
foot = feet
inch = inches
degree = °
celsius = °C | ℃ | oC | degrees C | deg C | degrees Celsius | degree Celsius | º C | ° C
fahrenheit = °F | degrees Fahrenheit
arcsecond = arc second | arc seconds | arc-second | arc-seconds | arc sec | arc-sec | arcsec | ″
milli(arcsecond) = milliarcsecond | milliarcseconds | milliarcsec | mas
arcsecond = seconds of arc | second of arc
arcminute = arc minute | arc minutes | arc-minute | arc-minutes | minutes of arc
nautical_mile = nautical mile | nautical miles
knot = knots
ppm = parts per million
ppb = parts per billion
tonne = metric ton | metric tons
weighted_teraflops = weighted teraflops | Weighted TeraFLOPS | weighted TeraFLOPS
rpm = revolutions per minute | r/min | rev/min | r.p.m.
hour = hrs
day = days
kilo(metre)/hour = kph
mile/hour = mph
pound = lbs
electronvolt = electron volt | electron volts
mega(electronvolt) = million electron volts | million electronvolts
standard_gravity = G | g rms | grms | gn | g (rms)
micro(standard_gravity) = µg | micro g | micro-g | μg
milli(standard_gravity) = mg | milli g | milli-g
centi(metre)**3 = cc
centi(metre)**3/minute = sccm
sample/second = SPS | words per second
mega(sample)/second = MSPS | Msps | MS/s | Msample/s | Msamples/s | million samples per second
kilo(sample)/second = kSPS | ksps | KSPS | kS/s
giga(sample)/second = GSPS | Gsps | GS/s | Gsample/s | Gsamples/s | billion samples per second
bit/second = bps
kilo(bit)/second = kbps | kb/s
mega(bit)/second = Mbps | Mb/s | MBit/s
giga(bit)/second = Gbps | Gb/s
tera(bit)/second = Tbps | Tb/s
tera(operation)/second = TOPS | Tera Operations Per Second
tera(flops) = teraflops | TeraFLOPS
tera(flops) = Tflops | Tflop/s | TFlop/s | TFlops | TFLOP/s | TF
peta(flops) = petaflops | PetaFLOPS | PetaFlops | Pflops | PFlops | Pflop/s | PFlop/s | PFLOP/s | PF
giga(flops) = gigaflops | GigaFLOPS | Gflops | GFlops | Gflop/s | GFlop/s | GFLOP/s
exa(flops) = exaflops | ExaFLOPS | Eflops | EFlops | Eflop/s | EFlop/s | EFLOP/s
decibel = dBA
bar = barg | bara
portion/month = per month | /month | a month
radian/second = rad/s
degree/hour = °/h | °/hr
degree/hour**0.5 = °/√h | °/√hr | deg/√h | deg/√hr
hour**0.5 = square root hour | root hour | √h | √hr
hertz**0.5 = root hertz | root Hz | square root hertz | square root Hz | √Hz
micro(metre) = µ | um
micro(second) = usec | us
watt/metre/kelvin = W/mK
watt = VA
kilo(watt) = kVA
mega(watt) = MVA
watt*hour = Wh
kilo(watt)*hour = kWh
ampere*hour = Ah
newton*metre = Nm
kilo(newton)*metre = kNm
newton*second = Ns
kilo(newton)*second = kNs
mega(newton)*second = MNs
kilo(byte) = kB | KB
mega(byte) = MB
giga(byte) = GB | Gbyte | GByte
tera(byte) = TB
particle = neutrons | neutron | ions | n
particle/centi(metre)**2 = n/cm2 | n/cm² | neutrons/cm2
metre**3 = cubic metres | cubic meters | cubic metre | cubic meter
metre**2 = square metres | square meters | square metre
centi(metre)**3 = cubic centimetres | cubic centimeters
centi(metre)**2 = square centimetres
foot**3 = cubic feet | cubic foot
frame/second = fps | frames per second | images per second
atomic_mass_unit = atomic mass units | amu | u
mach = Mach | Mach number
kilo(rads) = krad | krads | krad(Si)
mega(rads) = Mrad | Mrads | Mrad(Si)
"""
# A gram and the acceleration of free fall are written alike; so are milligram and a thousandth of that acceleration.
ALIKE = {
    "standard_gravity": "gram", "milli(standard_gravity)": "milli(gram)", "micro(standard_gravity)": "micro(gram)",
    "gram": "standard_gravity",
}  # fmt: skip

_ATOM = re.compile(r"[A-Za-zµμΩÅ℃°%″√/.]+")
_POWER = re.compile(
    r"(?:\^|\*\*)?([-−–]?[1-4])(?!\d|[.,]\d)|([²³])|⁻([¹²³])|[ ]([-−–][1-4])(?!\d|[.,]\d)"
    r"|(?<=m)[ ]([23])(?=[ /,;.)]|\Z)(?! ?(?:times|to|x|×)\b)"  # lists that lost their small figures write "cm 3"
)
_JOIN = re.compile(
    r"[ ]?(?P<divides>/)[ ]?|[ ](?P<per>per)[ ]|-(?:per)-|[ ]?(?:·|⋅|\*|×)[ ]?"
    r"|[- ](?=[A-Za-zµ]{1,3}(?:\^|\*\*)?[-−–]\d|[A-Za-zµ]{1,3}⁻)|(?<=ohm)[- ](?=c?m\b)|(?<=Ω)[- .](?=c?m\b)",
    re.IGNORECASE,
)
_BEHIND = re.compile(r"/\(([^() ]+)[ ·⋅*]([^() ]+)\)")  # W/(m K)
# "g (rms)/√Hz", "rad(Si)/s": how it is meant stands between the unit and what it is divided by.
_MEANT = re.compile(r" ?\((?:rms|Si|SiO2|GaAs|silicon|tissue|water)\)(?= ?(?:/|per))")
_PREFIXED = re.compile(r"\b(" + "|".join(POWERS) + r")\(")
_PREFIX = re.compile(r"(tera|giga|mega|kilo|micro|milli|nano)[ -](?=[a-z])", re.IGNORECASE)
_SPACE = re.compile(r"(?:\s{1,2}|-|–(?=[a-z]{3}))?")
LONGEST = 40  # characters of a unit


@dataclass(frozen=True)
class Unit:
    """What is written, the kind of quantity, and how a figure comes to the base unit: `figure * factor + offset`."""

    words: str
    kind: str
    factor: float
    offset: float = 0.0


@cache
def _registry() -> "pint.UnitRegistry[float]":
    registry: pint.UnitRegistry[float] = pint.UnitRegistry(None)
    for line in UNITS.strip().split("\n"):
        registry.define(line)
    return registry


def _lines(table: str) -> Iterator[tuple[str, str]]:
    """What stands before and behind the sign of each line."""
    for line in table.strip().split("\n"):
        unit, _, written = line.partition(" = ")
        yield unit, written


@cache
def _names() -> dict[str, str]:
    """By what is written, what pint is to read."""
    found: dict[str, str] = {}
    for unit, symbols in _lines(SYMBOLS):
        for symbol, _, prefixes in (one.partition(":") for one in symbols.split()):
            found[symbol] = unit
            found |= {prefix + symbol: f"{PREFIXES[prefix]}({unit})" for prefix in prefixes}
    for unit, words in (*_lines(SPELT), *((name, name) for name in SPELT_AS_NAMED.split())):
        for word in (each + plural for each in words.split() for plural in ("", "s")):
            found[word] = unit
            found |= {prefix + word: f"{prefix}({unit})" for prefix in POWERS}
    for unit, phrases in _lines(WRITTEN):
        found |= dict.fromkeys(phrases.split(" | "), unit)
    micro = {name: read for name, read in found.items() if name.startswith("µ")}
    return found | {sign + name[1:]: read for name, read in micro.items() for sign in ("μ", "u") if len(name) > 1}


@lru_cache(maxsize=4096)
def _measured(expression: str, words: str) -> Unit | None:
    if expression in {"celsius", "fahrenheit"}:
        factor, offset = (1.0, 273.15) if expression == "celsius" else (5 / 9, 255.372)
        return Unit(words, "[temperature]", factor, offset)
    try:
        base = _registry().parse_expression(_PREFIXED.sub(_power, expression).replace("celsius", "kelvin")).to_base_units()
    except (pint.errors.PintError, AttributeError, ValueError, TypeError):
        return None
    return Unit(words, str(base.dimensionality), float(base.magnitude))


def _power(prefix: re.Match[str]) -> str:
    return f"1e{POWERS[prefix[1]]}*("


@lru_cache(maxsize=20000)
def _read(text: str) -> tuple[int, str] | None:
    """How far the unit at the beginning reaches, and its expression."""
    first = _atom(text, 0)
    if first is None:
        return None
    end, expression = first
    if behind := _BEHIND.match(text, end):
        parts = _atom(behind[1], 0), _atom(behind[2], 0)
        if parts[0] and parts[1]:
            return behind.end(), f"({expression})/(({parts[0][1]})*({parts[1][1]}))"
    if meant := _MEANT.match(text, end):
        end = meant.end()
    divides = False
    while join := _JOIN.match(text, end):
        following = _atom(text, join.end())
        if following is None:
            break
        # What a dot joins behind a stroke stands below it: W/m·K.
        divides = divides or bool(join["divides"] or join["per"]) or "per" in join[0].lower()
        end, expression = following[0], f"({expression}){'/' if divides else '*'}({following[1]})"
    return end, expression


def _atom(text: str, at: int) -> tuple[int, str] | None:
    """Where one unit with its prefix and power ends, and its expression."""
    spelt = _PREFIX.match(text, at)
    prefix, start = (spelt[1].lower(), spelt.end()) if spelt else ("", at)
    names = _names()
    for end in _ends(text, start):
        word = text[start:end]
        expression = names.get(word) or (names.get(word.lower()) if len(word) > 3 else None)
        if prefix and expression:
            expression = f"{prefix}({'standard_gravity' if word == 'g' else expression})"
        if expression:
            power = _POWER.match(text, end)
            return (power.end(), f"({expression})**({_figure(power)})") if power else (end, expression)
    return None


def _figure(power: re.Match[str]) -> str:
    if power[2]:
        return str("0¹²³".index(power[2]))
    if power[3]:
        return f"-{'0¹²³'.index(power[3])}"
    return (power[1] or power[4] or power[5]).replace("−", "-").replace("–", "-")


def _ends(text: str, at: int) -> list[int]:
    """Where the name of a unit that begins here may end, the furthest first: after one to four words."""
    ends, here = [], at
    for _ in range(4):
        match = _ATOM.match(text, here)
        if not match:
            break
        word_end = match.end()
        ends.append(word_end)
        cut = re.search(r"[/.]", text[here:word_end])
        if cut:
            ends.append(here + cut.start())
            slash = text.find("/", here + cut.start() + 1, word_end)
            ends += [slash] if slash > 0 else []
        stripped = len(text[here:word_end].rstrip("./"))
        ends.append(here + stripped)
        if text[word_end : word_end + 1] not in {" ", "-"}:
            break
        here = word_end + 1
    return sorted({end for end in ends if end > at}, reverse=True)


def read_unit(text: str, at: int) -> tuple[int, tuple[Unit, ...]] | None:
    """Where the unit that begins here ends, and its readings (a gram is written like an acceleration); None where none does."""
    space = _SPACE.match(text, at)
    start = space.end() if space else at
    read = _read(text[start : start + LONGEST])
    if read is None:
        return None
    end, expression = read
    words = text[start : start + end]
    readings = [_measured(expression, words)]
    if expression in ALIKE:
        readings.append(_measured(ALIKE[expression], words))
    return start + end, tuple(reading for reading in readings if reading)


@cache
def unit_words() -> frozenset[str]:
    """Names and symbols of units, in small letters: words that say nothing of what is measured."""
    return frozenset(part.lower() for name in _names() for part in re.findall(r"[A-Za-zµ]+", name))


def kinds(expressions: str) -> frozenset[str]:
    """The kinds of quantity of some units, as `Unit.kind` gives them."""
    return frozenset(unit.kind for one in expressions.split() if (unit := _measured(one, one)))

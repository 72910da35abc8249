"""Units as lists and standards write them, brought to one unit for each kind of quantity.

The arithmetic is pint's; the registry holds only what such texts write, so that no ordinary word is taken for a unit.
What is counted in a field of its own stays apart: bits, samples, revolutions and angles are not mere numbers here.
"""

import re
from dataclasses import dataclass
from functools import cache, lru_cache

import pint

# Name, what it is in base units, other names. Prefixes are taken with the names and symbols of PREFIXED alone.
UNITS = """
metre = [length] = m = meter
gram = [mass] = g
second = [time] = s = sec
ampere = [current] = A = amp
kelvin = [temperature] = K
mole = [substance] = mol
candela = [luminosity] = cd
bit = [information] = b
sample = [sample] = S
revolution = [turn] = rev
degree = [angle] = deg
decibel = [level] = dB
operation = [operation]
axis = [axis]
node = [node]
element = [element]
layer = [layer]
qubit = [qubit]
pixel = [pixel]
rotor = [rotor]
portion = [portion]
cycle = [cycle]
particle = [particle]
decay = [decay]
weighted = [weighted]
roentgen = [dose]
byte = [storage] = B
minute = 60 * second = min
hour = 3600 * second = h = hr
day = 86400 * second = d
year = 31557600 * second = yr
week = 604800 * second
radian = 57.29577951308232 * degree = rad
arcminute = degree / 60 = arcmin
arcsecond = degree / 3600 = arcsec
inch = 0.0254 * metre = in
foot = 0.3048 * metre = ft
mile = 1609.344 * metre = mi
nautical_mile = 1852 * metre = nmi
micron = 1e-6 * metre
angstrom = 1e-10 * metre = Å
mil = 2.54e-5 * metre
knot = 1852 * metre / hour = kn
litre = 0.001 * metre ** 3 = l = L = liter
gallon = 0.003785411784 * metre ** 3 = gal
tonne = 1e6 * gram = t
pound = 453.59237 * gram = lb
ounce = 28.349523125 * gram = oz
newton = 1000 * gram * metre / second ** 2 = N
pascal = newton / metre ** 2 = Pa
bar = 1e5 * pascal
atmosphere = 101325 * pascal = atm
torr = 133.322368 * pascal = Torr
psi = 6894.757 * pascal
joule = newton * metre = J
watt = joule / second = W
horsepower = 745.7 * watt = hp
electronvolt = 1.602176634e-19 * joule = eV
calorie = 4.184 * joule = cal
volt = watt / ampere = V
ohm = volt / ampere = Ω
siemens = ampere / volt
farad = ampere * second / volt = F
henry = volt * second / ampere = H
tesla = volt * second / metre ** 2 = T
gauss = 1e-4 * tesla
coulomb = ampere * second = C
hertz = cycle / second = Hz
becquerel = decay / second = Bq
curie = 3.7e10 * becquerel = Ci
gray = joule / (1000 * gram) = Gy
sievert = [equivalent_dose] = Sv
rads = 0.01 * gray
standard_gravity = 9.80665 * metre / second ** 2
flops = operation / second = FLOPS
mips = 1e6 * operation / second = MIPS
weighted_teraflops = weighted = WT
ppm = 1e-6 * portion
ppb = 1e-9 * portion
percent = 0.01 * portion
rpm = revolution / minute = RPM
bit_rate = bit / second = bps
sample_rate = sample / second = SPS
decibel_milliwatt = [level_mw] = dBm
decibel_isotropic = [level_iso] = dBi
decibel_carrier = [level_carrier] = dBc
lux = [illuminance] = lx
lumen = [luminous_flux] = lm
poise = 0.1 * pascal * second
gal_acceleration = 0.01 * metre / second ** 2
"""
PREFIXES = {
    "tera": ("1e12", "T"), "giga": ("1e9", "G"), "mega": ("1e6", "M"), "kilo": ("1e3", "k"), "hecto": ("1e2", "h"),
    "deci": ("1e-1", "d"), "centi": ("1e-2", "c"), "milli": ("1e-3", "m"), "micro": ("1e-6", "µ"), "nano": ("1e-9", "n"),
    "pico": ("1e-12", "p"), "femto": ("1e-15", "f"), "peta": ("1e15", "P"), "exa": ("1e18", "E"),
}  # fmt: skip
# Symbols that are written with a prefix, and the prefixes that such texts put before them.
SYMBOLS = {
    "m": "mcknµpfd", "g": "kmµn", "s": "mµnpf", "A": "kmµnp", "K": "mµ", "Hz": "kMGTm", "Pa": "kMGmµh", "bar": "mkM", "J": "kMGmµn",
    "W": "kMGTmµnp", "V": "kMmµn", "N": "kMmµ", "eV": "kMGm", "Ω": "kMmµG", "F": "µnpm", "H": "mµn", "T": "mµn", "C": "µn", "Bq": "kMGTP",
    "Gy": "kM", "Ci": "kMmµ", "bit": "kMGT", "bps": "kMGT", "B": "kMGT", "SPS": "kMG", "S": "kMG", "FLOPS": "MGTPE",
    "l": "mµc", "L": "mµ", "mol": "mµn", "rad": "mµn", "arcsec": "m", "cal": "k", "lb": "", "torr": "mµ", "Torr": "mµ", "psi": "k",
    "b": "MG", "Sv": "mµ", "t": "k", "dB": "", "dBm": "", "dBi": "", "dBc": "", "ft": "", "in": "", "mi": "", "nmi": "", "h": "",
    "hr": "", "min": "", "sec": "m", "d": "", "yr": "", "kn": "", "hp": "", "gal": "", "oz": "", "atm": "", "mol": "m", "deg": "m",
    "arcmin": "", "rev": "", "rpm": "k", "RPM": "", "ppm": "", "ppb": "", "WT": "", "MIPS": "", "Å": "", "lx": "k", "lm": "", "mil": "",
    "cd": "m",
}  # fmt: skip
SPELT = {
    "metre": "metre", "meter": "metre", "gram": "gram", "gramme": "gram", "second": "second", "hertz": "hertz", "pascal": "pascal",
    "joule": "joule", "watt": "watt", "volt": "volt", "newton": "newton", "ampere": "ampere", "amp": "ampere", "kelvin": "kelvin",
    "tesla": "tesla", "gauss": "gauss", "ohm": "ohm", "farad": "farad", "litre": "litre", "liter": "litre", "bit": "bit",
    "byte": "byte", "sample": "sample", "radian": "radian", "electronvolt": "electronvolt", "bar": "bar", "gray": "gray",
    "becquerel": "becquerel", "curie": "curie", "rad": "rads", "minute": "minute", "hour": "hour", "day": "day", "year": "year",
    "week": "week", "inch": "inch", "foot": "foot", "mile": "mile", "knot": "knot", "micron": "micron", "angstrom": "angstrom",
    "degree": "degree", "arcminute": "arcminute", "arcsecond": "arcsecond", "tonne": "tonne", "ton": "tonne", "pound": "pound",
    "gallon": "gallon", "atmosphere": "atmosphere", "torr": "torr", "horsepower": "horsepower", "percent": "percent",
    "decibel": "decibel", "revolution": "revolution", "flop": "operation", "operation": "operation", "axis": "axis",
    "node": "node", "element": "element", "layer": "layer", "qubit": "qubit", "pixel": "pixel", "rotor": "rotor", "mole": "mole",
    "poise": "poise", "calorie": "calorie", "gal": "gal_acceleration", "sievert": "sievert", "siemens": "siemens", "lumen": "lumen",
    "lux": "lux", "coulomb": "coulomb", "henry": "henry",
}  # fmt: skip
# What is written otherwise than by a symbol or a name with its plural.
WRITTEN = {
    "%": "percent", "per cent": "percent", "feet": "foot", "inches": "inch", "axes": "axis", "flops": "flops", "FLOPS": "flops",
    "°": "degree", "℃": "celsius", "°C": "celsius", "degrees C": "celsius", "degrees Celsius": "celsius", "degree Celsius": "celsius",
    "deg C": "celsius", "oC": "celsius", "°F": "fahrenheit", "degrees Fahrenheit": "fahrenheit", "Kelvin": "kelvin",
    "″": "arcsecond", "arc second": "arcsecond", "arc seconds": "arcsecond", "arc-second": "arcsecond", "arc-seconds": "arcsecond",
    "seconds of arc": "arcsecond", "second of arc": "arcsecond", "arc minute": "arcminute", "arc minutes": "arcminute",
    "minutes of arc": "arcminute", "nautical miles": "nautical_mile", "nautical mile": "nautical_mile", "NM": "nautical_mile",
    "parts per million": "ppm", "parts per billion": "ppb", "weighted teraflops": "weighted_teraflops",
    "Weighted TeraFLOPS": "weighted_teraflops", "metric tons": "tonne", "metric ton": "tonne", "tons": "tonne",
    "revolutions per minute": "rpm", "r/min": "rpm", "rev/min": "rpm", "r.p.m.": "rpm", "hours": "hour", "hrs": "hour", "kt": "knot",
    "kts": "knot", "kph": "kilometre/hour", "mph": "mile/hour", "lbs": "pound", "electron volts": "electronvolt", "G": "standard_gravity",
    "gn": "standard_gravity", "g rms": "standard_gravity", "grms": "standard_gravity", "micro g": "microstandard_gravity",
    "milli g": "millistandard_gravity", "micro-g": "microstandard_gravity", "milli-g": "millistandard_gravity", "µg": "microstandard_gravity",
    "mg": "millistandard_gravity", "cc": "centimetre**3", "sccm": "centimetre**3/minute", "Gsps": "gigasample/second", "Msps": "megasample/second",
    "ksps": "kilosample/second", "MS/s": "megasample/second", "GS/s": "gigasample/second", "Gbps": "gigabit/second", "Mbps": "megabit/second",
    "Tbps": "terabit/second", "kbps": "kilobit/second", "Mb/s": "megabit/second", "Gb/s": "gigabit/second", "TFLOPS": "teraflops",
    "PFLOPS": "petaflops", "GFLOPS": "gigaflops", "EFLOPS": "exaflops", "teraflops": "teraflops", "petaflops": "petaflops",
    "gigaflops": "gigaflops", "exaflops": "exaflops", "TeraFLOPS": "teraflops", "Tera Operations Per Second": "teraoperation/second", "TOPS": "teraoperation/second",
    "dBA": "decibel", "barg": "bar", "bara": "bar", "ft": "foot", "l/s": "litre/second", "samples": "sample", "°/h": "degree/hour", "°/hr": "degree/hour",
    "deg/hr": "degree/hour", "°/√h": "degree/hour**0.5", "°/√hr": "degree/hour**0.5", "deg/√h": "degree/hour**0.5", "deg/√hr": "degree/hour**0.5",
    "square root hour": "hour**0.5", "√h": "hour**0.5", "√hr": "hour**0.5", "√Hz": "hertz**0.5", "square root hertz": "hertz**0.5", "root hour": "hour**0.5", "µ": "micrometre", "um": "micrometre",
    "usec": "microsecond", "us": "microsecond", "µin": "microinch", "wt. %": "percent", "wt%": "percent", "vol%": "percent", "kgf": "9.80665*newton",
    "lbf": "4.4482216*newton", "Nm": "newton*metre", "kNm": "kilonewton*metre", "Wh": "watt*hour", "kWh": "kilowatt*hour", "VA": "watt", "kVA": "kilowatt",
    "Ah": "ampere*hour", "W/mK": "watt/metre/kelvin", "n": "particle", "neutrons": "particle", "neutron": "particle", "ions": "particle", "cubic metres": "metre**3", "cubic meters": "metre**3", "cubic metre": "metre**3", "square metres": "metre**2",
    "square meters": "metre**2", "cubic centimetres": "centimetre**3", "cubic feet": "foot**3", "cubic foot": "foot**3", "mils": "mil",
}  # fmt: skip
# A gram and the acceleration of free fall are written alike; so are milligram and a thousandth of that acceleration.
ALIKE = {
    "standard_gravity": "gram",
    "millistandard_gravity": "milligram",
    "microstandard_gravity": "microgram",
    "g": "standard_gravity",
}

_ATOM = re.compile(r"[A-Za-zµμΩÅ℃°%″√/.]+")
_POWER = re.compile(r"(?:\^|\*\*)?([-−–]?[1-4])(?![\d.,])|([²³])|⁻([¹²³])|[ ]([-−–][1-4])(?![\d.,])")
_JOIN = re.compile(
    r"[ ]?(?P<divides>/)[ ]?|[ ](?P<per>per)[ ]|-(?:per)-|[ ]?(?:·|⋅|\*|×)[ ]?"
    r"|[- ](?=[A-Za-zµ]{1,3}(?:\^|\*\*)?[-−–]\d|[A-Za-zµ]{1,3}⁻)|(?<=ohm)[- ](?=c?m\b)|(?<=Ω)[- .](?=c?m\b)",
    re.IGNORECASE,
)
_BEHIND = re.compile(r"/\(([^() ]+)[ ·⋅*]([^() ]+)\)")  # W/(m K)
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
    for name, (factor, symbol) in PREFIXES.items():
        registry.define(f"{name}- = {factor} = {symbol}-")
    for line in UNITS.strip().splitlines():
        registry.define(line)
    return registry


@cache
def _names() -> dict[str, str]:
    """By what is written, the expression that pint reads."""
    found = {}
    for symbol, prefixes in SYMBOLS.items():
        if symbol != "B":  # "10B" is boron, "9B" a part of the list
            found[symbol] = symbol
        for prefix in prefixes:
            found[prefix + symbol] = prefix + symbol
            if prefix == "µ":
                found["μ" + symbol] = found["u" + symbol] = found["µ" + symbol]
    for word, unit in SPELT.items():
        for plural in ("", "s"):
            found[word + plural] = unit
            for prefix in PREFIXES:
                found[prefix + word + plural] = f"{prefix}{unit}"
    return found | WRITTEN


@lru_cache(maxsize=4096)
def _measured(expression: str, words: str) -> Unit | None:
    if expression in {"celsius", "fahrenheit"}:
        factor, offset = (1.0, 273.15) if expression == "celsius" else (5 / 9, 255.372)
        return Unit(words, "[temperature]", factor, offset)
    try:
        base = _registry().parse_expression(expression.replace("celsius", "kelvin")).to_base_units()
    except (pint.errors.PintError, AttributeError, ValueError, TypeError):
        return None
    return Unit(words, str(base.dimensionality), float(base.magnitude))


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
        expression = names.get(prefix + word) or (names.get((prefix + word).lower()) if len(prefix + word) > 3 else None)
        if expression is None and prefix and word in {"g", "gal", "gn"}:
            expression = prefix + "standard_gravity"
        if expression:
            power = _POWER.match(text, end)
            return (power.end(), f"({expression})**({_figure(power)})") if power else (end, expression)
    return None


def _figure(power: re.Match[str]) -> str:
    if power[2]:
        return str("0¹²³".index(power[2]))
    if power[3]:
        return f"-{'0¹²³'.index(power[3])}"
    return (power[1] or power[4]).replace("−", "-").replace("–", "-")


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
    start = _SPACE.match(text, at).end()  # type: ignore[union-attr]
    read = _read(text[start : start + LONGEST])
    if read is None:
        return None
    end, expression = read
    words = text[start : start + end]
    readings = [_measured(expression, words)]
    if expression in ALIKE:
        readings.append(_measured(ALIKE[expression], words))
    return start + end, tuple(reading for reading in readings if reading)

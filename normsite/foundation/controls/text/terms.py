"""The words of a subject, brought to one form: stems, British spelling as American, and one name for what has many."""

import re
from collections.abc import Iterator, Set
from dataclasses import dataclass
from functools import cache, lru_cache

import snowballstemmer

from normsite.foundation.controls.text.names import read_names
from normsite.foundation.controls.text.units import unit_words

_WORD = re.compile(r"(?<![0-9A-Za-z])[A-Za-zÀ-ÿ]++(?:[0-9]++)?(?:['’][a-z]++)?")
_STEMMER = snowballstemmer.stemmer("english")
# One name for what has many. The first of a line is the name.
SYNONYMS = """
adc = analogue to digital converter | analogue to digital | analog digital converter | a/d converter
 | digitizer | waveform digitizer
dac = digital to analogue converter | digital to analogue | d/a converter
uav = unmanned aerial vehicle | unmanned helicopter | unmanned rotorcraft | multirotor | multicopter
 | multi rotor | multi copter | quadcopter | hexacopter | octocopter
 | uncrewed aerial system | uncrewed aircraft system | unmanned aircraft | unmanned aerial system
 | unmanned aircraft system | drone
 | remotely piloted aircraft | remotely piloted vehicle | uas | rpas | rpv | unmanned air vehicle | uncrewed aircraft
 | uncrewed aerial vehicle | unmanned airship
machinetool = machine tool | machining centre | milling machine | turning machine | grinding machine | lathe
 | milling | turning centre | jig grinder
contouring = contour | contouring control | simultaneous contouring | interpolated axis
additive = additive manufacturing | 3d printing | 3d printer | powder bed fusion | directed energy deposition
 | selective laser melting | laser powder bed
imu = inertial measurement unit | inertial measurement | inertial navigation | inertial sensor | dead reckoning
gyro = gyroscope | gyro | angular rate sensor | angular rate
accelerometer = accelerometer | acceleration sensor | linear accelerometer
gnss = global navigation satellite system | satellite navigation | gps | galileo | glonass | global positioning system
laser = laser | lasing | femtosecond | chirped pulse
cmm = coordinate measuring machine | co ordinate measuring machine | dimensional inspection
fibre = fibrous or filamentary | fibrous | filamentary | fibre | fiber | filament | yarn | roving | tow
nickel = nickel | hastelloy | inconel | monel
composite = composite | laminate | prepreg | preform
maraging = maraging steel
pressuretransducer = pressure transducer | pressure sensor | pressure gauge | pressure transmitter | manometer
vacuumpump = vacuum pump | turbomolecular pump
reactor = reaction vessel | chemical reactor
fermenter = fermenter | fermentor | bioreactor | fermentation
freezedry = freeze dry | freeze dryer | lyophilizer | lyophilization | freeze drying
crossflow = cross flow filtration | tangential flow filtration | crossflow filtration | tangential filtration
spraydry = spray dry | spray drying | spray dryer
glovebox = glove box | isolator | biological safety cabinet | class iii cabinet
radar = radar
syntheticaperture = synthetic aperture radar
sonar = sonar | acoustic system | sub bottom profiler | side scan | echo sounder | multibeam echosounder | hydroacoustic
hydrophone = hydrophone
towedarray = towed acoustic hydrophone array | towed hydrophone array | towed array
hpc = high performance computer | supercomputer | digital computer | computing cluster | high performance computing
qkd = quantum key distribution | quantum cryptography | qkd
frequencyhopping = frequency hopping | frequency hop
uwb = ultra wideband | ultrawideband | uwb
mmic = monolithic microwave integrated circuit | mmic
fpga = field programmable gate array | field programmable logic device | fpga | programmable logic device
tr = transmit receive module
camera = camera | imaging camera | imager
focalplane = focal plane array | image intensifier
thermalimaging = thermal imager | thermal camera | thermal imaging camera | infrared imager | infrared camera
spacelauncher = space launch vehicle | launch vehicle | carrier rocket | orbital launcher
lidar = lidar | laser radar | light detection and ranging | ladar
gravimeter = gravimeter | gravity meter
magnetometer = magnetometer | magnetic gradiometer
ion implanter = ion implanter | ion implantation
lithography = lithography | photolithography | euv scanner | lithography scanner | stepper | lithographic
 | step and repeat | step and scan | direct step on wafer
etch = dry etch | plasma etch | etching | atomic layer etching
epitaxy = epitaxy | epitaxial
mocvd = mocvd | metal organic chemical vapour deposition | metalorganic chemical vapour deposition | movpe
beamepitaxy = molecular beam epitaxy | molecular beam epitaxial | mbe
rocket = rocket | missile | sounding rocket | launcher | booster | kick motor
propellant = propellant | oxidizer | monopropellant | bipropellant
turbine = gas turbine | turbojet | turbofan | turboprop
centrifuge = gas centrifuge
isostatic = isostatic press | hot isostatic | isostatic
balancing = balancing machine
vibration = vibration test | shaker
rov = rov | unmanned submersible | remotely operated vehicle
 | submersible vehicle | submersible | human occupied vehicle | deep submergence vehicle | unmanned underwater vehicle
 | autonomous submersible | underwater vehicle
telemetry = telemetry | telecontrol
auv = deciding a course relative
thrustvector = thrust vector control | thrust vectoring
startracker = star tracker | star camera | stellar sensor | astro tracker
robot = robot | manipulator | end effector
furnace = furnace
spectrometer = mass spectrometer | spectrometer
oscilloscope = oscilloscope | transient recorder
signalanalyzer = signal analyzer | spectrum analyzer | signal analyser
signalgenerator = signal generator | frequency synthesizer | arbitrary waveform generator
networkanalyzer = network analyzer | vector network analyzer
atomicclock = atomic frequency standard | atomic clock | rubidium standard | caesium standard | frequency standard
capacitor = capacitor
superconduct = superconduct | superconducting
cell = battery | secondary cell | primary cell | lithium thionyl chloride
solarcell = solar cell | photovoltaic
encoder = absolute position encoder | rotary encoder | encoder
detonator = detonator | exploding bridgewire
thyratron = thyratron | triggered spark gap | spark gap
camera streak = streak camera | framing camera | streak tube
neutron = neutron generator
crucible = crucible
spentfuel = irradiated nuclear reactor fuel | irradiated nuclear fuel | irradiated fuel | spent nuclear fuel | spent fuel
 | irradiated source material
reprocess = reprocessing | purex
fluoropolymer = fluoropolymer | ptfe | polytetrafluoroethylene | pvdf | pfa | teflon
flowform = flow forming machine | flow forming | spin forming machine | spin forming | shear forming
fadec = fadec | full authority digital engine control | full authority digital electronic control
 | full authority digital engine controller
intrusionsoftware = intrusion software | zero day exploit
radarabsorb = radar absorbing | radar absorbent | radar absorber | microwave absorber | microwave absorbing
 | electromagnetic absorber | absorbing electromagnetic radiation
organometal = organo metallic | organometallic | trimethylgallium | trimethylindium | trimethylaluminum | triethylgallium
gravitygradiometer = gravity gradiometer | gravity gradiometry
hydride = hydride | arsine | phosphine | stibine
flybywire = fly by wire | fly by light
staphylococcus = staphylococcus | staphylococcal
ebolavirus = ebola virus | ebolavirus
imsi = imsi | international mobile subscriber identity
heavywater = heavy water | deuterium oxide | deuterium
enrichment = isotope separation | enrichment | enriched
valve = bellows sealed valve | valve
pump = pump
heatexchanger = heat exchanger | condenser
distillation = distillation column | absorption column | distillation
opticalfibre = optical fibre | fibre optic | optical fiber
underwatercommunication = underwater untethered communication | underwater communication | acoustic modem
 | acoustic communication | acoustic telemetry | underwater acoustic modem | subsea communication
airindependent = air independent | aip
explosive = high explosive | explosive | petn
sspa = microwave solid state amplifier | solid state power amplifier | solid state amplifier
twt = travelling wave | traveling wave | twt | twta
jamming = jam | jammer
wind tunnel = wind tunnel
parachute = parachute
radiationhard = radiation hardened | radiation hardening | rad hard | total dose | total ionizing dose
convert = converter
speed = velocity
endurance = endurance | flight time | flight duration | loiter
thermalconductivity = thermal conductivity
"""
SPELLINGS = {
    "analogue": "analog", "metre": "meter", "litre": "liter", "fibre": "fiber", "centre": "center", "aluminium": "aluminum",
    "caesium": "cesium", "sulphur": "sulfur", "grey": "gray", "vapour": "vapor", "colour": "color", "behaviour": "behavior",
    "armour": "armor", "programme": "program", "mould": "mold", "tonne": "ton", "defence": "defense", "axes": "axis",
    "licence": "license",
}  # fmt: skip
_ENDINGS = (
    ("isation", "ization"), ("ising", "izing"), ("ised", "ized"), ("iser", "izer"), ("yser", "yzer"), ("sulph", "sulf"),
    ("aluminiu", "aluminu"), ("fibres", "fibers"), ("metres", "meters"), ("centres", "centers"),
)  # fmt: skip

# Words that say nothing of the subject: of grammar, and those with which every list and every standard is written.
_STOP = """
    a an and any are as at be been being below between but by can do does each either for from had has have having he
    her his if in into is it its least less may more most must no non nor not of on one only or other over shall
    should so some such than that the their them then there therefor therefore these they this those through to two
    under up upon used using via was were when where whether which while who will with within without would you your
    all also above after before both during following follows designed design specially modified specified controlled
    control controls entry list items item see note notes technical purposes ear eccn part parts component components
    accessory accessory equipment system systems software technology development production use having characteristic
    characteristics any equal greater better exceeding rated capable capability usable including include included
    contains containing according manufacturer value values measured type types general purpose number based example
    e.g i.e etc where additional required requirement related category paragraph definition definitions apply applies
    application applications eu us united states miscellaneous license license exception reason commodity commodities
    end assembly assemblies attachment attachments therein thereof hereof e g i n s same several three four five six
    seven eight nine ten first second third per cent percent mean means high low higher lower large small new
    different various common standard standards method methods process processes range minimum maximum operating
    operate operation level levels performance time times unit units total set sets kind employ employed make made
    given case cases order way work point points line lines area state person persons thing things machine machines
    device devices tool tools material materials apparatus plant product products electronic electrical article
    articles assembly assemblies element elements element structure structures body bodies object objects feature
    features function functions functional service services
"""


@dataclass(frozen=True)
class Token:
    """One word with its place; `stem` is what is compared."""

    stem: str
    start: int
    end: int


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """The word as it is compared: small letters, American spelling, without its ending."""
    low = word.lower().split("'")[0].split("’")[0]
    singular = low.removesuffix("s")
    low = SPELLINGS.get(low) or SPELLINGS.get(singular) or low
    for british, american in _ENDINGS:
        low = low.replace(british, american)
    return str(_STEMMER.stemWord(low))


def stems(words: str) -> frozenset[str]:
    """Some words as they are compared."""
    return frozenset(stem(word) for word in words.split())


@lru_cache(maxsize=1)
def _phrases() -> dict[str, tuple[tuple[tuple[str, ...], str], ...]]:
    """By the first stem of each phrase, the phrases with their name; the longest first."""
    found: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for line in SYNONYMS.replace("\n |", " |").strip().split("\n"):
        name, _, phrases = line.partition("=")
        for phrase in phrases.split("|"):
            stems = tuple(stem(word) for word in _WORD.findall(phrase))
            found.setdefault(stems[0], []).append((stems, name.strip().replace(" ", "")))
    return {first: tuple(sorted(phrases, key=lambda one: -len(one[0]))) for first, phrases in found.items()}


def words(text: str) -> list[Token]:
    """Every word that isn't of grammar alone, as its stem."""
    found, at = [], 0
    for name, start, end in (*read_names(text), ("", len(text), len(text))):
        found += [Token(stem(match[0]), match.start(), match.end()) for match in _WORD.finditer(text, at, start)]
        found += [Token(name, start, end)] if name else []
        at = end
    return found


def tokens(text: str, left_out: frozenset[str] | None = None) -> Iterator[Token]:
    """The words of a text, with a phrase that has a name of its own as one of them; words of grammar are left out."""
    left_out = _STOPPED if left_out is None else left_out
    plain, phrases = words(text), _phrases()
    at = 0
    while at < len(plain):
        one = plain[at]
        named = next(
            (
                (stems, name)
                for stems, name in phrases.get(one.stem, ())
                if tuple(t.stem for t in plain[at : at + len(stems)]) == stems
            ),
            None,
        )
        if named:
            last = plain[at + len(named[0]) - 1]
            yield Token(named[1], one.start, last.end)
            at += len(named[0])
        else:
            if one.stem not in left_out and len(one.stem) > 1:
                yield one
            at += 1


_STOPPED = frozenset(form for word in _STOP.split() for form in (word, stem(word)))


@lru_cache(maxsize=20_000)
def subject(text: str) -> frozenset[str]:
    """What a text speaks of, as comparable words."""
    return frozenset(token.stem for token in tokens(text))


def spoken_of(text: str) -> frozenset[str]:
    """What a text speaks of, with what that implies."""
    return implied(subject(text))


def implied(said: Set[str]) -> frozenset[str]:
    """The words with those that they imply."""
    return frozenset(said | {IMPLIED[word] for word in said & IMPLIED.keys()})


@lru_cache(maxsize=20_000)
def parameter(text: str) -> frozenset[str]:
    """The words that say what is measured: also those of every quantity, such as range, speed and time."""
    return frozenset(token.stem for token in tokens(text, _GRAMMAR))


# What every quantity is spoken of with, so that it tells none apart.
_GRAMMAR = _STOPPED - {
    stem(word) for word in ("range", "level", "performance", "time", "number", "point", "line", "area", "state")
}
# What is measured is never what the measure is of.
_MEASURES = """
    power output input speed pressure temperature frequency frequencies thickness diameter voltage current length
    width height weight mass volume capacity accuracy resolution sensitivity bandwidth band energy force torque load
    rate rated peak average total density strength depth distance angle angles angular position positioning positions
    linear axis bit bits byte data signal flow content percent ratio size area surface duration period pulse
    wavelength gain noise error stability bias inner outer inside outside nominal direction environment ambient
    condition conditions test tests measuring measurement measurements sigma rms
"""
MEASURES = frozenset(stem(word) for word in _MEASURES.split())
# What can be spoken of only where something else is meant: no contour is followed but by a machine tool.
IMPLIED = {
    "contouring": "machinetool", "auv": "rov", "syntheticaperture": "radar", "towedarray": "hydrophone",
    "nitramine": "explosive", "thermalimaging": "camera", "spacelauncher": "rocket",
    "mosfet": "semiconductor", "igbt": "semiconductor",
    "multibeam": "survey", "bathymetr": "survey", "bathymetri": "survey",
}  # fmt: skip
NAMED = frozenset(
    line.partition("=")[0].strip().replace(" ", "") for line in SYNONYMS.replace("\n |", " |").strip().split("\n")
)


@cache
def unit_stems() -> frozenset[str]:
    """The names of units as words: they say nothing of what is measured."""
    return frozenset(stem(word) for word in unit_words())

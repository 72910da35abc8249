"""Names that are written with capitals, figures or strokes, so that their letters alone don't tell them: HIP, BSL-4, MON-3."""

import re
from collections.abc import Iterator

# One name for each; how it is written, capitals and small letters told apart.
WRITTEN = (
    ("isostatic", r"HIP(?:ing|ed|ped|ping)?(?! (?:implant|replacement|joint|fracture|prosthes))"),
    ("gyro", r"FOGs?|RLGs?|HRGs?"),
    ("imu", r"INS|IMUs?|AHRS|IRUs?"),
    ("auv", r"AUVs?|[Aa]utonomous [Uu]nderwater [Vv]ehicles?"),
    ("rov", r"ROVs?|R\.O\.V\.|UUVs?|HOVs?|DSVs?"),
    (
        "uav",
        (
            r"(?:[Uu]nmanned|[Uu]ncrewed|[Pp]ilotless|[Rr]emotely[- ][Pp]iloted) (?:[a-z-]{3,14} ){0,2}"
            r"(?:aircraft|airplanes?|aeroplanes?|helicopters?|rotorcraft|gliders?)|s?U(?:AV|AS|CAV)s?|RPAS"
        ),
    ),
    ("nitramine", r"HMX(?!-\d)|RDX|[Oo]ctogen|[Hh]exogen|HNIW|CL-20(?= |,|\))"),
    ("precisionbearing", r"ABEC[- ]?[79][PT]?|ISO 492,? [Tt]olerance [Cc]lass [24]"),
    ("focalplane", r"FPAs?|QWIPs?|(?:InSb|HgCdTe|MCT|VOx|T2SL)(?:[ -](?:detector|sensor|array|camera|imager)s?)?"),
    (
        "syntheticaperture",
        (
            r"(?:In|I)?SAR(?= (?:imag|mode|satellite|sensor|payload|antenna|data))|InSAR|ISAR|SLAR"
            r"|(?:UWB|[Ll]ow[- ][Ff]requency|[Ss]paceborne|[Aa]irborne|[Pp]olarimetric) SAR"
        ),
    ),
    (
        "euvlithography",
        (
            r"[\"“]?(?:EUV|[Ee]xtreme [Uu]ltra[- ]?[Vv]iolet)[\"”]?(?: \([\"“]?EUV[\"”]?\))?[- ]"
            r"(?:lithograph(?:y|ic)|masks?|(?:photo)?resists?|scanners?|reticles?|pellicles?)"
        ),
    ),
    (
        "maraginggrade",
        (
            r"350 (?:MARAGING|[Mm]araging)|18 ?Ni[ -]?\(?(?:300|350)\)?"
            r"|(?:VascoMax|Vascomax|VASCOMAX|[Mm]araging)(?: steel)?[ -][Cc]?-?(?:300|350)"
        ),
    ),
    ("wavelength", r"λ"),
    ("sspa", r"SSPAs?"),
    ("htpb", r"HTPB|[Hh]ydroxyl?[- ][Tt]erminated [Pp]olybutadiene"),
    ("mixedoxides", r"[Mm]ixed [Oo]xides of [Nn]itrogen(?: \(MON\))?|MON[- ]?\d{1,2}|MON(?=\))"),
    (
        "biocontainment",
        (
            r"A?BSL[- ]?[34]|BL[- ]?[34](?= |,|\))|P[34](?= or P[34]| containment| lab| facilit|\))"
            r"|[Bb]iosafety [Ll]evels? (?:3|4|three|four)|(?:[Bb]io)?[Cc]ontainment [Ll]evels? [34]|CL-[34]"
        ),
    ),
    (
        "combinedcycle",
        r"[Cc]ombined[- ][Cc]ycle (?:[Ee]ngines?|[Pp]ropulsion)|[TR]BCC|[Tt]urbine[- ][Bb]ased [Cc]ombined [Cc]ycle",
    ),
)
_WRITTEN = re.compile(r"(?<![A-Za-z0-9])(?:" + "|".join(f"(?P<{name}>{how})" for name, how in WRITTEN) + r")(?![A-Za-z0-9])")


def read_names(text: str) -> Iterator[tuple[str, int, int]]:
    """Each such name with its place, in the order of the text."""
    return ((match.lastgroup or "", match.start(), match.end()) for match in _WRITTEN.finditer(text))

"""Files of strangers: told by what is in them, never by their names, and made harmless or refused. No database, no request.

What comes out is only ever given out as a download. Pictures are painted anew; of the others the bytes stay as they are, once
nothing is in them that a program of Office would carry out.
"""

from normsite.foundation.uploads.examining import Examined, NotTaken, examine, examine_all
from normsite.foundation.uploads.kinds import ENDS, KINDS, Kind, needs_a_library
from normsite.foundation.uploads.scanning import ScannerAway, malware_in

__all__ = [
    "ENDS",
    "KINDS",
    "Examined",
    "Kind",
    "NotTaken",
    "ScannerAway",
    "examine",
    "examine_all",
    "malware_in",
    "needs_a_library",
]

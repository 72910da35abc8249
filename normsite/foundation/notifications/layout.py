"""How the two parts of a mail are laid out, whatever it says.

In HTML the styles of `templates/emails/base.html` are written into each element, because some programs (Gmail with the mailbox
of another provider) take none from the head; those for dark stay in the head, where alone they can be. In the text a paragraph
is wrapped, and an address stands whole on its line.
"""

import re
import textwrap
from binascii import b2a_qp

from css_inline import CSSInliner

from normsite.foundation.lines import plain_lines

WIDTH = 72  # columns of the text
CLIPPED = 102_400  # bytes: of a longer HTML part Gmail shows the beginning alone, and hides the foot with the way out

_inliner = CSSInliner(load_remote_stylesheets=False)
_BETWEEN = re.compile(r"\n{3,}")
_FIRST_WORD = re.compile(r" *(?:\* )?")


def lay_out_html(html: str) -> str:
    """With the styles in the elements; nothing of nothing."""
    return _inliner.inline(html) if html else ""


def lay_out_text(text: str) -> str:
    """With long lines wrapped, those of a list below their first word, and never two empty lines on end."""
    lines = (_wrapped(line.rstrip()) for line in plain_lines(text).strip().split("\n"))
    return _BETWEEN.sub("\n\n", "\n".join(lines)) + "\n"


def _wrapped(line: str) -> str:
    if len(line) <= WIDTH or " " not in line.strip():
        return line
    start = _FIRST_WORD.match(line)
    below = " " * (start.end() if start else 0)
    return textwrap.fill(line, WIDTH, subsequent_indent=below, break_long_words=False, break_on_hyphens=False)


def bytes_as_sent(html: str) -> int:
    """The length of an HTML part in quoted-printable, in which it is sent."""
    return len(b2a_qp(html.encode()))

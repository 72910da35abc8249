"""The WSGI entry point that the web server loads."""

import os
import re
from collections.abc import Callable, Iterable
from typing import Any

from django.core.wsgi import get_wsgi_application
from django.utils.http import parse_header_parameters

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "normsite.settings")

CHARSET = re.compile(r";\s*charset\*?\s*=[^;]*", re.I)
django = get_wsgi_application()


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Django, which would believe whatever character set a sender claims and break on odd ones; here all is UTF-8."""
    environ["CONTENT_TYPE"] = _readable(CHARSET.sub("", environ.get("CONTENT_TYPE", "")))
    return django(environ, start_response)


def _readable(content_type: str) -> str:
    """Without its parameters where they can't be read: Django would break on them before anything of ours could answer. So
    where a character set is claimed all the same, such as in pieces (RFC 2231, section 3): a form with files is refused."""
    kind = content_type.partition(";")[0]
    try:
        _, claimed = parse_header_parameters(content_type)
    except ValueError:
        return kind
    return kind if "charset" in claimed else content_type

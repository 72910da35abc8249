"""How the interface says no: the same sentences as the pages."""

from typing import Any

from rest_framework.response import Response
from rest_framework.views import exception_handler

from normsite.errors import Refused


def explain(problem: Exception, context: dict[str, Any]) -> Response | None:
    """409 with the sentence for a refusal; everything else as the framework does it."""
    if isinstance(problem, Refused):
        return Response({"reason": problem.reason, "mend": problem.mend}, status=409)
    return exception_handler(problem, context)

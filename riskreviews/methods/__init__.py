"""Risk methods: one pure file each, and the one table that names them all. `docs/howto/risk-method.md` says how to add one."""

from riskreviews.methods import (
    bowtie_lopa,
    dual_use_governability,
    nist_sp_800_30,
    open_fair,
    scenario_planning,
    structured_qualitative,
)
from riskreviews.methods.figures import Figure
from riskreviews.methods.levels import STEPS, Level
from riskreviews.methods.method import Method, Result, Said
from riskreviews.methods.questions import Field
from riskreviews.methods.tables import Lookup

METHODS: dict[str, Method] = {
    method.key: method
    for method in (
        nist_sp_800_30.METHOD,
        open_fair.METHOD,
        bowtie_lopa.METHOD,
        dual_use_governability.METHOD,
        structured_qualitative.METHOD,
        scenario_planning.METHOD,
    )
}
# What an assessment is made by unless somebody chooses another.
USUAL = nist_sp_800_30.METHOD.key

__all__ = ["METHODS", "STEPS", "USUAL", "Field", "Figure", "Level", "Lookup", "Method", "Result", "Said"]

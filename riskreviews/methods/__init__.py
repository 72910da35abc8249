"""Risk methods: one pure file each, and the one table that names them all."""

from riskreviews.methods import nist_sp_800_30
from riskreviews.methods.method import Field, Method

METHODS: dict[str, Method] = {method.key: method for method in (nist_sp_800_30.METHOD,)}

__all__ = ["METHODS", "Field", "Method"]

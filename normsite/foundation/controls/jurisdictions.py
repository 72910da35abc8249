"""Whose rules they are: a country, the European Union, or a regime that many have agreed on."""

from django.core.validators import RegexValidator
from django_countries import countries

EUROPEAN_UNION = "EU"
REGIME = "INT"
MODEL = "ZZ"  # ISO 3166-1 leaves it to its users
OTHERS = {EUROPEAN_UNION: "European Union", REGIME: "International regime", MODEL: "Model jurisdiction"}

check_jurisdiction = RegexValidator(r"^(?:[A-Z]{2}|INT)\Z", "Give the two letters of a country (ISO 3166-1), EU or INT.")


def jurisdiction_name(code: str) -> str:
    """In words; the code itself where nobody bears it."""
    return OTHERS.get(code) or str(countries.name(code)) or code

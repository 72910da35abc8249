"""Whose rules they are: a country, the European Union, or a regime that many have agreed on."""

from django.core.validators import RegexValidator
from django_countries import countries

EUROPEAN_UNION = "EU"
REGIME = "INT"
MODEL, SECOND_MODEL = "ZZ", "XX"  # ISO 3166-1 leaves them to its users
# Article 52 of the Treaty on European Union, as of 2020.
MEMBERS_OF_THE_UNION = frozenset(
    [
        *("AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU"),
        *("IE", "IT", "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK"),
    ]
)
OTHERS = {
    EUROPEAN_UNION: "European Union",
    REGIME: "International regime",
    MODEL: "Model jurisdiction",
    SECOND_MODEL: "Second model jurisdiction",
}

check_jurisdiction = RegexValidator(r"^(?:[A-Z]{2}|INT)\Z", "Give the two letters of a country (ISO 3166-1), EU or INT.")


def jurisdiction_name(code: str) -> str:
    """In words; the code itself where nobody bears it."""
    return OTHERS.get(code) or str(countries.name(code)) or code

"""The four countries, the jurisdictions whose law reaches them, and the languages on screen."""

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _


class Country(models.TextChoices):
    """A country of the Pacific Alliance (ISO 3166-1 alpha-2)."""

    CL = "CL", _("Chile")
    CO = "CO", _("Colombia")
    MX = "MX", _("Mexico")
    PE = "PE", _("Peru")


class Jurisdiction(models.TextChoices):
    """Whose law a fact states: a country, the Andean Community (CO, PE) or a treaty."""

    CL = "CL", _("Chile")
    CO = "CO", _("Colombia")
    MX = "MX", _("Mexico")
    PE = "PE", _("Peru")
    AND = "AND", _("Andean Community")
    INT = "INT", _("International")


class Language(models.TextChoices):
    """A language that people read. Portuguese would be one line here and its files."""

    ES = "es", "Español"
    EN = "en", "English"


COUNTRIES: Final[tuple[str, ...]] = tuple(Country.values)
TIME_ZONES: Final[dict[str, str]] = {
    "CL": "America/Santiago",
    "CO": "America/Bogota",
    "MX": "America/Mexico_City",
    "PE": "America/Lima",
}
_REACHES: Final[dict[str, tuple[str, ...]]] = {
    "CL": ("CL", "INT"),
    "CO": ("CO", "AND", "INT"),
    "MX": ("MX", "INT"),
    "PE": ("PE", "AND", "INT"),
}


def jurisdictions_of(country: str) -> tuple[str, ...]:
    """Whose law is asked for a country, in order: its own, the Andean rule, the treaty. First published wins whole."""
    return _REACHES[country]

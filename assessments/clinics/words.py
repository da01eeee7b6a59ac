"""The closed lists that clinics count by, and their words in the active language. Pure.

A list is closed on purpose: what people may write freely can't be counted without being read, and can name a business.
Rights are topics of the facts (`courses.api.topic_in_words`), stages are the journey's (`courses.api.stage_in_words`).
"""

from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from courses.api import stage_in_words, topic_in_words

STAGES: Final = ("idea", "formation", "first_sale", "growth", "export", "investment")
SECTORS: Final = (
    "food", "agriculture", "textile", "crafts", "manufacturing", "trade", "tourism", "software", "services", "creative",
    "health", "other",
)  # fmt: skip
SIZES: Final = ("micro", "small", "medium", "unsure")
RIGHTS: Final = (
    "trademarks", "patents", "designs", "trade_secrets", "copyright", "gi_tk", "plant_varieties", "domains", "licensing",
    "unfair_competition", "enforcement",
)  # fmt: skip
STATES: Final = ("draft", "declared", "confirmed", "not_seen", "not_reached", "withdrawn")
OUTCOMES: Final = ("filed", "licensed", "stopped", "nothing", "other", "unknown")


def sector_in_words(sector: str) -> str:
    """What a business does, in broad groups."""
    return {
        "food": pgettext("sector", "Food and drink"), "agriculture": pgettext("sector", "Farming and fishing"),
        "textile": pgettext("sector", "Clothing and footwear"), "crafts": pgettext("sector", "Crafts"),
        "manufacturing": pgettext("sector", "Manufacturing"), "trade": pgettext("sector", "Trade"),
        "tourism": pgettext("sector", "Tourism and restaurants"), "software": pgettext("sector", "Software and technology"),
        "services": pgettext("sector", "Services"), "creative": pgettext("sector", "Creative industries"),
        "health": pgettext("sector", "Health and care"), "other": pgettext("sector", "Another sector"),
    }.get(sector, sector)  # fmt: skip


def size_in_words(size: str) -> str:
    """A size class; where a country draws the lines is a fact of that country (`msme.*`)."""
    return {
        "micro": pgettext("size", "Micro"), "small": pgettext("size", "Small"), "medium": pgettext("size", "Medium"),
        "unsure": pgettext("size", "Not sure"),
    }.get(size, size)  # fmt: skip


def state_in_words(state: str) -> str:
    """Where a session stands."""
    return {
        "draft": pgettext("session", "Being written"), "declared": pgettext("session", "Waits to be confirmed"),
        "confirmed": pgettext("session", "Confirmed"), "not_seen": pgettext("session", "Not seen by the supervisor"),
        "not_reached": pgettext("session", "Business not reached"), "withdrawn": pgettext("session", "Withdrawn"),
    }.get(state, state)  # fmt: skip


def outcome_in_words(outcome: str) -> str:
    """What came of a session after 90 days; '' is what nobody has told yet."""
    return {
        "filed": _("An application was filed"), "licensed": _("A licence or contract was signed"),
        "stopped": _("An infringement stopped"), "nothing": _("Nothing came of it"), "other": _("Something else"),
        "unknown": _("Not known"), "": _("Not told yet"),
    }.get(outcome, outcome)  # fmt: skip


__all__ = [
    "OUTCOMES", "RIGHTS", "SECTORS", "SIZES", "STAGES", "STATES", "outcome_in_words", "sector_in_words", "size_in_words",
    "stage_in_words", "state_in_words", "topic_in_words",
]  # fmt: skip

"""The words of scoring again: why a line was left, what a regrade waits for, a percentage as its reader writes it. Pure."""

from decimal import Decimal

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from assessments import regrading


def why_in_words(code: str) -> str:
    """Why a person has to look, or why a score stays as it was."""
    return {
        regrading.HAND: _("a person scored it"),
        regrading.KIND: _("the question is of another kind now"),
        regrading.UNSEEN: _("the answer that is right now was not on the sheet"),
        regrading.CHANGED: _("its parts are others now"),
        regrading.UNIT: _("the number was asked in another unit"),
        regrading.LAW: _("the words of the law that are right now were not on the sheet"),
        regrading.GONE: _("what was chosen is not in the new version"),
        regrading.NO_KEY: _("the new version has no right answer in this country"),
        regrading.ERASED: _("the answer was erased with its writer"),
        regrading.LOWER: _("it would fall, and nobody loses by our mistake"),
        regrading.AWAY: _("the attempt was annulled meanwhile"),
        regrading.SAME: _("it was scored so meanwhile"),
    }.get(code, code)


def state_in_words(state: str) -> str:
    """Where a regrade is."""
    return {
        "preparing": pgettext("a regrade", "being prepared"),
        "ready": pgettext("a regrade", "waits for a decision"),
        "applying": pgettext("a regrade", "being applied"),
        "applied": pgettext("a regrade", "applied"),
        "dropped": pgettext("a regrade", "dropped"),
    }.get(state, state)


def in_percent(value: Decimal | str) -> str:
    """«66,67 %»: as many decimals as say something, a hard space."""
    exact = Decimal(str(value))
    places = 0 if exact == exact.to_integral_value() else 2
    return f"{number_format(exact, places)}\u00a0%"

"""What a path says of a quiz whose result waits after a sitting, or does not count. Pure."""

from collections.abc import Mapping
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _


def exam_sentence(code: str, params: Mapping[str, object]) -> str:
    """«Your result waits: who, by when»; '' for another code."""
    if code == "quiz_held":
        until = params.get("until")
        when = date_format(date.fromisoformat(str(until)), "DATE_FORMAT") if until else ""
        if params.get("who") == "decider":
            return _("Your result waits: an incident of the sitting is being looked at by who decides, until {when}.").format(
                when=when
            )
        return _("Your result waits: it is let out when the sitting's report is signed, on {when} at the latest.").format(
            when=when
        )
    if code == "quiz_annulled":
        if params.get("again"):
            return _("The attempt in the sitting does not count. You can sit the quiz again: your institution plans it.")
        return _("The attempt in the sitting does not count. Your institution can tell you how it goes on.")
    return ""

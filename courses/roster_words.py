"""What a line of a list does, in the reader's words: for the review before, and for the file of results after. Pure."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

NEW, KNOWN, MOVED, SAME, ERROR = "new", "known", "moved", "same", "error"
CORRECTED, TRANSFERRED, WITHDRAWN = "corrected", "transferred", "withdrawn"
CLOSED_BY: str = "withdrawn:"  # `Enrolment.closed_because` of who was withdrawn: this and a class of reason


def act_word(act: str) -> str:
    """What happens to one person, in a word or two."""
    return {
        NEW: _("New person"),
        KNOWN: _("Known person"),
        MOVED: _("Moves to this group"),
        SAME: _("Already enrolled"),
        ERROR: _("To mend"),
        CORRECTED: _("Corrected"),
        TRANSFERRED: _("Comes with what was earned"),
        WITHDRAWN: _("Leaves the group"),
    }.get(act, act)


def reason_word(reason: str) -> str:
    """A class of reason for a withdrawal."""
    return {
        "job": _("Another job"),
        "time": _("No time for it"),
        "fit": _("It is not what they need"),
        "mistake": _("Enrolled by mistake"),
        "other": _("Another reason"),
    }.get(reason, reason)


def change_word(change: str) -> str:
    """What is corrected of a person."""
    return {
        "given_name": _("first name"),
        "family_name": _("last name"),
        "language": _("language"),
        "country": _("country whose law is studied"),
        "email": _("e-mail address"),
    }.get(change, change)


def act_sentence(act: str, *, courses: int = 0, invite: bool = False, changes: Sequence[str] = (), reason: str = "") -> str:
    """One sentence or two for one line."""
    if act == SAME:
        return _("Nothing changes.")
    if act == WITHDRAWN:
        said = _("Leaves the group and its courses ({reason}). What was earned is kept; it can be undone.")
        return said.format(reason=reason_word(reason or "other"))
    if act == CORRECTED:
        return _("Corrected: {what}.").format(what=", ".join(change_word(one) for one in changes))
    parts = [
        ngettext("Will be enrolled in {n} course.", "Will be enrolled in {n} courses.", courses).format(n=courses)
        if courses
        else _("No new course.")
    ]
    if act == TRANSFERRED:
        parts.append(_("What this person earned under the same country's law comes along."))
    if invite:
        parts.append(_("Gets an invitation if there is no account yet."))
    return " ".join(parts)

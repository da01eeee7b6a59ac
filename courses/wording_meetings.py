"""Words about attendance, in the active language."""

from django.utils.translation import gettext as _

from courses.models import AttendanceSource
from courses.selectors.attendance import AttendanceLine


def standing_words(line: AttendanceLine) -> str:
    """«Asistió»: how somebody stands with a meeting."""
    if not line.source:
        return _("not counted yet")
    return _("attended") if line.present else _("did not attend")


def how_words(line: AttendanceLine) -> str:
    """By what it is known."""
    return {
        AttendanceSource.ROLL: _("by the list of the room"),
        AttendanceSource.CODE: _("by the code shown at the meeting"),
        AttendanceSource.HAND: _("noted by hand: {why}").format(why=line.why),
    }.get(AttendanceSource(line.source), "") if line.source else ""  # fmt: skip

"""What happens to awards, in words: acts, motions, requests for review, exceptions and bars. Pure but for gettext."""

from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from certificates.standing import Act
from certificates.wording.certificates import long_date

# tone and icon of an act in a history
ACT_LOOK: Final[dict[str, tuple[str, str]]] = {
    Act.GRANTED: ("ok", "cert"),
    Act.SUSPENDED: ("bad", "lock"),
    Act.RESUMED: ("ok", "clock"),
    Act.REDUCED: ("warn", "half"),
    Act.REVOKED: ("bad", "fail"),
    Act.REINSTATED: ("ok", "done"),
    Act.QUESTIONED: ("warn", "flag"),
    Act.PROPOSED: ("warn", "wait"),
    Act.KEPT: ("", "check"),
}


def act_word(act: str) -> str:
    """What happened, for a history."""
    return {
        Act.GRANTED: _("Granted"),
        Act.SUSPENDED: _("Suspended"),
        Act.RESUMED: _("The suspension ended by itself"),
        Act.REDUCED: _("Limited to a part"),
        Act.REVOKED: _("Revoked"),
        Act.REINSTATED: _("Put in force again"),
        Act.QUESTIONED: _("Asked about: a result that it rests on was revised"),
        Act.PROPOSED: _("Revocation proposed"),
        Act.KEPT: _("Looked at and left as it is"),
    }[Act(act)]


def move_word(act: str) -> str:
    """What somebody would do, as a choice."""
    return {
        Act.SUSPENDED: _("Suspend it"),
        Act.REDUCED: _("Limit it to a part"),
        Act.REVOKED: _("Revoke it"),
        Act.REINSTATED: _("Put it in force again, whole"),
    }[Act(act)]


def motion_title(act: str) -> str:
    """What a motion is for, as a heading."""
    return {
        Act.SUSPENDED: _("Suspension moved"),
        Act.REDUCED: _("Limit to a part moved"),
        Act.REVOKED: _("Revocation moved"),
        Act.REINSTATED: _("Reinstatement moved"),
    }[Act(act)]


def consequence(act: str) -> str:
    """What happens as soon as the second person agrees."""
    return {
        Act.SUSPENDED: _("If you agree, it is suspended at once: its public page says so, and its holder is told."),
        Act.REDUCED: _(
            "If you agree, it holds for that part only from now on: its public page says so, and its holder is told."
        ),
        Act.REVOKED: _("If you agree, it is revoked at once: its public page says so, and its holder is told."),
        Act.REINSTATED: _("If you agree, it is in force again at once, whole, with the same number. Its holder is told."),
    }[Act(act)]


def motion_state_word(state: str) -> str:
    """How a motion ended."""
    return {
        "open": pgettext("a motion", "waits for a second person"),
        "carried": pgettext("a motion", "carried"),
        "refused": pgettext("a motion", "refused"),
        "withdrawn": pgettext("a motion", "withdrawn"),
    }[state]


def objection_state_word(state: str) -> str:
    """How a request for review stands."""
    return {
        "open": pgettext("a request for review", "waits for an answer"),
        "upheld": pgettext("a request for review", "the decision was wrong"),
        "dismissed": pgettext("a request for review", "the decision stands"),
        "withdrawn": pgettext("a request for review", "withdrawn"),
    }[state]


def ruling_kind_word(kind: str) -> str:
    """Exception or bar."""
    return {"exempt": _("Exception"), "barred": _("Bar")}[kind]


def ruling_state_word(state: str) -> str:
    """How an exception or a bar stands."""
    return {
        "proposed": pgettext("an exception or bar", "waits for a second person"),
        "in_force": pgettext("an exception or bar", "in force"),
        "refused": pgettext("an exception or bar", "refused"),
        "ended": pgettext("an exception or bar", "ended"),
    }[state]


def last_day_of(until: datetime, zone: ZoneInfo | None = None) -> str:
    """The last day before a moment, in words: "until midnight of the 3rd" is until the 2nd."""
    return long_date(timezone.localdate(until - timedelta(microseconds=1), zone))


def days_left(days: int) -> str:
    """How long there is for an answer."""
    if days < 0:
        return ngettext("%(n)s business day late", "%(n)s business days late", -days) % {"n": -days}
    if days == 0:
        return _("the last day is today")
    return ngettext("%(n)s business day left", "%(n)s business days left", days) % {"n": days}

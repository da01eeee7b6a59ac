"""Windows and allowances in words, for pages and mail, in the active language and time zone."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.clock import say_when
from assessments.models import QuizAllowance
from assessments.windows import Allowed, Ends, Window
from lms.messages.api import NothingToSay


def given_words(allowed: Allowed) -> list[str]:
    """What an allowance gives, a line each: «1 intento más», «15 minutos más»."""
    found = []
    if allowed.extra_attempts:
        found.append(ngettext("{n} more attempt", "{n} more attempts", allowed.extra_attempts).format(n=allowed.extra_attempts))
    if allowed.extra_minutes:
        found.append(ngettext("{n} more minute", "{n} more minutes", allowed.extra_minutes).format(n=allowed.extra_minutes))
    return [*found, *ends_words(Ends(allowed.opens_at, allowed.closes_at))]


def ends_words(ends: Ends | Window) -> list[str]:
    """«Abre el …», «Cierra el …»; [] without ends."""
    found = []
    if ends.opens_at:
        found.append(_("Opens on {when}").format(when=say_when(ends.opens_at)))
    if ends.closes_at:
        found.append(_("Closes on {when}").format(when=say_when(ends.closes_at)))
    return found


def attempts_words(window: Window) -> str:
    """«2 intentos», «Sin límite de intentos»."""
    if not window.attempts:
        return _("As many attempts as needed")
    return ngettext("{n} attempt", "{n} attempts", window.attempts).format(n=window.attempts)


def minutes_words(window: Window) -> str:
    """«30 minutos desde que empieza», «Sin límite de tiempo»."""
    if not window.minutes:
        return _("No time limit")
    return ngettext("{n} minute from the start", "{n} minutes from the start", window.minutes).format(n=window.minutes)


def wait_words(wait: timedelta) -> str:
    """How long one waits between two attempts: in hours or days when they are whole; '' for none."""
    minutes = int(wait.total_seconds() // 60)
    if not minutes:
        return ""
    days, hours = minutes // 1440, minutes // 60
    if minutes % 1440 == 0:
        return ngettext("{n} day between two attempts", "{n} days between two attempts", days).format(n=days)
    if minutes % 60 == 0:
        return ngettext("{n} hour between two attempts", "{n} hours between two attempts", hours).format(n=hours)
    return ngettext("{n} minute between two attempts", "{n} minutes between two attempts", minutes).format(n=minutes)


def is_short(window: Window) -> bool:
    """Whether the quiz is open for less time than an attempt may take."""
    return bool(
        window.minutes
        and window.opens_at
        and window.closes_at
        and window.closes_at - window.opens_at < timedelta(minutes=window.minutes)
    )


def allowance_mail(params: Mapping[str, Any]) -> Mapping[str, Any]:
    """What the mail about an allowance says, when it is written. Raises NothingToSay when it was withdrawn meanwhile."""
    row = QuizAllowance.objects.filter(pk=params["allowance_id"], withdrawn_at=None).first()
    if row is None:
        raise NothingToSay
    titles = QuizAllowance.objects.filter(pk=row.pk).values_list("unit__titles", flat=True).get()
    allowed = Allowed(row.extra_attempts, row.extra_minutes, row.opens_at, row.closes_at)
    return {
        "titles": titles, "enrolment_id": row.enrolment_id, "unit_id": row.unit_id, "given": given_words(allowed)
    }  # fmt: skip

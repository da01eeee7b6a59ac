"""Clinics in words and signs, in the active language. Pure."""

from collections.abc import Iterable
from typing import Any, Protocol

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.clinics import words
from assessments.clinics.rules import MOST_SESSIONS


class BusinessLike(Protocol):
    """What a line of the list asks of a business."""

    @property
    def stage(self) -> str: ...
    @property
    def sector(self) -> str: ...
    @property
    def size(self) -> str: ...
    @property
    def region(self) -> str: ...
    @property
    def sessions(self) -> int: ...


def edition_state(state: str) -> dict[str, str]:
    """Where an edition stands: {says, tone, icon}."""
    says, tone, icon = {
        "coming": (_("Not begun"), "", "wait"), "running": (_("Running"), "ok", "half"),
        "over": (_("Its last day is over: write the closing report"), "warn", "late"),
        "closed": (_("Closed, with its report"), "", "lock"),
    }[state]  # fmt: skip
    return {"says": says, "tone": tone, "icon": icon}


def session_state(state: str) -> dict[str, str]:
    """Where a session stands: {says, tone, icon}."""
    tone, icon = {
        "confirmed": ("ok", "done"), "declared": ("", "wait"), "not_seen": ("warn", "late"), "not_reached": ("warn", "late"),
    }.get(state, ("", "open"))  # fmt: skip
    return {"says": words.state_in_words(state), "tone": tone, "icon": icon}


class SessionLike(Protocol):
    """What a line of a business's page asks of a session."""

    @property
    def state(self) -> str: ...
    @property
    def stage(self) -> str: ...
    @property
    def rights(self) -> tuple[str, ...]: ...


def session_lines(rows: Iterable[SessionLike]) -> list[dict[str, Any]]:
    """Each session with its words: where it stands, the stage of its day, what it was about."""
    return [
        {
            "row": row, **session_state(row.state), "stage": words.stage_in_words(row.stage),
            "about": ", ".join(words.topic_in_words(right) for right in row.rights) or "–",
        }
        for row in rows
    ]  # fmt: skip


def profile_line(one: BusinessLike) -> str:
    """«Crecimiento · Alimentos y bebidas · Micro · Cusco»."""
    parts = (words.stage_in_words(one.stage), words.sector_in_words(one.sector), words.size_in_words(one.size), one.region)
    return " · ".join(part for part in parts if part)


def business_lines(businesses: Iterable[BusinessLike]) -> list[dict[str, Any]]:
    """Each business with its words."""
    return [{"one": one, "profile": profile_line(one), "held": sessions_of_six(one.sessions)} for one in businesses]


def sessions_of_six(count: int) -> str:
    """«2 of 6 sessions»."""
    said = ngettext("{n} of {most} sessions", "{n} of {most} sessions", count)
    return said.format(n=count, most=MOST_SESSIONS)


def diagnostics_in_words(state: str) -> str:
    """Whether the business filled in WIPO's questionnaire."""
    return {"asked": _("It was asked to fill it in"), "done": _("Filled in; it has the report")}.get(state, _("Not asked yet"))

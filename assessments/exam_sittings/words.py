"""What a sitting says to people, in the reader's language. Pure.

The honour statement has a version: a seat keeps which one was accepted. Whoever changes its words gives it another version.
"""

from typing import Final

from django.utils.translation import gettext as _

HONOUR_VERSION: Final = "2026-11"


def honour_lines() -> list[str]:
    """What a candidate accepts before the start, in plain words."""
    return [
        _("I am the person whose name stands here, and I answer alone."),
        _("I use no notes, books, messages, other pages or artificial intelligence while the exam is open."),
        _("I do not copy, photograph or tell the questions to anybody, now or later."),
        _("If something goes wrong (connection, noise, illness) I tell the person who watches over the sitting at once."),
        _("I know that the platform notes when the page is left, when the connection is lost and which device is used."),
    ]


def bring_lines(place: str) -> list[str]:
    """What to bring, besides what the planner wrote."""
    lines = [_("An identity document with your photograph"), _("A charged phone or computer, and its charger")]
    if place == "video":
        lines.append(_("A camera and a microphone, and a room where you are alone"))
    return lines


def event_words(kind: str) -> str:
    """What happened, in a few words, for the log."""
    return {
        "code_made": _("A code was made"),
        "code_wrong": _("A wrong code was tried"),
        "let_in": _("The code was given: let in"),
        "started": _("Started"),
        "left": _("Left the page"),
        "returned": _("Came back to the page"),
        "offline": _("The connection was lost"),
        "online": _("The connection is back"),
        "device": _("Goes on with another device or session"),
        "handed_in": _("Handed in"),
        "ended": _("Ended by the time"),
        "ended_closing": _("Ended when the sitting was closed"),
        "note": _("Note of the invigilator"),
        "closed": _("The sitting was closed"),
        "signed": _("The report was signed"),
        "incident": _("An incident was reported"),
        "decided": _("An incident was decided"),
        "let_out": _("The result was let out"),
        "planned": _("Planned"),
        "changed": _("Changed"),
        "cancelled": _("Cancelled"),
    }.get(kind, kind)


def state_words(state: str) -> str:
    """Where a sitting stands."""
    return {
        "planned": _("Planned"), "open": _("Going on"), "closed": _("Sitting closed"), "cancelled": _("Cancelled"),
    }.get(state, state)  # fmt: skip


def incident_words(state: str) -> str:
    """Where an incident stands."""
    return {
        "open": _("To be decided"), "no_effect": _("No effect: the result counts"),
        "annulled": _("Annulled: the attempt does not count"), "sat_again": _("Annulled; it can be sat again"),
    }.get(state, state)  # fmt: skip


def what_words(kind: str) -> str:
    """Which class an incident is of: the only part of it that anybody but who decides may read."""
    return {
        "disturbance": _("Disturbance (noise, alarm, power)"),
        "technical": _("Technical failure"),
        "health": _("Illness or emergency"),
        "identity": _("Doubt about who sat"),
        "help": _("Unauthorised help or material"),
        "other": _("Something else"),
    }.get(kind, kind)


def place_words(kind: str) -> str:
    """How a sitting is watched over."""
    return {"room": _("In the room"), "video": _("By video")}.get(kind, kind)

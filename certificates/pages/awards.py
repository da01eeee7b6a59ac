"""What the pages of those who decide, and of holders about decisions, are given: plain values with their words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import gettext as _

from certificates.models import AwardEvent
from certificates.pages.certificates import LOOK, requirement_row
from certificates.selectors.awards import AwardPage, AwardRow, EventLine, MotionLine, ObjectionLine
from certificates.selectors.rulings import RulingLine
from certificates.serial import in_groups
from certificates.wording.awards import (
    ACT_LOOK,
    act_word,
    consequence,
    days_left,
    last_day_of,
    motion_state_word,
    motion_title,
    move_word,
    objection_state_word,
    ruling_kind_word,
    ruling_state_word,
)
from certificates.wording.certificates import country_in_words, long_date, reason_in_words, state_word
from lms.kernel.words import in_language

_OBJECTION_LOOK = {"open": ("warn", "wait"), "upheld": ("ok", "done"), "dismissed": ("", "check"), "withdrawn": ("", "undo")}
_RULING_LOOK = {"proposed": ("warn", "wait"), "in_force": ("ok", "done"), "refused": ("", "x"), "ended": ("", "na")}
_MOTION_LOOK = {"open": ("warn", "wait"), "carried": ("ok", "done"), "refused": ("", "x"), "withdrawn": ("", "undo")}


@dataclass(frozen=True, slots=True)
class Line:
    """One award in a list."""

    id: int
    title: str
    under: str
    serial: str
    country: str
    state: str
    tone: str
    icon: str
    waits: bool


def lines(rows: Sequence[AwardRow]) -> list[Line]:
    """Awards as lines."""
    found = []
    for row in rows:
        tone, icon = LOOK[row.state]
        under = in_language(row.institution)
        if row.round > 1:
            under += " · " + _("round %(n)s") % {"n": row.round}
        title = f"{row.holder}: {in_language(row.credential)}"
        found.append(Line(row.id, title, under, row.serial, row.country, state_word(row.state), tone, icon, row.waits))
    return found


def whole(page: AwardPage) -> dict[str, Any]:
    """One award for its page."""
    award, card, motion = page.award, page.card, page.open_motion
    tone, icon = LOOK[card.state] if card else ("", "wait")
    facts = [
        (_("Holder"), award.person.full_name),
        (_("Institution"), in_language(award.institution.names)),
        (_("Under the law of"), _("%(country)s, as of %(date)s") % {
            "country": country_in_words(award.country), "date": long_date(award.law_as_of)}),
        (_("Granted on"), long_date(timezone.localdate(award.granted_at, page.zone))),
        (_("Valid until"), last_day_of(award.expires_at, page.zone) if award.expires_at else _("without an end date")),
        (_("Round"), str(award.round)),
    ]  # fmt: skip
    return {
        "title": f"{award.person.full_name}: {in_language(award.credential.titles)}",
        "country": award.country,
        "serial": in_groups(card.serial) if card else "",
        "verify": card.serial if card and card.issued_at else "",
        "state": state_word(card.state) if card else "",
        "tone": tone,
        "icon": icon,
        "facts": facts,
        "path": [requirement_row(one) for one in page.path],
        "events": [event_line(one, page.zone) for one in page.events],
        "motion": _motion(motion, page.zone) if motion else None,
        "motions": [_motion(one, page.zone) for one in page.motions if one.state != "open"],
        "objections": [objection(one) for one in page.objections],
        "papers": [
            {"serial": in_groups(paper.serial), "edition": paper.edition, "state": state_word(paper.state),
             "tone": LOOK[paper.state][0], "verify": paper.serial if paper.issued_at else "", "problem": paper.problem}
            for paper in page.papers
        ],
    }  # fmt: skip


def new_name(page: AwardPage) -> str:
    """The holder's present name where a paper in force prints another one, else ''."""
    card, person = page.card, page.award.person
    name = str(person.certificate_name or person.full_name)
    fits = card is not None and card.issued_at and card.name and page.award.state in ("granted", "reduced")
    return name if fits and card is not None and card.name != name else ""


def event_line(one: EventLine, zone: ZoneInfo) -> dict[str, Any]:
    """One act of a history."""
    tone, icon = ACT_LOOK[one.act]
    return {
        "what": act_word(one.act), "at": one.at, "tone": tone, "icon": icon, "reason": reason_in_words(one.reason_class),
        "note": one.note, "until": last_day_of(one.until, zone) if one.until else "",
        "scope": in_language(one.scope) if one.scope else "", "by": one.by, "approved_by": one.approved_by,
    }  # fmt: skip


def _motion(one: MotionLine, zone: ZoneInfo) -> dict[str, Any]:
    tone, icon = _MOTION_LOOK[one.state]
    return {
        "id": one.id, "title": motion_title(one.act), "state": motion_state_word(one.state), "tone": tone, "icon": icon,
        "reason": reason_in_words(one.reason_class), "note": one.note, "by": one.by, "at": one.at,
        "until": last_day_of(one.until, zone) if one.until else "", "scope": dict(one.scope),
        "decided_by": one.decided_by, "decided_at": one.decided_at, "answer": one.answer,
        "consequence": consequence(one.act), "follows": one.objection_id is not None,
    }  # fmt: skip


def move_in_words(facts: Mapping[str, Any], zone: ZoneInfo) -> dict[str, Any]:
    """What somebody is about to move, for the look before it."""
    until: datetime | None = facts["until"]
    return {
        "act": move_word(facts["act"]), "reason": reason_in_words(facts["reason_class"]),
        "until": last_day_of(until, zone) if until else "", "scope": facts["scope"] or {}, "note": facts["note"],
    }  # fmt: skip


def decision(event: AwardEvent) -> dict[str, Any]:
    """A decision as its holder, and whoever answers, reads it."""
    tone, icon = ACT_LOOK[event.act]
    zone = ZoneInfo(event.award.institution.time_zone)
    return {
        "id": event.pk, "what": act_word(event.act), "tone": tone, "icon": icon,
        "on": timezone.localdate(event.effective_at, zone),
        "reason": reason_in_words(event.reason_class), "credential": in_language(event.award.credential.titles),
        "until": last_day_of(event.until, zone) if event.until else "", "country": event.award.country,
        "scope": in_language(event.scope) if event.scope else "",
    }  # fmt: skip


def objection(line: ObjectionLine) -> dict[str, Any]:
    """A request for review, for those who answer."""
    tone, icon = _OBJECTION_LOOK[line.state]
    late = line.state == "open" and line.days < 0
    return {
        "id": line.id, "award": line.award_id, "title": f"{line.holder}: {in_language(line.credential)}",
        "country": line.country, "what": act_word(line.act), "text": line.text, "at": line.at,
        "due": line.due_on, "days": days_left(line.days),
        "late": late, "state": objection_state_word(line.state), "tone": "bad" if late else tone, "icon": icon,
        "open": line.state == "open", "answer": line.answer, "decided_by": line.decided_by, "decided_at": line.decided_at,
    }  # fmt: skip


def own_objection(line: ObjectionLine) -> dict[str, Any]:
    """A request for review, for who made it."""
    return {**objection(line), "event": line.event_id, "decided_by": ""}


def ruling(line: RulingLine) -> dict[str, Any]:
    """An exception or a bar."""
    tone, icon = _RULING_LOOK[line.state]
    if line.kind == "barred" and line.state == "in_force":
        tone, icon = "bad", "lock"
    return {
        "id": line.id, "title": f"{line.person}: {in_language(line.credential)}", "country": line.country,
        "kind": ruling_kind_word(line.kind), "what": in_language(line.requirement) or _("the whole credential"),
        "bar": line.kind == "barred", "reason": line.reason, "note": line.note, "answer": line.answer,
        "state": ruling_state_word(line.state), "tone": tone, "icon": icon, "proposed": line.state == "proposed",
        "in_force": line.state == "in_force", "proposed_by": line.proposed_by, "proposed_at": line.proposed_at,
        "decided_by": line.decided_by, "decided_at": line.decided_at, "refused": line.state == "refused",
        "ended_by": line.ended_by, "ended_at": line.ended_at,
    }  # fmt: skip


def ruling_choices(found: Sequence[tuple[str, Sequence[tuple[str, Mapping[str, str] | None]]]]) -> list[Any]:
    """The grouped choices of the form."""
    return [
        (
            key,
            [
                (
                    value,
                    _("Exception: %(course)s") % {"course": in_language(titles)} if titles else _("Bar: the whole credential"),
                )
                for value, titles in choices
            ],
        )
        for key, choices in found
    ]


def chosen(choices: Sequence[Any], value: str) -> str:
    """The label of a choice, with its group."""
    return next((f"{group}. {label}" for group, some in choices for one, label in some if one == value), "")

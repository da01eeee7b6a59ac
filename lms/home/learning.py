"""A learner's first page: each course as a path, the one next step, what is due, what is held."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.urls import NoReverseMatch, reverse
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from certificates import api as certificates
from courses import api as courses
from courses.paths import Path, Requirement
from lms.institutions.api import Scope, country_name
from lms.kernel.todo import Todo
from lms.kernel.words import in_language


@dataclass(frozen=True, slots=True)
class Step:
    """One requirement as a line: icon and tone differ by state, and the tag says it in a word."""

    title: str
    why: str
    url: str
    icon: str
    tone: str
    tag: str
    due: datetime | None = None


@dataclass(frozen=True, slots=True)
class CourseView:
    """One course a person takes: how far, what is open, what is met."""

    enrolment_id: int
    title: str
    country: str
    url: str
    done: int
    total: int
    open: tuple[Step, ...]
    met: tuple[Step, ...]
    complete: bool


# state → icon, tone; the word is in `_word`
_LOOK: Final = {"": ("open", "off"), "started": ("half", "on"), "waiting": ("wait", "warn"), "failed": ("fail", "bad")}
_BEGUN: Final = ("started", "failed")


def _word(state: str) -> str:
    return {
        "": _("Not begun"),
        "started": _("Under way"),
        "waiting": _("Being assessed"),
        "failed": _("Not passed yet"),
    }.get(state, _("Under way"))


def step_of(requirement: Requirement) -> Step:
    """A requirement in words."""
    title = in_language(requirement.title)
    if requirement.met:
        return Step(title, courses.why_open(requirement), requirement.url, "done", "ok", _("Done"))
    icon, tone = _LOOK.get(requirement.state, ("half", "on"))
    return Step(title, courses.why_open(requirement), requirement.url, icon, tone, _word(requirement.state), requirement.due)


def courses_of(scope: Scope) -> tuple[list[CourseView], Todo | None]:
    """The active courses of a person with their paths, and the one next step. Constant in the number of queries."""
    mine = sorted((e for e in courses.enrolments_of(scope.person_id) if e.state == "active"), key=lambda e: e.id)
    if not mine:
        return [], None
    paths = courses.paths([e.id for e in mine])
    cards = courses.course_cards({e.course_id for e in mine})
    views = [_view(e, paths[e.id], cards[e.course_id].titles) for e in mine if e.id in paths and e.course_id in cards]
    return views, _next([(in_language(cards[e.course_id].titles), paths[e.id]) for e in mine if e.id in paths])


def _view(enrolment: Any, path: Path, titles: Mapping[str, str]) -> CourseView:
    asked = [r for r in path.requirements if r.required]
    return CourseView(
        enrolment_id=enrolment.id,
        title=in_language(titles),
        country=enrolment.country,
        url=course_url(enrolment.id),
        done=sum(1 for r in asked if r.met),
        total=len(asked),
        open=tuple(step_of(r) for r in asked if not r.met),
        met=tuple(step_of(r) for r in asked if r.met),
        complete=path.complete,
    )


def _next(paths: Sequence[tuple[str, Path]]) -> Todo | None:
    """The first step that the learner can take: what is under way or must be tried again before what is not begun."""
    steps = [(title, path.next) for title, path in paths]
    takable = [(title, r) for title, r in steps if r is not None and r.waits_on in ("", "learner") and r.url]
    if not takable:
        return None
    course, r = min(takable, key=lambda pair: (pair[1].state not in _BEGUN, pair[1].due is None, pair[1].due))
    minutes = _("About %(minutes)s minutes.") % {"minutes": r.minutes} if r.minutes else ""
    act = _("Go on") if r.state in _BEGUN else _("Begin")
    return Todo(in_language(r.title), minutes, r.url, due=r.due, tag=course, weight=20, act=act)


@dataclass(frozen=True, slots=True)
class CertificateView:
    """One certificate a person holds, as a card."""

    title: str
    line: str
    url: str
    icon: str
    tone: str
    tag: str


_STANDING: Final = {
    "current": ("done", "ok"), "update_due": ("stale", "warn"), "preparing": ("wait", "warn"), "lapsed": ("stale", "bad"),
    "reduced": ("half", "warn"),
    "suspended": ("wait", "bad"), "expired": ("late", "bad"), "revoked": ("fail", "bad"),
}  # fmt: skip


def certificates_of(person_id: int) -> list[CertificateView]:
    """The certificates a person holds; an edition that another one replaced is left out."""
    return [_certificate(card) for card in certificates.certificates_of(person_id) if card.state != "superseded"]


def _standing(state: str) -> str:
    return {
        "current": _("In force"),
        "update_due": _("Update due"),
        "preparing": _("Being prepared"),
        "lapsed": _("Not up to date"),
        "suspended": _("Suspended"),
        "reduced": _("In force for a part"),
        "expired": _("Expired"),
        "revoked": _("Revoked"),
    }.get(state, "")


def _certificate(card: Any) -> CertificateView:
    icon, tone = _STANDING.get(str(card.state), ("info", "warn"))
    # It ends at midnight: the last day, as on the paper, is the day before.
    last = card.expires_at - timedelta(microseconds=1) if card.expires_at else None
    day = formats.date_format(timezone.localtime(last), "DATE_FORMAT") if last else ""
    until = _("until {day}").format(day=day) if day else ""
    return CertificateView(
        title=in_language(card.titles),
        line=" · ".join(part for part in (country_name(card.country), until) if part),
        url=address("lms:certificates:certificate-list"),
        icon=icon,
        tone=tone,
        tag=_standing(str(card.state)),
    )


def course_url(enrolment_id: int) -> str:
    """The course's first page for an enrolment; '' while the site has none."""
    return address("lms:courses:enrolment-detail", enrolment_id)


def address(name: str, *args: Any) -> str:
    """The address of a page by name; '' when the site has no such page."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""

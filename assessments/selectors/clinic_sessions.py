"""Sessions as pages show them: an advisor's list, one session in words, what of practice is there, what is open."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.clinics import consent, practising
from assessments.clinics.words import (
    outcome_in_words,
    sector_in_words,
    size_in_words,
    stage_in_words,
    state_in_words,
    topic_in_words,
)
from assessments.models import ClinicRating, ClinicReferral, ClinicSequel, ClinicSession, ClinicState, ClinicStep
from assessments.models.clinic_reach import practised_in
from assessments.selectors.clinic_places import resource_names

EDITABLE: Final = frozenset({"draft", "declared", "not_seen", "not_reached"})
_LOOKS: Final = {  # state → (icon, tone)
    "draft": ("half", ""), "declared": ("wait", "warn"), "confirmed": ("done", "ok"), "not_seen": ("late", "bad"),
    "not_reached": ("late", "bad"), "withdrawn": ("na", ""),
}  # fmt: skip
MOST_OPEN: Final = 100


@dataclass(frozen=True, slots=True)
class SessionLine:
    """A session in a list."""

    id: int
    held_on: date | None
    minutes: int | None
    code: str
    stage: str
    sector: str
    wanted: str
    state: str
    says: str
    icon: str
    tone: str
    advisor: str = ""
    revision: int = 0
    advice: str = ""
    comment: str = ""


_LINE: Final = (
    "pk", "held_on", "minutes", "business__code", "stage", "sector", "body", "state", "revision", "comment",
    "advisor__given_name", "advisor__family_name",
)  # fmt: skip


def lines_of(rows: Any) -> list[SessionLine]:
    """A query set (or a page of one) of sessions as lines, in its order. One query."""
    return [_line(row) for row in rows.values(*_LINE)]


def _line(row: Mapping[str, Any]) -> SessionLine:
    icon, tone = _LOOKS[row["state"]]
    return SessionLine(
        id=row["pk"], held_on=row["held_on"], minutes=row["minutes"], code=row["business__code"] or "",
        stage=stage_in_words(row["stage"]), sector=sector_in_words(row["sector"]),
        wanted=_short(row["body"].get("wanted", "")), advice=_short(row["body"].get("advice", "")), state=row["state"],
        says=state_in_words(row["state"]), icon=icon, tone=tone, revision=row["revision"], comment=row["comment"],
        advisor=f"{row['advisor__given_name']} {row['advisor__family_name']}".strip(),
    )  # fmt: skip


def _short(text: str, most: int = 160) -> str:
    text = " ".join(str(text).split())
    return text if len(text) <= most else f"{text[: most - 1].rsplit(' ', 1)[0]}…"


def own_sessions(person_id: int) -> QuerySet[ClinicSession]:
    """Everything that a person logged, the newest day first; a draft without a day before all."""
    return ClinicSession.objects.filter(advisor_id=person_id).order_by("held_on", "pk").reverse()


@dataclass(frozen=True, slots=True)
class FollowLine:
    """A step or a referral, open or closed."""

    id: int
    what: str
    why: str
    due_on: date | None
    end: str
    ended_at: datetime | None
    late: bool = False
    session_id: int = 0
    held_on: date | None = None
    about: str = ""


@dataclass(frozen=True, slots=True)
class SessionPage:
    """One session in words. `agreed_to` are the words that the business agreed to, {es, en}."""

    parts: tuple[tuple[str, str], ...]
    profile: tuple[tuple[str, str], ...]
    rights: tuple[str, ...]
    steps: tuple[FollowLine, ...]
    referrals: tuple[FollowLine, ...]
    agreed_to: Mapping[str, str]
    look: tuple[str, str, str]
    editable: bool
    rating: ClinicRating | None


def session_page(session: ClinicSession) -> SessionPage:
    """Four queries."""
    names = resource_names(session.institution.country, timezone.localdate())
    parts = (
        (_("What they came for"), "wanted"), (_("What was found"), "found"), (_("What was advised"), "advice"),
        (_("Documents made or left"), "documents"), (_("The letter of guidance"), "letter"),
        (_("Agreed for the next session"), "next"),
    )  # fmt: skip
    profile = (
        (_("Business of the clinic"), session.business.code if session.business else ""),
        (_("Stage"), stage_in_words(session.stage) if session.stage else ""),
        (_("Sector"), sector_in_words(session.sector) if session.sector else ""),
        (_("Size"), size_in_words(session.size) if session.size else ""),
        (_("Region"), session.region),
    )  # fmt: skip
    today = timezone.localdate()
    icon, tone = _LOOKS[session.state]
    return SessionPage(
        parts=tuple((title, text) for title, name in parts if (text := str(session.body.get(name, "")))),
        profile=tuple((title, text) for title, text in profile if text),
        rights=tuple(topic_in_words(one) for one in session.rights),
        steps=tuple(_step(row, today) for row in ClinicStep.objects.filter(session=session).order_by("number")),
        referrals=tuple(_referral(row, names) for row in ClinicReferral.objects.filter(session=session).order_by("number")),
        agreed_to=consent.wording(session.consent_wording),
        look=(state_in_words(session.state), icon, tone),
        editable=session.state in EDITABLE,
        rating=ClinicRating.objects.filter(session=session).first(),
    )


def _step(row: ClinicStep, today: date, **more: Any) -> FollowLine:
    late = bool(not row.end and row.due_on and row.due_on < today)
    return FollowLine(row.pk, row.what, row.why, row.due_on, row.end, row.ended_at, late, **more)


def _referral(row: ClinicReferral, names: Mapping[str, str], **more: Any) -> FollowLine:
    to = {"lawyer": _("A lawyer"), "nobody": _("No referral")}.get(row.to) or names.get(row.resource, row.resource)
    return FollowLine(row.pk, to, row.why, None, "-" if row.to == "nobody" else row.end, row.ended_at, **more)


@dataclass(frozen=True, slots=True)
class PracticePage:
    """What practice asks, what is there, and the sessions behind it. `rows`: (words, done, asked)."""

    asked: str
    standing: practising.Standing
    rows: tuple[tuple[str, int, int], ...]
    lines: tuple[SessionLine, ...]
    left: str


def practice_page(enrolment_id: int, config: Mapping[str, Any]) -> PracticePage:
    """Two queries."""
    asked = practising.asked_in(config)
    standing = practising.standing_of(asked, practised_in(enrolment_id))
    words = {
        "sessions": _("Confirmed sessions"), "stages": _("Stages of the journey"), "referrals": _("Decisions to refer"),
    }  # fmt: skip
    rest = ClinicSession.objects.filter(enrolment_id=enrolment_id).exclude(state=ClinicState.WITHDRAWN)
    return PracticePage(
        asked=practising.asked_words(asked),
        standing=standing,
        rows=tuple((words[name], min(standing.done[name], n), n) for name, n in asked.items() if n),
        lines=tuple(lines_of(rest.order_by("-held_on", "-pk")[:50])),
        left=practising.left_words(standing.params()),
    )


@dataclass(frozen=True, slots=True)
class SequelLine:
    """A session of which the advisor is asked what came of it."""

    id: int
    session_id: int
    held_on: date | None
    about: str
    outcome: str
    says: str
    note: str


@dataclass(frozen=True, slots=True)
class OpenPage:
    """What waits for the advisor after sessions: steps (those that are late first), referrals, what came of it."""

    steps: tuple[FollowLine, ...]
    referrals: tuple[FollowLine, ...]
    sequels: tuple[SequelLine, ...]

    @property
    def count(self) -> int:
        return len(self.steps) + len(self.referrals) + len(self.sequels)


_SETTLED: Final = [ClinicState.DECLARED, ClinicState.CONFIRMED, ClinicState.NOT_SEEN, ClinicState.NOT_REACHED]


def open_page(person_id: int, country: str) -> OpenPage:
    """Four queries; at most a hundred lines of each."""
    today = timezone.localdate()
    names = resource_names(country, today)
    mine = {"session__advisor_id": person_id, "session__state__in": _SETTLED, "end": ""}
    steps = ClinicStep.objects.filter(**mine).select_related("session").order_by("due_on", "pk")[:MOST_OPEN]
    sent = ClinicReferral.objects.filter(**mine).exclude(to="nobody").select_related("session").order_by("pk")[:MOST_OPEN]
    return OpenPage(
        steps=tuple(sorted((_step(row, today, **_about(row.session)) for row in steps), key=_soonest)),
        referrals=tuple(_referral(row, names, **_about(row.session)) for row in sent),
        sequels=tuple(sequels_of(person_id)),
    )


def _soonest(line: FollowLine) -> tuple[bool, date]:
    return line.due_on is None, line.due_on or date.max


def _about(session: ClinicSession) -> dict[str, Any]:
    about = " · ".join(filter(None, (
        stage_in_words(session.stage) if session.stage else "", sector_in_words(session.sector) if session.sector else "",
    )))  # fmt: skip
    return {"session_id": session.pk, "held_on": session.held_on, "about": about}


def sequels_of(person_id: int, *, answered: bool = False) -> list[SequelLine]:
    """Sessions of which this person was asked what came of them. One query."""
    rows = ClinicSequel.objects.filter(session__advisor_id=person_id, session__state__in=_SETTLED).select_related("session")
    rows = rows.filter(~Q(answered_at=None) if answered else Q(answered_at=None))
    return [
        SequelLine(
            row.pk, row.session_id, row.session.held_on, _about(row.session)["about"], row.outcome,
            outcome_in_words(row.outcome), row.note,
        )
        for row in rows.order_by("session__held_on", "pk")[:MOST_OPEN]
    ]  # fmt: skip


def open_counts(person_id: int) -> dict[str, int]:
    """How much waits for an advisor after sessions: {"open", "sequels", "returned", "drafts"}. Three queries."""
    mine = {"session__advisor_id": person_id, "session__state__in": _SETTLED, "end": ""}
    states = ClinicSession.objects.filter(advisor_id=person_id, state__in=["draft", "not_seen", "not_reached"])
    held: Sequence[str] = list(states.values_list("state", flat=True))
    steps = ClinicStep.objects.filter(**mine).values_list("pk").order_by()
    sent = ClinicReferral.objects.filter(**mine).exclude(to="nobody").values_list("pk").order_by()
    return {
        "open": steps.union(sent, all=True).count(),
        "sequels": ClinicSequel.objects.filter(
            session__advisor_id=person_id, session__state__in=_SETTLED, answered_at=None
        ).count(),
        "returned": sum(1 for state in held if state != "draft"),
        "drafts": sum(1 for state in held if state == "draft"),
    }

"""What the register says about a number: the question that strangers ask, so it is asked of the database as cheaply as can be.

Three queries, compiled once for each connection; nothing is kept between two requests, so a decision shows at the next one.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.utils import timezone

from certificates.models import AwardEvent, Certificate
from certificates.renewal import last_day
from certificates.selectors.certificates import with_renewal, with_sharing
from certificates.selectors.conduct import with_missed
from certificates.standing import Happening, PublicState, Standing, standing, worst
from certificates.wording.certificates import Printed, initials
from courses import api as courses
from lms.kernel.compiled import Compiled


@dataclass(frozen=True, slots=True)
class Answer:
    """What the public page may say about a number: only what the paper prints, and how it stands."""

    serial: str
    standing: Standing
    printed: Printed | None
    erased: bool = False
    withdrawn: bool = False  # the holder shows the name no more: initials stand for it
    credential_key: str = ""  # '' for a proof, which is of an enrolment
    moved: bool = False  # its end is another day than the one on the paper: leave stopped the clock


class _Row(NamedTuple):
    """A paper with what its standing depends on, once for each completion that its award rests on."""

    fields: dict[str, Any]
    issued_at: datetime | None
    superseded_at: datetime | None
    award_id: int | None
    expires_at: datetime | None
    follows_law: bool | None
    renewed_at: datetime | None
    shown: bool | None
    credential_key: str | None
    conduct_due: datetime | None
    time_zone: str | None
    completion_id: int | None


def _paper(serial: str) -> QuerySet[Certificate, tuple[Any, ...]]:
    papers = with_sharing(with_renewal(Certificate.objects.filter(serial=serial)))
    rows: QuerySet[Any] = with_missed(papers, "award__").order_by("award__lms_completions")
    return rows.values_list(
        "fields", "issued_at", "superseded_by__issued_at", "award_id", "award__expires_at", "award__credential__follows_law",
        "renewed_at", "shown", "award__credential__key", "conduct_due", "award__institution__time_zone",
        "award__lms_completions__completion_id",
    )  # fmt: skip


def _acts(award_id: int) -> QuerySet[AwardEvent, tuple[Any, ...]]:
    rows = AwardEvent.objects.filter(award_id=award_id).order_by("number")
    return rows.values_list("number", "act", "effective_at", "reason_class", "until", "scope")


PAPER = Compiled(_paper, str)
ACTS = Compiled(_acts, int)


def answer(serial: str, *, at: datetime | None = None) -> Answer:
    """What the register says about a normalised number. Three queries, whatever is in the register."""
    moment = at or timezone.now()
    rows = [_Row(*found) for found in PAPER.rows(serial)]
    if not rows:
        return Answer(serial, Standing(PublicState.UNKNOWN), None)
    row = rows[0]
    if row.award_id is None:
        return _answer_of_proof(serial, row)
    currencies = courses.currency([one.completion_id for one in rows if one.completion_id is not None], moment).values()
    currency, due = worst([(one.state, one.due) for one in currencies])
    stands = standing(
        issued_at=row.issued_at,
        events=[Happening(*act) for act in ACTS.rows(row.award_id)],
        expires_at=row.expires_at,
        superseded_at=row.superseded_at,
        renewed_at=row.renewed_at,
        currency=currency,
        currency_due=due,
        follows_law=bool(row.follows_law),
        conduct_due=row.conduct_due,
        at=moment,
    )
    shown = row.fields and stands.state != PublicState.PREPARING
    printed = Printed.from_json(row.fields) if shown else None
    moved = False
    if printed and row.expires_at:  # the paper keeps the day that was printed; the register counts
        until = last_day(row.expires_at, ZoneInfo(row.time_zone or "UTC"))
        moved = printed.valid_until != until
        printed = replace(printed, valid_until=until)
    erased, withdrawn = bool(printed and not printed.name), row.shown is False
    if printed and withdrawn:
        printed = replace(printed, name=initials(printed.name))
    return Answer(serial, stands, printed, erased, withdrawn and not erased, row.credential_key or "", moved)


def _answer_of_proof(serial: str, row: _Row) -> Answer:
    """A proof states what was so on its day: it is in force until a newer edition replaces it."""
    if row.issued_at is None:
        return Answer(serial, Standing(PublicState.PREPARING), None)
    state = PublicState.SUPERSEDED if row.superseded_at else PublicState.CURRENT
    printed = Printed.from_json(row.fields)
    return Answer(serial, Standing(state, row.superseded_at or row.issued_at), printed, erased=not printed.name)

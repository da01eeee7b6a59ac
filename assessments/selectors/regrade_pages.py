"""What the pages of scoring again show: counts, distributions, lines by pseudonym. No name of a learner leaves here."""

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from django.db.models import Count, F, Q, QuerySet

from assessments import scoring
from assessments.models import Regrade, RegradeLine, RegradeState
from assessments.models.regrade_rows import QuestionCard
from assessments.regrading import APPLY, LOOKS, PREPARE
from assessments.selectors.regrading import how_many, question_rows
from assessments.wording_regrading import in_percent, state_in_words, why_in_words
from courses import api as courses
from lms.institutions import api as institutions
from lms.jobs.api import job_view_of

State = RegradeLine.State
MOVED: Final = Q(state__in=(State.WAITING, State.APPLIED))
BANDS: Final = ((0, 20), (20, 40), (40, 60), (60, 80), (80, 101))  # percent, from … up to
SHOWS: Final = {"": MOVED, "look": Q(why__in=LOOKS), "left": Q(state=State.LEFT) & ~Q(why__in=LOOKS)}
UNDECIDED: Final = (RegradeState.PREPARING, RegradeState.READY, RegradeState.APPLYING)
_TONES: Final = {"preparing": "on", "ready": "warn", "applying": "on", "applied": "ok", "dropped": ""}


def regrades() -> QuerySet[Regrade]:
    """All, the newest first."""
    return Regrade.objects.select_related("item", "to").order_by("-pk")


def list_rows(found: Iterable[Regrade]) -> list[dict[str, Any]]:
    """Regrades as their list shows them. Two queries."""
    rows = list(found)
    moved = dict(RegradeLine.objects.filter(MOVED, regrade__in=rows).values_list("regrade").annotate(n=Count("pk")).order_by())
    people = institutions.person_cards({one.by_id for one in rows})
    return [_head(one) | {"by": _name(people, one.by_id), "moved": moved.get(one.pk, 0)} for one in rows]


def new_page(question: QuestionCard) -> dict[str, Any]:
    """What an author sees before asking: how many answers there are, and whether somebody asked already. Three queries."""
    undecided = Regrade.objects.filter(item=question.id, state__in=UNDECIDED).values_list("pk", flat=True).first()
    answered = how_many(question_rows(question.id, 2**31 - 1))
    return {"question": question, "answered": answered, "undecided": undecided}


def detail(regrade: Regrade) -> dict[str, Any]:
    """Everything but the lines: state, progress, counts, before and after, by quiz and by institution. At most 7 queries."""
    people = institutions.person_cards({one for one in (regrade.by_id, regrade.applied_by_id) if one})
    moving = regrade.state in (RegradeState.PREPARING, RegradeState.APPLYING)
    kind = PREPARE if regrade.state == RegradeState.PREPARING else APPLY
    facts = _head(regrade) | {
        "regrade": regrade,
        "regrade_state": _head(regrade),
        "by": _name(people, regrade.by_id),
        "applied_by": _name(people, regrade.applied_by_id),
        "moving": moving,
        "job": job_view_of(f"{kind}:{regrade.pk}") if moving else None,
    }
    if regrade.state == RegradeState.PREPARING or not regrade.keys:
        return facts
    counts = _counts(regrade)
    return facts | {
        "counts": counts,
        "bands": [
            (f"{low}–{min(high - 1, 100)}\u00a0%", counts[f"before_{low}"], counts[f"after_{low}"]) for low, high in BANDS
        ],
        "quizzes": _quizzes(regrade),
        "institutions": _institutions(regrade),
        "no_key": [code for code in ("CL", "CO", "MX", "PE") if code not in regrade.keys],
    }


def lines(regrade: Regrade, show: str) -> QuerySet[RegradeLine]:
    """The lines of one tab: who changes, whom a person has to look at (`look`), who stays as they are (`left`)."""
    rows = RegradeLine.objects.filter(SHOWS.get(show, MOVED), regrade=regrade)
    return rows.select_related("attempt__enrolment__person", "attempt__enrolment__institution", "attempt__unit_version").only(
        "slot", "before", "after", "attempt_before", "attempt_after", "passed_before", "passed_after", "state", "why",
        "attempt__number", "attempt__enrolment__country", "attempt__enrolment__person__ref",
        "attempt__enrolment__institution__key", "attempt__enrolment__institution__names", "attempt__unit_version__titles",
    ).order_by("attempt__enrolment__institution__key", "attempt_id", "pk")  # fmt: skip


def line_rows(found: Iterable[RegradeLine]) -> list[dict[str, Any]]:
    """Lines as the page shows them. No query of its own beyond reading them."""
    rows = []
    for line in found:
        attempt = line.attempt
        rows.append(
            {
                "id": line.pk,
                "code": courses.person_code(attempt.enrolment.person.ref),
                "institution": attempt.enrolment.institution.names,
                "country": attempt.enrolment.country,
                "quiz": attempt.unit_version.titles,
                "attempt": attempt.number,
                "before": _percent(line.before),
                "after": _percent(line.after),
                "attempt_before": _percent(line.attempt_before),
                "attempt_after": _percent(line.attempt_after),
                "crosses": _crosses(line),
                "state": line.state,
                "why": why_in_words(line.why),
            }
        )
    return rows


def people_lines(regrade: Regrade, institution_ids: Collection[int]) -> QuerySet[RegradeLine]:
    """What changed for the people of one's own institutions, for their coordinator: with names."""
    rows = RegradeLine.objects.filter(
        regrade=regrade, state=State.APPLIED, attempt__enrolment__institution__in=institution_ids
    ).select_related("attempt__enrolment__person", "attempt__enrolment__institution", "attempt__unit_version")
    person = "attempt__enrolment__person__"
    return rows.defer("attempt__sheet", "attempt__unit_version__config", "attempt__enrolment__institution__logo").order_by(
        f"{person}family_name", f"{person}given_name", "pk"
    )


def people_page(regrade: Regrade, found: Iterable[RegradeLine]) -> dict[str, Any]:
    """A page of them. No query beyond reading them."""
    lines_ = list(found)
    rows = line_rows(lines_)
    for row, line in zip(rows, lines_, strict=True):
        row["name"] = line.attempt.enrolment.person.full_name
    return _head(regrade) | {"rows": rows}


def export_rows(regrade: Regrade) -> Iterator[tuple[Any, ...]]:
    """Every line with a head, as a stream: numbers with a point, codes as the table has them. One query."""
    yield (
        "institution", "country", "person", "quiz", "attempt", "question", "question_before", "question_after",
        "attempt_before", "attempt_after", "passed_before", "passed_after", "state", "why",
    )  # fmt: skip
    columns = (
        "attempt__enrolment__institution__key", "attempt__enrolment__country", "attempt__enrolment__person__ref",
        "attempt__unit__key", "attempt__number", "slot", "before", "after", "attempt_before", "attempt_after", "passed_before",
        "passed_after", "state", "why",
    )  # fmt: skip
    rows = RegradeLine.objects.filter(regrade=regrade).order_by("pk").values_list(*columns)
    for institution, country, ref, *rest in rows.iterator(chunk_size=2000):
        yield (institution, country, courses.person_code(ref), *("" if one is None else one for one in rest))


def _head(regrade: Regrade) -> dict[str, Any]:
    asked: list[Any] = list(regrade.keys.values())
    stem: dict[str, str] = asked[0]["stem"] if asked else {}
    when: datetime = regrade.applied_at or regrade.at
    return {
        "id": regrade.pk, "key": regrade.item.key, "stem": stem, "number": regrade.to.number, "state": regrade.state,
        "state_words": state_in_words(regrade.state), "tone": _TONES[regrade.state], "at": regrade.at, "when": when,
        "reason": regrade.reason, "raise_only": regrade.raise_only,
    }  # fmt: skip


def _name(people: Any, person_id: int | None) -> str:
    return people[person_id].full_name if person_id in people else ""


def _counts(regrade: Regrade) -> dict[str, int]:
    """One query."""
    wanted: dict[str, Any] = {
        "moved": Count("pk", filter=MOVED),
        "applied": Count("pk", filter=Q(state=State.APPLIED)),
        "people": Count("attempt__enrolment__person", filter=MOVED, distinct=True),
        "institutions": Count("attempt__enrolment__institution", filter=MOVED, distinct=True),
        "up": Count("pk", filter=MOVED & Q(attempt_after__gt=F("attempt_before"))),
        "down": Count("pk", filter=MOVED & Q(attempt_after__lt=F("attempt_before"))),
        "now_passed": Count("pk", filter=MOVED & Q(passed_before=False, passed_after=True)),
        "no_longer_passed": Count("pk", filter=MOVED & Q(passed_before=True, passed_after=False)),
        "look": Count("pk", filter=SHOWS["look"]),
        "left": Count("pk", filter=SHOWS["left"]),
    }
    for low, high in BANDS:
        for moment in ("before", "after"):
            field = f"attempt_{moment}"
            within = {f"{field}__gte": Decimal(low) / 100, f"{field}__lt": Decimal(high) / 100}
            wanted[f"{moment}_{low}"] = Count("pk", filter=MOVED & Q(**within))
    return RegradeLine.objects.filter(regrade=regrade).aggregate(**wanted)


_GROUPED: Final[dict[str, Any]] = {
    "attempts": Count("pk"),
    "people": Count("attempt__enrolment__person", distinct=True),
    "up": Count("pk", filter=Q(attempt_after__gt=F("attempt_before"))),
    "down": Count("pk", filter=Q(attempt_after__lt=F("attempt_before"))),
    "now_passed": Count("pk", filter=Q(passed_before=False, passed_after=True)),
    "no_longer_passed": Count("pk", filter=Q(passed_before=True, passed_after=False)),
}


def _quizzes(regrade: Regrade) -> list[dict[str, Any]]:
    """One query."""
    rows: Any = RegradeLine.objects.filter(MOVED, regrade=regrade)
    rows = rows.values(name=F("attempt__unit__titles"), unit=F("attempt__unit")).annotate(**_GROUPED)
    return list(rows.order_by("unit"))


def _institutions(regrade: Regrade) -> list[dict[str, Any]]:
    """Two queries."""
    rows = RegradeLine.objects.filter(MOVED, regrade=regrade).values(institution=F("attempt__enrolment__institution"))
    found = list(rows.annotate(**_GROUPED).order_by("institution"))
    cards = institutions.institution_cards({row["institution"] for row in found})
    return [row | {"name": cards[row["institution"]].names, "country": cards[row["institution"]].country} for row in found]


def _percent(fraction: Decimal | None) -> str:
    return "" if fraction is None else in_percent(scoring.as_percent(fraction))


def _crosses(line: RegradeLine) -> str:
    if line.passed_after is None or line.passed_before == line.passed_after:
        return ""
    return "up" if line.passed_after else "down"

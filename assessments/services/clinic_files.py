"""Sessions of a clinic in from a file and out as one: looked at first, then all of it or nothing; the same file twice is once.

What comes in is a *declared* session of the advisor that the line names: it is never confirmed by a file. A session that is
there already (same business, day, advisor and minutes) is left as it is, whoever noted it; so is one that came from a file and
was changed or withdrawn since.
"""

import csv
import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from assessments.clinics import consent
from assessments.clinics.csv_lines import FileProblem, SessionFile, SessionLine, column_in_words, read_sessions
from assessments.clinics.entries import Entry
from assessments.clinics.rules import MOST_SESSIONS
from assessments.clinics.words import stage_in_words, state_in_words
from assessments.errors.clinics import SessionFileRefused
from assessments.models import Clinic, ClinicBusiness, ClinicSession, ClinicState
from assessments.services.clinic_standing import enrolment_for, lock_enrolments, report_standing
from assessments.services.clinics import COUNTED, counts_of, hold_clinic
from courses import api as courses
from lms.audit.api import record_event
from lms.institutions.api import PersonCard, people_of, person_cards
from lms.kernel.cells import safe_cell

COLUMNS: Final = ("date", "code", "minutes", "topic", "stage", "advisor", "state")


@dataclass(frozen=True, slots=True)
class Planned:
    """One line of the file and what it would do: a new session, or none because it is there."""

    line: SessionLine
    advisor: PersonCard
    business: ClinicBusiness
    stage: str
    there: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """What a file would do. With a problem it does nothing at all."""

    rows: tuple[Planned, ...] = ()
    problems: tuple[FileProblem, ...] = ()
    ignored: tuple[str, ...] = ()

    @property
    def new(self) -> int:
        return sum(not row.there for row in self.rows)


def advisors_of(institution_id: int) -> dict[int, PersonCard]:
    """The people who advise for an institution now. Two queries."""
    return person_cards(people_of(institution_id, "advisor"))


def plan_sessions(*, clinic_id: int, content: bytes, advisor_id: int | None = None) -> Plan:
    """What a file would do, without doing it. `advisor_id` holds where the file names no advisor. Writes nothing."""
    read = read_sessions(content, today=timezone.localdate())
    return _planned(Clinic.objects.get(pk=clinic_id), read, advisor_id)


@transaction.atomic
def import_sessions(*, clinic_id: int, content: bytes, advisor_id: int | None = None, by: int) -> int:
    """Bring in every new session of a file as declared; returns how many. All or nothing; the same file again brings none.

    Raises SessionFileRefused when a line has to be mended, ClinicClosed, ClinicNotFound.
    """
    plan = plan_sessions(clinic_id=clinic_id, content=content, advisor_id=advisor_id)
    clinic_of = Clinic.objects.only("institution_id").get(pk=clinic_id).institution_id
    enrolments = {one: enrolment_for(one, clinic_of) for one in sorted({row.advisor.id for row in plan.rows if not row.there})}
    lock_enrolments([one for one in enrolments.values() if one])
    clinic = hold_clinic(clinic_id)
    plan = plan_sessions(clinic_id=clinic_id, content=content, advisor_id=advisor_id)  # again, now that nobody else writes
    if plan.problems:
        raise SessionFileRefused(count=len(plan.problems))
    fresh = [row for row in plan.rows if not row.there]
    latest: dict[int, ClinicSession] = {}
    for row in fresh:
        made = _note(clinic, row, enrolments.get(row.advisor.id))
        if made.enrolment_id:
            latest[made.enrolment_id] = made
    for session in latest.values():
        report_standing(session=session)
    if fresh:
        record_event(
            act="clinic.sessions_imported", subject="clinic", subject_id=clinic_id, actor=by, institution=clinic.institution_id,
            after={"sessions": len(fresh), "sha256": hashlib.sha256(content).hexdigest()},
        )  # fmt: skip
    return len(fresh)


def _note(clinic: Clinic, row: Planned, enrolment_id: int | None) -> ClinicSession:
    line, one = row.line, row.business
    now = timezone.now()
    body = Entry(institution_id=clinic.institution_id, wanted=line.topic).body()
    return ClinicSession.objects.create(
        advisor_id=row.advisor.id, institution_id=clinic.institution_id, enrolment_id=enrolment_id, clinic=clinic, business=one,
        client_id=client_id(one.pk, row.advisor.id, line), state=ClinicState.DECLARED, held_on=line.held_on,
        minutes=line.minutes, stage=row.stage, sector=one.sector, size=one.size, region=one.region, rights=line.rights,
        consent_on=one.consent_on, consent_wording=one.consent_wording or consent.NOW, body=body, revision=1, declared_at=now,
    )  # fmt: skip


def client_id(business_id: int, advisor_id: int, line: SessionLine) -> str:
    """The same line of the same edition has the same name, however often it comes: no second row can be written."""
    said = f"{business_id}:{advisor_id}:{line.held_on}:{line.minutes}"
    return "csv:" + hashlib.sha256(said.encode()).hexdigest()[:40]


def _planned(clinic: Clinic, read: SessionFile, advisor_id: int | None) -> Plan:
    """The lines against what is there: advisors, businesses, sessions. Five queries."""
    if not read.rows:
        return Plan(problems=read.problems, ignored=read.ignored)
    titles = read.columns or {}
    people = advisors_of(clinic.institution_id)
    named = {card.email.casefold(): card for card in people.values() if card.email}
    named |= {courses.person_code(card.ref).casefold(): card for card in people.values()}
    businesses = {one.code: one for one in ClinicBusiness.objects.filter(clinic=clinic, archived_at=None).defer("strategy")}
    known = ClinicSession.objects.filter(clinic=clinic)
    there = set(known.values_list("business", "advisor", "held_on", "minutes"))
    came = set(known.filter(client_id__startswith="csv:").values_list("client_id", flat=True))
    counts = Counter(counts_of(clinic.pk))
    problems, rows = list(read.problems), []
    seen: dict[Any, int] = {}
    for line in read.rows:
        advisor = named.get(line.advisor.casefold()) if line.advisor else people.get(advisor_id or 0)
        business = businesses.get(line.code)
        said = _wrongs(clinic, line, advisor, business)
        if advisor is None or business is None or said:
            problems += [FileProblem(line.line, titles.get(name, ""), what) for name, what in said]
            continue
        key = (business.pk, advisor.id, line.held_on, line.minutes)
        if key in seen:
            what = _("This line says the same as line {line}. Keep one of them.").format(line=seen[key])
            problems.append(FileProblem(line.line, "", what))
            continue
        seen[key] = line.line
        is_there = key in there or client_id(business.pk, advisor.id, line) in came
        if not is_there:
            counts[business.pk] += 1
            if counts[business.pk] > MOST_SESSIONS:
                what = _("The business {code} would have more than six sessions. A clinic gives one to six.")
                problems.append(FileProblem(line.line, titles.get("code", ""), what.format(code=business.code)))
        rows.append(Planned(line, advisor, business, line.stage or business.stage, is_there))
    return Plan(tuple(rows), tuple(sorted(problems, key=lambda one: one.line)), read.ignored)


def _wrongs(
    clinic: Clinic, line: SessionLine, advisor: PersonCard | None, business: ClinicBusiness | None
) -> list[tuple[str, str]]:
    """(column, what to do) of what a line says against what is there."""
    found = []
    if business is None:
        what = _("There is no business {code} in this edition. Take it in first, or mend the code.")
        found.append(("code", what.format(code=line.code)))
    elif business.consent_on is None or business.consent_on > line.held_on:
        what = _("The business {code} had not agreed by then to being noted. Write the day of its consent on its page first.")
        found.append(("code", what.format(code=line.code)))
    if not clinic.starts_on <= line.held_on <= clinic.ends_on:
        what = _("This day is outside of the edition ({first} to {last}). Mend the day, or the days of the edition.")
        found.append(("date", what.format(first=_day(clinic.starts_on), last=_day(clinic.ends_on))))
    if advisor is None and line.advisor:
        what = _("“{text}” is nobody who advises for this institution now. Write their e-mail or their code.")
        found.append(("advisor", what.format(text=line.advisor[:60])))
    elif advisor is None:
        found.append(("advisor", _("Say who held the session: in the column “advisor”, or below the file.")))
    return found


def _day(day: date) -> str:
    return date_format(day, "SHORT_DATE_FORMAT")


def session_rows(clinic_id: int) -> Iterator[Sequence[Any]]:
    """The sessions of an edition as lines of a file, the heading first, in the reader's language. Formulas can't run.

    For the institution itself: it has the businesses' codes. Reading it in again brings none. One query, read in chunks.
    """
    yield [column_in_words(name) for name in COLUMNS]
    rows = ClinicSession.objects.filter(clinic=clinic_id, state__in=COUNTED).order_by("held_on", "business__code", "pk")
    values = rows.values_list("held_on", "business__code", "minutes", "body__wanted", "stage", "advisor__ref", "state")
    for held_on, code, minutes, topic, stage, ref, state in values.iterator(500):
        day = held_on.isoformat() if held_on else ""
        said = (day, code, minutes, " ".join((topic or "").split())[:300], stage_in_words(stage), courses.person_code(ref))
        yield [safe_cell(cell) for cell in (*said, state_in_words(state))]


def write_rows(target: Any, rows: Iterator[Sequence[Any]]) -> None:
    """Into a response, with the mark by which spreadsheets know UTF-8."""
    target.write("\ufeff")
    csv.writer(target).writerows(rows)


def counts_in_words(plan: Plan) -> Mapping[str, int]:
    """How many lines do what."""
    return {"new": plan.new, "there": len(plan.rows) - plan.new, "problems": len(plan.problems)}

"""When a letter is due: the rules, a group's day, one person's extension; what late work costs, and that it stays."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils import timezone
from django.utils.translation import override

from assessments.dues import Due, Facts, Late, after_leave, check, due_of, is_closed, lateness, rules_in_words, rules_of
from assessments.errors.dues import (
    DueDayChanged,
    ExtensionChanged,
    ExtensionReasonMissing,
    ExtensionTakesTime,
    ExtensionWithdrawn,
    LetterTooLate,
    NothingToExtend,
    OwnExtension,
)
from assessments.models import CaseExtension, CaseStudy, CaseWindow, Submission
from assessments.selectors.dues import due_for
from assessments.services.dues import give_extension, give_extensions, set_due_day, withdraw_extension
from assessments.services.letters import open_letter, save_letter, submit_letter, withdraw_letter
from courses.errors import EnrolmentClosed
from courses.models import Enrolment, UnitProgress
from lms.audit.models import AuditDetail, AuditEvent
from lms.institutions.models import Leave
from lms.jobs.api import run_due_jobs
from lms.messages.models import Message
from tests.assessments.conftest import LETTER
from tests.assessments.toolkit import COURSE, write_toolkit
from tests.conftest import House

LIMA = ZoneInfo("America/Lima")
NOW = datetime(2026, 11, 26, 15, 0, tzinfo=UTC)
LATE = {"days": 10, "grace_hours": 24, "accept_days": 7, "points_per_day": 5}
CONFIG = {"late": LATE}
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


# The rules


def facts(**values: Any) -> Facts:
    known: dict[str, Any] = {"zone": LIMA, "began_on": date(2026, 11, 2)}
    return Facts(**(known | values))


def test_the_cases_own_day_ends_where_the_institution_is() -> None:
    due = due_of(CONFIG, facts())
    assert due.due_at == datetime(2026, 11, 12, 23, 59, tzinfo=LIMA)
    assert due.grace_until == datetime(2026, 11, 13, 23, 59, tzinfo=LIMA)
    assert due.closes_at == datetime(2026, 11, 19, 23, 59, tzinfo=LIMA)
    assert (due.source, due.points_per_day) == ("case", Decimal(5))


def test_an_extension_comes_before_the_cohort_and_the_cohort_before_the_case() -> None:
    cohort, mine = datetime(2026, 12, 1, 12, tzinfo=UTC), datetime(2026, 12, 5, 12, tzinfo=UTC)
    assert due_of(CONFIG, facts(cohort_due_at=cohort)).due_at == cohort
    both = due_of(CONFIG, facts(cohort_due_at=cohort, extension_due_at=mine))
    assert (both.due_at, both.source) == (mine, "extension")
    assert due_of({}, facts(cohort_due_at=cohort)).source == "cohort"


def test_a_case_without_rules_has_no_day_and_costs_nothing() -> None:
    configs: list[dict[str, Any]] = [{}, {"late": {}}, {"late": {"days": None, "points_per_day": 5}}]
    for config in configs:
        due = due_of(config, facts())
        assert due.due_at is None
        assert lateness(due, NOW) == Late()
        assert not is_closed(due, NOW)


def test_a_letter_after_a_result_has_no_day() -> None:
    due = due_of(CONFIG, facts(had_result=True, extension_due_at=NOW, cohort_due_at=NOW))
    assert (due.due_at, due.source) == (None, "again")


@pytest.mark.parametrize(
    ("after_grace", "days", "points"),
    [(-HOUR, 0, 0), (timedelta(0), 0, 0), (timedelta(seconds=1), 1, 5), (DAY, 1, 5), (DAY + HOUR, 2, 10), (40 * DAY, 40, 100)],
)
def test_each_day_begun_after_the_grace_counts_as_one(after_grace: timedelta, days: int, points: int) -> None:
    due = due_of(CONFIG, facts())
    assert due.grace_until is not None
    assert lateness(due, due.grace_until + after_grace) == Late(Decimal(points), days)


def test_nothing_closes_before_the_grace_ends() -> None:
    due = due_of({"late": {"days": 1, "grace_hours": 48, "accept_days": 0}}, facts())
    assert due.closes_at == due.grace_until
    assert due.closes_at is not None
    assert not is_closed(due, due.closes_at)
    assert is_closed(due, due.closes_at + HOUR)


def test_days_of_leave_move_the_day_on_and_leave_in_the_days_it_is_moved_into_counts_too() -> None:
    began, due = date(2026, 11, 2), date(2026, 11, 12)
    first, second = (date(2026, 11, 9), date(2026, 11, 11)), (date(2026, 11, 14), date(2026, 11, 14))
    assert after_leave(began, due, []) == due
    assert after_leave(began, due, [first]) == date(2026, 11, 15)
    assert after_leave(began, due, [first, second]) == date(2026, 11, 16)
    assert after_leave(began, due, [first, first]) == date(2026, 11, 15)
    assert after_leave(began, due, [(date(2026, 10, 1), date(2026, 10, 20)), (date(2026, 12, 1), date(2026, 12, 2))]) == due
    moved = due_of(CONFIG, facts(leaves=[first]))
    assert (moved.due_at, moved.leave_days) == (datetime(2026, 11, 15, 23, 59, tzinfo=LIMA), 3)
    chosen = due_of(CONFIG, facts(leaves=[first], extension_due_at=NOW))
    assert (chosen.due_at, chosen.leave_days) == (NOW, 0)


@pytest.mark.parametrize(
    ("late", "named"),
    [
        ({"days": 0}, "late.days"),
        ({"days": "10"}, "late.days"),
        ({"days": True}, "late.days"),
        ({"grace_hours": None}, "late.grace_hours"),
        ({"accept_days": -1}, "late.accept_days"),
        ({"points_per_day": 101}, "late.points_per_day"),
        ({"points_per_day": "5"}, "late.points_per_day"),
        ({"hours": 5}, "hours"),
        ([], "late"),
    ],
)
def test_what_is_wrong_with_the_rules_is_said_with_its_name(late: Any, named: str) -> None:
    found = check({"late": late})
    assert len(found) == 1
    assert named in found[0]


def test_good_rules_are_good() -> None:
    assert check({}) == check({"late": {}}) == check({"late": LATE}) == []
    assert check({"late": {"days": None, "accept_days": None, "points_per_day": 2.5}}) == []
    assert rules_of(CONFIG).accept_days == 7


def test_the_rules_are_said_in_both_languages() -> None:
    due = due_of(CONFIG, facts(leaves=[(date(2026, 11, 9), date(2026, 11, 9))]))
    with override("es"), timezone.override(LIMA):
        said = " ".join(rules_in_words(due))
        for words in ("13 de noviembre de 2026 a las 23:59", "1 día", "24 horas", "5 puntos", "20 de noviembre"):
            assert words in said, (words, said)
        assert "no tiene fecha" in rules_in_words(Due())[0]
        assert "no tiene fecha" in rules_in_words(Due(source="again"))[0]
    with override("en"):
        assert "Each day begun" in " ".join(rules_in_words(due))
        strict = due_of({"late": {"days": 1, "accept_days": 0}}, facts())
        assert "After that no letter is accepted; your draft is kept." in rules_in_words(strict)
        assert "being late costs no points" in " ".join(rules_in_words(due_of({"late": {"days": 1}}, facts())))


# A cohort's day and one person's


@pytest.fixture(autouse=True)
def _that_day() -> Iterator[None]:
    with time_machine.travel(NOW - HOUR):
        yield


@pytest.fixture
def toolkit_root(tmp_path: Path) -> Path:
    """The tiny toolkit; its case is due in ten days, then costs five points a day for a week."""
    rules = "submissions_allowed: 2, late: {days: 10, grace_hours: 24, accept_days: 7, points_per_day: 5}"
    return write_toolkit(tmp_path / "toolkit", course=COURSE.replace("submissions_allowed: 2", rules))


def due(enrolment: Enrolment, case: CaseStudy) -> Due:
    from courses import api as courses

    config = courses.unit_in_effect(enrolment.pk, case.pk, timezone.now()).config
    return due_for(enrolment.pk, enrolment.cohort_course_id, case.pk, config)


def move(house: House, case: CaseStudy, due_at: datetime | None, **more: Any) -> Any:
    return set_due_day(cohort_id=house.cohort.pk, unit_id=case.pk, due_at=due_at, by=house.facilitator.pk, **more)


def give(enrolment: Enrolment, case: CaseStudy, house: House, due_at: datetime, **more: Any) -> int:
    values: dict[str, Any] = {"reason": "Certificado médico.", "by": house.facilitator.pk} | more
    return give_extension(enrolment_id=enrolment.pk, unit_id=case.pk, due_at=due_at, **values)


def hand_in(enrolment: Enrolment, case: CaseStudy) -> Submission:
    letter = open_letter(enrolment_id=enrolment.pk, unit_id=case.pk)
    save_letter(letter_id=letter, blocks=LETTER, revision=0)
    submit_letter(letter_id=letter)
    return Submission.objects.get(pk=letter)


def test_the_cases_day_counts_from_joining_the_course(enrolment: Enrolment, case: CaseStudy) -> None:
    assert due(enrolment, case).due_at == datetime(2026, 12, 6, 23, 59, tzinfo=LIMA)


def test_a_groups_day_is_set_moved_and_taken_away_and_each_is_audited(
    enrolment: Enrolment, case: CaseStudy, andes: House
) -> None:
    one, two = NOW + 3 * DAY, NOW + 5 * DAY
    move(andes, case, one)
    assert due(enrolment, case).due_at == one
    assert move(andes, case, two, was=one, seen=True).before == one
    assert move(andes, case, two).before == two
    assert CaseWindow.objects.get().due_at == two
    move(andes, case, None, was=two, seen=True)
    assert due(enrolment, case).source == "case"
    acts = list(AuditEvent.objects.filter(subject="case_due_day").order_by("pk").values_list("act", "before", "actor"))
    assert [act for act, _before, _actor in acts] == ["case_due_day.set", "case_due_day.set", "case_due_day.cleared"]
    assert acts[1][1] == {"due_at": one.isoformat()}
    assert acts[0][2] == andes.facilitator.pk


def test_who_looked_at_an_older_day_changes_nothing(enrolment: Enrolment, case: CaseStudy, andes: House) -> None:
    move(andes, case, NOW + DAY)
    for was in (None, NOW):
        with pytest.raises(DueDayChanged):
            move(andes, case, NOW + 9 * DAY, was=was, seen=True)
    assert CaseWindow.objects.get().due_at == NOW + DAY


def test_a_letter_keeps_when_it_was_due_and_what_being_late_costs(enrolment: Enrolment, case: CaseStudy, andes: House) -> None:
    move(andes, case, NOW)
    with time_machine.travel(NOW + 2 * DAY + HOUR):
        letter = hand_in(enrolment, case)
    assert (letter.due_at, letter.late_percent) == (NOW, Decimal(10))
    move(andes, case, NOW - 5 * DAY)
    letter.refresh_from_db()
    assert letter.late_percent == Decimal(10)


def test_a_letter_that_comes_too_late_is_refused_and_the_draft_is_kept(
    enrolment: Enrolment, case: CaseStudy, andes: House
) -> None:
    move(andes, case, NOW)
    with time_machine.travel(NOW + 7 * DAY + HOUR), override("es"):
        with pytest.raises(LetterTooLate, match="El borrador queda guardado"):
            hand_in(enrolment, case)
        letter = open_letter(enrolment_id=enrolment.pk, unit_id=case.pk)
        save_letter(letter_id=letter, blocks=LETTER, revision=0)
        with pytest.raises(LetterTooLate):
            submit_letter(letter_id=letter)
        kept = Submission.objects.get()
        assert (kept.state, kept.letter["issues"]) == ("draft", LETTER["issues"])
        give(enrolment, case, andes, NOW + 8 * DAY)
        submit_letter(letter_id=letter)
    kept.refresh_from_db()
    assert kept.state == "submitted"
    assert kept.due_at == NOW + 8 * DAY
    assert kept.late_percent == 0


def test_a_letter_that_is_taken_back_counts_when_it_is_handed_in_again(
    enrolment: Enrolment, case: CaseStudy, andes: House
) -> None:
    move(andes, case, NOW)
    first = hand_in(enrolment, case)
    assert first.late_percent == 0
    withdraw_letter(letter_id=first.pk)
    with time_machine.travel(NOW + 2 * DAY - HOUR):
        second = hand_in(enrolment, case)
    assert (second.number, second.late_percent) == (2, Decimal(5))


def test_an_extension_is_given_told_without_its_reason_and_taken_back(
    enrolment: Enrolment, case: CaseStudy, andes: House, mailoutbox: list[Any]
) -> None:
    until = NOW + 30 * DAY
    given = give(enrolment, case, andes, until)
    assert give(enrolment, case, andes, until) == given
    assert due(enrolment, case).due_at == until
    event = AuditEvent.objects.get(act="case_extension.given")
    assert "médico" not in f"{event.before}{event.after}{event.reason}"
    assert AuditDetail.objects.get(event=event).body == {"reason": "Certificado médico."}
    run_due_jobs()
    (mail,) = mailoutbox
    assert "26 de diciembre de 2026" in mail.body
    assert "médico" not in mail.body
    withdraw_extension(extension_id=given, by=andes.facilitator.pk, reason="Se dio por error.")
    assert due(enrolment, case).source == "case"
    with pytest.raises(ExtensionWithdrawn):
        withdraw_extension(extension_id=given, by=andes.facilitator.pk)
    run_due_jobs()
    assert len(mailoutbox) == 2
    assert "6 de diciembre de 2026" in mailoutbox[1].body


def test_what_is_undone_at_once_writes_to_nobody(
    enrolment: Enrolment, case: CaseStudy, andes: House, mailoutbox: list[Any]
) -> None:
    given = give(enrolment, case, andes, NOW + 30 * DAY)
    withdraw_extension(extension_id=given, by=andes.facilitator.pk, tell=False)
    run_due_jobs()
    assert mailoutbox == []
    assert Message.objects.count() == 1


def test_one_extension_holds_at_a_time(enrolment: Enrolment, case: CaseStudy, andes: House) -> None:
    first = give(enrolment, case, andes, NOW + 30 * DAY)
    with pytest.raises(ExtensionChanged):
        give(enrolment, case, andes, NOW + 40 * DAY, instead_of=0)
    second = give(enrolment, case, andes, NOW + 25 * DAY, instead_of=first)
    assert due(enrolment, case).due_at == NOW + 25 * DAY
    assert list(CaseExtension.objects.filter(withdrawn_at=None).values_list("pk", flat=True)) == [second]


def test_an_extension_never_takes_time_away_and_is_never_ones_own(enrolment: Enrolment, case: CaseStudy, andes: House) -> None:
    with pytest.raises(ExtensionTakesTime):
        give(enrolment, case, andes, NOW + DAY)
    with pytest.raises(ExtensionReasonMissing):
        give(enrolment, case, andes, NOW + 30 * DAY, reason="  ")
    with pytest.raises(OwnExtension):
        give(enrolment, case, andes, NOW + 30 * DAY, by=enrolment.person_id)
    Enrolment.objects.filter(pk=enrolment.pk).update(state="closed", closed_at=NOW)
    with pytest.raises(EnrolmentClosed):
        give(enrolment, case, andes, NOW + 30 * DAY)
    assert not CaseExtension.objects.exists()


def test_several_people_get_it_all_or_none(enrolment: Enrolment, chilean: Enrolment, case: CaseStudy, andes: House) -> None:
    Enrolment.objects.filter(pk=chilean.pk).update(state="closed", closed_at=NOW)
    with pytest.raises(EnrolmentClosed):
        give_extensions(
            enrolment_ids={enrolment.pk: 0, chilean.pk: 0}, unit_id=case.pk, due_at=NOW + 30 * DAY, reason="x",
            by=andes.facilitator.pk,
        )  # fmt: skip
    assert not CaseExtension.objects.exists()


def test_more_time_given_later_makes_a_letter_less_late_until_it_has_a_score(
    enrolment: Enrolment, case: CaseStudy, andes: House
) -> None:
    move(andes, case, NOW)
    with time_machine.travel(NOW + 3 * DAY + HOUR):
        letter = hand_in(enrolment, case)
        assert letter.late_percent == Decimal(15)
        move(andes, case, NOW + DAY)
        letter.refresh_from_db()
        assert (letter.late_percent, letter.due_at) == (Decimal(10), NOW + DAY)
        given = give(enrolment, case, andes, NOW + 3 * DAY)
        letter.refresh_from_db()
        assert (letter.late_percent, letter.due_at) == (Decimal(0), NOW + 3 * DAY)
        withdraw_extension(extension_id=given, by=andes.facilitator.pk)
        letter.refresh_from_db()
        assert letter.late_percent == Decimal(0)
    assert AuditEvent.objects.get(act="case_extension.given").after["letters_eased"] == [letter.pk]


def test_after_a_result_there_is_nothing_to_extend(enrolment: Enrolment, case: CaseStudy, andes: House) -> None:
    letter = hand_in(enrolment, case)
    Submission.objects.filter(pk=letter.pk).update(state="released", released_at=NOW)
    assert due(enrolment, case).source == "again"
    with pytest.raises(NothingToExtend):
        give(enrolment, case, andes, NOW + 30 * DAY)


def test_the_day_shows_where_a_learners_next_steps_do(enrolment: Enrolment, case: CaseStudy, andes: House) -> None:
    open_letter(enrolment_id=enrolment.pk, unit_id=case.pk)
    line = UnitProgress.objects.get(unit_id=case.pk)
    assert (line.code, line.due) == ("case_open", datetime(2026, 12, 6, 23, 59, tzinfo=LIMA))
    move(andes, case, NOW + 2 * DAY)
    line.refresh_from_db()
    assert (line.code, line.state, line.due) == ("case_open", "started", NOW + 2 * DAY)
    give(enrolment, case, andes, NOW + 4 * DAY)
    line.refresh_from_db()
    assert line.due == NOW + 4 * DAY
    submit_letter(letter_id=_filled(enrolment, case))
    line = UnitProgress.objects.get(unit_id=case.pk)
    assert line.code == "case_waiting"
    assert line.due is None


def _filled(enrolment: Enrolment, case: CaseStudy) -> int:
    letter = open_letter(enrolment_id=enrolment.pk, unit_id=case.pk)
    save_letter(letter_id=letter, blocks=LETTER, revision=0)
    return letter


def test_leave_stops_the_clock(enrolment: Enrolment, case: CaseStudy) -> None:
    Leave.objects.create(person_id=enrolment.person_id, starts_on=date(2026, 12, 1), ends_on=date(2026, 12, 4))
    found = due(enrolment, case)
    assert (found.due_at, found.leave_days) == (datetime(2026, 12, 10, 23, 59, tzinfo=LIMA), 4)

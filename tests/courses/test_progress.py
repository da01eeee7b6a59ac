"""Recording outcomes: once per key, a pass stays, projections follow, and a broken receiver undoes nothing."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import transaction
from django.utils import timezone

from courses import api, events
from courses.errors import EarnedAfterClosing, EnrolmentClosed, EnrolmentNotFound, ReasonMissing, UnitNotFound
from courses.models import Completion, Enrolment, EnrolmentSummary, OutcomeRecord, Unit, UnitProgress
from courses.progress import Entry, Recorded, Standing, asked_of, fold, mean_score, requirement_groups, tally
from lms.audit.models import AuditEvent
from lms.jobs.models import Job
from lms.jobs.services import run_job
from tests.courses import building

NOW = timezone.now()


def entry(unit_id: int, *, required: bool = True, choice: str = "", weight: str = "1") -> Entry:
    return Entry(unit_id, f"u{unit_id}", unit_id, "", "plain", {}, 5, unit_id, required, choice, Decimal(weight))


def passed(score: str | None = None) -> Standing:
    return Standing("passed", Decimal(score) if score else None, NOW)


@pytest.mark.parametrize(
    ("before", "record", "state", "score"),
    [
        (None, Recorded("started", NOW), "started", None),
        (Standing("started"), Recorded("waiting", NOW), "waiting", None),
        (Standing("waiting"), Recorded("failed", NOW, score=Decimal(40)), "failed", Decimal(40)),
        (Standing("failed", Decimal(40)), Recorded("passed", NOW, score=Decimal(70)), "passed", Decimal(70)),
        (passed("70"), Recorded("failed", NOW, score=Decimal(10)), "passed", Decimal(70)),
        (passed("70"), Recorded("started", NOW), "passed", Decimal(70)),
        (passed("70"), Recorded("passed", NOW, score=Decimal(90)), "passed", Decimal(90)),
        (passed("70"), Recorded("passed", NOW, score=Decimal(60)), "passed", Decimal(70)),
        (passed("70"), Recorded("failed", NOW, score=Decimal(10), revised=True), "failed", Decimal(10)),
        (passed("70"), Recorded("passed", NOW, score=Decimal(60), revised=True), "passed", Decimal(60)),
        (passed(), Recorded("recognised", NOW), "passed", None),
    ],
)
def test_a_pass_is_never_taken_back_but_by_a_revision(
    before: Standing | None, record: Recorded, state: str, score: Decimal | None
) -> None:
    after = fold(before, record)
    assert (after.state, after.score) == (state, score)


def test_a_better_score_keeps_the_day_of_the_first_pass() -> None:
    after = fold(passed("70"), Recorded("passed", NOW + timedelta(days=3), score=Decimal(90)))
    assert after.passed_at == NOW


@pytest.mark.parametrize(
    ("pairs", "mean"),
    [
        ([], None),
        ([("80", "1")], "80.00"),
        ([("80", "1"), ("70", "1")], "75.00"),
        ([("80", "3"), ("60", "1")], "75.00"),
        ([("66.67", "1"), ("66.66", "1")], "66.67"),  # 66.665 goes up
        ([("80", "0")], None),
    ],
)
def test_the_score_is_the_mean_by_weight_half_up(pairs: list[tuple[str, str]], mean: str | None) -> None:
    got = mean_score((Decimal(score), Decimal(weight)) for score, weight in pairs)
    assert got == (Decimal(mean) if mean else None)


def test_a_choice_group_counts_once_and_any_one_of_it_is_enough() -> None:
    entries = [entry(1), entry(2, choice="caso"), entry(3, choice="caso"), entry(4, required=False)]
    assert [[e.unit_id for e in group] for group in requirement_groups(entries)] == [[1], [2, 3]]
    assert tally(entries, {1: passed()}).done == 1
    both = tally(entries, {1: passed(), 3: passed("80")})
    assert both.complete
    assert both.score == Decimal(80)


def test_a_choice_group_may_ask_for_several_and_whichever_are_enough() -> None:
    entries = [entry(1), *(entry(n, choice="caso/3") for n in range(2, 7))]
    assert counts(entries) == (4, 0, {1, 2, 3, 4, 5, 6})
    assert counts(entries, 2, 5) == (4, 2, {1, 3, 4, 6})
    assert counts(entries, 2, 5, 6) == (4, 3, {1})
    assert counts(entries, 2, 3, 4, 5, 6) == (4, 3, {1}), "more than asked counts no more"
    assert counts(entries, 1, 3, 4, 5) == (4, 4, set())


def test_a_choice_group_never_asks_for_more_than_there_is() -> None:
    assert counts([entry(2, choice="caso/3"), entry(3, choice="caso/3")], 2, 3) == (2, 2, set())
    assert [asked_of(name) for name in ("", "caso", "caso/1", "caso/3", "caso/0", "a/b", "country:x")] == [1, 1, 1, 3, 1, 1, 1]


def test_of_a_choice_of_several_the_best_scores_count() -> None:
    entries = [entry(n, choice="caso/2") for n in (1, 2, 3)]
    scored = {n: Standing("passed", Decimal(points)) for n, points in ((1, 60), (2, 90), (3, 80))}
    assert tally(entries, scored).score == Decimal("85.00")
    assert tally(entries, {1: scored[1]}).score == Decimal("60.00"), "the mean so far"


def counts(entries: list[Entry], *passed: int) -> tuple[int, int, set[int]]:
    """(required, done, open units) when these were passed."""
    found = tally(entries, {unit: Standing("passed") for unit in passed})
    return found.required, found.done, set(found.open_units)


def test_in_a_choice_group_the_better_score_counts() -> None:
    entries = [entry(2, choice="caso"), entry(3, choice="caso")]
    assert tally(entries, {2: passed("60"), 3: passed("80")}).score == Decimal(80)


def test_a_course_that_requires_nothing_is_never_complete() -> None:
    assert not tally([entry(1, required=False)], {1: passed()}).complete
    assert not tally([], {}).complete


def test_a_course_waits_on_staff_when_anything_open_does() -> None:
    counted = tally([entry(1), entry(2)], {2: Standing("waiting", waits_on="assessor")})
    assert counted.waits_on == "assessor"
    assert tally([entry(1), entry(2)], {2: passed()}).waits_on == "learner"


def test_what_waits_on_staff_makes_no_learner_late() -> None:
    mine, theirs = NOW + timedelta(days=9), NOW + timedelta(days=2)
    held = Standing("waiting", waits_on="assessor", due=theirs)
    assert tally([entry(1), entry(2)], {2: held}, {1: mine, 2: NOW}).next_due == mine
    assert tally([entry(2)], {2: held}, {2: NOW}).next_due is None
    assert tally([entry(2)], {2: Standing("failed", due=theirs)}).next_due == theirs


def test_the_same_key_counts_once(enrolment: Enrolment, lessons: list[Unit]) -> None:
    one = building.outcome(lessons[0], key="lesson:1")
    for _ in range(3):
        api.record_outcome(enrolment_id=enrolment.pk, unit_id=lessons[0].pk, outcome=one)
    api.record_outcome(enrolment_id=enrolment.pk, unit_id=lessons[0].pk, outcome=replace(one, state="failed"))
    assert OutcomeRecord.objects.count() == 1
    assert UnitProgress.objects.get().state == "passed"


def test_both_projections_follow_in_the_same_act(enrolment: Enrolment, lessons: list[Unit]) -> None:
    api.record_outcome(
        enrolment_id=enrolment.pk, unit_id=lessons[0].pk,
        outcome=building.outcome(lessons[0], "waiting", code="handed_in", params={"day": "2026-11-01"}, waits_on="assessor"),
    )  # fmt: skip
    progress = UnitProgress.objects.get()
    assert (progress.state, progress.code, progress.params, progress.waits_on, progress.country) == (
        "waiting", "handed_in", {"day": "2026-11-01"}, "assessor", "PE",
    )  # fmt: skip
    summary = EnrolmentSummary.objects.get()
    assert (summary.required, summary.done, summary.waits_on) == (2, 0, "assessor")
    api.record_outcome(enrolment_id=enrolment.pk, unit_id=lessons[0].pk, outcome=building.outcome(lessons[0], score="81.5"))
    summary.refresh_from_db()
    assert (summary.required, summary.done, summary.waits_on, summary.score) == (2, 1, "learner", Decimal("81.50"))


def test_work_earned_before_closing_counts_whenever_it_is_scored(enrolment: Enrolment, lessons: list[Unit]) -> None:
    earned = timezone.now()
    api.close_enrolment(enrolment_id=enrolment.pk, because="left", by=None)
    api.record_outcome(enrolment_id=enrolment.pk, unit_id=lessons[0].pk, outcome=building.outcome(lessons[0], earned_at=earned))
    assert UnitProgress.objects.get().state == "passed"
    late = building.outcome(lessons[1], earned_at=timezone.now() + timedelta(minutes=1))
    with pytest.raises(EarnedAfterClosing):
        api.record_outcome(enrolment_id=enrolment.pk, unit_id=lessons[1].pk, outcome=late)
    assert OutcomeRecord.objects.count() == 1


def test_a_unit_of_another_course_is_refused(enrolment: Enrolment) -> None:
    other = building.make_course("otra", lessons=1)
    stranger = other.lms_units.get()
    with pytest.raises(UnitNotFound):
        api.record_outcome(enrolment_id=enrolment.pk, unit_id=stranger.pk, outcome=building.outcome(stranger))
    assert not OutcomeRecord.objects.exists()


def test_a_unit_that_the_release_no_longer_has_may_still_be_scored(enrolment: Enrolment, lessons: list[Unit]) -> None:
    building.publish(enrolment.course, leave_out=[lessons[1].key], effective_at=timezone.now() - timedelta(hours=1))
    api.record_outcome(enrolment_id=enrolment.pk, unit_id=lessons[1].pk, outcome=building.outcome(lessons[1]))
    assert EnrolmentSummary.objects.get().required == 1


def test_a_revision_needs_a_reason_is_audited_and_announced(
    enrolment: Enrolment, lessons: list[Unit], heard: Callable[..., list[dict[str, int]]]
) -> None:
    revised = heard(events.outcome_revised)
    api.record_outcome(enrolment_id=enrolment.pk, unit_id=lessons[0].pk, outcome=building.outcome(lessons[0], score="80"))
    lower = building.outcome(lessons[0], "failed", key="review:1", score="50")
    with pytest.raises(ReasonMissing):
        api.revise_outcome(enrolment_id=enrolment.pk, unit_id=lessons[0].pk, outcome=lower, why="  ", by=None)
    for _ in range(2):
        api.revise_outcome(
            enrolment_id=enrolment.pk, unit_id=lessons[0].pk, outcome=lower, why="Puntaje corregido por revisión", by=7
        )
    assert UnitProgress.objects.get().state == "failed"
    event = AuditEvent.objects.get(act="outcome.revised")
    assert (event.actor, event.reason, event.before["state"]) == (7, "Puntaje corregido por revisión", "passed")
    assert revised == [{"enrolment_id": enrolment.pk, "unit_id": lessons[0].pk}]


def test_a_receiver_that_breaks_loses_only_its_own_writes_and_is_called_again(
    enrolment: Enrolment, lessons: list[Unit], heard: Callable[..., list[dict[str, int]]]
) -> None:
    broken = [True]

    def receiver(completion_id: int, **kwargs: object) -> None:
        Job.objects.create(kind="test", key=f"mine:{completion_id}")
        if broken[0]:
            raise RuntimeError("no ink")

    events.course_completed.connect(receiver)
    others = heard(events.course_completed)
    building.finish(enrolment)
    completion = Completion.objects.get()
    assert others == [{"completion_id": completion.pk}]
    assert not Job.objects.filter(kind="test").exists()
    left = Job.objects.get(kind="courses.redeliver_event")
    broken[0] = False
    assert run_job(job_id=left.pk)
    assert Job.objects.filter(kind="test").count() == 1
    assert len(others) == 1, "a receiver that went well is not called again"
    events.course_completed.disconnect(receiver)


def test_hold_locks_an_open_or_completed_enrolment_and_refuses_a_closed_one(enrolment: Enrolment) -> None:
    with transaction.atomic():
        assert api.hold(enrolment.pk).id == enrolment.pk
    building.finish(enrolment)
    with transaction.atomic():
        assert api.hold(enrolment.pk).state == "completed"
    Enrolment.objects.filter(pk=enrolment.pk).update(state="closed", closed_at=timezone.now())
    with transaction.atomic(), pytest.raises(EnrolmentClosed):
        api.hold(enrolment.pk)
    with transaction.atomic(), pytest.raises(EnrolmentNotFound):
        api.hold(enrolment.pk + 1000)


def test_recording_costs_the_same_few_queries_in_a_long_course(
    enrolment: Enrolment, lessons: list[Unit], django_assert_max_num_queries: Callable[..., object]
) -> None:
    with django_assert_max_num_queries(12):  # type: ignore[attr-defined]
        api.record_outcome(enrolment_id=enrolment.pk, unit_id=lessons[0].pk, outcome=building.outcome(lessons[0]))
    for number in range(30):
        building.add_unit(enrolment.course, f"mas-{number}")
    building.publish(enrolment.course, effective_at=timezone.now() - timedelta(minutes=5))
    with django_assert_max_num_queries(12):  # type: ignore[attr-defined]
        api.record_outcome(enrolment_id=enrolment.pk, unit_id=lessons[1].pk, outcome=building.outcome(lessons[1]))

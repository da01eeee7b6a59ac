"""A course is completed once: a snapshot of what was taught and done, and one word up."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from courses import api, events
from courses.errors import CompletionNotFound
from courses.models import Change, Completion, Course, Enrolment, Item, Manifest, Refresher, RefresherDue, Unit, UnitVersion
from courses.services.reconciling import reconcile, refresh_after_release
from lms.audit.models import AuditEvent
from lms.jobs.models import Job
from lms.jobs.services import run_job
from lms.kernel.writeonce import WrittenOnce
from tests.conftest import House
from tests.courses import building

Heard = Callable[..., list[dict[str, int]]]


def test_the_last_requirement_completes_the_course_once(enrolment: Enrolment, lessons: list[Unit], heard: Heard) -> None:
    completed = heard(events.course_completed)
    for unit in lessons:
        for _ in range(2):
            api.record_outcome(enrolment_id=enrolment.pk, unit_id=unit.pk, outcome=building.outcome(unit))
    api.record_outcome(
        enrolment_id=enrolment.pk, unit_id=lessons[0].pk, outcome=building.outcome(lessons[0], key="again", score="99")
    )
    completion = Completion.objects.get()
    assert completed == [{"completion_id": completion.pk}]
    enrolment.refresh_from_db()
    assert enrolment.state == "completed"
    assert completion.score is None, "nothing was scored when it was completed; later work leaves the snapshot alone"


def test_the_completion_keeps_what_was_taught_and_what_was_done(enrolment: Enrolment, lessons: list[Unit]) -> None:
    for unit, score in zip(lessons, ("80", "71"), strict=True):
        api.record_outcome(
            enrolment_id=enrolment.pk, unit_id=unit.pk,
            outcome=building.outcome(unit, score=score, evidence=(f"sha:{unit.key}",)),
        )  # fmt: skip
    completion = Completion.objects.get()
    card = api.completion_card(completion.pk)
    assert (card.score, card.country, card.person_id, str(card.law_as_of)) == (
        Decimal("75.50"), "PE", enrolment.person_id, "2026-09-30",
    )  # fmt: skip
    assert completion.evidence == ["sha:leccion-1", "sha:leccion-2"]
    taught = dict(completion.manifest.lms_units.values_list("unit__key", "unit_version__number"))
    assert taught == {"leccion-1": 1, "leccion-2": 1}
    with pytest.raises(WrittenOnce):
        completion.save()


def test_people_taught_the_same_share_one_manifest_and_others_do_not(course: Course, andes: House, sur: House) -> None:
    building.publish(course)
    for person in (andes.advisor, andes.advisor2):
        building.finish(building.enrol(person, andes.institution, course))
    assert Manifest.objects.count() == 1
    building.finish(building.enrol(sur.advisor, sur.institution, course))
    assert Manifest.objects.count() == 2, "another country's law is another teaching"
    assert Completion.objects.count() == 3


def test_the_manifest_holds_the_version_that_was_read(enrolment: Enrolment, course: Course, lessons: list[Unit]) -> None:
    api.record_outcome(enrolment_id=enrolment.pk, unit_id=lessons[0].pk, outcome=building.outcome(lessons[0]))
    building.publish(
        course, effective_at=timezone.now() - timedelta(minutes=1), configs={"leccion-1": {"v": 2}, "leccion-2": {"v": 2}}
    )
    api.record_outcome(enrolment_id=enrolment.pk, unit_id=lessons[1].pk, outcome=building.outcome(lessons[1]))
    taught = dict(Completion.objects.get().manifest.lms_units.values_list("unit__key", "unit_version__number"))
    assert taught == {"leccion-1": 1, "leccion-2": 2}


def test_optional_units_do_not_hold_a_completion_up(course: Course, andes: House) -> None:
    extra = building.add_unit(course, "extra", required=False)
    building.publish(course)
    enrolment = building.enrol(andes.advisor, andes.institution, course)
    for unit in course.lms_units.exclude(pk=extra.pk):
        api.record_outcome(enrolment_id=enrolment.pk, unit_id=unit.pk, outcome=building.outcome(unit))
    assert Completion.objects.exists()


def test_a_course_that_requires_nothing_is_never_completed(andes: House) -> None:
    course = building.make_course("libre", lessons=0)
    extra = building.add_unit(course, "extra", required=False)
    building.publish(course)
    enrolment = building.enrol(andes.advisor, andes.institution, course)
    api.record_outcome(enrolment_id=enrolment.pk, unit_id=extra.pk, outcome=building.outcome(extra))
    assert not Completion.objects.exists()


def test_completions_of_asks_for_person_country_and_courses(enrolment: Enrolment, course: Course) -> None:
    building.finish(enrolment)
    (card,) = api.completions_of(enrolment.person_id, "PE", [course.pk])
    assert card.enrolment_id == enrolment.pk
    assert api.completions_of(enrolment.person_id, "CL", [course.pk]) == []
    assert api.completions_of(enrolment.person_id, "PE", []) == []
    with pytest.raises(CompletionNotFound):
        api.completion_card(card.id + 1)


def test_currency_is_due_until_the_grace_ends_and_then_lapsed(
    enrolment: Enrolment, course: Course, lessons: list[Unit]
) -> None:
    building.finish(enrolment)
    completion = Completion.objects.get()
    now = timezone.now()
    item = Item.objects.create(kind="fact", key="x.y", country="PE")
    change = Change.objects.create(item=item, change_class="mandatory")
    refresher = Refresher.objects.create(change=change, country="PE", course=course, unit=lessons[0])
    assert api.currency([completion.pk], now)[completion.pk].state == "current"
    asked = RefresherDue.objects.create(
        refresher=refresher, completion=completion, asked_at=now, grace_until=now + timedelta(days=30)
    )
    assert api.currency([completion.pk], now + timedelta(days=1))[completion.pk] == api.Currency("due", asked.grace_until)
    assert api.currency([completion.pk], now + timedelta(days=31))[completion.pk].state == "lapsed"
    RefresherDue.objects.update(passed_at=now + timedelta(days=5))
    assert api.currency([completion.pk], now + timedelta(days=31))[completion.pk].state == "current"


def test_a_release_that_asks_for_less_completes_those_who_have_it_all(
    enrolment: Enrolment, course: Course, lessons: list[Unit]
) -> None:
    api.record_outcome(enrolment_id=enrolment.pk, unit_id=lessons[0].pk, outcome=building.outcome(lessons[0]))
    release = building.publish(course, leave_out=["leccion-2"], effective_at=timezone.now() - timedelta(minutes=1))
    refresh_after_release(release_id=release.pk)
    job = Job.objects.get(kind="courses.refresh_summaries", args__country="PE")
    run_job(job_id=job.pk)
    assert Completion.objects.get().enrolment_id == enrolment.pk
    enrolment.refresh_from_db()
    assert enrolment.lms_summary.required == 1


def test_reconcile_finds_no_drift_and_reports_and_mends_what_somebody_broke(
    enrolment: Enrolment, lessons: list[Unit], andes: House
) -> None:
    due = timezone.now() + timedelta(days=3)
    api.record_outcome(
        enrolment_id=enrolment.pk, unit_id=lessons[0].pk,
        outcome=building.outcome(lessons[0], "waiting", score="12.5", due=due, params={"a": 1}, code="c", waits_on="assessor"),
    )  # fmt: skip
    building.finish(building.enrol(andes.advisor2, andes.institution, enrolment.course))
    assert reconcile() == {"looked": 2, "drifted": 0}
    enrolment.lms_unit_progress.update(state="passed")
    enrolment.lms_summary.done = 2
    enrolment.lms_summary.save()
    assert reconcile() == {"looked": 2, "drifted": 1}
    event = AuditEvent.objects.get(act="projections.drifted")
    assert event.before == {"units": [lessons[0].pk], "summary": ["done"]}
    assert reconcile() == {"looked": 2, "drifted": 0}


def test_reconcile_asks_no_more_queries_for_more_people(
    enrolment: Enrolment, andes: House, django_assert_num_queries: Callable[[int], Any]
) -> None:
    with django_assert_num_queries(7):
        reconcile()
    building.enrol(andes.advisor2, andes.institution, enrolment.course)
    building.enrol(andes.facilitator, andes.institution, enrolment.course)
    with django_assert_num_queries(7):
        assert reconcile()["looked"] == 3


def test_versions_of_a_recognised_unit_are_those_in_effect(enrolment: Enrolment, lessons: list[Unit]) -> None:
    api.record_outcome(
        enrolment_id=enrolment.pk, unit_id=lessons[0].pk,
        outcome=api.Outcome(key="rpl", state="recognised", earned_at=timezone.now(), unit_version_id=None),
    )  # fmt: skip
    api.record_outcome(enrolment_id=enrolment.pk, unit_id=lessons[1].pk, outcome=building.outcome(lessons[1]))
    held = set(Completion.objects.get().manifest.lms_units.values_list("unit_version_id", flat=True))
    assert held == set(UnitVersion.objects.values_list("pk", flat=True))

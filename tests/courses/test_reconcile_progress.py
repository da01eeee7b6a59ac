"""manage.py reconcile_progress: says what differs, mends it when asked, and finds nothing where nothing is wrong."""

import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from courses import api
from courses.models import CohortCourse, Enrolment, EnrolmentSummary, Unit, UnitProgress
from lms.audit.models import AuditEvent
from tests.conftest import House
from tests.courses import building

pytestmark = pytest.mark.django_db


def run(*flags: str) -> dict[str, Any]:
    out = StringIO()
    try:
        call_command("reconcile_progress", "--json", *flags, stdout=out)
    except CommandError:
        return {**json.loads(out.getvalue()), "status": 1}
    return {**json.loads(out.getvalue()), "status": 0}


def test_nothing_differs_then_what_was_broken_is_named_and_mended_once(enrolment: Enrolment, lessons: list[Unit]) -> None:
    building.finish(enrolment)
    assert run() == {"looked": 1, "drifted": 0, "fixed": 0, "found": [], "status": 0}
    EnrolmentSummary.objects.update(done=0, failed=4)
    UnitProgress.objects.filter(unit=lessons[0]).update(state="failed")
    told = run()
    assert told["status"] == 1
    assert told["found"] == [{"enrolment": enrolment.pk, "units": [lessons[0].pk], "summary": ["done", "failed"]}]
    assert not AuditEvent.objects.filter(act="projections.drifted").exists()
    assert run("--fix")["fixed"] == 1
    assert AuditEvent.objects.filter(act="projections.drifted").count() == 1
    assert run()["drifted"] == 0


def test_people_who_completed_at_different_moments_cost_no_queries_of_their_own(
    cohort_course: CohortCourse, andes: House, django_assert_max_num_queries: Any
) -> None:
    for person in (andes.advisor, andes.advisor2):
        building.finish(building.enrol(person, andes.institution, cohort_course.course, cohort_course=cohort_course))
    assert api.group_counts(institution_id=andes.institution.pk)[0].completed == 2
    with django_assert_max_num_queries(8):
        assert run()["looked"] == 2

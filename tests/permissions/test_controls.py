"""The walk can fail: each of these mistakes, made on purpose, is found by it. A mutant that survives is named."""

import inspect
from collections.abc import Callable
from typing import Any
from unittest import mock

import pytest

from assessments import access as assessments_access
from assessments.models import Allocation, Attachment, Attempt, ClinicSession, Submission
from certificates.access import certificates as certificates_access
from certificates.models import Certificate
from courses.access import enrolments as courses_access
from courses.models import Enrolment, RosterImport
from lms.institutions import access as institutions_access
from lms.institutions.api import scope
from lms.institutions.models import Cohort, Institution, Membership
from lms.jobs import access as jobs_access
from lms.jobs.models import Job
from lms.reporting import access as reporting_access
from tests.permissions.asking import Asker
from tests.permissions.bodies import bodies
from tests.permissions.expectations import REACH
from tests.permissions.test_walk import ROUTES, faults_of
from tests.permissions.world import World

pytestmark = pytest.mark.django_db


def by_id(model: Any) -> Callable[..., Any]:
    """The mistake of all mistakes: get_object_or_404(Model, pk=)."""
    return lambda who, pk, *rest: model.objects.get(pk=pk)


def any_file(person_id: int, submission_id: int, ref: Any) -> Attachment:
    return Attachment.objects.get(ref=ref)


def any_script(scope: Any, ref: str) -> Allocation:
    return Allocation.objects.get(submission__ref=ref)


@pytest.fixture(scope="module")
def sent(world: World) -> dict[str, Any]:
    return bodies(world)


# (where the name is used, the name, the mistake, who would profit, a part of the URLs' names)
MUTANTS: list[tuple[str, str, Any, str, str]] = [
    ("courses.views.learner", "access_own_enrolment", by_id(Enrolment), "colleague", "courses:lesson"),
    ("courses.views.learner", "access_own_enrolment", by_id(Enrolment), "foreign-coordinator", "courses:enrolment-detail"),
    ("courses.views.learner", "access_enrolment", by_id(Enrolment), "facilitator2", "courses:enrolment-path"),
    ("courses.views.sessions", "access_own_enrolment", by_id(Enrolment), "coordinator", "courses:session"),
    ("courses.views.roster", "access_roster", by_id(RosterImport), "foreign-coordinator", "courses:roster"),
    ("courses.views.roster", "access_coordinated_cohort", by_id(Cohort), "foreign-coordinator", "courses:person-form"),
    ("assessments.views.quizzes", "access_own_attempt", by_id(Attempt), "colleague", "assessments:attempt-form"),
    ("assessments.views.quizzes", "access_own_attempt", by_id(Attempt), "coordinator", "assessments:attempt-submit"),
    ("assessments.views.cases", "access_own_submission", by_id(Submission), "foreign-assessor", "assessments:submission"),
    ("assessments.views.cases", "access_own_attachment", any_file, "colleague", "attachment"),
    ("assessments.views.scoring", "access_leased", any_script, "foreign-assessor", "script-form"),
    ("assessments.views.scripts", "access_open_script", any_script, "foreign-assessor", "script-claim"),
    ("assessments.views.clinic_sessions", "access_own_session", by_id(ClinicSession), "colleague", "clinic-session"),
    ("assessments.views.clinic_confirming", "access_supervised_session", by_id(ClinicSession), "facilitator2", "clinic-settle"),
    ("certificates.views.certificates", "access_certificate_file", by_id(Certificate), "colleague", "certificate-download"),
    ("lms.institutions.views", "access_institution", by_id(Institution), "foreign-coordinator", "institutions:"),
    ("lms.institutions.views", "access_membership", by_id(Membership), "coordinator", "membership-end"),
    ("lms.jobs.views", "access_job", lambda scope, person, pk: Job.objects.get(pk=pk), "foreign-coordinator", "job-detail"),
    ("lms.reporting.access", "may_see_report", lambda *args: True, "focal-other", "report-detail"),
    ("lms.reporting.access", "may_see_report", lambda scope, place, *rest: True, "reviewer", "report-detail"),
]  # fmt: skip


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: f"{mutant[1]} for {mutant[3]}")
def test_a_door_left_open_is_found(mutant: Any, world: World, asker: Asker, sent: dict[str, Any]) -> None:
    module, name, mistake, who, urls = mutant
    rows = [row for row in REACH if urls in row.url]
    assert rows
    assert faults_of(who, rows, world, asker, sent) == []
    with mock.patch(f"{module}.{name}", mistake):
        assert faults_of(who, rows, world, asker, sent) != []


def test_a_declaration_that_lets_everybody_in_is_found(world: World, asker: Asker, sent: dict[str, Any]) -> None:
    """The view is called without its policy, as a coordinator."""
    rows = [row for row in REACH if row.url == "lms:reporting:report-submit" and row.state == "draft"]
    guarded = ROUTES["lms:reporting:report-submit"].view
    inside, coordinator = inspect.unwrap(guarded), world.people["coordinator"]

    def open_door(request: Any, *args: Any, **kwargs: Any) -> Any:
        request.person, request.scope = coordinator, scope(coordinator.pk)
        return inside(request, *args, **kwargs)

    pattern = next(p for p in _patterns() if p.callback is guarded)
    with mock.patch.object(pattern, "callback", open_door):
        assert faults_of("visitor", rows, world, asker, sent) != []


def _patterns() -> list[Any]:
    from lms.reporting.urls import urlpatterns

    return list(urlpatterns)


def test_the_mutants_cover_every_package_with_objects() -> None:
    """A package with an `access` module has a mutant."""
    modules = (
        assessments_access, certificates_access, courses_access, institutions_access, jobs_access, reporting_access,
    )  # fmt: skip
    packages = {module.__name__.partition(".access")[0] for module in modules}
    covered = {name.partition(".views")[0].partition(".access")[0] for name, *_rest in MUTANTS}
    assert packages == covered

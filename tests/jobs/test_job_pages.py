"""Long work can be watched by who asked for it, and dead work is seen and started again by an administrator."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from lms.audit.models import AuditEvent
from lms.institutions.models import Person
from lms.jobs import outbox, services
from lms.jobs.api import Claim, JobRefused, report_progress, request_job
from lms.jobs.models import Job, JobState
from tests.conftest import House

AsPerson = Callable[[Person], Client]


def page(job_id: int) -> str:
    return reverse("lms:jobs:job-detail", args=[job_id])


@pytest.fixture
def owned(andes: House, calls: list[Claim]) -> Job:
    return Job.objects.get(pk=request_job(kind="test.note", key="owned", owner=andes.coordinator.pk, total=8))


def test_the_owner_sees_how_far_it_is_with_and_without_javascript(owned: Job, andes: House, as_person: AsPerson) -> None:
    claimed = outbox.claim(owned.pk)
    assert claimed is not None
    report_progress(claimed, done=5)
    html = as_person(andes.coordinator).get(page(owned.pk)).content.decode()
    assert '<progress max="8" value="5"' in html
    assert "5 de 8" in html
    assert 'hx-trigger="every 2s"' in html
    assert f'href="{page(owned.pk)}"' in html
    assert "http-equiv" not in html


def test_the_poll_gets_the_panel_alone_and_stops_when_it_is_done(owned: Job, andes: House, as_person: AsPerson) -> None:
    client = as_person(andes.coordinator)
    waiting = client.get(page(owned.pk), headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in waiting
    assert "every 2s" in waiting
    services.run_job(job_id=owned.pk)
    done = client.get(page(owned.pk), headers={"HX-Request": "true"}).content.decode()
    assert "every 2s" not in done
    assert 'id="job-said"' in done


def test_when_it_is_done_the_page_leads_on_to_what_was_made(owned: Job, andes: House, as_person: AsPerson, work: Any) -> None:
    work("test.note", lambda claim: {"url": "/somewhere/3/"}, title="Informe")
    services.run_job(job_id=owned.pk)
    html = as_person(andes.coordinator).get(page(owned.pk)).content.decode()
    assert 'href="/somewhere/3/"' in html
    assert "<h1>Informe</h1>" in html
    assert "htmx" not in html


@pytest.mark.parametrize("url", ["https://evil.test/", "//evil.test/", "/\\evil.test", "javascript:alert(1)"])
def test_it_leads_nowhere_else(owned: Job, andes: House, as_person: AsPerson, work: Any, url: str) -> None:
    work("test.note", lambda claim: {"url": url})
    services.run_job(job_id=owned.pk)
    assert "evil" not in as_person(andes.coordinator).get(page(owned.pk)).content.decode()


def test_a_refusal_is_told_to_the_owner_and_a_fault_is_not(owned: Job, andes: House, as_person: AsPerson, work: Any) -> None:
    def refuses(claim: Claim) -> None:
        raise JobRefused(why="la cohorte no tiene curso")

    work("test.note", refuses)
    services.run_job(job_id=owned.pk)
    assert "la cohorte no tiene curso" in as_person(andes.coordinator).get(page(owned.pk)).content.decode()
    Job.objects.filter(pk=owned.pk).update(note="KeyError: secret", result={})
    assert "secret" not in as_person(andes.coordinator).get(page(owned.pk)).content.decode()


def test_nobody_else_sees_it_but_the_administrator(
    owned: Job, andes: House, sur: House, programme: dict[str, Person], as_person: AsPerson
) -> None:
    for stranger in (andes.advisor, sur.coordinator, programme["reviewer"]):
        assert as_person(stranger).get(page(owned.pk)).status_code == 404
    assert as_person(programme["administrator"]).get(page(owned.pk)).status_code == 200
    assert Client().get(page(owned.pk)).status_code == 302


def test_the_administrator_starts_dead_work_again_and_it_is_audited(
    owned: Job, programme: dict[str, Person], andes: House, as_person: AsPerson
) -> None:
    Job.objects.filter(pk=owned.pk).update(state=JobState.DEAD, attempts=5, note="OSError: hung up", finished_at=timezone.now())
    client = as_person(programme["administrator"])
    assert "OSError: hung up" in client.get(reverse("lms:jobs:job-list")).content.decode()
    retry = reverse("lms:jobs:job-retry", args=[owned.pk])
    assert client.get(retry).status_code == 405
    assert as_person(andes.coordinator).post(retry).status_code == 404
    assert client.post(retry).status_code == 302
    owned.refresh_from_db()
    assert (owned.state, owned.attempts) == (JobState.DUE, 0)
    assert AuditEvent.objects.get(act="job.retried").actor == programme["administrator"].pk
    assert client.post(retry).status_code == 404

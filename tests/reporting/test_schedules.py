"""Reports made by themselves: once for each due moment, with the owner's eyes, told to nobody who may not read them."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone

from lms.institutions.models import Membership, Person
from lms.jobs.api import run_due_jobs
from lms.messages.models import Message
from lms.reporting.errors import OwnerMayNot, RecipientMayNot, ScheduleTaken, ScheduleUnfit
from lms.reporting.models import ReportEdition, ReportSchedule, ScheduleRun
from lms.reporting.services import schedules
from tests.conftest import House, make_person
from tests.threads import Threads

MADE = datetime(2026, 11, 26, 15, tzinfo=UTC)


def _second(house: House) -> Person:
    person = make_person(f"otra@{house.institution.key}.test", "Otra", "Coordinadora", "PE")
    Membership.objects.create(person=person, institution=house.institution, role="coordinator")
    return person


def _schedule(house: House, **more: Any) -> ReportSchedule:
    said: dict[str, Any] = {
        "institution_id": house.institution.pk, "kind": "progress", "rhythm": "weekly", "owner": house.coordinator.pk,
        "recipients": [house.coordinator.pk], "skip_empty": False, "now": MADE, **more,
    }  # fmt: skip
    return ReportSchedule.objects.get(pk=schedules.make_schedule(**said))


def test_a_due_schedule_computes_once_and_mails_a_link_without_names(andes: House) -> None:
    row = _schedule(andes)
    assert row.next_at == datetime(2026, 11, 30, 12, tzinfo=UTC)  # Monday, seven in Lima
    assert schedules.run_due_schedules(now=row.next_at - timedelta(seconds=1)) == 0
    assert schedules.run_due_schedules(now=row.next_at) == 1
    assert schedules.run_due_schedules(now=row.next_at) == 0
    run_due_jobs()
    run_due_jobs()
    run = ScheduleRun.objects.get()
    assert (run.outcome, run.told, run.period, run.edition) == ("told", 1, "2026-W48", ReportEdition.objects.get())
    assert Message.objects.filter(kind="report_ready", person=andes.coordinator).count() == 1
    (letter,) = [one for one in mail.outbox if f"/reports/{run.edition_id}/" in one.body]
    assert andes.advisor.full_name not in letter.body
    assert letter.attachments == []


def test_missed_runs_are_caught_up_once_for_the_last_period(andes: House) -> None:
    row = _schedule(andes, rhythm="daily")
    assert schedules.run_due_schedules(now=row.next_at + timedelta(days=40, hours=3)) == 1
    row.refresh_from_db()
    assert ScheduleRun.objects.get().due_at == row.next_at - timedelta(days=1)


def test_nothing_is_made_where_nothing_happened_if_that_is_wished(andes: House) -> None:
    row = _schedule(andes, skip_empty=True)
    schedules.run_due_schedules(now=row.next_at)
    run_due_jobs()
    assert ScheduleRun.objects.get().outcome == "empty"
    assert not ReportEdition.objects.exists()
    assert not Message.objects.filter(kind="report_ready").exists()


def test_who_lost_the_role_meanwhile_is_told_nothing_and_counted(andes: House) -> None:
    other = _second(andes)
    row = _schedule(andes, recipients=[andes.coordinator.pk, other.pk])
    schedules.run_due_schedules(now=row.next_at)
    Membership.objects.filter(person=other).update(until=timezone.now())
    run_due_jobs()
    run = ScheduleRun.objects.get()
    assert (run.told, run.withheld) == (1, 1)
    assert not Message.objects.filter(person=other, kind="report_ready").exists()


def test_without_its_owners_eyes_a_schedule_rests_and_the_others_are_told(andes: House) -> None:
    other = _second(andes)
    row = _schedule(andes, recipients=[other.pk])
    Membership.objects.filter(person=andes.coordinator).update(until=timezone.now())
    assert schedules.run_due_schedules(now=row.next_at) == 0
    row.refresh_from_db()
    assert (row.state, row.paused_why) == ("paused", "owner")
    told = set(Message.objects.filter(kind="schedule_paused").values_list("person_id", flat=True))
    assert told == {other.pk, andes.coordinator.pk}
    schedules.change_schedule(schedule_id=row.pk, by=other.pk, recipients=[other.pk], hour=8, weekday=1, skip_empty=True)
    row.refresh_from_db()
    assert (row.state, row.owner_id) == ("active", other.pk)


def test_nobody_is_written_down_who_may_not_read(andes: House, sur: House) -> None:
    with pytest.raises(RecipientMayNot):
        _schedule(andes, recipients=[sur.coordinator.pk])
    with pytest.raises(RecipientMayNot):
        _schedule(andes, recipients=[andes.advisor.pk])
    with pytest.raises(OwnerMayNot):
        _schedule(andes, owner=sur.coordinator.pk)
    with pytest.raises(ScheduleUnfit):
        _schedule(andes, kind="certification", rhythm="daily")
    _schedule(andes)
    with pytest.raises(ScheduleTaken):
        _schedule(andes)


def test_a_schedule_of_ones_own_takes_the_place_of_the_standing_drafts(andes: House) -> None:
    _schedule(andes, rhythm="monthly")
    assert schedules.open_periods() == 1  # the certification report of the quarter alone


@pytest.mark.django_db(transaction=True)
def test_two_processes_at_the_same_moment_begin_one_run(andes: House, tmp_path: Any) -> None:
    row = _schedule(andes)
    moment = row.next_at
    threads = Threads(tmp_path)
    found = threads.at_once(*[lambda: schedules.run_due_schedules(now=moment)] * 4)
    assert sorted(found) == [0, 0, 0, 1]
    assert threads.look(ScheduleRun.objects.count) == 1


def test_a_coordinator_makes_changes_rests_and_ends_one_on_the_pages(
    andes: House, sur: House, as_person: Any, django_assert_max_num_queries: Any
) -> None:
    client = as_person(andes.coordinator)
    assert client.get("/reports/schedules/").status_code == 200
    said = {
        "institution": andes.institution.pk, "kind_and_rhythm": "progress:weekly", "weekday": 0, "hour": 7,
        "recipients": [andes.coordinator.pk],
    }  # fmt: skip
    assert client.post("/reports/schedules/new/", {**said, "recipients": [sur.coordinator.pk]}).status_code == 422
    assert client.post("/reports/schedules/new/", said).status_code == 302
    assert client.post("/reports/schedules/new/", said).status_code == 422
    row = ReportSchedule.objects.get()
    with django_assert_max_num_queries(15):
        assert andes.coordinator.full_name in client.get("/reports/schedules/").content.decode()
    page = f"/reports/schedules/{row.pk}/"
    assert client.get(page).status_code == 200
    assert client.post(page, {"weekday": 2, "hour": 9}).status_code == 302
    assert as_person(sur.coordinator).get(page).status_code == 404
    assert as_person(sur.coordinator).post(f"{page}end/").status_code == 404
    assert client.post(f"{page}pause/").status_code == 302
    row.refresh_from_db()
    assert (row.state, row.hour, row.weekday) == ("paused", 9, 2)
    assert client.post(f"{page}end/").status_code == 302
    assert client.get(page).status_code == 404

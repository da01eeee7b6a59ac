"""The same session from two devices, and two supervisors, at the same moment: one session, one verdict."""

from pathlib import Path
from typing import Any

import pytest

from assessments.errors.clinic import SessionChanged, SessionSettled
from assessments.models import ClinicSession
from assessments.services.clinic_confirming import settle_sessions
from assessments.services.clinic_sessions import Noted, change_session, note_session
from courses.models import Completion
from tests.assessments.practising import an_entry, declared, enrolled, practice_course
from tests.conftest import House
from tests.threads import Threads

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_session_that_comes_four_times_at_once_is_one(andes: House, tmp_path: Path) -> None:
    enrolled(practice_course(), andes)

    def work() -> Noted:
        return note_session(advisor_id=andes.advisor.pk, client_id="x", entry=an_entry(andes), declare=True)

    threads = Threads(tmp_path)
    found = threads.at_once(work, work, work, work)
    assert [one for one in found if isinstance(one, Exception)] == []
    assert len({one.id for one in found}) == 1
    assert sum(one.made for one in found) == 1
    assert threads.look(ClinicSession.objects.count) == 1


def test_two_supervisors_settle_once_and_the_course_completes_once(andes: House, tmp_path: Path) -> None:
    enrolled(practice_course({"sessions_required": 2, "stages_required": 1}), andes)
    seen = {one.pk: one.revision for one in (declared(andes, "a"), declared(andes, "b"))}

    def work() -> Any:
        return settle_sessions(seen=seen, verdict="confirmed", by=andes.facilitator.pk)

    threads = Threads(tmp_path)
    found = threads.at_once(work, work)
    assert sorted(len(one) for one in found) == [0, 2]
    assert threads.look(Completion.objects.count) == 1


def test_what_changes_while_it_is_confirmed_is_one_or_the_other(andes: House, tmp_path: Path) -> None:
    session = declared(andes)

    def change() -> Any:
        return change_session(
            session_id=session.pk, revision=session.revision, entry=an_entry(andes, advice="Otra."), declare=True
        )

    def confirm() -> Any:
        return settle_sessions(seen={session.pk: session.revision}, verdict="confirmed", by=andes.facilitator.pk)

    threads = Threads(tmp_path)
    changed, confirmed = threads.at_once(change, confirm)
    if confirmed == [session.pk]:
        assert isinstance(changed, SessionChanged | SessionSettled)
    else:
        assert (changed, confirmed) == (None, [])

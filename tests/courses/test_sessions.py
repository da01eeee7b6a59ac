"""A session: an author pastes its agenda, a group has a date, a learner jumps to a place and says "I attended"."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from courses import kinds
from courses.models import CohortCourse, Course, Enrolment, Meeting, Session, Unit, UnitProgress
from courses.services.session_kind import SessionKind
from lms.audit.models import AuditEvent
from lms.institutions.models import Person
from tests.conftest import House
from tests.courses import building
from tests.courses.test_agenda import WHOLE

SignIn = Callable[..., Client]


@pytest.fixture
def session(course: Course) -> Any:
    return building.add_unit(course, "apertura", kind="session", model=Session, minutes=130, agenda=WHOLE)


@pytest.fixture
def taken(session: Any, course: Course, andes: House) -> Enrolment:
    """Elena takes the course with the session in it."""
    config = SessionKind().freeze(unit_id=session.pk, countries=["PE"], on=date(2026, 1, 1)).config
    building.publish(course, configs={"apertura": dict(config)})
    placed = building.place(andes.cohort, course)
    return building.enrol(andes.advisor, andes.institution, course, cohort_course=placed)


def page_of(enrolment: Enrolment, unit: Unit) -> str:
    return reverse("lms:courses:session", args=[enrolment.pk, unit.pk])


def test_the_kind_is_registered_and_freezes_the_agenda_the_same_each_time(session: Any) -> None:
    kind = kinds.kind_of("session")
    first = kind.freeze(unit_id=session.pk, countries=["PE"], on=date(2026, 1, 1))
    second = kind.freeze(unit_id=session.pk, countries=["PE", "CL"], on=date(2027, 1, 1))
    assert first == second
    assert len(first.config["agenda"]) == 5
    assert kind.problems(unit_id=session.pk, countries=["PE"]) == []
    assert kind.items(unit_id=session.pk) == ()


def test_an_agenda_that_can_not_be_read_stands_in_the_way_of_publishing(course: Course) -> None:
    bad = building.add_unit(course, "mala", kind="session", model=Session, agenda="0:99:00 | Ana")
    empty = building.add_unit(course, "vacia", kind="session", model=Session)
    kind = kinds.kind_of("session")
    (problem,) = kind.problems(unit_id=bad.pk, countries=["PE"])
    assert problem.url == reverse("lms:courses:session-edit", args=[bad.pk])
    assert "1" in problem.sentence
    assert len(kind.problems(unit_id=empty.pk, countries=["PE"])) == 1


def test_a_course_file_makes_the_draft_and_may_be_read_again(course: Course) -> None:
    kind = kinds.kind_of("session")
    spec = {
        "key": "cierre",
        "kind": "session",
        "titles": {"es": "Cierre", "en": "Closing"},
        "required": False,
        "minutes": 60,
        "agenda": WHOLE,
    }
    assert kind.check_spec(spec) == []
    made = [kind.save_draft(course_id=course.pk, module_id=None, position=9, spec=spec) for _ in range(2)]
    assert made[0] == made[1]
    draft = Session.objects.get(pk=made[0])
    assert (draft.kind, draft.required, draft.minutes, draft.agenda) == ("session", False, 60, WHOLE)
    assert kind.check_spec({**spec, "agenda": "1:2:3:4 | x"}) != []
    assert kind.check_spec({**spec, "agenda": 7}) != []


def test_the_learner_jumps_to_places_on_the_page_when_there_is_no_recording(
    as_person: SignIn, taken: Enrolment, session: Any, andes: House
) -> None:
    page = as_person(andes.advisor).get(page_of(taken, session)).content.decode()
    targets = re.findall(r'<a href="#(c\d+)"', page)
    assert len(targets) == 10
    for target in targets:
        assert f'id="{target}"' in page
    assert "0:48:30" in page
    assert page.count("<h1") == 1
    for name in ("Luis Soto", "Marta Gil", "Eva Ruiz", "Iván Mora", "Nora Díaz"):
        assert name in page


def test_with_a_recording_of_our_own_a_place_starts_the_player_there(
    as_person: SignIn, course: Course, session: Any, andes: House
) -> None:
    Session.objects.filter(pk=session.pk).update(media_url="/media/apertura.mp4")
    config = SessionKind().freeze(unit_id=session.pk, countries=["PE"], on=date(2026, 1, 1)).config
    building.publish(course, configs={"apertura": dict(config)})
    enrolment = building.enrol(andes.advisor, andes.institution, course)
    elena = as_person(andes.advisor)
    assert 'href="?t=2910#video"' in elena.get(page_of(enrolment, session)).content.decode()
    assert 'src="/media/apertura.mp4#t=2910"' in elena.get(page_of(enrolment, session), {"t": "2910"}).content.decode()
    assert elena.get(page_of(enrolment, session), {"t": "x"}).status_code == 200


def test_the_groups_date_and_link_are_on_the_page(as_person: SignIn, taken: Enrolment, session: Any, andes: House) -> None:
    elena, carla = as_person(andes.advisor), as_person(andes.coordinator)
    assert "no tiene fecha" in elena.get(page_of(taken, session)).content.decode()
    url = reverse("lms:courses:meeting-form", args=[taken.cohort_course_id, session.pk])
    for _ in range(2):
        answer = carla.post(url, {"starts_at": "2026-12-03T09:30", "join_url": "https://meet.example.org/x"})
        assert answer.status_code == 302
    meeting = Meeting.objects.get()
    assert meeting.starts_at.isoformat() == "2026-12-03T14:30:00+00:00", "written in Lima's time"
    page = elena.get(page_of(taken, session)).content.decode()
    assert "https://meet.example.org/x" in page
    assert "09:30" in page
    assert "9:30" in carla.get(reverse("lms:courses:cohort-courses", args=[andes.cohort.pk])).content.decode()


def test_another_institution_can_not_set_the_meeting(as_person: SignIn, taken: Enrolment, session: Any, sur: House) -> None:
    url = reverse("lms:courses:meeting-form", args=[taken.cohort_course_id, session.pk])
    assert as_person(sur.coordinator).post(url, {"starts_at": "2026-12-03T09:30"}).status_code == 404
    assert not Meeting.objects.exists()


def test_saying_i_attended_counts_once_and_leads_on(as_person: SignIn, taken: Enrolment, session: Any, andes: House) -> None:
    elena = as_person(andes.advisor)
    elena.get(page_of(taken, session))
    assert UnitProgress.objects.get(unit=session).state == "started"
    url = reverse("lms:courses:session-attended", args=[taken.pk, session.pk])
    assert elena.post(url, {"version": "1"}).status_code == 422
    for _ in range(2):
        answer = elena.post(url, {"attended": "on", "version": "1"})
        assert answer.status_code == 302
    progress = UnitProgress.objects.get(unit=session)
    assert (progress.state, progress.code) == ("passed", "attended")
    assert "Usted asistió o la vio" in elena.get(page_of(taken, session)).content.decode()


def test_an_author_looks_first_and_keeps_then(as_person: SignIn, session: Any, programme: dict[str, Person]) -> None:
    author = as_person(programme["author"])
    url = reverse("lms:courses:session-edit", args=[session.pk])
    page = author.get(url).content.decode()
    base = re.search(r'name="base" value="(\w+)"', page)
    assert base is not None
    said = {"agenda": "Inicio\n0:00:00 | Ana Pérez, Directora, OMPI\n", "media_url": "", "base": base[1]}
    looked = author.post(url, {**said, "look": "1"})
    assert looked.status_code == 200
    assert "Directora" in looked.content.decode()
    session.refresh_from_db()
    assert session.agenda == WHOLE, "looking keeps nothing"
    assert author.post(url, {**said, "save": "1"}).status_code == 302
    session.refresh_from_db()
    assert session.agenda == said["agenda"]
    assert AuditEvent.objects.get(act="session.changed").actor == programme["author"].pk


def test_a_bad_agenda_is_refused_with_its_lines_and_the_text_is_kept_on_the_page(
    as_person: SignIn, session: Any, programme: dict[str, Person]
) -> None:
    author = as_person(programme["author"])
    url = reverse("lms:courses:session-edit", args=[session.pk])
    answer = author.post(url, {"agenda": "Inicio\n0:99:00 | Ana", "media_url": "ftp://x", "base": "x", "save": "1"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Línea 2" in page
    assert "0:99:00 | Ana" in page
    session.refresh_from_db()
    assert session.agenda == WHOLE


def test_two_authors_do_not_overwrite_each_other_unawares(
    as_person: SignIn, session: Any, programme: dict[str, Person]
) -> None:
    author = as_person(programme["author"])
    url = reverse("lms:courses:session-edit", args=[session.pk])
    found = re.search(r'name="base" value="(\w+)"', author.get(url).content.decode())
    assert found is not None
    mine = {"agenda": "0:00:00 | Ana", "media_url": "", "base": found[1], "save": "1"}
    assert author.post(url, {**mine, "agenda": "0:00:00 | Luis"}).status_code == 302
    late = author.post(url, mine)
    assert late.status_code == 422
    page = late.content.decode()
    assert "0:00:00 | Ana" in page
    session.refresh_from_db()
    assert session.agenda == "0:00:00 | Luis"
    again = re.search(r'name="base" value="(\w+)"', page)
    assert again is not None
    assert author.post(url, {**mine, "base": again[1]}).status_code == 302


@pytest.mark.parametrize("who", ["advisor", "coordinator", "facilitator"])
def test_only_authors_edit_sessions(who: str, as_person: SignIn, session: Any, andes: House) -> None:
    client = as_person(getattr(andes, who))
    assert client.get(reverse("lms:courses:session-edit", args=[session.pk])).status_code == 404


def test_a_stranger_does_not_find_the_session(as_person: SignIn, taken: Enrolment, session: Any, sur: House) -> None:
    client = as_person(sur.advisor)
    assert client.get(page_of(taken, session)).status_code == 404
    assert (
        client.post(reverse("lms:courses:session-attended", args=[taken.pk, session.pk]), {"attended": "on"}).status_code == 404
    )


def test_a_placed_group_without_sessions_still_has_its_page(
    as_person: SignIn, cohort_course: CohortCourse, andes: House
) -> None:
    page = as_person(andes.coordinator).get(reverse("lms:courses:cohort-courses", args=[andes.cohort.pk])).content.decode()
    assert "Curso marcas" in page

"""The pages of those who teach a case: states without scores, a day for the group, more time for single people."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from assessments.models import CaseExtension, CaseStudy, CaseWindow, Submission
from assessments.services.letters import open_letter, save_letter, submit_letter
from courses.models import Course, Enrolment
from lms.institutions.models import Membership, Person
from tests.assessments.conftest import LETTER
from tests.assessments.toolkit import COURSE, write_toolkit
from tests.conftest import House, make_person
from tests.courses import building

As = Callable[[Person], Client]
NOW = datetime(2026, 11, 26, 15, 0, tzinfo=UTC)  # ten o'clock in Lima
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture(autouse=True)
def _that_day() -> Iterator[None]:
    with time_machine.travel(NOW - HOUR):
        yield


@pytest.fixture
def toolkit_root(tmp_path: Path) -> Path:
    rules = "submissions_allowed: 2, late: {accept_days: 7, points_per_day: 5}"
    return write_toolkit(tmp_path / "toolkit", course=COURSE.replace("submissions_allowed: 2", rules))


@pytest.fixture
def teacher(as_person: As, andes: House) -> Client:
    return as_person(andes.facilitator)


def group_url(house: House, case: CaseStudy, more: str = "") -> str:
    return f"/cohorts/{house.cohort.pk}/case/{case.pk}/{more}"


def seat_url(enrolment: Enrolment, case: CaseStudy) -> str:
    return f"/enrolments/{enrolment.pk}/cases/{case.pk}/due/"


def html(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200
    return answer.content.decode()


def hand_in(enrolment: Enrolment, case: CaseStudy) -> Submission:
    letter = open_letter(enrolment_id=enrolment.pk, unit_id=case.pk)
    save_letter(letter_id=letter, blocks=LETTER, revision=0)
    submit_letter(letter_id=letter)
    return Submission.objects.get(pk=letter)


def set_day(teacher: Client, house: House, case: CaseStudy, day: str, **more: str) -> str:
    return teacher.post(group_url(house, case, "due/"), {"due_at": day, "was": ""} | more, follow=True).content.decode()


def test_the_page_says_where_each_person_stands_and_never_a_score(
    teacher: Client, enrolment: Enrolment, case: CaseStudy, andes: House
) -> None:
    page = html(teacher, group_url(andes, case))
    assert page.count("<h1") == 1
    for said in ("Elena De Andes", "Sin empezar", "America/Lima", "Sin fecha límite", "no tiene fecha límite"):
        assert said in page, said
    letter = open_letter(enrolment_id=enrolment.pk, unit_id=case.pk)
    assert "Escribe un borrador" in html(teacher, group_url(andes, case))
    save_letter(letter_id=letter, blocks=LETTER, revision=0)
    submit_letter(letter_id=letter)
    page = html(teacher, group_url(andes, case))
    assert "Carta entregada" in page
    assert str(LETTER["advice"]) not in page
    Submission.objects.filter(pk=letter).update(state="scored", scored_at=NOW)
    page = html(teacher, group_url(andes, case))
    assert "Carta entregada" in page
    assert " %" not in page
    Submission.objects.filter(pk=letter).update(state="released", released_at=NOW)
    assert "Resultado publicado" in html(teacher, group_url(andes, case))


def test_the_matrix_of_the_group_leads_to_it(case: CaseStudy, andes: House) -> None:
    from courses.kinds import kind_of

    kind = kind_of("case_study")
    page = getattr(kind, "cohort_url", None)
    assert page is not None
    assert page(unit_id=case.pk, cohort_id=andes.cohort.pk) == group_url(andes, case)


def test_a_day_is_set_put_back_and_taken_away(teacher: Client, enrolment: Enrolment, case: CaseStudy, andes: House) -> None:
    page = set_day(teacher, andes, case, "2026-12-01T18:00")
    assert CaseWindow.objects.get().due_at == datetime(2026, 12, 1, 23, 0, tzinfo=UTC)
    assert "1 de diciembre de 2026" in page
    assert "no tenía fecha propia" in page
    back = {name: re.search(f'name="{name}" value="([^"]*)"', page[page.index('id="moved"') :]) for name in ("due_at", "was")}
    sent = {name: found.group(1) for name, found in back.items() if found}
    assert sent["due_at"] == ""
    teacher.post(group_url(andes, case, "due/"), sent | {"sure": "yes"})
    assert not CaseWindow.objects.exists()


def test_what_takes_time_away_is_asked_about_once(teacher: Client, enrolment: Enrolment, case: CaseStudy, andes: House) -> None:
    set_day(teacher, andes, case, "2026-12-01T18:00")
    was = CaseWindow.objects.get().due_at.isoformat()
    page = set_day(teacher, andes, case, "2026-11-30T18:00", was=was)
    assert "tendrá menos tiempo" in page
    assert CaseWindow.objects.get().due_at.isoformat() == was
    set_day(teacher, andes, case, "2026-11-30T18:00", was=was, sure="yes")
    assert CaseWindow.objects.get().due_at == datetime(2026, 11, 30, 23, 0, tzinfo=UTC)
    stale = set_day(teacher, andes, case, "2026-12-15T18:00", was=was, sure="yes")
    assert "Alguien cambió la fecha límite" in stale


def test_a_broken_day_is_said_and_nothing_is_set(teacher: Client, enrolment: Enrolment, case: CaseStudy, andes: House) -> None:
    answer = teacher.post(group_url(andes, case, "due/"), {"due_at": "mañana", "was": ""})
    assert answer.status_code == 422
    assert not CaseWindow.objects.exists()


def test_more_time_for_one_person_is_looked_at_given_undone(
    teacher: Client, enrolment: Enrolment, case: CaseStudy, andes: House
) -> None:
    set_day(teacher, andes, case, "2026-12-01T18:00")
    url = seat_url(enrolment, case)
    sent = {"due_at": "2026-12-08T18:00", "reason": "Un viaje", f"was-{enrolment.pk}": "0"}
    look = teacher.post(url, sent).content.decode()
    assert "8 de diciembre de 2026 a las 18:00, en lugar de 1 de diciembre" in look
    assert not CaseExtension.objects.exists()
    page = teacher.post(url, sent | {"step": "give"}, follow=True).content.decode()
    row = CaseExtension.objects.get()
    assert (row.due_at, row.by_id) == (datetime(2026, 12, 8, 23, 0, tzinfo=UTC), andes.facilitator.pk)
    for said in ("Un viaje", "Rosa De Andes", "Deshacer"):
        assert said in page, said
    teacher.post(f"/extensions/{row.pk}/withdraw/", {"undo": "yes"})
    row.refresh_from_db()
    assert row.withdrawn_by_id == andes.facilitator.pk
    assert "Un viaje" in html(teacher, url)


def test_more_time_for_several_people_at_once_and_back(
    teacher: Client, enrolment: Enrolment, case: CaseStudy, andes: House, course: Course
) -> None:
    other = building.enrol(andes.advisor2, andes.institution, course, cohort_course=enrolment.cohort_course)
    set_day(teacher, andes, case, "2026-12-01T18:00")
    both = [enrolment.pk, other.pk]
    url = group_url(andes, case, "extend/")
    assert "2 personas" in html(teacher, f"{url}?one={both[0]}&one={both[1]}")
    sent = {"one": both, "due_at": "2026-12-08T18:00", "reason": "Feriado"} | {f"was-{one}": "0" for one in both}
    assert teacher.post(url, sent).content.decode().count("8 de diciembre") >= 2
    page = teacher.post(url, sent | {"step": "give"}, follow=True).content.decode()
    given = list(CaseExtension.objects.values_list("pk", flat=True))
    assert len(given) == 2
    assert "Deshacer" in page
    teacher.post(group_url(andes, case, "undo/"), {"one": given})
    assert not CaseExtension.objects.filter(withdrawn_at=None).exists()
    assert teacher.post(url, {"one": []})["Location"] == group_url(andes, case)


def test_who_may_score_letters_does_not_see_when_each_came(
    teacher: Client, enrolment: Enrolment, case: CaseStudy, andes: House, as_person: As
) -> None:
    set_day(teacher, andes, case, "2026-11-26T10:00")
    with time_machine.travel(NOW + 2 * DAY - HOUR):
        hand_in(enrolment, case)
    came, late = "28 de noviembre de 2026 a las 09:00", "1 día tarde"
    page = html(teacher, group_url(andes, case))
    assert came in page
    assert late in page
    Membership.objects.create(person=andes.facilitator, institution=andes.institution, role="assessor")
    for url in (group_url(andes, case), seat_url(enrolment, case)):
        page = html(as_person(andes.facilitator), url)
        assert "Carta entregada" in page
        assert "28 de noviembre" not in page
        assert late not in page


def test_the_list_is_filtered_and_sorted(
    teacher: Client, enrolment: Enrolment, case: CaseStudy, andes: House, course: Course
) -> None:
    other = building.enrol(andes.advisor2, andes.institution, course, cohort_course=enrolment.cohort_course)
    hand_in(enrolment, case)
    one, two = f"/enrolments/{enrolment.pk}/cases/", f"/enrolments/{other.pk}/cases/"
    page = html(teacher, group_url(andes, case, "?state=handed_in"))
    assert one in page
    assert two not in page
    page = html(teacher, group_url(andes, case, "?sort=-state"))
    assert page.index(one) < page.index(two)
    page = html(teacher, group_url(andes, case, "?sort=zz&state=zz&page=99&q=nadie"))
    assert "Nadie coincide" in page


def test_the_page_costs_the_same_for_two_people_and_for_forty(
    teacher: Client, enrolment: Enrolment, case: CaseStudy, andes: House, course: Course
) -> None:
    def cost() -> int:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            html(teacher, group_url(andes, case))
        return len(seen)

    html(teacher, group_url(andes, case))
    before = cost()
    for n in range(38):
        person = make_person(f"p{n}@andes.test", f"P{n}", "Andes", "PE")
        hand_in(building.enrol(person, andes.institution, course, cohort_course=enrolment.cohort_course), case)
    assert cost() == before <= 15

"""A mandatory change asks finishers of that country, and nobody else, to pass a refresher made of just what changed."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
import time_machine
from django.core import mail
from django.utils import timezone

from assessments.models import Refresher as RefresherUnit
from assessments.services.attempts import start_attempt
from courses import api as courses
from courses.currency import Currency
from courses.errors import EnrolmentNotFound, UnitNotFound
from courses.events import currency_changed
from courses.models import Completion, Course, Enrolment, Item, Refresher, RefresherDue, ReleaseEntry, UnitVersion
from courses.selectors.refreshers import figures
from courses.services.reconciling import reconcile
from courses.services.refreshers import request_refreshers
from lms.institutions.models import Membership, Person
from lms.jobs.api import run_due_jobs
from lms.jobs.models import Job, JobState
from lms.messages.models import Message
from tests.assessments.refreshing import NEW, answer_all, change_law, write_three
from tests.conftest import House, make_house
from tests.courses import building

pytestmark = pytest.mark.django_db


@pytest.fixture
def toolkit_root(tmp_path: Path) -> Path:
    return write_three(tmp_path / "toolkit")


@pytest.fixture
def finisher(enrolment: Enrolment) -> Enrolment:
    """Elena of Peru completed the course under the old text."""
    building.finish(enrolment, score="80")
    enrolment.refresh_from_db()
    return enrolment


@pytest.fixture
def chilean_finisher(chilean: Enrolment) -> Enrolment:
    building.finish(chilean, score="80")
    return chilean


def due_of(enrolment: Enrolment) -> RefresherDue:
    return RefresherDue.objects.get(completion__enrolment=enrolment)


def currency(enrolment: Enrolment) -> Currency:
    completion = enrolment.lms_completion.pk
    return courses.currency([completion], timezone.now())[completion]


def test_a_finisher_of_the_country_is_asked_and_one_of_another_country_is_not(
    finisher: Enrolment, chilean_finisher: Enrolment, programme: dict[str, Person], andes: House
) -> None:
    mail.outbox.clear()
    change = change_law(programme)
    due = due_of(finisher)
    assert RefresherDue.objects.count() == 1
    assert due.grace_until - due.asked_at == timedelta(days=30)
    assert (figures(change.pk).asked, figures(change.pk).open) == (1, 1)
    assert currency(finisher) == Currency("due", due.grace_until)
    run_due_jobs()
    assert [letter.to for letter in mail.outbox] == [[andes.advisor.email]]
    text = mail.outbox[0].body
    assert "Cambia el plazo de oposición." in text
    assert f"/enrolments/{finisher.pk}/updates/" in text
    assert "Centro andes" in text


def test_the_refresher_is_a_hidden_unit_of_just_what_changed(finisher: Enrolment, programme: dict[str, Person]) -> None:
    change_law(programme)
    unit = RefresherUnit.objects.get()
    version = UnitVersion.objects.get(unit=unit)
    assert (unit.purpose, unit.kind, unit.module_id, unit.required) == ("refresher", "refresher", None, False)
    assert not ReleaseEntry.objects.filter(unit=unit).exists()
    assert len(version.config["slots"]) == 3
    for slot in version.config["slots"]:
        options = slot["countries"]["PE"]["options"]
        right = next(option for option in options if option["fraction"] > 0)
        assert right["text"]["es"] == NEW["es"].rstrip(".")
        before = next(option for option in options if option["source"] == "law:before")
        assert before["feedback"]["es"]
    blocks = version.config["changed"]["blocks"]
    assert [one["before"]["markdown"].count("opposition") for one in blocks["es"]] == [1]
    assert set(blocks) == {"es", "en"}
    assert courses.unit_in_effect(finisher.pk, unit.pk, timezone.now()).unit_version_id == version.pk


def test_a_refresher_is_in_no_draft_and_no_release(
    finisher: Enrolment, programme: dict[str, Person], toolkit_root: Path
) -> None:
    change_law(programme)
    course = finisher.course
    courses.import_toolkit(path=toolkit_root, by=programme["author"].pk)
    courses.publish_course(
        course_id=course.pk, by=programme["author"].pk, approved_by=programme["focal"].pk, countries=["PE"]
    )  # fmt: skip
    assert not ReleaseEntry.objects.filter(unit__purpose="refresher").exists()
    assert courses.unit_in_effect(finisher.pk, due_of(finisher).refresher.unit_id, timezone.now()).kind == "refresher"


def test_passing_moves_currency_and_never_the_completion(
    finisher: Enrolment, programme: dict[str, Person], heard: list[int]
) -> None:
    before = Completion.objects.values().get(enrolment=finisher)
    change = change_law(programme)
    unit = due_of(finisher).refresher.unit_id
    attempt = answer_all(finisher, unit)
    due = due_of(finisher)
    assert due.passed_at == attempt.submitted_at
    assert currency(finisher) == Currency("current", None, due.passed_at)
    assert Completion.objects.values().get(enrolment=finisher) == before
    assert (figures(change.pk).passed, figures(change.pk).open) == (1, 0)
    assert heard == [before["id"]]
    finisher.refresh_from_db()
    assert finisher.state == "completed"
    assert reconcile()["drifted"] == 0


def test_one_wrong_answer_does_not_pass_and_the_next_try_is_open_at_once(
    finisher: Enrolment, programme: dict[str, Person]
) -> None:
    change_law(programme)
    unit = due_of(finisher).refresher.unit_id
    assert answer_all(finisher, unit, right=False).fraction == 0
    assert due_of(finisher).passed_at is None
    answer_all(finisher, unit)
    first = due_of(finisher).passed_at
    assert first is not None
    answer_all(finisher, unit)
    assert due_of(finisher).passed_at == first


def test_an_advisory_change_tells_the_same_people_and_asks_nothing(
    finisher: Enrolment, chilean_finisher: Enrolment, programme: dict[str, Person], andes: House
) -> None:
    mail.outbox.clear()
    change = change_law(programme, change_class="advisory")
    run_due_jobs()
    assert not RefresherDue.objects.exists()
    assert not Refresher.objects.exists()
    assert [letter.to for letter in mail.outbox] == [[andes.advisor.email]]
    assert "Cambia el plazo de oposición." in mail.outbox[0].body
    assert "/reference/rules/trademarks.opposition/" in mail.outbox[0].body
    assert currency(finisher) == Currency("current")
    assert figures(change.pk).asked == 0


def test_an_editorial_change_says_nothing_to_anybody(finisher: Enrolment, programme: dict[str, Person]) -> None:
    mail.outbox.clear()
    change_law(programme, change_class="editorial")
    run_due_jobs()
    assert not RefresherDue.objects.exists()
    assert mail.outbox == []


def test_who_was_certified_under_the_new_text_is_not_asked(
    enrolment: Enrolment, programme: dict[str, Person], andes: House
) -> None:
    change_law(programme)
    courses.publish_course(
        course_id=enrolment.course_id, by=programme["author"].pk, approved_by=programme["focal"].pk, countries=["PE"]
    )  # fmt: skip
    building.finish(enrolment, score="80")
    run_due_jobs()
    assert Completion.objects.filter(enrolment=enrolment).exists()
    assert not RefresherDue.objects.exists()
    assert not Message.objects.filter(kind="law_refresher").exists()


def test_who_completes_under_the_old_text_after_the_law_moved_is_asked_too(
    enrolment: Enrolment, chilean: Enrolment, programme: dict[str, Person]
) -> None:
    change_law(programme)
    assert not RefresherDue.objects.exists()
    for one in (enrolment, chilean):
        building.finish(one, score="80")
    run_due_jobs()
    assert due_of(enrolment).refresher.country == "PE"
    assert RefresherDue.objects.count() == 1


def test_repeated_events_and_jobs_make_nothing_twice(finisher: Enrolment, programme: dict[str, Person]) -> None:
    change = change_law(programme)
    run_due_jobs()
    counted = (RefresherDue.objects.count(), Refresher.objects.count(), Message.objects.count(), UnitVersion.objects.count())
    request_refreshers(change_id=change.pk)
    Job.objects.filter(kind="courses.ask_refreshers").update(state=JobState.DUE, attempts=0)
    mail.outbox.clear()
    run_due_jobs()
    again = (RefresherDue.objects.count(), Refresher.objects.count(), Message.objects.count(), UnitVersion.objects.count())
    assert again == counted
    assert mail.outbox == []


def test_a_law_of_a_later_day_leaves_grace_from_that_day(finisher: Enrolment, programme: dict[str, Person]) -> None:
    day = timezone.localdate() + timedelta(days=60)
    change_law(programme, in_force=day)
    due = due_of(finisher)
    assert (due.grace_until.date() - day).days in (30, 31)
    slot = UnitVersion.objects.get(unit=due.refresher.unit_id).config["slots"][0]
    right = next(o for o in slot["countries"]["PE"]["options"] if o["fraction"] > 0)
    assert right["text"]["es"] == NEW["es"].rstrip(".")


def test_after_the_grace_currency_is_lapsed_until_passed(finisher: Enrolment, programme: dict[str, Person]) -> None:
    change = change_law(programme)
    due = due_of(finisher)
    with time_machine.travel(due.grace_until + timedelta(hours=1), tick=False):
        assert currency(finisher) == Currency("lapsed", due.grace_until)
        assert figures(change.pk).past_grace == 1
        answer_all(finisher, due.refresher.unit_id)
        assert currency(finisher).state == "current"


def test_a_later_change_of_the_same_rule_takes_the_place_of_the_earlier(
    finisher: Enrolment, programme: dict[str, Person]
) -> None:
    first = change_law(programme)
    second = change_law(programme, words={"es": "Son 60 días en el Perú.", "en": "It is 60 days in Peru."})
    dues = RefresherDue.objects.order_by("refresher_id")
    assert [one.excused_because for one in dues] == ["replaced", ""]
    assert (figures(first.pk).asked, figures(second.pk).asked) == (0, 1)
    assert currency(finisher).state == "due"
    answer_all(finisher, dues[1].refresher.unit_id)
    assert currency(finisher).state == "current"


def test_who_passed_a_refresher_is_asked_when_the_law_goes_back(finisher: Enrolment, programme: dict[str, Person]) -> None:
    old = Item.objects.select_related("published").get(kind="fact", key="trademarks.opposition", country="PE").published
    assert old is not None
    change_law(programme)
    answer_all(finisher, due_of(finisher).refresher.unit_id)
    back = change_law(programme, words=dict(old.body["sentence"]), in_force=date(2026, 2, 1))
    assert figures(back.pk).asked == 1


def test_who_took_the_course_again_under_the_new_text_needs_nothing(
    finisher: Enrolment, programme: dict[str, Person], andes: House
) -> None:
    change_law(programme, run=False)
    courses.publish_course(
        course_id=finisher.course_id, by=programme["author"].pk, approved_by=programme["focal"].pk, countries=["PE"]
    )  # fmt: skip
    again = courses.enrol(
        person_id=andes.advisor.pk, institution_id=andes.institution.pk, course_id=finisher.course_id,
        cohort_course_id=None, country="PE", language="es", by=None, purpose="renewal", round=2,
    )  # fmt: skip
    building.finish(Enrolment.objects.get(pk=again), score="90")
    run_due_jobs()
    assert not RefresherDue.objects.exists()


def test_a_moved_person_is_asked_at_the_present_institution(
    finisher: Enrolment, programme: dict[str, Person], andes: House
) -> None:
    north = make_house("norte", "PE", "America/Lima")
    Membership.objects.filter(person=andes.advisor).update(until=timezone.now())
    Membership.objects.create(person=andes.advisor, institution=north.institution, role="advisor")
    mail.outbox.clear()
    change_law(programme)
    run_due_jobs()
    text = mail.outbox[0].body
    assert "Centro norte" in text
    assert "Centro andes" not in text


def test_a_refresher_is_open_only_to_who_was_asked(
    finisher: Enrolment, chilean_finisher: Enrolment, programme: dict[str, Person]
) -> None:
    change_law(programme)
    unit = due_of(finisher).refresher.unit_id
    with pytest.raises(UnitNotFound):
        start_attempt(enrolment_id=chilean_finisher.pk, unit_id=unit)
    with pytest.raises(EnrolmentNotFound):
        courses.unit_in_effect(0, unit, timezone.now())


def test_without_a_bound_question_reading_is_enough(finisher: Enrolment, programme: dict[str, Person], course: Course) -> None:
    Item.objects.filter(kind="question", key__startswith="q-bound").update(archived_at=timezone.now())
    change_law(programme, despite="Faltan preguntas; la regla no puede esperar.")
    version = UnitVersion.objects.get(unit=due_of(finisher).refresher.unit_id)
    assert version.config["slots"] == []
    assert version.config["changed"]["rules"]


@pytest.fixture
def heard() -> Iterator[list[int]]:
    """The completions that `currency_changed` named."""
    found: list[int] = []

    def listen(*, completion_id: int, **kwargs: object) -> None:
        found.append(completion_id)

    currency_changed.connect(listen, weak=False, dispatch_uid="test.refreshers")
    yield found
    currency_changed.disconnect(dispatch_uid="test.refreshers")

"""A coordinator issues papers for a group: watched, stopped, resumed, mended one by one, and taken home as a ZIP."""

import io
import zipfile
from collections.abc import Callable
from typing import Any

import pypdf
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from certificates import keyring
from certificates.models import Batch, Certificate
from certificates.proofs import PROOFS
from certificates.selectors.answers import answer
from certificates.selectors.files import file_of, look_at_file
from certificates.serial import in_groups
from certificates.services.batches import resume_batch, retry_one, start_batch, stop_batch
from certificates.services.drawing import draw_due
from certificates.services.reissuing import forget_person
from certificates.signing.checking import check
from certificates.standing import PublicState
from courses.models import CohortCourse, Course
from lms.institutions.models import Person
from lms.messages.models import Message
from tests.certificates.conftest import Programme
from tests.conftest import House

Start = Callable[..., int]


@pytest.fixture
def place(programme_: Programme, andes: House) -> CohortCourse:
    """Both advisors of the group take the first course; Elena has finished it."""
    course = programme_.courses[0]
    placed = CohortCourse.objects.create(
        cohort=andes.cohort, course=course, starts_on=andes.cohort.starts_on, ends_on=andes.cohort.ends_on
    )
    first = programme_.enrol(andes.advisor, andes.institution, course, cohort_course=placed)
    programme_.write_completion(first)
    programme_.enrol(andes.advisor2, andes.institution, course, cohort_course=placed)
    return placed


@pytest.fixture
def start(place: CohortCourse, andes: House) -> Start:
    def begin(paper: str = "enrolment") -> int:
        return start_batch(institution_id=andes.institution.pk, cohort_course_id=place.pk, paper=paper, by=andes.coordinator.pk)

    return begin


def texts(row: Certificate) -> str:
    return " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(file_of(row))).pages).replace("\n", " ")


def test_starting_asks_as_much_of_the_database_for_many_people_as_for_few(
    start: Start, place: CohortCourse, programme_: Programme, andes: House
) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as seen:
            start()
        return len(seen)

    few = asked()
    for number in range(12):
        person = Person.objects.create(
            email=f"q{number}@andes.test", certificate_name=f"Ana {number}", country="PE", language="es"
        )
        programme_.enrol(person, andes.institution, place.course, cohort_course=place)
    assert asked() <= few


@pytest.mark.parametrize("paper", ["enrolment", "transcript"])
def test_everybody_in_the_group_gets_a_signed_paper(start: Start, andes: House, paper: str) -> None:
    batch_id = start(paper)
    assert draw_due() == 2
    rows = Certificate.objects.filter(batch_id=batch_id).select_related("prefix").order_by("pk")
    assert {row.enrolment.person_id for row in rows if row.enrolment} == {andes.advisor.pk, andes.advisor2.pk}
    for row in rows:
        assert check(file_of(row), keyring.trusted(), at=row.issued_at).state == "valid"
    assert "Elena De Andes" in texts(rows[0])
    assert "Marcas y secretos" in texts(rows[0])
    assert Message.objects.filter(kind="certificate_ready").count() == 2


@pytest.mark.parametrize("paper", ["attendance", "hours"])
def test_nothing_is_stated_about_nothing(start: Start, paper: str) -> None:
    from certificates.errors import BatchEmpty

    with pytest.raises(BatchEmpty):
        start(paper)
    assert not Batch.objects.exists()


def test_asked_for_again_gives_nothing_new_until_something_has_changed(start: Start, place: CohortCourse) -> None:
    from certificates.errors import BatchEmpty

    start()
    draw_due()
    with pytest.raises(BatchEmpty):
        start()
    active = place.lms_enrolments.get(state="active")
    type(active).objects.filter(pk=active.pk).update(state="completed")
    again = start()
    draw_due()
    (row,) = Certificate.objects.filter(batch_id=again)
    assert row.edition == 2
    old = Certificate.objects.get(superseded_by=row)
    assert answer(old.serial).standing.state == PublicState.SUPERSEDED
    assert answer(row.serial).standing.state == PublicState.CURRENT


def test_a_proof_is_verified_like_a_certificate(start: Start) -> None:
    start()
    draw_due()
    row = Certificate.objects.select_related("prefix").order_by("pk")[0]
    looked = look_at_file(file_of(row))
    assert (looked.register, looked.signature, looked.state) == ("found", "valid", PublicState.CURRENT)
    shown = Client().get(f"/verify/{row.serial}/", headers={"Accept-Language": "es"}).content.decode()
    assert "Constancia de inscripción" in shown
    assert "Elena De Andes" in shown


def test_a_stopped_batch_draws_nothing_and_goes_on_where_it_was(start: Start, andes: House) -> None:
    batch_id = start()
    assert stop_batch(batch_id=batch_id, by=andes.coordinator.pk) == 2
    assert stop_batch(batch_id=batch_id, by=andes.coordinator.pk) == 0
    assert draw_due() == 0
    assert resume_batch(batch_id=batch_id, by=andes.coordinator.pk) == 2
    assert draw_due() == 2


def test_a_failure_is_listed_with_its_cure_and_started_again_alone(
    start: Start, andes: House, as_person: Callable[[Person], Client]
) -> None:
    batch_id = start()
    first, second = Certificate.objects.filter(batch_id=batch_id).order_by("pk")
    Certificate.objects.filter(pk=first.pk).update(state="waiting", problem="drawing:no room", attempts=5)
    Certificate.objects.filter(pk=second.pk).update(state="waiting", problem="name_missing")
    client = as_person(andes.coordinator)
    shown = client.get(f"/papers/{batch_id}/").content.decode()
    assert "Elena De Andes" in shown
    assert "Escriba su nombre" in shown
    assert f"/papers/{batch_id}/retry/{first.pk}/" in shown
    assert f"/papers/{batch_id}/retry/{second.pk}/" not in shown
    assert not retry_one(batch_id=batch_id, certificate_id=second.pk, by=andes.coordinator.pk)
    client.post(f"/papers/{batch_id}/retry/{first.pk}/")
    assert draw_due() == 1


def test_a_coordinator_begins_it_on_the_page_and_sees_it_move(
    place: CohortCourse, andes: House, as_person: Callable[[Person], Client]
) -> None:
    client = as_person(andes.coordinator)
    response = client.post("/papers/", {"place": place.pk, "paper": "enrolment"})
    batch = Batch.objects.get()
    assert response["Location"] == f"/papers/{batch.pk}/"
    assert "0 de 2 documentos emitidos" in client.get(f"/papers/{batch.pk}/").content.decode()
    assert 'hx-trigger="every 2s"' in client.get(f"/papers/{batch.pk}/", headers={"HX-Request": "true"}).content.decode()
    draw_due()
    part = client.get(f"/papers/{batch.pk}/", headers={"HX-Request": "true"}).content.decode()
    assert "2 de 2 documentos emitidos" in part
    assert "hx-trigger" not in part


def test_another_institution_sees_nothing_of_it(start: Start, sur: House, as_person: Callable[[Person], Client]) -> None:
    batch_id = start()
    client = as_person(sur.coordinator)
    for page in ("", "zip/"):
        assert client.get(f"/papers/{batch_id}/{page}").status_code == 404
    assert client.post(f"/papers/{batch_id}/stop/").status_code == 404


def opened(response: Any) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(b"".join(response.streaming_content))) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def test_the_zip_has_every_file_as_issued_under_its_number(
    start: Start, andes: House, as_person: Callable[[Person], Client]
) -> None:
    batch_id = start()
    draw_due()
    rows = list(Certificate.objects.filter(batch_id=batch_id).select_related("prefix"))
    client = as_person(andes.coordinator)
    wanted = {f"{in_groups(row.serial)}.pdf": file_of(row) for row in rows}
    response = client.get(f"/papers/{batch_id}/zip/")
    assert response.streaming
    assert "Elena" not in response["Content-Disposition"]
    assert opened(response) == wanted
    assert opened(client.get(f"/papers/groups/{andes.cohort.pk}/zip/?paper=enrolment")) == wanted
    assert opened(client.get(f"/papers/groups/{andes.cohort.pk}/zip/?paper=certificate")) == {}


def test_the_holder_finds_it_on_their_page_and_erasure_takes_the_name(
    start: Start, andes: House, as_person: Callable[[Person], Client]
) -> None:
    start()
    draw_due()
    row = Certificate.objects.get(enrolment__person=andes.advisor)
    client = as_person(andes.advisor)
    assert "Constancia de inscripción" in client.get("/certificates/").content.decode()
    assert client.get(f"/certificates/{row.pk}/file/").status_code == 200
    forget_person(person_id=andes.advisor.pk)
    row.refresh_from_db()
    assert (row.fields["name"], row.tail) == ("", None)
    assert answer(row.serial).erased


def test_each_proof_has_words_in_both_languages() -> None:
    from django.utils import translation

    from certificates.wording.proofs import paper_title, statement

    said = []
    for language in ("es", "en"):
        with translation.override(language):
            said += [(paper_title(paper), statement(paper)) for paper in PROOFS]
    assert len(set(said)) == len(said)


def test_a_zip_is_made_piece_by_piece() -> None:
    from datetime import UTC, datetime

    from certificates.zipping import zipped

    read = []

    def files() -> Any:
        for number in range(3):
            read.append(number)
            yield f"{number}.pdf", datetime(2026, 1, 1, tzinfo=UTC), b"x" * 1000

    pieces = zipped(files())
    next(pieces)
    assert read == [0]
    whole = b"".join([*pieces])
    assert len(whole) > 2000


def test_a_course_of_another_institution_is_refused(place: CohortCourse, sur: House, programme_: Programme) -> None:
    from certificates.errors import CourseOfGroupNotFound

    assert isinstance(programme_.courses[0], Course)
    with pytest.raises(CourseOfGroupNotFound):
        start_batch(institution_id=sur.institution.pk, cohort_course_id=place.pk, paper="enrolment", by=sur.coordinator.pk)


@pytest.fixture
def holder(programme_: Programme, andes: House, place: CohortCourse) -> Person:
    """Elena finished the other course too, and holds the credential."""
    from certificates.api import sweep_entitled

    programme_.write_completion(programme_.enrol(andes.advisor, andes.institution, programme_.courses[1]))
    assert sweep_entitled() == 1
    assert draw_due() == 1
    return andes.advisor


@pytest.mark.parametrize(("asked", "kind"), [("card", "card"), ("award_transcript", "transcript")])
def test_who_holds_a_certificate_gets_a_card_or_a_transcript_of_all_courses(
    start: Start, holder: Person, asked: str, kind: str
) -> None:
    batch_id = start(asked)
    assert draw_due() == 1
    row = Certificate.objects.select_related("prefix", "award").get(batch_id=batch_id)
    assert (row.paper, row.award.person_id if row.award else 0) == (kind, holder.pk)
    words = texts(row)
    assert "Elena De Andes" in words
    assert "Fundamentos de PI para asesores" in words
    looked = look_at_file(file_of(row))
    assert (looked.register, looked.signature, looked.state) == ("found", "valid", PublicState.CURRENT)


def test_a_card_is_not_made_twice_and_a_corrected_name_makes_the_next_one(start: Start, holder: Person) -> None:
    from certificates.errors import BatchEmpty

    start("card")
    draw_due()
    with pytest.raises(BatchEmpty):
        start("card")
    Person.objects.filter(pk=holder.pk).update(certificate_name="Elena Ríos Huamán")
    again = start("card")
    draw_due()
    row = Certificate.objects.select_related("prefix").get(batch_id=again)
    assert "Elena Ríos Huamán" in texts(row)
    assert answer(Certificate.objects.get(superseded_by=row).serial).standing.state == PublicState.SUPERSEDED


def test_a_group_is_given_its_papers_in_both_languages_when_asked(place: CohortCourse, andes: House) -> None:
    batch_id = start_batch(
        institution_id=andes.institution.pk, cohort_course_id=place.pk, paper="enrolment", by=andes.coordinator.pk,
        language="es+en",
    )  # fmt: skip
    draw_due()
    words = texts(Certificate.objects.filter(batch_id=batch_id).select_related("prefix").order_by("pk")[0])
    assert "Constancia de inscripción" in words
    assert "Proof of enrolment" in words
    assert " · completed" in words

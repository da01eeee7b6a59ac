"""Prior learning: asked for with evidence, decided unit by unit outside of the cohort, said wherever the unit is said."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from assessments.models import Quiz
from courses import api as courses
from courses import call_errors as errors
from courses.errors import ReviewNotFound
from courses.kinds import may_recognise
from courses.models import (
    Completion,
    Enrolment,
    ManifestUnit,
    OutcomeRecord,
    PriorClaim,
    PriorFile,
    PriorUnit,
    Release,
    Unit,
    UnitProgress,
)
from courses.performing_again import course_again
from courses.selectors.evidence import course_evidence
from courses.selectors.prior_learning import recognisable
from courses.services import prior_learning as services
from courses.services import reviews
from courses.services.progress import record_outcome
from lms.institutions import api as institutions
from lms.institutions.models import Person, ProgrammeRole
from lms.kernel.canonical import plain
from tests.assessments import files
from tests.conftest import House, make_person
from tests.courses import building

SHOWN = "Llevé durante cuatro años el área de marcas de una cámara de comercio; lo muestra la constancia que adjunto."


@pytest.fixture
def panel(db: None) -> list[Person]:
    """Three people of the programme who may decide."""
    found = []
    for name, role in (("uno", "decider"), ("dos", "reviewer"), ("tres", "decider")):
        person = make_person(f"{name}@programa.test", name.title(), "Panel", "MX")
        ProgrammeRole.objects.create(person=person, role=role)
        found.append(person)
    return found


def ask(enrolment: Enrolment, *units: Unit, **more: Any) -> list[PriorUnit]:
    claim = services.ask_recognition(
        enrolment_id=enrolment.pk, by=enrolment.person_id, units=[one.pk for one in units], evidence=SHOWN, **more
    )
    return list(PriorUnit.objects.filter(claim=claim).order_by("unit__position"))


def opinion(request: int, by: Person, why: str, seen: int) -> None:
    reviews.give_opinion(request_id=request, by=by.pk, upheld=True, remedy="recognised", why=why, count=seen)


def state(enrolment: Enrolment, unit: Unit) -> str:
    return UnitProgress.objects.values_list("state", flat=True).get(enrolment=enrolment, unit=unit)


def test_a_recognised_unit_counts_and_path_manifest_and_evidence_say_so(
    enrolment: Enrolment, lessons: list[Unit], panel: list[Person]
) -> None:
    sent = services.SentFile("constancia.pdf", files.pdf())
    (row,) = ask(enrolment, lessons[0], files=[sent])
    services.recognise(prior_id=row.pk, by=panel[0].pk, answer="La constancia lo muestra.")
    services.recognise(prior_id=row.pk, by=panel[0].pk, answer="Otra vez.")
    record = OutcomeRecord.objects.get(enrolment=enrolment)
    assert (record.state, record.unit_version_id, record.score, record.why) == (
        "recognised", None, None, "La constancia lo muestra.",
    )  # fmt: skip
    assert record.evidence == [f"prior:{row.pk}", f"sha256:{PriorFile.objects.get().sha256}"]
    requirement = courses.path(enrolment.pk).requirements[0]
    assert (requirement.met, requirement.state) == (True, "recognised")
    assert "Recognised" in courses.why_open(requirement) or "Reconocido" in courses.why_open(requirement)
    for unit in lessons[1:]:
        record_outcome(enrolment_id=enrolment.pk, unit_id=unit.pk, outcome=building.outcome(unit))
    completion = Completion.objects.get(enrolment=enrolment)
    taught = dict(ManifestUnit.objects.filter(manifest=completion.manifest).values_list("unit_id", "recognised"))
    assert taught == {lessons[0].pk: True, **{unit.pk: False for unit in lessons[1:]}}
    assert f"prior:{row.pk}" in completion.evidence
    evidence = plain(course_evidence(completion.pk))
    assert evidence["manifest"]["units"][0][2:] == ["recognised"]
    assert all(check.same for check in course_again(evidence))


def test_who_was_taught_the_same_shares_no_manifest_with_who_was_recognised(
    enrolment: Enrolment, lessons: list[Unit], panel: list[Person], andes: House
) -> None:
    (row,) = ask(enrolment, lessons[0])
    services.recognise(prior_id=row.pk, by=panel[0].pk, answer="Lo sabe.")
    for unit in lessons[1:]:
        record_outcome(enrolment_id=enrolment.pk, unit_id=unit.pk, outcome=building.outcome(unit))
    other = building.enrol(andes.advisor2, andes.institution, enrolment.course, cohort_course=enrolment.cohort_course)
    building.finish(other)
    manifests = Completion.objects.order_by("pk").values_list("manifest__digest", flat=True)
    assert len(set(manifests)) == 2


def test_exams_that_certify_and_unknown_kinds_are_never_recognised(andes: House) -> None:
    course = building.make_course("con-examen", lessons=1)
    building.add_unit(course, "examen", kind="quiz", model=Quiz, certifying=True)
    building.add_unit(course, "ensayo", kind="quiz", model=Quiz)
    building.publish(course)
    enrolment = building.enrol(andes.advisor, andes.institution, course, cohort_course=building.place(andes.cohort, course))
    assert not may_recognise("quiz", {"certifying": True})
    assert may_recognise("quiz", {})
    assert not may_recognise("case_study", {"certifying": True})
    assert not any(may_recognise(kind, {}) for kind in ("practicum", "supervised_piece", "refresher", "of-a-host"))
    open_keys = {one.unit_key for one in recognisable(enrolment)}
    assert {one.key for one in Unit.objects.filter(course=course, kind="lesson")} <= open_keys
    Enrolment.objects.filter(pk=enrolment.pk).update(purpose="renewal")
    enrolment.refresh_from_db()
    assert recognisable(enrolment) == []


def test_nobody_of_the_cohort_decides_nor_who_is_close(
    enrolment: Enrolment, lessons: list[Unit], panel: list[Person], andes: House, as_person: Callable[[Person], Client]
) -> None:
    (row,) = ask(enrolment, lessons[0])
    for near in (andes.facilitator, andes.coordinator):
        ProgrammeRole.objects.create(person=near, role="decider")
    institutions.declare_interest(person_id=panel[0].pk, about_id=andes.advisor.pk, kind="family", by=panel[0].pk)
    for near in (andes.facilitator, andes.coordinator, panel[0], andes.assessor, andes.advisor):
        with pytest.raises(errors.PriorNotFound):
            services.recognise(prior_id=row.pk, by=near.pk, answer="Sí.")
        assert as_person(near).get(reverse("lms:courses:prior-claim", args=[row.claim_id])).status_code == 404
    assert as_person(panel[1]).get(reverse("lms:courses:prior-claim", args=[row.claim_id])).status_code == 200


def test_a_refusal_has_a_reason_and_a_panel_can_turn_it(
    enrolment: Enrolment, lessons: list[Unit], panel: list[Person], andes: House
) -> None:
    (row,) = ask(enrolment, lessons[0])
    with pytest.raises(errors.ReasonNeeded):
        services.refuse_recognition(prior_id=row.pk, by=panel[0].pk, answer=" ")
    services.refuse_recognition(prior_id=row.pk, by=panel[0].pk, answer="No muestra las fechas.")
    with pytest.raises(errors.PriorSettled):
        services.recognise(prior_id=row.pk, by=panel[0].pk, answer="Sí.")
    why = "La segunda página de la constancia dice las fechas con toda claridad."
    request = reviews.ask_review(kind="recognition", subject_id=row.pk, by=andes.advisor.pk, reason=why)
    with pytest.raises(ReviewNotFound):
        opinion(request, panel[0], why, 0)
    opinion(request, panel[1], why, 0)
    opinion(request, panel[2], why, 1)
    row.refresh_from_db()
    assert (row.state, row.decided_by_id) == ("recognised", panel[2].pk)
    assert state(enrolment, lessons[0]) == "recognised"


def test_a_recognition_is_taken_back_with_a_reason_and_what_was_passed_stays(
    enrolment: Enrolment, lessons: list[Unit], panel: list[Person]
) -> None:
    rows = ask(enrolment, *lessons[:2])
    for row in rows:
        services.recognise(prior_id=row.pk, by=panel[0].pk, answer="Lo sabe.")
    record_outcome(enrolment_id=enrolment.pk, unit_id=lessons[0].pk, outcome=building.outcome(lessons[0]))
    assert state(enrolment, lessons[0]) == "recognised"
    for row in rows:
        services.take_back_recognition(prior_id=row.pk, by=panel[1].pk, reason="La constancia era de otra persona.")
    assert (state(enrolment, lessons[0]), state(enrolment, lessons[1])) == ("passed", "started")
    rows[1].refresh_from_db()
    assert (rows[1].state, rows[1].taken_because) == ("taken_back", "La constancia era de otra persona.")


def test_what_was_asked_or_done_is_not_asked_again_and_can_be_withdrawn(
    enrolment: Enrolment, lessons: list[Unit], andes: House
) -> None:
    (row,) = ask(enrolment, lessons[0], files=[services.SentFile("a.pdf", files.pdf())])
    with pytest.raises(errors.PriorUnits):
        ask(enrolment, lessons[0])
    with pytest.raises(errors.PriorNotFound):
        services.withdraw_claim(claim_id=row.claim_id, by=andes.advisor2.pk)
    services.withdraw_claim(claim_id=row.claim_id, by=andes.advisor.pk)
    assert not PriorFile.objects.exists()
    record_outcome(enrolment_id=enrolment.pk, unit_id=lessons[0].pk, outcome=building.outcome(lessons[0]))
    with pytest.raises(errors.PriorUnits):
        ask(enrolment, lessons[0])
    with pytest.raises(errors.PriorEvidence):
        services.ask_recognition(enrolment_id=enrolment.pk, by=andes.advisor.pk, units=[lessons[1].pk], evidence="Lo sé.")


def test_erasure_takes_the_words_and_the_files(enrolment: Enrolment, lessons: list[Unit], panel: list[Person]) -> None:
    (row,) = ask(enrolment, lessons[0], files=[services.SentFile("a.pdf", files.pdf())])
    services.refuse_recognition(prior_id=row.pk, by=panel[0].pk, answer="No basta.")
    services.forget_claims(person_id=enrolment.person_id)
    row.refresh_from_db()
    assert (row.answer, row.state, PriorClaim.objects.get().evidence) == ("", "refused", "")
    assert not PriorFile.objects.exists()


def test_it_is_asked_and_decided_on_pages(
    enrolment: Enrolment, lessons: list[Unit], panel: list[Person], andes: House, sur: House,
    as_person: Callable[[Person], Client],
) -> None:  # fmt: skip
    url = reverse("lms:courses:prior-own", args=[enrolment.pk])
    own = as_person(andes.advisor)
    assert own.get(url).status_code == 200
    assert as_person(sur.advisor).get(url).status_code == 404
    file = SimpleUploadedFile("x.pdf", b"MZ no", content_type="application/pdf")
    assert own.post(url, {"units": [lessons[0].pk], "evidence": SHOWN, "documents": [file]}).status_code in (409, 422)
    file = SimpleUploadedFile("x.pdf", files.pdf(), content_type="application/pdf")
    assert own.post(url, {"units": [lessons[0].pk, lessons[1].pk], "evidence": SHOWN, "documents": [file]}).status_code == 302
    row = PriorUnit.objects.order_by("pk").first()
    assert row
    other = as_person(panel[1])
    assert andes.advisor.full_name in other.get(reverse("lms:courses:prior-inbox")).content.decode()
    paper = other.get(reverse("lms:courses:prior-file", args=[PriorFile.objects.get().pk]))
    assert paper["Content-Disposition"].startswith("attachment")
    decide = reverse("lms:courses:prior-decide", args=[row.pk])
    assert other.post(decide, {"act": "recognise", "answer": ""}).status_code == 422
    assert other.post(decide, {"act": "recognise", "answer": "Lo muestra."}).status_code == 302
    row.refresh_from_db()
    assert (row.state, row.decided_by_id) == ("recognised", panel[1].pk)
    assert "Lo muestra." in own.get(url).content.decode()


@pytest.mark.parametrize("number", [1, 4])
def test_the_pages_take_the_same_number_of_queries(
    number: int, release: Release, andes: House, panel: list[Person], as_person: Callable[[Person], Client],
    django_assert_max_num_queries: Any,
) -> None:  # fmt: skip
    placed = building.place(andes.cohort, release.course)
    lessons = list(Unit.objects.filter(course=release.course).order_by("position"))
    for n in range(number):
        person = make_person(f"p{n}@andes.test", f"P{n}", "A", "PE")
        enrolment = building.enrol(person, andes.institution, release.course, cohort_course=placed)
        (row, *_rest) = ask(enrolment, *lessons[:2])
    other, own = as_person(panel[1]), as_person(person)
    for url, client, most in (
        (reverse("lms:courses:prior-inbox"), other, 15), (reverse("lms:courses:prior-claim", args=[row.claim_id]), other, 15),
        (reverse("lms:courses:prior-own", args=[enrolment.pk]), own, 12),
    ):  # fmt: skip
        with django_assert_max_num_queries(most):
            client.get(url)

"""Everybody opens the pages of the scheme that no step of the journey came by, in Spanish and in English."""

from django.urls import reverse

from assessments.models import ExamSitting, PieceAppointment
from assessments.services.supervised import plan_piece
from tests.certifying.building import to
from tests.certifying.candidates import in_two_days, seat_of, taken
from tests.certifying.world import World


def look_around(world: World) -> None:
    """After the exam: a sitting is over, another one is planned, so is an oral; nobody is certified yet."""
    elena, julio = world.andes.advisor, world.andes.advisor2
    sitting = ExamSitting.objects.latest("pk")
    group = world.andes.cohort.pk
    piece = PieceAppointment.objects.get(pk=_planned(world))
    exam = world.unit("the-exam")
    pages = {
        "author": [
            to("assessments:cut-list"), to("assessments:cut-new", exam), to("assessments:resting-list"),
            to("assessments:family-list"), to("assessments:blueprint-list"), to("assessments:quiz-draft", exam),
            to("assessments:bank-pool", "exam-bank"), to("assessments:twin-list"),
        ],
        "reviewer": [
            to("courses:review-inbox"), to("assessments:accommodation-list"), to("certificates:award-list"),
            to("institutions:interest-register"), to("reporting:programme-reviews"),
        ],
        "decider3": [
            to("assessments:declaration-list"), to("assessments:incident-list"), to("assessments:invigilator-list"),
            to("certificates:complaint-list"), to("records:record-list"), to("assessments:piece-change", piece.pk),
            to("assessments:reference-list"), to("assessments:assessor-list"), to("assessments:pool-list"),
            to("certificates:ruling-list"),
        ],
        "assessor": [to("assessments:look-list"), to("assessments:hours-own"), to("assessments:assessor-own")],
        "administrator": [to("certificates:conduct-edit"), to("certificates:credential-list"), to("records:record-list")],
    }  # fmt: skip
    for name, paths in pages.items():
        _both(world, name, paths)
    coordinator = world.visit(world.andes.coordinator)
    for path in (
        to("assessments:sitting-list"), to("assessments:sitting-detail", sitting.pk),
        to("assessments:sitting-edit", sitting.pk), to("assessments:sitting-cancel", sitting.pk),
        to("assessments:piece-plan-list"), to("assessments:piece-change", piece.pk), to("assessments:cohort-hours", group),
        to("institutions:leave-list", world.andes.institution.pk), to("assessments:pool-list"),
    ):  # fmt: skip
        coordinator.go(path).in_english()
    for person in (elena, julio):
        visit = world.visit(person)
        enrolment = taken(world, person).pk
        for path in (
            to("assessments:piece-detail", enrolment, world.unit("the-oral")), to("courses:review-list"),
            to("certificates:conduct-accept"), to("assessments:accommodation-own"),
            to("assessments:accommodation-ask", enrolment), to("assessments:seat-detail", seat_of(person).pk),
            to("courses:enrolment-path", enrolment),
        ):  # fmt: skip
            visit.go(path).in_english()
        assert b"BEGIN:VCALENDAR" in visit.bytes_of(to("assessments:seat-calendar", seat_of(person).pk))
    for language in ("es", "en"):
        nobody = world.nobody(language)
        for path in (
            to("certificates:conduct-detail"),
            to("certificates:complaint-form"),
            reverse("lms:certificates:verify-form"),
        ):
            nobody.go(path, language=language)


def _both(world: World, name: str, paths: list[str]) -> None:
    visit = world.visit(world.people[name])
    for path in paths:
        visit.go(path).in_english()


def _planned(world: World) -> int:
    """An observed clinic session of Julio's: an oral needs a letter with a result."""
    return plan_piece(
        enrolment_id=taken(world, world.andes.advisor2).pk, unit_id=world.unit("the-oral"), form="observed",
        examiner_id=world.people["examiner"].pk, at=in_two_days(), place="Sala 2", by=world.andes.coordinator.pk,
    )  # fmt: skip

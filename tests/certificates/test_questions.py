"""A result that a certificate rests on was taken back: a person is asked, and nothing is withdrawn by itself."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from certificates.api import answer, define_credential, draw_certificate, todo
from certificates.errors import KeepReasonMissing, NotADecider, NothingAsked, NothingProposed, TwoPeopleNeeded
from certificates.figures import award_figures
from certificates.models import Award, AwardEvent, Certificate
from certificates.services.questioning import approve_revocation, keep_award, propose_revocation, question_awards
from courses import api as courses
from courses.models import Enrolment
from lms.audit.models import AuditEvent
from lms.institutions.api import scope
from lms.institutions.models import Person
from tests.conftest import House
from tests.courses import building

People = dict[str, Person]
WHY = "La clave estaba mal."


@dataclass
class Holder:
    """Elena holds a certificate that rests on one course of one unit."""

    enrolment: Enrolment
    unit_id: int
    award: Award
    serial: str

    def revise(self, key: str = "again", state: str = "failed", score: str = "50") -> None:
        """Her result in that unit is set outright."""
        unit = self.enrolment.course.lms_units.get()
        outcome = building.outcome(unit, state, key=key, score=score)
        courses.revise_outcome(enrolment_id=self.enrolment.pk, unit_id=self.unit_id, outcome=outcome, why=WHY, by=None)

    def acts(self) -> list[str]:
        return list(AwardEvent.objects.filter(award=self.award).order_by("number").values_list("act", flat=True))


@pytest.fixture
def holder(andes: House) -> Holder:
    course = building.make_course("short", lessons=1)
    building.publish(course)
    define_credential(
        key="basics", titles={"es": "Fundamentos", "en": "Foundations"}, claim="assessed_certificate", validity_months=36,
        course_ids=[course.pk],
    )  # fmt: skip
    enrolment = building.enrol(andes.advisor, andes.institution, course)
    building.finish(enrolment, score="80")
    certificate = Certificate.objects.get(award__person=andes.advisor)
    assert draw_certificate(certificate_id=certificate.pk)
    award = Award.objects.get()
    return Holder(enrolment, course.lms_units.get().pk, award, certificate.serial)


def test_a_pass_that_was_taken_back_asks_and_changes_nothing_in_public(holder: Holder) -> None:
    before = answer(holder.serial)
    paper = Certificate.objects.values().get()
    holder.revise()
    assert holder.acts() == ["granted", "questioned"]
    event = AwardEvent.objects.get(act="questioned")
    assert event.about == {"enrolment": holder.enrolment.pk, "unit": holder.unit_id, "record": 2}
    after = answer(holder.serial)
    assert (after.standing.state, after.standing.since) == (before.standing.state, before.standing.since)
    assert Certificate.objects.values().get() == paper
    assert Award.objects.get().state == "granted"
    assert [spell[0] for spell in award_figures(holder.award.institution_id, until=timezone.now())[0].spells] == ["granted"]
    assert AuditEvent.objects.filter(act="award.questioned", institution=holder.award.institution_id).count() == 1


def test_a_lower_pass_meets_what_was_asked_and_asks_nobody(holder: Holder) -> None:
    holder.revise(state="passed", score="71")
    assert holder.acts() == ["granted"]


def test_the_same_news_twice_asks_once_and_other_news_asks_again(holder: Holder) -> None:
    holder.revise()
    assert question_awards(enrolment_id=holder.enrolment.pk, unit_id=holder.unit_id) == 0
    assert holder.acts() == ["granted", "questioned"]


def test_a_suspended_award_stays_suspended_while_it_is_asked_about(holder: Holder, decide: Callable[..., int]) -> None:
    decide("suspend", holder.award, "review")
    holder.revise()
    assert answer(holder.serial).standing.state == "suspended"


def test_a_decider_keeps_it_with_a_reason(holder: Holder, programme: People) -> None:
    holder.revise()
    decider = programme["decider"].pk
    assert [one.url for one in todo(scope(decider))] == [reverse("lms:certificates:question-list")]
    with pytest.raises(KeepReasonMissing):
        keep_award(award_id=holder.award.pk, by=decider, because=" ")
    with pytest.raises(NotADecider):
        keep_award(award_id=holder.award.pk, by=programme["reviewer"].pk, because="No cambia.")
    keep_award(award_id=holder.award.pk, by=decider, because="Lo aprobó en otra ocasión.")
    assert holder.acts() == ["granted", "questioned", "kept"]
    assert todo(scope(decider)) == []
    assert answer(holder.serial).standing.holds
    audited = AuditEvent.objects.get(act="award.kept")
    assert audited.actor == decider
    assert "Lo aprobó" not in f"{audited.after} {audited.reason}"
    with pytest.raises(NothingAsked):
        keep_award(award_id=holder.award.pk, by=decider, because="Otra vez.")


def test_revoking_takes_two_people(holder: Holder, programme: People) -> None:
    holder.revise()
    decider, reviewer = programme["decider"].pk, programme["reviewer"].pk
    with pytest.raises(NothingProposed):
        approve_revocation(award_id=holder.award.pk, by=reviewer)
    propose_revocation(award_id=holder.award.pk, by=decider, reason_class="requirements", note="No llega.")
    assert answer(holder.serial).standing.holds
    with pytest.raises(TwoPeopleNeeded):
        approve_revocation(award_id=holder.award.pk, by=decider)
    approve_revocation(award_id=holder.award.pk, by=reviewer)
    revoked = AwardEvent.objects.get(act="revoked")
    assert (revoked.by_id, revoked.approved_by_id, revoked.note) == (decider, reviewer, "No llega.")
    assert answer(holder.serial).standing.state == "revoked"
    assert todo(scope(decider)) == []


def test_deciders_see_what_changed_and_answer_on_pages(
    holder: Holder, programme: People, as_person: Callable[[Person], Client], django_assert_max_num_queries: Any
) -> None:
    holder.revise()
    decider, reviewer = as_person(programme["decider"]), as_person(programme["reviewer"])
    with django_assert_max_num_queries(15):
        page = decider.get("/awards/questions/").content.decode()
    assert holder.enrolment.person.full_name in page
    assert WHY in page
    detail = reverse("lms:certificates:question-detail", args=[holder.award.pk])
    assert "La clave" in decider.get(detail).content.decode()
    assert decider.post(f"{detail}keep/", {"because": ""}).status_code == 422
    assert reviewer.post(f"{detail}keep/", {"because": "x"}).status_code == 404
    decider.post(f"{detail}propose/", {"reason_class": "requirements", "note": ""})
    assert "Programa" in reviewer.get(detail).content.decode()  # who proposed it
    reviewer.post(f"{detail}approve/")
    assert decider.get(detail).status_code == 404
    assert answer(holder.serial).standing.state == "revoked"
    for who in ("author", "focal", "administrator"):
        assert as_person(programme[who]).get("/awards/questions/").status_code == 404


def test_a_moved_learner_is_asked_about_too(holder: Holder, sur: House) -> None:
    """The award rests on the completion of the enrolment that continues the revised one."""
    heir = Enrolment.objects.create(
        person=holder.enrolment.person, institution=sur.institution, course=holder.enrolment.course, country="PE",
        continues=holder.enrolment, state="completed",
    )  # fmt: skip
    from certificates.models import AwardCompletion
    from courses.models import Completion, Manifest

    manifest = Manifest.objects.get()
    completion = Completion.objects.create(
        enrolment=heir, manifest=manifest, score=Decimal(80), law_as_of="2026-01-01", digest="0" * 64
    )
    AwardCompletion.objects.filter(award=holder.award).update(completion=completion)
    holder.revise()
    assert holder.acts()[-1] == "questioned"

"""A corrected name: who sees it, who issues the paper again, and what the two numbers answer."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from certificates import errors
from certificates.api import reissue_certificate, todo
from certificates.models import Award, Certificate
from certificates.services.drawing import draw_certificate
from lms.audit.models import AuditEvent
from lms.institutions.api import scope, set_preferences
from lms.institutions.models import Person
from tests.certificates.conftest import Programme
from tests.certificates.deciding import issue_now
from tests.conftest import House

AsPerson = Callable[[Person], Client]
NEW = "Elena Rojas de Ñahui"


@pytest.fixture
def paper(award: Award) -> Certificate:
    return issue_now(award)


def test_a_corrected_name_waits_at_the_coordinator_and_is_issued_again_with_a_new_number(
    award: Award, paper: Certificate, andes: House, as_person: AsPerson, django_assert_max_num_queries: Any
) -> None:
    holder, coordinator = as_person(andes.advisor), as_person(andes.coordinator)
    names, mine = reverse("lms:certificates:name-list"), reverse("lms:certificates:certificate-list")
    form = reverse("lms:certificates:reissue-form", args=[award.pk])
    assert form not in coordinator.get(names).content.decode()
    set_preferences(person_id=andes.advisor.pk, certificate_name=NEW)
    assert NEW in holder.get(mine).content.decode()
    assert [one.url for one in todo(scope(andes.coordinator.pk))] == [names]
    with django_assert_max_num_queries(15):
        assert form in coordinator.get(names).content.decode()
    with django_assert_max_num_queries(15):
        page = coordinator.get(form).content.decode()
    assert NEW in page
    assert paper.fields["name"] in page
    assert (coordinator.post(form, {"why": ""}).status_code, Certificate.objects.count()) == (422, 1)
    assert coordinator.post(form, {"why": "Mostró su documento."}).status_code == 302
    new = Certificate.objects.get(edition=2)
    assert new.fields["name"] == NEW
    assert new.serial != paper.serial
    assert AuditEvent.objects.get(act="certificate.reissued").reason == "Mostró su documento."
    assert draw_certificate(certificate_id=new.pk)
    said = holder.get(reverse("lms:certificates:verify-detail", args=[paper.serial])).content.decode()
    assert "Certificado reemplazado" in said
    assert todo(scope(andes.coordinator.pk)) == []


def test_nobody_issues_their_own_again_and_strangers_find_nothing(
    award: Award, paper: Certificate, andes: House, sur: House, programme: dict[str, Person], as_person: AsPerson
) -> None:
    form = reverse("lms:certificates:reissue-form", args=[award.pk])
    assert as_person(programme["decider"]).get(form).status_code == 200
    assert as_person(sur.coordinator).get(form).status_code == 404
    Award.objects.filter(pk=award.pk).update(person=andes.coordinator)
    assert as_person(andes.coordinator).get(form).status_code == 404
    with pytest.raises(errors.OwnAward):
        reissue_certificate(award_id=award.pk, by=andes.coordinator.pk, why="x")


def test_what_is_over_and_what_is_continued_asks_for_no_new_paper(
    programme_: Programme, award: Award, paper: Certificate, andes: House, decide: Callable[..., int]
) -> None:
    set_preferences(person_id=andes.advisor.pk, certificate_name=NEW)
    assert len(todo(scope(andes.coordinator.pk))) == 1
    assert todo(scope(andes.facilitator.pk)) == []
    decide("suspend", award, "review")
    assert todo(scope(andes.coordinator.pk)) == []


def test_a_refusal_is_said_on_the_page(award: Award, paper: Certificate, andes: House, as_person: AsPerson) -> None:
    set_preferences(person_id=andes.advisor.pk, certificate_name="王")
    answer = as_person(andes.coordinator).post(
        reverse("lms:certificates:reissue-form", args=[award.pk]), {"why": "Mostró su documento."}
    )
    assert answer.status_code == 422
    assert "王" in answer.content.decode()
    assert Certificate.objects.count() == 1

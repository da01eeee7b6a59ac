"""Exceptions and bars: two people, a reason that the learner reads, and one path for what is shown and what is stored."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from certificates import errors
from certificates.api import end_ruling, propose_ruling, put_in_force, refuse_ruling, requirement_sentence, todo
from certificates.models import Award, Certificate, Ruling
from certificates.selectors.certificates import path
from certificates.serial import in_groups, new_serial
from certificates.services.granting import sweep_entitled
from certificates.services.reissuing import forget_person
from lms.audit.models import AuditEvent
from lms.institutions.api import scope
from lms.institutions.models import Person
from lms.kernel.errors import LmsError
from tests.certificates.conftest import Programme
from tests.certificates.deciding import somebody
from tests.conftest import House

People = dict[str, Person]
AsPerson = Callable[[Person], Client]
WHY = "Hizo el mismo curso en la oficina nacional."


@pytest.fixture
def propose(programme_: Programme, andes: House, programme: People) -> Callable[..., int]:
    """`propose("exempt", 1)`: let Elena off the second course; `propose("barred")`: keep her from the credential."""

    def act(kind: str, course: int | None = None, **more: Any) -> int:
        facts: dict[str, Any] = {
            "person_id": andes.advisor.pk, "credential_id": programme_.credential_id, "country": "PE", "kind": kind,
            "subject": "" if course is None else f"course:{programme_.courses[course].pk}", "reason": WHY,
            "note": "Constancia vista.", "by": programme["decider"].pk, **more,
        }  # fmt: skip
        return propose_ruling(**facts)

    return act


def test_an_exception_in_force_is_met_in_the_path_and_stored_with_the_award_as_shown(
    programme_: Programme, andes: House, programme: People, propose: Callable[..., int]
) -> None:
    programme_.complete(andes.advisor, andes.institution, programme_.courses[0])
    made = propose("exempt", 1)
    assert not path(andes.advisor.pk, programme_.credential_id, "PE").complete
    put_in_force(ruling_id=made, by=programme["reviewer"].pk)
    award = Award.objects.get()  # it was all that was missing
    shown = path(andes.advisor.pk, programme_.credential_id, "PE")
    [let_off] = [one for one in shown.requirements if one.code == "exempted"]
    assert (let_off.met, let_off.params) == (True, {"reason": WHY, "ruling": made})
    assert WHY in requirement_sentence(let_off)
    assert award.path["requirements"] == shown.as_json()["requirements"]
    assert award.path["complete"]
    assert award.lms_completions.count() == 1


def test_what_was_done_is_said_as_done_even_where_it_was_let_off(
    programme_: Programme, andes: House, programme: People, propose: Callable[..., int]
) -> None:
    put_in_force(ruling_id=propose("exempt", 1), by=programme["reviewer"].pk)
    for course in reversed(programme_.courses):
        programme_.complete(andes.advisor, andes.institution, course)
    assert [one["code"] for one in Award.objects.get().path["requirements"]] == ["course_done", "course_done", "name_ready"]


def test_a_bar_stands_in_the_way_with_its_reason_until_it_ends(
    programme_: Programme, andes: House, programme: People, propose: Callable[..., int], as_person: AsPerson
) -> None:
    made = propose("barred", reason="Copió la carta de otra persona.")
    put_in_force(ruling_id=made, by=programme["reviewer"].pk)
    for course in programme_.courses:
        programme_.complete(andes.advisor, andes.institution, course)
    assert sweep_entitled() == 0
    assert not Award.objects.exists()
    found = path(andes.advisor.pk, programme_.credential_id, "PE")
    [bar] = [one for one in found.requirements if not one.met]
    assert (found.complete, bar.code, bar.params["reason"]) == (False, "barred", "Copió la carta de otra persona.")
    page = as_person(andes.advisor).get(reverse("lms:certificates:certificate-list")).content.decode()
    assert "Copió la carta de otra persona." in page
    assert "Constancia vista." not in page
    end_ruling(ruling_id=made, by=programme["decider"].pk, answer="Cumplido el plazo.")
    assert Award.objects.count() == 1


def test_one_bar_touches_nobody_else_and_no_other_country(
    programme_: Programme, andes: House, programme: People, propose: Callable[..., int]
) -> None:
    put_in_force(ruling_id=propose("barred", country="CL"), by=programme["reviewer"].pk)
    put_in_force(ruling_id=propose("barred", person_id=andes.advisor2.pk), by=programme["reviewer"].pk)
    assert programme_.complete_all(andes.advisor, andes.institution)


def test_two_people_and_neither_is_the_one_concerned(andes: House, programme: People, propose: Callable[..., int]) -> None:
    made = propose("exempt", 1)
    with pytest.raises(errors.TwoPeopleNeeded):
        put_in_force(ruling_id=made, by=programme["decider"].pk)
    with pytest.raises(errors.NotADecider):
        put_in_force(ruling_id=made, by=programme["author"].pk)
    with pytest.raises(errors.NotADecider):
        propose("barred", by=programme["reviewer"].pk)
    from lms.institutions.models import ProgrammeRole

    ProgrammeRole.objects.create(person=andes.advisor, role="decider")
    with pytest.raises(errors.OwnRuling):
        put_in_force(ruling_id=made, by=andes.advisor.pk)
    with pytest.raises(errors.OwnRuling):
        propose("exempt", 0, by=andes.advisor.pk)
    with pytest.raises(IntegrityError), transaction.atomic():  # the database says it too
        Ruling.objects.filter(pk=made).update(state="in_force", decided_by=programme["decider"])


def test_what_makes_no_sense_is_refused(
    programme_: Programme, andes: House, programme: People, propose: Callable[..., int]
) -> None:
    with pytest.raises(errors.RulingReasonMissing):
        propose("exempt", 1, reason=" ")
    for facts in ({"subject": "course:999"}, {"subject": "name"}, {"country": "AR"}):
        with pytest.raises(errors.RulingSubjectUnknown):
            propose("exempt", 1, **facts)
    with pytest.raises(errors.RulingSubjectUnknown):
        propose("barred", 1)
    made = propose("exempt", 1)
    with pytest.raises(errors.RulingTwice):
        propose("exempt", 1)
    with pytest.raises(errors.NothingLeft):  # an award must rest on something
        propose("exempt", 0)
    refuse_ruling(ruling_id=made, by=programme["reviewer"].pk, answer="Falta la constancia.")
    with pytest.raises(errors.RulingSettled):
        put_in_force(ruling_id=made, by=programme["reviewer"].pk)
    assert propose("exempt", 0)


def test_everything_is_audited_without_a_word_of_what_was_written(programme: People, propose: Callable[..., int]) -> None:
    made = propose("exempt", 1)
    put_in_force(ruling_id=made, by=programme["reviewer"].pk)
    end_ruling(ruling_id=made, by=programme["decider"].pk, answer="Ya no hace falta.")
    events = AuditEvent.objects.filter(subject="ruling", subject_id=str(made)).order_by("pk")
    assert list(events.values_list("act", flat=True)) == ["ruling.proposed", "ruling.put_in_force", "ruling.ended"]
    written = str(list(events.values("before", "after", "reason")))
    assert not any(word in written for word in (WHY, "Constancia", "hace falta"))
    assert all(events.values_list("detail_digest", flat=True)[at] for at in (0, 2))
    with pytest.raises(errors.RulingSettled):
        end_ruling(ruling_id=made, by=programme["decider"].pk, answer="Otra vez.")


def test_the_sweep_finds_who_was_let_off(
    programme_: Programme, andes: House, programme: People, propose: Callable[..., int]
) -> None:
    put_in_force(ruling_id=propose("exempt", 1), by=programme["reviewer"].pk)
    programme_.write_completion(programme_.enrol(andes.advisor, andes.institution, programme_.courses[0]))
    programme_.write_completion(programme_.enrol(andes.advisor2, andes.institution, programme_.courses[0]))
    assert sweep_entitled() == 1
    assert Award.objects.get().person == andes.advisor


def test_an_award_that_was_granted_with_an_exception_outlives_it(
    programme_: Programme, andes: House, programme: People, propose: Callable[..., int]
) -> None:
    programme_.complete(andes.advisor, andes.institution, programme_.courses[0])
    made = propose("exempt", 1)
    put_in_force(ruling_id=made, by=programme["reviewer"].pk)
    end_ruling(ruling_id=made, by=programme["decider"].pk, answer="Era un error.")
    assert Award.objects.get().state == "granted"


def test_erasure_empties_the_words(andes: House, programme: People, propose: Callable[..., int]) -> None:
    made = propose("exempt", 1)
    forget_person(person_id=andes.advisor.pk)
    row = Ruling.objects.get(pk=made)
    assert (row.reason, row.note, row.answer) == ("", "", "")


TRIES = st.sampled_from(["exempt", "bar", "accept", "refuse", "end"])


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(TRIES, st.integers(0, 4)), min_size=1, max_size=10))
def test_whatever_is_tried_two_different_people_stand_behind_what_is_in_force(
    programme_: Programme, andes: House, programme: People, propose: Callable[..., int], tries: list[tuple[str, int]]
) -> None:
    berta = Person.objects.filter(email="berta@programme.test").first() or somebody("decider", "Berta")
    cast = [programme["decider"], programme["reviewer"], berta, programme["focal"], andes.advisor]
    for what, who in tries:
        by = cast[who].pk
        for pk in Ruling.objects.filter(state__in=["proposed", "in_force"]).values_list("pk", flat=True):
            with suppress(LmsError):
                if what == "accept":
                    put_in_force(ruling_id=pk, by=by)
                elif what == "refuse":
                    refuse_ruling(ruling_id=pk, by=by, answer="No.")
                elif what == "end":
                    end_ruling(ruling_id=pk, by=by, answer="Fin.")
        with suppress(LmsError):
            if what == "exempt":
                propose("exempt", 1, by=by)
            elif what == "bar":
                propose("barred", by=by)
    deciders = {programme["decider"].pk, berta.pk}
    for row in Ruling.objects.all():
        assert row.proposed_by_id in deciders
        if row.decided_by_id is not None:
            assert row.decided_by_id in (deciders | {programme["reviewer"].pk}) - {row.proposed_by_id}
        assert row.state != "in_force" or row.decided_by_id is not None


def test_it_goes_by_pages(
    programme_: Programme, andes: House, programme: People, as_person: AsPerson, django_assert_max_num_queries: Any
) -> None:
    decider, reviewer = as_person(programme["decider"]), as_person(programme["reviewer"])
    url = reverse("lms:certificates:ruling-list")
    assert "Las mismas reglas valen para todas las personas" in decider.get(url).content.decode()
    form = reverse("lms:certificates:ruling-new")
    assert reviewer.get(form).status_code == 404
    given = {
        "email": "nadie@andes.test", "what": f"{programme_.credential_id}|course:{programme_.courses[1].pk}", "country": "PE",
        "reason": WHY, "note": "Constancia vista.",
    }  # fmt: skip
    wrong = decider.post(form, given)
    assert (wrong.status_code, Ruling.objects.count()) == (422, 0)
    assert "Nadie tiene aquí esta dirección" in wrong.content.decode()
    given["email"] = andes.advisor.email
    look = decider.post(form, given).content.decode()
    assert andes.advisor.full_name in look
    assert "Carta de orientación" in look
    assert not Ruling.objects.exists()
    assert decider.post(form, {**given, "step": "send"}).status_code == 302
    made = Ruling.objects.get()
    assert [one.icon for one in todo(scope(programme["reviewer"].pk))] == ["wait"]
    assert todo(scope(programme["decider"].pk)) == []
    with django_assert_max_num_queries(15):
        assert andes.advisor.full_name in reviewer.get(url).content.decode()
    assert andes.advisor.full_name in reviewer.get(url, {"q": "elena"}).content.decode()
    detail = reverse("lms:certificates:ruling-detail", args=[made.pk])
    assert (
        "Póngala en vigor" in reviewer.get(detail).content.decode() or "Poner en vigor" in reviewer.get(detail).content.decode()
    )
    assert decider.post(f"{detail}accept/").status_code == 409
    assert reviewer.post(f"{detail}refuse/", {"answer": ""}).status_code == 422
    assert reviewer.post(f"{detail}accept/").status_code == 302
    assert decider.post(f"{detail}end/", {"answer": "Ya no hace falta."}).status_code == 302
    assert "Ya no hace falta." in reviewer.get(detail).content.decode()
    assert andes.advisor.full_name in reviewer.get(url, {"show": "over"}).content.decode()


def test_my_certificates_cost_the_same_with_rulings_and_proofs_as_without(
    programme_: Programme, andes: House, programme: People, propose: Callable[..., int], as_person: AsPerson,
    django_assert_max_num_queries: Any,
) -> None:  # fmt: skip
    """Two rulings on one credential show each course once, and the page asks no more for them."""
    enrolment = programme_.enrol(andes.advisor, andes.institution, programme_.courses[0])
    titles = programme_.courses[0].titles
    proof = Certificate.objects.create(
        enrolment=enrolment, paper="enrolment", serial=new_serial(), fields={"credential": titles}
    )  # fmt: skip
    put_in_force(ruling_id=propose("exempt", 1), by=programme["reviewer"].pk)
    put_in_force(ruling_id=propose("barred", reason="Copió una carta."), by=programme["reviewer"].pk)
    client = as_person(andes.advisor)
    with django_assert_max_num_queries(10):
        page = client.get(reverse("lms:certificates:certificate-list")).content.decode()
    assert (page.count(WHY), page.count("Copió una carta."), page.count("Carta de orientación")) == (1, 1, 1)
    assert in_groups(proof.serial) in page

"""One person moves, another carries or refuses: suspend, limit, revoke, reinstate. Seen in public at once."""

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from time_machine import travel

from certificates import errors
from certificates.api import answer, carry_motion, move_award, refuse_motion, revoke_award, todo, withdraw_motion
from certificates.models import Award, AwardEvent, Certificate, Motion
from certificates.selectors.awards import found_awards
from certificates.services.deciding import end_suspensions
from lms.audit.api import broken_line
from lms.audit.models import AuditEvent, BookEntry
from lms.institutions.api import scope
from lms.institutions.models import Person
from lms.kernel.errors import LmsError
from lms.messages.models import Message
from tests.certificates.deciding import issue_now, somebody
from tests.conftest import House

People = dict[str, Person]
SCOPE = {"es": "Solo marcas", "en": "Trade marks only"}


@pytest.fixture
def paper(award: Award) -> Certificate:
    return issue_now(award)


def test_nothing_changes_until_a_second_person_agrees(award: Award, paper: Certificate, programme: People) -> None:
    motion = move_award(
        award_id=award.pk, act="revoked", by=programme["decider"].pk, reason_class="integrity", note="Visto en el caso 3."
    )
    assert answer(paper.serial).standing.state == "current"
    assert not Message.objects.filter(kind="award_changed").exists()
    event = carry_motion(motion_id=motion, by=programme["reviewer"].pk, answer="De acuerdo.")
    stands = answer(paper.serial).standing
    assert (stands.state, stands.reason_class) == ("revoked", "integrity")
    row = Motion.objects.get()
    assert (row.state, row.event_id, row.decided_by_id) == ("carried", event, programme["reviewer"].pk)
    decided = AwardEvent.objects.get(pk=event)
    assert (decided.by_id, decided.approved_by_id, decided.note) == (
        programme["decider"].pk, programme["reviewer"].pk, "Visto en el caso 3.",
    )  # fmt: skip
    assert Message.objects.get(kind="award_changed").person == award.person
    assert BookEntry.objects.get(act="award.revoked").subject == paper.serial
    assert broken_line(book="certificates") is None
    assert list(AuditEvent.objects.filter(act__startswith="motion").order_by("pk").values_list("act", "actor")) == [
        ("motion.opened", programme["decider"].pk), ("motion.carried", programme["reviewer"].pk),
    ]  # fmt: skip
    assert "Visto" not in str(list(AuditEvent.objects.values("before", "after", "reason")))


def test_a_limited_award_holds_for_its_part_and_the_public_reads_which(
    award: Award, paper: Certificate, programme: People, client: Client
) -> None:
    decider, reviewer = programme["decider"].pk, programme["reviewer"].pk
    with pytest.raises(errors.ScopeMissing):
        move_award(award_id=award.pk, act="reduced", by=decider, reason_class="requirements", scope={"es": "Solo marcas"})
    motion = move_award(award_id=award.pk, act="reduced", by=decider, reason_class="requirements", scope=SCOPE)
    carry_motion(motion_id=motion, by=reviewer)
    stands = answer(paper.serial).standing
    assert (stands.state, stands.holds, stands.scope) == ("reduced", True, SCOPE)
    url = reverse("lms:certificates:verify-detail", args=[paper.serial])
    assert "Cubre solo esto: Solo marcas" in client.get(url).content.decode()
    english = client.get(f"{url}?language=en", headers={"Accept": "application/json"}).json()
    assert (english["state"], english["scope"]) == ("reduced", "Trade marks only")
    back = move_award(award_id=award.pk, act="reinstated", by=decider)
    carry_motion(motion_id=back, by=reviewer)
    assert answer(paper.serial).standing.state == "current"
    award.refresh_from_db()
    assert award.state == "granted"


def test_a_suspension_with_a_last_day_ends_by_itself(
    award: Award, paper: Certificate, programme: People, client: Client
) -> None:
    decider, reviewer = programme["decider"].pk, programme["reviewer"].pk
    now = timezone.now()
    with pytest.raises(errors.UntilPast):
        move_award(award_id=award.pk, act="suspended", by=decider, reason_class="review", until=now)
    until = now + timedelta(days=10)
    carry_motion(
        motion_id=move_award(award_id=award.pk, act="suspended", by=decider, reason_class="review", until=until), by=reviewer
    )
    assert (answer(paper.serial).standing.state, answer(paper.serial).standing.until) == ("suspended", until)
    page = client.get(reverse("lms:certificates:verify-detail", args=[paper.serial])).content.decode()
    assert "hasta el" in page
    assert end_suspensions() == 0
    with travel(until + timedelta(minutes=1), tick=False):
        assert answer(paper.serial).standing.state == "current"  # before anybody wrote it down
        assert end_suspensions() == 1
        assert end_suspensions() == 0
        assert answer(paper.serial).standing.state == "current"
    award.refresh_from_db()
    assert award.state == "granted"
    ended = AwardEvent.objects.get(act="resumed")
    assert (ended.effective_at, ended.by, ended.approved_by) == (until, None, None)
    assert Message.objects.filter(kind="award_changed").count() == 2
    assert broken_line(book="certificates") is None


def test_an_act_after_an_ended_suspension_sees_that_it_ended(award: Award, paper: Certificate, programme: People) -> None:
    """The sweep has not run: the award counts as in force all the same, and both acts stand in the history."""
    decider, reviewer = programme["decider"].pk, programme["reviewer"].pk
    until = timezone.now() + timedelta(days=10)
    carry_motion(
        motion_id=move_award(award_id=award.pk, act="suspended", by=decider, reason_class="review", until=until), by=reviewer
    )
    with travel(until + timedelta(days=1), tick=False):
        with pytest.raises(errors.MoveRefused):
            move_award(award_id=award.pk, act="reinstated", by=decider)
        motion = move_award(award_id=award.pk, act="suspended", by=decider, reason_class="review")
        carry_motion(motion_id=motion, by=reviewer)
        assert list(AwardEvent.objects.order_by("number").values_list("act", flat=True)) == [
            "granted", "suspended", "resumed", "suspended",
        ]  # fmt: skip


def test_a_refusal_needs_an_answer_and_changes_nothing(award: Award, paper: Certificate, programme: People) -> None:
    motion = move_award(award_id=award.pk, act="revoked", by=programme["decider"].pk, reason_class="integrity")
    with pytest.raises(errors.AnswerMissing):
        refuse_motion(motion_id=motion, by=programme["reviewer"].pk, answer=" ")
    refuse_motion(motion_id=motion, by=programme["reviewer"].pk, answer="No hay prueba.")
    assert answer(paper.serial).standing.state == "current"
    assert Motion.objects.get().state == "refused"
    with pytest.raises(errors.MotionSettled):
        carry_motion(motion_id=motion, by=programme["reviewer"].pk)


def test_who_moved_it_may_withdraw_it_and_nobody_else(award: Award, programme: People) -> None:
    motion = move_award(award_id=award.pk, act="revoked", by=programme["decider"].pk, reason_class="integrity")
    with pytest.raises(errors.NotYourMotion):
        withdraw_motion(motion_id=motion, by=somebody("decider", "Berta").pk)
    withdraw_motion(motion_id=motion, by=programme["decider"].pk)
    withdraw_motion(motion_id=motion, by=programme["decider"].pk)
    assert Motion.objects.get().state == "withdrawn"


def test_one_motion_at_a_time(award: Award, programme: People) -> None:
    decider, other = programme["decider"].pk, somebody("decider", "Berta").pk
    motion = move_award(award_id=award.pk, act="revoked", by=decider, reason_class="integrity")
    assert move_award(award_id=award.pk, act="revoked", by=decider, reason_class="integrity") == motion  # a double click
    with pytest.raises(errors.MotionOpen):
        move_award(award_id=award.pk, act="suspended", by=other, reason_class="review")
    with pytest.raises(errors.MotionOpen):
        revoke_award(award_id=award.pk, by=decider, approved_by=other, reason_class="integrity")
    with pytest.raises(IntegrityError), transaction.atomic():
        Motion.objects.create(award=award, act="suspended", by_id=other)
    assert Motion.objects.count() == 1


def test_nobody_decides_about_their_own_certificate(award: Award, andes: House, programme: People) -> None:
    from lms.institutions.models import ProgrammeRole

    ProgrammeRole.objects.create(person=andes.advisor, role="decider")
    with pytest.raises(errors.OwnAward):
        move_award(award_id=award.pk, act="reduced", by=andes.advisor.pk, reason_class="request", scope=SCOPE)
    motion = move_award(award_id=award.pk, act="suspended", by=programme["decider"].pk, reason_class="review")
    for act in (lambda: carry_motion(motion_id=motion, by=andes.advisor.pk),
                lambda: refuse_motion(motion_id=motion, by=andes.advisor.pk, answer="No.")):  # fmt: skip
        with pytest.raises(errors.OwnAward):
            act()
    assert Motion.objects.get().state == "open"


TRIES = st.sampled_from(["move", "carry", "refuse", "revoke"])
ACTS = st.sampled_from(["suspended", "reduced", "revoked", "reinstated", "granted", "nonsense"])


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(TRIES, ACTS, st.integers(0, 5), st.integers(0, 5)), min_size=1, max_size=10))
def test_whatever_is_tried_every_decision_has_two_different_people_who_may(
    award: Award, programme: People, andes: House, tries: list[tuple[str, str, int, int]]
) -> None:
    """Any order of acts by any people: what changed was moved by a decider and carried by another decider or reviewer."""
    berta = Person.objects.filter(email="berta@programme.test").first() or somebody("decider", "Berta")
    cast = [programme["decider"], programme["reviewer"], berta, programme["author"], andes.advisor, andes.coordinator]
    for what, act, first, second in tries:
        by, other = cast[first].pk, cast[second].pk
        with suppress(LmsError):
            if what == "move":
                move_award(award_id=award.pk, act=act, by=by, reason_class="review", scope=SCOPE)
            elif what == "revoke":
                revoke_award(award_id=award.pk, by=by, approved_by=other, reason_class="integrity")
            elif (motion := Motion.objects.filter(state="open").first()) is not None:
                if what == "carry":
                    carry_motion(motion_id=motion.pk, by=by)
                else:
                    refuse_motion(motion_id=motion.pk, by=by, answer="No.")
    deciders = {programme["decider"].pk, berta.pk}
    seconds = {*deciders, programme["reviewer"].pk}
    for event in AwardEvent.objects.exclude(act="granted"):
        assert event.by_id != event.approved_by_id
        assert event.by_id in deciders
        assert event.approved_by_id in seconds
    for row in Motion.objects.filter(state__in=["carried", "refused"]):
        assert row.by_id in deciders
        assert row.decided_by_id in seconds - {row.by_id}


# Pages ----------------------------------------------------------------------------------------------------------------
AsPerson = Callable[[Person], Client]


def test_deciders_find_an_award_by_name_and_by_number(
    award: Award, paper: Certificate, programme: People, as_person: AsPerson, django_assert_max_num_queries: Any
) -> None:
    decider = as_person(programme["decider"])
    url = reverse("lms:certificates:award-list")
    with django_assert_max_num_queries(15):
        page = decider.get(url).content.decode()
    assert award.person.full_name in page
    written = f"{paper.serial[:4]} {paper.serial[4:8].lower()}"
    for query, there in (("elena", True), ("Elena Andes", True), (written, True), (paper.serial, True), ("nadie", False)):
        assert (award.person.full_name in decider.get(url, {"q": query}).content.decode()) is there, query
    assert "No se encontró nada" in decider.get(url, {"q": "nadie"}).content.decode()
    assert "No se encontró nada" in decider.get(url, {"show": "waiting"}).content.decode()
    for who in ("author", "focal", "administrator"):
        assert as_person(programme[who]).get(url).status_code == 404


@pytest.mark.parametrize(
    ("query", "there"),
    [
        ("nunez", True), ("NÚÑEZ", True), ("angela nuñez", True), ("Ángela Őry", True), ("őry", True), ("nunes", False),
        ("50%", False), ("_ngela", False),
    ],
)  # fmt: skip
def test_a_name_is_found_whatever_its_accents_and_capitals(award: Award, query: str, there: bool) -> None:
    Person.objects.filter(pk=award.person_id).update(given_name="ÁNGELA", family_name="Núñez Őry", certificate_name="")
    assert found_awards(0, query).exists() is there


def test_an_award_is_moved_looked_at_and_carried_on_pages(
    award: Award, paper: Certificate, programme: People, as_person: AsPerson, django_assert_max_num_queries: Any
) -> None:
    decider, reviewer = as_person(programme["decider"]), as_person(programme["reviewer"])
    detail = reverse("lms:certificates:award-detail", args=[award.pk])
    move = reverse("lms:certificates:award-move", args=[award.pk])
    with django_assert_max_num_queries(15):
        page = decider.get(detail).content.decode()
    assert "Completado el" in page  # the path that it was granted on
    assert reviewer.get(move).status_code == 404
    assert decider.post(move, {"act": "reduced"}).status_code == 422
    given = {"act": "reduced", "reason_class": "requirements", "scope_es": "Solo marcas", "scope_en": "Trade marks only"}
    look = decider.post(move, given)
    assert (look.status_code, Motion.objects.count()) == (200, 0)
    assert "Solo marcas" in look.content.decode()
    assert decider.post(move, {**given, "step": "change"}).status_code == 200
    assert decider.post(move, {**given, "step": "send"}).status_code == 302
    assert [one.icon for one in todo(scope(programme["reviewer"].pk))] == ["wait"]
    assert todo(scope(programme["decider"].pk)) == []
    motion = Motion.objects.get()
    assert "Solo marcas" in reviewer.get(detail).content.decode()
    assert decider.post(reverse("lms:certificates:motion-carry", args=[motion.pk])).status_code == 409
    assert reviewer.post(reverse("lms:certificates:motion-refuse", args=[motion.pk]), {"answer": ""}).status_code == 422
    assert reviewer.post(reverse("lms:certificates:motion-carry", args=[motion.pk])).status_code == 302
    assert answer(paper.serial).standing.state == "reduced"
    assert "Limitado a una parte" in decider.get(detail).content.decode()
    assert Client().get(reverse("lms:certificates:verify-detail", args=[paper.serial])).status_code == 200

"""Decisions about certificates in the one inbox: objections with their clock, bars and refused exceptions by a panel."""

from typing import Any

import pytest

from certificates.api import carry_motion, dismiss_objection, move_award, object_to, propose_ruling, put_in_force, refuse_ruling
from certificates.models import Award, Objection, Ruling
from courses import errors
from courses.api import decided_reviews
from courses.reviewable import sources
from courses.selectors.reviews import inbox, own_lines
from courses.services.review_watch import warn_reviews
from courses.services.reviews import ask_review, give_opinion
from lms.institutions.api import scope
from lms.institutions.models import Person
from lms.messages.models import Message
from tests.certificates.deciding import issue_now, somebody
from tests.conftest import House

People = dict[str, Person]
TEXT = "El caso no era mío: la carta es de otra persona."


@pytest.fixture
def revoked(award: Award, programme: People) -> Award:
    issue_now(award)
    motion = move_award(award_id=award.pk, act="revoked", by=programme["decider"].pk, reason_class="integrity")
    carry_motion(motion_id=motion, by=programme["reviewer"].pk)
    return award


def test_an_objection_stands_in_the_inbox_is_acknowledged_and_counted(revoked: Award, andes: House, programme: People) -> None:
    berta = somebody("decider", "Berta")
    event = revoked.lms_events.get(act="revoked")
    (line,) = own_lines(andes.advisor.pk)
    assert (line.adverse.kind, line.may) == ("award", True)
    made = object_to(event_id=event.pk, by=andes.advisor.pk, text=TEXT)
    assert [one.barred for one in inbox(scope(programme["decider"].pk))] == [True]
    assert [one.barred for one in inbox(scope(berta.pk))] == [False]
    source: Any = sources()["award"]
    source.acknowledge(request_id=made, by=berta.pk)
    source.acknowledge(request_id=made, by=berta.pk)
    row = Objection.objects.get()
    assert (row.acknowledged_by_id, row.acknowledge_by is not None) == (berta.pk, True)
    assert Message.objects.filter(kind="review_state", person_id=andes.advisor.pk).count() == 1
    assert warn_reviews() == 0
    dismiss_objection(objection_id=made, by=berta.pk, answer="La carta es suya.")
    row.refresh_from_db()
    assert row.decided_at is not None
    (one,) = decided_reviews(start=row.at, end=row.decided_at.replace(year=row.decided_at.year + 1))
    assert (one.kind, one.country, one.upheld, one.in_time) == ("award", "PE", False, True)


@pytest.mark.parametrize("kind", ["barred", "exempt"])
def test_a_bar_and_a_refused_exception_are_reviewed_by_two_others(
    kind: str, award: Award, andes: House, programme: People
) -> None:
    decider, reviewer = programme["decider"].pk, programme["reviewer"].pk
    course = award.credential.lms_courses.earliest("pk")
    subject = f"course:{course.course_id}" if kind == "exempt" else ""
    made = propose_ruling(
        person_id=andes.advisor.pk, credential_id=award.credential_id, country="PE", kind=kind, by=decider,
        reason="Copió una carta.", subject=subject,
    )  # fmt: skip
    if kind == "barred":
        put_in_force(ruling_id=made, by=reviewer)
    else:
        refuse_ruling(ruling_id=made, by=reviewer, answer="Falta la constancia.")
    asked = ask_review(kind="ruling", subject_id=made, by=andes.advisor.pk, reason=TEXT)
    for person in (decider, reviewer):
        with pytest.raises(errors.ReviewNotFound):
            give_opinion(request_id=asked, by=person, upheld=False, why="Así es.")
    berta, carla = somebody("decider", "Berta").pk, somebody("reviewer", "Carla").pk
    for person in (carla, berta):
        give_opinion(request_id=asked, by=person, upheld=True, why="La carta es de otra persona.")
    if kind == "barred":
        assert Ruling.objects.get(pk=made).state == "ended"
    else:
        assert set(Ruling.objects.values_list("state", flat=True)) == {"refused", "in_force"}

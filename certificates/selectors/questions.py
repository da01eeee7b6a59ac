"""Awards that are asked about: what they rest on was revised, and no decider has answered."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from django.db.models import OuterRef, QuerySet, Subquery

from certificates.models import Award, AwardEvent, Certificate, Motion, MotionState
from certificates.models.conflicts import award_too_close
from certificates.serial import in_groups
from certificates.standing import Act
from courses import api as courses
from lms.institutions import api as institutions

ASKING: Final = (Act.QUESTIONED, Act.PROPOSED)
ANSWERS: Final = (Act.KEPT, Act.REVOKED)


@dataclass(frozen=True, slots=True)
class Questioned:
    """One award that is asked about. `proposed_by` is 0 until somebody moves something about it: `act`, by motion `motion`."""

    award_id: int
    holder: str
    institution: dict[str, str]
    credential: dict[str, str]
    country: str
    serial: str
    state: str
    since: datetime
    revision: courses.Revision | None
    proposed_by: int
    proposer: str
    reason_class: str
    note: str
    act: str = ""
    motion: int = 0


def open_awards(viewer: int) -> QuerySet[Award]:
    """Awards whose last question has no answer, those first that have waited longest; none that is too close to `viewer`."""
    acts = AwardEvent.objects.filter(award=OuterRef("pk"), act__in=(*ASKING, *ANSWERS)).order_by("-number")
    asked = AwardEvent.objects.filter(act=Act.QUESTIONED).values("award")
    rows = Award.objects.filter(pk__in=asked).annotate(last=Subquery(acts.values("act")[:1])).filter(last__in=ASKING)
    rows = rows.filter(~award_too_close(viewer))
    return rows.select_related("person", "credential", "institution").defer("institution__logo", "path").order_by("pk")


def open_question(award_id: int) -> AwardEvent | None:
    """The question or proposal that waits for an answer; None when nothing does. One query."""
    last = AwardEvent.objects.filter(award=award_id, act__in=(*ASKING, *ANSWERS)).order_by("-number").first()
    return last if last is not None and last.act in ASKING else None


def questioned(awards: Iterable[Award]) -> list[Questioned]:
    """Awards as the deciders' pages show them. Five queries, whatever their number."""
    found = list(awards)
    ids = [award.pk for award in found]
    events: dict[int, dict[str, AwardEvent]] = {pk: {} for pk in ids}
    for event in AwardEvent.objects.filter(award__in=ids, act=Act.QUESTIONED).order_by("number"):
        events[event.award_id][event.act] = event
    motions = {motion.award_id: motion for motion in Motion.objects.filter(award__in=ids, state=MotionState.OPEN)}
    serials = dict(
        Certificate.objects.filter(award__in=ids, paper="certificate", superseded_by=None).values_list("award", "serial")
    )
    places = [_place(one[Act.QUESTIONED]) for one in events.values() if Act.QUESTIONED in one]
    revised = courses.revisions(places) if places else {}
    people = institutions.person_cards({motion.by_id for motion in motions.values()})
    rows = [_row(award, events[award.pk][Act.QUESTIONED], motions.get(award.pk)) for award in found]
    return [
        replace(
            row,
            serial=in_groups(serials.get(row.award_id, "")),
            revision=revised.get(_place(events[row.award_id][Act.QUESTIONED])),
            proposer=people[row.proposed_by].full_name if row.proposed_by in people else "",
        )
        for row in rows
    ]


def _row(award: Award, asked: AwardEvent, motion: Motion | None) -> Questioned:
    by = motion.by_id if motion else 0
    return Questioned(
        award_id=award.pk,
        holder=award.person.full_name,
        institution=award.institution.names,
        credential=award.credential.titles,
        country=award.country,
        serial="",
        state=award.state,
        since=asked.at,
        revision=None,
        proposed_by=by,
        proposer="",
        reason_class=motion.reason_class if motion else "",
        note=motion.note if motion else "",
        act=motion.act if motion else "",
        motion=motion.pk if motion else 0,
    )


def _place(event: AwardEvent) -> tuple[int, int]:
    return int(event.about.get("enrolment", 0)), int(event.about.get("unit", 0))

"""What time asks to be said about requests for review, of every source: what is near, what is late, and to whom it goes up."""

from datetime import date
from typing import Final

from courses.reviewable import ReviewLine, sources
from courses.selectors.reviews import free_of, open_lines, panel_people, standing_of
from courses.services.reviews import WORK
from lms.institutions import api as institutions
from lms.kernel.reviewing import Standing
from lms.messages.api import send

NEAR: Final = 1  # business days before the last one for an acknowledgement


def warn_reviews() -> int:
    """Look at every open request and warn who may act, each step once; returns how many requests were spoken of.

    Near: who may decide it. Late: they and the administrators of the programme, and who asked is told that it is late. Safe
    to repeat: the ledger of messages knows what was told.
    """
    spoken_of = 0
    for line in open_lines():
        where = standing_of(line)
        stage = _stage(where)
        if not stage:
            continue
        people = free_of(line, panel_people())
        if where.late:
            people = sorted({*people, *institutions.programme_people("administrator")})
        due = line.due_on if stage in ("soon", "late") else line.acknowledge_by
        for person in people:
            _warn(line, person, stage, due)
        if stage == "late":
            sources()[line.source].tell_late(request_id=line.id, due_on=line.due_on)
        spoken_of += 1
    return spoken_of


def _stage(where: Standing) -> str:
    if where.code in ("soon", "late", "unacknowledged_late"):
        return where.code
    return "unacknowledged" if where.code == "unacknowledged" and where.days <= NEAR else ""


def _warn(line: ReviewLine, person: int, stage: str, due: date) -> None:
    send(
        person_id=person, kind=WORK, speaks_of=f"{line.source}:{line.id}:{stage}",
        params={"stage": stage, "path": line.url, "due": due.isoformat(), "kind": line.source},
    )  # fmt: skip

"""What authors do with sessions."""

from django.db import transaction

from courses.errors import UnitNotFound
from courses.models import Session
from lms.audit.api import record_event
from lms.kernel.canonical import digest


@transaction.atomic
def save_session_draft(*, unit_id: int, agenda: str, media_url: str, by: int) -> None:
    """Keep what an author wrote; learners see it when the course is published next. Raises UnitNotFound."""
    session = Session.objects.select_for_update().filter(pk=unit_id, archived_at=None).first()
    if session is None:
        raise UnitNotFound
    before = {"agenda": digest(session.agenda), "media_url": session.media_url}
    session.agenda, session.media_url = agenda, media_url
    session.save(update_fields=["agenda", "media_url"])
    record_event(
        act="session.changed",
        subject="unit",
        subject_id=unit_id,
        actor=by,
        before=before,
        after={"agenda": digest(agenda), "media_url": media_url},
    )

"""What the two mails about clinic practice say, when they are written."""

from collections.abc import Mapping
from typing import Any

from assessments.models import ClinicSession
from assessments.selectors.clinic_sessions import sequels_of
from lms.messages.api import NothingToSay


def not_confirmed_facts(params: Mapping[str, Any]) -> Mapping[str, Any]:
    """The session and the supervisor's comment. Raises NothingToSay when it was settled otherwise meanwhile."""
    row = ClinicSession.objects.filter(pk=params["session_id"], revision=params["revision"]).first()
    if row is None:
        raise NothingToSay
    return {"session_id": row.pk, "held_on": row.held_on, "comment": row.comment, "not_reached": row.state == "not_reached"}


def sequel_facts(params: Mapping[str, Any]) -> Mapping[str, Any]:
    """The sessions of which the person is asked what came. Raises NothingToSay when all were answered meanwhile."""
    lines = sequels_of(params["person_id"])
    if not lines:
        raise NothingToSay
    return {"lines": lines}

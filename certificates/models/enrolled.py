"""Who was ever enrolled for an institution, as a condition on rows: for queries above."""

from typing import Any

from django.db.models import Exists, OuterRef

from courses.models import Enrolment


def enrolled_for(institution_id: int, person: str) -> Any:
    """True for rows whose column `person` names somebody who was ever enrolled for the institution."""
    return Exists(Enrolment.objects.filter(institution_id=institution_id, person=OuterRef(person)))

"""What time asks to be said about complaints: a last day that has passed, to who decides and to the administrators, once."""

from certificates.models import Complaint, ComplaintState
from certificates.selectors.complaints import panel_for, standing_of
from certificates.services.complaints import WORK
from lms.institutions import api as institutions
from lms.messages.api import send


def warn_complaints() -> int:
    """Look at every open complaint; returns how many are late. Safe to repeat: each step is told once."""
    late = 0
    for row in Complaint.objects.filter(state=ComplaintState.OPEN).order_by("due_on", "pk"):
        where = standing_of(row)
        if not where.late:
            continue
        late += 1
        for person in sorted({*panel_for(row), *institutions.programme_people("administrator")}):
            send(
                person_id=person, kind=WORK, speaks_of=f"complaint:{row.pk}:{where.code}",
                params={"complaint_id": row.pk, "stage": "late"},
            )  # fmt: skip
    return late

"""The relations that an assessor has declared."""

from typing import Any

from assessments.models import DeclaredRelation
from lms.kernel.words import in_language


def relation_lines(assessor_id: int) -> list[dict[str, Any]]:
    """Open ones first, the newest first; a person by the address that was typed. One query."""
    rows: Any = DeclaredRelation.objects.filter(assessor_id=assessor_id).select_related("person", "institution")
    rows = rows.defer("institution__logo").order_by("-at")
    lines = [
        {
            "id": row.pk, "whom": row.person.email if row.person else in_language(row.institution.names),
            "is_person": row.person_id is not None, "note": row.note, "at": row.at, "ended_at": row.ended_at,
        }
        for row in rows
    ]  # fmt: skip
    return sorted(lines, key=lambda line: line["ended_at"] is not None)

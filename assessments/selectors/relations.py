"""The relations that an assessor has declared."""

from typing import Any

from assessments.models import DeclaredRelation
from lms.kernel.words import in_language


def relation_lines(assessor_id: int) -> list[dict[str, Any]]:
    """Those with institutions, open ones first, the newest first. Of people none: that a line is there would tell that an
    address has an account here. One query."""
    mine = DeclaredRelation.objects.filter(assessor_id=assessor_id, institution__isnull=False)
    rows: Any = mine.select_related("institution")
    rows = rows.defer("institution__logo").order_by("-at")
    lines = [
        {
            "id": row.pk, "whom": in_language(row.institution.names), "note": row.note, "at": row.at,
            "ended_at": row.ended_at,
        }
        for row in rows
    ]  # fmt: skip
    return sorted(lines, key=lambda line: line["ended_at"] is not None)

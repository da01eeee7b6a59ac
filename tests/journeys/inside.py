"""What the journey asks the site behind the pages, through `manage.py shell`: the keys of a quiz, the audit, the books."""

from typing import Any

from tests.site import Site

_KEY = """
import json
from assessments.models import Attempt
attempt = Attempt.objects.get(pk={pk})
print(json.dumps([
    {{
        "slot": slot["slot"], "kind": slot["kind"], "value": slot.get("value"),
        "right": [option["id"] for option in slot.get("options", ()) if option["fraction"] > 0],
    }}
    for slot in attempt.sheet["slots"]
]))
"""
_RECORDED = """
import json
from lms.audit.api import broken_line
from lms.audit.models import AuditEvent, BookEntry
from lms.reporting.models import ReportEdition
edition = ReportEdition.objects.get(pk={edition})
events = AuditEvent.objects.filter(subject="report_edition").order_by("pk")
print(json.dumps({{
    "broken": {{book: broken_line(book=book) for book in ("reports", "certificates")}},
    "book": list(BookEntry.objects.filter(book__name="reports").values_list("act", "subject", "digest")),
    "sha256": edition.sha256,
    "acts": [[e.act, int(e.subject_id), e.reason] for e in events],
    "people": len({{edition.submitted_by_id, edition.endorsed_by_id, edition.decided_by_id}}),
}}))
"""


def key_of(site: Site, attempt: int) -> list[dict[str, Any]]:
    """The right answers of one attempt's sheet: no page shows them while it is open."""
    return list(site.think(_KEY.format(pk=attempt)))


def recorded(site: Site, edition: int) -> dict[str, Any]:
    """What the audit and the books say about reports."""
    return dict(site.think(_RECORDED.format(edition=edition)))

"""The demonstration's signed report: another institution's quarter, endorsed, looked at and accepted, through the services."""

from typing import Any

from lms.institutions import api as institutions
from lms.jobs import api as jobs
from lms.reporting import api as reporting


def make_signed_report(*, institution_key: str, coordinator: int) -> None:
    """The certification report of the running quarter, signed off with a finding on every award of its sample.

    Done once: where there is one already, nothing is done.
    """
    place = institutions.institution_by_key(institution_key)
    assert place is not None
    focal, reviewers = institutions.programme_people("focal", place.country), institutions.programme_people("reviewer")
    said: dict[str, Any] = {
        "institution_id": place.id, "kind": "certification",
        "period_key": reporting.current_periods(place.time_zone)["certification"],
    }  # fmt: skip
    if not focal or not reviewers or reporting.has_edition(**said):
        return
    reporting.request_report(**said, by=coordinator)
    jobs.run_due_jobs()
    edition_id = reporting.latest_edition(**said)
    if edition_id is None:
        return
    reporting.submit_report(edition_id=edition_id, by=coordinator)
    reporting.endorse_report(edition_id=edition_id, by=focal[0])
    for item_id in reporting.items_of(edition_id):
        reporting.record_finding(item_id=item_id, by=reviewers[0], outcome="conforms")
    reporting.accept_report(edition_id=edition_id, by=reviewers[0])
    jobs.run_due_jobs()

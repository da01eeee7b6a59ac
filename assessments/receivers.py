"""What assessments does when courses announces something: rows of its own only."""

from typing import Any

from assessments.services.attempts import annul_open_attempts


def on_enrolment_closed(*, enrolment_id: int, **kwargs: Any) -> None:
    """Open attempts of a closed enrolment are never scored."""
    annul_open_attempts(enrolment_id=enrolment_id)

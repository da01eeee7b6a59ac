"""The certificates that a change of the toolkit touches: those that rest on completions under the old text."""

from collections.abc import Mapping, Sequence
from typing import Final

from certificates.models import AwardState, Certificate
from courses.ledger import PeopleGroup
from lms.kernel.joined import joined_keys

MANY: Final = 5000  # manifests in one query


def certificates_touched(*, manifests: Mapping[str, Sequence[int]], asks: bool) -> list[PeopleGroup]:
    """Serials by institution, of the current editions; who holds a suspended or revoked award is asked nothing."""
    found = []
    for country, ids in manifests.items():
        for start in range(0, len(ids), MANY):
            rows = Certificate.objects.filter(
                award__lms_completions__completion__manifest__in=ids[start : start + MANY], superseded_by=None
            )
            for institution, state, serials in joined_keys(
                rows, "serial", ("award__institution_id", "award__state"), distinct=True
            ):
                asked = "to ask" if asks and state == AwardState.GRANTED else "nothing"
                found.append(PeopleGroup("certificate", country, institution, asked, serials))
    return found

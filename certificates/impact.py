"""The certificates that a change of the toolkit touches: those that rest on completions under the old text."""

from collections.abc import Mapping, Sequence
from typing import Final

from certificates.models import AwardCompletion, AwardState, Certificate
from courses.api import NOTHING, TO_ASK, PeopleGroup
from lms.kernel.joined import joined_keys

MANY: Final = 5000  # manifests in one query


def certificates_touched(*, manifests: Mapping[str, Sequence[int]], asks: bool) -> list[PeopleGroup]:
    """Serials by institution, of the current editions; who holds a suspended or revoked award is asked nothing."""
    ids, found = [pk for some in manifests.values() for pk in some], []
    by = ("award__country", "award__institution_id", "award__state", "award__credential__follows_law")
    for start in range(0, len(ids), MANY):
        resting = AwardCompletion.objects.filter(completion__manifest__in=ids[start : start + MANY]).values("award_id")
        rows = Certificate.objects.filter(award__in=resting, superseded_by=None)
        for country, institution, state, follows, serials in joined_keys(rows, "serial", by):
            asked = TO_ASK if asks and follows and state in (AwardState.GRANTED, AwardState.REDUCED) else NOTHING
            found.append(PeopleGroup("certificate", country, institution, asked, serials))
    return found

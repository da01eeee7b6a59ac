"""What a judge says of a case's twins: written once; another number when they change their mind."""

from collections.abc import Mapping
from typing import Final

from django.db import transaction
from django.db.models import Max

from assessments.errors.releases import TwinsChanged, TwinsEmpty
from assessments.models import TwinReview
from assessments.selectors.twins import said_of, twin
from assessments.twins import WHOLE
from lms.audit.api import record_event
from lms.institutions import api as institutions
from lms.kernel.words import clean_text

MOST_NOTE: Final = 600


@transaction.atomic
def judge_twins(*, key: str, version_id: int, by: int, answers: Mapping[str, tuple[bool, str]]) -> int:
    """Keep what a judge says of each criterion and of the whole (""); returns how many answers are new or changed.

    What they had said alike is not written again: a second call does nothing. Raises TwinsChanged when the case has a newer
    text than they saw, TwinsEmpty when a criterion lacks an answer or a no its note, TwinsNotFound.
    """
    institutions.lock_person(by)
    found = twin(key)
    if found.case.id != version_id:
        raise TwinsChanged
    asked = [*found.criteria, WHOLE]
    if set(answers) != set(asked) or any(not alike and not note.strip() for alike, note in answers.values()):
        raise TwinsEmpty
    known = said_of([found])[key]
    rows = TwinReview.objects.filter(version=version_id, judge=by)
    numbers = dict(rows.values_list("criterion").annotate(last=Max("number")).order_by())
    fresh = []
    for criterion in asked:
        alike, note = answers[criterion][0], clean_text(answers[criterion][1]).strip()[:MOST_NOTE]
        before = known.get((by, criterion))
        if before is None or (before.comparable, before.note) != (alike, note):
            fresh.append(
                TwinReview(
                    version_id=version_id, judge_id=by, criterion=criterion, countries=found.countries, comparable=alike,
                    note=note, number=numbers.get(criterion, 0) + 1, compared=found.compared,
                )
            )  # fmt: skip
    TwinReview.objects.bulk_create(fresh)
    if fresh:
        said = {one.criterion or "_": one.comparable for one in fresh}
        record_event(
            act="twins.judged", subject="item_version", subject_id=version_id, actor=by,
            after={"case": key, "comparable": said, "countries": found.countries},
        )  # fmt: skip
    return len(fresh)

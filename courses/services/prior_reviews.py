"""A refusal to recognise prior learning, as the registry of reviews asks for it."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from courses.reviewable import Adverse
from courses.selectors import prior_learning as selectors
from courses.services.prior_learning import recognise_after_review


class RecognitionRefused:
    """Prior learning that was not recognised."""

    def name(self) -> str:
        return _("Prior learning not recognised")

    def adverse(self, *, person_id: int) -> Sequence[Adverse]:
        return selectors.refusals_against(person_id)

    def hands(self, *, subject_id: int) -> Collection[int]:
        return selectors.hands_in(subject_id)

    def trail(self, *, subject_id: int) -> Sequence[tuple[str, int | str]]:
        # its hands are in its row; who only opened a file of the claim may sit on the panel
        return []

    def facts(self, *, subject_id: int) -> Sequence[tuple[str, str]]:
        return selectors.refusal_facts(subject_id)

    def remedies(self, *, subject_id: int) -> Sequence[tuple[str, str]]:
        return [("recognised", _("it is recognised"))]

    def uphold(
        self, *, subject_id: int, remedy: str, by: int, agreed_by: int, answer: str, request_id: int
    ) -> Mapping[str, Any]:
        return recognise_after_review(prior_id=subject_id, by=agreed_by, answer=answer)

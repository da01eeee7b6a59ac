"""An assessor's own phrases: kept, counted when used, removed."""

from collections.abc import Collection

from django.db import transaction
from django.db.models import F

from assessments.errors.scoring import PhraseRefused
from assessments.models import SavedComment
from assessments.selectors.saved_comments import LONGEST_PHRASE
from lms.kernel.words import clean_text

MOST = 100


@transaction.atomic
def save_comment(*, person_id: int, case_key: str, criterion: str, text: str) -> int:
    """Keep a phrase for one criterion of a case; the same phrase again is the one that is there. Raises PhraseRefused."""
    said = clean_text(text).strip()
    if not said or len(said) > LONGEST_PHRASE:
        raise PhraseRefused(n=LONGEST_PHRASE)
    known = SavedComment.objects.filter(person_id=person_id, case_key=case_key, criterion=criterion, text=said).first()
    if known is not None:
        return known.pk
    if SavedComment.objects.filter(person_id=person_id).count() >= MOST:
        raise PhraseRefused(n=LONGEST_PHRASE)
    return SavedComment.objects.create(person_id=person_id, case_key=case_key, criterion=criterion, text=said).pk


def remove_comment(*, person_id: int, comment_id: int) -> bool:
    """Forget a phrase of one's own; False: it was not there. Safe to repeat."""
    return bool(SavedComment.objects.filter(person_id=person_id, pk=comment_id).delete()[0])


def count_used(*, person_id: int, case_key: str, texts: Collection[str]) -> None:
    """Count the phrases that stand in these comments, so that those often used come first."""
    rows = SavedComment.objects.filter(person_id=person_id, case_key__in=("", case_key)).values_list("pk", "text")
    used = [pk for pk, text in rows if any(text in said for said in texts)]
    SavedComment.objects.filter(pk__in=used).update(used=F("used") + 1)

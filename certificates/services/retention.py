"""Emptying what has been kept long enough of awards that have ended: files, names and notes. The number answers for ever."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils import timezone

from certificates.models import (
    Award,
    AwardEvent,
    AwardState,
    Certificate,
    CertificateState,
    Complaint,
    ComplaintState,
    Motion,
    Objection,
    Ruling,
)


def _ended(before: datetime, held: Collection[int]) -> Q:
    """Awards that ended before then, by time or by a decision that was not taken back since."""
    revoked = AwardEvent.objects.filter(act="revoked", effective_at__lt=before).values("award")
    over = Q(expires_at__lt=before) | Q(state=AwardState.REVOKED, pk__in=revoked)
    return over & ~Q(person_id__in=held)


def purge_files(before: datetime, held: Collection[int], most: int) -> int:
    """Papers of awards that ended before then: file and printed name. Number, credential, country, dates, state and SHA-256
    stay, so that the public page goes on answering and a file that somebody kept can still be told."""
    awards = Award.objects.filter(_ended(before, held))
    rows = Certificate.objects.filter(award__in=awards, state=CertificateState.ISSUED, tail__isnull=False)
    found = list(rows.order_by("pk").defer("tail").select_for_update(of=("self",))[:most])
    for row in found:
        Certificate.objects.filter(pk=row.pk).update(fields={**row.fields, "name": ""}, tail=None)
    return len(found)


def purge_notes(before: datetime, held: Collection[int], most: int) -> int:
    """What was written about awards that ended before then: private notes, answers, requests for review, exceptions."""
    awards = Award.objects.filter(_ended(before, held))
    events = list(AwardEvent.objects.filter(award__in=awards).exclude(note="").values_list("pk", flat=True)[:most])
    if events:
        AwardEvent.objects.filter(pk__in=events).erase(note="")
    left = most - len(events)
    motions = list(Motion.objects.filter(award__in=awards).exclude(note="", answer="").values_list("pk", flat=True)[:left])
    Motion.objects.filter(pk__in=motions).update(note="", answer="")
    left -= len(motions)
    asked = Objection.objects.filter(event__award__in=awards).exclude(text="", answer="")
    objections = list(asked.values_list("pk", flat=True)[:left])
    Objection.objects.filter(pk__in=objections).update(text="", answer="")
    left -= len(objections)
    ruled = Ruling.objects.filter(ended_at__lt=before).exclude(reason="", note="", answer="").exclude(person_id__in=held)
    rulings = list(ruled.values_list("pk", flat=True)[:left])
    Ruling.objects.filter(pk__in=rulings).update(reason="", note="", answer="")
    return len(events) + len(motions) + len(objections) + len(rulings)


def purge_contacts(before: datetime, held: Collection[int], most: int) -> int:
    """Who complained, of complaints that were over before then."""
    rows = _complaints(before, held).filter(contact_erased_at=None)
    ids = list(rows.order_by("pk").values_list("pk", flat=True)[:most])
    done = {"contact_name": "", "contact_email": "", "contact_erased_at": timezone.now()}
    return Complaint.objects.filter(pk__in=ids).update(**done) if ids else 0


def purge_complaints(before: datetime, held: Collection[int], most: int) -> int:
    """What was said in complaints that were over before then. Number, dates and outcome stay."""
    rows = _complaints(before, held).filter(erased_at=None)
    ids = list(rows.order_by("pk").values_list("pk", flat=True)[:most])
    words = dict.fromkeys(("text", "advisor_words", "substance", "statement", "answer", "typed_serial"), "")
    return Complaint.objects.filter(pk__in=ids).update(**words, erased_at=timezone.now()) if ids else 0


def _complaints(before: datetime, held: Collection[int]) -> QuerySet[Complaint]:
    over = Complaint.objects.exclude(state=ComplaintState.OPEN).filter(decided_at__lt=before)
    return over.filter(Q(advisor=None) | ~Q(advisor_id__in=held))

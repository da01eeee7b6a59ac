"""What the messages about a change of the law say, looked up when each is written: it may be settled by then."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils import timezone

from courses.models import Change, Completion, ItemKind, RefresherDue
from courses.selectors.refreshers import OPEN, lines
from courses.wording import date_in_words
from lms.institutions.api import institution_cards, present_institutions
from lms.kernel.words import in_language
from lms.messages.api import NothingToSay


def refresher_facts(params: Mapping[str, Any]) -> Mapping[str, Any]:
    """A refresher is asked: what changed, where to pass it, until when, and at which institution the person is now.

    Raises NothingToSay when it was passed, excused or replaced meanwhile.
    """
    rows = RefresherDue.objects.filter(OPEN, pk=params["due_id"])
    found = lines(rows)
    if not found:
        raise NothingToSay
    line = found[0]
    from_institution = rows.values_list("completion__enrolment__institution_id", flat=True)[0]
    return {
        "what": in_language(line.titles),
        "sentence": in_language(line.sentence),
        "course": in_language(line.course_titles),
        "minutes": line.minutes,
        "since": _day(line.in_force_from),
        "until": timezone.localtime(line.grace_until),
        "institution": _present(line.person_id, from_institution),
        "path": line.url,
    }


def notice_facts(params: Mapping[str, Any]) -> Mapping[str, Any]:
    """A rule changed and nothing is asked: what changed, and where to read it. Raises NothingToSay when nobody wrote a word."""
    change = Change.objects.select_related("item").get(pk=params["change_id"])
    completion = Completion.objects.select_related("enrolment__course").get(pk=params["completion_id"])
    sentence = in_language(change.sentence)
    if not sentence:
        raise NothingToSay
    enrolment, item = completion.enrolment, change.item
    if item.kind == ItemKind.FACT and change.new_id:
        path = reverse("lms:courses:reference-fact", args=[item.key])
    else:
        path = reverse("lms:courses:enrolment-detail", args=[enrolment.pk])
    return {
        "sentence": sentence,
        "course": in_language(enrolment.course.titles),
        "since": _day(change.in_force_from),
        "institution": _present(enrolment.person_id, enrolment.institution_id),
        "path": path,
    }


def _day(day: Any) -> str:
    return date_in_words(day.isoformat()) if day else ""


def _present(person_id: int, prefer: int) -> str:
    """The institution a person advises for now; '' when there is none."""
    here = present_institutions(person_id, prefer)[:1]
    return next((in_language(card.names) for card in institution_cards(here).values()), "")

"""A question's page: preview by country and language, key, versions, law, every quiz it is in; an earlier version again."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from assessments import lives
from assessments.access.bank import READERS, access_question
from assessments.forms.blueprints import LifeForm
from assessments.kinds.banks import is_secret
from assessments.models import QuestionEntry
from assessments.models.bank_rows import open_requests
from assessments.selectors.bank_usage import usage_of
from assessments.selectors.item_findings import question_findings
from assessments.selectors.pool_figures import steps_of
from assessments.selectors.question_page import past_of, preview, reading_of
from assessments.services.question_editing import restore_version
from assessments.views.exam_pool import life_step
from assessments.wording_bank import difficulty_in_words, life_in_words, pool_in_words
from courses import api as courses
from lms.kernel.http import AuthedRequest
from lms.kernel.places import COUNTRIES, Country, Language
from lms.kernel.policy import policy

SAMPLE = {"item_id": "question_item_id"}


@policy(*READERS, sample=SAMPLE)
@require_safe
def question_page(request: AuthedRequest, item_id: int) -> HttpResponse:
    """All about one question."""
    entry = access_question(request.scope, item_id)
    body = entry.item.draft.body if entry.item.draft else {}
    country = _one_of(request.GET.get("country"), COUNTRIES, request.person.country or COUNTRIES[0])
    language = _one_of(request.GET.get("language"), Language.values, (get_language() or "es")[:2])
    past = past_of(entry, old=_number(request, "old"), new=_number(request, "new"))
    usage = usage_of([item_id])[item_id]
    context: dict[str, Any] = {
        "entry": entry,
        "item": entry.item,
        "body": body,
        "country": country,
        "language": language,
        "countries": [(code, Country(code).label) for code in COUNTRIES],
        "languages": list(Language),
        "past": past,
        "usage": usage,
        "life": life_in_words(entry.life),
        "gone": entry.life in ("retired", "compromised"),
        "pool": pool_in_words(entry.bank.pool),
        "topic": courses.topic_in_words(entry.topic) if entry.topic else "",
        "stage": courses.stage_in_words(entry.stage) if entry.stage else "",
        "difficulty": difficulty_in_words(entry.difficulty),
        "reading": reading_of(entry, body, language),
        "request_id": open_requests([item_id]).get(item_id),
        "may_write": "author" in request.scope.roles,
        "sees_figures": bool(request.scope.roles & {"author", "reviewer"}),
        "regrade_url": _address("lms:assessments:regrade-new", item_id) if "author" in request.scope.roles else "",
    }
    context |= _life_of(entry, request)
    if body:
        context["findings"] = question_findings(entry, body)
        with override(language):
            seen = preview(entry.item.key, body, country=country, language=language)
            context["rules"] = seen.rules
            context["preview"] = render_to_string(
                "lms/assessments/_question_preview.html",
                {"seen": seen, "question": seen.shown, "body": body, "country": Country(country).label, "total": 1},
            )
            context["key"] = render_to_string("lms/assessments/_question_key.html", {"seen": seen, "body": body})
    return render(request, "lms/assessments/question_page.html", context)


def _life_of(entry: QuestionEntry, request: AuthedRequest) -> dict[str, Any]:
    """How it moved through its life, and in an exam's bank what may come next."""
    found: dict[str, Any] = {"steps": [life_step(step) for step in steps_of([entry.pk]).get(entry.pk, ())]}
    if is_secret(entry.bank):
        onward = lives.moves("exam", entry.life)
        may_move = bool(onward and request.scope.roles & {"author", "reviewer"})
        found |= {"life_form": LifeForm(lives=onward), "may_move": may_move}
    return found


def _one_of(value: str | None, known: Any, usual: str) -> str:
    return value if value and value in known else usual


def _number(request: AuthedRequest, name: str) -> int:
    value = request.GET.get(name, "")
    return int(value) if value.isdecimal() and len(value) < 6 else 0


def _address(name: str, item_id: int) -> str:
    try:
        return reverse(name, args=[item_id])
    except NoReverseMatch:
        return ""


@policy("author", sample=SAMPLE)
@require_POST
def question_restore(request: AuthedRequest, item_id: int) -> HttpResponse:
    """Take up an earlier version again: its text is a new draft version."""
    entry = access_question(request.scope, item_id)
    said = {name: request.POST.get(name, "") for name in ("number", "expected")}
    if not all(value.isdecimal() and len(value) < 6 for value in said.values()):
        messages.error(request, _("There is no such version."))
        return redirect("lms:assessments:question-page", item_id)
    try:
        made = restore_version(
            item_id=entry.item_id, number=int(said["number"]), expected=int(said["expected"]), by=request.person.pk
        )
        messages.success(
            request, _("Version %(old)s is taken up again, as version %(new)s.") % {"old": said["number"], "new": made}
        )
    except courses.SomebodyElseSaved as collision:
        messages.error(request, collision.sentence())
    return redirect("lms:assessments:question-page", item_id)

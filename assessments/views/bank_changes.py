"""Changing many questions: first what would happen to which, then the act, then its opposite on offer."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from assessments.errors.bank import BankChoiceMissing, NothingToChange, NothingToUndo, TooManyQuestions
from assessments.forms.bank import ChangeForm, FilterForm, change_in_words
from assessments.selectors.bank import known, matching
from assessments.services.bank_changes import MOST, Change, Done, change_questions, plan_change, undo_change
from assessments.views.bank import UNDO, offer_undo
from assessments.wording_bank import life_in_words
from lms.kernel.errors import Stale
from lms.kernel.http import AuthedRequest
from lms.kernel.policy import policy

SHOWN = 100


@policy("author")
@require_POST
def question_change(request: AuthedRequest) -> HttpResponse:
    """What an act would do, question by question; with `sure` it is done."""
    offered = known()
    form = ChangeForm(request.POST, known=offered)
    items = _chosen(request, offered)
    if not form.is_valid() or not items:
        sentence = _("Choose at least one question.") if not items else next(iter(form.errors.values()))[0]
        messages.error(request, str(sentence))
        return redirect(_back(request))
    change = form.change()
    if "sure" in request.POST:
        return _do(request, change, items, change_in_words(change, offered))
    try:
        lines = plan_change(change=change, item_ids=items)
    except BankChoiceMissing as missing:
        messages.error(request, missing.sentence())
        return redirect(_back(request))
    moving = [line for line in lines if line.moves]
    context = {
        "heading": change_in_words(change, offered),
        "change": change,
        "field": {"move": "bank", "untag": "tag"}.get(change.act, change.act),
        "moving": [_shown(change, line) for line in moving[:SHOWN]],
        "more": len(moving) - SHOWN,
        "count": len(moving),
        "ids": [line.entry.item_id for line in moving],
        "refused": [line for line in lines if line.refused],
        "same": [line for line in lines if not line.refused and not line.moves],
        "stops": [line for line in moving if change.act == "retire" and line.usage.by_name],
        "back": _back(request),
        "kept": list(_asked(request).items()),
    }
    return render(request, "lms/assessments/bank_change.html", context)


def _shown(change: Change, line: Any) -> dict[str, Any]:
    words = life_in_words if change.act in ("retire", "revive") else str
    return {"line": line, "before": words(line.before), "after": words(line.after)}


def _chosen(request: AuthedRequest, offered: Any) -> list[int]:
    """The questions ticked, or all that fit the filters. Raises TooManyQuestions."""
    if request.POST.get("which") == "every":
        found = list(
            matching(FilterForm(_asked(request), known=offered).filters()).values_list("item_id", flat=True)[: MOST + 1]
        )
    else:
        found = [int(one) for one in request.POST.getlist("item") if one.isdecimal() and len(one) < 19]
    if len(found) > MOST:
        raise TooManyQuestions(most=MOST, n=len(found))
    return found


def _asked(request: AuthedRequest) -> dict[str, str]:
    return {name.removeprefix("of-"): str(value) for name, value in request.POST.items() if name.startswith("of-")}


def _back(request: AuthedRequest) -> str:
    asked = {name: value for name, value in _asked(request).items() if value}
    here = reverse("lms:assessments:question-list")
    return f"{here}?{urlencode(asked)}" if asked else here


def _do(request: AuthedRequest, change: Change, items: list[int], words: str) -> HttpResponse:
    try:
        done = change_questions(change=change, item_ids=items, by=request.person.pk)
    except (NothingToChange, BankChoiceMissing, Stale) as refused:
        messages.error(request, refused.sentence())
        return redirect(_back(request))
    n = len(done.items)
    said = ngettext("Done for %(n)s question: %(what)s.", "Done for %(n)s questions: %(what)s.", n) % {"n": n, "what": words}
    messages.success(request, said)
    offer_undo(request, words, done)
    return redirect(_back(request))


@policy("author")
@require_POST
def question_undo(request: AuthedRequest) -> HttpResponse:
    """The opposite of what was just done, for the questions that nobody changed since."""
    kept = request.session.pop(UNDO, None) or {}
    done = Done(
        tuple((item, number) for item, number in kept.get("versions", ())),
        tuple((item, then, now) for item, then, now in kept.get("lives", ())),
    )
    try:
        n = undo_change(done=done, by=request.person.pk)
        messages.success(request, ngettext("Taken back for %(n)s question.", "Taken back for %(n)s questions.", n) % {"n": n})
    except (NothingToUndo, Stale) as nothing:
        messages.error(request, nothing.sentence())
    return redirect(_back(request))

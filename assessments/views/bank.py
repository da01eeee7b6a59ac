"""Banks of questions, the one list over all of them, a new bank."""

import time
from dataclasses import asdict
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from assessments.access.bank import READERS
from assessments.errors.bank import BankExists
from assessments.forms.bank import BankForm, ChangeForm, FilterForm
from assessments.selectors.bank import bank_rows, known, question_shelf
from assessments.services.bank_changes import MOST, Done, begin_bank
from assessments.services.exporting import FORMATS
from assessments.wording_bank import life_in_words, pool_in_words
from lms.kernel.http import AuthedRequest
from lms.kernel.policy import policy

UNDO = "question_bank_undo"  # in the session: what was just done, so that it can be taken back
UNDO_SECONDS = 3600


def offer_undo(request: AuthedRequest, words: str, done: Done) -> None:
    """Keep what was done, so that the list offers its opposite for an hour."""
    request.session[UNDO] = {
        "words": words, "n": len(done.items), "versions": done.versions, "lives": done.lives, "at": time.time(),
    }  # fmt: skip


def undo_offered(request: AuthedRequest) -> Any:
    """What can be taken back now; None when nothing was done within the hour."""
    kept = request.session.get(UNDO)
    return kept if kept and time.time() - kept["at"] < UNDO_SECONDS else None


@policy(*READERS)
@require_safe
def question_list(request: AuthedRequest) -> HttpResponse:
    """All questions of all banks, filtered and searched; what to do with many of them."""
    offered = known()
    asked = FilterForm(request.GET, known=offered)
    filters = asked.filters()
    shelf = question_shelf(filters, asked.page_asked())
    kept: dict[str, str] = {name: str(value) for name, value in request.GET.items() if name != "page" and value}
    context = {
        "shelf": shelf,
        "filters": filters,
        "form": FilterForm({name: value or "" for name, value in asdict(filters).items()}, known=offered),
        "change": ChangeForm(known=offered),
        "known": offered,
        "kept": list(kept.items()),
        "before_url": f"?{urlencode({**kept, 'page': str(shelf.before)})}" if shelf.before else "",
        "after_url": f"?{urlencode({**kept, 'page': str(shelf.after)})}" if shelf.after else "",
        "may_write": "author" in request.scope.roles,
        "most": MOST,
        "undo": undo_offered(request),
    }
    return render(request, "lms/assessments/bank_questions.html", context)


@policy(*READERS)
@require_http_methods(["GET", "HEAD", "POST"])
def bank_list(request: AuthedRequest) -> HttpResponse:
    """Every bank: what it is for, how many questions it has by life, its files; authors begin a new one."""
    form = BankForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and "author" in request.scope.roles and form.is_valid():
        said = form.cleaned_data
        try:
            begin_bank(
                key=said["key"], titles={"es": said["title_es"], "en": said["title_en"]}, pool=said["pool"],
                by=request.person.pk,
            )  # fmt: skip
            messages.success(request, _("The bank is there. Move questions into it, or write new ones."))
            return redirect("lms:assessments:bank-list")
        except BankExists as exists:
            form.add_error("key", exists.sentence())
    rows = [
        {
            "row": row,
            "secret": row.secret,
            "pool": pool_in_words(row.pool),
            "lives": [(life, life_in_words(life), n) for life, n in row.lives],
        }
        for row in bank_rows()
    ]
    context = {"rows": rows, "form": form, "formats": FORMATS, "may_write": "author" in request.scope.roles}
    return render(request, "lms/assessments/bank_list.html", context, status=422 if form.errors else 200)

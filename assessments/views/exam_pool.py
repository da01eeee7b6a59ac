"""An exam's bank: what was shown how often, what answers say, and each question's way through its life."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments import lives
from assessments.access.blueprints import READERS, access_exam_bank, access_exam_question
from assessments.exposing import DAYS, DRIFT
from assessments.forms.blueprints import LifeForm
from assessments.models import Life
from assessments.selectors.pool_figures import Step, pool_rows, resting_by_drift
from assessments.services.lives import move_life, move_lives
from assessments.wording_bank import life_in_words, reason_in_words
from lms.kernel.errors import LmsError
from lms.kernel.http import AuthedRequest
from lms.kernel.policy import policy

TO = (lives.PILOT, lives.OPERATIONAL, lives.RESTING, lives.RETIRED, lives.COMPROMISED, lives.DRAFT)
MOST = 500
PAGE = 50


@policy(*READERS, sample={"bank_key": "exam_bank_key"})
@require_http_methods(["GET", "HEAD", "POST"])
def bank_pool(request: AuthedRequest, bank_key: str) -> HttpResponse:
    """Every question of an exam's bank with its exposure and figures; authors move many of them through their lives."""
    bank = access_exam_bank(request.scope, bank_key)
    may_write = "author" in request.scope.roles
    form = LifeForm(request.POST if request.method == "POST" else None, lives=TO)
    problem, life = "", request.GET.get("life", "")
    rows = pool_rows(bank, life=life if life in Life.values else "")
    if request.method == "POST" and may_write:
        mine = {row.item_id for row in rows}
        ticked = [int(one) for one in request.POST.getlist("item") if one.isdecimal() and len(one) < 19]
        chosen = mine if "every" in request.POST else mine & set(ticked[:MOST])
        if not chosen:
            problem = _("Choose at least one question.")
        elif form.is_valid():
            done = move_lives(
                item_ids=chosen,
                to=form.cleaned_data["to"],
                reason=form.cleaned_data["reason"],
                by=request.person.pk,
            )
            _tell(request, done.moved, done.refused, form.cleaned_data["to"])
            return redirect("lms:assessments:bank-pool", bank.key)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {
        "bank": bank, "page": page,
        "rows": [_shown(row) for row in page], "form": form, "may_write": may_write, "problem": problem,
        "life": life, "lives": [(one.value, life_in_words(one)) for one in Life], "days": DAYS,
    }  # fmt: skip
    return render(request, "lms/assessments/bank_pool.html", context, status=422 if problem or form.errors else 200)


def _tell(request: AuthedRequest, moved: tuple[str, ...], refused: tuple[str, ...], to: str) -> None:
    n = len(moved)
    said = ngettext("{n} question is now «{life}».", "{n} questions are now «{life}».", n)
    (messages.success if n else messages.info)(request, said.format(n=n, life=life_in_words(to)))
    if refused:
        sentence = _("These can't become «{life}» from where they stand: {keys}.")
        keys = ", ".join(refused[:10]) + (" …" if len(refused) > 10 else "")
        messages.error(request, sentence.format(life=life_in_words(to), keys=keys))


def _shown(row: Any) -> dict[str, Any]:
    return {
        "row": row,
        "life": life_in_words(row.life),
        "rate": None if row.rate is None else 100 * row.rate,
        "facility": None if row.facility is None else 100 * row.facility,
        "steps": [life_step(one) for one in row.steps],
    }


def life_step(step: Step) -> dict[str, Any]:
    """One move of a question's life in words."""
    before, after = life_in_words(step.before), life_in_words(step.after)
    figures = {name: value if name.endswith("_n") else 100 * value for name, value in step.figures.items()}
    return {"step": step, "before": before, "after": after, "why": reason_in_words(step.reason), "figures": figures}


@policy("author", "reviewer")
@require_safe
def resting_list(request: AuthedRequest) -> HttpResponse:
    """Exam questions that rest, with their figures: back to use, retired, or their answer is known. Somebody decides."""
    waiting = set(resting_by_drift())
    rows = [
        _shown(row) | {"form": LifeForm(lives=row.moves, auto_id=f"life-{row.item_id}-%s"), "waits": row.item_id in waiting}
        for row in pool_rows(life=Life.RESTING, steps=True)
    ]
    rows.sort(key=lambda one: not one["waits"])
    context = {"rows": rows, "days": DAYS, "limit": round(100 * DRIFT)}
    return render(request, "lms/assessments/resting_list.html", context)


@policy("author", "reviewer", sample={"item_id": "exam_item_id"})
@require_POST
def question_life(request: AuthedRequest, item_id: int) -> HttpResponse:
    """One step in the life of one question, with a reason."""
    entry = access_exam_question(request.scope, item_id)
    back = request.POST.get("back", "")
    try:
        move_life(
            item_id=entry.item_id, to=request.POST.get("to", ""), reason=request.POST.get("reason", ""), by=request.person.pk
        )
        messages.success(request, _("Kept, with its reason. New sheets go by it from now on."))
    except LmsError as refused:
        messages.error(request, refused.sentence())
    if not url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        back = reverse("lms:assessments:question-page", args=[entry.item_id])
    return redirect(back)

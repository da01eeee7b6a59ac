"""Writing facts: what one says for a jurisdiction, for one jurisdiction more, a new one."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from courses.access.authoring import access_item
from courses.access.ledger import may_propose
from courses.differences import body_differences, word_difference
from courses.errors import (
    ChangeWaits,
    DeclineReasonMissing,
    FactExists,
    NothingChanges,
    OriginMoved,
    SomebodyElseSaved,
)
from courses.forms.editing import CommentForm
from courses.forms.facts import FactForm, NewFactForm, initial_of
from courses.forms.stale import DeclineForm
from courses.models import ChangeClass, Item, ItemKind
from courses.selectors.editing import comments_of, version_body
from courses.selectors.ledger_plans import waiting_change
from courses.selectors.stale import sentences_behind
from courses.services.editing_facts import begin_fact, save_fact
from courses.services.stale import decline_sentence
from courses.views.author_item_parts import owned_by
from lms.kernel.policy import AuthedRequest, policy

READERS = ("author", "focal", "reviewer")


@policy(*READERS, sample={"item_id": "fact_item_id"})
def fact_edit(request: AuthedRequest, item_id: int) -> HttpResponse:
    """One fact for one jurisdiction. Authors save; focal points and reviewers read and remark."""
    item = access_item(request.scope, item_id, "fact")
    body = item.draft.body if item.draft else {}
    if request.method != "POST":
        number = item.draft.number if item.draft else 0
        return _page(request, item, FactForm(initial=initial_of(body, number), values=body.get("values", {})))
    form = FactForm(request.POST, values=_values_sent(request))
    if not form.is_valid() or "author" not in request.scope.roles:
        return _page(request, item, form, status=422)
    if form.cleaned_data["change_class"] != ChangeClass.EDITORIAL and not may_propose(request.scope, item.country):
        form.add_error("change_class", _("A change of this law is proposed by somebody of that country, or of the programme."))
        return _page(request, item, form, status=422)
    return _save(request, item, form)


def _save(request: AuthedRequest, item: Item, form: FactForm) -> HttpResponse:
    sent = form.cleaned_data
    over = sent["over"] if request.POST.get("act") == "mine" and sent["over"] else sent["expected"]
    try:
        number = save_fact(
            item_id=item.pk,
            expected=over,
            body=form.body(item.draft.body if item.draft else {}),
            by=request.person.pk,
            change_class=sent["change_class"],
            sentence={"es": sent["change_es"], "en": sent["change_en"]},
        )
    except (ChangeWaits, NothingChanges) as refused:
        form.add_error("change_class", refused.sentence())
        return _page(request, item, form, status=409)
    except SomebodyElseSaved as collision:
        item.refresh_from_db()
        return _page(request, item, form, status=409, collision=collision)
    messages.success(request, _("Saved as version %(number)s.") % {"number": number})
    if change := waiting_change(item.pk):
        messages.success(request, _("The change stands in the ledger, with all that rests on it."))
        return redirect("lms:courses:change-detail", change)
    return redirect("lms:courses:fact-edit", item.pk)


def _values_sent(request: AuthedRequest) -> dict[str, Any]:
    """As many rows of parts as were sent, so that a part that was added is read too."""
    rows = [name for name in request.POST if name.startswith("p") and name.endswith("-name")]
    return {f"sent{n}": {} for n in range(max(0, len(rows) - 2))}


def _page(
    request: AuthedRequest, item: Item, form: FactForm, *, status: int = 200, collision: SomebodyElseSaved | None = None
) -> HttpResponse:
    conflict: dict[str, Any] = {}
    if collision is not None and item.draft:
        began, theirs = version_body(item.pk, int(form.cleaned_data["expected"])), item.draft.body
        conflict = {
            "sentence": collision.sentence(),
            "number": item.draft.number,
            "theirs": body_differences(began, theirs),
            "mine": body_differences(theirs, form.body(theirs)),
        }
    late = next(iter(sentences_behind([item])), None)
    moved = (
        word_difference(late.before.body["sentence"].get("es", ""), late.moved_in.body["sentence"].get("es", ""))
        if late
        else ()
    )
    published = item.published.body if item.published and item.published_id != item.draft_id else None
    context = {
        "item": item,
        "form": form,
        "conflict": conflict,
        "late": late,
        "moved": moved,
        "decline_form": DeclineForm(initial={"origin": late.moved_in.pk}) if late else None,
        "differences": body_differences(published, item.draft.body) if published and item.draft else [],
        "comments": comments_of(item),
        "comment_form": CommentForm(),
        "may_write": "author" in request.scope.roles,
        **owned_by(item),
    }
    return render(request, "lms/courses/fact_form.html", context, status=status)


@policy("author")
def fact_new(request: AuthedRequest) -> HttpResponse:
    """A fact, or what a known one says for one jurisdiction more (`?key=`)."""
    known = _head_of(request.GET.get("key", ""))
    head = NewFactForm(request.POST if request.method == "POST" else None, initial=known)
    usual = {"expected": 0, "confidence": "medium", "needs_check": True}
    form = FactForm(request.POST if request.method == "POST" else None, values=_values_sent(request), initial=usual)
    if request.method == "POST" and head.is_valid() and form.is_valid():
        made = {"key": head.cleaned_data["key"], "jurisdiction": head.cleaned_data["jurisdiction"]}
        try:
            item_id = begin_fact(**made, body=form.body(head.head()), by=request.person.pk)
            return redirect("lms:courses:fact-edit", item_id)
        except FactExists as exists:
            head.add_error("jurisdiction", exists.sentence())
    status = 422 if head.errors or form.errors else 200
    return render(request, "lms/courses/fact_new.html", {"head": head, "form": form}, status=status)


def _head_of(key: str) -> dict[str, Any]:
    found = Item.objects.filter(kind=ItemKind.FACT, key=key).exclude(draft=None).select_related("draft").first()
    if found is None or found.draft is None:
        return {}
    titles = found.draft.body["titles"]
    return {"key": key, "kind": found.draft.body["kind"], "title_es": titles.get("es"), "title_en": titles.get("en")}


@policy("author", sample={"item_id": "fact_item_id"})
@require_POST
def fact_sentence_decline(request: AuthedRequest, item_id: int) -> HttpResponse:
    """The English sentence stays as it is beside the Spanish one that moved, because."""
    access_item(request.scope, item_id, "fact")
    form = DeclineForm(request.POST)
    try:
        if not form.is_valid():
            raise DeclineReasonMissing(block="en")
        decline_sentence(
            item_id=item_id,
            origin_id=form.cleaned_data["origin"],
            because=form.cleaned_data["because"],
            by=request.person.pk,
        )
        messages.success(request, _("Your answers are kept."))
    except (DeclineReasonMissing, OriginMoved) as refused:
        messages.error(request, refused.sentence())
    return redirect("lms:courses:fact-edit", item_id)

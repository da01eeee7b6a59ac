"""Texts behind their origin: all of them, and one with what moved beside the own text, answered block by block."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from courses.access.authoring import access_item
from courses.differences import BlockDifference
from courses.errors import (
    DeclineReasonMissing,
    ItemNotFound,
    OriginMoved,
    SomebodyElseSaved,
    StillTheSame,
    TextRefused,
)
from courses.forms.stale import SlotsForm, StaleForm
from courses.models import Item
from courses.origins import proposal, slots_of, without_numbers
from courses.selectors.stale import Moved, translation_moved, variant_moved
from courses.selectors.stale_list import stale_texts
from courses.services.stale import decide_translation, decide_variant
from lms.kernel.errors import LmsError
from lms.kernel.places import COUNTRIES, Country, Language
from lms.kernel.policy import AuthedRequest, policy

READERS = ("author", "focal", "reviewer")
_REFUSED = (DeclineReasonMissing, OriginMoved, SomebodyElseSaved, StillTheSame, TextRefused)


@policy(*READERS)
def stale_list(request: AuthedRequest) -> HttpResponse:
    """Everything whose origin moved on: translations, countries' texts, sentences of facts."""
    return render(request, "lms/courses/stale_list.html", {"texts": stale_texts()})


@policy(*READERS, sample={"item_id": "section_item_id"})
def stale_translation(request: AuthedRequest, item_id: int) -> HttpResponse:
    """What moved in Spanish, beside the translation."""
    item = access_item(request.scope, item_id, "section")
    moved = translation_moved(item)
    if moved is None or item.draft is None:
        messages.success(request, _("This text stands in line with its origin."))
        return redirect("lms:courses:section-edit", item_id)
    own, origin = without_numbers(item.draft.body), without_numbers(moved.new.body)
    initial = {f"text-{block.id}": proposal(block.id, own, origin) for block in moved.open}
    form = _form(request, moved, initial, with_texts=True)
    refused: LmsError | None = None
    if request.method == "POST" and form.is_valid() and "author" in request.scope.roles:
        sent = form.cleaned_data
        try:
            done = decide_translation(
                item_id=item_id,
                expected=sent["expected"],
                origin_id=sent["origin"],
                answers=form.answers(),
                by=request.person.pk,
            )
            return _decided(request, item, "lms:courses:stale-translation", [item_id], done=done)
        except _REFUSED as error:
            refused = error
    return _page(request, item, moved, form, refused, label=str(Language(item.language).label))


@policy(*READERS, sample={"item_id": "section_item_id", "country": "country_code"})
def stale_variant(request: AuthedRequest, item_id: int, country: str) -> HttpResponse:
    """What moved in the shared text, beside one country's text."""
    item = access_item(request.scope, item_id, "section")
    if country not in COUNTRIES:
        raise ItemNotFound
    moved = variant_moved(item, country)
    if moved is None or item.draft is None:
        messages.success(request, _("This text stands in line with its origin."))
        return redirect("lms:courses:section-edit", item_id)
    own = without_numbers(item.draft.body)
    form = _form(request, moved, {}, with_texts=False)
    slots = SlotsForm(request.POST if request.method == "POST" else None, slots=slots_of(own, country), auto_id="s-%s")
    refused: LmsError | None = None
    if request.method == "POST" and form.is_valid() and slots.is_valid() and "author" in request.scope.roles:
        sent = form.cleaned_data
        try:
            done = decide_variant(
                item_id=item_id,
                expected=sent["expected"],
                country=country,
                origin_id=sent["origin"],
                answers=form.answers(),
                slots=slots.chosen(),
                by=request.person.pk,
            )
            return _decided(request, item, "lms:courses:stale-variant", [item_id, country], done=done)
        except _REFUSED as error:
            refused = error
    return _page(request, item, moved, form, refused, label=str(Country(country).label), slots=slots)


def _form(request: AuthedRequest, moved: Moved, initial: dict[str, Any], *, with_texts: bool) -> StaleForm:
    number = moved.item.draft.number if moved.item.draft else 0
    usual = {**initial, "expected": number, "origin": moved.new.pk}
    data = request.POST if request.method == "POST" else None
    return StaleForm(data, blocks=moved.open, with_texts=with_texts, initial=usual, auto_id="s-%s")


def _decided(request: AuthedRequest, item: Item, here: str, args: list[Any], *, done: bool) -> HttpResponse:
    if done:
        messages.success(request, _("Everything that moved is answered for: the text is no longer behind."))
        return redirect("lms:courses:section-edit", item.pk)
    messages.success(request, _("Your answers are kept. The rest waits here."))
    return redirect(here, *args)


def _page(
    request: AuthedRequest,
    item: Item,
    moved: Moved,
    form: StaleForm,
    refused: LmsError | None,
    *,
    label: str,
    slots: SlotsForm | None = None,
) -> HttpResponse:
    context = {
        "item": item,
        "moved": moved,
        "label": label,
        "form": form,
        "rows": [_row(form, block) for block in moved.open],
        "decided": [(block, moved.decided[block.id]) for block in moved.blocks if block.id in moved.decided],
        "slots": [(slots[f"slot-{name}"], slots[f"na-{name}"]) for name in slots.slots] if slots else [],
        "refused": refused.sentence() if refused else "",
        "mistakes": refused.facts["mistakes"] if isinstance(refused, TextRefused) else (),
        "may_write": "author" in request.scope.roles,
    }
    status = refused.status if refused else 422 if form.errors or (slots and slots.errors) else 200
    return render(request, "lms/courses/stale_form.html", context, status=status)


def _row(form: StaleForm, block: BlockDifference) -> dict[str, Any]:
    text = f"text-{block.id}"
    return {
        "block": block,
        "answer": form[f"answer-{block.id}"],
        "because": form[f"because-{block.id}"],
        "text": form[text] if text in form.fields else None,
    }

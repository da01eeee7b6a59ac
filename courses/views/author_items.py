"""Sources, help resources, terms, stages, comparisons and offices: one page each, its form, a new one, who answers for it."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from courses.access.authoring import access_item
from courses.differences import body_differences
from courses.errors import EntryRefused, ItemExists, ItemNotFound, OwnerDoesNotWrite, SomebodyElseSaved
from courses.forms.editing import CommentForm
from courses.forms.item_kinds import ASKS, NewItemForm, OwnerForm
from courses.models import Item
from courses.selectors.editing import comments_of, version_body
from courses.selectors.item_pages import authors, facts_to_list, item_view, plainness, title_of
from courses.selectors.item_requests import edit_url
from courses.services.editing_items import begin_item, named, save_item, set_owner
from courses.services.item_entries import entry_of, read_entry
from courses.views.author_item_parts import fresh_form, long_texts, owned_by, said
from courses.wording import kind_in_words
from lms.kernel.entry_forms import ItemForm
from lms.kernel.places import COUNTRIES
from lms.kernel.policy import AuthedRequest, policy

READERS = ("author", "focal", "reviewer")


@policy(*READERS, sample={"item_id": "term_item_id"})
def item_detail(request: AuthedRequest, item_id: int) -> HttpResponse:
    """What an item says in both languages, what rests on it, its past, what waits."""
    item = access_item(request.scope, item_id, *ASKS)
    view = item_view(item, timezone.localdate())
    context = {
        "item": item,
        "view": view,
        "said": said(ASKS[item.kind], _held(item)),
        **owned_by(item),
        "comments": comments_of(item),
        "comment_form": CommentForm(),
        "may_write": "author" in request.scope.roles,
    }
    return render(request, "lms/courses/item_detail.html", context)


@policy(*READERS, sample={"item_id": "term_item_id"})
def item_edit(request: AuthedRequest, item_id: int) -> HttpResponse:
    """An item's form. Authors save; focal points and reviewers read it."""
    item = access_item(request.scope, item_id, *ASKS)
    held, asks = _held(item), ASKS[item.kind]
    if request.method != "POST":
        return _page(request, item, ItemForm(asks=asks, held=held, expected=item.draft.number if item.draft else 0))
    form, act = ItemForm(request.POST, asks=asks, held=held), request.POST.get("act", "")
    if act.startswith("more-"):
        return _page(request, item, fresh_form(form, more=act.removeprefix("more-")))
    if act not in ("save", "mine") or not form.is_valid() or "author" not in request.scope.roles:
        return _page(request, item, form, status=422 if form.errors else 200)
    expected = form.cleaned_data["over"] if act == "mine" and form.cleaned_data["over"] else form.cleaned_data["expected"]
    try:
        number = save_item(item_id=item_id, expected=expected, entry=_own(form.entry()), by=request.person.pk)
    except EntryRefused as refused:
        form.place([(one.place, one.sentence) for one in refused.facts["problems"]])
        return _page(request, item, form, status=422)
    except SomebodyElseSaved as collision:
        item.refresh_from_db()
        return _page(request, item, form, status=409, collision=collision)
    messages.success(request, _("Saved as version %(number)s.") % {"number": number})
    return redirect("lms:courses:item-detail", item_id)


def _held(item: Item) -> dict[str, Any]:
    """The draft as its file's entry."""
    return entry_of(item.kind, item.key, item.country, item.draft.body) if item.draft else {}


def _own(entry: dict[str, Any]) -> dict[str, Any]:
    """The entry without what names it."""
    return {name: value for name, value in entry.items() if name not in ("key", "country")}


def _page(
    request: AuthedRequest, item: Item, form: ItemForm, *, status: int = 200, collision: SomebodyElseSaved | None = None
) -> HttpResponse:
    conflict: dict[str, Any] = {}
    if collision is not None and item.draft:
        parsed, _problems = read_entry(item.kind, named(item.key, item.country, _own(form.entry())))
        conflict = {
            "sentence": collision.sentence(),
            "number": item.draft.number,
            "theirs": body_differences(version_body(item.pk, int(form.cleaned_data["expected"])), item.draft.body),
            "mine": body_differences(item.draft.body, parsed.body) if parsed else [],
        }
    context = {
        "item": item,
        "title": title_of(item.key, item.draft.body if item.draft else {}),
        "form": form,
        "conflict": conflict,
        "may_write": "author" in request.scope.roles,
        **_shared(request, form),
    }
    return render(request, "lms/courses/item_form.html", context, status=status)


def _shared(request: AuthedRequest, form: ItemForm) -> dict[str, Any]:
    """What the form of a new item and of a known one both show: the list of facts, how plain the texts are."""
    entry = form.entry() if form.is_bound else form.held
    facts = dict(facts_to_list()) if any(ask.shape == "strings" for ask in form.asks) else {}
    for name in (name for name in form.fields if facts and form[name].value() in facts):
        form.fields[name].label = form[name].label = facts[form[name].value()] or form[name].value()
    return {
        "facts": facts.items(),
        "gauges": plainness(long_texts(form.asks, entry), request.person.country or COUNTRIES[0]),
        "measured": any(ask.shape == "texts" for ask in form.asks),
    }


@policy(*READERS, sample={"kind": "item_kind"})
@require_POST
def item_gauge(request: AuthedRequest, kind: str) -> HttpResponse:
    """How plain the texts of a form are, as it stands. Nothing is saved."""
    form = ItemForm(request.POST, asks=_asks(kind), held={})
    return render(request, "lms/courses/_item_gauge.html", _shared(request, form))


@policy("author", sample={"kind": "item_kind"})
def item_new(request: AuthedRequest, kind: str) -> HttpResponse:
    """A new source, help resource, term, stage, comparison or office."""
    asks, sent = _asks(kind), request.POST if request.method == "POST" else None
    act = request.POST.get("act", "")
    head, form = NewItemForm(sent, kind=kind), ItemForm(sent, asks=asks, held={})
    if act.startswith("more-"):
        head, form = NewItemForm(kind=kind, initial=request.POST.dict()), fresh_form(form, more=act.removeprefix("more-"))
    elif sent is not None and head.is_valid() and form.is_valid():
        try:
            made = begin_item(
                kind=kind,
                key=head.cleaned_data["key"],
                country=head.cleaned_data.get("country", ""),
                entry=_own(form.entry()),
                by=request.person.pk,
            )
            return redirect("lms:courses:item-detail", made)
        except ItemExists as exists:
            head.add_error("key", exists.sentence())
        except EntryRefused as refused:
            form.place([(one.place, one.sentence) for one in refused.facts["problems"]])
    status = 422 if head.errors or form.errors else 200
    context = {"kind": kind, "kind_name": kind_in_words(kind), "head": head, "form": form, **_shared(request, form)}
    return render(request, "lms/courses/item_new.html", context, status=status)


def _asks(kind: str) -> Any:
    if kind not in ASKS:
        raise ItemNotFound
    return ASKS[kind]


@policy("author", sample={"item_id": "section_item_id"})
@require_POST
def item_owner(request: AuthedRequest, item_id: int) -> HttpResponse:
    """Somebody else answers for an item from now on."""
    item = access_item(request.scope, item_id, "section", "fact", *ASKS)
    form = OwnerForm(request.POST, authors=authors())
    try:
        if not form.is_valid():
            raise OwnerDoesNotWrite
        set_owner(item_id=item.pk, owner=form.cleaned_data["owner"], by=request.person.pk)
        messages.success(request, _("Changes of the law ask this person from now on."))
    except OwnerDoesNotWrite as refused:
        messages.error(request, refused.sentence())
    return redirect(edit_url(item.kind, item.pk))

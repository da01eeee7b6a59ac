"""Requests to publish drafts of the library: handing in, the list, one with its differences, the answer, taking back."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from courses.access.authoring import access_item, access_item_request
from courses.errors import AlreadyHandedIn, NothingToHandIn, ReadabilityReasonMissing, RequestRefused, StillInUse
from courses.forms.author import ReturnForm
from courses.forms.item_requests import ItemRequestForm, RevertForm
from courses.models import Item
from courses.selectors.item_requests import PAGED, candidates, edit_url, item_requests, request_view
from courses.services.editing_retiring import retire_item
from courses.services.item_requests import (
    approve_items,
    ask_to_revert_item,
    ask_to_revert_request,
    may_approve,
    return_items,
    submit_items,
    withdraw_items,
)
from courses.services.publishing_items import items_behind, unpublished
from lms.kernel.policy import AuthedRequest, policy

READERS = ("author", "focal", "reviewer")


@policy(*READERS)
def item_request_list(request: AuthedRequest) -> HttpResponse:
    """What waits for an answer, and what was answered."""
    rows = item_requests()
    context = {
        "waiting": [row for row in rows if row.state == "open"],
        "answered": [row for row in rows if row.state != "open"],
        "may_write": "author" in request.scope.roles,
        "me": request.person.pk,
    }
    return render(request, "lms/courses/item_request_list.html", context)


@policy("author")
def item_request_new(request: AuthedRequest) -> HttpResponse:
    """Hand drafts in: the ones asked for with all that they rest on, or everything that moved."""
    asked = [int(one) for one in request.GET.getlist("item") if one.isdecimal()][:100]
    chosen = unpublished(items_behind(asked)) if asked else unpublished(Item.objects.values_list("pk", flat=True))
    rows = [row for row in candidates(chosen) if not row.waiting]
    choices = [(row.id, row.name) for row in rows]
    form = ItemRequestForm(
        request.POST if request.method == "POST" else None,
        choices=choices,
        initial={"items": [row.id for row in rows] if asked else []},
    )
    problems: list[tuple[str, str, str]] = []
    if request.method == "POST" and form.is_valid():
        wanted = [int(one) for one in form.cleaned_data["items"]]
        more = {name: form.cleaned_data[name] for name in ("note", "reason", "effective_at")}
        try:
            made = submit_items(item_ids=wanted, by=request.person.pk, **more)
        except RequestRefused as refused:
            known = {row.id: row for row in rows}
            problems = [(known[i].name, known[i].url, said) for i, said in refused.facts["problems"] if i in known]
        except ReadabilityReasonMissing as missing:
            form.add_error("reason", missing.sentence())
            problems = [
                (one.key, "", _("Reading ease %(ease)s in %(country)s; its module asks for %(band)s.")
                 % {"ease": round(one.ease), "country": one.country, "band": one.band})
                for one in missing.facts["hard"]
            ]  # fmt: skip
        except (AlreadyHandedIn, NothingToHandIn) as nothing:
            form.add_error(None, nothing.sentence())
        else:
            messages.success(request, _("Handed in. Somebody else must approve it now."))
            return redirect("lms:courses:item-request-detail", made)
    status = 422 if problems or form.errors else 200
    context = {"form": form, "rows": rows, "problems": problems, "query": request.GET.urlencode()}
    return render(request, "lms/courses/item_request_form.html", context, status=status)


@policy(*READERS, sample={"request_id": "item_request_id"})
def item_request_detail(request: AuthedRequest, request_id: int) -> HttpResponse:
    """One request: what it would change, item by item."""
    view = request_view(access_item_request(request.scope, request_id))
    mine = view.row.by_id == request.person.pk
    context = {
        "view": view,
        "mine": mine,
        "may_answer": not mine and may_approve(request.scope, view.touched),
        "may_write": "author" in request.scope.roles,
        "return_form": ReturnForm(),
    }
    return render(request, "lms/courses/item_request_detail.html", context)


@policy(*READERS, sample={"request_id": "item_request_id"})
@require_POST
def item_request_approve(request: AuthedRequest, request_id: int) -> HttpResponse:
    """The second person says yes: readers get the new text, at once or from the moment asked for."""
    asked = access_item_request(request.scope, request_id)
    approve_items(request_id=request_id, by=request.person.pk)
    later = _("Approved: it comes into effect at the moment asked for.")
    messages.success(request, later if asked.effective_at else _("Published. It is in effect now."))
    return redirect("lms:courses:item-request-detail", request_id)


@policy(*READERS, sample={"request_id": "item_request_id"})
@require_POST
def item_request_return(request: AuthedRequest, request_id: int) -> HttpResponse:
    """The second person sends it back with a sentence."""
    access_item_request(request.scope, request_id)
    form = ReturnForm(request.POST)
    if form.is_valid():
        return_items(request_id=request_id, by=request.person.pk, answer=form.cleaned_data["answer"])
        messages.success(request, _("Returned to its author."))
    else:
        messages.error(request, _("Say what to mend."))
    return redirect("lms:courses:item-request-detail", request_id)


@policy("author", sample={"request_id": "item_request_id"})
@require_POST
def item_request_withdraw(request: AuthedRequest, request_id: int) -> HttpResponse:
    """The author takes it back."""
    access_item_request(request.scope, request_id)
    withdraw_items(request_id=request_id, by=request.person.pk)
    messages.success(request, _("Withdrawn."))
    return redirect("lms:courses:item-request-list")


@policy("author", sample={"request_id": "item_request_id"})
@require_POST
def item_request_revert(request: AuthedRequest, request_id: int) -> HttpResponse:
    """Ask for a publication to be undone as a whole."""
    access_item_request(request.scope, request_id)
    made = ask_to_revert_request(
        request_id=request_id,
        by=request.person.pk,
        note=_("Takes request %(number)s back.") % {"number": request_id},
    )
    messages.success(request, _("Handed in. Somebody else must approve it now."))
    return redirect("lms:courses:item-request-detail", made)


@policy("author", sample={"item_id": "section_item_id"})
@require_POST
def item_revert(request: AuthedRequest, item_id: int) -> HttpResponse:
    """Take up an earlier version of a text again."""
    item = access_item(request.scope, item_id)
    form = RevertForm(request.POST)
    version = item.lms_versions.filter(number=form.cleaned_data["version"]).first() if form.is_valid() else None
    if version is None:
        messages.error(request, _("There is no such version."))
        return redirect("lms:courses:item-request-list")
    made = ask_to_revert_item(
        item_id=item_id,
        version_id=version.pk,
        by=request.person.pk,
        note=_("Version %(number)s of %(key)s again.") % {"number": version.number, "key": item.key},
    )
    messages.success(request, _("Handed in. Somebody else must approve it now."))
    return redirect("lms:courses:item-request-detail", made)


@policy("author", sample={"item_id": "section_item_id"})
@require_POST
def item_retire(request: AuthedRequest, item_id: int) -> HttpResponse:
    """The toolkit no longer says this: archived now, gone for readers when somebody else approves."""
    item = access_item(request.scope, item_id, "section", "fact", *PAGED)
    try:
        left = retire_item(item_id=item_id, by=request.person.pk)
    except StillInUse as used:
        messages.error(request, used.sentence())
        return redirect(edit_url(item.kind, item_id))
    messages.success(request, _("Retired. Saving it again brings it back."))
    if not left:
        return redirect("lms:courses:item-all")
    return redirect(f"{reverse('lms:courses:item-request-new')}?{urlencode([('item', one) for one in left])}")

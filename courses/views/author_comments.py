"""Remarks on a text: made, resolved, opened again."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from courses.access.authoring import access_comment, access_item
from courses.forms.editing import CommentForm
from courses.models import Item
from courses.selectors.editing import block_choices
from courses.selectors.item_requests import PAGED, edit_url
from courses.services.item_comments import add_comment, settle_comment
from lms.kernel.policy import AuthedRequest, policy

READERS = ("author", "focal", "reviewer")


def _back(item: Item) -> HttpResponse:
    return redirect(edit_url(item.kind, item.pk) + "#comments")


@policy(*READERS, sample={"item_id": "section_item_id"})
@require_POST
def comment_add(request: AuthedRequest, item_id: int) -> HttpResponse:
    """A remark on anything that the library holds."""
    item = access_item(request.scope, item_id, "section", "fact", *PAGED)
    form = CommentForm(request.POST, blocks=block_choices(item.draft.body if item.draft else None))
    if form.is_valid():
        add_comment(item_id=item_id, by=request.person.pk, text=form.cleaned_data["text"], block=form.cleaned_data["block"])
        messages.success(request, _("Comment added."))
    else:
        messages.error(request, _("Write the comment first; it may have 2,000 characters."))
    return _back(item)


@policy(*READERS, sample={"comment_id": "comment_id"})
@require_POST
def comment_resolve(request: AuthedRequest, comment_id: int) -> HttpResponse:
    """The remark has been dealt with."""
    comment = access_comment(request.scope, comment_id)
    settle_comment(comment_id=comment_id, by=request.person.pk, resolved=True)
    return _back(comment.item)


@policy(*READERS, sample={"comment_id": "comment_id"})
@require_POST
def comment_reopen(request: AuthedRequest, comment_id: int) -> HttpResponse:
    """It has not, after all."""
    comment = access_comment(request.scope, comment_id)
    settle_comment(comment_id=comment_id, by=request.person.pk, resolved=False)
    return _back(comment.item)

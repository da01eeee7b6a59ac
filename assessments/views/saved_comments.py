"""The phrases that an assessor keeps to use again."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from assessments.selectors.saved_comments import own_comments
from assessments.services.saved_comments import remove_comment
from lms.kernel.http import AuthedRequest
from lms.kernel.policy import policy


@policy("assessor")
@require_GET
def saved_comment_list(request: AuthedRequest) -> HttpResponse:
    """All of one's own."""
    return render(request, "lms/assessments/saved_comment_list.html", {"comments": own_comments(request.person.pk)})


@policy("assessor")
@require_POST
def saved_comment_remove(request: AuthedRequest) -> HttpResponse:
    """Forget one."""
    which = request.POST.get("one", "")
    if which.isdigit() and len(which) < 12 and remove_comment(person_id=request.person.pk, comment_id=int(which)):
        messages.success(request, _("The phrase is forgotten. Comments that you wrote with it stay as they are."))
    return redirect("lms:assessments:saved-comment-list")

"""Pages of messages: one's own choices, stopping a kind from a mail, and mail that did not arrive."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lms.kernel.http import AuthedRequest
from lms.kernel.policy import policy
from lms.messages.forms import ChoicesForm
from lms.messages.kinds import optional_kinds
from lms.messages.selectors import access_failure, failing_count, failures_for
from lms.messages.services.addresses import believe_again
from lms.messages.services.choices import choices_of, choose_kind, choose_quiet_hours, quiet_hours, read_stop_link
from lms.messages.services.sending import send_again


@policy("person")
@require_http_methods(["GET", "POST"])
def choices(request: AuthedRequest) -> HttpResponse:
    """Which optional kinds reach me, and the hours in which none does."""
    said, hours = choices_of(request.person.pk), quiet_hours(request.person.pk) or (0, 0)
    kinds = [one.code for one in optional_kinds() if said.get(one.code, True)]
    first = {"kinds": kinds, "starts": str(hours[0]), "ends": str(hours[1])}
    form = ChoicesForm(request.POST or None, initial=first)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        for one in optional_kinds():
            if (one.code in given["kinds"]) != said.get(one.code, True):
                choose_kind(person_id=request.person.pk, kind=one.code, wanted=one.code in given["kinds"])
        choose_quiet_hours(person_id=request.person.pk, starts=int(given["starts"]), ends=int(given["ends"]))
        messages.success(request, _("Your choices are saved."))
        return redirect("lms:messages:choices")
    return render(request, "lms/mail/choices.html", {"form": form}, status=422 if form.errors else 200)


@csrf_exempt
@policy("public", sample={"token": "stop_token"}, why="the signed link of a mail stands for the log-in (RFC 8058)")
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """Stop one kind of message. A GET only asks (mail scanners follow links); a POST does it, also a mail program's own."""
    person, kind = read_stop_link(token)
    if request.method == "POST":
        choose_kind(person_id=person.id, kind=kind.code, wanted=request.POST.get("again") == "1")
    context = {
        "kind": kind,
        "stopped": request.method == "POST" and request.POST.get("again") != "1",
        "back": request.POST.get("again") == "1",
    }
    return render(request, "lms/mail/stop.html", context)


@policy("coordinator", "administrator")
@require_safe
def failure_list(request: AuthedRequest) -> HttpResponse:
    """Mail to my people that did not arrive, and what to do."""
    page, lines = failures_for(request.scope, request.GET.get("page", "1"))
    context = {"page": page, "lines": lines, "failing": failing_count(request.scope)}
    return render(request, "lms/mail/failed.html", context)


@policy("coordinator", "administrator", sample={"message_id": "failed_message"})
@require_POST
def failure_again(request: AuthedRequest, message_id: int) -> HttpResponse:
    """Write to the address again and send this message once more."""
    message = access_failure(request.scope, message_id)
    believe_again([message.person_id])
    send_again(message_id=message.pk, by=request.person.pk)
    messages.success(request, _("It is sent again. If it comes back, it stands here again."))
    return redirect("lms:messages:failure-list")

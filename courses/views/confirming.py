"""The confirmation drive: a country's list of what must be looked up, and one item at a time."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from courses.access.confirming import access_country, access_own_country
from courses.errors import (
    AlreadyAnswered,
    AlreadyHandedIn,
    FactNotFound,
    NothingToHandIn,
    ReadabilityReasonMissing,
    RequestRefused,
    SomebodyElseSaved,
)
from courses.forms.confirming import ConfirmForm
from courses.selectors.confirming import ToConfirm, drive_figures, drive_of, ready_to_hand_in
from courses.services.confirming import confirm_item
from courses.services.item_requests import submit_items
from lms.kernel.places import COUNTRIES, Country
from lms.kernel.policy import AuthedRequest, policy

READERS = ("author", "focal", "reviewer")


@policy(*READERS)
def confirm_home(request: AuthedRequest) -> HttpResponse:
    """How far each country is; a focal point goes to the own country at once."""
    own = sorted(request.scope.focal_of & set(COUNTRIES))
    if len(own) == 1 and "all" not in request.GET:
        return redirect("lms:courses:confirm-list", own[0])
    drives = [(Country(code), drive) for code, drive in drive_figures(timezone.localdate()).items()]
    return render(request, "lms/courses/confirm_home.html", {"drives": drives})


@policy(*READERS, sample={"country": "country_code"})
def confirm_list(request: AuthedRequest, country: str) -> HttpResponse:
    """All that a country's focal point has to look up."""
    code = access_country(request.scope, country)
    drive = drive_of(code, timezone.localdate())
    mine = code in request.scope.focal_of
    context = {"drive": drive, "country": Country(code), "mine": mine, "ready": ready_to_hand_in(code) if mine else []}
    return render(request, "lms/courses/confirm_list.html", context)


@policy("focal", sample={"country": "focal_country", "version_id": "unsure_version_id"})
def confirm_form(request: AuthedRequest, country: str, version_id: int) -> HttpResponse:
    """One item: what it says, where to look, the answer; then the next one."""
    drive = drive_of(access_own_country(request.scope, country), timezone.localdate())
    one = next((row for row in drive.open if row.version_id == version_id), None)
    if one is None:
        raise FactNotFound
    form = ConfirmForm(request.POST or None, initial={"source": one.suggested, "looked_on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        try:
            confirm_item(version_id=version_id, country=country, by=request.person.pk, looked=form.looked())
        except (AlreadyAnswered, SomebodyElseSaved) as told:
            messages.warning(request, str(told))
        else:
            messages.success(request, _("Kept: “%(title)s”.") % {"title": one.title})
        following = _after(drive.open, version_id)
        return (
            redirect("lms:courses:confirm-form", country, following)
            if following
            else redirect("lms:courses:confirm-list", country)
        )
    context = {"one": one, "form": form, "drive": drive, "country": Country(country), "next": _after(drive.open, version_id)}
    return render(request, "lms/courses/confirm_form.html", context, status=422 if form.is_bound else 200)


@policy("focal", sample={"country": "focal_country"})
@require_POST
def confirm_submit(request: AuthedRequest, country: str) -> HttpResponse:
    """Hand in all drafts that came out of the answers; somebody else approves them."""
    code = access_own_country(request.scope, country)
    note = _("Looked up in the law of %(country)s") % {"country": Country(code).label}
    try:
        submit_items(item_ids=ready_to_hand_in(code), by=request.person.pk, note=note)
    except (NothingToHandIn, AlreadyHandedIn, RequestRefused, ReadabilityReasonMissing) as told:
        messages.warning(
            request, " ".join([str(told), *(f"{one[1]}" for one in getattr(told, "facts", {}).get("problems", ()))])
        )
    else:
        messages.success(request, _("Handed in. Somebody else must approve it now."))
    return redirect("lms:courses:confirm-list", code)


def _after(rows: tuple[ToConfirm, ...], version_id: int) -> int:
    """The one after this in the list, round to the first; 0 when there is no other."""
    ids = [row.version_id for row in rows]
    place = ids.index(version_id) if version_id in ids else -1
    return next((other for other in (*ids[place + 1 :], *ids) if other != version_id), 0)

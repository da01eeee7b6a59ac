"""Pictures that designs may show, and the permissions for those that are protected."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from certificates.access.designs import access_own_picture, access_picture
from certificates.errors import PictureKeyTaken, PictureRefused
from certificates.forms.designs import AltForm, PermissionForm, PictureForm, WithdrawForm
from certificates.models import Picture
from certificates.pages import designs as pages
from certificates.selectors.pictures import designs_showing, pictures_in_reach, standings
from certificates.services import pictures as services
from certificates.views.designs import KEEPERS
from certificates.wording.designs import PAPER_NAMES
from lms.institutions.api import institution_card
from lms.kernel.errors import LmsError
from lms.kernel.http import AuthedRequest
from lms.kernel.places import COUNTRIES
from lms.kernel.policy import policy

ONE = {"picture_id": "picture_id"}


@policy(*KEEPERS)
@require_GET
def picture_list(request: AuthedRequest) -> HttpResponse:
    """Every picture that the person may place."""
    archived = request.GET.get("show") == "archived"
    rows = list(pictures_in_reach(request.scope).filter(archived_at__isnull=not archived))
    lines = [pages.picture_line(one) for one in standings(rows)]
    return render(request, "lms/certificates/picture_list.html", {"lines": lines, "archived": archived})


@policy(*KEEPERS)
@require_http_methods(["GET", "POST"])
def picture_new(request: AuthedRequest) -> HttpResponse:
    """Bring in a picture."""
    form = PictureForm(request.POST or None, request.FILES or None, owners=pages.owners(request.scope))
    if request.method == "POST" and form.is_valid():
        facts = form.facts()
        if facts["institution_id"]:  # names of two institutions never meet
            facts["key"] = _own_name(institution_card(facts["institution_id"]).key, facts["key"])
        try:
            made = services.add_picture(**facts, by=request.person.pk)
        except PictureRefused as refused:
            form.add_error("file", refused.sentence())
        except PictureKeyTaken as taken:
            form.add_error("key", taken.sentence())
        else:
            messages.success(request, _("The picture is here. Designs show it by its short name."))
            return redirect("lms:certificates:picture-detail", made)
    return render(request, "lms/certificates/picture_form.html", {"form": form}, status=422 if form.is_bound else 200)


def _own_name(institution: str, name: str) -> str:
    """A picture's name with the institution's key before it; it begins with a letter."""
    stem = institution.replace("_", "-").lower()
    stem = stem if stem[:1].isalpha() else f"i{stem}"
    return name if name.startswith(f"{stem}-") else f"{stem}-{name}"[:40].rstrip("-")


@policy(*KEEPERS, sample=ONE)
@require_GET
def picture_detail(request: AuthedRequest, picture_id: int) -> HttpResponse:
    """One picture: what it is, who shows it, what was allowed."""
    return _detail(request, access_picture(request.scope, picture_id))


def _detail(
    request: AuthedRequest, picture: Picture, *, problem: LmsError | None = None, wrong: forms.Form | None = None
) -> HttpResponse:
    scope = request.scope
    standing = standings([picture])[0]
    programme = scope.administrator or scope.decider
    permit, withdraw, alt = PermissionForm(initial={"countries": COUNTRIES, "papers": list(PAPER_NAMES)}), WithdrawForm(), None
    if isinstance(wrong, PermissionForm):
        permit = wrong
    elif isinstance(wrong, WithdrawForm):
        withdraw = wrong
    elif isinstance(wrong, AltForm):
        alt = wrong
    context: dict[str, Any] = {
        "picture": picture, "line": pages.picture_line(standing), "lack": pages.lack_words(standing.lack),
        "soon": standing.soon, "until": standing.until, "showing": designs_showing(picture.key) if programme else [],
        "rows": pages.permission_rows(picture) if programme else [], "programme": programme,
        "own": programme or picture.institution_id in scope.coordinator_of, "permit": permit, "withdraw": withdraw,
        "alt": alt or AltForm(initial={f"alt_{code}": picture.alt.get(code, "") for code in ("es", "en")}),
        "problem": problem, "wrong": wrong,
    }  # fmt: skip
    status = problem.status if problem else 422 if wrong else 200
    return render(request, "lms/certificates/picture_detail.html", context, status=status)


@policy(*KEEPERS, sample=ONE)
@require_GET
def picture_file(request: AuthedRequest, picture_id: int) -> HttpResponseBase:
    """The picture itself."""
    picture = access_picture(request.scope, picture_id)
    response = HttpResponse(bytes(picture.body), content_type=picture.mime)
    response["ETag"] = etag = f'"{picture.sha256}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-cache"
    return get_conditional_response(request, etag=etag, response=response) or response


@policy(*KEEPERS, sample=ONE)
@require_POST
def picture_change(request: AuthedRequest, picture_id: int) -> HttpResponse:
    """Say anew what a picture shows."""
    picture = access_own_picture(request.scope, picture_id)
    form = AltForm(request.POST)
    if not form.is_valid():
        return _detail(request, picture, wrong=form)
    return _moved(
        request, picture, _("Saved."),
        lambda: services.describe_picture(picture_id=picture_id, alt=form.alt(), by=request.person.pk),
    )  # fmt: skip


@policy(*KEEPERS, sample=ONE)
@require_POST
def picture_archive(request: AuthedRequest, picture_id: int) -> HttpResponse:
    """Take a picture out of the list."""
    picture = access_own_picture(request.scope, picture_id)
    return _moved(
        request, picture, _("It is archived. Papers that show it stay as they are."),
        lambda: services.archive_picture(picture_id=picture_id, by=request.person.pk),
    )  # fmt: skip


@policy("administrator", "decider", sample=ONE)
@require_POST
def picture_protect(request: AuthedRequest, picture_id: int) -> HttpResponse:
    """Say that a picture is protected, or that it is not."""
    picture = access_picture(request.scope, picture_id)
    protected = request.POST.get("protected") == "yes"
    said = _("It is protected: it is printed while a permission is in force.") if protected else _("It needs no permission.")
    return _moved(
        request, picture, said,
        lambda: services.protect_picture(picture_id=picture_id, protected=protected, by=request.person.pk),
    )  # fmt: skip


@policy("administrator", "decider", sample=ONE)
@require_POST
def picture_permit(request: AuthedRequest, picture_id: int) -> HttpResponse:
    """Record a permission."""
    picture = access_picture(request.scope, picture_id)
    form = PermissionForm(request.POST)
    if not form.is_valid():
        return _detail(request, picture, wrong=form)
    return _moved(
        request, picture, _("The permission is recorded. Papers that waited for it go on within a minute."),
        lambda: services.record_permission(picture_id=picture_id, **form.cleaned_data, by=request.person.pk),
    )  # fmt: skip


@policy("administrator", "decider", sample=ONE)
@require_POST
def picture_withdraw(request: AuthedRequest, picture_id: int) -> HttpResponse:
    """Record that a permission was taken back."""
    picture = access_picture(request.scope, picture_id)
    form = WithdrawForm(request.POST)
    if not form.is_valid():
        return _detail(request, picture, wrong=form)
    return _moved(
        request, picture, _("Recorded. Designs that show the picture draw no new paper from now on."),
        lambda: services.withdraw_permission(
            picture_id=picture_id, reference=form.cleaned_data["reference"], by=request.person.pk
        ),
    )  # fmt: skip


def _moved(request: AuthedRequest, picture: Picture, said: str, act: Callable[[], Any]) -> HttpResponse:
    try:
        act()
    except LmsError as refused:
        return _detail(request, picture, problem=refused)
    messages.success(request, said)
    return redirect("lms:certificates:picture-detail", picture.pk)

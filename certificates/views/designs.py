"""Designs of papers: the list, one of them with its versions, and the editor with its preview."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from certificates.access.designs import access_design
from certificates.errors import DesignChanged, DesignNotFound, DesignVersionNotFound
from certificates.forms.designs import DesignForm, NewDesignForm, PublishForm, RevertForm, SampleForm
from certificates.models import Design, DesignPreview
from certificates.pages import designs as pages
from certificates.sampling import Sample
from certificates.selectors.designs import countries_of, design_lines, designs_in_reach, problems_of
from certificates.selectors.pictures import pictures_for
from certificates.services import designs as drafts
from certificates.services.previews import Wish, ask_preview, wish_of
from certificates.services.publishing import ask_publishing
from lms.kernel.errors import LmsError
from lms.kernel.http import AuthedRequest
from lms.kernel.policy import policy

KEEPERS = ("administrator", "decider", "coordinator")
ONE = {"design_id": "design_id"}


@policy(*KEEPERS)
@require_GET
def design_list(request: AuthedRequest) -> HttpResponse:
    """Every design that the person keeps, by kind of paper."""
    archived = request.GET.get("show") == "archived"
    rows = designs_in_reach(request.scope).filter(archived_at__isnull=not archived)
    lines = [pages.design_line(one) for one in design_lines(list(rows))]
    return render(request, "lms/certificates/design_list.html", {"lines": lines, "archived": archived})


@policy(*KEEPERS)
@require_http_methods(["GET", "POST"])
def design_new(request: AuthedRequest) -> HttpResponse:
    """A new design: for which paper, whose, and from what it begins."""
    copied = request.GET.get("copy", "")
    source = access_design(request.scope, int(copied)) if copied.isdecimal() and len(copied) < 12 else None
    initial = {"paper": source.paper, "country": source.country} if source else {}
    form = NewDesignForm(request.POST or None, owners=pages.owners(request.scope), initial=initial)
    context = {"form": form, "source": source}
    if request.method != "POST":
        return render(request, "lms/certificates/design_new.html", context)
    if form.is_valid():
        same = source is not None and source.paper == form.cleaned_data["paper"]
        made = drafts.make_design(**form.facts(), copy_of=source.pk if source and same else None, by=request.person.pk)
        return redirect("lms:certificates:design-edit", made)
    return render(request, "lms/certificates/design_new.html", context, status=422)


@policy(*KEEPERS, sample=ONE)
@require_GET
def design_detail(request: AuthedRequest, design_id: int) -> HttpResponse:
    """One design: what is published, what the draft would change, its versions, and what can be done."""
    return _detail(request, access_design(request.scope, design_id))


def _detail(request: AuthedRequest, design: Design, *, problem: LmsError | None = None) -> HttpResponse:
    context = pages.design_page(design)
    preview = DesignPreview.objects.filter(design=design, by=request.person).defer("picture", "file").first()
    context |= {
        "problem": problem, "reasons_now": getattr(problem, "reasons", ()), "state": pages.preview_state(preview, design),
        "form": PublishForm(initial={"expected": design.draft_number}), "sample": _sample_form(design, preview),
    }  # fmt: skip
    return render(request, "lms/certificates/design_detail.html", context, status=problem.status if problem else 200)


def _sample_form(design: Design, preview: DesignPreview | None) -> SampleForm:
    shown = wish_of(preview).sample if preview else None
    first = countries_of(design)[0]
    initial = {
        "country": shown.country if shown else first, "language": shown.language if shown else "es",
        "length": "long" if shown and shown.long else "short",
    }  # fmt: skip
    return SampleForm(initial=initial, auto_id="e-%s")


@policy(*KEEPERS, sample=ONE)
@require_http_methods(["GET", "POST"])
def design_edit(request: AuthedRequest, design_id: int) -> HttpResponse:
    """The editor. Saving never loses a text: who comes second sees both."""
    design = access_design(request.scope, design_id)
    if request.method != "POST":
        if design.is_shipped or design.archived_at is not None:
            return redirect("lms:certificates:design-detail", design_id)
        return _editor(request, design, _form_of(design, request.person.pk))
    form = DesignForm(request.POST, auto_id="e-%s")
    if not form.is_valid():
        return _editor(request, design, form, status=422)
    if request.POST.get("act") == "preview":
        given = form.cleaned_data
        ask_preview(design=design, wish=Wish(given["html"], given["css"], form.sample()), by=request.person.pk)
        return _editor(request, design, form)
    return _saved(request, design, form)


def _saved(request: AuthedRequest, design: Design, form: DesignForm) -> HttpResponse:
    """Save what the form says; whatever stands in the way, the text stays in the form."""
    act, given, over = request.POST.get("act", "save"), form.cleaned_data, request.POST.get("over", "")
    expected = int(over) if act == "mine" and over.isdecimal() and len(over) < 10 else given["expected"]
    try:
        drafts.save_draft(
            design_id=design.pk, html=given["html"], css=given["css"], titles=form.titles(), expected=expected,
            by=request.person.pk,
        )  # fmt: skip
    except DesignChanged as changed:
        design.refresh_from_db()
        return _editor(request, design, form, conflict=changed)
    except LmsError as refused:  # archived meanwhile
        form.add_error(None, refused.sentence())
        return _editor(request, design, form, status=refused.status)
    messages.success(request, _("The draft is saved."))
    return redirect("lms:certificates:design-edit", design.pk)


def _form_of(design: Design, person_id: int) -> DesignForm:
    preview = DesignPreview.objects.filter(design=design, by=person_id).defer("picture", "file").first()
    initial = {
        **_sample_form(design, preview).initial, "title_es": design.titles.get("es", ""),
        "title_en": design.titles.get("en", ""), "html": design.html, "css": design.css, "expected": design.draft_number,
    }  # fmt: skip
    return DesignForm(initial=initial, auto_id="e-%s")


def _editor(
    request: AuthedRequest, design: Design, form: DesignForm, *, conflict: DesignChanged | None = None, status: int = 200
) -> HttpResponse:
    preview = DesignPreview.objects.filter(design=design, by=request.person).defer("picture", "file").first()
    sent = form.is_bound and form.is_valid()
    html, css = (form.cleaned_data["html"], form.cleaned_data["css"]) if sent else (design.html, design.css)
    context: dict[str, Any] = {
        "design": design, "form": form, "sample_fields": [form[name] for name in ("country", "language", "length")],
        "conflict": conflict, "where": pages.place_of(design),
        "problems": pages.problem_rows(problems_of(design, html, css)),
        "theirs": pages.differences(design, html, css) if conflict else [],
        "fields": pages.catalogue(_sample_form(design, preview).sample(), design.paper),
        "pictures": pages.picture_entries(pictures_for(design.institution_id).defer("body").order_by("key")),
        "state": pages.preview_state(preview, design),
    }  # fmt: skip
    return render(request, "lms/certificates/design_form.html", context, status=conflict.status if conflict else status)


@policy(*KEEPERS, sample=ONE)
@require_http_methods(["GET", "POST"])
def design_preview(request: AuthedRequest, design_id: int) -> HttpResponse:
    """POST: ask for a preview of what was sent, else of the draft. GET: how far it is."""
    design = access_design(request.scope, design_id)
    if request.method == "POST":
        form = DesignForm(request.POST) if "html" in request.POST else SampleForm(request.POST)
        form.is_valid()  # a text without names is shown all the same
        given = form.cleaned_data
        wish = Wish(given.get("html", design.html), given.get("css", design.css), form_sample(form, design))
        ask_preview(design=design, wish=wish, by=request.person.pk)
    preview = DesignPreview.objects.filter(design=design, by=request.person).defer("picture", "file").first()
    if not request.headers.get("HX-Request"):
        return redirect("lms:certificates:design-detail", design_id)
    context = {"state": pages.preview_state(preview, design), "polled": True}
    response = render(request, "lms/certificates/_design_preview.html", context)
    response["Cache-Control"] = "private, no-store"
    return response


def form_sample(form: SampleForm, design: Design) -> Sample:
    """The sample that a form asks for, as far as it says."""
    given = form.cleaned_data
    return Sample(
        given.get("country") or countries_of(design)[0], given.get("language") or "es", long=given.get("length") == "long"
    )


@policy(*KEEPERS, sample=ONE)
@require_GET
def design_preview_picture(request: AuthedRequest, design_id: int) -> HttpResponse:
    """The drawn pages as a picture (PNG)."""
    return _drawn(request, design_id, "picture")


@policy(*KEEPERS, sample=ONE)
@require_GET
def design_preview_file(request: AuthedRequest, design_id: int) -> HttpResponse:
    """The drawn paper as a file (PDF)."""
    return _drawn(request, design_id, "file")


def _drawn(request: AuthedRequest, design_id: int, what: str) -> HttpResponse:
    design = access_design(request.scope, design_id)
    row = DesignPreview.objects.filter(design=design, by=request.person).only("id", what).first()
    body = getattr(row, what) if row else None
    if body is None:
        raise DesignNotFound
    response = HttpResponse(bytes(body), content_type="image/png" if what == "picture" else "application/pdf")
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    if what == "file":
        response["Content-Disposition"] = content_disposition_header(False, f"{design.key}.pdf") or "inline"
    return response


@policy(*KEEPERS, sample=ONE)
@require_POST
def design_publish(request: AuthedRequest, design_id: int) -> HttpResponse:
    """Ask for the draft to be published: it is drawn for every sample first, and the job's page tells how it goes."""
    design = access_design(request.scope, design_id)
    form = PublishForm(request.POST)
    if not form.is_valid():
        return redirect("lms:certificates:design-detail", design_id)
    given = form.cleaned_data
    try:
        job = ask_publishing(design_id=design_id, expected=given["expected"], note=given["note"], by=request.person.pk)
    except LmsError as refused:
        return _detail(request, design, problem=refused)
    return redirect("lms:jobs:job-detail", job)


@policy(*KEEPERS, sample=ONE)
@require_POST
def design_revert(request: AuthedRequest, design_id: int) -> HttpResponse:
    """The draft says again what an earlier version said."""
    design = access_design(request.scope, design_id)
    form = RevertForm(request.POST)
    if not form.is_valid():
        raise DesignVersionNotFound
    number = form.cleaned_data["number"]
    try:
        drafts.revert_draft(design_id=design_id, number=number, expected=form.cleaned_data["expected"], by=request.person.pk)
    except LmsError as refused:
        if refused.status == 404:
            raise
        return _detail(request, design, problem=refused)
    messages.success(
        request, _("The draft says again what version %(number)s said. Publish it to use it.") % {"number": number}
    )
    return redirect("lms:certificates:design-detail", design_id)


@policy(*KEEPERS, sample=ONE)
@require_POST
def design_use(request: AuthedRequest, design_id: int) -> HttpResponse:
    """Draw papers with it where no credential names another one, or stop doing so."""
    general = request.POST.get("general") == "yes"
    said = _("New papers are drawn with it from now on.") if general else _("It is used only where a credential names it.")
    return _moved(
        request, design_id, said, lambda: drafts.use_generally(design_id=design_id, general=general, by=request.person.pk)
    )


@policy(*KEEPERS, sample=ONE)
@require_POST
def design_archive(request: AuthedRequest, design_id: int) -> HttpResponse:
    """Take it out of use, or bring it back."""
    back = request.POST.get("back") == "yes"
    act = drafts.restore_design if back else drafts.archive_design
    said = _("It is back.") if back else _("It is archived. Papers made with it stay as they are.")
    return _moved(request, design_id, said, lambda: act(design_id=design_id, by=request.person.pk))


def _moved(request: AuthedRequest, design_id: int, said: str, act: Any) -> HttpResponse:
    design = access_design(request.scope, design_id)
    try:
        act()
    except LmsError as refused:
        return _detail(request, design, problem=refused)
    messages.success(request, said)
    return redirect("lms:certificates:design-detail", design_id)


@policy(*KEEPERS, sample={**ONE, "number": "design_version"})
@require_GET
def design_version(request: AuthedRequest, design_id: int, number: int) -> HttpResponse:
    """One version: its text, and what it would change in the draft."""
    design = access_design(request.scope, design_id)
    version = design.lms_versions.select_related("by").filter(number=number).first()
    if version is None:
        raise DesignVersionNotFound
    context = {
        "design": design, "version": version, "differences": pages.differences(design, version.html, version.css),
        "form": RevertForm(initial={"number": number, "expected": design.draft_number}),
        "editable": not design.is_shipped and design.archived_at is None,
    }  # fmt: skip
    return render(request, "lms/certificates/design_version.html", context)

"""The quick reference: the published toolkit for whoever is signed in, under the law of one's country."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from courses.forms.reference import HelpForm, SearchForm
from courses.views import reference_contexts as pages
from courses.views.reference_parts import contacts, reader_of
from lms.kernel.http import AuthedRequest
from lms.kernel.policy import PERSON, policy


def _show(request: AuthedRequest, page: pages.Page, *, whom: bool = False) -> HttpResponse:
    template, context = page
    if whom:
        context["contacts"] = contacts(request)
    return render(request, template, context)


@require_safe
@policy(PERSON)
def reference_home(request: AuthedRequest) -> HttpResponse:
    """By stage, by right, by question."""
    return _show(request, pages.home(reader_of(request)), whom=True)


@require_safe
@policy(PERSON, sample={"key": "section_key"})
def reference_section(request: AuthedRequest, key: str) -> HttpResponse:
    """One text of the toolkit."""
    return _show(request, pages.section(reader_of(request), key, timezone.localdate()), whom=True)


@require_safe
@policy(PERSON, sample={"key": "stage_key"})
def reference_stage(request: AuthedRequest, key: str) -> HttpResponse:
    """One stage of the business journey."""
    return _show(request, pages.stage(reader_of(request), key, timezone.localdate()), whom=True)


@require_safe
@policy(PERSON, sample={"key": "topic_key"})
def reference_topic(request: AuthedRequest, key: str) -> HttpResponse:
    """One right."""
    return _show(request, pages.topic(reader_of(request), key, timezone.localdate()))


@require_safe
@policy(PERSON)
def reference_glossary(request: AuthedRequest) -> HttpResponse:
    """The words of the trade in plain words."""
    return _show(request, pages.words(reader_of(request), request.GET.get("category", "")))


@require_safe
@policy(PERSON)
def reference_comparisons(request: AuthedRequest) -> HttpResponse:
    """The comparisons there are."""
    return _show(request, pages.comparison_list(reader_of(request)))


@require_safe
@policy(PERSON, sample={"key": "comparison_key"})
def reference_comparison(request: AuthedRequest, key: str) -> HttpResponse:
    """The four countries side by side."""
    return _show(request, pages.comparison(reader_of(request), key))


@require_safe
@policy(PERSON, sample={"key": "fact_key"})
def reference_fact(request: AuthedRequest, key: str) -> HttpResponse:
    """One rule, and the texts that tell it."""
    return _show(request, pages.fact(reader_of(request), key))


@require_safe
@policy(PERSON)
def reference_help(request: AuthedRequest) -> HttpResponse:
    """Where to get help."""
    wanted = HelpForm(request.GET).wanted()
    page = pages.help_directory(reader_of(request), wanted, timezone.localdate(), old="old" in request.GET)
    return _show(request, page, whom=True)


@require_safe
@policy(PERSON)
def reference_search(request: AuthedRequest) -> HttpResponse:
    """What answers a query, in the reader's country and language."""
    chosen = SearchForm(request.GET).chosen()
    return _show(request, pages.results(reader_of(request), chosen["q"], chosen["kind"]))

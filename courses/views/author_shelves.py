"""One list over everything that the library holds."""

from django.http import HttpResponse
from django.shortcuts import render

from courses.forms.item_kinds import ASKS
from courses.forms.shelves import ItemShelfForm
from courses.selectors.shelves import item_shelf
from courses.views.author_library import pages_of
from lms.kernel.policy import AuthedRequest, policy


@policy("author", "focal", "reviewer")
def item_all(request: AuthedRequest) -> HttpResponse:
    """Sections, facts, sources, resources, terms, stages, comparisons, offices, and what of them waits."""
    form = ItemShelfForm(request.GET)
    chosen = form.chosen()
    shelf = item_shelf(request.scope, **{**chosen, "page": chosen["page"] or 1})
    begun = ["section", "fact", *ASKS] if "author" in request.scope.roles else []
    context = {"shelf": shelf, "form": ItemShelfForm(chosen), "begun": begun, **pages_of(request, shelf)}
    return render(request, "lms/courses/item_list.html", context)

"""The files of figures: kept for ever by browsers, because another file has another address; closed to everything else."""

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from courses.access.authoring import access_item
from courses.models import ItemKind
from courses.selectors.figures import figure_file, figure_view
from courses.services.figure_problems import problems_of_figure
from lms.kernel.policy import PUBLIC, AuthedRequest, policy, resolve

WHY: Final = "public texts show it; what they do not show is for who is signed in"
FOREVER: Final = "max-age=31536000, immutable"
CLOSED: Final = "default-src 'none'; style-src 'unsafe-inline'"  # a drawing opened by itself runs and fetches nothing


@require_safe
@policy(
    PUBLIC, sample={"key": "figure_key", "name": "figure_name"}, why="public texts show it; the rest is for who is signed in"
)
def figure(request: HttpRequest, key: str, name: str) -> HttpResponse:
    """One file, as it was cleaned."""
    file = figure_file(key, name, signed_in=resolve(request) is not None)
    response = HttpResponse(file.content, content_type=file.type)
    response["ETag"] = etag = f'"{file.digest}"'
    response["Content-Security-Policy"] = CLOSED
    response["X-Content-Type-Options"] = "nosniff"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = f"{'public' if file.public else 'private'}, {FOREVER}"
    if file.public:
        response.lms_same_for_all = True  # type: ignore[attr-defined]
        if hasattr(request, "session"):
            request.session.accessed = False
    return get_conditional_response(request, etag=etag, response=response) or response


@require_safe
@policy("author", "focal", "reviewer", sample={"item_id": "figure_item_id"})
def figure_detail(request: AuthedRequest, item_id: int) -> HttpResponse:
    """A figure in the library: its drawing and words in each language, what keeps it from readers, which texts show it."""
    item = access_item(request.scope, item_id, ItemKind.FIGURE)
    body = item.draft.body if item.draft else {}
    context = {"item": item, "body": body, "view": figure_view(item), "problems": problems_of_figure(item.key, body)}
    return render(request, "lms/courses/figure_detail.html", context)

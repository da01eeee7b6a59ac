"""A file of a letter that comes in pieces, so that a broken line goes on where it stopped. Answers are JSON for upload.js."""

from typing import Any, Final

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from assessments.access import access_own_submission
from assessments.errors.files import PieceOutOfPlace, PieceUnreadable
from assessments.models import Submission
from assessments.selectors.cases import files_of
from assessments.services.letter_files import PIECE, Arrived, Piece, arrived, take_piece
from lms.kernel.http import AuthedRequest
from lms.kernel.policy import PERSON, policy

LETTER: Final = {"submission_id": "submission_id"}


@require_http_methods(["GET", "HEAD", "POST"])
@policy(PERSON, sample=LETTER)
def letter_piece(request: AuthedRequest, submission_id: int) -> HttpResponse:
    """POST keeps a piece; GET says how much of a file has arrived."""
    submission = access_own_submission(request.person.pk, submission_id)
    if request.method != "POST":
        state = arrived(letter_id=submission_id, client_id=request.GET.get("client_id", "")[:64])
        return JsonResponse(_said(submission, state))
    try:
        return JsonResponse(_said(submission, take_piece(letter_id=submission_id, piece=_read_piece(request))))
    except PieceOutOfPlace as apart:
        body = {"error": "PieceOutOfPlace", "sentence": apart.sentence(), "received": apart.received}
        return JsonResponse(body, status=apart.status)


def _said(submission: Submission, state: Arrived) -> dict[str, Any]:
    said: dict[str, Any] = {"received": state.received, "size": state.size, "done": state.done}
    if state.done:
        facts = {"submission": submission, "files": files_of(submission.pk)}
        said["list"] = render_to_string("lms/assessments/_letter_file_list.html", facts)
        said["sentence"] = _("The file is attached.")
    return said


def _read_piece(request: HttpRequest) -> Piece:
    """A form with `client_id`, `name`, `size`, `offset` and the file `piece`. Raises PieceUnreadable."""
    post, sent = request.POST, request.FILES.get("piece")
    numbers = [post.get(name, "") for name in ("size", "offset")]
    if sent is None or not all(one.isascii() and one.isdecimal() and len(one) < 12 for one in numbers):
        raise PieceUnreadable
    size, offset = map(int, numbers)
    return Piece(post.get("client_id", ""), post.get("name", ""), size, offset, bytes(sent.read(PIECE + 1)))

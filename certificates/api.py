"""The door of certificates: credentials, paths to them, what people hold, and the figures of it."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from certificates.figures import AwardFigure, award_figures, counts_by_country, credential_courses, credential_titles, holders
from certificates.selectors import (
    Answer,
    CertificateCard,
    answer,
    certificate_cards,
    certificates_of,
    due_certificates,
    failed_drawings,
    path,
    recently_issued,
    waiting_of,
)
from certificates.selectors_questions import open_awards
from certificates.services.credentials import Imported, define_credential, import_credentials
from certificates.services.deciding import reinstate_award, reissue_certificate, revoke_award, suspend_award
from certificates.services.drawing import draw_certificate
from certificates.services.granting import grant_if_entitled, sweep_entitled
from certificates.standing import PublicState, ReasonClass, Standing
from certificates.wording import problem_sentence, requirement_sentence
from lms.institutions.api import Scope
from lms.kernel.todo import Todo
from lms.kernel.words import in_language

__all__ = [
    "Answer", "AwardFigure", "CertificateCard", "Imported", "PublicState", "ReasonClass", "Standing", "answer",
    "award_figures", "certificate_cards", "certificates_of", "counts_by_country", "credential_courses",
    "credential_titles", "define_credential", "draw_certificate", "due_certificates", "grant_if_entitled", "holders",
    "import_credentials", "path", "reinstate_award", "reissue_certificate", "requirement_sentence", "revoke_award",
    "suspend_award", "sweep_entitled", "todo",
]  # fmt: skip


def todo(scope: Scope) -> list[Todo]:
    """What needs somebody: a name to settle, a certificate that is new, papers that could not be drawn, awards that
    are asked about. 4 queries at most."""
    found: list[Todo] = []
    mine = reverse("lms:certificates:certificate-list")
    if scope.advisor_of:
        for _id, titles, problem in waiting_of(scope.person_id):
            if problem.startswith("name"):
                found.append(
                    Todo(
                        title=_("Your certificate waits for your name"),
                        why=f"{in_language(titles)}. {problem_sentence(problem)}",
                        url=reverse("lms:home:preferences"),
                        icon="wait",
                        tone="warn",
                        weight=5,
                        act=_("Write your name"),
                    )
                )
        for _id, titles, _at in recently_issued(scope.person_id):
            found.append(
                Todo(
                    title=_("Your certificate is ready"),
                    why=in_language(titles),
                    url=mine,
                    icon="cert",
                    tone="ok",
                    weight=60,
                    act=_("See the certificate"),
                )
            )
    if scope.decider and (asked := open_awards().count()):
        found.append(
            Todo(
                title=ngettext("Look at {n} certificate", "Look at {n} certificates", asked).format(n=asked),
                why=_("A result that they rest on was revised. They stay in force until you decide."),
                url=reverse("lms:certificates:question-list"),
                icon="cert",
                tone="warn",
                weight=8,
                act=_("Look at them"),
            )
        )
    if scope.administrator and (failed := failed_drawings()):
        found.append(
            Todo(
                title=_("Certificates could not be drawn"),
                why=", ".join(serial for _id, serial, _why in failed[:5]),
                url=reverse("lms:certificates:drawing-list"),
                icon="fail",
                tone="bad",
                weight=10,
                act=_("See what happened"),
            )
        )
    return found

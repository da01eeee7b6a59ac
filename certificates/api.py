"""The door of certificates: credentials, paths to them, what people hold, and the figures of it."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from certificates.errors import CertificateNotFound
from certificates.figures import (
    AwardFigure,
    RulingFigure,
    award_figures,
    counts_by_country,
    credential_courses,
    credential_titles,
    holders,
    measures_decided,
    rulings_decided,
)
from certificates.performing_again import award_again
from certificates.selectors.accompanying import OnTheWay, WayPoint, on_the_way
from certificates.selectors.answers import Answer, answer
from certificates.selectors.awards import open_motions, open_objections
from certificates.selectors.certificates import (
    CertificateCard,
    certificate_cards,
    certificates_of,
    due_certificates,
    failed_drawings,
    news_of,
    path,
)
from certificates.selectors.complaints import DecidedComplaint, complaint_todos, complaints_decided, statement_todos
from certificates.selectors.evidence import award_evidence
from certificates.selectors.files import file_of_certificate as certificate_file
from certificates.selectors.granted import Granted, granted_between
from certificates.selectors.people_rules import people_where
from certificates.selectors.questions import open_awards
from certificates.selectors.readiness import holders_by_institution
from certificates.selectors.rulings import proposed_rulings
from certificates.selectors.sampling import AwardFile, award_file, marked_awards
from certificates.services.credentials import Imported, define_credential, import_credentials
from certificates.services.deciding import reduce_award, reinstate_award, revoke_award, suspend_award
from certificates.services.drawing import draw_certificate, draw_due
from certificates.services.granting import grant_if_entitled, sweep_entitled
from certificates.services.motions import carry_motion, move_award, refuse_motion, withdraw_motion
from certificates.services.objections import dismiss_objection, object_to, uphold_objection, withdraw_objection
from certificates.services.reissuing import reissue_certificate
from certificates.services.renewing import open_renewal
from certificates.services.rulings import end_ruling, propose_ruling, put_in_force, refuse_ruling
from certificates.services.scale import seed_awards
from certificates.standing import PublicState, ReasonClass, Standing
from certificates.todo_designs import design_todos
from certificates.todo_names import name_todos
from certificates.todo_schemes import conduct_todos, scheme_todos
from certificates.wording.awards import act_word
from certificates.wording.certificates import long_date, problem_sentence, reason_in_words
from certificates.wording.requirements import requirement_sentence
from lms.institutions.api import Scope
from lms.kernel.todo import Todo
from lms.kernel.words import in_language

__all__ = [
    "Answer", "AwardFigure", "CertificateCard", "DecidedComplaint", "Imported", "PublicState", "ReasonClass",
    "Standing", "act_word", "answer", "award_figures", "carry_motion", "certificate_cards", "certificate_file",
    "certificates_of", "complaints_decided", "counts_by_country", "credential_courses", "credential_titles",
    "define_credential", "dismiss_objection", "draw_certificate", "draw_due", "due_certificates", "end_ruling",
    "grant_if_entitled", "holders", "import_credentials", "measures_decided", "move_award", "object_to", "open_renewal",
    "path", "propose_ruling", "put_in_force", "reason_in_words", "reduce_award", "refuse_motion", "refuse_ruling",
    "reinstate_award", "reissue_certificate", "requirement_sentence", "revoke_award", "suspend_award", "sweep_entitled",
    "todo", "uphold_objection", "withdraw_motion", "withdraw_objection",
]  # fmt: skip
__all__ += ["RulingFigure", "rulings_decided"]
__all__ += ["CertificateNotFound", "award_again", "award_evidence", "people_where"]
__all__ += ["AwardFile", "award_file", "marked_awards"]
__all__ += [
    "Granted",
    "OnTheWay",
    "WayPoint",
    "granted_between",
    "on_the_way",
]


def todo(scope: Scope) -> list[Todo]:
    """What needs somebody: a name to settle, a certificate that is new, papers that could not be drawn, awards that
    are asked about, motions, requests for review and exceptions that wait for an answer, names that were corrected.
    8 queries at most."""
    found: list[Todo] = []
    mine = reverse("lms:certificates:certificate-list")
    if scope.advisor_of:
        news = news_of(scope.person_id)
        for titles, problem in news.waiting:
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
        found += conduct_todos(news.conduct_due)
        found += statement_todos(scope) if news.asked else []  # who is no advisor any more has the mail
        for titles in news.recent:
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
    if scope.decider and (asked := open_awards(scope.person_id).count()):
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
    found += complaint_todos(scope) + _decisions(scope) + design_todos(scope) + name_todos(scope) + scheme_todos(scope)
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


def _decisions(scope: Scope) -> list[Todo]:
    """What waits for a second person, or for an answer, from this one. 3 queries at most."""
    if not (scope.decider or scope.reviewer):
        return []
    me, found = scope.person_id, []
    if motions := open_motions(me).exclude(by=me).count():
        found.append(
            Todo(
                title=ngettext(
                    "{n} motion about a certificate waits for a second person",
                    "{n} motions about certificates wait for a second person",
                    motions,
                ).format(n=motions),
                why=_("Agree or refuse. Until then nothing changes."),
                url=reverse("lms:certificates:award-list", query={"show": "waiting"}),
                icon="wait",
                tone="warn",
                weight=7,
                act=_("See them"),
            )
        )
    mine = open_objections(me).exclude(event__by=me).exclude(event__approved_by=me)
    if due := list(mine.values_list("due_on", flat=True)):
        late = due[0] < timezone.localdate()
        found.append(
            Todo(
                title=ngettext(
                    "{n} request for review waits for an answer", "{n} requests for review wait for an answer", len(due)
                ).format(n=len(due)),
                why=(_("The first one is late: it was due on {day}.") if late else _("The first one is due on {day}.")).format(
                    day=long_date(due[0])
                ),
                url=reverse("lms:certificates:objection-list"),
                icon="undo",
                tone="bad" if late else "warn",
                weight=4 if late else 7,
                act=_("Answer"),
            )
        )
    if rulings := proposed_rulings(me).exclude(proposed_by=me).count():
        found.append(
            Todo(
                title=ngettext(
                    "{n} exception or bar waits for a second person", "{n} exceptions or bars wait for a second person", rulings
                ).format(n=rulings),
                why=_("Agree or refuse. Until then nothing changes."),
                url=reverse("lms:certificates:ruling-list"),
                icon="wait",
                tone="warn",
                weight=9,
                act=_("See them"),
            )
        )
    return found


__all__ += ["seed_awards"]
__all__ += ["holders_by_institution"]

"""Publishing a design: looked at in the request, drawn for every invented person by a worker, then written once.

What a design needs to be published: a text without problems, pictures that exist, for a protected picture a permission in
force for its countries and paper (Paris Convention, article 6ter), and a drawing without complaint for each country, language
and length of name.
"""

from typing import Any, Final

from celery.exceptions import SoftTimeLimitExceeded
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from certificates import papers
from certificates.errors import DesignChanged, DesignRefused, DesignUnchanged
from certificates.models import Design, DesignVersion
from certificates.papers import CannotDraw
from certificates.sampling import Sample, samples, values_of
from certificates.selectors.designs import countries_of, draft_as
from certificates.selectors.pictures import gaps
from certificates.services.designs import editable, put_in_place
from certificates.services.previews import sentence_of, why_slow
from certificates.services.shipped_designs import write_version
from certificates.wording.designs import gap_sentence, problem_line
from lms.audit.api import record_event
from lms.institutions import api as institutions
from lms.jobs.api import Claim, JobRefused, finish, job_view_of, report_progress, request_job

PUBLISH: Final = "certificates.publish_design"
PUBLISH_TASK: Final = f"lms.{PUBLISH}"


def reasons_against(design: Design) -> list[str]:
    """Everything that can be seen without drawing why a draft can't be published, in the active language; [] for nothing."""
    found = [problem_line(one) for one in papers.problems(draft_as(design))]
    named = papers.Design(design.html, design.css).tree.pictures
    return found + [gap_sentence(one) for one in gaps(named, country=design.country, paper=design.paper)]


@transaction.atomic
def ask_publishing(*, design_id: int, expected: int, note: str, by: int) -> int:
    """Ask for a draft to be published; returns the job's id, whose page tells how it goes. Asking twice is one job.

    Raises DesignNotFound, DesignIsShipped, DesignArchived, DesignChanged (the draft moved on), DesignUnchanged, and
    DesignRefused with every reason that can be seen without drawing.
    """
    design = editable(design_id)
    _refuse(design, expected)
    args = {"design": design_id, "draft": expected, "note": note[:240], "by": by}
    return request_job(kind=PUBLISH, key=job_key(design), args=args, owner=by, institution=design.institution_id)


def job_key(design: Design) -> str:
    """The job that publishes, or last tried to publish, this draft: after one that was refused a new one is asked for."""
    stem, attempt = f"{PUBLISH}:{design.pk}:{design.draft_number}", 1
    while (job := job_view_of(f"{stem}:{attempt}")) is not None and not job.moving:
        attempt += 1
    return f"{stem}:{attempt}"


def last_job_key(design: Design) -> str:
    """The latest job of this draft that there is; '' when publishing it was never asked for."""
    stem, attempt = f"{PUBLISH}:{design.pk}:{design.draft_number}", 0
    while job_view_of(f"{stem}:{attempt + 1}") is not None:
        attempt += 1
    return f"{stem}:{attempt}" if attempt else ""


def _refuse(design: Design, expected: int) -> None:
    if design.draft_number != expected:
        raise DesignChanged(number=design.draft_number)
    drawn = draft_as(design)
    if design.published is not None and design.published.digest == drawn.digest:
        raise DesignUnchanged
    if reasons := reasons_against(design):
        raise DesignRefused(reasons)


def publish_design(claimed: Claim) -> dict[str, Any] | None:
    """The job: draw the draft for every invented person, then publish it. Refused with a sentence when it can't be.

    A second delivery finds it published and does nothing.
    """
    args = claimed.args
    with translation.override(institutions.person_card(args["by"]).language):
        design = Design.objects.select_related("published").get(pk=args["design"])
        drawn = draft_as(design)
        if design.published is not None and design.published.digest == drawn.digest:
            return _result(design, design.published)
        try:
            _draw_all(claimed, drawn, design)
            slow = why_slow(drawn, values_of(Sample(countries_of(design)[0], "es", long=False), design.paper))
        except SoftTimeLimitExceeded as late:
            raise JobRefused(why=sentence_of(late)) from late
        with transaction.atomic():
            try:
                version = _publish(args, drawn)
            except (DesignChanged, DesignUnchanged, DesignRefused) as refused:
                raise JobRefused(why=refused.sentence()) from refused
            note = (
                (_("Its papers are drawn one by one. %(why)s") % {"why": slow}) if slow else _("Its papers take the fast path.")
            )
            finish(claimed, result=_result(design, version), note=note)
    return None


def _draw_all(claimed: Claim, drawn: papers.Design, design: Design) -> None:
    wanted = samples(countries_of(design))
    report_progress(claimed, done=0, total=len(wanted))
    for done, one in enumerate(wanted, 1):
        try:
            papers.draw(drawn, values_of(one, design.paper))
        except CannotDraw as wrong:
            raise JobRefused(why=_("%(sample)s: %(why)s") % {"sample": one.words(), "why": sentence_of(wrong)}) from wrong
        report_progress(claimed, done=done)


def _publish(args: dict[str, Any], drawn: papers.Design) -> DesignVersion:
    """The design is locked; what was drawn is what is published."""
    design = editable(args["design"])
    _refuse(design, args["draft"])
    if draft_as(design).digest != drawn.digest:  # a picture came or went while it was drawn
        raise DesignChanged(number=design.draft_number)
    before = design.published
    design.published = version = write_version(design, drawn, note=args["note"], by=args["by"])
    design.save(update_fields=["published"])
    record_event(
        act="design.published", subject="design", subject_id=design.pk, actor=args["by"], institution=design.institution_id,
        before={"version": before.number if before else 0}, after={"version": version.number, "digest": version.digest},
    )  # fmt: skip
    place = {"paper": design.paper, "country": design.country, "institution": design.institution_id}
    if before is None and not Design.objects.filter(general=True, archived_at=None, **place).exists():
        put_in_place(design, general=True, by=args["by"])
    return version


def _result(design: Design, version: DesignVersion) -> dict[str, Any]:
    url = reverse("lms:certificates:design-detail", args=[design.pk])
    return {"design": design.pk, "version": version.number, "url": url}

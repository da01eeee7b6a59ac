"""Drawing papers: asked for, done by a job, kept by the digest of what they say; drawn again only when that changed."""

import hashlib
from dataclasses import asdict
from datetime import timedelta
from typing import Any, Final

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from courses.errors import EnrolmentNotFound, ReferenceNotFound
from courses.models import Enrolment, PrintedPaper
from courses.papers import PaperContent, draw
from courses.print_rendering import VERSION
from courses.selectors.printing import PaperName, has_checklist, module_paper, paper_content, papers_there_are
from courses.selectors.reference import toolkit_stamp
from lms.jobs.api import Claim, JobRefused, finish, report_progress, request_job
from lms.kernel import conf
from lms.kernel.canonical import digest
from lms.kernel.places import COUNTRIES, Language

DRAW: Final = "courses.draw_paper"
REFRESH: Final = "courses.refresh_papers"
AFTER: Final = timedelta(minutes=5)  # after a publication: a series of them is drawn once


def job_key(name: PaperName) -> str:
    """One job a paper and state of the toolkit, whoever asks."""
    whose = f"{name.institution}-{digest(name.house)[:12]}:" if name.institution else ""
    return f"{DRAW}:{VERSION}:{toolkit_stamp().entry}:{name.kind}:{name.country}:{name.language}:{whose}{name.key}"[:200]


def request_paper(*, name: PaperName, by: int | None) -> int:
    """Ask for a paper as it stands now; returns the job's id. Asking twice is one job. Raises ReferenceNotFound."""
    if name not in papers_there_are(name.country, name.language):
        raise ReferenceNotFound
    return _request(name, by, f"{reverse('lms:courses:reference-paper', args=[name.kind, name.key])}?country={name.country}")


def request_module_paper(*, enrolment_id: int, module: str, language: str, by: int) -> int:
    """Ask for the checklist of a module as it stands now, in the name of the learner's institution; returns the job's id.

    Asking twice is one job for all of an institution. Raises EnrolmentNotFound, ReferenceNotFound.
    """
    enrolment = Enrolment.objects.select_related("course").filter(pk=enrolment_id).first()
    if enrolment is None:
        raise EnrolmentNotFound
    page = reverse("lms:courses:module-checklist", args=[enrolment_id, module])
    name = module_paper(enrolment, module, language)
    if not has_checklist(name):
        raise ReferenceNotFound
    return _request(name, by, page)


def _request(name: PaperName, by: int | None, page: str) -> int:
    return request_job(kind=DRAW, key=job_key(name), args={**asdict(name), "kind": str(name.kind), "page": page}, owner=by)


def draw_paper(claimed: Claim) -> dict[str, Any] | None:
    """The job: draw what the toolkit says now, unless that lies ready. A second delivery does nothing."""
    args = dict(claimed.args)
    page = args.pop("page", "")  # a job asked for before papers had pages of their own has none
    name = PaperName(**args)
    try:
        content = paper_content(name, timezone.localdate())
    except ReferenceNotFound as gone:
        raise JobRefused(why=gone.sentence()) from gone
    drawn = b""
    if not is_drawn(content):
        drawn = draw(content, progress=lambda done, total: report_progress(claimed, done=done, total=total))
    with transaction.atomic():
        paper_id = keep(content, drawn)
        finish(claimed, result={"paper": paper_id, "url": page})
    return None


def is_drawn(content: PaperContent) -> bool:
    """Whether a paper that says just this lies ready."""
    return PrintedPaper.objects.filter(digest=digest_of(content)).exclude(drawn_at=None).exists()


def digest_of(content: PaperContent) -> str:
    """What a paper is known by: all it says but the day of publication, which moves when other pages change."""
    from dataclasses import replace

    return replace(content, published="").digest()


def keep(content: PaperContent, drawn: bytes) -> int:
    """Keep a drawn paper (b'': it lies ready already) and let go of the older ones of its name; returns its id."""
    named: dict[str, Any] = {
        "kind": content.kind, "key": content.key, "country": content.country, "language": content.language,
        "institution_id": content.institution or None,
    }  # fmt: skip
    now = timezone.now()
    if drawn:
        values = {"content": drawn, "sha256": hashlib.sha256(drawn).hexdigest(), "drawn_at": now}
        paper, _made = PrintedPaper.objects.update_or_create(**named, digest=digest_of(content), defaults=values)
    else:
        paper = PrintedPaper.objects.exclude(drawn_at=None).get(**named, digest=digest_of(content))
        PrintedPaper.objects.filter(pk=paper.pk).update(drawn_at=now)  # the latest, of several that came back
    PrintedPaper.objects.filter(**named).exclude(pk=paper.pk).delete()
    return int(paper.pk)


def request_refresh(*, entry_id: int) -> None:
    """After a publication, when the toolkit is public: draw what changed, country by country. Safe to repeat."""
    if not conf.get("PUBLIC_TOOLKIT"):
        return
    due = timezone.now() + AFTER
    for country in COUNTRIES:
        for language in Language.values:
            request_job(
                kind=REFRESH, key=f"{REFRESH}:{entry_id}:{country}:{language}", due_at=due,
                args={"entry": entry_id, "country": country, "language": language},
            )  # fmt: skip


def refresh_papers(claimed: Claim) -> dict[str, Any] | None:
    """The job: every paper of one country and language that no longer says what the toolkit says. Later ones wait for later."""
    made = 0
    if toolkit_stamp().entry <= claimed.args["entry"]:
        names = papers_there_are(claimed.args["country"], claimed.args["language"])
        for done, name in enumerate(names, 1):
            made += _refreshed(name)
            report_progress(claimed, done=done, total=len(names))
    return {"drawn": made}


def _refreshed(name: PaperName) -> int:
    try:
        content = paper_content(name, timezone.localdate())
    except ReferenceNotFound:  # withdrawn meanwhile
        return 0
    if is_drawn(content):
        return 0
    drawn = draw(content)
    with transaction.atomic():
        keep(content, drawn)
    return 1

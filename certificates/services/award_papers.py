"""More papers of an award beside its certificate: a wallet card, and a transcript over all its courses. Rows to be drawn."""

from collections.abc import Iterable, Mapping
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone

from certificates.models import Award, AwardState, Certificate, CertificateState
from certificates.proofs import LIVE, TRANSCRIPT, Module, Proof, minutes_of, modules_of
from certificates.serial import new_serial
from certificates.services.designs_in_use import design_for, paper_problem
from certificates.services.granting import BOOK
from certificates.services.printing import printed_fields
from certificates.wording.certificates import name_problem
from certificates.wording.languages import chosen_language
from courses import api as courses
from lms.audit.api import append_to_book
from lms.institutions import api as institutions
from lms.kernel.canonical import digest

CARD: Final = "card"
AWARD_PAPERS: Final = (TRANSCRIPT, CARD)


@transaction.atomic
def request_award_papers(
    *, institution_id: int, enrolment_ids: Iterable[int], paper: str, batch_id: int, language: str = ""
) -> list[int]:
    """One paper for each award in force that rests on one of these enrolments; ids of the new rows. Ring for them after.

    `language` (es, en, es+en): '' = that of the present certificate; a credential's own list of languages has the last word.
    Left out: an award whose present paper says the same already or is still to be drawn. What has changed gives the next
    edition; the old one answers «replaced». Safe to repeat. Raises KeyError for a kind of paper that is no paper of an award.
    """
    if paper not in AWARD_PAPERS:
        raise KeyError(paper)
    mine = Award.objects.filter(
        institution_id=institution_id, state__in=(AwardState.GRANTED, AwardState.REDUCED),
        lms_completions__completion__enrolment_id__in=list(enrolment_ids),
    )  # fmt: skip
    awards = Award.objects.filter(pk__in=mine.values("pk")).select_related("credential").defer("path").order_by("pk")
    made = (_make(award, paper, batch_id, language) for award in awards)
    return [pk for pk in made if pk is not None]


def _make(award: Award, paper: str, batch_id: int, language: str) -> int | None:
    fields, problem = _fields(award, paper, language)
    old = Certificate.objects.filter(award=award, paper=paper, superseded_by=None).defer("tail").first()
    if old is not None and (old.state != CertificateState.ISSUED or dict(old.fields) == fields):
        return None
    version = design_for(credential=award.credential, paper=paper, institution_id=award.institution_id, country=award.country)
    problem = problem or paper_problem(version, country=award.country, paper=paper)
    row = Certificate(
        award=award, paper=paper, edition=old.edition + 1 if old else 1, serial=new_serial(), fields=fields,
        state=CertificateState.WAITING if problem else CertificateState.PENDING, problem=problem, design_version=version,
        batch_id=batch_id,
    )  # fmt: skip
    if old is not None:  # as in `reissue_certificate`: for a moment the old one points to itself
        Certificate.objects.filter(pk=old.pk).update(superseded_by=old.pk)
    row.save()
    if old is not None:
        Certificate.objects.filter(pk=old.pk).update(superseded_by=row.pk)
        append_to_book(book=BOOK, act="certificate.superseded", subject=old.serial, digest_=digest({"by": row.serial}))
    return row.pk


def _fields(award: Award, paper: str, language: str) -> tuple[dict[str, Any], str]:
    """What the paper prints, and why it can't ('' when it can)."""
    name = institutions.person_card(award.person_id).certificate_name
    problem = name_problem(name)
    certificate = Certificate.objects.filter(award=award, paper="certificate", superseded_by=None).only("fields").first()
    own = str(certificate.fields.get("language") or "") if certificate else ""
    written = chosen_language(award.credential.languages, language or own or institutions.person_card(award.person_id).language)
    fields = printed_fields(award, language=written, name="" if problem else name).as_json()
    if paper == TRANSCRIPT:
        fields["proof"] = _facts(award).as_json()
    return fields, problem


def _facts(award: Award) -> Proof:
    """All courses of an award, module by module."""
    zone = ZoneInfo(institutions.institution_card(award.institution_id).time_zone)
    rests_on = [
        row.completion.enrolment for row in award.lms_completions.select_related("completion__enrolment").order_by("id")
    ]
    ids = [one.pk for one in rests_on]
    paths, moments = courses.paths(ids), courses.passed_moments(ids)
    modules: list[Module] = []
    for one in rests_on:
        if one.pk not in paths:
            continue
        units = courses.outline(one.course_id, one.country, timezone.now(), purpose=one.purpose)
        titles: Mapping[str, Mapping[str, str]] = {unit.module: unit.module_titles for unit in units}
        passed = {subject: timezone.localdate(at, zone) for subject, at in moments.get(one.pk, {}).items()}
        modules += modules_of(paths[one.pk].requirements, titles, passed)
    asked = [requirement for path in paths.values() for requirement in path.requirements]
    live, study, practice = minutes_of(asked)
    sessions = [one for one in asked if one.kind in LIVE]
    required = [one for one in asked if one.required]
    scores = [float(row.completion.score) for row in award.lms_completions.select_related("completion") if row.completion.score]
    granted = timezone.localdate(award.granted_at, zone)
    began = min([timezone.localdate(one.created_at, zone) for one in rests_on], default=granted)
    return Proof(
        state="completed", done=sum(one.met for one in required), required=len(required), since=began, until=granted,
        group={}, attended=sum(one.met for one in sessions), sessions=len(sessions), live=live, study=study,
        practice=practice, score=f"{sum(scores) / len(scores):.0f}" if scores else "", modules=tuple(modules),
    )  # fmt: skip

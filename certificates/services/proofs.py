"""Proofs about enrolments: rows to be drawn, as certificates are."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone

from certificates.models import Certificate, CertificateState, Credential, DesignVersion
from certificates.proofs import LIVE, PROOFS, TRANSCRIPT, Proof, has_something_to_say, minutes_of, modules_of
from certificates.serial import new_serial
from certificates.services.designs_in_use import design_for, paper_problem
from certificates.services.granting import BOOK
from certificates.wording.certificates import Printed, name_problem
from courses import api as courses
from lms.audit.api import append_to_book
from lms.institutions import api as institutions
from lms.kernel import conf
from lms.kernel.canonical import digest


@transaction.atomic
def request_proofs(
    *, institution_id: int, enrolments: Sequence[courses.ProgressRow], paper: str, batch_id: int, language: str = ""
) -> list[int]:
    """One proof for each enrolment, to be drawn; ids of the new rows. `language` (es, en, es+en): '' = each person's own.

    Left out: an enrolment whose present proof says the same already or is still to be drawn, and one about which the paper
    would state nothing. What has changed gives the next edition; the old one answers «replaced». A constant number of queries
    but for those that are replaced. Ring for them after. Raises KeyError for a kind of paper that is no proof.
    """
    if paper not in PROOFS:
        raise KeyError(paper)
    people = institutions.person_cards({one.person_id for one in enrolments})
    present = {
        row.enrolment_id: row
        for row in Certificate.objects.filter(
            enrolment_id__in=[one.enrolment_id for one in enrolments], paper=paper, superseded_by=None
        ).defer("tail")
    }
    designs: dict[str, tuple[DesignVersion, str]] = {}  # by country: with what it is drawn, and why it may not be shown
    made: list[Certificate] = []
    replaced: list[tuple[Certificate, Certificate]] = []
    for one, printed, proof in facts_of(institution_id, enrolments, paper):
        name = people[one.person_id].certificate_name
        problem = name_problem(name)
        fields = {
            **replace(printed, language=language or printed.language).as_json(),
            "name": "" if problem else name,
            "proof": proof.as_json(),
        }
        old = present.get(one.enrolment_id)
        if not has_something_to_say(paper, proof) or (old is not None and not _changed(old, fields)):
            continue
        if one.country not in designs:
            version = design_for(credential=Credential(), paper=paper, institution_id=institution_id, country=one.country)
            designs[one.country] = version, paper_problem(version, country=one.country, paper=paper)
        version, closed = designs[one.country]
        problem = problem or closed
        row = Certificate(
            enrolment_id=one.enrolment_id, paper=paper, edition=old.edition + 1 if old else 1, serial=new_serial(),
            fields=fields, state=CertificateState.WAITING if problem else CertificateState.PENDING, problem=problem,
            design_version=version, batch_id=batch_id,
        )  # fmt: skip
        if old:
            replaced.append((row, old))
        else:
            made.append(row)
    ids = [row.pk for row in Certificate.objects.bulk_create(made, 200)]
    for row, old in replaced:
        # As in `reissue_certificate`: for a moment the old one points to itself.
        Certificate.objects.filter(pk=old.pk).update(superseded_by=old.pk)
        row.save()
        Certificate.objects.filter(pk=old.pk).update(superseded_by=row.pk)
        ids.append(row.pk)
    for row, old in replaced:
        append_to_book(book=BOOK, act="certificate.superseded", subject=old.serial, digest_=digest({"by": row.serial}))
    return ids


def _changed(old: Certificate, fields: dict[str, object]) -> bool:
    """Whether a new paper would say something else than the present one, its day apart."""
    if old.state != CertificateState.ISSUED:
        return False
    return {**old.fields, "granted_on": ""} != {**fields, "granted_on": ""}


def facts_of(
    institution_id: int, enrolments: Sequence[courses.ProgressRow], paper: str
) -> Iterable[tuple[courses.ProgressRow, Printed, Proof]]:
    """What each paper prints, today; the name is left to the caller. One query for each enrolment that is completed."""
    house = institutions.institution_card(institution_id)
    zone = ZoneInfo(house.time_zone)
    today = timezone.localdate(timezone=zone)
    paths = courses.paths([one.enrolment_id for one in enrolments])
    placed = {one.id: one for one in courses.cohort_courses_of(institution_id)}
    groups = {one.id: one for one in institutions.cohorts_of(institution_id)}
    titles: dict[tuple[int, str], dict[str, Mapping[str, str]]] = {}
    for course_id, country in {(one.course_id, one.country) for one in enrolments} if paper == TRANSCRIPT else ():
        units = courses.outline(course_id, country, timezone.now())
        titles[course_id, country] = {unit.module: unit.module_titles for unit in units}
    cards = courses.course_cards({one.course_id for one in enrolments})
    moments = courses.passed_moments([one.enrolment_id for one in enrolments]) if paper == TRANSCRIPT else {}
    for one in enrolments:
        asked = paths[one.enrolment_id].requirements if one.enrolment_id in paths else ()
        course, place = cards[one.course_id], placed.get(one.cohort_course_id or 0)
        group = groups.get(place.cohort_id) if place else None
        ended = one.completed_at or one.closed_at
        live, study, practice = minutes_of(asked)
        sessions = [each for each in asked if each.kind in LIVE]
        required = [each for each in asked if each.required]
        proof = Proof(
            state=one.state, done=sum(each.met for each in required), required=len(required),
            since=timezone.localdate(one.created_at, zone), until=timezone.localdate(ended, zone) if ended else None,
            group=group.names if group else {}, attended=sum(each.met for each in sessions), sessions=len(sessions),
            live=live, study=study, practice=practice, score=f"{one.score:.0f}" if one.score is not None else "",
            modules=modules_of(
                asked, titles[one.course_id, one.country],
                {subject: timezone.localdate(at, zone) for subject, at in moments.get(one.enrolment_id, {}).items()},
            )
            if paper == TRANSCRIPT
            else (),
        )  # fmt: skip
        printed = Printed(
            language=one.language, name="", claim=paper, credential=course.titles, courses=[course.titles],
            country=one.country, law_as_of=_law_as_of(one) or today, institution=house.names,
            institution_country=house.country, signatory_name=house.signatory_name, signatory_title=house.signatory_title,
            granted_on=today, valid_until=None, minutes=proof.minutes, house=str(conf.get("SITE_NAME")),
        )  # fmt: skip
        yield one, printed, proof


def _law_as_of(one: courses.ProgressRow) -> date | None:
    """The day of the law that was learned, of a completed enrolment."""
    if one.completed_at is None:
        return None
    found = courses.completions_of(one.person_id, one.country, [one.course_id])
    return next((card.law_as_of for card in found if card.enrolment_id == one.enrolment_id), None)

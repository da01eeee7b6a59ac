"""Two institutions with everything that a URL can name, made by the same services as people's clicks.

`Side.samples` gives each argument of a URL by the name that the view's policy declares. Andes (Peru) is what the walk is
about; Sur (Chile) is the stranger, with rows of the same kinds. `mark` goes into every text that a person of Andes wrote.
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.utils import timezone
from PIL import Image

from assessments.models import (
    Allocation,
    Attachment,
    Attempt,
    AttemptState,
    CaseStudy,
    LetterVersion,
    Practicum,
    Quiz,
    Score,
    Step,
    Submission,
)
from assessments.services.access import give_allowance
from assessments.services.attempts import start_attempt, submit_attempt
from assessments.services.dues import give_extension, set_due_day
from assessments.services.letter_files import attach_file
from assessments.services.letters import open_letter, save_letter, submit_letter
from assessments.services.scoring_letters import claim_letter
from assessments.windows import Allowed
from certificates.api import define_credential, draw_certificate
from certificates.models import Certificate, CertificateState
from courses import api as courses
from courses.models import Citation, Course, Item, ItemVersion, Lesson, PrintedPaper, Session
from courses.services.publish_requests import submit_course
from courses.services.roster import upload_roster
from courses.services.search_index import index_everything
from courses.short_links import code_of
from lms.institutions import api as institutions
from lms.institutions.models import Cohort, ContactPoint, Membership, Person, ProgrammeRole
from lms.jobs.models import Job, JobState
from lms.kernel.places import COUNTRIES
from lms.reporting import periods
from lms.reporting.models import ReportEdition
from lms.reporting.services import building as reports
from lms.reporting.services import review
from lms.reporting.services.remarks import comment_on
from tests.assessments import files
from tests.assessments.toolkit import COURSE, write_toolkit
from tests.conftest import PASSWORD, House, make_house, make_person
from tests.courses import building
from tests.permissions.badges import badge_samples
from tests.permissions.batches import batch_samples
from tests.permissions.calling import call_samples
from tests.permissions.certifying import certifying_samples
from tests.permissions.clinics import clinic_samples
from tests.permissions.cuts import cut_samples
from tests.permissions.decisions import decision_samples, motion_sample
from tests.permissions.designing import design_samples
from tests.permissions.exams import exam_samples
from tests.permissions.exporting import export_samples
from tests.permissions.groups import group_samples
from tests.permissions.impartiality import impartiality_samples
from tests.permissions.ledger import ledger_samples
from tests.permissions.library import library_samples
from tests.permissions.load import load_samples
from tests.permissions.meetings import meeting_samples
from tests.permissions.practising import PRACTICE, practice_samples
from tests.permissions.prior_learning import prior_samples
from tests.permissions.quality import quality_samples
from tests.permissions.refreshers import ask_refreshers, refresher_samples
from tests.permissions.regrades import regrade_samples
from tests.permissions.releases import release_samples
from tests.permissions.reporting import report_samples
from tests.permissions.reviewing import reviewing_samples
from tests.permissions.schemes import scheme_samples
from tests.permissions.scoring import scoring_samples
from tests.permissions.surveying import survey_samples
from tests.permissions.writing import writing_samples

SESSION = """\
  - {key: opening, kind: session, required: false, titles: {es: Apertura, en: Opening}, recording: talk,
     agenda: "0:00:00 | Bienvenida"}
"""
SOUND = b"\x00\x00\x00\x18ftypM4A sound"
TALK = """\
recordings:
- key: talk
  titles: {es: Una charla, en: A talk}
  owner: advisor-lms
  licence: permission
  file: {es: talk.m4a, en: talk.m4a}
  chapters: {es: "0:00 | Inicio |", en: "0:00 | Start |"}
  transcript: {es: "0:00 | Voz | Hola.", en: "0:00 | Voice | Hello."}
"""
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


ALWAYS = datetime(2099, 1, 1, tzinfo=UTC)
NAME = "NAME"  # after the mark: a person's name, which even a programme's assessor never reads


@dataclass
class Side:
    """One institution: its people, and the sample of each kind of object."""

    house: House
    samples: dict[str, Any] = field(default_factory=dict)


@dataclass
class World:
    """Both sides, and who asks: {name: person}; None for a visitor, a user for who has no Person."""

    andes: Side
    sur: Side
    people: dict[str, Any] = field(default_factory=dict)
    former: Membership | None = None
    columns: set[str] = field(default_factory=set)  # marked ones, in the canary test


def make_world(folder: Path, mark: str = "") -> World:
    """Everything, in one transaction of the caller's. `mark` is put into what people of Andes wrote and are called."""
    programme = _programme()
    _publish(folder, programme)
    andes, sur = Side(make_house("andes", "PE", "America/Lima")), Side(make_house("sur", "CL", "America/Santiago"))
    for side in (andes, sur):
        side.house.institution.logo = _picture()
        side.house.institution.save()
    if mark:
        _mark_house(andes.house, mark)
    _shared(andes, sur, programme)
    for side, key, word in ((andes, "marks-course", mark), (sur, "other-course", "")):
        _cohort_rows(side, word)
        _learning(side, key, word)
        _certificates(side)
        _reports(side, programme, word)
        _rosters_and_jobs(side, word)
        _contacts(side, word)
        side.samples |= clinic_samples(side.house, word)
    _reference(andes, sur)
    ask_refreshers(author=programme["author"].pk, second=programme["author-other"].pk)
    for side in (andes, sur):
        side.samples |= refresher_samples(side.house.advisor)
    for side, prepared, asked in ((andes, "q-single", "q-number"), (sur, "q-multiple", "q-bound")):
        side.samples |= regrade_samples(
            side.house.advisor2, prepared=prepared, asked=asked, author=programme["author"].pk, decider=programme["decider"].pk
        )
    for side, word in ((andes, mark), (sur, "")):
        side.samples |= decision_samples(side.house.advisor, decider=programme["decider"].pk, mark=word)
        side.samples |= motion_sample(side.house.advisor2)
        side.samples |= design_samples(side.house, programme, word)
    for side in (andes, sur):
        side.samples |= quality_samples(side.house)
        side.samples |= load_samples(side.house, side.samples["script_ref"])
        side.samples |= impartiality_samples(side.house)
        side.samples |= call_samples(side.house, mark if side is andes else "")
        side.samples |= prior_samples(side.samples["enrolment_id"], mark if side is andes else "")
        side.samples |= group_samples(side.house, side.samples["enrolment_id"], mark if side is andes else "")
        side.samples |= scheme_samples(side.house, side.samples["credential_id"])
        side.samples |= survey_samples(side.house, mark if side is andes else "")
        side.samples |= writing_samples(side.house, side.house.advisor, mark if side is andes else "")
    for side, word in ((andes, mark), (sur, "")):
        side.samples |= reviewing_samples(
            side.house, side.samples["enrolment_id"], decider=programme["administrator"], mark=word
        )
        side.samples |= exam_samples(
            side.house, enrolment_id=side.samples["enrolment_id"], unit_id=side.samples["quiz_unit_id"],
            by=programme["administrator"], mark=word,
        )  # fmt: skip
        side.samples |= cut_samples(side.house, author=programme["author"], reviewer=programme["reviewer"], mark=word)
    for side, word in ((andes, mark), (sur, "")):
        side.samples |= certifying_samples(side.house, letter_blocks(word), word)
        side.samples |= meeting_samples(side.house, side.samples, word)
    building.enrol(  # Sur takes the course of Andes too: pages about one course must still keep the institutions apart
        sur.house.advisor2, sur.house.institution, Course.objects.get(key="marks-course"),
        cohort_course=building.place(sur.house.cohort, Course.objects.get(key="marks-course")),
    )  # fmt: skip
    world = World(andes, sur)
    world.people = _principals(andes.house, sur.house, programme)
    world.former = Membership.objects.get(person=world.people["former"])
    institutions.end_membership(membership_id=world.former.pk, by=None)
    return world


def _picture() -> bytes:
    out = BytesIO()
    Image.new("RGB", (60, 60), "navy").save(out, "PNG")
    return out.getvalue()


def _programme() -> dict[str, Person]:
    people = {}
    for name, role, country in (
        ("author", "author", ""), ("author-other", "author", "CL"), ("focal-own", "focal", "PE"),
        ("focal-other", "focal", "CL"), ("reviewer", "reviewer", ""), ("decider", "decider", ""),
        ("outside-assessor", "assessor", ""),
        ("administrator", "administrator", ""),
    ):  # fmt: skip
        people[name] = make_person(f"{name}@programme.test", name.title(), "Programa", country or "MX")
        ProgrammeRole.objects.create(person=people[name], role=role, country=country)
    return people


def _publish(folder: Path, programme: dict[str, Person]) -> None:
    """Two courses of one toolkit, each with a session, a lesson, a quiz and a case; and a course of one lesson."""
    own = COURSE + SESSION + PRACTICE
    root = write_toolkit(folder, course=own)
    (root / "media").mkdir()
    (root / "media" / "talk.m4a").write_bytes(SOUND)
    (root / "media" / "talks.yaml").write_text(TALK, encoding="utf-8")
    for path in root.glob("sections/*/*.md"):
        path.write_text(f"{path.read_text('utf-8')}\n::: check\n- Una casilla.\n:::\n", encoding="utf-8")
    other = own.replace("key: marks-course", "key: other-course").replace("key: marks\n", "key: other\n")
    (root / "courses" / "other-course.yaml").write_text(other, encoding="utf-8")
    author, second = programme["author"].pk, programme["author-other"].pk
    courses.import_toolkit(path=root, by=author)
    for course in Course.objects.order_by("pk"):
        courses.publish_course(course_id=course.pk, by=author, approved_by=second, countries=["CL", "CO", "MX", "PE"])
    building.publish(building.make_course("short", lessons=1))
    short = Course.objects.get(key="short")
    define_credential(
        key="basics", titles={"es": "Fundamentos", "en": "Foundations"}, claim="assessed_certificate", validity_months=36,
        course_ids=[short.pk],
    )  # fmt: skip


def _mark_house(house: House, mark: str) -> None:
    house.institution.names = {"es": f"Centro {mark}", "en": f"{mark} centre"}
    house.institution.signatory_name = f"Ana {mark}"
    house.institution.signatory_title = {"es": f"Directora {mark}", "en": f"Director {mark}"}
    house.institution.save()
    house.cohort.names = {"es": f"Grupo {mark}", "en": f"Group {mark}"}
    house.cohort.save()
    for person in house.people.values():
        person.family_name, person.certificate_name = f"{mark}{NAME}", f"{person.given_name} {mark}{NAME}"
        person.save()


def _shared(andes: Side, sur: Side, programme: dict[str, Person]) -> None:
    """What belongs to no institution. The stranger's sample is another row of the same kind."""
    taken = {key: Course.objects.get(key=key) for key in ("marks-course", "other-course")}
    for side, course in ((andes, taken["marks-course"]), (sur, taken["other-course"])):
        side.samples |= {
            "course_id": course.pk, "lesson_id": Lesson.objects.get(course=course).pk,
            "quiz_unit_id": Quiz.objects.get(course=course).pk, "case_unit_id": CaseStudy.objects.get(course=course).pk,
            "session_id": Session.objects.get(course=course).pk,
            "practicum_unit_id": Practicum.objects.get(course=course).pk,
            "language": "es", "report_format": "pdf", "case_key": "herbs",
            "module_key": course.lms_modules.get().key, "sound_name": f"{sha256(SOUND).hexdigest()[:16]}.m4a",
        }  # fmt: skip
        Lesson.objects.filter(course=course).update(titles={"es": "Otro título", "en": "Another title"})
        side.samples["publish_request_id"] = submit_course(
            course_id=course.pk, by=programme["author"].pk, countries=["PE"], note="Una nota"
        )
    for side, key in ((andes, "trademarks.term"), (sur, "trademarks.opposition")):
        side.samples["fact_key"] = key
    for side, country in ((andes, "PE"), (sur, "CL")):
        side.samples |= ledger_samples(country, author=programme["decider"].pk, second=programme["reviewer"].pk)
        side.samples |= {"country_code": "PE", "focal_country": "PE", "unsure_version_id": _doubtful_help(country)}
    for side, language in ((andes, "es"), (sur, "en")):
        side.samples["section_item_id"] = Item.objects.get(kind="section", key="marks/terms", language=language).pk
        side.samples |= library_samples(language, author=programme["author"].pk, second=programme["author-other"].pk)


def _doubtful_help(country: str) -> int:
    """A help resource that the country's focal point has to look up; its draft's version."""
    item = Item.objects.create(kind="resource", key=f"doubt-{country.lower()}", country=country)
    words = {"es": "Ayuda dudosa", "en": "Doubtful help"}
    body = {
        "names": words, "by": "Una oficina", "what": words, "topics": [], "stages": [], "cost": "free", "channel": "web",
        "checked_on": "2026-11-01", "needs_check": True,
    }  # fmt: skip
    version = ItemVersion.objects.create(item=item, number=1, digest="0" * 64, body=body)
    Item.objects.filter(pk=item.pk).update(draft=version)
    return int(version.pk)


def _cohort_rows(side: Side, mark: str) -> None:
    """Somebody invited, a second group with its own facilitator."""
    house, key = side.house, side.house.institution.key
    coordinator = house.coordinator.pk
    guest = institutions.ensure_person(
        email=f"guest@{key}.test", given_name="Lucía", family_name=mark or "Paz",
        country=house.institution.country, language="es", by=coordinator,
    )  # fmt: skip
    role = institutions.grant_role(
        person_id=guest, institution_id=house.institution.pk, role="advisor", cohort_id=house.cohort.pk, by=coordinator
    )
    invitation = institutions.invite(person_id=guest, institution_id=house.institution.pk, by=coordinator)
    second = Cohort.objects.create(
        institution=house.institution, key="2026-c", names={"es": f"Grupo C {mark}", "en": f"Group C {mark}"},
        country=house.institution.country, starts_on=date(2026, 1, 1), ends_on=date(2030, 12, 31),
    )  # fmt: skip
    house.people["facilitator2"] = other = make_person(
        f"facilitator2@{key}.test", "Raúl", mark or "Paz", house.institution.country
    )
    Membership.objects.create(person=other, institution=house.institution, cohort=second, role="facilitator")
    side.samples |= {
        "institution": house.institution.pk, "cohort": house.cohort.pk, "person": guest, "member_id": guest, "membership": role,
        "coordinators_membership": Membership.objects.get(person=house.coordinator).pk,
        "invitation_token": institutions.invitation_url(invitation).rstrip("/").rpartition("/")[2],
    }  # fmt: skip


def _learning(side: Side, course_key: str, mark: str) -> None:
    """The owner: an open attempt and a draft with a file. The colleague: a letter handed in, with a file, on lease."""
    house, samples = side.house, side.samples
    course = Course.objects.get(key=course_key)
    placed = building.place(house.cohort, course)
    enrolment = building.enrol(house.advisor, house.institution, course, cohort_course=placed)
    colleagues = building.enrol(house.advisor2, house.institution, course, cohort_course=placed)
    attempt = start_attempt(enrolment_id=enrolment.pk, unit_id=samples["quiz_unit_id"])
    submit_attempt(attempt_id=start_attempt(enrolment_id=colleagues.pk, unit_id=samples["quiz_unit_id"]))
    samples["allowance_id"] = give_allowance(
        enrolment_id=colleagues.pk, unit_id=samples["quiz_unit_id"], allowed=Allowed(closes_at=ALWAYS),
        reason=f"Un motivo {mark}", by=house.facilitator.pk,
    )  # fmt: skip
    set_due_day(
        cohort_id=house.cohort.pk, unit_id=samples["case_unit_id"], due_at=ALWAYS - timedelta(days=2), by=house.facilitator.pk
    )  # fmt: skip
    samples["extension_id"] = give_extension(
        enrolment_id=colleagues.pk, unit_id=samples["case_unit_id"], due_at=ALWAYS, reason=f"Otro motivo {mark}",
        by=house.facilitator.pk,
    )  # fmt: skip
    samples["waiting_attempt_id"] = _waiting(colleagues.pk, samples["quiz_unit_id"], mark)
    letters = []
    for one in (enrolment, colleagues):
        letter = open_letter(enrolment_id=one.pk, unit_id=samples["case_unit_id"])
        save_letter(letter_id=letter, blocks=letter_blocks(mark), revision=0)
        attach_file(letter_id=letter, name=f"anexo-{mark}.pdf", body=files.pdf(f"{mark} {letter}"))
        letters.append(letter)
        LetterVersion.objects.create(submission_id=letter, number=1, letter=letter_blocks(f"antes {mark}"))
    submit_letter(letter_id=letters[1])
    script = Submission.objects.get(pk=letters[1])
    claim_letter(submission_id=script.pk, assessor_id=house.assessor.pk)
    samples |= {
        "cohort_course": placed.pk, "enrolment": enrolment.pk, "enrolment_id": enrolment.pk, "attempt_id": attempt,
        "submission_id": letters[0], "script_ref": script.ref,
        "attachment_ref": Attachment.objects.get(submission=letters[0]).ref, "letter_version": 1,
        "script_file_ref": Attachment.objects.get(submission=script).ref,
        "fence": Allocation.objects.get(submission=script).fence,
    }  # fmt: skip
    side.samples |= practice_samples(house, enrolment.pk, mark)
    samples |= scoring_samples(house, script.ref)
    assert not Score.objects.filter(allocation__submission=script).exists()
    samples |= release_samples(house, placed, samples["case_unit_id"], letter_blocks(mark), mark)


def _waiting(enrolment_id: int, unit_id: int, mark: str) -> int:
    """The colleague's second attempt, as it waits when a quiz asks for a written answer."""
    first = Attempt.objects.get(enrolment=enrolment_id, unit=unit_id)
    asked = {name: first.sheet["slots"][0][name] for name in ("key", "question_id", "maximum", "stem", "section", "feedback")}
    attempt = Attempt.objects.create(
        enrolment_id=enrolment_id, unit_id=unit_id, unit_version_id=first.unit_version_id, number=2,
        state=AttemptState.WAITING, law_as_of=first.law_as_of, submitted_at=first.submitted_at,
        sheet={**first.sheet, "slots": [{**asked, "slot": 1, "kind": "essay", "key_version": "e", "guide": {}}]},
    )  # fmt: skip
    Step.objects.create(attempt=attempt, slot=1, number=1, client_id="walk", response={"text": f"Una respuesta {mark}."})
    return attempt.pk


def letter_blocks(mark: str = "") -> dict[str, Any]:
    """A letter that may be handed in."""
    return {
        "issues": f"El nombre es difícil de registrar. {mark}",
        "advice": f"Pedir una marca colectiva. {mark}",
        "steps": [{"what": f"Buscar {mark}", "who": f"La asesora {mark}", "when": f"Lunes {mark}", "cost": "none"}],
        "help": f"La oficina. {mark}",
        "lawyer": f"Ninguno. {mark}",
    }


def _certificates(side: Side) -> None:
    """The owner's is drawn; the colleague's could not be."""
    house, short = side.house, Course.objects.get(key="short")
    placed = building.place(house.cohort, short)
    for person in (house.advisor, house.advisor2):
        building.finish(building.enrol(person, house.institution, short, cohort_course=placed))
    drawn = Certificate.objects.get(award__person=house.advisor)
    assert draw_certificate(certificate_id=drawn.pk)
    drawn.refresh_from_db()
    failed = Certificate.objects.get(award__person=house.advisor2)
    Certificate.objects.filter(pk=failed.pk).update(state=CertificateState.WAITING, problem="drawing: no paper", attempts=5)
    side.samples |= {"serial": drawn.serial, "certificate_id": drawn.pk, "failed_certificate": failed.pk}
    side.samples["credential_id"] = drawn.award.credential_id if drawn.award else 0
    side.samples |= badge_samples(drawn)
    side.samples |= batch_samples(house, placed.pk)


def _reports(side: Side, programme: dict[str, Person], mark: str) -> None:
    """A submitted certification report with a remark, and a progress report that is still a draft."""
    place, coordinator = side.house.institution, side.house.coordinator.pk
    now = timezone.now()
    for kind, one in (
        ("certification", periods.quarter_of(now, place.time_zone)), ("progress", periods.month_of(now, place.time_zone)),
    ):  # fmt: skip
        report = reports.request_report(institution_id=place.pk, kind=kind, period_key=one.key, by=coordinator)
        side.samples["job"] = report
    from lms.jobs.api import run_due_jobs

    run_due_jobs()
    submitted, draft = (
        ReportEdition.objects.get(report__institution=place, report__kind=kind) for kind in ("certification", "progress")
    )
    review.submit_report(edition_id=submitted.pk, by=coordinator)
    comment_on(edition_id=submitted.pk, by=programme["reviewer"].pk, text=f"Una pregunta {mark}")
    focals = (programme["focal-own"], programme["focal-other"])
    away = focals if place.key == "andes" else (side.house.coordinator, side.house.advisor)
    side.samples |= report_samples(side.house, submitted, draft, away, mark)
    side.samples |= {
        "report_edition": submitted.pk, "draft_edition": draft.pk, "figure_id": submitted.figures["figures"][0]["id"],
        "draft_figure": draft.figures["figures"][0]["id"],
    }  # fmt: skip


def _rosters_and_jobs(side: Side, mark: str) -> None:
    house = side.house
    line = f"nueva@{house.institution.key}.test,Nueva,{mark or 'Persona'}"
    side.samples["roster_id"] = upload_roster(
        cohort_id=house.cohort.pk, content=f"email,first name,last name\n{line}\n".encode(), file_name=f"lista-{mark}.csv",
        by=house.coordinator.pk,
    )  # fmt: skip
    dead = Job.objects.create(
        kind="courses.import_roster", key=f"dead:{house.institution.key}", state=JobState.DEAD, note=f"Broken {mark}",
        owner=house.coordinator.pk, institution=house.institution.pk, finished_at=timezone.now(),
    )  # fmt: skip
    side.samples["dead_job"] = dead.pk
    side.samples |= export_samples(house)


def _contacts(side: Side, mark: str) -> None:
    """Whom the people of an institution may turn to."""
    contact = ContactPoint.objects.create(
        institution=side.house.institution, function={"es": f"Mesa {mark}", "en": f"Desk {mark}"}, channel="place",
        value=f"Piso 1 {mark}", hours={"es": f"Mañanas {mark}", "en": f"Mornings {mark}"},
    )  # fmt: skip
    side.samples["contact_id"] = contact.pk


def _figure() -> tuple[int, str]:
    """A figure that a published text shows; returns its item and its file's name."""
    file = {"name": "path.svg", "type": "svg", "width": 1, "height": 1, "digest": "f" * 64}
    item = Item.objects.create(kind="figure", key="path")
    body = {"titles": {}, "alt": {}, "files": {"any": file}, "data": {"any": "PHN2Zy8+"}}
    item.published = item.draft = ItemVersion.objects.create(item=item, number=1, digest="f" * 64, body=body)
    item.save()
    shown = Item.objects.filter(kind="section").exclude(published=None).order_by("pk").first()
    assert shown is not None
    Citation.objects.create(version_id=shown.published_id, kind="figure", key="path")
    return item.pk, f"{'f' * 12}.svg"


def _reference(andes: Side, sur: Side) -> None:
    """A page of each kind of the published toolkit, and a paper that lies ready in every country."""
    item = Item.objects.create(kind="comparison", key="marks")
    body = {"topic": "trademarks", "titles": {"es": "Marcas", "en": "Marks"}, "rows": ["trademarks.term"]}
    item.published = item.draft = ItemVersion.objects.create(item=item, number=1, digest="0" * 64, body=body)
    item.save()
    figure, name = _figure()
    index_everything()
    for country in COUNTRIES:
        PrintedPaper.objects.create(
            kind="comparison", key="marks", country=country, language="es", digest="0" * 64, content=PDF, sha256="0" * 64,
            drawn_at=timezone.now(),
        )  # fmt: skip
    for side, course in ((andes, "marks-course"), (sur, "other-course")):
        PrintedPaper.objects.create(
            kind="module", key=f"{course}/{side.samples['module_key']}", country=side.house.institution.country, language="es",
            institution=side.house.institution, digest="0" * 64, content=PDF, sha256="0" * 64, drawn_at=timezone.now(),
        )  # fmt: skip
        side.samples |= {
            "section_key": "marks/terms", "stage_key": "idea", "topic_key": "trademarks", "comparison_key": "marks",
            "paper_kind": "comparison", "paper_key": "marks", "drawn_paper_key": "marks", "public_country": "pe",
            "short_code": code_of("comparison", "marks", country="PE", language="es"),
            "figure_key": "path", "figure_name": name, "figure_item_id": figure,
        }  # fmt: skip


def _principals(andes: House, sur: House, programme: dict[str, Person]) -> dict[str, Any]:
    """Who asks, by the names that `expectations` uses."""
    model: Any = get_user_model()
    former = make_person("former@andes.test", "Ex", "Coordinadora", "PE")
    Membership.objects.create(person=former, institution=andes.institution, role="coordinator")
    people: dict[str, Any] = {
        "visitor": None,
        "nobody": model.objects.create_user(email="nobody@example.test", password=PASSWORD),
    }
    people |= {"owner": andes.advisor, "colleague": andes.advisor2, "former": former}
    people |= {name: andes.people[name] for name in ("facilitator", "facilitator2", "assessor", "coordinator")}
    people |= {f"foreign-{name}": sur.people[name] for name in ("advisor", "facilitator", "assessor", "coordinator")}
    return people | programme

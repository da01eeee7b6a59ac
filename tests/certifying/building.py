"""From a pack of files to a scheme that may say «certified»: each part put in place by those who do it, on their pages."""

from decimal import Decimal
from io import StringIO
from typing import Any

from django.core.management import call_command
from django.urls import reverse

from assessments.models import Blueprint, CutJudge, CutRecord, CutStudy
from assessments.services import cuts as cut_services
from certificates.api import import_credentials
from certificates.scheming import LANGUAGES, WORDS
from certificates.services.schemes import lacks_for_certification
from courses import api as courses
from courses.models import CohortCourse
from tests.assessments import exams
from tests.certifying.pack import CASES, COUNTRIES, write_pack
from tests.certifying.visits import Visit
from tests.certifying.world import World
from tests.conftest import make_person

BY_PERCENT = {"below": Decimal(0), "line-1": Decimal("0.5"), "line-2": Decimal("0.5"), "above": Decimal(1)}


def to(name: str, *args: object) -> str:
    return reverse(f"lms:{name}", args=args)


def lacking(world: World) -> list[str]:
    """What a certification lacks, by code, as the draft of its scheme stands."""
    draft = getattr(world.credential, "lms_scheme", None)
    return [one.code for one in lacks_for_certification(world.credential.pk, draft.body if draft else None)]


# The pack ---------------------------------------------------------------------------------------------------------------
def take_in(world: World, **rules: str) -> None:
    """The pack is read; the credential over its course claims what every credential claims at first."""
    write_pack(world.root, **rules)
    courses.import_toolkit(path=world.root, by=world.people["author"].pk)
    call_command("import_references", str(world.root), stdout=StringIO())
    import_credentials(world.root)


# The blueprint ----------------------------------------------------------------------------------------------------------
def rate_tasks(world: World) -> None:
    """An author lists four tasks; two judges say how important each is and how often it comes up."""
    for task, domain in exams.TASKS.items():
        page = world.author.go(to("assessments:task-list"))
        page.send(key=task, domain=domain, title_es=f"Tarea {task}", title_en=f"Task {task}")
    for judge in (world.author, world.focal):
        said: dict[str, Any] = {f"{what}-{task}": "4" for task in exams.TASKS for what in ("importance", "frequency")}
        judge.go(to("assessments:task-rate")).send(**said)
    world.author.go(to("assessments:task-list"))


def approve_blueprint(world: World) -> None:
    """Its weights come from the ratings; a second person approves it."""
    author, reviewer = world.author, world.reviewer
    author.go(to("assessments:blueprint-list")).send(key="advising", title_es="Examen", title_en="Exam")
    row = Blueprint.objects.get()
    detail = to("assessments:blueprint-detail", row.pk)
    author.go(detail).send("/weights/", round="1", by="task")
    author.go(detail).send("/act/", act="propose")
    reviewer.go(detail).send("/act/", act="approve")
    row.refresh_from_db()
    assert row.state == "approved"


def put_questions_in_use(world: World) -> None:
    """On trial first, then in use: each step with a reason."""
    author, pool = world.author, to("assessments:bank-pool", "exam-bank")
    for life, reason in (("pilot", "Revisadas por dos personas."), ("operational", "Cifras buenas.")):
        author.go(pool).send(item=[str(pk) for pk in exams.items()], to=life, reason=reason)
    author.go(to("assessments:quiz-coverage", world.unit("the-exam"))).sees("el triple de lo que toma una hoja")


# The cut scores ---------------------------------------------------------------------------------------------------------
def judges(world: World) -> list[Visit]:
    """Four: of two countries and two trades. None of them takes the course or assesses its letters."""
    found = []
    for country in COUNTRIES:
        for trade in ("advisor", "office"):
            name = f"{trade}-{country}".lower()
            if name not in world.people:
                world.people[name] = make_person(f"{name}@panel.test", "Jueza", f"{trade.title()} {country}", country)
            found.append(world.visit(world.people[name]))
    return found


def open_panel(world: World, unit: str) -> CutStudy:
    """Who leads it asks each judge by their address; each promises to keep what they see to themselves."""
    author = world.author
    author.go(to("assessments:cut-new", world.unit(unit))).send(
        described_es="Apenas puede.", described_en="Only just can.", trades=["advisor", "office"], least_trade="2",
        least_country="2",
    )  # fmt: skip
    study = CutStudy.objects.get(unit=world.unit(unit), state="first")
    for visit in judges(world):
        assert visit.person is not None
        trade, _dash, country = visit.person.email.partition("@")[0].partition("-")
        author.go(to("assessments:cut-detail", study.pk)).send(email=visit.person.email, country=country.upper(), trade=trade)
        visit.go(to("assessments:cut-panel", study.pk)).send("/declare/", promise="on")
    return study


def _value(study: CutStudy, nth: int, key: str) -> Decimal:
    if study.method == "borderline":
        return next(value for name, value in BY_PERCENT.items() if key.endswith(name))
    return Decimal("0.60") + Decimal(nth % 2) / 20


def _first_judge_on_pages(world: World, study: CutStudy) -> None:
    """One of the panel answers every page of a round: the others do the same by the service."""
    judge = judges(world)[0]
    judge.go(to("assessments:cut-panel", study.pk))
    for place, entry in enumerate(study.entries, start=1):
        page = judge.go(to("assessments:cut-rate", study.pk, place))
        value = next(said for said, _words in page.choices("value") if Decimal(said) == _value(study, 0, entry["key"]))
        page.send(value=value)
    if study.state == "second" and study.method == "angoff":
        judge.go(to("assessments:cut-bounds", study.pk)).send(least_cut="50", most_cut="75", least_fail="5", most_fail="40")
    judge.go(to("assessments:cut-panel", study.pk)).send("/finish/", act="done")


def _round(world: World, study: CutStudy) -> None:
    study.refresh_from_db()
    _first_judge_on_pages(world, study)
    from assessments.services import cut_ratings as ratings

    others = CutJudge.objects.filter(study=study).order_by("pk")[1:]
    for nth, one in enumerate(others, start=1):
        for entry in study.entries:
            ratings.rate(judge_id=one.pk, entry=entry["key"], value=_value(study, nth, entry["key"]))
        if study.state == "second" and study.method == "angoff":
            ratings.give_bounds(
                judge_id=one.pk, least_cut=Decimal(50), most_cut=Decimal(75), least_fail=Decimal(5), most_fail=Decimal(40)
            )
        cut_services.finish_round(judge_id=one.pk)


def set_cut(world: World, unit: str) -> CutRecord:
    """Two rounds, then a decision: proposed by one person, made by another."""
    study = open_panel(world, unit)
    detail = to("assessments:cut-detail", study.pk)
    for _number in (1, 2):
        _round(world, study)
        world.author.go(detail).send("/advance/")
    today = world.clock_day()
    world.author.go(to("assessments:cut-propose", study.pk)).send(
        steps="0", reason="Como lo fijó el panel.", effective_from=today.isoformat(),
        valid_until=today.replace(year=today.year + 3).isoformat(),
    )  # fmt: skip
    world.decider.go(to("assessments:cut-proposal", study.pk)).send("/approve/")
    record = CutRecord.objects.get(study=study)
    world.focal.go(to("assessments:cut-record", record.pk)).sees(record.digest)
    return record


# The letters ------------------------------------------------------------------------------------------------------------
def judge_the_family(world: World) -> None:
    """Two judges find each case comparable in its countries, and the three as a whole."""
    for judge in (world.author, world.reviewer):
        for key in CASES:
            page = judge.go(to("assessments:twin-detail", key))
            said: dict[str, Any] = {f"is-{one}": "yes" for one in ("r1", "business", "_")}
            page.send(**said)
        judge.go(to("assessments:family-detail", "valley")).send(comparable="yes")


def qualify(world: World, name: str) -> None:
    """An assessor scores the reference scripts of each case as they were agreed."""
    from assessments.models import Qualification, ReferenceScript

    visit = world.visit(world.people[name]).go(to("assessments:qualifying-list"))
    for script in ReferenceScript.objects.filter(archived_at=None).order_by("key"):
        if Qualification.objects.filter(person=visit.person, case_key=script.case_key, ended_at=None).exists():
            continue
        said: dict[str, Any] = {f"level-{key}": str(level) for key, level in script.picks.items()} | {"flag-f1": "clear"}
        visit.go(to("assessments:qualifying-form", script.pk)).send(**said)
    assert Qualification.objects.filter(person=visit.person, ended_at=None).count() == len(CASES)


def join_the_pool(world: World) -> None:
    """The institution lets assessors from outside score its certifying letters."""
    world.visit(world.andes.coordinator).go(to("assessments:pool-list")).send(
        f"/pool/{world.andes.institution.pk}/", act="join"
    )


# Publishing -------------------------------------------------------------------------------------------------------------
def publish_course(world: World) -> None:
    """An author hands the course in, a reviewer approves it."""
    page = to("courses:publish-form", world.course.pk)
    world.author.go(page).send("/publish/", countries=list(COUNTRIES))
    world.reviewer.go(page).send("/approve/")
    assert world.course.lms_releases.exists(), world.author.go(page).text
    group = world.andes.cohort
    CohortCourse.objects.create(cohort=group, course=world.course, starts_on=group.starts_on, ends_on=group.ends_on)


# The scheme -------------------------------------------------------------------------------------------------------------
def scheme_page(world: World) -> Visit:
    return world.administrator.go(to("certificates:scheme-edit", world.credential.pk))


def write_scheme(world: World, *, without: tuple[str, ...] = (), claim: str = "certification") -> None:
    """The administrator writes every part in both languages, but `without`."""
    words: dict[str, Any] = {
        f"{part}_{code}": "" if part in without else {"es": f"Sobre {part}.", "en": f"About {part}."}[code]
        for part in WORDS
        for code in LANGUAGES
    }
    members = [] if "members" in without else [str(world.people[one].pk) for one in ("reviewer2", "reviewer3")]
    scheme_page(world).send(claim=claim, members=members or None, **words)


def publish_scheme(world: World, *, status: int = 200) -> Visit:
    return scheme_page(world).send("/scheme/publish/", status=status)


def look_at_interests(world: World, *names: str) -> None:
    for name in names:
        world.visit(world.people[name]).go(to("institutions:interest-list")).send("/check/")


def publish_conduct(world: World) -> None:
    """The words that the software proposes, after a look at what follows."""
    page = world.administrator.go(to("certificates:conduct-edit")).send(days="60")
    page.send(step="publish")


def name_invigilator(world: World) -> None:
    """The facilitator of the other institution is ready to watch over sittings of any."""
    world.decider.go(to("assessments:invigilator-list")).send(email=world.sur.facilitator.email, country="PE")


def put_in_place(world: World) -> None:
    """All of it, without a look at what is still lacking in between."""
    take_in(world)
    rate_tasks(world)
    approve_blueprint(world)
    put_questions_in_use(world)
    for unit in ("the-exam", "the-letter"):
        set_cut(world, unit)
    judge_the_family(world)
    name_invigilator(world)
    publish_course(world)
    look_at_interests(world, "decider", "decider2", "decider3")
    publish_conduct(world)
    write_scheme(world)
    publish_scheme(world)

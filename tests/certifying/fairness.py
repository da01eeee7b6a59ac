"""A candidate who gets more time: measures that are seen, and a reason that is not. And a result that is reviewed."""

from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile

from assessments.models import Accommodation
from courses.models import ReviewRequest
from lms.institutions.models import Person
from tests.assessments.files import pdf
from tests.certifying.building import to
from tests.certifying.candidates import taken
from tests.certifying.world import World

REASON = "ZQmotivoQZ: leo despacio y necesito pausas."
PRIVATE = ("ZQmotivoQZ", "ZQinformeQZ")


def ask_for_time(world: World, person: Person) -> Accommodation:
    page = world.visit(person).go(to("assessments:accommodation-own"))
    page = page.go(to("assessments:accommodation-ask", taken(world, person).pk))
    papers = SimpleUploadedFile("ZQinformeQZ.pdf", pdf(), content_type="application/pdf")
    page.send(time="50", reason=REASON, papers=papers)
    return Accommodation.objects.latest("pk")


def grant_time(world: World, asked: Accommodation) -> None:
    """Somebody outside of the group, who is close to nobody in it."""
    page = world.decider2.go(to("assessments:accommodation-list")).follow(f"/accommodations/{asked.pk}/")
    page.sees(REASON).send("/grant/", time="50")


def kept_reasons() -> dict[str, str]:
    """Every table in which a part of the reason stands, by its name."""
    found = {}
    for model in apps.get_models():
        for row in model._base_manager.values_list():  # every word of every table
            if any(word in str(row) for word in PRIVATE):
                found[model._meta.label] = str(row)
    return found


# A review ---------------------------------------------------------------------------------------------------------------
def ask_for_review(world: World, person: Person) -> ReviewRequest:
    """Of an exam that was not enough: a reason, a look at what follows, a yes."""
    page = world.visit(person).go(to("courses:review-list")).follow("/reviews/of/quiz/")
    page.send(reason="Una pregunta tenía dos respuestas correctas según la ley.").send(step="send")
    return ReviewRequest.objects.latest("pk")


def say(world: World, asked: ReviewRequest, name: str) -> None:
    """One of the panel says that the request is right."""
    panel = world.visit(world.people[name]).go(to("courses:review-inbox"))
    panel.follow(f"/reviews/{asked.pk}/")
    right = next(value for value, _words in panel.choices("decision") if value.startswith("upheld:"))
    panel.send(decision=right, why="Una pregunta admitía dos respuestas.")
    asked.refresh_from_db()

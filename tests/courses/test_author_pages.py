"""Author pages: the matrix, the preview under each country's law, what stands in the way, the second person's answer."""

import json
import re
from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from courses import api
from courses.models import Course, Item, PublishRequest, Release
from lms.institutions.api import scope
from lms.institutions.models import Person
from tests.conftest import House
from tests.courses import toolkit_files
from tests.courses.toolkit_files import LONG_ES, SHORT
from tests.courses.toolkit_fixtures import author, imported, publish_request_id, published, root, second, section_item_id

__all__ = ["author", "imported", "publish_request_id", "published", "root", "second", "section_item_id"]
pytestmark = pytest.mark.django_db
SignIn = Callable[[Person], Client]


def text(client: Client, name: str, *args: object, status: int = 200, **query: str) -> str:
    response = client.get(reverse(f"lms:courses:{name}", args=args), query)
    assert response.status_code == status
    return response.content.decode()


def test_the_matrix_shows_how_each_section_stands(imported: Course, root: Path, author: Person, as_person: SignIn) -> None:
    changed = LONG_ES.replace("Texto para todos", "Otro texto").replace("quetzal", "jaguar")
    toolkit_files.write(root, {"sections/brands/how-long.es.md": changed})
    api.import_toolkit(path=root)
    page = text(as_person(author), "item-list", q="how-long")
    row = re.search(r"<tbody>(.*?)</tbody>", page, re.DOTALL)
    assert row is not None
    states = re.findall(r'<span class="cell (is-\w+)">', row[1])
    assert states == ["is-warn", "is-warn", "is-ok", "is-off", "is-ok", "is-warn", "is-off"]


def test_the_matrix_can_be_narrowed(imported: Course, author: Person, as_person: SignIn) -> None:
    client = as_person(author)
    assert "brands/what-for" not in text(client, "item-list", q="Cuánto")
    assert "brands/how-long" in text(client, "item-list", state="na")
    assert "brands/last" not in text(client, "item-list", state="na")
    assert "brands/last" not in text(client, "item-list", module="secrets")
    assert text(client, "item-list", page="nonsense", state="wrong")


def test_a_preview_follows_country_and_language(section_item_id: int, author: Person, as_person: SignIn) -> None:
    client = as_person(author)
    chile = text(client, "section-detail", section_item_id, country="CL", language="es")
    assert "zorzal" in chile
    assert "quetzal" not in chile
    assert "quetzal bird" in text(client, "section-detail", section_item_id, country="MX", language="en")
    assert "Cuánto dura" in text(client, "section-detail", section_item_id, country="XX", language="zz")


def test_a_facts_page_names_its_values_sources_and_what_rests_on_it(
    imported: Course, author: Person, as_person: SignIn
) -> None:
    page = text(as_person(author), "fact-detail", "trademarks.term")
    for said in ("11 años en CL", "12 años en AND", "13 años en MX", "Norma andina", "brands/how-long"):
        assert said in page
    assert "24 años en PE" in text(as_person(author), "fact-list", q="fee")


def test_what_does_not_exist_is_not_found(imported: Course, author: Person, as_person: SignIn) -> None:
    client = as_person(author)
    fact = Item.objects.filter(kind="fact").first()
    assert fact is not None
    text(client, "section-detail", fact.pk, status=404)
    text(client, "fact-detail", "trademarks.none", status=404)
    text(client, "draft-detail", 999, status=404)


@pytest.mark.parametrize("role", ["advisor", "coordinator", "facilitator", "assessor"])
def test_nobody_else_reads_the_library(
    section_item_id: int, imported: Course, andes: House, as_person: SignIn, role: str
) -> None:
    client = as_person(andes.people[role])
    for name, args in (
        ("item-list", ()), ("fact-list", ()), ("fact-detail", ("trademarks.term",)), ("section-detail", (section_item_id,)),
        ("draft-list", ()), ("draft-detail", (imported.pk,)), ("publish-form", (imported.pk,)),
    ):  # fmt: skip
        text(client, name, *args, status=404)


def test_what_stands_in_the_way_is_listed_with_links(
    imported: Course, section_item_id: int, author: Person, as_person: SignIn
) -> None:
    Item.objects.filter(kind="fact", key="trademarks.term", country="MX").update(archived_at=timezone.now())
    page = text(as_person(author), "publish-form", imported.pk)
    assert 'href="/library/facts/trademarks.term/"' in page
    answer = as_person(author).post(reverse("lms:courses:publish-form", args=[imported.pk]), {"countries": ["MX"]})
    assert answer.status_code == 422
    assert not PublishRequest.objects.exists()


def test_one_hands_in_and_another_publishes(imported: Course, author: Person, second: Person, as_person: SignIn) -> None:
    form = reverse("lms:courses:publish-form", args=[imported.pk])
    answer = as_person(author).post(form, {"countries": ["PE", "CL"], "note": "Primera versión"})
    assert answer.status_code == 302
    asked = PublishRequest.objects.get()
    approve = reverse("lms:courses:request-approve", args=[asked.pk])
    assert approve not in text(as_person(author), "publish-form", imported.pk)
    assert as_person(author).post(approve).status_code == 409
    assert approve in text(as_person(second), "publish-form", imported.pk)
    assert as_person(second).post(approve).status_code == 302
    assert set(Release.objects.get().lms_countries.values_list("country", flat=True)) == {"CL", "PE"}
    page = text(as_person(author), "draft-detail", imported.pk)
    assert "Otra Autora" in page
    assert Release.objects.get().digest[:12] in page


def test_a_reviewer_may_approve_or_return_but_not_hand_in(
    publish_request_id: int, imported: Course, programme: dict[str, Person], as_person: SignIn
) -> None:
    reviewer = as_person(programme["reviewer"])
    form = reverse("lms:courses:publish-form", args=[imported.pk])
    assert reviewer.post(form, {"countries": ["PE"]}).status_code == 422
    back = reverse("lms:courses:request-return", args=[publish_request_id])
    assert reviewer.post(back, {"answer": ""}).status_code == 302
    assert PublishRequest.objects.get().state == "open"
    assert reviewer.post(back, {"answer": "Falta la fuente."}).status_code == 302
    assert PublishRequest.objects.get().answer == "Falta la fuente."
    assert "Falta la fuente." in text(reviewer, "draft-detail", imported.pk)


def test_an_author_may_withdraw_only_the_own(
    publish_request_id: int, author: Person, second: Person, as_person: SignIn
) -> None:
    take_back = reverse("lms:courses:request-withdraw", args=[publish_request_id])
    assert as_person(second).post(take_back).status_code == 404
    assert as_person(author).post(take_back).status_code == 302
    assert PublishRequest.objects.get().state == "withdrawn"


def test_acts_are_posted_only(publish_request_id: int, author: Person, as_person: SignIn) -> None:
    for name in ("request-approve", "request-return", "request-withdraw"):
        text(as_person(author), name, publish_request_id, status=405)


def test_queries_do_not_grow_with_the_library(
    published: Course, root: Path, section_item_id: int, author: Person, as_person: SignIn
) -> None:
    client = as_person(author)
    pages = [
        ("item-list", ()),
        ("fact-list", ()),
        ("draft-list", ()),
        ("draft-detail", (published.pk,)),
        ("section-detail", (section_item_id,)),
    ]

    def cost() -> list[int]:
        found = []
        for name, args in pages:
            with CaptureQueriesContext(connection) as seen:
                text(client, name, *args)
            found.append(len(seen))
        return found

    before = cost()
    more = {
        f"sections/more/s{n}.{lang}.md": SHORT.format(title=f"T{n}", text="Hola.") for n in range(20) for lang in ("es", "en")
    }
    api.import_toolkit(path=toolkit_files.write(root, more))
    assert cost() == before
    assert max(before) <= 15


def test_the_home_of_the_second_person_asks_for_the_answer(publish_request_id: int, author: Person, second: Person) -> None:
    form = reverse("lms:courses:publish-form", args=[Course.objects.get().pk])
    assert form in [todo.url for todo in api.todo(scope(second.pk))]
    assert form not in [todo.url for todo in api.todo(scope(author.pk))]


def test_the_content_report_names_what_has_no_fact(imported: Course) -> None:
    Item.objects.filter(kind="fact", key="trademarks.term", country="AND").update(archived_at=timezone.now())
    out = StringIO()
    call_command("content_report", "--json", stdout=out)
    gaps = {one["country"]: one for one in json.loads(out.getvalue())["gaps"] if one["topic"] == "trademarks"}
    assert {code: gap["missing"] for code, gap in gaps.items() if gap["missing"]} == {
        "CO": ["trademarks.term"], "PE": ["trademarks.term"],
    }  # fmt: skip
    assert gaps["PE"]["to_confirm"] == ["trademarks.fee"]

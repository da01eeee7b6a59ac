"""Pages of the ledger: who sees and does what, the preview before saving, entries decided by tick and by button."""

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from courses import api
from courses.models import Change, Course, Item
from courses.selectors.ledger_plans import plan_change
from courses.services import ledger
from lms.institutions.api import scope
from lms.institutions.models import Person, ProgrammeRole
from tests.conftest import House, make_person
from tests.courses import toolkit_files
from tests.courses.toolkit_fixtures import author, imported, published, root, second

__all__ = ["author", "imported", "published", "root", "second"]
pytestmark = pytest.mark.django_db
SignIn = Callable[[Person], Client]
SOON = date(2027, 2, 1)
PE = {"key": "trademarks.term", "country": "PE"}


@pytest.fixture
def wipo(db: None) -> Person:
    """An author for every country."""
    person = make_person("wipo@programme.test", "Wanda", "Ompi", "PE")
    ProgrammeRole.objects.create(person=person, role="author", country="")
    return person


@pytest.fixture
def change(published: Course, author: Person) -> Change:
    plan = plan_change("trademarks.fee", "PE", "30y", in_force_from=SOON, es="Cuesta 30.", en="It costs 30.")
    made = ledger.propose_change(plan=plan, change_class="mandatory", in_force_from=SOON, by=author.pk)
    return Change.objects.get(pk=made)


def at(name: str, *args: object) -> str:
    return reverse(f"lms:courses:{name}", args=args)


def plain(page: str) -> str:
    """The page's words, without what is said to screen readers alone."""
    return re.sub(r"<[^>]+>", "", re.sub(r'<span class="sr">[^<]*</span>', "", page))


def test_a_change_is_previewed_then_proposed(published: Course, wipo: Person, as_person: SignIn) -> None:
    client = as_person(wipo)
    pick = client.get(at("change-form")).content.decode()
    assert '<option value="trademarks.term">' in pick
    form = client.get(at("change-form"), PE).content.decode()
    for said in ("12 años", "<code>12y</code>", "En AND dura 12 años."):
        assert said.replace(" ", "\u00a0", 1) in form or said in form
    assert "no rule of its own" in form or "todavía" in form
    body = {**PE, "value": "15y", "change_class": "mandatory", "in_force_from": "2027-02-01"}
    seen = client.post(at("change-form"), {**body, "preview": "1"}).content.decode()
    assert "<code>brands/how-long</code>" in seen
    assert "En AND dura 15 años." in plain(seen)
    assert not Change.objects.exists()
    answer = client.post(at("change-form"), {**body, "propose": "1"}, follow=True)
    change = Change.objects.get()
    assert answer.redirect_chain[-1][0] == at("change-detail", change.pk)
    assert (change.by, change.change_class, change.item.country) == (wipo, "mandatory", "PE")


def test_what_is_wrong_is_said_at_the_field(published: Course, wipo: Person, as_person: SignIn) -> None:
    client = as_person(wipo)
    nothing = client.get(at("change-form"), {"key": "trademarks.nothing", "country": "PE"})
    assert nothing.status_code == 422
    assert "trademarks.nothing" in nothing.content.decode()
    body = {
        "key": "trademarks.term",
        "country": "MX",
        "change_class": "advisory",
        "in_force_from": "2027-02-01",
        "preview": "1",
    }
    for value in ({"value": "ten"}, {"value": ""}, {"value": "15y", "retire": "on"}, {"value": "13y"}):
        answer = client.post(at("change-form"), {**body, **value})
        assert answer.status_code == 422
        assert 'id="id_value' in answer.content.decode()
    assert not Change.objects.exists()


def test_an_author_proposes_for_their_own_countries_alone(published: Course, author: Person, as_person: SignIn) -> None:
    client = as_person(author)  # of Peru
    answer = client.get(at("change-form"), {"key": "trademarks.term", "country": "MX"})
    assert answer.status_code == 422
    offered = set(re.findall(r'<option value="([A-Z]+)"', client.get(at("change-form")).content.decode()))
    assert offered == {"PE", "AND", "INT"}


def test_the_page_shows_old_and_new_entries_and_who_may_approve(
    change: Change, author: Person, wipo: Person, as_person: SignIn
) -> None:
    mine = as_person(author).get(at("change-detail", change.pk)).content.decode()
    assert "<del>" in mine
    assert "Cuesta 30." in plain(mine)
    assert "brands/how-long" in mine
    assert at("change-approve", change.pk) not in mine
    theirs = as_person(wipo).get(at("change-detail", change.pk)).content.decode()
    assert at("change-approve", change.pk) in theirs


def test_approving_asks_for_a_reason_when_questions_are_missing(change: Change, wipo: Person, as_person: SignIn) -> None:
    client = as_person(wipo)
    asked = client.get(at("change-approve", change.pk)).content.decode()
    assert 'name="reason"' in asked
    assert client.post(at("change-approve", change.pk)).status_code == 422
    client.post(at("change-approve", change.pk), {"reason": "Rige mañana."})
    change.refresh_from_db()
    assert (change.state, change.approved_by) == ("approved", wipo)


def test_entries_are_decided_by_tick_or_by_button_and_the_change_is_closed(
    change: Change, author: Person, wipo: Person, as_person: SignIn
) -> None:
    client = as_person(author)
    ledger.approve_change(change_id=change.pk, by=wipo.pk, despite="Rige mañana.")
    entries = [entry.pk for entry in change.lms_entries.order_by("pk")]
    assert len(entries) >= 2
    client.post(at("change-entries", change.pk), {"one": entries[0]})
    client.post(at("change-entries", change.pk), {"entry": entries[1:], "state": "not_affected", "because": ""})
    assert list(change.lms_entries.order_by("pk").values_list("state", flat=True))[:2] == ["mended", "to_do"]
    client.post(at("change-close", change.pk))
    change.refresh_from_db()
    assert change.state == "approved"
    client.post(at("change-entries", change.pk), {"entry": entries[1:], "state": "not_affected", "because": "No dice la tasa."})
    assert set(change.lms_entries.values_list("state", flat=True)) == {"mended", "not_affected"}
    client.post(at("change-close", change.pk))
    change.refresh_from_db()
    assert (change.state, change.closed_by) == ("closed", author)


def test_another_countrys_author_reads_and_decides_nothing(change: Change, second: Person, as_person: SignIn) -> None:
    client = as_person(second)  # of Chile
    page = client.get(at("change-detail", change.pk))
    assert page.status_code == 200
    assert 'type="checkbox"' not in page.content.decode()
    entry = change.lms_entries.first()
    assert entry is not None
    assert client.post(at("change-entries", change.pk), {"one": entry.pk}).status_code == 404
    for act in ("change-approve", "change-withdraw", "change-close"):
        assert client.post(at(act, change.pk), {"reason": "No."}).status_code == 404
    change.refresh_from_db()
    assert change.state == "proposed"


def test_a_proposal_is_withdrawn_with_its_reason(change: Change, author: Person, as_person: SignIn) -> None:
    client = as_person(author)
    assert client.post(at("change-withdraw", change.pk), {"reason": " "}).status_code == 422
    client.post(at("change-withdraw", change.pk), {"reason": "La ley no salió."})
    change.refresh_from_db()
    assert (change.state, change.because) == ("withdrawn", "La ley no salió.")
    assert "La ley no salió." in client.get(at("change-detail", change.pk)).content.decode()


def test_learners_see_no_change(change: Change, andes: House, as_person: SignIn) -> None:
    for name, args in (("change-list", ()), ("change-form", ()), ("change-detail", (change.pk,))):
        assert as_person(andes.advisor).get(at(name, *args)).status_code == 404


def test_the_list_and_the_home_page_lead_to_it(change: Change, author: Person, wipo: Person, as_person: SignIn) -> None:
    page = as_person(author).get(at("change-list")).content.decode()
    assert at("change-detail", change.pk) in page
    assert at("change-detail", change.pk) not in as_person(author).get(at("change-list"), {"state": "closed"}).content.decode()
    assert any(todo.url == at("change-detail", change.pk) for todo in api.todo(scope(author.pk)))  # entries to mend
    assert any(todo.url == at("change-detail", change.pk) for todo in api.todo(scope(wipo.pk)))  # to approve
    assert at("change-list") in as_person(author).get(reverse("lms:home:home")).content.decode()


def test_the_pages_cost_few_queries_however_many_entries(change: Change, wipo: Person, as_person: SignIn) -> None:
    client = as_person(wipo)
    for url, most in ((at("change-list"), 12), (at("change-detail", change.pk), 18)):
        client.get(url)
        with CaptureQueriesContext(connection) as asked:
            client.get(url)
        assert len(asked) <= most, [q["sql"][:100] for q in asked.captured_queries]


def test_a_draft_of_a_section_becomes_a_change_of_its_countries(
    published: Course, root: Path, author: Person, as_person: SignIn
) -> None:
    client = as_person(author)
    section = Item.objects.get(kind="section", key="brands/how-long", language="es")
    assert 'name="tell_es"' not in client.get(at("change-open", section.pk)).content.decode()
    assert client.post(at("change-open", section.pk), {"change_class": "advisory"}).status_code == 422
    toolkit_files.write(root, {"sections/brands/how-long.es.md": toolkit_files.LONG_ES.replace("quetzal", "jaguar")})
    api.import_toolkit(path=root, by=author.pk)
    assert "jaguar" in client.get(at("change-open", section.pk)).content.decode()
    told = {"change_class": "advisory", "tell_es": "Cambia el texto de México.", "tell_en": "The text of Mexico changes."}
    client.post(at("change-open", section.pk), told)
    change = Change.objects.get(item=section)
    assert {entry.country for entry in change.lms_entries.all()} == {"MX"}
    assert {entry.kind for entry in change.lms_entries.all()} == {"section", "unit"}

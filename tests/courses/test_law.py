"""Which rule applies in a country: its own, the Andean, the treaty's; the first published wins whole; the log knows."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.translation import override

from courses import api
from courses.errors import TwoPeopleNeeded
from courses.models import Course, Item, LogEntry
from courses.services.publishing_items import apply_log_entry
from lms.institutions.models import Person
from lms.jobs import outbox
from lms.jobs.models import Job
from tests.courses import toolkit_files
from tests.courses.toolkit_files import FACTS
from tests.courses.toolkit_fixtures import author, imported, root, second

__all__ = ["author", "imported", "root", "second"]
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with override("en"):
        yield


def publish(
    author: Person, second: Person, effective_at: datetime | None = None, *, key: str = "", country: str = ""
) -> int | None:
    items = Item.objects.filter(kind="fact", **{k: v for k, v in (("key", key), ("country", country)) if v})
    return api.publish_items(
        item_ids=list(items.values_list("pk", flat=True)), by=author.pk, approved_by=second.pk, effective_at=effective_at
    )


def years(country: str, on: date | None = None) -> int | None:
    answer = api.law("trademarks.term", country, on)
    return None if answer is None else answer.values["term"]["n"]


def revise(root: Path, old: str, new: str) -> None:
    toolkit_files.write(root, {"facts/trademarks.yaml": FACTS.replace(old, new)})
    api.import_toolkit(path=root)


PERU = FACTS.replace("    MX:\n", toolkit_files._version("PE", "pe-law", 77) + "    MX:\n", 1)


def test_a_draft_is_not_the_law(imported: Course) -> None:
    assert api.law("trademarks.term", "CL") is None
    drafted = api.law("trademarks.term", "CL", drafts=True)
    assert drafted is not None
    assert drafted.values["term"]["n"] == 11


def test_the_own_rule_first_and_the_andean_one_for_colombia_and_peru(imported: Course, author: Person, second: Person) -> None:
    publish(author, second)
    answers = {code: api.law("trademarks.term", code) for code in ("CL", "CO", "MX", "PE")}
    assert {code: a.jurisdiction for code, a in answers.items() if a} == {"CL": "CL", "CO": "AND", "MX": "MX", "PE": "AND"}
    peru = answers["PE"]
    assert peru is not None
    assert (peru.country, peru.sentence["es"], peru.law, peru.article) == ("PE", "En AND dura 12 años.", "Ley de AND", "24")


def test_a_national_rule_wins_whole_once_it_is_published(imported: Course, root: Path, author: Person, second: Person) -> None:
    publish(author, second)
    toolkit_files.write(root, {"facts/trademarks.yaml": PERU})
    api.import_toolkit(path=root)
    assert years("PE") == 12
    publish(author, second)
    assert (years("PE"), years("CO")) == (77, 12)


def test_a_retired_national_rule_gives_way_to_the_andean_one(
    imported: Course, root: Path, author: Person, second: Person
) -> None:
    toolkit_files.write(root, {"facts/trademarks.yaml": PERU})
    api.import_toolkit(path=root)
    publish(author, second)
    Item.objects.filter(kind="fact", key="trademarks.term", country="PE").update(archived_at=timezone.now())
    publish(author, second)
    assert years("PE") == 12


def test_an_unsure_rule_says_so(imported: Course, author: Person, second: Person) -> None:
    publish(author, second)
    fee = api.law("trademarks.fee", "PE")
    assert fee is not None
    assert fee.unsure
    assert fee.office == "Indecopi"


def test_the_past_is_read_from_the_log(imported: Course, root: Path, author: Person, second: Person) -> None:
    zone = ZoneInfo("America/Santiago")
    publish(author, second, datetime(2026, 3, 1, 12, tzinfo=zone))
    revise(root, "n: 11,", "n: 15,")
    publish(author, second, datetime(2026, 6, 1, 0, tzinfo=zone))
    assert years("CL", date(2026, 2, 28)) is None
    assert years("CL", date(2026, 3, 1)) == 11
    assert years("CL", date(2026, 5, 31)) == 11
    assert years("CL", date(2026, 6, 1)) == 15
    assert years("CL") == 15


def test_february_can_be_frozen_in_november(imported: Course, root: Path, author: Person, second: Person) -> None:
    publish(author, second, timezone.now() - timedelta(days=9))
    revise(root, "n: 11,", "n: 15,")
    later = timezone.now() + timedelta(days=60)
    entry = publish(author, second, later)
    assert years("CL") == 11
    assert years("CL", later.date() + timedelta(days=1)) == 15
    assert publish(author, second, later) is None
    job = Job.objects.get(args={"entry": entry})
    assert job.due_at == later
    Job.objects.filter(pk=job.pk).update(due_at=timezone.now())
    for _delivery in range(2):
        if claimed := outbox.claim(job.pk):
            apply_log_entry(claimed)
    assert years("CL") == 15
    assert LogEntry.objects.get(pk=entry).applied_at is not None


def test_publishing_twice_makes_one_entry(imported: Course, author: Person, second: Person) -> None:
    assert publish(author, second) is not None
    assert publish(author, second) is None
    assert LogEntry.objects.count() == 1


def test_two_people_publish(imported: Course, author: Person) -> None:
    with pytest.raises(TwoPeopleNeeded):
        publish(author, author)


def test_many_answers_cost_as_much_as_one(imported: Course, author: Person, second: Person) -> None:
    publish(author, second)

    def cost(*keys: str) -> int:
        with CaptureQueriesContext(connection) as seen:
            api.laws(keys, ("CL", "CO", "MX", "PE"))
        return len(seen)

    assert cost("trademarks.term") == cost("trademarks.term", "trademarks.fee") == 2


def test_a_fact_in_words(imported: Course, author: Person, second: Person) -> None:
    publish(author, second)
    assert api.fact_text("trademarks.term", country="CL", language="es") == "En CL dura 11 años."
    assert api.fact_text("trademarks.term", country="CL", language="en", part="term") == "11\u00a0years"
    assert api.fact_text("trademarks.none", country="CL", language="en") == ""

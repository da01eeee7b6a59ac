"""The ledger: proposed, approved by a second person, published from its day, entries decided, closed. And the command."""

import json
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from io import StringIO
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.management import CommandError, call_command
from django.dispatch import Signal
from django.utils import timezone
from django.utils.translation import override

from courses import api, events
from courses.errors import (
    ChangeMoved,
    ChangeOpen,
    ChangeRefused,
    ChangeWaits,
    DraftsMoved,
    NothingChanges,
    ReasonMissing,
    TwoPeopleNeeded,
)
from courses.models import Change, ChangeEntry, Citation, Course, FactVersion, Item, ItemVersion, LogEntry, LogRecord
from courses.selectors.ledger_plans import plan_change
from courses.selectors.ledger_steps import problems_of_change
from courses.services import ledger
from lms.audit.models import AuditEvent
from lms.institutions.models import Person
from lms.jobs.api import run_due_jobs
from lms.kernel.errors import BadInput
from tests.courses import toolkit_files
from tests.courses.toolkit_fixtures import author, imported, published, root, second

__all__ = ["author", "imported", "published", "root", "second"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_in_english")]
SOON = date(2057, 2, 1)
Heard = Callable[[Signal], list[dict[str, int]]]


@pytest.fixture
def _in_english() -> Iterator[None]:
    """Sentences of errors are compared in English."""
    with override("en"):
        yield


def propose(
    author: Person, value: str = "15y", *, key: str = "trademarks.term", country: str = "MX", cls: str = "advisory",
    day: date = SOON, **more: Any,
) -> Change:  # fmt: skip
    plan = plan_change(key, country, value, in_force_from=day, **more)
    return Change.objects.get(pk=ledger.propose_change(plan=plan, change_class=cls, in_force_from=day, by=author.pk))


def test_a_proposal_writes_a_typed_draft_and_its_entries_and_publishes_nothing(published: Course, author: Person) -> None:
    change = propose(author)
    assert change.new is not None
    assert change.old is not None
    item = Item.objects.get(kind="fact", key="trademarks.term", country="MX")
    assert (item.draft_id, item.published_id) == (change.new_id, change.old_id)
    typed = FactVersion.objects.get(version=change.new)
    assert typed.values == {"term": {"kind": "duration", "n": 15, "unit": "years"}}
    assert typed.sentence == {"es": "En MX dura 15 años.", "en": "In MX it lasts 15 years."}
    assert typed.in_force_from == SOON
    assert change.new.body["short"] == {"es": "15 años en MX", "en": "15 years in MX"}
    assert change.new.body["law"] == change.old.body["law"]
    assert list(Citation.objects.filter(version=change.new).values_list("kind", "key")) == [("source", "mx-law")]
    assert api.law("trademarks.term", "MX").values["term"]["n"] == 13  # type: ignore[union-attr]
    entries = {(e.kind, e.key, e.country) for e in change.lms_entries.all()}
    assert entries == {("section", "brands/how-long", "MX"), ("unit", "brands/first", "MX")}
    section = change.lms_entries.get(kind="section")
    assert len(section.blocks) == 3  # the text, the table, the comparison
    assert section.owner == author
    assert section.due == SOON - timedelta(days=1)
    told = "Cambia la regla «Duración». Antes: 13\u00a0años. Desde el 1 de febrero de 2057: 15\u00a0años."
    assert change.sentence["es"] == told
    assert AuditEvent.objects.filter(act="change proposed", subject_id=str(change.pk), actor=author.pk).exists()


def test_approving_takes_two_people_and_takes_effect_at_midnight_of_its_day_in_the_country(
    published: Course, author: Person, second: Person, heard: Heard
) -> None:
    change, said = propose(author), heard(events.change_approved)
    with pytest.raises(TwoPeopleNeeded):
        ledger.approve_change(change_id=change.pk, by=author.pk)
    entry = LogEntry.objects.get(pk=ledger.approve_change(change_id=change.pk, by=second.pk))
    assert entry.effective_at == datetime(2057, 2, 1, tzinfo=ZoneInfo("America/Mexico_City"))
    assert (entry.by, entry.approved_by, entry.change, entry.applied_at) == (author, second, change, None)
    assert said == [{"change_id": change.pk}]
    assert api.law("trademarks.term", "MX", date(2057, 1, 31)).values["term"]["n"] == 13  # type: ignore[union-attr]
    assert api.law("trademarks.term", "MX", SOON).values["term"]["n"] == 15  # type: ignore[union-attr]
    with pytest.raises(ChangeMoved):
        ledger.approve_change(change_id=change.pk, by=second.pk)


def test_an_andean_change_takes_effect_at_the_earliest_midnight_and_a_past_one_at_once(
    published: Course, author: Person, second: Person
) -> None:
    andean = propose(author, country="AND")
    entry = LogEntry.objects.get(pk=ledger.approve_change(change_id=andean.pk, by=second.pk))
    assert entry.effective_at == datetime(2057, 2, 1, tzinfo=ZoneInfo("America/Lima"))
    assert {e.country for e in andean.lms_entries.all()} == {"CO", "PE"}
    late = propose(author, day=timezone.localdate() - timedelta(days=30))
    entry = LogEntry.objects.get(pk=ledger.approve_change(change_id=late.pk, by=second.pk))
    assert entry.applied_at is not None
    assert api.law("trademarks.term", "MX").values["term"]["n"] == 15  # type: ignore[union-attr]


def test_a_mandatory_change_with_few_questions_needs_a_reason(published: Course, author: Person, second: Person) -> None:
    change = propose(author, cls="mandatory")
    assert len(problems_of_change(change)) == 1
    with pytest.raises(ChangeRefused):
        ledger.approve_change(change_id=change.pk, by=second.pk)
    ledger.approve_change(change_id=change.pk, by=second.pk, despite="La ley rige mañana.")
    assert AuditEvent.objects.get(act="change approved").reason == "La ley rige mañana."


def test_entries_are_decided_with_reasons_and_closing_waits_for_all_of_them(
    published: Course, author: Person, second: Person
) -> None:
    change = propose(author)
    first, other = change.lms_entries.order_by("pk")
    with pytest.raises(ReasonMissing):
        ledger.decide_entry(entry_id=first.pk, by=author.pk, state="not_affected", because=" ")
    ledger.decide_entry(entry_id=first.pk, by=author.pk, state="not_affected", because="No dice el plazo.")
    with pytest.raises(ChangeMoved):
        ledger.close_change(change_id=change.pk, by=author.pk)  # not approved yet
    ledger.approve_change(change_id=change.pk, by=second.pk)
    with pytest.raises(ChangeOpen, match="1"):
        ledger.close_change(change_id=change.pk, by=author.pk)
    assert ledger.decide_entries(entry_ids=[other.pk], by=author.pk, state="mended") == 1
    assert ledger.decide_entries(entry_ids=[other.pk], by=author.pk, state="mended") == 0
    ledger.decide_entry(entry_id=other.pk, by=author.pk, state="to_do")
    other.refresh_from_db()
    assert (other.state, other.decided_by, other.decided_at) == ("to_do", None, None)
    ledger.decide_entry(entry_id=other.pk, by=author.pk, state="mended")
    ledger.close_change(change_id=change.pk, by=author.pk)
    with pytest.raises(ChangeMoved):
        ledger.decide_entry(entry_id=other.pk, by=author.pk, state="to_do")
    acts = set(AuditEvent.objects.filter(subject="change").values_list("act", flat=True))
    assert acts == {"change proposed", "change approved", "change entries decided", "change closed"}


def test_a_withdrawn_proposal_gives_way_to_what_is_published(published: Course, author: Person) -> None:
    change = propose(author)
    with pytest.raises(ChangeWaits):
        propose(author, "16y")
    with pytest.raises(ReasonMissing):
        ledger.withdraw_change(change_id=change.pk, by=author.pk, because="")
    ledger.withdraw_change(change_id=change.pk, by=author.pk, because="Era un error.")
    item = Item.objects.get(pk=change.item_id)
    assert item.draft_id == item.published_id
    assert propose(author, "16y").new.number == 3  # type: ignore[union-attr]


def test_what_moved_meanwhile_is_not_approved_unseen(published: Course, root: Any, author: Person, second: Person) -> None:
    change = propose(author)
    facts = toolkit_files.FACTS.replace("En MX dura 13 años", "En MX dura trece años")
    toolkit_files.write(root, {"facts/trademarks.yaml": facts})
    api.import_toolkit(path=root, by=author.pk)
    with pytest.raises(DraftsMoved):
        ledger.approve_change(change_id=change.pk, by=second.pk)


def test_nothing_new_is_no_change(published: Course, author: Person) -> None:
    before = ItemVersion.objects.count()
    item = Item.objects.get(kind="fact", key="trademarks.term", country="MX")
    with pytest.raises(NothingChanges):
        ledger.open_change(item_id=item.pk, change_class="advisory", in_force_from=SOON, by=author.pk, sentence={})
    assert ItemVersion.objects.count() == before


def test_the_entries_can_be_built_again_from_the_log_long_after_the_text_was_mended(
    published: Course, root: Any, author: Person, second: Person
) -> None:
    change = propose(author, country="AND", day=timezone.localdate())
    ledger.approve_change(change_id=change.pk, by=second.pk)
    fields = ("kind", "key", "country", "blocks", "shown_only", "owner_id", "due")
    before = sorted(change.lms_entries.values_list(*fields))
    mended = {
        name: text.replace("{fact:trademarks.term}", "")
        .replace("{fact:trademarks.term.term}", "")
        .replace("trademarks.term\n", "")
        for name, text in toolkit_files.FILES.items()
        if name.startswith("sections/brands/how-long")
    }
    mended = {
        name: text.replace("::: compare Los cuatro\n:::", "").replace("::: compare All four\n:::", "")
        for name, text in mended.items()
    }
    toolkit_files.write(root, mended)
    api.import_toolkit(path=root, by=author.pk)
    api.publish_items(item_ids=api.unpublished_items(), by=author.pk, approved_by=second.pk)
    ChangeEntry.objects.filter(change=change).delete()
    assert ledger.rebuild_entries(change_id=change.pk) == len(before)
    assert sorted(change.lms_entries.values_list(*fields)) == before
    assert ledger.rebuild_entries(change_id=change.pk) == 0


def test_a_country_gets_a_rule_of_its_own_without_the_basis_of_the_old_one_and_can_retire_it(
    published: Course, author: Person, second: Person
) -> None:
    change = propose(author, country="PE", day=timezone.localdate())
    assert {e.country for e in change.lms_entries.all()} == {"PE"}
    assert change.new is not None
    assert (change.new.body["law"], change.new.body["article"], change.new.body["needs_check"]) == ("", "", True)
    ledger.approve_change(change_id=change.pk, by=second.pk)
    assert api.law("trademarks.term", "PE").jurisdiction == "PE"  # type: ignore[union-attr]
    plan = plan_change("trademarks.term", "PE", "", in_force_from=SOON, retire=True)
    gone = ledger.propose_change(plan=plan, change_class="advisory", in_force_from=SOON, by=author.pk)
    ledger.approve_change(change_id=gone, by=second.pk)
    assert api.law("trademarks.term", "PE").jurisdiction == "PE"  # type: ignore[union-attr]
    assert api.law("trademarks.term", "PE", SOON).jurisdiction == "AND"  # type: ignore[union-attr]
    assert LogRecord.objects.get(entry__change=gone).new is None
    assert plan.step.after is None


def test_the_day_a_rule_ends_its_item_is_archived(published: Course, author: Person, second: Person, time_machine: Any) -> None:
    plan = plan_change("trademarks.fee", "PE", "", in_force_from=SOON, retire=True)
    gone = ledger.propose_change(plan=plan, change_class="advisory", in_force_from=SOON, by=author.pk)
    ledger.approve_change(change_id=gone, by=second.pk)
    time_machine.move_to(datetime(2057, 2, 1, 6, tzinfo=ZoneInfo("UTC")))
    run_due_jobs()
    item = Item.objects.get(kind="fact", key="trademarks.fee", country="PE")
    assert item.published is None
    assert item.archived_at is not None
    assert api.law("trademarks.fee", "PE") is None


def command(*args: str) -> dict[str, list[dict[str, Any]]]:
    out = StringIO()
    call_command("propose_change", *args, "--json", stdout=out)
    said: dict[str, list[dict[str, Any]]] = json.loads(out.getvalue())
    return said


def test_the_command_prints_the_set_and_writes_only_when_told_who_proposes(published: Course, author: Person) -> None:
    usual = ("trademarks.term", "PE", "10y", "--class", "mandatory", "--in-force", "2057-02-01")
    said = command(*usual, "--dry-run")
    assert [line["key"] for line in said["sections"]] == ["brands/how-long"]
    assert {line["country"] for lines in said.values() for line in lines} == {"PE"}
    assert not Change.objects.exists()
    with pytest.raises(CommandError, match="--as"):
        call_command("propose_change", *usual)
    with pytest.raises(CommandError, match="Nobody"):
        call_command("propose_change", *usual, "--as", "nadie@example.test")
    assert command(*usual, "--as", author.email) == said
    change = Change.objects.get()
    assert (change.change_class, change.in_force_from, change.by, change.item.country) == ("mandatory", SOON, author, "PE")


def test_the_command_says_what_is_wrong(published: Course, second: Person, programme: dict[str, Person]) -> None:
    def refused(*args: str, cls: str = "advisory", day: str = "2057-02-01") -> str:
        with pytest.raises(CommandError) as found:
            call_command("propose_change", *args, "--class", cls, "--in-force", day)
        assert found.value.returncode == 2
        return str(found.value)

    dry = "--dry-run"
    assert "no fact trademarks.nothing" in refused("trademarks.nothing", "PE", "10y", dry)
    assert "not a fact's key" in refused("trademarks", "PE", "10y", dry)
    assert "not a jurisdiction" in refused("trademarks.term", "BR", "10y", dry)
    assert "not a value" in refused("trademarks.term", "MX", "ten", dry)
    assert "trademarks.term" in refused("trademarks.term", "MX", "MXN 30", dry)
    assert "no part" in refused("trademarks.term.other", "MX", "10y", dry)
    assert "not a day" in refused("trademarks.term", "MX", "10y", dry, day="mañana")
    assert "Nothing would change" in refused("trademarks.term", "MX", "13y", dry)
    assert "says nothing for International" in refused("trademarks.term", "INT", "10y", dry)
    assert "no author" in refused("trademarks.term", "MX", "10y", "--as", second.email)
    assert "Write both" in refused("trademarks.term", "CL", "Dura más.", "--as", second.email)


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("10y", {"kind": "duration", "n": 10, "unit": "years"}),
        ("30bd", {"kind": "duration", "n": 30, "unit": "business_days"}),
        ("1.5 h", {"kind": "duration", "n": 1.5, "unit": "hours"}),
        ("MXN 3200", {"kind": "money", "n": 3200, "unit": "MXN"}),
        ("6.5 UTM", {"kind": "money", "n": 6.5, "unit": "UTM"}),
        ("12 %", {"kind": "percent", "n": 12, "unit": "%"}),
        ("12%", {"kind": "percent", "n": 12, "unit": "%"}),
        ("sí", {"kind": "yes_no", "n": True}),
        ("No", {"kind": "yes_no", "n": False}),
        ("45", {"kind": "number", "n": 45}),
    ],
)
def test_values_are_read_as_the_command_describes_them(written: str, said: dict[str, Any]) -> None:
    from courses.proposals import read_value

    assert read_value(written).values == (said,)


SIX = {"kind": "duration", "n": 6, "unit": "months"}
TEN = {"kind": "duration", "n": 10, "unit": "years"}


def test_the_part_is_found_by_kind_or_has_to_be_named() -> None:
    from courses.proposals import place_values, read_value

    values = {"before": SIX, "after": SIX, "surcharge": {"kind": "percent", "n": 20, "unit": "%"}}
    assert place_values("t.x", values, read_value("30 %").values) == {"surcharge": {**values["surcharge"], "n": 30}}
    with pytest.raises(BadInput, match=r"t\.x\.before, t\.x\.after"):
        place_values("t.x", values, read_value("9m").values)
    assert place_values("t.x", values, read_value("1y 6m").values, "after") == {"after": {**SIX, "n": 18}}
    with pytest.raises(BadInput, match="add"):
        place_values("t.x", values, read_value("1y 5bd").values, "after")
    mixed = {"years": TEN, "months": SIX}
    assert place_values("t.x", mixed, read_value("12y 3m").values) == {"years": {**TEN, "n": 12}, "months": {**SIX, "n": 3}}


def test_a_sentence_is_reworded_only_where_that_is_sure() -> None:
    from courses.proposals import reworded

    def said(sentence: str, old: dict[str, Any], new: dict[str, Any], language: str = "es", **more: Any) -> str | None:
        return reworded(sentence, {"p": old, **more}, "p", new, country="PE", language=language)

    twelve = {**TEN, "n": 12}
    assert said("Dura 10 años; 110 años no.", TEN, twelve) == "Dura 12 años; 110 años no."
    assert said("Dura 10\u00a0años.", TEN, twelve) == "Dura 12 años."
    assert said("It lasts 10 years, in 10-year periods.", TEN, twelve, "en") == "It lasts 12 years, in 12-year periods."
    assert said("Dura diez años.", TEN, twelve) is None
    assert said("De 6 meses antes a 6 meses después.", SIX, {**SIX, "n": 9}, after=SIX) is None
    assert said("Se exige.", {"kind": "yes_no", "n": True}, {"kind": "yes_no", "n": False}) is None
    assert (
        said("Un 20 % más.", {"kind": "percent", "n": 20, "unit": "%"}, {"kind": "percent", "n": 30, "unit": "%"})
        == "Un 30 % más."
    )

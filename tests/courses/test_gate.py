"""The gate before a release: what stops it, what wants a reason, what is only told; each country by itself."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from courses import api
from courses.errors import PublishingRefused
from courses.kinds import NOTE, REASON, STOP
from courses.models import Course, Item, Module, PublishRequest, Release, StaleDecision
from courses.services.gate import gate_of
from lms.audit.models import AuditEvent
from lms.institutions.models import Person
from lms.kernel.places import COUNTRIES
from tests.courses import toolkit_files
from tests.courses.toolkit_files import COURSE, FACTS, LONG_EN, LONG_ES, SHORT, SOURCES
from tests.courses.toolkit_fixtures import author, imported, published, root, second

__all__ = ["author", "imported", "published", "root", "second"]
pytestmark = pytest.mark.django_db
SignIn = Callable[[Person], Client]
HARD = (
    "La incompatibilidad constitucionalmente inadmisible de determinadas disposiciones reglamentarias complementarias "
    "imposibilita administrativamente la consideración interinstitucional correspondiente a procedimientos extraordinarios."
)
FEES = """\
topic: fees
facts:
- key: fees.filing
  kind: money
  titles: {{es: Tasa de solicitud, en: Filing fee}}
  in:
    INT:
      values: {{fee: {{kind: money, n: 100, unit: USD}}}}
      short: {{es: 100 dólares, en: 100 dollars}}
      sentence: {{es: Cuesta 100 dólares., en: It costs 100 dollars.}}
      law: Tabla de tasas
      article: ""
      sources: [cl-law]
      as_of: "{as_of}"
      confidence: high
      needs_check: false
"""


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    cache.clear()
    with override("en"):
        yield


def revise(root: Path, **files: str) -> None:
    api.import_toolkit(path=toolkit_files.write(root, files))


def said(course: Course, weight: str, countries: tuple[str, ...] = COUNTRIES) -> list[tuple[str, str]]:
    return [(one.country, one.sentence) for one in gate_of(course.pk, countries).of(weight)]


def cite_fee(root: Path, as_of: str) -> None:
    revise(root, **{
        "facts/fees.yaml": FEES.format(as_of=as_of),
        "sections/brands/what-for.es.md": SHORT.format(title="Para qué", text="Una marca distingue. {fact:fees.filing}"),
        "sections/brands/what-for.en.md": SHORT.format(title="What for", text="A mark distinguishes. {fact:fees.filing}"),
    })  # fmt: skip


def test_a_fee_of_more_than_a_year_ago_stops_a_release_and_a_fresh_one_does_not(imported: Course, root: Path) -> None:
    cite_fee(root, "2020-01")
    stops = gate_of(imported.pk, ["PE"]).of(STOP)
    assert [one.sentence for one in stops] == [
        "The fee 'fees.filing' for Peru is of 2020-01: look up what it costs now."
    ]  # fmt: skip
    assert stops[0].url == reverse("lms:courses:fact-detail", args=["fees.filing"])
    assert stops[0].unit_key == "second"
    cite_fee(root, timezone.localdate().isoformat()[:7])
    assert api.problems_of(imported.pk, ["PE"]) == []


def test_a_source_past_its_review_stops_the_countries_whose_law_rests_on_it(imported: Course, root: Path) -> None:
    revise(
        root,
        **{
            "sources/laws.yaml": SOURCES.replace("checked_on: 2026-11-01", "checked_on: 2019-11-01", 1).replace(
                "2099", "2020", 1
            )
        },
    )
    assert said(imported, STOP) == [
        ("CL", "The source 'cl-law' was to be looked at again by 2020-11-01 (trademarks.fee, trademarks.term rest on it).")
    ]
    assert api.problems_of(imported.pk, ["PE", "MX"]) == []
    assert api.problems_of(imported.pk, COUNTRIES, today=date(2020, 1, 1)) == [], "judged on the day it was checked"


@pytest.mark.parametrize(("old", "new"), [("licence: facts", "licence: none"), ("owner: Estado, ", "")])
def test_a_source_without_an_owner_or_a_licence_stops_a_release(imported: Course, root: Path, old: str, new: str) -> None:
    revise(root, **{"sources/laws.yaml": SOURCES.replace(old, new, 1)})
    ((country, sentence),) = said(imported, STOP)
    assert country == "CL"
    assert "names no owner, or no licence" in sentence


def test_what_is_to_be_confirmed_goes_out_and_is_told(imported: Course) -> None:
    gate = gate_of(imported.pk, COUNTRIES)
    assert gate.closed_by() == []
    assert [(one.country, one.sentence) for one in gate.of(NOTE)] == [
        ("PE", "'trademarks.fee' is shown as to be confirmed with Indecopi.")
    ]


def test_a_link_that_leads_nowhere_stops_a_release(imported: Course, root: Path) -> None:
    linked = SHORT.format(title="Al final", text="Lea [esto](../otra.md) y [aquello](https://inapi.cl/marcas).")
    revise(
        root, **{"sections/brands/last.es.md": linked, "sections/brands/last.en.md": SHORT.format(title="At last", text="Bye.")}
    )
    assert said(imported, STOP) == [
        ("", "The link '../otra.md' in section 'brands/last' (block b1) leads nowhere: write a whole address.")
    ]


def hard_text(root: Path) -> None:
    revise(root, **{
        "sections/brands/last.es.md": SHORT.format(title="Al final", text=HARD),
        "sections/brands/last.en.md": SHORT.format(title="At last", text="Goodbye to you all."),
    })  # fmt: skip


def test_a_hard_text_goes_out_only_with_a_reason_that_is_kept_and_shown(
    imported: Course, root: Path, author: Person, second: Person, as_person: SignIn
) -> None:
    hard_text(root)
    ((country, sentence),) = said(imported, REASON)
    assert country == ""
    assert sentence.startswith("The section 'brands/last' (es) is harder to read than its module asks:")
    with pytest.raises(PublishingRefused):
        api.submit_course(course_id=imported.pk, by=author.pk, countries=COUNTRIES, reason=" ")
    form = reverse("lms:courses:publish-form", args=[imported.pk])
    refused = as_person(author).post(form, {"countries": ["PE"]})
    assert refused.status_code == 422
    assert 'name="reason"' in refused.content.decode()
    why = "Son los nombres oficiales."
    assert as_person(author).post(form, {"countries": ["PE"], "reason": why}).status_code == 302
    asked = PublishRequest.objects.get()
    assert asked.reason == why
    assert why in as_person(second).get(form).content.decode()
    api.approve_request(request_id=asked.pk, by=second.pk)
    assert AuditEvent.objects.get(act="release published").reason == why


def test_the_band_is_the_modules_own(imported: Course, root: Path) -> None:
    hard_text(root)
    Module.objects.filter(course=imported).update(band=0)
    assert said(imported, REASON) == []


def test_a_translation_behind_its_origin_wants_a_reason_until_it_follows_or_is_decided(
    published: Course, root: Path, author: Person
) -> None:
    revise(root, **{"sections/brands/last.es.md": SHORT.format(title="Al final", text="Hasta luego.")})
    (one,) = gate_of(published.pk, ["PE"]).of(REASON)
    english = Item.objects.get(kind="section", key="brands/last", language="en")
    assert one.sentence == "The Spanish text of 'brands/last' moved on since it was translated (en)."
    assert one.url == reverse("lms:courses:stale-translation", args=[english.pk])
    origin = Item.objects.get(kind="section", key="brands/last", language="es").draft_id
    assert origin is not None
    StaleDecision.objects.create(
        item=english, origin_id=origin, language="en", block="*", answer="declined", because="Dice lo mismo.", by=author
    )
    assert api.problems_of(published.pk, ["PE"]) == []


def test_a_countrys_text_behind_the_shared_one_wants_a_reason_in_that_country(published: Course, root: Path) -> None:
    moved_es = LONG_ES.replace("Texto para todos", "Otro texto").replace("quetzal", "jaguar")
    moved_en = LONG_EN.replace("Text for all", "Another text").replace("quetzal", "jaguar")
    revise(root, **{"sections/brands/how-long.es.md": moved_es, "sections/brands/how-long.en.md": moved_en})
    behind = gate_of(published.pk, COUNTRIES).of(REASON)
    assert [one.country for one in behind] == ["CL", "CO", "PE"], "Mexico wrote its part anew"
    assert all(one.url.endswith(f"/behind/{one.country}/") for one in behind)
    assert api.problems_of(published.pk, ["MX"]) == []


def test_a_gap_in_chile_never_holds_up_peru(imported: Course, author: Person, second: Person, as_person: SignIn) -> None:
    Item.objects.filter(kind="fact", key="trademarks.fee", country="CL").update(archived_at=timezone.now())
    form = reverse("lms:courses:publish-form", args=[imported.pk])
    page = as_person(author).get(form, headers={"accept-language": "en"}).content.decode()
    assert "?countries=CO&amp;countries=MX&amp;countries=PE" in page
    assert as_person(author).post(form, {"countries": COUNTRIES}).status_code == 422
    assert as_person(author).post(form, {"countries": ["CO", "MX", "PE"]}).status_code == 302
    api.approve_request(request_id=PublishRequest.objects.get().pk, by=second.pk)
    assert set(Release.objects.get().lms_countries.values_list("country", flat=True)) == {"CO", "MX", "PE"}


def test_a_release_still_to_come_is_told_to_who_publishes_before_it(
    published: Course, root: Path, author: Person, second: Person
) -> None:
    revise(root, **{"courses/brands.yaml": COURSE.replace("minutes: 7", "minutes: 9")})
    day = timezone.localdate() + timedelta(days=40)
    api.publish_course(course_id=published.pk, by=author.pk, approved_by=second.pk, countries=["PE"], effective_on=day)
    told = [sentence for _country, sentence in said(published, NOTE, ("PE",))]
    assert any(sentence.startswith("Version 2 takes effect for Peru on") for sentence in told)


def test_facts_of_other_countries_that_are_only_compared_stop_nobody(imported: Course, root: Path) -> None:
    gone = FACTS.replace("needs_check: false", "needs_check: true", 1)  # Chile's term
    revise(root, **{"facts/trademarks.yaml": gone})
    assert ("CL", "'trademarks.term' is shown as to be confirmed with INAPI.") in said(imported, NOTE)
    assert said(imported, NOTE, ("PE",)) == [("PE", "'trademarks.fee' is shown as to be confirmed with Indecopi.")]

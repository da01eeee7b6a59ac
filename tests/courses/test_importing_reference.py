"""The glossary, offices, stages, comparisons and the further fields of sources and resources, from files."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils.translation import override

from courses import api
from courses.errors import ImportRefused
from courses.models import Citation, Course, Item
from tests.courses import toolkit_files
from tests.courses.toolkit_files import RESOURCES, SOURCES
from tests.courses.toolkit_fixtures import author, imported, root

__all__ = ["author", "imported", "root"]
pytestmark = pytest.mark.django_db

TERMS = """\
terms:
- key: opposition
  category: marks
  names: {es: oposición, en: opposition}
  plain: {es: "Un plazo: {fact:trademarks.term.term}.", en: "A term: {fact:trademarks.term.term}."}
  notes:
    CL: {es: "Cuesta {fact:trademarks.fee.term}.", en: "It costs {fact:trademarks.fee.term}."}
  legalese: {es: [incoar], en: [lodge]}
  instead: {es: presentar, en: file}
  raw: [g31, g32]
"""
OFFICES = """\
offices:
- key: cl-inapi
  country: CL
  acronym: INAPI
  names: {es: Instituto, en: Institute}
  covers: [trademarks]
  covers_words: {es: marcas, en: trademarks}
  website: https://www.inapi.cl/marcas/
  sources: [cl-law]
  as_of: "2026-11"
  confidence: high
  raw: inapi
"""
STAGE = """\
key: idea
order: 1
names: {es: Idea, en: Idea}
question: {es: ¿Qué?, en: What?}
actions:
- {id: a1, right: trade_secrets, text: {es: Haga., en: Do.}, why: {es: Porque sí., en: Because.}, priority: first, cost: none, facts: [trademarks.late], raw: j.idea.1}
mistakes:
- {id: m1, text: {es: Mal., en: Bad.}, consequence: {es: Pierde., en: Loses.}, cure: {es: Cuide., en: Care.}, facts: []}
documents:
- {es: Un papel, en: A paper}
flags:
- {es: Un pleito, en: A lawsuit}
"""  # noqa: E501
COMPARISONS = """\
comparisons:
- key: marks
  topic: trademarks
  titles: {es: Marcas, en: Marks}
  rows: [trademarks.term, trademarks.fee]
  raw: [trademark_term]
"""
MORE = """\
topic: trademarks
facts:
- key: trademarks.late
  kind: text
  titles: {es: Tarde, en: Late}
  in:
    CL:
      values: {}
      short: {es: Tarde, en: Late}
      sentence: {es: Es tarde., en: It is late.}
      sources: [cl-law]
      as_of: "2026"
      confidence: high
"""
ALL = {
    "terms/marks.yaml": TERMS, "offices/chile.yaml": OFFICES, "stages/idea.yaml": STAGE, "comparisons/all.yaml": COMPARISONS,
    "facts/more.yaml": MORE,
}  # fmt: skip


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with override("en"):
        yield


def body(kind: str, key: str) -> dict[str, object]:
    return dict(Item.objects.get(kind=kind, key=key).draft.body)


def test_terms_offices_stages_and_comparisons_become_items(root: Path) -> None:
    api.import_toolkit(path=toolkit_files.write(root, ALL))
    assert body("term", "opposition")["legalese"] == {"es": ["incoar"], "en": ["lodge"]}
    assert body("office", "cl-inapi")["website"] == "www.inapi.cl/marcas"
    assert body("stage", "idea")["documents"] == [{"es": "Un papel", "en": "A paper"}]
    assert body("comparison", "marks")["rows"] == ["trademarks.term", "trademarks.fee"]


def test_what_they_name_is_cited_where_it_stands(root: Path) -> None:
    api.import_toolkit(path=toolkit_files.write(root, ALL))
    rows = Citation.objects.exclude(version__item__kind__in=["section", "fact"]).values_list(
        "version__item__kind", "block", "slot", "key", "part", "shown_only"
    )
    assert set(rows) == {
        ("term", "plain", "", "trademarks.term", "term", False), ("term", "notes", "CL", "trademarks.fee", "term", False),
        ("office", "", "", "cl-law", "", False), ("stage", "a1", "", "trademarks.late", "", False),
        ("comparison", "rows", "", "trademarks.term", "", True), ("comparison", "rows", "", "trademarks.fee", "", True),
    }  # fmt: skip


def test_a_countrys_note_on_a_term_moves_only_that_countrys_part(root: Path) -> None:
    api.import_toolkit(path=toolkit_files.write(root, ALL))
    item = Item.objects.get(kind="term")
    before = item.draft.parts
    toolkit_files.write(root, {"terms/marks.yaml": TERMS.replace("Cuesta", "Vale")})
    api.import_toolkit(path=root)
    item.refresh_from_db()
    assert [code for code in before if before[code] != item.draft.parts[code]] == ["CL"]


def test_a_source_says_whose_it_is_and_under_what_licence(root: Path) -> None:
    none, own = ", owner: Estado, licence: facts", ", owner: Chile, licence: public, url: bcn.cl/x"
    text = SOURCES.replace(none, own, 1).replace(none, "")
    api.import_toolkit(path=toolkit_files.write(root, {"sources/laws.yaml": text}))
    told = body("source", "cl-law")
    assert [told[name] for name in ("owner", "licence", "url", "adapted_from")] == ["Chile", "public", "bcn.cl/x", ""]
    assert body("source", "mx-law")["licence"] == ""


def test_a_resource_is_to_be_verified_180_days_after_it_was_checked(imported: Course) -> None:
    item = Item.objects.get(kind="resource", key="cl-help")
    assert (item.draft.body["review_by"], str(item.review_by)) == ("2027-04-30", "2027-04-30")


def test_a_resource_says_who_qualifies_and_what_to_bring(root: Path) -> None:
    more = "kind: programme, regions: [Lima], qualifies: [{es: ¿Tiene RUC?, en: Is there a RUC?}], bring: [{es: DNI, en: ID}], "
    text = RESOURCES.replace("{key: pe-help, ", "{key: pe-help, " + more)
    api.import_toolkit(path=toolkit_files.write(root, {"resources/help.yaml": text}))
    told = body("resource", "pe-help")
    assert (told["kind"], told["regions"]) == ("programme", ["Lima"])
    assert told["qualifies"] == [{"es": "¿Tiene RUC?", "en": "Is there a RUC?"}]


@pytest.mark.parametrize(
    ("name", "text", "line", "words"),
    [
        ("terms/marks.yaml", TERMS.replace("category: marks", "category: fish"), 3, "'category' is 'fish'"),
        ("terms/marks.yaml", TERMS.replace("trademarks.term.term", "trademarks.trem.term"), 5, "Did you mean"),
        ("terms/marks.yaml", TERMS.replace("{fact:trademarks.term.term}", "{fact:oops}"), 5, "not a fact reference"),
        ("terms/marks.yaml", TERMS.replace("trademarks.term.term", "trademarks.late"), 5, "says nothing for Colombia"),
        ("terms/marks.yaml", TERMS.replace("    CL:", "    BR:"), 7, "'BR' is not a country"),
        ("terms/marks.yaml", TERMS.replace("  instead: {es: presentar, en: file}\n", ""), 8, "add 'instead'"),
        ("offices/chile.yaml", OFFICES.replace("cl-law", "cl-lew"), 9, "There is no source 'cl-lew'"),
        ("offices/chile.yaml", OFFICES.replace("https://www.inapi.cl/marcas/", "inapi punto cl"), 8, "must be a web address"),
        ("stages/idea.yaml", STAGE.replace("key: idea", "key: dream"), 1, "'key' is 'dream'"),
        ("stages/idea.yaml", STAGE.replace("id: m1", "id: a1"), 8, "'a1' stands twice"),
        ("stages/idea.yaml", STAGE.replace("trademarks.late", "trademarks.lite"), 6, "There is no fact"),
        ("stages/idea.yaml", STAGE.replace("- {es: Un papel, en: A paper}", "- Un papel"), 10, "in two languages"),
        ("comparisons/all.yaml", COMPARISONS.replace("trademarks.fee", "fee"), 5, "not a fact's key"),
        ("comparisons/all.yaml", COMPARISONS.replace("trademarks.fee", "trademarks.f"), 5, "There is no fact"),
        ("sources/laws.yaml", SOURCES.replace("licence: facts", "licence: mine", 1), 2, "'licence' is 'mine'"),
        ("resources/help.yaml", RESOURCES.replace("by: INAPI", "by: INAPI, qualifies: [uno]"), 2, "in two languages"),
    ],
)  # fmt: skip
def test_a_mistake_in_them_is_told_with_its_line(root: Path, name: str, text: str, line: int, words: str) -> None:
    toolkit_files.write(root, {**ALL, name: text})
    with pytest.raises(ImportRefused) as refused:
        api.import_toolkit(path=root)
    found = refused.value.facts["problems"]
    assert (name, line) in [(p.path, p.line) for p in found if words in p.sentence], [str(p) for p in found]
    assert Item.objects.count() == 0

"""Files become drafts: all or nothing, as often as you like, each mistake as file:line."""

import json
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from courses import api
from courses.errors import ImportRefused
from courses.models import Citation, Course, FactVersion, Item, ItemVersion, Release, Unit
from lms.institutions.models import Person
from lms.kernel.textfiles import MAX_BYTES
from tests.courses import toolkit_files
from tests.courses.toolkit_files import COURSE, FACTS, LONG_EN, LONG_ES, RESOURCES, SHORT, SOURCES
from tests.courses.toolkit_fixtures import author, imported, published, root, second

__all__ = ["author", "imported", "published", "root", "second"]
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with override("en"):
        yield


def counts() -> tuple[int, ...]:
    return tuple(model.objects.count() for model in (Item, ItemVersion, FactVersion, Citation, Course, Unit))


def test_the_files_become_drafts_that_nobody_has_published(imported: Course) -> None:
    assert Item.objects.filter(kind="fact").count() == 7
    assert Item.objects.filter(kind="section").count() == 6
    assert not Item.objects.exclude(published=None).exists()
    assert list(Unit.objects.non_polymorphic().filter(course=imported).values_list("key", flat=True)) == ["first", "second"]


def test_a_second_import_writes_nothing(imported: Course, root: Path, author: Person) -> None:
    before = counts()
    report = api.import_toolkit(path=root, by=author.pk)
    assert counts() == before
    assert (report.new, report.changed, report.drafts) == ([], [], {"courses:brands": "unchanged"})


def test_a_dry_run_says_what_would_happen_and_writes_nothing(root: Path) -> None:
    report = api.import_toolkit(path=root, dry_run=True)
    assert "fact:trademarks.term:AND:" in report.new
    assert counts() == (0,) * 6


def test_only_what_changed_gets_a_version(imported: Course, root: Path) -> None:
    toolkit_files.write(root, {"facts/trademarks.yaml": FACTS.replace("n: 11,", "n: 15,")})
    report = api.import_toolkit(path=root)
    assert report.changed == ["fact:trademarks.term:CL:"]
    item = Item.objects.get(kind="fact", key="trademarks.term", country="CL")
    assert (item.draft.number, item.draft.lms_fact.values["term"]["n"]) == (2, 15)
    assert item.lms_versions.count() == 2


def test_a_version_says_whose_readers_it_touches(imported: Course) -> None:
    parts = {
        i.country: set(i.draft.parts) for i in Item.objects.filter(kind="fact", key="trademarks.term").select_related("draft")
    }
    assert parts == {"CL": {"CL"}, "AND": {"CO", "PE"}, "MX": {"MX"}}


def test_a_change_of_one_slot_moves_only_that_countrys_part(imported: Course, root: Path) -> None:
    section = Item.objects.get(kind="section", key="brands/how-long", language="es")
    before = section.draft.parts
    toolkit_files.write(root, {"sections/brands/how-long.es.md": LONG_ES.replace("quetzal", "jaguar")})
    api.import_toolkit(path=root)
    section.refresh_from_db()
    assert [code for code in before if before[code] != section.draft.parts[code]] == ["MX"]
    assert section.draft.body["against"] == {"CL": 1, "CO": 1, "MX": 1, "PE": 1}


def test_a_slot_is_behind_when_the_shared_text_moved_without_it(imported: Course, root: Path) -> None:
    text = LONG_ES.replace("Texto para todos", "Nuevo texto").replace("quetzal", "jaguar")
    toolkit_files.write(root, {"sections/brands/how-long.es.md": text})
    api.import_toolkit(path=root)
    body = Item.objects.get(kind="section", key="brands/how-long", language="es").draft.body
    assert body["shared"] == 2
    assert body["against"] == {"CL": 1, "CO": 1, "MX": 2, "PE": 1}


def test_a_translation_knows_what_it_was_made_from(imported: Course, root: Path) -> None:
    english = Item.objects.get(kind="section", key="brands/how-long", language="en")
    spanish = Item.objects.get(kind="section", key="brands/how-long", language="es")
    assert english.draft.made_from_id == spanish.draft_id
    toolkit_files.write(root, {"sections/brands/how-long.es.md": LONG_ES.replace("Olvidar", "Perder")})
    api.import_toolkit(path=root)
    english.refresh_from_db()
    spanish.refresh_from_db()
    assert english.draft.made_from_id != spanish.draft_id


def test_a_unit_that_left_the_file_is_archived_and_comes_back(imported: Course, root: Path) -> None:
    shorter = "\n".join(line for line in COURSE.split("\n") if "key: second" not in line)
    toolkit_files.write(root, {"courses/brands.yaml": shorter})
    assert api.import_toolkit(path=root).drafts == {"courses:brands": "changed"}
    assert Unit.objects.non_polymorphic().get(key="second").archived_at is not None
    toolkit_files.write(root)
    api.import_toolkit(path=root)
    assert Unit.objects.non_polymorphic().get(key="second").archived_at is None


def test_what_is_not_in_these_files_is_left_alone_and_named(imported: Course, root: Path) -> None:
    toolkit_files.write(
        root,
        {
            "sections/brands/last.es.md": None,
            "sections/brands/last.en.md": None,
            "courses/brands.yaml": COURSE.replace(", brands/last", ""),
        },
    )
    assert api.import_toolkit(path=root).absent == ["section:brands/last::en", "section:brands/last::es"]
    assert Item.objects.get(kind="section", key="brands/last", language="es").archived_at is None


BIG = b"sources:\n" + b"# filler\n" * (MAX_BYTES // 9)
MISTAKES: list[tuple[str, str | bytes | None, int, str]] = [
    ("facts/trademarks.yaml", FACTS + "  wrong: [", 1 + FACTS.count("\n"), "not valid YAML"),
    ("facts/trademarks.yaml", FACTS.replace("    MX:\n", "    BR:\n", 1), 27, "'BR' is not a jurisdiction"),
    ("facts/trademarks.yaml", FACTS.replace("    MX:\n", "    CL:\n", 1), 27, "stands twice"),
    ("facts/trademarks.yaml", FACTS.replace("cl-law", "cl-lew", 1), 13, "There is no source 'cl-lew'. Did you mean 'cl-law'?"),
    ("facts/trademarks.yaml", FACTS.replace('dura 11 años."', 'dura 11 años"', 1), 10, "full stop"),
    ("facts/trademarks.yaml", FACTS.replace('"2026-05"', "mayo", 1), 14, "'as_of' must be"),
    ("facts/trademarks.yaml", FACTS.replace("unit: years", "unit: lustros", 1), 8, "not a unit of time"),
    (
        "facts/trademarks.yaml",
        FACTS.replace("key: trademarks.fee", "key: trademarks.term"),
        41,
        "already used at facts/trademarks.yaml:7",
    ),
    ("facts/trademarks.yaml", FACTS.replace("confidence: high", "confidence: sure", 1), 15, "must be one of"),
    (
        "facts/trademarks.yaml",
        FACTS.replace("      needs_check: false", "      color: red", 1),
        16,
        "'color' does not exist here",
    ),
    ("facts/trademarks.yaml", "topic: trademarks\nfacts: &x []\n", 2, "Anchors"),
    ("facts/trademarks.yaml", "topic: !!python/object/apply:os.system [echo]\n", 1, "tags"),
    ("facts/trademarks.yaml", "topic: " + "[" * 3000, 1, "valid YAML"),
    ("sources/laws.yaml", SOURCES.replace("2022, checked_on", "'hoy', checked_on", 1), 2, "whole number"),
    ("sources/laws.yaml", SOURCES.encode("latin-1"), 4, "not UTF-8"),
    ("sources/laws.yaml", BIG, 1, "larger than 5"),
    ("sources/laws.yml", "a: 1", 1, "Only files that end in '.yaml'"),
    ("resources/help.yaml", RESOURCES.replace("country: INT", "country: AR"), 6, "'AR'"),
    ("resources/help.yaml", RESOURCES.replace("en: Help CL", "fr: Aide"), 2, "no text in en"),
    (
        "sections/brands/how-long.es.md",
        LONG_ES.replace("trademarks.fee}", "trademarks.fees}"),
        12,
        "Did you mean 'trademarks.fee'?",
    ),
    ("sections/brands/how-long.es.md", LONG_ES.replace("trademarks.term.term", "trademarks.term.terms"), 7, "no part 'terms'"),
    ("sections/brands/how-long.es.md", LONG_ES.replace("cl-help", "cl-halp"), 5, "no help resource"),
    ("sections/brands/how-long.es.md", LONG_ES.replace("::: mistake", "::: local BR"), 24, "'BR' is not a country"),
    ("sections/brands/how-long.es.md", LONG_ES.replace("Olvidar", "<script>x</script> Olvidar"), 25, "HTML is not allowed"),
    ("sections/brands/how-long.es.md", LONG_ES.replace("Olvidar", "![x](http://e.org/x.png) Olvidar"), 25, "not fetched"),
    ("sections/brands/how-long.es.md", LONG_ES[: LONG_ES.rindex(":::")], 37, "never closed"),
    ("sections/brands/how-long.es.md", LONG_ES.encode("utf-16"), 1, "not UTF-8"),
    ("sections/brands/how-long.en.md", LONG_EN.replace("::: mistake", "::: example"), 1, "Block 3"),
    ("sections/brands/last.es.md", None, 1, "no Spanish text"),
    ("sections/brands/oops.md", "x", 1, "called sections/"),
    ("sections/brands/long.es.md", SHORT.format(title="x", text="a" * 300_000), 1, "256 kB"),
    ("courses/brands.yaml", COURSE.replace("brands/last", "brands/lost"), 11, "Did you mean 'brands/last'?"),
    ("courses/brands.yaml", COURSE.replace("key: second, kind: lesson", "key: second, kind: dance"), 11, "'dance'"),
    ("courses/brands.yaml", COURSE.replace("key: second", "key: first"), 11, "stands twice"),
    ("courses/brands.yaml", COURSE.replace("[CL, CO, MX, PE]", "[CL, AR]"), 4, "'AR'"),
    ("courses/brands.yaml", COURSE.replace("sections: [brands/how-long]", "sections: []"), 10, "A lesson needs"),
]


@pytest.mark.parametrize(("name", "text", "line", "words"), MISTAKES)
def test_a_mistake_is_told_as_file_and_line_and_nothing_is_imported(
    root: Path, name: str, text: str | bytes | None, line: int, words: str
) -> None:
    toolkit_files.write(root, {name: text})
    with pytest.raises(ImportRefused) as refused:
        api.import_toolkit(path=root)
    found = refused.value.facts["problems"]
    told = name.replace("last.es", "last.en") if text is None else name
    assert (told, line) in [(p.path, p.line) for p in found if words in p.sentence], [str(p) for p in found]
    assert counts() == (0,) * 6


def test_a_fact_in_shared_text_must_exist_for_all_four_countries(root: Path) -> None:
    start, end = FACTS.index("    MX:"), FACTS.index("- key: trademarks.fee")
    toolkit_files.write(root, {"facts/trademarks.yaml": FACTS[:start] + FACTS[end:]})
    problems = api.import_toolkit(path=root, dry_run=True).problems
    assert ("sections/brands/how-long.es.md", 7) in [(p.path, p.line) for p in problems if "nothing for Mexico" in p.sentence]


def test_a_fact_in_a_slot_must_exist_for_that_country_only(root: Path) -> None:
    fee_cl = FACTS.index("    CL:", FACTS.index("trademarks.fee"))
    only = FACTS[: FACTS.index("    CO:", fee_cl)]
    lines = "trademarks.term\ntrademarks.fee\n"
    changes = {
        "facts/trademarks.yaml": only,
        "sections/brands/how-long.es.md": LONG_ES.replace(lines, "trademarks.term\n"),
        "sections/brands/how-long.en.md": LONG_EN.replace(lines, "trademarks.term\n"),
    }
    assert api.import_toolkit(path=toolkit_files.write(root, changes), dry_run=True).problems == []


def test_a_link_out_of_the_folder_is_not_followed(root: Path, tmp_path: Path) -> None:
    (tmp_path / "secret.yaml").write_text("sources: []")
    (root / "sources" / "out.yaml").symlink_to(tmp_path / "secret.yaml")
    assert any("link" in p.sentence for p in api.import_toolkit(path=root, dry_run=True).problems)


def test_a_folder_that_is_not_there_is_a_mistake(tmp_path: Path) -> None:
    with pytest.raises(ImportRefused):
        api.import_toolkit(path=tmp_path / "nowhere")


def test_the_number_of_queries_does_not_grow_with_the_sections(imported: Course, root: Path) -> None:
    def cost(extra: int) -> int:
        more = {
            f"sections/more{extra}/s{n}.{lang}.md": SHORT.format(title=f"T{n}", text="Hola.")
            for n in range(extra)
            for lang in ("es", "en")
        }
        toolkit_files.write(root, more)
        with CaptureQueriesContext(
            connection,
        ) as seen:
            api.import_toolkit(path=root)
        return len(seen)

    assert cost(2) == cost(30)


def run(*args: Any) -> tuple[int, dict[str, Any]]:
    out = StringIO()
    try:
        call_command("import_toolkit", *map(str, args), "--json", stdout=out, stderr=StringIO())
    except CommandError as failed:
        return failed.returncode, json.loads(out.getvalue())
    return 0, json.loads(out.getvalue())


def test_the_command_publishes_with_two_people_and_may_be_repeated(root: Path, author: Person, second: Person) -> None:
    args = (root, "--publish", "--as", author.email, "--approved-by", second.email)
    code, said = run(*args)
    assert code == 0
    assert said["releases"]["brands"] == Release.objects.get().pk
    assert run(*args)[1]["releases"] == {"brands": None}
    assert Release.objects.count() == 1


def test_the_command_refuses_one_person_alone_and_writes_nothing(root: Path, author: Person) -> None:
    code, said = run(root, "--publish", "--as", author.email, "--approved-by", author.email)
    assert (code, counts()) == (1, (0,) * 6)
    assert "Somebody else" in said["sentence"]


def test_the_command_tells_mistakes_as_json(root: Path) -> None:
    toolkit_files.write(root, {"courses/brands.yaml": COURSE.replace("brands/last", "brands/lost")})
    code, said = run(root)
    assert code == 1
    assert said["problems"][0]["path"] == "courses/brands.yaml"
    assert run(root, "--dry-run")[0] == 1


def test_the_toolkit_that_ships_has_no_mistakes() -> None:
    report = api.import_toolkit(path=Path(__file__).parents[2] / "courses" / "curriculum", dry_run=True)
    assert [str(problem) for problem in report.problems] == []

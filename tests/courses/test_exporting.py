"""The toolkit goes out to files as it came in: to the byte, drafts or what is published."""

import shutil
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

import courses
from courses import api
from courses.agenda import read_agenda, write_agenda
from courses.errors import ExportRefused
from courses.kinds import kind_of
from courses.models import Course, Item, ItemVersion, ToolkitFile, Unit
from courses.services.exporting import export_toolkit, toolkit_files
from courses.services.formatting import format_toolkit
from lms.institutions.models import Person
from tests.courses import toolkit_files as small
from tests.courses.test_importing_reference import ALL
from tests.courses.toolkit_fixtures import author, imported, published, root, second

__all__ = ["author", "imported", "published", "root", "second"]
pytestmark = pytest.mark.django_db
SHIPPED = Path(courses.__file__).parent / "curriculum"
BESIDE = ("references", "numbers.yaml", "open_points.yaml")


def texts(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def counts() -> tuple[int, ...]:
    return tuple(model.objects.count() for model in (Item, ItemVersion, ToolkitFile, Course, Unit))


@pytest.fixture
def canonical(root: Path) -> Path:
    """The small toolkit with one of everything, in canonical form."""
    small.write(root, ALL)
    assert format_toolkit(path=root).problems == []
    return root


def test_the_toolkit_that_ships_goes_out_and_in_without_a_change(tmp_path: Path) -> None:
    """With the next test, which says that the files are canonical as they ship: byte for byte.

    Reference scripts, the numbers that the linter allows and the open points stand beside the toolkit and are no part of it:
    what authors export has none.
    """
    assert (SHIPPED / "references").is_dir()
    before_it_ships = shutil.copytree(SHIPPED, tmp_path / "in", ignore=shutil.ignore_patterns(*BESIDE))
    format_toolkit(path=before_it_ships)
    api.import_toolkit(path=before_it_ships)
    export_toolkit(path=tmp_path / "out")
    assert texts(tmp_path / "out") == texts(before_it_ships)
    before = counts()
    report = api.import_toolkit(path=tmp_path / "out")
    assert (report.new, report.changed, report.files, set(report.drafts.values())) == ([], [], [], {"unchanged"})
    assert counts() == before


def test_the_toolkit_that_ships_once_published_goes_out_the_same(tmp_path: Path, author: Person, second: Person) -> None:
    call_command("import_toolkit", SHIPPED, "--publish", "--as", author.email, "--approved-by", second.email, stdout=StringIO())
    assert toolkit_files(published=True) == toolkit_files()


def test_a_unit_of_any_kind_is_written_as_it_was_read(imported: Course) -> None:
    day, agenda = date(2026, 11, 25), "Apertura\n0:00:00 | Ana Pérez, Directora\n0:10:00 | Casos | Luis Soto"
    specs: list[dict[str, Any]] = [
        {"kind": "session", "media": "https://example.org/x", "recording": "", "agenda": write_agenda(read_agenda(agenda)[0])},
        {"kind": "practicum", "sessions_required": 3},
    ]
    for n, own in enumerate(specs):
        kind = kind_of(own["kind"])
        spec = {"key": f"u{n}", "minutes": 9, "titles": {"es": "Uno", "en": "One"}, **own}
        unit = kind.save_draft(course_id=imported.pk, module_id=None, position=n + 9, spec=spec)
        told = {name: value for name, value in own.items() if name != "kind"}
        assert dict(kind.spec(unit_id=unit)) == told
        frozen = kind.freeze(unit_id=unit, countries=["CL"], on=day)
        assert dict(kind.spec(unit_id=unit, config=frozen.config)) == told
        assert set(told) <= set(kind.spec_fields)


def test_the_toolkit_that_ships_is_canonical() -> None:
    report = format_toolkit(path=SHIPPED, check=True)
    assert (report.changed, report.problems) == ([], [])


def test_a_toolkit_goes_out_as_it_came_in(canonical: Path, tmp_path: Path) -> None:
    api.import_toolkit(path=canonical)
    export_toolkit(path=tmp_path / "out")
    assert texts(tmp_path / "out") == texts(canonical)


def test_notes_and_the_order_of_entries_are_kept(canonical: Path, tmp_path: Path) -> None:
    api.import_toolkit(path=canonical)
    head, *entries = (canonical / "sources" / "laws.yaml").read_text().split("- key: ")
    turned = 'note: "Para quien edite."\n' + "- key: ".join([head, *reversed(entries)])
    (canonical / "sources" / "laws.yaml").write_text(turned)
    report = api.import_toolkit(path=canonical)
    assert (report.new, report.changed, report.files) == ([], [], ["sources/laws.yaml"])
    export_toolkit(path=tmp_path / "out")
    assert (tmp_path / "out" / "sources" / "laws.yaml").read_text() == turned


def test_an_entry_that_moved_to_another_file_goes_out_there(canonical: Path) -> None:
    api.import_toolkit(path=canonical)
    text = (canonical / "sources" / "laws.yaml").read_text()
    begin = text.index("- key: pe-law")
    (canonical / "sources" / "laws.yaml").write_text(text[:begin])
    (canonical / "sources" / "peruvian.yaml").write_text("sources:\n" + text[begin:])
    api.import_toolkit(path=canonical)
    files = toolkit_files()
    assert "pe-law" in files["sources/peruvian.yaml"]
    assert "pe-law" not in files["sources/laws.yaml"]


def test_what_was_written_in_the_browser_goes_to_the_file_of_its_country(imported: Course) -> None:
    old = Item.objects.get(kind="source", key="cl-law").draft
    item = Item.objects.create(kind="source", key="cl-new", country="CL")
    item.draft = ItemVersion.objects.create(item=item, number=1, digest="x", body=old.body)
    item.save()
    files = toolkit_files()
    assert files["sources/chile.yaml"].startswith("sources:\n- key: cl-new\n")
    assert "cl-law" in files["sources/laws.yaml"]


def test_what_is_published_goes_out_and_not_what_was_drafted_since(published: Course, root: Path) -> None:
    before = toolkit_files(published=True)
    changes = {
        "sections/brands/how-long.es.md": small.LONG_ES.replace("Olvidar", "Perder"),
        "courses/brands.yaml": small.COURSE.replace("minutes: 5", "minutes: 6").replace("key: second", "key: other"),
    }
    small.write(root, changes)
    api.import_toolkit(path=root)
    assert "Perder" in toolkit_files()["sections/brands/how-long.es.md"]
    after = toolkit_files(published=True)
    assert after["sections/brands/how-long.es.md"] == before["sections/brands/how-long.es.md"]
    assert after["courses/brands.yaml"] == before["courses/brands.yaml"]
    assert "key: other" in toolkit_files()["courses/brands.yaml"]


def test_an_archived_item_stays_at_home(imported: Course) -> None:
    from django.utils import timezone

    Item.objects.filter(kind="section", key="brands/last").update(archived_at=timezone.now())
    assert "sections/brands/last.es.md" not in toolkit_files()


def test_a_second_export_writes_nothing_and_leaves_other_files(canonical: Path) -> None:
    api.import_toolkit(path=canonical)
    (canonical / "README.md").write_text("Ours.")
    report = export_toolkit(path=canonical)
    assert (report.written, report.others) == ([], ["README.md"])
    assert (canonical / "README.md").read_text() == "Ours."


def test_a_link_in_the_folder_is_not_written_through(imported: Course, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    out = tmp_path / "out"
    out.mkdir()
    (out / "sources").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(ExportRefused):
        export_toolkit(path=out)
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_the_commands_format_check_and_export(root: Path, tmp_path: Path, author: Person) -> None:
    out = StringIO()
    with pytest.raises(CommandError):
        call_command("format_toolkit", root, "--check", stdout=out)
    assert "sources/laws.yaml: not in canonical form" in out.getvalue()
    call_command("format_toolkit", root, stdout=out)
    call_command("format_toolkit", root, "--check", stdout=out)
    call_command("import_toolkit", root, stdout=out)
    call_command("export_toolkit", tmp_path / "out", stdout=out)
    assert texts(tmp_path / "out") == texts(root)


def test_formatting_gives_every_block_an_id_and_the_english_text_follows_the_spanish(root: Path) -> None:
    spanish = small.LONG_ES.replace("::: mistake", "::: mistake {#slip}")
    small.write(root, {"sections/brands/how-long.es.md": spanish})
    format_toolkit(path=root)
    for language in ("es", "en"):
        text = (root / "sections" / "brands" / f"how-long.{language}.md").read_text()
        assert "\n{#b1}\nTe" in text
        assert "::: local CL {#b2}" in text
        assert "::: mistake {#slip}" in text


def test_formatting_moves_a_heading_comment_to_the_note(root: Path) -> None:
    small.write(root, {"sources/laws.yaml": "# Laws of four\n# countries.\n" + small.SOURCES})
    format_toolkit(path=root)
    assert (root / "sources" / "laws.yaml").read_text().startswith('note: "Laws of four countries."\nsources:\n- key: cl-law\n')


def test_formatting_leaves_a_file_with_a_mistake_alone_and_names_it(root: Path) -> None:
    broken = small.SOURCES.replace("type: law", "type: lore", 1)
    small.write(root, {"sources/laws.yaml": broken})
    report = format_toolkit(path=root)
    assert [(p.path, p.line) for p in report.problems] == [("sources/laws.yaml", 2)]
    assert (root / "sources" / "laws.yaml").read_text() == broken
    assert "facts/trademarks.yaml" in report.changed


def test_formatting_mends_line_ends_and_the_last_newline(canonical: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    shutil.copytree(canonical, other)
    for path in other.rglob("*"):
        if path.is_file():
            path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().rstrip(b"\n").replace(b"\n", b"\r\n"))
    format_toolkit(path=other)
    assert texts(other) == texts(canonical)

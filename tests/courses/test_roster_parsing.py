"""A CSV file becomes rows and problems: whatever the sender's program, with line, column and cure for each mistake."""

import pytest
from django.utils.translation import override

from courses.roster import MAX_BYTES, Roster, RosterRow, read_roster

ANA = RosterRow(2, "ana@x.org", "Ana", "Rojas", "PE", "es", "2026-b")


def read(text: str, encoding: str = "utf-8") -> Roster:
    with override("en"):
        return read_roster(text.encode(encoding))


@pytest.mark.parametrize(
    "heading",
    [
        "e-mail,first name,last name,country,language,cohort",
        "Email,First Name,Surname,Country,Lang,Group",
        "email,firstname,lastname,country,lang,cohort1",
        "correo,nombre,apellido,país,idioma,grupo",
        "Correo electrónico,Nombre(s),Apellidos,PAIS,Idioma,Grupo",
    ],
)
@pytest.mark.parametrize("sign", [",", ";", "\t"])
def test_headings_in_three_dialects_and_any_of_three_signs(heading: str, sign: str) -> None:
    text = "\n".join([heading, "ana@x.org,Ana,Rojas,PE,es,2026-b"]).replace(",", sign)
    roster = read(text)
    assert (roster.rows, roster.problems) == ((ANA,), ())


@pytest.mark.parametrize(
    ("encoding", "bom"), [("utf-8", b""), ("utf-8", b"\xef\xbb\xbf"), ("cp1252", b"")], ids=["utf8", "bom", "cp1252"]
)
def test_utf_8_and_windows_1252(encoding: str, bom: bytes) -> None:
    content = bom + "correo;nombre;apellido;país\njose@x.org;José;Núñez;Perú\n".encode(encoding)
    (row,) = read_roster(content).rows
    assert (row.given_name, row.family_name, row.country) == ("José", "Núñez", "PE")


def test_moodles_file_without_an_e_mail_column_takes_the_username() -> None:
    roster = read("username,firstname,lastname,cohort1,auth\nana@x.org,Ana,Rojas,2026-b,manual\n")
    assert roster.rows[0].email == "ana@x.org"
    assert roster.ignored == ("auth",)


def test_moodles_username_beside_an_e_mail_is_left_alone() -> None:
    roster = read("username,firstname,lastname,email\narojas,Ana,Rojas,ana@x.org\n")
    assert (roster.rows[0].email, roster.problems, roster.ignored) == ("ana@x.org", (), ())


@pytest.mark.parametrize(
    ("said", "code"), [("pe", "PE"), ("Perú", "PE"), ("MÉXICO", "MX"), ("chl", "CL"), ("Colombia ", "CO"), ("", "")]
)
def test_countries_by_code_or_name(said: str, code: str) -> None:
    assert read(f"correo,nombre,país\na@x.org,Ana,{said}\n").rows[0].country == code


@pytest.mark.parametrize(("said", "code"), [("ES", "es"), ("Español", "es"), ("inglés", "en"), ("English", "en"), ("", "")])
def test_languages_by_code_or_name(said: str, code: str) -> None:
    assert read(f"correo,nombre,idioma\na@x.org,Ana,{said}\n").rows[0].language == code


def test_an_address_is_lowered_and_spaces_are_tidied() -> None:
    row = read("correo,nombre,apellido\n  ANA@X.Org , Ana   María ,\u00a0Rojas\u200b \n").rows[0]
    assert (row.email, row.given_name, row.family_name) == ("ana@x.org", "Ana María", "Rojas")


def test_quoted_cells_may_hold_signs_and_lines_and_the_count_of_lines_stays_right() -> None:
    roster = read('correo,nombre,apellido\na@x.org,"Ana, la del\nNorte",Rojas\n\nb@x.org,=1+1,Paz\n')
    assert roster.rows[0].given_name == "Ana, la del Norte"
    assert [(p.line, p.column) for p in roster.problems] == [(5, "nombre")]


def test_excels_line_about_the_sign_is_honoured() -> None:
    roster = read("sep=;\ncorreo;nombre\na@x.org;Ana, María\n")
    assert (roster.rows[0].given_name, roster.rows[0].line) == ("Ana, María", 3)


@pytest.mark.parametrize("cell", ["=HYPERLINK(1)", "+1", "-1", "@SUM(A1)", "'=1", "'+1"])
def test_a_cell_like_a_formula_is_refused_with_its_place(cell: str) -> None:
    roster = read(f'correo,nombre,apellido\na@x.org,Ana,"{cell}"\n')
    assert roster.rows == ()
    (problem,) = roster.problems
    assert (problem.line, problem.column) == (2, "apellido")
    assert "formula" in problem.what


def test_a_name_with_an_apostrophe_is_a_name() -> None:
    assert read("correo,nombre,apellido\na@x.org,Ana,'t Hooft\n").rows[0].family_name == "'t Hooft"


@pytest.mark.parametrize(
    ("text", "line", "column", "says"),
    [
        ("", 1, "", "No column is headed"),
        ("correo,nombre\n", 1, "", "no people below"),
        ("nombre,apellido\nAna,Rojas\n", 1, "", "No column is headed “e-mail”"),
        ("correo,grupo\na@x.org,b\n", 1, "", "first name"),
        ("correo,email,nombre\na@x.org,a@x.org,Ana\n", 1, "email", "say the same"),
        ("correo,nombre\nana,Ana\n", 2, "correo", "is not an e-mail address"),
        ("correo,nombre\n,Ana\n", 2, "correo", "is missing"),
        ("correo,nombre\na@x.org,\n", 2, "nombre", "name is missing"),
        ("correo,nombre,país\na@x.org,Ana,AR\n", 2, "país", "CL, CO, MX or PE"),
        ("correo,nombre,idioma\na@x.org,Ana,fr\n", 2, "idioma", "es or en"),
        ("correo,nombre\na@x.org,Ana,Rojas\n", 2, "", "has 3 cells and the heading has 2"),
        ("correo,nombre\na@x.org,Ana\nA@X.org,Ana\n", 3, "correo", "already on line 2"),
        (f"correo,nombre\na@x.org,{'a' * 121}\n", 2, "nombre", "120"),
        ('correo,nombre\na@x.org,Ana\nb@x.org,"Lu"is\n', 3, "", "quotation marks"),
        ('correo,nombre\nb@x.org,"Luis\n', 2, "", "quotation marks"),
    ],
)
def test_each_mistake_names_line_column_and_cure(text: str, line: int, column: str, says: str) -> None:
    (problem,) = read(text).problems
    assert (problem.line, problem.column) == (line, column)
    assert says in problem.what


def test_one_bad_row_does_not_hide_the_others_mistakes() -> None:
    roster = read("correo,nombre,país\nx,Ana,PE\na@x.org,Ana,PE\ny,,AR\n")
    assert [(p.line, p.column) for p in roster.problems] == [(2, "correo"), (4, "correo"), (4, "país")]
    assert [row.line for row in roster.rows] == [3]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"PK\x03\x04rest", "Excel workbook"),
        (b"\xd0\xcf\x11\xe0rest", "Excel workbook"),
        ("correo,nombre\na@x.org,Ana\n".encode("utf-16"), "CSV UTF-8"),
        (b"correo,nombre\na@x.org,\x81na\xff\n", "neither UTF-8 nor Windows-1252"),
        (b"a" * (MAX_BYTES + 1), "larger than 2 MB"),
    ],
)
def test_what_is_no_csv_says_what_to_upload(content: bytes, says: str) -> None:
    with override("en"):
        (problem,) = read_roster(content).problems
    assert says in problem.what


def test_five_thousand_people_are_read_and_one_more_is_refused() -> None:
    lines = "".join(f"p{n}@x.org,P{n}\n" for n in range(5000))
    assert len(read("correo,nombre\n" + lines).rows) == 5000
    roster = read("correo,nombre\n" + lines + "q@x.org,Q\n")
    assert "5000" in roster.problems[0].what
    assert roster.problems[0].line == 5002

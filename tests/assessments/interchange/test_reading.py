"""What each format's reader makes of real-looking files, and what it says about what it can't take."""

import base64
import io
import zipfile
from pathlib import Path
from typing import Any

import pytest

from courses.models import Item, ItemVersion
from tests.assessments.interchange.conftest import FILES, Run, bodies

GIFT = r"""// question: 0  name: Switch category to $course$/top/Marcas
$CATEGORY: $course$/top/Marcas/Plazos


// question: 31  name: Duración
// [id:m-1] [tag:renovación] [tag:plazos]
::Duración:: [html]<p>¿Cuánto dura\: <b>una marca</b> en el Perú?</p>{
	=10 años#¡Bien!
	~5 años#<p>No\: <i>eso</i> era antes</p>
	~%-25%7 años
	####Vea la ley}

¿Cuánto suman 2 y 2? {#
  =4:0.1#sí
  =%50%5..6#casi
  ~#no es}

Un número exacto {#3.1416}

::Verdad:: Toda marca se registra. {FALSE#mal#bien}

::Oficinas:: Relacione. {
  =Chile -> INAPI
  =Perú -> Indecopi
  = -> IMPI
}

La {=oposición =%50%nulidad#casi} se presenta a tiempo.

::Varias:: Elija. {~%50%a ~%50%b ~%-100%c}

::Ensayo:: Explique. {}

::Escape:: Use \{llaves\}, \#, \=, \~, \\ y\notra línea {=sí ~no}
"""


def test_gift_is_read_whole(run: Run) -> None:
    said = run(GIFT, "gift")
    assert said["skipped"] == []
    assert (said["read"], said["imported"]) == (9, 9)
    found = bodies()
    assert [body["kind"] for body in found.values()] == [
        "single", "numeric", "numeric", "true_false", "matching", "short_text", "multiple", "essay", "single",
    ]  # fmt: skip
    first = found["banco-duracion"]
    assert first["stem"] == {"es": "¿Cuánto dura: una marca en el Perú?"}
    assert first["feedback"] == {"es": "Vea la ley"}
    assert first["tags"] == ["Marcas/Plazos", "plazos", "renovación"]
    assert [(o["text"]["es"], o["fraction"]) for o in first["options"]] == [("10 años", 1), ("5 años", 0), ("7 años", -0.25)]
    assert first["options"][1]["feedback"] == {"es": "No: eso era antes"}
    numbers = found["banco-cuanto-suman-2-y-2"]
    assert [(a["value"], a["tolerance"], a["fraction"]) for a in numbers["answers"]] == [("4", "0.1", 1), ("5.5", "0.5", 0.5)]
    assert numbers["otherwise"] == {"es": "no es"}
    truth = found["banco-verdad"]
    assert (truth["answer"], truth["said"]) == (False, {"true": {"es": "mal"}, "false": {"es": "bien"}})
    assert [p["text"]["es"] for p in found["banco-oficinas"]["pairs"]] == ["Chile", "Perú"]
    assert [p["text"]["es"] for p in found["banco-oficinas"]["extras"]] == ["IMPI"]
    assert found["banco-la-se-presenta-a-tiempo"]["stem"] == {"es": "La _____ se presenta a tiempo."}
    assert found["banco-escape"]["stem"] == {"es": "Use {llaves}, #, =, ~, \\ y\notra línea"}


REFUSED: list[tuple[str, str, int, str]] = [
    ("gift", "::A:: uno {=a ~b}\n\n::B:: roto { =a\n", 3, "braces"),
    ("gift", "::A:: dos {=a} y {=b}\n", 1, "pair of braces"),
    ("gift", "Solo un texto.\n", 1, "description"),
    ("gift", "::A:: uno {#diez}\n", 1, "no number"),
    ("gift", "::A:: uno {=a -> b =c}\n", 1, "stem -> answer"),
    ("gift", "::A:: uno {=a =b ~c}\n", 1, "only one may be chosen"),
    ("gift", "::A:: uno {=a ~A}\n", 1, "read the same"),
    ("gift", "::A:: uno {~%50%a ~b}\n", 1, "add up to 1"),
    ("aiken", "¿Uno?\nA. a\nB. b\nANSWER: C\n", 1, "none of its options"),
    ("aiken", "¿Uno?\nA. a\nANSWER: A\n", 1, "at least two"),
    ("aiken", "¿Uno?\nA. a\nB. b\n¿Dos?\nA. a\nB. b\nANSWER: A\n", 1, "ANSWER:"),
    ("csv", "question,a,b,right\n¿Uno?,x,y,c\n", 2, "none of its options"),
    ("csv", "kind,question,right\nhotspot,¿Uno?,x\n", 2, "hotspot"),
    ("csv", "question,a\n¿Uno?,x\n", 1, "right"),
    ("moodle-xml", "<quiz><question type='ddmarker'><name><text>D</text></name></question></quiz>", 1, "ddmarker"),
    ("moodle-xml", "<quiz>\n<question type='multichoice'>", 2, "well-formed"),
    ("moodle-xml", "<html/>", 1, "<quiz>"),
    ("moodle-xml", "<?xml version='1.0' encoding='UTF-7'?><quiz/>", 1, "encoding"),
    ("moodle-xml", "<?xml version='1.0' encoding='x-nothing'?><quiz/>", 1, "encoding"),
    ("moodle-xml", '<!DOCTYPE q [<!ENTITY a "b">]><quiz/>', 1, "DOCTYPE"),
    ("moodle-xml", '<!DOCTYPE q SYSTEM "file:///etc/passwd"><quiz/>', 1, "DOCTYPE"),
    ("qti", "<quiz/>", 1, "QTI"),
]


@pytest.mark.parametrize(("form", "content", "line", "reason"), REFUSED)
def test_what_cannot_be_read_is_told_with_line_and_reason(run: Run, form: str, content: str, line: int, reason: str) -> None:
    said = run(content, form)
    assert said["imported"] == 0
    assert said["skipped"][0]["line"] == line
    assert reason in said["skipped"][0]["reason"]
    assert not Item.objects.filter(kind="question").exists()


@pytest.mark.parametrize(
    ("form", "content"), [("moodle-xml", "<quiz/>"), ("gift", "// nothing yet\n"), ("csv", "question,a,right\n")]
)
def test_a_file_without_questions_says_so(run: Run, form: str, content: str) -> None:
    said = run(content, form)
    assert (said["read"], said["imported"], said["skipped"]) == (0, 0, [])
    assert "There is no question in this file." in said["warnings"]


def test_a_name_beyond_reason_is_cut_in_the_report(run: Run) -> None:
    assert len(run(f"::{'a' * 50_000}:: uno {{#diez}}\n", "gift")["skipped"][0]["name"]) < 250


def test_all_or_nothing_unless_the_good_are_kept(run: Run) -> None:
    content = "::A:: uno {T}\n\n::B:: roto { =a\n\n::C:: tres {#3}\n"
    assert run(content, "gift")["imported"] == 0
    assert bodies() == {}
    said = run(content, "gift", "--keep-good")
    assert (said["read"], said["imported"], len(said["skipped"])) == (3, 2, 1)
    assert list(bodies()) == ["banco-a", "banco-c"]


def test_a_dry_run_says_what_would_happen_and_writes_nothing(run: Run) -> None:
    assert run(GIFT, "gift", "--dry-run")["imported"] == 9
    assert bodies() == {}


def test_a_second_import_writes_nothing(run: Run) -> None:
    run(GIFT, "gift")
    versions = ItemVersion.objects.count()
    assert run(GIFT, "gift")["imported"] == 9
    assert ItemVersion.objects.count() == versions


def test_what_authors_did_meanwhile_is_kept_where_the_file_did_not_move(run: Run) -> None:
    run("::A:: uno {=sí ~no}\n", "gift")
    item = Item.objects.get(key="banco-a")
    body = {**item.draft.body, "topic": "trademarks", "stem": {"es": "uno", "en": "one"}}  # type: ignore[union-attr]
    item.draft = ItemVersion.objects.create(item=item, number=2, digest="d" * 64, body=body)
    item.save()
    run("::A:: uno {=sí ~quizá}\n", "gift")
    found = bodies()["banco-a"]
    assert (found["topic"], found["stem"]) == ("trademarks", {"es": "uno", "en": "one"})
    assert found["options"][1]["text"] == {"es": "quizá"}
    run("::A:: dos {=sí ~quizá}\n", "gift")
    assert bodies()["banco-a"]["stem"] == {"es": "dos"}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_encodings_are_found_and_the_doubtful_are_told(run: Run, encoding: str) -> None:
    said = run("::Ñandú:: ¿Cuántos años? {=diez «años» ~cinco}\n".encode(encoding), "gift")
    assert bodies()["banco-nandu"]["stem"] == {"es": "¿Cuántos años?"}
    assert bodies()["banco-nandu"]["options"][0]["text"] == {"es": "diez «años»"}
    assert any("Windows-1252" in one for one in said["warnings"]) == (encoding == "cp1252")


def test_moodle_xml_in_windows_1252_without_saying_so(run: Run) -> None:
    xml = "<?xml version='1.0' encoding='UTF-8'?><quiz><question type='truefalse'><name><text>Año</text></name><questiontext>"
    xml += "<text>¿Año?</text></questiontext><answer fraction='100'><text>true</text></answer></question></quiz>"
    said = run(xml.encode("cp1252"), "moodle-xml")
    assert any("Windows-1252" in one for one in said["warnings"])
    assert bodies()["banco-ano"]["stem"] == {"es": "¿Año?"}


def moodle(inner: str, text: str = "¿Qué?", kind: str = "essay") -> str:
    return (
        f'<quiz><question type="{kind}"><name><text>Una</text></name>'
        f'<questiontext format="html"><text><![CDATA[{text}]]></text>'
        f"{inner}</questiontext></question></quiz>"
    )


def test_html_becomes_words_and_what_is_lost_is_told(run: Run) -> None:
    html = (
        "<p>Uno <b>dos</b><p>Lea <a href='https://wipo.int/x'>esto</a><ul><li>a<li>b</ul><script>alert(1)</script>"
        "<img src='https://x.test/a.png' alt='un mapa'><img src='@@PLUGINFILE@@/b.png'><table><tr><td>c</table> 3 &lt; 4 <i>fin"
    )
    said = run(moodle("", html), "moodle-xml")
    stem = bodies()["banco-una"]["stem"]["es"]
    assert stem.startswith("Uno dos\n\nLea esto (https://wipo.int/x)\n\n- a\n- b")
    assert "alert" not in stem
    assert "[un mapa]" in stem
    assert stem.endswith("3 < 4 fin")
    told = " ".join(said["warnings"])
    assert "not fetched" in told
    assert "embedded image" in told
    assert "table" in told


def test_embedded_files_are_weighed(run: Run) -> None:
    small = base64.b64encode(b"x" * 100).decode()
    large = base64.b64encode(b"x" * 3_000_000).decode()
    inner = f'<file name="a.pdf" path="/" encoding="base64">{small}</file><file name="b.pdf" encoding="base64">{large}</file>'
    told = " ".join(run(moodle(inner), "moodle-xml")["warnings"])
    assert "«a.pdf» is left out" in told
    assert "«b.pdf» is over the cap" in told


def test_markup_in_words_stays_words(run: Run) -> None:
    run("::A:: [plain]a <b>b</b> &lt;script&gt; {=<img src\\=x> ~[html]<img src\\=y>x}\n", "gift")
    body = bodies()["banco-a"]
    assert body["stem"]["es"] == "a < b>b< /b> &lt;script&gt;"
    assert body["options"][0]["text"]["es"] == "< img src=x>"


def test_aiken(run: Run) -> None:
    said = run(
        "¿Qué dura más?\nA. Una marca\nB) Una patente\nANSWER: A\n\n¿Y ahora?\nA. x\nB. y\nC. z\nRESPUESTA: C\n", "aiken"
    )
    assert said["imported"] == 2
    assert [o["fraction"] for o in bodies()["banco-y-ahora"]["options"]] == [0, 0, 1]


def test_a_table(run: Run) -> None:
    rows = (
        "nombre;tipo;pregunta;a;b;c;correcta;retroalimentación;etiquetas;categoría\n"
        "Uno;;¿Uno?;sí;no;;a;Porque sí;x; y\n"
        "Dos;múltiple;¿Dos?;p;q;r;a b;;;\n"
        "Tres;numérica;¿Tres?;;;;6,5:0,5;;;\n"
        "Cuatro;verdadero/falso;¿Cuatro?;;;;Falso;;;\n"
        "Cinco;respuesta corta;¿Cinco?;;;;oposición|oponerse;;;\n"
        "Seis;relacionar;¿Seis?;Chile = INAPI;Perú = Indecopi;;;;;\n"
        "Siete;ordenar;¿Siete?;uno;dos;tres;;;;\n"
        "Ocho;ensayo;¿Ocho?;;;;;;;\n"
    )
    said = run(rows, "csv")
    assert said["skipped"] == []
    found = bodies()
    assert [body["kind"] for body in found.values()] == [
        "single", "multiple", "numeric", "true_false", "short_text", "matching", "ordering", "essay",
    ]  # fmt: skip
    assert (found["banco-tres"]["value"], found["banco-tres"]["tolerance"]) == ("6.5", "0.5")
    assert [o["fraction"] for o in found["banco-dos"]["options"]] == [0.5, 0.5, -1]


def archive(entries: dict[str, str | bytes], **info: Any) -> bytes:
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in entries.items():
            entry = zipfile.ZipInfo(name)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = info.get("attr", 0)
            made.writestr(entry, content)
    return body.getvalue()


RESOURCE = '<resource type="imsqti_xmlv1p2" href="a/a.xml"><file href="a/a.xml"/></resource>'
MANIFEST = f"<manifest><resources>{RESOURCE}</resources></manifest>"
BOMBS: list[tuple[bytes, str]] = [
    (archive({"../a.xml": "<questestinterop/>"}), "leads out"),
    (archive({"/etc/a.xml": "<questestinterop/>"}), "leads out"),
    (archive({"a.xml": "<questestinterop/>"}, attr=0o120777 << 16), "link"),
    (archive({"a.xml": b"0" * 40_000_000}), "swells"),
    (archive({"a.xml": '<!DOCTYPE a [<!ENTITY b "c">]><questestinterop/>'}), "DOCTYPE"),
    (archive({"a.txt": "nada"}), "no QTI question"),
    (b"PK\x03\x04 broken", "not a zip"),
]


@pytest.mark.parametrize(("content", "reason"), BOMBS, ids=[reason for _body, reason in BOMBS])
def test_dangerous_archives_are_refused(run: Run, content: bytes, reason: str) -> None:
    said = run(content, "qti")
    assert said["imported"] == 0
    assert reason in said["skipped"][0]["reason"]


def test_canvas(run: Run) -> None:
    content = archive({"imsmanifest.xml": MANIFEST, "a/a.xml": (FILES / "canvas.xml").read_bytes(), "a/b.png": b"x"})
    said = run(content, "qti", "--keep-good")
    assert [one["name"] for one in said["skipped"]] == ["Calculada", "Texto"]
    found = bodies()
    assert {key: body["kind"] for key, body in found.items()} == {
        "banco-opcion": "single", "banco-verdad": "true_false", "banco-varias": "multiple", "banco-corta": "short_text",
        "banco-numero": "numeric", "banco-oficinas": "matching", "banco-huecos": "gap_fill", "banco-listas": "gap_fill",
        "banco-ensayo": "essay",
    }  # fmt: skip
    assert found["banco-opcion"]["options"][0]["feedback"] == {"es": "Bien"}
    assert [o["fraction"] for o in found["banco-varias"]["options"]] == [0.5, 0.5, -1]
    assert found["banco-verdad"]["answer"] is False
    assert (found["banco-numero"]["value"], found["banco-numero"]["tolerance"]) == ("10", "0.5")
    assert found["banco-huecos"]["text"] == {"es": "La marca dura [[g1]] y la patente [[g2]]."}
    assert any("b.png" in one for one in said["warnings"])


def test_qti_3(run: Run) -> None:
    said = run((FILES / "qti3.xml"), "qti")
    assert said["skipped"] == []
    body = bodies()["banco-primer-paso"]
    assert body["stem"] == {"es": "¿Qué hace primero?"}
    assert [(o["text"]["es"], o["fraction"]) for o in body["options"]] == [("Buscar", 1), ("Pagar", 0)]


def test_a_file_of_fifty_megabytes_is_streamed(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "large.xml"
    filler = base64.b64encode(b"x" * 1_500_000).decode()
    one = '<question type="truefalse"><name><text>N{n}</text></name><questiontext format="html"><text>¿{n}?</text>'
    one += '<file name="a.bin" path="/" encoding="base64">{filler}</file></questiontext>'
    one += '<answer fraction="100"><text>true</text></answer></question>\n'
    with path.open("w") as file:
        file.write("<quiz>\n")
        for n in range(25):
            file.write(one.format(n=n, filler=filler))
        file.write("</quiz>")
    assert path.stat().st_size > 50_000_000
    assert run(path, "moodle-xml")["imported"] == 25

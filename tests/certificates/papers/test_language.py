"""The language of designs: three things that it can say, and a sentence with a line for everything else."""

from typing import Any

import pytest
from django.utils import translation

from certificates.papers import Design, Problem, draw, problems
from certificates.papers.sheet import sheet
from tests.certificates.papers.ground import small, values, words_of


def said(html: str, css: str = "") -> list[str]:
    with translation.override("en"):
        return [f"{one.part} {one.line}: {one.sentence}" for one in problems(small(html, css))]


def html_of(design: Design, **changed: Any) -> str:
    return sheet(design.tree, values(**changed), design.pictures).html


@pytest.mark.parametrize(
    "html",
    [
        "<p>{{ name }}</p>",
        "{% if document %}<p>{{ document }}</p>{% endif %}",
        "{% for one in signatories %}<p>{{ one.name }}{% for line in one.lines %}<br>{{ line }}{% endfor %}</p>{% endfor %}",
        '<p><img src="{{ qr }}" alt="{{ qr_words }}"><a href="{{ link }}">{{ address }}</a></p>',
        '<h2 fit="181mm x 20mm; 28pt to 14pt; serif; bottom">{{ name }}</h2>',
        "<p>10 &lt; 20 &amp; 50&nbsp;%</p>",
        '<div style="padding-top: 2mm; color: #0d5c75">x</div>',
        "<!-- a note --><p>x</p>",
    ],
)
def test_what_a_design_may_say(html: str) -> None:
    assert said(html) == []


@pytest.mark.parametrize(
    ("html", "line", "part_of_sentence"),
    [
        ("<p>{{ nmae }}</p>", 1, "field “nmae” is not known"),
        ("<p>x</p>\n<p>{{ name|safe }}</p>", 2, "is no field"),
        ("<p>{{ name }</p>", 1, "no other half"),
        ("<p>{% include 'x' %}</p>", 1, "is not known. Known are {% if field %}"),
        ("<p>{% load static %}</p>", 1, "is not known"),
        ("<p>{# x #}</p>", 1, "no other half"),
        ("{% if name %}<p>x</p>", 1, "never ended"),
        ("<p>{% if name %}</p>{% endif %}", 1, "comes before the end of"),
        ("<p>x</p>{% endif %}", 1, "does not end what was begun last"),
        ("{% for row in name %}x{% endfor %}", 1, "is not a list"),
        ("{% for one in modules %}{{ one.price }}{% endfor %}", 1, "“one.price” is not known. Known are: one.title"),
        ("<p>{{ signatories }}</p>", 1, "{% for row in signatories %}"),
        ("<p>{{ qr }}</p>", 1, "is not text"),
        ("<div>\n<b>x</div>", 2, "comes before the end of b"),
        ("<p>x", 1, "<p> is never closed"),
        ("</p>", 1, "was not begun"),
        ("<script>alert(1)</script>", 1, "<script> is not known here"),
        ("<style>p {}</style>", 1, "CSS"),
        ("<html><body>x</body></html>", 1, "Write only what stands on the paper"),
        ("<!DOCTYPE html><p>x</p>", 1, "Write only what stands on the paper"),
        ("<em>x</em>", 1, "no italics"),
        ('<p onclick="x">x</p>', 1, "<p> has no “onclick” here"),
        ('<p class="{{ name }}">x</p>', 1, "can't stand in “class”"),
        ('<a href="https://example.org/">x</a>', 1, "verification page only"),
        ('<img src="seal.png" alt="">', 1, "is no picture of this design"),
        ('<img src="seal" alt="">', 1, "“seal” is missing"),
        ("<img>", 1, "needs src"),
        ('<h2 fit="wide">x</h2>', 1, "needs a size"),
        ('<h2 fit="100mm x 5mm; 28pt">x</h2>', 1, "lower than one line"),
        ('<h2 fit="100mm x 20mm; 28pt; comic">x</h2>', 1, "does not know “comic”"),
        ("<pdf:nextpage />", 1, "<pdf:nextpage> is not known here"),
        ("<div>" * 60 + "</div>" * 60, 1, "Too many tags"),
    ],
)
def test_what_it_may_not_is_said_with_its_line(html: str, line: int, part_of_sentence: str) -> None:
    first = said(html)[0]
    assert first.startswith(f"html {line}: ")
    assert part_of_sentence in first


@pytest.mark.parametrize(
    ("css", "line", "part_of_sentence"),
    [
        ("p { color: red }\n.x { background: url(x.png) }", 2, "may not name files"),
        ("@import 'x.css';", 1, "“@import” is not known"),
        ("\n\n@font-face { font-family: x }", 3, "“@font-face” is not known"),
        ("p { background-image: none }", 1, "“background-image” is not known"),
        ("p { color: \\72 ed }", 1, "may not contain \\"),
        ("p { width: calc(1mm + 2mm) }", 1, "“calc()” is not known"),
        ("p { -pdf-outline: true }", 1, "“-pdf-outline” is not known"),
        ("p { opacity: 0.5 }", 1, "“opacity” is not known"),
        ("p { color: red", 0, "not as many"),
        ("/* x", 0, "never closed"),
        ("p { background: u\nrl(x) }", 2, "“rl()” is not known"),
        ("p { background: u/**/rl(x) }", 1, "“rl()” is not known"),
        ("@/**/import 'x';", 1, "“@import” is not known"),
    ],
)
def test_style_rules_name_no_file_and_say_where_they_are_wrong(css: str, line: int, part_of_sentence: str) -> None:
    first = said("<p>x</p>", css)[0]
    assert first.startswith(f"css {line}: ")
    assert part_of_sentence in first


def test_the_sentences_are_spanish_for_who_reads_spanish() -> None:
    with translation.override("es"):
        [one] = problems(small("<p>{{ nmae }}</p>"))
    assert one == Problem(1, "El campo «nmae» no existe.")


def test_what_people_type_is_data_and_never_markup() -> None:
    name = "{{ serial }} <b>&amp;</b> {% if x %}"
    assert "&lt;b&gt;&amp;amp;&lt;/b&gt;" in html_of(small("<p>{{ name }}</p>"), name=name)
    assert name in words_of(draw(small("<p>{{ name }}</p>"), values(name=name)))


def test_words_are_shown_in_the_languages_of_the_paper() -> None:
    design = small(
        "{% if spanish %}<p>hola</p>{% endif %}{% if english %}<p>hello</p>{% endif %}{% if bilingual %}<p>both</p>{% endif %}"
    )
    assert html_of(design, language="es") == "<p>hola</p>"
    assert html_of(design, language="en") == "<p>hello</p>"
    assert html_of(design, language="es+en") == "<p>hola</p><p>hello</p><p>both</p>"


def test_a_row_is_repeated_and_its_lists_in_it() -> None:
    design = small(
        "{% for one in signatories %}<p>{{ one.name }}{% for line in one.lines %}-{{ line }}{% endfor %}</p>{% endfor %}"
    )
    rows = [{"name": "A", "lines": ["1", "2"]}, {"name": "B", "lines": []}]
    assert html_of(design, signatories=rows) == "<p>A-1-2</p><p>B</p>"

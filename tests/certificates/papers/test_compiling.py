"""What can be compiled and what can't, each with a sentence that its designer understands."""

import json
from typing import Any

import pytest
from django.utils import translation

from certificates.papers import DesignProblems, Layout, NotCompilable, NotStampable, compile_design, stamp, varying_fields
from tests.certificates.papers.ground import layout, shared, small, values

NAME = '<h2 fit="150mm x 20mm; 28pt to 14pt; serif; bottom">{{ name }}</h2>'


def compiled(html: str, css: str = "", **fixed: str) -> Layout:
    return compile_design(small(html, css), {**shared(values()), **fixed})


@pytest.mark.parametrize(("css", "align"), [("", 0.0), ("p { text-align: center }", 0.5), ("p { text-align: right }", 1.0)])
def test_alignment_is_found_by_looking(css: str, align: float) -> None:
    [slot] = compiled("<p>{{ date }}</p>", css).slots
    assert slot.align == align


def test_size_colour_face_width_and_neighbouring_words_are_found() -> None:
    css = "@page { margin: 20mm } p { font-size: 12pt; color: #0d5c75; padding-left: 17mm }"
    [slot] = compiled("<p><b>Documento: {{ document }}.</b></p>", css).slots
    assert (slot.field, slot.face, slot.before, slot.after) == ("document", "sans bold", "Documento: ", ".")
    assert slot.colour == pytest.approx((13 / 255, 92 / 255, 117 / 255), abs=1e-5)
    assert slot.steps[0].size == 12
    column = (297 - 57) * 72 / 25.4
    assert column - 15 < slot.width <= column


def test_a_fitted_field_is_drawn_once_in_every_way_that_it_may_stand() -> None:
    [slot] = compiled(NAME).slots
    assert slot.box is not None
    assert [(step.size, len(step.lines)) for step in slot.steps] == list(slot.box.steps)
    bottoms = [step.lines[-1][1] - 0.293 * step.size for step in slot.steps]  # the faces' descent
    assert max(bottoms) - min(bottoms) < 0.05


def test_only_what_varies_and_is_not_fixed_is_stamped() -> None:
    design = small("<p>{{ title }}</p><p>{{ name }}</p>{% if hours %}<p>{{ hours }}</p>{% endif %}")
    assert varying_fields(design, {}) == ("name", "hours")
    found = compile_design(design, {**shared(values()), "hours": ""})
    assert [slot.field for slot in found.slots] == ["name"]


@pytest.mark.parametrize(
    ("html", "css", "sentence"),
    [
        ("<p>{{ name }}</p><p>{{ name }}</p>", "", "“name” stands more than once"),
        (NAME + NAME, "", "“name” stands more than once"),
        ("<p>{{ name }} ({{ document }})</p>", "", "“name” and “document” stand in one line"),
        ("<p>{{ date }} <b>{{ hours }}</b></p>", "", "moves when it is longer"),
        ("<p>{{ date }} <b>de la era</b></p>", "", "“de la era” moves"),
        ("<p>{{ detail }} {{ date }} {{ detail }}</p>", "", "moves when"),
        ("<p>Hoy <b>{{ date }}</b></p>", "p { text-align: center }", "“Hoy” moves"),
        ("{% for one in modules %}<p>{{ one.title }}</p>{% endfor %}" * 9 + "<p>{{ name }}</p>", "", "pages"),
        ("<p>{{ date }} {{ detail }} {{ detail }} {{ detail }}</p>", "p { text-align: justify }", "justified text"),
    ],
)  # fmt: skip
def test_what_only_the_slow_path_can_draw_is_refused_with_a_sentence(html: str, css: str, sentence: str) -> None:
    with translation.override("en"), pytest.raises(NotCompilable) as refused:
        compiled(html, css)
    assert sentence in refused.value.sentence


def test_a_design_with_problems_is_not_compiled() -> None:
    with pytest.raises(DesignProblems):
        compiled("<p>{{ nmae }}</p>")


def test_a_layout_is_stored_as_json_beside_its_prefix() -> None:
    found = layout()
    stored = json.loads(json.dumps(found.as_json()))
    assert "prefix" not in stored["body"]
    assert "\\u0000" not in json.dumps(stored)  # PostgreSQL refuses it in JSON: then nothing would ever be stamped there
    back = Layout.from_json(stored, found.prefix)
    assert back == found
    assert stamp(back, values()) == stamp(found, values())
    with pytest.raises(ValueError, match="prefix"):
        Layout.from_json(stored, found.prefix + b" ")
    with pytest.raises(ValueError, match="format"):
        Layout.from_json({**stored, "format": 0}, found.prefix)


def test_compiling_again_gives_the_same_bytes() -> None:
    assert compiled(NAME).prefix == compiled(NAME).prefix


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"name": "王小明"}, "no letter shapes for 王 小 明"),
        ({"name": "Ana 😀"}, "no letter shapes for 😀"),
        ({"name": "W" * 60}, "does not fit into its box"),
        ({"document": "x" * 200}, "too long for its line"),
        ({"document": ""}, "“document” has no value"),
        ({"date": None}, "“date” has no value"),
        ({"qr": "x" * 300}, "QR"),
    ],
)
def test_what_can_not_be_stamped_says_why(changed: dict[str, Any], sentence: str) -> None:
    with translation.override("en"), pytest.raises(NotStampable) as refused:
        stamp(layout(), values(**changed))
    assert sentence in refused.value.sentence

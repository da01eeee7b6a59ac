"""Bold, italics, lists and paragraphs; nothing else is markup, nothing is lost, and a passage of the source is found again."""

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.kernel.light_text import MAX_CHARACTERS, Passage, light_html, light_plain, passages_in


def words(text: str) -> str:
    """What is read of a piece of HTML, without spaces."""
    return re.sub(r"\s", "", html.unescape(re.sub(r"<[^>]*>", "", text)))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Una **marca** y un *logo*.", "<p>Una <strong>marca</strong> y un <em>logo</em>.</p>"),
        ("uno\ndos\n\ntres", "<p>uno<br>\ndos</p>\n<p>tres</p>"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>"),
        ("1. a\n2. b", "<ol>\n<li>a</li>\n<li>b</li>\n</ol>"),
        ("3 * 4 = 12, a_b_c", "<p>3 * 4 = 12, a_b_c</p>"),
        ("", ""),
    ],
)
def test_a_letter_has_paragraphs_emphasis_and_lists(text: str, shown: str) -> None:
    assert light_html(text).strip() == shown


@pytest.mark.parametrize(
    "text",
    [
        "# No es un título", "> cita", "`código`", "    cuatro espacios", "[enlace](https://example.org)", "![x](y.png)",
        "<script>alert(1)</script>", "a | b\n--|--\n1 | 2", "&amp; &lt;", "https://example.org", "---", "C:\\*carpeta*\\x",
    ],
)  # fmt: skip
def test_everything_else_reads_as_it_was_typed(text: str) -> None:
    shown = light_html(text)
    assert words(shown) in (words(html.escape(text)), words(html.escape(text)).replace("*", ""))
    assert not re.search(r"<(?!/?(p|br|em|strong|ul|ol|li)\b)", shown)


@given(st.text(alphabet="ab *_-+1.)\n\r<&\"'ñ\t\\`[]!>#~|\xa0\u2028\x0b", max_size=80))
def test_every_run_of_letters_knows_its_place_in_the_source(text: str) -> None:
    for at, run in re.findall(r'<span data-at="(\d+)">([^<]*)</span>', light_html(text, addressed=True)):
        read = html.unescape(run)
        assert not read.strip() or text[int(at) : int(at) + len(read)].strip() == read.strip()


@given(st.text(alphabet="ab *_-1.\n", max_size=60), st.data())
def test_a_marked_passage_reads_as_its_source(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    shown = light_html(text, [Passage(start, end, "1")])
    marked = "".join(re.findall(r"<mark[^>]*>([^<]*)</mark>", shown))
    left = iter(text[start:end])
    assert all(sign in left for sign in html.unescape(marked))  # in its order, markup and line ends left out
    assert words(light_html(text)) == words(shown)


@given(st.text(alphabet="ab*_-1. \n", max_size=80))
def test_no_letter_or_digit_is_lost(text: str) -> None:
    shown = words(light_html(text))
    for sign in "ab":
        assert shown.count(sign) == text.count(sign)


def test_passages_overlap_and_are_cut_by_bold_and_line_ends() -> None:
    shown = light_html("uno **dos** tres", [Passage(0, 11, "1"), Passage(6, 16, "2")], notes="remark-")
    assert shown.strip() == (
        '<p><mark id="passage-1" data-anchor="1">uno </mark><strong>'
        '<mark id="passage-2" data-anchor="1 2">dos</mark><sup class="note-ref"><a href="#remark-1">1</a></sup></strong>'
        '<mark data-anchor="2"> tres</mark><sup class="note-ref"><a href="#remark-2">2</a></sup></p>'
    )


def test_a_quote_that_moved_is_found_and_one_that_is_gone_is_left_out() -> None:
    text = "El nombre del valle"
    anchors: list[dict[str, object]] = [
        {"start": 3, "end": 9, "quote": "nombre"},
        {"start": 0, "end": 5, "quote": "valle"},
        {"start": 0, "end": 5, "quote": "cerro"},
        {"start": "x", "end": None, "quote": ""},
        {"start": 50, "end": 60},
    ]
    assert passages_in(text, anchors) == [Passage(3, 9, "1"), Passage(14, 19, "2")]


def test_names_of_passages_cannot_break_out_of_the_mark() -> None:
    shown = light_html("abc", [Passage(0, 2, '"><script>')], notes='"><script>')
    assert "<script>" not in shown


def test_for_copying_emphasis_goes_and_lists_stay() -> None:
    assert light_plain("**Una** marca\n\n- *uno*\n- 3 * 4") == "Una marca\n\n- uno\n- 3 * 4"


@pytest.mark.parametrize("text", ["- " * 400 + "final", "a " * MAX_CHARACTERS + "final", "**a " * 5000 + "final"])
def test_too_deep_or_too_long_reads_as_typed_and_to_its_end(text: str) -> None:
    assert "final" in light_html(text)

"""A section + country + language → HTML: the reader's law or nothing, escaped, complete, unsure facts told as such."""

import re
from collections.abc import Iterator, Mapping
from html.parser import HTMLParser
from typing import Any

import pytest
from django.utils.translation import override
from hypothesis import given, settings
from hypothesis import strategies as st

from courses.facts import LawAnswer, number_in_words, value_in_words, values_in_words
from courses.markdown import render_text
from courses.parsing import parse_section
from courses.rendering import render_section, render_slot
from courses.resources import ResourceCard
from courses.wording import date_in_words, grouped_basis, legal_basis
from lms.kernel.places import COUNTRIES
from tests.courses.toolkit_files import LONG_EN, LONG_ES

NBSP = "\u00a0"


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with override("en"):
        yield


def answer(key: str, country: str, **more: Any) -> LawAnswer:
    plain: dict[str, Any] = {
        "key": key, "country": country, "jurisdiction": country, "item_version_id": 1, "kind": "duration",
        "titles": {"es": f"Fila {key}", "en": f"Row {key}"}, "values": {"term": {"kind": "duration", "n": 10, "unit": "years"}},
        "sentence": {"es": f"Frase {key} {country}.", "en": f"Sentence {key} {country}."},
        "short": {"es": f"Corto {country}", "en": f"Short {country}"}, "law": f"Ley {country}", "article": "24",
        "as_of": "2022-08-06", "confidence": "high", "needs_check": False,
    }  # fmt: skip
    return LawAnswer(**{**plain, **more})


def law_of_all(*keys: str, **more: Any) -> dict[str, dict[str, LawAnswer]]:
    return {code: {key: answer(key, code, **more) for key in keys} for code in COUNTRIES}


HELP = [
    ResourceCard(
        f"{code.lower()}-help",
        code,
        {"es": f"Ayuda {code}", "en": f"Help {code}"},
        "Oficina",
        {"es": "Da."},
        "free",
        "web",
        "2026-11-01",
        False,
    )
    for code in (*COUNTRIES, "INT")
]


def body(text: str, language: str = "es") -> Mapping[str, Any]:
    parsed = parse_section(text, language=language)
    assert parsed.mistakes == []
    return parsed.body


def html(text: str = LONG_ES, country: str = "CL", language: str = "es", **more: Any) -> str:
    given: dict[str, Any] = {"facts": law_of_all("trademarks.term", "trademarks.fee"), "resources": HELP, "icons": "/i.svg"}
    return render_section(
        body(text, "en" if text == LONG_EN else "es"), country=country, language=language, **{**given, **more}
    )


def test_the_reader_sees_the_slot_of_the_own_country_and_no_other() -> None:
    page = html(country="MX")
    assert "quetzal" in page
    assert not re.search("zorzal|cóndor|vicuña", page)


def test_a_slot_names_the_country_the_law_and_its_date() -> None:
    page = html(country="CL")
    assert '<span class="iso">CL</span>' in page
    assert re.search(r'<p class="slot-foot">Ley CL, [^<]*24\.', page)


def test_what_does_not_apply_says_why() -> None:
    assert re.search(r"</span>[^<]*: [^<]+</h3><p>Solo en el Perú, vicuña", html(country="PE"))


def test_an_empty_slot_is_not_rendered() -> None:
    section = dict(body(LONG_ES))
    section["blocks"] = [{"id": "b1", "type": "slot", "countries": {"CL": {"markdown": "Chile."}}}]
    assert render_section(section, country="PE", language="es") == ""


def test_a_fact_is_its_sentence_and_a_part_is_its_value_in_words() -> None:
    page = html(country="PE")
    assert "Frase trademarks.term PE. Son 10&nbsp;años." in page


def test_a_fact_of_another_country_is_never_used_for_the_own() -> None:
    facts = {"PE": {"trademarks.term": answer("trademarks.term", "CL")}}
    assert "CL" not in render_text("{fact:trademarks.term}", country="PE", language="es", facts=facts["PE"])


def test_a_missing_fact_is_said_and_not_hidden() -> None:
    assert "tag-bad" in render_text("Dura {fact:a.b}.", country="PE", language="es", facts={})


def test_the_comparison_puts_the_readers_country_first_and_names_each_cell() -> None:
    page = html(country="MX")
    assert re.findall(r'data-c="(\w\w)"', page) == ["MX", "CL", "CO", "PE"]
    assert re.findall(r'<td class="mine" data-c="MX">([^<]*)', page) == ["Corto MX"]


def test_an_unsure_fact_is_tagged_in_tables_and_told_once_per_section() -> None:
    facts = law_of_all("trademarks.term", "trademarks.fee", needs_check=True)
    page = html(country="PE", facts=facts)
    assert page.count('<details class="fold"') == 1
    assert "Indecopi" in page
    assert page.count("tag-warn") == 2 + 4  # two rows of the glance, four cells of the comparison


def test_a_low_confidence_counts_as_unsure_and_names_the_office_of_its_topic() -> None:
    one = answer("copyright.term", "MX", confidence="low")
    assert one.unsure
    assert one.office == "INDAUTOR"


def test_help_lists_the_readers_country_and_the_international_one() -> None:
    assert re.findall(r"<h3>(Ayuda \w+)</h3>", html(country="CO")) == ["Ayuda CO", "Ayuda INT"]


def test_a_text_that_is_not_translated_is_shown_in_spanish_with_a_note() -> None:
    page = html(language="en")
    assert page.startswith('<p class="banner banner-warn">')
    assert '<div class="stack" lang="es">' in page
    assert "banner" not in html(LONG_EN, language="en")


def test_ids_are_unique_on_the_page_and_every_reference_is_met() -> None:
    page = html(country="CL", prefix="one") + html(country="CL", prefix="two")
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'aria-labelledby="([^"]+)"', page)) <= set(ids)


def test_no_heading_level_is_skipped() -> None:
    for shift in (0, 1):
        level = 1 + shift
        for found in re.findall(r"<h(\d)", html(shift=shift)):
            assert int(found) <= level + 1
            level = int(found)


def test_the_same_values_give_the_same_page() -> None:
    assert html() == html()


def test_one_slot_can_be_set_beside_others() -> None:
    block = body(LONG_ES)["blocks"][1]
    assert "zorzal" in render_slot(block, country="CL", language="es", facts={})
    assert render_slot({**block, "countries": {}}, country="CL", language="es", facts={}) == ""


@pytest.mark.parametrize(
    ("country", "language", "said"),
    [
        ("CL", "es", "1.234.567,5"),
        ("CO", "es", "1.234.567,5"),
        ("MX", "es", "1,234,567.5"),
        ("PE", "es", "1,234,567.5"),
        ("CL", "en", "1,234,567.5"),
    ],
)
def test_numbers_are_written_as_in_the_country(country: str, language: str, said: str) -> None:
    assert number_in_words("1234567.50", country=country, language=language) == said


@pytest.mark.parametrize(
    ("value", "spanish", "english"),
    [
        ({"kind": "duration", "n": 10, "unit": "years"}, "10_años", "10_years"),
        ({"kind": "duration", "n": 1, "unit": "months"}, "1_mes", "1_month"),
        ({"kind": "duration", "n": 30, "unit": "business_days"}, "30_días_hábiles", "30_business_days"),
        ({"kind": "money", "n": 123000, "unit": "CLP"}, "CLP_123.000", "CLP_123,000"),
        ({"kind": "percent", "n": 12.5, "unit": "%"}, "12,5_%", "12.5_%"),
        ({"kind": "yes_no", "n": True}, "sí", "yes"),
        ({"kind": "yes_no", "n": False}, "no", "no"),
        ({"kind": "enum", "n": "several", "words": {"es": "varias", "en": "several"}}, "varias", "several"),
        ({"kind": "number", "n": 3, "unit": ""}, "3", "3"),
        ({"kind": "number", "n": 2, "unit": "prórrogas"}, "2_prórrogas", "2_prórrogas"),
    ],
)
def test_a_value_in_words(value: Mapping[str, Any], spanish: str, english: str) -> None:
    assert value_in_words(value, country="CL", language="es") == spanish.replace("_", NBSP)
    assert value_in_words(value, country="CL", language="en") == english.replace("_", NBSP)


def test_several_values_are_joined() -> None:
    values = {"a": {"kind": "yes_no", "n": True}, "b": {"kind": "duration", "n": 2, "unit": "days"}}
    assert values_in_words(values, country="PE", language="en") == f"yes, 2{NBSP}days"


def test_a_date_is_as_precise_as_its_source() -> None:
    assert date_in_words("2022") == "2022"
    assert "August" in date_in_words("2022-08")
    assert "6" in date_in_words("2022-08-06")


def test_articles_are_counted() -> None:
    assert legal_basis("Ley", "24") == f"Ley, art.{NBSP}24"
    assert legal_basis("Ley", "24; 18 bis B") == f"Ley, arts.{NBSP}24 and 18 bis B"
    assert legal_basis("Ley", "") == "Ley"


def test_a_law_is_named_once() -> None:
    pairs = [("Ley", "166, 167 y 170"), ("Otra", "3"), ("Ley", "168; 166"), ("", "9")]
    assert grouped_basis(pairs) == f"Ley, arts.{NBSP}166, 167, 170 and 168; Otra, art.{NBSP}3"


ALLOWED = {
    "p", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "strong", "em", "a", "code", "pre", "blockquote", "br", "hr", "span",
    "section", "aside", "dl", "div", "dt", "dd", "table", "caption", "small", "thead", "tbody", "tr", "td", "th", "details",
    "summary", "b", "svg", "use",
}  # fmt: skip


class Scan(HTMLParser):
    """Notes everything in a page that could run or fetch something."""

    def __init__(self) -> None:
        super().__init__()
        self.bad: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in ALLOWED:
            self.bad.append(tag)
        for name, value in attrs:
            risky = name in ("href", "src") and re.match(r"\s*(javascript|data|vbscript|file):", value or "", re.IGNORECASE)
            if name.startswith("on") or name in ("style", "src", "srcdoc") or risky:
                self.bad.append(f"{tag} {name}={value}")


NASTY = st.one_of(
    st.text(max_size=60),
    st.sampled_from(
        ["<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "[a](javascript:alert(1))", '"><svg onload=1>', "`<b>`",
         "![x](http://x/y.png)",
         "<a href='x' onclick=1>y</a>", "{fact:trademarks.term}", "{fact:a.b.c}", "&lt;script&gt;", "](<javascript:x>)", "<!--",
         "]]>", "**<i>**",
         "<https://example.org>", "<javascript:alert(1)>", "\n\n<div>\n", "\n# x\n", "&#x3c;script&#x3e;"]
    ),
)  # fmt: skip
TEXT = st.lists(NASTY, min_size=1, max_size=6).map(" ".join)


@settings(max_examples=150)
@given(mine=TEXT, theirs=st.integers(10**8, 10**9), title=TEXT, said=TEXT, country=st.sampled_from(COUNTRIES))
def test_no_text_can_run_anything_or_show_another_country(mine: str, theirs: int, title: str, said: str, country: str) -> None:
    others = {code: {"markdown": f"ajeno{theirs}{code}"} for code in COUNTRIES if code != country}
    section = {
        "language": "es", "title": title, "summary": "", "resources": [],
        "blocks": [
            {"id": "b1", "type": "text", "markdown": mine},
            {"id": "b2", "type": "slot", "countries": {**others, country: {"markdown": mine}}},
            {"id": "b3", "type": "slot", "countries": others},
            {"id": "b4", "type": "mistake", "title": title, "markdown": mine},
            {"id": "b5", "type": "facts", "title": title, "facts": ["trademarks.term"]},
            {"id": "b6", "type": "compare", "title": title, "facts": ["trademarks.term"]},
            {"id": "b7", "type": "help", "title": title},
        ],
    }  # fmt: skip
    words = {"es": said, "en": said}
    facts = {
        country: {
            "trademarks.term": answer(
                "trademarks.term", country, sentence=words, short=words, titles=words, law=said, needs_check=True
            )
        }
    }
    card = ResourceCard("k", country, words, said, words, "free", "web", "2026-11-01", False)
    page = render_section(section, country=country, language="es", facts=facts, resources=[card], icons="/i.svg")
    scan = Scan()
    scan.feed(page)
    assert scan.bad == []
    assert "<script" not in page.lower()
    assert f"ajeno{theirs}" not in page

"""From a design and the words that a cohort shares to a layout that is stamped: draw it with probes, look where they went.

Nothing is guessed about the drawing library: every way in which a field may stand is drawn once and read back, and at the end
the layout is held against pages drawn with ordinary words. What does not agree is refused with a sentence, and then the slow
path draws each paper. Pure; half a second of work, for a worker.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from django.utils.translation import gettext as _

from certificates.papers import page as engine
from certificates.papers.assembly import assembled
from certificates.papers.catalogue import AUTHOR, FIELDS, Kind, Value, Values
from certificates.papers.designs import Design
from certificates.papers.drawing import main_language
from certificates.papers.faces import by_name, face
from certificates.papers.language import Element, Named, walk
from certificates.papers.layout import NUMBER, Layout, Slot, Step
from certificates.papers.names import Fitted
from certificates.papers.problems import CannotDraw, NotCompilable, NotStampable, TookTooLong
from certificates.papers.reading import Page, Run, pages_of
from certificates.papers.samples import sample_values
from certificates.papers.sheet import Sheet, scope_of, sheet, shown_nodes, texts, words_of
from certificates.papers.stamp import placed

_NEAR: Final = 0.06  # points: what rounding in the drawing library moves
_LINK: Final = "https://paper.invalid/own-address"
_LENGTHS: Final = (2, 6)


@dataclass(frozen=True, slots=True)
class Drawn:
    """A page drawn with probes, and its sheet."""

    page: Page
    sheet: Sheet


def varying_fields(design: Design, fixed: Values) -> tuple[str, ...]:
    """The fields of the design that differ from person to person and are not fixed for this layout, in order."""
    return tuple(key for key in design.tree.named if FIELDS[key].varies and key not in fixed)


def compile_design(design: Design, fixed: Values) -> Layout:
    """Compile a design for one cohort: `fixed` are all words that its papers share (`language` and `author` among them).

    A varying field that this cohort's papers do not show is fixed as "". Repeatable: the same design and words give the same
    layout. Raises DesignProblems for a design that has any, NotCompilable with a sentence for what only the slow path can draw,
    TookTooLong for a machine without breath: try again.
    """
    probe = _Probe(design, fixed)
    try:
        return probe.layout()
    except TookTooLong:
        raise  # says nothing about the design
    except CannotDraw as wrong:
        raise NotCompilable(wrong.sentence) from wrong


class _Probe:
    def __init__(self, design: Design, fixed: Values) -> None:
        self.design, self.fixed, self.tree = design, fixed, design.tree
        self.style = design.style
        self.language = main_language(fixed)
        varying = varying_fields(design, fixed)
        self.texts = tuple(key for key in varying if FIELDS[key].kind is Kind.TEXT)
        self.others = {key: _LINK for key in varying if FIELDS[key].kind in (Kind.LINK, Kind.QR)}
        self.boxes = self._boxes()

    def _boxes(self) -> dict[str, Element]:
        """The fitted elements that hold a varying field, by field."""
        found: dict[str, Element] = {}
        scope = scope_of({**self.fixed, **dict.fromkeys(self.texts, "x"), **self.others})
        for node in shown_nodes(self.tree.children, scope):
            if not isinstance(node, Element) or node.box is None or node.tag == "img":
                continue
            inside = [one.path for one in walk(node.children) if isinstance(one, Named) and one.path in self.texts]
            if len(inside) > 1:
                raise NotCompilable(_two_in_line(inside[0], inside[1]))
            for key in inside:
                if key in found:
                    raise NotCompilable(_twice(key))
                found[key] = node
        return found

    # Drawing ----------------------------------------------------------------------------------------------------------
    def draw(self, values: Values, forced: Mapping[int, Fitted] | None = None, *, most: int = 1) -> Drawn:
        """Draw with these varying values; several pages are refused unless `most` allows them."""
        shown = sheet(self.tree, {**self.fixed, **self.others, **values}, self.design.pictures, forced)
        pages = pages_of(engine.printed(shown.html, self.style, language=self.language))
        if len(pages) > most:
            raise NotCompilable(_("The paper takes %(count)s pages: it is drawn one by one.") % {"count": len(pages)})
        whole = pages[0]
        for page in pages[1:]:
            whole.runs.extend(page.runs)
        return Drawn(whole, shown)

    def words(self, length: int) -> dict[str, Value]:
        """A probe for every varying text, recognisable and of a chosen length."""
        return {key: _mark(at, length) for at, key in enumerate(self.texts)}

    def forced(self, way: int, length: int) -> dict[int, Fitted]:
        """Every fitted field in its way number `way` (the last one when it has fewer)."""
        found = {}
        for key, node in self.boxes.items():
            assert node.box is not None
            size, count = node.box.steps[min(way, len(node.box.steps) - 1)]
            at = self.texts.index(key)
            found[id(node)] = Fitted(size, tuple(_mark(at, length, line) for line in range(count)))
        return found

    # Finding ----------------------------------------------------------------------------------------------------------
    def layout(self) -> Layout:
        """Probe, measure, assemble, and hold the result against ordinary pages."""
        short, long = (self.draw(self.words(length), self.forced(0, length)) for length in _LENGTHS)
        shown = [key for key in self.texts if self._is_shown(key, short.sheet)]
        ways = max([len(node.box.steps) for node in self.boxes.values() if node.box] or [0])
        others = [self.draw(self.words(_LENGTHS[0]), self.forced(way, _LENGTHS[0])) for way in range(1, ways)]
        widths = self._widths([key for key in shown if key not in self.boxes])
        numbers: dict[str, int] = {}
        slots = []
        for key in shown:
            run, slot = self._slot(key, short, long, others, widths)
            numbers[key] = run.number
            slots.append(slot)
        self._refuse_neighbours([(key, next(r for r in short.page.runs if r.number == numbers[key])) for key in shown])
        for drawn in (long, *others):
            self._refuse_moves(short, drawn)
        return self._assembled(short, slots, numbers)

    def _is_shown(self, key: str, shown: Sheet) -> bool:
        at = self.texts.index(key)
        return any(_mark(at, _LENGTHS[0])[:5] in piece.words for piece in shown.pieces)

    def _run(self, key: str, drawn: Drawn, mark: str) -> Run:
        """The one piece of text that shows a probe. Refuses none (it was broken) and several."""
        found = [run for run in drawn.page.runs if mark in run.text]
        if len(found) > 1 or any(run.text.count(mark) > 1 for run in found):
            raise NotCompilable(_twice(key))
        if not found:
            raise NotCompilable(
                _("“%(field)s” does not stand on one line: give it more room, or a box with “fit”.") % {"field": key}
            )
        if found[0].spaced:
            raise NotCompilable(
                _("“%(field)s” stands in justified text: align it left, right or in the middle.") % {"field": key}
            )
        return found[0]

    def _slot(
        self, key: str, short: Drawn, long: Drawn, others: Sequence[Drawn], widths: Mapping[str, float]
    ) -> tuple[Run, Slot]:
        at = self.texts.index(key)
        marks = tuple(_mark(at, length) for length in _LENGTHS)
        if key in self.boxes:
            marks = tuple(_mark(at, length, 0) for length in _LENGTHS)
        one, two = self._run(key, short, marks[0]), self._run(key, long, marks[1])
        letters = by_name(one.font)
        if letters is None:
            raise NotCompilable(_("“%(field)s” is set in a face that is not known here.") % {"field": key})
        ends = [abs(one.x + part * one.width - two.x - part * two.width) for part in (0, 0.5, 1)]
        align = min(range(3), key=ends.__getitem__) / 2
        if abs(one.y - two.y) > _NEAR or min(ends) > _NEAR:
            raise NotCompilable(
                _("“%(field)s” moves when it is longer: put it on a line of its own, or alone in its cell.") % {"field": key}
            )
        before, after = one.text.split(marks[0])
        node, steps = self.boxes.get(key), [Step(round(one.size, 4), ((round(one.x + align * one.width, 5), round(one.y, 5)),))]
        box = node.box if node else None
        if box is not None and node is not None:
            before, after = self._around(node, key)
            steps = [self._step(key, drawn, way, align) for way, drawn in enumerate([short, *others][: len(box.steps)])]
            if letters.key != box.face:
                raise NotCompilable(_("“%(field)s” is fitted in one face and drawn in another.") % {"field": key})
        slot = Slot(
            field=key, face=letters.key, font="", colour=one.colour, align=align, width=widths.get(key, 0.0), before=before,
            after=after.rstrip(), mark=-1, role="", box=box, steps=tuple(steps),
        )  # fmt: skip
        return one, slot

    def _step(self, key: str, drawn: Drawn, way: int, align: float) -> Step:
        node = self.boxes[key]
        assert node.box is not None
        size, count = node.box.steps[way]
        runs = [self._run(key, drawn, _mark(self.texts.index(key), _LENGTHS[0], line)) for line in range(count)]
        if any(abs(run.size - size) > 0.001 for run in runs):
            raise NotCompilable(_("The size of “%(field)s” is changed by a style rule: leave it to “fit”.") % {"field": key})
        return Step(size, tuple((round(run.x + align * run.width, 5), round(run.y, 5)) for run in runs))

    def _around(self, node: Element, key: str) -> tuple[str, str]:
        """The design's own words before and after a field in its box."""
        mark = _mark(0, 3)
        said = words_of(node, scope_of({**self.fixed, **dict.fromkeys(self.texts, ""), key: mark}))
        before, found, after = said.partition(mark)
        if not found:
            raise NotCompilable(_twice(key))
        return before, after

    def _widths(self, keys: Sequence[str]) -> dict[str, float]:
        """How wide the line of each field may be: it is drawn with so many short words that they need more than one line."""
        if not keys:
            return {}
        count = int(self.design.page[0] * 72 / 25.4 / 6) + 20
        filled: dict[str, Value] = {key: _mark(self.texts.index(key), 1) + " i" * count for key in keys}
        try:
            return self._measured(keys, self.draw({**self.words(_LENGTHS[0]), **filled}, self.forced(0, 2), most=9))
        except TookTooLong:
            raise
        except CannotDraw:  # together they were too much for a block
            pass
        found: dict[str, float] = {}
        for key in keys:
            drawn = self.draw({**self.words(_LENGTHS[0]), key: filled[key]}, self.forced(0, 2), most=9)
            found |= self._measured([key], drawn)
        return found

    def _measured(self, keys: Iterable[str], drawn: Drawn) -> dict[str, float]:
        found = {}
        for key in keys:
            mark = _mark(self.texts.index(key), 1)
            run = next((run for run in drawn.page.runs if mark in run.text), None)
            if run is None:
                raise NotCompilable(
                    _("“%(field)s” does not stand on one line: give it more room, or a box with “fit”.") % {"field": key}
                )
            if run.x + run.width > drawn.page.width or run.x < 0:
                raise NotCompilable(_("A long “%(field)s” would run off the page.") % {"field": key})
            found[key] = round(run.width, 2)
        return found

    # Refusing ---------------------------------------------------------------------------------------------------------
    def _refuse_neighbours(self, runs: Sequence[tuple[str, Run]]) -> None:
        for at, (key, run) in enumerate(runs):
            for other, there in runs[at + 1 :]:
                same_line = run.block == there.block and abs(run.y - there.y) < 1
                if run.number == there.number or same_line:
                    raise NotCompilable(_two_in_line(key, other))

    def _refuse_moves(self, short: Drawn, other: Drawn) -> None:
        """What is the same for everybody must stand still, whatever the varying words are."""
        if moved := _moved(_still(short.page), _still(other.page)):
            raise NotCompilable(
                _("“%(words)s” moves when a name or another field is longer: give the field a box with “fit”.")
                % {"words": moved[:60]}
            )
        if not _same(_figures(short.page), _figures(other.page)):
            raise NotCompilable(
                _("A line, an area or a picture moves when a name or another field is longer: give the field a box with “fit”.")
            )

    # Putting together -------------------------------------------------------------------------------------------------
    def _assembled(self, short: Drawn, slots: Sequence[Slot], numbers: Mapping[str, int]) -> Layout:
        names = {key: f"S{at}" for at, key in enumerate(sorted({slot.face for slot in slots}))}
        body, stamped = assembled(
            [short.page], short.sheet, language=self.language, own_link=_LINK, varying=frozenset(numbers.values()),
            qr=None if "qr" in self.others else texts(self.fixed.get("qr", "")), faces={names[key]: face(key) for key in names},
        )  # fmt: skip
        done = []
        for slot in slots:
            mark, role = stamped.runs[numbers[slot.field]]
            done.append(replace(slot, font=names[slot.face], mark=mark, role=role))
        serial = NUMBER if "serial" not in self.fixed else texts(self.fixed["serial"])
        title = " · ".join(words for words in (texts(self.fixed.get("title", "")), serial) if words)
        layout = Layout(
            body=body, slots=tuple(done), qr_box=stamped.qr_box, qr_mark=stamped.qr, title=title,
            author=texts(self.fixed.get(AUTHOR, "")), design=self.design.digest, page=(short.page.width, short.page.height),
        )  # fmt: skip
        for long in (False, True):
            self._hold_against(layout, short, long=long)
        return layout

    def _hold_against(self, layout: Layout, short: Drawn, *, long: bool) -> None:
        """Draw a page with ordinary words on the slow path; every piece of text must stand where the stamp would put it."""
        sample = {**sample_values("es", long=long), **self.fixed}
        values: dict[str, Value] = {}
        for slot in layout.slots:
            values[slot.field] = _shortened(texts(sample.get(slot.field, "")), slot)
        drawn = self.draw({**self.words(1), **values})
        self._refuse_moves(short, Drawn(_without(drawn.page, layout, values), drawn.sheet))
        for slot in layout.slots:
            size, lines = placed(slot, values)
            for words, x, y in lines:
                if not any(
                    abs(run.x - x) < _NEAR
                    and abs(run.y - y) < _NEAR
                    and abs(run.size - size) < 0.01
                    and run.text.rstrip() == words
                    for run in drawn.page.runs
                ):
                    raise NotCompilable(
                        _("“%(field)s” moves when it is longer: put it on a line of its own, or alone in its cell.")
                        % {"field": slot.field}
                    )


def _mark(field: int, length: int, line: int = 0) -> str:
    """A word that no design contains, different for every field and line."""
    return f"Qz{field:02d}{line}{'x' * length}zQ"


def _still(page: Page) -> list[tuple[str, float, float]]:
    return [(run.text.strip(), run.x, run.y) for run in page.runs if "Qz" not in run.text and run.text.strip()]


def _figures(page: Page) -> list[tuple[float, ...]]:
    """Every line, area and picture as numbers."""
    return [numbers for _operator, numbers in page.shapes] + [image.matrix for image in page.images]


def _same(before: Sequence[tuple[float, ...]], after: Sequence[tuple[float, ...]]) -> bool:
    return len(before) == len(after) and all(
        len(one) == len(other) and all(abs(a - b) < _NEAR for a, b in zip(one, other, strict=True))
        for one, other in zip(before, after, strict=True)
    )


def _moved(before: Sequence[tuple[str, float, float]], after: Sequence[tuple[str, float, float]]) -> str:
    """The first words that are not where they were; '' when all are."""
    if len(before) != len(after):
        left = [one[0] for one in after]
        return next((one[0] for one in before if one[0] not in left), "…")
    for (words, x, y), (other, there_x, there_y) in zip(before, after, strict=True):
        if words != other or abs(x - there_x) > _NEAR or abs(y - there_y) > _NEAR:
            return words
    return ""


def _without(page: Page, layout: Layout, values: Values) -> Page:
    """The page without the runs that show the layout's varying words."""
    gone = [(words, x, y) for slot in layout.slots for words, x, y in placed(slot, values)[1]]
    kept = [
        run
        for run in page.runs
        if not any(run.text.strip() == words and abs(run.x - x) < 40 and abs(run.y - y) < _NEAR for words, x, y in gone)
    ]
    return replace(page, runs=kept)


def _shortened(words: str, slot: Slot) -> str:
    """As much of the words as can be stamped."""
    while words:
        try:
            placed(slot, {slot.field: words})
        except NotStampable:
            words = words[:-1].rstrip()
        else:
            return words
    return "A"


def _twice(key: str) -> str:
    return _("“%(field)s” stands more than once on the paper.") % {"field": key}


def _two_in_line(key: str, other: str) -> str:
    return _(
        "“%(field)s” and “%(other)s” stand in one line: what is longer would push the other. Put each on its own line."
    ) % {
        "field": key,
        "other": other,
    }

"""Papers, from words to bytes: designs, the slow path that draws any of them, the fast path that stamps most of them.

Pure: no model, no clock, no network, no settings. What others use:

    design = shipped("certificate")                      or Design(html, css, pictures, page)
    problems(design)                                     sentences with lines, for who designs
    draw(design, values, sign=…, reserved=…, at=…)       the whole file; any sound design, any number of pages
    layout = compile_design(design, fixed)               once per design, course, language, cohort; or NotCompilable(sentence)
    layout.prefix + stamp(layout, values, sign=…, …)     the whole file, or NotStampable(sentence): then `draw`
    sample_values(language, long=…)                      invented words for previews
"""

from certificates.papers.catalogue import FIELDS, LANGUAGES, Field, Kind, Value, Values
from certificates.papers.compiler import compile_design, varying_fields
from certificates.papers.designs import PAPERS, Design, box_for, problems, shipped
from certificates.papers.drawing import draw
from certificates.papers.ending import Sign
from certificates.papers.faces import missing_letters
from certificates.papers.labels import labels
from certificates.papers.layout import Layout
from certificates.papers.names import NAME_MAX, name_fits, neat
from certificates.papers.pictures import Picture
from certificates.papers.problems import (
    CannotDraw,
    DesignProblems,
    NotCompilable,
    NotStampable,
    PaperFault,
    Problem,
    TookTooLong,
)
from certificates.papers.samples import sample_values
from certificates.papers.stamp import digest_of, stamp, whole

__all__ = [
    "FIELDS", "LANGUAGES", "NAME_MAX", "PAPERS", "CannotDraw", "Design", "DesignProblems", "Field", "Kind", "Layout",
    "NotCompilable", "NotStampable", "PaperFault", "Picture", "Problem", "Sign", "TookTooLong", "Value", "Values", "box_for",
    "compile_design",
    "digest_of", "draw", "labels", "missing_letters", "name_fits", "neat", "problems", "sample_values", "shipped", "stamp",
    "varying_fields", "whole",
]  # fmt: skip

"""The content kinds of courses, one a folder: where facts come from, what they say, what is read, where help is."""

from typing import Final

from courses.services.importing_facts import FactsKind
from courses.services.importing_figures import FiguresKind
from courses.services.importing_help import OfficesKind, ResourcesKind, SourcesKind
from courses.services.importing_sections import SectionsKind
from courses.services.importing_terms import ComparisonsKind, StagesKind, TermsKind

KINDS: Final = (
    SourcesKind,
    OfficesKind,
    ResourcesKind,
    FactsKind,
    SectionsKind,
    TermsKind,
    StagesKind,
    ComparisonsKind,
    FiguresKind,
)

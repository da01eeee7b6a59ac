"""Item and test statistics. Pure: no rows, no clock; tested by tables. Formulas and sources stand in each module."""

from assessments.statistics.classic import Figures, ItemFigures, Position, TestFigures, analyse, figures_of, position
from assessments.statistics.dif import Dif, mantel_haenszel
from assessments.statistics.exact import Points, Scores, pairs, scores
from assessments.statistics.intervals import Interval
from assessments.statistics.options import OptionFigures, foreign_share, option_figures, random_guess_score

__all__ = [
    "Dif",
    "Figures",
    "Interval",
    "ItemFigures",
    "OptionFigures",
    "Points",
    "Position",
    "Scores",
    "TestFigures",
    "analyse",
    "figures_of",
    "foreign_share",
    "mantel_haenszel",
    "option_figures",
    "pairs",
    "position",
    "random_guess_score",
    "scores",
]  # fmt: skip

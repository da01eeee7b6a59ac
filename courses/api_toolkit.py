"""The toolkit's half of the door of courses: law, lessons as published, importing and publishing."""

from courses.facts import LawAnswer, number_in_words, office_of, value_in_words, values_in_words
from courses.selectors.law import law, laws

__all__ = ["LawAnswer", "law", "laws", "number_in_words", "office_of", "value_in_words", "values_in_words"]

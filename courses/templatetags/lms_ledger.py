"""The ledger's words in templates."""

from django import template

from courses import ledger_words

register = template.Library()
register.filter("change_class", ledger_words.class_in_words)
register.filter("change_state", ledger_words.change_state_in_words)
register.filter("entry_state", ledger_words.entry_state_in_words)
register.filter("entry_kinds", ledger_words.entry_kinds_in_words)

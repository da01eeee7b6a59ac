"""Topics, stages, costs and licences as pages say them, in the active language. Pure."""

from django.utils.translation import gettext as _
from django.utils.translation import pgettext


def topic_in_words(topic: str) -> str:
    """«Marcas», «Secretos empresariales»; a topic that we have no words for as it is written."""
    return {
        "trademarks": _("Brands and trademarks"), "patents": _("Patents and utility models"), "designs": _("Designs"),
        "trade_secrets": _("Trade secrets"), "unfair_competition": _("Unfair competition"), "copyright": _("Copyright"),
        "gi_tk": _("Origin names and traditional knowledge"), "plant_varieties": _("Plant varieties"),
        "enforcement": _("Defending one's rights"), "domains": _("Domain names"), "licensing": _("Licences and contracts"),
        "treaties": _("Protection abroad: the treaties"), "fees": _("Fees"), "msme": _("Size of the business"),
        "units": _("Units of account"), "laws": _("Main laws"),
    }.get(topic, topic.replace("_", " ").capitalize())  # fmt: skip


def stage_in_words(stage: str) -> str:
    """A stage of the business journey."""
    return {
        "idea": _("Idea"), "formation": _("Formation"), "first_sale": _("First sale"), "growth": _("Growth"),
        "export": _("Export"), "investment": _("Investment"),
    }.get(stage, stage)  # fmt: skip


def cost_in_words(cost: str) -> str:
    """What help costs."""
    return {"free": _("Free"), "low": _("Low cost"), "paid": _("Paid")}.get(cost, _("Ask about the cost"))


def channel_in_words(channel: str) -> str:
    """How help is reached."""
    return {"web": _("On the web"), "phone": _("By phone"), "office": _("In person"), "mail": _("By e-mail")}.get(channel, "")


def priority_in_words(priority: str) -> str:
    """When to do a step."""
    return {"first": _("Do first"), "soon": _("Do soon"), "later": _("Can wait")}.get(priority, priority)


def effort_in_words(cost: str) -> str:
    """What a step costs a business, roughly."""
    return {
        "none": _("Costs nothing"), "low": _("Low cost"), "medium": _("Medium cost"), "high": _("High cost"),
    }.get(cost, cost)  # fmt: skip


def licence_in_words(licence: str) -> str:
    """Under what a source is used: what its reader should know."""
    return {
        "facts": _("Only facts were taken; the wording is our own."),
        "public": _("Official text, free to use."),
        "permission": _("Used with permission."),
        "cc-by": _("Creative Commons, attribution (CC BY)."),
        "cc-by-sa": _("Creative Commons, attribution, share alike (CC BY-SA)."),
        "none": _("Use not cleared."),
    }.get(licence, "")


def category_in_words(category: str) -> str:
    """A shelf of the glossary."""
    return {
        "general": pgettext("glossary", "General"), "marks": pgettext("glossary", "Brands"),
        "patents": pgettext("glossary", "Patents"), "designs": pgettext("glossary", "Designs"),
        "copyright": pgettext("glossary", "Copyright"), "gi": pgettext("glossary", "Origin"),
        "secrets": pgettext("glossary", "Secrets"), "contracts": pgettext("glossary", "Contracts"),
        "enforcement": pgettext("glossary", "Defence"),
    }.get(category, category)  # fmt: skip


def kind_shelf(kind: str) -> str:
    """What a group of search results is called."""
    return {
        "section": _("Texts"), "term": _("Glossary"), "stage": _("Stages"), "comparison": _("Comparisons"),
        "fact": _("Rules"), "resource": _("Help"), "office": _("Offices"),
    }.get(kind, kind)  # fmt: skip


def confirmer_in_words(who: str) -> str:
    """Who has to confirm an open point (`courses.open_points`)."""
    return {
        "lawyer": _("A lawyer"), "office": _("The office"), "reader": _("A native reader"), "assessor": _("Assessors"),
    }.get(who, who)  # fmt: skip

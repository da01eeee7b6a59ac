"""Pages on groups by rule and on writing to people."""

from django.urls import path

from lms.reporting.views import nudges, rules, wordings

urlpatterns = [
    path("rules/", rules.rule_list, name="rule-list"),
    path("rules/new/<int:institution_id>/", rules.rule_new, name="rule-new"),
    path("rules/<int:rule_id>/", rules.rule_detail, name="rule-detail"),
    path("rules/<int:rule_id>/archive/", rules.rule_archive, name="rule-archive"),
    path("write/", nudges.nudge, name="nudge"),
    path("copy/", nudges.nudge_copy, name="nudge-copy"),
    path("sent/", nudges.nudge_list, name="nudge-list"),
    path("sent/<int:nudge_id>/", nudges.nudge_detail, name="nudge-detail"),
    path("words/<int:institution_id>/", wordings.wording_list, name="wording-list"),
    path("words/<int:institution_id>/<slug:key>/", wordings.wording_form, name="wording-form"),
    path("words/<int:institution_id>/<slug:key>/archive/", wordings.wording_archive, name="wording-archive"),
]

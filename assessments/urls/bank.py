"""Pages of the question bank."""

from django.urls import URLPattern, path

from assessments.views import bank, bank_changes, item_quality, likenesses, question_form, question_page

urlpatterns: list[URLPattern] = [
    path("library/questions/", bank.question_list, name="question-list"),
    path("library/questions/banks/", bank.bank_list, name="bank-list"),
    path("library/questions/rules/", item_quality.bank_rules, name="bank-rules"),
    path("library/questions/change/", bank_changes.question_change, name="question-change"),
    path("library/questions/undo/", bank_changes.question_undo, name="question-undo"),
    path("library/questions/alike/", likenesses.likeness_list, name="likeness-list"),
    path("library/questions/alike/look/", likenesses.likeness_look, name="likeness-look"),
    path("library/questions/alike/<int:pair_id>/", likenesses.likeness_settle, name="likeness-settle"),
    path("library/questions/new/", question_form.question_new, name="question-new"),
    path("library/questions/new/<slug:kind>/", question_form.question_begin, name="question-begin"),
    path("library/questions/<int:item_id>/", question_page.question_page, name="question-page"),
    path("library/questions/<int:item_id>/edit/", question_form.question_edit, name="question-edit"),
    path("library/questions/<int:item_id>/restore/", question_page.question_restore, name="question-restore"),
]

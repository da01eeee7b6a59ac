"""Pages of the task analysis, of blueprints and of exam banks."""

from django.urls import URLPattern, path

from assessments.views import blueprints, exam_pool, task_analysis

urlpatterns: list[URLPattern] = [
    path("library/tasks/", task_analysis.task_list, name="task-list"),
    path("library/tasks/rate/", task_analysis.task_rate, name="task-rate"),
    path("library/tasks/<int:task_id>/archive/", task_analysis.task_archive, name="task-archive"),
    path("library/blueprints/", blueprints.blueprint_list, name="blueprint-list"),
    path("library/blueprints/<int:blueprint_id>/", blueprints.blueprint_detail, name="blueprint-detail"),
    path("library/blueprints/<int:blueprint_id>/edit/", blueprints.blueprint_edit, name="blueprint-edit"),
    path("library/blueprints/<int:blueprint_id>/weights/", blueprints.blueprint_take, name="blueprint-take"),
    path("library/blueprints/<int:blueprint_id>/act/", blueprints.blueprint_act, name="blueprint-act"),
    path("library/quizzes/<int:unit_id>/coverage/", blueprints.quiz_coverage, name="quiz-coverage"),
    path("library/questions/banks/<slug:bank_key>/pool/", exam_pool.bank_pool, name="bank-pool"),
    path("library/questions/resting/", exam_pool.resting_list, name="resting-list"),
    path("library/questions/<int:item_id>/life/", exam_pool.question_life, name="question-life"),
]

"""Pages of cut scores: studies, judges, decisions."""

from django.urls import URLPattern, path

from assessments.views import cut_judging, cut_records, cuts

ONE = "cuts/<int:study_id>/"

urlpatterns: list[URLPattern] = [
    path("cuts/", cuts.cut_list, name="cut-list"),
    path("cuts/new/<int:unit_id>/", cuts.cut_new, name="cut-new"),
    path("cuts/judges/<int:judge_id>/leave-out/", cuts.cut_judge_out, name="cut-judge-out"),
    path("cuts/records/<int:record_id>/", cut_records.cut_record, name="cut-record"),
    path("cuts/records/<int:record_id>/withdraw/", cut_records.cut_withdraw, name="cut-withdraw"),
    path(ONE, cuts.cut_detail, name="cut-detail"),
    path(f"{ONE}advance/", cuts.cut_advance, name="cut-advance"),
    path(f"{ONE}drop/", cuts.cut_drop, name="cut-drop"),
    path(f"{ONE}propose/", cut_records.cut_propose, name="cut-propose"),
    path(f"{ONE}proposal/", cut_records.cut_proposal, name="cut-proposal"),
    path(f"{ONE}proposal/approve/", cut_records.cut_approve, name="cut-approve"),
    path(f"{ONE}proposal/return/", cut_records.cut_return, name="cut-return"),
    path(f"{ONE}panel/", cut_judging.cut_panel, name="cut-panel"),
    path(f"{ONE}panel/declare/", cut_judging.cut_declare, name="cut-declare"),
    path(f"{ONE}panel/bounds/", cut_judging.cut_bounds, name="cut-bounds"),
    path(f"{ONE}panel/finish/", cut_judging.cut_finish, name="cut-finish"),
    path(f"{ONE}panel/<int:place>/", cut_judging.cut_rate, name="cut-rate"),
]

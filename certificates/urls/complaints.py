"""Pages of complaints: the public door, the business's link, the advisor's side, who decides."""

from typing import Any, Final

from django.urls import path

from certificates.views import complaints

PATTERNS: Final[list[Any]] = [
    path("complaints/new/", complaints.complaint_form, name="complaint-form"),
    path("complaints/case/<str:number>/<str:token>/", complaints.complaint_follow, name="complaint-follow"),
    path("complaints/case/<str:number>/<str:token>/withdraw/", complaints.complaint_withdraw, name="complaint-withdraw"),
    path("complaints/", complaints.complaint_list, name="complaint-list"),
    path("complaints/<int:complaint_id>/", complaints.complaint_detail, name="complaint-detail"),
    path("complaints/<int:complaint_id>/acknowledge/", complaints.complaint_acknowledge, name="complaint-acknowledge"),
    path("complaints/<int:complaint_id>/hear/", complaints.complaint_hear, name="complaint-hear"),
    path("complaints/<int:complaint_id>/decide/", complaints.complaint_decide, name="complaint-decide"),
    path("complaints/<int:complaint_id>/move/", complaints.complaint_move, name="complaint-move"),
    path("complaints/<int:complaint_id>/statement/", complaints.complaint_statement, name="complaint-statement"),
]

"""Pages of jobs: how far one's own long work is, and what was given up."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lms.jobs.access import access_dead_job, access_job
from lms.jobs.selectors import counts, dead_jobs, job_view
from lms.jobs.services import retry_job
from lms.kernel.http import AuthedRequest
from lms.kernel.policy import policy


@policy("person", sample={"job_id": "job"})
def job_detail(request: AuthedRequest, job_id: int) -> HttpResponse:
    job = access_job(request.scope, request.person.pk, job_id)
    template = "_job_state" if request.headers.get("HX-Request") else "job_detail"
    response = render(request, f"lms/jobs/{template}.html", {"job": job_view(job), "polled": template == "_job_state"})
    response["Cache-Control"] = "private, no-store"
    response["Vary"] = "HX-Request"
    return response


@policy("administrator")
def job_list(request: AuthedRequest) -> HttpResponse:
    return render(request, "lms/jobs/job_list.html", {"jobs": dead_jobs(), "counts": counts()})


@policy("administrator", sample={"job_id": "dead_job"})
@require_POST
def job_retry(request: AuthedRequest, job_id: int) -> HttpResponse:
    job = access_dead_job(request.scope, job_id)
    retry_job(job_id=job.pk, by=request.person.pk)
    messages.success(request, _("It was started again."))
    return redirect("lms:jobs:job-list")

"""What each part of assessments registers with the packages below: kinds, mail, jobs, sweepers."""

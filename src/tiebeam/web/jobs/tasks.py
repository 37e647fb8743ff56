"""What stands in the queue: a job's public id, and nothing else."""

from __future__ import annotations

from django_tasks import task


class NotForThisWorker(RuntimeError):
    """A worker that is not Tiebeam's own took a job from the queue."""


@task()
def run(job_id: str) -> None:
    """Only `tiebeam worker` carries jobs out, and it does not call this.

    It takes the entry and the job's lease in one transaction, and lets no exception get to the
    library, which would keep its text.
    """
    raise NotForThisWorker("Jobs are for `tiebeam worker`.")

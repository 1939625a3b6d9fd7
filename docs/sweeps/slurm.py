"""A sweep on Slurm: `python slurm.py`, again and again until it says that it is done."""

from dask_jobqueue import SLURMCluster

import tradetalks as tt

if __name__ == "__main__":
    with SLURMCluster(
        queue="standard",
        account="my-project",
        walltime="04:00:00",
        cores=32,  # one job is a whole node ...
        processes=32,  # ... with a worker for each of its cores
        memory="64GB",
        interface="ib0",  # the network that the nodes share
        local_directory="$TMPDIR",
        log_directory="logs",
        # Workers leave by themselves before their time is up, and are replaced.
        worker_extra_args=["--lifetime", "225m", "--lifetime-stagger", "10m"],
        job_script_prologue=[
            "export OMP_NUM_THREADS=1",
            "export TRADETALKS_CACHE=$TMPDIR/programs",
        ],
    ) as cluster:
        cluster.adapt(minimum_jobs=1, maximum_jobs=30)
        results = tt.sweep("grid.toml", "results", cluster=cluster, resume=True, progress=print)
    print(results)

"""The files for clusters that the documents show: that they are whole, and fit one another."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

import yaml

from tradetalks.cli import main

FOLDER = Path(__file__).parents[2] / "docs" / "sweeps"


def test_every_file_is_shown() -> None:
    page = (FOLDER.parent / "sweeps.md").read_text(encoding="utf-8")
    for file in FOLDER.iterdir():
        assert f"{{literalinclude}} sweeps/{file.name}" in page, file.name


def test_kubernetes_files_name_the_same_things() -> None:
    cluster, job = (_yaml(name) for name in ("cluster.yaml", "job.yaml"))
    name, spec = cluster["metadata"]["name"], cluster["spec"]
    client = job["spec"]["template"]["spec"]["containers"][0]
    (scheduler,) = spec["scheduler"]["spec"]["containers"]
    (worker,) = spec["worker"]["spec"]["containers"]
    assert scheduler["image"] == worker["image"] == client["image"]
    assert spec["scheduler"]["service"]["selector"]["dask.org/cluster-name"] == name
    words = [*client["command"], *client["args"]]
    assert words[-1] == f"tcp://{name}-scheduler:8786"
    assert worker["envFrom"] == client["envFrom"]
    # The command is one that the program takes.
    main.commands["sweep"].make_context("sweep", words[2:])


def test_slurm_files_fit_the_library() -> None:
    tree = ast.parse((FOLDER / "slurm.py").read_text(encoding="utf-8"))
    calls = {
        ast.unparse(node.func): {k.arg for k in node.keywords}
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
    }
    assert {"cluster", "resume"} <= calls["tt.sweep"]
    assert {"walltime", "cores", "processes", "memory"} <= calls["SLURMCluster"]
    assert "python slurm.py" in (FOLDER / "slurm.sh").read_text(encoding="utf-8")


def _yaml(name: str) -> Any:
    return yaml.safe_load((FOLDER / name).read_text(encoding="utf-8"))

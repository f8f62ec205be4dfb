"""Times what a tracking server does for MLflow's own client; prints the seconds of every repetition as one JSON object."""

import json
import os
import sys
import tempfile
import time
from pathlib import Path

import mlflow
from mlflow import MlflowClient
from mlflow.entities import Metric

settings = json.loads(sys.argv[1])
client = MlflowClient()
seconds = {}


def timed(name, times, action):
    seconds[name] = []
    for i in range(times):
        begun = time.perf_counter()
        action(i)
        seconds[name].append(time.perf_counter() - begun)


def now():
    return int(time.time() * 1000)


def all_pages():
    token, found = None, 0
    while True:
        page = client.search_runs(["0"], max_results=1000, page_token=token)
        found += len(page)
        token = page.token
        if not token:
            break
    assert found >= settings["runs"], found


def wanted():
    found = client.search_runs(
        ["0"],
        "metrics.`metric-1` < 0.5 and params.`param-2` = '3' and tags.`tag-1` != '4'",
        order_by=["metrics.`metric-3` DESC"],
        max_results=100,
    )
    assert len(found) > 0


repeat = settings["repeat"]
all_pages()
timed("searchAll", max(2, repeat // 10), lambda i: all_pages())
timed("searchSome", repeat, lambda i: wanted())
experiment = client.create_experiment("bench")
run = client.create_run(experiment).info.run_id
timed("logMetric", 10 * repeat, lambda i: client.log_metric(run, "one", i, step=i))
timed("createRun", 5 * repeat, lambda i: client.create_run(experiment, tags={"a": "1", "b": "2"}))
batches = [[Metric(f"m{k % 20}", k / 7, now(), b * 1000 + k) for k in range(1000)] for b in range(repeat)]
timed("logBatch", repeat, lambda i: client.log_batch(run, batches[i]))
# The disk is given what it has not written yet, so that no upload pays for another.
file = Path(settings["file"])
for i in range(settings["files"]):
    os.sync()
    begun = time.perf_counter()
    client.log_artifact(run, str(file), f"upload-{i}")
    seconds.setdefault("upload", []).append(time.perf_counter() - begun)
for i in range(settings["files"]):
    with tempfile.TemporaryDirectory(dir=file.parent) as directory:
        os.sync()
        begun = time.perf_counter()
        local = client.download_artifacts(run, f"upload-{i}/{file.name}", directory)
        seconds.setdefault("download", []).append(time.perf_counter() - begun)
        assert os.path.getsize(local) == file.stat().st_size
print(json.dumps(seconds))

"""Runs, metrics, params, tags, artifacts and searches by MLflow's own client, unmodified."""

import math
import os
import tempfile
import time
from pathlib import Path

from connection import ADDRESS, URI, fresh
from suite import raises, run

import mlflow
import numpy as np
import pandas as pd
import requests
from mlflow import MlflowClient
from mlflow.entities import Metric, Param, RunTag, ViewType
from mlflow.exceptions import MlflowException

client = MlflowClient()
MAJOR = int(mlflow.__version__.split(".")[0])


def new_run(experiment="0", **values):
    return client.create_run(experiment, **values).info.run_id


def now():
    return int(time.time() * 1000)


def test_the_default_experiment():
    default = client.get_experiment("0")
    assert (default.name, default.lifecycle_stage) == ("Default", "active")
    assert client.get_experiment_by_name("Default").experiment_id == "0"


def test_experiments():
    name = fresh("experiment")
    id = client.create_experiment(name, tags={"team": "a"})
    found = client.get_experiment_by_name(name)
    assert (found.experiment_id, found.tags) == (id, {"team": "a"})
    assert found.artifact_location.startswith("mlflow-artifacts:/")
    assert client.get_experiment_by_name(fresh("none")) is None
    error = raises(lambda: client.create_experiment(name))
    assert error.error_code == "RESOURCE_ALREADY_EXISTS"
    client.set_experiment_tag(id, "team", "b")
    client.rename_experiment(id, f"{name}-2")
    assert client.get_experiment(id).name == f"{name}-2"
    assert client.get_experiment(id).tags == {"team": "b"}
    client.delete_experiment(id)
    assert client.get_experiment(id).lifecycle_stage == "deleted"
    raises(lambda: client.create_run(id), "active")
    client.restore_experiment(id)
    assert client.get_experiment(id).lifecycle_stage == "active"


def test_search_experiments():
    mark = fresh("x").replace("-", "_")
    for i in range(5):
        client.create_experiment(f"{mark}_{i}", tags={"mark": mark, "even": str(i % 2 == 0)})
    found = client.search_experiments(filter_string=f"name LIKE '{mark}%'", order_by=["name DESC"])
    assert [each.name[-1] for each in found] == list("43210")
    even = client.search_experiments(filter_string=f"tags.mark = '{mark}' AND tags.even = 'True'")
    assert len(even) == 3
    first = client.search_experiments(filter_string=f"tags.mark = '{mark}'", max_results=2, order_by=["name"])
    second = client.search_experiments(
        filter_string=f"tags.mark = '{mark}'", max_results=2, order_by=["name"], page_token=first.token
    )
    assert [each.name[-1] for each in [*first, *second]] == list("0123")
    assert len(client.search_experiments(filter_string=f"name ILIKE '{mark.upper()}%'")) == 5
    raises(lambda: client.search_experiments(filter_string="nothing = 'x'"), "nothing")


def test_runs():
    run = client.create_run("0", start_time=1234, run_name="first", tags={"a": "1"})
    info = run.info
    assert (info.status, info.start_time, info.run_name, info.lifecycle_stage) == ("RUNNING", 1234, "first", "active")
    assert run.data.tags == {"a": "1", "mlflow.runName": "first"}
    client.update_run(info.run_id, name="second")
    client.set_terminated(info.run_id, "FAILED", end_time=5678)
    run = client.get_run(info.run_id)
    assert (run.info.status, run.info.end_time, run.info.run_name) == ("FAILED", 5678, "second")
    assert run.data.tags["mlflow.runName"] == "second"
    client.set_tag(info.run_id, "mlflow.runName", "third")
    assert client.get_run(info.run_id).info.run_name == "third"
    assert client.get_run(new_run()).info.run_name
    error = raises(lambda: client.get_run("0" * 32))
    assert error.error_code == "RESOURCE_DOES_NOT_EXIST"
    client.delete_run(info.run_id)
    assert client.get_run(info.run_id).info.lifecycle_stage == "deleted"
    raises(lambda: client.log_metric(info.run_id, "m", 1), "active")
    client.restore_run(info.run_id)
    client.log_metric(info.run_id, "m", 1)


def test_metrics_and_their_history():
    id = new_run()
    for step, value in [(0, 3.0), (2, 1.0), (1, 2.0)]:
        client.log_metric(id, "loss/train set", value, step=step)
    assert client.get_run(id).data.metrics["loss/train set"] == 1.0
    history = client.get_metric_history(id, "loss/train set")
    assert sorted((each.step, each.value) for each in history) == [(0, 3.0), (1, 2.0), (2, 1.0)]
    client.log_metric(id, "odd", float("nan"), step=1)
    client.log_metric(id, "large", float("inf"))
    client.log_metric(id, "small", float("-inf"))
    data = client.get_run(id).data.metrics
    assert math.isnan(data["odd"]) and data["large"] > 1.7e308 and data["small"] < -1.7e308
    assert client.get_metric_history(id, "nothing") == []
    raises(lambda: client.log_metric(id, "../up", 1))
    raises(lambda: client.log_metric(id, "a//b", 1))


def test_params_stay():
    id = new_run()
    client.log_param(id, "rate", 0.1)
    client.log_param(id, "rate", "0.1")
    error = raises(lambda: client.log_param(id, "rate", 0.2), "Changing param values is not allowed")
    assert error.error_code == "INVALID_PARAMETER_VALUE"
    raises(lambda: client.log_batch(id, params=[Param("b", "1"), Param("rate", "9")]))
    raises(lambda: client.log_batch(id, params=[Param("c", "1"), Param("c", "2")]))
    assert client.get_run(id).data.params == {"rate": "0.1"}


def test_tags():
    id = new_run()
    client.set_tag(id, "a", "1")
    client.set_tag(id, "a", "2")
    client.set_tag(id, "long", "x" * 5000)
    assert client.get_run(id).data.tags["a"] == "2"
    client.delete_tag(id, "a")
    assert "a" not in client.get_run(id).data.tags
    error = raises(lambda: client.delete_tag(id, "a"))
    assert error.error_code == "RESOURCE_DOES_NOT_EXIST"


def test_batches():
    id = new_run()
    points = [Metric(f"m{i % 10}", float(i), now(), i) for i in range(1000)]
    client.log_batch(id, points)
    client.log_batch(id, points)
    assert len(client.get_metric_history(id, "m3")) == 100
    client.log_batch(id, [Metric("one", 1.0, now(), 0)], [Param("p", "v")], [RunTag("t", "1"), RunTag("t", "2")])
    data = client.get_run(id).data
    assert (data.metrics["m9"], data.metrics["one"], data.params, data.tags["t"]) == (999.0, 1.0, {"p": "v"}, "2")


def test_search_runs():
    experiment = client.create_experiment(fresh("search"))
    ids = []
    for i in range(6):
        id = new_run(experiment, run_name=f"run-{i}", start_time=1000 + i, tags={"kind": "ab"[i % 2], "a.b c": str(i)})
        ids.append(id)
        client.log_metric(id, "loss", 1 / (i + 1))
        client.log_param(id, "depth", i)
    client.log_metric(ids[5], "only", 1)
    client.set_terminated(ids[0])

    def names(filter="", order=None, **values):
        found = client.search_runs([experiment], filter, order_by=order or [], **values)
        return "".join(each.info.run_name[-1] for each in found)

    cases = {
        "": "543210",
        "metrics.loss < 0.3": "543",
        "metrics.loss >= 0.5 and metrics.loss != 1": "1",
        "metric.loss <= 1 AND params.depth = '2'": "2",
        "params.depth != '2'": "54310",
        "params.depth LIKE '_'": "543210",
        "parameter.depth ILIKE '3'": "3",
        "tags.kind = 'a'": "420",
        'tags."a.b c" = "4"': "4",
        "tags.`a.b c` = '4'": "4",
        "tag.kind != 'a' and attributes.start_time > 1002": "53",
        "attributes.status = 'FINISHED'": "0",
        "status = 'RUNNING'": "54321",
        "run_name = 'run-3'": "3",
        "attributes.run_name LIKE 'run-%'": "543210",
        f"attributes.run_id IN ('{ids[1]}', '{ids[4]}')": "41",
        "metrics.only > 0": "5",
        "metrics.nothing != 1": "",
        "start_time >= 1004": "54",
    }
    for filter, wanted in cases.items():
        assert names(filter) == wanted, (filter, names(filter))
    assert names(order=["metrics.loss ASC"]) == "543210"
    assert names(order=["metrics.loss DESC"]) == "012345"
    assert names(order=["params.depth"]) == "012345"
    assert names(order=["metrics.only DESC", "attributes.start_time ASC"]) == "501234"
    assert names(order=["attributes.run_name desc"]) == "543210"
    client.delete_run(ids[2])
    assert names() == "54310"
    assert names(run_view_type=ViewType.DELETED_ONLY) == "2"
    assert names(run_view_type=ViewType.ALL) == "543210"
    first = client.search_runs([experiment], max_results=2)
    second = client.search_runs([experiment], max_results=10, page_token=first.token)
    assert (len(first), len(second), second.token) == (2, 3, None)
    for wrong in ["metrics.loss = 'x'", "params.depth > 3", "loss < 1", "metrics.loss <", "a = 'b' OR c = 'd'", "nothing.x = 'y'"]:
        error = raises(lambda: client.search_runs([experiment], wrong))
        assert error.error_code == "INVALID_PARAMETER_VALUE", wrong
    table = mlflow.search_runs([experiment], "metrics.loss < 0.3")
    assert list(table["params.depth"]) == ["5", "4", "3"]


def test_fluent_runs():
    mlflow.set_experiment(fresh("fluent"))
    with mlflow.start_run(run_name="parent") as parent:
        mlflow.log_params({"a": 1, "b": "two"})
        mlflow.log_metrics({"x": 1.5, "y": 2})
        mlflow.set_tags({"t": "v"})
        mlflow.log_metric("later", 1, synchronous=False)
        with mlflow.start_run(nested=True) as child:
            pass
    mlflow.flush_async_logging()
    data = client.get_run(parent.info.run_id).data
    assert data.params == {"a": "1", "b": "two"}
    assert data.metrics == {"x": 1.5, "y": 2.0, "later": 1.0}
    assert client.get_run(child.info.run_id).data.tags["mlflow.parentRunId"] == parent.info.run_id
    assert client.get_run(parent.info.run_id).info.status == "FINISHED"


def test_datasets():
    experiment = mlflow.set_experiment(fresh("datasets")).experiment_id
    with mlflow.start_run() as run:
        data = mlflow.data.from_pandas(pd.DataFrame({"x": [1.0, 2.0]}), name="rows")
        mlflow.log_input(data, context="training")
        mlflow.log_input(data, context="training")
    [used] = client.get_run(run.info.run_id).inputs.dataset_inputs
    assert (used.dataset.name, used.dataset.digest) == ("rows", data.digest)
    assert [(tag.key, tag.value) for tag in used.tags] == [("mlflow.data.context", "training")]
    assert len(client.search_runs([experiment], "datasets.name = 'rows' and dataset.context = 'training'")) == 1
    assert len(client.search_runs([experiment], f"datasets.digest = '{data.digest}x'")) == 0


def test_artifacts():
    mlflow.set_experiment(fresh("artifacts"))
    with tempfile.TemporaryDirectory() as directory, mlflow.start_run() as run:
        root = Path(directory)
        (root / "deep" / "er").mkdir(parents=True)
        (root / "empty.txt").write_bytes(b"")
        (root / "deep" / "er" / "größe & 100%.txt").write_text("inhalt")
        mlflow.log_artifacts(directory, "tree of files")
        mlflow.log_artifact(root / "empty.txt")
        mlflow.log_text("hello", "notes/a.txt")
        mlflow.log_text("hello again", "notes/a.txt")
        mlflow.log_dict({"a": [1, 2]}, "d.json")
        mlflow.log_table({"q": ["a"], "n": [1]}, "table.json")
        mlflow.log_table({"q": ["b"], "n": [2]}, "table.json")
        id = run.info.run_id
        top = {each.path: (each.is_dir, each.file_size) for each in client.list_artifacts(id)}
        assert top["empty.txt"] == (False, 0) and top["notes"][0] and top["tree of files"][0], top
        assert [each.path for each in client.list_artifacts(id, "notes")] == ["notes/a.txt"]
        assert client.list_artifacts(id, "notes/a.txt") == []
        assert client.list_artifacts(id, "nothing") == []
        local = client.download_artifacts(id, "tree of files", directory)
        assert (Path(local) / "deep" / "er" / "größe & 100%.txt").read_text() == "inhalt"
        assert (Path(local) / "empty.txt").read_bytes() == b""
        assert mlflow.artifacts.load_text(f"{run.info.artifact_uri}/notes/a.txt") == "hello again"
        assert mlflow.artifacts.load_dict(f"runs:/{id}/d.json") == {"a": [1, 2]}
        assert list(mlflow.load_table("table.json", run_ids=[id])["q"]) == ["a", "b"]
        raises(lambda: client.download_artifacts(id, "nothing.txt", directory))


def test_a_large_artifact():
    path = Path(tempfile.gettempdir()) / fresh("large")
    content = np.random.default_rng(1).bytes(30_000_000)
    path.write_bytes(content)
    try:
        with mlflow.start_run(experiment_id="0") as run:
            mlflow.log_artifact(path)
        with tempfile.TemporaryDirectory() as directory:
            local = client.download_artifacts(run.info.run_id, path.name, directory)
            assert Path(local).read_bytes() == content
    finally:
        path.unlink()


def test_multipart_uploads_fall_back():
    os.environ["MLFLOW_ENABLE_PROXY_MULTIPART_UPLOAD"] = "true"
    os.environ["MLFLOW_MULTIPART_UPLOAD_MINIMUM_FILE_SIZE"] = "5"
    try:
        with mlflow.start_run(experiment_id="0") as run:
            mlflow.log_text("x" * 1000, "whole.txt")
        assert mlflow.artifacts.load_text(f"runs:/{run.info.run_id}/whole.txt") == "x" * 1000
    finally:
        del os.environ["MLFLOW_ENABLE_PROXY_MULTIPART_UPLOAD"]
        del os.environ["MLFLOW_MULTIPART_UPLOAD_MINIMUM_FILE_SIZE"]


def test_autologging():
    from sklearn.linear_model import LinearRegression

    mlflow.set_experiment(fresh("autolog"))
    mlflow.sklearn.autolog(log_models=False, silent=True)
    try:
        with mlflow.start_run() as run:
            LinearRegression().fit(np.arange(10.0).reshape(-1, 1), np.arange(10.0))
    finally:
        mlflow.sklearn.autolog(disable=True, silent=True)
    data = client.get_run(run.info.run_id).data
    assert data.params["fit_intercept"] == "True" and "training_r2_score" in data.metrics


def test_who_may_ask():
    token = URI.split("@")[0].rsplit(":", 1)[1]
    path = f"{ADDRESS}/api/2.0/mlflow/experiments/get?experiment_id=0"
    assert requests.get(path, headers={"Authorization": f"Bearer {token}"}, timeout=10).status_code == 200
    for headers in [{}, {"Authorization": "Bearer wrong"}]:
        answer = requests.get(path, headers=headers, timeout=10)
        assert (answer.status_code, answer.json()["error_code"]) == (401, "UNAUTHENTICATED")
    stranger = MlflowClient(ADDRESS)
    raises(lambda: stranger.get_experiment("0"), "UNAUTHENTICATED")


def test_what_is_not_offered_fails_at_once():
    begun = time.monotonic()
    answer = requests.post(f"{URI}/api/3.0/mlflow/traces", json={}, timeout=10)
    assert (answer.status_code, answer.json()["error_code"]) == (404, "ENDPOINT_NOT_FOUND")
    if hasattr(mlflow, "search_traces"):
        raises(lambda: client.search_traces(["0"]))
    assert time.monotonic() - begun < 10


run(globals())

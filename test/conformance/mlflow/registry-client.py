"""Logged models, registered models, versions and aliases by MLflow's own client, unmodified."""

import time

from connection import fresh
from suite import raises, run

import mlflow
import numpy as np
import pandas as pd
from mlflow import MlflowClient
from mlflow.models import infer_signature
from onnx import TensorProto, helper

client = MlflowClient()
MAJOR = int(mlflow.__version__.split(".")[0])
ROWS = pd.DataFrame({"a": [1.0, 2.0, 3.0]})


def times_two():
    """A model with one column: its score is twice the column."""
    graph = helper.make_graph(
        [helper.make_node("Mul", ["a", "two"], ["score"])],
        "times-two",
        [helper.make_tensor_value_info("a", TensorProto.FLOAT, [None, 1])],
        [helper.make_tensor_value_info("score", TensorProto.FLOAT, [None, 1])],
        [helper.make_tensor("two", TensorProto.FLOAT, [1], [2.0])],
    )
    return helper.make_model(graph, ir_version=8, opset_imports=[helper.make_opsetid("", 17)])


def log_model(name=None, **values):
    """Logs the model in a run of its own; its description."""
    with mlflow.start_run(experiment_id="0"):
        return mlflow.onnx.log_model(
            times_two(),
            "model",
            signature=infer_signature(ROWS, np.array([[2.0]], dtype=np.float32)),
            registered_model_name=name,
            pip_requirements=["onnxruntime"],
            **values,
        )


def scores(uri):
    answer = mlflow.pyfunc.load_model(uri).predict(ROWS.astype("float32"))
    return np.asarray(answer["score"]).ravel().tolist()


def empty_version(name):
    """A version without files, which is enough for names and numbers."""
    run = client.create_run("0")
    return client.create_model_version(name, f"{run.info.artifact_uri}/model", run.info.run_id)


def test_a_logged_model_is_loaded():
    logged = log_model()
    assert scores(logged.model_uri) == [2.0, 4.0, 6.0]
    assert scores(f"runs:/{logged.run_id}/model") == [2.0, 4.0, 6.0]


def test_a_registered_model_is_loaded_by_every_name():
    name = fresh("double")
    log_model(name)
    client.set_registered_model_alias(name, "best", 1)
    for uri in [f"models:/{name}@best", f"models:/{name}/1", f"models:/{name}/latest"]:
        assert scores(uri) == [2.0, 4.0, 6.0], uri
    session = mlflow.onnx.load_model(f"models:/{name}@best")
    assert session.graph.name == "times-two"
    version = client.get_model_version_by_alias(name, "best")
    assert (version.version, version.status, version.aliases) in [("1", "READY", ["best"]), (1, "READY", ["best"])]
    assert "no job evaluates" in version.status_message
    assert client.get_model_version_download_uri(name, "1").startswith("mlflow-artifacts:/")


def test_register_model():
    logged = log_model()
    name = fresh("later")
    first = mlflow.register_model(logged.model_uri, name, tags={"k": "v"})
    second = mlflow.register_model(logged.model_uri, name)
    assert (str(first.version), str(second.version)) == ("1", "2")
    assert client.get_model_version(name, "1").tags["k"] == "v"
    copied = client.copy_model_version(f"models:/{name}/1", fresh("copy"))
    assert scores(f"models:/{copied.name}/1") == [2.0, 4.0, 6.0]


def test_registered_models():
    name = fresh("model")
    created = client.create_registered_model(name, tags={"a": "1"}, description="what it is")
    assert (created.name, created.tags, created.description) == (name, {"a": "1"}, "what it is")
    error = raises(lambda: client.create_registered_model(name))
    assert error.error_code == "RESOURCE_ALREADY_EXISTS"
    client.update_registered_model(name, "changed")
    client.set_registered_model_tag(name, "b", "2")
    client.delete_registered_model_tag(name, "a")
    found = client.get_registered_model(name)
    assert (found.description, found.tags) == ("changed", {"b": "2"})
    client.rename_registered_model(name, f"{name}-2")
    error = raises(lambda: client.get_registered_model(name))
    assert error.error_code == "RESOURCE_DOES_NOT_EXIST"
    empty_version(f"{name}-2")
    assert str(client.get_registered_model(f"{name}-2").latest_versions[0].version) == "1"
    client.delete_registered_model(f"{name}-2")
    raises(lambda: client.get_registered_model(f"{name}-2"))


def test_versions_and_their_numbers():
    name = fresh("numbers")
    client.create_registered_model(name)
    for _ in range(3):
        empty_version(name)
    client.set_registered_model_alias(name, "gone", "3")
    client.delete_model_version(name, "3")
    raises(lambda: client.get_model_version(name, "3"))
    raises(lambda: client.get_model_version_by_alias(name, "gone"))
    assert str(empty_version(name).version) == "4"
    client.delete_registered_model(name)
    client.create_registered_model(name)
    assert str(empty_version(name).version) == "5"
    client.update_model_version(name, "5", "described")
    client.set_model_version_tag(name, "5", "k", "v")
    version = client.get_model_version(name, "5")
    assert (version.description, version.tags) == ("described", {"k": "v"})
    client.delete_model_version_tag(name, "5", "k")
    assert client.get_model_version(name, "5").tags == {}


def test_aliases():
    name = fresh("aliases")
    client.create_registered_model(name)
    empty_version(name)
    empty_version(name)
    client.set_registered_model_alias(name, "champion", "1")
    client.set_registered_model_alias(name, "champion", "2")
    assert str(client.get_model_version_by_alias(name, "champion").version) == "2"
    assert str(client.get_registered_model(name).aliases["champion"]) == "2"
    client.delete_registered_model_alias(name, "champion")
    error = raises(lambda: client.get_model_version_by_alias(name, "champion"), "not found")
    assert error.error_code == "INVALID_PARAMETER_VALUE"
    for wrong in ["latest", "v1", "a b"]:
        raises(lambda: client.set_registered_model_alias(name, wrong, "1"))


def test_searches():
    mark = fresh("found").replace("-", "_")
    for i in range(3):
        client.create_registered_model(f"{mark}_{i}", tags={"mark": mark})
    empty_version(f"{mark}_0")
    version = empty_version(f"{mark}_0")
    found = client.search_registered_models(f"name LIKE '{mark}%'", order_by=["name DESC"])
    assert [each.name[-1] for each in found] == list("210")
    assert len(client.search_registered_models(f"tags.mark = '{mark}'")) == 3
    first = client.search_registered_models(f"name ILIKE '{mark.upper()}%'", max_results=2)
    assert len(first) == 2 and first.token
    assert len(client.search_registered_models(f"name LIKE '{mark}%'", page_token=first.token)) == 1
    versions = client.search_model_versions(f"name = '{mark}_0'", order_by=["version_number ASC"])
    assert [str(each.version) for each in versions] == ["1", "2"]
    [one] = client.search_model_versions(f"run_id = '{version.run_id}'")
    assert str(one.version) == "2"
    raises(lambda: client.search_model_versions("nothing = 'x'"))


def test_stages_point_to_reviews():
    name = fresh("stages")
    client.create_registered_model(name)
    empty_version(name)
    begun = time.monotonic()
    raises(lambda: client.transition_model_version_stage(name, "1", "Production"), "review")
    assert time.monotonic() - begun < 5
    assert client.get_model_version(name, "1").current_stage == "None"
    assert str(client.get_latest_versions(name)[0].version) == "1"


def test_sources_lead_nowhere_else():
    name = fresh("sources")
    client.create_registered_model(name)
    for source in ["/etc/passwd", "file:///etc", "mlflow-artifacts:/../../etc", "http://127.0.0.1/x", "s3://bucket/x"]:
        error = raises(lambda: client.create_model_version(name, source))
        assert error.error_code == "INVALID_PARAMETER_VALUE", source


def test_logged_models_of_mlflow_3():
    if MAJOR < 3:
        return
    experiment = client.create_experiment(fresh("logged"))
    mlflow.set_experiment(experiment_id=experiment)
    model = mlflow.initialize_logged_model("net", params={str(i): str(i) for i in range(150)}, tags={"a": "b"})
    assert model.status == "PENDING"
    model = mlflow.finalize_logged_model(model.model_id, "READY")
    assert model.status == "READY" and len(model.params) == 150
    with mlflow.start_run():
        mlflow.log_metric("auc", 0.9, model_id=model.model_id)
        mlflow.log_metric("auc", 0.8, model_id=model.model_id, step=1)
    client.set_logged_model_tags(model.model_id, {"c": "d"})
    client.delete_logged_model_tag(model.model_id, "a")
    found = client.get_logged_model(model.model_id)
    assert found.tags["c"] == "d" and "a" not in found.tags, found.tags
    assert sorted(each.value for each in found.metrics) == [0.8, 0.9], found.metrics
    for filter, count in {"name = 'net'": 1, "metrics.auc > 0.7": 1, "params.`3` = '3'": 1, "tags.c = 'x'": 0}.items():
        assert len(client.search_logged_models([experiment], filter_string=filter)) == count, filter
    ordered = client.search_logged_models([experiment], order_by=[{"field_name": "metrics.auc", "ascending": False}])
    assert len(ordered) == 1
    with mlflow.start_run() as run:
        logged = mlflow.onnx.log_model(times_two(), name="second", pip_requirements=["onnxruntime"])
    assert [each.model_id for each in client.get_run(run.info.run_id).outputs.model_outputs] == [logged.model_id]
    client.delete_logged_model(model.model_id)
    raises(lambda: client.get_logged_model(model.model_id))


run(globals())

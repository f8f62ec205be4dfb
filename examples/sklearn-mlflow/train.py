"""Is a penguin male or female? A scikit-learn pipeline on mixed columns, tracked with an unmodified MLflow client.

    export MLFLOW_TRACKING_URI="$(slipway tracking uri)"
    python train.py

Within a step of a Slipway job it reads the snapshot of the step instead of the file; the address and a token of the step
are in its environment.
"""

import json
import os
import sys
import time
from pathlib import Path

import mlflow
import pandas as pd
from mlflow.models import infer_signature
from skl2onnx import to_onnx
from skl2onnx.common.data_types import FloatTensorType, StringTensorType
from sklearn.compose import ColumnTransformer
from sklearn.ensemble import GradientBoostingClassifier
from sklearn.metrics import log_loss
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

MODEL = "penguin-sex"
TEXTS = ["species", "island"]
NUMBERS = ["beak_length", "beak_depth", "flipper_length", "body_mass"]
LABEL = "sex"
WAIT_SECONDS = 120


def training_rows() -> pd.DataFrame:
    """Every row but the fourth: those are the holdout, which Slipway keeps for its own evaluation."""
    if "SLIPWAY_INPUTS" in os.environ:
        inputs = json.loads(Path(os.environ["SLIPWAY_INPUTS"]).read_text())
        return pd.read_parquet(inputs["training-rows"]["path"])
    rows = pd.read_csv(Path(__file__).with_name("penguins.csv"))
    return rows[rows["row_id"] % 4 != 0]


def pipeline(trees: int) -> Pipeline:
    columns = ColumnTransformer(
        [("texts", OneHotEncoder(handle_unknown="ignore"), TEXTS), ("numbers", StandardScaler(), NUMBERS)]
    )
    return Pipeline([("columns", columns), ("forest", GradientBoostingClassifier(n_estimators=trees, random_state=7))])


def wait_for_review(version) -> int:
    """Slipway evaluates the version on rows that this program has never seen; a person decides then."""
    client = mlflow.MlflowClient()
    end = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < end:
        tags = client.get_model_version(version.name, version.version).tags
        if "slipway.review" in tags:
            print(f"{tags['slipway.review']} of {MODEL} version {tags['slipway.version']} waits for a person")
            return 0
        if tags.get("slipway.run_state") in ("failed", "cancelled"):
            print(f"run {tags['slipway.run']} has {tags['slipway.run_state']}: slipway run logs {tags['slipway.run']}")
            return 1
        time.sleep(0.5)
    print(f"no review after {WAIT_SECONDS} s: {client.get_model_version(version.name, version.version).status_message}")
    return 1


def main() -> int:
    rows = training_rows()
    features = rows[TEXTS + NUMBERS].astype({name: "float64" for name in NUMBERS})
    within_step = "SLIPWAY_RUN_ID" in os.environ
    if not within_step:
        mlflow.set_experiment("penguins")
    with mlflow.start_run() as run:
        trees = 60
        mlflow.log_params({"trees": trees, "random_state": 7})
        model = pipeline(trees).fit(features, rows[LABEL])
        scores = model.predict_proba(features)
        mlflow.log_metric("training_log_loss", log_loss(rows[LABEL], scores))
        types = [(name, StringTensorType([None, 1])) for name in TEXTS]
        types += [(name, FloatTensorType([None, 1])) for name in NUMBERS]
        # Without ZipMap the scores are a tensor, which is what servers answer with.
        converted = to_onnx(model, initial_types=types, options={"zipmap": False}, target_opset={"": 17, "ai.onnx.ml": 3})
        mlflow.onnx.log_model(
            converted,
            "model",
            signature=infer_signature(features, scores),
            registered_model_name=MODEL,
            pip_requirements=["onnxruntime"],
        )
    client = mlflow.MlflowClient()
    version = client.search_model_versions(f"name = '{MODEL}' AND run_id = '{run.info.run_id}'")[0]
    client.set_registered_model_alias(MODEL, "latest-trained", version.version)
    print(version.status_message)
    return 0 if within_step else wait_for_review(version)


if __name__ == "__main__":
    sys.exit(main())

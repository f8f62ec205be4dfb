"""Saves an ONNX file as an MLflow model, for `mlflow models serve`."""

import sys

import mlflow.onnx
import onnx

mlflow.onnx.save_model(onnx.load(sys.argv[1]), sys.argv[2])

"""A BentoML service with ONNX Runtime."""

import os

import bentoml
import numpy
import onnxruntime


@bentoml.service(workers=1, logging={"access": {"enabled": False}})
class Forest:
    def __init__(self) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        self.session = onnxruntime.InferenceSession(os.environ["MODEL_FILE"], options, providers=["CPUExecutionProvider"])

    @bentoml.api
    def predict(self, inputs: list[list[float]]) -> list[float]:
        rows = numpy.asarray(inputs, dtype=numpy.float32)
        (scores,) = self.session.run(["score"], {"features": rows})
        return scores[:, 0].tolist()

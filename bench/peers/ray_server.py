"""Ray Serve with ONNX Runtime: one replica."""

import sys
import time

import numpy
import onnxruntime
import ray
from ray import serve
from starlette.requests import Request

ray.init(num_cpus=1, include_dashboard=False, configure_logging=False, log_to_driver=False)
serve.start(http_options={"host": "127.0.0.1", "port": int(sys.argv[2])}, logging_config={"enable_access_log": False})


@serve.deployment(num_replicas=1, max_ongoing_requests=100, ray_actor_options={"num_cpus": 0.5})
class Forest:
    def __init__(self, path: str) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        self.session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])

    async def __call__(self, request: Request) -> dict:
        if request.method == "GET":
            return {"ready": True}
        rows = numpy.asarray((await request.json())["inputs"], dtype=numpy.float32)
        (scores,) = self.session.run(["score"], {"features": rows})
        return {"scores": scores[:, 0].tolist()}


serve.run(Forest.bind(sys.argv[1]), route_prefix="/predict")
while True:
    time.sleep(3600)

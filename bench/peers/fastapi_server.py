"""FastAPI with ONNX Runtime under uvicorn with uvloop, as its documentation shows: one process, one model."""

import sys

import numpy
import onnxruntime
import uvicorn
from fastapi import FastAPI
from pydantic import BaseModel

options = onnxruntime.SessionOptions()
options.intra_op_num_threads = 1
session = onnxruntime.InferenceSession(sys.argv[1], options, providers=["CPUExecutionProvider"])
app = FastAPI()


class Request(BaseModel):
    inputs: list[list[float]]


@app.get("/ready")
def ready() -> dict[str, bool]:
    return {"ready": True}


@app.post("/predict")
async def predict(request: Request) -> dict[str, list[float]]:
    rows = numpy.asarray(request.inputs, dtype=numpy.float32)
    (scores,) = session.run(["score"], {"features": rows})
    return {"scores": scores[:, 0].tolist()}


uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[2]), loop="uvloop", http="httptools", access_log=False, log_level="error")

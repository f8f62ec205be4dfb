"""KServe's own REST client, unmodified, in protocol v1 (its default) and v2."""

import asyncio

import httpx
import numpy as np
from kserve import InferenceRESTClient, InferInput, InferRequest, RESTConfig
from suite import SERVERS, raises, run

SIMPLE = f"http://{SERVERS['simple']}"
FLIGHTS = f"http://{SERVERS['flights']}"
ALL = f"http://{SERVERS['all_types']}"
LEFT = np.arange(16, dtype=np.int32).reshape(1, 16)


def ask(protocol, action):
    async def asked():
        client = InferenceRESTClient(RESTConfig(protocol=protocol, retries=0))
        try:
            return await action(client)
        finally:
            await client.close()

    return asyncio.run(asked())


def given(name, array, datatype, binary):
    tensor = InferInput(name=name, shape=list(array.shape), datatype=datatype)
    tensor.set_data_from_numpy(array, binary_data=binary)
    return tensor


def test_health_v2():
    assert ask("v2", lambda client: client.is_server_live(SIMPLE)) is True
    assert ask("v2", lambda client: client.is_server_ready(SIMPLE)) is True
    assert ask("v2", lambda client: client.is_model_ready(SIMPLE, "simple")) is True


def test_health_v1():
    assert ask("v1", lambda client: client.is_model_ready(SIMPLE, "simple")) is True
    assert httpx.get(SIMPLE + "/").json()["status"] == "alive"


def test_infer_v2():
    for binary in (True, False):
        inputs = [given("INPUT0", LEFT, "INT32", binary), given("INPUT1", LEFT, "INT32", binary)]
        request = InferRequest(model_name="simple", infer_inputs=inputs, request_id="seven")
        answer = ask("v2", lambda client: client.infer(SIMPLE, request, model_name="simple"))
        assert answer.id == "seven" and answer.model_name == "simple"
        np.testing.assert_array_equal(answer.outputs[0].as_numpy(), LEFT + LEFT)
        np.testing.assert_array_equal(answer.outputs[1].as_numpy(), LEFT - LEFT)


def test_infer_v2_with_a_dict():
    data = {
        "inputs": [
            {"name": name, "shape": [1, 16], "datatype": "INT32", "data": LEFT[0].tolist()}
            for name in ("INPUT0", "INPUT1")
        ]
    }
    answer = ask("v2", lambda client: client.infer(SIMPLE, data, model_name="simple"))
    np.testing.assert_array_equal(answer.outputs[0].as_numpy(), LEFT + LEFT)


def test_binary_outputs_v2():
    inputs = [given("INPUT0", LEFT, "INT32", True), given("INPUT1", LEFT, "INT32", True)]
    request = InferRequest("simple", inputs, parameters={"binary_data_output": True})
    answer = ask("v2", lambda client: client.infer(SIMPLE, request, model_name="simple"))
    np.testing.assert_array_equal(answer.outputs[0].as_numpy(), LEFT + LEFT)


def test_half_floats_and_wide_integers_v2():
    half = np.array([[0.1]], dtype=np.float16)
    wide = np.array([[2**53 + 1]], dtype=np.int64)
    others = {
        "BOOL": np.array([[True]]),
        "INT8": np.array([[1]], np.int8),
        "INT16": np.array([[1]], np.int16),
        "INT32": np.array([[1]], np.int32),
        "UINT8": np.array([[1]], np.uint8),
        "UINT16": np.array([[1]], np.uint16),
        "UINT32": np.array([[1]], np.uint32),
        "UINT64": np.array([[1]], np.uint64),
        "FP32": np.array([[0.5]], np.float32),
        "FP64": np.array([[0.1]], np.float64),
        "BYTES": np.array([["é"]], np.object_),
    }
    values = {**others, "FP16": half, "INT64": wide}
    inputs = [given(f"in_{key.lower()}", array, key, True) for key, array in values.items()]
    request = InferRequest("all_types", inputs, parameters={"binary_data_output": True})
    answer = ask("v2", lambda client: client.infer(ALL, request, model_name="all_types"))
    for output in answer.outputs:
        key = output.datatype
        if key == "BYTES":
            assert output.as_numpy().tolist() == [["é"]], output.as_numpy()
        else:
            np.testing.assert_array_equal(output.as_numpy(), values[key], err_msg=key)


def test_predict_v1():
    rows = [{"distance": 1.0, "hour": 2.0, "origin": "ATL"}, {"hour": 3, "origin": "ORD"}]
    named = ask("v1", lambda client: client.infer(FLIGHTS, {"instances": rows}, model_name="flights"))
    listed = [[1.0, 2.0, "ATL"], [None, 3, "ORD"]]
    positional = ask("v1", lambda client: client.infer(FLIGHTS, {"instances": listed}, model_name="flights"))
    assert named == positional and len(named["predictions"]) == 2
    # sigmoid(0.1 + 0.5 * 1 - 0.25 * 2 + 1)
    assert abs(named["predictions"][0] - 1 / (1 + np.exp(-1.1))) < 1e-6, named


def test_errors_carry_their_text():
    wrong = {"instances": [{"distance": "far"}]}
    error = raises(
        lambda: ask("v1", lambda client: client.infer(FLIGHTS, wrong, model_name="flights")), "distance", "400"
    )
    assert isinstance(error, httpx.HTTPStatusError)
    good = {"instances": [[1, 2, "ATL"]]}
    raises(
        lambda: ask("v1", lambda client: client.infer(FLIGHTS, good, model_name="other")),
        "Request for unknown model",
        "404",
    )
    assert not ask("v2", lambda client: client.is_model_ready(SIMPLE, "other"))
    raises(lambda: ask("v2", lambda client: client.infer(SIMPLE, {"inputs": []}, model_name="simple")), "INPUT0")


if __name__ == "__main__":
    run(globals())

"""Triton's own HTTP client, unmodified, doing what its stock examples do, and every datatype."""

import numpy as np
import tritonclient.http as httpclient
from suite import SERVERS, raises, run
from tritonclient.utils import InferenceServerException

SIMPLE = SERVERS["simple"]
STRING = SERVERS["simple_string"]
IDENTITY = SERVERS["simple_identity"]
ALL = SERVERS["all_types"]

LEFT = np.arange(16, dtype=np.int32).reshape(1, 16)
RIGHT = np.full((1, 16), -1, dtype=np.int32)


def client(url, **options):
    return httpclient.InferenceServerClient(url=url, **options)


def given(name, array, binary=True, datatype=None):
    from tritonclient.utils import np_to_triton_dtype

    tensor = httpclient.InferInput(name, list(array.shape), datatype or np_to_triton_dtype(array.dtype))
    tensor.set_data_from_numpy(array, binary_data=binary)
    return tensor


def simple_inputs(binary=True):
    return [given("INPUT0", LEFT, binary), given("INPUT1", RIGHT, binary)]


def check_simple(result):
    np.testing.assert_array_equal(result.as_numpy("OUTPUT0"), LEFT + RIGHT)
    np.testing.assert_array_equal(result.as_numpy("OUTPUT1"), LEFT - RIGHT)
    assert result.as_numpy("OUTPUT0").dtype == np.int32


def test_health_and_metadata():
    triton = client(SIMPLE)
    assert triton.is_server_live(query_params={"test_1": 1, "test_2": 2})
    assert triton.is_server_ready()
    assert triton.is_model_ready("simple")
    assert triton.is_model_ready("simple", "1")
    assert not triton.is_model_ready("simple", "2")
    assert not triton.is_model_ready("wrong_model_name")
    metadata = triton.get_server_metadata()
    assert metadata["name"] == "triton", metadata
    assert "binary_tensor_data" in metadata["extensions"]
    metadata = triton.get_model_metadata("simple", query_params={"test_1": 1, "test_2": 2})
    assert metadata["name"] == "simple", metadata
    assert metadata["inputs"][0] == {"name": "INPUT0", "datatype": "INT32", "shape": [-1, 16]}
    raises(lambda: triton.get_model_metadata("wrong_model_name"), "Request for unknown model", "404")


def test_infer_with_binary_and_json_outputs():
    triton = client(SIMPLE)
    outputs = [
        httpclient.InferRequestedOutput("OUTPUT0", binary_data=True),
        httpclient.InferRequestedOutput("OUTPUT1", binary_data=False),
    ]
    result = triton.infer(
        "simple", simple_inputs(), outputs=outputs, query_params={"test_1": 1}, headers={"x-test": "1"}
    )
    check_simple(result)
    response = result.get_response()
    assert "data" not in response["outputs"][0] and len(response["outputs"][1]["data"]) == 16
    assert response["model_name"] == "simple" and response["model_version"] == "1"


def test_infer_mixes_json_and_binary_inputs():
    triton = client(SIMPLE)
    check_simple(triton.infer("simple", [given("INPUT0", LEFT, False), given("INPUT1", RIGHT, True)]))
    check_simple(triton.infer("simple", [given("INPUT0", LEFT, True), given("INPUT1", RIGHT, False)]))


def test_infer_without_outputs_gives_all_in_binary():
    result = client(SIMPLE).infer("simple", simple_inputs(binary=False), request_id="seven")
    check_simple(result)
    assert result.get_response()["id"] == "seven"
    assert all("data" not in output for output in result.get_response()["outputs"])


def test_infer_in_json_alone():
    outputs = [httpclient.InferRequestedOutput(name, binary_data=False) for name in ("OUTPUT0", "OUTPUT1")]
    check_simple(client(SIMPLE).infer("simple", simple_inputs(binary=False), outputs=outputs))


def test_infer_of_one_output():
    result = client(SIMPLE).infer("simple", simple_inputs(), outputs=[httpclient.InferRequestedOutput("OUTPUT1")])
    assert result.as_numpy("OUTPUT0") is None
    np.testing.assert_array_equal(result.as_numpy("OUTPUT1"), LEFT - RIGHT)


def test_infer_of_a_version():
    check_simple(client(SIMPLE).infer("simple", simple_inputs(), model_version="1"))
    raises(lambda: client(SIMPLE).infer("simple", simple_inputs(), model_version="3"), "Request for unknown model")


def test_infer_compressed():
    triton = client(SIMPLE)
    rows = 200
    left = np.tile(LEFT, (rows, 1))
    for coding in ("gzip", "deflate"):
        for binary in (True, False):
            inputs = [given("INPUT0", left, binary), given("INPUT1", left, binary)]
            outputs = [
                httpclient.InferRequestedOutput("OUTPUT0", binary_data=binary),
                httpclient.InferRequestedOutput("OUTPUT1", binary_data=not binary),
            ]
            result = triton.infer(
                "simple",
                inputs,
                outputs=outputs,
                request_compression_algorithm=coding,
                response_compression_algorithm=coding,
            )
            np.testing.assert_array_equal(result.as_numpy("OUTPUT0"), left + left)
            np.testing.assert_array_equal(result.as_numpy("OUTPUT1"), left - left)


def test_infer_many_at_once():
    triton = client(SIMPLE, concurrency=8)
    waiting = [triton.async_infer("simple", simple_inputs()) for _ in range(64)]
    for each in waiting:
        check_simple(each.get_result())
    triton.close()


def test_infer_objects_are_used_again():
    triton = client(SIMPLE)
    inputs = simple_inputs()
    for _ in range(3):
        check_simple(triton.infer("simple", inputs))
    inputs[0].set_data_from_numpy(RIGHT, binary_data=False)
    result = triton.infer("simple", inputs)
    np.testing.assert_array_equal(result.as_numpy("OUTPUT0"), RIGHT + RIGHT)


def test_request_bodies_made_by_hand():
    body, length = httpclient.InferenceServerClient.generate_request_body(simple_inputs())
    import urllib.request

    request = urllib.request.Request(f"http://{SIMPLE}/v2/models/simple/infer", data=body)
    request.add_header("Inference-Header-Content-Length", str(length))
    with urllib.request.urlopen(request) as answer:
        header = answer.headers["Inference-Header-Content-Length"]
        result = httpclient.InferenceServerClient.parse_response_body(answer.read(), header_length=int(header))
    check_simple(result)


def test_a_base_path_before_every_route():
    triton = client(f"{SIMPLE}/serving/base")
    assert triton.is_server_ready() and triton.is_model_ready("simple")
    check_simple(triton.infer("simple", simple_inputs()))


def test_bad_requests_say_why():
    triton = client(SIMPLE)
    error = raises(lambda: triton.infer("wrong_model_name", simple_inputs()), "Request for unknown model")
    assert isinstance(error, InferenceServerException) and error.status() == "404"
    error = raises(lambda: triton.infer("simple", simple_inputs()[:1]), "INPUT1")
    assert error.status() == "400"
    raises(lambda: triton.infer("simple", [given("INPUT0", LEFT.astype(np.int64)), simple_inputs()[1]]), "INT32")
    raises(lambda: triton.infer("simple", [given("INPUT0", LEFT[:, :15]), simple_inputs()[1]]), "shape")
    wanted = [httpclient.InferRequestedOutput("OUTPUT2")]
    raises(lambda: triton.infer("simple", simple_inputs(), outputs=wanted), "OUTPUT2")
    wanted = [httpclient.InferRequestedOutput("OUTPUT0", class_count=3)]
    raises(lambda: triton.infer("simple", simple_inputs(), outputs=wanted), "classification")
    shared = httpclient.InferInput("INPUT0", [1, 16], "INT32")
    shared.set_shared_memory("region", 64)
    raises(lambda: triton.infer("simple", [shared, simple_inputs()[1]]), "shared memory")


def test_statistics():
    triton = client(SIMPLE)
    before = triton.get_inference_statistics("simple")["model_stats"]
    assert len(before) == 1
    for _ in range(5):
        triton.infer("simple", simple_inputs())
    raises(lambda: triton.infer("simple", simple_inputs()[:1]))
    after = triton.get_inference_statistics("simple", "1")["model_stats"]
    grown = {
        key: after[0]["inference_stats"][key]["count"] - before[0]["inference_stats"][key]["count"]
        for key in ("success", "fail", "queue", "compute_input", "compute_infer", "compute_output")
    }
    assert grown == {
        "success": 5, "fail": 1, "queue": 5, "compute_input": 5, "compute_infer": 5, "compute_output": 5
    }, grown
    assert after[0]["inference_count"] - before[0]["inference_count"] == 5
    assert after[0]["execution_count"] > before[0]["execution_count"]
    assert after[0]["inference_stats"]["success"]["ns"] > after[0]["inference_stats"]["compute_infer"]["ns"] > 0
    assert after[0]["batch_stats"][0]["batch_size"] == 1 and after[0]["last_inference"] > 1_600_000_000_000
    assert triton.get_inference_statistics()["model_stats"][0]["name"] == "simple"


def test_configuration():
    config = client(SIMPLE).get_model_config("simple")
    assert config["name"] == "simple" and config["max_batch_size"] > 0
    assert config["input"][0] == {"name": "INPUT0", "data_type": "TYPE_INT32", "dims": [16]}, config
    assert config["output"][1] == {"name": "OUTPUT1", "data_type": "TYPE_INT32", "dims": [16]}, config


def test_model_control():
    triton = client(SIMPLE)
    assert triton.get_model_repository_index() == [
        {"name": "simple", "version": "1", "state": "READY", "reason": ""}
    ]
    raises(lambda: triton.load_model("wrong_model_name"), "failed to load")
    raises(lambda: triton.load_model("simple", config='{"max_batch_size":"16"}'), "failed to load")
    raises(lambda: triton.unload_model("simple"), "failed to unload")
    assert triton.is_model_ready("simple")


def test_strings():
    triton = client(STRING)
    left = np.array([str(value).encode() for value in range(16)], dtype=np.object_).reshape(1, 16)
    right = np.array(["1"] * 16, dtype=np.object_).reshape(1, 16)
    for binary in (True, False):
        outputs = [httpclient.InferRequestedOutput(name, binary_data=binary) for name in ("OUTPUT0", "OUTPUT1")]
        inputs = [given("INPUT0", left, binary), given("INPUT1", right, not binary)]
        result = triton.infer("simple_string", inputs, outputs=outputs)
        assert [int(text) for text in result.as_numpy("OUTPUT0")[0]] == [value + 1 for value in range(16)]
        assert [int(text) for text in result.as_numpy("OUTPUT1")[0]] == [value - 1 for value in range(16)]


def test_string_identity_with_nul():
    triton = client(IDENTITY)
    texts = [b"he\x00llo", b"", "Zürich ✈".encode(), b"\x00"] * 4
    array = np.array(texts, dtype=np.object_).reshape(1, 16)
    for binary in (True, False):
        outputs = [httpclient.InferRequestedOutput("OUTPUT0", binary_data=binary)]
        result = triton.infer("simple_identity", [given("INPUT0", array, binary)], outputs=outputs)
        answered = [text if isinstance(text, bytes) else text.encode() for text in result.as_numpy("OUTPUT0")[0]]
        assert answered == texts, answered


def test_bytes_that_are_no_text():
    array = np.array([b"\xff\xfe"] * 16, dtype=np.object_).reshape(1, 16)
    raises(lambda: client(IDENTITY).infer("simple_identity", [given("INPUT0", array)]), "UTF-8", "400")


VALUES = {
    "BOOL": np.array([[True], [False]]),
    "INT8": np.array([[-128], [127]], dtype=np.int8),
    "INT16": np.array([[-(2**15)], [2**15 - 1]], dtype=np.int16),
    "INT32": np.array([[-(2**31)], [2**31 - 1]], dtype=np.int32),
    "INT64": np.array([[-(2**63)], [2**53 + 1]], dtype=np.int64),
    "UINT8": np.array([[0], [255]], dtype=np.uint8),
    "UINT16": np.array([[0], [2**16 - 1]], dtype=np.uint16),
    "UINT32": np.array([[0], [2**32 - 1]], dtype=np.uint32),
    "UINT64": np.array([[2**53 + 1], [2**64 - 1]], dtype=np.uint64),
    "FP16": np.array([[0.1], [65504]], dtype=np.float16),
    "FP32": np.array([[0.1], [-3.4028234663852886e38]], dtype=np.float32),
    "FP64": np.array([[0.1], [5e-324]], dtype=np.float64),
    "BYTES": np.array([["a"], ["é\n\""]], dtype=np.object_),
}


def check_all(values, binary_in, binary_out):
    inputs = [given(f"in_{key.lower()}", array, binary_in, key) for key, array in values.items()]
    outputs = [httpclient.InferRequestedOutput(f"out_{key.lower()}", binary_data=binary_out) for key in values]
    result = client(ALL).infer("all_types", inputs, outputs=outputs)
    for key, array in values.items():
        answered = result.as_numpy(f"out_{key.lower()}")
        if key == "BYTES":
            decoded = [[text.decode() if isinstance(text, bytes) else text for text in row] for row in answered]
            assert decoded == array.tolist(), decoded
        else:
            assert answered.dtype == array.dtype, (key, answered.dtype)
            np.testing.assert_array_equal(answered, array, err_msg=key)


def test_every_datatype_in_binary():
    check_all(VALUES, True, True)


def test_every_datatype_in_json():
    check_all(VALUES, False, False)


def test_every_datatype_from_json_to_binary_and_back():
    check_all(VALUES, False, True)
    check_all(VALUES, True, False)


def test_numbers_that_are_none():
    nan = {**VALUES, "FP32": np.array([[np.nan], [1]], np.float32), "FP64": np.array([[np.nan], [2]])}
    check_all(nan, True, True)
    check_all(nan, False, True)
    check_all(nan, False, False)
    infinite = {**VALUES, "FP16": np.array([[-np.inf], [np.inf]], np.float16), "FP32": np.array([[np.inf], [1]], np.float32)}
    check_all(infinite, True, True)
    check_all(infinite, False, True)
    raises(lambda: check_all(infinite, True, False), "binary_data", "400")


def test_many_rows():
    rows = 5000
    left = np.random.default_rng(1).integers(-1000, 1000, (rows, 16), dtype=np.int32)
    for binary in (True, False):
        result = client(SIMPLE).infer("simple", [given("INPUT0", left, binary), given("INPUT1", left, binary)])
        np.testing.assert_array_equal(result.as_numpy("OUTPUT0"), left + left)


if __name__ == "__main__":
    run(globals())

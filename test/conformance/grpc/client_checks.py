"""Checks of a predictor's gRPC door with the unmodified tritonclient of PyPI and with raw stubs of its interface.

Usage: client_checks.py '{"simple": "host:port", ...}'. Prints one JSON object per check: name, and error or null.
"""

import json
import queue
import sys
import time
import traceback

import grpc
import numpy as np
import tritonclient.grpc as triton
from tritonclient.grpc import service_pb2, service_pb2_grpc
from tritonclient.utils import InferenceServerException

ADDRESSES = json.loads(sys.argv[1])
CHECKS = []


def check(function):
    CHECKS.append(function)
    return function


def client(model):
    return triton.InferenceServerClient(ADDRESSES[model])


def stub(model):
    return service_pb2_grpc.GRPCInferenceServiceStub(grpc.insecure_channel(ADDRESSES[model]))


def tensor(name, array, datatype):
    given = triton.InferInput(name, list(array.shape), datatype)
    given.set_data_from_numpy(array)
    return given


def simple_inputs(rows=1):
    first = np.arange(16 * rows, dtype=np.int32).reshape(rows, 16)
    second = np.full((rows, 16), 2, dtype=np.int32)
    return first, second, [tensor("INPUT0", first, "INT32"), tensor("INPUT1", second, "INT32")]


def raises(code, text, call):
    try:
        call()
    except InferenceServerException as error:
        assert code in str(error.status()), error.status()
        assert text in error.message(), error.message()
        return error
    except grpc.RpcError as error:
        assert code in str(error.code()), error.code()
        assert text in error.details(), error.details()
        return error
    raise AssertionError(f"no error {code}")


@check
def health_and_metadata():
    with client("simple") as server:
        assert server.is_server_live() and server.is_server_ready()
        assert server.is_model_ready("simple") and server.is_model_ready("simple", "1")
        assert server.get_server_metadata().name == "triton"
        metadata = server.get_model_metadata("simple")
        assert (metadata.name, list(metadata.versions)) == ("simple", ["1"])
        assert [(each.name, each.datatype, list(each.shape)) for each in metadata.inputs] == [
            ("INPUT0", "INT32", [-1, 16]),
            ("INPUT1", "INT32", [-1, 16]),
        ]
        assert server.get_server_metadata(as_json=True)["name"] == "triton"


@check
def model_config():
    with client("simple") as server:
        config = server.get_model_config("simple").config
        assert config.name == "simple" and config.max_batch_size > 0
        assert [(each.name, each.data_type, list(each.dims)) for each in config.input] == [
            ("INPUT0", 8, [16]),
            ("INPUT1", 8, [16]),
        ]
        assert [each.name for each in config.output][:2] == ["OUTPUT0", "OUTPUT1"]


@check
def infer():
    with client("simple") as server:
        first, second, inputs = simple_inputs()
        outputs = [triton.InferRequestedOutput(name) for name in ("OUTPUT0", "OUTPUT1")]
        answer = server.infer("simple", inputs, outputs=outputs, request_id="17", headers={"test": "1"})
        assert answer.get_response().id == "17"
        assert np.array_equal(answer.as_numpy("OUTPUT0"), first + second)
        assert np.array_equal(answer.as_numpy("OUTPUT1"), first - second)
        answer = server.infer("simple", inputs)
        assert np.array_equal(answer.as_numpy("OUTPUT1"), first - second)


@check
def many_rows_at_once():
    with client("simple") as server:
        first, second, inputs = simple_inputs(5000)
        answer = server.infer("simple", inputs, model_version="1")
        assert np.array_equal(answer.as_numpy("OUTPUT0"), first + second)


@check
def asynchronous_infer():
    with client("simple") as server:
        first, second, inputs = simple_inputs()
        answers = queue.Queue()
        for _ in range(50):
            server.async_infer("simple", inputs, lambda result, error: answers.put((result, error)))
        for _ in range(50):
            result, error = answers.get(timeout=10)
            assert error is None, error
            assert np.array_equal(result.as_numpy("OUTPUT0"), first + second)


@check
def reused_objects():
    with client("simple") as server:
        first, second, inputs = simple_inputs()
        for _ in range(3):
            assert np.array_equal(server.infer("simple", inputs).as_numpy("OUTPUT0"), first + second)
            first = first + 1
            inputs[0].set_data_from_numpy(first)


@check
def compression():
    with client("simple") as server:
        first, second, inputs = simple_inputs(200)
        for algorithm in ("gzip", "deflate"):
            answer = server.infer("simple", inputs, compression_algorithm=algorithm)
            assert np.array_equal(answer.as_numpy("OUTPUT0"), first + second), algorithm


@check
def strings_with_nul():
    with client("simple_identity") as server:
        texts = [b"", b"\0", b"a\0b", "äöü €".encode(), b"\0\0end", b"x" * 5000] + [b"n"] * 10
        given = np.array(texts, dtype=np.object_).reshape(1, 16)
        answer = server.infer("simple_identity", [tensor("INPUT0", given, "BYTES")])
        assert answer.as_numpy("OUTPUT0").flatten().tolist() == texts


@check
def digits_as_strings():
    with client("simple_string") as server:
        first, second, _ = simple_inputs()
        inputs = [
            tensor(name, np.char.mod("%d", values).astype(np.object_), "BYTES")
            for name, values in (("INPUT0", first), ("INPUT1", second))
        ]
        answer = server.infer("simple_string", inputs)
        for name, expected in (("OUTPUT0", first + second), ("OUTPUT1", first - second)):
            assert [int(each) for each in answer.as_numpy(name).flatten()] == expected.flatten().tolist()


@check
def every_datatype():
    values = {
        "BOOL": np.array([[True], [False]]),
        "INT8": np.array([[-128], [127]], dtype=np.int8),
        "INT16": np.array([[-32768], [32767]], dtype=np.int16),
        "INT32": np.array([[-(2**31)], [2**31 - 1]], dtype=np.int32),
        "INT64": np.array([[-(2**63)], [2**53 + 1]], dtype=np.int64),
        "UINT8": np.array([[0], [255]], dtype=np.uint8),
        "UINT16": np.array([[0], [65535]], dtype=np.uint16),
        "UINT32": np.array([[0], [2**32 - 1]], dtype=np.uint32),
        "UINT64": np.array([[2**64 - 1], [2**53 + 1]], dtype=np.uint64),
        "FP16": np.array([[0.5], [-65504]], dtype=np.float16),
        "FP32": np.array([[0.1], [-np.inf]], dtype=np.float32),
        "FP64": np.array([[0.1], [1e300]], dtype=np.float64),
        "BYTES": np.array([["ä".encode()], [b"\0"]], dtype=np.object_),
    }
    with client("datatypes") as server:
        inputs = [tensor(f"in_{name.lower()}", array, name) for name, array in values.items()]
        answer = server.infer("datatypes", inputs)
        for name, array in values.items():
            got = answer.as_numpy(f"out_{name.lower()}")
            assert got.dtype == array.dtype, (name, got.dtype)
            assert np.array_equal(got, array), (name, got)


def typed_request(model, datatype, field, columns):
    request = service_pb2.ModelInferRequest(model_name=model)
    for name, values in columns:
        given = request.inputs.add(name=name, datatype=datatype, shape=[1, 16])
        getattr(given.contents, field).extend(values)
    return request


@check
def explicit_int_contents():
    request = typed_request("simple", "INT32", "int_contents", [("INPUT0", range(16)), ("INPUT1", [1] * 16)])
    for name in ("OUTPUT0", "OUTPUT1"):
        request.outputs.add(name=name)
    answer = stub("simple").ModelInfer(request)
    assert len(answer.raw_output_contents) == 2
    total = np.frombuffer(answer.raw_output_contents[0], dtype=np.int32)
    assert total.tolist() == [each + 1 for each in range(16)]


@check
def explicit_int8_contents():
    request = service_pb2.ModelInferRequest(model_name="int8")
    given = request.inputs.add(name="in_int8", datatype="INT8", shape=[16, 1])
    given.contents.int_contents.extend(range(-8, 8))
    answer = stub("int8").ModelInfer(request)
    assert np.frombuffer(answer.raw_output_contents[0], dtype=np.int8).tolist() == list(range(-8, 8))
    given.contents.int_contents[3] = 128
    raises("INVALID_ARGUMENT", "-128 to 127", lambda: stub("int8").ModelInfer(request))


@check
def explicit_byte_contents():
    columns = [("INPUT0", [str(each).encode() for each in range(16)]), ("INPUT1", [b"1"] * 16)]
    answer = stub("simple_string").ModelInfer(typed_request("simple_string", "BYTES", "bytes_contents", columns))
    at = [each.name for each in answer.outputs].index("OUTPUT0")
    raw, texts = answer.raw_output_contents[at], []
    while raw:
        length = int.from_bytes(raw[:4], "little")
        texts.append(int(raw[4 : 4 + length]))
        raw = raw[4 + length :]
    assert texts == [each + 1 for each in range(16)]


@check
def typed_beside_raw_is_refused():
    request = typed_request("simple", "INT32", "int_contents", [("INPUT0", range(16)), ("INPUT1", [1] * 16)])
    request.raw_input_contents.extend([bytes(64), bytes(64)])
    raises("INVALID_ARGUMENT", "raw_input_contents", lambda: stub("simple").ModelInfer(request))


@check
def stream_infer():
    with client("simple") as server:
        answers = queue.Queue()
        server.start_stream(lambda result, error: answers.put((result, error)))
        first, second, inputs = simple_inputs()
        for each in range(20):
            server.async_stream_infer("simple" if each != 7 else "none", inputs, request_id=str(each))
        for each in range(20):
            result, error = answers.get(timeout=10)
            if each == 7:
                assert "Request for unknown model" in error.message(), error
                continue
            assert error is None, error
            assert result.get_response().id == str(each)
            assert np.array_equal(result.as_numpy("OUTPUT0"), first + second)
        server.async_stream_infer("simple", inputs, enable_empty_final_response=True)
        result, error = answers.get(timeout=10)
        assert result.get_response().parameters["triton_final_response"].bool_param
        server.stop_stream()


@check
def unknown_model():
    with client("simple") as server:
        _, _, inputs = simple_inputs()
        text = "Request for unknown model"
        raises("NOT_FOUND", text, lambda: server.get_model_metadata("wrong_name"))
        raises("NOT_FOUND", text, lambda: server.infer("wrong_name", inputs))
        raises("NOT_FOUND", text, lambda: server.infer("simple", inputs, model_version="99"))
        raises("NOT_FOUND", text, lambda: server.get_inference_statistics("wrong_name"))


@check
def error_code_in_trailing_metadata():
    request = service_pb2.ModelMetadataRequest(name="wrong_name")
    error = raises("NOT_FOUND", "unknown model", lambda: stub("simple").ModelMetadata(request))
    assert ("slipway-code", "MODEL_UNKNOWN") in [tuple(each) for each in error.trailing_metadata()]


@check
def statistics():
    with client("simple") as server:
        _, _, inputs = simple_inputs(3)
        before = server.get_inference_statistics("simple").model_stats
        assert len(before) == 1 and before[0].version == "1"
        server.infer("simple", inputs)
        after = server.get_inference_statistics("simple", "1").model_stats[0]
        assert after.inference_count == before[0].inference_count + 3
        assert after.execution_count == before[0].execution_count + 1
        assert after.inference_stats.success.count == before[0].inference_stats.success.count + 1
        assert after.inference_stats.compute_infer.ns > before[0].inference_stats.compute_infer.ns
        assert after.last_inference > 1_600_000_000_000
        assert len(server.get_inference_statistics().model_stats) == 1


@check
def model_repository():
    with client("simple") as server:
        index = server.get_model_repository_index().models
        assert [(each.name, each.version, each.state) for each in index] == [("simple", "1", "READY")]
        raises("UNIMPLEMENTED", "failed to load", lambda: server.load_model("other"))
        raises("UNIMPLEMENTED", "failed to unload", lambda: server.unload_model("simple"))


@check
def timeouts():
    with client("simple") as server:
        _, _, inputs = simple_inputs(20_000)
        raises("DEADLINE", "Deadline", lambda: server.infer("simple", inputs, client_timeout=0.0005))
        server.infer("simple", inputs, client_timeout=10)
        server.infer("simple", inputs, timeout=10_000_000)
        raises("DEADLINE", "did not answer", lambda: server.infer("simple", inputs, timeout=1))


@check
def shared_memory_is_refused():
    with client("simple") as server:
        first, second, inputs = simple_inputs()
        inputs[1].set_shared_memory("region", 64)
        raises("INVALID_ARGUMENT", "", lambda: server.infer("simple", inputs))
        raises("UNIMPLEMENTED", "", server.get_system_shared_memory_status)


@check
def health_service():
    channel = grpc.insecure_channel(ADDRESSES["simple"])
    asked = channel.unary_unary("/grpc.health.v1.Health/Check")
    watched = channel.unary_stream("/grpc.health.v1.Health/Watch")
    assert asked(b"") == b"\x08\x01"
    assert next(iter(watched(b"", timeout=10))) == b"\x08\x01"
    raises("NOT_FOUND", "", lambda: asked(b"\x0a\x01x"))


@check
def pings_of_an_idle_client():
    options = [
        ("grpc.keepalive_time_ms", 200),
        ("grpc.keepalive_timeout_ms", 2000),
        ("grpc.keepalive_permit_without_calls", 1),
        ("grpc.http2.max_pings_without_data", 0),
    ]
    channel = grpc.insecure_channel(ADDRESSES["simple"], options=options)
    states = []
    channel.subscribe(states.append)
    live = service_pb2_grpc.GRPCInferenceServiceStub(channel)
    assert live.ServerLive(service_pb2.ServerLiveRequest()).live
    # The states are told by a thread of their own, some time after the call.
    for _ in range(100):
        if states and states[-1] == grpc.ChannelConnectivity.READY:
            break
        time.sleep(0.05)
    states.clear()
    time.sleep(2)
    assert states == [], states
    assert live.ServerLive(service_pb2.ServerLiveRequest()).live


for function in CHECKS:
    try:
        function()
        print(json.dumps({"name": function.__name__, "error": None}), flush=True)
    except BaseException:
        print(json.dumps({"name": function.__name__, "error": traceback.format_exc()}), flush=True)

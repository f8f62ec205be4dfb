"""Where the suites find Slipway: imported before mlflow, whose clients read the environment when they are loaded."""

import os
import uuid

from suite import SERVERS

ADDRESS = SERVERS["control"]
# Credentials in the address, as `slipway tracking uri` prints it.
URI = SERVERS["tracking"]
os.environ.update(
    MLFLOW_TRACKING_URI=URI,
    MLFLOW_HTTP_REQUEST_MAX_RETRIES="1",
    MLFLOW_HTTP_REQUEST_TIMEOUT="60",
    MLFLOW_DISABLE_TELEMETRY="true",
    DO_NOT_TRACK="true",
    GIT_PYTHON_REFRESH="quiet",
    MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR="false",
)


def fresh(name):
    """A name that nothing else has."""
    return f"{name}-{uuid.uuid4().hex[:8]}"

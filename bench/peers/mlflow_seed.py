"""Fills the SQLite file of a stopped MLflow server with finished runs, as its own store would have written them."""

import sqlite3
import sys
import uuid

METRICS, PARAMS, TAGS = 5, 5, 3

path, count = sys.argv[1], int(sys.argv[2])
database = sqlite3.connect(path)
runs, metrics, params, tags = [], [], [], []
for i in range(count):
    id = uuid.uuid4().hex
    start = 1_700_000_000_000 + i
    runs.append((id, f"run-{i}", "bench", "FINISHED", start, start + 1, "active", f"mlflow-artifacts:/0/{id}/artifacts", 0))
    metrics += [(f"metric-{k}", ((i * 7919 + k) % count) / count, start, 0, 0, id) for k in range(METRICS)]
    params += [(f"param-{k}", str((i + k) % 10), id) for k in range(PARAMS)]
    tags += [("mlflow.runName", f"run-{i}", id)] + [(f"tag-{k}", str((i + k) % 5), id) for k in range(TAGS)]
with database:
    database.executemany(
        "insert into runs (run_uuid, name, user_id, status, start_time, end_time, lifecycle_stage, artifact_uri,"
        " experiment_id) values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        runs,
    )
    for table in ("metrics", "latest_metrics"):
        database.executemany(
            f"insert into {table} (key, value, timestamp, step, is_nan, run_uuid) values (?, ?, ?, ?, ?, ?)", metrics
        )
    database.executemany("insert into params (key, value, run_uuid) values (?, ?, ?)", params)
    database.executemany("insert into tags (key, value, run_uuid) values (?, ?, ?)", tags)

"""Runs every function of a module whose name begins with `test_` and prints one JSON object a line for each."""

import inspect
import json
import os
import sys
import time
import traceback

# Addresses by model name, as the test file started them.
SERVERS = json.loads(os.environ.get("SERVERS", "{}"))


def run(module_globals):
    failed = False
    for name, function in list(module_globals.items()):
        if not name.startswith("test_") or not inspect.isfunction(function):
            continue
        begun = time.monotonic()
        error = None
        try:
            function()
        except BaseException:
            error = traceback.format_exc()
            failed = True
        line = {"name": name[5:].replace("_", " "), "error": error, "seconds": time.monotonic() - begun}
        print(json.dumps(line), flush=True)
    sys.exit(1 if failed else 0)


def raises(action, *words):
    """The exception of an action that must fail with a message that holds the words."""
    try:
        action()
    except Exception as error:
        for word in words:
            assert word in str(error), f"{word!r} is not in {error}"
        return error
    raise AssertionError("it did not fail")

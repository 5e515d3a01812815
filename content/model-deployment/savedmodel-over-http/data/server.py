"""A small server of SavedModels that speaks a part of TensorFlow Serving's REST protocol. It knows no model's code.

Ours, and far smaller than TensorFlow Serving: one process of Python, one request at a time in the model, no batching.
Run it with the folder that holds `NAME/VERSION/saved_model.pb`; it says the port on its first line.
"""

import contextlib
import json
import re
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import tensorflow as tf

POLL_S = 0.05
"""Between looks at the folders; TensorFlow Serving's default is one second."""
ADDRESS = re.compile(r"/v1/models/(?P<name>[\w-]+)(/versions/(?P<version>\d+))?(:(?P<verb>\w+))?")


class RefusedError(Exception):
    """A request that cannot be met."""

    def __init__(self, status: int, why: str) -> None:
        """Keep HTTP's status and the reason."""
        super().__init__(why)
        self.status = status


class Shelf:
    """The newest version of each model that could be loaded."""

    def __init__(self, root: Path) -> None:
        """Look into a folder."""
        self.root = root
        self.loaded: dict[str, tuple[int, Any]] = {}
        self.failed: dict[str, tuple[int, str]] = {}

    def watch(self) -> None:
        """Look for new versions for ever."""
        while True:
            for folder in [one for one in self.root.iterdir() if one.is_dir()]:
                with contextlib.suppress(FileNotFoundError):  # somebody takes the folder away
                    self.refresh(folder)
            time.sleep(POLL_S)

    def refresh(self, folder: Path) -> None:
        """Load a model's newest version beside the one that serves, and let that go only when the new one is there."""
        versions = [int(one.name) for one in folder.iterdir() if one.name.isdigit()]
        newest, serving = max(versions, default=0), self.loaded.get(folder.name, (0, None))[0]
        if newest == serving:
            return
        try:
            model = tf.saved_model.load(str(folder / str(newest)))
        except Exception as error:  # noqa: BLE001  whatever is wrong with it, the old version goes on
            self.failed[folder.name] = newest, f"{type(error).__name__}: {error}"
            return
        self.loaded[folder.name] = newest, model
        self.failed.pop(folder.name, None)

    def find(self, name: str, version: str | None) -> Any:
        """Give a model that can serve."""
        found, model = self.loaded.get(name, (0, None))
        if model is None or (version and int(version) != found):
            raise RefusedError(404, f"Servable not found for request: {'Specific' if version else 'Latest'}({name})")
        return model

    def status(self, name: str) -> dict[str, Any]:
        """Say which versions there are and how they are."""
        rows = [(self.loaded[name][0], "AVAILABLE", "OK", "")] if name in self.loaded else []
        if name in self.failed:
            rows.append((self.failed[name][0], "END", "UNKNOWN", self.failed[name][1]))
        return {
            "model_version_status": [
                {"version": str(version), "state": state, "status": {"error_code": code, "error_message": why}}
                for version, state, code, why in rows
            ]
        }


def tensors(asked: dict[str, Any], kinds: dict[str, tf.TensorSpec]) -> dict[str, tf.Tensor]:
    """Make the signature's inputs of a request, by rows (instances) or by columns (inputs)."""
    if ("instances" in asked) == ("inputs" in asked):
        raise RefusedError(400, "Give either instances or inputs.")
    columns = asked.get("inputs", asked.get("instances"))
    if "instances" in asked and columns and isinstance(columns[0], dict):
        columns = {name: [row[name] for row in columns] for name in columns[0]}
    if not isinstance(columns, dict):
        if len(kinds) != 1:
            raise RefusedError(400, f"The signature has {len(kinds)} inputs: name them.")
        columns = {next(iter(kinds)): columns}
    return {name: tf.constant(columns[name], dtype=kind.dtype) for name, kind in kinds.items()}


def predict(model: Any, asked: dict[str, Any]) -> dict[str, Any]:
    """Call the signature that a request names; a single output loses its name."""
    name = asked.get("signature_name", "serving_default")
    if name not in model.signatures:
        raise RefusedError(400, f'Serving signature name: "{name}" not found in signature def')
    signature = model.signatures[name]
    try:
        outputs = signature(**tensors(asked, signature.structured_input_signature[1]))
    except (ValueError, TypeError, KeyError, tf.errors.OpError) as error:
        raise RefusedError(400, str(error)) from error
    columns = {one: value.numpy().tolist() for one, value in outputs.items()}
    if "inputs" in asked:
        return {"outputs": columns if len(columns) > 1 else next(iter(columns.values()))}
    if len(columns) == 1:
        return {"predictions": next(iter(columns.values()))}
    if len({len(column) for column in columns.values()}) > 1:
        raise RefusedError(400, f"inconsistent batch size: { {one: len(rows) for one, rows in columns.items()} }")
    return {"predictions": [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]}


class Handler(BaseHTTPRequestHandler):
    """Answers requests from the shelf."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    shelf: Shelf

    def do_GET(self) -> None:
        """Say how a model's versions are."""
        found = ADDRESS.fullmatch(self.path)
        self.tell(200, self.shelf.status(found["name"])) if found else self.tell(404, {"error": "Not found"})

    def do_POST(self) -> None:
        """Predict."""
        begun = time.thread_time()
        body = self.rfile.read(int(self.headers["Content-Length"]))
        found = ADDRESS.fullmatch(self.path)
        if not found or found["verb"] != "predict":
            self.tell(404, {"error": "Not found"})
            return
        try:
            answer = predict(self.shelf.find(found["name"], found["version"]), json.loads(body))
            self.tell(200, answer, spent=time.thread_time() - begun)
        except RefusedError as refused:
            self.tell(refused.status, {"error": str(refused)})

    def tell(self, status: int, answer: dict[str, Any], spent: float = 0.0) -> None:
        """Answer in JSON; a header of our own says what it cost this thread in seconds of a core."""
        body = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("X-Core-Seconds", f"{spent:.6f}")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Keep quiet."""


def main() -> None:
    """Serve until the process is killed."""
    Handler.shelf = Shelf(Path(sys.argv[1]))
    threading.Thread(target=Handler.shelf.watch, daemon=True).start()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    sys.stdout.write(f"{server.server_port}\n")
    sys.stdout.flush()
    server.serve_forever()


if __name__ == "__main__":
    main()

"""A model exported as a SavedModel, served by a fresh process over HTTP, and replaced while clients ask."""

import json
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from functools import cache
from http.client import HTTPConnection
from itertools import count
from pathlib import Path
from typing import Any

import numpy as np
import tensorflow as tf
from sklearn.datasets import load_digits

from deepdrill.lab.experiment import Lab, Runs, settles

TEST, FEATURES, FEW = 449, 150, 120
"""Images to test on; random features; images that version 1 has learnt from, where version 2 has all 1,348."""
IMAGES = 16
"""Images of a request."""
SWAP_AT, AFTER, MOST = 15, 25, 1500
"""The request at which version 2 arrives; requests to go on for once it answers; requests at most."""
ROWS, INSIDE, RENAMED, COPIED = "instances", "in the graph", "renamed into place", "copied into place"
ONE, ANY = "one image", "any number of images"
SIZES = (1, 4, 16, 64, 256)
COST = "the thread that answers"
Array = np.ndarray[Any, np.dtype[Any]]
NAMES = count(1)


class Digits(tf.Module):
    """Random features of an image and a linear layer on them; its version is a number in its graph."""

    def __init__(self, x: Array, y: Array, *, version: int, scaling: str) -> None:
        """Learn by least squares from pixels (N, 64), 0 to 16, and classes (N,)."""
        super().__init__()
        rng = np.random.default_rng(0)
        self.inside, self.version = scaling == INSIDE, version
        self.features = tf.Variable(rng.normal(0, 0.6, (64, FEATURES)).astype(np.float32))
        seen = tf.tanh((x / 16 - 0.5).astype(np.float32) @ self.features).numpy()
        gram = seen.T @ seen + 3 * np.eye(FEATURES)
        self.linear = tf.Variable(np.linalg.solve(gram, seen.T @ np.eye(10)[y]).astype(np.float32))

    def predict(self, images: tf.Tensor) -> dict[str, tf.Tensor]:
        """Take images (N, 64); give the class, the scores and the version, N rows each."""
        x = images / 16 - 0.5 if self.inside else images
        scores = tf.tanh(x @ self.features) @ self.linear
        version = tf.fill([tf.shape(images)[0]], self.version)
        return {"class": tf.argmax(scores, 1), "scores": scores, "version": version}


def export(model: Digits, folder: Path, signature: str) -> None:
    """Write the model with one signature, traced for the number of images that it says."""
    kind = tf.TensorSpec((1 if signature == ONE else None, 64), tf.float32, name="images")
    traced = tf.function(model.predict, input_signature=[kind], autograph=False)
    tf.saved_model.save(model, str(folder), signatures={"serving_default": traced.get_concrete_function()})


@cache
def server(program: Path) -> tuple[Path, int]:
    """Start the server in a fresh process, once; give the folder that it watches and its port."""
    root = Path.cwd() / "models"
    root.mkdir(exist_ok=True)
    process = subprocess.Popen(  # noqa: S603  the drill's own program
        [sys.executable, "-P", str(program), str(root)], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True
    )
    if process.stdout is None:
        raise RuntimeError("the server has no standard output")
    return root, int(process.stdout.readline())


class Client:
    """Asks one model over one connection."""

    def __init__(self, port: int, name: str, form: str) -> None:
        """Connect; form is the key that holds the images, instances or inputs."""
        self._connection = HTTPConnection("127.0.0.1", port, timeout=30)
        self._address, self._form = f"/v1/models/{name}", form

    def ask(self, images: Array, **more: str) -> tuple[int, dict[str, Any], float]:
        """Give HTTP's status, the outputs by column, and what it cost the answering thread in seconds of a core."""
        body = json.dumps({self._form: images.tolist(), **more})
        self._connection.request("POST", f"{self._address}:predict", body)
        response = self._connection.getresponse()
        answer = json.loads(response.read())
        if rows := answer.get("predictions"):
            answer = {"outputs": {name: [row[name] for row in rows] for name in rows[0]}}
        return response.status, answer.get("outputs", answer), float(response.headers["X-Core-Seconds"])

    def states(self) -> dict[str, str]:
        """Give the state of each version."""
        self._connection.request("GET", self._address)
        rows = json.loads(self._connection.getresponse().read())["model_version_status"]
        return {row["version"]: row["state"] for row in rows}

    def wait(self, version: str) -> None:
        """Wait until a version can be asked."""
        while self.states().get(version) != "AVAILABLE":
            time.sleep(0.02)


def put(source: Path, target: Path, arrival: str) -> Callable[[], None]:
    """Give what brings a version into the watched folder: by a rename, which is one step, or file by file."""

    def rename() -> None:
        source.rename(target)

    def copy() -> None:
        for file in sorted(one for one in source.rglob("*") if one.is_file()):  # the graph before the weights
            place = target / file.relative_to(source)
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(file, place)
            time.sleep(0.25)  # a slow network drive

    return rename if arrival == RENAMED else copy


def swap(lab: Lab, client: Client, arrive: Callable[[], None], x: Array, y: Array) -> list[float]:
    """Ask while version 2 arrives; give accuracy by version, requests that failed, failed loads seen."""
    right: dict[int, list[bool]] = {1: [], 2: []}
    failed = ends = 0
    arrival = threading.Thread(target=arrive)
    for number in range(MOST):
        if number == SWAP_AT:
            arrival.start()
        rows = lab.rng.integers(0, len(x), IMAGES)
        status, outputs, _ = client.ask(x[rows])
        version = outputs["version"][0] if status == 200 else 0
        failed += status != 200
        if version:
            right[version] += (np.array(outputs["class"]) == y[rows]).tolist()
            lab.point("version that answered", number, version, chart="swap")
        else:
            lab.point("failed", number, 0, chart="swap")
        ends += client.states().get("2") == "END"
        if lab.stopped or (not arrival.is_alive() and len(right[2]) >= AFTER * IMAGES) or failed > AFTER:
            break
        time.sleep(0.01)
    if arrival.is_alive():
        arrival.join()
    return [*(float(np.mean(one)) if one else float("nan") for one in right.values()), failed, ends]


def costs(lab: Lab, client: Client, x: Array) -> None:
    """Show what an image costs the server by how many are in a request; the least of some tries."""
    for size in SIZES:
        answers = [client.ask(np.resize(x, (size, 64))) for _ in range(7)]
        if answers[0][0] == 200:
            lab.point(COST, size, 1000 * min(spent for _, _, spent in answers) / size, chart="cost")


def run(lab: Lab, *, form: str, signature: str, scaling: str, arrival: str) -> None:
    """Export two versions, have the first served, ask, and let the second arrive meanwhile."""
    images, y = load_digits(return_X_y=True)
    order = lab.rng.permutation(len(images))
    x, y = images.astype(np.float32)[order], y[order]
    root, port = server(lab.data("server.py"))
    name = f"digits-{next(NAMES)}"
    store = Path.cwd() / "store" / name
    for version, last in ((1, TEST + FEW), (2, len(x))):
        export(Digits(x[TEST:last], y[TEST:last], version=version, scaling=scaling), store / str(version), signature)
    (root / name).mkdir()
    (store / "1").rename(root / name / "1")
    client = Client(port, name, form)
    client.wait("1")
    table = [
        {"request": "1 image"} | said(client.ask(x[:1])),
        {"request": f"{IMAGES} images"} | said(client.ask(x[:IMAGES])),
        {"request": "1 image, a signature that is not there"} | said(client.ask(x[:1], signature_name="top_three")),
    ]
    lab.table("what the server says", table)
    costs(lab, client, x[:TEST])
    first, second, failed, ends = swap(lab, client, put(store / "2", root / name / "2", arrival), x[:TEST], y[:TEST])
    lab.value("status for 16 images", table[1]["status"])
    for what, value in (("accuracy of version 1", first), ("accuracy of version 2", second)):
        lab.value(what, value)
    lab.value("requests that failed", failed)
    lab.value("times that version 2 was seen as not loadable", ends)
    client.wait("2")
    shutil.rmtree(root / name)


def said(asked: tuple[int, dict[str, Any], float]) -> dict[str, Any]:
    """Shorten an answer for the table."""
    status, outputs, _ = asked
    rows = {f"rows of {name}": len(outputs[name]) if name in outputs else None for name in ("class", "version")}
    return {"status": status, **rows, "error": str(outputs.get("error", ""))[:90]}


@settles("one-image")
def traced_for_one(runs: Runs) -> int:
    """Send sixteen images to a signature that was traced for one, and ask for the answer by column."""
    row = runs(signature=ONE, form="inputs").tables["what the server says"][1]
    found = tuple(int(row[key] or 0) for key in ("status", "rows of class", "rows of version"))
    runs.note(f"Sixteen images: status {found[0]}, rows of classes: {found[1]}, of versions: {found[2]}.")
    if found[0] == 400:
        return 0
    return {(200, 1, 1): 1, (200, IMAGES, 1): 2}.get(found, -1)


@settles("left-to-the-client")
def scaling_left_out(runs: Runs) -> int:
    """Compare the accuracy with the scaling in the graph and with a client that forgets it."""
    inside, outside = (runs(scaling=one).values for one in (INSIDE, "left to the client"))
    right, wrong = inside["accuracy of version 2"], outside["accuracy of version 2"]
    status = outside["status for 16 images"]
    runs.note(
        f"The accuracy is {right:.3f} with the scaling in the graph, {wrong:.3f} without; the status is {status:.0f}."
    )
    if status != 200:
        return 0
    return 2 if wrong < right - 0.2 else 1 if wrong > right - 0.02 else -1


@settles("half-a-version")
def half_a_version(runs: Runs) -> int:
    """Count failed requests while version 2 is copied into the watched folder, file by file."""
    run = runs(arrival=COPIED)
    failed, ends = run.values["requests that failed"], run.values["times that version 2 was seen as not loadable"]
    answered = run.ys("version that answered")
    runs.note(
        f"Of {len(answered) + failed:.0f} requests {failed:.0f} failed. "
        f"Version 2 was seen as not loadable {ends:.0f} times and answered {answered.count(2)} times in the end."
    )
    if not ends or 2 not in answered:
        return -1
    return 0 if failed else 1


@settles("cost")
def many_in_one(runs: Runs) -> int:
    """Compare what an image costs the server alone and among 64."""
    run = runs()
    alone, among = (run.ys(COST)[run.xs(COST).index(size)] for size in (1.0, 64.0))
    runs.note(f"An image costs {alone:.2f} ms of a core alone, {among:.3f} ms among 64.")
    ratio = alone / among
    return 0 if ratio < 1.5 else 1 if ratio < 3 else 2 if ratio > 5 else -1

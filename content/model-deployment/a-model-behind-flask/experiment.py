"""A forest behind Flask on a real socket: threads, a lock, batches, a file read too often, and broken requests."""

import http.client
import json
import multiprocessing
import pickle
import queue
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Annotated

import numpy as np
from flask import Flask, Response, jsonify, request
from pydantic import BaseModel, Field, ValidationError
from sklearn.datasets import load_digits
from sklearn.ensemble import RandomForestClassifier
from werkzeug.serving import make_server

from deepdrill.lab.experiment import Lab, Runs, settles

TREES, TRAINING = 40, 1200
CLIENTS = (1, 2, 4, 8)
REQUESTS = 16
"""At each number of clients, shared among them."""
SERVICE_S, COMPANY_S = 0.100, 0.005
"""What the service elsewhere takes, and how long a batch waits for more rows."""
ONE, EACH = "one thread", "a thread per request"
HERE, ELSEWHERE = "the forest computes here", "a service elsewhere takes 100 ms"
ALONE, LOCKED, BATCHED = "each by itself", "behind a lock", "in batches"
START = "at the start"
CHECKS = {
    "no checks": "/predict",
    "pydantic's defaults": "/predict-lax",
    "pydantic, strict with bounds": "/predict-strict",
}
"""Ways to check a request, and the route of each."""

Predict = Callable[[list[float]], int]

SERVED = {"calls": 0, "rows": 0}
"""What the server's process has asked of its model so far."""


class Lax(BaseModel):
    """A request as a first version declares it; FastAPI would check as much."""

    pixels: Annotated[list[float], Field(min_length=64, max_length=64)]


class Strict(BaseModel, strict=True):
    """A request with everything declared that is known of it."""

    pixels: Annotated[list[Annotated[float, Field(ge=0, le=16)]], Field(min_length=64, max_length=64)]


class Batches:
    """Collects rows of several requests into one call of the model."""

    def __init__(self, predict: Callable[[list[list[float]]], list[int]]) -> None:
        """Start the thread that makes the calls."""
        self._predict = predict
        self._waiting: queue.Queue[tuple[list[float], Future[int]]] = queue.Queue()
        threading.Thread(target=self._work, daemon=True).start()

    def __call__(self, row: list[float]) -> int:
        """Wait for the answer to one row, which shares a call with others."""
        answer: Future[int] = Future()
        self._waiting.put((row, answer))
        return answer.result()

    def _work(self) -> None:
        while True:
            batch = [self._waiting.get()]
            until = time.monotonic() + COMPANY_S
            while (left := until - time.monotonic()) > 0:
                try:
                    batch.append(self._waiting.get(timeout=left))
                except queue.Empty:
                    break
            try:
                for (_, answer), digit in zip(batch, self._predict([row for row, _ in batch]), strict=True):
                    answer.set_result(digit)
            except Exception as error:  # noqa: BLE001  each request of the batch gets it, and the thread lives on
                for _, answer in batch:
                    answer.set_exception(error)


def predictor(path: Path, *, work: str, calls: str, model: str) -> Predict:
    """Give the function from one row to its digit that the knobs describe."""
    kept = pickle.loads(path.read_bytes())  # noqa: S301  we have written it ourselves

    def rows(many: list[list[float]]) -> list[int]:
        SERVED["calls"] += 1
        SERVED["rows"] += len(many)
        forest = kept if model == START else pickle.loads(path.read_bytes())  # noqa: S301
        if work == ELSEWHERE:
            time.sleep(SERVICE_S)  # the interpreter's lock is free meanwhile, as it is while a socket is read
            return [0 for _ in many]
        return [int(digit) for digit in forest.predict(np.array(many, dtype=float))]

    if calls == BATCHED:
        return Batches(rows)
    lock = threading.Lock()

    def one(row: list[float]) -> int:
        if calls == LOCKED:
            with lock:
                return rows([row])[0]
        return rows([row])[0]

    return one


def application(predict: Predict) -> Flask:
    """Make the service: one route for each way to check a request."""
    app = Flask("digits")

    @app.post("/predict")
    def unchecked() -> Response:
        return jsonify(digit=predict(request.get_json()["pixels"]))

    @app.get("/used")
    def used() -> Response:
        return jsonify(SERVED | {"cpu_s": time.process_time(), "clock_s": time.monotonic()})

    def checked(shape: type[Lax] | type[Strict]) -> tuple[Response, int]:
        try:
            body = shape.model_validate(request.get_json())
        except ValidationError as error:
            return jsonify(error=[f"{one['loc']}: {one['msg']}" for one in error.errors()][:3]), 422
        return jsonify(digit=predict(body.pixels)), 200

    app.add_url_rule("/predict-lax", "lax", lambda: checked(Lax), methods=["POST"])
    app.add_url_rule("/predict-strict", "strict", lambda: checked(Strict), methods=["POST"])
    return app


def serve(path: Path, knobs: dict[str, str], port: "multiprocessing.Queue[int]") -> None:
    """Be the server, in a process of its own, until it is killed."""
    import logging  # noqa: PLC0415

    logging.disable(logging.CRITICAL)  # a line for each request, and a traceback for each broken one
    threaded = knobs.pop("server") == EACH
    server = make_server("127.0.0.1", 0, application(predictor(path, **knobs)), threaded=threaded)
    port.put(server.server_port)
    server.serve_forever()


def post(port: int, route: str, body: bytes, kind: str = "application/json") -> tuple[int, bytes]:
    """Send one request on a connection of its own; give status and body."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("POST", route, body, {"Content-Type": kind})
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def used_by(port: int) -> dict[str, float]:
    """Ask the server for its calls, their rows, its processor time and its clock."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("GET", "/used")
        answer: dict[str, float] = json.loads(connection.getresponse().read())
    finally:
        connection.close()
    return answer


def loaded(lab: Lab, port: int, bodies: list[bytes], clients: int) -> tuple[np.ndarray, float, list[int]]:
    """Have so many clients send all bodies, each its next as soon as it has an answer.

    Gives the latencies in ms, the answers per second, and the digits in the order of the bodies.
    """

    def one(body: bytes) -> tuple[float, int]:
        if lab.stopped:
            return 0.0, -1
        begun = time.monotonic()
        status, answer = post(port, "/predict", body)
        if status != http.client.OK:
            raise RuntimeError(f"a whole request got the status {status}")
        return 1000 * (time.monotonic() - begun), json.loads(answer)["digit"]

    begun = time.monotonic()
    with ThreadPoolExecutor(clients) as pool:
        answers = list(pool.map(one, bodies))
    took = time.monotonic() - begun
    return np.array([ms for ms, _ in answers]), len(bodies) / took, [digit for _, digit in answers]


def broken(good: list[float]) -> dict[str, tuple[bytes, str]]:
    """Make requests that nobody should answer with a digit, each with its content type."""

    def pixels(value: object) -> tuple[bytes, str]:
        return json.dumps({"pixels": value}).encode(), "application/json"

    return {
        "no JSON": (b"pixels=1,2,3", "application/json"),
        "JSON, but declared as text": (pixels(good)[0], "text/plain"),
        "no such key": (json.dumps({"image": good}).encode(), "application/json"),
        "63 pixels": pixels(good[1:]),
        "two images": pixels([good, good]),
        "a word among the numbers": pixels(["dark", *good[1:]]),
        "a number as text": pixels(["5", *good[1:]]),
        "true as a number": pixels([True, *good[1:]]),
        "null as a number": pixels([None, *good[1:]]),
        "NaN as a number": pixels([float("nan"), *good[1:]]),
        "500 where 16 is the most": pixels([500.0, *good[1:]]),
    }


def break_it(lab: Lab, port: int, good: list[float]) -> None:
    """Send every broken request to every route, and show what comes back."""
    rows = []
    for what, (body, kind) in broken(good).items():
        statuses = {check: str(post(port, route, body, kind)[0]) for check, route in CHECKS.items()}
        rows.append({"request": what} | statuses)
    lab.table("broken requests: status", rows)


def run(lab: Lab, *, server: str, work: str, calls: str, model: str) -> None:
    """Train a forest, serve it, call it with more and more clients, then break it."""
    images, classes = load_digits(return_X_y=True)
    order = lab.rng.permutation(len(images))
    x, y = images[order], classes[order]
    forest = RandomForestClassifier(TREES, random_state=lab.seed).fit(x[:TRAINING], y[:TRAINING])
    path = Path.cwd() / f"forest-{threading.get_native_id()}-{time.monotonic_ns()}.pickle"
    path.write_bytes(pickle.dumps(forest))
    context = multiprocessing.get_context("fork")
    port_told: multiprocessing.Queue[int] = context.Queue()
    knobs = {"server": server, "work": work, "calls": calls, "model": model}
    process = context.Process(target=serve, args=(path, knobs, port_told), daemon=True)
    process.start()
    try:
        port = port_told.get(timeout=30)
        test = x[TRAINING : TRAINING + REQUESTS]
        bodies = [json.dumps({"pixels": row.tolist()}).encode() for row in test]
        post(port, "/predict", bodies[0])  # the first request pays for what is imported late
        for clients in CLIENTS:
            before = used_by(port)
            ms, per_second, digits = loaded(lab, port, bodies, clients)
            used = {name: value - before[name] for name, value in used_by(port).items()}
            if lab.stopped:
                return
            for share, name in ((50, "median"), (95, "95th percentile")):
                lab.point(name, clients, np.percentile(ms, share), chart="latency")
            lab.point("answers", clients, per_second, chart="throughput")
        lab.value("ms, median, 1 client", lab.finished.ys("median")[0])
        lab.value("ms, median, 8 clients", lab.finished.last("median"))
        lab.value("answers per second, 8 clients", per_second)
        lab.value("cores that the server used, 8 clients", used["cpu_s"] / used["clock_s"])
        lab.value("rows per call of the model, 8 clients", used["rows"] / used["calls"])
        if work == HERE:  # the service elsewhere is only its waiting
            lab.value("answers as the forest gives them", np.mean(np.array(digits) == forest.predict(test)))
            break_it(lab, port, test[0].tolist())
    finally:
        process.kill()
        process.join()


@settles("threads")
def cores_of_eight_threads(runs: Runs) -> int:
    """Measure how many cores the server uses while eight threads compute."""
    one, many = (runs(server=server).values for server in (ONE, EACH))
    cores = many["cores that the server used, 8 clients"]
    speed = (one["answers per second, 8 clients"], many["answers per second, 8 clients"])
    runs.note(
        f"With a thread per request the server used {cores:.2f} cores. Eight clients got {speed[0]:.0f} answers per "
        f"second with one thread, {speed[1]:.0f} with one per request; on a busy machine that varies."
    )
    return 0 if cores > 1.4 else 1


@settles("lock")
def a_lock_to_be_safe(runs: Runs) -> int:
    """Compare the median latency with and without a lock, for one client and for eight."""
    free, locked = (runs(work=ELSEWHERE, calls=calls).values for calls in (ALONE, LOCKED))
    single, eight = (locked[name] / free[name] for name in ("ms, median, 1 client", "ms, median, 8 clients"))
    runs.note(
        f"With the lock one client waits {single:.2f} times as long as without, "
        f"and with eight each waits {eight:.1f} times as long."
    )
    if single > 1.7:
        return 2
    return 1 if eight > 2 else 0 if eight < 1.5 else -1


@settles("batches")
def nobody_to_share_with(runs: Runs) -> int:
    """Count the rows per call where the server has one thread, and where it has one per request."""
    one, many = (runs(server=server, work=ELSEWHERE, calls=BATCHED).values for server in (ONE, EACH))
    shared = [values["rows per call of the model, 8 clients"] for values in (one, many)]
    runs.note(
        f"A call has {shared[0]:.2f} rows on average with one thread, {shared[1]:.2f} with a thread per request; eight "
        f"clients get {one['answers per second, 8 clients']:.0f} and {many['answers per second, 8 clients']:.0f} "
        "answers per second."
    )
    if shared[1] < 1.5:
        return -1
    return 0 if shared[0] > 6 else 1 if shared[0] > 1.5 else 2


@settles("broken")
def what_comes_back(runs: Runs) -> int:
    """Count the statuses of the broken requests without checks."""
    rows = runs().tables["broken requests: status"]
    counts = {check: {kind: sum(int(row[check][0]) == kind for row in rows) for kind in (2, 4, 5)} for check in CHECKS}
    for check, seen in counts.items():
        runs.note(f"Of {len(rows)}, with {check}: {seen[2]} got a digit, {seen[4]} a 4xx, {seen[5]} a 500.")
    seen = counts["no checks"]
    if seen[2] >= 3 and seen[4] and seen[5]:
        return 2
    return 0 if seen[4] == len(rows) else 1 if not seen[2] else -1

"""A trained network leaves PyTorch: exported to ONNX, compared, timed by batch, served over HTTP, put under load."""

import http.client
import io
import json
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, HTTPServer

import numpy as np
import onnxruntime
import torch
from numpy.typing import NDArray
from sklearn.datasets import load_digits
from torch import nn

from deepdrill.lab.experiment import Lab, Runs, settles

TRAIN, STEPS = 1200, 150
BATCHES = (1, 2, 4, 8, 16, 32, 64)
ROUNDS, REQUESTS, ARRIVALS = 40, 60, 20_000
LOADS = (0.2, 0.4, 0.6, 0.8, 0.9, 0.95, 1.2, 1.6, 2.0, 3.0)
"""Requests that arrive, as a multiple of what one after another could be served."""

Floats = NDArray[np.float32]
Answer = Callable[[Floats], Floats]


class Reader(nn.Module):
    """Reads digits, and turns an image on a light ground over first."""

    def __init__(self, hidden: int) -> None:
        """Make two hidden layers."""
        super().__init__()
        self.net = nn.Sequential(
            nn.Linear(64, hidden), nn.ReLU(), nn.Linear(hidden, hidden), nn.ReLU(), nn.Linear(hidden, 10)
        )

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Take images (N, 64) from 0 to 1, all on one kind of ground; give scores (N, 10)."""
        if x.mean() > 0.5:
            x = 1 - x
        scores: torch.Tensor = self.net(x)
        return scores


def trained(hidden: int) -> tuple[Reader, Floats, NDArray[np.int64]]:
    """Train on digits on a dark ground; give the network, and images and classes to test on."""
    images, classes = load_digits(return_X_y=True)
    order = torch.randperm(len(images))
    x, y = torch.tensor(images, dtype=torch.float32)[order] / 16, torch.tensor(classes)[order]
    reader = Reader(hidden)
    optimizer = torch.optim.Adam(reader.parameters(), lr=0.002)
    for _ in range(STEPS):
        rows = torch.randint(TRAIN, (64,))
        loss = nn.functional.cross_entropy(reader(x[rows]), y[rows])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return reader.eval(), x[TRAIN:].numpy(), y[TRAIN:].numpy()


def exported(reader: Reader, example: Floats, *, dynamic: bool) -> bytes:
    """Follow the network along the example and write what was seen; the batch axis is left open or fixed."""
    buffer = io.BytesIO()
    torch.onnx.export(
        reader, (torch.from_numpy(example),), buffer, dynamo=False, opset_version=17,
        input_names=["images"], output_names=["scores"],
        dynamic_axes={"images": {0: "batch"}, "scores": {0: "batch"}} if dynamic else None,
    )  # fmt: skip
    return buffer.getvalue()


def session(file: bytes) -> onnxruntime.InferenceSession:
    """Have ONNX Runtime prepare the file for one thread."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 4
    return onnxruntime.InferenceSession(file, options, providers=["CPUExecutionProvider"])


def accepts(ready: onnxruntime.InferenceSession, batch: int) -> bool:
    """Whether it runs on so many images at once."""
    try:
        ready.run(None, {"images": np.zeros((batch, 64), dtype=np.float32)})
    except onnxruntime.capi.onnxruntime_pybind11_state.InvalidArgument:
        return False
    return True


def answering(ready: onnxruntime.InferenceSession) -> Answer:
    """Give what scores any number of images: at once where it can, else one after another."""

    def at_once(x: Floats) -> Floats:
        scores: Floats = ready.run(None, {"images": x})[0]
        return scores

    return at_once if accepts(ready, 2) else lambda x: np.concatenate([at_once(x[n : n + 1]) for n in range(len(x))])


def compared(lab: Lab, reader: Reader, answer: Answer, x: Floats, y: NDArray[np.int64]) -> None:
    """Show what PyTorch and ONNX Runtime say about the same images, on either ground."""
    rows = []
    for ground, images in (("dark", x), ("light", 1 - x)):
        with torch.no_grad():
            theirs = reader(torch.from_numpy(images)).numpy()
        ours = answer(images)
        right = [float((scores.argmax(1) == y).mean()) for scores in (theirs, ours)]
        apart = float(np.abs(ours - theirs).max() / np.abs(theirs).max())
        rows.append(
            {"ground": ground, "PyTorch": right[0], "ONNX Runtime": right[1], "scores apart by": f"{apart:.0e}"}
        )
        lab.value(f"{ground} ground, PyTorch", right[0])
        lab.value(f"{ground} ground, ONNX Runtime", right[1])
    lab.table("accuracy", rows)


def milliseconds(call: Callable[[], object]) -> float:
    """Give the processor time of a call: the lower quartile of some."""
    spent = []
    for _ in range(ROUNDS):
        start = time.thread_time()
        call()
        spent.append(time.thread_time() - start)
    return 1000 * float(np.quantile(spent, 0.25))


@torch.no_grad()
def by_batch(lab: Lab, reader: Reader, answer: Answer, x: Floats) -> list[float]:
    """Show the time for each image by batch; give that of a whole batch in ONNX Runtime."""
    whole = []
    for batch in BATCHES:
        images = x[:batch]
        tensor = torch.from_numpy(images)
        lab.point("PyTorch", batch, milliseconds(lambda tensor=tensor: reader(tensor)) / batch, chart="batch")
        whole.append(milliseconds(lambda images=images: answer(images)))
        lab.point("ONNX Runtime", batch, whole[-1] / batch, chart="batch")
    return whole


class Service(HTTPServer):
    """Answers POST with the classes of the images in the body, and keeps account of its thread's time."""

    def __init__(self, answer: Answer) -> None:
        """Listen on any free port of the loopback."""
        super().__init__(("127.0.0.1", 0), Handler)
        self.answer = answer
        self.all_s = 0.0
        self.model_s = 0.0

    def one_connection(self) -> None:
        """Serve one client to its end."""
        start = time.thread_time()
        self.handle_request()
        self.all_s = time.thread_time() - start


class Handler(BaseHTTPRequestHandler):
    """One connection."""

    protocol_version = "HTTP/1.1"
    server: Service

    def do_POST(self) -> None:
        """Read images as JSON or as raw bytes, and give their classes in JSON."""
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.headers["Content-Type"] == "application/json":
            images = np.array(json.loads(body), dtype=np.float32)
        else:
            images = np.frombuffer(body, dtype=np.float32).reshape(-1, 64)
        start = time.thread_time()
        scores = self.server.answer(images)
        self.server.model_s += time.thread_time() - start
        told = json.dumps(scores.argmax(1).tolist()).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(told)))
        self.end_headers()
        self.wfile.write(told)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def served(answer: Answer, images: Floats, *, raw: bool) -> tuple[float, float]:
    """Send the same images again and again; give the server's milliseconds for each request, and the model's."""
    with Service(answer) as service:
        thread = threading.Thread(target=service.one_connection)
        thread.start()
        client = http.client.HTTPConnection(*service.server_address)
        kind = "application/octet-stream" if raw else "application/json"
        body = images.tobytes() if raw else json.dumps(images.tolist()).encode()
        for _ in range(REQUESTS):
            client.request("POST", "/", body, {"Content-Type": kind})
            json.loads(client.getresponse().read())
        client.close()
        thread.join()
    return 1000 * service.all_s / REQUESTS, 1000 * service.model_s / REQUESTS


def over_http(lab: Lab, answer: Answer, x: Floats) -> None:
    """Show what the server spends on an image, in the model and around it."""
    for batch in (1, 4, 16, 64):
        for name, raw in (("JSON", False), ("raw bytes", True)):
            whole, model = served(answer, x[:batch], raw=raw)
            lab.point(f"request in {name}", batch, whole / batch, chart="http")
            if raw:
                lab.point("model alone", batch, model / batch, chart="http")
            if batch == 1:
                lab.value(f"model's share, one image in {name}", model / whole)


def latencies(
    arrive: NDArray[np.float64], cost: Callable[[int], float], *, most: int, wait: float
) -> NDArray[np.float64]:
    """Serve requests in order of arrival; give for each the time until its answer.

    Args:
        arrive: When each arrives, ascending.
        cost: The time of a batch by its size.
        most: Requests that go into a batch at most.
        wait: How long the oldest of a batch that is not full may wait for more while the server is idle.
    """
    times, done = arrive.tolist(), np.empty(len(arrive))
    free, first = 0.0, 0
    while first < len(times):
        start = max(free, times[first])
        full = times[first + most - 1] if first + most <= len(times) else float("inf")
        if full > start:
            start = max(start, min(full, times[first] + wait))
        last = first + 1
        while last < len(times) and last - first < most and times[last] <= start:
            last += 1
        free = start + cost(last - first)
        done[first:last] = free
        first = last
    return done - arrive


def under_load(lab: Lab, whole: list[float], most: int, wait: float) -> None:
    """Show the latency by load, in units of the time that one image takes alone."""

    def cost(batch: int) -> float:
        return float(np.interp(batch, BATCHES, whole)) / whole[0]

    for load in LOADS:
        arrive = np.cumsum(lab.rng.exponential(1 / load, ARRIVALS))
        alone = latencies(arrive, lambda _: 1.0, most=1, wait=0.0)
        together = latencies(arrive, cost, most=most, wait=wait)
        if load < 1:
            lab.point("one at a time, slowest of 100", load, np.quantile(alone, 0.99), chart="load")
        lab.point("in batches, slowest of 100", load, np.quantile(together, 0.99), chart="load")
        lab.point("in batches, median", load, np.median(together), chart="load")


def run(lab: Lab, *, axis: str, example: str, hidden: int, most: int, wait: float) -> None:
    """Train, export, compare, time, serve, and put under load."""
    reader, x, y = trained(hidden)
    file = exported(reader, x[:1] if example == "dark ground" else 1 - x[:1], dynamic=axis == "dynamic")
    ready = session(file)
    answer = answering(ready)
    weights = sum(parameter.numel() for parameter in reader.parameters())
    lab.value("kilobytes of the file", len(file) / 1000)
    lab.value("kilobytes of the weights", 4 * weights / 1000)
    lab.value("takes 8 images at once", accepts(ready, 8))
    compared(lab, reader, answer, x, y)
    whole = by_batch(lab, reader, answer, x)
    lab.value("time of 32 images beside that of one", whole[BATCHES.index(32)] / whole[0])
    if lab.stopped:
        return
    over_http(lab, answer, x)
    under_load(lab, whole, most, wait)


@settles("axis")
def more_images_than_the_example(runs: Runs) -> int:
    """Give 8 images to a file that was exported with a batch of 1 and no open axis."""
    works = runs(axis="fixed at 1", hidden=64).values["takes 8 images at once"]
    runs.note(
        "ONNX Runtime takes the 8 images." if works else "ONNX Runtime refuses the 8 images as an invalid argument."
    )
    return 0 if works else 1


@settles("branch")
def the_other_branch(runs: Runs) -> int:
    """Compare PyTorch and ONNX Runtime on images whose branch the example did not take."""
    seen = runs().values
    theirs, ours = (seen[f"light ground, {who}"] for who in ("PyTorch", "ONNX Runtime"))
    runs.note(f"On a light ground PyTorch reads {theirs:.1%} of the digits, ONNX Runtime {ours:.1%}.")
    good, bad = 0.9, 0.3
    return -1 if theirs < good else 0 if ours > good else 2 if ours < bad else -1


@settles("batch")
def thirty_two_images(runs: Runs) -> int:
    """Compare the time of 32 images at once with that of one."""
    times = runs().values["time of 32 images beside that of one"]
    runs.note(f"32 images at once take {times:.1f} times as long as one.")
    return 0 if times <= 2 else 1 if times < 20 else 2


@settles("load")
def the_slowest_of_a_hundred(runs: Runs) -> int:
    """Look at the slowest of 100 answers where requests arrive at nine tenths of what one at a time can do."""
    seen, at = runs(), LOADS.index(0.9)
    alone, together = (seen.ys(f"{how}, slowest of 100")[at] for how in ("one at a time", "in batches"))
    runs.note(f"The slowest of 100 takes {alone:.1f} times as long as one image, in batches {together:.1f} times.")
    short, long = 5, 10
    if max(alone, together) < short:
        return 0
    return 1 if alone > long and together < short else 2 if min(alone, together) > long else -1

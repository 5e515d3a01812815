"""A small CNN in TensorFlow, its training step eager or traced, and the same network in PyTorch beside it.

Same weights at the start, same batches, same dropout masks: what differs is the framework.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import tensorflow as tf
import torch
from sklearn.datasets import load_digits
from torch.nn import functional as F

from deepdrill.lab.experiment import Lab, Runs, settles

STEPS, BATCH, TEST = 44, 64, 449
CHANNELS, SIDE, KEPT = 8, 8, 0.75
"""Of the convolution; pixels of an image's side; the share of units that dropout keeps."""
UNITS = SIDE * SIDE * CHANNELS
TRACED, NUMBER, NUMPY = "tf.function", "a Python number", "NumPy"
SHORT, ANY = "a short one ends each epoch", "any length from 1 to 64"
TOLD = "images of any number"
Array = np.ndarray[Any, np.dtype[Any]]


@dataclass
class Net:
    """The network in TensorFlow, and a counter of each kind: of Python's, and of the graph's."""

    weights: list[tf.Variable]
    """Kernel (3, 3, 1, C), its bias (C,), the dense layer's matrix (512, 10), its bias (10,)."""
    draw: np.random.Generator
    by_python: int = 0
    """How often Python has run the body of the step."""
    executed: tf.Variable = field(default_factory=lambda: tf.Variable(0, trainable=False))
    """How often the body's operations have run."""

    def logits(self, x: tf.Tensor, mask: tf.Tensor | float = 1.0) -> tf.Tensor:
        """Take images (N, 8, 8, 1); give (N, 10)."""
        kernel, bias, dense, shift = self.weights
        hidden = tf.nn.relu(tf.nn.conv2d(x, kernel, 1, "SAME") + bias)  # (N, 8, 8, C)
        return tf.reshape(hidden * mask, (-1, UNITS)) @ dense + shift


def step_of(net: Net, mask_by: str) -> Callable[..., tuple[tf.Tensor, ...]]:
    """Give the training step: one loss, one gradient, one move; it also returns the mask and the gradients."""

    def step(x: tf.Tensor, y: tf.Tensor, rate: Any) -> tuple[tf.Tensor, ...]:
        net.by_python += 1
        net.executed.assign_add(1)
        size = (SIDE, SIDE, CHANNELS)
        uniform = net.draw.random(size, dtype=np.float32) if mask_by == NUMPY else tf.random.uniform(size)
        mask = tf.cast(uniform < KEPT, tf.float32) / KEPT
        with tf.GradientTape() as tape:
            losses = tf.nn.sparse_softmax_cross_entropy_with_logits(y, net.logits(x, mask))
            loss = tf.reduce_mean(losses)
        gradients = tape.gradient(loss, net.weights)
        for weight, gradient in zip(net.weights, gradients, strict=True):
            weight.assign_sub(rate * gradient)
        return loss, mask, *gradients

    return step


def prepared(step: Callable[..., Any], how: str, told: str) -> Callable[..., Any]:
    """Leave the step eager, or have it traced, with or without a word on what it will be called with."""
    if how != TRACED:
        return step
    kinds = [tf.TensorSpec((None, SIDE, SIDE, 1)), tf.TensorSpec((None,), tf.int64), tf.TensorSpec(())]
    return tf.function(step, autograph=False, input_signature=kinds if told == TOLD else None)


def in_torch(weights: list[Array], *, pixels_in_order: bool = True) -> list[torch.Tensor]:
    """Carry weights over: kernel to (C, 1, 3, 3), matrix to (10, 512) with its columns as PyTorch flattens.

    TensorFlow flattens by row, column, channel and PyTorch by channel, row, column.
    """
    kernel, bias, dense, shift = weights
    if pixels_in_order:
        dense = dense.reshape(SIDE, SIDE, CHANNELS, 10).transpose(2, 0, 1, 3).reshape(UNITS, 10)
    return [torch.tensor(np.ascontiguousarray(one)) for one in (kernel.transpose(3, 2, 0, 1), bias, dense.T, shift)]


def torch_logits(weights: list[torch.Tensor], x: Array, mask: Array | None = None) -> torch.Tensor:
    """Compute the same in PyTorch; images and mask come as TensorFlow has them, channels last."""
    kernel, bias, dense, shift = weights
    hidden = F.relu(F.conv2d(torch.tensor(x).permute(0, 3, 1, 2), kernel, bias, padding=1))  # (N, C, 8, 8)
    if mask is not None:
        hidden = hidden * torch.tensor(mask).permute(2, 0, 1)
    return F.linear(hidden.flatten(1), dense, shift)


def torch_step(weights: list[torch.Tensor], x: Array, y: Array, mask: Array, rate: float) -> tuple[float, Any]:
    """Take the same step in PyTorch; give the loss and the gradients."""
    for weight in weights:
        weight.requires_grad_()
    loss = F.cross_entropy(torch_logits(weights, x, mask), torch.tensor(y))
    gradients = torch.autograd.grad(loss, weights)
    with torch.no_grad():
        for weight, gradient in zip(weights, gradients, strict=True):
            weight.sub_(rate * gradient)
    return loss.item(), gradients


def apart(ours: list[Array], theirs: Any) -> float:
    """Give how far TensorFlow's arrays are from PyTorch's, relative to their length."""
    first = torch.cat([one.flatten() for one in in_torch(ours)]).double()
    second = torch.cat([one.detach().flatten() for one in theirs]).double()
    return ((first - second).norm() / second.norm()).item()


def batches(lab: Lab, images: int, kind: str) -> list[Array]:
    """Give the rows of each step."""
    if kind == ANY:
        return [lab.rng.permutation(images)[: lab.rng.integers(1, BATCH + 1)] for _ in range(STEPS)]
    rows: list[Array] = []
    while len(rows) < STEPS:
        order = lab.rng.permutation(images)
        ends = images if kind == SHORT else images // BATCH * BATCH
        rows += [order[start : min(start + BATCH, ends)] for start in range(0, ends, BATCH)]
    return rows[:STEPS]


def initial(rng: np.random.Generator) -> list[Array]:
    """Draw weights: kernel, bias, matrix, bias."""
    kernel, dense = rng.normal(0, 0.5, (3, 3, 1, CHANNELS)), rng.normal(0, 0.04, (UNITS, 10))
    return [one.astype(np.float32) for one in (kernel, np.zeros(CHANNELS), dense, np.zeros(10))]


def channels_first() -> str:
    """Ask TensorFlow for a convolution with channels first, and say what comes of it on this machine."""
    try:
        tf.nn.conv2d(tf.ones((1, 1, 8, 8)), tf.ones((3, 3, 1, 1)), 1, "SAME", data_format="NCHW")
    except tf.errors.UnimplementedError:
        return "refused"
    return "runs"


def run(lab: Lab, *, step: str, rate: str, batch: str, told: str, mask: str) -> None:
    """Train both, count who runs the body, then carry the trained weights over to PyTorch."""
    images, classes = load_digits(return_X_y=True)
    x, y = (images / 16).astype(np.float32).reshape(-1, SIDE, SIDE, 1), classes.astype(np.int64)
    order = lab.rng.permutation(len(x))
    x, y, test_x, test_y = x[order[TEST:]], y[order[TEST:]], x[order[:TEST]], y[order[:TEST]]
    start = initial(lab.rng)
    net, twin = Net([tf.Variable(one) for one in start], lab.rng), in_torch(start)
    take = prepared(step_of(net, mask), step, told)
    masks, spent = set(), 0.0
    for number, rows in enumerate(batches(lab, len(x), batch)):
        now = 0.15 * 0.99**number
        given = tf.constant(x[rows]), tf.constant(y[rows]), now if rate == NUMBER else tf.constant(now)
        begun = time.process_time()
        loss, used, *gradients = [one.numpy() for one in take(*given)]
        spent += (time.process_time() - begun) * (number > 0)
        masks.add(used.tobytes())
        torch_loss, torch_gradients = torch_step(twin, x[rows], y[rows], used, now)
        if number == 0:
            lab.value("gradients apart, step 1", apart(gradients, torch_gradients))
        draw(lab, number + 1, net, (loss, torch_loss), twin)
        if lab.stopped:
            return
    lab.value("body run by Python", net.by_python)
    lab.value("different masks", len(masks))
    lab.value("CPU ms per step, without the first", 1000 * spent / (STEPS - 1))
    compare(lab, net, test_x, test_y)


def draw(lab: Lab, step: int, net: Net, losses: tuple[float, float], twin: list[torch.Tensor]) -> None:
    """Show where both are after a step."""
    for name, loss in zip(("TensorFlow", "PyTorch"), losses, strict=True):
        lab.point(name, step, loss, chart="loss")
    lab.point("operations executed", step, net.executed.numpy(), chart="body")
    lab.point("Python ran the body", step, net.by_python, chart="body")
    lab.point("weights", step, apart([one.numpy() for one in net.weights], twin), chart="apart")


def compare(lab: Lab, net: Net, x: Array, y: Array) -> None:
    """Show what the trained weights answer in either framework, carried over in two ways."""
    trained = [one.numpy() for one in net.weights]
    ours = net.logits(x).numpy().argmax(-1)
    careful, careless = (
        torch_logits(in_torch(trained, pixels_in_order=order), x).argmax(-1).numpy() for order in (True, False)
    )
    rows = {
        "TensorFlow": ours,
        "PyTorch, kernel and matrix transposed, columns put in order": careful,
        "PyTorch, kernel and matrix transposed": careless,
    }
    lab.table(
        "trained in TensorFlow, tested in",
        [{"": name, "accuracy": (one == y).mean(), "same answers": (one == ours).mean()} for name, one in rows.items()],
    )
    lab.table("convolution in TensorFlow on this machine", [{"NHWC": "runs", "NCHW": channels_first()}])
    lab.value("test accuracy", (ours == y).mean())


@settles("python-rate")
def a_rate_as_a_number(runs: Runs) -> int:
    """Count how often Python runs the traced step, with a rate that is another Python number each time."""
    times = runs(rate=NUMBER).values["body run by Python"]
    runs.note(f"In {STEPS} steps Python ran the body {times:.0f} times.")
    return {1.0: 0, 5.0: 1, float(STEPS): 2}.get(times, -1)


@settles("slowest")
def the_slowest(runs: Runs) -> int:
    """Compare the processor time of a step: eager, and traced with a rate of either kind."""
    settings = ({"step": "eager"}, {}, {"rate": NUMBER})
    eager, traced, numbered = (runs(**one).values["CPU ms per step, without the first"] for one in settings)
    runs.note(
        f"A step takes {eager:.0f} ms of a core eagerly, {traced:.1f} ms traced with the rate in a tensor, "
        f"{numbered:.0f} ms traced with the rate as a Python number."
    )
    times = [eager, traced, numbered]
    slowest = max(times)
    clear = sorted(times)[-2] * 1.5 < slowest
    return times.index(slowest) if clear else -1


@settles("numpy-mask")
def a_mask_of_numpy(runs: Runs) -> int:
    """Count the different dropout masks of a traced step that draws them with NumPy."""
    masks = runs(mask=NUMPY).values["different masks"]
    runs.note(f"In {STEPS} steps there were {masks:.0f} different masks, and {STEPS} with tf.random.")
    same = runs().values["different masks"] == STEPS
    return {float(STEPS): 0, 1.0: 1}.get(masks, -1) if same else -1


@settles("carried-over")
def carried_over(runs: Runs) -> int:
    """Compare the answers in PyTorch with TensorFlow's, where only shapes were made to fit."""
    rows = runs().tables["trained in TensorFlow, tested in"]
    right, careful, careless = (float(row["accuracy"] or 0) for row in rows)
    runs.note(
        f"Of the test images TensorFlow gets {right:.3f} right, PyTorch {careful:.3f} with the columns in order "
        f"and {careless:.3f} without."
    )
    if careful < right - 0.01:
        return -1
    return 0 if careless > right - 0.01 else 2 if careless < right - 0.3 else -1

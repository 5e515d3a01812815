"""Keras: one network built in three ways, with right and wrong losses, on two backends; and its batch normalisation.

The backend is chosen when Keras is imported, so the other one gets a process of its own: this file as a program.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from typing import Any

import keras
import numpy as np
import torch
from sklearn.datasets import load_digits

from deepdrill.lab.experiment import Lab, Runs, settles

EPOCHS, BATCH, TEST, HIDDEN = 6, 64, 449, 64
SEQUENTIAL, FUNCTIONAL = "Sequential", "functional"
RIGHT, LOGITS_WRONG, SOFTMAX_WRONG = (
    "logits, from_logits=True",
    "logits, from_logits=False",
    "softmax, from_logits=True",
)
HERE = "tensorflow"
TRAINING = "training, mean over the epoch"
PASSES = 40
"""Equal batches that a batch normalisation is shown."""
KERAS, SAME_NUMBER, OPPOSITE = "Keras, momentum m", "PyTorch, momentum m", "PyTorch, momentum 1 - m"
FROZEN, FREE, TORCH_FROZEN = "Keras, trainable=False", "Keras, trainable=True", "PyTorch, requires_grad=False"
Array = np.ndarray[Any, np.dtype[Any]]


def layers_of(momentum: float, head: str) -> list[keras.layers.Layer]:
    """Give the layers of the network: 64 pixels to 10 classes."""
    return [
        keras.layers.Dense(HIDDEN),
        keras.layers.BatchNormalization(momentum=momentum),
        keras.layers.ReLU(),
        keras.layers.Dense(10, activation="softmax" if head.startswith("softmax") else None),
    ]


class Subclassed(keras.Model):  # type: ignore[misc]
    """The network as a class: nothing is known of its shapes before a batch comes."""

    def __init__(self, layers: list[keras.layers.Layer]) -> None:
        """Take the layers."""
        super().__init__()
        self.stack = layers

    def call(self, x: Any, training: bool | None = None) -> Any:  # noqa: FBT001  Keras passes it so
        """Take images (N, 64); give (N, 10)."""
        dense, norm, relu, head = self.stack
        return head(relu(norm(dense(x), training=training)))


def build(form: str, layers: list[keras.layers.Layer]) -> keras.Model:
    """Put the layers together in one of Keras's three ways."""
    if form == SEQUENTIAL:
        return keras.Sequential([keras.layers.Input((64,)), *layers])
    if form != FUNCTIONAL:
        return Subclassed(layers)
    x = images = keras.layers.Input((64,))
    for layer in layers:
        x = layer(x)
    return keras.Model(images, x)


def redraw(model: keras.Model, rng: np.random.Generator) -> None:
    """Draw the matrices with NumPy, so that every form and every backend starts from the same weights."""
    weights = model.get_weights()
    model.set_weights([rng.normal(0, len(w) ** -0.5, w.shape) if w.ndim == 2 else w for w in weights])


def train(*, form: str, head: str, momentum: float, seed: int) -> dict[str, Any]:
    """Compile and fit; give the history by epoch and what was known before the first batch."""
    rng = np.random.default_rng(seed)
    images, classes = load_digits(return_X_y=True)
    order = rng.permutation(len(images))
    x, y = images[order].astype(np.float32), classes[order]
    model = build(form, layers_of(momentum, head))
    known = len(model.weights)
    model(x[:1])  # a subclassed model is built by its first batch
    redraw(model, rng)
    model.compile(
        optimizer=keras.optimizers.SGD(0.1),
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=head.endswith("True")),
        metrics=["accuracy"],
        jit_compile=False,
    )
    fitted = model.fit(
        x[TEST:], y[TEST:], batch_size=BATCH, epochs=EPOCHS, shuffle=False,
        validation_data=(x[:TEST], y[:TEST]), validation_batch_size=TEST, verbose=0,
    )  # fmt: skip
    return {"history": fitted.history, "known": known, "parameters": model.count_params()}


@cache
def process(backend: str) -> "subprocess.Popen[str]":
    """Start a process whose Keras has another backend; it ends when its standard input does."""
    return subprocess.Popen(  # noqa: S603  this very file
        [sys.executable, "-P", __file__],
        env=os.environ | {"KERAS_BACKEND": backend},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def train_elsewhere(backend: str, **job: Any) -> dict[str, Any]:
    """Have the same training done on another backend."""
    other = process(backend)
    if other.stdin is None or other.stdout is None:
        raise RuntimeError("the process of the other backend has no pipes")
    other.stdin.write(json.dumps(job) + "\n")
    other.stdin.flush()
    trained: dict[str, Any] = json.loads(other.stdout.readline())
    return trained


def keras_norm(momentum: float, batch: Array, *, trainable: bool = True) -> Callable[[], tuple[Array, Array]]:
    """Give a batch normalisation of Keras that, at each call, sees the batch in training mode."""
    layer = keras.layers.BatchNormalization(momentum=momentum)
    layer.trainable = trainable

    def see() -> tuple[Array, Array]:
        out = layer(batch, training=True)
        return keras.ops.convert_to_numpy(layer.moving_mean), keras.ops.convert_to_numpy(out)

    return see


def torch_norm(momentum: float, batch: Array, *, trainable: bool = True) -> Callable[[], tuple[Array, Array]]:
    """Give the same of PyTorch."""
    layer = torch.nn.BatchNorm1d(batch.shape[1], momentum=momentum).requires_grad_(trainable)

    def see() -> tuple[Array, Array]:
        out = layer(torch.tensor(batch))
        return layer.running_mean.numpy().copy(), out.detach().numpy()

    return see


def follow(lab: Lab, chart: str, norms: dict[str, Callable[[], tuple[Array, Array]]], mean: Array) -> list[float]:
    """Show how far each moving mean has come from zero towards the batch's, and give the mean of each one's output."""
    outputs = []
    for name, see in norms.items():
        for count in range(PASSES + 1):
            moving, out = see() if count else (np.zeros_like(mean), mean)
            lab.point(name, count, moving @ mean / (mean @ mean), chart=chart)
        outputs.append(float(out.mean()))
    return outputs


def normalise(lab: Lab, momentum: float) -> None:
    """Show the same batch to batch normalisations, again and again."""
    batch = lab.rng.normal(3, 2, (BATCH, 8)).astype(np.float32)
    mean = batch.mean(0)
    follow(
        lab,
        "momentum",
        {
            KERAS: keras_norm(momentum, batch),
            SAME_NUMBER: torch_norm(momentum, batch),
            OPPOSITE: torch_norm(1 - momentum, batch),
        },
        mean,
    )
    frozen = {
        FREE: keras_norm(0.9, batch),
        FROZEN: keras_norm(0.9, batch, trainable=False),
        TORCH_FROZEN: torch_norm(0.1, batch, trainable=False),
    }
    means = follow(lab, "frozen", frozen, mean)
    rows = [{"layer": name, "mean of its output": round(out, 3) + 0.0} for name, out in zip(frozen, means, strict=True)]
    lab.table("in training mode, on a batch with a mean near 3", rows)


def run(lab: Lab, *, form: str, head: str, momentum: float, backend: str) -> None:
    """Train on a backend, then look at batch normalisation by itself."""
    normalise(lab, momentum)
    job = {"form": form, "head": head, "momentum": momentum, "seed": lab.seed}
    trained = train(**job) if backend == HERE else train_elsewhere(backend, **job)
    history = trained["history"]
    for epoch in range(EPOCHS):
        lab.point(TRAINING, epoch + 1, history["accuracy"][epoch], chart="accuracy")
        lab.point("test", epoch + 1, history["val_accuracy"][epoch], chart="accuracy")
        lab.point(TRAINING, epoch + 1, history["loss"][epoch], chart="loss")
        lab.point("test", epoch + 1, history["val_loss"][epoch], chart="loss")
    lab.value("test accuracy", history["val_accuracy"][-1])
    lab.value("training loss, last epoch", history["loss"][-1])
    lab.value("weight arrays before the first batch", trained["known"])
    lab.value("numbers in them after it", trained["parameters"])


@settles("logits-as-probabilities")
def logits_as_probabilities(runs: Runs) -> int:
    """Compare the loss that takes logits for probabilities with the right one, by accuracy in training."""
    right, wrong = (runs(head=head).last(TRAINING, chart="accuracy") for head in (RIGHT, LOGITS_WRONG))
    runs.note(f"In the last epoch the training accuracy is {right:.3f} with from_logits=True, {wrong:.3f} with False.")
    return 1 if wrong > right - 0.03 else 2 if wrong < right - 0.1 else -1


@settles("softmax-twice")
def softmax_twice(runs: Runs) -> int:
    """Compare the training loss of a softmax that is declared to be logits, on two backends."""
    name = "training loss, last epoch"
    right = runs(head=RIGHT).values[name]
    here, there = (runs(head=SOFTMAX_WRONG, backend=backend).values[name] for backend in (HERE, "torch"))
    runs.note(
        f"The training loss ends at {right:.3f} with logits, at {here:.3f} with the softmax on TensorFlow, "
        f"at {there:.3f} with the softmax on PyTorch."
    )
    harmed = [loss > 1.4 for loss in (here, there)]
    same = [abs(loss - right) < 0.02 for loss in (here, there)]
    if harmed == [True, True]:
        return 0
    if same == [True, True]:
        return 1
    return 2 if same[0] and harmed[1] else -1


@settles("momentum")
def the_same_number(runs: Runs) -> int:
    """See how far the moving means have come after 20 equal batches, with momentum 0.99 in both."""
    run = runs(momentum=0.99)
    ours, theirs = (run.ys(name)[20] for name in (KERAS, SAME_NUMBER))
    runs.note(f"After 20 batches the moving mean has come {ours:.1%} of the way in Keras, {theirs:.1%} in PyTorch.")
    slow = [share < 0.3 for share in (ours, theirs)]
    return {(True, True): 0, (True, False): 1, (False, True): 2}.get((slow[0], slow[1]), -1)


@settles("frozen")
def frozen_layers(runs: Runs) -> int:
    """See in which framework a frozen batch normalisation still follows the batches in training mode."""
    run = runs()
    ours, theirs = (run.last(name) for name in (FROZEN, TORCH_FROZEN))
    runs.note(f"The moving mean went {ours:.0%} of the way in Keras and {theirs:.0%} in PyTorch.")
    moved = (ours > 0.01, theirs > 0.01)
    return {(False, False): 0, (False, True): 1, (True, True): 2}.get(moved, -1)


def serve_trainings() -> None:
    """Do one training for each line of standard input; this process has the backend that its environment names."""
    for line in sys.stdin:
        sys.stdout.write(json.dumps(train(**json.loads(line)), default=float) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    torch.set_num_threads(1)
    serve_trainings()

"""TensorFlow's MirroredStrategy over logical devices of one CPU, beside one device that sees the same batches."""

from collections.abc import Callable
from typing import Any

import keras
import numpy as np
import tensorflow as tf
from sklearn.datasets import load_digits

from deepdrill.lab.experiment import Lab, Runs, settles

MOST = 4
tf.config.set_logical_device_configuration(
    tf.config.list_physical_devices("CPU")[0], [tf.config.LogicalDeviceConfiguration()] * MOST
)

BATCH, TEST, HIDDEN = 64, 448, 32
"""1,349 images are left to train: 21 batches of 64, and one of 5."""
RIGHT, EACH, SHARED = "sum / images of the whole batch", "mean on each replica", "mean on each replica / replicas"
NO_NORM, NORM, SYNCHRONISED = "none", "batch norm", "batch norm, synchronized"
OFF = "relative to one device"
Array = np.ndarray[Any, np.dtype[Any]]


def network(norm: str, seed: int) -> keras.Model:
    """Make the network, 64 pixels to 10 classes; equal seeds give equal weights."""
    layers = [keras.layers.Input((64,)), keras.layers.Dense(HIDDEN)]
    if norm != NO_NORM:
        layers.append(keras.layers.BatchNormalization(momentum=0.9, synchronized=norm == SYNCHRONISED))
    model = keras.Sequential([*layers, keras.layers.ReLU(), keras.layers.Dense(10)])
    rng = np.random.default_rng(seed)
    model.set_weights([rng.normal(0, len(w) ** -0.5, w.shape) if w.ndim == 2 else w for w in model.get_weights()])
    return model


def optimizer_for(rule: str, model: keras.Model) -> keras.optimizers.Optimizer:
    """Make the optimizer, with its slots."""
    optimizer = keras.optimizers.Adam(0.005) if rule == "Adam" else keras.optimizers.SGD(0.5)
    optimizer.build(model.trainable_variables)
    return optimizer


def scaled(losses: tf.Tensor, how: str) -> tf.Tensor:
    """Make one number of a replica's losses (n,), whose gradients are going to be summed over replicas."""
    if how == EACH:
        return tf.reduce_mean(losses)
    context = tf.distribute.get_replica_context()
    if how == SHARED:
        return tf.reduce_mean(losses) / context.num_replicas_in_sync
    images = context.all_reduce(tf.distribute.ReduceOp.SUM, tf.cast(tf.size(losses), tf.float32))
    return tf.reduce_sum(losses) / images


def step_of(
    model: keras.Model, optimizer: keras.optimizers.Optimizer, how: str
) -> Callable[[tf.Tensor, tf.Tensor], tf.Tensor]:
    """Give what every replica does with its share; Keras's optimizer sums the gradients over replicas."""

    def step(x: tf.Tensor, y: tf.Tensor) -> tf.Tensor:
        with tf.GradientTape() as tape:
            losses = tf.nn.sparse_softmax_cross_entropy_with_logits(y, model(x, training=True))
            loss = scaled(losses, how)
        gradients = tape.gradient(loss, model.trainable_variables)
        optimizer.apply_gradients(zip(gradients, model.trainable_variables, strict=True))
        return tf.reduce_sum(losses)

    return step


def flat(model: keras.Model) -> Array:
    """Give all trained weights in one row."""
    return np.concatenate([np.ravel(keras.ops.convert_to_numpy(one)) for one in model.trainable_variables])


def batches(x: Array, y: Array) -> tf.data.Dataset:
    """Give a data set in batches of 64, and what is left."""
    return tf.data.Dataset.from_tensor_slices((x, y)).batch(BATCH)


class Mirrored:
    """A network on several replicas."""

    def __init__(self, replicas: int, norm: str, rule: str, loss: str, seed: int) -> None:
        """Make weights and optimizer within the strategy's scope, so that each replica holds a copy."""
        # Its collective operations are numbered from the start by each strategy, which one process cannot have twice.
        self.strategy = tf.distribute.MirroredStrategy(
            [f"CPU:{one}" for one in range(replicas)], cross_device_ops=tf.distribute.ReductionToOneDevice()
        )
        with self.strategy.scope():
            self.model = network(norm, seed)
            step = step_of(self.model, optimizer_for(rule, self.model), loss)
        strategy = self.strategy

        def whole(x: Any, y: Any) -> tf.Tensor:
            return strategy.reduce(tf.distribute.ReduceOp.SUM, strategy.run(step, (x, y)), axis=None)

        self._whole = whole
        self._traced: Callable[..., tf.Tensor] | None = None

    def shares(self, x: Array, y: Array) -> tf.distribute.DistributedDataset:
        """Let the strategy deal the batches out."""
        dealt = self.strategy.experimental_distribute_dataset(batches(x, y))
        if self._traced is None:  # the data set says that a batch may have any length, so one trace is enough
            self._traced = tf.function(self._whole, input_signature=dealt.element_spec, autograph=False)
        return dealt

    def step(self, x: Any, y: Any) -> float:
        """Train one batch; give the sum of its losses."""
        if self._traced is None:
            raise RuntimeError("ask for the shares first")
        return float(self._traced(x, y))

    def lengths(self, x: Any) -> list[int]:
        """Give how many images each replica got."""
        return [len(one) for one in self.strategy.experimental_local_results(x)]


def run(lab: Lab, *, replicas: int, loss: str, rule: str, norm: str, epochs: int) -> None:
    """Train on replicas and on one device, step by step, on the same batches."""
    images, classes = load_digits(return_X_y=True)
    order = lab.rng.permutation(len(images))
    x, y = (images / 16).astype(np.float32)[order], classes.astype(np.int64)[order]
    test_x, test_y, x, y = x[:TEST], y[:TEST], x[TEST:], y[TEST:]
    many, alone = Mirrored(replicas, norm, rule, loss, lab.seed), network(norm, lab.seed)
    kinds = [tf.TensorSpec((None, 64)), tf.TensorSpec((None,), tf.int64)]
    lone_step = tf.function(step_of(alone, optimizer_for(rule, alone), RIGHT), input_signature=kinds, autograph=False)
    start, number, dealt = flat(alone), 0, {}
    for _ in range(epochs):
        rows = lab.rng.permutation(len(x))
        for (share, labels), (whole, whole_y) in zip(
            many.shares(x[rows], y[rows]), batches(x[rows], y[rows]), strict=True
        ):
            number += 1
            images_now = len(whole)
            losses = many.step(share, labels) / images_now, float(lone_step(whole, whole_y)) / images_now
            dealt[images_now] = many.lengths(share)
            lab.point(f"{replicas} replicas", number, losses[0], chart="loss")
            lab.point("one device", number, losses[1], chart="loss")
            ours, theirs = flat(many.model), flat(alone)
            lab.point(OFF, number, np.linalg.norm(ours - theirs) / np.linalg.norm(theirs), chart="apart")
            if number == 1:
                lab.value("first step, times that of one device",
                          np.linalg.norm(ours - start) / np.linalg.norm(theirs - start))  # fmt: skip
            if lab.stopped:
                return
    lab.table(
        "how a batch is dealt out",
        [
            {"images in the batch": all_, "images of each replica": ", ".join(map(str, parts))}
            for all_, parts in dealt.items()
        ],
    )
    for name, model in (("on replicas", many.model), ("on one device", alone)):
        right = keras.ops.convert_to_numpy(model(test_x, training=False)).argmax(-1) == test_y
        lab.value(f"test accuracy, trained {name}", right.mean() if np.isfinite(flat(model)).all() else float("nan"))


@settles("whose-batch")
def whose_batch(runs: Runs) -> int:
    """Look at how many images each of four replicas gets of a batch of 64."""
    rows = runs(replicas=4, loss=SHARED, epochs=1).tables["how a batch is dealt out"]
    parts = str(rows[0]["images of each replica"])
    runs.note(f"With four replicas they get {parts} images.")
    return {"64, 64, 64, 64": 0, "16, 16, 16, 16": 1}.get(parts, -1)


@settles("mean-on-each")
def mean_on_each(runs: Runs) -> int:
    """Compare the first step of two replicas, each with a mean of its own, with that of one device."""
    times = runs(loss=EACH, epochs=1).values["first step, times that of one device"]
    runs.note(f"With SGD the first step is {times:.3f} times as long as that of one device.")
    near = [abs(times / factor - 1) < 0.02 for factor in (1, 2, 0.5)]
    return near.index(True) if True in near else -1


@settles("five-images")
def five_images(runs: Runs) -> int:
    """See what becomes of the weights after a batch of five images for four replicas."""
    run = runs(replicas=4, loss=SHARED, epochs=1)
    before, after = run.ys(OFF)[20:22]
    dealt = run.tables["how a batch is dealt out"][-1]["images of each replica"]
    runs.note(f"The five images are dealt out as {dealt}. The weights are {before:.0e} off before, {after:.0e} after.")
    if before > 1e-4:
        return -1
    return 2 if not np.isfinite(after) else 0 if after < 1e-4 else 1 if after > 1e-3 else -1


@settles("own-statistics")
def own_statistics(runs: Runs) -> int:
    """Compare the weights of two replicas and of one device, with batch normalisation and without."""
    without, norm, synchronised = (runs(norm=one, epochs=1).ys(OFF)[20] for one in (NO_NORM, NORM, SYNCHRONISED))
    runs.note(
        f"After 21 steps the weights are {without:.0e} off without batch normalisation, {norm:.0e} with it, "
        f"{synchronised:.0e} with synchronized=True."
    )
    if without > 1e-4 or synchronised > 1e-3:
        return -1
    return 0 if norm < 1e-4 else 1 if norm > 1e-2 else -1

"""Small networks with filters of very different sizes; errors channel by channel, and hostile texts."""

import base64
import json
import pickle

import numpy as np

from deepdrill.judge.checks import Trial, check

SHARE, ROOM = 0.45, 0.51

Model = dict[str, np.ndarray]


def network(trial: Trial, *, wide: int = 32) -> Model:
    """Draw a network like that of the model stage; its channels differ in size by thousands, and one is zero."""
    shapes = {"conv1": (8, 1, 5, 5), "conv2": (16, 8, 3, 3), "dense": (wide, 256), "out": (6, wide)}
    model: Model = {}
    for name, shape in shapes.items():
        weight = trial.array(*shape, scale=(2 / np.prod(shape[1:])) ** 0.5, dtype="float32")
        weight[0] *= 60.0
        weight[1] *= 0.02
        weight[trial.dice.randrange(2, shape[0])] = 0.0
        model[name] = weight
        model[f"{name}_bias"] = trial.array(shape[0], scale=0.3, dtype="float32")
    return model


def packed_by(trial: Trial, model: Model) -> str:
    """Have a network packed, and demand a text."""
    seen = trial.call("pack", model)
    trial.require(isinstance(seen, str), "pack must give one text, a Python string.", seen=seen)
    return seen


@check
def is_small(trial: Trial) -> None:
    """The text has at most 45 % as many characters as the arrays have bytes."""
    for wide in (32, 70):
        model = network(trial, wide=wide)
        whole = sum(array.nbytes for array in model.values())
        count = len(packed_by(trial, model))
        trial.require(
            count <= SHARE * whole, f"The text has {count:,} characters, {count / whole:.0%} of {whole:,} bytes."
        )


@check
def comes_back_channel_by_channel(trial: Trial) -> None:
    """Every weight comes back to half a step of its own output channel, and biases as they are."""
    model = network(trial)
    seen = trial.call("unpack", packed_by(trial, model))
    trial.require(
        isinstance(seen, dict) and list(seen) == list(model),
        "unpack must give the same names in the same order.",
        seen=seen,
    )
    for name, array in model.items():
        back = seen[name]
        fine = isinstance(back, np.ndarray) and back.shape == array.shape and back.dtype == np.float32
        trial.require(fine, f"{name} must come back as a float32 array of shape {array.shape}.", seen=back)
        trial.require(bool(np.isfinite(back).all()), f"{name} comes back with a number that is not finite.", seen=back)
        if array.ndim == 1:
            trial.same(back, array, what=name, relative=1e-6)
            continue
        for channel, (one, was) in enumerate(zip(back, array, strict=True)):
            most = ROOM * float(np.abs(was).max()) / 127
            worst = float(np.abs(one.astype(np.float64) - was.astype(np.float64)).max())
            trial.require(
                worst <= most, f"In channel {channel} of {name} a weight is off by {worst:.3g}; {most:.3g} is allowed."
            )


@check
def refuses_what_is_no_network(trial: Trial) -> None:
    """What is no packed network raises ValueError, a pickle among it; and so does a network with a NaN."""
    model = network(trial)
    text = packed_by(trial, model)
    middle = len(text) // 2
    for what, content in (
        ("a pickle in base64", base64.b64encode(pickle.dumps(model)).decode("ascii")),
        ("half of the text", text[:middle]),
        ("a text with a hundred characters missing", text[:middle] + text[middle + 100 :]),
        ("other JSON", json.dumps([1, 2, {"layers": 3}])),
        ("plain words", "a network for the camera"),
    ):
        with trial.case(what):
            trial.raises("ValueError", "unpack", content)
    broken = {name: array.copy() for name, array in model.items()}
    broken["dense"][3, 5] = np.nan
    with trial.case("a network with a NaN"):
        trial.raises("ValueError", "pack", broken)

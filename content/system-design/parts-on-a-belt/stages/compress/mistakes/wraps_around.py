# /// mistake
# fails = "comes_back_channel_by_channel"
# says = "You divided by 128 steps, and 128 does not fit into an int8: it comes back as -128. Use 127, and clip."
# ///
import base64
import json

import numpy as np


def text_of(array):
    return base64.b64encode(np.ascontiguousarray(array).tobytes()).decode("ascii")


def array_of(text, dtype, shape):
    # A wrong length is a ValueError of reshape; validate, for otherwise strange characters are skipped in silence.
    return np.frombuffer(base64.b64decode(text, validate=True), dtype=dtype).reshape(shape)


def pack(model):
    packed = {}
    for name, array in model.items():
        if not np.isfinite(array).all():
            raise ValueError(f"{name} holds a number that is not finite")
        entry = {"shape": list(array.shape)}
        if array.ndim > 1:
            rows = array.reshape(len(array), -1)
            # A scale for each output channel: one large filter then costs no other filter its precision.
            scale = np.abs(rows).max(axis=1) / 128
            scale = np.where(scale > 0, scale, 1).astype("<f4")  # zeros stay zeros
            entry["scale"] = text_of(scale)
            entry["int8"] = text_of(np.round(rows / scale[:, None]).astype(np.int16).astype(np.int8))
        else:
            entry["float32"] = text_of(array.astype("<f4"))  # biases are few, and their errors add up
        packed[name] = entry
    return json.dumps(packed, separators=(",", ":"))


def unpack(text):
    try:
        packed = json.loads(text)
        return {name: restored(entry) for name, entry in packed.items()}
    except (AttributeError, KeyError, TypeError, RecursionError) as error:
        raise ValueError("this text is no packed network") from error


def restored(entry):
    shape = entry["shape"]
    if "float32" in entry:
        return array_of(entry["float32"], "<f4", shape).astype(np.float32)
    scale = array_of(entry["scale"], "<f4", [shape[0], 1])
    return (array_of(entry["int8"], np.int8, [shape[0], -1]) * scale).astype(np.float32).reshape(shape)

# /// mistake
# fails = "is_small"
# says = "You store half floats, which are half the size and not a quarter: use int8 with scales."
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
            entry["float16"] = text_of(array.astype("<f2"))
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
    return array_of(entry["float16"], "<f2", shape).astype(np.float32)

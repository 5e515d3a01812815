# /// mistake
# fails = "refuses_what_is_no_network"
# says = "You pickle: whoever sends such a text can have anything executed when it is loaded. Write numbers, names and shapes alone."
# ///
import base64
import pickle

import numpy as np


def array_of(text, dtype, shape):
    return np.frombuffer(text, dtype=dtype).reshape(shape)


def pack(model):
    packed = {}
    for name, array in model.items():
        if not np.isfinite(array).all():
            raise ValueError(f"{name} holds a number that is not finite")
        entry = {"shape": list(array.shape)}
        if array.ndim > 1:
            rows = array.reshape(len(array), -1)
            # A scale for each output channel: one large filter then costs no other filter its precision.
            scale = np.abs(rows).max(axis=1) / 127
            scale = np.where(scale > 0, scale, 1).astype("<f4")  # zeros stay zeros
            entry["scale"] = scale.tobytes()
            entry["int8"] = np.clip(np.round(rows / scale[:, None]), -127, 127).astype(np.int8).tobytes()
        else:
            entry["float32"] = array.astype("<f4").tobytes()  # biases are few, and their errors add up
        packed[name] = entry
    return base64.b64encode(pickle.dumps(packed)).decode("ascii")


def unpack(text):
    try:
        packed = pickle.loads(base64.b64decode(text))
        return {name: restored(entry) for name, entry in packed.items()}
    except Exception as error:
        raise ValueError("this text is no packed network") from error


def restored(entry):
    if isinstance(entry, np.ndarray):
        return entry
    shape = entry["shape"]
    if "float32" in entry:
        return array_of(entry["float32"], "<f4", shape).astype(np.float32)
    scale = array_of(entry["scale"], "<f4", [shape[0], 1])
    return (array_of(entry["int8"], np.int8, [shape[0], -1]) * scale).astype(np.float32).reshape(shape)

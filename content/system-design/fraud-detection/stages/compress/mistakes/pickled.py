# /// mistake
# fails = "refuses_what_is_no_network"
# says = "You unpickle bytes that may come from anywhere, and unpickling runs whatever they say. Use a format that holds numbers alone, such as npz with allow_pickle=False."
# ///
import io
import zipfile
import numpy as np
import pickle


def pack(layers):
    small = []
    for weight, bias in layers:
        scale = np.abs(weight).max(axis=0) / 127
        scale = np.where(scale > 0, scale, 1).astype(np.float32)
        small.append((np.clip(np.round(weight / scale), -127, 127).astype(np.int8), scale, bias))
    return np.frombuffer(pickle.dumps(small), dtype=np.uint8)


def score(packed, x):
    for weight, bias in unpack(packed)[:-1]:
        x = np.maximum(x @ weight.T + bias, 0)
    weight, bias = unpack(packed)[-1]
    return 1 / (1 + np.exp(-(x @ weight.T + bias)[:, 0].astype(np.float64)))


def unpack(packed):
    return [
        (one[0].astype(np.float32) * one[1], one[-1]) if len(one) == 3 else one
        for one in pickle.loads(packed.tobytes())
    ]

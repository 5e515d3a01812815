import io
import zipfile

import numpy as np


def pack(layers):
    arrays = {"layers": np.array(len(layers), dtype=np.int32)}
    for index, (weight, bias) in enumerate(layers):
        # A scale for each input's column: one large weight then costs only its own column precision. Rows would do for
        # most networks; here a whole row would suffer from the large weight of one rare flag.
        scale = np.abs(weight).max(axis=0) / 127
        scale = np.where(scale > 0, scale, 1).astype(np.float32)
        arrays[f"w{index}"] = np.clip(np.round(weight / scale), -127, 127).astype(np.int8)
        arrays[f"s{index}"], arrays[f"b{index}"] = scale, bias.astype(np.float32)
    file = io.BytesIO()
    np.savez_compressed(file, **arrays)
    return np.frombuffer(file.getvalue(), dtype=np.uint8)


def score(packed, x):
    for weight, bias in unpack(packed)[:-1]:
        x = np.maximum(x @ weight.T + bias, 0)
    weight, bias = unpack(packed)[-1]
    return 1 / (1 + np.exp(-(x @ weight.T + bias)[:, 0].astype(np.float64)))


def unpack(packed):
    # allow_pickle=False refuses a pickle, also one in the archive; whatever else is wrong becomes a ValueError, too.
    try:
        with np.load(io.BytesIO(packed.tobytes()), allow_pickle=False) as file:
            return [
                (file[f"w{index}"].astype(np.float32) * file[f"s{index}"], file[f"b{index}"])
                for index in range(int(file["layers"]))
            ]
    except (KeyError, OSError, EOFError, TypeError, zipfile.BadZipFile) as error:
        raise ValueError("these bytes are no packed network") from error

# /// mistake
# fails = "gives_nearly_the_same_scores"
# says = "You took one scale for the whole matrix: the large weights of the rare flag set it, and all the small ones are rounded to zero. Give each column its own scale."
# ///
import io
import zipfile
import numpy as np


def pack(layers):
    arrays = {"layers": np.array(len(layers), dtype=np.int32)}
    for index, (weight, bias) in enumerate(layers):
        scale = np.full(weight.shape[1], np.abs(weight).max() / 127, dtype=np.float32)
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
    # allow_pickle=False refuses a pickle, also one inside the archive; whatever else is wrong becomes a ValueError, too.
    try:
        with np.load(io.BytesIO(packed.tobytes()), allow_pickle=False) as file:
            return [
                (file[f"w{index}"].astype(np.float32) * file[f"s{index}"], file[f"b{index}"])
                for index in range(int(file["layers"]))
            ]
    except (KeyError, OSError, EOFError, TypeError, zipfile.BadZipFile) as error:
        raise ValueError("these bytes are no packed network") from error

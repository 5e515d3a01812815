# /// mistake
# fails = "is_a_quarter_of_the_size"
# says = "You store half precision: that is half the size, not a quarter. Store 8-bit integers with a scale for each column."
# ///
import io
import zipfile
import numpy as np


def pack(layers):
    arrays = {"layers": np.array(len(layers), dtype=np.int32)}
    for index, (weight, bias) in enumerate(layers):
        arrays[f"w{index}"] = weight.astype(np.float16)
        arrays[f"s{index}"] = np.ones(weight.shape[1], dtype=np.float16)
        arrays[f"b{index}"] = bias.astype(np.float16)
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

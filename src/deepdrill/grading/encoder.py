"""Turn sentences into vectors, so that sentences that mean alike point the same way.

The encoder that deepdrill brings is all-MiniLM-L6-v2 in eight bits (`hatch_encoder.py` makes it); any folder with a
`model.onnx` of the same inputs and a `tokenizer.json` may take its place. Loaded on first use, one thread, no torch.
"""

from collections.abc import Sequence
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Protocol

from deepdrill.errors import EncoderUnavailable

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

    Vectors = NDArray[np.float32]

__all__ = ["EMBEDDED", "Encoder", "OnnxEncoder"]

EMBEDDED = Path(__file__).parent / "minilm"
"""Where the encoder that deepdrill brings lies."""

MOST_TOKENS = 128
"""Of one text: a sentence that is longer is read up to here, as the model was trained."""


class Encoder(Protocol):
    """Whatever turns sentences into vectors of length one."""

    @property
    def name(self) -> str:
        """What it is called in a grade."""

    def encode(self, texts: Sequence[str]) -> "Vectors":
        """Give one row for each text; (texts, width)."""


class OnnxEncoder:
    """An encoder in a folder: `model.onnx` takes `ids` and `mask` and gives `embedding`.

    Args:
        folder: Where `model.onnx` and `tokenizer.json` are.
    """

    def __init__(self, folder: Path = EMBEDDED) -> None:
        self._folder = folder
        self._lock = Lock()
        self._loaded: tuple[Tokenizer, InferenceSession] | None = None

    @property
    def name(self) -> str:
        """The folder's name."""
        return self._folder.name

    def encode(self, texts: Sequence[str]) -> "Vectors":
        """Give one row for each text.

        One text at a time: activations are scaled by the largest in a run, so that a text's vector would
        otherwise depend on its neighbours, and padding costs more than a run.

        Raises:
            EncoderUnavailable: The encoder is not there or cannot be read; the message says what to do.
        """
        import numpy as np  # noqa: PLC0415  the faces import this module for its names

        tokenizer, session = self._open()
        rows = [np.zeros((0, 0), np.float32)]
        for text in texts:
            ids = np.array([tokenizer.encode(text).ids], np.int64)
            rows.append(session.run(None, {"ids": ids, "mask": np.ones_like(ids)})[0])
        return np.concatenate(rows[1:] or rows)

    def _open(self) -> "tuple[Tokenizer, InferenceSession]":
        """Load it unless that has been done; threads that come meanwhile wait for the one that does."""
        with self._lock:
            if self._loaded is None:
                self._loaded = _load(self._folder)
            return self._loaded


def _load(folder: Path) -> "tuple[Tokenizer, InferenceSession]":
    missing = [name for name in ("model.onnx", "tokenizer.json") if not (folder / name).is_file()]
    if missing:
        raise EncoderUnavailable(
            f"The sentence encoder is not whole: {folder / missing[0]} is missing. {_advice(folder)}"
        )
    try:
        import onnxruntime  # noqa: PLC0415  takes a fifth of a second
        from tokenizers import Tokenizer  # noqa: PLC0415

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        session = onnxruntime.InferenceSession(
            str(folder / "model.onnx"), sess_options=options, providers=["CPUExecutionProvider"]
        )
        tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    except Exception as error:  # its libraries raise whatever they like for a bad file
        first = str(error).partition("\n")[0]
        raise EncoderUnavailable(
            f"The sentence encoder in {folder} cannot be read ({first}). {_advice(folder)}"
        ) from error
    tokenizer.no_padding()
    tokenizer.enable_truncation(MOST_TOKENS)
    return tokenizer, session


def _advice(folder: Path) -> str:
    if folder != EMBEDDED:
        return "Point DEEPDRILL_ENCODER at a folder with model.onnx and tokenizer.json, or unset it."
    return "Install deepdrill again; in a checkout, make the encoder with:  python hatch_encoder.py"

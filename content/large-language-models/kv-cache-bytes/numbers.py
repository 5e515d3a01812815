"""Memory of a key-value cache with grouped-query attention."""

import random

from deepdrill.grading.calculation import wrong

GIB = 2**30

# Wrong turns must not meet: query heads per key-value head are 5, 6 or 7, never 2, 4 or 8, which belong to the value
# forgotten, to wider numbers and to bits. No batch size is also a number of layers or of key-value heads.
HEADS = [(20, 4), (24, 4), (28, 4), (40, 8), (48, 8), (56, 8)]
LAYERS = [24, 28, 36, 40, 48, 60, 64, 80]
BATCH = [6, 12, 16, 20, 32]


def draw(rng: random.Random) -> dict[str, int]:
    """Draw a model, a batch and a length as they occur."""
    query_heads, kv_heads = rng.choice(HEADS)
    return {
        "layers": rng.choice(LAYERS),
        "query_heads": query_heads,
        "kv_heads": kv_heads,
        "head_width": rng.choice([64, 96, 128]),
        "batch": rng.choice(BATCH),
        "tokens": rng.choice([2_000, 4_096, 6_000, 8_192, 10_000, 16_384, 32_768]),
        "value_bytes": rng.choice([1, 2, 2]),
    }


def answer(
    layers: int,
    query_heads: int,  # noqa: ARG001  given, but does not enter
    kv_heads: int,
    head_width: int,
    batch: int,
    tokens: int,
    value_bytes: int,
) -> float:
    """A key and a value for each key-value head, in every layer, for every token of every sequence."""
    return 2 * layers * kv_heads * head_width * batch * tokens * value_bytes


def working(
    layers: int,
    query_heads: int,
    kv_heads: int,
    head_width: int,
    batch: int,
    tokens: int,
    value_bytes: int,
) -> list[str]:
    """Build the cache up from one token in one layer."""
    numbers = 2 * kv_heads * head_width
    token = numbers * layers * value_bytes
    sequence = token * tokens
    total = sequence * batch
    plural = "s" if value_bytes > 1 else ""
    one_token_one_layer = (
        f"One token in one layer leaves a key and a value for each of the {kv_heads} key-value heads: "
        rf"$2 \cdot {kv_heads} \cdot {head_width} = {_tex(numbers)}$ numbers. "
        f"The {query_heads} query heads share them and store nothing."
    )
    all_layers = (
        f"All {layers} layers, at {value_bytes} byte{plural} per number: "
        rf"${_tex(numbers)} \cdot {layers} \cdot {value_bytes} = {_tex(token)}$ bytes per token "
        f"({token / 1024:.4g} KiB)."
    )
    one_sequence = (
        f"One sequence of {tokens} tokens: "
        rf"${_tex(token)} \cdot {_tex(tokens)} = {_tex(sequence)}$ bytes ({sequence / GIB:.4g} GiB)."
    )
    whole_batch = (
        rf"The batch of {batch}: ${_tex(sequence)} \cdot {batch} = {_tex(total)}$ bytes, that is "
        f"{total / 1e9:.4g} GB or {total / GIB:.4g} GiB."
    )
    return [one_token_one_layer, all_layers, one_sequence, whole_batch]


def _tex(number: int) -> str:
    """Write a number with thin spaces between its thousands."""
    return f"{number:,}".replace(",", r"\,")


@wrong("You counted the keys but not the values, or the other way round: the cache holds both, so multiply by two.")
def keys_only(**numbers: int) -> float:
    """Half of it."""
    return answer(**numbers) / 2


@wrong(
    "You counted a key and a value for every query head (that is, the model's full width): the query heads of a "
    "group share them, so use the number of key-value heads."
)
def query_heads(**numbers: int) -> float:
    """Take ordinary multi-head attention."""
    return answer(**numbers) / numbers["kv_heads"] * numbers["query_heads"]


@wrong("You counted one layer: every layer has its own keys and values, so multiply by the number of layers.")
def one_layer(**numbers: int) -> float:
    """Forget the layers."""
    return answer(**numbers) / numbers["layers"]


@wrong("You counted one sequence: every sequence of the batch has its own cache, so multiply by the batch size.")
def one_sequence(**numbers: int) -> float:
    """Forget the batch."""
    return answer(**numbers) / numbers["batch"]


@wrong("You counted one token: the cache keeps every token of the sequence, so multiply by the number of tokens.")
def one_token(**numbers: int) -> float:
    """Forget the length."""
    return answer(**numbers) / numbers["tokens"]


@wrong("You counted one key-value head: multiply by the number of key-value heads in a layer.")
def one_head(**numbers: int) -> float:
    """Forget the heads."""
    return answer(**numbers) / numbers["kv_heads"]


@wrong(
    "You counted bits and called them bytes: the prompt gives the bytes per stored number, so do not multiply by eight."
)
def bits_for_bytes(**numbers: int) -> float:
    """Take eight times too much."""
    return answer(**numbers) * 8


@wrong("You took four bytes per number, as in float32: use the bytes per stored number that the prompt gives.")
def four_bytes(**numbers: int) -> float:
    """Take float32."""
    return answer(**numbers) / numbers["value_bytes"] * 4


@wrong(
    "You took the model's width (query heads times head width) as the width of every key-value head: use the width of "
    "one head."
)
def model_width(**numbers: int) -> float:
    """Take all heads' width for one head's."""
    return answer(**numbers) * numbers["query_heads"]


@wrong(
    "You let the cache grow with the square of the tokens: the attention scores do, but they are not stored, and each "
    "token adds one key and one value per head."
)
def square_of_the_tokens(**numbers: int) -> float:
    """Count a pair for every pair of tokens."""
    return answer(**numbers) * numbers["tokens"]

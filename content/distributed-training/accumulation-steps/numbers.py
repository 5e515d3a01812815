"""Micro-batches per optimizer step and replica."""

import itertools
import random

from deepdrill.grading.calculation import wrong
from deepdrill.grading.units import tex


def draw(rng: random.Random) -> dict[str, int]:
    """Draw a cluster and a batch that divides evenly, for which each wrong turn leads to another number."""
    while True:
        replicas = rng.choice([4, 8, 12, 16, 24])
        tensor, pipeline = rng.choice([2, 4, 8]), rng.choice([2, 3, 4, 6])
        micro_batch, tokens = rng.choice([2, 3, 4, 6]), rng.choice([2048, 4096, 8192])
        numbers = {
            "batch_tokens": replicas * micro_batch * tokens * rng.choice([5, 6, 8, 10, 12, 15, 16, 20]),
            "gpus": replicas * tensor * pipeline,
            "tensor": tensor,
            "pipeline": pipeline,
            "micro_batch": micro_batch,
            "tokens": tokens,
        }
        values = sorted(turn(**numbers) for turn in (answer, *TURNS))
        if all(high - low > 0.01 * high for low, high in itertools.pairwise(values)):
            return numbers


def answer(batch_tokens: int, gpus: int, tensor: int, pipeline: int, micro_batch: int, tokens: int) -> float:
    """Divide the batch by what all replicas see at once."""
    return batch_tokens * tensor * pipeline / (gpus * micro_batch * tokens)


def working(batch_tokens: int, gpus: int, tensor: int, pipeline: int, micro_batch: int, tokens: int) -> list[str]:
    """Replicas, tokens at once, quotient."""
    replicas = gpus // (tensor * pipeline)
    at_once = replicas * micro_batch * tokens
    return [
        (
            rf"One replica takes ${tensor} \cdot {pipeline} = {tensor * pipeline}$ GPUs, so there are ${gpus} / "
            f"{tensor * pipeline} = {replicas}$ replicas."
        ),
        rf"With one micro-batch each they see ${replicas} \cdot {micro_batch} \cdot {tokens} = {tex(at_once)}$ tokens.",
        (
            f"${tex(batch_tokens)} / {tex(at_once)} = {batch_tokens // at_once}$ micro-batches before the optimizer "
            "steps."
        ),
    ]


@wrong(
    "You took every GPU as a replica: the GPUs of one tensor- and pipeline-parallel group work on the same sequences."
)
def gpus_as_replicas(**numbers: int) -> float:
    """Forget model parallelism."""
    return answer(**{**numbers, "tensor": 1, "pipeline": 1})


@wrong("You left the pipeline out: its stages hold one model together and see the same sequences.")
def no_pipeline(**numbers: int) -> float:
    """Forget the stages."""
    return answer(**{**numbers, "pipeline": 1})


@wrong("You left tensor parallelism out: the GPUs of such a group see the same sequences.")
def no_tensor(**numbers: int) -> float:
    """Forget the tensor-parallel groups."""
    return answer(**{**numbers, "tensor": 1})


@wrong("You counted one sequence per micro-batch.")
def one_sequence(**numbers: int) -> float:
    """Forget the micro-batch."""
    return answer(**{**numbers, "micro_batch": 1})


@wrong("You calculated for a single replica: all of them add to the global batch.")
def one_replica(batch_tokens: int, micro_batch: int, tokens: int, **_: int) -> float:
    """Forget data parallelism."""
    return batch_tokens / (micro_batch * tokens)


@wrong("You divided tokens by sequences: multiply the sequences by their length first.")
def sequences(**numbers: int) -> float:
    """Forget the length."""
    return answer(**{**numbers, "tokens": 1})


TURNS = (gpus_as_replicas, no_pipeline, no_tensor, one_sequence, one_replica, sequences)

"""Average number of running requests."""

import itertools
import random

from deepdrill.grading.calculation import wrong
from deepdrill.grading.units import tex


def draw(rng: random.Random) -> dict[str, int]:
    """Draw traffic in which queue and prefill show beside decoding."""
    while True:
        numbers = {
            "rate": rng.choice([90, 150, 240, 330, 480, 660, 900]),
            "queue_ms": rng.choice([400, 600, 900, 1200]),
            "prefill_ms": rng.choice([250, 350, 500, 700, 950]),
            "tokens": rng.choice([80, 120, 180, 250, 350]),
            "token_ms": rng.choice([18, 22, 25, 32, 40]),
        }
        values = sorted(turn(**numbers) for turn in (answer, *TURNS))
        if all(high - low > 0.025 * high for low, high in itertools.pairwise(values)):
            return numbers


def answer(
    rate: int,
    queue_ms: int,  # noqa: ARG001  in the queue a request holds no place
    prefill_ms: int,
    tokens: int,
    token_ms: int,
) -> float:
    """Multiply arrivals per second by seconds in the batch."""
    return rate / 60 * (prefill_ms + tokens * token_ms) / 1000


def working(rate: int, queue_ms: int, prefill_ms: int, tokens: int, token_ms: int) -> list[str]:
    """Time in the batch, rate, product."""
    stay = (prefill_ms + tokens * token_ms) / 1000
    return [
        (
            rf"Time in the batch: ${prefill_ms} + {tokens} \cdot {token_ms} = {tex(1000 * stay)}$ ms, that is "
            f"${tex(stay)}$ s. The {queue_ms} ms of waiting come before."
        ),
        rf"Arrivals: ${rate} / 60 = {tex(rate / 60)}$ per second; in a stable system as many enter the batch.",
        rf"Little's law: $L = \lambda W = {tex(rate / 60)} \cdot {tex(stay)} = {tex(rate / 60 * stay)}$ requests.",
        rf"By the same law ${tex(rate / 60 * queue_ms / 1000)}$ more wait in the queue.",
    ]


@wrong("You counted the queue as well: the drill asks for the running batch, which a waiting request has not joined.")
def with_queue(rate: int, queue_ms: int, prefill_ms: int, tokens: int, token_ms: int) -> float:
    """Count the whole system."""
    return rate / 60 * (queue_ms + prefill_ms + tokens * token_ms) / 1000


@wrong("You left the prefill out: a request holds its place from there on.")
def no_prefill(rate: int, tokens: int, token_ms: int, **_: int) -> float:
    """Count decoding."""
    return rate / 60 * tokens * token_ms / 1000


@wrong("You left decoding out: each further token keeps the request in the batch.")
def no_decoding(rate: int, prefill_ms: int, **_: int) -> float:
    """Count the prefill."""
    return rate / 60 * prefill_ms / 1000


@wrong("You took requests per minute as requests per second: divide the rate by 60.")
def per_minute(**numbers: int) -> float:
    """Forget the 60."""
    return answer(**numbers) * 60


@wrong("You counted one token's time: the request stays until its last token.")
def one_token(rate: int, prefill_ms: int, token_ms: int, **_: int) -> float:
    """Stop after one token."""
    return rate / 60 * (prefill_ms + token_ms) / 1000


@wrong("You divided the rate by the time: requests in flight are rate times time.")
def divided(rate: int, prefill_ms: int, tokens: int, token_ms: int, **_: int) -> float:
    """Divide instead of multiply."""
    return rate / 60 / ((prefill_ms + tokens * token_ms) / 1000)


TURNS = (with_queue, no_prefill, no_decoding, per_minute, one_token, divided)

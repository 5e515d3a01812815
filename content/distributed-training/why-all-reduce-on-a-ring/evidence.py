"""A ring all-reduce played with numbers, what passes through a server, and when a tree is faster."""

import math

import torch

from deepdrill.lab.evidence import Evidence, claim


def ring(vectors: list[torch.Tensor]) -> tuple[list[torch.Tensor], int, int]:
    """Play a ring all-reduce: give the vectors at the end, the numbers that one worker sent, and the steps."""
    n = len(vectors)
    held = [[piece.clone() for piece in vector.chunk(n)] for vector in vectors]
    sent, steps = 0, 0
    for phase in ("add", "replace"):
        for step in range(n - 1):
            shift = step if phase == "add" else step - 1
            moving = [held[rank][(rank - shift) % n].clone() for rank in range(n)]  # all send at the same time
            for rank in range(n):
                target, place = (rank + 1) % n, (rank - shift) % n
                held[target][place] = held[target][place] + moving[rank] if phase == "add" else moving[rank]
            sent += len(moving[0])
            steps += 1
    return [torch.cat(pieces) for pieces in held], sent, steps


@claim
def the_ring_gives_everybody_the_sum(evidence: Evidence) -> None:
    """After 2(N − 1) steps every worker holds the sum of all vectors, having sent 2(N − 1)/N of one vector."""
    for n in (2, 4, 8, 16):
        vectors = [evidence.normal(n * 12) for _ in range(n)]
        wanted = torch.stack(vectors).sum(0)
        ends, sent, steps = ring(vectors)
        off = max(float((end - wanted).abs().max()) for end in ends)
        evidence.row(workers=n, steps=steps, sent_by_one_in_vectors=round(sent / len(wanted), 4), largest_error=off)
        evidence.require(off < 1e-10, f"With {n} workers a sum is off by {off:.1e}.")
        evidence.require(steps == 2 * (n - 1), f"It took {steps} steps.")
        evidence.require(sent * n == 2 * (n - 1) * len(wanted), f"One worker sent {sent} numbers.")


@claim
def a_server_is_a_bottleneck_and_a_ring_is_not(evidence: Evidence) -> None:
    """The busiest link carries 2N gradients with a server and fewer than 2 in a ring, for any number of workers."""
    workers, server, circle = (2, 4, 8, 16, 32, 64), [], []
    for n in workers:
        server.append(2.0 * n)  # n gradients in, n averages out
        _, sent, _ = ring([torch.ones(n) for _ in range(n)])
        circle.append(sent / n)
        evidence.row(workers=n, at_the_server=server[-1], in_the_ring=round(circle[-1], 3))
    evidence.require(max(circle) < 2, f"In the ring it is {max(circle):.3f}.")
    evidence.require(server[-1] > 60 * circle[-1], "The server is no bottleneck.")
    evidence.plot(x="workers", y="gradients over the busiest link", log_x=True, log_y=True)
    evidence.curve("one server", workers, server)
    evidence.curve("ring", workers, circle)


@claim
def a_tree_is_faster_for_small_messages(evidence: Evidence) -> None:
    """With 5 µs a message and 50 GB/s, 64 workers: a tree wins at 10 kB and the ring at 100 MB."""
    latency, per_byte, n = 5e-6, 1 / 50e9, 64
    sizes = [10.0**k for k in range(3, 10)]
    times = {"ring": [], "tree": []}
    for size in sizes:
        times["ring"].append(2 * (n - 1) * (latency + size / n * per_byte))
        times["tree"].append(2 * math.log2(n) * (latency + size * per_byte))
        evidence.row(bytes=size, ring_ms=round(1e3 * times["ring"][-1], 3), tree_ms=round(1e3 * times["tree"][-1], 3))
    evidence.require(times["tree"][1] < times["ring"][1] / 5, "At 10 kB the tree is not faster.")
    evidence.require(times["ring"][5] < times["tree"][5] / 3, "At 100 MB the ring is not faster.")
    evidence.plot(x="bytes", y="seconds", log_x=True, log_y=True)
    for name, seen in times.items():
        evidence.curve(name, sizes, seen)


@claim
def overlap_hides_all_but_the_last_bucket(evidence: Evidence) -> None:
    """If sending takes less time than the backward pass, sending in 20 buckets leaves a twentieth of it visible."""
    compute, send = 1.0, 0.6
    for buckets in (1, 5, 20):
        ready = [compute * (i + 1) / buckets for i in range(buckets)]
        end = 0.0
        for moment in ready:
            end = max(end, moment) + send / buckets
        evidence.row(buckets=buckets, step_takes=round(end, 3), visible=round(end - compute, 3))
        seen = end - compute
        evidence.require(abs(seen - send / buckets) < 1e-9, f"With {buckets} buckets {seen:.3f} is seen.")

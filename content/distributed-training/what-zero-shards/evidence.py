"""The bytes of each stage, a sharded optimizer that equals the whole one, and the numbers that are sent."""

import torch

from deepdrill.lab.evidence import Evidence, claim

WORKERS, SIZE = 4, 32


def stage_bytes(stage: int, workers: int) -> float:
    """Give the bytes per parameter on one GPU: weights, gradients, optimizer."""
    parts = ((2, 3), (2, 2), (12, 1))  # bytes, and the stage from which they are sharded
    return sum(size / workers if stage >= since else size for size, since in parts)


@claim
def the_bytes_of_each_stage(evidence: Evidence) -> None:
    """7.5 billion parameters on 64 GPUs take 120, 31.4, 16.6 and 1.9 GB each under stages 0 to 3."""
    seen, workers = [], (1, 2, 4, 8, 16, 32, 64, 128)
    for stage in range(4):
        each = stage_bytes(stage, 64)
        seen.append(round(each * 7.5, 1))
        evidence.row(stage=stage, bytes_per_parameter=round(each, 3), GB_on_each_GPU=seen[-1])
        evidence.curve(f"stage {stage}", workers, [stage_bytes(stage, n) for n in workers])
    evidence.plot(x="GPUs", y="bytes per parameter on each", log_x=True)
    evidence.require(seen == [120.0, 31.4, 16.6, 1.9], f"They take {seen}.")


def adam(weight: torch.Tensor, slope: torch.Tensor, state: list[torch.Tensor], step: int) -> torch.Tensor:
    """Give the weights after one step of Adam on some of the parameters; the state is changed in place."""
    state[0].lerp_(slope, 0.1)
    state[1].lerp_(slope * slope, 0.001)
    return weight - 0.01 * (state[0] / (1 - 0.9**step)) / ((state[1] / (1 - 0.999**step)).sqrt() + 1e-8)


@claim
def a_sharded_optimizer_takes_the_same_steps(evidence: Evidence) -> None:
    """Four workers that each update a quarter of the parameters come to the same weights as one that updates all."""
    whole = evidence.normal(SIZE)
    shards = [part.clone() for part in whole.chunk(WORKERS)]
    state = [torch.zeros(SIZE, dtype=whole.dtype) for _ in range(2)]
    states = [[torch.zeros_like(shards[0]) for _ in range(2)] for _ in range(WORKERS)]
    for step in range(1, 21):
        samples = evidence.normal(WORKERS, 8, SIZE)  # each worker's own batch
        gathered = torch.cat(shards)  # all-gather: every worker has all weights for its passes
        local = [(batch @ gathered)[:, None].mul(batch).mean(0) for batch in samples]
        mean = torch.stack(local).mean(0)
        whole = adam(whole, mean, state, step)
        for rank, part in enumerate(mean.chunk(WORKERS)):  # reduce-scatter: each worker gets its part of the mean
            shards[rank] = adam(shards[rank], part, states[rank], step)
    difference = float((torch.cat(shards) - whole).abs().max())
    evidence.row(workers=1, moments_on_each=2 * SIZE, difference=0.0)
    evidence.row(workers=WORKERS, moments_on_each=2 * SIZE // WORKERS, difference=difference)
    evidence.require(difference < 1e-12, f"The weights differ by {difference:.1e}.")


def sent(collective: str, size: int, workers: int) -> float:
    """Give the numbers that one worker sends in a ring for one collective over a vector of some size."""
    once = (workers - 1) / workers * size
    return {"all-reduce": 2 * once, "reduce-scatter": once, "all-gather": once}[collective]


@claim
def only_stage_three_sends_more(evidence: Evidence) -> None:
    """Stages 1 and 2 send as many numbers as plain data parallelism, stage 3 one and a half times as many."""
    plans = {
        "plain": ["all-reduce"],
        "stages 1 and 2": ["reduce-scatter", "all-gather"],
        "stage 3": ["all-gather", "all-gather", "reduce-scatter"],
    }
    volume = {name: sum(sent(one, 1, 64) for one in plan) for name, plan in plans.items()}
    for name, plan in plans.items():
        evidence.row(way=name, collectives=", ".join(plan), numbers_sent_per_parameter=round(volume[name], 3))
    evidence.require(volume["stages 1 and 2"] == volume["plain"], "Stages 1 and 2 send another amount.")
    evidence.require(abs(volume["stage 3"] / volume["plain"] - 1.5) < 1e-12, "Stage 3 does not send 1.5 times as many.")

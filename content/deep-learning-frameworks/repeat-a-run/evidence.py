"""Seeds, an extra draw, the order of a sum, what that becomes in training, and what a resumed run needs."""

import torch

from deepdrill.lab.evidence import Evidence, claim


def added_one_by_one(numbers: torch.Tensor) -> float:
    """Add 4,096 numbers in their order, in 64 strips: single additions only, so that every machine does the same."""
    strips = numbers.reshape(64, 64)
    total = strips[0].clone()
    for strip in strips[1:]:
        total = total + strip
    whole = total[0]
    for part in total[1:]:
        whole = whole + part
    return float(whole)


@claim
def addition_is_not_associative(evidence: Evidence) -> None:
    """The same 4,096 numbers added in other orders give other sums in single precision, far closer ones in double."""
    x = evidence.normal(4_096)
    wide = 0.0
    for name, kind in (("float32", torch.float32), ("float64", torch.float64)):
        sums = [added_one_by_one(x[torch.randperm(len(x), generator=evidence.rng)].to(kind)) for _ in range(20)]
        spread = max(sums) - min(sums)
        evidence.row(precision=name, different_sums_of_20_orders=len(set(sums)), spread=spread)
        if kind is torch.float32:
            wide = spread
            evidence.require(wide > 0, "All orders give the same sum.")
    evidence.require(spread < wide / 1e4, "Double precision differs as much.")


def train(seed: int, *, rate: float, nudge: float = 0.0, steps: int = 300) -> list[torch.Tensor]:
    """Train a small tanh network by descent with momentum in single precision; return all weights after each step.

    Products are written as sums over an axis: a library's matrix product may add in an order that depends on where
    in memory its operands lie, and then even two equal runs on one machine can differ.
    """
    dice = torch.Generator().manual_seed(seed)
    w, v = torch.randn(4, 16, generator=dice) * 2.0, torch.randn(16, generator=dice)
    x = torch.randn(32, 4, generator=dice)
    y = (x[:, 0] * x[:, 1] > 0).float()
    w[0, 0] += nudge
    speed_w, speed_v = torch.zeros_like(w), torch.zeros_like(v)
    path = []
    for _ in range(steps):
        h = torch.tanh((x[:, :, None] * w).sum(1))
        error = torch.sigmoid((h * v).sum(1)) - y
        slope_v = (error[:, None] * h).mean(0)
        slope_w = (x[:, :, None] * (error[:, None] * v * (1 - h * h))[:, None, :]).mean(0)
        speed_w, speed_v = 0.9 * speed_w + slope_w, 0.9 * speed_v + slope_v
        w, v = w - rate * speed_w, v - rate * speed_v
        path.append(torch.cat((w.flatten(), v)))
    return path


@claim
def training_amplifies_a_last_bit(evidence: Evidence) -> None:
    """At a large learning rate two runs that start 1e-6 apart end far apart; equal starts stay equal bit for bit."""
    seed = int(evidence.integers(1, low=0, high=10_000))
    evidence.plot(x="step", y="distance of the weights", log_y=True)
    for name, rate in (("large", 8.0), ("small", 0.5)):
        one, again, other = train(seed, rate=rate), train(seed, rate=rate), train(seed, rate=rate, nudge=1e-6)
        apart = [float((a - b).norm()) for a, b in zip(one, other, strict=True)]
        evidence.row(learning_rate=rate, after_1_step=apart[0], after_100=apart[99], after_300=apart[-1])
        evidence.curve(f"{name} learning rate", range(1, 301), [max(a, 1e-9) for a in apart])
        evidence.require(all(torch.equal(a, b) for a, b in zip(one, again, strict=True)), "Equal runs differ.")
        if name == "large":
            grown = max(apart) / max(apart[0], 1e-7)
            evidence.require(grown > 1e4, f"They only drift apart by a factor of {grown:.0f}.")


@claim
def an_extra_draw_shifts_everything(evidence: Evidence) -> None:
    """With the same seed, one additional random number changes all later draws; a generator of its own does not."""
    seed = int(evidence.integers(1, low=0, high=10_000))

    def draws(extra: str) -> torch.Tensor:
        torch.manual_seed(seed)
        if extra == "shared":
            torch.rand(1)
        if extra == "own":
            torch.rand(1, generator=torch.Generator().manual_seed(1))
        return torch.rand(1_000)

    plain = draws("none")
    for extra in ("shared", "own"):
        changed = int((draws(extra) != plain).sum())
        evidence.row(extra_draw_from=f"{extra} generator", later_numbers_that_changed=changed)
        evidence.require(changed > 900 if extra == "shared" else changed == 0, f"{extra}: {changed} numbers changed.")


@claim
def a_resumed_run_needs_the_optimizer(evidence: Evidence) -> None:
    """Resumed with weights and momentum a run goes on bit for bit; with weights alone it takes another path."""
    x, y = evidence.normal(64, 4), evidence.normal(64, 1)
    start = evidence.normal(4, 1)

    def run(w: torch.Tensor, speed: torch.Tensor, steps: int) -> tuple[torch.Tensor, torch.Tensor]:
        for _ in range(steps):
            speed = 0.9 * speed + x.T @ (x @ w - y) / 64
            w = w - 0.05 * speed
        return w, speed

    still = torch.zeros_like(start)
    whole, _ = run(start, still, 20)
    half, speed = run(start, still, 10)
    with_state, without = run(half, speed, 10)[0], run(half, still, 10)[0]
    evidence.row(checkpoint="weights and momentum", distance=float((with_state - whole).norm()))
    evidence.row(checkpoint="weights only", distance=float((without - whole).norm()))
    evidence.require(torch.equal(with_state, whole), "With the momentum it is another path.")
    evidence.require((without - whole).norm() > 1e-3, "Without the momentum it is the same path.")

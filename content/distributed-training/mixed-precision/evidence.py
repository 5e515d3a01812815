"""Ranges and steps of the 16-bit formats, gradients that vanish, updates that are lost, sums that stop."""

import torch

from deepdrill.lab.evidence import Evidence, claim

FORMATS = {"fp16": torch.float16, "bf16": torch.bfloat16, "fp32": torch.float32}


@claim
def one_has_the_precision_and_one_the_range(evidence: Evidence) -> None:
    """fp16 ends at 65,504 with steps of 1/1024 at one; bf16 reaches as far as fp32 with steps of 1/128."""
    for name, dtype in FORMATS.items():
        facts = torch.finfo(dtype)
        evidence.row(format=name, largest=facts.max, smallest_normal=facts.tiny, step_at_one=facts.eps)
    evidence.require(torch.finfo(torch.float16).max == 65_504, "fp16 ends elsewhere.")
    evidence.require(torch.finfo(torch.float16).eps == 1 / 1024, "The step of fp16 is another.")
    evidence.require(torch.finfo(torch.bfloat16).eps == 1 / 128, "The step of bf16 is another.")
    evidence.require(torch.finfo(torch.bfloat16).tiny == torch.finfo(torch.float32).tiny, "bf16 has another range.")
    evidence.require(bool(torch.tensor(70_000.0).to(torch.float16).isinf()), "70,000 fits into fp16.")


@claim
def small_gradients_vanish_in_fp16_and_scaling_saves_them(evidence: Evidence) -> None:
    """Of gradients around 1e-8 fp16 makes most zero; multiplied by 2^16 it keeps them, and bf16 keeps them anyway."""
    gradients = torch.exp(evidence.normal(20_000, scale=1.5)) * 1e-8
    scale = 2.0**16
    kept = {
        "fp16": gradients.to(torch.float16).double(),
        "fp16, loss times 65,536": (gradients * scale).to(torch.float16).double() / scale,
        "bf16": gradients.to(torch.bfloat16).double(),
    }
    zeros = {name: float((seen == 0).double().mean()) for name, seen in kept.items()}
    for name, seen in kept.items():
        error = float(((seen - gradients).abs() / gradients).mean())
        evidence.row(held_in=name, became_zero=round(zeros[name], 3), mean_relative_error=round(error, 5))
    evidence.require(zeros["fp16"] > 0.5, f"In fp16 {zeros['fp16']:.0%} become zero.")
    evidence.require(zeros["fp16, loss times 65,536"] < 0.001, "Scaling does not save them.")
    evidence.require(zeros["bf16"] == 0, "In bf16 some become zero.")


@claim
def updates_are_lost_without_master_weights(evidence: Evidence) -> None:
    """A thousand updates of 0.0001 move a weight of 1 in fp32 to 1.1, and in bf16 and fp16 not at all."""
    ends = {}
    for name, dtype in FORMATS.items():
        weight = torch.ones((), dtype=dtype)
        for _ in range(1_000):
            weight = weight + torch.tensor(0.0001, dtype=dtype)
        ends[name] = float(weight)
        evidence.row(weight_in=name, after_1000_updates=round(ends[name], 4))
    evidence.require(ends["fp16"] == ends["bf16"] == 1.0, f"They end at {ends}.")
    evidence.require(abs(ends["fp32"] - 1.1) < 1e-3, f"In fp32 it ends at {ends['fp32']}.")


@claim
def what_is_rounded_away(evidence: Evidence) -> None:
    """Updates over 512 times smaller than the weight are lost in bf16, over 4,096 times in fp16; larger ones count."""
    sizes = torch.exp2(evidence.uniform(20_000) * 6 - 3)
    for name, limit in (("bf16", 512), ("fp16", 4_096)):
        weights = sizes.to(FORMATS[name])
        lost = {}
        for smaller in (limit * 1.01, limit / 2.2):
            updates = (weights.double() / smaller).to(FORMATS[name])
            lost[smaller] = float((weights + updates == weights).double().mean())
            evidence.row(weight_in=name, update_smaller_by=round(smaller), share_lost=round(lost[smaller], 3))
        evidence.require(list(lost.values()) == [1.0, 0.0], f"{name}: the shares lost are {lost}.")
    moved = float(torch.ones((), dtype=torch.float16) + 0.001)
    evidence.require(moved > 1, "fp16 loses 0.001 of 1.")


@claim
def long_sums_stop_growing_in_16_bits(evidence: Evidence) -> None:
    """Adding 0.01 twenty thousand times gives 200 in fp32, 32 in fp16 and 4 in bf16: the sum outgrows its terms."""
    counts, ends = (100, 300, 1_000, 3_000, 10_000, 20_000), {}
    for name, dtype in FORMATS.items():
        # Where the sum stops does not depend on how it is added up one by one; cumsum would sum in another order.
        term, total, seen = torch.tensor(0.01, dtype=dtype), torch.zeros((), dtype=dtype), []
        for i in range(1, counts[-1] + 1):
            total += term
            if i in counts:
                seen.append(float(total))
        ends[name] = seen[-1]
        evidence.row(sum_in=name, of_20000_times_one_hundredth=round(seen[-1], 2))
        evidence.curve(name, counts, seen)
    evidence.plot(x="terms of 0.01", y="sum", log_x=True, log_y=True)
    evidence.require(abs(ends["fp32"] - 200) < 0.1, f"fp32: {ends['fp32']}.")
    evidence.require(ends["fp16"] == 32 and ends["bf16"] == 4, f"fp16: {ends['fp16']}, bf16: {ends['bf16']}.")


@claim
def the_states_take_sixteen_bytes_either_way(evidence: Evidence) -> None:
    """Weights, gradients, master copy and moments: 16 bytes per parameter, in 32 bits and in mixed precision alike."""
    parameter = torch.zeros(1)
    half = parameter.to(torch.bfloat16)
    plain = {"weights": parameter, "gradients": parameter, "two moments": torch.zeros(2)}
    mixed = {"weights": half, "gradients": half, "master weights": parameter, "two moments": torch.zeros(2)}
    totals = {}
    for name, parts in (("all 32 bits", plain), ("mixed", mixed)):
        sizes = {part: one.numel() * one.element_size() for part, one in parts.items()}
        totals[name] = sum(sizes.values())
        evidence.row(way=name, bytes=totals[name], parts=", ".join(f"{size} {part}" for part, size in sizes.items()))
    evidence.require(totals == {"all 32 bits": 16, "mixed": 16}, f"They take {totals}.")

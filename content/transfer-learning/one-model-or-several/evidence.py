"""When sharing helps, when it hurts, and what the units of a loss do to the shared gradient."""

import torch

from deepdrill.lab.evidence import Evidence, claim


@claim
def related_helps_and_unrelated_hurts(evidence: Evidence) -> None:
    """Sharing one map with a related target cuts the error of 8 labels; with an opposite target it multiplies it."""
    width, few, many = 6, 8, 200
    outcomes = {}
    for name, likeness in (("same", 1.0), ("opposite", -1.0)):
        alone_sum = shared_sum = 0.0
        for _ in range(20):
            truth = evidence.normal(width)
            x1, x2 = evidence.normal(few, width), evidence.normal(many, width)
            y1 = x1 @ truth + evidence.normal(few)
            y2 = x2 @ (likeness * truth) + evidence.normal(many)
            alone = torch.linalg.lstsq(x1, y1[:, None]).solution[:, 0]
            both = torch.linalg.lstsq(torch.cat((x1, x2)), torch.cat((y1, y2))[:, None]).solution[:, 0]
            alone_sum += float(((alone - truth) ** 2).sum())
            shared_sum += float(((both - truth) ** 2).sum())
        outcomes[name] = (alone_sum / 20, shared_sum / 20)
        evidence.row(
            other_target=name, error_alone=round(outcomes[name][0], 3), error_shared=round(outcomes[name][1], 3)
        )
    evidence.require(outcomes["same"][1] < 0.2 * outcomes["same"][0], f"Related: {outcomes['same']}.")
    evidence.require(outcomes["opposite"][1] > 1.5 * outcomes["opposite"][0], f"Opposite: {outcomes['opposite']}.")


@claim
def units_decide_who_wins(evidence: Evidence) -> None:
    """With depth in millimetres instead of metres, Adam's step on the shared weights follows depth alone."""
    body = torch.nn.Linear(8, 8)
    depth_head, label_head = torch.nn.Linear(8, 1), torch.nn.Linear(8, 5)
    x = evidence.normal(64, 8, dtype=torch.float32)
    metres, label = 2 + evidence.normal(64, dtype=torch.float32), evidence.integers(64, low=0, high=5)
    cosines = {}
    for unit, factor in (("metres", 1.0), ("millimetres", 1_000.0)):
        features = torch.tanh(body(x))
        of_depth = ((factor * depth_head(features)[:, 0] - factor * metres) ** 2).mean()
        of_label = torch.nn.functional.cross_entropy(label_head(features), label)
        depth, name = (torch.autograd.grad(loss, body.weight, retain_graph=True)[0] for loss in (of_depth, of_label))
        total = depth + name
        step = total.sign()  # Adam's first step
        cosines[unit] = float((step == depth.sign()).double().mean())
        evidence.row(
            unit=unit,
            depth_gradient=float(depth.norm()),
            label_gradient=float(name.norm()),
            adam_steps_as_depth_alone=round(cosines[unit], 3),
        )
    evidence.require(cosines["millimetres"] > 0.98, f"Only {cosines['millimetres']:.2f} of the steps follow depth.")
    evidence.require(cosines["metres"] < cosines["millimetres"], "In metres depth decides as much.")

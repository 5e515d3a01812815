"""A network pre-trained on related data: what its frozen features are worth, and what a large rate forgets."""

import torch

from deepdrill.lab.evidence import Evidence, claim

INPUTS = 20


def batch(evidence: Evidence, count: int) -> torch.Tensor:
    """Draw inputs; (count, INPUTS)."""
    return evidence.normal(count, INPUTS, dtype=torch.float32)


def world(evidence: Evidence) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Draw what both kinds of labels depend on: 5 hidden features, 8 old labels of them, one new label."""
    return (
        evidence.normal(INPUTS, 5, scale=0.5, dtype=torch.float32),
        evidence.normal(5, 8, dtype=torch.float32),
        evidence.normal(5, dtype=torch.float32),
    )


def pretrained(x: torch.Tensor, y: torch.Tensor) -> torch.nn.Sequential:
    """Train a body and a head of 8 labels on the old data."""
    net = torch.nn.Sequential(torch.nn.Linear(INPUTS, 16), torch.nn.Tanh(), torch.nn.Linear(16, y.shape[1]))
    adam = torch.optim.Adam(net.parameters(), lr=2e-2)
    for _ in range(150):
        adam.zero_grad()
        ((net(x) - y) ** 2).mean().backward()
        adam.step()
    return net


@claim
def frozen_features_need_few_labels(evidence: Evidence) -> None:
    """With 40 labels a linear head on frozen features has under half the error of the same network from scratch."""
    hidden, old, new = world(evidence)
    x = batch(evidence, 600)
    body = pretrained(x, torch.tanh(x @ hidden) @ old)[:2]
    few, test = batch(evidence, 40), batch(evidence, 1_000)
    target, truth = torch.tanh(few @ hidden) @ new, torch.tanh(test @ hidden) @ new
    with torch.no_grad():
        features = body(few)
        head = torch.linalg.solve(features.T @ features + 0.1 * torch.eye(16), features.T @ target)
        frozen = float(((body(test) @ head - truth) ** 2).mean() / truth.var())
    best = float("inf")
    net = torch.nn.Sequential(torch.nn.Linear(INPUTS, 16), torch.nn.Tanh(), torch.nn.Linear(16, 1))
    adam = torch.optim.Adam(net.parameters(), lr=2e-2)
    for step in range(150):
        adam.zero_grad()
        ((net(few)[:, 0] - target) ** 2).mean().backward()
        adam.step()
        if step % 10 == 9:  # stop at its best moment: more than fair to it
            with torch.no_grad():
                best = min(best, float(((net(test)[:, 0] - truth) ** 2).mean() / truth.var()))
    evidence.row(labels=40, frozen=round(frozen, 3), from_scratch=round(best, 3))
    evidence.require(frozen < 0.5 * best, f"Frozen {frozen:.2f}, from scratch {best:.2f}.")


@claim
def a_large_rate_forgets(evidence: Evidence) -> None:
    """40 steps on 40 new labels: the larger the rate, the worse the old labels are predicted by the old head."""
    hidden, old, new = world(evidence)
    x = batch(evidence, 600)
    y = torch.tanh(x @ hidden) @ old
    net = pretrained(x, y)
    saved = {k: v.clone() for k, v in net.state_dict().items()}
    few = batch(evidence, 40)
    target = torch.tanh(few @ hidden) @ new
    rates, lost = (1e-4, 1e-3, 1e-2, 1e-1), []
    for rate in rates:
        net.load_state_dict(saved)
        head = torch.nn.Linear(16, 1)
        adam = torch.optim.Adam(
            [{"params": net[0].parameters(), "lr": rate}, {"params": head.parameters(), "lr": 1e-2}]
        )
        for _ in range(40):
            adam.zero_grad()
            ((head(net[:2](few))[:, 0] - target) ** 2).mean().backward()
            adam.step()
        with torch.no_grad():
            lost.append(float(((net(x) - y) ** 2).mean() / y.var()))
        evidence.row(rate=rate, old_error=round(lost[-1], 4))
    evidence.require(lost == sorted(lost) and lost[-1] > 5 * lost[0], f"The old errors are {lost}.")
    evidence.plot(x="rate of the body", y="error on the old labels", log_x=True, log_y=True)
    evidence.curve("after fine-tuning", rates, lost)

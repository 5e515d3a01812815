"""The training loss wants no penalty, the validation loss does; and a learning rate decides over everything."""

import torch

from deepdrill.lab.evidence import Evidence, claim


@claim
def training_data_choose_no_penalty(evidence: Evidence) -> None:
    """The training error is smallest without an L2 penalty, the validation error with one."""
    d = 40
    true = evidence.normal(d) * 0.3

    def rows(n: int) -> tuple[torch.Tensor, torch.Tensor]:
        x = evidence.normal(n, d)
        return x, x @ true + evidence.normal(n, scale=2.0)

    (x, y), (held, wanted) = rows(60), rows(2_000)
    strengths = (0.0, 1.0, 3.0, 10.0, 30.0, 100.0, 300.0)
    train, valid = [], []
    for strength in strengths:
        w = torch.linalg.solve(x.T @ x + strength * torch.eye(d, dtype=torch.float64), x.T @ y)
        train.append(float((x @ w - y).square().mean()))
        valid.append(float((held @ w - wanted).square().mean()))
        evidence.row(penalty=strength, training_error=round(train[-1], 3), validation_error=round(valid[-1], 3))
    evidence.require(train == sorted(train), "A penalty lowered the training error.")
    evidence.require(min(valid) < 0.9 * valid[0], "No penalty is best on validation data too.")
    evidence.plot(x="penalty", y="mean squared error")
    evidence.curve("training", strengths, train)
    evidence.curve("validation", strengths, valid)


@claim
def a_factor_in_the_rate_decides(evidence: Evidence) -> None:
    """With the same network and steps, rates a factor of 1,000 apart give no learning, learning, and divergence."""
    x = evidence.normal(200, 5)
    y = x @ evidence.normal(5)
    ends = {}
    for rate in (0.001, 0.1, 2.0):
        w = torch.zeros(5, dtype=torch.float64)
        for _ in range(50):
            w = w - rate * 2 * x.T @ (x @ w - y) / 200
        ends[rate] = float((x @ w - y).square().mean() / y.square().mean())
        evidence.row(learning_rate=rate, loss_left_after_50_steps=ends[rate])
    evidence.require(ends[0.001] > 0.5, "The small rate learned.")
    evidence.require(ends[0.1] < 0.01, "The middle rate did not learn.")
    evidence.require(ends[2.0] > 10, "The large rate did not diverge.")

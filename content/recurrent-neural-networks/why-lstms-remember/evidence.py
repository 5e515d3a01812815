"""The gradient that reaches the start of a sequence, in a plain RNN and in LSTMs with three forget biases."""

import torch

from deepdrill.lab.evidence import Evidence, claim

WIDTH = 16
STEPS = (5, 15, 30, 60)


def reaching_start(cell: torch.nn.Module, evidence: Evidence, steps: int, *, memory: bool) -> float:
    """Return the norm of d(sum of the last state) / d(first state): the cell's, or an RNN's hidden state's."""
    first = evidence.normal(1, WIDTH, scale=0.1, dtype=torch.float32).requires_grad_()
    state = (torch.zeros(1, WIDTH), first) if memory else first
    for _ in range(steps):
        state = cell(evidence.normal(1, WIDTH, scale=0.3, dtype=torch.float32), state)
    last = state[1] if memory else state
    (grad,) = torch.autograd.grad(last.sum(), first)
    return float(grad.norm())


@claim
def the_cell_keeps_what_the_state_loses(evidence: Evidence) -> None:
    """Over 60 steps a plain RNN's gradient falls below a millionth; an LSTM of forget bias 4 keeps over a tenth."""
    curves: dict[str, list[float]] = {}
    rnn = torch.nn.RNNCell(WIDTH, WIDTH)
    for steps in STEPS:
        row = {"plain RNN": reaching_start(rnn, evidence, steps, memory=False)}
        for bias in (0.0, 1.0, 4.0):
            lstm = torch.nn.LSTMCell(WIDTH, WIDTH)
            with torch.no_grad():
                lstm.bias_ih.zero_(), lstm.bias_hh.zero_()
                lstm.bias_ih[WIDTH : 2 * WIDTH] = bias
            row[f"LSTM, forget bias {bias:.0f}"] = reaching_start(lstm, evidence, steps, memory=True)
        evidence.row(steps=steps, **row)
        for name, value in row.items():
            curves.setdefault(name, []).append(value)
    start = 16**0.5  # the gradient of the sum of 16 entries by themselves
    evidence.require(curves["plain RNN"][-1] < 1e-6 * start, f"The RNN keeps {curves['plain RNN'][-1]:.1e}.")
    evidence.require(
        curves["LSTM, forget bias 4"][-1] > 0.1 * start, f"The LSTM keeps {curves['LSTM, forget bias 4'][-1]:.2f}."
    )
    evidence.require(
        curves["LSTM, forget bias 0"][-1] < 1e-6 * start, "A forget gate near one half keeps the gradient."
    )
    evidence.plot(x="steps", y="norm of the gradient", log_y=True)
    for name, values in curves.items():
        evidence.curve(name, STEPS, values)


@claim
def along_the_cell_only_the_forget_gate(evidence: Evidence) -> None:
    """With the gates held fixed, dc_T/dc_0 is exactly the product of the forget gates."""
    steps = 20
    forget = torch.sigmoid(evidence.normal(steps, WIDTH) + 2)
    first = evidence.normal(WIDTH).requires_grad_()
    cell = first
    for t in range(steps):
        cell = forget[t] * cell + evidence.uniform(WIDTH) * torch.tanh(evidence.normal(WIDTH))
    (grad,) = torch.autograd.grad(cell.sum(), first)
    gap = float((grad - forget.prod(0)).abs().max())
    evidence.row(
        steps=steps, gap=gap, mean_gate=round(float(forget.mean()), 3), mean_gradient=round(float(grad.mean()), 4)
    )
    evidence.require(gap < 1e-12, f"They differ by {gap}.")


@claim
def an_lstm_can_still_explode(evidence: Evidence) -> None:
    """With recurrent weights five times as large the gradient through 60 steps of an LSTM grows a thousandfold."""
    larger = 0
    for _ in range(10):
        norms = []
        for scale in (1.0, 5.0):
            lstm = torch.nn.LSTMCell(WIDTH, WIDTH)
            with torch.no_grad():
                lstm.weight_hh.mul_(scale)
            norms.append(reaching_start(lstm, evidence, 60, memory=True))
        larger += norms[1] > 1_000 * norms[0]
    evidence.row(draws=10, thousandfold=larger)
    evidence.require(larger >= 7, f"Only {larger} of 10.")

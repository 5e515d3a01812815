"""Three quarters of the parameters, a state that stays within one, and a cell that counts."""

import torch

from deepdrill.lab.evidence import Evidence, claim


@claim
def three_quarters_of_the_parameters(evidence: Evidence) -> None:
    """A GRU layer has exactly 3/4 of the parameters of an LSTM layer with the same widths; the plain RNN has 1/4."""
    for inputs, width in ((32, 64), (128, 256)):
        counts = [
            sum(p.numel() for p in kind(inputs, width).parameters())
            for kind in (torch.nn.RNN, torch.nn.GRU, torch.nn.LSTM)
        ]
        evidence.row(inputs=inputs, width=width, rnn=counts[0], gru=counts[1], lstm=counts[2])
        evidence.require(4 * counts[1] == 3 * counts[2] and 4 * counts[0] == counts[2], f"Counted {counts}.")


@claim
def the_update_is_a_mixture(evidence: Evidence) -> None:
    """PyTorch's GRU cell gives z h + (1 - z) n; with z at one the state is copied, whatever the reset gate says."""
    cell = torch.nn.GRUCell(4, 8).double()
    x, h = evidence.normal(5, 4), evidence.uniform(5, 8) * 2 - 1
    from_x, from_h = x @ cell.weight_ih.T + cell.bias_ih, h @ cell.weight_hh.T + cell.bias_hh
    r = torch.sigmoid(from_x[:, :8] + from_h[:, :8])
    z = torch.sigmoid(from_x[:, 8:16] + from_h[:, 8:16])
    n = torch.tanh(from_x[:, 16:] + r * from_h[:, 16:])
    gap = float((z * h + (1 - z) * n - cell(x, h)).detach().abs().max())
    with torch.no_grad():
        cell.bias_ih[8:16] = 40.0  # update: keep
        cell.bias_ih[:8] = -40.0  # reset: close
        copied = float((cell(x, h) - h).abs().max())
    evidence.row(gap=gap, change_with_update_at_one_and_reset_at_zero=copied)
    evidence.require(gap < 1e-12, f"They differ by {gap}.")
    evidence.require(copied < 1e-9, f"The state changed by {copied}.")


@claim
def a_cell_counts_and_a_gru_state_does_not(evidence: Evidence) -> None:
    """Open gates and a candidate of one: the LSTM's cell is n after n steps; a GRU's state never leaves [-1, 1]."""
    lstm, gru = torch.nn.LSTMCell(1, 1).double(), torch.nn.GRUCell(1, 1).double()
    with torch.no_grad():
        for p in lstm.parameters():
            p.zero_()
        lstm.bias_ih.copy_(torch.tensor([40.0, 40.0, 40.0, 40.0]))  # input, forget, candidate, output
        state = (torch.zeros(1, 1, dtype=torch.float64), torch.zeros(1, 1, dtype=torch.float64))
        h, most = torch.zeros(1, 1, dtype=torch.float64), 0.0
        counts = []
        for _ in range(50):
            state = lstm(torch.ones(1, 1, dtype=torch.float64), state)
            counts.append(float(state[1]))
            for p in gru.parameters():
                p.copy_(evidence.normal(*p.shape, scale=5.0))
            h = gru(evidence.normal(1, 1, scale=5.0), h)
            most = max(most, abs(float(h)))
    evidence.row(steps=50, lstm_cell=round(counts[-1], 6), largest_gru_state=round(most, 6))
    evidence.require(abs(counts[-1] - 50) < 1e-6, f"The cell is {counts[-1]}.")
    evidence.require(most <= 1.0, f"The GRU's state reached {most}.")
    evidence.plot(x="step", y="state")
    evidence.curve("cell of the LSTM", range(1, 51), counts)

import torch


def gru_cell(x, h, w_ih, w_hh, b_ih, b_hh):
    # Unlike an LSTM's, the two sums cannot be added up first: in the candidate only the state's part is reset.
    xr, xz, xn = (x @ w_ih.T + b_ih).chunk(3, dim=-1)  # (b, hidden) each
    hr, hz, hn = (h @ w_hh.T + b_hh).chunk(3, dim=-1)
    r = torch.sigmoid(xr + hr)
    z = torch.sigmoid(xz + hz)
    # With r = 0 the candidate is made from the input alone. Resetting after the matrix, as here, lets one product serve
    # all three blocks; W(r * h) would need another one once r is known.
    n = torch.tanh(xn + r * hn)
    # A weighted mean: z decides for each unit how much of the old state stays.
    return (1 - z) * n + z * h

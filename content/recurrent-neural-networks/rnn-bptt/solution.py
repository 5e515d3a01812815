import numpy as np


def forward(x, h0, w_xh, w_hh, b):
    h, states = h0, []
    for t in range(x.shape[1]):
        h = np.tanh(x[:, t] @ w_xh.T + h @ w_hh.T + b)  # (B, hidden); the same weights at every step
        states.append(h)
    hs = np.stack(states, axis=1)  # (B, T, hidden)
    # The slope of tanh is 1 - h², so the states are all that has to be kept besides the inputs.
    return hs, (x, h0, hs, w_xh, w_hh)


def backward(dhs, cache):
    x, h0, hs, w_xh, w_hh = cache
    dx, dw_xh, dw_hh = np.zeros_like(x), np.zeros_like(w_xh), np.zeros_like(w_hh)
    db = np.zeros(w_hh.shape[0])
    dh = np.zeros_like(h0)  # what reaches a state from the step after it: nothing, after the last
    for t in reversed(range(x.shape[1])):
        # A state reaches the loss in two ways: as an output, and through the next state.
        da = (dhs[:, t] + dh) * (1 - hs[:, t] ** 2)  # gradient of the sum inside of the tanh, (B, hidden)
        before = hs[:, t - 1] if t > 0 else h0
        dx[:, t] = da @ w_xh
        # The weights are used at every step, so their gradients add up over time as they do over the batch.
        dw_xh += da.T @ x[:, t]
        dw_hh += da.T @ before
        db += da.sum(axis=0)
        dh = da @ w_hh  # on to the state before; after the last turn this is the gradient of h0
    return dx, dh, dw_xh, dw_hh, db

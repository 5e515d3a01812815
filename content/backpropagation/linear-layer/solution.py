def forward(x, w, b):
    # dw needs the input and dx needs the weight; the output itself is not needed again.
    return x @ w.T + b, (x, w)


def backward(dy, cache):
    x, w = cache
    # y_o = Σ_i w_oi x_i + b_o at every position. An input x_i reached the loss through every output of its position:
    # dx_i = Σ_o dy_o w_oi.
    dx = dy @ w
    # Weight and bias were used at every position, so their gradients add up over all of them. Which leading dimension
    # a position came from makes no difference: (..., n) becomes (positions, n).
    rows = dy.reshape(-1, dy.shape[-1])
    dw = rows.T @ x.reshape(-1, x.shape[-1])  # dw_oi = Σ dy_o x_i
    db = rows.sum(axis=0)  # ∂y_o/∂b_o = 1
    return dx, dw, db

"""Checks of causal self-attention against a float64 oracle that gives each query only the tokens up to its own."""

import math

import torch

from deepdrill.judge.checks import Trial, check

SIZES = [(1, 1, 1, 1), (1, 2, 3, 2), (2, 3, 4, 4), (3, 5, 4, 7), (2, 6, 5, 3)]  # b, n, d, e: small first


def draw(
    trial: Trial, b: int, n: int, d: int, e: int, dtype: torch.dtype = torch.float32
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Draw x, w_qkv and w_out so that queries, keys, values and outputs have entries near one."""
    return (
        trial.normal(b, n, d, dtype=dtype),
        trial.normal(d, 3 * e, scale=1.2 / math.sqrt(d), dtype=dtype),
        trial.normal(e, d, scale=1.0 / math.sqrt(e), dtype=dtype),
    )


def oracle(x: torch.Tensor, w_qkv: torch.Tensor, w_out: torch.Tensor) -> torch.Tensor:
    """Attend token by token, on the tokens so far and no others; differentiable."""
    e = w_out.shape[0]
    w_q, w_k, w_v = (w_qkv.double()[:, part * e : (part + 1) * e] for part in range(3))
    items = []
    for tokens in x.double():
        rows = []
        for i in range(len(tokens)):
            past = tokens[: i + 1]
            scores = (past @ w_k) @ (tokens[i] @ w_q) / math.sqrt(e)
            raised = torch.exp(scores - scores.detach().max())
            rows.append(((raised @ (past @ w_v)) / raised.sum()) @ w_out.double())
        items.append(torch.stack(rows))
    return torch.stack(items).to(x.dtype)


@check
def follows_the_formula(trial: Trial) -> None:
    """Softmax of the visible scores times the values, through w_out, for any batch, length and widths."""
    for b, n, d, e in SIZES:
        x, w_qkv, w_out = draw(trial, b, n, d, e)
        with trial.case(f"b={b}, n={n}, d={d}, e={e}"):
            got = trial.call("causal_self_attention", x, w_qkv, w_out)
            trial.same(got, oracle(x, w_qkv, w_out), terms=d + 2 * e + n)


@check
def scores_are_scaled_by_the_head_width(trial: Trial) -> None:
    """The scores are divided by √e, the width of a query, whatever the width d of a token is."""
    for d, e in ((2, 16), (16, 2), (3, 49)):
        x, w_qkv, w_out = draw(trial, 1, 4, d, e)
        with trial.case(f"d={d}, e={e}"):
            got = trial.call("causal_self_attention", x, w_qkv, w_out)
            trial.same(got, oracle(x, w_qkv, w_out), terms=d + 2 * e + 4)


@check
def the_first_token_sees_only_itself(trial: Trial) -> None:
    """The output at position 0 is its own value through w_out."""
    x, w_qkv, w_out = draw(trial, 3, 4, 5, 2)
    values = x.double() @ w_qkv.double()[:, 4:]
    expected = (values @ w_out.double()).float()
    got = trial.call("causal_self_attention", x, w_qkv, w_out)
    demand_shape(trial, got, x)
    trial.same(got[:, 0], expected[:, 0], what="the output at position 0", terms=7)


def demand_shape(trial: Trial, got: object, x: torch.Tensor) -> None:
    """Fail unless an output is a tensor of the shape of x."""
    right = isinstance(got, torch.Tensor) and got.shape == x.shape
    trial.require(right, f"The output must be a tensor of the shape of x, {tuple(x.shape)}.", seen=got)


@check
def the_future_does_not_leak(trial: Trial) -> None:
    """Other tokens from position t on change nothing before t, and reach position t itself."""
    x, w_qkv, w_out = draw(trial, 2, 6, 4, 5)
    first = trial.call("causal_self_attention", x, w_qkv, w_out)
    demand_shape(trial, first, x)
    for t in (1, 3, 5):
        other = x.clone()
        other[:, t:] = trial.normal(2, 6 - t, 4, scale=3.0)
        second = trial.call("causal_self_attention", other, w_qkv, w_out)
        demand_shape(trial, second, x)
        with trial.case(f"tokens changed from position {t} on"):
            trial.same(second[:, :t], first[:, :t], what=f"the output before position {t}", terms=20)
            trial.same(
                second[:, t], oracle(other, w_qkv, w_out)[:, t], what=f"the output at position {t}", terms=20, scale=3.0
            )


@check
def no_gradient_reaches_the_future(trial: Trial) -> None:
    """A loss at position t has gradient zero at every later token."""
    x, w_qkv, w_out = draw(trial, 2, 5, 3, 4)
    for t in (0, 2):
        up = torch.zeros(2, 5, 3)
        up[:, t] = trial.normal(2, 3)
        found = trial.gradients("causal_self_attention", x, w_qkv, w_out, cotangent=up)
        wanted = wanted_gradients(x, w_qkv, w_out, up)[0]
        with trial.case(f"a loss at position {t}"):
            trial.same(found.inputs[0], wanted, what="the gradient of x", terms=100, scale=1.0)


def wanted_gradients(x: torch.Tensor, w_qkv: torch.Tensor, w_out: torch.Tensor, up: torch.Tensor) -> list[torch.Tensor]:
    """Differentiate the oracle in float64."""
    leaves = [value.double().requires_grad_() for value in (x, w_qkv, w_out)]
    return [grad.to(x.dtype) for grad in torch.autograd.grad(oracle(*leaves), leaves, up.double())]


@check
def gradients_are_right(trial: Trial) -> None:
    """Gradients reach x, w_qkv and w_out and are those of the formula."""
    for b, n, d, e in SIZES[1:]:
        x, w_qkv, w_out = draw(trial, b, n, d, e)
        up = trial.normal(b, n, d)
        found = trial.gradients("causal_self_attention", x, w_qkv, w_out, wrt=(0, 1, 2), cotangent=up)
        for name, got, want in zip(
            ("x", "w_qkv", "w_out"), found.inputs, wanted_gradients(x, w_qkv, w_out, up), strict=True
        ):
            trial.same(got, want, what=f"the gradient of {name}", terms=400, scale=1.0)


@check
def large_scores_do_not_overflow(trial: Trial) -> None:
    """Scores of several hundred give finite outputs."""
    x, w_qkv, w_out = draw(trial, 2, 5, 6, 4)
    w_qkv[:, :8] *= 20.0
    q, k = (x.double() @ w_qkv.double()[:, part * 4 : part * 4 + 4] for part in (0, 1))
    # q, k and the scores are rounded: an error of a few ε·|score| in the exponent is a relative error of the weight.
    largest = float((q.abs() @ k.abs().transpose(-2, -1)).max()) / 2.0
    got = trial.call("causal_self_attention", x, w_qkv, w_out)
    trial.same(got, oracle(x, w_qkv, w_out), relative=3e-6 * largest)


@check
def keeps_the_dtype(trial: Trial) -> None:
    """float64, float16 and bfloat16 inputs give outputs of the same dtype and of its accuracy."""
    for dtype in (torch.float64, torch.float16, torch.bfloat16):
        x, w_qkv, w_out = draw(trial, 2, 4, 6, 5, dtype=dtype)
        with trial.case(str(dtype).removeprefix("torch.")):
            got = trial.call("causal_self_attention", x, w_qkv, w_out)
            trial.same(got, oracle(x, w_qkv, w_out), terms=20, scale=2.0)


@check
def takes_any_memory_layout(trial: Trial) -> None:
    """Transposed, non-contiguous inputs are fine, and the arguments are left as they were."""
    x, w_qkv, w_out = draw(trial, 2, 4, 5, 3)
    x = trial.normal(5, 4, 2).permute(2, 1, 0)  # (2, 4, 5)
    w_qkv, w_out = w_qkv.T.contiguous().T, w_out.T.contiguous().T
    trial.same(trial.call("causal_self_attention", x, w_qkv, w_out), oracle(x, w_qkv, w_out), terms=15)
    given = {"x": x, "w_qkv": w_qkv, "w_out": w_out}
    after = trial.after("causal_self_attention", x, w_qkv, w_out)
    for (name, before), now in zip(given.items(), after, strict=True):
        trial.same(now, before, what=f"{name} after the call", relative=0.0)

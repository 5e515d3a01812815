# /// mistake
# fails = "ignores_what_is_known_later"
# says = "You train on review_actions, which is filled in after a payment is suspected. When the decision is made it is zero for all, and the model is lost. Leave it out."
# ///
import numpy as np
import torch

LOGS = (
    "amount",
    "amount_over_usual",
    "minutes_since_last",
    "count_1h",
    "count_24h",
    "km_from_home",
    "card_age_days",
    "review_actions",
)

FLAGS = ("new_device", "foreign")


def inputs(table):
    hour = table["hour"] / 24 * 2 * np.pi  # a circle: 23:59 is next to 0:01
    kinds = [table["merchant_kind"] == kind for kind in range(6)]  # names, not numbers: one column each
    columns = [np.log1p(table[name]) for name in LOGS] + [table[name] for name in FLAGS] + kinds
    # How much more than usual counts, how much less hardly does: a bend that a straight line does not have.
    columns += [np.cos(hour), np.sin(hour), np.maximum(np.log(table["amount_over_usual"]), 0)]
    return np.stack(columns, axis=1).astype(np.float64)  # (rows, 18)


def fit(table):
    x, y = inputs(table), torch.tensor(table["fraud"], dtype=torch.float64)
    mean, scale = x.mean(axis=0), x.std(axis=0)
    z = torch.tensor((x - mean) / scale)
    weights = torch.zeros(z.shape[1], dtype=torch.float64, requires_grad=True)
    bias = torch.tensor(-5.0, dtype=torch.float64, requires_grad=True)  # near the log-odds of half a percent
    optimizer = torch.optim.LBFGS([weights, bias], max_iter=60, line_search_fn="strong_wolfe")

    def closure():
        optimizer.zero_grad()
        loss = torch.nn.functional.binary_cross_entropy_with_logits(z @ weights + bias, y)
        loss = loss + 1e-5 * weights.square().sum()
        loss.backward()
        return loss

    optimizer.step(closure)
    return {"mean": mean, "scale": scale, "weights": weights.detach().numpy(), "bias": float(bias)}


def score(model, table):
    z = (inputs(table) - model["mean"]) / model["scale"]  # of the training rows, whatever comes
    return 1 / (1 + np.exp(-(z @ model["weights"] + model["bias"])))

# /// mistake
# fails = "ranks_later_payments"
# says = "You feed the raw columns: amounts and pauses are skewed over orders of magnitude, the hour is a circle and the kind of merchant a name, which a linear model cannot use as they stand. Take logarithms and one column per kind."
# ///
import numpy as np
import torch

LOGS = ("amount", "amount_over_usual", "minutes_since_last", "count_1h", "count_24h", "km_from_home", "card_age_days")

FLAGS = ("new_device", "foreign")


def inputs(table):
    columns = [table[name] for name in (*LOGS, *FLAGS, "merchant_kind", "hour")]
    return np.stack(columns, axis=1).astype(np.float64)


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

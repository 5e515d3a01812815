# /// mistake
# fails = "huge_scores_do_no_harm"
# says = "You took the logarithm of a sigmoid that underflows to 0: use log(1 + exp), as np.logaddexp(0, -s)."
# ///
import numpy as np


def pairs(tokens, window):
    return [
        (centre, tokens[j])
        for i, centre in enumerate(tokens)
        for j in range(max(i - window, 0), min(i + window + 1, len(tokens)))
        if j != i
    ]


def noise_distribution(counts, power=0.75):
    weights = counts**power
    return weights / weights.sum()


def loss_and_grads(inputs, outputs, centre, context, negatives):
    v = inputs[centre]
    words = np.concatenate([context[:, None], negatives], 1)
    u = outputs[words]
    scores = np.einsum("bd,bkd->bk", v, u)
    sign = np.where(np.arange(words.shape[1]) == 0, 1.0, -1.0)
    with np.errstate(over="ignore", divide="ignore"):
        losses = -np.log(1 / (1 + np.exp(-sign * scores)))
    up = -sign * np.exp(-np.logaddexp(0, sign * scores)) / len(centre)

    d_inputs, d_outputs = np.zeros_like(inputs), np.zeros_like(outputs)
    np.add.at(d_inputs, centre, np.einsum("bk,bkd->bd", up, u))
    np.add.at(d_outputs, words, up[:, :, None] * v[:, None])
    return losses.sum() / len(centre), d_inputs, d_outputs


def train_step(inputs, outputs, centre, context, negatives, lr):
    loss, d_inputs, d_outputs = loss_and_grads(inputs, outputs, centre, context, negatives)
    inputs -= lr * d_inputs
    outputs -= lr * d_outputs
    return loss

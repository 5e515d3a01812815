# /// mistake
# fails = "a_step_moves_both_tables"
# says = "inputs = inputs - ... only binds a local name: change the table itself, with -=."
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
    losses = np.logaddexp(0, -sign * scores)
    up = -sign * np.exp(-np.logaddexp(0, sign * scores)) / len(centre)

    d_inputs, d_outputs = np.zeros_like(inputs), np.zeros_like(outputs)
    np.add.at(d_inputs, centre, np.einsum("bk,bkd->bd", up, u))
    np.add.at(d_outputs, words, up[:, :, None] * v[:, None])
    return losses.sum() / len(centre), d_inputs, d_outputs


def train_step(inputs, outputs, centre, context, negatives, lr):
    loss, d_inputs, d_outputs = loss_and_grads(inputs, outputs, centre, context, negatives)
    inputs = inputs - lr * d_inputs
    outputs = outputs - lr * d_outputs
    return loss

import numpy as np


def pairs(tokens, window):
    return [
        (centre, tokens[j])
        for i, centre in enumerate(tokens)
        for j in range(max(i - window, 0), min(i + window + 1, len(tokens)))
        if j != i  # compared by place: the same word may well be its own neighbour
    ]


def noise_distribution(counts, power=0.75):
    # The power lifts rare words: by the counts alone nearly all negatives would be "the" and "of".
    weights = counts**power
    return weights / weights.sum()


def loss_and_grads(inputs, outputs, centre, context, negatives):
    v = inputs[centre]  # (b, d)
    words = np.concatenate([context[:, None], negatives], 1)  # (b, 1 + k): the right one first
    u = outputs[words]  # (b, 1 + k, d)
    scores = np.einsum("bd,bkd->bk", v, u)
    # The right pair wants a high score, the others a low one: turn the sign of the others, and all are -log sigmoid.
    sign = np.where(np.arange(words.shape[1]) == 0, 1.0, -1.0)
    losses = np.logaddexp(0, -sign * scores)  # -log sigmoid, finite for any score
    # d(-log sigmoid(s))/ds = sigmoid(s) - 1 = -sigmoid(-s) = -exp(-(softplus(s)))
    up = -sign * np.exp(-np.logaddexp(0, sign * scores)) / len(centre)  # (b, 1 + k)

    d_inputs, d_outputs = np.zeros_like(inputs), np.zeros_like(outputs)
    # add.at, since d[rows] += would keep only one of several contributions to the same row.
    np.add.at(d_inputs, centre, np.einsum("bk,bkd->bd", up, u))
    np.add.at(d_outputs, words, up[:, :, None] * v[:, None])
    return losses.sum() / len(centre), d_inputs, d_outputs


def train_step(inputs, outputs, centre, context, negatives, lr):
    loss, d_inputs, d_outputs = loss_and_grads(inputs, outputs, centre, context, negatives)
    inputs -= lr * d_inputs
    outputs -= lr * d_outputs
    return loss

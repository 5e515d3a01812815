import numpy as np


def forward(x, params):
    # x: (N, c, h, w)
    # TODO: convolution, ReLU, 2 × 2 max pooling, flatten, linear layer; return logits (N, classes)
    ...


def loss_and_grads(x, y, params):
    # TODO: return the mean loss and a dict of gradients for conv_w, conv_b, out_w, out_b and x
    ...


def train_step(x, y, params, lr):
    # TODO: return the loss before the step and a new dict of parameters
    ...

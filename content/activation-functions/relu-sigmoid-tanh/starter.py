import numpy as np


def relu(x):
    # TODO
    ...


def relu_grad(x):
    # TODO: 0 at x = 0
    ...


def sigmoid(x):
    # TODO: no overflow, and small values keep their digits
    ...


def sigmoid_grad(x):
    # x is the input of sigmoid, not its output
    # TODO
    ...


def tanh(x):
    # TODO
    ...


def tanh_grad(x):
    # TODO
    ...

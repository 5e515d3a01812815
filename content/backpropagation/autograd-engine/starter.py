import math


class Value:
    def __init__(self, data):
        self.data = float(data)
        self.grad = 0.0

    # TODO: operators, also with a plain number on either side

    def relu(self):
        # TODO
        ...

    def tanh(self):
        # TODO
        ...

    def exp(self):
        # TODO
        ...

    def backward(self):
        # TODO: add the derivative of self to the grad of everything it depends on
        ...

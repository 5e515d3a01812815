"""Closures that push, in the style people know; intermediate results are cleared first; Kahn's order."""
import math


class Value:
    def __init__(self, data, children=()):
        self.data = float(data)
        self.grad = 0.0
        self.children = children
        self.push = lambda: None

    def __add__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        out = Value(self.data + other.data, (self, other))

        def push():
            self.grad += out.grad
            other.grad += out.grad

        out.push = push
        return out

    def __mul__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        out = Value(self.data * other.data, (self, other))

        def push():
            self.grad += other.data * out.grad
            other.grad += self.data * out.grad

        out.push = push
        return out

    def _unary(self, value, slope):
        out = Value(value, (self,))

        def push():
            self.grad += slope * out.grad

        out.push = push
        return out

    def __pow__(self, n):
        return self._unary(self.data**n, n * self.data ** (n - 1))

    def relu(self):
        return self._unary(self.data if self.data > 0 else 0.0, 1.0 if self.data > 0 else 0.0)

    def tanh(self):
        t = math.tanh(self.data)
        return self._unary(t, 1 - t**2)

    def exp(self):
        e = math.exp(self.data)
        return self._unary(e, e)

    def __neg__(self):
        return self * -1

    def __sub__(self, other):
        return self + (-other)

    def __truediv__(self, other):
        if isinstance(other, Value):
            return self * other**-1
        return self * (1 / other)

    __radd__ = __add__
    __rmul__ = __mul__

    def __rsub__(self, other):
        return (-self) + other

    def __rtruediv__(self, other):
        return self**-1 * other

    def backward(self):
        uses = {}
        todo = [self]
        reached = {self}
        while todo:
            node = todo.pop()
            for child in node.children:
                uses[child] = uses.get(child, 0) + 1
                if child not in reached:
                    reached.add(child)
                    todo.append(child)
        for node in reached:
            if node.children:
                node.grad = 0.0
        if self.children:
            self.grad = 1.0
        else:
            self.grad += 1.0
            return
        ready = [self]
        while ready:
            node = ready.pop()
            node.push()
            for child in node.children:
                uses[child] -= 1
                if uses[child] == 0:
                    ready.append(child)

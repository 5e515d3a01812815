"""Creation order is a topological order: a counter and a heap."""
import heapq
import itertools
import math

ticket = itertools.count()


class Value:
    def __init__(self, data, _from=None):
        self.data, self.grad = float(data), 0.0
        self._from = _from or []
        self._n = next(ticket)

    @staticmethod
    def _of(v):
        return v if isinstance(v, Value) else Value(v)

    def __add__(self, o):
        o = Value._of(o)
        return Value(self.data + o.data, [(self, 1), (o, 1)])

    def __sub__(self, o):
        o = Value._of(o)
        return Value(self.data - o.data, [(self, 1), (o, -1)])

    def __mul__(self, o):
        o = Value._of(o)
        return Value(self.data * o.data, [(self, o.data), (o, self.data)])

    def __truediv__(self, o):
        o = Value._of(o)
        return Value(self.data / o.data, [(self, 1 / o.data), (o, -self.data / o.data**2)])

    def __neg__(self):
        return Value(-self.data, [(self, -1)])

    def __radd__(self, o):
        return Value._of(o) + self

    def __rsub__(self, o):
        return Value._of(o) - self

    def __rmul__(self, o):
        return Value._of(o) * self

    def __rtruediv__(self, o):
        return Value._of(o) / self

    def __pow__(self, n):
        return Value(self.data**n, [(self, n * self.data ** (n - 1))])

    def relu(self):
        return Value(self.data * (self.data > 0), [(self, float(self.data > 0))])

    def tanh(self):
        return Value(math.tanh(self.data), [(self, 1 / math.cosh(self.data) ** 2)])

    def exp(self):
        return Value(math.exp(self.data), [(self, math.exp(self.data))])

    def backward(self):
        flow = {self: 1.0}
        heap = [(-self._n, self)]
        while heap:
            _, node = heapq.heappop(heap)
            g = flow.pop(node)
            node.grad += g
            for p, s in node._from:
                if p not in flow:
                    flow[p] = 0.0
                    heapq.heappush(heap, (-p._n, p))
                flow[p] += s * g

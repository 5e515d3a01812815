# /// mistake
# fails = "the_mode_reaches_all_modules"
# says = "You set training on the class, so every module of the program changes its mode: set it on the objects."
# ///
import torch


def visit(value, name=""):
    yield name, value
    if isinstance(value, Module):
        inside = vars(value).items()
    elif isinstance(value, list | tuple):
        inside = enumerate(value)
    else:
        inside = ()
    for key, one in inside:
        yield from visit(one, f"{name}.{key}" if name else str(key))


class Module:
    training = True

    def __call__(self, *args):
        return self.forward(*args)

    def named_parameters(self):
        found = {}
        for name, value in visit(self):
            trained = isinstance(value, torch.Tensor) and value.requires_grad and value.is_leaf
            if trained and not any(value is other for other in found.values()):
                found[name] = value
        return found

    def parameters(self):
        return list(self.named_parameters().values())

    def zero_grad(self):
        for parameter in self.parameters():
            parameter.grad = None

    def state_dict(self):
        return {name: value.detach().clone() for name, value in self.named_parameters().items()}

    def load_state_dict(self, state):
        own = self.named_parameters()
        if own.keys() != state.keys():
            raise KeyError(f"names differ: {sorted(own.keys() ^ state.keys())}")
        with torch.no_grad():
            for name, value in own.items():
                value.copy_(state[name])

    def train(self, mode=True):
        for _, value in visit(self):
            if isinstance(value, Module):
                Module.training = mode
        return self

    def eval(self):
        return self.train(mode=False)


class Linear(Module):
    def __init__(self, d_in, d_out):
        bound = d_in**-0.5
        self.weight = torch.empty(d_out, d_in).uniform_(-bound, bound).requires_grad_()
        self.bias = torch.empty(d_out).uniform_(-bound, bound).requires_grad_()

    def forward(self, x):
        return x @ self.weight.T + self.bias


class Sequential(Module):
    def __init__(self, *layers):
        self.layers = layers

    def forward(self, x):
        for layer in self.layers:
            x = layer(x)
        return x

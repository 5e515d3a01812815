"""Owners and their states in a loop; the default of torch.load."""

import io
import random

import torch


def save(model, optimizer, scheduler, step):
    out = io.BytesIO()
    owners = dict(model=model, optimizer=optimizer, scheduler=scheduler)
    bundle = {k: o.state_dict() for k, o in owners.items()}
    bundle["rng"] = (torch.random.get_rng_state(), random.getstate())
    bundle["step"] = step
    torch.save(bundle, out)
    return bytes(out.getbuffer())


def load(data, model, optimizer, scheduler):
    bundle = torch.load(io.BytesIO(data))
    for k, o in (("model", model), ("optimizer", optimizer), ("scheduler", scheduler)):
        o.load_state_dict(bundle[k])
    t, p = bundle["rng"]
    torch.set_rng_state(t)
    version, internal, gauss = p
    random.setstate((version, tuple(internal), gauss))
    return bundle["step"]

"""Random state as text beside the tensors; a list instead of a dict."""

import json
import random
from io import BytesIO

import torch


def save(model, optimizer, scheduler, step):
    kind, numbers, gauss = random.getstate()
    parts = [model.state_dict(), optimizer.state_dict(), torch.get_rng_state(), json.dumps([kind, list(numbers), gauss])]
    parts += [int(step), dict(scheduler.state_dict())]
    with BytesIO() as stream:
        torch.save(parts, stream)
        return stream.getvalue()


def load(data, model, optimizer, scheduler):
    with BytesIO(data) as stream:
        weights, averages, numbers, text, step, schedule = torch.load(stream, map_location="cpu", weights_only=True)
    kind, integers, gauss = json.loads(text)
    model.load_state_dict(weights, strict=True)
    optimizer.load_state_dict(averages)
    scheduler.load_state_dict(schedule)
    torch.random.set_rng_state(numbers)
    random.setstate((kind, tuple(integers), gauss))
    return step

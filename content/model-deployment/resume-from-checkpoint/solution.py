import io
import random

import torch


def save(model, optimizer, scheduler, step):
    state = {
        "model": model.state_dict(),  # parameters and buffers
        "optimizer": optimizer.state_dict(),  # Adam's averages; without them the first steps would be others
        "scheduler": scheduler.state_dict(),
        "step": step,
        "torch": torch.get_rng_state(),  # dropout draws from it
        "python": random.getstate(),  # nested tuples of integers
    }
    buffer = io.BytesIO()
    torch.save(state, buffer)
    return buffer.getvalue()


def load(data, model, optimizer, scheduler):
    state = torch.load(io.BytesIO(data), weights_only=True)
    model.load_state_dict(state["model"])  # copies into the tensors that the optimizer holds
    optimizer.load_state_dict(state["optimizer"])
    scheduler.load_state_dict(state["scheduler"])
    random.setstate(state["python"])
    torch.set_rng_state(state["torch"])  # last, in case loading has drawn anything
    return state["step"]

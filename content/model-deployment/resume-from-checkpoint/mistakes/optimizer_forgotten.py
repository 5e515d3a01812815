# /// mistake
# fails = "training_without_dropout_goes_on"
# says = "The optimizer's state is missing: its averages start from zero, so the first steps after loading are others."
# ///
import io
import random

import torch


def save(model, optimizer, scheduler, step):
    state = {
        "model": model.state_dict(),
        "scheduler": scheduler.state_dict(),
        "step": step,
        "torch": torch.get_rng_state(),
        "python": random.getstate(),
    }
    buffer = io.BytesIO()
    torch.save(state, buffer)
    return buffer.getvalue()


def load(data, model, optimizer, scheduler):
    state = torch.load(io.BytesIO(data), weights_only=True)
    model.load_state_dict(state["model"])
    scheduler.load_state_dict(state["scheduler"])
    random.setstate(state["python"])
    torch.set_rng_state(state["torch"])
    return state["step"]

# /// mistake
# fails = "saving_disturbs_nothing"
# says = "Saving sets the generators to a seed, so every checkpoint changes the run: read their state instead."
# ///
import io
import random

import torch


def save(model, optimizer, scheduler, step):
    state = {
        "model": model.state_dict(),
        "optimizer": optimizer.state_dict(),
        "scheduler": scheduler.state_dict(),
        "step": step,
        "torch": torch.get_rng_state(),
        "python": random.getstate(),
    }
    torch.manual_seed(step)
    state["torch"] = torch.get_rng_state()
    buffer = io.BytesIO()
    torch.save(state, buffer)
    return buffer.getvalue()


def load(data, model, optimizer, scheduler):
    state = torch.load(io.BytesIO(data), weights_only=True)
    model.load_state_dict(state["model"])
    optimizer.load_state_dict(state["optimizer"])
    scheduler.load_state_dict(state["scheduler"])
    random.setstate(state["python"])
    torch.set_rng_state(state["torch"])
    return state["step"]

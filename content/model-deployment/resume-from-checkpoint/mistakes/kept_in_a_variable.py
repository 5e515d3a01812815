# /// mistake
# fails = "a_checkpoint_is_a_snapshot"
# says = "You kept the state dict and no copy of it: its tensors are the model's own and change with the next step."
# ///
import io
import random

import torch


KEPT = []


def save(model, optimizer, scheduler, step):
    state = {
        "model": model.state_dict(),
        "optimizer": optimizer.state_dict(),
        "scheduler": scheduler.state_dict(),
        "step": step,
        "torch": torch.get_rng_state(),
        "python": random.getstate(),
    }
    KEPT.append(state)
    return bytes([len(KEPT) - 1])


def load(data, model, optimizer, scheduler):
    state = KEPT[data[0]]
    model.load_state_dict(state["model"])
    optimizer.load_state_dict(state["optimizer"])
    scheduler.load_state_dict(state["scheduler"])
    random.setstate(state["python"])
    torch.set_rng_state(state["torch"])
    return state["step"]

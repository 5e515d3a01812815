# /// mistake
# fails = "training_is_in_training_mode"
# says = "You do not switch to training mode: after an evaluation, dropout and batch norm stay asleep."
# ///
import torch


def train(model, batches, loss_fn, optimizer):
    total, count = 0.0, 0
    for x, y in batches:
        loss = loss_fn(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total += loss.item() * len(x)
        count += len(x)
    return total / count


@torch.no_grad()
def evaluate(model, batches, loss_fn):
    modes = [(module, module.training) for module in model.modules()]
    model.eval()
    total, count = 0.0, 0
    for x, y in batches:
        total += loss_fn(model(x), y).item() * len(x)
        count += len(x)
    for module, mode in modes:
        module.training = mode
    return total / count

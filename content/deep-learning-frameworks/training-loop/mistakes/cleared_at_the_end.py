# /// mistake
# fails = "old_gradients_do_not_count"
# says = "You clear the gradients at the end of each batch only, so those from before the call count in the first step."
# ///
import torch


def train(model, batches, loss_fn, optimizer):
    model.train()
    total, count = 0.0, 0
    for x, y in batches:
        loss = loss_fn(model(x), y)
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
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

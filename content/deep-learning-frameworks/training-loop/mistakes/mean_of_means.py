# /// mistake
# fails = "the_mean_is_over_examples"
# says = "You averaged the batches' mean losses, so a small batch weighs as much as a large one: weigh each by its size."
# ///
import torch


def train(model, batches, loss_fn, optimizer):
    model.train()
    total, count = 0.0, 0
    for x, y in batches:
        loss = loss_fn(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total += loss.item()
        count += 1
    return total / count


@torch.no_grad()
def evaluate(model, batches, loss_fn):
    modes = [(module, module.training) for module in model.modules()]
    model.eval()
    total, count = 0.0, 0
    for x, y in batches:
        total += loss_fn(model(x), y).item()
        count += 1
    for module, mode in modes:
        module.training = mode
    return total / count

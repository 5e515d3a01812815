import torch


def train(model, batches, loss_fn, optimizer):
    model.train()
    total, count = 0.0, 0
    for x, y in batches:
        loss = loss_fn(model(x), y)
        # Clear, then backward, then step. backward adds to .grad; cleared after it, there is nothing to step with.
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total += loss.item() * len(x)  # a number: a sum of tensors would keep every batch's graph alive
        count += len(x)
    return total / count


@torch.no_grad()  # no graph: less memory, and nothing can flow back
def evaluate(model, batches, loss_fn):
    # model.train() at the end would wake up a batch norm that somebody froze on purpose.
    modes = [(module, module.training) for module in model.modules()]
    model.eval()
    total, count = 0.0, 0
    for x, y in batches:
        total += loss_fn(model(x), y).item() * len(x)
        count += len(x)
    for module, mode in modes:
        module.training = mode
    return total / count

import torch
import torch.nn.functional as F


def make_labels(tokens, real, prompt_lengths):
    # tokens: (b, t), real: (b, t), prompt_lengths: (b,)
    # TODO: return labels, (b, t), with -100 where nothing is counted
    ...


def sft_loss(logits, labels):
    # logits: (b, t, V), labels: (b, t)
    # TODO: return the loss and the perplexity
    ...

"""A Python loop over the pairs."""

import torch


def clip_loss(image, text, temperature):
    losses = []
    for i in range(len(image)):
        with_texts = torch.nn.functional.cosine_similarity(image[i : i + 1], text) / temperature
        with_images = torch.nn.functional.cosine_similarity(image, text[i : i + 1]) / temperature
        losses.append(-torch.log_softmax(with_texts, 0)[i])
        losses.append(-torch.log_softmax(with_images, 0)[i])
    return torch.stack(losses).mean()

# /// mistake
# fails = "long_texts_do_not_underflow"
# says = "You multiply probabilities, and long texts underflow to zero: stay with sums of logarithms."
# ///
import torch


def beam_search(model, prompt, width, max_new, eos, alpha):
    beams = [(list(prompt), 1.0)]
    finished = []
    start = len(prompt)
    for step in range(max_new):
        batch = torch.tensor([tokens for tokens, _ in beams])
        log_probs = model(batch)
        candidates = []
        for i, (tokens, total) in enumerate(beams):
            for token in range(log_probs.shape[1]):
                value = total * float(log_probs[i, token].exp())
                if value > 0:
                    candidates.append((tokens + [token], value))
        candidates.sort(key=lambda c: -c[1])
        beams = []
        for tokens, value in candidates[:width]:
            if tokens[-1] == eos:
                finished.append((tokens, value))
            else:
                beams.append((tokens, value))
        if not beams:
            break
    results = [
        (tokens[start:], float(torch.tensor(value, dtype=torch.float64).log()) / (len(tokens) - start) ** alpha)
        for tokens, value in finished + beams
        if len(tokens) > start
    ]
    results.sort(key=lambda r: -r[1])
    return results[:width]

# /// mistake
# fails = "keeps_the_best_of_all_candidates"
# says = "You give every parent its own share of the places: all candidates compete for them together."
# ///
import torch


def beam_search(model, prompt, width, max_new, eos, alpha):
    beams = [(list(prompt), 0.0)]
    finished = []
    start = len(prompt)
    for step in range(max_new):
        batch = torch.tensor([tokens for tokens, _ in beams])
        log_probs = model(batch)
        candidates = []
        share = max(1, width // len(beams))
        for i, (tokens, total) in enumerate(beams):
            for token in sorted(range(log_probs.shape[1]), key=lambda t: -float(log_probs[i, t]))[:share]:
                value = total + float(log_probs[i, token])
                if value > float("-inf"):
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
        (tokens[start:], value / (len(tokens) - start) ** alpha)
        for tokens, value in finished + beams
        if len(tokens) > start
    ]
    results.sort(key=lambda r: -r[1])
    return results[:width]

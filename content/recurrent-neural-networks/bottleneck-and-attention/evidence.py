"""What can be recalled of n words from one vector of fixed size, and from n kept states by attention."""

import torch

from deepdrill.lab.evidence import Evidence, claim

WIDTH = 64


@claim
def one_vector_fills_up_and_kept_states_do_not(evidence: Evidence) -> None:
    """Recall of n words from one vector of width 64 falls like 1/√n; by attention over n states it stays near one."""
    lengths, fixed, kept = (1, 4, 16, 64), [], []
    for n in lengths:
        words = torch.nn.functional.normalize(evidence.normal(n, WIDTH), dim=1)
        turns = torch.linalg.qr(evidence.normal(n, WIDTH, WIDTH)).Q  # a rotation per place, so that order is stored
        vector = torch.einsum("nij,nj->i", turns, words)
        recalled = torch.einsum("nij,i->nj", turns, vector)
        fixed.append(float(torch.nn.functional.cosine_similarity(recalled, words, dim=1).mean()))
        places = torch.nn.functional.normalize(evidence.normal(n, WIDTH), dim=1)  # keys that say which place
        weights = torch.softmax(20 * places @ places.T, -1)
        kept.append(float(torch.nn.functional.cosine_similarity(weights @ words, words, dim=1).mean()))
        evidence.row(
            words=n, from_one_vector=round(fixed[-1], 3), by_root_n=round(n**-0.5, 3), by_attention=round(kept[-1], 3)
        )
    evidence.require(abs(fixed[-1] - 64**-0.5) < 0.06, f"From one vector {fixed[-1]:.2f} is recalled.")
    evidence.require(kept[-1] > 0.99, f"By attention {kept[-1]:.2f} is recalled.")
    evidence.plot(x="words", y="cosine with the true word", log_x=True)
    evidence.curve("one vector", lengths, fixed)
    evidence.curve("attention over all states", lengths, kept)


@claim
def attention_shortens_the_way_of_the_gradient(evidence: Evidence) -> None:
    """After 40 words the first word's gradient at the last state is below a thousandth of that through attention."""
    rnn = torch.nn.RNN(WIDTH, WIDTH)
    words = evidence.normal(40, WIDTH, dtype=torch.float32).requires_grad_()
    states, last = rnn(words)
    weights = torch.softmax(states @ states[-1] / WIDTH**0.5, 0)
    through_last = torch.autograd.grad(last.sum(), words, retain_graph=True)[0][0].norm()
    through_context = torch.autograd.grad((weights @ states).sum(), words)[0][0].norm()
    evidence.row(
        last_state=float(through_last),
        attention=float(through_context),
        weights_sum=round(float(weights.detach().sum()), 6),
    )
    evidence.require(
        float(through_last) < 1e-3 * float(through_context), f"{through_last:.1e} against {through_context:.1e}."
    )
    evidence.require(abs(float(weights.detach().sum()) - 1) < 1e-5, "The weights do not sum to one.")

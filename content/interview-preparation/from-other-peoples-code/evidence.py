"""The reference's story in numbers: a mean of means is not the mean, unless all steps are equally long."""

from deepdrill.lab.evidence import Evidence, claim


@claim
def a_mean_of_means(evidence: Evidence) -> None:
    """Averaging each step's mean gives tokens of a short step more weight; sums over all tokens give them the same."""
    for lengths in ((16, 16), (3, 30)):
        losses = [evidence.normal(tokens) + 2.0 for tokens in lengths]  # one loss for each token
        whole = sum(float(step.sum()) for step in losses) / sum(lengths)
        of_means = sum(float(step.mean()) for step in losses) / len(lengths)
        weights = [1 / (len(lengths) * tokens) for tokens in lengths]  # of one token in the mean of means
        evidence.row(
            tokens_per_step=str(lengths),
            mean_of_all_tokens=whole,
            mean_of_means=of_means,
            weight_of_a_token_first_to_second_step=weights[0] / weights[1],
        )
        by_weight = sum(w * float(step.sum()) for w, step in zip(weights, losses, strict=True))
        evidence.require(abs(by_weight - of_means) < 1e-12, "The weights are other ones.")
        apart = abs(of_means - whole) > 1e-9
        evidence.require(apart == (lengths[0] != lengths[1]), f"With {lengths} tokens the two means say otherwise.")

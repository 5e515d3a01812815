"""At which volume one's own machine pays: an example, whose prices are assumptions to be replaced."""

from deepdrill.lab.evidence import Evidence, claim


@claim
def break_even_depends_on_volume_and_people(evidence: Evidence) -> None:
    """With the prices assumed here the break-even is at 1.5 billion tokens a month, with staff at 6 billion."""
    price, machine, capacity, staff = 2.0, 3_000.0, 3_000.0, 6_000.0

    def own(millions: float, people: float) -> float:
        return people + machine * -(-millions // capacity)  # whole machines

    volumes = [100.0 * k for k in range(1, 101)]
    results = {}
    for name, people in (("without staff", 0.0), ("with staff", staff)):
        results[name] = next(v for v in volumes if own(v, people) <= price * v)
        evidence.row(counted=name, break_even_in_millions_of_tokens=results[name])
    for v in (500.0, 2_000.0, 8_000.0):
        evidence.row(million_tokens=v, api=price * v, own_without_staff=own(v, 0.0), own_with_staff=own(v, staff))
    evidence.require(results["without staff"] == 1_500.0, f"{results}.")
    evidence.require(results["with staff"] == 6_000.0, f"{results}.")
    evidence.plot(x="million tokens a month", y="cost a month")
    evidence.curve("API", volumes, [price * v for v in volumes])
    evidence.curve("own, with staff", volumes, [own(v, staff) for v in volumes])

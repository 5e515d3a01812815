"""A role that fits any small library of the tests."""

from collections.abc import Iterable

__all__ = ["roles_toml"]


def roles_toml(topics: Iterable[str]) -> str:
    """Write `roles.toml` with two roles over these topics."""
    shares = "\n".join(f"{topic} = 1" for topic in topics)
    return "\n\n".join(
        f'[[roles]]\nid = "{role}"\ntitle = "{title}"\nsays = "{says}"\n\n'
        f"[roles.rounds]\ncoding = 2\ntheory = 1\narithmetic = 1\n\n[roles.topics]\n{shares}\n"
        for role, title, says in (
            ("engineer", "Engineer", "Builds things."),
            ("scientist", "Scientist", "Asks why."),
        )
    )

"""Who may ask, how much may be sent, and what a browser is forbidden."""

import json
from collections.abc import AsyncIterator

import pytest
from small_site import SOFTMAX, Browser

from deepdrill.app import App
from deepdrill.web import create_web
from deepdrill.web.guard import LARGEST


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8421", "127.0.0.1.evil.example", "10.0.0.1:8421", "["])
def test_another_name_for_this_machine_is_refused(browser: Browser, host: str) -> None:
    """A name that somebody made point here gets nothing (DNS rebinding)."""
    assert browser.get("/", headers={"Host": host}).status_code == 400


@pytest.mark.parametrize("host", ["localhost:8421", "127.0.0.1", "[::1]:8421", "LOCALHOST:9"])
def test_names_of_this_machine_are_served(browser: Browser, host: str) -> None:
    """Every way to write the loopback address works, on any port."""
    assert browser.get("/", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "http://127.0.0.1:9999"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_another_site_cannot_write(app: App, browser: Browser, headers: dict[str, str]) -> None:
    """A write that a foreign page sends is refused and does nothing."""
    answer = browser.post(f"/drills/{SOFTMAX}/hints", headers=headers)

    assert answer.status_code == 403
    assert app.hints(SOFTMAX).opened == ()


@pytest.mark.parametrize("headers", [{"Origin": "http://127.0.0.1:8421", "Sec-Fetch-Site": "same-origin"}, {}])
def test_our_own_pages_and_programs_can_write(browser: Browser, headers: dict[str, str]) -> None:
    """Our own page may write, and so may a program, which sends no such header."""
    assert browser.post(f"/drills/{SOFTMAX}/hints", headers=headers).status_code == 303


def test_a_text_that_is_too_large_is_not_lost(browser: Browser) -> None:
    """More than 1 MB is refused with a sentence that says where the text is."""
    form = browser.post(f"/drills/{SOFTMAX}/runs", data={"code": "x" * LARGEST}, headers={"HX-Request": "true"})
    api = browser.post("/api/runs", json={"drill": SOFTMAX, "code": "x" * LARGEST})

    assert form.status_code == api.status_code == 413
    assert "Your text is still in the editor" in form.text
    assert "larger than 1 MB" in api.json()["error"]


def test_a_body_that_does_not_say_its_length_is_counted(browser: Browser) -> None:
    """A request cannot pass the limit by keeping silent about its length."""

    async def body() -> AsyncIterator[bytes]:
        yield json.dumps({"drill": SOFTMAX, "code": "x" * LARGEST}).encode()

    answer = browser.post("/api/runs", content=body(), headers={"Content-Type": "application/json"})

    assert answer.status_code == 413


def test_every_answer_carries_the_policy(browser: Browser) -> None:
    """Pages, fragments, files and refusals all forbid foreign hosts and inline script."""
    for answer in (
        browser.get("/"),
        browser.get("/nothing"),
        browser.get("/static/favicon.svg"),
        browser.get("/", headers={"Host": "evil.example"}),
    ):
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "script-src 'self'" in policy
        assert "unsafe-eval" not in policy
        assert answer.headers["x-content-type-options"] == "nosniff"


def test_the_nonce_is_fresh_for_each_page(app: App) -> None:
    """The editor's style sheet is allowed by a number that nobody can know beforehand."""
    browser = Browser(create_web(app))

    policies = {browser.get("/").headers["content-security-policy"] for _ in range(3)}

    assert len(policies) == 3

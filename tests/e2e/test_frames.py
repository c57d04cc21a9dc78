"""Nobody was sent what they may not see, before they may see it: every frame and every body."""

from __future__ import annotations

from urllib.parse import unquote, urlsplit

import pytest

from tests.e2e import story
from tests.e2e.cast import PROFESSIONALS, Played

pytestmark = [pytest.mark.e2e, pytest.mark.browser, pytest.mark.slow]


def test_nothing_was_sent_to_anyone_who_may_not_see_it_yet(played: Played) -> None:
    assert len(played.watch.secrets) == 1 + 1 + 5 + 14
    assert played.watch.leaks() == []


def test_what_was_shown_came_to_everyone_so_these_ears_do_hear(played: Played) -> None:
    room = set(played.watch.ears)
    for secret in played.watch.secrets:
        arrived = played.watch.arrived(secret)
        if secret.shown:
            assert room == arrived, secret.words
        else:
            assert set(secret.knowers) == arrived, secret.words


def test_a_draft_that_was_never_shared_came_to_its_author_alone(played: Played) -> None:
    (draft,) = [one for one in played.watch.secrets if one.words == "marigold"]
    assert played.watch.arrived(draft) == {"sunita"}


def test_PER_4_the_professionals_card_came_only_to_professionals(played: Played) -> None:
    (card,) = [one for one in played.watch.secrets if one.words in story.ROTA]
    assert played.watch.arrived(card) == set(PROFESSIONALS)
    outside = set(played.watch.ears) - set(PROFESSIONALS)
    for name in outside:
        asked = [one for one in played.watch.ears[name].addresses if "professionals" in one]
        assert asked == [], name


def test_each_opens_only_the_scopes_that_are_theirs(played: Played) -> None:
    for name, ear in played.watch.ears.items():
        sockets = [urlsplit(one).path for one in ear.addresses if one.startswith("ws")]
        scopes = {unquote(path.split("/", 3)[3]) for path in sockets}
        own = {scope for scope in scopes if scope.startswith("own:")}
        assert len(own) == (0 if name == "wall" else 1), name
        rest = {"room", "professionals"} if name in PROFESSIONALS else {"room"}
        if name == "chair":  # decides who sees what, and keeps what a closed session left
            rest |= {"closed", "chair"}
        assert scopes - own == rest, name


def test_no_page_asked_anyone_else_for_anything(played: Played) -> None:
    for name, ear in played.watch.ears.items():
        places = {urlsplit(one).netloc for one in ear.addresses if not one.startswith("data:")}
        assert len(places) == 1, (name, places)


def test_every_page_came_with_a_policy_that_keeps_scripts_out(played: Played) -> None:
    policies = [one for ear in played.watch.ears.values() for one in ear.policies.values()]
    assert policies
    for policy in policies:
        assert "default-src 'none'" in policy or "default-src 'self'" in policy
        assert "unsafe-inline" not in policy
        assert "unsafe-eval" not in policy

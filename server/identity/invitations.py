"""Personal links: one live link a person, for one meeting; opening it leads to the lobby."""

from __future__ import annotations

from server.contract.actions import What
from server.contract.values import AuditEntry, Link, Millis, Participant, Session
from server.identity.pins import Pins
from server.identity.ports import Store
from server.identity.tries import ASKING_TRIES, LINK_TRIES, Counter
from server.identity.values import (
    DAY,
    HOUR,
    Code,
    Invited,
    NewLink,
    SignedIn,
    hash_of,
    new_token,
)
from server.identity.walls import Walls

LINK_DAYS = 30
GUEST_FOR: Millis = 24 * HOUR


class Invitations:
    """Makes, reads, redeems and stops personal links."""

    def __init__(self, store: Store) -> None:
        self._people = store.people
        self._doors = store.doors
        self._audit = store.audit
        self._strangers = Counter(store.tries, "stranger", LINK_TRIES)
        self._asking = Counter(store.tries, "asking", ASKING_TRIES)
        self.pins = Pins(store)
        self.walls = Walls(store)

    async def new_link(
        self, participant_id: str, now: Millis, days: int = LINK_DAYS, by: str = ""
    ) -> NewLink | Code:
        """Make a link; the person's older links stop working (IDN-4). `by` is who asked for it.

        People with an account sign in: a link would be a way round their password.
        """
        person = await self._people.participant(participant_id)
        if person is None or person.gone:
            return "no_such_person"
        if person.staff or person.role == "chair":
            return "not_allowed"
        token = new_token()
        link = Link(
            token_hash=hash_of(token),
            participant=person.id,
            meeting=person.meeting,
            made_at=now,
            expires_at=now + days * DAY,
        )
        await self._doors.replace_link(link)
        await self._note(person, "link made", now, by)
        return NewLink(token=token, link=link)

    async def look_from(self, token: str, address: str, now: Millis) -> Invited | Code:
        """The same for a browser at `address`: whoever tries many links is told to wait (IDN-3)."""
        found = await self.look(token, now)
        if found == "link_unknown" and not await self._strangers.take(address, now):
            return "too_many_tries"
        return found

    async def look(self, token: str, now: Millis) -> Invited | Code:
        """Who a link is for, and to what. Changes nothing: mail scanners open links (IDN-4)."""
        link = await self._doors.link(hash_of(token))
        if link is None:
            return "link_unknown"
        person = await self._people.participant(link.participant)
        meeting = await self._people.meeting(link.meeting)
        if person is None or meeting is None:
            return "link_unknown"
        if link.revoked_at or person.gone:
            return "link_revoked"
        if now >= link.expires_at:
            return "link_expired"
        if meeting.state == "ended":
            return "link_ended"
        return Invited(
            participant=person, meeting=meeting, asks_pin=await self.pins.asks(person.id)
        )

    async def redeem(self, token: str, now: Millis, digits: str = "") -> SignedIn | Code:
        """Start a guest session in the lobby; the person's earlier sessions end (IDN-5).

        `digits` is the PIN, for whom one was made (IDN-17).
        """
        invited = await self.look(token, now)
        if isinstance(invited, str):
            return invited
        if not await self._asking.take(invited.participant.id, now):
            return "too_many_tries"
        if code := await self.pins.judge(invited.participant, digits, now):
            return code
        person, cookie = invited.participant, new_token()
        session = Session(
            token_hash=hash_of(cookie),
            participant=person.id,
            meeting=person.meeting,
            lobby="waiting",
            made_at=now,
            asked_at=now,
            expires_at=now + GUEST_FOR,
        )
        await self._doors.start_session(session)
        await self._doors.mark_opened(hash_of(token), now)
        await self._note(person, "link opened", now, person.id)
        return SignedIn(token=cookie, session=session)

    async def link_of(self, participant_id: str) -> Link | None:
        """The person's live link: when it was made, opened, and until when it works."""
        return await self._doors.live_link(participant_id)

    async def stop(self, participant_id: str, now: Millis, by: str = "") -> None:
        """Stop the person's link. Who is already in stays in: the lobby takes people out."""
        person = await self._people.participant(participant_id)
        if person is not None:
            await self._doors.revoke_links(participant_id, now)
            await self._note(person, "link stopped", now, by)

    async def _note(self, person: Participant, what: What, now: Millis, by: str = "") -> None:
        entry = AuditEntry(at=now, meeting=person.meeting, who=by, what=what, about=person.id)
        await self._audit.append(entry)

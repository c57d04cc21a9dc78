"""A meeting open on this server. The live path: gate, apply, log, fan out."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from functools import partial
from time import monotonic
from typing import Any

import msgspec
import structlog

from server.contract import wire
from server.contract.commands import command_id, decode_command
from server.contract.lib0 import Malformed
from server.contract.values import Participant
from server.sync import rights
from server.sync.audiences import standing
from server.sync.boards import Boards
from server.sync.change import ROOM, Change, Done, Facts, Outcome
from server.sync.crowd import WAITING, Crowd
from server.sync.handle import handle
from server.sync.herald import Herald
from server.sync.inbox import Inbox
from server.sync.keeper import Keeper
from server.sync.opening import SYSTEM, take_seats
from server.sync.play import Play, Spoilt
from server.sync.ports import Clock, Elsewhere, Log
from server.sync.replies import reply_to_command
from server.sync.session import Allowance, Session
from server.sync.tick import Arrival, Asked, Compared, Errand, Missed, Tick, Typed, as_one, give_up

logger = structlog.get_logger("room")


class Room:
    """One meeting's live boards and sessions, with one writer (SYN-3)."""

    def __init__(
        self, facts: Facts, boards: Boards, log: Log, clock: Clock, build: str,
        elsewhere: Callable[[Room, Session, Elsewhere], None],
    ) -> None:  # fmt: skip
        self.facts = facts
        self.boards = boards
        self.crowd = Crowd()
        self.herald = Herald(self.crowd)
        self.closed = False
        self._log = log
        self._clock = clock
        self._build = build
        self._elsewhere = elsewhere
        self._inbox = Inbox()
        self._allowances: dict[tuple[str, str], Allowance] = {}
        self._newcomers: list[Participant] = []
        self._arrived = asyncio.Event()
        self._ticking = False
        self._loading = False
        self._standing = standing(boards.scopes)
        self.keeper = Keeper(log, boards.seq, clock())
        self.witness: Callable[[Room, Errand], None] = lambda room, errand: None

    # The live path

    async def run(self) -> None:
        """Tick while the room is open: at once when it was quiet, else every `tick_ms`.

        What comes within `tick_ms` of a tick shares the next: one commit, one frame to send.
        """
        rest, rested = self.facts.catalogue.limits.tick_ms / 1000, 0.0
        try:
            while not self.closed:
                await self._arrived.wait()
                await asyncio.sleep(max(0.0, rested - monotonic()))
                await self._log.turn()
                self._arrived.clear()
                rested = monotonic() + rest
                await self.tick()
        except Exception:
            logger.exception("room_failed", meeting=self.facts.meeting)
            self.fail("not_saved")

    async def tick(self) -> None:
        """Everything that arrived, in order: judged, applied, stored, and only then told."""
        batch, self._inbox, self._newcomers = self._inbox, Inbox(), []
        self._ticking = True
        try:
            tick = await self._play(batch)  # 1 gate, 2 apply
            if not tick.entries or await self._store(tick):  # 3 log
                self._look_at_rights(tick)
                self._fan_out(tick)  # 4 fan out
                if not self._inbox:
                    self.keeper.look(self.boards, tick.now)
        finally:
            self._ticking = False
            give_up(batch)

    async def _play(self, batch: Sequence[Arrival]) -> Tick:
        """Judge and apply; whatever breaks a board is left out and the boards loaded again."""
        spoilt: dict[Session, str] = {}
        while True:
            tick = Tick(self.facts.meeting, self.boards.seq, self.boards.chain, self._clock())
            tick.refused.update(spoilt)
            try:
                Play(self.facts, self.boards).all(batch, tick)
            except Spoilt as found:
                batch = [one for one in batch if one is not found.arrival]
                self._give_up(found, spoilt)
                await self.reload()
            else:
                return tick

    async def _store(self, tick: Tick) -> bool:
        """SYN-1, SYN-2: nothing is shown or called saved before this returns True."""
        try:
            await self._log.append(tick.entries)
        except Exception:
            logger.exception("not_saved", meeting=self.facts.meeting)
            self.fail("not_saved")
            return False
        self.boards.seq, self.boards.chain = tick.seq, tick.chain
        return True

    def _fan_out(self, tick: Tick) -> None:
        """One merged frame a scope and tick; then who is saved, answered, refused."""
        for scope, told in tick.frames.items():
            update, but = as_one(told)
            # The board is as far as this frame leads: nothing is applied before the next tick.
            self.crowd.tell(scope, wire.update(update), self.boards.board(scope).state_vector, but)
        self.boards.take_refusals(tick.refusals, tick.logged)
        for session, decided in tick.decided.items():
            session.decided += decided
            session.tell_saved(self.boards.seq)
        for errand, outcome in tick.replies:
            self._answer(errand, outcome)
        for asked in tick.asked:
            self._send_asked(asked)
        for session, code in tick.refused.items():
            logger.info("refused", who=session.who, scope=session.level, code=code)
            session.refuse(code, self.facts.catalogue)

    # Doors

    def join(self, participant: Participant, scope: str, *, ours: bool = True) -> Session | str:
        """A session on a scope this person may read, or the code of a refusal (PER-4)."""
        limits = self.facts.catalogue.limits
        if self.closed or self._loading:
            return "not_saved"
        # Rights may have changed since the door looked: the room is told of every change.
        participant = self.facts.people.get(participant.id, participant)
        place = rights.place(participant, scope, self._standing)
        if place is None or (place == WAITING and not ours):
            return "not_allowed_to_read"
        if len(self.crowd.of_person(participant.id)) >= limits.sockets_per_person:
            return "too_many_sockets"
        allowance = self._allowances.setdefault((participant.id, scope), Allowance(limits))
        session = Session(participant, place, limits, allowance, ours=ours)
        self.crowd.enter(session)
        self._greet(session)
        return session

    def leave(self, session: Session) -> None:
        """The socket is gone."""
        session.rest()
        self.crowd.leave(session, monotonic())
        self.herald.tell()

    def receive(self, session: Session, data: bytes) -> None:
        """One frame from a socket; a bad one costs only its sender the connection (SYN-9)."""
        limits = self.facts.catalogue.limits
        if not session.open:  # put out or refused; the socket is not shut yet
            return None
        full = self._inbox.whose[session.who] >= limits.inbox_frames  # the others' still come in
        if full or not session.allowance.frame(monotonic(), len(data)):
            return session.refuse("too_fast", self.facts.catalogue)
        if len(data) > limits.frame_bytes:
            return session.refuse("too_big", self.facts.catalogue)
        try:
            frame = wire.decode(data)
        except Malformed:
            return session.refuse("malformed", self.facts.catalogue)
        # Who waits holds words back until the room greets them; they may still ask.
        if session.scope != WAITING or isinstance(frame, wire.Command):
            return self._route(session, frame)
        return session.notify(session.rights)

    def _route(self, session: Session, frame: wire.Frame) -> None:
        match frame:
            case wire.Command(words):
                self._receive_command(session, words.encode())
            case wire.Update(update) | wire.SyncStep2(update):
                if not session.repeats(frame):
                    answers = isinstance(frame, wire.SyncStep2)
                    self._arrive(Typed(session, update, answers_sync=answers))
            case wire.SyncStep1(state_vector):
                self._arrive(Asked(session, state_vector))
            case wire.Presence(payload):
                self._hear(session, payload)
            case wire.QueryPresence():
                self.crowd.everyone(session)
            case wire.Compare(differed):
                self.crowd.count_differing(session, differed)
                self._arrive(Compared(session))

    def catch_up(self, session: Session) -> None:
        """The socket takes more again: what was dropped follows as one frame (SYN-6)."""
        if session.lacks is not None:
            self._arrive(Missed(session))
        if session.outbox.dropped:
            session.outbox.dropped = False
            self.crowd.everyone(session)
            self.herald.tell()

    def errand(
        self, act: Callable[[Change], Outcome], actor: Participant = SYSTEM, op: str = ""
    ) -> asyncio.Future[Outcome]:
        """Something the server has to write; done when it is stored."""
        done: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
        errand = Errand(actor, act, {"id": "", "op": op}, done=done)
        if self.closed:
            errand.give("not_saved")
        else:
            self._arrive(errand)
        return done

    def _receive_command(self, session: Session, raw: bytes) -> None:
        if not session.allowance.command(monotonic()):
            return session.refuse("too_fast", self.facts.catalogue)
        if len(raw) > self.facts.catalogue.limits.command_bytes:
            return self.reply_to(session, command_id(raw), "too_big")
        known = self.boards.known(session.who, command_id(raw))
        if known is not None:
            return session.send(wire.reply(known))
        command = decode_command(raw)
        if isinstance(command, str):
            return self.reply_to(session, command_id(raw), command)
        if isinstance(command, Elsewhere):
            return self._elsewhere(self, session, command)
        return self.ask(session, partial(handle, command=command), msgspec.json.decode(raw))

    def ask(
        self, session: Session, act: Callable[[Change], Outcome], asked: dict[str, Any]
    ) -> None:
        """A person's command takes its place among all that arrives."""
        if self.closed:
            return self.reply_to(session, asked["id"], "not_saved")
        return self._arrive(Errand(session.participant, act, asked, session=session))

    def _hear(self, session: Session, payload: bytes) -> None:
        if not session.allowance.presence(monotonic()):
            return session.refuse("too_fast", self.facts.catalogue)
        gate, on_board = self.boards.ears(session.scope)
        refused = self.crowd.hear(session, payload, gate, on_board)
        if refused:
            session.refuse(refused, self.facts.catalogue)
        elif session.scope == ROOM:
            self.herald.tell()
        return None

    def _arrive(self, arrival: Arrival) -> None:
        self._inbox.add(arrival)
        self._arrived.set()

    # Telling

    def _greet(self, session: Session) -> None:
        if session.scope in (ROOM, WAITING):
            now = self._clock()
            hello = {"kind": "hello", "me": session.who, "server_time": now, "build": self._build}
            session.notify(hello)
            rights.tell(session, self._standing, self.boards.scopes, self.facts.people)
            self.herald.tell()
        if session.scope == ROOM:
            self._seat(session.participant)
        if session.scope != WAITING and not self.ended:
            session.send(wire.sync_step1(self.boards.board(session.scope).state_vector()))

    def _seat(self, person: Participant) -> None:
        """Whoever comes in until the next tick is seated by one change."""
        self._newcomers.append(person)
        if len(self._newcomers) == 1:
            self.errand(partial(take_seats, people=self._newcomers), op="seat")

    def _send_asked(self, asked: Asked) -> None:
        if asked.session.scope == WAITING:
            return  # it asked when it did not have to wait yet
        try:
            for frame in asked.answers(self.boards.board(asked.session.scope)):
                asked.session.send(frame)
        except Malformed:
            asked.session.refuse("malformed", self.facts.catalogue)

    def _answer(self, errand: Errand, outcome: Outcome) -> None:
        errand.give(outcome)
        if isinstance(outcome, Done):
            for role, notice in outcome.notices:
                for session in self.crowd.of_role(role):
                    session.notify(notice)
        if errand.session is not None:
            errand.session.send(wire.reply(self._answer_to(errand, outcome)))

    def _answer_to(self, errand: Errand, outcome: Outcome) -> bytes:
        """The reply; a command sent twice, however quickly, gets its first answer (SYN-7)."""
        known = self.boards.known(errand.actor.id, errand.command["id"])
        if known is not None:
            return known
        words = reply_to_command(errand.command["id"], outcome, self.boards.seq, self.facts)
        if isinstance(outcome, Done):
            self.boards.answer(errand.actor.id, errand.command["id"], words)
            self._note_hand(errand)
            self.witness(self, errand)
        return words

    def _note_hand(self, errand: Errand) -> None:
        """A hand that may go up is up; the room is told with who is here."""
        if errand.command.get("signal") == "hand":
            self.crowd.raise_hand(errand.actor.id, up=errand.command.get("on", True))
            self.herald.tell()

    def reply_to(self, session: Session, command: str, outcome: Outcome) -> None:
        """Answer a command outside the tick."""
        if isinstance(outcome, str):
            logger.info("refused", who=session.who, code=outcome)
        session.send(wire.reply(reply_to_command(command, outcome, self.boards.seq, self.facts)))

    # Life

    @property
    def ended(self) -> bool:
        """Whether the meeting has been frozen for good."""
        return bool(self.boards.board(ROOM).meta().get("ended_at"))

    @property
    def quiet(self) -> bool:
        """Nobody is here, and nothing waits to be stored."""
        return not (len(self.crowd) or self._inbox or self._ticking)

    def meet(self, facts: Facts) -> None:
        """Other people, or other rights: sessions that may no longer read are closed (PER-4)."""
        self.facts = facts
        for session in self.crowd:
            person = facts.people.get(session.who)
            if person is None or person.gone:
                session.outbox.abandon("removed")
            else:
                session.participant = person
                self.crowd.keep_apart(session)
                if not self._loading:  # else no board says who may read what, until they are read
                    self._hold(session)
        self.herald.tell()

    def _look_at_rights(self, tick: Tick) -> None:
        """Who may read what has changed: whoever may not is put out before they are told more."""
        if tick.replies and (now := standing(self.boards.scopes)) != self._standing:
            self._standing = now
            self.meet(self.facts)

    def _hold(self, session: Session) -> None:
        """Whoever is to wait is told no more of the room; their last answers still go out."""
        if rights.hold(session, self._standing, self.boards.scopes, self.facts.people):
            self.crowd.set_aside(session, monotonic())
            asyncio.get_running_loop().call_soon(session.outbox.close, "join_again")

    def keep(self) -> None:
        """Keep a checkpoint before the room closes; not of a tick that is not stored yet."""
        if not (self.closed or self._ticking):
            self.keeper.keep(self.boards, self._clock())

    async def reload(self) -> None:
        """Throw the boards away and read them from the log again (SYN-4)."""
        broken, self._loading = self.boards, True
        try:
            limits = self.facts.catalogue.limits
            self.boards = await Boards.opened(self.facts.meeting, limits, self._log)
            self.boards.adopt(broken)
        finally:
            self._loading = False
        self.meet(self.facts)

    def fail(self, code: str) -> None:
        """Close every session; the next one to come opens the room from the log."""
        self.closed = True
        self._arrived.set()
        give_up(self._inbox)
        for session in self.crowd:
            session.outbox.abandon(code)

    def _give_up(self, found: Spoilt, spoilt: dict[Session, str]) -> None:
        arrival = found.arrival
        if isinstance(arrival, Typed):
            spoilt[arrival.session] = found.code
        elif isinstance(arrival, Errand):
            if arrival.session is not None:
                self.reply_to(arrival.session, arrival.command["id"], found.code)
            arrival.give(found.code)

"""A conference from the waiting room to the files of its record, with a secret at every turn."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable
from functools import cached_property, partial
from typing import Any

from server.routes.doors import DOORS
from tests.e2e.device import Device
from tests.leaks import plants as who
from tests.leaks.place import APART, PASSWORD, Place, email_of
from tests.leaks.plants import WORDS
from tests.leaks.reader import Reader

ACCOUNTS = (who.CHAIR, who.TAKER, who.GOVERNANCE, who.ANOTHER)
KINDS = ("pdf", "docx", "html", "json")
SECTION = "past_harm"


class Refused(AssertionError):
    """A command that had to be carried out was not."""


def do(device: Device, op: str, **arguments: Any) -> str:
    """Something that is carried out; the item it made."""
    reply = device.ask(op, **arguments)
    if not reply["ok"]:
        raise Refused(f"{op} {arguments}: {reply}")
    return str(reply.get("item") or "")


def is_closed(device: Device) -> bool:
    """Whether the server has closed it."""
    return device.closed is not None


class Conference:
    """Everybody at their devices. `play` tells the whole story."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self.readers: dict[str, Reader] = {}
        for name in (*ACCOUNTS, *place.links, who.STRANGER):
            participant = place.ids.get(name, "")
            self.readers[name] = Reader(place.site.base, place.meeting, name, participant)
        self.early: dict[str, set[str]] = {}
        """Who had heard a word by the moment that was looked at, before it was shown to all."""
        self.counted: list[dict[str, Any]] = []
        self.files: dict[str, list[bytes]] = {}
        self.names: list[str] = []
        """What every file was called."""

    def __getitem__(self, name: str) -> Reader:
        return self.readers[name]

    def seat(self, name: str) -> str:
        """The path of somebody's own page."""
        return f"/m/{self.place.meeting}/{self.place.ids[name]}"

    @property
    def at(self) -> str:
        """The path of the meeting's pages."""
        return f"/meetings/{self.place.meeting}"

    @property
    def present(self) -> list[Reader]:
        """Everybody with a seat."""
        return [self.readers[name] for name in (*ACCOUNTS[:2], *self.place.links)]

    @cached_property
    def chair(self) -> Reader:
        """The chair."""
        return self.readers[who.CHAIR]

    def settle(self, names: Iterable[str] = ()) -> None:
        """Everybody reads what they were sent."""
        for reader in [self.readers[name] for name in names] or self.present:
            reader.settle()

    def wait_for_presence(self) -> None:
        """Who is here is told a moment later than all else."""
        time.sleep(0.3)
        self.settle()

    def follow(self, rejoining: Iterable[str] = ()) -> None:
        """Rights have changed: everybody opens what is new to them.

        `rejoining` are those who wait from now on, or wait no more: their room is closed first.
        """
        for name in rejoining:
            device = self.readers[name].room
            device.until(partial(is_closed, device), 30)
        for reader in self.present:
            reader.settle()
            reader.come_in()

    # The story

    def play(self) -> None:
        """All of it."""
        for chapter in (
            self.come_in, self.write_narrowly, self.show_presence, self.write_apart, self.hold,
            self.delete, self.go_away, self.score, self.reveal, self.close_session,
            self.family_time, self.ask_too_much, self.end, self.look_back,
        ):  # fmt: skip
            chapter()

    def leave(self) -> None:
        """Everybody closes their browser; what they got is kept."""
        for reader in self.readers.values():
            reader.go()
            reader.client.close()

    def come_in(self) -> None:
        """Links are opened, people wait, the chair lets them in."""
        for name in ACCOUNTS:
            answers = {"email": email_of(name), "password": PASSWORD}
            assert self[name].post("/sign-in", **answers).status_code == 303
        self.chair.get(self.seat(who.CHAIR))
        self.chair.come_in()
        for name, path in self.place.links.items():
            assert self[name].post(path).status_code == 303, name
            self[name].get(self.seat(name))
            self[name].get(f"{self.seat(name)}/door")
            do(self.chair.room, "admit", person=self[name].participant)
            self[name].get(self.seat(name))
            self[name].come_in()
        self[who.TAKER].get(self.seat(who.TAKER))
        self[who.TAKER].come_in()
        # The card of a new link, which the chair gives to dad.
        people = f"{self.at}/people"
        card = self.chair.post(f"{people}/{self.place.ids[who.DAD]}/link", start=people)
        self[who.DAD].given.append(card.content)

    def card(self, by: str, key: str, scope: str, **more: Any) -> str:
        """Somebody adds a card with this secret in it; its id is the secret as well."""
        item = f"{WORDS[key]}-item"
        texts = {"": f"It was {WORDS[key]}."}
        section = more.pop("section", SECTION)
        arguments = {"item": item, "kind": "card", "section": section, "scope": scope}
        return do(self[by].room, "add", **arguments, texts=texts, **more)

    def audience(self, key: str, why: str = "Safety.", **readers: list[str]) -> str:
        """A named scope, called by a secret."""
        item = f"{WORDS[key]}-named"
        people = {say: [self.place.ids[one] for one in names] for say, names in readers.items()}
        do(self.chair.room, "audience", item=item, why=why, **people)
        return f"named:{item}"

    def write_narrowly(self) -> None:
        """What only some may read: professionals, named people, oneself."""
        self.named = self.audience("address", WORDS["audit"], people=[who.POLICE])
        self.not_dad = self.audience("screen", but=[who.DAD])
        self.held = self.audience("search", people=[who.WORKER])
        self.follow()
        for number, key in enumerate(("filter", "layer", "order")):
            do(self[who.SCHOOL].room, "add", item=f"room-card-{number}", kind="card",
               section=SECTION, texts={"": f"Open {number}."})  # fmt: skip
            self.card(who.POLICE, key, "professionals")
        named = {"name": WORDS["speaker"].title(), "role": "neighbour"}
        do(self[who.POLICE].room, "set", item=f"{WORDS['filter']}-item", fields={"said_by": named})
        self.card(who.POLICE, "undo", self.named)
        do(self[who.POLICE].room, "strike", item=f"{WORDS['undo']}-item")
        do(self[who.POLICE].room, "restore", item=f"{WORDS['undo']}-item")
        self.card(who.WORKER, "screen", self.not_dad)
        self.card(who.SCHOOL, "offline", "own")
        self.card(who.POLICE, "clip", "own")
        protected = {"what": "refuge", "about": {"person": self.place.ids[who.GRAN]}}
        do(self[who.WORKER].room, "add", item="protected-0001", kind="protected",
           scope=self.held, fields=protected, texts={"": f"4 {WORDS['search']} Lane"})  # fmt: skip
        self.stroke()
        self.settle()

    def stroke(self) -> None:
        """A card struck with a reason; merged ones; a fault that a log may tell of."""
        do(self.chair.room, "strike", item="room-card-2", reason=WORDS["printed"])
        do(self.chair.room, "merge", item="room-card-0", into="room-card-1")
        wrong = self[who.POLICE].room.ask("add", item="x" * 8, kind=WORDS["logged"])
        assert wrong["refusal"]["code"] in ("wrong_kind", "not_allowed")
        self[who.STRANGER].client.post("/sign-in", data={"email": WORDS["logged"]})
        self[who.STRANGER].client.get(f"/join/{WORDS['logged']}")

    def show_presence(self) -> None:
        """Everybody says where they type, those who attend apart as well, with more than asked."""
        for clock, reader in enumerate(self.present, start=1):
            root = f"t:{WORDS['dots']}-item" if reader.name == who.MUM else "t:note-summary"
            state = {"typing": root, "cursor": WORDS["cursor"], "user": {"name": WORDS["cursor"]}}
            reader.show_presence(json.dumps(state).encode(), clock)
        for name in APART:
            do(self[name].room, "signal", signal="hand", on=True)
        do(self[who.AUNT].room, "signal", signal="pause")
        self.wait_for_presence()

    def apart(self, name: str) -> str:
        """The scope of what somebody says who attends apart."""
        return f"named:apart-{self.place.ids[name]}"

    def write_apart(self) -> None:
        """Mum and dad each say what the other must not hear."""
        self.card(who.MUM, "dots", self.apart(who.MUM))
        self.card(who.AUNT, "subject", self.apart(who.AUNT))
        for name in APART:
            for scope in ("room", "own"):
                item = f"{name}-{scope}-1"
                asked = {"item": item, "kind": "card", "section": SECTION, "scope": scope}
                self[name].room.ask("add", **asked, texts={"": f"Said by {item}."})
            self[name].room.ask("share", item=f"{name}-own-1", to="room")
            self[name].room.ask("add", item=f"{name}-row-0001", kind="row", texts={"what": "x"})
        for scope in self[who.MUM].rights["scopes"]:
            asked = {"item": f"mum-{len(scope)}-{scope[-8:]}", "kind": "card", "section": SECTION}
            self[who.MUM].room.ask("add", **asked, scope=scope, texts={"": "Mum again."})
        do(self[who.MUM].room, "add", item="mum-draft-0001", kind="card", section=SECTION,
           scope=self.apart(who.MUM), texts={"": "She said this to all but him."})  # fmt: skip
        # The chair lets everybody read it, and names mum wherever people are named.
        do(self.chair.room, "share", item="mum-draft-0001", to="room")
        mum = {"person": self.place.ids[who.MUM]}
        about = {"section": SECTION, "texts": {"": "Somebody saw it."}}
        self.chair.room.ask("add", item="said-by-mum-1", kind="card", fields={"said_by": mum},
                            **about)  # fmt: skip
        self.chair.room.ask("add", item="row-of-mum-01", kind="row", fields={"owner": mum})
        members = [self.place.ids[who.MUM], self.place.ids[who.WORKER]]
        self.chair.room.ask("set", item="dates", fields={"core_group_members": members})
        self.chair.room.ask("set", item="dates", fields={"lead_worker": mum})
        self.settle()

    def hold(self) -> None:
        """A name is held from the start; another only later, before somebody comes late."""
        neighbour = {"name": WORDS["thumb"].title(), "role": "neighbour"}
        fields = {"said_by": neighbour, "hide_name": True, "nature": "reported"}
        do(self[who.WORKER].room, "add", item="held-card-001", kind="card", section=SECTION,
           fields=fields, texts={"": "Shouting at night."})  # fmt: skip
        fields = {"said_by": {"name": WORDS["edited"].title(), "role": "uncle"}, "hide_name": True}
        do(self[who.POLICE].room, "add", item="held-card-002", kind="card", section=SECTION,
           fields=fields, texts={"": "Doors were broken."})  # fmt: skip
        do(self.chair.room, "set", item="held-card-002", fields={"nature": "opinion"})
        do(self.chair.room, "move", item="held-card-002")
        self.settle()

    def delete(self) -> None:
        """Words typed letter by letter, then deleted or replaced, in a narrow scope."""
        police, item = self[who.POLICE], "typed-card-001"
        do(police.room, "add", item=item, kind="card", section=SECTION, scope=self.named)
        self.settle((who.POLICE, who.CHAIR))
        for key in ("deleted", "version"):
            police.type_slowly(self.named, f"t:{item}", f"{WORDS[key]} ")
            self.settle((who.CHAIR,))
            police.cut(self.named, f"t:{item}")
        do(police.room, "add", item="payload-card-1", kind="card", section=SECTION,
           scope=self.named)  # fmt: skip
        self.settle((who.POLICE,))
        police.type_slowly(self.named, "t:payload-card-1", WORDS["payload"])
        police.type_slowly(self.named, f"t:{item}", "Nothing of note.")
        do(self.chair.room, "share", item=item, to="room")
        self.settle()

    def go_away(self) -> None:
        """Dad and gran lose the line; what they may read of the meanwhile comes afterwards."""
        for name in (who.DAD, who.GRAN):
            self[name].go()
        self.card(who.MUM, "backlog", self.apart(who.MUM))
        for name in (who.DAD, who.GRAN):
            self[name].come_in()
        self.settle()

    def score(self) -> None:
        """Numbers and statements, each alone until it is shown; one set never is."""
        overall, chair = "overall", self.chair.room
        self.set_id = do(chair, "add", item="set-000000001", kind="set")
        do(chair, "open_scale", scale=overall)
        for name, value in ((who.GRAN, 6), (who.MUM, 3), (who.DAD, 8), (who.AUNT, 2)):
            do(self[name].room, "score", scale=overall, value=value, because=f"{name} says why")
            self.settle((who.OBSERVER,))
            self.counted.append(dict(self[who.OBSERVER].room.items.to_py()[overall]))  # type: ignore[index]
        do(self[who.SCHOOL].room, "score", scale=overall, value=7, because="beth says why")
        for name in (who.MUM, who.POLICE):
            statement = f"statement-of-{name}"
            do(self[name].room, "add", item=statement, kind="statement", scope="own",
               parent=self.set_id, texts={"": f"{statement} says this"})  # fmt: skip
            do(self[name].room, "ready", item=statement, ready=True)
        do(self[who.SCHOOL].room, "add", item="statement-beth", kind="statement", scope="own",
           parent=self.set_id, texts={"": WORDS["score"]})  # fmt: skip
        self.settle()
        self.early = {
            name: self.who_heard(name)
            for name in ("beth says why", "statement-of-mark says this")
        }  # fmt: skip

    def reveal(self) -> None:
        """All that is ready is shown at once."""
        do(self.chair.room, "reveal_scores", scale="overall")
        do(self.chair.room, "reveal_statements", set=self.set_id)
        self.settle()

    def close_session(self) -> None:
        """Three people stay; what they write is kept, released in other words, or deleted."""
        ids = [self.place.ids[name] for name in (who.WORKER, who.POLICE)]
        say = "Something the police must tell us first."
        do(self.chair.room, "closed_start", admitted=ids, say=say)
        self.follow(who.ROOM - who.IN_CLOSED)
        self.card(who.POLICE, "count", "closed")
        self.card(who.WORKER, "number", "closed")
        self.card(who.POLICE, "error", "closed")
        self.peep()
        self.settle()
        do(self.chair.room, "closed_end")
        self.follow(who.ROOM - who.IN_CLOSED)
        do(self.chair.room, "review", item=f"{WORDS['count']}-item", answer="keep")
        do(self.chair.room, "review", item=f"{WORDS['error']}-item", answer="delete")
        do(self.chair.room, "review", item=f"{WORDS['number']}-item", answer="keep")
        do(self[who.POLICE].room, "add", item="released-0001", kind="card", section=SECTION,
           scope=self.named, texts={"": "In plain words."})  # fmt: skip
        self.settle()

    def peep(self) -> None:
        """While they wait, people ask for pages, scopes and items that are not theirs."""
        for name in (who.DAD, who.SCHOOL, who.WALL, who.TAKER):
            reader = self[name]
            reader.get(self.seat(name))
            for scope in ("closed", self.named):
                assert reader.open(scope) == 4403, (name, scope)
            for op in ("strike", "restore"):
                reply = reader.room.ask(op, item=f"{WORDS['error']}-item"[:3] + "elsewhere")
                assert not reply["ok"]

    def family_time(self) -> None:
        """The family is alone with the board, and shares one thing of it."""
        do(self.chair.room, "family_start")
        self.follow(who.ROOM - who.FAMILY)
        gran, item = self[who.GRAN], "thinking-aloud"
        began = gran.last_seq
        self.card(who.GRAN, "replay", "family")
        do(gran.room, "add", item=item, kind="card", section=SECTION)
        self.settle(who.FAMILY)
        gran.type_slowly("room", f"t:{item}", WORDS["aloud"])
        self.settle(who.FAMILY)
        gran.cut("room", f"t:{item}")
        do(self[who.GRAN].room, "add", item="our-plan-0001", kind="card", section="next_steps",
           scope="family", texts={"": "Our plan."})  # fmt: skip
        do(self[who.GRAN].room, "share", item="our-plan-0001", to="room")
        for name in APART:
            self[name].room.ask("add", item=f"{name}-family-1", kind="card", section=SECTION,
                                scope="family", texts={"": "Said in the family."})  # fmt: skip
            self[name].show_presence(b'{"typing":null}', 50)
        self.chair.get(self.seat(who.CHAIR))
        self.wait_for_presence()
        do(self[who.GRAN].room, "family_end")
        self.private = range(began + 1, gran.last_seq)
        self.follow(who.ROOM - who.FAMILY)

    def ask_too_much(self) -> None:
        """Everybody tries every scope, and every page there is."""
        scopes = (
            "room", "professionals", "closed", "family", "chair", self.named, self.not_dad,
            self.held, *map(self.apart, APART), f"own:{self.place.ids[who.POLICE]}",
        )  # fmt: skip
        for name in (who.DAD, who.GRAN, who.OBSERVER, who.WALL, who.TAKER, who.SCHOOL):
            reader = self[name]
            reader.go()
            for scope in scopes:
                reader.open(scope)
        for reader in (self[who.STRANGER], self[who.ANOTHER]):
            assert reader.open("room") in (4401, 4403)
        self.walk()

    def walk(self) -> None:
        """Every page, as everybody who is not the chair."""
        values = {
            "meeting": self.place.meeting, "child": self.place.children[0], "seq": "40",
            "person": self.place.ids[who.MUM], "token": "x" * 43, "subject": "x", "step": "where",
            "rendition": "professionals", "kind": "json", "staff": "s_nobody", "type": "icpc",
            "name": "office.css", "request": "x",
        }  # fmt: skip
        readers = (who.DAD, who.GRAN, who.WALL, who.GOVERNANCE, who.ANOTHER, who.STRANGER)
        for door in DOORS:
            if door.method == "GET" and door.path not in ("/sign-out/council",):
                path = door.path
                for name, value in values.items():
                    path = path.replace(f"{{{name}}}", value)
                for name in readers:
                    self[name].get(path)

    # The end

    def end(self) -> None:
        """All that must be right is put right; the copies are read; the meeting ends."""
        self.chair.come_in()
        chair = self.chair.room
        for child in self.place.children:
            decided = {"outcome": "cpp", "categories": ["emotional"]}
            do(chair, "set", item=f"decision-{child}", fields=decided)
        dates = {"core_group_on": "2030-06-12", "review_on": "2030-09-02"}
        do(chair, "set", item="dates", fields=dates)
        do(chair, "set", item="quorum", fields={"enough": "yes"})
        do(chair, "add", item="row-000000001", kind="row", texts={"what": "Takes her to school"})
        for path in self._copies(self.chair.get(f"{self.at}/close").text, "close"):
            self.chair.get(path)
        ended = self.chair.post(f"{self.at}/close")
        assert ended.status_code == 303, ended.text

    def _copies(self, page: str, folder: str) -> list[str]:
        """The addresses of copies that a page links to."""
        links = [part.partition('"')[0] for part in page.split('href="')[1:]]
        return sorted({one for one in links if f"/{folder}/" in one or "/records/" in one})

    def look_back(self) -> None:
        """Files of every copy, history, subject access, the trail: after the end."""
        record = f"/records/{self.place.meeting}"
        page = self.chair.get(record).text
        names = {one.rpartition("/")[2].partition(".")[0] for one in self._copies(page, "records")}
        copies = sorted(one for one in names if one in COPIES or one.startswith("for-"))
        whose = {self.place.ids[name]: name for name in self.place.ids}
        for copy in copies:
            person = whose.get(copy.removeprefix("for-"))
            self.download(copy, who.copy_for(person) if person else f"copy {copy}")
        self[who.TAKER].get(record)
        for kind in KINDS:
            self[who.TAKER].get(f"{record}/family.{kind}")
            self[who.TAKER].get(f"{record}/original.{kind}")
        self.history()
        for path in ("/governance/trail", "/governance/trail.csv", "/governance/retention",
                     f"/governance/retention/{self.place.meeting}"):  # fmt: skip
            assert self[who.GOVERNANCE].get(path).status_code == 200, path
        self.walk()
        for reader in self.present:
            reader.get(self.seat(reader.name))

    def download(self, copy: str, reader: str) -> None:
        """One copy as every kind of file, with its headers."""
        for kind in KINDS:
            answer = self.chair.get(f"/records/{self.place.meeting}/{copy}.{kind}")
            assert answer.status_code == 200, (copy, kind)
            self.names.append(answer.headers["content-disposition"])
            heads = "\n".join(f"{name}: {value}" for name, value in answer.headers.items())
            self.files.setdefault(reader, []).extend((answer.content, heads.encode()))

    def history(self) -> None:
        """The chair looks back on every moment; others ask for it too."""
        told = self.chair.get(f"{self.at}/history").json()["moments"]
        self.replayed: list[bytes] = [json.dumps(told, ensure_ascii=False).encode()]
        for moment in told[:: max(1, len(told) // 12)]:
            answer = self.chair.get(f"{self.at}/history/{moment['seq']}")
            self.replayed.append(answer.content)
        for seq in self.private:
            self.replayed.append(self.chair.get(f"{self.at}/history/{seq}").content)
        self[who.TAKER].get(f"{self.at}/history")
        self[who.TAKER].get(f"{self.at}/history/40")

    # What became known

    def heaps(self) -> dict[str, Callable[[], Iterable[bytes]]]:
        """What every reader was ever sent, and what every copy holds."""
        found: dict[str, Callable[[], Iterable[bytes]]] = {
            name: partial(getattr, reader, "heaps") for name, reader in self.readers.items()
        }
        log = self.place.site.data / "server.log"
        found[who.LOG] = lambda: [log.read_bytes()]
        for copy, files in self.files.items():
            found[copy] = partial(list, files)
        return found

    def who_heard(self, words: str) -> set[str]:
        """Which readers' devices a byte of these words has reached by now."""
        raw = words.encode()
        return {
            name
            for name, reader in self.readers.items()
            if any(raw in frame for one in reader.devices.values() for frame in one.frames)
        }


COPIES = ("original", "professionals", "family")

"""Commands: JSON requests to change the board, decoded once at the door into typed values."""

from __future__ import annotations

from typing import Annotated, Any, Literal, TypeAlias

import msgspec
from msgspec import Meta

Id: TypeAlias = Annotated[str, Meta(pattern=r"\A[A-Za-z0-9_-]{1,96}\Z")]
NewId: TypeAlias = Annotated[str, Meta(pattern=r"\A[A-Za-z0-9_-]{8,64}\Z")]
Words: TypeAlias = Annotated[str, Meta(max_length=6000)]
Short: TypeAlias = Annotated[str, Meta(max_length=600)]
MOST = 2**53 - 1
Scope: TypeAlias = Annotated[
    str, Meta(pattern=r"\A(?:room|professionals|own|closed|family|named:[A-Za-z0-9_-]{8,64})\Z")
]


class Command(
    msgspec.Struct, frozen=True, kw_only=True, tag_field="op", forbid_unknown_fields=True
):
    """A request to change the board. `id` makes it safe to send twice."""

    id: NewId

    @property
    def op(self) -> str:
        """The name of the action, as in shared/permissions.json."""
        return str(self.__struct_config__.tag)


class Add(Command, frozen=True, tag="add"):
    """A new item, under an id the client chose; `texts` are its first words.

    `sure`: its writer has seen the warning of SEE-10; so with `Share` and `Review`.
    """

    item: NewId
    kind: str
    scope: Scope = "room"
    section: str = ""
    parent: Id | None = None
    after: Id | None = None
    last: bool = True
    fields: dict[str, Any] = {}
    texts: dict[str, Words] = {}
    sure: bool = False


class SetFields(Command, frozen=True, tag="set"):
    """New values for fields that shared/board.schema.json lets commands set."""

    item: Id
    fields: dict[str, Any]


class Move(Command, frozen=True, tag="move"):
    """Put a card after another (`after` null: first), in this section or another."""

    item: Id
    after: Id | None = None
    section: str = ""


class Strike(Command, frozen=True, tag="strike"):
    """Strike an item through; it stays readable."""

    item: Id
    reason: Short = ""


class Restore(Command, frozen=True, tag="restore"):
    """Undo a strike or a merge."""

    item: Id


class RestoreTo(Command, frozen=True, kw_only=True):
    """Bring something back as it was when the log had `seq` entries (HIS-4)."""

    seq: Annotated[int, Meta(ge=1, le=MOST)]
    sure: bool = False


class RestoreItem(RestoreTo, frozen=True, kw_only=True, tag="restore_item"):
    """One card, plan row, danger set, note…"""

    item: Id


class RestoreSection(RestoreTo, frozen=True, kw_only=True, tag="restore_section"):
    """All that stood in a section of the board, or in the plan, the sets, the voice, the notes."""

    section: Id


class RestoreBoard(RestoreTo, frozen=True, tag="restore_board"):
    """All that a restore covers."""


class Merge(Command, frozen=True, tag="merge"):
    """Fold a card into another; both authors stay."""

    item: Id
    into: Id


class Share(Command, frozen=True, tag="share"):
    """Copy an item, with its words, to a wider scope."""

    item: Id
    to: Scope
    section: str = ""
    sure: bool = False


class OnBehalf(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A person somebody speaks or types for."""

    name: Annotated[str, Meta(min_length=1, max_length=120)]
    person: Id | None = None


class Respond(Command, frozen=True, tag="respond"):
    """The family's response to an item: a view, and their words."""

    item: Id
    view: Literal["agree", "partly", "disagree", ""]
    words: Short = ""
    for_: OnBehalf | None = msgspec.field(default=None, name="for")


class UseWords(Command, frozen=True, tag="use_words"):
    """Add a revealed statement's words to the set's danger statement."""

    statement: Id
    set: Id


class Ready(Command, frozen=True, tag="ready"):
    """Say that one's own statement may be shown at the reveal."""

    item: Id
    ready: bool


class RevealStatements(Command, frozen=True, tag="reveal_statements"):
    """Show every ready statement of a set side by side."""

    set: Id


class Agree(Command, frozen=True, tag="agree"):
    """Mark the danger statement or goal as agreed, or open it again."""

    set: Id
    what: Literal["danger", "goal"]
    agreed: bool


class OpenScale(Command, frozen=True, tag="open_scale"):
    """Start scoring: everyone chooses alone."""

    scale: Id


class Score(Command, frozen=True, tag="score"):
    """One person's number, 0 to 10, or null for "can't say"; `for` when entered for another."""

    scale: Id
    value: Annotated[int, Meta(ge=0, le=10)] | None
    because: Short = ""
    up: Short = ""
    for_: Id | None = msgspec.field(default=None, name="for")


class RevealScores(Command, frozen=True, tag="reveal_scores"):
    """Show everyone's number at once."""

    scale: Id


class LockScale(Command, frozen=True, tag="lock_scale"):
    """No number of this scale changes any more."""

    scale: Id


class ScoreToRow(Command, frozen=True, tag="score_to_row"):
    """Make a plan row of what would make a number one higher."""

    score: Id
    item: NewId


class CardToRow(Command, frozen=True, tag="card_to_row"):
    """Make a plan row of a card's words."""

    card: Id
    item: NewId


class Accept(Command, frozen=True, tag="accept"):
    """The owner takes on a plan row, or takes that back."""

    row: Id
    accepted: bool


class ReadBack(Command, frozen=True, tag="read_back"):
    """Whether a person understood a plan row."""

    row: Id
    answer: Literal["understood", "ask", ""]


class Stage(Command, frozen=True, tag="stage"):
    """Move the meeting to a stage."""

    to: str


class Timer(Command, frozen=True, tag="timer"):
    """Give the stage more minutes, or fewer."""

    minutes: Annotated[int, Meta(ge=-30, le=30)]


class Wall(Command, frozen=True, tag="wall"):
    """What the wall shows."""

    show: Annotated[str, Meta(max_length=80)]
    item: Id | None = None
    page: Annotated[int, Meta(ge=1, le=99)] = 1
    names: bool = True


class Blank(Command, frozen=True, tag="blank"):
    """Blank the wall and every family screen, or bring them back."""

    on: bool


class Admit(Command, frozen=True, tag="admit"):
    """Let a waiting person in: the device that asked at `since`, as the chair's list said."""

    person: Id
    since: Annotated[int, Meta(ge=1)] | None = None


class Refuse(Command, frozen=True, tag="refuse"):
    """Turn a waiting person away."""

    person: Id


class Remove(Command, frozen=True, tag="remove"):
    """Take a person out of the meeting; their sockets close at once."""

    person: Id


class Signal(Command, frozen=True, tag="signal"):
    """Hand up, ask for a pause, or ask for plainer words (nobody is told who asked)."""

    signal: Literal["hand", "pause", "plainer"]
    on: bool = True
    item: Id | None = None


class ClosedStart(Command, frozen=True, tag="closed_start"):
    """Start a closed session with these people, or change who they are. `say` is for the family."""

    admitted: tuple[Id, ...] = ()
    say: Short = ""


class ClosedEnd(Command, frozen=True, tag="closed_end"):
    """Let everybody back in."""


class Review(Command, frozen=True, tag="review"):
    """What becomes of an item of a closed session; `words` are what is released of it."""

    item: Id
    answer: Literal["keep", "release", "delete"]
    to: Literal["room", "professionals"] = "room"
    words: Words = ""
    section: str = ""
    sure: bool = False


class Audience(Command, frozen=True, tag="audience"):
    """Who reads the scope named:<item>: these people and the chair, or all but these."""

    item: NewId
    people: tuple[Id, ...] = ()
    but: tuple[Id, ...] = ()
    why: Short = ""
    until: Annotated[str, Meta(pattern=r"\A(?:[0-9]{4}-[0-9]{2}-[0-9]{2})?\Z")] = ""


class FamilyStart(Command, frozen=True, tag="family_start"):
    """Leave the family alone with the board."""


class FamilyEnd(Command, frozen=True, tag="family_end"):
    """End private family time."""


AnyCommand: TypeAlias = (
    Add
    | SetFields
    | Move
    | Strike
    | Restore
    | RestoreItem
    | RestoreSection
    | RestoreBoard
    | Merge
    | Share
    | Respond
    | UseWords
    | Ready
    | RevealStatements
    | Agree
    | OpenScale
    | Score
    | RevealScores
    | LockScale
    | ScoreToRow
    | CardToRow
    | Accept
    | ReadBack
    | Stage
    | Timer
    | Wall
    | Blank
    | Admit
    | Refuse
    | Remove
    | Signal
    | ClosedStart
    | ClosedEnd
    | Review
    | Audience
    | FamilyStart
    | FamilyEnd
)

_decoder: msgspec.json.Decoder[AnyCommand] = msgspec.json.Decoder(AnyCommand)
_ids = msgspec.json.Decoder(dict[str, Any])


def decode_command(raw: bytes) -> AnyCommand | str:
    """The typed command, or the code that says what is wrong: bad_command, unknown_command."""
    try:
        return _decoder.decode(raw)
    except msgspec.ValidationError as error:
        return "unknown_command" if "$.op" in str(error) else "bad_command"
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return "bad_command"


def command_id(raw: bytes) -> str:
    """The id of a command that could not be decoded, "" where it has none."""
    try:
        found = _ids.decode(raw).get("id", "")
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        return ""
    return found if isinstance(found, str) and len(found) <= 64 else ""

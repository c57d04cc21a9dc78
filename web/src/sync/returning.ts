/** Words on their way back to their person: why, by what name, and kept until they are put away. */
import type { Boot, Meta } from "../contract/boot.ts";
import type { AddArgs, Commands, Op, Refusal } from "../contract/commands.ts";
import { type Item, type Scope, placeOf } from "../contract/items.ts";
import type { Connection } from "./connection.ts";
import type { MeetingEvents } from "./events.ts";
import type { Stranded } from "./heard.ts";
import type { Heralds } from "./heralds.ts";
import { Keeping, type Waits } from "./keeping.ts";
import { type Told, labelOf, whyClosed, wordsOf } from "./kept.ts";
import type { Request, Requests } from "./requests.ts";
import type { World } from "./world.ts";

const CANNOT_KEEP =
  "This browser does not keep words over a refresh. Copy them before you refresh this page.";

/** What is asked of the meeting here. */
export interface Meant {
  readonly boot: Boot;
  item(id: string): Item | undefined;
  meta(): Meta;
  refusalOf(code: string): Refusal;
}

export class Returning {
  readonly keeping: Keeping;
  /** New items that the server refused, while words typed in them are still on a board. */
  private readonly refusedItems = new Map<string, { item: Item; refusal: Refusal }>();

  constructor(
    private readonly meeting: Meant,
    world: World,
    private readonly connections: ReadonlyMap<Scope, Connection>,
    private readonly requests: Requests,
    private readonly heralds: Heralds<MeetingEvents>,
  ) {
    const tell = (): void => heralds.tell("kept", this.keeping.kept);
    this.keeping = new Keeping(world, () => this.waits(), tell);
  }

  /** What waited when this tab's last page was left goes on waiting; the new items among it. */
  resume(): AddArgs[] {
    const { commands, texts } = this.keeping.unpack();
    for (const { id, op, args } of commands) this.requests.make(op, args as Commands[Op], id);
    for (const { scope, edits, words } of texts) {
      const connection = this.connections.get(scope);
      if (connection !== undefined) connection.carry(edits);
      else this.keeping.add(words, this.meeting.refusalOf("not_allowed_to_read").say);
    }
    return commands.filter(({ op }) => op === "add").map(({ args }) => args as AddArgs);
  }

  /** Words that come back, with why: named, kept, and told. */
  refuse(refusal: Refusal, words: readonly Told[], op: Op | null): void {
    const kept = this.keeping.add(words, refusal.say);
    this.heralds.tell("refused", { refusal, kept, op });
  }

  /** This person may read a scope no more: what they typed there and was not stored comes back. */
  lose(scope: Scope): boolean {
    const words = this.typedIn(scope);
    const no = this.meeting.refusalOf("not_allowed_to_read");
    if (words.length > 0) this.refuse(no, words, null);
    return true;
  }

  refusedItem(item: Item, refusal: Refusal): void {
    this.refusedItems.set(item.id, { item, refusal });
  }

  /** Words of a board that was replaced, whose text is closed. */
  stranded({ root, words, refusal, was }: Stranded): void {
    const { item } = placeOf(root) ?? { item: "" };
    const ended = typeof this.meeting.meta().ended_at === "number";
    const why = whyClosed(root, this.meeting.item(item), ended);
    const no =
      this.refusedItems.get(item)?.refusal ?? refusal ?? this.meeting.refusalOf("not_writable");
    // The server says only that the text is closed; the board says by what.
    const closed = no.code === "not_writable" && why !== null ? { ...no, say: why } : no;
    if (words.trim() !== "") this.refuse(closed, [this.told(root, words, was)], null);
  }

  /** All words that wait now, to be copied: nothing keeps them here. */
  copyAll(): void {
    this.keeping.add(this.all(), CANNOT_KEEP);
  }

  /** All words that wait now: typed, or in a command. */
  all(): Told[] {
    const typed = [...this.connections.keys()].flatMap((scope) => this.typedIn(scope));
    return [...typed, ...this.requests.all().flatMap((request) => this.wordsIn(request))];
  }

  wordsIn({ op, args }: Request): Told[] {
    const given = args as { readonly item?: string };
    return wordsOf(this.meeting.boot, op, { ...args }, this.meeting.item(given.item ?? ""));
  }

  /** The texts of a scope that were typed in and are not stored. */
  typedIn(scope: Scope): Told[] {
    const connection = this.connections.get(scope);
    const roots = [...(connection?.unsaved.roots ?? [])];
    const all = roots.map((root) => this.told(root, connection?.doc.words(root) ?? ""));
    return all.filter(({ words }) => words.trim() !== "");
  }

  private waits(): Waits {
    return {
      commands: this.requests.all().map(({ id, op, args }) => ({ id, op, args })),
      texts: [...this.connections].map(([scope, { unsaved }]) => ({
        scope,
        frames: unsaved.frames,
        words: this.typedIn(scope),
      })),
    };
  }

  private told(root: string, words: string, was?: Item): Told {
    const place = placeOf(root);
    const id = place?.item ?? "";
    const item = this.meeting.item(id) ?? this.refusedItems.get(id)?.item ?? was;
    return { root, label: labelOf(this.meeting.boot, place?.field ?? "", item), words };
  }
}

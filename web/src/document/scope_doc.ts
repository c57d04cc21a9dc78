/** The live board of one scope, as this browser holds it. Only this folder knows Yjs. */
import * as Y from "yjs";
import type { Meta } from "../contract/boot.ts";
import type { Item, Scope } from "../contract/items.ts";
import { likeness } from "../rules/likeness.ts";
import { diff } from "./text_edit.ts";

/** Marks what came from the server, so that it is not sent back. */
export const REMOTE = Symbol("remote");

/** An update with nothing in it. */
export const EMPTY = Uint8Array.of(0, 0);

export type Stop = () => void;

/** Several updates of one person as one. */
export function merged(updates: readonly Uint8Array[]): Uint8Array {
  return updates.length === 1 && updates[0] !== undefined
    ? updates[0]
    : Y.mergeUpdates([...updates]);
}

/** Reads items and meta; only its texts are written here, for the server writes everything else. */
export class ScopeDoc {
  readonly scope: Scope;
  readonly doc = new Y.Doc();
  private readonly itemMap = this.doc.getMap<Item>("items");
  private readonly metaMap = this.doc.getMap<unknown>("meta");
  private readonly undoings = new Map<string, Y.UndoManager>();
  private rootNames = new Map<unknown, string>();

  constructor(scope: Scope) {
    this.scope = scope;
    this.itemMap.observe((event) => this.forgetUndo(event));
  }

  get clientId(): number {
    return this.doc.clientID;
  }

  items(): IterableIterator<[string, Item]> {
    return this.itemMap.entries();
  }

  item(id: string): Item | undefined {
    return this.itemMap.get(id);
  }

  meta(): Partial<Meta> {
    return this.metaMap.toJSON() as Partial<Meta>;
  }

  text(root: string): Y.Text {
    return this.doc.getText(root);
  }

  words(root: string): string {
    return this.doc.share.has(root) ? this.text(root).toString() : "";
  }

  /** Undo of this person's own typing in one text; it outlives the field on the page. */
  undoOf(root: string): Y.UndoManager {
    const known = this.undoings.get(root);
    if (known !== undefined) return known;
    const made = new Y.UndoManager(this.text(root), { trackedOrigins: new Set() });
    this.undoings.set(root, made);
    return made;
  }

  /** What was typed before an item was restored is not undone after it: it is not there (HIS-9). */
  private forgetUndo({ changes }: Y.YMapEvent<Item>): void {
    for (const [id, { oldValue }] of changes.keys) {
      const before = (oldValue as Item | undefined)?.restored?.at;
      if (this.item(id)?.restored?.at === before) continue;
      for (const [root, undoing] of this.undoings)
        if (root === `t:${id}` || root.startsWith(`t:${id}/`)) undoing.clear();
    }
  }

  stateVector(): Uint8Array {
    return Y.encodeStateVector(this.doc);
  }

  /**
   * What was typed here and the other side has not. All else came from there, perhaps after it
   * sent its state: only what one has typed oneself may be sent.
   */
  missing(stateVector: Uint8Array): Uint8Array {
    const has = Y.decodeStateVector(this.stateVector());
    has.set(this.clientId, Y.decodeStateVector(stateVector).get(this.clientId) ?? 0);
    return Y.encodeStateAsUpdate(this.doc, Y.encodeStateVector(has));
  }

  /** The whole board as one update. */
  state(): Uint8Array {
    return Y.encodeStateAsUpdate(this.doc);
  }

  /** What this board is like, to be compared with what the server's is (SYN-18). */
  likeness(): number {
    const roots = [...this.doc.share.keys()].filter((root) => root.startsWith("t:"));
    const texts = roots.map((root) => [root, this.words(root)] as const);
    const items = [...this.items()].map(([id, item]) => [id, item.changed ?? 0] as const);
    return likeness(
      Y.decodeStateVector(this.stateVector()),
      texts.filter(([, words]) => words !== ""),
      items,
    );
  }

  /** Types what makes the text say `words`, as `origin`; only what differs is typed. */
  retype(root: string, words: string, origin: unknown): void {
    const text = this.text(root);
    const edit = diff(text.toString(), words);
    if (edit === null) return;
    this.doc.transact(() => {
      if (edit.remove > 0) text.delete(edit.at, edit.remove);
      if (edit.insert !== "") text.insert(edit.at, edit.insert);
    }, origin);
  }

  apply(update: Uint8Array): void {
    Y.applyUpdate(this.doc, update, REMOTE);
  }

  /** Every change made in this browser, as the bytes to send and the texts it touched. */
  onTyped(heard: (update: Uint8Array, roots: readonly string[], origin: unknown) => void): Stop {
    const listen = (
      update: Uint8Array,
      origin: unknown,
      _doc: Y.Doc,
      change: Y.Transaction,
    ): void => {
      if (origin !== REMOTE) heard(update, this.rootsOf(change), origin);
    };
    this.doc.on("update", listen);
    return () => this.doc.off("update", listen);
  }

  /** Every change, whoever made it: whether records changed, and which texts. */
  onChange(heard: (change: { records: boolean; roots: readonly string[] }) => void): Stop {
    const listen = (change: Y.Transaction): void => {
      const records = [...change.changed.keys()].some((type) => type instanceof Y.Map);
      const roots = this.rootsOf(change);
      if (records || roots.length > 0) heard({ records, roots });
    };
    this.doc.on("afterTransaction", listen);
    return () => this.doc.off("afterTransaction", listen);
  }

  destroy(): void {
    this.doc.destroy();
  }

  private rootsOf(change: Y.Transaction): string[] {
    const texts = [...change.changed.keys()].filter((type) => !(type instanceof Y.Map));
    return texts.map((type) => this.nameOf(type)).filter((name) => name.startsWith("t:"));
  }

  private nameOf(type: unknown): string {
    // A text that arrives before anyone asked for it is made anew when it is first read.
    if (!this.rootNames.has(type)) {
      this.rootNames = new Map([...this.doc.share].map(([name, root]) => [root as unknown, name]));
    }
    return this.rootNames.get(type) ?? "";
  }
}

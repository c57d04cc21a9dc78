/** New items: shown at once, their words held back until the server has written them. */
import type { AddArgs, Reply } from "../contract/commands.ts";
import { type Item, type Scope, placeOf } from "../contract/items.ts";
import type { ScopeDoc } from "../document/scope_doc.ts";
import type { Connection } from "./connection.ts";
import type { MergedView } from "./merged_view.ts";
import { provisional, scopeNamed } from "./provisional.ts";
import type { Requests } from "./requests.ts";
import type { WayBack } from "./way_back.ts";

/** What is asked of the meeting here. */
interface Meant {
  readonly boot: { readonly me: { readonly id: string } };
  now(): number;
  items(): ReadonlyMap<string, Item>;
  board(scope: Scope): ScopeDoc | undefined;
  on(kind: "change", heard: () => void): () => void;
}

export class Adding {
  private readonly me: string;

  constructor(
    private readonly meeting: Meant,
    private readonly view: MergedView,
    private readonly connections: ReadonlyMap<Scope, Connection>,
    private readonly requests: Requests,
    private readonly wayBack: WayBack,
    private readonly changed: () => void,
  ) {
    this.me = meeting.boot.me.id;
  }

  /** An item that the server will write; the scope that it will be in. */
  expect(args: AddArgs): Scope {
    const scope = scopeNamed(args.scope, this.me);
    const { meeting } = this;
    const item = provisional(args, this.me, meeting.now(), meeting.items().values());
    this.view.coming.set(args.item, { item, scope });
    this.connections.get(scope)?.hold(true);
    return scope;
  }

  /** Texts that waited for this item go out now, or come back when there will be no such item. */
  answered(args: AddArgs, reply: Reply): void {
    const scope = scopeNamed(args.scope, this.me);
    const connection = this.connections.get(scope);
    const coming = this.view.coming.get(args.item);
    if (reply.ok) this.settle(args.item);
    else this.view.coming.delete(args.item);
    const roots = [...(connection?.unsaved.roots ?? [])];
    const typed = roots.some((root) => placeOf(root)?.item === args.item);
    if (!reply.ok && coming !== undefined && typed) {
      this.wayBack.give((back) => back.refusedItem(coming.item, reply.refusal));
      connection?.renewDoc();
      connection?.restart();
    }
    if (!this.requests.adding(scope, this.me)) connection?.hold(false);
    if (!reply.ok) this.changed();
  }

  /** The item's record may come a moment after the reply: until then ours stands in. */
  private settle(id: string): void {
    const stop = this.meeting.on("change", () => {
      const { scope } = this.view.coming.get(id) ?? {};
      if (scope !== undefined && this.meeting.board(scope)?.item(id) === undefined) return;
      this.view.coming.delete(id);
      stop();
    });
  }
}

/** Commands that the server has not answered yet: sent again after a reconnect, under the same id. */
import type { AddArgs, Commands, Op, Refusal, Reply } from "../contract/commands.ts";
import type { Scope } from "../contract/items.ts";
import * as wire from "../contract/wire.ts";
import { scopeNamed } from "./provisional.ts";

export interface Request {
  id: string;
  op: Op;
  args: Commands[Op];
  frame: Uint8Array;
  /** When it was last sent, 0 for not yet. */
  sentAt: number;
  answer: (reply: Reply) => void;
}

/** Twelve characters that nobody else picks. */
export function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(9));
  return btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_");
}

interface Line {
  readonly open: boolean;
  send(frame: Uint8Array): void;
}

export class Requests {
  private readonly waiting = new Map<string, Request>();

  get size(): number {
    return this.waiting.size;
  }

  all(): Request[] {
    return [...this.waiting.values()];
  }

  /** Whether the server still has to say yes to a new item of this scope. */
  adding(scope: Scope, me: string): boolean {
    return this.all().some(({ op, args }) => {
      return op === "add" && scopeNamed((args as AddArgs).scope, me) === scope;
    });
  }

  /** `id`: of a command that an earlier page of this tab has given. */
  make(op: Op, args: Commands[Op], id = newId()): { request: Request; reply: Promise<Reply> } {
    const frame = wire.command(JSON.stringify({ ...args, id, op }));
    let answer: (reply: Reply) => void = () => {};
    const reply = new Promise<Reply>((resolve) => {
      answer = resolve;
    });
    const request = { id, op, args, frame, sentAt: 0, answer };
    this.waiting.set(id, request);
    return { request, reply };
  }

  send(request: Request, line: Line | undefined, now: number): void {
    if (line?.open !== true) return;
    request.sentAt = now;
    line.send(request.frame);
  }

  /** The line is there again: all that waits goes out, under the ids it had. */
  sendAll(line: Line | undefined, now: number): void {
    for (const request of this.all()) this.send(request, line, now);
  }

  /** The request that this reply is for, once; a repeated answer finds nothing. */
  take(reply: Reply): Request | undefined {
    const request = this.waiting.get(reply.id);
    this.waiting.delete(reply.id);
    return request;
  }

  /** The meeting is over for this page: everything that waits is refused. */
  refuseAll(refusal: Refusal): void {
    for (const { id, answer } of this.all()) answer({ id, ok: false, refusal });
    this.waiting.clear();
  }
}

/** What the live path needs of the world outside: sockets, clock, chance, and news of the page. */
import type { Scope } from "../contract/items.ts";

export type Stop = () => void;

/** What is needed of a websocket; the browser's own has it all. */
export interface Socket {
  binaryType: string;
  onopen: (() => void) | null;
  onmessage: ((event: { data: unknown }) => void) | null;
  onclose: ((event: { code: number; reason: string }) => void) | null;
  send(bytes: Uint8Array<ArrayBuffer>): void;
  close(code?: number): void;
}

export interface PageNews {
  online(): void;
  offline(): void;
  /** The page was put away or taken out again. */
  shown(shown: boolean): void;
  /** Whether leaving now would lose something. */
  wouldLose(): boolean;
}

export interface World {
  open(url: string): Socket;
  url(scope: Scope): string;
  now(): number;
  /** From 0 to 1. */
  chance(): number;
  online(): boolean;
  later(wait: number, act: () => void): Stop;
  listen(news: PageNews): Stop;
}

function listenTo(target: EventTarget, name: string, heard: (event: Event) => void): Stop {
  target.addEventListener(name, heard);
  return () => target.removeEventListener(name, heard);
}

/** The browser this page is in. */
export function browser(meeting: string, me: string): World {
  return {
    open: (url) => new WebSocket(url) as Socket,
    url: (scope) =>
      `${location.origin.replace(/^http/, "ws")}/ws/${meeting}/${encodeURIComponent(scope)}?as=${me}&v=1`,
    now: () => Date.now(),
    chance: () => Math.random(),
    online: () => navigator.onLine,
    later: (wait, act) => {
      const timer = setTimeout(act, wait);
      return () => clearTimeout(timer);
    },
    listen: (news) => {
      const stops = [
        listenTo(window, "online", () => news.online()),
        listenTo(window, "offline", () => news.offline()),
        listenTo(document, "visibilitychange", () => news.shown(!document.hidden)),
        listenTo(window, "beforeunload", (event) => {
          if (news.wouldLose()) event.preventDefault();
        }),
      ];
      return () => stops.forEach((stop) => stop());
    },
  };
}

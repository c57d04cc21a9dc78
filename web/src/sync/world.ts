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
  /** Keeps this text for the next page of this tab, null for none; false when it cannot. */
  keep(text: string | null): boolean;
  /** What the last page of this tab kept. */
  kept(): string | null;
  /** Loads the page again. */
  reload(): void;
}

function listenTo(target: EventTarget, name: string, heard: (event: Event) => void): Stop {
  target.addEventListener(name, heard);
  return () => target.removeEventListener(name, heard);
}

/** Under what name a tab keeps a person's words of a meeting. */
export const keptName = (meeting: string, me: string): string => `threefold ${meeting} ${me}`;

/** The browser this page is in. */
export function browser(meeting: string, me: string): World {
  const name = keptName(meeting, me);
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
        listenTo(window, "pagehide", () => news.shown(false)),
        listenTo(window, "beforeunload", (event) => {
          if (news.wouldLose()) event.preventDefault();
        }),
      ];
      return () => stops.forEach((stop) => stop());
    },
    // The tab's own: it outlives a refresh, and is gone with the tab.
    keep: (text) => {
      try {
        if (text === null) sessionStorage.removeItem(name);
        else sessionStorage.setItem(name, text);
        return true;
      } catch {
        return false;
      }
    },
    kept: () => {
      try {
        return sessionStorage.getItem(name);
      } catch {
        return null;
      }
    },
    reload: () => location.reload(),
  };
}

/** Tells those who asked, by kind of event. */

export type Stop = () => void;

export class Heralds<Events> {
  private readonly listeners = new Map<keyof Events, Set<(event: never) => void>>();

  on<K extends keyof Events>(kind: K, heard: (event: Events[K]) => void): Stop {
    const all = this.listeners.get(kind) ?? new Set();
    all.add(heard);
    this.listeners.set(kind, all);
    return () => all.delete(heard);
  }

  tell<K extends keyof Events>(kind: K, event: Events[K]): void {
    for (const heard of [...(this.listeners.get(kind) ?? [])]) {
      (heard as (event: Events[K]) => void)(event);
    }
  }
}

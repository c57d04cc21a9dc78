/** Answers that are typed and not sent yet: kept in memory while this page is open, nowhere else. */

export type Answers = Readonly<Record<string, string>>;

export class Forms {
  private readonly typed = new Map<string, Answers>();

  /** What is in a form: what was typed since, over what was there. */
  read(key: string, before: Answers): Answers {
    return { ...before, ...this.typed.get(key) };
  }

  write(key: string, field: string, words: string): void {
    this.typed.set(key, { ...this.typed.get(key), [field]: words });
  }

  /** It was sent, or given up. */
  clear(key: string): void {
    this.typed.delete(key);
  }

  holds(key: string): boolean {
    return this.typed.has(key);
  }

  /** Whether leaving the page would lose words. */
  get unsent(): boolean {
    return [...this.typed.values()].some((form) =>
      Object.values(form).some((words) => words !== ""),
    );
  }
}

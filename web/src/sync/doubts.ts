/** Words that may say where somebody lives: whoever sends them is asked once more (SEE-10). */
import type { Commands, Op, Refusal, Reply } from "../contract/commands.ts";
import type { Request } from "./requests.ts";

/** What is asked about: the words that were on their way to everybody. */
export interface Doubt {
  op: Op;
  words: readonly string[];
}

/** Answers whether to send them all the same. */
export type Ask = (doubt: Doubt) => Promise<boolean>;

/** What is asked of the meeting here. */
interface Asked {
  words(root: string): string;
  command(op: Op, args: Commands[Op]): Promise<Reply>;
}

const texts = (args: object): string[] => {
  const { texts: typed, words } = args as { texts?: Record<string, string>; words?: string };
  return [...Object.values(typed ?? {}), ...(words === undefined ? [] : [words])];
};

export class Doubts {
  /** Set by the page that can ask; without one a refusal is told like all others. */
  ask: Ask | null = null;

  constructor(private readonly meeting: Asked) {}

  /**
   * Takes a refused request over when its words may be protected: true. `refused` is called
   * when its person takes it back.
   */
  takes(request: Request, refusal: Refusal, refused: () => void): boolean {
    if (refusal.code !== "looks_protected" || this.ask === null) return false;
    void this.again(request, this.ask, refused);
    return true;
  }

  private async again({ op, args, answer }: Request, ask: Ask, refused: () => void): Promise<void> {
    const item = (args as { item?: string }).item ?? "";
    const given = texts(args);
    const words = given.length > 0 ? given : [this.meeting.words(`t:${item}`)];
    if (!(await ask({ op, words }))) return refused();
    answer(await this.meeting.command(op, { ...args, sure: true } as Commands[Op]));
  }
}

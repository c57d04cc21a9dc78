/** The parts of the Desk that are fetched when they are first needed, so that the page opens quickly. */
type Rest = typeof import("./rest.ts");

const RETRY_MS = 3000;
let here: Rest | null = null;
let asked: Promise<Rest> | null = null;

/** Fetches them once; when the connection is lost, the next one who asks tries again. */
export function fetchRest(): Promise<Rest> {
  asked ??= import("./rest.ts").then(
    (rest) => {
      here = rest;
      return rest;
    },
    (fault: unknown) => {
      asked = null;
      throw fault;
    },
  );
  return asked;
}

/** The parts when they are here; else null, and `ready` is called when asking again makes sense. */
export function rest(ready: () => void): Rest | null {
  if (here === null) fetchRest().then(ready, () => setTimeout(ready, RETRY_MS));
  return here;
}

/** Does something with a part that may have to be fetched first, such as asking a question. */
export const withRest = <T>(use: (rest: Rest) => Promise<T>): Promise<T> => fetchRest().then(use);

export type { Rest };

/** Fetches the screens that nobody opens first, so that the page is there sooner. */
type Rest = typeof import("./rest.ts");

const RETRY_MS = 3000;
let here: Rest | null = null;
let asked = false;

/** The screens when they are here; else null, and `ready` is called when they have come. */
export function rest(ready: () => void): Rest | null {
  if (here === null && !asked) void fetchRest(ready);
  return here;
}

/** Asked for as soon as the meeting is on screen, for the connection may be lost later. */
async function fetchRest(ready: () => void): Promise<void> {
  asked = true;
  try {
    here = await import("./rest.ts");
    ready();
  } catch {
    setTimeout(() => {
      asked = false;
      ready();
    }, RETRY_MS);
  }
}

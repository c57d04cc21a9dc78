/** How long a command may wait for its answer. */
import type { Connection } from "./connection.ts";
import type { Requests } from "./requests.ts";
import type { Stop, World } from "./world.ts";

/** A command without an answer for so long means that the connection is not what it seems. */
const ANSWER = 15_000;

/** Looks again and again, until it is stopped, and makes a new connection when one is needed. */
export function watchAnswers(
  world: World,
  requests: Requests,
  room: () => Connection | undefined,
  looked: () => void,
): Stop {
  let stop: Stop;
  const look = (): void => {
    const now = world.now();
    const late = requests.all().some(({ sentAt }) => sentAt > 0 && now - sentAt >= ANSWER);
    const connection = room();
    if (late && connection?.open === true) connection.restart();
    looked();
    stop = world.later(ANSWER / 3, look);
  };
  look();
  return () => stop();
}

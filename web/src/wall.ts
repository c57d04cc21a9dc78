/** Opens the Wall. */
import { showWall } from "./board/wall/wall.ts";
import { readBoot } from "./contract/boot.ts";
import { Meeting } from "./sync/meeting.ts";

const meeting = new Meeting(readBoot(document));
// Whoever reads the tab or the task bar of the projector's laptop learns nothing.
document.title = "Threefold";
showWall(meeting, document.body);
meeting.open();

/** Out of the meeting, it shows a code to be paired by again; nothing of the meeting is left in it. */
const AGAIN_MS = 3000;
meeting.on("status", ({ state }) => {
  if (state === "removed" || state === "signed_out")
    setTimeout(() => location.replace("/wall"), AGAIN_MS);
});

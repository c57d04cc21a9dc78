/** Opens the Wall. */
import { showWall } from "./board/wall/wall.ts";
import { readBoot } from "./contract/boot.ts";
import { Meeting } from "./sync/meeting.ts";

const meeting = new Meeting(readBoot(document));
// Whoever reads the tab or the task bar of the projector's laptop learns nothing.
document.title = "Threefold";
showWall(meeting, document.body);
meeting.open();

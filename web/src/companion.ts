/** Opens the Companion. */
import { showCompanion } from "./board/companion/companion.ts";
import { readBoot } from "./contract/boot.ts";
import { Meeting } from "./sync/meeting.ts";

const meeting = new Meeting(readBoot(document));
showCompanion(meeting, document.body);
meeting.open();

/** Everything of the Desk that is fetched a moment after the page opens, in one file. */
export * from "./card_dialogs.ts";
export { closeView } from "./close.ts";
export { decisionsView } from "./decisions.ts";
export { familyView, greyView, voiceView } from "./family.ts";
export { startDrag } from "./drag.ts";
export { showHistory } from "./history.ts";
export { hintsFor } from "./hint.ts";
export { showKeys } from "./keys.ts";
export { planView } from "./plan.ts";
export { scalesView } from "./scales.ts";
export { addSet } from "./set_actions.ts";
export { sidePart } from "./side_parts.ts";
export { showReturned } from "../returned.ts";
export { setsView } from "./sets.ts";
export { waitingView } from "./waiting.ts";

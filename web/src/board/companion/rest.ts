/** The screens that nobody opens first, in a file that is fetched when the first one is there. */
import { actionsScreen, cannotScreen } from "./actions.ts";
import type { App, Screen } from "./app.ts";
import { boardScreen } from "./board.ts";
import { cardScreen } from "./card.ts";
import { draftsScreen } from "./drafts.ts";
import { familyScreen } from "./family.ts";
import { lineScreen } from "./line.ts";
import { peopleScreen } from "./people.ts";
import type { ScreenName } from "./routes.ts";
import { setScreen } from "./sets.ts";
import { statementScreen } from "./statement.ts";
import { decisionsScreen, viewScreen } from "./views.ts";
import { voiceScreen } from "./voice.ts";

export const LATER_SCREENS: Partial<Record<ScreenName, (app: App) => Screen>> = {
  drafts: draftsScreen,
  set: setScreen,
  statement: statementScreen,
  line: lineScreen,
  card: cardScreen,
  voice: voiceScreen,
  view: viewScreen,
  decisions: decisionsScreen,
  actions: actionsScreen,
  cannot: cannotScreen,
  board: boardScreen,
  people: peopleScreen,
  family: familyScreen,
};

export { showReturned } from "../returned.ts";
export { askDoubt } from "../doubt.ts";
export { privateBar } from "./family.ts";
export { boardBeside } from "./board.ts";
export { jargon } from "./hint.ts";
export { late } from "./late.ts";
export { enterStatement } from "./statement.ts";
export { enterView } from "./views.ts";

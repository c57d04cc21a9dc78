/** The view of this person's agency on one child: whether they may give it, and what it says. */
import type { AgencyView } from "../../contract/items.ts";
import { may } from "../model.ts";
import type { App } from "./app.ts";

export const viewId = (app: App, child: string): string => `view-${child}-${app.me.id}`;

export function mayView(app: App): boolean {
  const role = app.meeting.boot.type.roles.find((each) => each.id === app.me.role);
  return role?.views === true && may(app.meeting, "add.view");
}

export function myView(app: App, child: string): AgencyView | null {
  const found = app.meeting.item(viewId(app, child));
  return found?.kind === "view" ? found : null;
}

/** Words for an agency's view: the outcome, and the kinds of harm. */
export function viewWords(app: App, view: AgencyView | null): string {
  const { outcomes, categories } = app.meeting.boot.type;
  const outcome = outcomes.find((each) => each.id === view?.outcome)?.name ?? "";
  const kinds = categories.filter((each) => view?.categories?.includes(each.id));
  return [outcome, ...kinds.map((each) => each.name.toLowerCase())]
    .filter((one) => one !== "")
    .join(", ");
}

/** A danger set by its name, and who writes a statement of their own on it. */
import { may, type SetView, sets } from "../model.ts";
import type { App } from "./app.ts";

export const mayWriteStatement = (app: App): boolean =>
  may(app.meeting, "add.statement") && app.meeting.board(`own:${app.me.id}`) !== undefined;

export const setOf = (app: App, id: string): SetView | undefined =>
  sets(app.meeting).find((view) => view.set.id === id);

/** "Worry 1: Dean drinking" */
export const nameOfSet = (view: SetView): string =>
  view.title.trim() === "" ? `Worry ${view.number}` : `Worry ${view.number}: ${view.title}`;

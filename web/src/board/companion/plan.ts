/** The rows of the plan, and what this person may answer to them. */
import type { Row } from "../../contract/items.ts";
import { may, type RowView } from "../model.ts";
import { rows } from "../outcomes.ts";
import type { App } from "./app.ts";

export const planRows = (app: App): RowView[] =>
  rows(app.meeting).filter((view) => view.row.status === "live" && view.what.trim() !== "");

export const mayReadBack = (app: App): boolean => may(app.meeting, "read_back");

export const mayAccept = (app: App, row: Row): boolean =>
  may(app.meeting, "accept", row) && row.owner?.person === app.me.id;

/** What every surface shows, worked out from the items of a meeting. Pure: a board in, plain values out. */
export * from "./cards.ts";
export * from "./find.ts";
export * from "./labels.ts";
export * from "./names.ts";
export * from "./rights.ts";
export * from "./scaling.ts";
export * from "./sets.ts";
export * from "./stages.ts";
export type * from "./views.ts";

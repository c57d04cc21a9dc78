/** What can be done with a card, in one menu; the focus goes back to the card afterwards. */
import type { Card } from "../../contract/items.ts";
import { confirm } from "../parts.ts";
import type { MenuChoice } from "../parts.ts";
import { may, reads, sectionOf } from "../model.ts";
import type { CardView } from "../model.ts";
import { newId } from "../../sync/requests.ts";
import { withRest } from "./later.ts";
import type { Desk } from "./desk.ts";
import { isChair, liveCards, rowOfCard } from "./view.ts";

export function cardChoices(desk: Desk, view: CardView): MenuChoice[] {
  if (view.card.status !== "live") return binChoices(desk, view);
  const again = (work: Promise<unknown>): void =>
    void work.finally(() => desk.focusItem(view.card.id));
  return [
    ...sayingChoices(desk, view, again),
    ...placeChoices(desk, view, again),
    ...scopeChoices(desk, view, again),
    {
      label: "Strike through…",
      icon: "trash",
      act: () => void strike(desk, view),
      disabled: !may(desk.meeting, "strike", view.card),
      apart: true,
      danger: true,
    },
  ];
}

/** The focus goes to the card that takes its place, or to the button that adds one. */
async function strike(desk: Desk, view: CardView): Promise<void> {
  const section = view.card.section ?? "";
  const list = liveCards(desk, section, view.scope);
  const at = list.findIndex(({ card }) => card.id === view.card.id);
  const beside = list[at + 1] ?? list[at - 1];
  const struck = await withRest((part) => part.askStrike(desk, view.card, view.words));
  if (!struck) desk.focusItem(view.card.id);
  else if (beside) desk.focusItem(beside.card.id);
  else desk.focusOn(`[data-add="${section}"]`);
}

type Again = (work: Promise<unknown>) => void;

function binChoices(desk: Desk, view: CardView): MenuChoice[] {
  return [
    {
      label: "Restore",
      icon: "undo",
      act: () =>
        void desk
          .run("restore", { item: view.card.id }, "Restored.")
          .then(() => desk.focusItem(view.card.id)),
      disabled: !may(desk.meeting, "restore", view.card),
    },
  ];
}

function sayingChoices(desk: Desk, view: CardView, again: Again): MenuChoice[] {
  const { card } = view;
  const fixed = !may(desk.meeting, "set", card);
  return [
    {
      label: "Edit the words",
      icon: "pencil",
      act: () => desk.see({ editing: card.id }),
      disabled: !view.mayWrite,
    },
    {
      label: "Said by…",
      act: () => again(withRest((part) => part.askSpeaker(desk, card))),
      disabled: fixed,
    },
    {
      label: "Which child…",
      act: () => again(withRest((part) => part.askChildren(desk, card))),
      disabled: fixed,
    },
    {
      label: "Fact, opinion or whose words…",
      act: () => again(withRest((part) => part.askNature(desk, card))),
      disabled: fixed,
    },
    {
      label: "When it happened…",
      act: () => again(withRest((part) => part.askDate(desk, card))),
      disabled: fixed,
    },
    {
      label: "Family's response…",
      icon: "message-circle",
      act: () => again(withRest((part) => part.askResponse(desk, card, view.words))),
      disabled: !may(desk.meeting, "respond", card) || view.scope !== "room",
    },
  ];
}

function placeChoices(desk: Desk, view: CardView, again: Again): MenuChoice[] {
  const { card } = view;
  const list = liveCards(desk, card.section ?? "", view.scope);
  const index = list.findIndex((one) => one.card.id === card.id);
  const still = !may(desk.meeting, "move", card);
  const put = (after: string | null, said: string): void =>
    again(desk.run("move", { item: card.id, after }, said));
  return [
    {
      label: "Move to…",
      act: () => again(withRest((part) => part.askMove(desk, card))),
      disabled: still,
      apart: true,
    },
    {
      label: "Move up",
      icon: "arrow-up",
      act: () => put(list[index - 2]?.card.id ?? null, "Moved up."),
      disabled: still || index <= 0,
    },
    {
      label: "Move down",
      icon: "arrow-down",
      act: () => put(list[index + 1]?.card.id ?? null, "Moved down."),
      disabled: still || index < 0 || index >= list.length - 1,
    },
    {
      label: "Merge with…",
      icon: "merge",
      act: () => void withRest((part) => part.askMerge(desk, view)),
      disabled: !may(desk.meeting, "merge", card) || list.length < 2,
    },
  ];
}

function scopeChoices(desk: Desk, view: CardView, again: Again): MenuChoice[] {
  const { card } = view;
  if (view.scope !== "room") return widerChoices(desk, view, again);
  return [
    {
      label: rowOfCard(desk, card) ? "In the plan already" : "Make a plan row",
      icon: "list-checks",
      act: () =>
        again(desk.run("card_to_row", { card: card.id, item: newId() }, "A plan row was made.")),
      disabled:
        !may(desk.meeting, "card_to_row", card) || rowOfCard(desk, card) || !view.words.trim(),
      apart: true,
    },
    {
      label: card.hide_name ? "Show who said it" : "Hide who said it",
      icon: card.hide_name ? "eye" : "eye-off",
      act: () => again(hideName(desk, card)),
      disabled: !may(desk.meeting, "set", card),
    },
  ];
}

/** The name goes from every family screen and the wall; professionals still see it (SEE-9). */
function hideName(desk: Desk, card: Card): Promise<boolean> {
  const said = card.hide_name ? "The name shows again." : "Only professionals see who said it.";
  return desk.set(card.id, { hide_name: !card.hide_name }, said);
}

/** What stands in a narrower scope: who may read it, and on to more people. */
function widerChoices(desk: Desk, view: CardView, again: Again): MenuChoice[] {
  const { card, scope } = view;
  const { meeting } = desk;
  const held = Boolean(meeting.meta().closed) || scope === "closed" || view.words.trim() === "";
  const mine = isChair(desk) || may(meeting, "share", card);
  const named = scope.startsWith("named:");
  const may_share = !held && (named ? isChair(desk) : mine);
  return [
    {
      label: "Choose who may read this…",
      icon: "users",
      act: () => again(withRest((part) => part.chooseReaders(desk, view))),
      disabled: !may(meeting, "audience") || !(named || scope.startsWith("own:")) || held,
      apart: true,
    },
    {
      label: "Share with professionals only",
      icon: "lock",
      act: () => again(desk.run("share", { item: card.id, to: "professionals" }, "Shared.")),
      disabled: !may_share || scope === "professionals" || !reads(meeting, "professionals"),
    },
    {
      label: "Share with the room…",
      icon: "eye",
      act: () => again(shareWithRoom(desk, card, view.words)),
      disabled: !may_share,
    },
  ];
}

export async function shareWithRoom(desk: Desk, card: Card, words: string): Promise<void> {
  const place = sectionOf(desk.meeting, card.section ?? "")?.name ?? "the board";
  const sure = await confirm(
    "Share with the room?",
    `Everyone in the meeting, family too, will read this in “${place}”: “${words}” It cannot be made private again.`,
    "Share with the room",
  );
  if (sure) await desk.run("share", { item: card.id, to: "room" }, "Shared with the room.");
}

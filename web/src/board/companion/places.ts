/** Where a draft may go now: to everybody, or to those who alone may read it; the first is the usual one. */
import type { Scope } from "../../contract/items.ts";
import { namedScopes, reads, scopeLabel } from "../model.ts";
import type { IconName } from "../icons.ts";
import type { App } from "./app.ts";

export interface Place {
  to: Scope;
  button: string;
  about: string;
  /** What is said when it is there. */
  said: string;
  icon?: IconName;
}

export const ROOM: Place = {
  to: "room",
  button: "Share to the room",
  about: "Everyone in the meeting will see it",
  said: "Shared to the room.",
};

const PROFESSIONALS: Place = {
  to: "professionals",
  button: "Share with professionals only",
  about: "The family will not see it",
  said: "Shared with professionals only.",
  icon: "lock",
};

const CLOSED: Place = {
  to: "closed",
  button: "Add to the closed session",
  about: "Only those who are in it will see it",
  said: "Added to the closed session.",
  icon: "lock",
};

const FAMILY: Place = {
  to: "family",
  button: "Share with the family",
  about: "Only the family sees this",
  said: "Shared with the family.",
  icon: "users",
};

const EVERYONE: Place = {
  ...ROOM,
  button: "Share with everyone",
  about: "The professionals read it when they are back",
};

function named(app: App, to: Scope): Place {
  const label = scopeLabel(app.meeting, to)?.words ?? "";
  const mine = to === `named:apart-${app.me.id}`;
  return {
    to,
    button: mine
      ? "Share with the others"
      : `Share: ${label.slice(0, 1).toLowerCase()}${label.slice(1)}`,
    about: mine ? `${label}. The chair decides who else reads it` : "Nobody else will see it",
    said: `Shared. ${label}.`,
    icon: "eye-off",
  };
}

/** While a closed session is on, or the family is by itself, that comes first (SEE-4, SEE-6). */
export function places(app: App): [Place, ...Place[]] {
  const { meeting, me } = app;
  const { closed, family_time } = meeting.meta();
  const some = namedScopes(meeting).map((scope) => named(app, scope));
  if (closed) return [CLOSED];
  if (family_time?.on && reads(meeting, "family")) return [FAMILY, EVERYONE];
  const wide = reads(meeting, "professionals") ? [PROFESSIONALS] : [];
  const own = some.find(({ to }) => to === `named:apart-${me.id}`);
  // Not everybody may know that they take part: nothing of theirs goes to the room (SEE-8).
  if (me.apart === true && own !== undefined)
    return [own, ...wide, ...some.filter((one) => one !== own)];
  return [ROOM, ...wide, ...some];
}

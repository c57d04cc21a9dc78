/** Ids of new items are made here, so that a command can be sent twice without harm. */
const SIGNS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-";

export function newId(): string {
  return [...crypto.getRandomValues(new Uint8Array(12))].map((byte) => SIGNS[byte & 63]).join("");
}

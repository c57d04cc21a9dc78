/** History on an office page, after the meeting: to be read. */
import { readBoot } from "../../contract/boot.ts";
import { History } from "./history.ts";

export function openHistory(host: HTMLElement): void {
  host.textContent = "";
  void new History({ boot: readBoot(document), now: null, restore: null }, host).open();
}

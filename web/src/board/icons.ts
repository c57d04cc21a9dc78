/** The drawings used on the board pages, by the names that templates and meeting types use. */
import check from "lucide-static/icons/check.svg";
import x from "lucide-static/icons/x.svg";

export const drawings = { check, x } as const;
export type IconName = keyof typeof drawings | (string & {});

/** What is asked of this person now, by the stage of the meeting and their role. */
import { stageNow, scales, sets, may, sectionOf, fill, childsWords } from "../model.ts";
import { decisions } from "../outcomes.ts";
import { mayAdd, targetOf } from "./add.ts";
import { mayReadBack, planRows } from "./plan.ts";
import type { App } from "./app.ts";
import { hrefTo } from "./routes.ts";
import { entered, nameOfScale, scorer } from "./score.ts";
import { mayWriteStatement, nameOfSet } from "./worry.ts";
import { mayView, myView, viewWords } from "./our_view.ts";

export interface Turn {
  key: string;
  /** What to do, in a sentence. */
  lead: string;
  soft: string;
  /** "4 of 7 are in" */
  count: string;
  href: string;
  button: string;
  /** Nothing is waited for: done, or only to read. */
  done: boolean;
}

type Asker = (app: App, id: string) => Turn[];

/** The focus of a stage, before its colon, says what kind of turn it is. */
const ASKERS: Readonly<Record<string, Asker>> = {
  people: welcome,
  family: (app) => addTurn(app, "family", "Is somebody or something missing?"),
  column: (app, column) => columnTurn(app, column),
  voice: voice,
  grey: (app) => addTurn(app, "grey_area", "Say what you do not know, or are not sure of."),
  sets: danger,
  scales: numbers,
  decisions: decided,
  plan: plan,
  close: plan,
};

export function turns(app: App): Turn[] {
  const [kind = "", id = ""] = stageNow(app.meeting).focus.split(":");
  return ASKERS[kind]?.(app, id) ?? [];
}

function welcome(app: App): Turn[] {
  const soft = may(app.meeting, "signal")
    ? "You can ask for plainer words or a pause at any time."
    : "";
  const lead = "Everyone says who they are. There is nothing to write yet.";
  const href = hrefTo("people");
  return [{ key: "welcome", lead, soft, count: "", href, button: "Who is here", done: true }];
}

function addTurn(app: App, target: string, lead: string, more?: string): Turn[] {
  const found = targetOf(app, target);
  if (found === undefined || !mayAdd(app)) return [];
  const soft = fill(app.meeting, more ?? found.sections[0]?.prompts[0] ?? "");
  return [
    {
      key: target,
      lead,
      soft,
      count: "",
      href: hrefTo("add", target),
      button: found.title,
      done: false,
    },
  ];
}

function columnTurn(app: App, id: string): Turn[] {
  const column = app.meeting.boot.type.columns.find((each) => each.id === id);
  const prompts = column?.sections.flatMap((section) => section.prompts) ?? [];
  return addTurn(app, id, fill(app.meeting, prompts[0] ?? column?.name ?? ""), prompts[1] ?? "");
}

function voice(app: App): Turn[] {
  const said = childsWords(app.meeting).length;
  const count = said === 0 ? "" : `${said} written`;
  const base = { key: "voice", count, href: hrefTo("voice") };
  const views = sectionOf(app.meeting, "parents_view");
  const family =
    app.isFamily && views !== undefined
      ? addTurn(app, "parents_view", "What would you like everyone here to know?")
      : [];
  if (may(app.meeting, "add.words")) {
    const lead = "Write down what the children said, just as they said it.";
    return [{ ...base, lead, soft: "", button: "Children’s words", done: said > 0 }, ...family];
  }
  const lead = "Read what the children want everyone to know.";
  return [...family, { ...base, lead, soft: "", button: "Read their words", done: true }];
}

function danger(app: App): Turn[] {
  return sets(app.meeting).map((view): Turn => {
    const name = nameOfSet(view);
    const base = {
      key: view.set.id,
      soft: "Nobody sees your words until the chair shows everyone’s together.",
    };
    if (!view.revealed && mayWriteStatement(app)) {
      const count = `${view.ready} of ${view.writers} have written`;
      const href = hrefTo("statement", view.set.id);
      const mine = view.mine?.statement;
      if (mine?.ready === true) {
        const soft = "You can still change your words until they are shown.";
        return {
          ...base,
          soft,
          count,
          href,
          lead: `Your words on ${lowerWorry(name)} are ready.`,
          button: "Change my words",
          done: true,
        };
      }
      const button = mine === undefined ? "Write my own words" : "Go on writing";
      return {
        ...base,
        count: view.writers === 0 ? "" : count,
        href,
        lead: name,
        button,
        done: false,
      };
    }
    const lead = view.revealed ? `${name}. Everyone’s words are shown.` : name;
    const soft = app.isFamily ? "Read it, and say if you see it differently." : "";
    return {
      ...base,
      soft,
      count: "",
      href: hrefTo("set", view.set.id),
      lead,
      button: "Read it",
      done: true,
    };
  });
}

const lowerWorry = (name: string): string => name.replace(/^Worry/, "worry");

function numbers(app: App): Turn[] {
  const who = scorer(app);
  return scales(app.meeting).flatMap((view): Turn[] => {
    const name = nameOfScale(app, view);
    const { id, state } = view.scale;
    const count = `${view.entered} of ${view.expected} are in`;
    if (state === "open" && who !== null) {
      const mine = entered(app, id, who);
      const href = hrefTo("score", id);
      const whose = who.child === "" ? "my" : `${who.child}’s`;
      const soft =
        mine === null
          ? "Nobody sees it until the chair reveals."
          : "You can change it until the reveal.";
      const chosen = mine?.value === null ? "can’t say" : String(mine?.value);
      const lead =
        mine === null ? `${name}. Choose a number from 10 to 0.` : `${name}. You chose ${chosen}.`;
      const button = `${mine === null ? "Choose" : "Change"} ${whose} number`;
      return [{ key: id, lead, soft, count, href, button, done: mine !== null }];
    }
    if (state === "closed") return [];
    const shown = state !== "open";
    const lead = shown ? `${name}. ${view.spread?.words ?? "Everyone’s number is shown."}` : name;
    const soft = shown ? "We do not work out an average." : "Numbers are being chosen.";
    return [
      {
        key: id,
        lead,
        soft,
        count: shown ? "" : count,
        href: hrefTo("line", id),
        button: shown ? "See everyone’s number" : "What 10 and 0 mean",
        done: true,
      },
    ];
  });
}

function decided(app: App): Turn[] {
  if (mayView(app)) {
    return app.children.map((child): Turn => {
      const said = viewWords(app, myView(app, child.id));
      const lead = said === "" ? `What should happen for ${child.name}?` : `${child.name}: ${said}`;
      const button = said === "" ? `Our view on ${child.name}` : "Change our view";
      const soft = "One view from each agency, with your reason.";
      return {
        key: child.id,
        lead,
        soft,
        count: "",
        href: hrefTo("view", child.id),
        button,
        done: said !== "",
      };
    });
  }
  const said = decisions(app.meeting).filter((view) => view.outcome !== "").length;
  const lead =
    said === 0
      ? "The chair hears one view from each agency, then yours."
      : "Read what is decided, and say how you see it.";
  return [
    {
      key: "decisions",
      lead,
      soft: "",
      count: "",
      href: hrefTo("decisions"),
      button: "The decision for each child",
      done: said === 0,
    },
  ];
}

function plan(app: App): Turn[] {
  const all = planRows(app);
  if (all.length === 0) return [];
  const unread = mayReadBack(app) ? all.filter((view) => view.readBack === "").length : 0;
  const mine = all.filter((view) => view.mine);
  const open = mine.filter((view) => !view.row.accepted).length;
  const lead = mine.length === 0 ? "Read the plan." : `${actions(mine.length)} for you to do.`;
  const soft = unread === 0 ? "" : "Read each one. If it is unclear, ask before we finish.";
  const count = unread === 0 ? "" : `${unread} of ${all.length} to read`;
  return [
    {
      key: "plan",
      lead,
      soft,
      count,
      href: hrefTo("actions"),
      button: mine.length === 0 ? "Read the plan" : "Read my actions",
      done: unread === 0 && open === 0,
    },
  ];
}

const actions = (many: number): string => (many === 1 ? "One action is" : `${many} actions are`);

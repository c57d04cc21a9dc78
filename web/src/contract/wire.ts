/** Frames of the websocket: y-websocket's 0 to 3, and our 100 command, 101 saved, 102 notice, 103 compare. */
import * as decoding from "lib0/decoding";
import * as encoding from "lib0/encoding";
import type { Notice, Refusal, Reply } from "./commands.ts";

const SYNC = 0;
const AWARENESS = 1;
const AUTH = 2;
const QUERY_AWARENESS = 3;
const COMMAND = 100;
const SAVED = 101;
const NOTICE = 102;
const COMPARE = 103;

/** One person's awareness state; `state` is null when that client has left. */
export interface PresenceEntry {
  client: number;
  clock: number;
  state: Readonly<Record<string, unknown>> | null;
}

export type Incoming =
  | { type: "step1"; stateVector: Uint8Array }
  | { type: "step2"; update: Uint8Array }
  | { type: "update"; update: Uint8Array }
  | { type: "presence"; entries: readonly PresenceEntry[] }
  | { type: "query_presence" }
  | { type: "denied"; refusal: Refusal }
  | { type: "reply"; reply: Reply }
  | { type: "saved"; seq: number; acked: number }
  | { type: "notice"; notice: Notice }
  | { type: "like"; likeness: number }
  | { type: "unknown" };

type Body = (encoder: encoding.Encoder) => void;

function frame(type: number, body?: Body): Uint8Array {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, type);
  body?.(encoder);
  return encoding.toUint8Array(encoder);
}

function sync(step: number, bytes: Uint8Array): Uint8Array {
  return frame(SYNC, (encoder) => {
    encoding.writeVarUint(encoder, step);
    encoding.writeVarUint8Array(encoder, bytes);
  });
}

export const syncStep1 = (stateVector: Uint8Array): Uint8Array => sync(0, stateVector);
export const syncStep2 = (update: Uint8Array): Uint8Array => sync(1, update);
export const update = (bytes: Uint8Array): Uint8Array => sync(2, bytes);
export const queryPresence = (): Uint8Array => frame(QUERY_AWARENESS);

export function command(text: string): Uint8Array {
  return frame(COMMAND, (encoder) => encoding.writeVarString(encoder, text));
}

/** Asks what this board should be like; `differed` is how often it was not since it was last asked. */
export const compare = (differed: number): Uint8Array =>
  frame(COMPARE, (encoder) => encoding.writeVarUint(encoder, differed));

/** An awareness frame about one client. */
export function presence(entry: PresenceEntry): Uint8Array {
  const inner = encoding.createEncoder();
  encoding.writeVarUint(inner, 1);
  encoding.writeVarUint(inner, entry.client);
  encoding.writeVarUint(inner, entry.clock);
  encoding.writeVarString(inner, JSON.stringify(entry.state));
  return frame(AWARENESS, (encoder) =>
    encoding.writeVarUint8Array(encoder, encoding.toUint8Array(inner)),
  );
}

function decodeSync(decoder: decoding.Decoder): Incoming {
  const step = decoding.readVarUint(decoder);
  const bytes = decoding.readVarUint8Array(decoder);
  if (step === 0) return { type: "step1", stateVector: bytes };
  if (step === 1) return { type: "step2", update: bytes };
  return step === 2 ? { type: "update", update: bytes } : { type: "unknown" };
}

function decodePresence(payload: Uint8Array): Incoming {
  const decoder = decoding.createDecoder(payload);
  const count = decoding.readVarUint(decoder);
  const entries: PresenceEntry[] = [];
  for (let n = 0; n < count; n += 1) {
    const client = decoding.readVarUint(decoder);
    const clock = decoding.readVarUint(decoder);
    const state = JSON.parse(decoding.readVarString(decoder)) as PresenceEntry["state"];
    entries.push({ client, clock, state });
  }
  return { type: "presence", entries };
}

/** y-websocket's reasons are plain words; ours are a refusal as JSON. */
function decodeDenied(decoder: decoding.Decoder): Incoming {
  decoding.readVarUint(decoder);
  const reason = decoding.readVarString(decoder);
  try {
    return { type: "denied", refusal: JSON.parse(reason) as Refusal };
  } catch {
    return { type: "denied", refusal: { code: "not_allowed", say: reason } };
  }
}

/** Reads one frame; throws on bytes that are no frame. */
export function decode(bytes: Uint8Array): Incoming {
  const decoder = decoding.createDecoder(bytes);
  switch (decoding.readVarUint(decoder)) {
    case SYNC:
      return decodeSync(decoder);
    case AWARENESS:
      return decodePresence(decoding.readVarUint8Array(decoder));
    case AUTH:
      return decodeDenied(decoder);
    case QUERY_AWARENESS:
      return { type: "query_presence" };
    case COMMAND:
      return { type: "reply", reply: JSON.parse(decoding.readVarString(decoder)) as Reply };
    case SAVED:
      return {
        type: "saved",
        seq: decoding.readVarUint(decoder),
        acked: decoding.readVarUint(decoder),
      };
    case NOTICE:
      return { type: "notice", notice: JSON.parse(decoding.readVarString(decoder)) as Notice };
    case COMPARE:
      return { type: "like", likeness: decoding.readVarUint(decoder) };
    default:
      return { type: "unknown" };
  }
}

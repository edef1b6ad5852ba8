// How does the conformance runner ask this implementation? (section 19 of the specification)

import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { decide, MEASURE } from "./decide.mjs";

const PROTOCOL = 1;
const IMPLEMENTATION = { name: "jilin-js", version: "1.0.0", language: "JavaScript" };
const SUPPORTS = { measures: [MEASURE.id], stages: ["eligibility", "pricing", "settlement"], asks: ["claim"] };

const REPLIES = {
  start: (request) => {
    if (request.protocol !== PROTOCOL) throw new End(`speaks protocol ${PROTOCOL} only`);
    return { protocol: PROTOCOL, implementation: IMPLEMENTATION, supports: SUPPORTS };
  },
  measure: (request) =>
    SUPPORTS.measures.includes(request.measure) ? { id: request.id, ok: true } : { id: request.id, unsupported: true },
  run: (request, decideClaim) => {
    if (request.asks !== "claim" || !SUPPORTS.measures.includes(request.measure)) {
      return { id: request.id, unsupported: true };
    }
    return { id: request.id, ...decideClaim(request.input) };
  },
  stop: () => {
    throw new End();
  },
};

/** The program is to end, perhaps for a reason. */
class End extends Error {}

/** The reply to one line of input; whatever goes wrong with it is told, and the next line is read. */
function reply(text, decideClaim) {
  let id = null;
  try {
    const request = JSON.parse(text);
    id = request?.id ?? null;
    if (!Object.hasOwn(REPLIES, request?.cmd)) return { id, errored: { message: "no such command" } };
    return REPLIES[request.cmd](request, decideClaim);
  } catch (fault) {
    if (fault instanceof End) throw fault;
    return { id, errored: { message: fault.message, context: fault.stack } };
  }
}

/** Answers requests line by line until it is told to stop. */
export async function serve(decideClaim) {
  try {
    for await (const text of createInterface({ input: process.stdin })) {
      process.stdout.write(`${JSON.stringify(reply(text, decideClaim))}\n`);
    }
  } catch (end) {
    if (!(end instanceof End)) throw end;
    if (end.message) process.stderr.write(`${end.message}\n`);
  }
  process.stdin.destroy();
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await serve(decide);

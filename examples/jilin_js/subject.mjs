// How does the conformance runner ask this implementation? (section 19 of the specification)

import { realpathSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { decide, MEASURE } from "./decide.mjs";

const PROTOCOL = 1;
const SUPPORTS = { measures: [MEASURE.id], stages: ["eligibility", "pricing", "settlement"], asks: ["claim"] };

const isHere = (measure) => SUPPORTS.measures.includes(measure);
const NOT_HERE = { unsupported: { message: "only claims under Jilin's measure are decided here" } };

const REPLIES = {
  start: (request, { name }) => {
    if (request.protocol !== PROTOCOL) throw new End(`speaks protocol ${PROTOCOL} only`);
    return { protocol: PROTOCOL, implementation: { name, version: "1.0.0", language: "JavaScript" }, supports: SUPPORTS };
  },
  measure: ({ id, measure }) => ({ id, ...(isHere(measure) ? { ok: true } : NOT_HERE) }),
  run: ({ id, measure, asks, input }, { decide }) => ({
    id,
    ...(isHere(measure) && SUPPORTS.asks.includes(asks) ? decide(input) : NOT_HERE),
  }),
  stop: () => {
    throw new End();
  },
};

/** The program is to end, perhaps for a reason. */
class End extends Error {}

/** The reply to one line of input; whatever goes wrong with it is told, and the next line is read. */
function reply(text, program) {
  let id = "";
  try {
    const request = JSON.parse(text);
    id = request?.id ?? "";
    if (!Object.hasOwn(REPLIES, request?.cmd)) return { id, errored: { message: "no such command" } };
    return REPLIES[request.cmd](request, program);
  } catch (fault) {
    if (fault instanceof End) throw fault;
    return { id, errored: { message: fault.message, context: fault.stack } };
  }
}

/** The lines of a stream; only a line feed ends one, since JSON text may hold other separators. */
async function* linesOf(stream) {
  let rest = "";
  for await (const chunk of stream.setEncoding("utf8")) {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop();
    yield* lines;
  }
}

/** Answers requests line by line until it is told to stop; `program` has a `name` and can `decide`. */
export async function serve(program) {
  try {
    for await (const text of linesOf(process.stdin)) {
      process.stdout.write(`${JSON.stringify(reply(text, program))}\n`);
    }
  } catch (end) {
    if (!(end instanceof End)) throw end;
    if (end.message) process.stderr.write(`${end.message}\n`);
  }
  process.stdin.destroy();
}

if (realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) await serve({ name: "jilin-js", decide });

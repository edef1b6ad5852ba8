// How does a conformance run show mistakes? This program makes five typical ones, on purpose.

import { RULES } from "./articles.mjs";
import { decide } from "./decide.mjs";
import { isUnknown } from "./logic.mjs";
import { serve } from "./subject.mjs";

/** The rules with those of one clause changed. */
const changed = (rules, clause, change) => rules.map((rule) => (rule.clause === clause ? change(rule) : rule));

// 1. A ceiling counted where the payment standard belongs: what exceeds it falls on the hospital, not on the patient.
const ceilingForStandard = (rule) => ({ ...rule, kind: "ceiling" });

// 2. One day off: three years of work are counted up to the day before the service.
const dayBefore = (day) => new Date(Date.parse(day) - 86400000).toISOString().slice(0, 10);
const oneDayOff = (rule) => ({
  ...rule,
  holds: (fact, readings) => rule.holds((name) => (name === "service_date" ? dayBefore(fact(name)) : fact(name)), readings),
});

// 3. Unknown treated as no: a patient of whom nobody stated whether the check succeeded counts as not identified.
const unknownIsNo = (rule) => ({
  ...rule,
  holds: (fact, readings) => {
    const holds = rule.holds(fact, readings);
    return isUnknown(holds) ? false : holds;
  },
});

// 4. A cent lost: amounts are cut off at the fen, not rounded.
const cutOff = (fen, factor) => (fen * factor) / 10000n;

// 5. A reason without its article: the finding is there and names part five only, not the sentence.
const UNNAMED = "五第2句c";
const withoutArticle = (findings) => findings.map((one) => (one.clause === UNNAMED ? { ...one, clause: "五" } : one));

const WRONG = [
  ["二第2句", ceilingForStandard],
  ["一第1句b", oneDayOff],
  ["三第1款第5句b", unknownIsNo],
].reduce((rules, [clause, change]) => changed(rules, clause, change), RULES);

function decideWrongly(input) {
  const answer = decide(input, WRONG, cutOff);
  const { findings, violations } = answer.result ?? {};
  if (!findings) return answer;
  const suspected = withoutArticle(violations.suspected);
  return { result: { ...answer.result, findings: withoutArticle(findings), violations: { suspected } } };
}

await serve({ name: "jilin-js-wrong", decide: decideWrongly });

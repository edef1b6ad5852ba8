// What comes out of a claim: which measure governs it, what each article answers, and what follows?

import { RULES } from "./articles.mjs";
import { factsOf, faultsOf, runs, scheduleOf, selfPayRatio, specification } from "./claim.mjs";
import { Readings, Unknown, isUnknown, judge, together } from "./logic.mjs";
import { parse, pay, yuan, PARTS, times } from "./money.mjs";

export const MEASURE = specification("measures/jilin-2020.json");

const DECLARED = specification("readings.json").readings
  .filter((reading) => ["general", MEASURE.id].includes(reading.scope));

/** Jilin is a province: its measure covers the codes that begin with its first two digits. */
const AREA = MEASURE.area.slice(0, 2);

const STAGE = new Map(MEASURE.clauses.map((clause) => [clause.id, clause.stage]));
const GAPS = MEASURE.clauses
  .filter((clause) => clause.status === "text_missing")
  .map((clause) => ({ measure: MEASURE.id, clause: clause.id, stage: clause.stage, answer: "text_missing" }));

/** What the specification calls an error: it is an outcome, not a fault of this program. */
const refusal = (error, message) => ({ result: { error, message } });

/**
 * Decides one claim; `rules` and `multiply` can be replaced to see what a mistake in them does.
 * Gives `{ result }`, or `{ unsupported }` where a measure would answer that is not written here.
 */
export function decide({ claim, readings: chosen, baseline, reported }, rules = RULES, multiply = times) {
  const faults = faultsOf(claim);
  if (faults.length) return refusal("invalid_document", faults.join("; "));
  const readings = new Readings(DECLARED, chosen ?? {});
  if (readings.faults.length) return refusal("unknown_reading", readings.faults.join(", "));
  const force = inForce(claim, readings);
  if (force === false) {
    if (baseline || reported?.length) return { unsupported: "only Jilin's measure is written here" };
    return refusal("no_measure_in_force", `no measure here governs ${claim.area} on that day`);
  }
  return { result: outcome(claim, readings, force, rules, multiply) };
}

/** Whether the measure covers the area and is in force on the day that counts (section 11). */
function inForce(claim, readings) {
  if (!claim.area.startsWith(AREA)) return false;
  const day = readings.option("law_date") === "service_date" ? claim.service_date : claim.settlement_date;
  if (day == null) return new Unknown(["/settlement_date"]);
  const stated = (claim.policy?.in_force ?? []).filter((entry) => entry.measure === MEASURE.id);
  if (stated.length) return stated.some((entry) => runs(entry, day));
  if (readings.option("start_day") === "issue_day") return day >= MEASURE.issued;
  return new Unknown([`/policy/in_force[measure=${MEASURE.id}]`]);
}

function outcome(claim, readings, force, rules, multiply) {
  const lines = claim.lines ?? [];
  const find = (rule, index, payable) => finding(rule, claim, readings, index, payable);
  const before = rules.filter((rule) => rule.kind !== "payment");
  const conditions = [
    ...before.filter((rule) => rule.each === "visit").map((rule) => find(rule)),
    ...lines.flatMap((_, index) => before.filter((rule) => rule.each === "line").map((rule) => find(rule, index))),
  ];
  const payable = payability(conditions, lines);
  const payments = rules.filter((rule) => rule.kind === "payment");
  const findings = [
    ...conditions,
    ...lines.flatMap((_, index) => payments.map((rule) => find(rule, index, payable.lines[index]))),
  ];
  const charges = lines.map((line, index) => ({
    charged: parse(line.amount, 2),
    ceilings: findings.filter((one) => one.line === line.id && one.kind === "ceiling"),
    standards: findings.filter((one) => one.line === line.id && one.kind === "payment_standard"),
    payable: payable.lines[index],
    selfPayRatio: selfPayRatio(claim, index),
  }));
  return written(claim, findings, payable, pay(charges, scheduleOf(claim, readings), readings, multiply), force);
}

/** One rule's answer to the visit, or to the line at `index`. */
function finding(rule, claim, readings, index, payable) {
  const { clause, kind, otherwise = null } = rule;
  const line = index === undefined ? null : claim.lines[index].id;
  const facts = factsOf(claim, AREA, readings, index, payable);
  return { measure: MEASURE.id, stage: STAGE.get(clause), clause, kind, otherwise, line, ...judge(rule, facts, readings) };
}

const withEffect = (findings, ...effects) => findings.filter((one) => effects.includes(one.otherwise));
const answersOf = (findings) => findings.map((one) => one.answer);

/** Whether the fund pays the visit, each line, and the claim (section 6). */
function payability(findings, lines) {
  const bearing = withEffect(findings, "not_governed", "fund_pays_nothing", "on_hold");
  const visit = payableVisit(bearing.filter((one) => one.line === null));
  const each = lines.map((line) => payableLine(visit, answersOf(bearing.filter((one) => one.line === line.id))));
  return { visit, lines: each, claim: payableClaim(visit, each) };
}

/** What is on hold is not refused: until it is put right, nobody can say. */
function payableVisit(bearing) {
  if (withEffect(bearing, "not_governed").some((one) => one.answer === "not_met")) return "not_applicable";
  return together(bearing.map((one) =>
    one.otherwise === "on_hold" && one.answer === "not_met" ? "undetermined" : one.answer));
}

function payableLine(visit, own) {
  if (visit === "not_applicable" || visit === "not_met") return visit;
  return together([visit, ...own]);
}

function payableClaim(visit, lines) {
  if (lines.length === 0) return visit === "not_met" ? "not_met" : "not_applicable";
  if (lines.every((line) => line === "not_met")) return "not_met";
  if (visit !== "met") return visit;
  return lines.includes("undetermined") ? "undetermined" : "met";
}

/** The outcome as a document, of which only what cases compare is written. */
function written(claim, findings, payable, paid, force) {
  const doubt = isUnknown(force);
  const verdict = verdictOf(claim, findings, payable, paid);
  return {
    schema: "yibao.outcome/1",
    claim_id: claim.claim_id,
    measure: { id: MEASURE.id, title: MEASURE.title, number: MEASURE.number, completeness: MEASURE.completeness },
    basis: "regional",
    verdict: doubt ? mapValues(verdict, doubted) : verdict,
    amounts: amountsOf(paid.claim, doubt),
    lines: paid.lines.map((parts, index) => ({
      line: claim.lines[index].id,
      payable: doubt ? doubted(payable.lines[index]) : payable.lines[index],
      allowed: doubt ? null : yuan(parts.allowed),
      ...amountsOf(parts, doubt),
    })),
    findings: findings.map(({ amount, ...rest }) => (amount === undefined ? rest : { ...rest, amount: yuan(amount) })),
    gaps: GAPS,
    missing: missingOf(findings, paid, force).map((path) => ({ path })),
    violations: { suspected: suspicions(findings) },
  };
}

const mapValues = (object, change) => Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value)]));

/** While it is not known whether the measure is in force, nothing is met and nothing is not. */
const doubted = (answer) => (answer === "met" || answer === "not_met" ? "undetermined" : answer);

const amountsOf = (parts, doubt) =>
  Object.fromEntries(PARTS.map((part) => [part, doubt && part !== "charged" ? null : yuan(parts[part])]));

function verdictOf(claim, findings, payable, paid) {
  const effect = (...effects) => together(answersOf(withEffect(findings, ...effects)));
  const governed = effect("not_governed");
  const rest = {
    permitted: effect("not_permitted"),
    settled_online: effect("not_settled_online"),
    payable: payable.claim,
    charges: together(answersOf(findings.filter((one) => one.kind === "ceiling"))),
    amounts: Object.values(paid.claim).some(isUnknown) ? "undetermined" : "met",
    duties: effect("duty_not_met"),
    not_held: effect("on_hold"),
  };
  const signing = claim.application && { may_apply: effect("may_not_apply"), may_sign: effect("may_not_sign") };
  return {
    governed,
    ...(governed === "not_met" ? mapValues(rest, () => "not_applicable") : rest),
    ...signing,
  };
}

/** What to ask for, each once: facts, readings, entries of tables, and what is on hold. */
function missingOf(findings, paid, force) {
  const held = withEffect(findings, "on_hold").filter((one) => one.answer === "not_met");
  const amounts = paid.lines.flatMap((parts) => Object.values(parts)).filter(isUnknown);
  return [...new Set([
    ...(isUnknown(force) ? force.missing : []),
    ...findings.flatMap((one) => one.missing),
    ...held.map((one) => `hold:${one.clause}`),
    ...amounts.flatMap((value) => value.missing),
  ])];
}

/** A rule raises suspicions (疑点) only: a ceiling exceeded, or a duty not met. */
function suspicions(findings) {
  return findings
    .filter((one) => one.answer === "not_met" && (one.kind === "ceiling" || one.otherwise === "duty_not_met"))
    .map(({ measure, clause, line }) => ({ measure, clause, line }));
}

// What comes out of a claim: which measure governs it, what each article answers, and what follows?

import { RULES } from "./articles.mjs";
import { Refusal, check, checkReported, checkStatedDates, listOf, runs, specification } from "./claim.mjs";
import { Facts, isFiled, scheduleOf } from "./facts.mjs";
import { Readings, Unknown, isUnknown, judge, together } from "./logic.mjs";
import { PARTS, parse, pay, times, yuan } from "./money.mjs";

export const MEASURE = specification("measures/jilin-2020.json");

const DECLARED = specification("readings.json").readings
  .filter((reading) => ["general", MEASURE.id].includes(reading.scope));
const STAGE = new Map(MEASURE.clauses.map((clause) => [clause.id, clause.stage]));

/** Jilin is a province: its measure covers the codes that begin with its first two digits. */
const AREA = MEASURE.area.slice(0, 2);

/**
 * Decides one claim. Gives `{ result }`, an outcome or an error of the specification; `{ unsupported }` where
 * a measure would answer that is not written here. `rules` and `multiply` can be replaced to see what a
 * mistake in them does.
 */
export function decide({ claim, readings, baseline, reported }, rules = RULES, multiply = times) {
  try {
    check(claim);
    const held = new Readings(DECLARED, readings ?? {});
    const day = lawDay(claim, held);
    checkReported(listOf(reported));
    checkStatedDates(claim);
    const force = inForce(claim, held, day);
    if (force === false && (baseline || listOf(reported).length)) return { unsupported: { message: "national guidance is not written here" } };
    if (force === false) throw new Refusal("no_measure_in_force", `none here for ${claim.area} on that day`);
    checkReadings(held.faults());
    return { result: outcome(claim, held, force, rules, multiply) };
  } catch (fault) {
    if (!(fault instanceof Refusal)) throw fault;
    return { result: { error: fault.code, message: fault.message } };
  }
}

function checkReadings(faults) {
  if (faults.length) throw new Refusal("unknown_reading", `no such reading or option: ${faults.join(", ")}`);
}

/** The day that selects the measure (section 11). */
function lawDay(claim, readings) {
  checkReadings(readings.faults(["law_date", "repeal_day", "start_day"]));
  const day = readings.option("law_date") === "service_date" ? claim.service_date : claim.settlement_date;
  if (day == null) throw new Refusal("invalid_document", "/settlement_date: is needed, since law_date selects the measure by it");
  return day;
}

/** Whether the measure covers the area and is in force on the day; perhaps unknown. */
function inForce(claim, readings, day) {
  if (!claim.area.startsWith(AREA)) return false;
  const stated = listOf(claim.policy?.in_force).filter((entry) => entry.measure === MEASURE.id);
  const isOut = (entry) => day === entry.until && readings.option("repeal_day") === "first_day_out";
  if (stated.length) return stated.some((entry) => runs(entry, day) && !isOut(entry));
  if (readings.option("start_day") === "issue_day") return day >= MEASURE.issued;
  return new Unknown([`/policy/in_force[measure=${MEASURE.id}]`]);
}

function outcome(claim, readings, force, rules, multiply) {
  const lines = listOf(claim.lines);
  const find = (rule, index, payable) => finding(rule, claim, readings, index, payable);
  const before = rules.filter((rule) => rule.kind !== "payment");
  const conditions = [
    ...before.filter((rule) => rule.each === "visit").map((rule) => find(rule)),
    ...lines.flatMap((_, index) => before.filter((rule) => rule.each === "line").map((rule) => find(rule, index))),
  ];
  const payable = payability(conditions, lines, isUnknown(force));
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
    selfPayRatio: line.self_pay_ratio == null ? new Unknown([`/lines/${index}/self_pay_ratio`]) : parse(line.self_pay_ratio, 4),
  }));
  const schedule = scheduleOf(new Facts(claim, AREA, readings));
  return written(claim, findings, payable, pay(charges, schedule, readings, multiply), force);
}

/** One rule's answer to the visit, or to the line at `index`. */
function finding(rule, claim, readings, index, payable) {
  const { clause, kind, otherwise = null } = rule;
  const line = index === undefined ? null : claim.lines[index].id;
  const facts = new Facts(claim, AREA, readings, index, payable);
  const judged = judge(rule, (name) => facts.get(name), readings);
  return { measure: MEASURE.id, stage: STAGE.get(clause), clause, kind, otherwise, line, ...judged };
}

const withEffect = (findings, ...effects) => findings.filter((one) => effects.includes(one.otherwise));
const answersOf = (findings) => findings.map((one) => one.answer);

/** Whether the fund pays each line and the claim (section 6). */
function payability(findings, lines, doubt) {
  const bearing = withEffect(findings, "not_governed", "fund_pays_nothing", "on_hold");
  const visit = payableVisit(bearing.filter((one) => one.line === null));
  const each = lines.map((line) => payableLine(visit, answersOf(bearing.filter((one) => one.line === line.id))));
  const answers = { lines: each, claim: payableClaim(visit, each) };
  return doubt ? { lines: each.map(doubted), claim: doubted(answers.claim) } : answers;
}

/** What is on hold is not refused: until it is put right, nobody can say. */
function payableVisit(bearing) {
  if (withEffect(bearing, "not_governed").some((one) => one.answer === "not_met")) return "not_applicable";
  const waits = (one) => one.otherwise === "on_hold" && one.answer === "not_met";
  return together(["met", ...bearing.map((one) => (waits(one) ? "undetermined" : one.answer))]);
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
    amounts: amountsOf(paid.claim, doubt && paid.lines.length > 0),
    lines: paid.lines.map((parts, index) => ({
      line: claim.lines[index].id,
      payable: payable.lines[index],
      allowed: doubt ? null : yuan(parts.allowed),
      ...amountsOf(parts, doubt),
    })),
    findings: findings.map(({ amount, ...rest }) => (amount === undefined ? rest : { ...rest, amount: yuan(amount) })),
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
  const signing = { may_apply: effect("may_not_apply"), may_sign: effect("may_not_sign") };
  return {
    governed,
    ...(governed === "not_met" ? mapValues(rest, () => "not_applicable") : rest),
    ...(isFiled(claim.application) ? signing : {}),
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

/** A rule raises suspicions (疑点) only, a ceiling exceeded or a duty not met; where it does not govern, none. */
function suspicions(findings) {
  if (withEffect(findings, "not_governed").some((one) => one.answer === "not_met")) return [];
  return findings
    .filter((one) => one.answer === "not_met" && (one.kind === "ceiling" || one.otherwise === "duty_not_met"))
    .map(({ measure, clause, line }) => ({ measure, clause, line }));
}

// What does the claim state, and does it contradict itself?

import { readFileSync } from "node:fs";
import { Unknown, compute, isUnknown } from "./logic.mjs";
import { parse, times } from "./money.mjs";

const SPEC = new URL("../../spec/yibao_spec/", import.meta.url);

/** A file of the specification's data. */
export const specification = (path) => JSON.parse(readFileSync(new URL(path, SPEC), "utf8"));

const CLAIM = specification("schemas/claim.json");
const FACTS = new Map(specification("facts.json").facts.map((fact) => [fact.name, fact]));

// ---- faults of the document

/** All faults of a document, each with its JSON Pointer; none means that it can be decided. */
export function faultsOf(document) {
  const faults = schemaFaults(CLAIM, document, "");
  return faults.length ? faults : contradictions(document);
}

function schemaFaults(schema, value, at) {
  if (schema.$ref) return schemaFaults(CLAIM.$defs[schema.$ref.split("/").at(-1)], value, at);
  if (schema.anyOf) return value === null ? [] : schemaFaults(schema.anyOf[0], value, at);
  if (schema.const !== undefined) return value === schema.const ? [] : [`${at}: not ${schema.const}`];
  if (schema.enum) return schema.enum.includes(value) ? [] : [`${at}: not one of ${schema.enum.join(", ")}`];
  return SHAPES[schema.type](schema, value, at);
}

const SHAPES = {
  boolean: (schema, value, at) => (typeof value === "boolean" ? [] : [`${at}: not true or false`]),
  string: textFaults,
  array: (schema, value, at) =>
    Array.isArray(value)
      ? value.flatMap((item, index) => schemaFaults(schema.items, item, `${at}/${index}`))
      : [`${at}: not a list`],
  object: objectFaults,
};

function objectFaults(schema, value, at) {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return [`${at}: not an object`];
  const absent = schema.required.filter((key) => !Object.hasOwn(value, key)).map((key) => `${at}/${key}: required`);
  const present = Object.entries(value).flatMap(([key, part]) =>
    Object.hasOwn(schema.properties, key)
      ? schemaFaults(schema.properties[key], part, `${at}/${key}`)
      : [`${at}/${key}: unknown key`],
  );
  return [...absent, ...present];
}

const PERSONAL = /(?<!\d)(?:\d{17}[\dXx]|1[3-9]\d{9})(?!\d)/;
const isReference = (schema) => schema.pattern === undefined || schema.description.startsWith("a reference");

function textFaults(schema, value, at) {
  if (typeof value !== "string") return [`${at}: not text`];
  if (schema.pattern && !new RegExp(schema.pattern, "u").test(value)) return [`${at}: not ${schema.description}`];
  if (schema.format === "date" && !isDay(value)) return [`${at}: not a day of the calendar`];
  if (value.length < (schema.minLength ?? 0) || [...value].length > (schema.maxLength ?? Infinity)) return [`${at}: length`];
  if (isReference(schema) && PERSONAL.test(value)) return [`${at}: looks like a person's number`];
  return [];
}

function isDay(text) {
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

const listOf = (list) => list ?? [];

function contradictions(claim) {
  return [
    ...momentFaults(claim),
    ...lineFaults(listOf(claim.lines)),
    ...actFaults(claim),
    ...historyFaults(claim),
  ];
}

const MOMENT = /^(\d{4}-\d\d-\d\d)T([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)?$/;

/** Milliseconds of a moment, which is Beijing time unless it names an offset. */
function moment(text) {
  const match = MOMENT.exec(text);
  if (!match || !isDay(match[1])) return NaN;
  return Date.parse(match[5] ? text : `${text}+08:00`);
}

function momentFaults(claim) {
  const stated = [
    ...[...FACTS.values()].filter((fact) => fact.type === "datetime").map((fact) => [fact.path, at(claim, fact.path)]),
    ...listOf(claim.identity?.checks).map((check, index) => [`/identity/checks/${index}/at`, check.at]),
    ...listOf(claim.policy?.outages).flatMap((outage, index) =>
      ["since", "until"].map((end) => [`/policy/outages/${index}/${end}`, outage[end]])),
  ];
  return stated.filter(([, text]) => text != null && Number.isNaN(moment(text))).map(([path]) => `${path}: not a moment`);
}

const twice = (list, key) => list.map(key).filter((value, index, all) => all.indexOf(value) !== index);

function lineFaults(lines) {
  const ids = twice(lines, (line) => line.id).map((id) => `/lines: ${id} stands twice`);
  return [...ids, ...lines.flatMap((line, index) => oneLineFaults(line, `/lines/${index}`))];
}

function oneLineFaults(line, at) {
  const faults = [];
  if (line.mode === "offline") faults.push(`${at}/mode: an offline charge belongs into a claim of its own`);
  for (const key of ["quantity", "days_supplied"]) {
    if (line[key] != null && parse(line[key], 4) === 0n) faults.push(`${at}/${key}: not above 0`);
  }
  if (line.self_pay_ratio != null && parse(line.self_pay_ratio, 4) > 10000n) faults.push(`${at}/self_pay_ratio: above 1`);
  if (line.unit_price != null && line.quantity != null) {
    const off = parse(line.unit_price, 6) * parse(line.quantity, 4) - parse(line.amount, 10);
    if (off >= 10n ** 8n || off <= -(10n ** 8n)) faults.push(`${at}/amount: not unit_price times quantity`);
  }
  return faults;
}

function actFaults(claim) {
  const acts = listOf(claim.acts);
  const lines = new Set(listOf(claim.lines).map((line) => line.id));
  const strangers = acts.flatMap((act, index) =>
    listOf(act.lines).filter((id) => !lines.has(id)).map((id) => `/acts/${index}/lines: no line ${id}`));
  return [...twice(acts, (act) => act.id).map((id) => `/acts: ${id} stands twice`), ...strangers];
}

/** Dated lists, and what makes two of their entries ones of the same kind. */
const DATED = {
  "/agreements": (entry) => entry.kind,
  "/patient/benefits": () => "",
  "/physician/registrations": () => "",
  "/physician/settlement": () => "",
  "/policy/items": (entry) => entry.code,
  "/policy/diseases": (entry) => `${entry.code} ${entry.match ?? "exact"}`,
  "/policy/drugs": (entry) => `${entry.code} ${entry.match ?? "exact"}`,
  "/policy/benefits": (entry) => `${entry.insurance} ${entry.tier} ${entry.mode ?? "online"}`,
  "/policy/prices": (entry) => [entry.item, entry.kind, entry.rank, entry.area].join(" "),
  "/policy/joint_application": () => "",
  "/policy/in_force": (entry) => entry.measure,
  "/policy/norms": (entry) => entry.name,
};

function historyFaults(claim) {
  return Object.entries(DATED).flatMap(([path, kind]) => {
    const entries = listOf(at(claim, path)).map((entry, index) => ({ ...entry, index, kind: kind(entry) }));
    const reversed = entries.filter((entry) => entry.until != null && entry.until < entry.since);
    const overlapping = entries.filter((entry) =>
      entries.some((other) => other.index < entry.index && other.kind === entry.kind && overlap(other, entry)));
    return [
      ...reversed.map((entry) => `${path}/${entry.index}: ends before it starts`),
      ...overlapping.map((entry) => `${path}/${entry.index}: overlaps an entry of its kind`),
    ];
  });
}

const overlap = (one, other) => runs(one, other.since) || runs(other, one.since);

/** An entry holds from its first to its last day, both included. */
export const runs = (entry, day) => entry.since <= day && (entry.until == null || day <= entry.until);

// ---- facts of the claim

/** The value at a JSON Pointer, or nothing. */
function at(document, pointer) {
  return pointer.split("/").slice(1).reduce((value, key) => value?.[key], document);
}

const PARSED = {
  money: (text) => parse(text, 2),
  Quantity: (text) => parse(text, 4),
  datetime: moment,
};

const PAYABLE = { met: true, not_met: false, undetermined: new Unknown([]) };

/** Looks up the facts of `facts.json` for one claim and, where `index` is given, for one of its lines. */
export function factsOf(claim, area, readings, index, payable) {
  const line = claim.lines?.[index];
  const rounding = readings.option("rounding");

  function fact(name) {
    if (DERIVED[name]) return DERIVED[name]();
    const { path, type } = FACTS.get(name);
    const [text, asked] = path.startsWith("/policy/items/*/") ? ofItem(path.slice(16)) : ofClaim(path);
    if (text == null) return new Unknown([asked]);
    return PARSED[type] ? PARSED[type](text) : text;
  }

  const ofClaim = (path) => [at(claim, path.replace("*", index)), path.replace("*", index)];

  function ofItem(key) {
    if (line.item == null) return [null, `/lines/${index}/item`];
    const entry = listOf(claim.policy?.items).find((item) => item.code === line.item && runs(item, claim.service_date));
    return [entry?.[key], `/policy/items[code=${line.item}]/${key}`];
  }

  const within = (name) => compute((code) => code.startsWith(area), fact(name));

  /** Whether an agreement stands on the day in one of these states; no list at all means not stated. */
  function agreement(kind, states) {
    if (claim.agreements == null) return new Unknown(["/agreements"]);
    const entry = claim.agreements.find((one) => one.kind === kind && runs(one, claim.service_date));
    if (entry?.status === "open") return new Unknown(entry.missing ?? ["/agreements"]);
    return entry !== undefined && states.includes(entry.status);
  }

  /** The price of exactly this staff level or this place, times the quantity. */
  function listed(kind, key, name) {
    const item = line.item ?? new Unknown([`/lines/${index}/item`]);
    const price = compute((code, value) => priceOf(code, kind, key, value), item, fact(name));
    return timesQuantity(price);
  }

  function priceOf(code, kind, key, value) {
    const entry = listOf(claim.policy?.prices).find((price) =>
      price.item === code && price.kind === kind && runs(price, claim.service_date) &&
      ["rank", "area"].every((other) => (price[other] ?? null) === (other === key ? value : null)));
    return entry ? parse(entry.price, 2) : new Unknown([`/policy/prices[item=${code},kind=${kind},${key}=${value}]`]);
  }

  const timesQuantity = (price) => compute((fen, quantity) => times(fen, quantity, rounding), price, fact("line_quantity"));

  const DERIVED = {
    application_filed: () => claim.application !== undefined,
    visit_filed: () => listOf(claim.lines).length > 0 || claim.application === undefined,
    institution_in_area: () => within("institution_area"),
    patient_in_area: () => within("patient_area"),
    inviting_in_area: () => within("visit_inviting_area"),
    invited_in_area: () => within("visit_invited_area"),
    institution_designated: () => agreement("main", ["active", "suspended", "paused"]),
    supplementary_agreement_active: () => agreement("supplementary", ["active"]),
    item_ceiling_amount: () => timesQuantity(fact("item_ceiling")),
    item_standard_amount: () => timesQuantity(fact("item_payment_standard")),
    rank_ceiling_amount: () => listed("ceiling", "rank", "physician_rank"),
    rank_standard_amount: () => listed("payment_standard", "rank", "physician_rank"),
    line_payable: () => PAYABLE[payable],
    invited_price_amount: () => listed("ceiling", "area", "visit_invited_area"),
  };

  return fact;
}

/** The first self-paid share (先行自付比例) of a line. */
export function selfPayRatio(claim, index) {
  const text = claim.lines[index].self_pay_ratio;
  return text == null ? new Unknown([`/lines/${index}/self_pay_ratio`]) : parse(text, 4);
}

/** What the area's schedule pays of the in-scope amounts, and what the year has left of it. */
export function scheduleOf(claim, readings) {
  const fact = factsOf(claim, "", readings);
  const entry = compute((insurance, tier) => benefit(claim, insurance, tier), fact("patient_insurance"), fact("institution_tier"));
  const left = (total, used) => compute((whole, part) => whole - part, total, used);
  return {
    ratio: compute((found) => parse(found.ratio, 4), entry),
    deductibleLeft: compute((found) => {
      const deductible = parse(found.deductible, 2);
      return deductible === 0n ? 0n : left(deductible, fact("patient_deductible_used"));
    }, entry),
    fundLeft: compute((found) => (found.cap === null ? null : left(parse(found.cap, 2), fact("patient_fund_used"))), entry),
  };
}

function benefit(claim, insurance, tier) {
  const entry = listOf(claim.policy?.benefits).find((one) =>
    one.insurance === insurance && one.tier === tier && (one.mode ?? "online") === "online" && runs(one, claim.service_date));
  return entry ?? new Unknown(["/policy/benefits"]);
}

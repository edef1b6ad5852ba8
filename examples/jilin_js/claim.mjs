// Is the claim a document that can be decided, or does it break its form or contradict itself?

import { readFileSync, readdirSync } from "node:fs";
import { parse } from "./money.mjs";

const SPEC = new URL("../../spec/yibao_spec/", import.meta.url);

/** A file of the specification's data. */
export const specification = (path) => JSON.parse(readFileSync(new URL(path, SPEC), "utf8"));

const CLAIM = specification("schemas/claim.json");
const MEASURES = readdirSync(new URL("measures/", SPEC)).map((name) => specification(`measures/${name}`));

/** Why a claim cannot be decided: one of the error codes of the specification, and what is wrong. */
export class Refusal extends Error {
  constructor(code, message) {
    super(message);
    this.code = code;
  }
}

/** Refuses a document with all its faults, each with its JSON Pointer. */
export function check(document) {
  const form = schemaFaults(CLAIM, document, "");
  refuse(form.length ? form : contradictions(document));
}

function refuse(faults) {
  if (faults.length) throw new Refusal("invalid_document", faults.join("; "));
}

/** Refuses what is named as a reported document and is none. */
export function checkReported(names) {
  const reported = MEASURES.filter((measure) => measure.completeness === "reported").map((measure) => measure.id);
  const unknown = names.filter((name) => !reported.includes(name));
  if (unknown.length) throw new Refusal("unknown_region", `no reported document: ${unknown.join(", ")}`);
}

/** Refuses dates of measures for which none can be stated. */
export function checkStatedDates(claim) {
  refuse(listOf(claim.policy?.in_force).flatMap(statedDateFaults));
}

/** Dates of a measure can be stated only where its own text has none, and not before it can have been in force. */
function statedDateFaults(stated, index) {
  const path = `/policy/in_force/${index}`;
  const measure = MEASURES.find((one) => one.id === stated.measure);
  if (!measure) return [`${path}/measure: there is no such measure`];
  if (measure.since !== null) return [`${path}: ${measure.id} has dates of its own`];
  if (measure.not_before && stated.since < measure.not_before) return [`${path}/since: before ${measure.not_before}`];
  return [];
}

export const listOf = (list) => list ?? [];

/** The value at a JSON Pointer, or nothing. */
export const at = (document, pointer) => pointer.split("/").slice(1).reduce((value, key) => value?.[key], document);

/** Whether an entry holds on a day: from its first to its last, both included. */
export const runs = (entry, day) => entry.since <= day && (entry.until == null || day <= entry.until);

// ---- the form

function schemaFaults(schema, value, path) {
  if (schema.$ref) return schemaFaults(CLAIM.$defs[schema.$ref.split("/").at(-1)], value, path);
  if (schema.anyOf) return value === null ? [] : schemaFaults(schema.anyOf[0], value, path);
  if (schema.const !== undefined) return value === schema.const ? [] : [`${path}: not ${schema.const}`];
  if (schema.enum) return schema.enum.includes(value) ? [] : [`${path}: not one of ${schema.enum.join(", ")}`];
  return SHAPES[schema.type](schema, value, path);
}

const SHAPES = { boolean: flagFaults, string: textFaults, array: listFaults, object: objectFaults };

function flagFaults(schema, value, path) {
  return typeof value === "boolean" ? [] : [`${path}: not true or false`];
}

function listFaults(schema, value, path) {
  if (!Array.isArray(value)) return [`${path}: not a list`];
  return value.flatMap((item, index) => schemaFaults(schema.items, item, `${path}/${index}`));
}

function objectFaults(schema, value, path) {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return [`${path}: not an object`];
  const absent = schema.required.filter((key) => !Object.hasOwn(value, key)).map((key) => `${path}/${key}: missing`);
  const present = Object.entries(value).flatMap(([key, part]) =>
    Object.hasOwn(schema.properties, key)
      ? schemaFaults(schema.properties[key], part, `${path}/${key}`)
      : [`${path}/${key}: not a field here`]);
  return [...absent, ...present];
}

function textFaults(schema, value, path) {
  if (typeof value !== "string") return [`${path}: not text`];
  if (schema.pattern && !new RegExp(schema.pattern, "u").test(value)) return [`${path}: not ${schema.description}`];
  if (schema.format === "date") return isDay(value) ? [] : [`${path}: not a day`];
  if (schema.maxLength && (value.trim() === "" || [...value].length > schema.maxLength)) return [`${path}: blank or too long`];
  const means = schema.description ?? (schema.maxLength ? "free text" : "a moment");
  if (means === "a moment") return Number.isNaN(moment(value)) ? [`${path}: not a moment`] : [];
  if (means.startsWith("a quantity") && parse(value, 4) === 0n) return [`${path}: not above 0`];
  if (means.startsWith("a share") && parse(value, 4) > 10000n) return [`${path}: above 1`];
  return looksPersonal(means, value) ? [`${path}: looks as if it said who a person is`] : [];
}

/** A day of the calendar from 1900 to 2199. */
function isDay(text) {
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text) && text >= "1900" && text < "2200";
}

const MOMENT = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d)(?::(\d\d)(?:\.(\d{1,6}))?)?(Z|[+-]\d\d:\d\d)?$/;

/** A moment in microseconds; it is Beijing time unless it names an offset. */
export function moment(text) {
  const [, day, clock, seconds = "00", fraction = "", offset = "+08:00"] = MOMENT.exec(text) ?? [];
  if (day === undefined || !isDay(day)) return NaN;
  return Date.parse(`${day}T${clock}:${seconds}${offset}`) * 1000 + Number(fraction.padEnd(6, "0"));
}

const IDENTITY_NUMBER = /(?<!\d)\d{17}[\dXx](?!\d)/;
const IDENTITY_NUMBER_WITH_BIRTH = /(?<!\d)\d{6}(19|20)\d\d(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])\d{3}[\dXx](?!\d)/;
const TELEPHONE_NUMBER = /(?<!\d)1[3-9]\d{9}(?!\d)/;
const ADDRESS = /[路街巷弄道村里区](\d+|[一二三四五六七八九十百]+)[号弄栋幢]|\d+(栋|幢|单元)/;
const RUN = /[A-Za-z0-9_-]{40,}/g;

function looksPersonal(means, text) {
  if (means.startsWith("a code")) return IDENTITY_NUMBER_WITH_BIRTH.test(text);
  if (means.startsWith("a reference")) return IDENTITY_NUMBER.test(text) || TELEPHONE_NUMBER.test(text);
  if (means !== "free text") return false;
  return [IDENTITY_NUMBER, TELEPHONE_NUMBER, ADDRESS].some((one) => one.test(text)) || (text.match(RUN) ?? []).some(isToken);
}

/** A long run of letters and digits mixed is what no person writes, unless it is a SHA-256. */
const isToken = (run) => /\d/.test(run) && /[A-Za-z]/.test(run) && !/^[0-9a-f]{64}$/.test(run);

// ---- what cannot be true together

function contradictions(claim) {
  return [
    ...twiceFaults("/lines", listOf(claim.lines), "id"),
    ...twiceFaults("/acts", listOf(claim.acts), "id"),
    ...twiceFaults("/policy/working_days", listOf(claim.policy?.working_days), "day"),
    ...listOf(claim.lines).flatMap(lineFaults),
    ...actFaults(claim),
    ...Object.entries(HISTORIES).flatMap(([path, kind]) => historyFaults(path, listOf(at(claim, path)), kind)),
    ...outageFaults(listOf(claim.policy?.outages)),
  ];
}

function twiceFaults(path, list, key) {
  const values = list.map((entry) => entry[key]);
  return values.filter((value, index) => values.indexOf(value) !== index).map((value) => `${path}: ${value} stands twice`);
}

function lineFaults(line, index) {
  const faults = [];
  if (line.mode === "offline") faults.push(`/lines/${index}/mode: an offline charge belongs into a claim of its own`);
  if (line.unit_price != null && line.quantity != null) {
    const off = parse(line.unit_price, 6) * parse(line.quantity, 4) - parse(line.amount, 10);
    const fen = 10n ** 8n;
    if (off >= fen || off <= -fen) faults.push(`/lines/${index}/amount: is not unit_price times quantity`);
  }
  return faults;
}

function actFaults(claim) {
  const lines = new Set(listOf(claim.lines).map((line) => line.id));
  return listOf(claim.acts).flatMap((act, index) =>
    listOf(act.lines).filter((id) => !lines.has(id)).map((id) => `/acts/${index}/lines: there is no line ${id}`));
}

/** Dated lists, and what makes two of their entries ones of the same kind; lists of codes may overlap. */
const HISTORIES = {
  "/agreements": (entry) => entry.kind,
  "/patient/benefits": () => "",
  "/physician/registrations": () => "",
  "/physician/settlement": () => "",
  "/policy/items": (entry) => entry.code,
  "/policy/diseases": (entry, index) => index,
  "/policy/drugs": (entry, index) => index,
  "/policy/benefits": (entry) => [entry.insurance, entry.tier, entry.mode ?? "online"].join(),
  "/policy/prices": (entry) => [entry.item, entry.kind, entry.rank, entry.area].join(),
  "/policy/joint_application": () => "",
  "/policy/in_force": (entry) => entry.measure,
  "/policy/norms": (entry) => entry.name,
};

function historyFaults(path, entries, kind) {
  const kinds = entries.map(kind);
  const overlaps = (entry, index) => entries.some((other, before) =>
    before < index && kinds[before] === kinds[index] && (runs(other, entry.since) || runs(entry, other.since)));
  return entries.flatMap((entry, index) => [
    ...(entry.until != null && entry.until < entry.since ? [`${path}/${index}/until: is before since`] : []),
    ...(overlaps(entry, index) ? [`${path}/${index}: overlaps an entry of its kind`] : []),
  ]);
}

function outageFaults(outages) {
  return outages.flatMap((outage, index) =>
    moment(outage.until) <= moment(outage.since) ? [`/policy/outages/${index}/until: is not after since`] : []);
}

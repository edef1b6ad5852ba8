// What can be said of a condition when not every fact is stated?

/** A value that nobody stated, with the names of what would have to be stated to know it. */
export class Unknown {
  constructor(missing) {
    this.missing = missing;
  }
}

export const isUnknown = (value) => value instanceof Unknown;

const missingOf = (values) => [...new Set(values.filter(isUnknown).flatMap((value) => value.missing))];

/** A calculation with an unknown is unknown, and lacks all that its parts lack. */
export function compute(calculate, ...values) {
  return values.some(isUnknown) ? new Unknown(missingOf(values)) : calculate(...values);
}

/** Kleene's "and": one known false decides, whatever else is missing. */
export function all(...values) {
  return values.includes(false) ? false : compute(() => true, ...values);
}

/** Kleene's "or": one known true decides, whatever else is missing. */
export function any(...values) {
  return values.includes(true) ? true : compute(() => false, ...values);
}

export const not = (value) => compute((known) => !known, value);

export const oneOf = (value, ...options) => compute((known) => options.includes(known), value);

/** The readings (解读) that hold: what the caller chose, else the default, else nobody's choice (null). */
export class Readings {
  constructor(declared, chosen) {
    this.options = new Map(declared.map((reading) => [reading.name, reading.options.map((option) => option.name)]));
    this.held = new Map(declared.map((reading) => [reading.name, chosen[reading.name] ?? reading.default]));
    this.faults = Object.entries(chosen)
      .filter(([name, option]) => !this.options.get(name)?.includes(option))
      .map(([name, option]) => `${name}=${option}`);
  }

  option(name) {
    return this.held.get(name);
  }

  /** The value under the option that holds; where nobody chose, the value on which all options agree. */
  pick(name, values) {
    const held = this.option(name);
    if (held !== null) return values[held];
    const tried = this.options.get(name).map((option) => values[option]);
    const agreed = tried.every((value) => !isUnknown(value) && value === tried[0]);
    return agreed ? tried[0] : new Unknown([`reading:${name}`, ...missingOf(tried)]);
  }
}

const ORDER = ["not_met", "text_missing", "undetermined", "met"];

/** Several answers together: the first of the order that is among them. */
export function together(answers) {
  return ORDER.find((answer) => answers.includes(answer)) ?? "not_applicable";
}

const undetermined = (missing) => ({ answer: "undetermined", missing });
const answered = (answer) => ({ answer, missing: [] });

/** The answer of one rule to the facts of a visit or a line (sections 4 and 5). */
export function judge(rule, fact, readings) {
  const gate = rule.when(fact, readings);
  if (gate === false) return answered("not_applicable");
  const held = rule.under ? readings.option(rule.under.reading) : undefined;
  const footing = rule.under && (held === null ? "nobody_chose" : held === rule.under.option ? "holds" : "another");
  return JUDGES[rule.kind](rule, gate, footing, fact, readings);
}

const JUDGES = {
  condition: judgeCondition,
  payment: judgeCondition,
  permission: judgePermission,
  ceiling: judgeCeiling,
  payment_standard: judgeStandard,
};

/** Where it is unknown whether the gate is open, nothing behind it is known. */
const behind = (gate, value) => (isUnknown(gate) ? gate : value);

function judgeCondition(rule, gate, footing, fact, readings) {
  const holds = behind(gate, rule.holds(fact, readings));
  if (holds === true) return answered("met");
  if (footing === "another") return answered("not_applicable");
  const reading = footing === "nobody_chose" ? [`reading:${rule.under.reading}`] : [];
  if (isUnknown(holds)) return undetermined([...holds.missing, ...reading]);
  return reading.length ? undetermined(reading) : answered("not_met");
}

function judgePermission(rule, gate) {
  return isUnknown(gate) ? undetermined(gate.missing) : answered("met");
}

/** A ceiling that rests on a reading which nobody chose leaves two possible: itself and the charge. */
function judgeCeiling(rule, gate, footing, fact, readings) {
  if (footing === "another") return answered("not_applicable");
  const amount = behind(gate, rule.amount(fact, readings));
  if (isUnknown(amount)) return undetermined(amount.missing);
  const within = fact("line_amount") <= amount;
  if (!within && footing === "nobody_chose") return undetermined([`reading:${rule.under.reading}`]);
  return { ...answered(within ? "met" : "not_met"), amount };
}

function judgeStandard(rule, gate, footing, fact, readings) {
  const amount = behind(gate, rule.amount(fact, readings));
  return isUnknown(amount) ? undetermined(amount.missing) : { ...answered("met"), amount };
}

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

export const includes = (set, ...wanted) => compute((known) => wanted.every((one) => known.includes(one)), set);

/** The readings (解读) that hold: what the caller chose, else the default, else nobody's choice (null). */
export class Readings {
  constructor(declared, chosen) {
    this.declared = new Map(declared.map((reading) => [reading.name, reading]));
    this.chosen = chosen;
  }

  options(name) {
    return this.declared.get(name)?.options.map((option) => option.name) ?? [];
  }

  /** What was chosen although there is no such reading, or no such option. */
  faults(names = Object.keys(this.chosen)) {
    return names.filter((name) => Object.hasOwn(this.chosen, name) && !this.options(name).includes(this.chosen[name]));
  }

  option(name) {
    return this.chosen[name] ?? this.declared.get(name).default;
  }

  /** The value under the option that holds; where nobody chose, the value on which all options agree. */
  pick(name, values) {
    const held = this.option(name);
    if (held !== null) return values[held];
    const tried = this.options(name).map((option) => values[option]);
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

/** The answer of one rule to the facts of a visit or a line (sections 4 and 5 of the specification). */
export function judge(rule, fact, readings) {
  const gate = rule.when(fact, readings);
  if (gate === false) return answered("not_applicable");
  return JUDGES[rule.kind](rule, gate, footing(rule, readings), fact, readings);
}

const JUDGES = {
  condition: judgeCondition,
  payment: judgeCondition,
  permission: judgePermission,
  ceiling: judgeCeiling,
  payment_standard: judgeStandard,
};

/** Whether a rule stands by the text, or by a reading that is held, is another, or was chosen by nobody. */
function footing({ under }, readings) {
  if (!under) return "text";
  const held = readings.option(under.reading);
  return held === null ? "nobody_chose" : held === under.option ? "held" : "another";
}

/** Where it is unknown whether the gate is open, nothing behind it is known. */
const behind = (gate, value) => (isUnknown(gate) ? gate : value);

function judgeCondition(rule, gate, stands, fact, readings) {
  const holds = behind(gate, rule.holds(fact, readings));
  if (holds === true) return answered("met");
  if (stands === "another") return answered("not_applicable");
  const open = stands === "nobody_chose" ? [`reading:${rule.under.reading}`] : [];
  if (isUnknown(holds)) return undetermined([...holds.missing, ...open]);
  return open.length ? undetermined(open) : answered("not_met");
}

function judgePermission(rule, gate) {
  return isUnknown(gate) ? undetermined(gate.missing) : answered("met");
}

/** A ceiling that rests on a reading which nobody chose leaves two possible: itself and the charge. */
function judgeCeiling(rule, gate, stands, fact, readings) {
  if (stands === "another") return answered("not_applicable");
  const amount = behind(gate, rule.amount(fact, readings));
  if (isUnknown(amount)) return undetermined(amount.missing);
  const exceeded = fact("line_amount") > amount;
  if (exceeded && stands === "nobody_chose") return undetermined([`reading:${rule.under.reading}`]);
  return { ...answered(exceeded ? "not_met" : "met"), amount };
}

function judgeStandard(rule, gate, stands, fact, readings) {
  const amount = behind(gate, rule.amount(fact, readings));
  return isUnknown(amount) ? undetermined(amount.missing) : { ...answered("met"), amount };
}

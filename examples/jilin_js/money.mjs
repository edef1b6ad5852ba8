// Who pays what, to the fen?

import { Unknown, compute, isUnknown } from "./logic.mjs";

const TEN_THOUSANDTHS = 10000n;

/** Decimal text as a whole number of the last of `places` places: ("12.5", 4) is 125000n. */
export function parse(text, places) {
  const [whole, fraction = ""] = text.split(".");
  return BigInt(whole + fraction.padEnd(places, "0"));
}

/** Fen as yuan with two places; what is not known is null. */
export function yuan(fen) {
  if (isUnknown(fen)) return null;
  const digits = fen.toString().padStart(3, "0");
  return `${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

/** Fen times a quantity or ratio of four places, rounded to the fen once. */
export function times(fen, factor, rounding) {
  const product = fen * factor;
  const down = product / TEN_THOUSANDTHS;
  const twice = 2n * (product % TEN_THOUSANDTHS);
  const up = twice > TEN_THOUSANDTHS || (twice === TEN_THOUSANDTHS && (rounding === "half_up" || down % 2n === 1n));
  return up ? down + 1n : down;
}

const least = (first, second) => (first < second ? first : second);
const notBelowZero = (fen) => (fen > 0n ? fen : 0n);
const sum = (...parts) => compute((...known) => known.reduce((total, fen) => total + fen, 0n), ...parts);
const minus = (from, ...parts) => compute((whole, ...known) => known.reduce((rest, fen) => rest - fen, whole), from, ...parts);

export const PARTS = [
  "charged", "hospital", "fully_self_paid", "over_limit", "first_self_pay", "in_scope",
  "deductible", "fund", "account", "cash",
];

/** Section 7, line after line: `lines` hold `charged`, the price findings, `payable`, `selfPayRatio`. */
export function pay(lines, schedule, readings, multiply = times) {
  const year = new Year(schedule, readings.option("rounding"), multiply);
  const parts = lines.map((line) => partsOfLine(line, year, readings, multiply));
  const claim = Object.fromEntries(PARTS.map((part) => [part, sum(...parts.map((line) => line[part]))]));
  return { lines: parts, claim };
}

function partsOfLine(line, year, readings, multiply) {
  const allowed = capped(line.charged, line.ceilings);
  const parts = {
    charged: line.charged,
    allowed,
    hospital: minus(line.charged, allowed),
    ...shares(line, allowed, readings, multiply),
  };
  const drawn = year.draw(parts.in_scope);
  const bearerOpen = readings.option("over_standard") === "person_decides" && !isUnknown(parts.over_limit) && parts.over_limit > 0n;
  const cash = bearerOpen ? new Unknown(["person:over_standard"]) : minus(allowed, drawn.fund);
  // No article of this measure opens the personal account (个人账户), so nothing comes from it.
  return { ...parts, ...drawn, account: 0n, cash };
}

/** The charge, capped by the lowest of the limits; unknown where one of them is undetermined. */
function capped(charged, limits) {
  const open = limits.find((limit) => limit.answer === "undetermined");
  if (open) return new Unknown(open.missing);
  const amounts = limits.filter((limit) => limit.amount !== undefined).map((limit) => limit.amount);
  return compute((fen) => amounts.reduce(least, fen), charged);
}

/** What the line's price is made of, before the fund pays. */
function shares(line, allowed, readings, multiply) {
  if (line.payable === "not_met") {
    return { fully_self_paid: allowed, over_limit: 0n, first_self_pay: 0n, in_scope: 0n };
  }
  if (line.payable !== "met") {
    const open = new Unknown([]);
    return { fully_self_paid: open, over_limit: open, first_self_pay: open, in_scope: open };
  }
  const base = capped(allowed, line.standards);
  const selfPay = (fen, ratio) => multiply(fen, ratio, readings.option("rounding"));
  const firstSelfPay = compute(selfPay, base, line.selfPayRatio);
  return {
    fully_self_paid: 0n,
    over_limit: minus(allowed, base),
    first_self_pay: firstSelfPay,
    in_scope: minus(base, firstSelfPay),
  };
}

/** What the year has left of the deductible (起付线) and the cap (封顶线), drawn upon line by line. */
class Year {
  constructor(schedule, rounding, multiply) {
    this.schedule = schedule;
    this.rounding = rounding;
    this.multiply = multiply;
    this.inScope = 0n;
    this.deducted = 0n;
    this.paid = 0n;
  }

  /** What the line takes; a line with nothing in scope takes nothing, whatever is unknown. */
  draw(inScope) {
    if (inScope === 0n) return { deductible: 0n, fund: 0n };
    this.inScope = sum(this.inScope, inScope);
    const { ratio, deductibleLeft, fundLeft } = this.schedule;
    const deducted = compute((fen, left) => least(fen, notBelowZero(left)), this.inScope, deductibleLeft);
    const share = compute((fen, part) => this.multiply(fen, part, this.rounding), minus(this.inScope, deducted), ratio);
    const paid = compute((fen, left) => (left === null ? fen : least(fen, notBelowZero(left))), share, fundLeft);
    const grown = { deductible: minus(deducted, this.deducted), fund: minus(paid, this.paid) };
    this.deducted = deducted;
    this.paid = paid;
    return grown;
  }
}

// What does the claim say of each fact that an article asks for?

import { at, listOf, moment, runs, specification } from "./claim.mjs";
import { Unknown, compute } from "./logic.mjs";
import { parse, times } from "./money.mjs";

const FACTS = new Map(specification("facts.json").facts.map((fact) => [fact.name, fact]));

const PARSED = {
  money: (text) => parse(text, 2),
  Quantity: (text) => parse(text, 4),
  datetime: moment,
};

const ITEMS = "/policy/items/*/";

/** The facts of a visit, or of its line at `index`; `area` is how the codes of the measure's area begin. */
export class Facts {
  constructor(claim, area, readings, index, payable) {
    this.claim = claim;
    this.area = area;
    this.rounding = readings.option("rounding");
    this.index = index;
    this.line = claim.lines?.[index];
    this.payable = payable;
  }

  /** A fact of `facts.json`: its value, or `Unknown` with what is missing. */
  get(name) {
    if (DERIVED[name]) return DERIVED[name](this);
    const { path, type } = FACTS.get(name);
    const text = path.startsWith(ITEMS) ? this.ofItem(path.slice(ITEMS.length)) : this.stated(path.replace("*", this.index));
    return compute(PARSED[type] ?? ((value) => value), text);
  }

  stated(path) {
    return at(this.claim, path) ?? new Unknown([path]);
  }

  /** What the area's table says of the line's item on the day. */
  ofItem(key) {
    return compute((code) => {
      const path = `/policy/items[code=${code}]`;
      const entry = this.entry(this.claim.policy?.items, (item) => item.code === code);
      return entry ? entry[key] ?? new Unknown([`${path}/${key}`]) : new Unknown([path]);
    }, this.stated(`/lines/${this.index}/item`));
  }

  /** The entry of a dated list that holds on the day of service and is the one that is looked for. */
  entry(list, isWanted) {
    return listOf(list).find((entry) => runs(entry, this.claim.service_date) && isWanted(entry));
  }

  isHere(name) {
    return compute((code) => code.startsWith(this.area), this.get(name));
  }

  /** Whether an agreement stands on the day in one of these states; no list at all means not stated. */
  agreement(kind, ...states) {
    if (this.claim.agreements == null) return new Unknown(["/agreements"]);
    const entry = this.entry(this.claim.agreements, (one) => one.kind === kind);
    if (entry?.status === "open") return new Unknown(entry.missing?.length ? entry.missing : ["/agreements"]);
    return entry !== undefined && states.includes(entry.status);
  }

  /** The price of the line's item for exactly this staff level (`rank`) or place (`area`), times the quantity. */
  listed(kind, key, name) {
    return this.timesQuantity(compute((item, value) => {
      const exact = { rank: null, area: null, [key]: value };
      const entry = this.entry(this.claim.policy?.prices, (one) => one.item === item && one.kind === kind &&
        (one.rank ?? null) === exact.rank && (one.area ?? null) === exact.area);
      return entry ? parse(entry.price, 2) : new Unknown([`/policy/prices[item=${item},kind=${kind},${key}=${value}]`]);
    }, this.stated(`/lines/${this.index}/item`), this.get(name)));
  }

  timesQuantity(price) {
    return compute((fen, quantity) => times(fen, quantity, this.rounding), price, this.get("line_quantity"));
  }
}

const PAYABLE = { met: true, not_met: false, undetermined: new Unknown([]), not_applicable: new Unknown([]) };

/** Facts that stand in no field but follow from several. */
const DERIVED = {
  application_filed: (facts) => isFiled(facts.claim.application),
  visit_filed: (facts) => listOf(facts.claim.lines).length > 0 || !isFiled(facts.claim.application),
  institution_in_area: (facts) => facts.isHere("institution_area"),
  patient_in_area: (facts) => facts.isHere("patient_area"),
  inviting_in_area: (facts) => facts.isHere("visit_inviting_area"),
  invited_in_area: (facts) => facts.isHere("visit_invited_area"),
  institution_designated: (facts) => facts.agreement("main", "active", "paused", "suspended"),
  supplementary_agreement_active: (facts) => facts.agreement("supplementary", "active"),
  item_ceiling_amount: (facts) => facts.timesQuantity(facts.get("item_ceiling")),
  item_standard_amount: (facts) => facts.timesQuantity(facts.get("item_payment_standard")),
  rank_ceiling_amount: (facts) => facts.listed("ceiling", "rank", "physician_rank"),
  rank_standard_amount: (facts) => facts.listed("payment_standard", "rank", "physician_rank"),
  invited_price_amount: (facts) => facts.listed("ceiling", "area", "visit_invited_area"),
  line_payable: (facts) => PAYABLE[facts.payable],
};

/** An application that states nothing asks about none. */
export const isFiled = (application) => Object.values(application ?? {}).some((value) => value !== null);

/** What the area's schedule pays of the in-scope amounts, and what the year has left of it. */
export function scheduleOf(facts) {
  const entry = compute((insurance, tier) => benefit(facts, insurance, tier), facts.get("patient_insurance"), facts.get("institution_tier"));
  const left = (total, used) => compute((spent) => total - spent, facts.get(used));
  return {
    ratio: compute((found) => parse(found.ratio, 4), entry),
    deductibleLeft: compute((found) => {
      const deductible = parse(found.deductible, 2);
      return deductible === 0n ? 0n : left(deductible, "patient_deductible_used");
    }, entry),
    fundLeft: compute((found) => (found.cap === null ? null : left(parse(found.cap, 2), "patient_fund_used")), entry),
  };
}

function benefit(facts, insurance, tier) {
  if (facts.claim.policy?.benefits == null) return new Unknown(["/policy/benefits"]);
  const entry = facts.entry(facts.claim.policy.benefits, (one) =>
    one.insurance === insurance && one.tier === tier && (one.mode ?? "online") === "online");
  return entry ?? new Unknown([`/policy/benefits[insurance=${insurance},tier=${tier}]`]);
}

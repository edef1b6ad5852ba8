// What does each article of 吉医保联〔2020〕5号 ask for, of whom, and what follows where it is not met?
//
// A rule cites one clause of the register. `when` says where it governs, `holds` or `amount` what it asks or
// allows, `otherwise` what follows, `under` on which option of a reading it rests. `each` is "visit" or "line".

import { all, any, compute, includes, not, oneOf } from "./logic.mjs";

const VISIT_FEES = ["consultation", "general_treatment"];

const visitFee = (f) => oneOf(f("line_category"), ...VISIT_FEES);
const consultation = (f) => oneOf(f("line_category"), "consultation");
const drug = (f) => oneOf(f("line_category"), "drug");
const teleconsultation = (f) => oneOf(f("line_category"), "teleconsultation");
const visit = (f) => f("visit_filed");
const signing = (f) => all(f("application_filed"), oneOf(f("application_kind"), "agreement"));

/** Approved by the health authority, as an internet hospital or for internet diagnosis and treatment. */
const approved = (f) =>
  all(
    oneOf(f("institution_internet_licence"), "internet_hospital", "internet_diagnosis"),
    oneOf(f("institution_approver"), "health"),
  );

/** A revisit for a common or a chronic disease. */
const revisit = (f) => all(f("visit_revisit"), oneOf(f("visit_disease_class"), "common", "chronic"));

/** Three years of independent clinical work on the day of service. */
function experienced(f, r) {
  return compute(
    (since, day) => {
      const full = yearsAfter(since, 3, r.option("month_end"));
      return r.option("number_included") === "included" ? day >= full : day > full;
    },
    f("physician_independent_since"),
    f("service_date"),
  );
}

/** The corresponding day some years later; where February has none, the day that `month_end` names. */
function yearsAfter(day, years, monthEnd) {
  const year = Number(day.slice(0, 4)) + years;
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  if (day.slice(5) !== "02-29" || leap) return `${year}${day.slice(4)}`;
  return monthEnd === "last_day" ? `${year}-02-28` : `${year}-03-01`;
}

/** The revisit that part one describes and prices: all of 一第1句a to d, charged as a consultation. */
const pricedRevisit = (f, r) =>
  all(consultation(f), approved(f), experienced(f, r), f("item_direct_to_patient"), revisit(f));

const isPublic = (f) => oneOf(f("institution_ownership"), "public");

const PART_ONE = { reading: "revisit_item", option: "as_in_part_one" };
const GUIDANCE = { reading: "guidance_price", option: "ceiling" };
const BINDS_EVERYONE = { reading: "guidance_price_binds", option: "everyone" };

/** The published price; nothing but the charge itself where upward is free, too. */
const unlessFree = (price) => (f, r) => (r.option("guidance_price") === "ceiling" ? f(price) : f("line_amount"));

const PART_ONE_RULES = [
  {
    clause: "序言b", each: "visit", kind: "condition", otherwise: "not_governed",
    when: () => true,
    holds: (f) => f("institution_in_area"),
  },
  {
    clause: "一第1句a", each: "line", kind: "condition", otherwise: "fund_pays_nothing", under: PART_ONE,
    when: visitFee,
    holds: approved,
  },
  {
    clause: "一第1句b", each: "line", kind: "condition", otherwise: "fund_pays_nothing", under: PART_ONE,
    when: visitFee,
    holds: experienced,
  },
  {
    clause: "一第1句c", each: "line", kind: "condition", otherwise: "fund_pays_nothing", under: PART_ONE,
    when: visitFee,
    holds: (f) => f("item_direct_to_patient"),
  },
  {
    clause: "一第1句d", each: "line", kind: "condition", otherwise: "fund_pays_nothing", under: PART_ONE,
    when: visitFee,
    holds: revisit,
  },
  {
    clause: "一第1句e", each: "line", kind: "ceiling", under: GUIDANCE,
    when: (f, r) => all(pricedRevisit(f, r), not(f("institution_designated")), isPublic(f)),
    amount: (f) => f("item_ceiling_amount"),
  },
  {
    clause: "一第1句e", each: "line", kind: "ceiling", under: BINDS_EVERYONE,
    when: (f, r) => all(pricedRevisit(f, r), not(f("institution_designated")), not(isPublic(f))),
    amount: unlessFree("item_ceiling_amount"),
  },
  {
    clause: "一第1句f", each: "line", kind: "ceiling", under: GUIDANCE,
    when: (f, r) => all(pricedRevisit(f, r), f("institution_designated"), isPublic(f)),
    amount: (f) => f("rank_ceiling_amount"),
  },
  {
    clause: "一第1句f", each: "line", kind: "ceiling", under: BINDS_EVERYONE,
    when: (f, r) => all(pricedRevisit(f, r), f("institution_designated"), not(isPublic(f))),
    amount: unlessFree("rank_ceiling_amount"),
  },
  {
    clause: "一第2句", each: "line", kind: "permission",
    when: pricedRevisit,
  },
  {
    clause: "一第3句", each: "line", kind: "ceiling",
    when: (f) => all(teleconsultation(f), not(f("invited_in_area"))),
    amount: (f) => f("invited_price_amount"),
  },
  {
    clause: "一第3句", each: "line", kind: "ceiling", under: { reading: "outside_invites", option: "covered" },
    when: (f) => all(teleconsultation(f), f("invited_in_area"), not(f("inviting_in_area"))),
    amount: (f) => f("invited_price_amount"),
  },
];

/** Whether the general treatment fee (一般诊疗费) is used: by the fee or, so read, by the institution, too. */
const generalTreatment = (f, r) =>
  any(
    oneOf(f("line_category"), "general_treatment"),
    r.pick("general_treatment_class", { fee: false, institution: f("institution_general_treatment_fee") }),
  );

/** Designated, approved, and with the supplementary agreement signed. */
const admitted = (f) => all(f("institution_designated"), approved(f), f("supplementary_agreement_active"));

const PART_TWO_RULES = [
  {
    clause: "二第1句a", each: "visit", kind: "condition", otherwise: "may_not_sign",
    when: signing,
    holds: (f) => all(f("institution_designated"), approved(f)),
  },
  {
    clause: "二第1句a", each: "line", kind: "condition", otherwise: "fund_pays_nothing",
    when: visitFee,
    holds: admitted,
  },
  {
    clause: "二第1句b", each: "visit", kind: "condition", otherwise: "fund_pays_nothing",
    when: visit,
    holds: (f) => f("patient_insured"),
  },
  {
    clause: "二第1句b", each: "visit", kind: "condition", otherwise: "fund_pays_nothing",
    under: { reading: "insured_elsewhere", option: "not_payable" },
    when: visit,
    holds: (f) => f("patient_in_area"),
  },
  {
    clause: "二第1句b", each: "line", kind: "condition", otherwise: "fund_pays_nothing",
    when: visitFee,
    holds: revisit,
  },
  {
    clause: "二第1句b", each: "line", kind: "condition", otherwise: "fund_pays_nothing",
    when: visitFee,
    holds: (f) => oneOf(f("item_fund_class"), "A", "B"),
  },
  {
    clause: "二第1句b", each: "line", kind: "condition", otherwise: "fund_pays_nothing",
    when: (f) => not(any(visitFee(f), drug(f))),
    holds: (f, r) => r.pick("unnamed_fee_kinds", { not_payable: false, other_rules: f("item_payable") }),
  },
  {
    clause: "二第1句b", each: "line", kind: "payment",
    when: visitFee,
    holds: (f) => f("line_payable"),
  },
  {
    clause: "二第1句c", each: "line", kind: "condition", otherwise: "duty_not_met",
    when: (f, r) => all(visitFee(f), revisit(f), not(generalTreatment(f, r))),
    holds: (f) => oneOf(f("line_catalogue"), "A"),
  },
  {
    clause: "二第1句d", each: "line", kind: "condition", otherwise: "duty_not_met",
    when: (f, r) => all(visitFee(f), revisit(f), generalTreatment(f, r)),
    holds: (f) => oneOf(f("line_catalogue"), "B"),
  },
  {
    clause: "二第2句", each: "line", kind: "payment_standard",
    when: (f) => all(visitFee(f), not(isPublic(f))),
    amount: (f, r) =>
      f(r.option("provincial_price") === "same_level" ? "rank_standard_amount" : "item_standard_amount"),
  },
];

/** The two places of 三第1款第4句: the prescribing institution, or a designated retail pharmacy. */
const namedPlace = (f) =>
  any(
    oneOf(f("prescription_channel"), "hospital"),
    all(oneOf(f("prescription_channel"), "retail", "walk_in"), f("prescription_pharmacy_designated")),
  );

/** Whether the visit from which a drug comes is one that part two pays for, by what can be said of the visit. */
const payableRevisit = (f) => all(revisit(f), admitted(f));

const MATTERS = [
  "service_scope", "conditions", "charges_and_settlement", "payment_method", "budget", "conduct_supervision",
  "prescription_review",
];

const PART_THREE_RULES = [
  {
    clause: "三第1款第4句", each: "line", kind: "condition", otherwise: "fund_pays_nothing",
    when: drug,
    holds: (f, r) =>
      all(
        f("prescription_issued"),
        f("institution_designated"),
        any(namedPlace(f), r.pick("other_pharmacies", { not_paid: false, other_rules: f("item_payable") })),
      ),
  },
  {
    clause: "三第1款第5句a", each: "visit", kind: "condition", otherwise: "duty_not_met",
    when: visit,
    holds: (f) =>
      all(
        f("identity_verified"),
        compute((verified, started) => verified <= started, f("identity_verified_at"), f("visit_started_at")),
      ),
  },
  {
    clause: "三第1款第5句b", each: "visit", kind: "condition", otherwise: "on_hold",
    when: visit,
    holds: (f) => f("identity_verified"),
  },
  {
    clause: "三第2款第1句a", each: "visit", kind: "condition", otherwise: "may_not_sign",
    when: signing,
    holds: (f) => includes(f("application_agreement_clauses"), ...MATTERS),
  },
  {
    clause: "三第2款第2句", each: "line", kind: "condition", otherwise: "fund_pays_nothing",
    when: drug,
    holds: (f) => f("line_prescribed"),
  },
  {
    clause: "三第2款第2句", each: "line", kind: "condition", otherwise: "fund_pays_nothing",
    when: drug,
    holds: (f, r) =>
      r.pick("compliant_drug_fee", { in_catalogue: oneOf(f("line_catalogue"), "A", "B"), other_rules: f("item_payable") }),
  },
  {
    clause: "三第2款第2句", each: "line", kind: "condition", otherwise: "fund_pays_nothing",
    under: { reading: "drugs_need_a_payable_revisit", option: "needed" },
    when: drug,
    holds: payableRevisit,
  },
  {
    clause: "三第2款第2句", each: "line", kind: "payment",
    when: drug,
    holds: (f) => f("line_payable"),
  },
];

const PART_FIVE_RULES = [
  {
    clause: "五第1句", each: "visit", kind: "condition", otherwise: "duty_not_met",
    when: visit,
    holds: (f) => all(f("institution_prescription_review"), f("institution_conduct_supervision")),
  },
  {
    clause: "五第2句a", each: "visit", kind: "condition", otherwise: "duty_not_met",
    when: visit,
    holds: (f) => f("institution_record_keeping"),
  },
  {
    clause: "五第2句b", each: "visit", kind: "condition", otherwise: "duty_not_met",
    when: visit,
    holds: (f) =>
      all(
        includes(f("records_linked"), "treatment", "transaction"),
        any(not(f("prescription_issued")), includes(f("records_linked"), "prescription")),
        any(not(f("prescription_delivered")), includes(f("records_linked"), "delivery")),
        f("records_flows_monitored"),
      ),
  },
  {
    clause: "五第2句c", each: "visit", kind: "condition", otherwise: "duty_not_met",
    when: visit,
    holds: (f) => f("institution_patient_query"),
  },
];

export const RULES = [...PART_ONE_RULES, ...PART_TWO_RULES, ...PART_THREE_RULES, ...PART_FIVE_RULES];

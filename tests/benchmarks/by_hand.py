"""What would a programmer write for one region, without yibao?

Wenzhou's rules as one plain function: the same conditions on the same claim record, the same money,
and no trace: it says yes or no and the amounts, and cannot say why, nor what is missing.
"""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from yibao.claim import Claim, Line

SERVICES = ("consultation", "general_treatment", "registration", "test", "treatment")
EXCLUDED = {
    "remote_surgery_guidance",
    "remote_ward_round",
    "medical_consulting",
    "training",
    "research_follow_up",
    "data_processing",
    "medical_appraisal",
    "health_consulting",
    "health_management",
    "convenience",
}
DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def add_months(day: date, months: int) -> date:
    month = day.month - 1 + months
    year, month = day.year + month // 12, month % 12 + 1
    last = DAYS[month - 1]
    if month == 2 and not (year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)):
        last = 28
    return date(year, month, min(day.day, last))


def rounded(amount: Decimal) -> int:
    return int(amount.quantize(Decimal(1), ROUND_HALF_UP))


def decide_by_hand(claim: Claim) -> dict[str, object]:
    """Verdicts and amounts in fen for a Wenzhou claim whose facts are all stated."""
    day = claim.service_date
    patient, institution, visit = claim.patient, claim.institution, claim.visit
    physician, identity, prescription, records = claim.physician, claim.identity, claim.prescription, claim.records

    designated = main_active = supplementary_active = False
    for agreement in claim.agreements or ():
        if agreement.since <= day and (agreement.until is None or day <= agreement.until):
            if agreement.kind == "main":
                designated = designated or agreement.status in ("active", "suspended")
                main_active = main_active or agreement.status == "active"
            elif agreement.status == "active":
                supplementary_active = True
    governed = (
        institution.area.startswith("3303")
        and institution.internet_licence in ("internet_hospital", "internet_diagnosis")
        and designated
        and patient.insured
    )
    permitted = (
        visit.department in institution.offline_departments
        and visit.department in institution.internet_departments
        and visit.revisit
        and visit.disease_class in ("common", "chronic")
        and visit.completable_online
        and physician.registered_area.startswith("3303")
        and physician.licence == "physician"
        and add_months(physician.independent_since, 36) <= day
    )
    settled_online = (
        identity.verified
        and identity.mobile_payment
        and identity.verified_at <= identity.paid_at
        and "real_name" in identity.activation
        and identity.activation_authorised
        and main_active
        and supplementary_active
        and institution.interface_accepted_on <= claim.settlement_date
    )
    listed = False
    for entry in claim.policy.diseases or ():
        same = visit.diagnoses[0] == entry.code if entry.match == "exact" else visit.diagnoses[0].startswith(entry.code)
        listed = listed or (same and entry.since <= day and (entry.until is None or day <= entry.until))
    anchor = None
    for earlier in claim.history or ():
        before = earlier.date < day or (earlier.date == day and earlier.time < claim.service_time)
        if before and earlier.in_person and earlier.own_host and earlier.same_disease and (anchor is None or earlier.date > anchor):
            anchor = earlier.date
    in_window = anchor is not None and day <= add_months(anchor, 3)
    signed = (
        prescription.physician_signed and prescription.reviewed and prescription.uploaded and prescription.reviewed_at <= prescription.uploaded_at
    )
    through_platform = prescription.channel == "platform"
    duties = (
        institution.prescription_review
        and institution.conduct_supervision
        and "medical_record" in records.uploaded
        and "authentication" in records.uploaded
        and (not prescription.issued or ("prescription" in records.uploaded and "purchase" in records.uploaded))
        and "treatment" in records.linked
        and "transaction" in records.linked
        and (not prescription.issued or "prescription" in records.linked)
        and (not prescription.delivered or "delivery" in records.linked)
        and records.flows_monitored
        and (
            not through_platform
            or (prescription.platform_uploaded and prescription.reviewed_at <= prescription.platform_uploaded_at and prescription.carrier_qualified)
        )
    )
    payable = (
        governed
        and permitted
        and settled_online
        and listed
        and in_window
        and visit.norms_followed
        and prescription.issued
        and patient.area.startswith("3303")
    )
    benefit = None
    for one in claim.policy.benefits or ():
        if one.insurance == patient.insurance and one.tier == institution.tier:
            if one.since <= day and (one.until is None or day <= one.until):
                benefit = one

    may_apply = may_sign = None
    application = claim.application
    if application.kind == "agreement":
        may_apply = application.applicant == "entity" and institution.area.startswith("3303") and (designated or application.joint)
        may_sign = (
            main_active
            and institution.internet_licence in ("internet_hospital", "internet_diagnosis")
            and institution.e_voucher
            and institution.mobile_payment
            and institution.real_name_check
            and institution.settlement_interface
            and institution.revisit_check
            and institution.record_keeping
            and {"normal", "other_area", "internet"} <= institution.business_kinds
        )
    elif application.kind == "price_item" and institution.profit == "non_profit":
        may_apply = {"price_proposal", "cost_calculation", "economic_evaluation", "offline_comparison"} <= application.item_dossier
    routes = []
    for act in claim.acts:
        if act.actor in ("institution", "physician", "pharmacist", "patient"):
            routes += [(act.id, nature, act.status == "suspected") for nature in act.natures]
        if act.actor != "pharmacy":
            routes.append((act.id, "publicity", act.status == "suspected"))

    scanned = True
    charged = hospital = fund = account = cash = 0
    in_scope_before = 0
    paid_before = 0
    for line in claim.lines:
        allowed, standard, tagged = price_by_hand(claim, line, day)
        duties = duties and tagged
        scanned = scanned and (line.category != "drug" or line.trace_code)
        pays = payable and line_by_hand(claim, line, day, signed)
        in_scope = 0
        if pays:
            base = min(allowed, standard)
            in_scope = base - rounded(base * line.self_pay_ratio)
        in_scope_before += in_scope
        deducted = min(in_scope_before, max(0, benefit.deductible - patient.deductible_used))
        paid = rounded((in_scope_before - deducted) * benefit.ratio)
        if benefit.cap is not None:
            paid = min(paid, max(0, benefit.cap - patient.fund_used))
        of_fund, paid_before = paid - paid_before, paid
        own = allowed - of_fund
        counted = own - (allowed - base if pays else 0)
        from_account = min(counted, patient.account_balance - account) if pays and patient.insurance == "employee" and patient.uses_account else 0
        charged += line.amount
        hospital += line.amount - allowed
        fund += of_fund
        account += from_account
        cash += own - from_account
    return {
        "governed": governed,
        "permitted": permitted,
        "settled_online": settled_online,
        "payable": payable,
        "duties": duties,
        "scanned": scanned,
        "may_apply": may_apply,
        "may_sign": may_sign,
        "routes": routes,
        "charged": charged,
        "hospital": hospital,
        "fund": fund,
        "account": account,
        "cash": cash,
    }


def price_by_hand(claim: Claim, line: Line, day: date) -> tuple[int, int, bool]:
    """What may be charged for a line, its payment standard, and whether it is tagged."""
    institution = claim.institution
    item = None
    for one in claim.policy.items_by_code.get(line.item, ()):
        if one.since <= day and (one.until is None or day <= one.until):
            item = one
    allowed = line.amount
    standard = line.amount
    notified = True
    if line.category in SERVICES:
        public = institution.ownership == "public"
        market = item.need == "non_basic" or claim.patient.abroad
        chargeable = (
            (institution.profit != "non_profit" or item.approved)
            and item.allowed_online
            and item.direct_to_patient
            and item.remote
            and item.same_function
            and item.effective
            and not (item.between_institutions and not item.faces_patient)
            and item.clinical_activity
            and item.by_medical_staff
            and item.kind not in EXCLUDED
            and item.derived == "no"
        )
        if not chargeable:
            allowed = 0
        elif public and not market:
            allowed = min(allowed, rounded(item.ceiling * line.quantity))
        elif public:
            notified = item.market_notice
        if line.category == "consultation":
            standard = rounded(item.payment_standard * line.quantity)
            if public:
                allowed = min(allowed, standard)
    elif line.category == "drug":
        standard = rounded(item.payment_standard * line.quantity)
    return allowed, standard, notified and line.mode == "online"


def line_by_hand(claim: Claim, line: Line, day: date, signed: bool) -> bool:
    """Whether the fund pays for a line, the visit being payable."""
    verified = [act.kind for act in claim.acts if act.status == "verified" and line.id in act.lines]
    pays = line.catalogue in ("A", "B") and line.category in ("consultation", "drug") and not any(kind != "over_ceiling" for kind in verified)
    if line.category == "drug":
        listed = False
        for entry in claim.policy.drugs or ():
            same = line.item == entry.code if entry.match == "exact" else line.item.startswith(entry.code)
            listed = listed or (same and entry.since <= day and (entry.until is None or day <= entry.until))
        pays = pays and listed and signed and line.prescribed and line.use_rules_met and claim.prescription.channel == "platform"
    return pays

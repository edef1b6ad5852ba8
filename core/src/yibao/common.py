"""Which conditions do several measures share word for word?

Each function below is bound by a region to its own clause (`condition(…).bind(…)`); nothing here
applies to a region that does not bind it. A condition that one region words differently stands in that region.
"""

from __future__ import annotations

from typing import Any

from yibao.words import all_of, among, any_of, by_reading, includes, none_of, only_if, years_after

SERVICES = ("consultation", "teleconsultation", "general_treatment", "registration", "test", "treatment")
"""Charge categories that are medical-service items (not drugs, materials or delivery)."""


def is_service(line_category: Any) -> Any:
    """The line is a medical service."""
    return among(line_category, SERVICES)


def is_drug(line_category: Any) -> Any:
    """The line is a drug."""
    return line_category == "drug"


def is_non_profit_service(line_category: Any, institution_profit: Any) -> Any:
    """A service of a non-profit institution."""
    return all_of(is_service(line_category), institution_profit == "non_profit")


def is_non_public_service(line_category: Any, institution_ownership: Any) -> Any:
    """A service of an institution that is not public."""
    return all_of(is_service(line_category), institution_ownership == "non_public")


def is_public_basic_service(line_category: Any, institution_ownership: Any, item_need: Any, patient_abroad: Any) -> Any:
    """A service of a public institution that meets basic medical need, for a patient in the country."""
    return all_of(is_service(line_category), institution_ownership == "public", item_need == "basic", none_of(patient_abroad))


def is_public_market_priced(line_category: Any, institution_ownership: Any, item_need: Any, patient_abroad: Any) -> Any:
    """A public institution's personalised service, or one for a patient abroad."""
    own_price = any_of(item_need == "non_basic", patient_abroad)
    return all_of(is_service(line_category), institution_ownership == "public", own_price)


def is_consultation(line_category: Any) -> Any:
    """The line is a consultation fee."""
    return line_category == "consultation"


def is_visit_fee(line_category: Any) -> Any:
    """The line is the fee for the visit itself: a consultation or a general treatment fee."""
    return among(line_category, ("consultation", "general_treatment"))


def is_of_a_third_party(line_third_party: Any) -> Any:
    """A third party did the work for the institution."""
    return line_third_party


def is_delivery(line_category: Any) -> Any:
    """The line is a delivery fee."""
    return line_category == "delivery"


def for_agreement(application_filed: Any, application_kind: Any) -> Any:
    """The document asks about an application for the supplementary agreement."""
    return all_of(application_filed, application_kind == "agreement")


def for_visit(visit_filed: Any) -> Any:
    """The document files a visit, and does not only ask about an application."""
    return visit_filed


def is_insured(patient_insured: Any) -> Any:
    """The patient is insured."""
    return patient_insured


def undesignated_applies(application_filed: Any, application_kind: Any, institution_designated: Any) -> Any:
    """An institution that is not designated applies for the supplementary agreement."""
    return all_of(for_agreement(application_filed, application_kind), none_of(institution_designated))


def offline_service_goes_online(visit_offline_relation: Any, visit_offline_at: Any, offline_service_of: str) -> Any:
    """The visit carries an existing offline service online, or extends one."""
    exists = by_reading(
        offline_service_of,
        own=visit_offline_at == "own",
        own_or_host=among(visit_offline_at, ("own", "host")),
        any=True,
    )
    return all_of(among(visit_offline_relation, ("same", "extension")), exists)


def institution_is_here(institution_in_area: Any) -> Any:
    """The institution belongs to the measure's area."""
    return institution_in_area


def measure_governs(institution_in_area: Any, institution_internet_licence: Any, institution_designated: Any, patient_insured: Any) -> Any:
    """An approved and designated institution of the area serves an insured patient."""
    approved = among(institution_internet_licence, ("internet_hospital", "internet_diagnosis"))
    return all_of(institution_in_area, approved, institution_designated, patient_insured)


def entity_is_under_agreement(main_agreement_active: Any) -> Any:
    """The physical institution is under the area's main agreement."""
    return main_agreement_active


def holds_internet_licence(institution_internet_licence: Any) -> Any:
    """Approved as an internet hospital or for internet diagnosis."""
    return among(institution_internet_licence, ("internet_hospital", "internet_diagnosis"))


def separates_three_businesses(institution_business_kinds: Any) -> Any:
    """The information system separates normal, other-area and internet business."""
    return includes(institution_business_kinds, ("normal", "other_area", "internet"))


def department_is_registered(visit_department: Any, institution_offline_departments: Any, institution_internet_departments: Any) -> Any:
    """The department is registered offline at the host and for internet diagnosis."""
    return all_of(among(visit_department, institution_offline_departments), among(visit_department, institution_internet_departments))


def is_revisit_for_common_or_chronic_disease(visit_revisit: Any, visit_disease_class: Any) -> Any:
    """A revisit for a common or chronic disease."""
    return all_of(visit_revisit, among(visit_disease_class, ("common", "chronic")))


def is_online_revisit(visit_revisit: Any, visit_disease_class: Any, visit_completable_online: Any) -> Any:
    """A revisit for a common or chronic disease that can be completed online on its own."""
    return all_of(visit_revisit, among(visit_disease_class, ("common", "chronic")), visit_completable_online)


def disease_is_payable(disease_listed: Any) -> Any:
    """The diagnosis is on the list of payable diseases."""
    return disease_listed


def signed_reviewed_and_uploaded(
    prescription_physician_signed: Any,
    prescription_reviewed: Any,
    prescription_uploaded: Any,
    prescription_reviewed_at: Any,
    prescription_uploaded_at: Any,
) -> Any:
    """The prescription is signed by the physician, passed by the pharmacist and then uploaded."""
    in_order = prescription_reviewed_at <= prescription_uploaded_at
    return all_of(prescription_physician_signed, prescription_reviewed, prescription_uploaded, in_order)


def identified_then_paid(identity_verified: Any, identity_mobile_payment: Any, identity_verified_at: Any, identity_paid_at: Any) -> Any:
    """The patient is verified by e-voucher and the bill is then settled by mobile payment."""
    return all_of(identity_verified, identity_mobile_payment, identity_verified_at <= identity_paid_at)


def main_agreement_in_force(main_agreement_active: Any) -> Any:
    """The institution's main agreement is active on the day of service."""
    return main_agreement_active


def supplementary_agreement_in_force(supplementary_agreement_active: Any) -> Any:
    """The supplementary agreement is active on the day of service."""
    return supplementary_agreement_active


def holds_physicians_licence(physician_licence: Any, assistant_physician: str) -> Any:
    """The physician holds the practising licence."""
    return any_of(physician_licence == "physician", all_of(physician_licence == "assistant_physician", assistant_physician == "qualifies"))


def has_three_years_of_independent_work(service_date: Any, physician_independent_since: Any, month_end: str, number_included: str) -> Any:
    """The physician has three years of independent clinical work or more on the day."""
    full = years_after(physician_independent_since, 3, month_end)
    return by_reading(number_included, included=full <= service_date, excluded=full < service_date)


def line_is_marked_online(line_mode: Any) -> Any:
    """The filing marks the charge as an online one."""
    return line_mode == "online"


def is_within_payment_rules(disease_listed: Any, line_catalogue: Any) -> Any:
    """Disease and item (or drug) are within what the insurance pays for."""
    return all_of(disease_listed, among(line_catalogue, ("A", "B")))


def is_item_or_drug(line_category: Any) -> Any:
    """The fee is for a service item or a drug."""
    return any_of(is_service(line_category), line_category == "drug")


def is_paid_by_other_rules(item_payable: Any) -> Any:
    """The area's other rules pay for it."""
    return item_payable


def use_rules_are_kept(line_use_rules_met: Any) -> Any:
    """The drug keeps to the rules of use (indications, quantities, limits), as a reviewer or the system found."""
    return line_use_rules_met


def patient_is_insured_here(patient_in_area: Any) -> Any:
    """The patient is insured in this coordination area."""
    return patient_in_area


def norms_are_followed(visit_norms_followed: Any) -> Any:
    """A reviewer found the clinical norms and procedures followed."""
    return visit_norms_followed


def interface_is_accepted(institution_interface_accepted_on: Any, settlement_date: Any) -> Any:
    """The settlement interface passed acceptance before online settlement is asked for."""
    return institution_interface_accepted_on <= settlement_date


def drug_is_in_scope(line_catalogue: Any, line_prescribed: Any) -> Any:
    """The drug stands on the online prescription and in the catalogue."""
    return all_of(line_prescribed, among(line_catalogue, ("A", "B")))


def is_no_delivery_fee(line_category: Any) -> Any:
    """The charge is not a delivery fee."""
    return line_category != "delivery"


def fund_pays(line_payable: Any) -> Any:
    """The fee complies with the rules, so the fund pays."""
    return line_payable


def no_violation_is_verified(line_over_ceiling_verified: Any, line_violation_verified: Any, over_ceiling_refusal: str) -> Any:
    """No verified violation makes this fee unpayable."""
    whole_line = all_of(line_over_ceiling_verified, over_ceiling_refusal == "whole_line")
    return none_of(line_violation_verified, whole_line)


def review_and_supervision_exist(institution_prescription_review: Any, institution_conduct_supervision: Any) -> Any:
    """The institution has a prescription review system and supervises conduct."""
    return all_of(institution_prescription_review, institution_conduct_supervision)


def records_are_uploaded(records_uploaded: Any, prescription_issued: Any, drugs_bought: Any) -> Any:
    """Medical record and authentication are uploaded, and so are prescription and purchase if there are any."""
    return all_of(
        includes(records_uploaded, ("medical_record", "authentication")),
        only_if(prescription_issued, includes(records_uploaded, ("prescription",))),
        only_if(drugs_bought, includes(records_uploaded, ("purchase",))),
    )


def trace_code_is_scanned(line_trace_code: Any) -> Any:
    """The drug's trace code was scanned."""
    return line_trace_code


def links_are_traceable(records_linked: Any, prescription_issued: Any, prescription_delivered: Any) -> Any:
    """Treatment and transaction can be traced, and so can prescription and delivery if there are any."""
    return all_of(
        includes(records_linked, ("treatment", "transaction")),
        only_if(prescription_issued, includes(records_linked, ("prescription",))),
        only_if(prescription_delivered, includes(records_linked, ("delivery",))),
    )


def links_and_flows_hold(records_linked: Any, prescription_issued: Any, prescription_delivered: Any, records_flows_monitored: Any) -> Any:
    """The links can be traced and the three flows monitored."""
    return all_of(links_are_traceable(records_linked, prescription_issued, prescription_delivered), records_flows_monitored)


def flows_are_monitored(records_flows_monitored: Any) -> Any:
    """The flows of information, money and goods can be monitored from end to end."""
    return records_flows_monitored


def item_is_allowed_online(item_allowed_online: Any) -> Any:
    """The health authority allows the item online, with a clear pathway and clear norms."""
    return item_allowed_online


def item_is_direct(item_direct_to_patient: Any) -> Any:
    """The item is provided directly to the patient."""
    return item_direct_to_patient


def item_is_remote(item_remote: Any) -> Any:
    """The item is carried out remotely."""
    return item_remote


def item_does_the_same(item_same_function: Any) -> Any:
    """The item achieves what the same item achieves offline."""
    return item_same_function


def item_is_effective(item_effective: Any) -> Any:
    """The item is of substantial effect in diagnosis and treatment."""
    return item_effective


def item_is_not_reinvented(item_derived: Any) -> Any:
    """The item is not an existing one reworded, split or padded."""
    return item_derived == "no"


def supplied_standard(item_standard_amount: Any) -> Any:
    """The measure sets no payment standard for a market price; the area's policy must."""
    return item_standard_amount


def published_price(item_ceiling_amount: Any) -> Any:
    """The charge does not exceed the published price standard."""
    return item_ceiling_amount

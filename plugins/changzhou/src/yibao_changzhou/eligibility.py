"""常州：谁能申请定点，何时不予受理，定点后应做什么?(第5、12至19、21、26、27、31、32、42、57、58段)

Grounds of refusal 1 to 4, two kinds of institution and the evaluation standard are lost: no finding here says that an
application is accepted.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from yibao import all_of, among, any_of, by_reading, condition, includes, none_of, only_if, permission, years_after
from yibao import common as shared
from yibao.rules import Effect


def for_designation(application_filed: Any, application_kind: Any) -> Any:
    """The document asks about an application for designation."""
    return all_of(application_filed, application_kind == "designation")


def institution_applies(application_filed: Any, application_kind: Any, application_applicant: Any) -> Any:
    """A medical institution applies for designation."""
    return all_of(for_designation(application_filed, application_kind), among(application_applicant, ("entity", "internet_institution")))


def pharmacy_applies(application_filed: Any, application_kind: Any, application_applicant: Any) -> Any:
    """A retail pharmacy applies for designation."""
    return all_of(for_designation(application_filed, application_kind), application_applicant == "pharmacy")


@condition("第5段", "常州市的定点医药机构，或申请成为定点的机构", otherwise=Effect.NOT_GOVERNED)
def designated_here_or_applying(institution_in_area: Any, institution_designated: Any, application_filed: Any) -> Any:
    """The institution lies in the city and is designated, or it applies."""
    return all_of(institution_in_area, any_of(application_filed, institution_designated))


@condition("第12段", "持《医疗机构执业许可证》，或经军队批准为民服务", otherwise=Effect.MAY_NOT_APPLY, when=institution_applies)
def holds_a_practising_licence(institution_practising_licence: Any) -> Any:
    """Holds a practising licence, or is an army institution approved to serve civilians."""
    return among(institution_practising_licence, ("civil", "army"))


@permission("第13段", "机构类型属第3项所列")
def kind_is_in_the_third_item(application_filed: Any, application_kind: Any, application_applicant: Any, institution_kind: Any) -> Any:
    """The kind of institution is one of the third item; of the first two items nothing is known."""
    listed = among(
        institution_kind,
        (
            "community_health_centre",
            "central_health_centre",
            "township_health_centre",
            "outpatient_department",
            "clinic",
            "health_office",
            "health_care_office",
            "infirmary",
            "village_clinic",
        ),
    )
    return all_of(institution_applies(application_filed, application_kind, application_applicant), listed)


def internet_institution_applies(application_filed: Any, application_kind: Any, application_applicant: Any) -> Any:
    """An internet institution applies for designation."""
    return all_of(for_designation(application_filed, application_kind), application_applicant == "internet_institution")


@condition("第14段", "符合国家“互联网+”协议管理范围，具备基本条件", otherwise=Effect.MAY_NOT_APPLY, when=internet_institution_applies)
def within_the_national_scope(application_national_conditions_met: Any) -> Any:
    """Within the national scope of agreements, and with the basic conditions for applying."""
    return application_national_conditions_met


@condition(
    "第14段",
    "通过所依托的实体医疗机构申请",
    otherwise=Effect.MAY_NOT_APPLY,
    when=internet_institution_applies,
    under=("other_routes", "closed"),
)
def applies_through_its_host(application_through_host: Any) -> Any:
    """The internet institution applies through its physical host."""
    return application_through_host


@condition("第15段a", "第三方已与定点机构签协议并向经办机构备案", otherwise=Effect.NOT_IN_ORDER, when=shared.is_of_a_third_party)
def third_party_is_contracted_and_filed(third_party_contracted: Any, third_party_filed: Any, third_party_filed_on: Any, service_date: Any) -> Any:
    """The third party has a contract with the designated institution, filed with the agency before it serves."""
    return all_of(third_party_contracted, third_party_filed, third_party_filed_on <= service_date)


@condition("第16段", "营业执照、药品经营许可证有效，经营不超出许可范围", otherwise=Effect.MAY_NOT_APPLY, when=pharmacy_applies)
def pharmacy_is_licensed(pharmacy_business_licence: Any, pharmacy_drug_licence: Any, pharmacy_scope_within_licences: Any) -> Any:
    """Both licences are valid and the pharmacy sells nothing beyond them."""
    return all_of(pharmacy_business_licence, pharmacy_drug_licence, pharmacy_scope_within_licences)


def online_pharmacy_applies(application_filed: Any, application_kind: Any, application_applicant: Any, pharmacy_sells_online: Any) -> Any:
    """A pharmacy that sells online applies for designation."""
    return all_of(pharmacy_applies(application_filed, application_kind, application_applicant), pharmacy_sells_online)


@condition("第17段", "网售药店依托其实体药店申请", otherwise=Effect.MAY_NOT_APPLY, when=online_pharmacy_applies)
def online_pharmacy_has_a_physical_one(pharmacy_physical: Any) -> Any:
    """A pharmacy that sells online applies through its physical pharmacy."""
    return pharmacy_physical


@condition("第18段", "未因违规被解除协议，或解除已满3年且罚款缴清", otherwise=Effect.MAY_NOT_APPLY, when=for_designation)
def own_termination_is_past(
    own_termination_found: Any, own_termination_date: Any, own_fines_paid: Any, application_received_on: Any, month_end: str, anniversary: str
) -> Any:
    """No agreement of its own was terminated for a breach; or that is three years ago and the fines are paid."""
    three_years = years_after(own_termination_date, 3, month_end)
    over = by_reading(anniversary, is_full=three_years <= application_received_on, day_must_pass=three_years < application_received_on)
    return only_if(own_termination_found, all_of(over, own_fines_paid))


@condition("第19段", "不是由被解除协议机构的三类人员在3年内另设", otherwise=Effect.MAY_NOT_APPLY, when=for_designation)
def not_set_up_anew_by_the_same_persons(
    linked_termination_found: Any,
    linked_termination_date: Any,
    linked_by_all_termination_found: Any,
    linked_by_all_termination_date: Any,
    institution_founded_on: Any,
    application_received_on: Any,
    month_end: str,
    anniversary: str,
    persons_that_count: str,
    new_body_bar: str,
) -> Any:
    """Not set up within three years by the persons whose serious breach ended another institution's agreement."""
    found = by_reading(persons_that_count, any_of_them=linked_termination_found, all_of_them=linked_by_all_termination_found)
    terminated_on = by_reading(persons_that_count, any_of_them=linked_termination_date, all_of_them=linked_by_all_termination_date)
    three_years = years_after(terminated_on, 3, month_end)
    set_up_early = by_reading(anniversary, is_full=institution_founded_on < three_years, day_must_pass=institution_founded_on <= three_years)
    over = by_reading(anniversary, is_full=three_years <= application_received_on, day_must_pass=three_years < application_received_on)
    still_barred = by_reading(new_body_bar, ends_with_three_years=none_of(over), does_not_end=True)
    return none_of(all_of(found, set_up_early, still_barred))


@condition("第21段a", "向所属地经办机构提出", otherwise=Effect.MAY_NOT_APPLY, when=for_designation)
def applies_to_its_own_agency(agency_is_its_own: Any) -> Any:
    """The application goes to the agency of the institution's own place."""
    return agency_is_its_own


@condition("第24段c", "联网测试通过，评估合格", otherwise=Effect.MAY_NOT_SIGN, when=for_designation)
def evaluation_is_passed(application_evaluated: Any) -> Any:
    """The network test is passed, and with it the evaluation."""
    return application_evaluated


@condition("第26段a", "公示期没有未核实或属实的投诉", otherwise=Effect.MAY_NOT_SIGN, owner="agency", when=for_designation)
def no_complaint_stands(application_complaint: Any) -> Any:
    """No complaint from the public notice is unverified or confirmed."""
    return among(application_complaint, ("none", "cleared"))


@permission("第27段b", "一地定点，全市互认")
def recognised_in_the_whole_city(main_agreement_active: Any, institution_in_area: Any) -> Any:
    """An institution designated in one district is recognised in the whole city."""
    return all_of(main_agreement_active, institution_in_area)


@condition("第31段a", "及时准确维护医保业务编码", otherwise=Effect.DUTY_NOT_MET, when=shared.for_visit)
def codes_are_kept(institution_codes_kept: Any) -> Any:
    """Keeps the codes of institution, physicians, nurses, pharmacies and pharmacists."""
    return institution_codes_kept


@condition("第31段b", "上传医药服务、医保结算清单、收费明细", otherwise=Effect.DUTY_NOT_MET, when=shared.for_visit)
def details_are_uploaded(records_uploaded: Any) -> Any:
    """Service, settlement list and fee details are uploaded."""
    return includes(records_uploaded, ("service", "settlement_list", "fee_details"))


@condition("第32段", "如实记录药品耗材进、销、存", otherwise=Effect.DUTY_NOT_MET, when=shared.for_visit)
def stock_is_recorded(institution_stock_recorded: Any) -> Any:
    """Purchase, sale and stock of drugs and consumables are truthfully recorded."""
    return institution_stock_recorded


def changes_its_data(application_filed: Any, application_kind: Any) -> Any:
    """The institution applies to change its registered data."""
    return all_of(application_filed, application_kind == "change")


def ends_the_agreement(application_filed: Any, application_kind: Any) -> Any:
    """The institution applies to end the agreement."""
    return all_of(application_filed, application_kind == "termination")


@condition("第42段b", "不在调查、处理期间（期间暂缓办理变更）", otherwise=Effect.ON_HOLD, when=changes_its_data)
def change_is_not_under_investigation(application_investigation_open: Any) -> Any:
    """No investigation is open, during which a change of data waits."""
    return none_of(application_investigation_open)


@condition("第42段b", "不在调查、处理期间（期间不得申请终止）", otherwise=Effect.MAY_NOT_APPLY, when=ends_the_agreement)
def termination_is_not_under_investigation(application_investigation_open: Any) -> Any:
    """No investigation is open, during which nobody may apply to end the agreement."""
    return none_of(application_investigation_open)


def physician_is_barred(physician_barred: Any) -> Any:
    """A bar on the physician's right to settle holds on the day."""
    return physician_barred


@condition("第48段b", "医师未被停止医保结算资格", otherwise=Effect.FUND_PAYS_NOTHING, owner="physician", when=physician_is_barred)
def physician_keeps_the_right_to_settle(physician_may_settle: Any) -> Any:
    """The physician's right to settle is not suspended on the day."""
    return physician_may_settle


CARDS_DUE = date(2021, 12, 31)
"""The day before which city-wide cards were due (第57段); an agreement that ends on it or earlier is not spoken of."""


def renews_an_old_agreement(application_filed: Any, application_kind: Any, application_agreement_before_notice: Any, main_agreement_end: Any) -> Any:
    """An institution that signed before the notice applies to renew an agreement that ends after the day on which cards were due."""
    renewal = all_of(application_filed, application_kind == "renewal", application_agreement_before_notice)
    return all_of(renewal, main_agreement_end > CARDS_DUE)


@condition("第57段", "通知实施前已签约的，到期时已实现全市互通刷卡", otherwise=Effect.MAY_NOT_SIGN, when=renews_an_old_agreement)
def cards_are_accepted_city_wide(application_city_wide_cards: Any) -> Any:
    """Cards are accepted city-wide by the time the old agreement ends."""
    return application_city_wide_cards


def old_institution_changes_or_resumes(
    application_filed: Any, application_kind: Any, application_agreement_before_notice: Any, application_changed: Any
) -> Any:
    """An institution that signed before the notice changes name, head or address, or resumes after a suspension."""
    changed = any_of(*(includes(application_changed, (what,)) for what in ("name", "representative", "address")))
    concerned = any_of(all_of(application_kind == "change", changed), application_kind == "resumption")
    return all_of(application_filed, application_agreement_before_notice, concerned)


@condition("第58段", "按本通知的评估标准重新评估合格，方可继续履行", otherwise=Effect.ON_HOLD, when=old_institution_changes_or_resumes)
def evaluated_anew(application_evaluated: Any) -> Any:
    """The institution passed a new evaluation under the notice's standard."""
    return application_evaluated

"""河北：谁能申请补充协议，须具备什么条件?(第一条b，第二条，第四至六条)

第三条 and the wish of 第四条b hold no condition. The list of 第六条 may go on after （四）: it answers what is not
met, never that all is met.
"""

from __future__ import annotations

from typing import Any

from yibao import all_of, any_of, condition, includes, permission
from yibao import common as shared
from yibao.rules import Effect

in_the_province = condition("第一条b", "本省的“互联网+”医疗服务", otherwise=Effect.NOT_GOVERNED).bind(shared.institution_is_here)

internet_institution = condition("第二条a", "获批设置互联网医院或获批开展互联网诊疗的机构", otherwise=Effect.NOT_GOVERNED).bind(
    shared.holds_internet_licence
)


@condition("第二条a", "为获批的互联网医疗机构申请", otherwise=Effect.MAY_NOT_APPLY, when=shared.for_agreement)
def applies_for_an_internet_institution(institution_internet_licence: Any) -> Any:
    """The application is for an institution that is approved as an internet hospital or for internet diagnosis."""
    return shared.holds_internet_licence(institution_internet_licence)


service_exists_offline = condition(
    "第二条b", "线下已开展的服务在线上以相同或延伸的内涵开展", otherwise=Effect.NOT_GOVERNED, when=shared.for_visit
).bind(shared.offline_service_goes_online)


def host_is_designated(application_filed: Any, application_kind: Any, institution_designated: Any) -> Any:
    """The supplementary agreement is applied for, and the physical host is designated."""
    return all_of(shared.for_agreement(application_filed, application_kind), institution_designated)


@condition("第四条a", "通过所依托的实体定点医疗机构申请", otherwise=Effect.MAY_NOT_APPLY, when=host_is_designated, under=("other_routes", "closed"))
def applies_through_its_host(application_applicant: Any, application_through_host: Any, institution_internet_licence: Any, own_host: str) -> Any:
    """The internet institution applies through its designated physical host."""
    is_its_own_host = all_of(institution_internet_licence == "internet_diagnosis", own_host == "counts")
    return all_of(application_applicant == "internet_institution", any_of(application_through_host, is_its_own_host))


@permission("第四条c", "随时可以申请")
def applies_at_any_time(application_filed: Any, application_kind: Any) -> Any:
    """An application for the supplementary agreement may be filed on any day."""
    return shared.for_agreement(application_filed, application_kind)


@condition("第四条d", "向所属统筹区的医保经办机构申请", otherwise=Effect.MAY_NOT_APPLY, when=shared.for_agreement)
def applies_in_its_own_area(agency_is_its_own: Any) -> Any:
    """The application goes to the agency of the institution's own coordination area."""
    return agency_is_its_own


@condition(
    "第五条a",
    "依托的实体机构非定点的，统筹区政策准许一并申请",
    otherwise=Effect.MAY_NOT_APPLY,
    when=shared.undesignated_applies,
    under=("joint_application_by_area", "area_permits"),
)
def area_permits_joint_application(joint_application_allowed: Any) -> Any:
    """Where the host is not designated, the area's own policy lets it apply for both at once."""
    return joint_application_allowed


@condition("第五条b", "在申请定点的同时一并申请补充协议", otherwise=Effect.MAY_NOT_APPLY, when=shared.undesignated_applies)
def applies_for_both_at_once(application_joint: Any) -> Any:
    """Designation and the supplementary agreement are applied for together."""
    return application_joint


@condition("第五条b", "由实体机构一并申请", otherwise=Effect.MAY_NOT_APPLY, when=shared.undesignated_applies, under=("other_routes", "closed"))
def entity_applies(application_applicant: Any) -> Any:
    """It is the physical institution that applies for both."""
    return application_applicant == "entity"


@condition("第六条（一）a", "能与国家统一医保信息业务编码对接", otherwise=Effect.MAY_NOT_SIGN, when=shared.for_agreement)
def maps_to_national_codes(institution_national_codes: Any) -> Any:
    """Able to map to the national unified insurance codes."""
    return institution_national_codes


@condition(
    "第六条（一）b",
    "具备药品、医用耗材、诊疗项目、医疗服务设施、疾病病种五类基础信息数据库",
    otherwise=Effect.MAY_NOT_SIGN,
    when=shared.for_agreement,
)
def has_five_databases(institution_databases: Any) -> Any:
    """Has the base databases of drugs, consumables, services, facilities and diseases, all five."""
    return includes(institution_databases, ("drugs", "consumables", "services", "facilities", "diseases"))


@condition("第六条（二）a", "能与医保信息系统交换数据，实现医保移动支付", otherwise=Effect.MAY_NOT_SIGN, when=shared.for_agreement)
def exchanges_data_and_pays_by_mobile(institution_data_exchange: Any, institution_mobile_payment: Any, mobile_payment_due: str) -> Any:
    """Exchanges data with the insurance system, and has mobile payment."""
    return all_of(institution_data_exchange, any_of(institution_mobile_payment, mobile_payment_due == "with_the_platform"))


@condition("第六条（二）b", "能提供电子票据、电子发票或及时邮寄纸质票据", otherwise=Effect.MAY_NOT_SIGN, when=shared.for_agreement)
def gives_a_receipt(institution_receipts: Any) -> Any:
    """Gives an electronic ticket, an electronic invoice or a paper one by mail; one of them is enough."""
    return any_of(*(includes(institution_receipts, (kind,)) for kind in ("e_ticket", "e_invoice", "paper_mail")))


@condition("第六条（三）", "信息系统能区分线下和互联网+两类业务", otherwise=Effect.MAY_NOT_SIGN, when=shared.for_agreement)
def separates_online_from_offline(institution_business_kinds: Any) -> Any:
    """The information system separates normal offline business from internet business."""
    return includes(institution_business_kinds, ("normal", "internet"))


@condition("第六条（四）", "依托医保电子凭证实名认证", otherwise=Effect.MAY_NOT_SIGN, when=shared.for_agreement)
def verifies_by_voucher(institution_e_voucher: Any, institution_real_name_check: Any) -> Any:
    """Verifies by the e-voucher that the patient is who he says he is."""
    return all_of(institution_e_voucher, institution_real_name_check)

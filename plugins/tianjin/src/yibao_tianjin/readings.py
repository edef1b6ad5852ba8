"""Where does only Tianjin's text leave a choice?"""

from __future__ import annotations

from yibao import reading

READINGS = (
    reading(
        "walk_in_review",
        "持在线处方到定点药店购药时，药店药师审核是否必需",
        "whether the pharmacy's own review is needed when the patient walks in with the prescription",
        default="required",
        ground=("第十一条未免除药店药师审核", "article 11 does not waive the pharmacy's review"),
        required=("必需", "required"),
        waived=("不必需", "not required"),
    ),
    reading(
        "unnamed_drug_channel",
        "药品购自第十一条所列三种渠道以外时是否支付",
        "whether drugs bought outside the three channels of article 11 are paid",
        default=None,
        ground=("第十一条列三种渠道，未写其他渠道的后果", "article 11 names three channels and no consequence for others"),
        not_payable=("不予支付", "not paid"),
        payable=("不因此不付", "not refused for that"),
    ),
)

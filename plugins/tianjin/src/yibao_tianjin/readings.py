"""Where does only Tianjin's text leave a choice?"""

from __future__ import annotations

from yibao import reading

READINGS = (
    reading(
        "walk_in_review",
        "持在线处方到定点药店购药时，签名、审核和上传是否必需",
        "whether signature, reviews and upload are needed when the patient walks in with the prescription",
        default="required",
        ground=("第十一条未写免除", "article 11 does not say that they are waived"),
        required=("必需", "required"),
        waived=("不必需", "not required"),
    ),
    reading(
        "other_fees",
        "医疗服务项目和药品以外的费用（材料等）是否支付",
        "whether fees that are neither service items nor drugs (materials and others) are paid",
        default=None,
        ground=("第十八条（一）只列医疗服务项目和用药", "article 18(1) names service items and drugs only"),
        not_payable=("不予支付", "not paid"),
        payable=("按线下规定支付", "paid as offline"),
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

"""Where does only Hebei's text leave a choice?"""

from __future__ import annotations

from yibao import reading

READINGS = (
    reading(
        "other_routes",
        "除通过所依托的实体定点机构外，能否另行申请",
        "whether the supplementary agreement can be applied for other than through the host",
        default=None,
        ground=("第四条写“可通过”，没有写只能通过", "article 4 says “may … through”, and not that this is the only way"),
        closed=("不能", "no"),
        open=("条文未排除", "not excluded by the text"),
    ),
    reading(
        "mobile_payment_due",
        "移动支付是否须先于全国统一医保信息平台建成而具备",
        "whether mobile payment is due before the national platform is built",
        default=None,
        ground=("条文写“结合全国统一医保信息平台建设”", "the text ties it to the building of the national platform"),
        at_once=("须已具备", "it is due at once"),
        with_the_platform=("随平台建设逐步实现", "it comes with the platform"),
    ),
    reading(
        "own_host",
        "获批开展互联网诊疗的医疗机构是否以自己为依托",
        "whether a medical institution approved for internet diagnosis is its own host",
        default="counts",
        ground=(
            "第二条的第二类本身就是实体医疗机构，没有另外的依托机构可言",
            "article 2's second kind is itself a physical institution and has no other host",
        ),
        counts=("是", "yes"),
        does_not_count=("条文未写", "the text does not say so"),
    ),
    reading(
        "joint_application_by_area",
        "非定点机构能否一并申请，是否由各统筹区政策决定",
        "whether each area's policy decides that an institution that is not designated may apply for both",
        default="area_permits",
        ground=(
            "第五条以“按照各统筹区相关政策规定”开头",
            "article 5 begins with the policies of each coordination area",
        ),
        area_permits=("由统筹区政策准许", "the area's policy permits it"),
        open_everywhere=("全省均可，统筹区政策只定如何办理", "open in the whole province; the areas only rule how it is handled"),
    ),
)

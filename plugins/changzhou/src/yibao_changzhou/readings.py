"""Where does only Changzhou's text leave a choice?"""

from __future__ import annotations

from yibao import reading

READINGS = (
    reading(
        "other_routes",
        "互联网医疗机构能否不通过所依托的实体机构申请",
        "whether an internet institution can apply other than through its host",
        default=None,
        ground=("第14段写“可以通过”，没有写只能通过", "第14段 says “may … through”, and not that this is the only way"),
        closed=("不能", "no"),
        open=("条文未排除", "not excluded by the text"),
    ),
    reading(
        "anniversary",
        "“未满3年”在第3年的对应日是否仍未满",
        "whether three years are full on the anniversary itself",
        default="is_full",
        ground=("到对应日即满整年数", "on the corresponding day the full number of years has passed"),
        is_full=("对应日即已满", "full on that day"),
        day_must_pass=("过了对应日才满", "full only after that day"),
    ),
    reading(
        "persons_that_count",
        "法定代表人、主要负责人和实际控制人是一人即可还是须全部相同",
        "whether one of the three persons is enough",
        default="any_of_them",
        ground=("三类人各自都能使协议被解除，“和”为并列列举", "each of the three can bring a termination about; “and” lists them"),
        any_of_them=("一人即可", "one is enough"),
        all_of_them=("须全部相同", "all three"),
    ),
    reading(
        "new_body_bar",
        "三年内另设的机构，满三年后能否申请",
        "whether a body set up within the three years may apply once they are over",
        default=None,
        ground=("条文以何时成立为准，未写何时解除限制", "the text looks at when the body was set up and not at when the bar ends"),
        ends_with_three_years=("满三年即可", "once they are over"),
        does_not_end=("条文未写解禁", "the text ends the bar nowhere"),
    ),
)

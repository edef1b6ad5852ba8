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
    reading(
        "signing_start",
        "签约的10个工作日自何时起算",
        "from when the ten working days for signing run",
        default="notice_end",
        ground=("句中写明的时点只有“公示结束”", "the only point in time that the sentence names is the end of the notice"),
        notice_end=("公示结束", "the end of the public notice"),
        negotiation_end=("协商谈判结束", "the end of the negotiation"),
        clearance=("公示结束；投诉其后核实无问题的，自核实之日", "the end of the notice, or the day on which a complaint was cleared after it"),
    ),
    reading(
        "retest_start",
        "测试不通过后的10个工作日自何时起算",
        "from when the ten working days before a second test run",
        default="test",
        ground=("句中只写“联网测试不通过的”，未写告知", "the sentence speaks of failing the test and of no notice"),
        test=("测试不通过之日", "the failed test"),
        told=("告知结果之日", "being told the result"),
    ),
    reading(
        "last_day_for_renewal",
        "“期满前”是否包括期满当日",
        "whether “before the end of the term” takes in its last day",
        default="day_before",
        ground=("“前”不含当日", "“before” leaves the day itself out"),
        day_before=("不包括", "no"),
        last_day=("包括", "yes"),
    ),
    reading(
        "cards_day",
        "“12月31日前”是否包括12月31日",
        "whether “before 31 December” takes in that day",
        default="included",
        ground=("以某日前为完成期限的，通行用法包括当日", "a day before which something is to be done commonly counts itself"),
        included=("包括", "yes"),
        excluded=("不包括", "no"),
    ),
)

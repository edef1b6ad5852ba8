"""Where a text leaves a choice, which way is taken?

A reading is a named choice with its options, the ground for the default and the clauses it
concerns. A reading without a default must be chosen by the operator where the answer depends on
it; until then the answer is `undetermined` and names the reading.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

import attrs

from yibao.errors import BadDeclaration, UnknownReading, near


@attrs.frozen
class Option:
    """One way to read the text."""

    name: str
    zh: str
    en: str


@attrs.frozen
class Reading:
    """A named choice: its question, its options, its default (or None) and the ground for it."""

    name: str
    zh: str
    en: str
    options: tuple[Option, ...]
    default: str | None
    ground_zh: str
    ground_en: str

    def __attrs_post_init__(self) -> None:
        names = [option.name for option in self.options]
        if len(set(names)) < 2 or (self.default is not None and self.default not in names):
            raise BadDeclaration(f"reading {self.name!r} needs two options or more, its default among them; got {names}, default {self.default!r}")


def reading(name: str, zh: str, en: str, *, default: str | None, ground: tuple[str, str], **options: tuple[str, str]) -> Reading:
    """Declare a reading: question and ground in Chinese and English, each option likewise."""
    return Reading(name, zh, en, tuple(Option(key, *text) for key, text in options.items()), default, *ground)


GENERAL = (
    reading(
        "law_date",
        "以哪一天确定适用的办法",
        "which day selects the measure",
        default="service_date",
        ground=("办法规范服务行为；各办法均未就结算日另作规定", "measures govern the service; none speaks of the settlement day"),
        service_date=("就诊日", "day of service"),
        settlement_date=("结算日", "day of settlement"),
    ),
    reading(
        "repeal_day",
        "“某日废止”的当日是否仍有效",
        "whether a measure is in force on its repeal day",
        default="last_day_in_force",
        ground=("自某年11月1日起至后年10月31日恰满两年", "from 1 November to 31 October makes exactly two years"),
        last_day_in_force=("废止日为最后有效日", "the repeal day is the last day in force"),
        first_day_out=("废止日起失效", "the repeal day is the first day out of force"),
    ),
    reading(
        "start_day",
        "未写施行日的办法自何日起施行",
        "from when a measure is in force that does not say so",
        default="issue_day",
        ground=("未写施行日的通知自印发之日起办理", "a notice without a day of entry into force is acted on from its day of issue"),
        issue_day=("印发日", "its day of issue"),
        must_be_stated=("须由使用者说明", "the operator must state it"),
    ),
    reading(
        "month_end",
        "到期月没有对应日时的期末",
        "end of a period of months when the month has no corresponding day",
        default="last_day",
        ground=("参照现行《民法典》第二百零二条：以月末日为期间最后一日", "Civil Code art. 202 by analogy: the last day of the month"),
        last_day=("该月最后一日", "last day of that month"),
        next_month=("次月第一日", "first day of the month after"),
    ),
    reading(
        "first_day",
        "“自某日起”若干日、月是否计入当日",
        "whether the first day counts in a period of days or months from a day",
        default="not_counted",
        ground=("参照现行《民法典》第二百零一条：开始的当日不计入", "Civil Code art. 201 by analogy: the day of the start does not count"),
        not_counted=("不计入，自次日起算", "no, counting begins on the next day"),
        counted=("计入", "yes"),
    ),
    reading(
        "rest_day",
        "按月、年计的办理期限届满于休息日时是否顺延",
        "whether a procedural period of months or years that ends on a day of rest moves to the next working day",
        default="no_roll",
        ground=("各办法未写顺延；期限按条文所写的月数计", "no measure moves the end: the months that it writes are what counts"),
        no_roll=("不顺延", "no"),
        rolls=("顺延到下一个工作日", "yes"),
    ),
    reading(
        "after_period",
        "“若干日（月）后”可办理的第一天",
        "the first day allowed where something may be done “after” so many days or months",
        default="next_day",
        ground=("期间届满之后才是“后”，即届满日的次日", "“after” is once the period is over: the day after its last"),
        next_day=("届满日的次日", "the day after the last"),
        same_day=("届满日当日", "the last day itself"),
    ),
    reading(
        "unstated_start",
        "条文未写起算点的期限自何时起算",
        "from when a period runs whose start the text does not give",
        default="told",
        ground=("不知结果无从着手：自告知结果之日起算", "nobody can begin before being told the result"),
        told=("自告知结果之日", "from the day of being told the result"),
        act=("自作出结果之日", "from the day of the result itself"),
    ),
    reading(
        "suspension_end",
        "定期暂停期满后协议是否自动恢复",
        "whether a suspension for a stated time is over when the time is",
        default="by_itself",
        ground=(
            "暂停有期限的，期满即止；条文另要求先评估等再恢复的（常州第58段），依条文",
            "a suspension with a term ends with it; where a clause wants something passed first (Changzhou 第58段), the clause goes before",
        ),
        by_itself=("期满自动恢复", "over by itself"),
        on_resumption=("须另行恢复", "only once the agreement is resumed"),
    ),
    reading(
        "number_included",
        "“以上”是否含本数",
        "whether “or more” includes the number itself",
        default="included",
        ground=("参照现行《民法典》第一千二百五十九条：“以上”包括本数", "Civil Code art. 1259 by analogy: the number is included"),
        included=("含本数", "included"),
        excluded=("不含本数", "excluded"),
    ),
    reading(
        "anchor_visit",
        "以哪一次既往就诊起算复诊期限",
        "which earlier visit starts the revisit window",
        default="latest_in_person",
        ground=(
            "期限自“实体医疗机构诊疗”起算，线上就诊不另起算",
            "the window starts with treatment at a physical institution, so online visits never restart it",
        ),
        latest_in_person=("最近一次同种疾病线下就诊", "latest in-person visit for the same disease"),
        first_in_person=("第一次同种疾病线下就诊", "first in-person visit for the same disease"),
        latest_of_any=("最近一次同种疾病就诊，含线上", "latest visit for the same disease, online ones included"),
    ),
    reading(
        "same_disease",
        "“同种疾病”如何认定",
        "what makes two diagnoses the same disease",
        default="stated",
        ground=("办法未定编码层级，由申报方按其口径逐次说明", "no measure fixes a code level, so the filer states it visit by visit"),
        stated=("以申报所附的逐次说明为准", "as stated with each earlier visit"),
        category=("诊断编码前三位相同", "same first three characters of the code"),
        subcategory=("诊断编码前四位（小数点后一位）相同", "same first four characters (one after the point)"),
        full_code=("诊断编码全部相同", "same full code"),
    ),
    reading(
        "physical_institution",
        "“实体医疗机构”是否限于本互联网医院所依托的机构",
        "whether the physical institution must be the host of this internet hospital",
        default=None,
        ground=(
            "条文未写“其”，同一办法他处有省略而仍指本机构者，须由经办方选定",
            "the word “its” is missing, but it is also missing where the host is plainly meant: the operator must choose",
        ),
        own_host=("所依托的实体机构", "its own host"),
        any_institution=("任一实体机构", "any physical institution"),
    ),
    reading(
        "rounding",
        "金额到分的舍入",
        "rounding to the fen",
        default="half_up",
        ground=("各办法未规定；按通行的四舍五入", "no measure says; common practice rounds half up"),
        half_up=("四舍五入", "half up"),
        half_even=("四舍六入五成双", "half to even"),
    ),
    reading(
        "over_standard",
        "市场调节价高于支付标准的部分由谁负担",
        "who bears a lawful market price above the payment standard",
        default="patient",
        ground=(
            "收费合法而基金只付到支付标准，余下即个人负担",
            "the charge is lawful and the fund stops at the standard, so the patient bears the rest",
        ),
        patient=("个人负担", "the patient"),
        person_decides=("条文未定，由人判断", "the text does not say: a person decides"),
    ),
    reading(
        "over_ceiling_refusal",
        "超出政府指导价收费经核实后不付的范围",
        "what is refused once a charge above the ceiling is verified",
        default="excess",
        ground=("超出部分本不得收取；条文未说整行不付", "only the excess may not be collected; the text does not say the whole line"),
        excess=("仅超出部分", "the excess only"),
        whole_line=("整行费用", "the whole line"),
    ),
    reading(
        "breach_outside_audit_conditions",
        "违反申报审核条件以外的条款，费用是否不付",
        "whether a breach of a clause outside the audit conditions makes the fee unpayable",
        default="not_payable",
        ground=("基金只支付“符合规定”的费用", "the fund pays fees that comply with the rules"),
        not_payable=("不予支付", "not payable"),
        person_decides=("条文未写明，由人判断", "not written: a person decides"),
    ),
    reading(
        "refused_fee_bearer",
        "因违反规定而不付的费用由谁负担",
        "who bears a fee that is refused for a breach",
        default="patient",
        ground=("条文只写基金不付，未写由他人负担，也未写退还", "the texts say that the fund does not pay, and name nobody else and no refund"),
        patient=("个人负担", "the patient"),
        person_decides=("条文未定，由人判断", "the text does not say: a person decides"),
    ),
    reading(
        "diagnosis_that_counts",
        "有多个诊断时以哪个诊断认定支付病种",
        "which of several diagnoses must be on the list",
        default=None,
        ground=("条文未规定；只有一个诊断时无差别", "the text does not say; with one diagnosis it makes no difference"),
        principal=("第一诊断", "the first one"),
        any=("任一诊断", "any of them"),
    ),
    reading(
        "insured_elsewhere",
        "在其他统筹区参保的患者是否依本办法支付",
        "whether patients insured in another area are paid under this measure",
        default=None,
        ground=(
            "办法要求系统分清异地业务，而付费条文只写参保患者（参保人），未写参保地",
            "the measures have other-area business kept apart, and speak of the insured patient without saying insured where",
        ),
        not_payable=("不依本办法支付", "not paid under it"),
        payable=("依本办法支付", "paid under it"),
    ),
    reading(
        "supplementary_agreement",
        "就诊日没有有效的补充协议时基金是否支付",
        "whether the fund pays without a supplementary agreement in force on the day",
        default="needed",
        ground=("联网结算以签订补充协议为前提", "online settlement presupposes the signed supplementary agreement"),
        needed=("须有有效的补充协议", "a supplementary agreement in force is needed"),
        not_needed=("主协议有效即可", "the main agreement is enough"),
    ),
    reading(
        "untagged_line",
        "未标明线上线下的费用是否不付",
        "whether a line without an online/offline mark is refused",
        default="finding_only",
        ground=("条文要求区分费用，未写不区分的后果", "the text demands the mark and names no consequence"),
        finding_only=("只记为未履行义务", "only noted as a duty not met"),
        refused=("不予支付", "refused"),
    ),
    reading(
        "offline_service_of",
        "“线下已有（已开展）”指由谁开展",
        "who must already offer the service offline",
        default=None,
        ground=("条文未写由本机构、所依托的机构还是任何机构开展", "the texts do not say whether the institution, its host or anybody"),
        own=("本机构", "the institution itself"),
        own_or_host=("本机构或所依托的实体机构", "the institution or its host"),
        any=("任何机构", "anybody"),
    ),
    reading(
        "assistant_physician",
        "执业助理医师是否具有“执业医师资质”",
        "whether an assistant physician holds the physician's licence",
        default="does_not_qualify",
        ground=("参照现行《医师法》，执业医师与执业助理医师为两种资格", "the Physicians Law knows the two as different qualifications"),
        does_not_qualify=("不具有", "no"),
        qualifies=("具有", "yes"),
    ),
)


def no_such_reading(name: str, known: Collection[str]) -> UnknownReading:
    """The error of a reading that nobody declares, with the near match."""
    return UnknownReading(f"there is no reading {name!r}{near(name, known)}; `yibao readings` lists them")


def check_option(name: str, option: str, options: Sequence[str]) -> None:
    """Refuse an option that a reading does not have. Raises UnknownReading with the near match."""
    if option not in options:
        raise UnknownReading(f"reading {name!r} has no option {option!r}; it has {', '.join(options)}{near(option, options)}")


class Choices:
    """The readings that hold for one decision: declared ones, their defaults, and the caller's choice."""

    def __init__(self, declared: Iterable[Reading], chosen: Mapping[str, str] | None = None) -> None:
        self.readings: dict[str, Reading] = {}
        for one in declared:
            if one.name in self.readings and self.readings[one.name] != one:
                raise BadDeclaration(f"reading {one.name!r} is declared twice, differently")
            self.readings[one.name] = one
        self.chosen = dict(chosen or {})
        for name, option in self.chosen.items():
            self.reading(name)
            check_option(name, option, [one.name for one in self.readings[name].options])

    def reading(self, name: str) -> Reading:
        """The reading of that name. Raises UnknownReading with the near match."""
        if name not in self.readings:
            raise no_such_reading(name, self.readings)
        return self.readings[name]

    def option(self, name: str) -> str | None:
        """The option that holds: the caller's, else the default, else None."""
        return self.chosen.get(name) or self.reading(name).default

    def options(self, name: str) -> tuple[str, ...]:
        """The options to try: the one that holds, or all of them where none does."""
        option = self.option(name)
        return (option,) if option else tuple(one.name for one in self.reading(name).options)

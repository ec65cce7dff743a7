"""The ten forms of the trade as small made-up workbooks: titles above, headings of one and two rows, totals, notes."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import xlsxwriter

Cells = Sequence[Any]


def write_form(path: Path, *rows: Cells, merged: dict[str, str] | None = None, name: str = "Sheet1") -> Path:
    """A workbook with one sheet; `merged` gives the text of merged cells by their range."""
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet(name)
        for number, cells in enumerate(rows):
            for column, cell in enumerate(cells):
                if cell is not None:
                    sheet.write(number, column, cell)
        for place, text in (merged or {}).items():
            sheet.merge_range(place, text)
    return path


def firm_list(folder: Path) -> Path:
    """Form 1 with degrees, minutes and seconds below merged headings."""
    merged = {"A1:L1": "示范园区企业名录", "F2:H2": "经度", "I2:K2": "纬度"}
    merged |= {f"{letter}2:{letter}3": text for letter, text in zip("ABCDEL", FIRM_HEADINGS, strict=True)}
    return write_form(
        folder / "firms.xlsx",
        (),
        (),
        (None, None, None, None, None, "度", "分", "秒", "度", "分", "秒"),
        ("宁东化工有限公司", "91640000000000001F", "2611", "正常生产", "张某", 106, 30, 36, 38, 12, 0, 320),
        ("宁东电厂", "916400000000000028", "4411", "停产", "李某", 106, 45, 0, 38, 6, 18, 150),
        ("合计", None, None, None, None, None, None, None, None, None, None, 470),
        merged=merged,
    )


FIRM_HEADINGS = ("企业名称", "统一社会信用代码(单位证件号码)", "行业代码", "企业运行状态", "联系人", "从业人数(人)")


def solid_waste(folder: Path) -> Path:
    """Form 2: one row per firm and waste, with products and a receiver."""
    return write_form(
        folder / "solid.xlsx",
        ("一般工业固体废物产生年报",),
        (
            "年份",
            "企业名称",
            "废物种类",
            "废物代码",
            "名录年份",
            "废物名称",
            "上年底贮存量",
            "本年产生量",
            "自行利用量",
            "委外利用量",
            "接收单位",
            "倾倒丢弃量",
            "产品名称",
            "产品产量",
            "数量单位",
            "联系电话",
        ),
        (
            2025,
            "宁东电厂",
            "SW02",
            "900-001-S02",
            "2024",
            "粉煤灰",
            100,
            5000,
            "/",
            4000,
            "水泥厂",
            0,
            "水泥",
            1200,
            "吨",
            "1",
        ),
        (
            2025,
            "宁东化工有限公司",
            "SW03",
            "900-001-S03",
            "2024",
            "炉渣",
            None,
            80,
            20,
            None,
            None,
            "无",
            None,
            None,
            "吨",
            "1",
        ),
        (
            2025,
            "宁东化工有限公司",
            "SW17",
            "900-003-S17",
            "2024",
            "废包装桶",
            None,
            30,
            None,
            None,
            None,
            None,
            None,
            None,
            "个",
            "1",
        ),
        ("合计", None, None, None, None, None, 100, 5110, 20, 4000),
        ("填表人：", "张某"),
    )


def hazardous_waste(folder: Path) -> Path:
    """Form 3: monthly rows whose last one holds the sum of the year so far."""
    return write_form(
        folder / "hazardous.xlsx",
        ("企业名称：宁东化工有限公司",),
        (
            "年份",
            "月份",
            "名录版本",
            "废物类别",
            "废物代码",
            "废物名称",
            "本月产生量",
            "上年底贮存量",
            "本月底库存量",
            "今年累计产废量",
            "计量单位",
        ),
        (2025, 11, "2025", "HW08", "900-249-08", "废矿物油", 1.5, 2, 3, 10, "吨"),
        (2025, 12, "2025", "HW08", "900-249-08", "废矿物油", 2, 2, 4, 12, "吨"),
        (2025, 12, "2025", "HW49", "900-041-49", "废包装桶", 40, None, 10, 300, "桶"),
    )


def outward(folder: Path) -> Path:
    """Form 3, second table: what was handed over."""
    return write_form(
        folder / "outward.xlsx",
        ("企业名称：宁东化工有限公司   2025年",),
        ("转移联单编号", "废物代码", "废物名称", "接收单位名称", "处置方式", "委外利用处置量", "计量单位"),
        ("2025640000000001", "900-249-08", "废矿物油", "再生油厂", "R9", 3000, "千克"),
        ("2025640000000002", "900-249-08", "废矿物油", "再生油厂", "R9", 2, "吨"),
    )


def manifests(folder: Path) -> Path:
    """Form 4: the sender's and the receiver's figure of each manifest, one of them void, one in barrels."""
    return write_form(
        folder / "manifests.xlsx",
        (
            "国家联单编号",
            "产废单位名称",
            "运输单位名称",
            "经营(接收)单位名称",
            "废物代码",
            "废物名称",
            "转移数量",
            "确认废物数量",
            "数量单位",
            "转移日期",
            "联单状态",
        ),
        (
            "2025640100000001",
            "宁东化工有限公司",
            "某运输",
            "再生油厂",
            "900-249-08",
            "废矿物油",
            5,
            4.8,
            "吨",
            "2025-03-01",
            "办结",
        ),
        (
            "2025640100000002",
            "宁东化工有限公司",
            "某运输",
            "再生油厂",
            "900-249-08",
            "废矿物油",
            6,
            None,
            "吨",
            "2025-04-01",
            "作废",
        ),
        (
            "2025640100000003",
            "宁东化工有限公司",
            "某运输",
            "再生油厂",
            "900-249-08",
            "废矿物油",
            9,
            9,
            "桶",
            "2025-05-01",
            "办结",
        ),
    )


def waste_plan(folder: Path) -> Path:
    """Form 5: what went out last year, what is planned, and a receiver that is only planned."""
    return write_form(
        folder / "plan.xlsx",
        ("单位名称：宁东化工有限公司",),
        ("2026年度危险废物管理计划",),
        (
            "废物代码",
            "废物名称",
            "计量单位",
            "上年度实际产生量",
            "本年度计划产生量",
            "委托利用处置单位名称",
            "上年度实际委托量",
            "本年度计划委托量",
        ),
        ("900-249-08", "废矿物油", "吨", 12, 14, "再生油厂", 11, 13),
        ("261-001-11", "精馏残渣", "吨", 0, 6, "处置中心", 0, 6),
    )


def licences(folder: Path) -> Path:
    """Form 6: capacities per year and a landfill with its volume."""
    return write_form(
        folder / "licences.xlsx",
        (
            "企业名称",
            "设施名称",
            "许可证编号",
            "核准类别",
            "核准量(吨/年)",
            "利用能力(吨/年)",
            "处置场设计容量(立方米)",
            "已填容量(立方米)",
            "许可证有效期起",
            "许可证有效期止",
        ),
        ("再生油厂", "一号线", "NX640101", "HW08", 5000, 6000, None, None, "2024年1月1日", "2028-12-31"),
        ("处置中心", "填埋场", "NX640102", "HW18", 20000, None, 300000, 120000, "2023.5.1", "2027.4.30"),
    )


def statistics_form(folder: Path, firm: str = "宁东化工有限公司", name: str = "stat.xlsx") -> Path:
    """Form 7: two blocks beside each other, pollutants in kilograms, wastes below their group."""
    return write_form(
        folder / name,
        ("工业企业基表",),
        (f"单位详细名称：{firm}", None, None, None, "统一社会信用代码：91640000000000001F"),
        ("2025年", None, None, None, "计量单位见各行"),
        ("指标名称", "代码", "计量单位", "本年实际", "指标名称", "代码", "计量单位", "本年实际"),
        ("甲", "乙", "丙", 1, "甲", "乙", "丙", 2),
        ("工业总产值", "01", "万元", 52000, "工业固体废物产生量", "20", "吨", 900),
        ("取水量", "02", "吨", 120000, "其中：危险废物", "21", "吨", 12),
        ("重复用水量", "03", "吨", "/", "粉煤灰", "22", "吨", 600),
        ("化学需氧量排放量", "04", "千克", 5200, "综合利用量", "23", "吨", 700),
        ("氨氮排放量", "05", "千克", "未检出", "其中：综合利用往年贮存量", "24", "吨", 50),
        ("二氧化硫排放量", "06", "千克", 3100, "排水去向类型", "25", None, "A"),
        ("单位负责人：王某", None, None, None, "填表人：张某"),
    )


def permit_report(folder: Path) -> Path:
    """Form 8: one row for an outlet and a pollutant."""
    return write_form(
        folder / "permit.xlsx",
        ("排污单位名称：宁东化工有限公司", "报告期：2025年"),
        ("排放口编码", "排放口名称", "污染物", "许可排放量(吨)", "实际排放量(吨)", "许可浓度限值"),
        ("DW001", "总排口", "化学需氧量", 12, 5.2, 50),
        ("DW001", "总排口", "氨氮", 1.2, "<0.05", 5),
        ("DA001", "锅炉烟囱", "二氧化硫", 20, 3.1, 35),
    )


def energy_form(folder: Path) -> Path:
    """Form 9: energy of one firm with a total in standard coal."""
    return write_form(
        folder / "energy.xlsx",
        ("单位名称：宁东化工有限公司", None, "2025年"),
        ("能源名称", "计量单位", "代码", "年初库存量", "购进量", "工业生产消费量", "期末库存量", "采用折标系数"),
        ("原煤", "吨", "01", 500, 20000, 19800, 700, 0.7143),
        ("电力", "万千瓦时", "33", None, 3000, 3000, None, 1.229),
        ("能源合计", "吨标准煤", "40", None, None, 17830, None, None),
    )


def water_form(folder: Path) -> Path:
    """Form 9, water: a wide list of firms with units in the headings."""
    return write_form(
        folder / "water.xlsx",
        ("工业企业用水情况", None, "2025年"),
        ("单位名称", "取水量(万立方米)", "地表水(万立方米)", "重复用水量(万立方米)", "外供水量(万立方米)"),
        ("宁东化工有限公司", 12, 12, 30, "-"),
        ("宁东电厂", 40, 35, None, 5),
    )


def supplier_list(folder: Path) -> Path:
    """Form 9, list of a supplier: customers by month."""
    return write_form(
        folder / "power.xlsx",
        ("供电单位：宁东供电公司",),
        ("户名", "户号", "年份", "月份", "用电量(万千瓦时)"),
        ("宁东化工有限公司", "0001", 2025, "1月", 250),
        ("宁东化工有限公司", "0001", 2025, "2月", 240),
        ("宁东电厂", "0002", 2025, "1月", 30),
    )


def improvement_projects(folder: Path) -> Path:
    """Form 10: projects with money and what they save in a year."""
    return write_form(
        folder / "projects.xlsx",
        ("园区循环化改造项目表",),
        (
            "项目名称",
            "建设单位",
            "建设内容及规模",
            "总投资(万元)",
            "其中已完成投资(亿元)",
            "开工时间",
            "竣工时间",
            "形象进度",
            "年节能量(tce)",
            "年节水量(万吨)",
            "固废综合利用量(吨)",
            "所属产业链/任务",
            "责任部门",
            "联系电话",
        ),
        (
            "余热利用",
            "宁东电厂",
            "余热锅炉",
            3000,
            0.12,
            "2025年3月",
            "2026年6月",
            "60%",
            5000,
            2,
            None,
            "能源梯级利用",
            "经发局",
            "1",
        ),
        ("合计", None, None, 3000, None),
    )


def supplier_months(folder: Path) -> Path:
    """A supplier's list with a column for each month; an empty month makes no figure."""
    months = tuple(f"{month}月" for month in range(1, 13))
    return write_form(
        folder / "months.xlsx",
        ("2025年供汽量",),
        ("供应单位", "户名", "物料名称", "流类型", "年份", "填报方", "计量单位", *months),
        ("热电厂", "造纸厂", "蒸汽", "能源", 2025, "供出方填报", "吉焦", 300, 280, *[None] * 9, 310),
    )


def firm_yearbook(folder: Path) -> Path:
    """A park's own collection: one row a firm, a column a quantity."""
    return write_form(
        folder / "yearbook.xlsx",
        ("园区企业环境数据申报汇总",),
        ("单位详细名称", "年份", "取水量(立方米)", "废水排放量(立方米)", "综合能源消费量(吨标准煤)"),
        ("造纸厂", 2025, 12000, 9000, 450),
    )

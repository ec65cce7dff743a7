"""The command `flags`: layers apart in both outputs, the set of limits told, and JSON."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from app.__main__ import main


@pytest.fixture(scope="module")
def park(sample_file: Callable[[str, str], Path]) -> str:
    """The path of the closed teaching park."""
    return str(sample_file("teaching", "zh"))


def test_layers_stand_apart_under_the_common_standard_sets(park: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["flags", park, "--language", "zh"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[1:3] == ["水污染物的共同评价标准：GB 8978-1996", "大气污染物的共同评价标准：GB 16297-1996"]
    heads = [line for line in lines if line[:1] not in (" ", "")]
    assert [head.partition("：")[0] for head in heads[3:5]] == [
        "主管部门认定（法定名录与许可）",
        "重点关注·测算（不代表主管部门认定）",
    ]
    computed = lines[lines.index(heads[4]) :]
    assert not any("重污染企业" in line or "污染大户" in line for line in computed)


def test_json_tells_layer_rule_lines_and_the_worst_severity(park: str, capsys: pytest.CaptureFixture[str]) -> None:
    before = Path(park).read_bytes()
    assert main(["flags", park, "--json", "--standards", "gb18918_1a", "--language", "en"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert Path(park).read_bytes() == before
    water = told["standards"]["water"]
    assert (water["set"], water["document"], water["from"]) == ("gb18918_1a", "GB 18918-2002", "shipped")
    assert (water["unit"], water["limits"]["cod"]) == ("mg/L", 50.0)
    assert {one["layer"] for one in told["findings"]} == {"statutory", "computed"}
    main_source = next(one for one in told["findings"] if one["rule"] == "pollution.main_source")
    assert {line["item"]: line["value"] for line in main_source["lines"]} == {"share": 80.0, "fewest": 5.0}
    for firm in told["firms"]:
        own = [one for one in told["findings"] if (one["layer"], one["subject"]) == (firm["layer"], firm["subject"])]
        assert firm["severity"] == max(one["severity"] for one in own)
        assert set(firm["rules"]) == {one["rule"] for one in own}
    assert any(line["counted"] and line["tax"] is None for line in told["equivalents"])


def test_the_thresholds_that_count_are_listed_with_where_they_are_from(
    park: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["flags", park, "--rules", "--language", "en"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert "  key generator: 100 t; HJ 1259-2022; shipped, compared with a copy" in lines
    assert any(line.startswith("  cumulative share of main sources: 80 %;") and "from memory" in line for line in lines)
    assert any(line.startswith("  Tailings: 15 yuan per t") and "compared with a copy" in line for line in lines)


def test_no_chinese_tax_is_told_of_firms_abroad(
    sample_file: Callable[[str, str], Path], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["flags", str(sample_file("kalundborg", "en")), "--language", "en"]) == 0
    told = capsys.readouterr().out
    assert "The firms lie outside China" in told
    assert "2 figures of emissions name no year and are read for every one: Novo Nordisk and Novozymes" in told
    assert "Environmental Protection Tax Law" not in told

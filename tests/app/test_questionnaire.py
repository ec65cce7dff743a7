"""Answers of people come back as mean, spread and number; single answers are not kept, firms are not asked."""

import json
from pathlib import Path

import numpy as np
import openpyxl
import pytest

from app.__main__ import main
from app.survey_questionnaire import answer_lines, count_answers, take_answers, write_questionnaire
from core.errors import UserError
from core.i18n import show
from core.project import Project
from core.questionnaire import ASKED, headings, tally
from core.records import insert
from core.sheets import Sheet
from core.text import Text

ENVIRONMENT, WILL = "satisfaction_environment", "will_cooperate"


@pytest.fixture
def people(small_cluster: Project) -> Project:
    """The six firms with three villages and an institute."""
    with small_cluster.edit(Text("Add people")) as db:
        rows = [{"name": name, "kind": "residents", "region_id": 1} for name in ("东村", "西村", "南村")]
        insert(db, "actor", [*rows, {"name": "研究所", "kind": "research", "region_id": 1}])
    return small_cluster


def typed(*rows: tuple[object, ...]) -> Sheet:
    """A table of answers: institution, day, environment, information, will."""
    return Sheet("answers.xlsx", "", tuple(headings("zh")), tuple(enumerate(rows, 2)))  # type: ignore[arg-type]


def test_an_answer_is_a_word_of_the_scale_or_a_share(people: Project) -> None:
    sheet = typed(
        ("东村", "", "很满意", None, "愿意"),
        ("东村", "", 50, "", "75 %"),
        ("东村", "", "不满意", "", 75),
    )
    told = {one.item: one for one in tally(people.snapshot(), sheet).told}
    # mean and sample deviation of 100, 50 and 25: 58.333, and sqrt((41.67² + 8.33² + 33.33²) / 2) = 38.188
    assert (told[ENVIRONMENT].mean, told[ENVIRONMENT].sd) == pytest.approx((58.3333, 38.1881), rel=1e-4)
    assert (told[WILL].n, told[WILL].mean, told[WILL].sd) == (3, 75, 0)
    assert (told[ASKED].n, told[ASKED].mean) == (3, 3)


def test_what_fewer_than_three_people_answered_is_told_and_not_kept(people: Project) -> None:
    # of two people mean 62.5 and deviation 53.03 give 100 and 25 back
    rows = [("东村", "", 100, None, 50), ("东村", "", 25, None, 60), ("东村", "", None, None, 70)]
    counted = tally(people.snapshot(), typed(*rows, ("研究所", "", "满意", None, None)))
    assert {one.item for one in counted.told} == {WILL, ASKED}
    assert {item for _, item in counted.few} == {ENVIRONMENT, ASKED}
    lines = [show(line, "en") for line in answer_lines(people.snapshot(), counted, "en")]
    assert sum("fewer than 3 people" in line for line in lines) == 2


def test_what_is_no_answer_is_told_with_its_row_and_not_counted(people: Project) -> None:
    sheet = typed(
        ("东村", "", "blue", 101, "愿意"),
        ("无此村", "", "满意", "", ""),
        ("", "", "满意", "", ""),
        ("化工厂", "", "满意", "", "愿意"),
        *[("东村", "", "", "", "愿意")] * 2,
    )
    counted = tally(people.snapshot(), sheet)
    assert [(odd.row, odd.column != "") for odd in counted.refused] == [
        (2, True), (2, True), (3, True), (4, True), (5, True), (5, True),
    ]  # fmt: skip
    assert {one.item for one in counted.told} == {WILL, ASKED}


def test_answers_for_sums_only_are_told_of_three_institutions_together_and_of_none_alone(people: Project) -> None:
    rows = [("东村", "", 20, "", 60), ("西村", "", 40, "", 70), ("南村", "", 60, "", None)]
    counted = tally(people.snapshot(), typed(*rows), "aggregate")
    told = {one.item: one for one in counted.told}
    assert {one.actor for one in counted.told} == {-1}
    assert (told[ENVIRONMENT].n, told[ENVIRONMENT].mean, told[ENVIRONMENT].sd) == (3, 40, 20)
    assert WILL not in told  # of two villages only
    assert counted.withheld == ("示范园区",)


def written(project: Project, path: Path, *rows: tuple[object, ...]) -> Path:
    """The table that the program writes, typed into."""
    write_questionnaire(path, project.snapshot(), 2024, "zh")
    book = openpyxl.load_workbook(path)
    for row in rows:
        book.worksheets[0].append(row)
    book.save(path)
    return path


def test_the_table_goes_out_comes_back_as_one_step_and_adds_nothing_twice(people: Project, tmp_path: Path) -> None:
    file = written(
        people, tmp_path / "answers.xlsx", *[("东村", None, "满意", None, 80)] * 2, ("东村", None, "一般", None, 90)
    )
    before = people.revision
    taken = take_answers(people, count_answers(people, file, "internal"), file, 2024, "internal", "zh")
    assert (taken.imported, taken.rejected, people.revision) == (3, 0, before + 1)
    statistic = people.snapshot().statistic
    rows = np.flatnonzero(statistic.item == ENVIRONMENT)
    assert statistic.value[rows].tolist() == [pytest.approx(200 / 3)]
    assert statistic.sd[rows].tolist() == [pytest.approx(14.4338, rel=1e-4)]
    again = take_answers(people, count_answers(people, file, "internal"), file, 2024, "internal", "zh")
    assert (again.imported, again.updated, again.skipped) == (0, 0, 3)
    people.undo()
    assert ENVIRONMENT not in people.snapshot().statistic.item


def test_sums_only_leaves_no_row_of_an_institution(people: Project, tmp_path: Path) -> None:
    rows = [(name, None, value, None, None) for name, value in (("东村", 20), ("西村", 40), ("南村", 60))]
    file = written(people, tmp_path / "answers.xlsx", *rows)
    take_answers(people, count_answers(people, file, "aggregate"), file, 2024, "aggregate", "zh")
    statistic = people.snapshot().statistic
    rows_of = np.flatnonzero(np.isin(statistic.item, [ENVIRONMENT, ASKED]))
    assert (statistic.actor[rows_of] == -1).all()
    assert (statistic.region[rows_of] >= 0).all()


def test_a_table_without_an_answer_is_told(people: Project, tmp_path: Path) -> None:
    with pytest.raises(UserError):
        count_answers(people, written(people, tmp_path / "answers.xlsx", ("东村", None, None, None, None)), "internal")


def test_answers_under_a_code_are_taken_where_two_institutions_share_a_name(people: Project) -> None:
    code = "51310000717866000A"
    with people.edit(Text("Add")) as db:
        insert(db, "actor", [{"name": "村委会", "kind": "residents", "credit_code": own} for own in (code, "")])
    counted = tally(people.snapshot(), typed(*[(code, None, 100, None, None)] * 3))
    taken = take_answers(people, counted, Path("a.xlsx"), 2024, "internal", "zh")
    assert (taken.imported, taken.rejected) == (2, 0)


def test_the_commands_write_and_take(people: Project, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = written(people, tmp_path / "answers.xlsx", *[("东村", None, "满意", None, 80)] * 3)
    path = str(people.path)
    people.close()
    for out in ("paper.pdf", "table.xlsx"):
        assert main(["survey", "questionnaire", path, str(tmp_path / out), "--language", "en"]) == 0
    assert (tmp_path / "paper.pdf").read_bytes().startswith(b"%PDF")
    assert main(["survey", "questionnaire", path, str(tmp_path / "odd.txt"), "--language", "en"]) == 1
    capsys.readouterr()
    assert main(["survey", "answers", path, str(file), "--json", "--dry-run", "--language", "zh"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["imported"], len(told["answers"])) == (None, 3)
    assert main(["survey", "answers", path, str(file), "--language", "en"]) == 0
    assert "3 new" in capsys.readouterr().out

"""Buttons that go on in the next line."""

from PySide6.QtWidgets import QPushButton, QWidget

from app.wrapping import WrappingRow


def test_buttons_stand_in_one_line_where_there_is_room_and_below_each_other_where_there_is_none(qt: object) -> None:
    holder = QWidget()
    row = WrappingRow(holder)
    buttons = [QPushButton(f"Button {number}") for number in range(3)]
    for button in buttons:
        row.addWidget(button)
    wide, high = row.sizeHint().width(), row.sizeHint().height()
    assert row.heightForWidth(wide) == high
    assert row.heightForWidth(wide - 1) == 2 * high + row.spacing()
    assert row.minimumSize().width() == buttons[0].sizeHint().width()
    holder.resize(row.minimumSize().width(), row.heightForWidth(row.minimumSize().width()))
    row.setGeometry(holder.rect())
    assert [button.x() for button in buttons] == [0, 0, 0]
    assert buttons[0].y() < buttons[1].y() < buttons[2].y()

"""What the writer of a script orders with braces."""

import pytest

from broadcaster.model.problem import Severity
from broadcaster.vietnamese import normalise


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("Giống {J02|gi không hai} tốt", "Giống gi không hai tốt"),
        ("Ngày {24/7:ngày}", "Ngày hai mươi tư tháng bảy"),
        ("{1/5:phân số} số hộ", "một phần năm số hộ"),
        ("{2-3:tỷ số}", "hai ba"),
        ("{1:50:tỷ lệ}", "một trên năm mươi"),
        ("{VHXXH:đánh vần}", "vê hát ích ích hát"),
        ("{0912:từng số}", "không chín một hai"),
        ("{Zalo:nguyên} của xã", "Zalo của xã"),
        ("{1.250:số} hộ", "một nghìn hai trăm năm mươi hộ"),
        ("{C:số La Mã}", "một trăm"),
        ("({Viettel|viết theo})", "viết theo"),
    ],
)
def test_an_override_is_obeyed_and_noted(written, spoken):
    reading = normalise(written)
    assert reading.text == spoken
    assert [problem.severity for problem in reading.problems] == [Severity.NOTE]


@pytest.mark.parametrize("written", ["{31/2:ngày}", "{5:màu}", "{5|6}", "{5", "5}", "{}", "{a|b|c}", "{|x}"])
def test_an_override_that_orders_nothing_is_an_error(written):
    assert normalise(written).errors

"""Hôm nay: what is on air, what comes, the day's rundown with the campaign's share, what is behind."""

from datetime import timedelta

from console.visitors import Browser, Clock, Console, daemon_says


def test_a_station_that_does_not_run_says_so_first(operator: Browser) -> None:
    page = operator.get("/").text
    assert "Đài không chạy" in page
    assert "broadcaster run" in page


def test_what_is_on_air_stands_above_with_its_clock(console: Console, operator: Browser, clock: Clock) -> None:
    daemon_says(console.station, clock(), "sang@2026-05-13T05:30+07:00")
    page = operator.get("/").text
    assert "Đài không chạy" not in page
    assert "Đang phát" in page
    assert 'data-clock aria-hidden="true">05:30:20' in page


def test_the_campaigns_share_is_told_apart(operator: Browser) -> None:
    page = operator.get("/").text
    assert "thường lệ 1 phút → kế hoạch 1 phút 30 giây" in page
    assert "+30 giây" in page
    assert "do đợt tuyên truyền thêm: 30 giây" in page


def test_an_output_without_sound_is_told(console: Console, operator: Browser, clock: Clock) -> None:
    daemon_says(console.station, clock(), "sang@2026-05-13T05:30+07:00", ok=False)
    assert "Đầu ra cạc âm thanh không có tiếng" in operator.get("/").text


def test_an_airing_that_nobody_airs_is_told(console: Console, operator: Browser, clock: Clock) -> None:
    daemon_says(console.station, clock())
    assert "lẽ ra phải phát từ 05:30" in operator.get("/").text


def test_a_daemon_that_has_been_silent_for_long_does_not_run(console: Console, operator: Browser, clock: Clock) -> None:
    daemon_says(console.station, clock() - timedelta(minutes=2), "sang@2026-05-13T05:30+07:00")
    assert "Đài không chạy" in operator.get("/").text


def test_the_end_of_an_emergency_is_offered_to_who_may_end_it(operator: Browser, writer: Browser) -> None:
    assert '<body class="may-alert">' in operator.get("/").text
    assert "<body>" in writer.get("/").text

from broadcaster.content.nodes import Gatherer
from broadcaster.content.station_file import read_station
from broadcaster.model.alert import After
from broadcaster.model.cap import Certainty, Severity, Urgency
from broadcaster.model.station import AlertRules, CapRules


def read(alerts: str) -> tuple[AlertRules, list[str]]:
    gather = Gatherer()
    station = read_station(f"name: Đài\nalerts: {alerts}\n", "station.yaml", gather)
    assert station is not None
    return station.alerts, [f"{problem.place}: {problem.sentence.said('en')}" for problem in gather.problems]


def test_without_rules_the_usual_ones_hold_and_nobody_s_warnings_are_aired() -> None:
    assert read("{}") == (AlertRules(After.JOIN, 2, "bao-dong", None), [])


def test_rules_are_read() -> None:
    cap = "{signers: [certs/kttv.pem], url: https://kttv.example/cap, every: 5m, severity: moderate, urgency: future, "
    cap += "certainty: possible, areas: [Quảng Ngọc, '16012'], plan: once, quiet_hours: air}"
    rules, problems = read(f"{{after: resume, readings: 1, tone: coi, cap: {cap}}}")
    assert problems == []
    assert (rules.after, rules.readings, rules.tone) == (After.RESUME, 1, "coi")
    assert rules.cap == CapRules(
        ("certs/kttv.pem",), url="https://kttv.example/cap", every_ms=300_000, severity=Severity.MODERATE,
        urgency=Urgency.FUTURE, certainty=Certainty.POSSIBLE, areas=("Quảng Ngọc", "16012"), plan="once",
        in_quiet_hours=True,
    )  # fmt: skip


def test_mistakes_are_told_and_nobody_is_trusted_by_mistake() -> None:
    rules, problems = read("{after: later, cap: {url: http://kttv.example, folder: ../..}}")
    assert rules.cap is None
    assert any("signers" in problem for problem in problems)
    rules, problems = read("{cap: {signers: [../kttv.pem], url: http://kttv.example}}")
    assert rules.cap is None
    assert any("https://" in problem for problem in problems)


def test_an_address_is_not_asked_more_often_than_every_quarter_of_a_minute() -> None:
    rules, _ = read("{cap: {signers: [kttv.pem], every: 1s}}")
    assert rules.cap is not None
    assert rules.cap.every_ms == 15_000

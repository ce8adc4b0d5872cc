"""Scripts written by programs, with what the page has: nobody's words lost, read, heard, settled, brought in."""

from collections.abc import Iterator

import pytest
from console.visitors import Browser, Console
from starlette.testclient import TestClient

TEXT = "/api/v1/scripts/tin-1/text"


@pytest.fixture
def hoa(console: Console) -> Iterator[TestClient]:
    """A program that acts as the writer."""
    with console.asked_by("hoa") as client:
        yield client


def script(console: Console) -> str:
    return (console.station / "scripts/tin-1.md").read_text("utf-8")


def test_a_text_is_read_and_written_and_the_rest_of_the_file_stays(hoa: TestClient, console: Console) -> None:
    before = script(console)
    opened = hoa.get(TEXT).json()
    assert (opened["file"], opened["head"]["column"]) == ("scripts/tin-1.md", "ban-tin")
    changed = {"revision": opened["revision"], "body": "Lời mới.", "head": {"title": "Tin mới"}}
    saved = hoa.patch(TEXT, json=changed)
    assert (saved.status_code, saved.json()["body"], saved.json()["head"]["title"]) == (200, "Lời mới.\n", "Tin mới")
    assert saved.json() == hoa.get(TEXT).json()
    only_head = hoa.patch(TEXT, json={"revision": saved.json()["revision"], "head": {"title": opened["head"]["title"]}})
    assert only_head.json()["body"] == "Lời mới.\n"
    assert script(console) == before.replace(opened["body"].strip(), "Lời mới.")


def test_of_two_who_write_the_second_is_told_and_has_both_texts(hoa: TestClient, console: Console) -> None:
    opened = hoa.get(TEXT).json()
    hoa.patch(TEXT, json={"revision": opened["revision"], "body": "Lời của Chủ."})
    refused = hoa.patch(TEXT, json={"revision": opened["revision"], "body": "Lời của Hoa."})
    told = refused.json()
    assert (refused.status_code, told["theirs"]["body"]) == (409, "Lời của Chủ.\n")
    assert told["yours"]["body"] == "Lời của Hoa."
    assert "Lời của Hoa." in (console.station / told["kept"]).read_text("utf-8")
    assert script(console).endswith("Lời của Chủ.\n")
    both = {"revision": told["theirs"]["revision"], "body": "Lời của Chủ.\nLời của Hoa."}
    assert hoa.patch(TEXT, json=both).status_code == 200


def test_what_can_not_be_read_is_told_line_by_line_and_not_written(hoa: TestClient, console: Console) -> None:
    before = script(console)
    edit = {"revision": hoa.get(TEXT).json()["revision"], "head": {"valid": "32/13/2026"}}
    refused = hoa.patch(TEXT, json=edit)
    assert (refused.status_code, refused.json()["problems"][0]["file"]) == (422, "scripts/tin-1.md")
    assert hoa.patch(TEXT, json=edit | {"head": {"approval": "x"}}).status_code == 422
    assert hoa.patch(TEXT, json={"body": "Không có bản."}).status_code == 422
    assert script(console) == before


def test_a_new_script_is_named_by_its_title_and_writes_over_none(hoa: TestClient) -> None:
    new = {"body": "Mời bà con đến trạm y tế.", "head": {"title": "Lịch tiêm phòng", "column": "ban-tin"}}
    made = [hoa.post("/api/v1/scripts", json=new) for _ in range(2)]
    assert [(one.status_code, one.json()["script"]) for one in made] == [
        (201, "lich-tiem-phong"), (201, "lich-tiem-phong-2"),
    ]  # fmt: skip
    assert hoa.post("/api/v1/scripts", json=new | {"head": {"title": "", "column": ""}}).status_code == 422


def test_a_document_becomes_drafts(hoa: TestClient, console: Console) -> None:
    document = ("thong-bao.txt", "THÔNG BÁO\nVề việc tiêm phòng\n\nKính gửi bà con. Xã tổ chức tiêm phòng.".encode())
    brought = hoa.post("/api/v1/import", files={"file": document})
    assert brought.status_code == 201
    (draft,) = brought.json()["drafts"]
    assert (console.station / draft["file"]).is_file()
    assert hoa.get(f"/api/v1/scripts/{draft['script']}").json()["state"] == "draft"
    assert hoa.post("/api/v1/import", files={"file": ("x.exe", b"MZ")}).status_code == 422
    assert hoa.post("/api/v1/import", data={"split": "yes"}).status_code == 422
    assert hoa.post("/api/v1/import", content=b"x" * 20_200_001).status_code == 413


def test_what_will_be_said_is_told_and_a_guess_is_settled(hoa: TestClient, console: Console) -> None:
    text = {"script": "tin-1", "body": "Xã triển khai QRT lúc 7h30."}
    told = hoa.post("/api/v1/reading", json=text).json()
    assert "bảy giờ ba mươi phút" in told["spoken"]
    (guess,) = [token for token in told["tokens"] if not token["certain"]]
    assert guess["written"] == "QRT"
    settled = hoa.post("/api/v1/lexicon", json={"written": "QRT", "spoken": "quy rờ tê"})
    assert (settled.status_code, settled.json()["was_written"]) == (200, True)
    assert all(token["certain"] for token in hoa.post("/api/v1/reading", json=text).json()["tokens"])
    assert "QRT" in (console.station / "lexicon.yaml").read_text("utf-8")
    assert hoa.post("/api/v1/lexicon", json={"written": "QRT", "spoken": "123"}).status_code == 422
    assert hoa.get("/api/v1/scripts/tin-1/reading").json()["approved"] is True


def test_a_word_of_approved_scripts_is_settled_only_by_who_says_that_they_may_fall(hoa: TestClient) -> None:
    change = {"written": "tin vui", "spoken": "tin mừng"}
    refused = hoa.post("/api/v1/lexicon", json=change)
    assert refused.status_code == 422
    assert "“Tin buổi sáng”" in refused.json()["error"]
    assert hoa.get("/api/v1/scripts/tin-1/reading").json()["approved"] is True
    assert hoa.post("/api/v1/lexicon", json={**change, "may_void": True}).json()["to_approve"] == ["tin-1"]


def test_a_script_is_heard_saved_or_not(hoa: TestClient) -> None:
    for heard in (
        hoa.get("/api/v1/scripts/tin-1/speech"),
        hoa.post("/api/v1/speech", json={"body": "Mời bà con đi họp."}),
    ):
        assert (heard.status_code, heard.headers["content-type"]) == (200, "audio/mpeg")
        assert len(heard.content) > 5_000
    assert hoa.post("/api/v1/speech", json={"body": " "}).status_code == 422


def test_who_does_not_write_only_reads_and_listens(console: Console) -> None:
    with console.asked_by("lan") as lan:
        opened = lan.get(TEXT).json()
        assert lan.patch(TEXT, json={"revision": opened["revision"], "body": "x"}).status_code == 403
        assert lan.post("/api/v1/scripts", json={}).status_code == 403
        assert lan.post("/api/v1/import", files={"file": ("x.txt", b"x")}).status_code == 403
        assert lan.post("/api/v1/lexicon", json={"written": "QRT", "spoken": "x"}).status_code == 403
        assert lan.post("/api/v1/reading", json={"body": "7h30"}).json()["spoken"] == "bảy giờ ba mươi phút"


def test_a_browser_brings_its_secret_with_a_call_too(writer: Browser, console: Console) -> None:
    before = script(console)
    edit = {"revision": writer.get(TEXT).json()["revision"], "body": "Giả mạo."}
    assert writer.send("PATCH", TEXT, json=edit).status_code == 403
    assert writer.send("POST", "/api/v1/import", files={"file": ("x.txt", b"x")}).status_code == 403
    assert script(console) == before
    assert writer.send("PATCH", TEXT, json=edit, headers={"X-CSRF-Token": writer.csrf}).status_code == 200

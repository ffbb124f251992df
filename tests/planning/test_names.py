"""Names are found as people type them."""

from __future__ import annotations

import unicodedata

import pytest

from iplatform_sched.planning.names import SURE, fits, folded, likeliest, score

NAMES = ("드라이룸 셀 조립라인 1호기", "Dry-room cell assembly line no. 1", "chungnam-tp.cell-line.1")


@pytest.mark.parametrize(
    "query",
    [
        "드라이룸",
        "드라이 룸",
        "드라이룸셀조립라인",
        "조립라인 드라이룸",
        "DRY ROOM",
        "dryroom",
        "Ｄｒｙ－ｒｏｏｍ",  # full width, as a Korean keyboard may write it  # noqa: RUF001 - that is the point
        unicodedata.normalize("NFD", "드라이룸"),
        "셀 assembly",
        "",
    ],
)
def test_a_query_means_a_name(query: str) -> None:
    assert fits(query, NAMES) >= SURE


@pytest.mark.parametrize("query", ["드라이룽", "조립라임", "assemblly", "asembly"])
def test_a_slip_of_the_finger_is_forgiven(query: str) -> None:
    assert 0 < fits(query, NAMES) < SURE


@pytest.mark.parametrize("query", ["항온항습기", "드라이룸 부산", "zz", "셀 zzz"])
def test_what_fits_nothing(query: str) -> None:
    assert fits(query, NAMES) == 0


def test_names_of_several_groups_may_share_the_words() -> None:
    assert fits("부산 챔버", ("부산테크노파크",), ("챔버",)) >= SURE
    assert fits("부산 챔버", ("부산테크노파크",), ("진동기",)) == 0


def test_the_whole_name_is_best_then_a_word_then_a_beginning_then_a_part() -> None:
    order = ["climatic", "climatic chamber", "climatics", "microclimatic", "climatix"]
    scores = [score("climatic", (name,)) for name in order]
    assert scores == sorted(scores, reverse=True)
    assert len(set(scores)) == len(scores)


def test_the_likeliest_name() -> None:
    assert likeliest("dry rom", (*NAMES[:2], "climatic")) == NAMES[1]
    assert likeliest("climate", ("climatic", "cycling")) == "climatic"
    assert likeliest("온숩도", ("온습도 시험", "온습도")) == "온습도"
    assert likeliest("x", ()) is None


def test_words_of_a_text() -> None:
    assert folded("Dry-room  셀, A1") == ("dry", "room", "셀", "a1")

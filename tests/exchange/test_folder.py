"""A folder of facts comes back exactly as it was written, in the same bytes each time."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from iplatform_sched.domain.facts import Facts
from iplatform_sched.errors import InputError
from iplatform_sched.exchange.folder import read_folder, write_folder
from iplatform_sched.exchange.folder_files import open_folder
from iplatform_sched.exchange.folder_reading import facts_of
from iplatform_sched.exchange.folder_writing import by_id, files_of
from iplatform_sched.exchange.gathering import gather
from tests.exchange import drawing
from tests.exchange.network import small_network


def in_order(facts: Facts) -> Facts:
    """Return facts sorted as a folder sorts them."""
    network = facts.catalogue
    sorted_network = {
        field: tuple(by_id(getattr(network, field)))
        for field in type(network).model_fields
        if field not in {"discounts", "travel"}
    }
    travel = sorted(network.travel, key=lambda entry: (entry.origin, entry.destination, entry.carrier or ""))
    own = {
        field: tuple(by_id(getattr(facts, field)))
        for field in ("companies", "vouchers", "requests", "bookings")
    }
    catalogue = network.model_copy(update={**sorted_network, "travel": tuple(travel)})
    return facts.model_copy(update={**own, "catalogue": catalogue})


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(drawing.facts())
def test_every_field_comes_back(facts: Facts) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_folder(facts, folder)
        files = open_folder(folder)
        assert facts_of(files, gather(files)) == in_order(facts)


def test_a_network_comes_back(tmp_path: Path) -> None:
    facts = small_network()
    write_folder(facts, tmp_path)
    assert read_folder(tmp_path) == in_order(facts)


def test_the_same_facts_are_the_same_bytes(tmp_path: Path) -> None:
    facts = small_network()
    write_folder(facts, tmp_path)
    backwards = facts.model_copy(
        update={
            "companies": facts.companies[::-1],
            "requests": facts.requests[::-1],
            "bookings": facts.bookings[::-1],
        }
    )
    assert files_of(backwards) == files_of(facts) == files_of(read_folder(tmp_path))
    assert all(b"\r" not in content for content in files_of(facts).values())


def test_tables_begin_with_the_mark_that_excel_looks_for() -> None:
    files = files_of(small_network())
    assert {content[:3] for name, content in files.items() if name.endswith(".csv")} == {b"\xef\xbb\xbf"}


def test_no_policy_stays_no_policy(tmp_path: Path) -> None:
    facts = small_network().model_copy(update={"policy": None})
    write_folder(facts, tmp_path)
    assert not (tmp_path / "policy.yaml").exists()
    assert read_folder(tmp_path).policy is None


def test_requests_of_another_set_are_not_mixed_in(tmp_path: Path) -> None:
    (tmp_path / "requests").mkdir()
    (tmp_path / "requests" / "old.yaml").write_text("[]", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        write_folder(small_network(), tmp_path)
    assert [issue.code for issue in caught.value.issues] == ["leftover-file"]
    assert not (tmp_path / "centres.csv").exists()


@pytest.mark.parametrize(
    ("names", "code"),
    [
        pytest.param(["letter.txt"], "foreign-folder", id="no folder of facts"),
        pytest.param(["centres.csv", "old.csv"], "leftover-file", id="a table that no reader knows"),
        pytest.param(["centres.csv", "README.md"], None, id="a note beside facts"),
        pytest.param([".git"], None, id="a hidden file"),
    ],
)
def test_facts_are_not_written_among_other_files(tmp_path: Path, names: list[str], code: str | None) -> None:
    for name in names:
        (tmp_path / name).write_text("mine", encoding="utf-8")
    if code is None:
        write_folder(small_network(), tmp_path)
        assert read_folder(tmp_path) == in_order(small_network())
        return
    with pytest.raises(InputError) as caught:
        write_folder(small_network(), tmp_path)
    assert [issue.code for issue in caught.value.issues] == [code]
    assert {path.name for path in tmp_path.iterdir()} == set(names)
    assert all((tmp_path / name).read_text(encoding="utf-8") == "mine" for name in names)


def test_writing_again_replaces(tmp_path: Path) -> None:
    write_folder(small_network(), tmp_path)
    fewer = small_network().model_copy(update={"bookings": ()})
    write_folder(fewer, tmp_path)
    assert read_folder(tmp_path).bookings == ()


@pytest.mark.parametrize(
    ("key", "plain"),
    [("acme", True), ("a-1_b", True), ("Acme", False), ("a/b", False), ("회사", False), ("-x", False)],
)
def test_file_names_differ_where_ids_do(key: str, plain: bool) -> None:
    from iplatform_sched.exchange.folder_writing import file_name

    assert (file_name(key) == key) is plain
    assert not set(file_name(key)) & set("/\\: ")

"""What is kept of a campaign: all that was done, and nothing that was changed since."""

from __future__ import annotations

import sqlite3

import pytest

from verify.campaigns.campaign import Campaign, Item
from verify.campaigns.store import campaigns_path, opened_store
from verify.errors import InputError

CAMPAIGN = Campaign("looks", {"seed": 3}, dict, lambda number: Item(number, number), 10)
OTHER = Campaign("looks", {"seed": 4}, dict, lambda number: Item(number, number), 10)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "folder" / "kept.sqlite"


@pytest.fixture
def kept(path):
    with opened_store(path) as store:
        for campaign in (CAMPAIGN, OTHER):
            store.begin(campaign)
            for number in (4, 0, 7):
                store.put(campaign, number, {"draws": number, "failed": False})
    return path


def test_what_is_kept_is_found_by_number(kept):
    with opened_store(kept) as store:
        assert store.results(CAMPAIGN) == {number: {"draws": number, "failed": False} for number in (0, 4, 7)}
        assert store.results(Campaign("looks", {"seed": 5}, dict, CAMPAIGN.item, 10)) == {}


def test_a_result_is_not_replaced_and_a_campaign_not_begun_twice(kept):
    with opened_store(kept) as store:
        store.begin(CAMPAIGN)
        store.put(CAMPAIGN, 4, {"draws": -1})
        assert store.results(CAMPAIGN)[4]["draws"] == 4


def test_a_longer_campaign_is_the_same_and_one_begun_afresh_is_empty(kept):
    longer = Campaign("looks", {"seed": 3}, dict, CAMPAIGN.item, 10_000)
    with opened_store(kept) as store:
        assert len(store.results(longer)) == 3
        store.begin(CAMPAIGN, afresh=True)
        assert store.results(longer) == {}
        assert len(store.results(OTHER)) == 3


@pytest.mark.parametrize(
    "edit",
    [
        "UPDATE results SET result = replace(result, 'false', 'true') WHERE key = :key AND number = 4",
        "UPDATE results SET number = 5 WHERE key = :key AND number = 4",
        "DELETE FROM results WHERE key = :key AND number = 7",
        "DELETE FROM results WHERE key = :key",
        "DELETE FROM campaigns WHERE key = :key",
        "INSERT INTO results VALUES (:key, 9, '{}')",
        "UPDATE results SET result = CAST(x'ff' AS TEXT) WHERE key = :key",
        "UPDATE campaigns SET done = 2 WHERE key = :key",
        "UPDATE campaigns SET done = 'two' WHERE key = :key",
        "UPDATE campaigns SET results_sum = '0' WHERE key = :key",
        "UPDATE campaigns SET content = '{}' WHERE key = :key",
        "UPDATE campaigns SET checksum = '' WHERE key = :key",
    ],
)
def test_a_campaign_that_was_changed_is_refused_by_name_and_can_be_begun_afresh(kept, edit):
    connection = sqlite3.connect(kept)
    connection.execute(edit, {"key": CAMPAIGN.key})
    connection.commit()
    connection.close()
    with opened_store(kept) as store:
        with pytest.raises(InputError, match=f"campaign {CAMPAIGN.key[:12]} in .* is damaged .*--afresh$"):
            store.results(CAMPAIGN)
        assert len(store.results(OTHER)) == 3
        store.begin(CAMPAIGN, afresh=True)
        store.put(CAMPAIGN, 1, {})
        assert store.results(CAMPAIGN) == {1: {}}


def test_files_of_others_are_refused_and_left_as_they_are(tmp_path):
    text, other = tmp_path / "a.sqlite", tmp_path / "b.sqlite"
    text.write_text("no database " * 100)
    connection = sqlite3.connect(other)
    connection.execute("CREATE TABLE mine (a)")
    connection.close()
    for path, words in ((text, "is not a SQLite file"), (other, "is no file of campaigns")):
        before = path.read_bytes()
        with pytest.raises(InputError, match=words), opened_store(path):
            pass
        assert path.read_bytes() == before
    with pytest.raises(InputError, match="cannot keep campaigns"), opened_store(tmp_path):
        pass


def test_a_file_whose_description_of_its_tables_is_no_text_is_damaged(kept):
    """SQLite quotes the description in its message, which Python cannot read."""
    content = kept.read_bytes()
    assert content.count(b"CREATE TABLE campaigns") == 1
    kept.write_bytes(content.replace(b"CREATE TABLE campaigns", b"CREATE TABL\xf3 campaigns"))
    with (
        pytest.raises(InputError, match=r"is damaged .*no text.*: restore it from a copy"),
        opened_store(kept) as store,
    ):
        store.results(CAMPAIGN)


def test_the_place_of_the_campaigns_is_the_one_named_or_the_users_data_folder(monkeypatch, tmp_path):
    monkeypatch.setenv("BNVERIFY_CAMPAIGNS", ":memory:")
    with pytest.raises(InputError, match="would keep nothing"):
        campaigns_path()
    monkeypatch.delenv("BNVERIFY_CAMPAIGNS")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert campaigns_path() == tmp_path / "bnverify" / "campaigns.sqlite"

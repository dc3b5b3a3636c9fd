"""Erasing stored files: after the commit, and also when that was where the process died."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models.functions import Now
from pytest_django import DjangoAssertNumQueries

from coachhub.core import erasure
from coachhub.core.erasure import UNNAMED, erase_files, erase_noted, files_to_be_named, named
from coachhub.core.ids import new_id
from coachhub.core.models import FileToErase
from coachhub.core.tasks import sweep


def a_file() -> str:
    return str(default_storage.save(f"erasing/{new_id()}.bin", ContentFile(b"abc")))


@pytest.mark.django_db(transaction=True)
def test_files_go_when_the_transaction_is_committed() -> None:
    name = a_file()
    with transaction.atomic():
        erase_files([name, ""])
        assert default_storage.exists(name)
    assert not default_storage.exists(name)
    assert not FileToErase.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_files_stay_when_the_transaction_is_rolled_back() -> None:
    name = a_file()
    with transaction.atomic():
        erase_files([name])
        transaction.set_rollback(True)
    assert default_storage.exists(name)
    erase_noted()
    assert default_storage.exists(name)


def test_what_a_killed_process_did_not_erase_the_sweep_does(db: None) -> None:
    name = a_file()
    FileToErase.objects.create(name=name)
    sweep()
    assert not default_storage.exists(name)
    assert not FileToErase.objects.exists()


def test_noting_a_file_twice_and_erasing_one_that_is_gone_are_harmless(db: None) -> None:
    name = a_file()
    erase_files([name])
    erase_files([name])
    default_storage.delete(name)
    erase_noted()
    assert not FileToErase.objects.exists()


def test_a_file_that_cannot_be_erased_keeps_its_note_and_holds_up_no_other(
    db: None, caplog: pytest.LogCaptureFixture
) -> None:
    outside, name = "../outside/the/storage", a_file()
    FileToErase.objects.bulk_create([FileToErase(name=outside), FileToErase(name=name)])
    erase_noted()
    assert not default_storage.exists(name)
    assert [note.name for note in FileToErase.objects.all()] == [outside]
    assert "file_not_erased" in caplog.text


def test_files_that_cannot_be_erased_are_passed_by_newer_ones(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(erasure, "AT_ONCE", 2)
    stuck = ["../outside/one", "../outside/two"]
    FileToErase.objects.bulk_create(FileToErase(name=name) for name in stuck)
    name = a_file()
    FileToErase.objects.create(name=name)
    erase_noted()
    erase_noted()
    assert not default_storage.exists(name)
    assert {note.name for note in FileToErase.objects.all()} == set(stuck)


def test_a_storage_that_hangs_holds_up_a_sweep_for_a_while_only(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every worker would hang with it, and no alert would go out."""
    asked: list[str] = []

    def hang(name: str) -> None:
        asked.append(name)
        time.sleep(0.05)
        raise TimeoutError

    monkeypatch.setattr(erasure, "SECONDS", 0.1)
    monkeypatch.setattr(default_storage, "delete", hang)
    FileToErase.objects.bulk_create(FileToErase(name=str(number)) for number in range(20))
    erase_noted()
    assert len(asked) < 5
    assert FileToErase.objects.count() == 20


# -- files that come before their row -----------------------------------------------------------------


def names(*ends: str) -> list[str]:
    return [f"erasing/{new_id()}.{end}" for end in ends]


def write(name: str) -> None:
    default_storage.save(name, ContentFile(b"abc"))


def test_what_a_row_names_stays_and_the_rest_goes_at_once(db: None) -> None:
    kept, spare, unwritten = names("kept", "spare", "unwritten")
    with files_to_be_named([kept, spare, unwritten]):
        write(kept)
        write(spare)
        with transaction.atomic():
            named([kept])
    assert (default_storage.exists(kept), default_storage.exists(spare)) == (True, False)
    assert not FileToErase.objects.exists()


def test_after_an_error_nothing_is_left_and_it_is_raised(db: None) -> None:
    (name,) = names("json")

    def fails() -> None:
        with files_to_be_named([name]), transaction.atomic():
            write(name)
            named([name])
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fails()
    assert not default_storage.exists(name)
    assert not FileToErase.objects.exists()


def test_meanwhile_no_sweep_takes_them_and_after_a_kill_one_does(db: None) -> None:
    (name,) = names("json")
    writing = files_to_be_named([name])
    writing.__enter__()
    write(name)
    erase_noted()
    assert default_storage.exists(name)  # the process is killed here: the block never ends
    FileToErase.objects.update(since=Now() - timedelta(seconds=1))
    erase_noted()
    assert not default_storage.exists(name)
    assert not FileToErase.objects.exists()


def test_they_wait_for_as_long_as_is_said(db: None) -> None:
    (name,) = names("json")
    with files_to_be_named([name]):
        assert FileToErase.objects.filter(since__gt=Now() + 0.9 * UNNAMED, since__lt=Now() + 1.1 * UNNAMED).exists()


@pytest.mark.django_db(transaction=True)
def test_the_note_has_to_be_there_before_the_file() -> None:
    with transaction.atomic(), pytest.raises(RuntimeError), files_to_be_named(names("json")):
        pass


def test_nothing_to_write_asks_nothing(db: None, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(0), files_to_be_named([]):
        named([])

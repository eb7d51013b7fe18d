"""Tests of the staff model."""

import pytest

from coursegen.content.staff import Person


@pytest.mark.parametrize(
    ("name", "initials"),
    [
        ("Hao Dong", "HD"),
        ("María José Pérez-Villanueva", "MP"),
        ("Tenzin", "T"),
        ("董豪", "董"),
        ("欧阳明哲 Ouyang Mingzhe", "欧"),
        ("Gu Wei 顾薇", "GW"),
        ("김 철수", "김"),
        ("the workshop team (4 people)", "TP"),
        ("42", "4"),
    ],
)
def test_a_person_s_initials_are_from_one_writing_system(name: str, initials: str) -> None:
    assert Person(name).initials == initials

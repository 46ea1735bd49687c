"""`init`: a copy of the dbt project to own and to change."""

import tomllib

import pytest

from customer_analytics.errors import CustomerAnalyticsError
from customer_analytics.project import find_project, is_project
from customer_analytics.scaffolding import PROJECT_PARTS, copy_project
from running import REPOSITORY, run_cli


def test_copy_is_a_project_that_commands_find(tmp_path, monkeypatch):
    folder = tmp_path / "mine"
    result = run_cli("init", folder)
    assert result.returncode == 0
    assert f"cd {folder}" in result.stdout
    assert is_project(folder)
    for part in ("models", "macros", "seeds", "profiles.example.yml"):
        assert (folder / part).exists()
    assert "profiles.yml" in (folder / ".gitignore").read_text()
    monkeypatch.delenv("CUSTOMER_ANALYTICS_PROJECT_DIR", raising=False)
    monkeypatch.chdir(folder / "models")
    assert find_project() == folder


def test_copy_holds_every_model_and_nothing_that_was_built(tmp_path):
    copy_project(tmp_path / "mine")
    models = {file.relative_to(REPOSITORY) for file in (REPOSITORY / "models").rglob("*.sql")}
    copied = {file.relative_to(tmp_path / "mine") for file in tmp_path.rglob("models/**/*.sql")}
    assert copied == models
    assert not (tmp_path / "mine" / "target").exists()
    assert not (tmp_path / "mine" / "cli").exists()


def test_folder_that_holds_something_is_refused_and_left_alone(tmp_path):
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(CustomerAnalyticsError, match="not empty"):
        copy_project(tmp_path)
    assert [file.name for file in tmp_path.iterdir()] == ["notes.txt"]


def test_file_is_no_folder(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(CustomerAnalyticsError, match="is a file"):
        copy_project(tmp_path / "file")


def test_empty_folder_will_do(tmp_path):
    assert copy_project(tmp_path) > 0


def test_wheel_and_copy_hold_the_same_parts():
    pyproject = tomllib.loads((REPOSITORY / "pyproject.toml").read_text())
    in_wheel = pyproject["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    assert set(in_wheel) == set(PROJECT_PARTS)

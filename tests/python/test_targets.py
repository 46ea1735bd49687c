"""Which server a command talks to."""

from pathlib import Path

import pytest

from customer_analytics.connection import Server, server_from_url
from customer_analytics.errors import CustomerAnalyticsError
from customer_analytics.targets import (
    Settings,
    find_server,
    named_server,
    own_target,
    profile_server,
    profile_variables,
)
from running import NO_DATA_DIR

PROFILES = """
customer_analytics:
  target: "{{ env_var('CUSTOMER_ANALYTICS_TARGET', 'embedded') }}"
  outputs:
    embedded:
      type: postgres
      host: 127.0.0.1
    production:
      type: postgres
      host: "{{ env_var('WAREHOUSE_HOST', 'db.example.org') }}"
      port: "{{ env_var('WAREHOUSE_PORT', '6543') | as_number }}"
      dbname: analytics
      user: builder
      password: "{{ env_var('DBT_ENV_SECRET_WAREHOUSE') }}"
      sslmode: verify-full
    snow:
      type: snowflake
"""


@pytest.fixture
def profiles(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A profiles.yml, which dbt would find by DBT_PROFILES_DIR; the password's variable is set."""
    file = tmp_path / "profiles.yml"
    file.write_text(PROFILES)
    monkeypatch.setenv("DBT_PROFILES_DIR", str(tmp_path))
    monkeypatch.setenv("DBT_ENV_SECRET_WAREHOUSE", "s3cret")
    return file


def test_target_is_read_as_dbt_reads_it(profiles, monkeypatch):
    expected = Server("db.example.org", 6543, "analytics", "builder", "s3cret", "verify-full")
    assert named_server(Settings(target="production")) == expected
    monkeypatch.setenv("WAREHOUSE_HOST", "other.example.org")
    assert profile_server("production", None).host == "other.example.org"


def test_url_comes_before_target_and_target_before_embedded(profiles, monkeypatch):
    url = "postgresql://me@url.example.org/shop"
    assert named_server(Settings(url, "production")).host == "url.example.org"
    assert own_target(Settings(url, "production")) is None
    monkeypatch.setenv("CUSTOMER_ANALYTICS_TARGET", "production")
    assert named_server(Settings()).host == "db.example.org"
    monkeypatch.setenv("CUSTOMER_ANALYTICS_DATABASE_URL", url)
    assert named_server(Settings()).host == "url.example.org"


def test_nothing_named_means_the_embedded_server(profiles):
    assert named_server(Settings()) is None
    assert named_server(Settings(target="embedded")) is None


def test_target_that_profiles_yml_chooses_counts_as_named(profiles):
    profiles.write_text(PROFILES.replace("'embedded') }}", "'production') }}"))
    assert own_target(Settings()) == "production"
    assert find_server(Settings(data_dir=Path(NO_DATA_DIR))).host == "db.example.org"
    assert named_server(Settings(target="embedded")) is None


def test_profile_of_another_project_chooses_nothing(profiles):
    profiles.write_text("other:\n  target: production\n")
    assert named_server(Settings()) is None


@pytest.mark.parametrize(
    ("change", "target", "message"),
    [
        (("", ""), "staging", "no target 'staging'"),
        (("", ""), "snow", "is snowflake, not postgres"),
        (("'6543') | as_number", "'many')"), "production", "port 'many'"),
        (("DBT_ENV_SECRET_WAREHOUSE", "NOT_SET_ANYWHERE"), "production", "NOT_SET_ANYWHERE"),
        (
            ('type: postgres\n      host: "{{ env_var', 'type: postgres\n      host: "{{ nobody'),
            "production",
            "can't be worked out",
        ),
        (("outputs:", "outputs: ["), "production", "can't be read"),
        (("customer_analytics:", "- customer_analytics:"), "production", "can't be read"),
    ],
)
def test_broken_profile_is_named(profiles, change, target, message):
    profiles.write_text(PROFILES.replace(*change) if change[0] else PROFILES)
    with pytest.raises(CustomerAnalyticsError, match=message) as caught:
        named_server(Settings(target=target))
    assert str(profiles) in caught.value.message
    assert caught.value.hint


def test_target_without_profiles_yml_says_where_it_was_looked_for(tmp_path, monkeypatch):
    monkeypatch.setenv("DBT_PROFILES_DIR", str(tmp_path))
    with pytest.raises(CustomerAnalyticsError, match=r"No profiles\.yml") as caught:
        named_server(Settings(target="production"))
    assert str(tmp_path) in caught.value.message


@pytest.mark.parametrize("url", ["nonsense", "postgresql://[", "host"])
def test_url_that_is_none_says_what_one_looks_like(url):
    with pytest.raises(CustomerAnalyticsError) as caught:
        server_from_url(url)
    assert "postgresql://" in caught.value.hint


def test_url_survives_a_round_trip_with_odd_characters():
    server = Server("127.0.0.1", 5432, "my shop", "ann@shop", "p@ss/w:rd?&#%", "disable")
    assert server_from_url(server.url) == server
    assert "p@ss" not in repr(server)
    assert "p@ss" not in server.address


def test_socket_folder_as_host_survives_a_round_trip():
    server = Server("/var/run/postgresql", 5432, "shop", "ann", sslmode="disable")
    assert server_from_url(server.url) == server


def test_profile_variables_are_those_of_the_example_profile(tmp_path, monkeypatch):
    server = Server("db.example.org", 6543, "shop", "ann", "s3cret", "require")
    example = Path(__file__).parents[2] / "profiles.example.yml"
    (tmp_path / "profiles.yml").write_text(example.read_text())
    monkeypatch.setenv("DBT_PROFILES_DIR", str(tmp_path))
    for name, value in profile_variables(server).items():
        monkeypatch.setenv(name, value)
    assert profile_server("embedded", None) == server


def test_certificates_of_a_url_reach_libpq_and_dbt():
    server = server_from_url("postgresql://a@db/x?sslmode=verify-full&sslrootcert=/etc/ca.pem")
    assert dict(server.certificates) == {"sslrootcert": "/etc/ca.pem"}
    assert server_from_url(server.url) == server
    # dbt's connection is libpq's too, and reads the variable
    assert profile_variables(server)["PGSSLROOTCERT"] == "/etc/ca.pem"

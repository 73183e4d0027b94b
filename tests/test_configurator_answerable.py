"""Where what is known of people is kept, and who answers for it, as the environment says."""

import pytest

from configurator.answerable import Answerable
from configurator.bad_settings import BadSetting

SECRET = "hush-hush"  # noqa: S105 - of a test


@pytest.mark.parametrize(
    "address",
    [
        "",
        "sqlite:////var/shop.sqlite",
        "postgresql:///shop",
        "postgresql://sam:hush-hush@localhost:5432/shop",
        "postgresql+psycopg://sam@127.0.0.1/shop",
        "postgresql://sam@[::1]:5432/shop",
        "postgresql://postgres@/shop?host=/run/postgresql",
        "postgresql://%2Frun%2Fpostgresql/shop",
    ],
)
def test_a_database_on_this_machine_needs_no_country(address):
    assert Answerable.from_environment({"DATABASE_URL": address, "SURMESURE_KEYS": address})


@pytest.mark.parametrize("name", ["DATABASE_URL", "SURMESURE_KEYS"])
@pytest.mark.parametrize(
    "address",
    [
        f"postgresql://sam:{SECRET}@db.example.com/shop",
        f"postgresql://sam:{SECRET}@localhost,db.example.com:5432/shop",
        f"postgresql://sam:{SECRET}@/shop?host=db.example.com",
        f"postgresql://sam:{SECRET}@[2001:db8::1]/shop",
    ],
)
def test_one_on_another_machine_is_refused_unless_it_stands_where_the_register_says(name, address):
    for country in ("", "US", "fr"):
        said = {name: address, "SURMESURE_DATABASE_COUNTRY": country}
        with pytest.raises(BadSetting) as refused:
            Answerable.from_environment(said)
        assert "SURMESURE_DATABASE_COUNTRY" in str(refused.value)
        assert SECRET not in str(refused.value)
    allowed = Answerable.from_environment({name: address, "SURMESURE_DATABASE_COUNTRY": "FR"})
    assert allowed.database_country == "FR"


@pytest.mark.parametrize(
    ("name", "said"),
    [("SURMESURE_DPO_MAIL", "a@b.example, c@d.example"), ("SURMESURE_COUNTRY", "France")],
)
def test_what_cannot_be_an_address_or_a_country_stops_the_start(name, said):
    with pytest.raises(BadSetting):
        Answerable.from_environment({name: said})

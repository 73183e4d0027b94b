"""The tables of campaigns: what is planned, and the codes of single persons."""

from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from configurator.storage.tables import Row


class CampaignRow(Row):
    """A campaign: `plan` as `customers.dialogue.campaign` writes it, and how far it is.

    Codes and ids of messages follow from `secret`, so that a launch that was broken off goes on.
    People are drawn by their ids, up to `drawn_to` so far; `left_out` counts by reason who cannot
    be written to. `drawn_at` is when all were: who comes into a segment later is not written to.
    """

    __tablename__ = "campaign"

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    state: Mapped[str]
    plan: Mapped[dict[str, Any]]
    secret: Mapped[str]
    made_by: Mapped[str]
    made_at: Mapped[datetime]
    launched_on: Mapped[date | None]
    drawn_to: Mapped[str]
    left_out: Mapped[dict[str, Any]]
    drawn_at: Mapped[datetime | None]
    stopped_at: Mapped[datetime | None]
    revision: Mapped[int]


class PersonalCodeRow(Row):
    """The code by which one person has the offer of a campaign, once: `order_number` took it."""

    __tablename__ = "personal_code"

    campaign: Mapped[str] = mapped_column(primary_key=True)
    person: Mapped[str] = mapped_column(primary_key=True, index=True)
    code: Mapped[str] = mapped_column(unique=True)
    order_number: Mapped[str] = mapped_column(index=True)
    used_at: Mapped[datetime | None]

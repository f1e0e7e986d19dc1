"""The rows of restaurants; nobody but ``server.restaurants.service`` reads or writes them."""

from sqlalchemy import BigInteger
from sqlmodel import Field

from server.database import Row
from server.witness import WITNESSED


class RestaurantRow(Row, table=True):
    """A restaurant; its name, address and phone head every receipt."""

    __tablename__ = "restaurant"
    __table_args__ = ({"info": WITNESSED},)

    tenant_id: str = Field(primary_key=True, max_length=36, foreign_key="tenant.tenant_id")
    restaurant_id: str = Field(primary_key=True, max_length=36)
    name: str = Field(max_length=120)
    address: str = Field(default="", max_length=200)
    phone: str = Field(default="", max_length=40)
    created_at_ms: int = Field(sa_type=BigInteger)

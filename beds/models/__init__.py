from beds.models.contracts import Contract, ContractBed, Rate
from beds.models.organisations import Commissioner, Provider
from beds.models.registers import Agreement, Post, Responsibility
from beds.models.services import Bed, Service, Void

__all__ = [
    "Agreement",
    "Bed",
    "Commissioner",
    "Contract",
    "ContractBed",
    "Post",
    "Provider",
    "Rate",
    "Responsibility",
    "Service",
    "Void",
]

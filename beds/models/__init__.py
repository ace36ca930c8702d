from beds.models.contracts import Contract, ContractBed, Rate
from beds.models.organisations import Commissioner, Provider
from beds.models.services import Bed, Service, Void

__all__ = ["Bed", "Commissioner", "Contract", "ContractBed", "Provider", "Rate", "Service", "Void"]

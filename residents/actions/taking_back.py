"""Records that are taken back with a reason, and count for nothing from then on."""

from beds.taking_back import CodedReason, code_of, take_back

__all__ = ["CodedReason", "code_of", "take_back"]

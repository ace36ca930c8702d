"""The sections of a pack, each made from its figures; `reporting.packs.pack` has their order."""

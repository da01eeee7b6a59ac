"""The door of exports."""

from lms.exports.services.making import forget_exports, request_export
from lms.exports.tables import Cell, Column, Offer, Params, Table, offer, register_table, text, whole

__all__ = [
    "Cell", "Column", "Offer", "Params", "Table", "forget_exports", "offer", "register_table", "request_export", "text",
    "whole",
]  # fmt: skip

"""Pure parsing of each venue's payloads: units, contract sizes and the hurt side are decided here and nowhere else.

An answer of any shape is read without an error. A frame raises msgspec.DecodeError where it is not the venue's, and
RecursionError where it is nested too deep; tui.exchange.guard makes one lost frame of either.
"""

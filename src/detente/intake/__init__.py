"""Intake: what people's tables say, row by row, and what is doubtful about it (R05, R24, R25, R27-R29). Pure.

    formats/*  ->  mapping  ->  understand  ->  doubts  ->  listing  ->  draft
    bytes to       columns to   rows to         ground and  decisions,   notices for
    tables         fields       items           siblings    difference   a desk to sign

Every row comes out as accepted, doubted or rejected, each with its reason: none is lost, none is invented.
"""

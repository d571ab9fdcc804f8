"""Intake: what people's tables say, row by row, and what is doubtful about it (R05, R24, R25, R27-R29). Pure.

    formats/*  ->  columns/  ->  understand  ->  checks/  ->  examine  ->  listing  ->  draft
    bytes to       columns to    rows to         rows held    verdicts     decisions,   notices for
    tables         fields        items (cells/)  against ground            editions     a desk to sign
                                                                  page/: what people are shown of it

Every row comes out as accepted, doubted or rejected, each with its reason: none is lost, none is invented.
"""

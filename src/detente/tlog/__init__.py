"""A verifiable log in the C2SP formats: text, SHA-256 and Ed25519, readable by other people's programs.

``merkle`` hashes and proofs (RFC 6962) · ``tiles`` static files of a log · ``keys`` public keys · ``note`` signed text ·
``checkpoint`` signed tree heads · ``cosignature`` what a mirror adds · ``proof`` the offline proof of one entry ·
``audit`` the check of a whole log from its entries.

Standard library and ``cryptography`` only. Every parser takes bytes and raises `detente.errors.PeerError` for anything that is
not exactly of the format, after it has checked the size.
"""

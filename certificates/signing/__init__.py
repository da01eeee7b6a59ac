"""Signatures on papers and on the register's head: keys, the CMS inside a PDF, checking of files.

Pure: no model, no clock, no settings, no network. `keys.Signer` signs, `pades` puts a signature into a finished PDF,
`checking.check` says what a file is worth, `heads` signs the register's daily head. What reads settings is
`certificates/keyring.py`.
"""

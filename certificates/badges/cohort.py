"""Data Integrity for a whole cohort: canonicalise once, then put each holder's few values into the statements.

`eddsa-rdfc-2022` signs a SHA-256 of the document's RDF statements in canonical form (RDF Dataset Canonicalization, RDFC-1.0).
Canonicalising takes 10 ms; a cohort's documents differ in a dozen short strings. Two of them are nearly the same statements,
only that blank nodes are numbered by hashes into which a holder's values go (§4.6, Hash First Degree Quads), so their numbers
move from holder to holder. This computes those hashes for the nodes that a value touches and numbers all anew (§4.4.3, steps
3 to 5, for datasets in which no two blank nodes have the same hash; any other is refused). A caller checks a new template with
`holds`, and one badge in some hundreds with `agrees`: our numbering against a canonicalisation of the whole. The JWT is
written from the same text.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from hashlib import sha256
from typing import Any, Final

from openbadgeslib.ob3.contexts import document_loader

from certificates.badges.achievement import Cohort, Holder, credential, instant
from certificates.badges.did import multikey_method_of
from certificates.badges.keys import ED25519, BadgeKey, KeyUnfit, base58
from certificates.badges.proofs import encoded, header_of, part_of, parts_of, seconds_of, secure, sign_jwt, verify

_FIELDS: Final = tuple(one.name for one in fields(Holder))
_MARK: Final = re.compile(r"zz:(\d+):mark")
_NODE: Final = re.compile(r"^(_:\S+)|(?<= )(_:\S+)(?= \.$)")  # a blank node as subject or as object
_PROBES: Final = tuple(f"zz:{number}:mark" for number in range(len(_FIELDS)))
_ONLY_NODE: Final = {"_:c14n0": "_:c14n0"}  # the proof's own node, alone in its statements
_ALIKE: Final = "two parts of the badge can't be told apart"


class TemplateUnfit(ValueError):
    """These documents can't be secured from one template: canonicalise each of them (`proofs.secure`)."""


@dataclass(frozen=True, slots=True)
class _Block:
    """Text in which each `%s` stands for one of `values` in turn: a field's name, or a blank node (`_:…`)."""

    text: str
    values: tuple[str, ...]

    def written(self, known: Mapping[str, str]) -> str:
        return self.text % tuple([known[name] for name in self.values])


class CohortTemplate:
    """Secures the badges of one cohort. Raises TemplateUnfit when it can't, KeyUnfit for a key that is not Ed25519."""

    def __init__(self, cohort: Cohort, key: BadgeKey, *, expires: bool) -> None:
        """`expires`: whether these badges have an end; those with and those without need a template each."""
        if key.public.kind != ED25519:
            raise KeyUnfit("eddsa-rdfc-2022 asks for an Ed25519 key")
        self.cohort, self.key, self.expires = cohort, key, expires
        probe = Holder(*_PROBES) if expires else replace(Holder(*_PROBES), valid_until="")
        document = credential(cohort, probe)
        self._header = part_of({"alg": key.public.algorithm, "typ": "JWT", **header_of(key, cohort.issuer.did)})
        self._method = multikey_method_of(cohort.issuer.did, key.public)
        self._config = _marked(canonical(self._proof(_PROBES[0], document["@context"])), _NODE)
        self._text = _marked(json.dumps(document, ensure_ascii=False, separators=(",", ":"))[:-1])
        lines = [_marked(f"{text}\n", _NODE) for text in canonical(document).split("\n")[:-1]]
        self._fixed = [line.written({}) for line in lines if not line.values]
        self._moving = _joined([line for line in lines if line.values])
        self._steady, self._touched = _nodes(lines)

    def statements(self, holder: Holder) -> str:
        """The canonical N-Quads of a holder's credential. Raises TemplateUnfit."""
        if bool(holder.valid_until) != self.expires:
            raise TemplateUnfit("a badge with an end and one without need templates of their own")
        values = _values(holder)
        hashes = self._steady | {node: _first_degree(around, values) for node, around in self._touched.items()}
        if len(set(hashes.values())) != len(hashes):
            raise TemplateUnfit(_ALIKE)
        ranked = sorted(hashes, key=hashes.__getitem__)
        known = values | {node: f"_:c14n{rank}" for rank, node in enumerate(ranked)}
        return "".join(sorted([*self._fixed, *_split(self._moving.written(known))]))

    def sign(self, holder: Holder, created: datetime) -> str:
        """A holder's credential with its proof, as JSON text. Raises TemplateUnfit."""
        moment = instant(created)
        config = "".join(sorted(_split(self._config.written({_FIELDS[0]: moment, **_ONLY_NODE}))))
        hashed = sha256(config.encode()).digest() + sha256(self.statements(holder).encode()).digest()
        signature = self.key.private.sign(hashed)  # type: ignore[call-arg]  # Ed25519, looked at above
        proof = {**self._proof(moment), "proofValue": "z" + base58(signature)}
        return f'{self._text.written(_values(holder))},"proof":{json.dumps(proof, separators=(",", ":"))}}}'

    def token(self, holder: Holder) -> str:
        """A holder's credential as a compact JWT: the claims are those of `proofs.sign_jwt`."""
        starts = seconds_of(holder.valid_from)
        ends = f',"exp":{seconds_of(holder.valid_until)}' if self.expires else ""
        said = f'"iss":{json.dumps(self.cohort.issuer.did)},"jti":"{holder.id}","nbf":{starts}{ends}'
        signed = f"{self._header}.{encoded(f'{self._text.written(_values(holder))},{said}}}'.encode())}"
        return f"{signed}.{encoded(self.key.private.sign(signed.encode()))}"  # type: ignore[call-arg]  # Ed25519

    def agrees(self, holder: Holder) -> bool:
        """True when this holder's statements are those that canonicalising the whole document gives. Some 10 ms."""
        plain = credential(self.cohort, holder)
        written = json.loads(f"{self._text.written(_values(holder))}}}")
        return bool(written == plain) and self.statements(holder) == canonical(plain)

    def holds(self, holder: Holder, created: datetime) -> bool:
        """True when this holder's badge is the same, proof and all, as one made without a template, its token says the same,
        and both verify. 60 ms."""
        made = json.loads(self.sign(holder, created))
        plain = credential(self.cohort, holder)
        if made != secure(plain, self.key, self.cohort.issuer.did, created):  # Ed25519 signs the same bytes the same way
            return False
        did, keys = self.cohort.issuer.did, [self.key.public]
        token, fully = self.token(holder), sign_jwt(plain, self.key, did)
        if parts_of(token) != parts_of(fully) or dict(verify(token, did=did, keys=keys, at=created).document) != plain:
            return False
        return dict(verify(json.dumps(made), did=did, keys=keys, at=created).document) == plain

    def _proof(self, created: str, context: Any = None) -> dict[str, Any]:
        proof = {
            "type": "DataIntegrityProof",
            "cryptosuite": "eddsa-rdfc-2022",
            "created": created,
            "verificationMethod": self._method,
            "proofPurpose": "assertionMethod",
        }
        return proof if context is None else {**proof, "@context": context}


def canonical(document: Mapping[str, Any]) -> str:
    """The document's RDF statements as canonical N-Quads, with the contexts that come with openbadgeslib and no others."""
    from pyld import jsonld  # with lxml and requests 10 MB: loaded by who signs a badge

    options = {"algorithm": "URDNA2015", "format": "application/n-quads", "documentLoader": document_loader()}
    found: str = jsonld.normalize(dict(document), options)
    return found


def _values(holder: Holder) -> dict[str, str]:
    return {name: getattr(holder, name) for name in _FIELDS}


def _nodes(lines: Sequence[_Block]) -> tuple[dict[str, str], dict[str, _Block]]:
    """Blank nodes: the hash of each that no holder's value touches, and the statements around each of the others."""
    around: dict[str, list[_Block]] = {}
    for line in lines:
        for node in {name for name in line.values if _is_node(name)}:
            around.setdefault(node, []).append(line)
    seen = {node: _seen_from(node, _joined(found)) for node, found in around.items()}
    steady = {node: _first_degree(block, {}) for node, block in seen.items() if not block.values}
    if len(set(steady.values())) != len(steady):
        raise TemplateUnfit(_ALIKE)
    return steady, {node: block for node, block in seen.items() if block.values}


def _seen_from(node: str, block: _Block) -> _Block:
    """RDFC-1.0 §4.6: the node itself as `_:a`, every other blank node as `_:z`."""
    named = [("_:a" if name == node else "_:z") if _is_node(name) else "%s" for name in block.values]
    kept = block.text.replace("%%", "%%%%")  # a per cent sign of the text stays one
    return _Block(kept % tuple(named), tuple(name for name in block.values if not _is_node(name)))


def _first_degree(block: _Block, values: Mapping[str, str]) -> str:
    """RDFC-1.0 §4.6: the hash of the statements of one node, sorted."""
    return sha256("".join(sorted(_split(block.written(values)))).encode()).hexdigest()


def _marked(text: str, nodes: re.Pattern[str] | None = None) -> _Block:
    """A text with its marks (and blank nodes) as places to fill."""
    values: list[str] = []

    def place(found: re.Match[str]) -> str:
        mark = _MARK.fullmatch(found[0])
        values.append(_FIELDS[int(mark[1])] if mark else found[0])
        return "%s"

    pattern = re.compile(f"{nodes.pattern}|{_MARK.pattern}", re.MULTILINE) if nodes else _MARK
    return _Block(pattern.sub(place, text.replace("%", "%%")), tuple(values))


def _joined(blocks: Sequence[_Block]) -> _Block:
    return _Block("".join(one.text for one in blocks), tuple(name for one in blocks for name in one.values))


def _split(text: str) -> list[str]:
    """Lines with their ends. Only a line feed ends one: other separators may stand in a literal."""
    return [f"{line}\n" for line in text.split("\n")[:-1]]


def _is_node(name: str) -> bool:
    return name.startswith("_:")

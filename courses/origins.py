"""What a text was made from: which numbers a section remembers, what moved in its origin, how the pieces go together. Pure.

A translation was made from a Spanish version (`made_from`); a country's slots were written against the shared text of a
version (`against[country]`, behind when it is less than `shared`).
"""

from collections.abc import Collection, Mapping
from typing import Any

from courses.differences import HEAD, BlockDifference, blocks_by_id, moved_blocks
from courses.writing import block_text, front_matter
from lms.kernel.places import COUNTRIES


def shared_text(body: Mapping[str, Any]) -> list[Any]:
    """What all four countries read: title, summary, blocks; of slots only where they stand."""
    return [body["title"], body["summary"], [b if b["type"] != "slot" else b["id"] for b in body["blocks"]]]


def slots_of(body: Mapping[str, Any], country: str) -> dict[str, Any]:
    """{block id: what one country has in that slot}."""
    return {b["id"]: b["countries"].get(country) for b in body["blocks"] if b["type"] == "slot"}


def numbered(
    body: Mapping[str, Any], number: int, before: Mapping[str, Any] | None, *, caught_up: Collection[str] = ()
) -> dict[str, Any]:
    """The body with the numbers it must remember, as version `number` after `before`.

    `caught_up`: countries for which everything that moved has been decided; they stand against the shared text of now.
    """
    if before is None or "shared" not in before:
        return {**body, "shared": number, "against": dict.fromkeys(COUNTRIES, number)}
    moved = shared_text(before) != shared_text(body)
    shared = number if moved else int(before["shared"])
    against = {}
    for code in COUNTRIES:
        stood = int(before["against"].get(code, 0))
        written = moved and slots_of(before, code) != slots_of(body, code)
        against[code] = shared if written or code in caught_up else stood
    return {**body, "shared": shared, "against": against}


def without_numbers(body: Mapping[str, Any]) -> dict[str, Any]:
    """The body as a file has it: what digests and differences look at."""
    return {key: value for key, value in body.items() if key not in ("shared", "against")}


def countries_behind(body: Mapping[str, Any]) -> list[str]:
    """Countries with slots that were written against an older shared text."""
    if not any(block["type"] == "slot" for block in body.get("blocks", ())):
        return []
    return [code for code in COUNTRIES if body.get("against", {}).get(code, 0) < body.get("shared", 0)]


def moved_shared(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[BlockDifference]:
    """What moved in the text that all countries share; slots only when they came or went."""
    return [one for one in moved_blocks(old, new) if one.type != "slot" or one.state in ("new", "gone")]


def proposal(name: str, own_body: Mapping[str, Any], origin_body: Mapping[str, Any]) -> str:
    """The Markdown to begin from for one block: the own text, in the shape that the origin has now."""
    if name == HEAD:
        return front_matter({**own_body, "stages": origin_body["stages"], "resources": origin_body["resources"]})
    own, origin = blocks_by_id(own_body).get(name), blocks_by_id(origin_body).get(name)
    if origin is None:
        return ""
    if own is None or own["type"] != origin["type"]:
        return block_text(origin)
    for name_of_what in ("facts", "figure"):
        if name_of_what in origin:
            return block_text({**own, name_of_what: origin[name_of_what]})
    if origin["type"] == "slot":
        return block_text({**own, "countries": {**origin["countries"], **own["countries"]}})
    return block_text(own)


def assembled(own: Mapping[str, Any], origin: Mapping[str, Any], texts: Mapping[str, str]) -> str:
    """The file that the own text becomes: `texts` replaces blocks by id ('' takes one out), new ones stand as in the origin."""
    blocks = {name: block_text(block) for name, block in blocks_by_id(own).items() if name != HEAD}
    order = list(blocks)
    last = ""
    for name in (name for name in blocks_by_id(origin) if name != HEAD):
        if name not in blocks and texts.get(name, "").strip():
            order.insert(order.index(last) + 1 if last else 0, name)
            blocks[name] = texts[name]
        if name in blocks:
            last = name
    written = {**blocks, **{name: text for name, text in texts.items() if name in blocks}}
    front = texts.get(HEAD, "").strip() or front_matter(own)
    return front + "\n" + "\n\n".join([*(written[name].strip("\n") for name in order if written[name].strip())]) + "\n"

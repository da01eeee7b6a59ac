"""What makes a PDF last and be readable by everybody: PDF/A-1b, language, title, structure. Pure.

ISO 19005-1 (PDF/A-1): embedded fonts with a CIDSet (6.3.5), an output intent with an ICC profile of version 2 (6.2.2), XMP that
agrees with the document's information (6.7.3). ISO 14289-1 (PDF/UA-1) asks for the structure, the language and the title; its
identifier is described by an extension schema, as PDF/A-1 wants for anything that it does not know (6.7.8).
"""

import struct
from datetime import datetime
from functools import cache
from typing import Final
from xml.sax.saxutils import escape

from certificates.papers.faces import Face
from certificates.papers.objects import Objects, stream

PRODUCER: Final = "advisor-lms"
HEAD: Final = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n"

_XMP: Final = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF \
xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" \
xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/" \
xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">\
<dc:format>application/pdf</dc:format><dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>\
{author}<dc:language><rdf:Bag><rdf:li>{language}</rdf:li></rdf:Bag></dc:language><pdfaid:part>1</pdfaid:part>\
<pdfaid:conformance>B</pdfaid:conformance><pdfuaid:part>1</pdfuaid:part>{created}<xmp:CreatorTool>{producer}</xmp:CreatorTool>\
<pdf:Producer>{producer}</pdf:Producer></rdf:Description><rdf:Description rdf:about="" \
xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" \
xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#"><pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">\
<pdfaSchema:schema>PDF/UA identification</pdfaSchema:schema><pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/\
</pdfaSchema:namespaceURI><pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix><pdfaSchema:property><rdf:Seq>\
<rdf:li rdf:parseType="Resource"><pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer\
</pdfaProperty:valueType><pdfaProperty:category>internal</pdfaProperty:category><pdfaProperty:description>PDF/UA part\
</pdfaProperty:description></rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas>\
</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="r"?>"""


def xmp(*, title: str, author: str, language: str, at: datetime | None) -> bytes:
    """The metadata packet. `at`: when the paper was made, with its zone."""
    made = at.strftime("%Y-%m-%dT%H:%M:%S+00:00") if at else ""
    return _XMP.format(
        title=escape(title),
        author=f"<dc:creator><rdf:Seq><rdf:li>{escape(author)}</rdf:li></rdf:Seq></dc:creator>" if author else "",
        language=language,
        created=f"<xmp:CreateDate>{made}</xmp:CreateDate>" if made else "",
        producer=PRODUCER,
    ).encode()


@cache
def srgb() -> bytes:
    """An ICC profile of version 2.1 for sRGB: primaries of ITU-R BT.709 adapted to D50, the tone curve of IEC 61966-2-1.

    The curve is a table of 1024 entries (ICC.1:2001-04, 6.5.3); the matrix columns are those of the ICC's own sRGB profiles.
    """

    def curve(entry: int) -> int:
        value = entry / 1023
        linear = value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
        return round(linear * 65535)

    def xyz(*values: float) -> bytes:
        return b"XYZ \0\0\0\0" + struct.pack(">3i", *(round(value * 65536) for value in values))

    name = b"sRGB IEC61966-2.1\0"
    description = b"desc\0\0\0\0" + struct.pack(">I", len(name)) + name + bytes(4 + 4 + 2 + 1 + 67)
    tone = b"curv\0\0\0\0" + struct.pack(">I1024H", 1024, *(curve(entry) for entry in range(1024)))
    tags = (
        (b"desc", description),
        (b"cprt", b"text\0\0\0\0No copyright, use freely\0"),
        (b"wtpt", xyz(0.9642, 1.0, 0.8249)),
        (b"rXYZ", xyz(0.43607, 0.22249, 0.01392)),
        (b"gXYZ", xyz(0.38515, 0.71687, 0.09708)),
        (b"bXYZ", xyz(0.14307, 0.06061, 0.7141)),
        (b"rTRC", tone), (b"gTRC", tone), (b"bTRC", tone),
    )  # fmt: skip
    start, table, body, seen = 128 + 4 + 12 * len(tags), b"", b"", {}
    for signature, data in tags:
        if data not in seen:
            seen[data] = start + len(body)
            body += data + bytes(-len(data) % 4)
        table += signature + struct.pack(">2I", seen[data], len(data))
    header = struct.pack(
        ">I4sI4s4s4s6H4s4sI4s4sQI3i4s44x", start + len(body), b"\0\0\0\0", 0x02100000, b"mntr", b"RGB ", b"XYZ ",
        2026, 1, 1, 0, 0, 0, b"acsp", b"\0\0\0\0", 0, b"\0\0\0\0", b"\0\0\0\0", 0, 0,
        round(0.9642 * 65536), 65536, round(0.8249 * 65536), b"\0\0\0\0",
    )  # fmt: skip
    return header + struct.pack(">I", len(tags)) + table + body


def output_intent(objects: Objects) -> str:
    """The array that says what the colours mean."""
    profile = objects.add(stream(srgb(), "/N 3"))
    return (
        "[<</Type/OutputIntent/S/GTS_PDFA1/OutputConditionIdentifier(sRGB IEC61966-2.1)/Info(sRGB IEC61966-2.1)"
        f"/RegistryName(http://www.color.org)/DestOutputProfile {profile} 0 R>>]"
    )


def embedded(face: Face, objects: Objects) -> int:
    """A whole face as a composite font whose codes are glyph numbers (ISO 32000-1, 9.7): any text can be stamped in it."""
    name = f"AAAAAA+{face.name}"  # a subset of the family's letters: all Latin ones
    program = objects.add(stream(face.data, f"/Length1 {len(face.data)}"))
    count = len(face.widths)
    present = objects.add(stream((((1 << count) - 1) << (-count % 8)).to_bytes((count + 7) // 8, "big")))
    box = " ".join(str(side) for side in face.box)
    descriptor = objects.add(
        f"<</Type/FontDescriptor/FontName/{name}/Flags 4/FontBBox[{box}]/ItalicAngle 0"
        f"/Ascent {face.ascent}/Descent {face.descent}/CapHeight {face.cap_height}/StemV 80"
        f"/FontFile2 {program} 0 R/CIDSet {present} 0 R>>"
    )
    descendant = objects.add(
        f"<</Type/Font/Subtype/CIDFontType2/BaseFont/{name}/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>"
        f"/DW 1000/W[0[{' '.join(str(width) for width in face.widths)}]]/CIDToGIDMap/Identity/FontDescriptor {descriptor} 0 R>>"
    )
    first: dict[int, int] = {}
    for code, glyph in sorted(face.glyphs.items()):
        first.setdefault(glyph, code)
    pairs = [f"<{glyph:04X}><{code:04X}>" for glyph, code in sorted(first.items())]
    rows = "".join(
        f"{len(pairs[at : at + 100])} beginbfchar\n" + "\n".join(pairs[at : at + 100]) + "\nendbfchar\n"
        for at in range(0, len(pairs), 100)
    )
    unicode = objects.add(
        stream(
            (
                "/CIDInit/ProcSet findresource begin 12 dict begin begincmap/CIDSystemInfo<</Registry(Adobe)/Ordering(UCS)"
                "/Supplement 0>>def/CMapName/Adobe-Identity-UCS def/CMapType 2 def 1 begincodespacerange<0000><FFFF>"
                f"endcodespacerange\n{rows}endcmap CMapName currentdict/CMap defineresource pop end end"
            ).encode()
        )
    )
    return objects.add(
        f"<</Type/Font/Subtype/Type0/BaseFont/{name}/Encoding/Identity-H/DescendantFonts[{descendant} 0 R]"
        f"/ToUnicode {unicode} 0 R>>"
    )

"""Small real files, made here: what a writer sends, with everything in them that says who made them."""
# ruff: noqa: E501 - parts of documents, a line each

import io
import zipfile
from collections.abc import Callable
from typing import Any

from PIL import Image
from PIL.PngImagePlugin import PngInfo
from pypdf import PdfWriter
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    NumberObject,
    TextStringObject,
)

WHO = "Elena De Andes"  # stands in each of them


def pdf(text: str = "", *, pages: int = 1, change: Callable[[PdfWriter], Any] | None = None) -> bytes:
    """A PDF with an author, XMP, a note on its first page and a photograph that brings its camera along."""
    writer = PdfWriter()
    for _n in range(pages):
        writer.add_blank_page(200, 300)
    writer.add_metadata({"/Author": WHO, "/Title": f"Carta de {WHO} {text}", "/Creator": WHO})
    xmp = DecodedStreamObject()
    xmp.set_data(f"<x:xmpmeta>{WHO}</x:xmpmeta>".encode())
    root = writer.root_object
    root[NameObject("/Metadata")] = writer._add_object(xmp)
    page = writer.pages[0]
    note = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Annot"), NameObject("/Subtype"): NameObject("/Text"),
            NameObject("/T"): TextStringObject(WHO), NameObject("/Contents"): TextStringObject(f"Una nota {text}"),
            NameObject("/Rect"): ArrayObject([FloatObject(n) for n in (10, 10, 30, 30)]),
        }
    )  # fmt: skip
    page[NameObject("/Annots")] = ArrayObject([writer._add_object(note)])
    photo = DecodedStreamObject()
    photo.set_data(jpeg())
    photo[NameObject("/Filter")] = NameObject("/DCTDecode")
    for name, value in (("/Type", "/XObject"), ("/Subtype", "/Image")):
        photo[NameObject(name)] = NameObject(value)
    photo[NameObject("/Width")], photo[NameObject("/Height")] = NumberObject(30), NumberObject(20)
    page[NameObject("/Resources")] = DictionaryObject(
        {NameObject("/XObject"): DictionaryObject({NameObject("/Im0"): writer._add_object(photo)})}
    )
    if change:
        change(writer)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def runs_script(writer: PdfWriter) -> None:
    """Something that runs when the file is opened; its name stands in an object of its own."""
    action = DictionaryObject({NameObject("/S"): writer._add_object(NameObject("/JavaScript"))})
    writer.root_object[NameObject("/OpenAction")] = writer._add_object(action)


def launches(writer: PdfWriter) -> None:
    link = DictionaryObject({NameObject("/S"): NameObject("/Launch"), NameObject("/F"): TextStringObject("calc.exe")})
    note = writer.pages[0]["/Annots"][0].get_object()  # type: ignore[index]
    note[NameObject("/A")] = link


def picture(seed: int = 0) -> Image.Image:
    image = Image.new("RGB", (30, 20), (10, 200, 30 + seed))
    for x in range(30):
        image.putpixel((x, x % 20), (255, seed, 0))
    return image


def exif(turned: int = 6) -> Image.Exif:
    found = Image.Exif()
    found[0x010F], found[0x013B], found[0x0112] = f"Camera of {WHO}", WHO, turned
    return found


def jpeg(seed: int = 0, *, turned: int = 6, mode: str = "RGB", **more: Any) -> bytes:
    out = io.BytesIO()
    picture(seed).convert(mode).save(out, "JPEG", exif=exif(turned), comment=WHO.encode(), **more)
    return out.getvalue() + f"behind the end {WHO}".encode()


def png(seed: int = 0) -> bytes:
    words, out = PngInfo(), io.BytesIO()
    words.add_text("Author", WHO)
    words.add_itxt("XML:com.adobe.xmp", f"<x>{WHO}</x>")
    picture(seed).save(out, "PNG", pnginfo=words, exif=exif())
    return out.getvalue() + f"behind the end {WHO}".encode()


def archive(parts: dict[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    return out.getvalue()


_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://r"'
_TYPE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def docx(text: str = "Estimada doña Rosa:", *, pages: int = 2, more: dict[str, str | bytes] | None = None) -> bytes:
    """A letter of Word with properties, a comment, a tracked change, revision marks, people, a template and a photograph."""
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": '<?xml version="1.0"?><Types xmlns="http://t"><Default Extension="xml" ContentType="application/xml"/>'
        '<Override PartName="/word/document.xml" ContentType="d"/><Override PartName="/docProps/core.xml" ContentType="c"/>'
        '<Override PartName="/word/people.xml" ContentType="p"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="http://r"><Relationship Id="r1" Type="{_TYPE}/officeDocument" Target="word/document.xml"/>'
        f'<Relationship Id="r2" Type="{_TYPE}/core" Target="docProps/core.xml"/><Relationship Id="r3" Type="{_TYPE}/ext" '
        'Target="/docProps/app.xml"/></Relationships>',
        "docProps/core.xml": f"<cp:coreProperties><dc:creator>{WHO}</dc:creator><cp:lastModifiedBy>{WHO}</cp:lastModifiedBy></cp:coreProperties>",
        "docProps/app.xml": f"<Properties><Company>{WHO}</Company><Pages>{pages}</Pages></Properties>",
        "docProps/custom.xml": f"<Properties><property name='x'><vt:lpwstr>{WHO}</vt:lpwstr></property></Properties>",
        "docProps/thumbnail.jpeg": jpeg(),
        "customXml/item1.xml": f"<CoverPageProperties><Author>{WHO}</Author></CoverPageProperties>",
        "word/document.xml": f'<?xml version="1.0"?><w:document {_W}><w:body><w:p w:rsidR="00A1" w:rsidRDefault="00B2"><w:r><w:t>{text}</w:t></w:r>'
        f'<w:ins w:id="1" w:author="{WHO}" w:date="2026-11-01T08:00:00Z"><w:r><w:t>añadido</w:t></w:r></w:ins></w:p></w:body></w:document>',
        "word/comments.xml": f'<w:comments {_W}><w:comment w:id="0" w:author=\'{WHO}\' w:initials="EDA" w:date="2026-11-01T08:00:00Z">'
        "<w:p><w:r><w:t>¿Seguro?</w:t></w:r></w:p></w:comment></w:comments>",
        "word/people.xml": f'<w15:people><w15:person w15:author="{WHO}"><w15:presenceInfo w15:userId="S::elena@andes.test"/></w15:person></w15:people>',
        "word/settings.xml": f'<w:settings {_W}><w:attachedTemplate r:id="r1"/><w:rsids><w:rsidRoot w:val="00A1"/></w:rsids>'
        f'<w:docVars><w:docVar w:name="quien" w:val="{WHO}"/></w:docVars><w:zoom w:percent="100"/></w:settings>',
        "word/_rels/settings.xml.rels": f'<Relationships><Relationship Id="r1" Type="{_TYPE}/attachedTemplate" Target="file:///C:/Users/{WHO}/a.dotx" '
        'TargetMode="External"/></Relationships>',
        "word/_rels/document.xml.rels": f'<Relationships><Relationship Id="r1" Type="{_TYPE}/comments" Target="comments.xml"/>'
        f'<Relationship Id="r2" Type="{_TYPE}/people" Target="people.xml"/><Relationship Id="r3" Type="{_TYPE}/image" Target="media/image1.jpeg"/>'
        f'<Relationship Id="r4" Type="{_TYPE}/customXml" Target="../customXml/item1.xml"/></Relationships>',
        "word/media/image1.jpeg": jpeg(),
    }
    return archive(parts | (more or {}))


_O = 'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" office:version="1.3"'
ODT_TYPE = "application/vnd.oasis.opendocument.text"


def odt(text: str = "Estimada doña Rosa:", *, pages: int = 2, more: dict[str, str | bytes] | None = None) -> bytes:
    """A letter of LibreOffice with its meta, an annotation, a tracked change, printer settings, a signature and a photograph."""
    parts: dict[str, str | bytes] = {
        "mimetype": ODT_TYPE,
        "meta.xml": f"<office:document-meta {_O}><office:meta><meta:initial-creator>{WHO}</meta:initial-creator><dc:creator>{WHO}</dc:creator>"
        f'<meta:document-statistic meta:page-count="{pages}"/></office:meta></office:document-meta>',
        "settings.xml": f'<office:document-settings {_O}><config:config-item config:name="PrinterName">Impresora de {WHO}</config:config-item></office:document-settings>',
        "content.xml": f"<office:document-content {_O}><office:scripts><script:event-listener/></office:scripts><office:body><office:text>"
        f"<text:changed-region><office:change-info><dc:creator>{WHO}</dc:creator><dc:date>2026-11-01T08:00:00</dc:date></office:change-info></text:changed-region>"
        f'<text:p officeooo:rsid="00a1">{text}<office:annotation><dc:creator>{WHO}</dc:creator><dc:date>2026-11-01T08:00:00</dc:date>'
        "<meta:creator-initials>EDA</meta:creator-initials><text:p>¿Seguro?</text:p></office:annotation></text:p></office:text></office:body></office:document-content>",
        "META-INF/manifest.xml": '<manifest:manifest><manifest:file-entry manifest:full-path="/" manifest:media-type="x"/>'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/><manifest:file-entry '
        'manifest:full-path="Thumbnails/thumbnail.png" manifest:media-type="image/png"/></manifest:manifest>',
        "META-INF/documentsignatures.xml": f"<document-signatures>{WHO}</document-signatures>",
        "Thumbnails/thumbnail.png": png(),
        "Pictures/a.jpg": jpeg(),
    }
    return archive(parts | (more or {}))

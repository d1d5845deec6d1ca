"""Makes more.otf: the letters and emoji that Fyne's own fonts lack. README.md says from what, and how it is called."""

import argparse
import collections
import json
import pathlib
import subprocess
import tempfile

import cffsubr
from fontTools import cffLib
from fontTools.merge import Merger
from fontTools.pens.filterPen import DecomposingFilterPen, FilterPen
from fontTools.pens.qu2cuPen import Qu2CuPen
from fontTools.pens.t2CharStringPen import T2CharStringPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont, newTable
from fontTools.ttLib.scaleUpem import scale_upem
from fontTools.ttLib.tables._c_m_a_p import CmapSubtable
from fontTools.ttLib.tables.S_V_G_ import SVGDocument

EM = 2000  # twice that of Noto Sans, whose metrics must come out exactly
EAST = "1100-11FF,2E80-2FDF,3000-30FF,3100-312F,3130-318F,3190-33FF,4E00-9FFF,AC00-D7A3,F900-FAFF,FE30-FE4F,FF00-FFEF"
OTHERS = "0531-058F,0591-05F4,0600-06FF,0750-077F,10A0-10FF,2D00-2D2F,FB13-FB17,FB1D-FB4F,FB50-FDFF,FE70-FEFC"
NEAR = 1  # of the 2000: how far a cubic curve may lie from the quadratic ones it stands for
SIGNS = "2190-23FF,2423-2423,25A0-25FF,2600-27BF"  # arrows, mathematics, keys, shapes, dingbats


def subset(source: pathlib.Path, out: pathlib.Path, unicodes: str, *options: str) -> None:
    subprocess.run(["pyftsubset", source, f"--unicodes={unicodes}", "--no-hinting", f"--output-file={out}", *options], check=True)


def pictured(icons: pathlib.Path) -> dict[int, str]:
    """The emoji of one character, each with its name."""
    names = json.loads((icons / "chars.json").read_text())
    characters = {name: [p for p in (int(p, 16) for p in points.split("-")) if p != 0xFE0F] for points, name in sorted(names.items())}
    return {c[0]: name for name, c in characters.items() if len(c) == 1}


def emoji(font: TTFont, icons: pathlib.Path, present: set[int]) -> int:
    """Adds each emoji of one character that no font of Fyne has, as a square glyph with an SVG document over it."""
    drawn = json.loads((icons / "icons.json").read_text())
    order, cmap = font.getGlyphOrder(), {}
    for character, name in pictured(icons).items():
        if character not in present:
            icon = drawn["icons"].get(name) or drawn["icons"][drawn["aliases"][name]["parent"]]
            cmap[character] = icon["body"]
    whole = CmapSubtable.newSubtable(12)  # the others end at U+FFFF
    whole.platformID, whole.platEncID, whole.format, whole.reserved, whole.length, whole.language, whole.nGroups = 3, 10, 12, 0, 0, 0, 0
    whole.cmap = dict(font.getBestCmap())
    font["cmap"].tables.append(whole)
    documents, bottom, side = [], -240, 1880  # as Fyne's emoji lie on the line
    for point, body in sorted(cmap.items()):
        glyph = f"emoji{point:X}"
        pen = TTGlyphPen(None)
        left = (EM - side) // 2
        pen.moveTo((left, bottom))
        for x, y in ((left, bottom + side), (left + side, bottom + side), (left + side, bottom)):
            pen.lineTo((x, y))
        pen.closePath()
        order.append(glyph)
        font["glyf"].glyphs[glyph] = pen.glyph()
        font["hmtx"][glyph] = (EM, left)
        for table in font["cmap"].tables:
            if table.format == 12 or point < 0x10000:
                table.cmap[point] = glyph
        i = len(order) - 1
        svg = f'<svg xmlns="http://www.w3.org/2000/svg" id="glyph{i}" viewBox="0 0 32 32">{body}</svg>'
        documents.append(SVGDocument(svg, i, i, False))
    font.setGlyphOrder(order)
    font["SVG "] = newTable("SVG ")
    font["SVG "].docList = documents
    return len(documents)


def decomposed(font: TTFont) -> None:
    """Draws each glyph without others, and drops those that nothing but other glyphs uses."""
    glyphs, drawn = font.getGlyphSet(), {}
    for name in font.getGlyphOrder():
        if font["glyf"][name].isComposite():
            pen = TTGlyphPen(None)
            glyphs[name].draw(DecomposingFilterPen(pen, glyphs))
            drawn[name] = pen.glyph()
    for name, glyph in drawn.items():
        font["glyf"][name] = glyph
    options = Options(layout_features=["*"], notdef_outline=True, name_IDs=["*"], prune_unicode_ranges=False, drop_tables=[])
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=font.getBestCmap())
    subsetter.subset(font)


class Begun(FilterPen):
    """Begins a contour that has no point on its curve half-way between two others, where TrueType has one unsaid."""

    def qCurveTo(self, *points):
        if points[-1] is None:
            begin = tuple((a + b) / 2 for a, b in zip(points[0], points[-2]))
            self._outPen.moveTo(begin)
            points = (*points[:-1], begin)
        self._outPen.qCurveTo(*points)


def cff(source: pathlib.Path) -> TTFont:
    """The font with cubic outlines (CFF). Fyne's go-text reads each of them when it is drawn, but parses quadratic ones (glyf)
    all at once and keeps them with every face. Its glyphs have numbers (CID): names would cost a face 1 MB more."""
    font = TTFont(source, recalcTimestamp=False)
    count = font["maxp"].numGlyphs
    order = [".notdef", *(f"cid{i:05}" for i in range(1, count))]
    font.setGlyphOrder(order)
    glyphs, widths = font.getGlyphSet(), font["hmtx"].metrics
    usual = collections.Counter(width for width, _ in widths.values()).most_common(1)[0][0]
    file = cffLib.CFFFontSet()
    file.major, file.minor, file.hdrSize, file.otFont, file.fontNames = 1, 0, 4, font, ["DuotoneMore"]
    file.strings, file.GlobalSubrs = cffLib.IndexedStrings(), cffLib.GlobalSubrsIndex()
    top = cffLib.TopDict(GlobalSubrs=file.GlobalSubrs, strings=file.strings)
    top.ROS, top.CIDCount, top.charset = ("Adobe", "Identity", 0), count, order
    top.FontMatrix, top.FontBBox = [1 / EM, 0, 0, 1 / EM, 0, 0], [0, 0, 0, 0]
    part = cffLib.FontDict(strings=file.strings)
    part.Private = cffLib.PrivateDict(strings=file.strings)
    part.Private.defaultWidthX, part.Private.nominalWidthX = usual, 0
    top.FDArray, top.FDSelect = cffLib.FDArrayIndex(), cffLib.FDSelect()
    top.FDArray.strings, top.FDArray.GlobalSubrs = file.strings, file.GlobalSubrs
    top.FDArray.append(part)
    top.FDSelect.format, top.FDSelect.gidArray = 3, [0] * count
    top.CharStrings = cffLib.CharStrings(None, order, file.GlobalSubrs, None, top.FDSelect, top.FDArray)
    for name in order:
        width = widths[name][0]
        pen = T2CharStringPen(None if width == usual else width, None)
        glyphs[name].draw(Begun(Qu2CuPen(pen, NEAR, all_cubic=True)))
        top.CharStrings[name] = pen.getCharString(part.Private, file.GlobalSubrs)
    file.topDictIndex = cffLib.TopDictIndex()
    file.topDictIndex.append(top)
    font.sfntVersion = "OTTO"
    for table in ("glyf", "loca"):
        del font[table]
    maxp = font["maxp"] = newTable("maxp")
    maxp.tableVersion, maxp.numGlyphs = 0x5000, count
    font["CFF "] = newTable("CFF ")
    font["CFF "].cff = file
    cffsubr.subroutinize(font)
    return font


def main() -> None:
    arg = argparse.ArgumentParser(description=__doc__)
    arg.add_argument("--wqy", type=pathlib.Path, required=True, help="wqy-microhei.ttc")
    arg.add_argument("--dejavu", type=pathlib.Path, required=True, help="DejaVuSans.ttf")
    arg.add_argument("--fluent", type=pathlib.Path, required=True, help="folder of @iconify-json/fluent-emoji-flat")
    arg.add_argument("--fyne", type=pathlib.Path, required=True, help="folder theme/font of Fyne")
    arg.add_argument("--out", type=pathlib.Path, required=True)
    a = arg.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        east, others = pathlib.Path(folder, "east.ttf"), pathlib.Path(folder, "others.ttf")
        subset(a.wqy, east, EAST, "--font-number=0", "--layout-features=",
               "--drop-tables+=vhea,vmtx,GDEF,GPOS,GSUB,FFTM,gasp")
        # Not those of Fyne's font of symbols: it has no space, and the one after an arrow would be drawn as �.
        present = {p for name in ("NotoSans-Regular.ttf", "EmojiOneColor.otf") for p in TTFont(a.fyne / name).getBestCmap()}
        wanted = {p for r in f"{OTHERS},{SIGNS}".split(",") for b, e in [r.split("-")] for p in range(int(b, 16), int(e, 16) + 1)}
        subset(a.dejavu, others, ",".join(f"{p:X}" for p in sorted(wanted - present - set(pictured(a.fluent)))), "--drop-tables+=FFTM,MATH,kern,gasp")
        font = Merger().merge([str(east), str(others)])
    scale_upem(font, EM)
    decomposed(font)
    noto = TTFont(a.fyne / "NotoSans-Regular.ttf")
    times = EM // noto["head"].unitsPerEm
    # A space of our own, as wide as theirs: a face is asked for the spaces between its words. As the first face is asked for
    # the height of every line, that must be theirs too.
    order = font.getGlyphOrder()
    space = "space"
    if space not in order:
        font.setGlyphOrder([*order, space])
        font["glyf"].glyphs[space] = TTGlyphPen(None).glyph()
    font["hmtx"][space] = (noto["hmtx"][noto.getBestCmap()[32]][0] * times, 0)
    for table in font["cmap"].tables:
        table.cmap[0x20] = space
    for name in ("ascent", "descent", "lineGap"):
        setattr(font["hhea"], name, getattr(noto["hhea"], name) * times)
    for name in ("sTypoAscender", "sTypoDescender", "sTypoLineGap", "usWinAscent", "usWinDescent"):
        setattr(font["OS/2"], name, getattr(noto["OS/2"], name) * times)
    font["OS/2"].fsSelection &= ~(1 << 7)
    count = emoji(font, a.fluent, present | set(font.getBestCmap()))
    names = font["name"]
    names.names = []
    for number, text in {
        0: "WenQuanYi Micro Hei, DejaVu Sans and Fluent Emoji, of their authors; put together for Duotone, see README.md",
        1: "Duotone More", 2: "Regular", 3: "Duotone More", 4: "Duotone More", 5: "Version 1", 6: "DuotoneMore",
        13: "Apache License 2.0 (WenQuanYi), DejaVu Fonts License, MIT (Fluent Emoji)",
    }.items():
        names.setName(text, number, 3, 1, 0x409)
    font["post"].formatType = 3.0
    font["head"].created = font["head"].modified = 0
    font.recalcTimestamp = False
    with tempfile.TemporaryDirectory() as folder:
        quadratic = pathlib.Path(folder, "quadratic.ttf")
        font.save(quadratic)
        font = cff(quadratic)
    font.save(a.out)
    print(f"{a.out}: {len(font.getGlyphOrder())} glyphs, {count} emoji, {a.out.stat().st_size} bytes")


if __name__ == "__main__":
    main()

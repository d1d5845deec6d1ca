"""Makes more.ttf: the letters and emoji that Fyne's own fonts lack. README.md says from what, and how it is called."""

import argparse
import json
import pathlib
import subprocess
import tempfile

from fontTools.merge import Merger
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont, newTable
from fontTools.ttLib.scaleUpem import scale_upem
from fontTools.ttLib.tables._c_m_a_p import CmapSubtable
from fontTools.ttLib.tables.S_V_G_ import SVGDocument

EM = 2000  # twice that of Noto Sans, whose metrics must come out exactly
EAST = "1100-11FF,2E80-2FDF,3000-30FF,3100-312F,3130-318F,3190-33FF,4E00-9FFF,AC00-D7A3,F900-FAFF,FE30-FE4F,FF00-FFEF"
OTHERS = "0531-058F,0591-05F4,0600-06FF,0750-077F,10A0-10FF,2D00-2D2F,FB13-FB17,FB1D-FB4F,FB50-FDFF,FE70-FEFC"
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
    font.save(a.out)
    print(f"{a.out}: {len(font.getGlyphOrder())} glyphs, {count} emoji, {a.out.stat().st_size} bytes")


if __name__ == "__main__":
    main()

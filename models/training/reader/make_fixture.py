"""Writes the Go tests' pictures and what the reference implementation finds and reads in them: for each box what stands in it as it is, and
turned upside down. Which of the two counts is our own choice: the reference's classifier turns some words that stand upright.

    pip install rapidocr-onnxruntime==1.4.4
    python make_fixture.py ../../duotone-reader ../../../inference/testdata/reader
"""

import json
import sys
from pathlib import Path

import cv2
from draw import fixture
from rapidocr_onnxruntime import RapidOCR


def reference(reader: Path) -> RapidOCR:
    return RapidOCR(det_model_path=str(reader / "find.onnx"), rec_model_path=str(reader / "read.onnx"), rec_keys_path=str(reader / "letters.txt"))


def main(reader: Path, out: Path) -> None:
    ocr = reference(reader)
    out.mkdir(parents=True, exist_ok=True)
    answers, drawn = {}, {}
    for name, (picture, lines) in fixture().items():
        path = out / f"{name}.png"
        picture.quantize(64).save(path, optimize=True) if name not in ("meme", "photograph") else picture.convert("RGB").save(out / f"{name}.jpg", quality=80)
        path = path if path.exists() else out / f"{name}.jpg"
        image = cv2.imread(str(path))
        boxes, _ = ocr.text_det(image)
        drawn[path.name] = lines
        answers[path.name] = []
        for box in ocr.sorted_boxes(boxes) if len(boxes) else []:
            strip = ocr.get_crop_img_list(image, [box])[0]
            (upright, sure), (turned, turned_sure) = (ocr.text_rec([s])[0][0] for s in (strip, cv2.rotate(strip, cv2.ROTATE_180)))
            if max(sure, turned_sure) >= 0.5:
                answers[path.name].append({"box": box.tolist(), "text": upright, "upside_down": turned, "confidence": round(float(sure), 4), "upside_down_confidence": round(float(turned_sure), 4)})
    (out / "drawn.json").write_text(json.dumps(drawn, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    (out / "reference.json").write_text(json.dumps(answers, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))

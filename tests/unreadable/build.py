"""Builds the documents of this folder, none of which a reader can get any text out of.

    python tests/unreadable/build.py [FOLDER]

The same bytes come out on every run.
"""

from __future__ import annotations

import io
import sys
from pathlib import Path

from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

HERE = Path(__file__).resolve().parent
PASSWORD = "correct horse"

# Letters of the picture, five dots wide and seven high.
LETTERS = {
    "A": (".###.", "#...#", "#...#", "#####", "#...#", "#...#", "#...#"),
    "C": (".####", "#....", "#....", "#....", "#....", "#....", ".####"),
    "D": ("####.", "#...#", "#...#", "#...#", "#...#", "#...#", "####."),
    "E": ("#####", "#....", "#....", "####.", "#....", "#....", "#####"),
    "G": (".####", "#....", "#....", "#..##", "#...#", "#...#", ".####"),
    "N": ("#...#", "##..#", "##..#", "#.#.#", "#..##", "#..##", "#...#"),
    "P": ("####.", "#...#", "#...#", "####.", "#....", "#....", "#...."),
    "S": (".####", "#....", "#....", ".###.", "....#", "....#", "####."),
    " ": (".....", ".....", ".....", ".....", ".....", ".....", "....."),
}


def build(folder: Path) -> list[Path]:
    """Write every document into the folder and return their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    readable = one_page("Forty adults were randomized to drug or placebo.")
    documents = {
        "not_a_pdf.pdf": b"These are plain words in a file that only calls itself a PDF.\n",
        "empty.pdf": b"",
        "truncated.pdf": readable[: len(readable) // 3],
        "password.pdf": one_page("Forty adults were randomized to drug or placebo.", password=PASSWORD),
        "image_only.pdf": picture_page("SCANNED PAGE"),
        "empty.txt": b"",
    }
    for name, data in documents.items():
        (folder / name).write_bytes(data)
    return [folder / name for name in documents]


def one_page(text: str, password: str | None = None) -> bytes:
    data = io.BytesIO()
    lock = StandardEncryption(password, strength=128) if password else None
    canvas = Canvas(data, invariant=1, pageCompression=0, encrypt=lock)
    canvas.drawString(72, 720, text)
    canvas.save()
    return data.getvalue()


def picture_page(text: str) -> bytes:
    """A page with nothing on it but a picture of the text, one bit a dot."""
    rows = ["".join(LETTERS[letter][i] + "." for letter in text) for i in range(7)]
    width = len(rows[0])
    padded = [row.ljust(-(-width // 8) * 8, ".").replace("#", "0").replace(".", "1") for row in rows]
    dots = "".join(f"{int(row, 2):0{len(row) // 4}x}" for row in padded)
    show = f"q {width * 6} 0 0 42 72 650 cm /Picture Do Q"
    image = f"/Type /XObject /Subtype /Image /Width {width} /Height 7 /BitsPerComponent 1 /ColorSpace /DeviceGray"
    return pdf_of(
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R "
        "/Resources << /XObject << /Picture 5 0 R >> >> >>",
        f"<< /Length {len(show)} >>\nstream\n{show}\nendstream",
        f"<< {image} /Filter /ASCIIHexDecode /Length {len(dots) + 1} >>\nstream\n{dots}>\nendstream",
    )


def pdf_of(*objects: str) -> bytes:
    data, offsets = b"%PDF-1.4\n", []
    for number, item in enumerate(objects, start=1):
        offsets.append(len(data))
        data += f"{number} 0 obj\n{item}\nendobj\n".encode("ascii")
    table = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    end = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}"
    end += f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{len(data)}\n%%EOF\n"
    return data + end.encode("ascii")


if __name__ == "__main__":
    for written in build(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE):
        print(written)

"""The example documents are what their scripts build, and each has its gold record."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from types import ModuleType

import pypdfium2
import pytest

ROOT = Path(__file__).resolve().parent.parent
CORPUS = ROOT / "corpus"
UNREADABLE = ROOT / "tests" / "unreadable"
SUFFIXES = {".pdf", ".txt", ".md", ".xml"}
DOCUMENTS = sorted(path for path in CORPUS.iterdir() if path.suffix in SUFFIXES)
SUITES = pytest.mark.parametrize("folder", [CORPUS, UNREADABLE], ids=["corpus", "unreadable"])


def script(folder: Path) -> ModuleType:
    pytest.importorskip("reportlab")
    spec = importlib.util.spec_from_file_location(f"build_{folder.name}", folder / "build.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def page_texts(path: Path) -> list[str]:
    with pypdfium2.PdfDocument(path) as pdf:
        return [page.get_textpage().get_text_range() for page in pdf]


@SUITES
def test_building_twice_gives_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    build = script(folder).build
    for first, second in zip(build(tmp_path / "first"), build(tmp_path / "second"), strict=True):
        assert first.read_bytes() == second.read_bytes(), first.name


@SUITES
def test_the_committed_files_are_the_built_ones(folder: Path, tmp_path: Path) -> None:
    module = script(folder)
    built = module.build(tmp_path)
    on_disk = {path.name for path in folder.iterdir() if path.suffix in SUFFIXES}
    assert {path.name for path in built} == on_disk
    reportlab = pytest.importorskip("reportlab")
    if reportlab.__version__ != script(CORPUS).REPORTLAB:
        pytest.skip("the committed files were built with another ReportLab")
    for path in built:
        assert path.read_bytes() == (folder / path.name).read_bytes(), (
            f"{path.name} is stale: run {folder.name}/build.py"
        )


def test_the_wording_reaches_the_committed_pages(tmp_path: Path) -> None:
    """Whatever ReportLab is installed: the text that the pages show is the text of `content/`."""
    for path in script(CORPUS).build(tmp_path):
        if path.suffix == ".pdf":
            assert page_texts(path) == page_texts(CORPUS / path.name)


def test_every_document_has_its_gold_and_every_gold_its_document() -> None:
    assert {path.stem for path in DOCUMENTS} == {path.stem for path in (CORPUS / "gold").iterdir()}
    assert len(DOCUMENTS) == 18


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.stem)
def test_gold_is_whole(document: Path) -> None:
    """Results and comparisons of a gold record name arms, measures and timepoints of their study, and nothing twice."""
    gold = json.loads((CORPUS / "gold" / f"{document.stem}.json").read_text(encoding="utf-8"))
    assert {"kind", "title", "studies"} <= gold.keys()
    for study in gold["studies"]:
        names = {
            "arm": [arm["name"] for arm in study.get("arms", [])],
            "measure": [measure["name"] for measure in study.get("measures", [])],
            "timepoint": [time["label"] for time in study.get("timepoints", [])],
        }
        assert all(len(known) == len(set(known)) for known in names.values())
        items = [*study.get("results", []), *study.get("comparisons", [])]
        assert len({json.dumps(item) for item in items}) == len(items)
        for item in items:
            assert all(item[key] in known for key, known in names.items() if key in item), item
            assert set(item.get("arms", [])) <= set(names["arm"])
    ids = [study["id"] for study in gold["studies"]]
    assert all(flag["study"] in [None, *ids] for flag in gold.get("flags", []))


def test_the_signs_of_the_trade_print_and_extract() -> None:
    text = "".join("".join(page_texts(path)) for path in DOCUMENTS if path.suffix == ".pdf")
    assert all(sign in text for sign in "±≤≥−Å–")
    assert "\ufffe" not in text
    assert "\ufffd" not in text

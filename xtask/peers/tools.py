"""How each tool is asked, as its own documentation says, on one thread."""

import os
import subprocess
from importlib.metadata import version


def passporteye():
    from passporteye import read_mrz

    def read(path):
        found = read_mrz(path)
        return [] if found is None else found.aux.get("text", "").splitlines()

    return read, version("PassportEye")


def fastmrz():
    from fastmrz import FastMRZ

    reader = FastMRZ()

    def read(path):
        return (reader.get_details(path, ignore_parse=True) or "").splitlines()

    return read, version("fastmrz")


def rapidocr():
    from rapidocr_onnxruntime import RapidOCR

    reader = RapidOCR(intra_op_num_threads=1, inter_op_num_threads=1)

    def read(path):
        found, _ = reader(path)
        # Each is a quad, a text and a score; top to bottom by the quad's mean y.
        rows = sorted(found or [], key=lambda row: sum(point[1] for point in row[0]))
        return [row[1] for row in rows]

    return read, version("rapidocr-onnxruntime")


def tesseract():
    told = subprocess.run(["tesseract", "--version"], capture_output=True, text=True, check=True)

    def read(path):
        command = ["tesseract", path, "-", "-l", "eng", "--psm", "3"]
        found = subprocess.run(command, capture_output=True, text=True, timeout=120)
        return found.stdout.splitlines()

    return read, told.stdout.split()[1]


TOOLS = {"passporteye": passporteye, "fastmrz": fastmrz, "rapidocr": rapidocr, "tesseract": tesseract}
os.environ.setdefault("OMP_THREAD_LIMIT", "1")
os.environ.setdefault("OMP_NUM_THREADS", "1")

"""Reads pictures with one other tool and writes what it says, a JSON object a line; scoring is `cargo xtask accuracy`'s.

usage: run.py TOOL FOLDER OUT     TOOL: passporteye, fastmrz, rapidocr, tesseract

Each line has `file`, `lines` (raw, top to bottom) and `milliseconds` of processor time; the first line names the tool
and its version.
A picture that OUT already has is not read again, so that a run can be cut short and gone on with.
"""

import json
import os
import sys

import tools


def done(path):
    """The files that OUT has already, and whether it says of which tool."""
    files, told = set(), False
    if os.path.exists(path):
        with open(path, encoding="utf-8") as lines:
            for line in lines:
                entry = json.loads(line)
                told = told or "tool" in entry
                if "file" in entry:
                    files.add(entry["file"])
    return files, told


def cpu():
    """Processor seconds of this process and of those that it waited for, so that other work on the machine counts not."""
    return sum(os.times()[:4])


def main():
    if len(sys.argv) != 4 or sys.argv[1] not in tools.TOOLS:
        sys.exit(__doc__)
    name, folder, out = sys.argv[1:]
    read, version = tools.TOOLS[name]()
    with open(os.path.join(folder, "truth.json"), encoding="utf-8") as text:
        files = sorted(json.load(text))
    already, told = done(out)
    with open(out, "a", encoding="utf-8") as sink:
        if not told:
            print(json.dumps({"tool": name, "version": version}), file=sink, flush=True)
        for at, file in enumerate(files):
            if file in already:
                continue
            begun = cpu()
            entry = {"file": file}
            try:
                entry["lines"] = read(os.path.join(folder, file))
            except Exception as error:  # a tool that breaks on a picture has not read it
                entry["lines"] = []
                entry["error"] = type(error).__name__
            entry["milliseconds"] = 1000 * (cpu() - begun)
            print(json.dumps(entry), file=sink, flush=True)
            if at % 10 == 0:
                print(f"{name}: {at + 1} of {len(files)}", file=sys.stderr)


main()

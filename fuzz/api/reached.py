"""Says what each operation was asked and answered; fails on one that was not asked, or never did what it is for.

Usage: reached.py URL SEEN.json
"""

import json
import sys
import urllib.request

url, seen = sys.argv[1:]
with urllib.request.urlopen(url + "/assure/v3/api-docs") as answer:
    document = json.load(answer)
with open(seen) as file:
    seen = json.load(file)

faults = []
cases = 0
for item in document["paths"].values():
    for operation in item.values():
        name = operation["operationId"]
        answers = {status: count for status, count in seen.get(name, {}).items() if status.isdigit()}
        cases += sum(answers.values())
        print(f"  {name:28}", "  ".join(f"{status}: {answers[status]}" for status in sorted(answers)))
        if not answers:
            faults.append(f"{name} was never called")
        elif not any(status.startswith("2") for status in answers):
            faults.append(f"{name} never succeeded")
        faults += [f"{name} answered {status}" for status in answers if status.startswith("5")]
print(f"fuzz-api: {cases} calls")
for fault in faults:
    print("fuzz-api:", fault, file=sys.stderr)
sys.exit(bool(faults))

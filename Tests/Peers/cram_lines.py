"""What cram says of expected lines: for each case whether an output and an exit code are as its document has it.

Reads a JSON list of [expected, output, exit code], the texts in base64, and writes a JSON list of true, false, and null where
cram itself fails.
"""

import base64
import json
import os
import sys
import tempfile

from cram import test

with tempfile.TemporaryDirectory() as folder:
    answers = []
    path = os.path.join(folder, "output")
    for expected, output, code in json.load(sys.stdin):
        with open(path, "wb") as file:
            file.write(base64.b64decode(output))
        # Each line of the document is indented; one that is only a newline would be prose.
        lines = base64.b64decode(expected).split(b"\n")[:-1]
        document = [b"  $ cat %s; (exit %d)\n" % (path.encode(), code)] + [b"  " + line + b"\n" for line in lines]
        try:
            _, _, difference = test(document, shell="/bin/sh")
            answers.append(not list(difference))
        except (IndexError, ValueError):
            # cram itself does not survive a pattern that ends with a backslash, or `\x` without digits.
            answers.append(None)
print(json.dumps(answers))

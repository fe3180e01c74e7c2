#!/usr/bin/python3
"""paste_oracle.py for many files in one process.

Reads lines from standard input, each a file's name and the launcher's k=v words
with tabs between them, and writes for each line the document that
paste_oracle.py prints for it, with a NUL character behind.
"""
import json
import sys

from paste_oracle import oracle


def main():
    sys.setrecursionlimit(3000)
    for line in sys.stdin.buffer.read().decode('utf-8').splitlines():
        filename, *words = line.split('\t')
        settings = dict(word.split('=', 1) for word in words)
        text = json.dumps(oracle(filename, settings), indent=1, sort_keys=True, ensure_ascii=False)
        sys.stdout.buffer.write(text.encode('utf-8', 'surrogatepass') + b'\n\0')


if __name__ == '__main__':
    main()

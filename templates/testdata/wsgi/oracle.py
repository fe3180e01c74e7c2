"""Serve the applications beside this file with waitress, each at an address of its own, which is told as JSON."""
import importlib.util
import json
import logging
import pathlib
import sys
import threading

from waitress.server import create_server

logging.disable(logging.CRITICAL)
cases = {}
for path in sorted(pathlib.Path(__file__).parent.glob("[0-9]*.py")):
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    server = create_server(module.app, host="127.0.0.1", port=0, threads=1)
    threading.Thread(target=server.run, daemon=True).start()
    cases[path.stem] = {"addr": "127.0.0.1:%s" % server.effective_port, "requests": module.requests}
print(json.dumps(cases), flush=True)
sys.stdin.read()
